/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "booking/prints.h"
#include "cards.h"

static struct tp_transaction *file;
static struct tp_tenprint card;
static struct tp_booking_prints prints;
static struct tp_diag diag;

static int tear_down(void **state)
{
    (void)state;
    tp_booking_prints_deinit(&prints);
    tp_tenprint_deinit(&card);
    tp_transaction_free(&file);
    return 0;
}

static void open_card(void)
{
    tp_diag_init(&diag);
    assert_int_equal(tp_tenprint_list(file, TP_TENPRINT_ENROL, &card, &diag), TP_OK);
}

/* As if extraction had found a print. */
static void find(size_t source, uint8_t position, uint8_t quality, uint8_t minutiae)
{
    struct tp_tenprint_source *at = &card.sources[source];

    at->prints[at->print_count++] =
        (struct tp_template){.position = position, .quality = quality, .minutia_count = minutiae};
}

static void images_are_kept_as_they_are_or_as_png(void **state)
{
    struct tp_record *record;
    struct tp_image image;
    uint8_t *png;
    size_t size_bytes;

    (void)state;
    file = card_make("EXAMPLE,PAT");
    card_add_print(file, 1, 1);
    record = card_add_print(file, 2, 1);
    assert_int_equal(tp_image_init(&image, CARD_SIDE, CARD_SIDE, 500, NULL), TP_OK);
    memset(image.pixels, 9, CARD_SIDE * CARD_SIDE);
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_PNG, NULL, &png, &size_bytes, NULL), TP_OK);
    assert_int_equal(tp_record_set(record, 999, png, size_bytes, NULL), TP_OK);
    card_set(record, 11, "PNG");
    open_card();
    find(0, 1, 80, 50);
    find(1, 2, 80, 50);
    assert_int_equal(tp_booking_prints_add_card(&card, &prints, &diag), TP_OK);
    assert_int_equal(prints.count, 2);
    assert_non_null(prints.items[0].own);
    assert_null(prints.items[1].own);
    assert_string_equal(prints.items[0].media, "image/png");
    assert_string_equal(prints.items[1].media, "image/png");
    assert_int_equal(prints.items[1].image.size_bytes, size_bytes);
    assert_memory_equal(prints.items[1].image.data, png, size_bytes);
    assert_int_equal(prints.items[0].width_px, CARD_SIDE);
    tp_image_deinit(&image);
    free(png);
}

/* A slap of which extraction found two fingers: one has an image of its own. */
static void a_finger_of_a_slap_is_cut_out_where_nothing_else_shows_it(void **state)
{
    struct tp_tenprint_source *slap;

    (void)state;
    file = card_make("EXAMPLE,PAT");
    card_add_print(file, 13, 0);
    card_add_print(file, 2, 1);
    open_card();
    slap = &card.sources[0];
    assert_true(slap->is_slap);
    find(0, 2, 60, 40);
    find(0, 3, 60, 40);
    find(0, 0, 60, 40);
    slap->slap.finger_count = 3;
    for (unsigned i = 0; i < 3; i++)
        slap->slap.fingers[i] = (struct tp_slap_finger){.x_px = 10 + 16 * (float)i,
                                                        .y_px = 20,
                                                        .width_px = 16,
                                                        .height_px = 30,
                                                        .left_px = 2 + 16 * i,
                                                        .right_px = 18 + 16 * i,
                                                        .top_px = 5,
                                                        .bottom_px = 35};
    find(1, 2, 80, 50);
    assert_int_equal(tp_booking_prints_add_card(&card, &prints, &diag), TP_OK);
    assert_int_equal(prints.count, 3);
    assert_string_equal(prints.items[0].media, "");
    assert_string_equal(prints.items[1].media, "image/png");
    assert_int_equal(prints.items[1].width_px, 16);
    assert_int_equal(prints.items[1].height_px, 30);
    assert_true(prints.items[1].ppi == 500);
    assert_string_equal(prints.items[2].media, "image/png");
}

static void prints_are_written_with_their_places(void **state)
{
    static const struct tp_template one = {.position = 4, .impression = 1, .quality = 70, .minutia_count = 33};
    struct tp_buffer text;
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_booking_prints_add(&one, &prints, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_booking_prints_write(&prints, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    tp_write_u8(&text, '\0');
    assert_string_equal((char *)text.data,
                        "{\"prints\":[{\"height\":0,\"impression\":1,\"k\":0,\"media\":\"\",\"minutiae\":33,"
                        "\"position\":4,\"ppi\":0,\"quality\":70,\"width\":0}]}");
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    for (size_t i = 1; i < TP_BOOKING_PRINTS_MAX; i++)
        assert_int_equal(tp_booking_prints_add(&one, &prints, NULL), TP_OK);
    assert_int_equal(tp_booking_prints_add(&one, &prints, NULL), TP_E_LIMIT);
}

static void one_print_of_each_finger_is_chosen(void **state)
{
    static const struct tp_template all[] = {
        {.position = 1, .impression = TP_IMPRESSION_LIVE_PLAIN, .quality = 90, .minutia_count = 40},
        {.position = 1, .impression = TP_IMPRESSION_INK_ROLLED, .quality = 60, .minutia_count = 40},
        {.position = 2, .impression = TP_IMPRESSION_LIVE_ROLLED, .quality = 10, .minutia_count = 40},
        {.position = 2, .impression = TP_IMPRESSION_LIVE_PLAIN, .quality = 50, .minutia_count = 40},
        {.position = 3, .impression = TP_IMPRESSION_LIVE_PLAIN, .quality = 50, .minutia_count = 0},
        {.position = 0, .impression = TP_IMPRESSION_LIVE_PLAIN, .quality = 50, .minutia_count = 40},
        {.position = 5, .impression = TP_IMPRESSION_LIVE_PLAIN, .quality = 50, .minutia_count = 40},
        {.position = 5, .impression = TP_IMPRESSION_LIVE_PLAIN, .quality = 55, .minutia_count = 40},
    };
    const struct tp_template *pointers[TP_ARRAY_LENGTH(all)], *chosen[TP_POSITION_MAX];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++)
        pointers[i] = &all[i];
    assert_int_equal(tp_booking_prints_choose(pointers, TP_ARRAY_LENGTH(all), chosen), 3);
    assert_ptr_equal(chosen[0], &all[1]);
    assert_ptr_equal(chosen[1], &all[3]);
    assert_ptr_equal(chosen[2], &all[7]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(images_are_kept_as_they_are_or_as_png, tear_down),
    cmocka_unit_test_teardown(a_finger_of_a_slap_is_cut_out_where_nothing_else_shows_it, tear_down),
    cmocka_unit_test_teardown(prints_are_written_with_their_places, tear_down),
    cmocka_unit_test_teardown(one_print_of_each_finger_is_chosen, tear_down),
};
TP_TEST_MAIN(tests)
