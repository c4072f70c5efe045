/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

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

static void trouble_with_the_folder_is_told(void **state)
{
    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_drop_scan(bureau.exchange, "/nowhere/at/all", 0, NULL, NULL, &diag), TP_E_IO);
}

static void the_thread_takes_files(void **state)
{
    char path[160], line[400];
    struct tp_drop *watch = NULL;

    (void)state;
    assert_int_equal(tp_drop_start(bureau.exchange, &watch, &diag), TP_OK);
    assert_null(watch); /* there is no folder */
    tp_drop_stop(&watch);
    snprintf(path, sizeof path, "%s/drop", bureau.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put("one.json", bureau_form(1, 1, 2, ""));
    snprintf(line, sizeof line, "touch -d '1 hour ago' '%s' && mv '%s' '%s/'", folder_path(&drop, "one.json"),
             folder_path(&drop, "one.json"), path);
    assert_int_equal(system(line), 0);
    assert_int_equal(tp_drop_start(bureau.exchange, &watch, &diag), TP_OK);
    assert_non_null(watch);
    for (unsigned i = 0; i < 100 && count_bookings() == 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    tp_drop_stop(&watch);
    assert_null(watch);
    assert_int_equal(count_bookings(), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_file_becomes_a_booking),           TEST(a_file_that_is_being_written_waits),
    TEST(a_wrong_file_is_refused_with_words), TEST(a_file_that_was_taken_is_not_taken_twice),
    TEST(trouble_with_the_folder_is_told),    TEST(the_thread_takes_files),
};
TP_TEST_MAIN(tests)
