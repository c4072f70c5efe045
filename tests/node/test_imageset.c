/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "folder.h"
#include "node/node.h"

static void write_all(const struct test_folder *folder, const char *const *names)
{
    for (; *names; names++)
        folder_write(folder, *names, "x", 1);
}
#define WRITE(...) write_all(&folder, (const char *const[]){__VA_ARGS__, NULL})

static void sorts_fingers_and_impressions_by_value(void **state)
{
    static const char *const order[] = {"2_1", "2_9", "2_10", "10_1", "a_b_1", "a_b_2"};
    struct test_folder folder;
    struct tp_imageset set;

    (void)state;
    folder_make(&folder);
    WRITE("10_1.png", "2_10.PNG", "2_9.pgm", "2_1.jpeg", "a_b_2.tif", "a_b_1.bmp", "notes.txt", ".x_1.png");
    assert_int_equal(tp_imageset_open(folder.path, &set, NULL), TP_OK);
    assert_int_equal(set.count, 6);
    assert_int_equal(set.finger_count, 3);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(set.files[i].name, order[i]);
    assert_int_equal(set.files[2].finger, 0);
    assert_int_equal(set.files[3].finger, 1);
    assert_int_equal(set.files[5].finger, 2);
    assert_string_equal(set.files[2].path, folder_path(&folder, "2_10.PNG"));
    tp_imageset_deinit(&set);
    folder_remove(&folder);
}

static void takes_the_folders_own_name(void **state)
{
    struct test_folder folder;
    struct tp_imageset set;

    (void)state;
    folder_make(&folder);
    WRITE("1_1.png", "1_2.png");
    assert_int_equal(tp_imageset_open(folder_path(&folder, "/"), &set, NULL), TP_OK);
    assert_string_equal(set.name, strrchr(folder.path, '/') + 1);
    tp_imageset_deinit(&set);
    folder_remove(&folder);
}

static void refuses(const struct test_folder *folder, tp_status expected, const char *part)
{
    struct tp_imageset set;
    struct tp_diag diag;
    char line[512];

    tp_diag_init(&diag);
    assert_int_equal(tp_imageset_open(folder->path, &set, &diag), expected);
    assert_null(set.files);
    tp_diag_format(&diag, line, sizeof line);
    if (!strstr(line, part))
        fail_msg("'%s' is not in '%s'", part, line);
}

static void refuses_what_would_be_half_a_set(void **state)
{
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    refuses(&folder, TP_E_FORMAT, "fewer than two images");
    WRITE("1_1.png", "1_2.png", "odd.png");
    refuses(&folder, TP_E_FORMAT, "/odd.png: an image to evaluate is named FINGER_IMPRESSION.EXT");
    assert_int_equal(remove(folder_path(&folder, "odd.png")), 0);
    WRITE("1_.png");
    refuses(&folder, TP_E_FORMAT, "/1_.png: ");
    assert_int_equal(remove(folder_path(&folder, "1_.png")), 0);
    WRITE("_1.png");
    refuses(&folder, TP_E_FORMAT, "/_1.png: ");
    assert_int_equal(remove(folder_path(&folder, "_1.png")), 0);
    WRITE("1_1.pgm");
    refuses(&folder, TP_E_FORMAT, "two images have the name 1_1");
    folder_remove(&folder);
    refuses(&folder, TP_E_NOT_FOUND, "cannot list the folder");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(sorts_fingers_and_impressions_by_value),
    cmocka_unit_test(takes_the_folders_own_name),
    cmocka_unit_test(refuses_what_would_be_half_a_set),
};
TP_TEST_MAIN(tests)
