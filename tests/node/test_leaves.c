/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves with their openings: gathered, opened, forgotten. */
#include "office.h"

#include "store/store.h"

static uint64_t log_submission(struct office *office, const char *county)
{
    const struct tp_case about = {.county = county, .reference = "B-17", .actor = "clerk", .offence = "level-2"};
    struct tp_leaf leaf;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, SAMPLE_FROM_S);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    assert_int_equal(tp_organisation_log(office->organisation, &leaf, &about, SAMPLE_FROM_S, &index, NULL), TP_OK);
    return index;
}

static void an_opening_tells_what_the_leaf_does_not(void **state)
{
    struct tp_opening opening;
    struct tp_leaf leaf;
    struct office office;
    uint64_t index;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    index = log_submission(&office, SAMPLE_DUTCHESS);
    leaf = office_leaf(&office, index);
    assert_int_equal(tp_organisation_opening(office.organisation, index, &opening, NULL), TP_OK);
    assert_true(tp_opening_fits(&opening, &leaf));
    assert_string_equal(opening.record, "{\"actor\":\"clerk\",\"county\":\"US-NY-027\",\"offence\":\"level-2\","
                                        "\"reference\":\"B-17\",\"time\":\"2011-01-11T00:00:00Z\"}");
    tp_opening_deinit(&opening);
    assert_int_equal(tp_organisation_opening(office.organisation, index + 1, &opening, NULL), TP_E_NOT_FOUND);
    office_remove(&office);
}

static void a_forgotten_leaf_stays_and_says_no_more(void **state)
{
    struct tp_opening opening;
    struct office office;
    struct tp_diag diag;
    uint64_t first, second;

    (void)state;
    tp_diag_init(&diag);
    office_make(&office, "ny-dcjs", NULL);
    first = log_submission(&office, SAMPLE_DUTCHESS);
    second = log_submission(&office, SAMPLE_DUTCHESS);
    assert_int_equal(tp_organisation_forget(office.organisation, first, NULL), TP_OK);
    assert_int_equal(tp_organisation_opening(office.organisation, first, &opening, &diag), TP_E_NOT_FOUND);
    assert_string_equal(diag.text, "leaf 0 cannot be opened: its key was destroyed");
    assert_int_equal(tp_organisation_forget(office.organisation, first, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_organisation_forget(office.organisation, 99, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_organisation_opening(office.organisation, second, &opening, NULL), TP_OK);
    tp_opening_deinit(&opening);
    assert_int_equal(office_leaf(&office, first).kind, TP_LEAF_SUBMISSION);
    office_remove(&office);
}

static void gathered_leaves_get_the_indices_that_they_were_told(void **state)
{
    struct office office;
    struct tp_opening opening;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    tp_organisation_gather(office.organisation);
    for (uint64_t i = 0; i < 40; i++)
        assert_int_equal(log_submission(&office, i % 2 ? SAMPLE_DUTCHESS : "US-NY-059"), i);
    assert_int_equal(office_leaves(&office), 0);
    assert_int_equal(tp_organisation_flush(office.organisation, NULL), TP_OK);
    assert_int_equal(office_leaves(&office), 40);
    assert_int_equal(log_submission(&office, SAMPLE_DUTCHESS), 40);
    assert_int_equal(tp_organisation_opening(office.organisation, 17, &opening, NULL), TP_OK);
    assert_non_null(strstr(opening.record, SAMPLE_DUTCHESS));
    tp_opening_deinit(&opening);

    tp_organisation_gather(office.organisation);
    assert_int_equal(log_submission(&office, SAMPLE_DUTCHESS), 41);
    tp_organisation_close(&office.organisation); /* flushes */
    office_open(&office);
    assert_int_equal(office_leaves(&office), 42);
    office_remove(&office);
}

/* An event among gathered leaves comes after those before it. */
static void an_event_flushes_what_was_gathered(void **state)
{
    char *document = sample_document(NULL);
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    tp_organisation_gather(office.organisation);
    log_submission(&office, SAMPLE_DUTCHESS);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_NONE);
    assert_int_equal(office_leaves(&office), 2);
    assert_int_equal(log_submission(&office, SAMPLE_DUTCHESS), 2);
    assert_int_equal(office_leaves(&office), 2); /* still gathering */
    assert_int_equal(office_leaf(&office, 0).kind, TP_LEAF_SUBMISSION);
    assert_int_equal(office_leaf(&office, 1).kind, TP_LEAF_EVENT);
    free(document);
    office_remove(&office);
}

static tp_status reclassify(struct office *office, const char *of)
{
    struct tp_leaf leaf;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_RECLASSIFICATION, SAMPLE_FROM_S);
    tp_leaf_set(&leaf, TP_LEAF_OF_MEMBER, of);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "level-3");
    return tp_organisation_log(office->organisation, &leaf, NULL, SAMPLE_FROM_S, &index, NULL);
}

static void only_a_level_that_was_given_is_corrected(void **state)
{
    char *document = sample_document(NULL);
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S);
    tp_organisation_gather(office.organisation);
    log_submission(&office, SAMPLE_DUTCHESS);
    assert_int_equal(reclassify(&office, "0"), TP_E_ARGUMENT);
    assert_int_equal(reclassify(&office, "2"), TP_E_NOT_FOUND);
    assert_int_equal(reclassify(&office, "1"), TP_OK);
    assert_int_equal(office_leaves(&office), 2); /* what was gathered is written, the correction waits */
    assert_int_equal(tp_organisation_flush(office.organisation, NULL), TP_OK);
    assert_int_equal(office_leaves(&office), 3);
    free(document);
    office_remove(&office);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_opening_tells_what_the_leaf_does_not),
    cmocka_unit_test(a_forgotten_leaf_stays_and_says_no_more),
    cmocka_unit_test(gathered_leaves_get_the_indices_that_they_were_told),
    cmocka_unit_test(an_event_flushes_what_was_gathered),
    cmocka_unit_test(only_a_level_that_was_given_is_corrected),
};
TP_TEST_MAIN(tests)
