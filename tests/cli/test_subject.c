/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/subject.h"
#include "folder.h"

static tp_status read_subject(const char *text, struct tp_cli_subject *subject, struct tp_diag *diag)
{
    struct test_folder folder;
    tp_status status;

    folder_make(&folder);
    folder_write(&folder, "person.json", text, strlen(text));
    tp_diag_init(diag);
    status = tp_cli_subject_read(folder_path(&folder, "person.json"), subject, diag);
    folder_remove(&folder);
    return status;
}

static void members_become_fields(void **state)
{
    struct tp_cli_subject subject;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(
        read_subject(
            "{\"note\": \"invented\", \"name\": \"DOE,JANE\", \"aliases\": [\"ROE,J\", \"POE,J\"], \"retain\": false,"
            "\"date_of_birth\": \"1990-02-28\", \"weight\": 75, \"photo_available\": false,"
            "\"treat_as_adult\": true, \"controlling_agency\": \"ILTEST000\","
            "\"equipment\": {\"make\": \"A\", \"model\": \"B\", \"serial\": \"C\"},"
            "\"charges\": [{\"literal\": \"THEFT\", \"date\": \"2011-03-04\", \"level\": \"FELONY\","
            "\"ncic\": \"2399\", \"statute\": \"X\"}]}",
            &subject, &diag),
        TP_OK);
    assert_string_equal(tp_cli_subject_text(&subject, 18), "DOE,JANE");
    assert_string_equal(tp_cli_subject_text(&subject, 19), "ROE,J\036POE,J");
    assert_string_equal(tp_cli_subject_text(&subject, 5), "N");
    assert_string_equal(tp_cli_subject_text(&subject, 22), "19900228");
    assert_string_equal(tp_cli_subject_text(&subject, 29), "075");
    assert_string_equal(tp_cli_subject_text(&subject, 67), "A\037B\037C");
    assert_string_equal(tp_cli_subject_text(&subject, 73), "ILTEST000");
    assert_string_equal(tp_cli_subject_text(&subject, 87), "Y");
    assert_null(tp_cli_subject_text(&subject, 36));
    assert_null(tp_cli_subject_text(&subject, 0));
    assert_int_equal(subject.charge_count, 1);
    assert_string_equal(subject.charges[0].date, "20110304");
    assert_string_equal(subject.charges[0].ncic, "2399");
    assert_int_equal(subject.charges[0].level, TP_OFFENSE_FELONY);
    tp_cli_subject_deinit(&subject);
    assert_string_equal(tp_cli_subject_member(22), "date_of_birth");
    assert_null(tp_cli_subject_member(0));
    assert_null(tp_cli_subject_member(999));
}

static void mistakes_name_the_member(void **state)
{
    static const struct {
        const char *text, *member, *words;
    } cases[] = {
        {"{\"nme\": \"X\"}", "nme", "unknown member"},
        {"{\"name\": 7}", "name", "is no text"},
        {"{\"name\": \"\"}", "name", "is empty"},
        {"{\"name\": \"A\\u001eB\"}", "name", "not ASCII"},
        {"{\"name\": \"M\\u00fcller\"}", "name", "not ASCII"},
        {"{\"name\": [\"A\"]}", "name", "is no text"},
        {"{\"aliases\": [\"A\", 1]}", "aliases", "is no text"},
        {"{\"date_of_birth\": \"1990-02-30\"}", "date_of_birth", "no date"},
        {"{\"arrest_date\": 20110101}", "arrest_date", "is no text"},
        {"{\"retain\": \"Y\"}", "retain", "neither true nor false"},
        {"{\"weight\": 1000}", "weight", "pounds"},
        {"{\"equipment\": {\"make\": \"A\"}}", "equipment", "make, model and serial"},
        {"{\"equipment\": {\"make\": \"A\", \"model\": \"B\", \"sernr\": \"C\"}}", "equipment.serial", "is no text"},
        {"{\"charges\": {}}", "charges", "no list"},
        {"{\"charges\": [1]}", "charges[0]", "no object"},
        {"{\"charges\": [{\"literal\": \"A\"}, {\"text\": \"A\"}]}", "charges[1].text", "unknown member"},
        {"{\"charges\": [{\"level\": \"BAD\"}]}", "charges[0].level", "is not FELONY"},
        {"{\"charges\": [{\"ncic\": \"12345\"}]}", "charges[0].ncic", "too long"},
        {"{\"charges\": [{\"ncic\": 1234}]}", "charges[0].ncic", "is no text"},
    };
    struct tp_cli_subject subject;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(read_subject(cases[i].text, &subject, &diag), TP_E_FORMAT);
        assert_string_equal(diag.field, cases[i].member);
        assert_non_null(strstr(diag.text, cases[i].words));
        assert_non_null(strstr(diag.file, "person.json"));
        assert_int_equal(subject.value_count, 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(members_become_fields),
    cmocka_unit_test(mistakes_name_the_member),
};
TP_TEST_MAIN(tests)
