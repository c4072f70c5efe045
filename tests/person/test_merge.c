/* SPDX-License-Identifier: Apache-2.0 */
/* Two subjects become one when two examiners say so, and somebody is on record who asked. */
#include "examiners.h"

#include "person/merge.h"

static struct fixture fixture;
static char ada[TP_EXCHANGE_NAME_BYTES], grace[TP_EXCHANGE_NAME_BYTES];

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, examined_parts);
    ada[0] = grace[0] = '\0';
    book(&fixture, "b1", 1, "Ada", ada);
    book(&fixture, "b22", 2, "Grace", grace);
    list_prints(&fixture, "b1");
    list_prints(&fixture, "b22");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static const struct asked *as(const char *account, const char *operation, const char *subject, const char *body)
{
    struct question question = {
        .account = account, .duties = TP_DUTY_BIT(SENIOR_EXAMINER), .values = {subject}, .body = body};

    return ask(&fixture, operation, &question);
}

static const struct asked *merge(const char *into, const char *from)
{
    char body[256];

    snprintf(body, sizeof body, "{\"from\":\"%s\",\"reason\":\"both gave the same address\"}", from);
    return as("senior", "mergeSubjects", into, body);
}

static char identity[TP_EXCHANGE_NAME_BYTES];

static void ask_for_merge(void)
{
    const struct asked *asked = merge(ada, grace);

    assert_int_equal(asked->status, TP_OK);
    assert_int_equal(asked->code, 202);
    snprintf(identity, sizeof identity, "%s", text_member(asked->text, "identity"));
    assert_true(has_record(&fixture, "identity", identity, "examining"));
    assert_true(has_record(&fixture, "case", text_member(asked->text, "case"), "open"));
}

static void one_alone_identifies_nobody(void **state)
{
    char task[TP_EXCHANGE_NAME_BYTES], owner[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    ask_for_merge();
    fixture_work(&fixture, 50);
    assert_string_equal(record_link(&fixture, "booking", "b22"), grace);
    assert_false(claim(&fixture, "senior", task)); /* who asked expects something */
    assert_false(claim(&fixture, BOOKING_CLERK, task));
    examine(&fixture, "ann", "identification");
    fixture_work(&fixture, 50);
    assert_string_equal(record_link(&fixture, "booking", "b22"), grace);
    examine(&fixture, "ben", "identification");
    fixture_work(&fixture, 50);
    assert_string_equal(record_link(&fixture, "booking", "b22"), ada);
    assert_string_equal(fixture_find(&fixture, 2), ada);
    assert_true(has_record(&fixture, "identity", identity, "joined"));
    for (int i = 0; i < 2; i++) {
        snprintf(owner, sizeof owner, "subject/%.140s", i ? ada : grace);
        assert_int_equal(count_records(&fixture, "access", owner), 1);
    }
}

static void what_examiners_exclude_stays_apart(void **state)
{
    (void)state;
    ask_for_merge();
    assert_int_equal(merge(ada, grace)->status, TP_E_CONFLICT);
    examine(&fixture, "ann", "exclusion");
    examine(&fixture, "ben", "exclusion");
    fixture_work(&fixture, 50);
    assert_string_equal(record_link(&fixture, "booking", "b22"), grace);
    assert_true(has_record(&fixture, "identity", identity, "apart"));
    assert_int_equal(merge(ada, grace)->status, TP_OK); /* others may look again */
    examine(&fixture, "cal", "identification");
    assert_true(has_record(&fixture, "subject", grace, "active"));
}

static void one_that_was_erased_meanwhile_is_joined_with_nobody(void **state)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    const struct tp_erasure_spec spec = {owner, "expungement", "", "officer", "", ""};

    (void)state;
    snprintf(owner, sizeof owner, "subject/%.140s", ada);
    ask_for_merge();
    examine(&fixture, "ann", "identification");
    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 50);
    examine(&fixture, "ben", "identification");
    fixture_work(&fixture, 50);
    assert_true(has_record(&fixture, "identity", identity, "void"));
    assert_true(has_record(&fixture, "subject", grace, "active"));
}

static void one_whose_prints_are_gone_is_asked_for_anew(void **state)
{
    static const struct tp_erasure_spec spec = {"booking/b333", "expungement", "", "officer", "", ""};

    (void)state;
    book(&fixture, "b333", 2, "Grace", grace);
    list_prints(&fixture, "b333");
    ask_for_merge();
    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 50);
    ask_for_merge();
    examine(&fixture, "ann", "identification");
    examine(&fixture, "ben", "identification");
    fixture_work(&fixture, 50);
    assert_string_equal(record_link(&fixture, "booking", "b22"), ada);
}

static void who_did_it_and_why_is_read(void **state)
{
    struct question question = {.account = "auditor", .duties = TP_DUTY_BIT(AUDITOR), .values = {ada}};
    const struct asked *asked;
    char other[TP_EXCHANGE_NAME_BYTES] = "";

    (void)state;
    ask_for_merge();
    asked = ask(&fixture, "listIdentities", &question);
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "\"by\":\"senior\""));
    assert_non_null(strstr(asked->text, "\"reason\":\"both gave the same address\""));
    assert_non_null(strstr(asked->text, "\"state\":\"examining\""));
    snprintf(other, sizeof other, "%s", ada);
    book(&fixture, "b333", 3, "Joan", other);
    asked = as("senior", "splitSubject", ada, "{\"encounter\":\"booking/b333\"}");
    assert_int_equal(asked->status, TP_E_ARGUMENT); /* without a reason */
    asked = as("senior", "splitSubject", ada,
               "{\"encounter\":\"booking/b333\",\"reason\":\"the scars are on other fingers\"}");
    assert_int_equal(asked->status, TP_OK);
    assert_string_not_equal(record_link(&fixture, "booking", "b333"), ada);
    asked = ask(&fixture, "listIdentities", &question);
    assert_non_null(strstr(asked->text, "\"what\":\"split\""));
    assert_non_null(strstr(asked->text, "\"reason\":\"the scars are on other fingers\""));
    question.duties = TP_DUTY_BIT(CONTRIBUTOR);
    assert_int_equal(ask(&fixture, "listIdentities", &question)->status, TP_E_DENIED);
}

static void what_makes_no_sense_is_refused(void **state)
{
    char nobody[TP_EXCHANGE_NAME_BYTES] = "";

    (void)state;
    assert_int_equal(merge(ada, ada)->status, TP_E_ARGUMENT);
    assert_int_equal(merge(ada, "nobody")->status, TP_E_NOT_FOUND);
    assert_int_equal(merge("nobody", ada)->status, TP_E_NOT_FOUND);
    assert_int_equal(as("senior", "mergeSubjects", ada, "{}")->status, TP_E_ARGUMENT);
    assert_int_equal(as("senior", "mergeSubjects", ada, "{\"from\":\"x\"}")->status, TP_E_ARGUMENT);
    book(&fixture, "b4444", 4, "Mary", nobody); /* without a list of prints */
    assert_int_equal(merge(ada, nobody)->status, TP_E_CONFLICT);
    assert_int_equal(as("senior", "splitSubject", ada, "{\"encounter\":\"booking/b22\",\"reason\":\"x\"}")->status,
                     TP_E_CONFLICT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(one_alone_identifies_nobody),
    TEST(what_examiners_exclude_stays_apart),
    TEST(one_that_was_erased_meanwhile_is_joined_with_nobody),
    TEST(one_whose_prints_are_gone_is_asked_for_anew),
    TEST(who_did_it_and_why_is_read),
    TEST(what_makes_no_sense_is_refused),
};
TP_TEST_MAIN(tests)
