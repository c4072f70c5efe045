/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

enum { SIDE = 150 };
static struct tp_work work;
static bool picture[SIDE + 2][SIDE + 2];

static void set_bits(void)
{
    assert_int_equal(tp_work_fit(&work, SIDE, SIDE, NULL), TP_OK);
    memset(work.bits[0].words, 0, (size_t)work.bits[0].words_per_row * SIDE * sizeof(uint64_t));
    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE; x++)
            work.bits[0].words[(size_t)y * work.bits[0].words_per_row + x / 64] |= (uint64_t)picture[y + 1][x + 1]
                                                                                   << (x % 64);
}

static uint32_t get_bits(void)
{
    uint32_t count = 0;

    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE; x++) {
            picture[y + 1][x + 1] = work.bits[0].words[(size_t)y * work.bits[0].words_per_row + x / 64] >> (x % 64) & 1;
            count += picture[y + 1][x + 1];
        }
    return count;
}

/* Components minus holes of the eight-connected picture (Gray 1971: from counts of 2 x 2 quads). */
static int euler_number(void)
{
    int one = 0, three = 0, diagonal = 0;

    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x <= SIDE; x++) {
            int a = picture[y][x], b = picture[y][x + 1], c = picture[y + 1][x], d = picture[y + 1][x + 1];
            one += a + b + c + d == 1;
            three += a + b + c + d == 3;
            diagonal += a + b + c + d == 2 && a == d;
        }
    return (one - three - 2 * diagonal) / 4;
}

static void a_bar_becomes_a_line(void **state)
{
    uint32_t count;

    (void)state;
    memset(picture, 0, sizeof picture);
    for (int y = 60; y < 67; y++)
        for (int x = 20; x < 130; x++)
            picture[y + 1][x + 1] = true;
    set_bits();
    tp_thin(&work.bits[0], &work.bits[1]);
    count = get_bits();
    assert_in_range(count, 100, 112);
    for (int x = 30; x < 120; x++)
        assert_true(picture[63 + 1][x + 1] || picture[62 + 1][x + 1] || picture[64 + 1][x + 1]);
}

static void topology_is_kept(void **state)
{
    struct tp_rng rng = tp_rng_seed(3, 3);

    (void)state;
    for (int round = 0; round < 20; round++) {
        int before;
        memset(picture, 0, sizeof picture);
        for (int blob = 0; blob < 60; blob++) {
            int x0 = (int)tp_rng_below(&rng, SIDE - 20), y0 = (int)tp_rng_below(&rng, SIDE - 20);
            int w = 1 + (int)tp_rng_below(&rng, 19), h = 1 + (int)tp_rng_below(&rng, 19);
            for (int y = y0; y < y0 + h; y++)
                for (int x = x0; x < x0 + w; x++)
                    picture[y + 1][x + 1] ^= true;
        }
        before = euler_number();
        set_bits();
        tp_thin(&work.bits[0], &work.bits[1]);
        (void)get_bits();
        assert_int_equal(euler_number(), before);
    }
}

static void thinning_twice_changes_nothing(void **state)
{
    uint32_t count;

    (void)state;
    count = get_bits();
    set_bits();
    tp_thin(&work.bits[0], &work.bits[1]);
    assert_int_equal(get_bits(), count);
    tp_work_deinit(&work);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_bar_becomes_a_line),
    cmocka_unit_test(topology_is_kept),
    cmocka_unit_test(thinning_twice_changes_nothing),
};
TP_TEST_MAIN(tests)
