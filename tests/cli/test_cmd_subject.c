/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

static struct program_run run;
static struct test_folder folder;
static const struct fake_answer plain[] = {{200, NULL, "{\"subject\":\"s1\",\"conviction\":\"none\"}"}};

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    fake_node_start();
    setenv("TENPRINT_CODE", "00000-00000-00000-00000", 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    folder_remove(&folder);
    return 0;
}

/* Runs `tenprint subject LINE` with the file's path in the place of %s. */
static void run_with(const char *line, const char *file)
{
    char whole[1024];

    snprintf(whole, sizeof whole, line, file);
    run_program(whole, &run);
}

static void a_code_shows_sentences(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL,
                                                  "{\"state\":{\"code\":\"complete\",\"words\":\"All is "
                                                  "done.\"},\"searches\":[{\"words\":\"They said no.\"}]}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("subject look --language es", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/receipts/look");
    assert_string_equal(node.requests[0].body, "{\"code\":\"00000-00000-00000-00000\",\"language\":\"es\"}");
    assert_string_equal(run.out, "All is done.\nThey said no.\n");
    run_program("subject look --json", &run);
    assert_non_null(strstr(run.out, "\"code\": \"complete\""));
}

static void a_challenge_is_sent(void **state)
{
    static const struct fake_answer answers[] = {{201, NULL, "{\"challenge\":\"c1\",\"words\":\"It has arrived.\"}"}};

    (void)state;
    folder_write(&folder, "letter.txt", "Not me", 6);
    fake_node_answers(answers, 1);
    run_with("subject challenge %s", folder_path(&folder, "letter.txt"));
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].body, "{\"code\":\"00000-00000-00000-00000\",\"text\":\"Not me\"}");
    assert_string_equal(run.out, "It has arrived.\n");
    run_with("subject challenge %s --about identification", folder_path(&folder, "letter.txt"));
    assert_non_null(strstr(node.requests[1].body, "\"about\":\"identification\""));
    run_program("subject challenge /nowhere", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static void a_receipt_is_written(void **state)
{
    static const struct fake_answer answers[] = {{200, "text/html; charset=utf-8", "<html>paper</html>"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("subject receipt b1 --case c --language es", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].method, "POST");
    assert_string_equal(node.requests[0].target, "/v1/bookings/b1/receipt?language=es");
    assert_string_equal(node.requests[0].reference, "c");
    assert_string_equal(run.out, "<html>paper</html>");
    run_with("subject receipt b1 --case c -o %s", folder_path(&folder, "receipt.html"));
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "");
}

static void subjects_are_shown_and_changed(void **state)
{
    (void)state;
    fake_node_answers(plain, 1);
    run_program("subject show s1 --case c", &run);
    assert_string_equal(node.requests[0].target, "/v1/subjects/s1");
    assert_non_null(strstr(run.out, "\"conviction\": \"none\""));
    folder_write(&folder, "changes.json", "{\"was_wrong\":true}", 18);
    run_with("subject update s1 %s --case c", folder_path(&folder, "changes.json"));
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].target, "/v1/subjects/s1/facts");
    assert_string_equal(node.requests[1].body, "{\"was_wrong\":true}");
    run_program("subject show ../x --case c", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void challenges_are_read_and_decided(void **state)
{
    (void)state;
    fake_node_answers(plain, 1);
    run_program("subject challenges --open", &run);
    assert_string_equal(node.requests[0].target, "/v1/challenges?state=open");
    run_program("subject challenges c1 --case c", &run);
    assert_string_equal(node.requests[1].target, "/v1/challenges/c1");
    folder_write(&folder, "decision.json", "{\"outcome\":\"dismissed\"}", 23);
    run_with("subject decide c1 %s --case c", folder_path(&folder, "decision.json"));
    assert_string_equal(node.requests[2].target, "/v1/challenges/c1/decision");
}

static void an_erasure_is_ordered_and_followed(void **state)
{
    (void)state;
    fake_node_answers(plain, 1);
    run_program("subject expunge booking/b1 --order 'NY 77' --case c", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].body,
                        "{\"order\":\"NY 77\",\"owner\":\"booking/b1\",\"reason\":\"expungement\"}");
    run_program("subject erasures booking/b1", &run);
    assert_string_equal(node.requests[1].target, "/v1/erasures/booking/b1");
    run_program("subject erasures", &run);
    assert_string_equal(node.requests[2].target, "/v1/erasures");
    run_program("subject expunge booking/b1 --case c", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("subject expunge b1 --order x --case c", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_code_shows_sentences),
    TEST(a_challenge_is_sent),
    TEST(a_receipt_is_written),
    TEST(subjects_are_shown_and_changed),
    TEST(challenges_are_read_and_decided),
    TEST(an_erasure_is_ordered_and_followed),
};
TP_TEST_MAIN(tests)
