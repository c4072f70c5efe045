/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of cases: by agreement, by a senior examiner, with several candidates; as leaves and as a job. */
#include "bureau.h"

static unsigned settled(struct bureau *bureau)
{
    fixture_work(&bureau->fixture, 1000);
    return *bureau_settled();
}

static void without_candidates_it_is_settled_at_once(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_case_outcome outcome;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_book(&bureau, "b-0", 1, 7, "clerk");
    bureau_open_case(&bureau, &(struct bureau_case){.owner = "booking/b-0"}, id);
    outcome = bureau_outcome(&bureau, id);
    assert_true(outcome.settled && !outcome.match);
    assert_int_equal(settled(&bureau), 1);
    bureau_close(&bureau);
}

static void two_who_agree_settle_it(void **state)
{
    static const char *const said[] = {"identification", "exclusion"};
    char id[TP_EXCHANGE_ID_BYTES], name[8];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (unsigned i = 0; i < 2; i++) {
        struct tp_case_outcome outcome;

        snprintf(name, sizeof name, "%u", i);
        bureau_simple_case(&bureau, name, id);
        bureau_examine(&bureau, "ann", BUREAU_EXAMINER, said[i]);
        assert_false(bureau_outcome(&bureau, id).settled);
        assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, said[i], NULL), 0); /* nobody learns of the first */
        bureau_examine(&bureau, "ben", BUREAU_EXAMINER, said[i]);
        outcome = bureau_outcome(&bureau, id);
        assert_true(outcome.settled);
        assert_int_equal(outcome.match, i == 0);
        assert_string_equal(outcome.subject, i == 0 ? "person-1" : "");
        assert_int_equal(outcome.examiners, i == 0 ? 2 : 0);
        assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, said[i], "no"), 2);
        assert_int_equal(settled(&bureau), i + 1);
    }
    bureau_close(&bureau);
}

static void who_disagree_are_decided_by_a_senior_examiner(void **state)
{
    static const struct {
        const char *first, *second, *senior;
        bool match;
    } rows[] = {
        {"identification", "exclusion", "identification", true},
        {"identification", "exclusion", "exclusion", false},
        {"exclusion", "identification", "inconclusive", false},
        {"identification", "inconclusive", "identification", true},
        {"inconclusive", "inconclusive", "identification", false}, /* one alone identifies nobody */
    };
    char id[TP_EXCHANGE_ID_BYTES], name[8], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        snprintf(name, sizeof name, "%zu", i);
        bureau_simple_case(&bureau, name, id);
        bureau_examine(&bureau, "ann", BUREAU_EXAMINER, rows[i].first);
        bureau_examine(&bureau, "ben", BUREAU_EXAMINER, rows[i].second);
        assert_false(bureau_outcome(&bureau, id).settled);
        assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_SENIOR, task), TP_E_NOT_FOUND);
        assert_int_equal(bureau_claim(&bureau, "cal", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
        bureau_examine(&bureau, "sue", BUREAU_SENIOR, rows[i].senior);
        assert_true(bureau_outcome(&bureau, id).settled);
        assert_int_equal(bureau_outcome(&bureau, id).match, rows[i].match);
        assert_int_equal(bureau_outcome(&bureau, id).examiners, rows[i].match ? 2 : 0);
    }
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, NULL, "no"), 15);
    bureau_close(&bureau);
}

static void as_many_examine_as_the_terms_say(void **state)
{
    static const struct tp_found found = {"person-1", 9000};
    char id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 1, 1);
    bureau_book(&bureau, "b-0", 1, 7, "clerk");
    bureau_open_case(&bureau, &(struct bureau_case){"booking/b-0", BUREAU_AGREEMENT, 3, &found, 1}, id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_false(bureau_outcome(&bureau, id).settled);
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "identification");
    assert_true(bureau_outcome(&bureau, id).match);
    assert_int_equal(bureau_outcome(&bureau, id).examiners, 3);
    bureau_close(&bureau);
}

/* Of three candidates those that only one examiner identified are for the senior examiner; the others are decided. */
static void a_senior_examiner_sees_only_what_is_disputed(void **state)
{
    static const struct tp_found found[] = {{"person-1", 9000}, {"person-2", 8000}, {"person-3", 7000}};
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct tp_review_case about;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (uint32_t person = 1; person <= 3; person++)
        bureau_enrol(&bureau, person, 1);
    bureau_book(&bureau, "b-0", 2, 7, "clerk");
    bureau_open_case(&bureau, &(struct bureau_case){"booking/b-0", "", 2, found, 3}, id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(bureau_analyse(&bureau, "ann", task, true), TP_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(bureau_say(&bureau, "recordConclusion", "ann", task, bureau_candidate(&bureau, i),
                                    i == 1 ? "identification" : "exclusion"),
                         TP_OK);
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion");
    assert_int_equal(bureau_claim(&bureau, "sue", BUREAU_SENIOR, task), TP_OK);
    assert_int_equal(bureau_analyse(&bureau, "sue", task, true), TP_OK);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(bureau.answer), "candidates")), 1);
    assert_int_equal(bureau_say(&bureau, "recordConclusion", "sue", task, bureau_candidate(&bureau, 0), "exclusion"),
                     TP_OK);
    assert_int_equal(tp_case_read(bureau.exchange, id, &about, NULL), TP_OK);
    assert_true(about.settled && !about.match);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(about.candidates[i].verdict, TP_VERDICT_EXCLUDED);
    tp_case_deinit(&about);
    bureau_close(&bureau);
}

static void what_cannot_be_a_case_is_refused(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_case_spec spec = {.owner = "booking/x",
                                .then = "",
                                .about = "",
                                .agreement = "",
                                .jurisdiction = "US-NY",
                                .level = "none",
                                .examiners = 1};
    struct tp_case_outcome outcome;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_case_open(bureau.exchange, &spec, id, NULL), TP_E_ARGUMENT);
    spec.examiners = 2;
    spec.count = TP_FOUND_MAX + 1;
    assert_int_equal(tp_case_open(bureau.exchange, &spec, id, NULL), TP_E_ARGUMENT);
    fixture_end(&bureau.fixture);
    assert_int_equal(tp_case_outcome(bureau.exchange, "nothing", &outcome, NULL), TP_E_NOT_FOUND);
    assert_false(outcome.settled);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_candidates_it_is_settled_at_once),      cmocka_unit_test(two_who_agree_settle_it),
    cmocka_unit_test(who_disagree_are_decided_by_a_senior_examiner), cmocka_unit_test(as_many_examine_as_the_terms_say),
    cmocka_unit_test(a_senior_examiner_sees_only_what_is_disputed),  cmocka_unit_test(what_cannot_be_a_case_is_refused),
};
TP_TEST_MAIN(tests)
