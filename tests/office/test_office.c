/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include "office/parts.h"

static const char *values[4];

static const char *from_values(const struct tp_call *call, const char *name)
{
    const char *const *pairs = call->query_context;

    return strcmp(pairs[0], name) == 0 ? pairs[1] : NULL;
}

static struct tp_call with(const char *name, const char *value)
{
    values[0] = name;
    values[1] = value;
    return (struct tp_call){.query = from_values, .query_context = values};
}

static void a_number_of_the_query_is_within_its_range(void **state)
{
    static const struct tp_office_range range = {3, 10, 5};
    struct tp_call call = with("count", "7");
    struct tp_diag diag;
    uint64_t number;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_office_number(&call, "count", &range, &number, &diag), TP_OK);
    assert_int_equal(number, 7);
    assert_int_equal(tp_office_number(&call, "other", &range, &number, &diag), TP_OK);
    assert_int_equal(number, 5);
    call = with("count", "11");
    assert_int_equal(tp_office_number(&call, "count", &range, &number, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.text, "it must be 3 to 10");
    call = with("count", "seven");
    assert_int_equal(tp_office_number(&call, "count", &range, &number, NULL), TP_E_ARGUMENT);
}

static void a_time_of_the_query_is_one(void **state)
{
    struct tp_call call = with("at", "2011-01-11T00:00:00Z");
    int64_t time_s;

    (void)state;
    assert_int_equal(tp_office_time(&call, "at", 7, &time_s, NULL), TP_OK);
    assert_true(time_s == SAMPLE_FROM_S);
    assert_int_equal(tp_office_time(&call, "since", 7, &time_s, NULL), TP_OK);
    assert_true(time_s == 7);
    call = with("at", "2011-02-30T00:00:00Z");
    assert_int_equal(tp_office_time(&call, "at", 7, &time_s, NULL), TP_E_ARGUMENT);
}

/* What the public hands in waits beside everything else: nothing of it is in the register before an officer decides. */
static bool only_waits(const char *id)
{
    static const char *const handing_in[] = {"submitStatement", "signPetition", "confirmSubmission", "getSubmitted",
                                             "withdrawSubmission"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(handing_in); i++)
        if (strcmp(handing_in[i], id) == 0)
            return true;
    return false;
}

/* Who may read without an account changes nothing else. */
static void what_is_public_only_reads_or_waits(void **state)
{
    const struct tp_operation *operation = tp_office_part.operations;

    (void)state;
    for (; operation->id; operation++) {
        const bool is_public = operation->flags & TP_OPERATION_PUBLIC;

        assert_true(is_public == (operation->duties == 0));
        assert_true(!is_public || only_waits(operation->id) ||
                    (strcmp(operation->method, "GET") == 0 && operation->body_max_bytes == 0));
        assert_true(!is_public || operation->body_max_bytes <= 65536);
        assert_true((operation->duties & TP_DUTY_BIT(AUDITOR)) == 0 || strcmp(operation->method, "GET") == 0 ||
                    strcmp(operation->id, "previewDecision") == 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_number_of_the_query_is_within_its_range),
    cmocka_unit_test(a_time_of_the_query_is_one),
    cmocka_unit_test(what_is_public_only_reads_or_waits),
};
TP_TEST_MAIN(tests)
