/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static struct square square;
static const char comment[] = "\"kind\":\"comment\",\"title\":\"No\",\"text\":\"We were not asked.\"";

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

static void refused(struct asked *asked, tp_status status, const char *field)
{
    assert_int_equal(asked->status, status);
    assert_string_equal(asked->diag.field, field);
    asked_free(&asked);
}

static void a_comment_waits_once_it_is_confirmed_and_can_be_taken_back(void **state)
{
    char code[TP_SUBMISSION_CODE_BYTES];
    struct asked *asked = square_submit(&square, comment);

    (void)state;
    square_must(asked);
    snprintf(code, sizeof code, "%s", asked_text(asked, "code"));
    asked_free(&asked);
    asked = square_code(&square, "getSubmitted", code);
    assert_string_equal(asked_text(asked, "state"), "unconfirmed");
    asked_free(&asked);
    for (int i = 0; i < 2; i++) { /* twice is once */
        asked = square_code(&square, "confirmSubmission", code);
        assert_string_equal(asked_text(asked, "state"), "waiting");
        asked_free(&asked);
    }
    asked = desk_get(&square.desk, "getCommentPeriod", square.hash, NULL);
    assert_int_equal(asked_integer(asked, "waiting"), 1);
    assert_string_equal(asked_text(asked, "version"), square.hash);
    asked_free(&asked);
    asked = square_code(&square, "withdrawSubmission", code);
    square_must(asked);
    asked_free(&asked);
    refused(square_code(&square, "getSubmitted", code), TP_E_NOT_FOUND, "code");
}

static void without_work_or_in_other_words_nothing_is_taken(void **state)
{
    static const struct {
        const char *json, *field;
    } bad[] = {
        {"{}", "kind"},
        {"{\"kind\":\"hearing\"}", "kind"},
        {"{\"kind\":\"comment\",\"title\":\"x\\ny\",\"text\":\"z\"}", "title"},
        {"{\"kind\":\"comment\",\"title\":\"x\"}", "text"},
        {"{\"kind\":\"comment\",\"title\":\"x\",\"text\":\"y\"}", "time"},
        {"{\"kind\":\"comment\",\"title\":\"x\",\"text\":\"y\",\"time\":\"2011-01-11T00:00:00Z\",\"work\":\"x\"}",
         "work"},
    };
    struct asked *asked;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        refused(square_ask(&square, 0, "submitStatement", square.hash, bad[i].json), TP_E_ARGUMENT, bad[i].field);
    refused(square_ask(&square, 0, "submitStatement", square.hash, "{\"kind\":\"comment\",\"sign_ons\":7}"),
            TP_E_FORMAT, "");
    asked = square_ask(&square, 0, "submitStatement", "123456", bad[4].json);
    refused(asked, TP_E_NOT_FOUND, "agreement");
    refused(square_ask(&square, 0, "confirmSubmission", NULL, "{}"), TP_E_ARGUMENT, "code");
    refused(square_code(&square, "confirmSubmission", "0000-0000-0000-0000"), TP_E_NOT_FOUND, "code");
}

static void one_address_is_held_back_and_told_for_how_long(void **state)
{
    char json[PUBLIC_JSON], members[128];

    (void)state;
    for (int i = 0; i < 6; i++) {
        struct asked *asked;

        snprintf(members, sizeof members, "\"kind\":\"comment\",\"title\":\"%d\",\"text\":\"x\"", i);
        square_work(&square, square.hash, members, TP_EFFORT_BITS, json);
        asked = square_ask(&square, 0, "submitStatement", square.hash, json);
        assert_int_equal(asked->status, i < 5 ? TP_OK : TP_E_BUSY);
        asked_free(&asked);
    }
}

/* A full list: the next one is told so, before anything is written, and officers' own ways stay open. */
static void a_flood_ends_at_a_full_list(void **state)
{
    const struct tp_submission submission = {square.hash, square.hash, TP_EVENT_COMMENT, {"t", "x", ""}};
    static const char *const query[] = {"kind", "comment", "title", "On paper", NULL};
    struct question paper = {.operation = "registerStatement",
                             .duties = PUBLIC_OFFICER,
                             .values = {square.hash},
                             .query = query,
                             .body = "paper",
                             .body_bytes = 5};
    struct tp_submission_ticket ticket;
    char json[PUBLIC_JSON];
    struct asked *asked;

    (void)state;
    assert_int_equal(tp_exchange_begin(square.desk.exchange, NULL), TP_OK);
    for (int i = 0; i < TP_SUBMISSION_PLACES; i++)
        assert_int_equal(tp_submission_add(square.desk.exchange, &submission, &ticket, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(square.desk.exchange, TP_OK, NULL), TP_OK);
    asked = desk_get(&square.desk, "getCommentPeriod", square.hash, NULL);
    assert_int_equal(asked_integer(asked, "bits"), TP_EFFORT_BITS_MAX);
    assert_int_equal(asked_integer(asked, "waiting"), TP_SUBMISSION_PLACES);
    asked_free(&asked);
    refused(square_submit(&square, "\"kind\":\"comment\",\"title\":\"t\",\"text\":\"much too cheap\""), TP_E_ARGUMENT,
            "work");
    square_work(&square, square.hash, comment, TP_EFFORT_BITS_MAX, json);
    refused(square_ask(&square, 0, "submitStatement", square.hash, json), TP_E_BUSY, "");
    asked = desk_ask(&square.desk, &paper);
    square_must(asked);
    asked_free(&asked);
    square_wait(&square, TP_SUBMISSION_CONFIRM_S + 1); /* nobody confirmed: the places are free again */
    assert_int_equal(tp_office_start(square.desk.exchange, NULL), TP_OK);
    for (bool did = true; did;)
        assert_int_equal(tp_exchange_work(square.desk.exchange, &did, NULL), TP_OK);
    asked = square_submit(&square, comment);
    square_must(asked);
    asked_free(&asked);
}

static void after_the_comment_period_nothing_is_taken(void **state)
{
    (void)state;
    square_wait(&square, 60 * SAMPLE_DAY_S);
    refused(square_submit(&square, comment), TP_E_CONFLICT, "agreement");
}

/* What nobody confirms in time was never handed in. */
static void a_code_runs_out(void **state)
{
    char code[TP_SUBMISSION_CODE_BYTES];
    struct asked *asked = square_submit(&square, comment);

    (void)state;
    snprintf(code, sizeof code, "%s", asked_text(asked, "code"));
    asked_free(&asked);
    square_wait(&square, TP_SUBMISSION_CONFIRM_S);
    refused(square_code(&square, "confirmSubmission", code), TP_E_NOT_FOUND, "code");
}

#define AT_SQUARE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_SQUARE(a_comment_waits_once_it_is_confirmed_and_can_be_taken_back),
    AT_SQUARE(without_work_or_in_other_words_nothing_is_taken),
    AT_SQUARE(one_address_is_held_back_and_told_for_how_long),
    AT_SQUARE(a_flood_ends_at_a_full_list),
    AT_SQUARE(after_the_comment_period_nothing_is_taken),
    AT_SQUARE(a_code_runs_out),
};
TP_TEST_MAIN(tests)
