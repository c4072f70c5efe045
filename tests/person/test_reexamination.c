/* SPDX-License-Identifier: Apache-2.0 */
/* "These are not my prints": others look at them, blind; who decides has read what they found. */
#include "examiners.h"

#include "person/challenge.h"
#include "person/receipt.h"
#include "person/reexamination.h"

static struct fixture fixture;
static char subject[TP_EXCHANGE_NAME_BYTES], id[TP_EXCHANGE_ID_BYTES];

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, examined_parts);
    subject[0] = '\0';
    book(&fixture, "b1", 1, "Ada", subject);
    book(&fixture, "b22", 2, "Grace", subject);
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

static tp_status challenge(const char *booking, bool identification)
{
    tp_status status;

    fixture_begin(&fixture);
    status = tp_challenge_make(fixture.exchange, booking, "I was never there", identification, id, NULL);
    assert_int_equal(tp_exchange_end(fixture.exchange, status, NULL), status);
    return status;
}

static const struct asked *as(const char *account, const char *operation, const char *body)
{
    struct question question = {.account = account,
                                .duties = TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER),
                                .values = {id},
                                .body = body};

    return ask(&fixture, operation, &question);
}

/* Whether the person's statement about b22 says so. */
static bool says(const char *what)
{
    struct tp_words *words;
    struct tp_json *json = new_json();

    assert_int_equal(tp_words_open("en", &words, NULL), TP_OK);
    assert_int_equal(tp_statement_write(fixture.exchange, "b22", words, json, NULL), TP_OK);
    tp_words_close(&words);
    return strstr(json_text(json), what) != NULL;
}

#define UPHELD "{\"outcome\":\"upheld\",\"reason\":\"others found so\",\"correction\":{\"identification\":\"wrong\"}}"
#define DISMISSED "{\"outcome\":\"dismissed\",\"reason\":\"others found the same\"}"

static void others_look_and_the_outcome_is_read_first(void **state)
{
    char task[TP_EXCHANGE_NAME_BYTES];
    const struct asked *asked;

    (void)state;
    assert_int_equal(challenge("b22", true), TP_OK);
    assert_int_equal(as("olga", "decideChallenge", DISMISSED)->status, TP_E_CONFLICT);
    asked = as("olga", "getChallenge", NULL);
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "\"settled\":false"));
    assert_int_equal(as("olga", "decideChallenge", DISMISSED)->status, TP_E_CONFLICT); /* under way */
    assert_true(says("being examined again"));
    assert_false(claim(&fixture, "olga", task)); /* who read what the person says */
    assert_false(claim(&fixture, BOOKING_CLERK, task));
    examine(&fixture, "ann", "exclusion");
    assert_int_equal(as("ann", "getChallenge", NULL)->status, TP_E_DENIED);
    examine(&fixture, "ben", "exclusion");
    assert_false(says("being examined again"));
    assert_int_equal(as("olga", "decideChallenge", UPHELD)->status, TP_E_CONFLICT); /* has not read the outcome */
    asked = as("olga", "getChallenge", NULL);
    assert_non_null(strstr(asked->text, "\"settled\":true"));
    assert_non_null(strstr(asked->text, "{\"encounter\":\"booking/b1\",\"result\":\"excluded\"}"));
    assert_int_equal(as("ann", "getChallenge", NULL)->status, TP_OK);
    assert_int_equal(as("ann", "decideChallenge", UPHELD)->status, TP_E_DENIED);
    assert_int_equal(as("olga", "decideChallenge", UPHELD)->status, TP_OK);
    assert_string_not_equal(record_link(&fixture, "booking", "b22"), subject);
}

/* What a person says in words is found to be about an identification by who reads it. */
static void who_reads_it_asks_for_the_examination(void **state)
{
    (void)state;
    assert_int_equal(challenge("b22", false), TP_OK);
    assert_int_equal(as("olga", "examineChallenge", NULL)->status, TP_E_CONFLICT); /* read it first */
    assert_int_equal(as("olga", "getChallenge", NULL)->status, TP_OK);
    assert_int_equal(as("olga", "decideChallenge", UPHELD)->status, TP_E_CONFLICT); /* nobody has looked */
    assert_int_equal(as("olga", "examineChallenge", NULL)->code, 202);
    assert_int_equal(as("olga", "examineChallenge", NULL)->status, TP_E_CONFLICT);
    assert_non_null(strstr(as("olga", "getChallenge", NULL)->text, "\"by\":\"olga\""));
    examine(&fixture, "ann", "identification");
    examine(&fixture, "ben", "identification");
    assert_int_equal(as("olga", "decideChallenge", DISMISSED)->status, TP_E_CONFLICT);
    assert_int_equal(as("olga", "getChallenge", NULL)->status, TP_OK);
    assert_int_equal(as("olga", "decideChallenge", DISMISSED)->status, TP_OK);
    assert_true(has_record(&fixture, "challenge", id, "dismissed"));
    assert_string_equal(record_link(&fixture, "booking", "b22"), subject);
}

static void all_other_bookings_are_compared_once(void **state)
{
    char first[TP_EXCHANGE_NAME_BYTES], task[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book(&fixture, "b333", 1, "Ada", subject);
    list_prints(&fixture, "b333");
    assert_int_equal(challenge("b22", true), TP_OK);
    snprintf(first, sizeof first, "%s", record_text(&fixture, "challenge", id, "case"));
    assert_int_equal(challenge("b22", true), TP_OK);
    assert_string_equal(record_text(&fixture, "challenge", id, "case"), first); /* the same examination */
    examine(&fixture, "ann", "exclusion");                                      /* of both: says so of each */
    examine(&fixture, "ben", "exclusion");
    assert_false(claim(&fixture, "cal", task));
    assert_int_equal(as("olga", "getChallenge", NULL)->status, TP_OK);
    assert_non_null(strstr(as("olga", "getChallenge", NULL)->text, "booking/b333\",\"result\":\"excluded"));
    assert_non_null(strstr(as("olga", "getChallenge", NULL)->text, "booking/b1\",\"result\":\"excluded"));
}

static void without_other_prints_there_is_nothing_to_compare(void **state)
{
    char alone[TP_EXCHANGE_NAME_BYTES] = "";
    bool possible = true;

    (void)state;
    book(&fixture, "b4444", 4, "Mary", alone);
    list_prints(&fixture, "b4444");
    assert_int_equal(tp_reexamination_possible(fixture.exchange, "b4444", &possible, NULL), TP_OK);
    assert_false(possible);
    assert_int_equal(challenge("b4444", true), TP_OK);
    assert_string_equal(record_text(&fixture, "challenge", id, "case"), "");
    assert_non_null(strstr(as("olga", "getChallenge", NULL)->text, "\"examination\":null"));
    assert_int_equal(as("olga", "examineChallenge", NULL)->status, TP_E_CONFLICT);
    assert_int_equal(as("olga", "decideChallenge", UPHELD)->status, TP_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(others_look_and_the_outcome_is_read_first),
    TEST(who_reads_it_asks_for_the_examination),
    TEST(all_other_bookings_are_compared_once),
    TEST(without_other_prints_there_is_nothing_to_compare),
};
TP_TEST_MAIN(tests)
