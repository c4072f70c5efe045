/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "screen/signature.h"

enum { COUNT = 12 };

static struct tp_signature constellation(uint64_t seed)
{
    struct tp_rng rng = tp_rng_seed(seed, 0);
    struct tp_signature out = {.count = COUNT};

    for (int i = 0; i < COUNT; i++) {
        out.words[i] = tp_rng_u64(&rng);
        out.theta_q8[i] = (uint8_t)(20 * i);
        out.x[i] = (uint8_t)(60 + tp_rng_below(&rng, 60));
        out.y[i] = (uint8_t)(60 + tp_rng_below(&rng, 60));
    }
    return out;
}

/* The vote when each of the probe's minutiae is taken for the one of the same index, DISTANCE bits away. */
static uint32_t vote(const struct tp_signature *a, const struct tp_signature *b, unsigned distance)
{
    struct tp_signature_probe probe;
    uint16_t nearest[TP_SIGNATURE_MAX];

    tp_signature_probe(a, &probe);
    for (unsigned i = 0; i < TP_SIGNATURE_MAX; i++)
        nearest[i] = (uint16_t)(distance << 8 | i);
    return tp_signature_vote(&probe, b, nearest);
}

static void shift_changes_nothing(void **state)
{
    struct tp_signature a = constellation(1), b = a;

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        b.x[i] = (uint8_t)(b.x[i] + 30);
        b.y[i] = (uint8_t)(b.y[i] - 25);
    }
    assert_int_equal(vote(&a, &b, 3), vote(&a, &a, 3));
    assert_true(vote(&a, &a, 3) > 0);
}

static void a_quarter_turn_costs_little(void **state)
{
    struct tp_signature a = constellation(2), b = a;

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        b.x[i] = (uint8_t)(180 - a.y[i]);
        b.y[i] = a.x[i];
        b.theta_q8[i] = (uint8_t)(a.theta_q8[i] + 64);
    }
    assert_true(10 * vote(&a, &b, 3) > 9 * vote(&a, &a, 3));
}

static void the_same_places_turned_differently_do_not_agree(void **state)
{
    struct tp_signature a = constellation(3), b = a;

    (void)state;
    for (int i = 0; i < COUNT; i++)
        b.theta_q8[i] = (uint8_t)(a.theta_q8[i] + 64 * i);
    assert_true(3 * vote(&a, &b, 3) < vote(&a, &a, 3));
}

static void other_places_agree_by_chance_only(void **state)
{
    uint32_t all = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct tp_signature a = constellation(seed), b = constellation(seed + 100);

        all += vote(&a, &b, 3);
        assert_true(vote(&a, &b, 3) < vote(&a, &a, 3));
    }
    assert_true(all / 50 < vote(&(struct tp_signature){0}, &(struct tp_signature){0}, 3) + 4000);
}

static void unlike_words_have_no_vote(void **state)
{
    struct tp_signature a = constellation(4);

    (void)state;
    assert_int_equal(vote(&a, &a, TP_SIGNATURE_LIMIT_MAX), 0);
    assert_true(vote(&a, &a, 0) > vote(&a, &a, 10));
}

/* One minutia that is the nearest of all is one pair, not many. */
static void one_minutia_supports_nothing_twice(void **state)
{
    struct tp_signature a = constellation(5), b = constellation(5);
    struct tp_signature_probe probe;
    uint16_t nearest[TP_SIGNATURE_MAX];

    (void)state;
    tp_signature_probe(&a, &probe);
    for (int i = 0; i < TP_SIGNATURE_MAX; i++)
        nearest[i] = 2;
    assert_int_equal(tp_signature_vote(&probe, &b, nearest), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(shift_changes_nothing),
    cmocka_unit_test(a_quarter_turn_costs_little),
    cmocka_unit_test(the_same_places_turned_differently_do_not_agree),
    cmocka_unit_test(other_places_agree_by_chance_only),
    cmocka_unit_test(unlike_words_have_no_vote),
    cmocka_unit_test(one_minutia_supports_nothing_twice),
};
TP_TEST_MAIN(tests)
