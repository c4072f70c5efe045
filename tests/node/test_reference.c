/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "node/bench.h"

/* No processor that runs this is slower or faster than these. */
static void rates_are_of_this_world(void **state)
{
    double rate;

    (void)state;
    rate = tp_reference_chain_per_s();
    assert_true(rate > 1e6 && rate < 1e11);
    rate = tp_reference_cycles_per_s();
    assert_true(rate > 1e6 && rate < 1e11);
    rate = tp_reference_popcount_per_s();
    assert_true(rate > 1e6 && rate < 1e12);
    assert_int_equal(tp_reference_read_bytes_per_s(&rate, NULL), TP_OK);
    assert_true(rate > 1e7 && rate < 1e13);
}

static void memory_is_seen_to_grow(void **state)
{
    const size_t size_bytes = 32 << 20;
    uint64_t before = tp_memory_now_bytes();
    char *memory = malloc(size_bytes);

    (void)state;
    assert_non_null(memory);
    memset(memory, 1, size_bytes);
    assert_true(tp_memory_now_bytes() >= before + size_bytes / 2);
    assert_true(tp_memory_peak_bytes() >= tp_memory_now_bytes() / 2);
    free(memory);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rates_are_of_this_world),
    cmocka_unit_test(memory_is_seen_to_grow),
};
TP_TEST_MAIN(tests)
