/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/program.h"

enum { LEAVES = 3 };

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    make_ledger_of_leaves(LEAVES);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void leaves_are_shown_in_words(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger show log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "0 unknown 20656e7472792030\n"
                                 "1 unknown 6262626262626220656e7472792031\n"
                                 "2 2011-06 submission state=US-NY level=none\n"
                                 "3 2011-06 submission state=US-NY level=none\n"
                                 "4 2011-06 submission state=US-NY level=none\n");
}

static void a_part_is_shown(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger show log --key @log.key --from 1 --to 2", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, "1 unknown ", 10), 0);
    assert_string_equal(strchr(run.out, '\n') + 1, "2 2011-06 submission state=US-NY level=none\n");
    run_program("ledger show log --key @log.key --from 4 --to 100", &run);
    assert_string_equal(run.out, "4 2011-06 submission state=US-NY level=none\n");
    run_program("ledger show log --key @log.key --from 5", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "");
    run_program("ledger show log --key @log.key --from -1", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void json_has_an_object_a_line(void **state)
{
    struct program_run run;
    json_t *unknown, *known, *leaf;

    (void)state;
    run_program("ledger show log --key @log.key --from 1 --to 2 --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    known = parse_json(strchr(run.out, '\n') + 1);
    *strchr(run.out, '\n') = '\0';
    unknown = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(unknown, "index")), 1);
    assert_string_equal(json_string_value(json_object_get(unknown, "bytes")), "6262626262626220656e7472792031");
    leaf = json_object_get(known, "leaf");
    assert_string_equal(json_string_value(json_object_get(leaf, "kind")), "submission");
    assert_string_equal(json_string_value(json_object_get(leaf, "state")), "US-NY");
    assert_int_equal(json_string_length(json_object_get(leaf, "commitment")), 64);
    json_decref(unknown);
    json_decref(known);
}

static void a_changed_entry_is_not_shown(void **state)
{
    struct program_run run;

    (void)state;
    assert_int_equal(system("sed -i 's/US-NY/US-NJ/' log/tile/entries/000.p/5"), 0);
    run_program("ledger show log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_null(strstr(run.out, "US-NJ"));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(leaves_are_shown_in_words),
    IN_FOLDER(a_part_is_shown),
    IN_FOLDER(json_has_an_object_a_line),
    IN_FOLDER(a_changed_entry_is_not_shown),
};
LEDGER_TEST_MAIN(tests)
