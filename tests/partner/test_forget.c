/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever is erased is told of to nobody any more, and the copies of what was told go. */
#define TP_TEST_PLAYED
#include "nodes.h"

static void forget(struct two *two, const char *request)
{
    char owner[TP_OWNER_BYTES];

    snprintf(owner, sizeof owner, "request/%.32s", request);
    fixture_begin(&two->repository->fixture);
    assert_int_equal(tp_job_add(two->repository->fixture.exchange, "partner.forget", owner,
                                tp_exchange_now(two->repository->fixture.exchange), NULL),
                     TP_OK);
    fixture_end(&two->repository->fixture);
}

static size_t bytes_of(struct two *two, const char *request, const char *message)
{
    char owner[TP_OWNER_BYTES], name[64];
    uint8_t *data;
    size_t size_bytes;

    snprintf(owner, sizeof owner, "request/%.32s", request);
    snprintf(name, sizeof name, "message/%.32s", message);
    assert_int_equal(tp_blob_get(two->repository->fixture.exchange, owner, name, &data, &size_bytes, NULL), TP_OK);
    tp_blob_free(data, size_bytes);
    return size_bytes;
}

static void the_copy_of_what_was_told_goes(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first request, answer;
    char owner[TP_OWNER_BYTES];
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    assert_string_equal(two_book(two), "match");
    request = node_find(two->repository, "request", NULL);
    answer = node_find(two->repository, "message", request.name);
    assert_true(bytes_of(two, request.name, answer.name) > 0);
    snprintf(owner, sizeof owner, "request/%.32s", request.name);
    fixture_begin(&two->repository->fixture);
    assert_int_equal(tp_blob_put(two->repository->fixture.exchange, owner, "discretion/x/facts", "name", 4, NULL),
                     TP_OK);
    assert_int_equal(tp_entry_add(two->repository->fixture.exchange, "discretion",
                                  &(struct tp_entry){.name = "x", .link = "request/", .due_s = TP_STORE_NEVER}, NULL,
                                  NULL),
                     TP_OK);
    fixture_end(&two->repository->fixture);
    forget(two, request.name);
    net_work(&two->net);
    assert_int_equal(bytes_of(two, request.name, answer.name), 0);
    assert_int_equal(
        tp_blob_get(two->repository->fixture.exchange, owner, "print/0/template", &data, &size_bytes, NULL),
        TP_OK); /* what was asked stays: it is of another person's booking */
    tp_blob_free(data, size_bytes);
    two_remove(two);
}

/* The sender is away; meanwhile the person is erased. */
static void what_was_not_sent_is_not_sent(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first request, answer;

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000);
    two->net.away = "ny-dcjs";
    net_work(&two->net);
    request = node_find(two->repository, "request", NULL);
    answer = node_find(two->repository, "message", request.name);
    assert_string_equal(request.state, "answering");
    forget(two, request.name);
    net_work(&two->net);
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    assert_int_equal(bytes_of(two, request.name, answer.name), 0);
    two_remove(two);
}

static void who_is_erased_before_the_answer_is_nobody(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    played.subject_is_erased = true;
    assert_string_equal(two_book(two), "no-match");
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_copy_of_what_was_told_goes),
    cmocka_unit_test(what_was_not_sent_is_not_sent),
    cmocka_unit_test(who_is_erased_before_the_answer_is_nobody),
};
TP_TEST_MAIN(tests)
