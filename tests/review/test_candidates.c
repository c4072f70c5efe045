/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown of a candidate: other prints than the probe; and what was held of the pair before. */
#include "bureau.h"

static struct tp_case_candidate take(struct bureau *bureau, const char *probe, const char *subject,
                                     const char *encounter)
{
    struct tp_found found = {.score = 5000};
    struct tp_case_candidate candidate;

    snprintf(found.subject, sizeof found.subject, "%s", subject);
    assert_int_equal(tp_candidate_take(bureau->exchange, probe, &found, encounter, &candidate, NULL), TP_OK);
    assert_string_equal(candidate.subject, subject);
    assert_int_equal(candidate.score, 5000);
    return candidate;
}

static void prints_are_not_compared_with_themselves(void **state)
{
    struct tp_case_candidate candidate;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 5, 3);
    candidate = take(&bureau, "booking/p-5-2", "person-5", NULL);
    assert_string_equal(candidate.encounter, "booking/p-5-1");
    assert_int_equal(candidate.standing, TP_STANDING_IDENTIFIED); /* both are of the subject */
    candidate = take(&bureau, "booking/p-5-2", "person-5", "booking/p-5-0");
    assert_string_equal(candidate.encounter, "booking/p-5-0");
    candidate = take(&bureau, "request/r", "person-5", NULL);
    assert_string_equal(candidate.encounter, "booking/p-5-2");
    assert_int_equal(candidate.standing, TP_STANDING_NONE);
    candidate = take(&bureau, "request/r", "nobody", NULL);
    assert_string_equal(candidate.encounter, "");
    assert_true(tp_case_has_prints(bureau.exchange, "booking/p-5-0", true));
    assert_false(tp_case_has_prints(bureau.exchange, "booking/none", false));
    bureau_close(&bureau);
}

/* By the last case that was settled, whichever of both was the probe. */
static void what_was_held_is_remembered(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(take(&bureau, "booking/b-0", "person-1", NULL).standing, TP_STANDING_NONE);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "exclusion");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion");
    assert_int_equal(take(&bureau, "booking/b-0", "person-1", NULL).standing, TP_STANDING_EXCLUDED);
    assert_int_equal(take(&bureau, "booking/p-1-0", "new", "booking/b-0").standing, TP_STANDING_EXCLUDED);
    assert_int_equal(take(&bureau, "booking/other", "person-1", NULL).standing, TP_STANDING_NONE);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, "exclusion", "no"), 2);
    bureau_open_case(&bureau,
                     &(struct bureau_case){
                         .owner = "booking/b-0", .candidates = &(const struct tp_found){"person-1", 9000}, .count = 1},
                     id);
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "dan", BUREAU_EXAMINER, "identification");
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, "identification", "excluded"), 2);
    assert_int_equal(take(&bureau, "booking/b-0", "person-1", NULL).standing, TP_STANDING_IDENTIFIED);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(prints_are_not_compared_with_themselves),
    cmocka_unit_test(what_was_held_is_remembered),
};
TP_TEST_MAIN(tests)
