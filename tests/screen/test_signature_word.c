/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "screen/embedded.h"
#include "screen/signature.h"

enum { OUTPUTS = 64, BITS = 512, PLACES = 96 };

/* The same sum in the plainest way, wide enough for anything. */
static uint64_t expected_word(const uint64_t descriptor[TP_DESCRIPTOR_WORDS])
{
    const uint8_t *data = tp_signature_weights[0].data;
    uint64_t word = 0;

    for (int o = 0; o < OUTPUTS; o++) {
        const uint8_t *start = data + (BITS + PLACES + 0) * OUTPUTS + 2 * o;
        int64_t sum = (int16_t)(start[0] | start[1] << 8);

        for (int bit = 0; bit < BITS; bit++)
            if (descriptor[bit / 64] >> bit % 64 & 1)
                sum += (int8_t)data[bit * OUTPUTS + o];
        for (int place = 0; place < PLACES; place++)
            if (!(descriptor[TP_DESCRIPTOR_BIT_WORDS + place / 64] >> place % 64 & 1))
                sum += (int8_t)data[(BITS + place) * OUTPUTS + o];
        word |= (uint64_t)(sum > 0) << o;
    }
    return word;
}

static void words_are_signs_of_sums(void **state)
{
    struct tp_rng rng = tp_rng_seed(5, 0);

    (void)state;
    for (int i = 0; i < 300; i++) {
        uint64_t descriptor[TP_DESCRIPTOR_WORDS];

        for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
            descriptor[w] = i % 3 == 0 ? tp_rng_u64(&rng) : tp_rng_u64(&rng) & tp_rng_u64(&rng) & tp_rng_u64(&rng);
        assert_true(tp_signature_word(descriptor) == expected_word(descriptor));
    }
}

/* Whatever bits are set: the sums of all that raise and of all that lower an output fit 16 bits. */
static void no_sum_leaves_16_bits(void **state)
{
    const uint8_t *data = tp_signature_weights[0].data;

    (void)state;
    for (int o = 0; o < OUTPUTS; o++) {
        const uint8_t *start = data + (BITS + PLACES) * OUTPUTS + 2 * o;
        int32_t highest = (int16_t)(start[0] | start[1] << 8), lowest = highest;

        for (int row = 0; row < BITS + PLACES; row++) {
            int8_t weight = (int8_t)data[row * OUTPUTS + o];

            highest += TP_MAX(weight, 0);
            lowest += TP_MIN(weight, 0);
        }
        assert_in_range(highest, 0, INT16_MAX);
        assert_in_range(-lowest, 0, INT16_MAX);
    }
}

static void nothing_has_a_word_too(void **state)
{
    const uint64_t nothing[TP_DESCRIPTOR_WORDS] = {0};

    (void)state;
    assert_true(tp_signature_word(nothing) == expected_word(nothing));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_are_signs_of_sums),
    cmocka_unit_test(no_sum_leaves_16_bits),
    cmocka_unit_test(nothing_has_a_word_too),
};
TP_TEST_MAIN(tests)
