/* SPDX-License-Identifier: Apache-2.0 */
/* The contract for changes, older files, copies that went another way, and opening without a look at all pages. */
#include "contract_changes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "folder.h"
#include "store/sqlite.h"

static struct test_folder folder;

static const char *changes_location(void)
{
    if (folder.path[0] == '\0')
        folder_make(&folder);
    return folder_path(&folder, "people.db");
}

static void changes_discard(void)
{
    folder_remove(&folder);
    folder.path[0] = '\0';
}

/* Runs SQL on the file behind the store's back. */
static void change_file(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(changes_location(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Version 2 had neither identity nor changes. */
static void brings_version_2_up_to_date(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment moment, again;

    (void)state;
    enrol_bytes(store, "old", 1, 1);
    tp_store_close(&store);
    change_file(
        "DROP TRIGGER enrolled; DROP TRIGGER deleted; DROP TABLE records; DROP TABLE changes; DROP TABLE identity;"
        "PRAGMA user_version = 2");
    store = open_changes();
    moment = now(store);
    assert_int_equal(moment.encounter, 1);
    assert_subjects(store, &moment, "old ");
    enrol_bytes(store, "new", 1, 2);
    assert_changes(store, &moment, "new:2 ");
    tp_store_close(&store);
    store = open_changes();
    again = now(store);
    assert_memory_equal(again.identity, moment.identity, sizeof moment.identity);
    tp_store_close(&store);
    changes_discard();
}

static void copy_file(const char *from, const char *to)
{
    char source[256];
    uint8_t *data;
    size_t size;

    snprintf(source, sizeof source, "%s", folder_path(&folder, from));
    assert_int_equal(tp_file_read(source, 1 << 24, &data, &size, NULL), TP_OK);
    assert_int_equal(tp_file_write(folder_path(&folder, to), data, size, NULL), TP_OK);
    free(data);
}

/* The moment after three enrolments is not that of an older copy, nor of the copy after three other enrolments. */
static void a_restored_copy_has_another_history(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment early, late, other;

    (void)state;
    enrol_bytes(store, "a", 1, 1);
    early = now(store);
    tp_store_close(&store);
    copy_file("people.db", "copy");
    store = open_changes();
    enrol_bytes(store, "b", 1, 2);
    late = now(store);
    tp_store_close(&store);
    copy_file("copy", "people.db");
    store = open_changes();
    assert_since(store, &early, 0, 0);
    assert_false(since(store, &late).known);
    enrol_bytes(store, "c", 1, 3);
    other = now(store);
    assert_int_equal(other.change, late.change);
    assert_int_equal(other.encounter, late.encounter);
    assert_false(since(store, &late).known);
    assert_since(store, &early, 1, 0);
    tp_store_close(&store);
    changes_discard();
}

static void opens_unchecked_and_fails_at_the_damage(void **state)
{
    const struct tp_store_options unchecked = {.unchecked = true};
    struct tp_store *store = open_changes();
    char name[32];
    uint8_t noise[4096];
    int fd;

    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "subject-%u", i);
        enrol_bytes(store, name, 10, (uint8_t)i);
    }
    tp_store_close(&store);
    memset(noise, 0xEE, sizeof noise);
    fd = open(changes_location(), O_WRONLY);
    for (int page = 12; page < 40; page++)
        assert_int_equal(pwrite(fd, noise, sizeof noise, 4096 * page), sizeof noise);
    close(fd);
    assert_int_equal(tp_store_open(changes_location(), &(struct tp_store_options){0}, &store, NULL), TP_E_STORE);
    assert_int_equal(tp_store_open(changes_location(), &unchecked, &store, NULL), TP_OK);
    assert_int_equal(tp_store_check(store, NULL), TP_E_STORE);
    assert_int_equal(tp_store_each(store, NULL, refuse_row, NULL, NULL) == TP_OK, false);
    tp_store_close(&store);
    changes_discard();
}

/* Names and templates are not what changes are made of. */
static void changes_hold_nothing_about_anybody(void **state)
{
    struct tp_store *store = open_changes();
    sqlite3_stmt *statement;
    sqlite3 *db;

    (void)state;
    enrol_bytes(store, "somebody", 1, 1);
    assert_int_equal(tp_store_delete(store, "somebody", NULL, NULL), TP_OK);
    tp_store_close(&store);
    assert_int_equal(sqlite3_open(changes_location(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT * FROM changes", -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_column_count(statement), 3);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < 3; i++)
            assert_true(sqlite3_column_type(statement, i) == SQLITE_INTEGER ||
                        sqlite3_column_type(statement, i) == SQLITE_NULL);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    changes_discard();
}

static const struct CMUnitTest tests[] = {
    CHANGE_CONTRACT_TESTS,
    cmocka_unit_test(brings_version_2_up_to_date),
    cmocka_unit_test(a_restored_copy_has_another_history),
    cmocka_unit_test(opens_unchecked_and_fails_at_the_damage),
    cmocka_unit_test(changes_hold_nothing_about_anybody),
};
TP_TEST_MAIN(tests)
