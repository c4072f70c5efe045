/* SPDX-License-Identifier: Apache-2.0 */
/* Making and freeing images. */
#include <tenprint/image.h>

#include "base/base.h"
#include "test.h"

static void is_white(void **state)
{
    struct tp_image image;

    (void)state;
    assert_int_equal(tp_image_init(&image, 3, 2, 500, NULL), TP_OK);
    for (int i = 0; i < 6; i++)
        assert_int_equal(image.pixels[i], 255);
    assert_true(image.ppi == 500);
    tp_image_deinit(&image);
    assert_null(image.pixels);
    tp_image_deinit(&image);
}

static void sides_are_limited(void **state)
{
    static const uint32_t sides[][2] = {{0, 1}, {1, 0}, {65536, 1}, {1, 65536}, {UINT32_MAX, UINT32_MAX}};
    struct tp_image image;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sides); i++) {
        tp_diag_init(&diag);
        assert_int_equal(tp_image_init(&image, sides[i][0], sides[i][1], 0, &diag), TP_E_LIMIT);
        assert_int_equal(diag.status, TP_E_LIMIT);
        assert_null(image.pixels);
    }
    assert_int_equal(tp_image_init(&image, 65535, 1, 0, NULL), TP_OK);
    tp_image_deinit(&image);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(is_white),
    cmocka_unit_test(sides_are_limited),
};
TP_TEST_MAIN(tests)
