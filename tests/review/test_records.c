/* SPDX-License-Identifier: Apache-2.0 */
/* A case is read as it was written. */
#include "bureau.h"

static void a_case_goes_round(void **state)
{
    const struct tp_case_spec spec = {.owner = "booking/b-1",
                                      .then = "test.settled",
                                      .about = "b-1",
                                      .agreement = BUREAU_AGREEMENT,
                                      .jurisdiction = "US-NY-027",
                                      .level = "none",
                                      .examiners = 3};
    struct tp_review_case about = {.examiners = 3, .opened_s = 100, .count = 2, .seeded = true, .same = true};
    struct tp_review_case read;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    snprintf(about.entry.name, sizeof about.entry.name, "c-1");
    snprintf(about.candidates[0].subject, sizeof about.candidates[0].subject, "person-1");
    snprintf(about.candidates[1].subject, sizeof about.candidates[1].subject, "person-2");
    snprintf(about.candidates[1].encounter, sizeof about.candidates[1].encounter, "booking/b-0");
    about.candidates[1].score = 4711;
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_case_add(bureau.exchange, &spec, &about, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    assert_int_equal(tp_case_read(bureau.exchange, "c-1", &read, NULL), TP_OK);
    assert_string_equal(read.entry.link, "booking/b-1");
    assert_string_equal(tp_entry_text(&read.entry, "then"), "test.settled");
    assert_string_equal(tp_entry_text(&read.entry, "agreement"), BUREAU_AGREEMENT);
    assert_true(read.seeded && read.same && !read.settled && !read.match);
    assert_int_equal(read.examiners, 3);
    assert_int_equal(read.count, 2);
    assert_int_equal(read.candidates[1].score, 4711);
    assert_string_equal(read.candidates[1].encounter, "booking/b-0");
    read.settled = read.match = true;
    read.agreeing = 3;
    read.settled_s = 200;
    read.candidates[0].verdict = TP_VERDICT_IDENTIFIED;
    snprintf(read.subject, sizeof read.subject, "person-1");
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_case_write(bureau.exchange, &read, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    tp_case_deinit(&read);
    assert_int_equal(tp_case_read(bureau.exchange, "c-1", &read, NULL), TP_OK);
    assert_true(read.settled && read.match && read.seeded);
    assert_string_equal(read.subject, "person-1");
    assert_int_equal(read.agreeing, 3);
    assert_int_equal(read.settled_s, 200);
    assert_int_equal(read.candidates[0].verdict, TP_VERDICT_IDENTIFIED);
    assert_string_equal(tp_entry_text(&read.entry, "jurisdiction"), "US-NY-027");
    tp_case_deinit(&read);
    bureau_close(&bureau);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct tp_review_case read;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    assert_int_equal(tp_case_read(bureau.exchange, "c-1", &read, NULL), TP_E_NOT_FOUND);
    tp_case_deinit(&read);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_case_goes_round),
    cmocka_unit_test(what_is_not_there_is_not_found),
};
TP_TEST_MAIN(tests)
