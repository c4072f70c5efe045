/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"

/* COUNT pairs of which the first TRUE_COUNT agree on one motion and the others on nothing. */
static void fill(struct tp_local_pairs *p, int count, int true_count, uint64_t seed)
{
    struct tp_rng rng = tp_rng_seed(seed, 9);
    float c = tp_cos(2.0f), s = tp_sin(2.0f);

    p->count = count;
    for (int k = 0; k < count; k++) {
        float turn = k < true_count ? 2.0f : tp_rng_range(&rng, -3, 3);

        p->bx[k] = tp_rng_range(&rng, 0, 300);
        p->by[k] = tp_rng_range(&rng, 0, 300);
        p->ax[k] = k < true_count ? c * p->bx[k] - s * p->by[k] + 40 : tp_rng_range(&rng, 0, 300);
        p->ay[k] = k < true_count ? s * p->bx[k] + c * p->by[k] - 10 : tp_rng_range(&rng, 0, 300);
        p->turn_cos[k] = tp_cos(turn);
        p->turn_sin[k] = tp_sin(turn);
        p->similarity[k] = 0.7f;
    }
}

static void true_pairs_outweigh_chance_ones(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        fill(&m->pairs, TP_LOCAL_PAIRS_MAX, 10, seed);
        tp_local_relax(m);
        for (int i = 0; i < 10; i++)
            for (int j = 10; j < TP_LOCAL_PAIRS_MAX; j++)
                assert_true(m->pairs.weight[i] > m->pairs.weight[j]);
        assert_true(m->pairs.consistency > 4);
    }
    tp_matcher_free(&m);
}

static void chance_pairs_find_little_support(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        fill(&m->pairs, TP_LOCAL_PAIRS_MAX, 0, seed);
        tp_local_relax(m);
        assert_true(m->pairs.consistency < 3);
    }
    tp_matcher_free(&m);
}

static void support_is_mutual(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    fill(&m->pairs, 29, 12, 1);
    tp_local_relax(m);
    for (int i = 0; i < 29; i++)
        for (int j = 0; j < 29; j++) {
            assert_true(m->pairs.support[i][j] == m->pairs.support[j][i]);
            assert_true(m->pairs.support[i][j] >= 0 && m->pairs.support[i][j] <= 1);
        }
    tp_matcher_free(&m);
}

static void no_pairs_have_no_consistency(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    m->pairs.count = 0;
    tp_local_relax(m);
    assert_true(m->pairs.consistency == 0);
    tp_matcher_free(&m);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(true_pairs_outweigh_chance_ones),
    cmocka_unit_test(chance_pairs_find_little_support),
    cmocka_unit_test(support_is_mutual),
    cmocka_unit_test(no_pairs_have_no_consistency),
};
TP_TEST_MAIN(tests)
