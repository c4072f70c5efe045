/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/operations.h"

static struct question question;

static const struct asked *as(uint32_t duties, const char *id, const char *value, const char *body)
{
    question = (struct question){.account = "officer", .duties = duties, .values = {value}, .body = body};
    return ask(&fixture, id, &question);
}

static void facts_and_person_are_given_with_a_note(void **state)
{
    const struct asked *asked = as(TP_DUTY_BIT(AUDITOR), "getSubject", subject, NULL);
    char owner[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "\"conviction\":\"level-1\""));
    assert_non_null(strstr(asked->text, "\"name\":\"Ada\""));
    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    assert_int_equal(count_records(&fixture, "access", owner), 1);
    assert_int_equal(as(TP_DUTY_BIT(AUDITOR), "getSubject", "nobody", NULL)->status, TP_E_NOT_FOUND);
    assert_int_equal(as(TP_DUTY_BIT(ADMINISTRATOR), "getSubject", subject, NULL)->status, TP_E_DENIED);
}

static void an_erasure_is_ordered_and_followed(void **state)
{
    const uint32_t duty = TP_DUTY_BIT(RELEASING_OFFICER);
    static const char order[] = "{\"owner\":\"booking/b1\",\"reason\":\"expungement\",\"order\":\"ORDER-77\"}";
    const struct asked *asked;

    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    fixture_end(&fixture);
    assert_int_equal(as(TP_DUTY_BIT(CONTRIBUTOR), "startErasure", NULL, order)->status, TP_E_DENIED);
    asked = as(duty, "startErasure", NULL, order);
    assert_int_equal(asked->status, TP_OK);
    assert_int_equal(asked->code, 202);
    fixture_work(&fixture, 20);
    question = (struct question){.account = "a", .duties = TP_DUTY_BIT(AUDITOR), .values = {"booking", "b1"}};
    asked = ask(&fixture, "getErasure", &question);
    assert_non_null(strstr(asked->text, "\"state\":\"waiting\""));
    assert_non_null(strstr(asked->text, "\"partner\":\"dhs-ident\""));
    assert_non_null(strstr(asked->text, "\"reference\":\"ORDER-77\""));
    question.queries[0] = "state";
    question.queries[1] = "waiting";
    assert_non_null(strstr(ask(&fixture, "listErasures", &question)->text, "booking/b1"));
    question.queries[1] = "done";
    assert_string_equal(ask(&fixture, "listErasures", &question)->text, "{\"erasures\":[]}");
    assert_int_equal(count_records(&fixture, "access", "erasures"), 2);
    question.values[1] = "none";
    assert_int_equal(ask(&fixture, "getErasure", &question)->status, TP_E_NOT_FOUND);
}

static void who_had_part_orders_no_erasure(void **state)
{
    static const char *const had_part[] = {BOOKING_CLERK, "exa", "released", "passed"};
    char order[256];

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "case", "c1", "settled", "booking/b1", "{}");
    add_record(&fixture, "task", "t1", "concluded", "c1", "{\"account\":\"exa\"}");
    add_record(&fixture, "discretion", "x1", "decided", "booking/b1", "{\"account\":\"released\"}");
    add_record(&fixture, "leg", "l1", "match", "b1", "{\"owner\":\"booking/b1\"}");
    add_record(&fixture, "discretion", "x2", "decided", "leg/l1", "{\"account\":\"passed\"}");
    fixture_end(&fixture);
    for (size_t i = 0; i < 2; i++) { /* the booking, and the subject that it is of */
        snprintf(order, sizeof order, "{\"owner\":\"%s/%.140s\",\"reason\":\"expungement\",\"order\":\"ORDER-77\"}",
                 i ? "subject" : "booking", i ? subject : "b1");
        for (size_t k = 0; k < TP_ARRAY_LENGTH(had_part); k++) {
            question =
                (struct question){.account = had_part[k], .duties = TP_DUTY_BIT(RELEASING_OFFICER), .body = order};
            assert_int_equal(ask(&fixture, "startErasure", &question)->status, TP_E_DENIED);
        }
        assert_true(has_record(&fixture, "discretion", "x1", "decided"));
    }
    assert_int_equal(as(TP_DUTY_BIT(RELEASING_OFFICER), "startErasure", NULL, order)->status, TP_OK);
}

static void an_order_is_complete(void **state)
{
    static const char *const bad[] = {"{\"owner\":\"booking/b1\",\"reason\":\"expungement\"}",
                                      "{\"owner\":\"booking/b1\",\"reason\":\"whim\",\"order\":\"x\"}",
                                      "{\"owner\":\"account/eve\",\"reason\":\"expungement\",\"order\":\"x\"}",
                                      "{\"owner\":\"booking/none\",\"reason\":\"expungement\",\"order\":\"x\"}",
                                      "{\"owner\":\"b1\",\"reason\":\"expungement\",\"order\":\"x\"}"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_not_equal(as(TP_DUTY_BIT(RELEASING_OFFICER), "startErasure", NULL, bad[i])->status, TP_OK);
    assert_true(has_record(&fixture, "booking", "b1", "complete"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {

    TEST(facts_and_person_are_given_with_a_note),
    TEST(an_erasure_is_ordered_and_followed),
    TEST(who_had_part_orders_no_erasure),
    TEST(an_order_is_complete),
};
TP_TEST_MAIN(tests)
