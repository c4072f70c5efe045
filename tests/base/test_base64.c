/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"

/* RFC 4648, clause 10. */
static void gives_the_values_of_the_rfc(void **state)
{
    static const char *const vectors[][2] = {{"", ""},
                                             {"f", "Zg=="},
                                             {"fo", "Zm8="},
                                             {"foo", "Zm9v"},
                                             {"foob", "Zm9vYg=="},
                                             {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(vectors); i++) {
        struct tp_buffer encoded, decoded;
        tp_buffer_init(&encoded);
        tp_buffer_init(&decoded);
        tp_base64_encode((const uint8_t *)vectors[i][0], strlen(vectors[i][0]), &encoded);
        assert_int_equal(encoded.size_bytes, strlen(vectors[i][1]));
        if (encoded.size_bytes)
            assert_memory_equal(encoded.data, vectors[i][1], encoded.size_bytes);
        assert_int_equal(tp_base64_decode(vectors[i][1], &decoded, NULL), TP_OK);
        assert_int_equal(decoded.size_bytes, strlen(vectors[i][0]));
        if (decoded.size_bytes)
            assert_memory_equal(decoded.data, vectors[i][0], decoded.size_bytes);
        tp_buffer_deinit(&encoded);
        tp_buffer_deinit(&decoded);
    }
}

static void every_byte_comes_back(void **state)
{
    struct tp_buffer encoded, decoded;
    uint8_t data[256];

    (void)state;
    for (unsigned i = 0; i < 256; i++)
        data[i] = (uint8_t)i;
    tp_buffer_init(&encoded);
    tp_buffer_init(&decoded);
    tp_base64_encode(data, sizeof data, &encoded);
    tp_write_u8(&encoded, 0);
    assert_int_equal(tp_base64_decode((const char *)encoded.data, &decoded, NULL), TP_OK);
    assert_int_equal(decoded.size_bytes, sizeof data);
    assert_memory_equal(decoded.data, data, sizeof data);
    tp_buffer_deinit(&encoded);
    tp_buffer_deinit(&decoded);
}

static void takes_blanks_missing_padding_and_the_url_alphabet(void **state)
{
    struct tp_buffer out;

    (void)state;
    tp_buffer_init(&out);
    assert_int_equal(tp_base64_decode(" Zm9v\r\n\tYg ", &out, NULL), TP_OK);
    assert_int_equal(out.size_bytes, 4);
    assert_memory_equal(out.data, "foob", 4);
    assert_int_equal(tp_base64_decode("-_-_", &out, NULL), TP_OK);
    assert_memory_equal(out.data + 4, "\xfb\xff\xbf", 3);
    tp_buffer_deinit(&out);
}

static void refuses_what_is_no_base64(void **state)
{
    static const struct {
        const char *text;
        tp_status status;
        int64_t offset;
    } cases[] = {{"Zm9$", TP_E_FORMAT, 3}, {"Zg==Zg==", TP_E_FORMAT, 4}, {"Zm9vY", TP_E_TRUNCATED, 5}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer out;
        struct tp_diag diag;
        tp_buffer_init(&out);
        tp_diag_init(&diag);
        assert_int_equal(tp_base64_decode(cases[i].text, &out, &diag), cases[i].status);
        assert_int_equal(diag.offset_bytes, cases[i].offset);
        tp_buffer_deinit(&out);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(gives_the_values_of_the_rfc),
    cmocka_unit_test(every_byte_comes_back),
    cmocka_unit_test(takes_blanks_missing_padding_and_the_url_alphabet),
    cmocka_unit_test(refuses_what_is_no_base64),
};
TP_TEST_MAIN(tests)
