/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/synth.h"

#include <string.h>

enum { PEOPLE = 1000 };

/* The overall shares that the literature gives for large populations, in percent (arch 3.7, tented arch 2.9, left loop
 * 33.8, right loop 31.7, whorls with twin loops 27.9). */
static void classes_have_their_natural_shares(void **state)
{
    double counts[TP_SYNTH_CLASS_COUNT] = {0};

    (void)state;
    for (uint32_t person = 0; person < PEOPLE; person++)
        for (unsigned position = 1; position <= 10; position++)
            counts[tp_synth_class_of(1, person, position)] += 100.0 / (PEOPLE * 10);
    assert_in_range((int)(counts[TP_SYNTH_ARCH] * 10), 25, 55);
    assert_in_range((int)(counts[TP_SYNTH_TENTED_ARCH] * 10), 17, 38);
    assert_in_range((int)(counts[TP_SYNTH_LEFT_LOOP] * 10), 315, 365);
    assert_in_range((int)(counts[TP_SYNTH_RIGHT_LOOP] * 10), 295, 345);
    assert_in_range((int)((counts[TP_SYNTH_WHORL] + counts[TP_SYNTH_TWIN_LOOP]) * 10), 250, 305);
}

/* Ulnar loops open towards the little finger: to the right on the right hand's prints. Radial ones are common on index
 * fingers only. */
static void hands_mirror_each_other(void **state)
{
    int ulnar[2] = {0, 0}, radial_index = 0, radial_other = 0;

    (void)state;
    for (uint32_t person = 0; person < PEOPLE; person++)
        for (unsigned position = 1; position <= 10; position++) {
            enum tp_synth_class class_ = tp_synth_class_of(2, person, position);
            unsigned left_hand = position > 5;
            if (class_ == (left_hand ? TP_SYNTH_LEFT_LOOP : TP_SYNTH_RIGHT_LOOP))
                ulnar[left_hand]++;
            else if (class_ == TP_SYNTH_LEFT_LOOP || class_ == TP_SYNTH_RIGHT_LOOP)
                *((position - 1) % 5 == 1 ? &radial_index : &radial_other) += 1;
        }
    assert_in_range(ulnar[0], 2700, 3300);
    assert_in_range(ulnar[1], 2850, 3450);
    assert_true(radial_index > 2 * radial_other);
}

static double share_of_equal_pairs(unsigned a, unsigned b, bool same_person)
{
    const uint32_t people = 4 * PEOPLE;
    int equal = 0;

    for (uint32_t person = 0; person < people; person++) {
        bool whorl_a = tp_synth_class_of(3, person, a) >= TP_SYNTH_WHORL;
        bool whorl_b = tp_synth_class_of(3, same_person ? person : person + people, b) >= TP_SYNTH_WHORL;
        equal += whorl_a == whorl_b;
    }
    return (double)equal / people;
}

static void fingers_of_a_person_agree(void **state)
{
    double chance = share_of_equal_pairs(2, 7, false), mirror = share_of_equal_pairs(2, 7, true);
    double neighbours = share_of_equal_pairs(2, 4, true);

    (void)state;
    assert_true(mirror > chance + 0.12);
    assert_true(neighbours > chance + 0.02);
    assert_true(mirror > neighbours);
}

static void fingers_lie_in_the_pattern(void **state)
{
    (void)state;
    for (uint32_t person = 0; person < 300; person++)
        for (unsigned position = 1; position <= 10; position++) {
            struct tp_synth_finger f;
            tp_synth_finger_init(&f, 4, person, position);
            assert_int_equal(f.class_, tp_synth_class_of(4, person, position));
            assert_int_equal(f.core_count, f.class_ == TP_SYNTH_ARCH ? 0 : f.class_ < TP_SYNTH_WHORL ? 1 : 2);
            assert_int_equal(f.delta_count, f.core_count);
            assert_true(f.period_px >= 7.0f && f.period_px <= 12.0f);
            for (int i = 0; i < f.core_count; i++)
                assert_true(tp_synth_inside(&f, f.cores[i].x_px, f.cores[i].y_px) > 0.3f);
        }
}

static void seeds_and_people_differ(void **state)
{
    struct tp_synth_finger a, b;

    (void)state;
    tp_synth_finger_init(&a, 1, 0, 1);
    tp_synth_finger_init(&b, 1, 0, 1);
    assert_int_equal(a.noise_key, b.noise_key);
    tp_synth_finger_init(&b, 2, 0, 1);
    assert_int_not_equal(a.noise_key, b.noise_key);
    tp_synth_finger_init(&b, 1, 1, 1);
    assert_int_not_equal(a.noise_key, b.noise_key);
    tp_synth_finger_init(&b, 1, 0, 2);
    assert_int_not_equal(a.noise_key, b.noise_key);
}

static void classes_have_names(void **state)
{
    (void)state;
    assert_string_equal(tp_synth_class_name(TP_SYNTH_TWIN_LOOP), "twin loop");
    assert_string_equal(tp_synth_class_name(TP_SYNTH_CLASS_COUNT), "?");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(classes_have_their_natural_shares), cmocka_unit_test(hands_mirror_each_other),
    cmocka_unit_test(fingers_of_a_person_agree),         cmocka_unit_test(fingers_lie_in_the_pattern),
    cmocka_unit_test(seeds_and_people_differ),           cmocka_unit_test(classes_have_names),
};
TP_TEST_MAIN(tests)
