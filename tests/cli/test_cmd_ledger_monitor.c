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

static void a_growing_ledger_is_followed(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("ledger monitor log --key @log.key --state state", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, ORIGIN ": grew from 0 to 5 entries\n");
    append_leaves("log", 4);
    run_program("ledger monitor log --key @log.key --state state --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "old_size")), 5);
    assert_int_equal(json_integer_value(json_object_get(root, "new_size")), 9);
    assert_null(json_object_get(root, "cosignature_age_seconds"));
    json_decref(root);
}

static void a_ledger_that_went_back_is_reported(void **state)
{
    struct program_run run;

    (void)state;
    assert_int_equal(system("cp -r log old"), 0);
    append_leaves("log", 4);
    run_program("ledger monitor log --key @log.key --state state", &run);
    run_program("ledger monitor old --key @log.key --state state", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "the log went back: 9 entries were known, 5 are shown"));
    assert_int_equal(system("ls state.conflict-*.known state.conflict-*.shown >list"), 0);
}

/* Adds a cosignature of AGE seconds ago; its key lies in the file `witness.key`. */
static void cosign(int64_t age_s)
{
    struct tp_verifier verifier;
    struct tp_signer *signer;
    struct tp_reader *reader;
    struct tp_buffer line;
    FILE *file = fopen("log/checkpoint", "ab");

    key_from(7, &signer);
    assert_ok(tp_verifier_make("witness.example", TP_KEY_COSIGNATURE, tp_signer_public(signer), &verifier, DIAG));
    write_key("witness.key", &verifier);
    assert_ok(tp_reader_open("log", &log_verifier, &reader, DIAG));
    tp_buffer_init(&line);
    assert_ok(tp_note_sign(tp_reader_note(reader)->text, &verifier, signer, (uint64_t)(tp_clock_now_s() - age_s), &line,
                           DIAG));
    assert_non_null(file);
    fwrite(line.data, 1, line.size_bytes, file);
    fclose(file);
    tp_buffer_deinit(&line);
    tp_reader_close(&reader);
    tp_signer_free(&signer);
}

static void witnesses_are_asked_for(void **state)
{
    struct program_run run;

    (void)state;
    cosign(600);
    run_program("ledger monitor log --key @log.key --state state --witness @witness.key", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "to 5 entries, 1 cosignature, 60"));
    run_program("ledger monitor log --key @log.key --state state --witness @witness.key --max-age 9", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "seconds ago, at most 540 are accepted"));
    append_leaves("log", 1);
    run_program("ledger monitor log --key @log.key --state state --witness @witness.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "0 of the witnesses have cosigned it, 1 are needed"));
    run_program("ledger monitor log --key @log.key --state state --witness @witness.key --witnesses-needed 0", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void options_are_checked(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger monitor log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger monitor log --key @log.key --state state --witnesses-needed 1", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "only 0 are named"));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_growing_ledger_is_followed),
    IN_FOLDER(a_ledger_that_went_back_is_reported),
    IN_FOLDER(witnesses_are_asked_for),
    IN_FOLDER(options_are_checked),
};
LEDGER_TEST_MAIN(tests)
