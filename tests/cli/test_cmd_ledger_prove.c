/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/program.h"

enum { LEAVES = 5 };

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

/* The bytes of the entry that append_leaves made as number LEAF. */
static void write_entry(uint8_t leaf)
{
    struct tp_buffer entry;

    tp_buffer_init(&entry);
    write_leaf(leaf, &entry);
    folder_write(&folder, "entry", entry.data, entry.size_bytes);
    tp_buffer_deinit(&entry);
}

static void a_proof_is_made_and_holds(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    write_entry(2); /* behind two others */
    run_program("ledger prove log 4 --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, "c2sp.org/tlog-proof@v1\nindex 4\n", 31), 0);
    folder_write(&folder, "proof", run.out, strlen(run.out));
    run_program("ledger prove --check proof --entry entry --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "the entry is number 4 of the 7 of " ORIGIN "\n");
    run_program("ledger prove log 4 --key @log.key -o other --entry written", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(system("cmp proof other && cmp entry written"), 0);
    run_program("ledger prove --check other --entry entry --key @log.key --json", &run);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "index")), 4);
    assert_int_equal(json_integer_value(json_object_get(root, "size")), 7);
    json_decref(root);
}

static void a_proof_for_another_entry_does_not_hold(void **state)
{
    struct program_run run;

    (void)state;
    write_entry(1);
    run_program("ledger prove log 4 --key @log.key -o proof", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("ledger prove --check proof --entry entry --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "the entry is not at 4"));
}

static void what_is_not_there_cannot_be_proved(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger prove log 7 --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "INDEX: the ledger has 7 entries, of which the first is 0"));
    run_program("ledger prove log x --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger prove log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger prove --check proof --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_proof_is_made_and_holds),
    IN_FOLDER(a_proof_for_another_entry_does_not_hold),
    IN_FOLDER(what_is_not_there_cannot_be_proved),
};
LEDGER_TEST_MAIN(tests)
