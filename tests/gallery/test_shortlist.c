/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "gallery/shortlist.h"

static int by_falling_key(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return *a == *b ? 0 : *a > *b ? -1 : 1;
}

static void equals_sorting(void **state)
{
    enum { KEYS = 5000 };
    static uint64_t keys[KEYS], sorted[KEYS];
    struct tp_rng rng = tp_rng_seed(5, 5);

    (void)state;
    for (unsigned round = 0; round < 40; round++) {
        uint32_t spread = 1 + tp_rng_below(&rng, round % 2 ? 5 : 60000); /* few scores give many ties */
        size_t wanted = tp_rng_below(&rng, round % 3 ? 700 : KEYS + 100), count = 0;
        struct tp_shortlist list;

        tp_shortlist_init(&list, wanted);
        for (uint32_t i = 0; i < KEYS; i++)
            keys[i] = tp_shortlist_key(tp_rng_below(&rng, spread), i);
        for (uint32_t i = KEYS; i > 1; i--) {
            uint32_t other = tp_rng_below(&rng, i);
            uint64_t key = keys[i - 1];

            keys[i - 1] = keys[other];
            keys[other] = key;
        }
        for (uint32_t i = 0; i < KEYS; i++) {
            if (tp_shortlist_score(keys[i]) > 0)
                sorted[count++] = keys[i];
            assert_int_equal(tp_shortlist_add(&list, keys[i], NULL), TP_OK);
        }
        qsort(sorted, count, sizeof *sorted, by_falling_key);
        tp_shortlist_finish(&list);
        assert_int_equal(list.count, TP_MIN(wanted, count));
        assert_true(list.capacity <= TP_MAX(2 * wanted, (size_t)256));
        if (list.count > 0)
            assert_memory_equal(list.keys, sorted, list.count * sizeof *sorted);
        tp_shortlist_deinit(&list);
    }
}

static void keys_hold_score_and_row(void **state)
{
    static const uint32_t values[] = {0, 1, 65535, 1u << 31, UINT32_MAX - 1};

    (void)state;
    for (unsigned i = 0; i < 5; i++)
        for (unsigned j = 0; j < 5; j++) {
            uint64_t key = tp_shortlist_key(values[i], values[j]);

            assert_int_equal(tp_shortlist_score(key), values[i]);
            assert_int_equal(tp_shortlist_row(key), values[j]);
            if (values[i] > 0)
                assert_true(key > tp_shortlist_key(values[i] - 1, values[j]));
            if (values[j] > 0)
                assert_true(key < tp_shortlist_key(values[i], values[j] - 1));
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equals_sorting),
    cmocka_unit_test(keys_hold_score_and_row),
};
TP_TEST_MAIN(tests)
