/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "booking/prints.h"

static struct tp_template prints[4];
static const struct tp_template *const pointers[] = {&prints[0], &prints[1], &prints[2], &prints[3]};
static struct tp_finger_report report[TP_POSITION_MAX + 1];

static void set(size_t place, uint8_t position, uint8_t impression, uint8_t quality, uint8_t minutiae)
{
    prints[place] = (struct tp_template){
        .position = position, .impression = impression, .quality = quality, .minutia_count = minutiae};
}

static void fingers_are_judged_by_their_best_print(void **state)
{
    (void)state;
    set(0, 1, TP_IMPRESSION_LIVE_ROLLED, 80, 60);
    set(1, 1, TP_IMPRESSION_LIVE_PLAIN, 90, 40);
    set(2, 2, TP_IMPRESSION_LIVE_ROLLED, 10, 40);
    set(3, 3, TP_IMPRESSION_LIVE_PLAIN, 50, TP_RETAKE_MINUTIAE - 1);
    tp_booking_judge(pointers, 4, TP_FINGER_BIT(4) | TP_FINGER_BIT(1), report);
    assert_int_equal(report[1].state, TP_FINGER_GOOD);
    assert_int_equal(report[1].quality, 80);
    assert_true(report[1].rolled);
    assert_int_equal(report[2].state, TP_FINGER_POOR);
    assert_int_equal(report[3].state, TP_FINGER_SPARSE);
    assert_int_equal(report[4].state, TP_FINGER_MISSING);
    assert_int_equal(report[5].state, TP_FINGER_ABSENT);
    assert_int_equal(tp_booking_retake(report), 0x7fe & ~(TP_FINGER_BIT(1) | TP_FINGER_BIT(4)));
}

static void a_print_without_features_is_sparse_and_not_absent(void **state)
{
    (void)state;
    set(0, 6, TP_IMPRESSION_LIVE_ROLLED, 0, 0);
    set(1, 7, TP_IMPRESSION_LIVE_PLAIN, TP_QUALITY_UNKNOWN, 40);
    tp_booking_judge(pointers, 2, 0, report);
    assert_int_equal(report[6].state, TP_FINGER_SPARSE);
    assert_int_equal(report[7].state, TP_FINGER_GOOD);
}

static void the_report_says_why(void **state)
{
    struct tp_buffer text;
    struct tp_json *json;

    (void)state;
    set(0, 1, TP_IMPRESSION_LIVE_ROLLED, 80, 60);
    set(1, 2, TP_IMPRESSION_LIVE_ROLLED, 10, 40);
    tp_booking_judge(pointers, 2, 0x7f8, report);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_booking_report_write(report, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    tp_write_u8(&text, '\0');
    assert_non_null(strstr((char *)text.data, "{\"finger\":1,\"minutiae\":60,\"quality\":80,\"rolled\":true,"
                                              "\"state\":\"good\"},{\"finger\":2,\"minutiae\":40,\"quality\":10,"
                                              "\"retake\":\"the ridges are not clear enough\",\"rolled\":true,"
                                              "\"state\":\"poor\"},{\"finger\":3,\"state\":\"missing\"}"));
    tp_buffer_deinit(&text);
    tp_json_free(&json);
}

static void declared_fingers_are_read_from_both_records(void **state)
{
    struct tp_transaction *file;
    struct tp_record *record;

    (void)state;
    assert_int_equal(tp_transaction_new(&file, NULL), TP_OK);
    assert_int_equal(tp_booking_declared(file), 0);
    assert_int_equal(tp_transaction_append(file, 2, 0, &record, NULL), TP_OK);
    assert_int_equal(tp_record_set(record, 84, "03\037XX\03612\037UP", 11, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(file, 14, 1, &record, NULL), TP_OK);
    assert_int_equal(tp_record_set(record, 18, "8\037XX", 4, NULL), TP_OK);
    assert_int_equal(tp_booking_declared(file), TP_FINGER_BIT(3) | TP_FINGER_BIT(8));
    tp_transaction_free(&file);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(fingers_are_judged_by_their_best_print),
    cmocka_unit_test(a_print_without_features_is_sparse_and_not_absent),
    cmocka_unit_test(the_report_says_why),
    cmocka_unit_test(declared_fingers_are_read_from_both_records),
};
TP_TEST_MAIN(tests)
