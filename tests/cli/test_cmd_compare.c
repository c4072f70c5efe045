/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "prints.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    print_write(&folder, "a.pgm", 1, 1);
    print_write(&folder, "b.pgm", 4, 1);
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static long score_of(const char *arguments)
{
    struct program_run run;
    json_t *root;
    long score;
    char line[256];

    snprintf(line, sizeof line, "compare %s --json", arguments);
    run_program(line, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_array_size(json_object_get(root, "impressions")), 2);
    assert_true(json_is_array(json_object_get(root, "pairs")));
    assert_in_range((json_int_t)(1e6 * json_number_value(json_object_get(root, "false_match_rate"))), 0, 1000000);
    score = (long)json_integer_value(json_object_get(root, "score"));
    json_decref(root);
    return score;
}

static void an_image_and_its_native_template_are_the_same(void **state)
{
    struct program_run run;
    long score;

    (void)state;
    run_program("extract a.pgm -o a.tpt && \"$TP_PROGRAM\" extract b.pgm -o b.tpt", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    score = score_of("a.pgm b.pgm");
    assert_int_equal(score_of("a.tpt b.pgm"), score);
    assert_int_equal(score_of("a.pgm b.tpt"), score);
    assert_int_equal(score_of("b.tpt a.tpt"), score);
}

static void says_what_the_score_stands_for(void **state)
{
    struct program_run run;

    (void)state;
    run_program("compare a.pgm b.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\nscore "));
    assert_non_null(strstr(run.out, "1 in "));
    assert_non_null(strstr(run.out, " comparisons of different fingers reach it\n"));
}

static void a_threshold_gives_a_negative_answer(void **state)
{
    struct program_run run;

    (void)state;
    run_program("compare a.pgm b.pgm --fmr 1e-19", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_string_equal(run.err, "");
    run_program("compare a.pgm b.pgm --fmr 1", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("compare a.pgm b.pgm --fmr 0", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void draws_both(void **state)
{
    struct program_run run;

    (void)state;
    run_program("compare a.pgm b.pgm --overlay m.svg && grep -c '<image' m.svg", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\n2\n"));
    run_program("compare a.pgm b.pgm --overlay m.png", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void damaged_inputs_are_named(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm -o a.tpt && head -c 40 a.tpt >cut.tpt; printf 'FMR\\0 20\\0' >cut.iso", &run);
    run_program("compare a.pgm cut.tpt", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_equal(strncmp(run.err, "tenprint: cut.tpt: ", 19), 0);
    run_program("compare cut.iso a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_equal(strncmp(run.err, "tenprint: cut.iso: ", 19), 0);
    run_program("compare a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(an_image_and_its_native_template_are_the_same, set_up, tear_down),
    cmocka_unit_test_setup_teardown(says_what_the_score_stands_for, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_threshold_gives_a_negative_answer, set_up, tear_down),
    cmocka_unit_test_setup_teardown(draws_both, set_up, tear_down),
    cmocka_unit_test_setup_teardown(damaged_inputs_are_named, set_up, tear_down),
};
TP_TEST_MAIN(tests)
