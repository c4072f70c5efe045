/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include <tenprint/slap.h>

#include "base/base.h"

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

static const struct CMUnitTest tests[] = {cmocka_unit_test(gives_the_fingers_of_a_position),
                                          cmocka_unit_test(refuses_what_is_no_slap),
                                          cmocka_unit_test(finds_nothing_on_white)};
TP_TEST_MAIN(tests)
