/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"
#include "cli/command.h"
#include "cli/program.h"
#include "prints.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    prints_write(&folder, 2, 2);
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void each_figure_is_one_line_of_json(void **state)
{
    static const char *const benches[] = {"extract", "compare"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char line[128];
        int lines = 0, baselines = 0;
        snprintf(line, sizeof line, "bench %s --images . --rounds 1 --json", benches[i]);
        run_program(line, &run);
        assert_int_equal(run.exit, TP_EXIT_OK);
        for (const char *at = run.out; *at; at += strcspn(at, "\n") + 1, lines++) {
            json_t *figure = json_loadb(at, strcspn(at, "\n"), 0, NULL);
            assert_non_null(figure);
            assert_string_equal(json_string_value(json_object_get(figure, "bench")), benches[i]);
            assert_true(json_is_string(json_object_get(figure, "unit")));
            assert_true(json_is_number(json_object_get(figure, "value")));
            baselines += json_is_number(json_object_get(figure, "baseline_value"));
            json_decref(figure);
        }
        assert_in_range(lines, 4, 40);
        assert_in_range(baselines, 1, lines);
    }
}

static void refuses_unknown_benches_and_folders(void **state)
{
    struct program_run run;

    (void)state;
    run_program("bench everything", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "everything: is none of extract, compare, kernels, screen, identify"));
    run_program("bench extract --images nowhere", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "tenprint: nowhere: "));
}

static void lists_are_read_strictly(void **state)
{
    static const char *const bad[] = {"--subjects 0",
                                      "--subjects 1,,2",
                                      "--subjects 1,",
                                      "--subjects x",
                                      "--fingers 1x",
                                      "--fingers 1001",
                                      "--mode quick",
                                      "--mode fast,",
                                      "--mode fas",
                                      "--subjects 1e3",
                                      "--subjects 99999999999999999999"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        char line[128];
        snprintf(line, sizeof line, "bench identify %s", bad[i]);
        run_program(line, &run);
        if (run.exit != TP_EXIT_USAGE)
            fail_msg("%s is taken", bad[i]);
    }
    run_program("bench compare folder", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "folder: is of use to screen and identify only"));
}

static void searches_are_measured_at_the_sizes_asked_for(void **state)
{
    struct program_run run;

    (void)state;
    run_program("bench identify . --subjects 10,20 --fingers 1,2 --mode fast,exhaustive --searches 5 --timed 2", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\n10 people with ten fingers: "));
    assert_non_null(strstr(run.out, "\n20 people with ten fingers: "));
    assert_non_null(strstr(run.out, "\nsynthetic       2 exhaustive "));
    assert_non_null(strstr(run.out, "\nreal fingers    1 fast "));
    assert_non_null(strstr(run.out, "\nGrowth: "));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(each_figure_is_one_line_of_json, set_up, tear_down),
    cmocka_unit_test_setup_teardown(lists_are_read_strictly, set_up, tear_down),
    cmocka_unit_test_setup_teardown(searches_are_measured_at_the_sizes_asked_for, set_up, tear_down),
    cmocka_unit_test_setup_teardown(refuses_unknown_benches_and_folders, set_up, tear_down),
};
TP_TEST_MAIN(tests)
