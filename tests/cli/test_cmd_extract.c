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
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void says_what_was_found_and_assumed(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "a.pgm: 128 x 128 pixels at 500 ppi (assumed: the file does not say), "));
    assert_non_null(strstr(run.out, " minutiae, quality "));
    run_program("extract a.pgm --ppi 600", &run);
    assert_non_null(strstr(run.out, " at 600 ppi, "));
}

static void writes_every_format(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm -o a.tpt && \"$TP_PROGRAM\" extract a.pgm -o a.iso --format iso && "
                "\"$TP_PROGRAM\" extract a.pgm -o a.378 --format=incits && head -c 7 a.iso a.378 | tr '\\0' 0",
                &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "==> a.iso <==\nFMR0 20"));
    assert_non_null(strstr(run.out, "==> a.378 <==\nFMR0 20"));
    run_program("compare a.tpt a.iso && cmp a.iso a.378", &run);
    assert_int_equal(run.exit, 1); /* the two standards differ */
}

static void draws_overlay_and_trace(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm --overlay o.svg --trace t && ls t && grep -c '<svg' o.svg", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\n01_normalise.png\n"));
    assert_non_null(strstr(run.out, "_minutiae.png\n"));
    run_program("extract a.pgm --trace t", &run); /* an existing folder is used */
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void prints_json(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, "{\n  \"file\": \"a.pgm\",\n  \"kind\": \"image\",", 38), 0);
    assert_non_null(strstr(run.out, "\"ppi_assumed\": true"));
    assert_non_null(strstr(run.out, "\"minutiae\": ["));
}

static void damaged_images_are_named(void **state)
{
    static const char *const damages[] = {"true >b.png", "head -c 200 a.pgm >b.png", "echo hello >b.png",
                                          "printf 'P5 99999 99999 255\\n' >b.png", "rm -f b.png"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        assert_int_equal(system(damages[i]), 0);
        run_program("extract b.png -o b.tpt", &run);
        assert_int_equal(run.exit, TP_EXIT_INPUT);
        assert_string_equal(run.out, "");
        assert_int_equal(strncmp(run.err, "tenprint: b.png: ", 17), 0);
        assert_int_equal(strcspn(run.err, "\n") + 1, strlen(run.err)); /* one line */
        assert_int_not_equal(access("b.tpt", F_OK), 0);
    }
}

static void refuses_templates_and_bad_usage(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm -o a.tpt", &run);
    run_program("extract a.tpt", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "a.tpt: is a template, an image is expected"));
    run_program("extract a.pgm --format xml", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("extract a.pgm --overlay o.gif", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("extract a.pgm -o /dev/full/x", &run);
    assert_int_equal(run.exit, TP_EXIT_ENVIRONMENT);
    run_program("extract a.pgm a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(says_what_was_found_and_assumed, set_up, tear_down),
    cmocka_unit_test_setup_teardown(writes_every_format, set_up, tear_down),
    cmocka_unit_test_setup_teardown(draws_overlay_and_trace, set_up, tear_down),
    cmocka_unit_test_setup_teardown(prints_json, set_up, tear_down),
    cmocka_unit_test_setup_teardown(damaged_images_are_named, set_up, tear_down),
    cmocka_unit_test_setup_teardown(refuses_templates_and_bad_usage, set_up, tear_down),
};
TP_TEST_MAIN(tests)
