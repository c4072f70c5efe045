/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG 2000: every variation decodes to the picture it was made from, what is not supported is refused in words. */
#include "samples.h"
#include "test.h"

static void every_variation(void **state)
{
    static struct samples samples;

    (void)state;
    samples_make_jp2(&samples);
    samples_check(&samples);
    samples_free(&samples);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_variation),
};
TP_TEST_MAIN(tests)
