/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_bookings.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

/* SHA-256 of "{}" */
#define DIGEST_OF_FORM "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

static struct test_folder folder;
static struct program_run run;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    folder_write(&folder, "card.an2", "1.001:", 6);
    folder_write(&folder, "form.json", "{}", 2);
    fake_node_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    folder_remove(&folder);
    return chdir("/");
}

static void a_file_is_submitted(void **state)
{
    static const struct fake_answer answers[] = {{201, NULL, FAKE_TAKEN}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("book card.an2 --case case-7 --key k1", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "card.an2: booking " FAKE_ID ", received\n");
    assert_string_equal(node.requests[0].target, "/v1/bookings");
    assert_string_equal(node.requests[0].type, "application/vnd.tenprint.ebts");
    assert_string_equal(node.requests[0].key, "k1");
    assert_string_equal(node.requests[0].body, "1.001:");
    run_program("book form.json --case case-7 --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].type, "application/json");
    assert_string_equal(node.requests[1].key, "file-" DIGEST_OF_FORM);
    assert_non_null(strstr(run.out, "\"state\": \"received\""));
}

/* Around the file: addresses lie in logs. */
static void what_is_said_of_the_person_goes_into_the_body(void **state)
{
    static const struct fake_answer answers[] = {{201, NULL, FAKE_TAKEN}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("book card.an2 --case case-7 --jurisdiction US-NY-027 --offence level-1 --categories juvenile,witness",
                &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/bookings");
    assert_string_equal(node.requests[0].type, "application/json");
    assert_string_equal(node.requests[0].body,
                        "{\"categories\":[\"juvenile\",\"witness\"],\"jurisdiction\":\"US-NY-027\","
                        "\"offence\":\"level-1\",\"transaction\":\"MS4wMDE6\"}");
    run_program("book form.json --case case-7 --conviction none", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "conviction"));
}

static void it_can_be_waited_for(void **state)
{
    static const struct fake_answer answers[] = {{201, NULL, FAKE_TAKEN},
                                                 {200, NULL, FAKE_LISTED("searching")},
                                                 {200, NULL, FAKE_LISTED("complete")},
                                                 {200, NULL, FAKE_COMPLETE("none")}};

    (void)state;
    fake_node_answers(answers, 4);
    run_program("book card.an2 --case case-7 --wait", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "  searching\n"));
    assert_non_null(strstr(run.out, "own repository: no match"));
    assert_non_null(strstr(run.out, "national: match, released: name"));
    assert_non_null(strstr(run.out, "finger  2: poor, quality 12; take it again: unclear"));
    assert_non_null(strstr(run.out, "warning: record 3: odd"));
    assert_string_equal(node.requests[2].target, "/v1/bookings?booking=" FAKE_ID);
    assert_string_equal(node.requests[3].target, "/v1/bookings/" FAKE_ID);
}

/* One that is refused does not keep the next from being booked. */
static void a_refused_file_is_told_and_answered(void **state)
{
    static const struct fake_answer answers[] = {
        {400, "application/problem+json", "{\"code\":\"format\",\"detail\":\"is missing\",\"field\":\"2.018\"}"},
        {200, "application/vnd.tenprint.ebts", "ERRT"},
        {201, NULL, FAKE_TAKEN}};

    (void)state;
    fake_node_answers(answers, 3);
    run_program("book card.an2 --case case-7 --errt answer.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.err, "tenprint: card.an2: 2.018: is missing\n");
    assert_string_equal(node.requests[1].target, "/v1/bookings/check?form=ebts");
    assert_int_equal(access("answer.an2", F_OK), 0);
    fake_node_answers(answers, 1);
    run_program("book card.an2 nothing.an2 --case case-7", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "nothing.an2"));
}

static void a_refused_booking_is_a_failure(void **state)
{
    static const struct fake_answer answers[] = {
        {201, NULL, FAKE_TAKEN}, {200, NULL, FAKE_LISTED("refused")}, {200, NULL, FAKE_STATE("refused")}};

    (void)state;
    fake_node_answers(answers, 3);
    run_program("book card.an2 --case case-7 --wait", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static void what_is_for_one_file_is_not_for_two(void **state)
{
    (void)state;
    run_program("book card.an2 form.json --key k1", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("book", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void a_node_that_is_away_is_trouble_of_the_environment(void **state)
{
    (void)state;
    run_program("book card.an2 --case case-7 --node http://127.0.0.1:1", &run);
    assert_int_equal(run.exit, TP_EXIT_ENVIRONMENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_file_is_submitted),
    TEST(what_is_said_of_the_person_goes_into_the_body),
    TEST(it_can_be_waited_for),
    TEST(a_refused_file_is_told_and_answered),
    TEST(a_refused_booking_is_a_failure),
    TEST(what_is_for_one_file_is_not_for_two),
    TEST(a_node_that_is_away_is_trouble_of_the_environment),
};
TP_TEST_MAIN(tests)
