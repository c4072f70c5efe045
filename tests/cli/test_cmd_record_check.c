/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"

#include <tenprint/record.h>

static struct test_folder folder;

static void write_transaction(const char *name, const char *date, const char *comment)
{
    static const char first[] = "CAR";
    struct tp_transaction *transaction;
    struct tp_record *record;

    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    record = tp_transaction_at(transaction, 0);
    assert_int_equal(tp_record_set_text(record, 2, NULL, "0502"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 4, NULL, first), TP_OK);
    assert_int_equal(tp_record_set_text(record, 5, NULL, "%s", date), TP_OK);
    for (uint32_t field = 7; field <= 9; field++)
        assert_int_equal(tp_record_set_text(record, field, NULL, "A"), TP_OK);
    for (uint32_t field = 11; field <= 12; field++)
        assert_int_equal(tp_record_set_text(record, field, NULL, "00.00"), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 21, 0, &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 4, NULL, "A"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 15, NULL, "png"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 21, NULL, "1"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 994, NULL, "file"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 20, NULL, "%s", comment), TP_OK);
    assert_int_equal(tp_transaction_save(transaction, name, NULL), TP_OK);
    tp_transaction_free(&transaction);
}

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    write_transaction("good.an2", "20200229", "fine");
    write_transaction("bad.an2", "20190229", "fine");
    write_transaction("odd.an2", "20200229", "a \001 byte");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void a_clean_file_is_said_to_be_clean(void **state)
{
    struct program_run run;

    (void)state;
    run_program("record check good.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "1 file, 0 errors, 0 warnings\n");
}

static void a_line_says_where_and_what_and_why(void **state)
{
    struct program_run run;

    (void)state;
    run_program("record check good.an2 bad.an2 --profile itl", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out,
                        "bad.an2: record 1 (type 1), field 1.005 DAT: it is not a date YYYYMMDD [ITL 2011 8.1]\n"
                        "2 files, 1 error, 0 warnings\n");
}

static void warnings_alone_are_no_failure(void **state)
{
    struct program_run run;

    (void)state;
    run_program("record check odd.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "field 21.020 COM: warning: there is a control character in the text"));
    assert_non_null(strstr(run.out, "1 file, 0 errors, 1 warning\n"));
}

static void what_cannot_be_read_is_a_finding(void **state)
{
    struct program_run run;

    (void)state;
    run_program("record check missing.an2 good.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, "missing.an2"));
    assert_non_null(strstr(run.out, "2 files, 1 error, 0 warnings\n"));
    run_program("version > junk.an2; \"$TP_PROGRAM\" record check junk.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, "junk.an2"));
}

static void json_lists_all_files(void **state)
{
    struct program_run run;
    json_t *root, *files, *finding;

    (void)state;
    run_program("record check good.an2 bad.an2 missing.an2 --json", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    files = json_object_get(root, "files");
    assert_int_equal(json_array_size(files), 3);
    assert_int_equal(json_integer_value(json_object_get(root, "errors")), 2);
    assert_int_equal(json_array_size(json_object_get(json_array_get(files, 0), "findings")), 0);
    finding = json_array_get(json_object_get(json_array_get(files, 1), "findings"), 0);
    assert_string_equal(json_string_value(json_object_get(finding, "severity")), "error");
    assert_string_equal(json_string_value(json_object_get(finding, "mnemonic")), "DAT");
    assert_string_equal(json_string_value(json_object_get(finding, "rule")), "ITL 2011 8.1");
    assert_int_equal(json_integer_value(json_object_get(finding, "record")), 1);
    assert_int_equal(json_integer_value(json_object_get(finding, "field")), 5);
    assert_true(json_is_false(json_object_get(json_array_get(files, 2), "readable")));
    json_decref(root);
}

static void another_profile_is_refused(void **state)
{
    struct program_run run;

    (void)state;
    run_program("record check good.an2 --profile interpol", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "neither itl nor ebts"));
}

static void the_sequence_needs_prints(void **state)
{
    struct program_run run;

    (void)state;
    run_program("record check --sequence good.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "warning: the transaction holds no rolled or plain print [sequence]"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_sequence_needs_prints, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_clean_file_is_said_to_be_clean, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_line_says_where_and_what_and_why, set_up, tear_down),
    cmocka_unit_test_setup_teardown(warnings_alone_are_no_failure, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_cannot_be_read_is_a_finding, set_up, tear_down),
    cmocka_unit_test_setup_teardown(json_lists_all_files, set_up, tear_down),
    cmocka_unit_test_setup_teardown(another_profile_is_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
