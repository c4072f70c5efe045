/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/node.h"
#include "prints.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    prints_write(&folder, 4, 3);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static void search(unsigned thread_count, struct tp_searched *out)
{
    /* The same folder twice: its fingers are different people then. */
    const struct tp_search_folder folders[] = {{.path = folder.path}, {.path = folder.path, .ppi = 500}};
    const struct tp_evaluate_options options = {.ppi = 500, .thread_count = thread_count};

    assert_int_equal(tp_evaluate_searches(folders, 2, NULL, &options, out, NULL), TP_OK);
}

static void enrols_the_first_and_searches_the_others(void **state)
{
    struct tp_searched searched;

    (void)state;
    search(1, &searched);
    assert_int_equal(searched.subject_count, 8);
    assert_int_equal(searched.impression_count, 8);
    assert_int_equal(searched.count, 2 * 4 * 2);
    for (size_t i = 0; i < searched.count; i++) {
        const struct tp_search_result *result = &searched.results[i];
        assert_int_equal(result->set, i / 8);
        assert_int_not_equal(result->image % 3, 0);
        assert_in_range(result->rank, 0, 10);
        assert_int_equal(result->rank == 0, result->mate_score < 0);
        assert_true(result->wall_ms >= 0);
        if (result->rank > 1) /* the same finger of the other set, at least, is as good */
            assert_true(result->other_score >= result->mate_score);
    }
    tp_searched_deinit(&searched);
    assert_null(searched.results);
}

static void does_not_depend_on_the_thread_count(void **state)
{
    struct tp_searched one, many;

    (void)state;
    search(1, &one);
    search(4, &many);
    for (size_t i = 0; i < one.count; i++) {
        assert_int_equal(one.results[i].rank, many.results[i].rank);
        assert_int_equal(one.results[i].mate_score, many.results[i].mate_score);
        assert_int_equal(one.results[i].other_score, many.results[i].other_score);
    }
    tp_searched_deinit(&one);
    tp_searched_deinit(&many);
}

static void adds_the_background(void **state)
{
    const struct tp_search_folder folders[] = {{.path = folder.path}};
    const struct tp_evaluate_options options = {.ppi = 500};
    struct tp_searched searched;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(tp_evaluate_searches(folders, 1, folder.path, &options, &searched, NULL), TP_OK);
    assert_int_equal(searched.subject_count, 4 + 12);
    tp_searched_deinit(&searched);
    tp_diag_init(&diag);
    assert_int_not_equal(tp_evaluate_searches(folders, 1, "/nowhere", &options, &searched, &diag), TP_OK);
    assert_string_equal(diag.file, "/nowhere");
    assert_null(searched.sets);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(enrols_the_first_and_searches_the_others, set_up, tear_down),
    cmocka_unit_test_setup_teardown(does_not_depend_on_the_thread_count, set_up, tear_down),
    cmocka_unit_test_setup_teardown(adds_the_background, set_up, tear_down),
};
TP_TEST_MAIN(tests)
