/* SPDX-License-Identifier: Apache-2.0 */
#include "bookings.h"

#include "person/erasure.h"
#include "person/identity.h"

static struct fixture fixture;
static char subject[TP_EXCHANGE_NAME_BYTES];
static unsigned asked; /* how often the job of who asked for it was run */

static tp_status note_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    asked += strcmp(about, "message-1") == 0;
    return status == TP_OK ? tp_job_end(exchange, job, TP_OK, diag) : status;
}

static const struct tp_job_kind other_jobs[] = {{"test.erased", note_job}, {"partner.notices", note_job}, {NULL, NULL}};
static const struct tp_part other_part = {.name = "test", .jobs = other_jobs};
static const struct tp_part *const parts[] = {&tp_person_part, &other_part, NULL};

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, parts);
    subject[0] = '\0';
    asked = 0;
    book(&fixture, "b1", 1, "Ada", subject);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static void start(const char *owner, const char *by, const char *then)
{
    const struct tp_erasure_spec spec = {owner, "expungement", "ORDER-1", by, then, "message-1"};

    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 100);
}

static void acknowledge(const char *owner, const char *partner)
{
    fixture_begin(&fixture);
    assert_int_equal(
        tp_notice_acknowledge(fixture.exchange, &(struct tp_notice_confirmed){owner, partner, "erasure", ""}, NULL),
        TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 100);
}

static void without_partners_it_is_done_at_once(void **state)
{
    (void)state;
    start("booking/b1", "officer", "test.erased");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
    assert_string_equal(record_text(&fixture, "erasure", "booking/b1", "reference"), "ORDER-1");
    assert_int_equal(asked, 1);
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
    assert_true(has_record(&fixture, "subject", subject, "erased"));
    assert_string_equal(fixture_find(&fixture, 1), "");
}

static void it_is_finished_when_every_partner_has_confirmed(void **state)
{
    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    disclose(&fixture, "booking/b1", "fbi-cjis", "d2");
    disclose(&fixture, "booking/b1", "fbi-cjis", "d3");
    fixture_end(&fixture);
    start("booking/b1", "officer", "test.erased");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "waiting"));
    assert_int_equal(count_records(&fixture, "notice", "booking/b1"), 2);
    acknowledge("booking/b1", "fbi-cjis");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "waiting"));
    assert_int_equal(asked, 0);
    acknowledge("booking/b1", "fbi-cjis");
    acknowledge("booking/b1", "nobody");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "waiting"));
    acknowledge("booking/b1", "dhs-ident");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
    assert_int_equal(asked, 1);
}

static void a_partner_that_asked_for_it_is_not_asked_back(void **state)
{
    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    fixture_end(&fixture);
    start("booking/b1", "partner:dhs-ident", "test.erased");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
    assert_int_equal(count_records(&fixture, "notice", "booking/b1"), 0);
}

/* Both erase at the same time, and each has to tell the other: neither waits for the other to say that it is done. */
static void who_asks_meanwhile_is_not_waited_for(void **state)
{
    bool done;

    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    disclose(&fixture, "booking/b1", "fbi-cjis", "d2");
    fixture_end(&fixture);
    start("booking/b1", "", "");
    start("booking/b1", "partner:dhs-ident", "test.erased");
    assert_int_equal(asked, 0);
    assert_int_equal(tp_erasure_is_done_for(fixture.exchange, "booking/b1", "dhs-ident", &done, NULL), TP_OK);
    assert_false(done);
    acknowledge("booking/b1", "fbi-cjis");
    assert_int_equal(asked, 1);
    assert_int_equal(tp_erasure_is_done_for(fixture.exchange, "booking/b1", "dhs-ident", &done, NULL), TP_OK);
    assert_true(done);
    assert_true(has_record(&fixture, "erasure", "booking/b1", "waiting"));
    acknowledge("booking/b1", "dhs-ident");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
    assert_int_equal(asked, 1);
}

static void asking_again_is_answered_when_it_is_done(void **state)
{
    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    fixture_end(&fixture);
    start("booking/b1", "officer", "");
    start("booking/b1", "partner:x", "test.erased");
    assert_int_equal(asked, 0);
    acknowledge("booking/b1", "dhs-ident");
    assert_int_equal(asked, 1);
    start("booking/b1", "partner:x", "test.erased");
    assert_int_equal(asked, 2);
    assert_int_equal(count_records(&fixture, "leaf", "booking/b1"), 1); /* one erasure, logged once */
}

static void a_subject_goes_with_all_its_encounters(void **state)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book(&fixture, "b22", 1, "Ada", subject);
    fixture_begin(&fixture);
    disclose(&fixture, "request/r1", "ice-ero", "d9");
    assert_int_equal(tp_subject_told(fixture.exchange, subject, "request/r1", NULL), TP_OK);
    fixture_end(&fixture);
    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    start(owner, "officer", "");
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
    assert_true(has_record(&fixture, "booking", "b22", "erased"));
    assert_true(has_record(&fixture, "subject", subject, "erased"));
    assert_string_equal(fixture_find(&fixture, 1), "");
    assert_int_equal(count_records(&fixture, "notice", owner), 1); /* who was told of the person */
    assert_true(has_record(&fixture, "erasure", "booking/b1", "waiting"));
    assert_true(has_record(&fixture, "erasure", owner, "waiting"));
    acknowledge(owner, "ice-ero");
    acknowledge("booking/b1", "ice-ero");
    assert_true(has_record(&fixture, "erasure", owner, "done"));
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
}

/* What is told in an answer is of all encounters that there are then: each of them reaches who was told. */
static void whoever_was_told_of_an_encounter_is_told_of_its_end(void **state)
{
    (void)state;
    book(&fixture, "b22", 1, "Ada", subject);
    fixture_begin(&fixture);
    disclose(&fixture, "request/r1", "ice-ero", "d9");
    assert_int_equal(tp_subject_told(fixture.exchange, subject, "request/r1", NULL), TP_OK);
    fixture_end(&fixture);
    book(&fixture, "b333", 1, "Ada", subject); /* it was not there yet */
    start("booking/b333", "officer", "");
    assert_true(has_record(&fixture, "erasure", "booking/b333", "done"));
    start("booking/b1", "officer", "");
    assert_true(has_record(&fixture, "subject", subject, "active"));
    assert_true(has_record(&fixture, "erasure", "booking/b1", "waiting"));
    assert_true(has_record(&fixture, "notice", "booking/b1 ice-ero erasure", "open"));
    assert_true(has_record(&fixture, "job", "partner.forget request/r1", NULL)); /* the answer's copy here */
    acknowledge("booking/b1", "ice-ero");
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
}

static void who_was_told_of_a_merged_subject_is_told_of_its_end(void **state)
{
    char other[TP_EXCHANGE_NAME_BYTES] = "", owner[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book(&fixture, "b22", 1, "Ada", other);
    fixture_begin(&fixture);
    disclose(&fixture, "request/r1", "ice-ero", "d9");
    assert_int_equal(tp_subject_told(fixture.exchange, other, "request/r1", NULL), TP_OK);
    assert_int_equal(tp_subject_merge(fixture.exchange, subject, other, NULL), TP_OK);
    fixture_end(&fixture);
    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    start(owner, "officer", "");
    assert_int_equal(count_records(&fixture, "notice", owner), 1);
    assert_true(has_record(&fixture, "erasure", owner, "waiting"));
}

static void one_encounter_leaves_the_others(void **state)
{
    (void)state;
    book(&fixture, "b22", 1, "Ada", subject);
    start("booking/b1", "officer", "");
    assert_true(has_record(&fixture, "subject", subject, "active"));
    assert_true(has_record(&fixture, "booking", "b22", "complete"));
    assert_string_equal(fixture_find(&fixture, 1), subject);
}

static void it_goes_on_after_a_stop(void **state)
{
    const struct tp_erasure_spec spec = {"booking/b1", "expungement", "", "officer", "", ""};

    (void)state;
    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_reopen(&fixture);
    assert_true(has_record(&fixture, "erasure", "booking/b1", "destroying"));
    fixture_work(&fixture, 100);
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
    fixture_reopen(&fixture);
    assert_string_equal(fixture_find(&fixture, 1), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(without_partners_it_is_done_at_once),
    TEST(it_is_finished_when_every_partner_has_confirmed),
    TEST(a_partner_that_asked_for_it_is_not_asked_back),
    TEST(who_asks_meanwhile_is_not_waited_for),
    TEST(asking_again_is_answered_when_it_is_done),
    TEST(a_subject_goes_with_all_its_encounters),
    TEST(whoever_was_told_of_an_encounter_is_told_of_its_end),
    TEST(who_was_told_of_a_merged_subject_is_told_of_its_end),
    TEST(one_encounter_leaves_the_others),
    TEST(it_goes_on_after_a_stop),
};
TP_TEST_MAIN(tests)
