/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/node.h"

/* Two fingers of three impressions each; the mated pairs with the worst impressions fail. */
static struct tp_imageset_file files[] = {{.finger = 0}, {.finger = 0}, {.finger = 0},
                                          {.finger = 1}, {.finger = 1}, {.finger = 1}};
static struct tp_evaluated_impression impressions[] = {{.quality = 90}, {.quality = 20}, {.quality = 80},
                                                       {.quality = 70}, {.quality = 60}, {.quality = 255}};
static uint16_t scores[15];
static const struct tp_evaluated_set set = {
    .images = {.files = files, .count = 6, .finger_count = 2}, .impressions = impressions, .scores = scores};

static void fill_scores(void)
{
    for (size_t i = 0; i < 15; i++)
        scores[i] = 10;
    scores[tp_evaluated_pair(6, 0, 2)] = 50;
    scores[tp_evaluated_pair(6, 3, 4)] = 50;
    scores[tp_evaluated_pair(6, 3, 5)] = 50;
}

static struct tp_rejection rejection(const struct tp_evaluated_set *sets, size_t count, double share)
{
    struct tp_rejection out;

    assert_int_equal(tp_evaluate_rejection(sets, count, 50, share, &out, NULL), TP_OK);
    return out;
}

static void pairs_fill_the_triangle(void **state)
{
    size_t expected = 0;

    (void)state;
    for (size_t i = 0; i < 6; i++)
        for (size_t j = i + 1; j < 6; j++)
            assert_int_equal(tp_evaluated_pair(6, i, j), expected++);
    assert_int_equal(expected, 15);
}

static void rejects_the_worst_first(void **state)
{
    struct tp_rejection none, one, two, all;

    (void)state;
    fill_scores();
    none = rejection(&set, 1, 0);
    assert_int_equal(none.rejected, 0);
    assert_int_equal(none.mated_count, 6);
    assert_true(none.fnmr == 3.0 / 6);
    one = rejection(&set, 1, 1.0 / 6); /* the one of unknown quality */
    assert_int_equal(one.rejected, 1);
    assert_int_equal(one.mated_count, 4);
    assert_true(one.fnmr == 2.0 / 4);
    two = rejection(&set, 1, 0.34); /* and the one of quality 20 */
    assert_int_equal(two.rejected, 2);
    assert_int_equal(two.mated_count, 2);
    assert_true(two.fnmr == 0);
    all = rejection(&set, 1, 1);
    assert_int_equal(all.mated_count, 0);
    assert_true(all.fnmr == 0);
}

static void ranks_over_all_sets(void **state)
{
    const struct tp_evaluated_set sets[] = {set, set};
    struct tp_rejection quarter;

    (void)state;
    fill_scores();
    quarter = rejection(sets, 2, 0.25); /* both unknown ones, then quality 20 of the first set */
    assert_int_equal(quarter.rejected, 3);
    assert_int_equal(quarter.mated_count, 2 + 4);
    assert_true(quarter.fnmr == 2.0 / 6);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(pairs_fill_the_triangle),
    cmocka_unit_test(rejects_the_worst_first),
    cmocka_unit_test(ranks_over_all_sets),
};
TP_TEST_MAIN(tests)
