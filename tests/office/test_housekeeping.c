/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static struct square square;

static int set_up(void **state)
{
    (void)state;
    square_open(&square);
    assert_int_equal(tp_office_start(square.desk.exchange, NULL), TP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    square_close(&square);
    return 0;
}

static uint64_t records(const char *kind)
{
    const struct tp_store_query query = {.kind = kind, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(square.desk.exchange, &query, &count, NULL), TP_OK);
    return count;
}

static void work_on(int64_t seconds)
{
    square_wait(&square, seconds);
    desk_work(&square.desk);
}

static void what_nobody_confirmed_is_destroyed(void **state)
{
    char code[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES];
    struct tp_json_document *words;
    struct asked *asked;

    (void)state;
    square_hand_in(&square, "\"kind\":\"comment\",\"title\":\"kept\",\"text\":\"x\"", code, id);
    asked = square_submit(&square, "\"kind\":\"comment\",\"title\":\"forgotten\",\"text\":\"x\"");
    assert_int_equal(tp_submission_code_id(asked_text(asked, "code"), id, NULL), TP_OK);
    asked_free(&asked);
    assert_int_equal(records("submission"), 2);
    work_on(TP_SUBMISSION_CONFIRM_S + 700);
    assert_int_equal(records("submission"), 1);
    assert_int_equal(tp_submission_words(square.desk.exchange, id, &words, NULL), TP_E_NOT_FOUND);
}

static void names_go_after_the_decision_and_their_number_stays(void **state)
{
    char code[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES];
    struct asked *asked, *confirmed;

    (void)state;
    square_hand_in(&square, "\"kind\":\"petition\",\"title\":\"Leave\",\"text\":\"x\"", code, id);
    asked = square_decide(&square, id, "{\"decision\":\"open\"}");
    square_must(asked);
    asked_free(&asked);
    for (int i = 0; i < 3; i++) {
        char members[64];

        snprintf(members, sizeof members, "\"name\":\"N%d\",\"place\":\"P\"", i);
        asked = square_sign(&square, id, members);
        square_must(asked);
        if (i > 0) {
            confirmed = square_code(&square, "confirmSubmission", asked_text(asked, "code"));
            square_must(confirmed);
            asked_free(&confirmed);
        }
        asked_free(&asked);
    }
    assert_int_equal(records("signed"), 2);
    assert_int_equal(records("sign-on"), 1);
    work_on(TP_SUBMISSION_CONFIRM_S + 700);
    assert_int_equal(records("sign-on"), 0);
    assert_int_equal(records("signed"), 2);
    asked = square_decide(&square, id, "{\"decision\":\"register\"}");
    square_must(asked);
    asked_free(&asked);
    work_on(700);
    work_on(700);
    assert_int_equal(records("signed"), 0);
    asked = square_code(&square, "getSubmitted", code);
    assert_int_equal(asked_integer(asked, "sign_ons"), 2);
    asked_free(&asked);
}

#define AT_SQUARE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_SQUARE(what_nobody_confirmed_is_destroyed),
    AT_SQUARE(names_go_after_the_decision_and_their_number_stays),
};
TP_TEST_MAIN(tests)
