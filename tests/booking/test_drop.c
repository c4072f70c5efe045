/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "booking/bureau.h"

static struct bureau bureau;
static struct test_folder drop;
static size_t taken, refused;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    bureau_make(&bureau);
    bureau_drop(&bureau, "");
    folder_make(&drop);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bureau_remove(&bureau);
    folder_remove(&drop);
    return 0;
}

static tp_status scan(int64_t settled_s)
{
    tp_diag_init(&diag);
    return tp_drop_scan(bureau.exchange, drop.path, settled_s, &taken, &refused, &diag);
}

static bool is_there(const char *name)
{
    return access(folder_path(&drop, name), F_OK) == 0;
}

static void put(const char *name, const char *text)
{
    folder_write(&drop, name, text, strlen(text));
}

static uint64_t count_bookings(void)
{
    const struct tp_store_query query = {.kind = TP_RECORD_BOOKING, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(bureau.exchange, &query, &count, NULL), TP_OK);
    return count;
}

static void a_file_becomes_a_booking(void **state)
{
    (void)state;
    put("one.json", bureau_form(1, 1, 2, ""));
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, 1);
    assert_int_equal(refused, 0);
    assert_false(is_there("one.json"));
    assert_true(is_there("done/one.json.json"));
    assert_int_equal(count_bookings(), 1);
    bureau_work(&bureau);
    assert_int_equal(fakes.subjects, 1);
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, 0);
}

static void a_file_that_is_being_written_waits(void **state)
{
    (void)state;
    put("one.json", bureau_form(1, 1, 2, ""));
    assert_int_equal(scan(3600), TP_OK);
    assert_int_equal(taken, 0);
    assert_true(is_there("one.json"));
    put(".hidden", "x");
    assert_int_equal(mkdir(folder_path(&drop, "folder"), 0700), 0);
    assert_int_equal(symlink("/etc/passwd", folder_path(&drop, "link")), 0);
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, 1);
    assert_int_equal(refused, 0);
    assert_true(is_there(".hidden"));
}

static void a_wrong_file_is_refused_with_words(void **state)
{
    struct tp_transaction *changed;
    size_t size_bytes, length;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes), *wrong;

    (void)state;
    assert_int_equal(tp_transaction_read(file, size_bytes, NULL, NULL, &changed, NULL), TP_OK);
    tp_record_unset(tp_transaction_at(changed, 1), 24);
    assert_int_equal(tp_transaction_write(changed, &wrong, &length, NULL), TP_OK);
    folder_write(&drop, "card.an2", wrong, length);
    put("noise.bin", "hello");
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, 0);
    assert_int_equal(refused, 2);
    assert_false(is_there("card.an2"));
    assert_true(is_there("refused/card.an2"));
    assert_true(is_there("refused/card.an2.txt"));
    assert_true(is_there("refused/card.an2.errt"));
    assert_true(is_there("refused/noise.bin.txt"));
    assert_false(is_there("refused/noise.bin.errt"));
    assert_int_equal(count_bookings(), 0);
    tp_transaction_free(&changed);
    free(wrong);
    free(file);
}

/* As after a crash: the booking is made, the file is still there. */
static void a_file_that_was_taken_is_not_taken_twice(void **state)
{
    (void)state;
    put("one.json", bureau_form(1, 1, 2, ""));
    assert_int_equal(scan(0), TP_OK);
    put("one.json", bureau_form(1, 1, 2, ""));
    put("copy.json", bureau_form(1, 1, 2, ""));
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, 2);
    assert_int_equal(count_bookings(), 1);
    assert_int_equal(fakes.leaves[TP_LEAF_SUBMISSION], 1);
}

/* Whose it is and what for is as the configuration has it. */
static void read_booking(struct tp_entry *out)
{
    static char id[64];
    uint8_t *data;
    size_t size_bytes;

    assert_int_equal(tp_file_read(folder_path(&drop, "done/one.an2.json"), 1000, &data, &size_bytes, NULL), TP_OK);
    snprintf(id, sizeof id, "%.32s", strchr((const char *)data, ':') + 3);
    assert_int_equal(tp_entry_get(bureau.exchange, TP_RECORD_BOOKING, id, out, NULL), TP_OK);
    free(data);
}

static void check_reference(const char *section, const char *case_number, const char *expected)
{
    struct tp_transaction *file;
    struct tp_entry entry;
    size_t size_bytes, length;
    uint8_t *data = bureau_file(1, 0, "TEST-0000001", &size_bytes), *changed;

    bureau_remove(&bureau);
    bureau_make(&bureau);
    bureau_drop(&bureau, section);
    assert_int_equal(tp_transaction_read(data, size_bytes, NULL, NULL, &file, NULL), TP_OK);
    if (case_number)
        assert_int_equal(tp_record_set(tp_transaction_at(file, 1), 9, case_number, strlen(case_number), NULL), TP_OK);
    else
        tp_record_unset(tp_transaction_at(file, 1), 9);
    assert_int_equal(tp_transaction_write(file, &changed, &length, NULL), TP_OK);
    folder_write(&drop, "one.an2", changed, length);
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, expected != NULL);
    assert_int_equal(refused, expected == NULL);
    if (expected) {
        read_booking(&entry);
        assert_string_equal(tp_entry_text(&entry, "reference"), expected);
        assert_string_equal(tp_entry_text(&entry, "account"), "livescan");
        assert_string_equal(tp_entry_text(&entry, "purpose"), "criminal-identification");
        assert_string_equal(tp_entry_text(&entry, "offence"), strstr(section, "level-2") ? "level-2" : "unknown");
        tp_entry_deinit(&entry);
    }
    tp_transaction_free(&file);
    free(changed);
    free(data);
}

static void the_case_is_named_by_the_file(void **state)
{
    (void)state;
    check_reference("", "2011-CR-0042", "2011-CR-0042");
    check_reference("  offence: level-2\n", NULL, "TEST-0000001");
    check_reference("  case: 1.009\n", "2011-CR-0042", "TEST-0000001");
    check_reference("  case: name\n", "2011-CR-0042", "one");
    check_reference("  case: 2.009\n", NULL, NULL);
    assert_true(is_there("refused/one.an2.txt"));
}

static void nothing_is_taken_for_nobody(void **state)
{
    const bool inactive = false;
    const struct tp_account_change change = {.active = &inactive};

    (void)state;
    put("one.json", bureau_form(1, 1, 2, ""));
    assert_int_equal(tp_account_change(bureau.exchange, "", "livescan", &change, NULL), TP_OK);
    assert_int_equal(scan(0), TP_E_DENIED);
    assert_string_equal(diag.field, "drop.account");
    assert_true(is_there("one.json"));
    bureau_remove(&bureau);
    bureau_make(&bureau);
    assert_int_equal(scan(0), TP_E_DENIED);
    assert_true(is_there("one.json"));
    assert_int_equal(count_bookings(), 0);
}

/* What cannot be read or named keeps no other file from being taken. */
static void one_files_trouble_is_its_own(void **state)
{
    char name[250];

    (void)state;
    assert_int_equal(mkfifo(folder_path(&drop, "a-pipe"), 0600), 0);
    memset(name, 'b', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    put(name, bureau_form(1, 1, 2, ""));
    put("one.json", bureau_form(2, 1, 2, ""));
    assert_int_equal(mkdir(folder_path(&drop, "done"), 0700), 0);
    assert_int_equal(mkdir(folder_path(&drop, "done/c.json.json"), 0700), 0); /* its receipt cannot be written */
    put("c.json", bureau_form(3, 1, 2, ""));
    assert_int_equal(scan(0), TP_E_IO);
    assert_int_equal(taken, 1);
    assert_int_equal(refused, 1);
    assert_true(is_there("done/one.json.json"));
    assert_true(is_there("c.json"));
    assert_false(is_there(name));
    assert_int_equal(rmdir(folder_path(&drop, "done/c.json.json")), 0);
    assert_int_equal(scan(0), TP_OK);
    assert_int_equal(taken, 1);
    assert_int_equal(count_bookings(), 2);
}

static void a_full_queue_leaves_files_where_they_are(void **state)
{
    (void)state;
    bureau_configure(&bureau, "  waiting: 1000\n", "  waiting: 1\n");
    put("one.json", bureau_form(1, 1, 2, ""));
    put("two.json", bureau_form(2, 1, 2, ""));
    put("three.json", bureau_form(3, 1, 2, ""));
    assert_int_equal(scan(0), TP_E_BUSY);
    assert_int_equal(taken, 1);
    assert_int_equal(refused, 0);
    assert_true(is_there("three.json"));
    for (unsigned i = 0; i < 2; i++) {
        bureau_work(&bureau);
        (void)!scan(0);
    }
    assert_int_equal(scan(0), TP_OK);
    assert_false(is_there("three.json"));
    assert_int_equal(count_bookings(), 3);
}

static void trouble_with_the_folder_is_told(void **state)
{
    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_drop_scan(bureau.exchange, "/nowhere/at/all", 0, NULL, NULL, &diag), TP_E_IO);
}

static atomic_size_t told[2]; /* trouble, no trouble; counted by the watching thread */

static void count_told(void *context, const struct tp_diag *what)
{
    assert_ptr_equal(context, told);
    told[what->status == TP_OK]++;
}

static void wait_until(const atomic_size_t *count)
{
    for (unsigned i = 0; i < 200 && *count == 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    assert_int_equal(*count, 1);
}

static void let_book(bool active)
{
    const struct tp_account_change change = {.active = &active};

    assert_int_equal(tp_account_change(bureau.exchange, "", "livescan", &change, NULL), TP_OK);
}

static void trouble_is_told_once(void **state)
{
    struct tp_drop *watch = NULL;
    char path[160];

    (void)state;
    told[0] = told[1] = 0;
    snprintf(path, sizeof path, "%s/drop", bureau.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    let_book(false);
    assert_int_equal(tp_drop_start(bureau.exchange, count_told, told, &watch, &diag), TP_OK);
    wait_until(&told[0]);
    nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 200000000}, NULL);
    assert_int_equal(told[0], 1);
    let_book(true);
    wait_until(&told[1]);
    tp_drop_stop(&watch);
    assert_int_equal(told[0], 1);
}

/* A folder without an account is no use, and said so at the start. */
static void a_folder_needs_an_account(void **state)
{
    struct tp_drop *watch = NULL;
    char path[160];

    (void)state;
    bureau_remove(&bureau);
    bureau_make(&bureau);
    snprintf(path, sizeof path, "%s/drop", bureau.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(tp_drop_start(bureau.exchange, NULL, NULL, &watch, &diag), TP_E_DENIED);
    assert_null(watch);
}

static void the_thread_takes_files(void **state)
{
    char path[160], line[400];
    struct tp_drop *watch = NULL;

    (void)state;
    assert_int_equal(tp_drop_start(bureau.exchange, NULL, NULL, &watch, &diag), TP_OK);
    assert_null(watch); /* there is no folder */
    tp_drop_stop(&watch);
    snprintf(path, sizeof path, "%s/drop", bureau.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put("one.json", bureau_form(1, 1, 2, ""));
    snprintf(line, sizeof line, "touch -d '1 hour ago' '%s' && mv '%s' '%s/'", folder_path(&drop, "one.json"),
             folder_path(&drop, "one.json"), path);
    assert_int_equal(system(line), 0);
    assert_int_equal(tp_drop_start(bureau.exchange, NULL, NULL, &watch, &diag), TP_OK);
    assert_non_null(watch);
    for (unsigned i = 0; i < 100 && count_bookings() == 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    tp_drop_stop(&watch);
    assert_null(watch);
    assert_int_equal(count_bookings(), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_file_becomes_a_booking),
    TEST(a_file_that_is_being_written_waits),
    TEST(a_wrong_file_is_refused_with_words),
    TEST(a_file_that_was_taken_is_not_taken_twice),
    TEST(the_case_is_named_by_the_file),
    TEST(nothing_is_taken_for_nobody),
    TEST(one_files_trouble_is_its_own),
    TEST(a_full_queue_leaves_files_where_they_are),
    TEST(trouble_is_told_once),
    TEST(a_folder_needs_an_account),
    TEST(trouble_with_the_folder_is_told),
    TEST(the_thread_takes_files),
};
TP_TEST_MAIN(tests)
