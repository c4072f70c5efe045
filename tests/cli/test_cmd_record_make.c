/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "prints.h"
#include "record/record.h"

#define HEAD "record make --ori ILTEST000 --tcn ILTEST000-0001 --date 20110305 --subject person.json "
#define PLAIN " 11=a.pgm 12=a.pgm 13=a.pgm 14=a.pgm "
#define ROLLED_BUT_3 " 1=a.pgm 2=a.pgm 4=a.pgm 5=a.pgm 6=a.pgm 7=a.pgm 8=a.pgm 9=a.pgm 10=a.pgm "

static struct test_folder folder;

static int set_up(void **state)
{
    char line[512];

    (void)state;
    folder_make(&folder);
    print_write(&folder, "a.pgm", 1, 1);
    snprintf(line, sizeof line, "cp '%s/examples/person.json' '%s'", getenv("TP_SOURCE_ROOT"), folder.path);
    assert_int_equal(system(line), 0);
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void load(const char *path, struct tp_transaction **out)
{
    assert_int_equal(tp_transaction_load(path, NULL, NULL, out, NULL), TP_OK);
}

static void assert_field(const struct tp_transaction *transaction, size_t record, uint32_t field, const char *text)
{
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(transaction, record), field), text));
}

static void writes_a_card(void **state)
{
    struct program_run run;
    struct tp_transaction *card;

    (void)state;
    run_program(HEAD "-o car.an2 3=a.pgm" ROLLED_BUT_3 PLAIN, &run);
    assert_string_equal(run.err, "");
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "finger 3: a.pgm says no resolution, 500 ppi is assumed\n"));
    assert_non_null(strstr(run.out, "car.an2: CAR, TCN ILTEST000-0001, 16 records\n"));
    load("car.an2", &card);
    assert_field(card, 0, 4, "CAR");
    assert_field(card, 0, 7, "WVIAFIS0Z");
    assert_field(card, 0, 8, "ILTEST000");
    assert_field(card, 1, 18, "EXAMPLE,PAT INVENTED");
    assert_int_equal(tp_record_type(tp_transaction_at(card, 4)), 4);
    assert_field(card, 4, 3, "1");
    assert_field(card, 12, 3, "0");
    tp_transaction_free(&card);
}

static void accounts_for_missing_fingers(void **state)
{
    struct program_run run;
    struct tp_transaction *card;

    (void)state;
    run_program(HEAD "-o car.an2" ROLLED_BUT_3 PLAIN, &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "2.084: finger 3 has no image and is not in AMP"));
    assert_non_null(strstr(run.err, "1 error, nothing is written"));
    assert_int_not_equal(access("car.an2", F_OK), 0);
    run_program(HEAD "-o car.an2 --missing 3:XX --card" ROLLED_BUT_3 PLAIN, &run);
    assert_string_equal(run.err, "");
    load("car.an2", &card);
    assert_field(card, 1, 84, "03\037XX");
    assert_field(card, 2, 3, "3");
    assert_field(card, 14, 3, "2");
    tp_transaction_free(&card);
}

static void flat_impressions_go_into_type_14(void **state)
{
    struct program_run run;
    struct tp_transaction *card;

    (void)state;
    run_program(HEAD "-o car.an2 13=a.pgm 14=a.pgm 15=a.pgm --missing=4", &run);
    assert_string_equal(run.err, "");
    load("car.an2", &card);
    assert_int_equal(tp_transaction_count(card), 5);
    assert_int_equal(tp_record_type(tp_transaction_at(card, 2)), 14);
    assert_field(card, 2, 13, "13");
    assert_field(card, 2, 18, "4\037UP");
    assert_field(card, 4, 13, "15");
    tp_transaction_free(&card);
}

static void answers_a_submission(void **state)
{
    struct program_run run;
    struct tp_transaction *answer;

    (void)state;
    run_program(HEAD "-o car.an2 13=a.pgm 14=a.pgm 15=a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    folder_write(&folder, "hit.json", "{\"fbi_numbers\": \"123456AA1\"}", 28);
    run_program("record make --type SRE --answer car.an2 --finding I --subject hit.json -o sre.an2", &run);
    assert_string_equal(run.err, "");
    load("sre.an2", &answer);
    assert_field(answer, 0, 10, "ILTEST000-0001");
    assert_field(answer, 0, 8, "WVIAFIS0Z");
    assert_field(answer, 1, 59, "I");
    assert_field(answer, 1, 14, "123456AA1");
    assert_int_equal(tp_record_get(tp_transaction_at(answer, 0), 9).size_bytes, 33);
    tp_transaction_free(&answer);
    run_program("record make --type ERRT --answer car.an2 -o e.an2", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "the submission has no errors"));
    run_program("record make --type ERRT --answer car.an2 --message 'NO CHARGES' -o e.an2", &run);
    assert_string_equal(run.err, "");
    load("e.an2", &answer);
    assert_field(answer, 1, 60, "NO CHARGES");
    tp_transaction_free(&answer);
}

/* Refuses a broken submission with its errors. */
static void errors_of_a_submission_become_messages(void **state)
{
    struct program_run run;
    struct tp_transaction *card;
    struct tp_bytes messages;

    (void)state;
    run_program(HEAD "-o car.an2 13=a.pgm 14=a.pgm 15=a.pgm", &run);
    load("car.an2", &card);
    tp_record_unset(tp_transaction_at(card, 1), 22);
    assert_int_equal(tp_transaction_save(card, "bad.an2", NULL), TP_OK);
    tp_transaction_free(&card);
    run_program("record make --type ERRT --answer bad.an2 -o e.an2", &run);
    assert_string_equal(run.err, "");
    load("e.an2", &card);
    messages = tp_value_item(tp_record_get(tp_transaction_at(card, 1), 60), 1, 0);
    assert_memory_equal(messages.data, "RECORD 2, 2.022, DOB, date of birth, is missing", 47);
    tp_transaction_free(&card);
}

static void mistakes_name_member_or_finger(void **state)
{
    static const struct {
        const char *arguments, *words;
        int exit;
    } cases[] = {
        {HEAD "-o x 13=a.pgm 14=a.pgm 15=b.pgm", "finger 15: b.pgm: ", TP_EXIT_INPUT},
        {HEAD "-o x 13=a.pgm 14=a.pgm 15=person.json", "finger 15: person.json: ", TP_EXIT_INPUT},
        {HEAD "-o x 13=a.pgm 14=a.pgm 15=a.pgm --ppi 300", "finger 13: a.pgm: has 300 ppi", TP_EXIT_INPUT},
        {HEAD "-o x 13=a.pgm 14=a.pgm 15=a.pgm --record 4", "both thumbs need a record of type 14", TP_EXIT_USAGE},
        {HEAD "-o x 16=a.pgm", "16=a.pgm: is not FINGER=IMAGE", TP_EXIT_USAGE},
        {HEAD "-o x 1=a.pgm 1=a.pgm", "finger 1 is given twice", TP_EXIT_USAGE},
        {HEAD "-o x a.pgm", "is not FINGER=IMAGE", TP_EXIT_USAGE},
        {HEAD "-o x --missing 3:ZZ", "'3:ZZ' is not like", TP_EXIT_USAGE},
        {HEAD "-o x --missing 3,", "'3,' is not like", TP_EXIT_USAGE},
        {HEAD "1=a.pgm", "--output", TP_EXIT_USAGE},
        {HEAD "-o x --type XYZ", "EBTS has no transaction 'XYZ'", TP_EXIT_USAGE},
        {HEAD "-o x --type SRT", "only SRE and ERRT", TP_EXIT_USAGE},
        {HEAD "-o x --answer a.pgm", "is for SRE and ERRT", TP_EXIT_USAGE},
        {HEAD "-o x --type SRE", "--answer", TP_EXIT_USAGE},
        {"record make --subject person.json -o x", "CAR needs --ori and --subject", TP_EXIT_USAGE},
        {"record make --type SRE --answer a.pgm 1=a.pgm -o x", "SRE has no images", TP_EXIT_USAGE},
        {"record make --type SRE --answer a.pgm -o x", "a.pgm: ", TP_EXIT_INPUT},
        {HEAD "-o x --type FAUF 13=a.pgm 14=a.pgm 15=a.pgm", "person.json: reason_fingerprinted: 2.037: RFP",
         TP_EXIT_INPUT},
    };
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_program(cases[i].arguments, &run);
        if (!strstr(run.err, cases[i].words))
            print_message("# %s", run.err);
        assert_non_null(strstr(run.err, cases[i].words));
        assert_int_equal(run.exit, cases[i].exit);
        assert_int_not_equal(access("x", F_OK), 0);
    }
    folder_write(&folder, "bad.json", "{\"charges\": [{\"literal\": \"A [B]\"}]}", 35);
    run_program("record make --ori ILTEST000 --subject bad.json -o x 13=a.pgm 14=a.pgm 15=a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "bad.json: charges[0].literal: is not printable ASCII without brackets"));
    run_program("record make --ori IL --date 20110305 --subject person.json -o x 13=a.pgm 14=a.pgm 15=a.pgm", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "1.008: ORI is not an ORI of nine"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(writes_a_card, set_up, tear_down),
    cmocka_unit_test_setup_teardown(accounts_for_missing_fingers, set_up, tear_down),
    cmocka_unit_test_setup_teardown(flat_impressions_go_into_type_14, set_up, tear_down),
    cmocka_unit_test_setup_teardown(answers_a_submission, set_up, tear_down),
    cmocka_unit_test_setup_teardown(errors_of_a_submission_become_messages, set_up, tear_down),
    cmocka_unit_test_setup_teardown(mistakes_name_member_or_finger, set_up, tear_down),
};
TP_TEST_MAIN(tests)
