/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"

static void each_minutia_is_taken_once_and_the_most_alike_first(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct tp_features *a = impression(seed, 20 + 5 * (int)seed, NULL, seed % 2);
        struct tp_features *b = impression(seed + 1, 40, &MOVED, false);
        bool used_a[TP_LOCAL_MAX] = {false}, used_b[TP_LOCAL_MAX] = {false};

        tp_local_find(m, a, b);
        assert_in_range(m->pairs.count, 1, TP_LOCAL_PAIRS_MAX);
        for (int k = 0; k < m->pairs.count; k++) {
            assert_false(used_a[m->pairs.a[k]]);
            assert_false(used_b[m->pairs.b[k]]);
            used_a[m->pairs.a[k]] = used_b[m->pairs.b[k]] = true;
            assert_true(m->pairs.a[k] < a->local_count && m->pairs.b[k] < b->local_count);
            assert_true(k == 0 || m->pairs.similarity[k] <= m->pairs.similarity[k - 1]);
        }
        tp_features_free(&a);
        tp_features_free(&b);
    }
    tp_matcher_free(&m);
}

static void a_print_pairs_with_itself(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_features *f = impression(3, 30, NULL, false);

    (void)state;
    tp_local_find(m, f, f);
    assert_int_equal(m->pairs.count, 30);
    for (int k = 0; k < m->pairs.count; k++) {
        assert_int_equal(m->pairs.a[k], m->pairs.b[k]);
        assert_true(m->pairs.turn_cos[k] == 1 && m->pairs.turn_sin[k] == 0);
    }
    tp_features_free(&f);
    tp_matcher_free(&m);
}

static void nothing_pairs_with_an_empty_print(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_features *f = impression(3, 30, NULL, false), *empty = impression(3, 0, NULL, false);

    (void)state;
    tp_local_find(m, f, empty);
    assert_int_equal(m->pairs.count, 0);
    tp_local_find(m, empty, f);
    assert_int_equal(m->pairs.count, 0);
    tp_features_free(&f);
    tp_features_free(&empty);
    tp_matcher_free(&m);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_minutia_is_taken_once_and_the_most_alike_first),
    cmocka_unit_test(a_print_pairs_with_itself),
    cmocka_unit_test(nothing_pairs_with_an_empty_print),
};
TP_TEST_MAIN(tests)
