/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "prints.h"

static struct test_folder folder;

/* Two sets of different size. */
static void make_sets(void)
{
    struct test_folder set;

    folder_make(&folder);
    for (unsigned i = 1; i <= 2; i++) {
        snprintf(set.path, sizeof set.path, "%s/set%u", folder.path, i);
        assert_int_equal(mkdir(set.path, 0755), 0);
        prints_write(&set, 2 + i, 3);
    }
}

static void evaluate(const char *arguments, struct program_run *run)
{
    char line[512];

    snprintf(line, sizeof line, "evaluate %s/%s", folder.path, arguments);
    run_program(line, run);
}

static void prints_a_row_for_each_set_and_all(void **state)
{
    struct program_run run;
    char arguments[256];

    (void)state;
    make_sets();
    snprintf(arguments, sizeof arguments, "set1 %s/set2@500 --ppi 500", folder.path);
    evaluate(arguments, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.err, "");
    assert_non_null(strstr(run.out, "\nset1 "));
    assert_non_null(strstr(run.out, "\nset2 "));
    assert_non_null(strstr(run.out, "\npooled "));
    evaluate("set1", &run);
    assert_null(strstr(run.out, "pooled"));
    folder_remove(&folder);
}

static void the_json_carries_the_same_counts(void **state)
{
    struct program_run run;
    char arguments[256];
    json_t *root, *pooled;

    (void)state;
    make_sets();
    snprintf(arguments, sizeof arguments, "set1 %s/set2 --json --threads 3", folder.path);
    evaluate(arguments, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_array_size(json_object_get(root, "sets")), 3);
    pooled = json_array_get(json_object_get(root, "sets"), 2);
    assert_string_equal(json_string_value(json_object_get(pooled, "set")), "pooled");
    assert_int_equal(json_integer_value(json_object_get(pooled, "images")), 9 + 12);
    assert_int_equal(json_integer_value(json_object_get(pooled, "mated")), 9 + 12);
    assert_int_equal(json_integer_value(json_object_get(pooled, "nonmated")), 36 - 9 + 66 - 12);
    assert_true(json_is_number(json_object_get(pooled, "eer")));
    json_decref(root);
    folder_remove(&folder);
}

static void scores_and_plot_are_the_same_for_any_thread_count(void **state)
{
    struct program_run run;
    char arguments[512];

    (void)state;
    make_sets();
    for (int threads = 1; threads <= 3; threads += 2) {
        snprintf(arguments, sizeof arguments, "set1 %s/set2 --threads %d --scores %s/s%d --plot %s/p%d.svg",
                 folder.path, threads, folder.path, threads, folder.path, threads);
        evaluate(arguments, &run);
        assert_int_equal(run.exit, TP_EXIT_OK);
    }
    snprintf(arguments, sizeof arguments, "cmp %s/s1 %s/s3 && cmp %s/p1.svg %s/p3.svg && test $(wc -l <%s/s1) = 102",
             folder.path, folder.path, folder.path, folder.path, folder.path);
    assert_int_equal(system(arguments), 0);
    snprintf(arguments, sizeof arguments, "grep -Eqv '^set[12] [1-4]_[123] [1-4]_[123] [0-9]+$' %s/s1", folder.path);
    assert_int_not_equal(system(arguments), 0);
    folder_remove(&folder);
}

static void refuses_bad_usage(void **state)
{
    struct program_run run;

    (void)state;
    make_sets();
    run_program("evaluate", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    evaluate("set1@3", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "set1@3: the resolution after '@'"));
    evaluate("set1 --format ansi", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--format: 'ansi' is none of"));
    folder_remove(&folder);
}

static void refuses_bad_folders_and_images(void **state)
{
    struct program_run run;

    (void)state;
    make_sets();
    evaluate("set3", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "/set3: cannot list the folder: "));
    evaluate("", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    folder_write(&folder, "set1/2_2.pgm", "P5\n10 10\n255\n", 13);
    evaluate("set1", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "/set1/2_2.pgm: "));
    evaluate("set2 --scores /nowhere/at/all", &run);
    assert_int_equal(run.exit, TP_EXIT_ENVIRONMENT);
    assert_non_null(strstr(run.err, "tenprint: /nowhere/at/all: cannot write"));
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(prints_a_row_for_each_set_and_all),
    cmocka_unit_test(the_json_carries_the_same_counts),
    cmocka_unit_test(scores_and_plot_are_the_same_for_any_thread_count),
    cmocka_unit_test(refuses_bad_usage),
    cmocka_unit_test(refuses_bad_folders_and_images),
};
TP_TEST_MAIN(tests)
