/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/record.h>
#include <tenprint/slap.h>

#include "base/base.h"
#include "synth/synth.h"

static void gives_the_fingers_of_a_position(void **state)
{
    (void)state;
    assert_int_equal(tp_slap_expected(13), 0x3c);
    assert_int_equal(tp_slap_expected(14), 0x780);
    assert_int_equal(tp_slap_expected(15), 0x42);
    assert_int_equal(tp_slap_expected(11), 2);
    assert_int_equal(tp_slap_expected(12), 0x40);
    assert_int_equal(tp_slap_expected(5), 0x20);
    assert_int_equal(tp_slap_expected(0), 0);
    assert_int_equal(tp_slap_expected(16), 0);
}

static void refuses_what_is_no_slap(void **state)
{
    struct tp_image image = {0};
    struct tp_slap slap;

    (void)state;
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){.position = 13}, &slap, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_image_init(&image, 100, 60, 500, NULL), TP_OK);
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){.position = 2}, &slap, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){50, 13, 0}, &slap, NULL), TP_E_ARGUMENT);
    image.ppi = 5;
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){.position = 13}, &slap, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){100, 13, 0}, &slap, NULL), TP_OK);
    tp_image_deinit(&image);
    assert_int_equal(tp_image_init(&image, 1001, 60, 100, NULL), TP_OK);
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){.position = 13}, &slap, NULL), TP_E_LIMIT);
    assert_int_equal(slap.finger_count, 0);
    tp_image_deinit(&image);
}

static void finds_nothing_on_white(void **state)
{
    struct tp_image image;
    struct tp_slap slap;

    (void)state;
    assert_int_equal(tp_image_init(&image, 1600, 1000, 500, NULL), TP_OK);
    assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){0, 14, TP_FINGER_BIT(8)}, &slap, NULL), TP_OK);
    assert_int_equal(slap.finger_count, 0);
    assert_int_equal(slap.expected_count, 3);
    assert_int_equal(slap.remarks, TP_SLAP_TOO_FEW);
    tp_image_deinit(&image);
}

/* A finger that lies where it should, within 3 mm; SCALE: pixels of the image for each of the truth. */
static void assert_found(const struct tp_slap_finger *found, const struct tp_synth_slap_finger *truth, float scale)
{
    float near = 59 * scale;

    assert_int_equal(found->position, truth->position);
    assert_int_equal(found->possible, TP_FINGER_BIT(truth->position));
    assert_true(fabsf(found->x_px - scale * truth->x_px) < near);
    assert_true(fabsf(found->y_px - scale * truth->y_px) < near);
    assert_true(fabsf(found->width_px - scale * truth->width_px) < near);
    assert_true(fabsf(found->height_px - scale * truth->height_px) < 1.5f * near);
    assert_true(found->left_px < found->right_px && found->top_px < found->bottom_px);
    assert_true(found->confidence > 0.4f);
}

static void finds_the_fingers_of_synthetic_slaps(void **state)
{
    static const enum tp_slap_hand hands[] = {TP_SLAP_HAND_RIGHT, TP_SLAP_HAND_LEFT, TP_SLAP_HAND_UNKNOWN};
    struct tp_synth *synth;

    (void)state;
    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    for (uint8_t position = 13; position <= 15; position++) {
        struct tp_synth_slap_style style = {.people = 3,
                                            .seed = 8,
                                            .position = position,
                                            .gap_mm = 2.5f,
                                            .joints = 0.8f,
                                            .background = 230,
                                            .noise = 0.3f,
                                            .size = 1,
                                            .rotation_rad = 0.2f};
        float ppi = position == 14 ? 1000 : 500;
        struct tp_synth_slap_truth truth;
        struct tp_image image, scaled;
        struct tp_slap slap;
        style.missing = position == 14 ? TP_FINGER_BIT(9) : 0;
        assert_int_equal(tp_synth_slap(synth, &style, &image, &truth, NULL), TP_OK);
        assert_int_equal(tp_image_resample(&image, ppi, &scaled, NULL), TP_OK);
        assert_int_equal(tp_slap_segment(&scaled, &(struct tp_slap_options){0, position, style.missing}, &slap, NULL),
                         TP_OK);
        assert_int_equal(slap.finger_count, truth.count);
        assert_int_equal(slap.expected_count, truth.count);
        assert_int_equal(slap.remarks, 0);
        assert_int_equal(slap.hand, hands[position - 13]);
        for (uint32_t i = 0; i < truth.count; i++)
            assert_found(&slap.fingers[i], &truth.fingers[i], ppi / 500);
        tp_image_deinit(&image);
        tp_image_deinit(&scaled);
    }
    tp_synth_free(&synth);
}

/* Thumbs alone and in pairs, upright and tilted; and what is announced to be missing and is there. */
static void finds_thumbs_in_all_directions(void **state)
{
    static const uint16_t left = TP_FINGER_BIT(6), right = TP_FINGER_BIT(1);
    static const struct {
        uint8_t position;
        uint16_t gone; /* leaves no print */
    } cases[] = {{15, 0}, {11, TP_FINGER_BIT(6)}, {12, TP_FINGER_BIT(1)}};
    struct tp_synth *synth;

    (void)state;
    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    for (int turn = -2; turn <= 2; turn += TP_TEST_SOME(1, 4))
        for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
            struct tp_synth_slap_style style = {.people = 4,
                                                .seed = 5,
                                                .position = 15,
                                                .missing = cases[i].gone,
                                                .gap_mm = 5,
                                                .joints = 0.8f,
                                                .background = 235,
                                                .noise = 0.3f,
                                                .size = 1,
                                                .rotation_rad = 0.13f * (float)turn};
            struct tp_synth_slap_truth truth;
            struct tp_image image;
            struct tp_slap slap;
            assert_int_equal(tp_synth_slap(synth, &style, &image, &truth, NULL), TP_OK);
            assert_int_equal(
                tp_slap_segment(&image, &(struct tp_slap_options){.position = cases[i].position}, &slap, NULL), TP_OK);
            assert_int_equal(slap.finger_count, i == 0 ? 2 : 1);
            assert_int_equal(slap.remarks, 0);
            assert_int_equal(slap.hand, TP_SLAP_HAND_UNKNOWN);
            for (uint32_t k = 0; k < slap.finger_count; k++)
                assert_found(&slap.fingers[k], &truth.fingers[k], 1);
            if (i == 0) {
                assert_int_equal(
                    tp_slap_segment(&image, &(struct tp_slap_options){0, 15, turn < 0 ? left : right}, &slap, NULL),
                    TP_OK);
                assert_int_equal(slap.finger_count, 1);
                assert_int_equal(slap.remarks, TP_SLAP_TOO_MANY);
            }
            tp_image_deinit(&image);
        }
    tp_synth_free(&synth);
}

/* What people measured on the real card: x0, y0, x1, y1 of the fingers from left to right. */
static const uint32_t boxes[2][4][4] = {
    {{120, 470, 450, 1000}, {400, 0, 740, 530}, {800, 0, 1110, 470}, {1220, 360, 1540, 780}},
    {{150, 610, 420, 960}, {410, 60, 750, 570}, {750, 0, 1040, 360}, {1100, 130, 1410, 620}}};

static void assert_overlap(const struct tp_slap_finger *f, const uint32_t *box)
{
    float width = (float)TP_MIN(f->right_px, box[2]) - (float)TP_MAX(f->left_px, box[0]);
    float height = (float)TP_MIN(f->bottom_px, box[3]) - (float)TP_MAX(f->top_px, box[1]);
    float own = (float)(f->right_px - f->left_px) * (float)(f->bottom_px - f->top_px);
    float all = own + (float)(box[2] - box[0]) * (float)(box[3] - box[1]) - width * height;

    assert_true(width > 0 && height > 0 && width * height > 0.5f * all);
}

static void finds_the_fingers_of_a_real_card(void **state)
{
    const char *data = getenv("TP_DATA");
    struct tp_transaction *card;
    unsigned seen = 0;
    char path[1024];

    (void)state;
    snprintf(path, sizeof path, "%s/records/nist/type-4-tpcard.an2", data ? data : "");
    if (tp_transaction_load(path, NULL, NULL, &card, NULL) != TP_OK) {
        print_message("# %s is not there: skipped\n", path);
        skip();
    }
    for (size_t i = 0; i < tp_transaction_count(card); i++) {
        const struct tp_record *record = tp_transaction_at(card, i);
        struct tp_record_image info;
        struct tp_image image;
        struct tp_slap slap;
        if (tp_record_image_info(card, record, &info, NULL) || info.positions[0] < 11)
            continue;
        assert_int_equal(tp_record_image_decode(card, record, NULL, NULL, &image, NULL), TP_OK);
        assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){.position = info.positions[0]}, &slap, NULL),
                         TP_OK);
        assert_int_equal(slap.finger_count, info.positions[0] < 13 ? 1 : 4);
        assert_int_equal(slap.remarks, 0);
        for (uint32_t k = 0; k < slap.finger_count && info.positions[0] >= 13; k++)
            assert_overlap(&slap.fingers[k], boxes[info.positions[0] - 13][k]);
        seen++;
        tp_image_deinit(&image);
    }
    assert_int_equal(seen, 4);
    tp_transaction_free(&card);
}

static void bears_any_image(void **state)
{
    static const uint32_t sides[] = {1, 3, 17, 130, 999};
    struct tp_rng rng = tp_rng_seed(3, 3);

    (void)state;
    for (size_t i = 0; i < 25; i++) {
        struct tp_image image;
        struct tp_slap slap;
        assert_int_equal(tp_image_init(&image, sides[i % 5], sides[i / 5], 500, NULL), TP_OK);
        for (size_t k = 0; k < (size_t)image.width_px * image.height_px; k++)
            image.pixels[k] = (uint8_t)(i % 2 ? tp_rng_below(&rng, 256) : 128 + 100 * (k % image.width_px % 9 < 4));
        for (uint8_t position = 11; position <= 15; position++) {
            assert_int_equal(tp_slap_segment(&image, &(struct tp_slap_options){.position = position}, &slap, NULL),
                             TP_OK);
            assert_true(slap.finger_count <= slap.expected_count);
            for (uint32_t k = 0; k < slap.finger_count; k++) {
                struct tp_image crop;
                assert_int_equal(tp_slap_crop(&image, &slap.fingers[k], &crop, NULL), TP_OK);
                tp_image_deinit(&crop);
            }
        }
        tp_image_deinit(&image);
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_fingers_of_synthetic_slaps),
                                          cmocka_unit_test(finds_thumbs_in_all_directions),
                                          cmocka_unit_test(finds_the_fingers_of_a_real_card),
                                          cmocka_unit_test(bears_any_image),
                                          cmocka_unit_test(gives_the_fingers_of_a_position),
                                          cmocka_unit_test(refuses_what_is_no_slap),
                                          cmocka_unit_test(finds_nothing_on_white)};
TP_TEST_MAIN(tests)
