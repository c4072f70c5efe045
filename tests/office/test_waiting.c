/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static struct square square;
static char code[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES];

static int set_up(void **state)
{
    (void)state;
    square_open(&square);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    square_close(&square);
    return 0;
}

/* The first of what the public handed in, as everybody sees it. */
static void check_register(const char *title, const char *file, int64_t sign_ons)
{
    struct asked *asked = desk_get(&square.desk, "getAgreement", square.hash, NULL), *attached;
    const struct tp_json_value *list = tp_json_member(tp_json_element(asked_member(asked, "versions"), 0), "public");
    const struct tp_json_value *first = tp_json_element(list, 0);
    int64_t number = -1;

    assert_int_equal(tp_json_count(list), 1);
    assert_string_equal(tp_json_to_text(tp_json_member(first, "title")), title);
    if (sign_ons >= 0)
        assert_true(tp_json_to_integer(tp_json_member(first, "sign_ons"), &number) && number == sign_ons);
    attached = desk_get(&square.desk, "getAttachment", tp_json_to_text(tp_json_member(first, "sha256")), NULL);
    assert_string_equal(attached->text, file);
    asked_free(&attached);
    asked_free(&asked);
}

static tp_status count_officers(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    unsigned *count = context;

    (void)diag;
    *count +=
        strcmp(tp_entry_text(entry, "step"), "comment") == 0 && strcmp(tp_entry_text(entry, "account"), "officer") == 0;
    return TP_OK;
}

static void it_is_registered_as_it_was_handed_in(void **state)
{
    const struct tp_store_query signings = {.kind = "signing", .due_until_s = TP_STORE_NEVER};
    unsigned officers = 0;
    struct asked *asked;

    (void)state;
    square_hand_in(&square,
                   "\"kind\":\"comment\",\"title\":\"Our view\",\"text\":\"Line 1\\nLine 2\",\"name\":\"Ana Lee\"",
                   code, id);
    asked = square_ask(&square, PUBLIC_OFFICER, "listSubmissions", NULL, NULL);
    assert_int_equal(tp_json_count(asked_member(asked, "submissions")), 1);
    asked_free(&asked);
    asked = square_ask(&square, TP_DUTY_BIT(AUDITOR), "getSubmission", id, NULL);
    assert_string_equal(asked_text(asked, "text"), "Line 1\nLine 2");
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"register\"}");
    square_must(asked);
    assert_int_equal(strlen(asked_text(asked, "event")), 64);
    asked_free(&asked);
    check_register("Our view", "Line 1\nLine 2\n\n-- Ana Lee\n", -1);
    asked = square_code(&square, "getSubmitted", code);
    assert_string_equal(asked_text(asked, "state"), "registered");
    assert_int_equal(strlen(asked_text(asked, "event")), 64);
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"register\"}");
    assert_int_equal(asked->status, TP_E_CONFLICT);
    asked_free(&asked);
    desk_work(&square.desk);
    assert_int_equal(square.desk.passed_on, 1);
    assert_int_equal(tp_entry_each(square.desk.exchange, &signings, count_officers, &officers, NULL), TP_OK);
    assert_int_equal(officers, 1);
}

static void a_refusal_has_a_reason_that_everybody_reads(void **state)
{
    const struct tp_json_value *refused;
    struct asked *asked;

    (void)state;
    square_hand_in(&square, "\"kind\":\"comment\",\"title\":\"Buy now\",\"text\":\"Cheap watches\"", code, id);
    asked = square_decide(&square, id, "{\"decision\":\"refuse\"}");
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    assert_string_equal(asked->diag.field, "reason");
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"refuse\",\"reason\":\"It is an advertisement.\"}");
    square_must(asked);
    asked_free(&asked);
    asked = desk_get(&square.desk, "getCommentPeriod", square.hash, NULL);
    refused = asked_member(asked, "refused");
    assert_int_equal(tp_json_count(refused), 1);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(refused, 0), "reason")),
                        "It is an advertisement.");
    assert_null(tp_json_member(tp_json_element(refused, 0), "title"));
    asked_free(&asked);
    asked = square_code(&square, "getSubmitted", code);
    assert_string_equal(asked_text(asked, "reason"), "It is an advertisement.");
    asked_free(&asked);
}

static void sign_as(const char *name, const char *place)
{
    char members[256];
    struct asked *asked, *confirmed;

    snprintf(members, sizeof members, "\"name\":\"%s\",\"place\":\"%s\"", name, place);
    tp_flood_forget();
    asked = square_sign(&square, id, members);
    square_must(asked);
    confirmed = square_code(&square, "confirmSubmission", asked_text(asked, "code"));
    square_must(confirmed);
    assert_string_equal(asked_text(confirmed, "state"), "confirmed");
    asked_free(&confirmed);
    asked_free(&asked);
}

static void a_petition_is_opened_signed_and_registered_with_its_count(void **state)
{
    struct asked *asked;

    (void)state;
    square_hand_in(&square, "\"kind\":\"petition\",\"title\":\"Leave\",\"text\":\"Do not sign it.\"", code, id);
    asked = square_sign(&square, id, "\"name\":\"A\",\"place\":\"B\"");
    assert_int_equal(asked->status, TP_E_CONFLICT); /* not open yet */
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"open\"}");
    square_must(asked);
    asked_free(&asked);
    sign_as("Ana Lee", "Ithaca");
    sign_as("ana  LEE ", "ithaca");
    sign_as("Ana Lee", "Albany");
    asked = desk_get(&square.desk, "getCommentPeriod", square.hash, NULL);
    assert_int_equal(tp_json_count(asked_member(asked, "petitions")), 1);
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"register\"}");
    square_must(asked);
    asked_free(&asked);
    check_register("Leave", "Do not sign it.", 2);
    asked = square_sign(&square, id, "\"name\":\"C\",\"place\":\"B\"");
    assert_int_equal(asked->status, TP_E_CONFLICT);
    asked_free(&asked);
}

static void what_is_not_confirmed_or_makes_no_sense_is_not_decided(void **state)
{
    struct asked *asked = square_submit(&square, "\"kind\":\"comment\",\"title\":\"t\",\"text\":\"x\"");
    const struct question odd = {.operation = "listSubmissions",
                                 .duties = PUBLIC_OFFICER,
                                 .query = (const char *const[]){"state", "unconfirmed", NULL}};

    (void)state;
    assert_int_equal(tp_submission_code_id(asked_text(asked, "code"), id, NULL), TP_OK);
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"register\"}");
    assert_int_equal(asked->status, TP_E_NOT_FOUND);
    asked_free(&asked);
    asked = desk_ask(&square.desk, &odd);
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    asked_free(&asked);
    square_hand_in(&square, "\"kind\":\"comment\",\"title\":\"u\",\"text\":\"x\"", code, id);
    asked = square_decide(&square, id, "{\"decision\":\"open\"}");
    assert_int_equal(asked->status, TP_E_CONFLICT);
    asked_free(&asked);
    asked = square_decide(&square, id, "{\"decision\":\"burn\"}");
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    asked_free(&asked);
}

#define AT_SQUARE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_SQUARE(it_is_registered_as_it_was_handed_in),
    AT_SQUARE(a_refusal_has_a_reason_that_everybody_reads),
    AT_SQUARE(a_petition_is_opened_signed_and_registered_with_its_count),
    AT_SQUARE(what_is_not_confirmed_or_makes_no_sense_is_not_decided),
};
TP_TEST_MAIN(tests)
