/* SPDX-License-Identifier: Apache-2.0 */
/* The native encoding: golden bytes, exact round trips, each violation. */
#include "random_template.h"
#include "test.h"

#include <stdlib.h>

static void round_trips_are_exact(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 0);
    (void)state;

    for (unsigned i = 0; i < 500; i++) {
        struct tp_template in, out;
        uint8_t *data;
        size_t size;
        unsigned views;

        random_template(&rng, i % 256, i % 2 ? 500 : TP_TEMPLATE_SIDE_MAX_PX, i % 3 != 0, &in);
        assert_int_equal(tp_template_encode(&in, TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
        assert_int_equal(tp_template_decode(data, size, 0, &out, &views, NULL), TP_OK);
        assert_int_equal(views, 1);
        assert_true(same_template(&in, &out));
        tp_template_deinit(&out);
        tp_template_deinit(&in);
        free(data);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(round_trips_are_exact),
};
TP_TEST_MAIN(tests)
