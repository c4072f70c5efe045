/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "exchange/files.h"
#include "folder.h"

static tp_status append_name(void *context, const char *path, struct tp_diag *diag)
{
    char(*names)[16] = context;

    (void)diag;
    for (unsigned i = 0; i < 8; i++)
        if (names[i][0] == '\0') {
            snprintf(names[i], 16, "%s", path);
            break;
        }
    return TP_OK;
}

static bool has(char names[8][16], const char *name)
{
    for (unsigned i = 0; i < 8; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void walks_files_and_nothing_else(void **state)
{
    char shallow[8][16] = {{0}}, deep[8][16] = {{0}};
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "a", "1", 1);
    folder_write(&folder, ".lock", "1", 1);
    assert_int_equal(tp_files_make_folder(folder_path(&folder, "b"), NULL), TP_OK);
    assert_int_equal(tp_files_make_folder(folder_path(&folder, "b"), NULL), TP_E_EXISTS);
    folder_write(&folder, "b/c", "1", 1);
    assert_int_equal(symlink("a", folder_path(&folder, "link")), 0);
    assert_int_equal(tp_files_each(folder.path, false, append_name, shallow, NULL), TP_OK);
    assert_true(has(shallow, "a") && !has(shallow, "b/c") && !has(shallow, ".lock") && !has(shallow, "link"));
    assert_int_equal(tp_files_each(folder.path, true, append_name, deep, NULL), TP_OK);
    assert_true(has(deep, "a") && has(deep, "b/c") && !has(deep, "link"));
    assert_int_equal(tp_files_each(folder_path(&folder, "none"), true, append_name, deep, NULL), TP_E_NOT_FOUND);
    tp_files_remove(folder_path(&folder, "b"));
    assert_int_not_equal(access(folder_path(&folder, "b"), F_OK), 0);
    folder_remove(&folder);
}

static void copies_are_the_same_and_private(void **state)
{
    static const char text[] = "some bytes";
    uint8_t one[TP_SHA256_BYTES], two[TP_SHA256_BYTES];
    struct test_folder folder;
    struct stat info;

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "a", text, strlen(text));
    folder_write(&folder, "empty", "", 0);
    assert_int_equal(tp_files_copy(folder_path(&folder, "a"), folder_path(&folder, "b"), NULL), TP_OK);
    assert_int_equal(tp_files_copy(folder_path(&folder, "a"), folder_path(&folder, "b"), NULL), TP_E_EXISTS);
    assert_int_equal(tp_files_copy(folder_path(&folder, "none"), folder_path(&folder, "c"), NULL), TP_E_NOT_FOUND);
    assert_int_equal(stat(folder_path(&folder, "b"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(tp_files_hash(folder_path(&folder, "b"), one, NULL), TP_OK);
    assert_int_equal(tp_sha256(text, strlen(text), two, NULL), TP_OK);
    assert_memory_equal(one, two, sizeof one);
    assert_int_equal(tp_files_hash(folder_path(&folder, "empty"), one, NULL), TP_OK);
    assert_int_equal(tp_sha256("", 0, two, NULL), TP_OK);
    assert_memory_equal(one, two, sizeof one);
    assert_int_equal(tp_files_hash(folder_path(&folder, "none"), one, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_files_sync(folder.path, NULL), TP_OK);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(walks_files_and_nothing_else),
    cmocka_unit_test(copies_are_the_same_and_private),
};
TP_TEST_MAIN(tests)
