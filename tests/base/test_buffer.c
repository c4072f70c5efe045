/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <string.h>

static void numbers_are_big_endian(void **state)
{
    const uint8_t expected[] = {1, 2, 3, 4, 5, 6, 7};
    struct tp_buffer buffer;

    (void)state;
    tp_buffer_init(&buffer);
    tp_write_u8(&buffer, 1);
    tp_write_u16be(&buffer, 0x0203);
    tp_write_u32be(&buffer, 0x04050607);
    assert_int_equal(buffer.size_bytes, sizeof expected);
    assert_memory_equal(buffer.data, expected, sizeof expected);
    tp_buffer_deinit(&buffer);
    assert_null(buffer.data);
}

static void grows_and_keeps_what_it_has(void **state)
{
    struct tp_buffer buffer;

    (void)state;
    tp_buffer_init(&buffer);
    for (uint32_t i = 0; i < 100000; i++)
        tp_write_u32be(&buffer, i);
    assert_false(buffer.bad);
    assert_int_equal(buffer.size_bytes, 400000);
    for (uint32_t i = 0; i < 100000; i += 997) {
        struct tp_cursor cursor = tp_cursor_over(buffer.data + 4 * i, 4);
        assert_int_equal(tp_read_u32be(&cursor), i);
    }
    tp_buffer_deinit(&buffer);
}

static void text_is_written_without_its_end(void **state)
{
    struct tp_buffer buffer;

    (void)state;
    tp_buffer_init(&buffer);
    tp_write_text(&buffer, "%s %d", "finger", 7);
    tp_write_text(&buffer, "%s", "");
    tp_write_text(&buffer, "%0500d", 1);
    assert_int_equal(buffer.size_bytes, 8 + 500);
    assert_memory_equal(buffer.data, "finger 70000", 12);
    tp_buffer_deinit(&buffer);
}

static void stays_bad_after_a_failure(void **state)
{
    struct tp_buffer buffer;

    (void)state;
    tp_buffer_init(&buffer);
    tp_write_u8(&buffer, 1);
    tp_write_bytes(&buffer, "x", SIZE_MAX);
    assert_true(buffer.bad);
    tp_write_u8(&buffer, 2);
    tp_write_text(&buffer, "x");
    assert_int_equal(buffer.size_bytes, 1);
    tp_buffer_deinit(&buffer);
}

static void html_has_nothing_of_its_own_in_texts(void **state)
{
    static const char text[] = "<a href=\"x\" title='y'>&é\0</a>";
    struct tp_buffer buffer;

    (void)state;
    tp_buffer_init(&buffer);
    tp_write_html(&buffer, text, sizeof text - 1);
    tp_write_u8(&buffer, 0);
    assert_string_equal((const char *)buffer.data, "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;é");
    assert_string_equal((const char *)buffer.data + strlen((const char *)buffer.data) + 1, "&lt;/a&gt;");
    tp_buffer_deinit(&buffer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_are_big_endian),
    cmocka_unit_test(grows_and_keeps_what_it_has),
    cmocka_unit_test(text_is_written_without_its_end),
    cmocka_unit_test(stays_bad_after_a_failure),
    cmocka_unit_test(html_has_nothing_of_its_own_in_texts),
};
TP_TEST_MAIN(tests)
