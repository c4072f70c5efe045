/* SPDX-License-Identifier: Apache-2.0 */
/* Resampling: sizes, flat areas, known pictures, refusals. */
#include <string.h>

#include <tenprint/image.h>

#include "base/base.h"
#include "test.h"

static void same_resolution_copies(void **state)
{
    struct tp_image in, out;

    (void)state;
    assert_int_equal(tp_image_init(&in, 7, 5, 500, NULL), TP_OK);
    for (uint8_t i = 0; i < 35; i++)
        in.pixels[i] = (uint8_t)(i * 7);
    assert_int_equal(tp_image_resample(&in, 500, &out, NULL), TP_OK);
    assert_int_equal(out.width_px, 7);
    assert_memory_equal(in.pixels, out.pixels, 35);
    tp_image_deinit(&in);
    tp_image_deinit(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(same_resolution_copies),
};
TP_TEST_MAIN(tests)
