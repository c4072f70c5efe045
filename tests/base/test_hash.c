/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

static void crc32_gives_the_published_check_value(void **state)
{
    (void)state;
    assert_int_equal(tp_crc32("123456789", 9), 0xCBF43926u);
    assert_int_equal(tp_crc32("", 0), 0);
}

static void hash64_gives_the_published_values_of_fnv1a(void **state)
{
    (void)state;
    assert_true(tp_hash64("", 0, 0) == 0xCBF29CE484222325u);
    assert_true(tp_hash64("a", 1, 0) == 0xAF63DC4C8601EC8Cu);
    assert_true(tp_hash64("foobar", 6, 0) == 0x85944171F73967E8u);
}

static void seeds_make_other_hashes(void **state)
{
    (void)state;
    assert_true(tp_hash64("a", 1, 1) != tp_hash64("a", 1, 2));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(crc32_gives_the_published_check_value),
    cmocka_unit_test(hash64_gives_the_published_values_of_fnv1a),
    cmocka_unit_test(seeds_make_other_hashes),
};
TP_TEST_MAIN(tests)
