/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"
#include "statistics/toy_ledger.h"

static struct test_folder folder;
static struct toy toy;

static void write_openings(void)
{
    FILE *file;

    assert_int_equal(mkdir("openings", 0700), 0);
    for (size_t i = 0; i < toy.count; i++) {
        struct tp_buffer text;
        char name[64];

        snprintf(name, sizeof name, "openings/%zu", i % 3);
        file = fopen(name, "ab");
        tp_buffer_init(&text);
        assert_int_equal(tp_opening_write(&toy.openings[i], i, &text, NULL), TP_OK);
        assert_non_null(file);
        fprintf(file, "%.*s\n", (int)text.size_bytes, (const char *)text.data);
        fclose(file);
        tp_buffer_deinit(&text);
    }
}

static int set_up(void **state)
{
    struct tp_verifier verifier;
    struct tp_buffer text;

    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    toy_make(&toy, 3, 300, 8);
    toy_publish(&toy, "log", &verifier);
    tp_buffer_init(&text);
    tp_verifier_write(&verifier, &text);
    folder_write(&folder, "log.key", text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    write_openings();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    toy_free(&toy);
    folder_remove(&folder);
    return chdir("/");
}

/* Runs `tenprint statistics log ARGUMENTS`, and tests/statistics/recount.py with THEIRS: the same bytes. */
static void compare(const char *arguments, const char *theirs)
{
    const char *root = getenv("TP_SOURCE_ROOT");
    struct program_run run;
    char line[2048];

    assert_non_null(root);
    snprintf(line, sizeof line,
             "statistics log --key @log.key %s > mine && python3 '%s/tests/statistics/recount.py' log --definitions "
             "'%s/data/statistics/definitions-2.json' %s > theirs && cmp mine theirs",
             arguments, root, root, theirs);
    run_program(line, &run);
    assert_string_equal(run.err, "");
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void the_published_files_give_the_same_to_another_program(void **state)
{
    (void)state;
    compare("", "");
    compare("--format json --threshold 0", "--format json --threshold 0");
    compare("--at 500 --threshold 3 --format csv", "--at 500 --threshold 3");
    compare("--at 0", "--at 0");
    compare("--openings openings", "--openings openings");
    compare("--openings openings/1 --threshold 0 --format json", "--openings openings/1 --threshold 0 --format json");
}

/* What was reported once can be had again although leaves were reclassified since. */
static void an_earlier_report_can_be_had_again(void **state)
{
    struct tp_verifier verifier;
    struct toy earlier = toy;
    struct program_run run;

    (void)state;
    earlier.count = 600;
    toy_publish(&earlier, "earlier", &verifier);
    run_program(
        "statistics earlier --key @log.key > a && \"$TP_PROGRAM\" statistics log --key @log.key --at 600 > b && "
        "cmp a b",
        &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void the_head_says_what_was_counted(void **state)
{
    struct program_run run;
    json_t *root;
    char line[64];

    (void)state;
    run_program("statistics log --key @log.key", &run);
    snprintf(line, sizeof line, "report,,,,,size,,%zu\n", toy.count);
    assert_non_null(
        strstr(run.out, "table,period,level,state,county,figure,clauses,count\nreport,,,,,definitions,,2\n"));
    assert_non_null(strstr(run.out, line));
    assert_non_null(strstr(run.out, "report,,,,,threshold,,5\n"));
    run_program("statistics log --key @log.key --format json --at 10 --threshold 0", &run);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "size")), 10);
    assert_int_equal(json_integer_value(json_object_get(root, "threshold")), 0);
    assert_true(json_array_size(json_object_get(root, "rows")) > 0);
    json_decref(root);
}

static void openings_that_do_not_fit_are_refused_by_name(void **state)
{
    struct program_run run;

    (void)state;
    assert_int_equal(
        system("head -1 openings/1 > more && sed -n '2s/US-/XX-/p' openings/1 >> more && echo '{}' >> more && "
               "head -1 openings/1 >> more"),
        0);
    run_program("statistics log --key @log.key --openings more --threshold 0", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, "report,,,,,openings,,1\n"));
    assert_non_null(strstr(run.err, "more:2: refused: the opening does not fit leaf 4\n"));
    assert_non_null(strstr(run.err, "more:3: refused: "));
    assert_non_null(strstr(run.err, "more:4: refused: leaf 1 has been opened\n"));
    run_program("statistics log --key @log.key --openings openings --at 2 --threshold 0", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, "report,,,,,openings,,2\n"));
    assert_non_null(strstr(run.err, "openings/0:2: refused: there is no leaf 3 among those counted\n"));
    run_program("statistics log --key @log.key --openings nowhere", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static void a_changed_ledger_gives_no_tables(void **state)
{
    struct program_run run;

    (void)state;
    assert_int_equal(system("sed -i 's/level-1/level-2/' log/tile/entries/000"), 0);
    run_program("statistics log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out, "");
}

static void wrong_options_are_refused(void **state)
{
    static const char *const wrong[] = {"--threshold 2", "--at 100000", "--format xml", "--definitions 4711"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        char line[128];
        snprintf(line, sizeof line, "statistics log --key @log.key %s", wrong[i]);
        run_program(line, &run);
        assert_true(run.exit == TP_EXIT_USAGE || run.exit == TP_EXIT_INPUT);
        assert_string_equal(run.out, "");
        assert_true(run.err[0] != '\0');
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(the_published_files_give_the_same_to_another_program),
    IN_FOLDER(an_earlier_report_can_be_had_again),
    IN_FOLDER(the_head_says_what_was_counted),
    IN_FOLDER(openings_that_do_not_fit_are_refused_by_name),
    IN_FOLDER(a_changed_ledger_gives_no_tables),
    IN_FOLDER(wrong_options_are_refused),
};
TP_TEST_MAIN(tests)
