/* SPDX-License-Identifier: Apache-2.0 */
/* The steps themselves, and that each can be made to fail. */
#include "test.h"

#include <unistd.h>

#include "folder.h"
#include "ledger/disk.h"

static struct test_folder folder;
static struct tp_disk disk;

static int make(void **state)
{
    (void)state;
    folder_make(&folder);
    return tp_disk_init(&disk, folder.path, NULL) != TP_OK;
}

static int clear(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static void assert_content(const char *name, const char *text)
{
    size_t size_bytes;
    uint8_t *data;

    assert_int_equal(tp_disk_read(&disk, name, 100, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, strlen(text));
    assert_memory_equal(data, text, size_bytes);
    free(data);
}

static void refuses_long_paths(void **state)
{
    static char path[TP_DISK_PATH_BYTES];
    struct tp_disk unused;

    (void)state;
    assert_int_equal(tp_disk_init(&unused, "", NULL), TP_E_ARGUMENT);
    memset(path, 'x', sizeof path - 1);
    assert_int_equal(tp_disk_init(&unused, path, NULL), TP_E_ARGUMENT);
}

static void files_are_written_in_place(void **state)
{
    struct tp_disk_file file;

    (void)state;
    assert_int_equal(tp_disk_open(&disk, "a", &file, NULL), TP_E_NOT_FOUND);
    tp_disk_close(&file);
    assert_int_equal(tp_disk_create(&disk, "a", &file, NULL), TP_OK);
    assert_int_equal(tp_disk_write(&file, 0, "hello", 5, NULL), TP_OK);
    assert_int_equal(tp_disk_write(&file, 3, "p me", 4, NULL), TP_OK);
    assert_int_equal(tp_disk_sync(&file, NULL), TP_OK);
    assert_content("a", "help me");
    assert_int_equal(tp_disk_truncate(&file, 4, NULL), TP_OK);
    tp_disk_close(&file);
    tp_disk_close(&file);
    assert_content("a", "help");
    assert_int_equal(tp_disk_put(&disk, "a", "new", 3, NULL), TP_OK);
    assert_content("a", "new");
}

static tp_status count_name(void *context, const char *name, struct tp_diag *diag)
{
    unsigned *count = context;

    (void)diag;
    assert_true(strlen(name) == 1);
    return ++*count == 3 ? TP_E_CANCELLED : TP_OK;
}

static void names_are_moved_and_listed(void **state)
{
    unsigned count = 0;

    (void)state;
    assert_int_equal(tp_disk_each(&disk, "f", count_name, &count, NULL), TP_OK);
    assert_int_equal(tp_disk_make_folder(&disk, "f", NULL), TP_OK);
    assert_int_equal(tp_disk_make_folder(&disk, "f", NULL), TP_OK);
    assert_int_equal(tp_disk_put(&disk, "f/x", "1", 1, NULL), TP_OK);
    assert_int_equal(tp_disk_rename(&disk, "f/x", "f/y", NULL), TP_OK);
    assert_int_equal(tp_disk_rename(&disk, "f/x", "f/y", NULL), TP_E_NOT_FOUND);
    assert_false(tp_disk_has(&disk, "f/x"));
    assert_true(tp_disk_has(&disk, "f/y"));
    assert_int_equal(tp_disk_sync_folder(&disk, "f", NULL), TP_OK);
    assert_int_equal(tp_disk_sync_folder(&disk, "", NULL), TP_OK);
    assert_int_equal(tp_disk_sync_folder(&disk, "g", NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_disk_put(&disk, "f/z", "1", 1, NULL), TP_OK);
    assert_int_equal(tp_disk_each(&disk, "f", count_name, &count, NULL), TP_OK);
    assert_int_equal(count, 2);
    assert_int_equal(tp_disk_each(&disk, "f", count_name, &count, NULL), TP_E_CANCELLED);
    assert_int_equal(tp_disk_remove(&disk, "f", NULL), TP_E_IO);
    assert_int_equal(tp_disk_remove(&disk, "f/y", NULL), TP_OK);
    assert_int_equal(tp_disk_remove(&disk, "f/z", NULL), TP_OK);
    assert_int_equal(tp_disk_remove(&disk, "f", NULL), TP_OK);
    assert_int_equal(tp_disk_make_folder(&disk, "none/f", NULL), TP_E_NOT_FOUND);
}

/* Refuses one kind of step. */
static bool refuses(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    assert_non_null(name);
    assert_true((to != NULL) == (step == TP_DISK_RENAME));
    return step != *(const enum tp_disk_step *)context;
}

static void every_step_can_be_refused(void **state)
{
    enum tp_disk_step step = TP_DISK_CREATE;
    struct tp_disk_file file;
    struct tp_diag diag;

    (void)state;
    disk.allows = refuses;
    disk.context = &step;
    tp_diag_init(&diag);
    assert_int_equal(tp_disk_create(&disk, "a", &file, &diag), TP_E_IO);
    assert_non_null(strstr(diag.file, "/a"));
    assert_non_null(strstr(diag.text, "cannot create"));
    step = TP_DISK_WRITE;
    assert_int_equal(tp_disk_create(&disk, "a", &file, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_equal(tp_disk_write(&file, 0, "hello!", 6, &diag), TP_E_IO);
    assert_non_null(strstr(diag.text, "No space left"));
    assert_content("a", "hel");
    step = TP_DISK_TRUNCATE;
    assert_int_equal(tp_disk_truncate(&file, 0, NULL), TP_E_IO);
    step = TP_DISK_SYNC;
    assert_int_equal(tp_disk_sync(&file, NULL), TP_E_IO);
    tp_disk_close(&file);
    assert_int_equal(tp_disk_put(&disk, "a", "x", 1, NULL), TP_E_IO);
    step = TP_DISK_RENAME;
    assert_int_equal(tp_disk_rename(&disk, "a", "b", NULL), TP_E_IO);
    step = TP_DISK_REMOVE;
    assert_int_equal(tp_disk_remove(&disk, "a", NULL), TP_E_IO);
    step = TP_DISK_MAKE_FOLDER;
    assert_int_equal(tp_disk_make_folder(&disk, "f", NULL), TP_E_IO);
    step = TP_DISK_SYNC_FOLDER;
    assert_int_equal(tp_disk_sync_folder(&disk, "", NULL), TP_E_IO);
    assert_content("a", "x");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(refuses_long_paths, make, clear),
    cmocka_unit_test_setup_teardown(files_are_written_in_place, make, clear),
    cmocka_unit_test_setup_teardown(names_are_moved_and_listed, make, clear),
    cmocka_unit_test_setup_teardown(every_step_can_be_refused, make, clear),
};

TP_TEST_MAIN(tests)
