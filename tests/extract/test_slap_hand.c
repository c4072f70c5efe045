/* SPDX-License-Identifier: Apache-2.0 */
#include "slap_map.h"

/* A right hand's tips, turned by ANGLE and moved to the map, KEPT of them (bits); MIRRORED a left one's. */
static uint32_t make_hand(struct tp_slap_tip *out, float angle_rad, unsigned kept, bool mirrored)
{
    static const float x[] = {0, 19, 38, 56}, y[] = {8, 0, 5, 27}, width[] = {16, 17, 16, 14};
    uint32_t count = 0;

    for (int i = 0; i < 4; i++) {
        int k = mirrored ? 3 - i : i;
        float across = (mirrored ? 56 - x[k] : x[k]) - 28, down = y[k] - 10;
        if (!(kept & 1u << i))
            continue;
        out[count] = (struct tp_slap_tip){.angle_rad = angle_rad, .width = TP_SLAP_CELLS(width[k]), .score = 0.8f};
        out[count].x = TP_SLAP_CELLS(50 + across * tp_cos(angle_rad) + down * tp_sin(angle_rad));
        out[count++].y = TP_SLAP_CELLS(40 - across * tp_sin(angle_rad) + down * tp_cos(angle_rad));
    }
    return count;
}

static void names_places(void **state)
{
    uint8_t fingers[TP_SLAP_FINGERS_MAX];

    (void)state;
    assert_int_equal(tp_slap_places(13, fingers), 4);
    assert_int_equal(fingers[0], 2);
    assert_int_equal(tp_slap_places(14, fingers), 4);
    assert_int_equal(fingers[0], 10);
    assert_int_equal(tp_slap_places(15, fingers), 2);
    assert_int_equal(fingers[0], 6);
    assert_int_equal(tp_slap_places(12, fingers), 1);
    assert_int_equal(fingers[0], 6);
}

static void takes_whole_hands(void **state)
{
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    struct tp_slap_choice own, other;

    (void)state;
    for (int tilt = -3; tilt <= 3; tilt++)
        for (int left = 0; left <= 1; left++) {
            uint32_t count = make_hand(tips, 0.17f * (float)tilt, 15, left);
            /* joints below, and something of little worth far away */
            for (uint32_t i = 0; i < 4; i++) {
                tips[count] = tips[i];
                tips[count].above = 0.8f;
                tips[count++].y += 60;
            }
            tips[count++] = (struct tp_slap_tip){.x = 5, .y = 5, .width = 30, .score = 0.3f};
            tp_slap_choose(tips, count, left ? 14 : 13, 0, &own);
            tp_slap_choose(tips, count, left ? 13 : 14, 0, &other);
            assert_int_equal(own.count, 4);
            for (uint32_t i = 0; i < 4; i++) {
                assert_int_equal(own.tips[i], i);
                assert_int_equal(own.places[i], i);
                assert_int_equal(own.possible[i], 1u << i);
            }
            assert_true(own.score > other.score + 2);
        }
}

static void leaves_places_of_missing_fingers(void **state)
{
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    struct tp_slap_choice choice;

    (void)state;
    for (uint32_t gone = 0; gone < 4; gone++) {
        uint32_t count = make_hand(tips, 0.1f, 15u & ~(1u << gone), false);
        tp_slap_choose(tips, count, 13, TP_FINGER_BIT(2 + gone), &choice);
        assert_int_equal(choice.count, 3);
        for (uint32_t i = 0; i < 3; i++) {
            assert_int_equal(choice.places[i], i < gone ? i : i + 1);
            assert_int_equal(choice.possible[i], 1u << choice.places[i]);
        }
        /* without the hint a gap in the middle decides, and a long step down to the little finger */
        tp_slap_choose(tips, count, 13, 0, &choice);
        assert_int_equal(choice.count, 3);
        for (uint32_t i = 0; i < 3; i++)
            assert_true(choice.possible[i] & 1u << (i < gone ? i : i + 1));
    }
}

static void does_not_guess(void **state)
{
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    struct tp_slap_choice choice;

    (void)state;
    assert_int_equal(make_hand(tips, 0, 4, false), 1);
    tp_slap_choose(tips, 1, 13, 0, &choice);
    assert_int_equal(choice.count, 1);
    assert_int_equal(choice.possible[0] & 7, 7);
    tp_slap_choose(tips, 1, 15, 0, &choice);
    assert_int_equal(choice.possible[0], 3);
    tp_slap_choose(tips, 1, 15, TP_FINGER_BIT(6), &choice);
    assert_int_equal(choice.possible[0], 2);
    tp_slap_choose(tips, 0, 13, 0, &choice);
    assert_int_equal(choice.count, 0);
    tp_slap_choose(tips, 1, 11, TP_FINGER_BIT(1), &choice);
    assert_int_equal(choice.count, 0);
}

static void notices_what_is_left_over(void **state)
{
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    struct tp_slap_choice choice;
    uint32_t count = make_hand(tips, 0.1f, 15, false);

    (void)state;
    tp_slap_choose(tips, count, 13, 0, &choice);
    assert_false(choice.left_over);
    tp_slap_choose(tips, count, 13, TP_FINGER_BIT(4), &choice); /* announced to be missing, and there */
    assert_int_equal(choice.count, 3);
    assert_true(choice.left_over);
    tp_slap_choose(tips, count, 15, 0, &choice); /* four fingers for two thumbs */
    assert_int_equal(choice.count, 2);
    assert_true(choice.left_over);
    tips[count] = tips[0]; /* a joint below a finger */
    tips[count++].y += 60;
    tips[count] = tips[3]; /* and something of little worth beside it */
    tips[count].score = 0.5f;
    tips[count++].x += 50;
    tp_slap_choose(tips, count, 13, 0, &choice);
    assert_int_equal(choice.count, 4);
    assert_false(choice.left_over);
    tips[count - 1].score = 0.8f;
    tp_slap_choose(tips, count, 13, 0, &choice);
    assert_true(choice.left_over);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(names_places), cmocka_unit_test(takes_whole_hands),
                                          cmocka_unit_test(leaves_places_of_missing_fingers),
                                          cmocka_unit_test(does_not_guess),
                                          cmocka_unit_test(notices_what_is_left_over)};
TP_TEST_MAIN(tests)
