/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/node.h"
#include "prints.h"

static void evaluate(const struct test_folder *folder, unsigned thread_count, struct tp_evaluated_set *out)
{
    const struct tp_evaluate_options options = {.ppi = 500, .thread_count = thread_count};

    assert_int_equal(tp_evaluate(folder->path, &options, out, NULL), TP_OK);
}

static void compares_each_pair_once(void **state)
{
    struct test_folder folder;
    struct tp_evaluated_set set;
    uint64_t counted = 0;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 3, 4);
    evaluate(&folder, 1, &set);
    assert_int_equal(set.images.count, 12);
    assert_int_equal(set.accuracy->mated_count, 3 * 6);
    assert_int_equal(set.accuracy->nonmated_count, 12 * 11 / 2 - 18);
    for (size_t i = 0; i <= TP_SCORE_MAX; i++)
        counted += set.accuracy->mated[i] + set.accuracy->nonmated[i];
    assert_int_equal(counted, 66);
    tp_evaluated_set_deinit(&set);
    assert_null(set.scores);
    folder_remove(&folder);
}

static void does_not_depend_on_the_thread_count(void **state)
{
    struct test_folder folder;
    struct tp_evaluated_set one, many;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 4, 3);
    evaluate(&folder, 1, &one);
    evaluate(&folder, 5, &many);
    assert_memory_equal(one.scores, many.scores, 66 * sizeof *one.scores);
    assert_memory_equal(one.accuracy, many.accuracy, sizeof *one.accuracy);
    for (size_t i = 0; i < 12; i++)
        assert_int_equal(one.impressions[i].quality, many.impressions[i].quality);
    tp_evaluated_set_deinit(&one);
    tp_evaluated_set_deinit(&many);
    folder_remove(&folder);
}

static void names_the_first_unreadable_image(void **state)
{
    const struct tp_evaluate_options options = {.thread_count = 4};
    struct test_folder folder;
    struct tp_evaluated_set set;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 3, 3);
    folder_write(&folder, "2_1.pgm", "P5\n128 128\n255\nshort", 20);
    folder_write(&folder, "2_3.pgm", "no image", 8);
    for (int i = 0; i < 5; i++) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        assert_int_not_equal(tp_evaluate(folder.path, &options, &set, &diag), TP_OK);
        assert_string_equal(diag.file, folder_path(&folder, "2_1.pgm"));
        assert_null(set.images.files);
    }
    folder_remove(&folder);
}

static void writes_a_line_for_each_comparison(void **state)
{
    struct tp_imageset_file files[] = {{.name = (char[]){"1_1"}}, {.name = (char[]){"1_2"}}, {.name = (char[]){"2_1"}}};
    uint16_t scores[] = {3000, 0, 17};
    const struct tp_evaluated_set set = {.images = {.name = (char[]){"db"}, .files = files, .count = 3},
                                         .scores = scores};
    char text[256] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    (void)state;
    tp_evaluated_set_write_scores(&set, out);
    fclose(out);
    assert_string_equal(text, "db 1_1 1_2 3000\ndb 1_1 2_1 0\ndb 1_2 2_1 17\n");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(compares_each_pair_once),
    cmocka_unit_test(does_not_depend_on_the_thread_count),
    cmocka_unit_test(names_the_first_unreadable_image),
    cmocka_unit_test(writes_a_line_for_each_comparison),
};
TP_TEST_MAIN(tests)
