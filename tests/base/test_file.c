/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A fresh folder for each test, emptied of NAME and removed after it. */
static const char name[] = "file";
static char folder[64], path[128];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/tenprint-test-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder); /* fails when something else was left behind */
}

static void what_was_written_is_read(void **state)
{
    const char first[] = "first, and longer", second[] = "second";
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    assert_int_equal(tp_file_write(path, first, sizeof first, NULL), TP_OK);
    assert_int_equal(tp_file_write(path, second, sizeof second, NULL), TP_OK);
    assert_int_equal(tp_file_read(path, 100, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, sizeof second);
    assert_memory_equal(data, second, sizeof second);
    free(data);
}

static void an_empty_file_is_read(void **state)
{
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    assert_int_equal(tp_file_write(path, "", 0, NULL), TP_OK);
    assert_int_equal(tp_file_read(path, 0, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, 0);
    assert_non_null(data);
    free(data);
}

static void expect_refusal(const char *what, size_t limit_bytes, tp_status expected)
{
    struct tp_diag diag;
    uint8_t *data = (uint8_t *)folder;
    size_t size_bytes = 1;

    tp_diag_init(&diag);
    assert_int_equal(tp_file_read(what, limit_bytes, &data, &size_bytes, &diag), expected);
    assert_null(data);
    assert_int_equal(size_bytes, 0);
    assert_string_equal(diag.file, what);
    assert_int_equal(diag.status, expected);
}

static void reading_refuses_what_is_missing_big_or_no_file(void **state)
{
    (void)state;
    expect_refusal(path, 100, TP_E_NOT_FOUND);
    assert_int_equal(tp_file_write(path, "12345", 5, NULL), TP_OK);
    expect_refusal(path, 4, TP_E_LIMIT);
    expect_refusal(folder, 100, TP_E_FORMAT);
    expect_refusal("/dev/zero", 100, TP_E_FORMAT);
}

static void a_failed_write_leaves_nothing(void **state)
{
    struct tp_diag diag;

    (void)state;
    assert_int_equal(mkdir(path, 0700), 0); /* a folder cannot be replaced by a file */
    tp_diag_init(&diag);
    assert_int_equal(tp_file_write(path, "x", 1, &diag), TP_E_IO);
    assert_string_equal(diag.file, path);
    assert_int_equal(rmdir(path), 0);
}

static void a_pipe_is_not_replaced(void **state)
{
    struct stat info;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(tp_file_write(path, "x", 1, NULL), TP_E_IO);
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
    assert_int_equal(unlink(path), 0);
}

static void a_long_path_is_refused(void **state)
{
    char longest[5000];
    struct tp_diag diag;

    (void)state;
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    tp_diag_init(&diag);
    assert_int_equal(tp_file_write(longest, "x", 1, &diag), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_was_written_is_read, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(an_empty_file_is_read, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(reading_refuses_what_is_missing_big_or_no_file, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(a_failed_write_leaves_nothing, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(a_pipe_is_not_replaced, make_folder, remove_folder),
    cmocka_unit_test(a_long_path_is_refused),
};
TP_TEST_MAIN(tests)
