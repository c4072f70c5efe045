/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "cli/searches.h"
#include "prints.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    prints_write(&folder, 3, 3);
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void writes_a_line_for_each_search(void **state)
{
    struct tp_imageset_file files[] = {{.name = (char[]){"1_1"}}, {.name = (char[]){"1_2"}}};
    struct tp_imageset set = {.name = (char[]){"db"}, .files = files, .count = 2};
    struct tp_search_result results[] = {{.image = 1, .rank = 2, .mate_score = 3000, .other_score = 3100},
                                         {.image = 0, .rank = 0, .mate_score = -1, .other_score = -1}};
    const struct tp_searched searched = {.sets = &set, .set_count = 1, .results = results, .count = 2};
    char text[128] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    (void)state;
    tp_cli_searches_write(&searched, out);
    fclose(out);
    assert_string_equal(text, "db 1_2 2 3000 3100\ndb 1_1 0 -1 -1\n");
}

static void prints_text_and_json(void **state)
{
    struct program_run run;
    json_t *root, *row;

    (void)state;
    run_program("evaluate . --identify --background . --ppi 500", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "gallery: 12 subjects, 12 impressions\n"));
    assert_non_null(strstr(run.out, "\ntime of a search: median "));
    run_program("evaluate . --identify --mode exhaustive --ppi 500 --json --scores s.txt && wc -l <s.txt >&2", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.err, "6\n");
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    row = json_array_get(json_object_get(root, "sets"), 0);
    assert_int_equal(json_integer_value(json_object_get(row, "searches")), 6);
    assert_in_range((int)(100 * json_number_value(json_object_get(row, "rank_1"))), 0, 100);
    assert_in_range((int)(100 * json_number_value(json_object_get(row, "fnir_at_fpir_1e-3"))), 0, 100);
    json_decref(root);
}

static void refuses_what_does_not_fit_together(void **state)
{
    struct program_run run;

    (void)state;
    run_program("evaluate . --background .", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--background: is of use with --identify only"));
    run_program("evaluate . --mode fast", &run);
    assert_non_null(strstr(run.err, "--mode: is of use with --identify only"));
    run_program("evaluate . --identify --mode quick", &run);
    assert_non_null(strstr(run.err, "--mode: must be fast, thorough or exhaustive"));
    run_program("evaluate . --identify --plot p.svg", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("evaluate . --identify --background 1_1.pgm", &run); /* neither a folder nor a repository */
    assert_in_range(run.exit, TP_EXIT_INPUT, TP_EXIT_ENVIRONMENT);
    assert_non_null(strstr(run.err, "tenprint: 1_1.pgm: "));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(writes_a_line_for_each_search, set_up, tear_down),
    cmocka_unit_test_setup_teardown(prints_text_and_json, set_up, tear_down),
    cmocka_unit_test_setup_teardown(refuses_what_does_not_fit_together, set_up, tear_down),
};
TP_TEST_MAIN(tests)
