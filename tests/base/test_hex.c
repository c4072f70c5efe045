/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"

static void bytes_go_to_digits_and_back(void **state)
{
    static const uint8_t bytes[] = {0x00, 0x0f, 0xa5, 0xff};
    uint8_t back[4];
    char text[9];

    (void)state;
    tp_hex_encode(bytes, sizeof bytes, text);
    assert_string_equal(text, "000fa5ff");
    assert_true(tp_hex_decode(text, back, sizeof back));
    assert_memory_equal(back, bytes, sizeof bytes);
    tp_hex_encode(bytes, 0, text);
    assert_string_equal(text, "");
}

static void one_way_to_write_only(void **state)
{
    static const char *const others[] = {"", "0", "0a0", "0A0b", "0a0b0", "0a0b0c", " 0a0", "0x0a", "0g0a", "0a0b "};
    uint8_t back[2];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++)
        assert_false(tp_hex_decode(others[i], back, sizeof back));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(bytes_go_to_digits_and_back),
    cmocka_unit_test(one_way_to_write_only),
};
TP_TEST_MAIN(tests)
