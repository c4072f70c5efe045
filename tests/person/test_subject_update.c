/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/identity.h"
#include "person/operations.h"

static const struct asked *ask_as(const char *account, uint32_t duties, const char *operation, const char *id,
                                  const char *body)
{
    const struct question question = {.account = account, .duties = duties, .values = {id}, .body = body};

    return ask(&fixture, operation, &question);
}

static const struct asked *as(uint32_t duties, const char *operation, const char *id, const char *body)
{
    return ask_as(BOOKING_CLERK, duties, operation, id, body);
}

static void facts_that_changed_hold_from_now_on(void **state)
{
    const uint32_t duty = TP_DUTY_BIT(CONTRIBUTOR);
    const struct asked *asked;

    (void)state;
    asked = as(
        duty, "updateSubject", subject,
        "{\"facts\":{\"conviction\":\"level-3\"},\"person\":{\"name\":\"Ada Lovelace\"},\"reason\":\"a new verdict\"}");
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "\"conviction\":\"level-3\""));
    asked = as(TP_DUTY_BIT(AUDITOR), "getSubject", subject, NULL);
    assert_non_null(strstr(asked->text, "\"name\":\"Ada Lovelace\""));
    assert_int_equal(count_records(&fixture, "leaf", "booking/b1"), 1);
    assert_string_equal(record_text(&fixture, "booking", "b1", "conviction"), "level-1");
    asked = as(duty, "updateSubject", subject, "{\"person\":{\"name\":null},\"reason\":\"a slip\"}");
    assert_int_equal(asked->status, TP_OK);
    asked = as(TP_DUTY_BIT(AUDITOR), "getSubject", subject, NULL);
    assert_non_null(strstr(asked->text, "\"name\":\"Ada\""));
}

static void facts_that_were_wrong_are_reclassified_and_told(void **state)
{
    const struct asked *asked;

    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    fixture_end(&fixture);
    asked = as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject,
               "{\"facts\":{\"conviction\":\"none\",\"categories\":[\"juvenile\"],\"categories_known\":true},"
               "\"was_wrong\":true,\"reason\":\"r\"}");
    assert_int_equal(asked->status, TP_OK);
    fixture_leaves(&fixture); /* what is to be corrected has its place now */
    assert_int_equal(count_records(&fixture, "leaf", "booking/b1"), 2);
    assert_string_equal(record_text(&fixture, "booking", "b1", "conviction"), "none");
    assert_true(has_record(&fixture, "notice", "booking/b1 dhs-ident correction", "open"));
    assert_non_null(strstr(asked->text, "\"categories\":[\"juvenile\"]"));
}

static void what_makes_no_sense_is_refused(void **state)
{
    static const char *const bad[] = {"{\"reason\":\"r\"}",
                                      "{\"other\":1,\"reason\":\"r\"}",
                                      "{\"facts\":{},\"reason\":\"r\"}",
                                      "{\"person\":{\"shoe-size\":9},\"reason\":\"r\"}",
                                      "{\"facts\":{\"identification\":\"wrong\"},\"reason\":\"r\"}",
                                      "{\"facts\":{\"conviction\":\"none\"},\"was_wrong\":1,\"reason\":\"r\"}"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_not_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, bad[i])->status, TP_OK);
    assert_int_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, NULL)->status, TP_E_FORMAT);
    assert_int_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", "nobody", "{\"facts\":{},\"reason\":\"r\"}")->status,
                     TP_E_NOT_FOUND);
}

static void the_history_says_who_what_and_why(void **state)
{
    static const char body[] = "{\"facts\":{\"conviction\":\"none\"},\"reason\":\"acquitted on appeal\"}";
    char other[TP_EXCHANGE_NAME_BYTES] = "";
    const struct asked *asked;

    (void)state;
    assert_int_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, body)->status, TP_OK);
    asked = as(TP_DUTY_BIT(AUDITOR), "getSubject", subject, NULL);
    assert_non_null(strstr(asked->text, "\"by\":\"" BOOKING_CLERK "\""));
    assert_non_null(strstr(asked->text, "\"reason\":\"acquitted on appeal\""));
    assert_non_null(strstr(asked->text, "\"from\":{\"categories\":[\"acquitted\"],\"categories_known\":true,"
                                        "\"conviction\":\"level-1\"}"));
    assert_non_null(strstr(asked->text, "\"conviction\":\"none\"}"));
    book(&fixture, "b22", 1, "Ada", other); /* it follows the person */
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_merge(fixture.exchange, other, subject, NULL), TP_OK);
    fixture_end(&fixture);
    asked = as(TP_DUTY_BIT(AUDITOR), "getSubject", other, NULL);
    assert_non_null(strstr(asked->text, "acquitted on appeal"));
    asked = as(TP_DUTY_BIT(AUDITOR), "getSubject", subject, NULL); /* by its old name */
    assert_non_null(strstr(asked->text, "acquitted on appeal"));
    assert_non_null(strstr(asked->text, other));
}

/* Who decides on releases cannot make them possible, nor can a clerk who never booked the person; and nobody reads a
 * person's data by changing nothing. */
static void not_everybody_changes_facts(void **state)
{
    static const char body[] = "{\"facts\":{\"conviction\":\"level-1\"},\"reason\":\"r\"}",
                      nothing[] = "{\"person\":{},\"reason\":\"r\"}";
    const struct asked *asked;

    (void)state;
    assert_int_equal(as(TP_DUTY_BIT(RELEASING_OFFICER), "updateSubject", subject, body)->status, TP_E_DENIED);
    assert_int_equal(ask_as("clerk-8", TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, body)->status, TP_E_DENIED);
    assert_int_equal(
        as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, "{\"facts\":{\"conviction\":\"none\"}}")->status,
        TP_E_ARGUMENT);
    asked = as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, nothing);
    assert_int_equal(asked->status, TP_OK);
    assert_null(strstr(asked->text, "Ada"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
/* Something else lies where what is known of the person did: it is not overwritten as if nothing were known. */
static void what_cannot_be_read_is_not_nothing(void **state)
{
    static const char body[] = "{\"person\":{\"name\":\"Another\"},\"reason\":\"a slip\"}";
    char line[600];

    (void)state;
    assert_int_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, body)->status, TP_OK);
    tp_exchange_close(&fixture.exchange);
    snprintf(
        line, sizeof line,
        "sqlite3 '%s/store.db' \"UPDATE records SET content = (SELECT content FROM records WHERE kind = 'blob' AND "
        "name = 'booking/b1 person') WHERE kind = 'blob' AND name = 'subject/%s person'\"",
        fixture.folder, subject);
    if (system(line) != 0)
        skip();
    fixture_open(&fixture);
    assert_int_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "updateSubject", subject, body)->status, TP_E_STORE);
}

static const struct CMUnitTest tests[] = {
    TEST(what_cannot_be_read_is_not_nothing),
    TEST(facts_that_changed_hold_from_now_on),
    TEST(facts_that_were_wrong_are_reclassified_and_told),
    TEST(what_makes_no_sense_is_refused),
    TEST(the_history_says_who_what_and_why),
    TEST(not_everybody_changes_facts),
};
TP_TEST_MAIN(tests)
