/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/operations.h"

static char code[TP_RECEIPT_CODE_BYTES];

static void make_code(void)
{
    const struct question question = {
        .account = "clerk", .duties = TP_DUTY_BIT(CONTRIBUTOR), .values = {"b1"}, .queries = {"format", "json"}};
    const struct asked *asked = ask(&fixture, "makeReceipt", &question);

    assert_int_equal(asked->status, TP_OK);
    snprintf(code, sizeof code, "%.23s", asked->text + strlen("{\"code\":\""));
}

static const struct asked *with_code(const char *id, const char *more)
{
    static char body[512];
    struct question question = {.account = "", .body = body};

    snprintf(body, sizeof body, "{\"code\":\"%s\"%s}", code, more);
    return ask(&fixture, id, &question);
}

static void the_person_reads_with_the_code_alone(void **state)
{
    const struct asked *asked;

    (void)state;
    make_code();
    asked = with_code("lookUpReceipt", "");
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "recorded 2 of your fingerprints"));
    assert_null(strstr(asked->text, "\"clerk\""));
    asked = with_code("lookUpReceipt", ",\"language\":\"es\"");
    assert_non_null(strstr(asked->text, "registró 2"));
    assert_non_null(strstr(asked->text, "alguien con su código")); /* the first look is on record */
    assert_int_equal(with_code("lookUpReceipt", ",\"language\":\"xx\"")->status, TP_E_ARGUMENT);
    assert_int_equal(with_code("lookUpReceipt", ",\"other\":1")->status, TP_E_FORMAT);
    code[0] = code[0] == '0' ? '1' : '0';
    assert_int_equal(with_code("lookUpReceipt", "")->status, TP_E_ARGUMENT);
}

/* Where an agency lists accounts, they alone print them. */
static void another_agency_s_receipt_is_refused(void **state)
{
    const struct question question = {.account = "clerk", .duties = TP_DUTY_BIT(CONTRIBUTOR), .values = {"b2"}};
    char command[512];

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "booking", "b2", "complete", "", "{\"ori\":\"NY0270000\"}");
    fixture_end(&fixture);
    tp_exchange_close(&fixture.exchange);
    snprintf(command, sizeof command,
             "sed -i 's/^agencies: .*/agencies: [{ori: NY0270000, jurisdiction: US-NY, accounts: [ana]}]/' "
             "'%s/organisation.yaml'",
             fixture.folder);
    assert_int_equal(system(command), 0);
    fixture_open(&fixture);
    assert_int_equal(ask(&fixture, "makeReceipt", &question)->status, TP_E_DENIED);
    make_code(); /* of nobody's booking */
}

static void a_receipt_is_printed(void **state)
{
    struct question question = {
        .account = "clerk", .duties = TP_DUTY_BIT(CONTRIBUTOR), .values = {"b1"}, .queries = {"language", "es"}};
    const struct asked *asked = ask(&fixture, "makeReceipt", &question);

    (void)state;
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "<html lang=\"es\">"));
    question.queries[1] = "xx";
    assert_int_equal(ask(&fixture, "makeReceipt", &question)->status, TP_E_ARGUMENT);
    question.queries[0] = "format";
    assert_int_equal(ask(&fixture, "makeReceipt", &question)->status, TP_E_ARGUMENT);
    question.queries[0] = NULL;
    question.values[0] = "none";
    assert_int_equal(ask(&fixture, "makeReceipt", &question)->status, TP_E_NOT_FOUND);
    question.values[0] = "b1";
    question.duties = TP_DUTY_BIT(ADMINISTRATOR);
    assert_int_equal(ask(&fixture, "makeReceipt", &question)->status, TP_E_DENIED);
}

static void a_challenge_goes_its_way(void **state)
{
    struct question list = {.account = "senior", .duties = TP_DUTY_BIT(SENIOR_EXAMINER), .queries = {"state", "open"}};
    struct question one = list, decision = list;
    const struct asked *asked;
    char id[33];

    (void)state;
    make_code();
    asked = with_code("challengeReceipt", ",\"text\":\"It was not me\"");
    assert_int_equal(asked->status, TP_OK);
    assert_int_equal(asked->code, 201);
    snprintf(id, sizeof id, "%.32s", asked->text + strlen("{\"challenge\":\""));
    assert_non_null(strstr(ask(&fixture, "listChallenges", &list)->text, id));
    one.values[0] = decision.values[0] = id;
    asked = ask(&fixture, "getChallenge", &one);
    assert_non_null(strstr(asked->text, "\"text\":\"It was not me\""));
    decision.body = "{\"outcome\":\"maybe\",\"reason\":\"x\"}";
    assert_int_equal(ask(&fixture, "decideChallenge", &decision)->status, TP_E_ARGUMENT);
    decision.body = "{\"outcome\":\"upheld\",\"reason\":\"You are right\",\"correction\":{\"conviction\":\"none\"}}";
    decision.account = BOOKING_CLERK;
    assert_int_equal(ask(&fixture, "decideChallenge", &decision)->status, TP_E_DENIED);
    decision.account = "senior";
    assert_int_equal(ask(&fixture, "decideChallenge", &decision)->status, TP_OK);
    assert_non_null(strstr(ask(&fixture, "getChallenge", &one)->text, "\"reason\":\"You are right\""));
    asked = with_code("lookUpReceipt", "");
    assert_non_null(
        strstr(asked->text, "had no part in your case decided that you were right. The reason: You are right"));
    assert_null(strstr(asked->text, "senior\""));
    assert_string_equal(ask(&fixture, "listChallenges", &list)->text, "{\"challenges\":[]}");
}

static void a_challenge_says_something(void **state)
{
    (void)state;
    make_code();
    assert_int_equal(with_code("challengeReceipt", "")->status, TP_E_ARGUMENT);
    assert_int_equal(with_code("challengeReceipt", ",\"text\":\"\"")->status, TP_E_ARGUMENT);
    assert_int_equal(with_code("challengeReceipt", ",\"text\":\"x\",\"language\":\"xx\"")->status, TP_E_ARGUMENT);
    code[0] = '\0';
    assert_int_equal(with_code("challengeReceipt", ",\"text\":\"x\"")->status, TP_E_ARGUMENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(the_person_reads_with_the_code_alone),
    TEST(another_agency_s_receipt_is_refused),
    TEST(a_receipt_is_printed),
    TEST(a_challenge_goes_its_way),
    TEST(a_challenge_says_something),
};
TP_TEST_MAIN(tests)
