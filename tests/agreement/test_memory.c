/* SPDX-License-Identifier: Apache-2.0 */
/* The n-th allocation of reading a document and an event, and of offering events, fails, for every n: E_MEMORY with
 * words, never a refusal, and a history that is as it was. Linked with --wrap for each allocator. */
#include "sample.h"

static long allocations_left = -1; /* until one fails; negative: none does */

static bool fails(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

#define WRAP(name, parameters, arguments)                                                                              \
    void *__real_##name parameters;                                                                                    \
    void *__wrap_##name parameters;                                                                                    \
    void *__wrap_##name parameters                                                                                     \
    {                                                                                                                  \
        return fails() ? NULL : __real_##name arguments;                                                               \
    }
WRAP(malloc, (size_t size), (size))
WRAP(calloc, (size_t count, size_t size), (count, size))
WRAP(realloc, (void *memory, size_t size), (memory, size))

static char *document, *amendment;
static struct tp_history *history;
static struct tp_event *events[8]; /* the sample's way into force, an amendment, a jurisdiction that leaves */
static int64_t received_s[8];

static int set_up(void **state)
{
    struct tp_history *made;
    (void)state;

    document = sample_document(NULL);
    made = sample_active(NULL, &received_s[5]);
    amendment = sample_amendment(tp_history_version(made, 0), NULL);
    assert_int_equal(sample_propose(made, amendment, "ny-dcjs", received_s[5]), TP_REFUSAL_NONE);
    assert_int_equal(sample_step(made, tp_history_version(made, 0), TP_EVENT_LEAVE, SAMPLE_NY, received_s[5]), 0);
    assert_int_equal(sample_step(made, tp_history_version(made, 0), TP_EVENT_SUSPEND, "dhs-ident", received_s[5]), 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(events); i++) {
        const struct tp_event *event = tp_history_event(made, i, &received_s[i]);
        struct tp_buffer file;

        tp_buffer_init(&file);
        assert_int_equal(tp_event_write(event, &file, NULL), TP_OK);
        assert_int_equal(tp_event_parse(file.data, file.size_bytes, &events[i], NULL), TP_OK);
        tp_buffer_deinit(&file);
    }
    tp_history_free(&made);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(events); i++)
        tp_event_free(&events[i]);
    free(document);
    free(amendment);
    return 0;
}

static tp_status read_document(struct tp_diag *diag)
{
    struct tp_terms *terms;
    tp_status status = tp_terms_parse(document, strlen(document), &terms, diag);

    tp_terms_free(&terms);
    return status;
}

static tp_status read_event(struct tp_diag *diag)
{
    struct tp_event *event = NULL;
    struct tp_buffer file;
    tp_status status;

    tp_buffer_init(&file);
    status = tp_event_write(events[0], &file, diag);
    if (status == TP_OK && file.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory");
    if (status == TP_OK)
        status = tp_event_parse(file.data, file.size_bytes, &event, diag);
    tp_buffer_deinit(&file);
    tp_event_free(&event);
    return status;
}

/* Offers all events; one that fails is offered again, and then all is as if it had not failed. */
static tp_status offer_events(struct tp_diag *diag)
{
    enum tp_refusal refusal;
    tp_status first = tp_history_new(&history, diag);

    for (size_t i = 0; i < TP_ARRAY_LENGTH(events) && (first == TP_OK || i > 0); i++) {
        tp_status status = tp_history_offer(history, events[i], received_s[i], &refusal, diag);

        assert_int_equal(refusal, TP_REFUSAL_NONE);
        assert_int_equal(tp_history_count(history), i + (status == TP_OK));
        if (status == TP_OK)
            continue;
        first = status;
        assert_int_equal(tp_history_offer(history, events[i], received_s[i], &refusal, NULL), TP_OK);
    }
    return first;
}

static tp_status offer_all(struct tp_diag *diag)
{
    tp_status status = offer_events(diag);

    if (history) {
        const struct tp_terms *version = tp_history_version(history, 0);

        assert_int_equal(tp_history_version_count(history), 2);
        assert_int_equal(tp_history_life(history, version, received_s[7] - 1), TP_LIFE_NOTICED);
        assert_int_equal(tp_history_life(history, version, received_s[7]), TP_LIFE_SUSPENDED);
        assert_int_equal(tp_history_participation(history, version, SAMPLE_NY, received_s[7]), TP_PARTICIPATION_LEFT);
    }
    tp_history_free(&history);
    return status;
}

static void torture(tp_status (*work)(struct tp_diag *diag))
{
    bool failed = true;

    for (long n = 0; failed; n++) {
        struct tp_diag diag;
        tp_status status;

        tp_diag_init(&diag);
        allocations_left = n;
        status = work(&diag);
        failed = allocations_left < 0;
        allocations_left = -1;
        if (status != (failed ? TP_E_MEMORY : TP_OK) || (failed && diag.text[0] == '\0'))
            fail_msg("%s (%s) when allocation %ld fails", tp_status_name(status), diag.text, n);
    }
}

static void test_document(void **state)
{
    (void)state;
    torture(read_document);
}

static void test_event(void **state)
{
    (void)state;
    torture(read_event);
}

static void test_history(void **state)
{
    (void)state;
    torture(offer_all);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(test_document, set_up, tear_down),
    cmocka_unit_test_setup_teardown(test_event, set_up, tear_down),
    cmocka_unit_test_setup_teardown(test_history, set_up, tear_down),
};

TP_TEST_MAIN(tests)
