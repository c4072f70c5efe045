/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/stat.h>

#include "node/node.h"
#include "prints.h"

static struct test_folder folder, within;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    snprintf(within.path, sizeof within.path, "%s/within", folder.path);
    return mkdir(within.path, 0755);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static void takes_all_impressions_below_a_folder(void **state)
{
    struct tp_repository background;

    (void)state;
    prints_write(&folder, 2, 2);
    print_write(&within, "1_1.pgm", 1, 1);
    folder_write(&folder, "notes.txt", "x", 1);
    folder_write(&within, "1_1.truth.tpt", "not read", 8);
    folder_write(&within, ".hidden.png", "not read", 8);
    assert_int_equal(tp_background_open(folder.path, 2, &background, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(background.gallery), 5);
    assert_int_equal(tp_gallery_remove(background.gallery, "background/within/1_1.pgm", NULL), TP_OK);
    tp_repository_close(&background);
}

static void opens_a_repository(void **state)
{
    const struct tp_repository_options options = {.create = true};
    const struct tp_manifest_row rows[] = {{.subject = "someone", .path = folder_path(&folder, "a.pgm"), .finger = 2}};
    struct tp_manifest manifest = {.rows = (struct tp_manifest_row *)(uintptr_t)rows, .count = 1};
    struct tp_repository repository;

    (void)state;
    print_write(&folder, "a.pgm", 1, 1);
    assert_int_equal(tp_repository_open(folder_path(&folder, "people.db"), &options, &repository, NULL), TP_OK);
    assert_int_equal(tp_repository_enrol(&repository, &manifest, NULL, NULL, NULL), TP_OK);
    tp_repository_close(&repository);
    assert_int_equal(tp_background_open(folder_path(&folder, "people.db"), 1, &repository, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(repository.gallery), 1);
    tp_repository_close(&repository);
}

static void is_empty_without_a_path(void **state)
{
    struct tp_repository background;

    (void)state;
    assert_int_equal(tp_background_open(NULL, 1, &background, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(background.gallery), 0);
    tp_repository_close(&background);
}

static void names_what_it_cannot_read(void **state)
{
    struct tp_repository background;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_background_open(folder.path, 1, &background, &diag), TP_E_FORMAT);
    assert_string_equal(diag.file, folder.path);
    assert_null(background.gallery);
    folder_write(&within, "bad.tpt", "bad", 3);
    tp_diag_init(&diag);
    assert_int_not_equal(tp_background_open(folder.path, 3, &background, &diag), TP_OK);
    assert_string_equal(diag.file, folder_path(&within, "bad.tpt"));
    assert_int_not_equal(tp_background_open(folder_path(&folder, "missing"), 1, &background, NULL), TP_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(takes_all_impressions_below_a_folder, set_up, tear_down),
    cmocka_unit_test_setup_teardown(opens_a_repository, set_up, tear_down),
    cmocka_unit_test_setup_teardown(is_empty_without_a_path, set_up, tear_down),
    cmocka_unit_test_setup_teardown(names_what_it_cannot_read, set_up, tear_down),
};
TP_TEST_MAIN(tests)
