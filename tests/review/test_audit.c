/* SPDX-License-Identifier: Apache-2.0 */
/* What auditors see: everything, and what it comes to for each examiner. */
#include "bureau.h"

static tp_status ask(struct bureau *bureau, const char *operation, const char *value, const char *const query[4])
{
    struct bureau_call call = {"eve", TP_DUTY_BIT(AUDITOR), {value}, NULL, {0}};

    for (size_t i = 0; query && i < 3; i++)
        call.query[i] = query[i];
    return bureau_ask(bureau, operation, &call);
}

static void a_case_is_seen_whole(void **state)
{
    static const char *const parts[] = {"\"account\":\"ann\"",
                                        "\"account\":\"ben\"",
                                        "\"score\":9000",
                                        "\"subject\":\"person-1\"",
                                        "one clear loop",
                                        BUREAU_REASON,
                                        "\"owner\":\"booking/b-0\"",
                                        "\"seeded\":false",
                                        "\"result\":\"identified\"",
                                        "\"match\":true",
                                        "\"discretions\":[]"};
    char id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_int_equal(ask(&bureau, "getCase", id, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(parts); i++) {
        if (!strstr(bureau.reply, parts[i]))
            fail_msg("%s is not in %s", parts[i], bureau.reply);
    }
    assert_int_equal(ask(&bureau, "getCase", "none", NULL), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

static void cases_are_listed_in_pages(void **state)
{
    static const char *const open[] = {"state", "open", NULL, NULL};
    static const char *const bad[][4] = {
        {"state", "lost", NULL, NULL}, {"after", "-1", NULL, NULL}, {"after", "", NULL, NULL}};
    const char *after[] = {"after", "", NULL, NULL};
    static const struct tp_store_query notes = {.kind = "access", .link = "cases", .due_until_s = TP_STORE_NEVER};
    const struct tp_json_value *root;
    char id[TP_EXCHANGE_ID_BYTES], next[24];
    struct bureau bureau;
    uint64_t count;
    int64_t last;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "exclusion");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion");
    bureau_simple_case(&bureau, "1", id);
    assert_int_equal(ask(&bureau, "listCases", NULL, NULL), TP_OK);
    root = tp_json_root(bureau.answer);
    assert_int_equal(tp_json_count(tp_json_member(root, "cases")), 2);
    assert_true(tp_json_to_integer(tp_json_member(root, "next"), &last));
    snprintf(next, sizeof next, "%lld", (long long)last);
    after[1] = next;
    assert_int_equal(ask(&bureau, "listCases", NULL, after), TP_OK);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(bureau.answer), "cases")), 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(ask(&bureau, "listCases", NULL, bad[i]), TP_E_FORMAT);
    assert_int_equal(ask(&bureau, "listCases", NULL, open), TP_OK);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(bureau.answer), "cases")), 1);
    assert_int_equal(tp_entry_count(bureau.exchange, &notes, &count, NULL), TP_OK);
    assert_int_equal(count, 3); /* and none for what was refused */
    bureau_close(&bureau);
}

static void each_examiner_has_figures(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 10, 1);
    bureau_enrol(&bureau, 11, 1);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_job_add(bureau.exchange, "review.seed", "x", FIXTURE_NOW_S, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    fixture_work(&bureau.fixture, 100);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification"); /* wrong: two people */
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion");
    assert_int_equal(ask(&bureau, "listExaminers", NULL, NULL), TP_OK);
    assert_null(strstr(bureau.reply, "\"tasks\":1")); /* not settled: nothing is told yet */
    bureau_examine(&bureau, "sue", BUREAU_SENIOR, "exclusion");
    bureau_simple_case(&bureau, "0", id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_int_equal(ask(&bureau, "listExaminers", NULL, NULL), TP_OK);
    assert_non_null(strstr(bureau.reply,
                           "{\"account\":\"ann\",\"against\":1,\"corrected\":0,\"exclusion\":0,\"identification\":2,"
                           "\"inconclusive\":0,\"returned\":0,\"seeded\":{\"correct\":0,\"false-exclusion\":0,"
                           "\"false-identification\":1,\"inconclusive\":0},\"tasks\":2}"));
    assert_non_null(
        strstr(bureau.reply, "\"seeded\":{\"correct\":1,\"false-exclusion\":0,\"false-identification\":0,"));
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_case_is_seen_whole),
    cmocka_unit_test(cases_are_listed_in_pages),
    cmocka_unit_test(each_examiner_has_figures),
};
TP_TEST_MAIN(tests)
