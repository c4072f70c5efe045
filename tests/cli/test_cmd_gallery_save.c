/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/stat.h>

#include "commands_on_people.h"

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 12, 3);
    write_people(&folder, "late.csv", 20, 2, 2);
    write_print(&folder, "known.tpt", 5, 1, 9, 0);
    write_print(&folder, "late.tpt", 21, 1, 9, 0);
    assert_ran("enroll --db a.db --manifest m.csv", 0, "enrolled person-00011", "");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static void searches_say_the_same_with_it(void **state)
{
    static struct program_run before, after;

    (void)state;
    run_program("identify --db a.db 1=known.tpt --fmr 1 --json", &before);
    assert_ran("gallery save --db a.db", 0, "a.db.gallery: 12 subjects, 36 impressions, ", "");
    assert_ran("gallery save --db a.db --json --threads 1", 0, "\"up_to_date\": true", "");
    run_program("identify --db a.db 1=known.tpt --fmr 1 --json", &after);
    assert_int_equal(after.exit, 0);
    assert_string_equal(after.out, before.out);
    assert_string_equal(after.err, "");
}

static void enrolment_and_deletion_are_seen(void **state)
{
    (void)state;
    assert_ran("gallery save --db a.db", 0, "up to date\n", "");
    assert_ran("enroll --db a.db --manifest late.csv", 0, "enrolled person-00021", "");
    assert_ran("identify --db a.db 1=late.tpt", 0, "1. person-00021", "");
    assert_ran("delete --db a.db --subject person-00005", 0, "deleted", "");
    assert_ran("identify --db a.db 1=known.tpt", 1, "nobody found", "");
    assert_ran("gallery show --db a.db", 0, "11 subjects, 33 impressions, ", "");
    assert_ran("gallery show --db a.db", 0, "2 encounters enrolled, 1 subjects deleted\n", "");
    assert_ran("gallery save --db a.db", 0, "13 subjects, 37 impressions, ", "");
    assert_ran("gallery show --db a.db", 0, " 0 dead rows\nup to date\n", "");
    assert_ran("identify --db a.db 1=known.tpt", 1, "nobody found", "");
}

static void a_useless_file_is_said_and_made_anew(void **state)
{
    (void)state;
    folder_write(&folder, "a.db.gallery", "no gallery at all", 17);
    assert_ran("identify --db a.db 1=known.tpt", 0, "1. person-00005", "the repository itself was loaded instead");
    assert_ran("identify --db a.db 1=known.tpt", 0, "1. person-00005", "tenprint: a.db.gallery: ");
    assert_ran("gallery save --db a.db", 0, "12 subjects", "it is made anew");
    assert_ran("gallery save --db a.db", 0, "up to date", "");
}

/* A template that is damaged is carried on by no save but by one that does not look at the file. */
static void a_damaged_row_is_made_anew_from_the_repository(void **state)
{
    uint8_t *data;
    size_t size;

    (void)state;
    assert_ran("gallery save --db a.db", 0, "up to date", "");
    assert_int_equal(tp_file_read(folder_path(&folder, "a.db.gallery"), 1 << 30, &data, &size, NULL), TP_OK);
    data[4096 + (64 + 4) * 16 + 3 * 64 * 16 + 1000] ^= 1; /* within the signatures of 12 people in 16 rows */
    folder_write(&folder, "a.db.gallery", data, size);
    free(data);
    assert_ran("gallery save --db a.db", 3, "", "is damaged");
    assert_ran("gallery save --db a.db", 3, "", "--rebuild makes a new one");
    assert_ran("gallery save --db a.db --rebuild", 0, "12 subjects, 36 impressions, ", "");
    assert_ran("gallery save --db a.db", 0, "up to date", "");
}

static void names_file_and_reason(void **state)
{
    (void)state;
    assert_ran("gallery save", 2, "", "--db: is missing");
    assert_ran("gallery save --db none.db", 4, "", "none.db: there is no repository");
    assert_ran("gallery save --db m.csv", 4, "", "m.csv: the file is not a database");
    assert_int_equal(mkdir(folder_path(&folder, "a.db.gallery"), 0700), 0);
    assert_ran("gallery save --db a.db", 4, "", "a.db.gallery: ");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(searches_say_the_same_with_it, set_up, tear_down),
    cmocka_unit_test_setup_teardown(enrolment_and_deletion_are_seen, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_useless_file_is_said_and_made_anew, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_damaged_row_is_made_anew_from_the_repository, set_up, tear_down),
    cmocka_unit_test_setup_teardown(names_file_and_reason, set_up, tear_down),
};
TP_TEST_MAIN(tests)
