/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"

enum { COUNT = 4 };

struct fixture {
    struct tp_matcher *matcher;
    const struct tp_features *mated[COUNT], *other[COUNT], *reversed[COUNT];
};

static struct fixture set_up(void)
{
    struct fixture f = {.matcher = matcher_new()};

    for (int i = 0; i < COUNT; i++) {
        struct cloud_change change = {0.3f * (float)i, 5, 5, 4, 2.5f, 0.1f, 0.3f, 0.3f};

        f.mated[i] = f.reversed[COUNT - 1 - i] = impression(31, 30 + 5 * i, &change, false);
        f.other[i] = impression(32, 40, &change, false);
    }
    return f;
}

static void tear_down(struct fixture *f)
{
    for (int i = 0; i < COUNT; i++) {
        union {
            const struct tp_features *borrowed;
            struct tp_features *owned;
        } mated = {f->mated[i]}, other = {f->other[i]};

        tp_features_free(&mated.owned);
        tp_features_free(&other.owned);
    }
    tp_matcher_free(&f->matcher);
}

static void one_each_is_a_comparison(void **state)
{
    struct fixture f = set_up();

    (void)state;
    assert_int_equal(tp_match_score_sets(f.matcher, f.mated, 1, f.mated + 1, 1),
                     tp_match_score(f.matcher, f.mated[0], f.mated[1]));
    assert_int_equal(tp_match_score_sets(f.matcher, f.mated, 1, f.other, 1),
                     tp_match_score(f.matcher, f.mated[0], f.other[0]));
    tear_down(&f);
}

static void order_and_side_do_not_matter(void **state)
{
    struct fixture f = set_up();
    int32_t score = tp_match_score_sets(f.matcher, f.mated, COUNT, f.other, COUNT);

    (void)state;
    assert_int_equal(tp_match_score_sets(f.matcher, f.other, COUNT, f.mated, COUNT), score);
    assert_int_equal(tp_match_score_sets(f.matcher, f.reversed, COUNT, f.other, COUNT), score);
    score = tp_match_score_sets(f.matcher, f.mated, 1, f.mated + 1, 3);
    assert_int_equal(tp_match_score_sets(f.matcher, f.mated + 1, 3, f.mated, 1), score);
    tear_down(&f);
}

/* Never above the best comparison, never below it by more than the number of comparisons explains. */
static void stays_near_the_best(void **state)
{
    struct fixture f = set_up();
    int32_t best = 0, score = tp_match_score_sets(f.matcher, f.mated, 2, f.mated + 2, 2);

    (void)state;
    for (int i = 0; i < 2; i++)
        for (int j = 2; j < 4; j++) {
            int32_t one = tp_match_score(f.matcher, f.mated[i], f.mated[j]);

            best = one > best ? one : best;
        }
    assert_in_range(score, best - 603, best);
    tear_down(&f);
}

static void copies_add_nothing(void **state)
{
    struct fixture f = set_up();
    const struct tp_features *copies[3] = {f.mated[1], f.mated[1], f.mated[1]};

    (void)state;
    assert_int_equal(tp_match_score_sets(f.matcher, f.mated, 1, copies, 3),
                     tp_match_score(f.matcher, f.mated[0], f.mated[1]));
    tear_down(&f);
}

static void an_empty_side_scores_nothing(void **state)
{
    struct fixture f = set_up();

    (void)state;
    assert_int_equal(tp_match_score_sets(f.matcher, f.mated, 0, f.mated, 2), 0);
    assert_int_equal(tp_match_score_sets(f.matcher, f.mated, 2, NULL, 0), 0);
    tear_down(&f);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_each_is_a_comparison),     cmocka_unit_test(order_and_side_do_not_matter),
    cmocka_unit_test(stays_near_the_best),          cmocka_unit_test(copies_add_nothing),
    cmocka_unit_test(an_empty_side_scores_nothing),
};
TP_TEST_MAIN(tests)
