/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "ledger/text.h"

static struct tp_cursor over(const char *text)
{
    return tp_cursor_over((const uint8_t *)text, strlen(text));
}

static struct tp_line line(const char *text)
{
    return (struct tp_line){text, strlen(text)};
}

static void lines_end_with_a_newline(void **state)
{
    struct tp_cursor cursor = over("one\n\nrest");
    struct tp_line taken;

    (void)state;
    assert_true(tp_line_take(&cursor, &taken));
    assert_true(tp_line_is(taken, "one"));
    assert_false(tp_line_is(taken, "on"));
    assert_true(tp_line_take(&cursor, &taken));
    assert_int_equal(taken.size_bytes, 0);
    assert_false(tp_line_take(&cursor, &taken));
    assert_true(cursor.bad);
}

static void a_prefix_is_dropped_or_refused(void **state)
{
    struct tp_line taken = line("old 12");

    (void)state;
    assert_false(tp_line_drop(&taken, "old 123"));
    assert_false(tp_line_drop(&taken, "new "));
    assert_true(tp_line_drop(&taken, "old "));
    assert_true(tp_line_is(taken, "12"));
}

static void numbers_have_one_spelling(void **state)
{
    static const char *const bad[] = {"",
                                      "00",
                                      "01",
                                      "-1",
                                      "+1",
                                      "1 ",
                                      " 1",
                                      "0x1",
                                      "1e3",
                                      "9223372036854775808",
                                      "18446744073709551616",
                                      "99999999999999999999"};
    uint64_t number;

    (void)state;
    assert_true(tp_line_to_number(line("0"), &number));
    assert_int_equal(number, 0);
    assert_true(tp_line_to_number(line("20852163"), &number));
    assert_int_equal(number, 20852163);
    assert_true(tp_line_to_number(line("9223372036854775807"), &number));
    assert_true(number == INT64_MAX);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(tp_line_to_number(line(bad[i]), &number));
}

static void hashes_are_32_bytes_in_base64(void **state)
{
    struct tp_hash hash;

    (void)state;
    assert_true(tp_line_to_hash(line("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="), &hash));
    assert_int_equal(hash.bytes[0], 0x0A);
    assert_int_equal(hash.bytes[31], 0x62);
    assert_false(tp_line_to_hash(line("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I"), &hash));
    assert_false(tp_line_to_hash(line("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J="), &hash));
    assert_false(tp_line_to_hash(line("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I= "), &hash));
    assert_false(tp_line_to_hash(line(""), &hash));
}

static void copies_are_whole_or_none(void **state)
{
    char out[4];

    (void)state;
    assert_true(tp_line_copy(line("abc"), out, sizeof out));
    assert_string_equal(out, "abc");
    assert_false(tp_line_copy(line("abcd"), out, sizeof out));
    assert_false(tp_line_copy((struct tp_line){"a\0b", 3}, out, sizeof out));
}

static void a_proof_ends_with_a_blank_line(void **state)
{
    static const char good[] = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
                               "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\nrest\n";
    struct tp_cursor cursor = over(good);
    struct tp_proof proof;
    struct tp_line rest;

    (void)state;
    assert_int_equal(tp_lines_to_proof(&cursor, &proof, NULL), TP_OK);
    assert_int_equal(proof.count, 2);
    assert_true(tp_line_take(&cursor, &rest) && tp_line_is(rest, "rest"));
    cursor = over("\n");
    assert_int_equal(tp_lines_to_proof(&cursor, &proof, NULL), TP_OK);
    assert_int_equal(proof.count, 0);
    cursor = over("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
    assert_int_equal(tp_lines_to_proof(&cursor, &proof, NULL), TP_E_TRUNCATED);
    cursor = over("no hash\n\n");
    assert_int_equal(tp_lines_to_proof(&cursor, &proof, NULL), TP_E_FORMAT);
}

static void a_proof_has_a_limit(void **state)
{
    struct tp_buffer text;
    struct tp_cursor cursor;
    struct tp_proof proof;

    (void)state;
    tp_buffer_init(&text);
    for (int i = 0; i <= TP_PROOF_MAX; i++)
        tp_write_text(&text, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
    tp_write_text(&text, "\n");
    cursor = tp_cursor_over(text.data, text.size_bytes);
    assert_int_equal(tp_lines_to_proof(&cursor, &proof, NULL), TP_E_LIMIT);
    tp_buffer_deinit(&text);
}

static bool is_text(const char *text)
{
    return tp_note_text_is_valid(text, strlen(text));
}

static void texts_are_utf8_without_controls(void **state)
{
    static const char *const bad[] = {
        "\t",
        "a\rb",
        "\x1B[0m",
        "\x80",
        "\xC3",
        "\xC3(",
        "\xC0\x80",
        "\xE0\x80\x80",
        "\xED\xA0\x80",
        "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xE2\x80",
        "\xFF",
    };

    (void)state;
    assert_true(is_text(""));
    assert_true(is_text("plain\n\nlines\n"));
    assert_true(is_text("\xC3\xA8 \xE2\x80\x94 \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF \x7F"));
    assert_false(tp_note_text_is_valid("a\0b", 3));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(is_text(bad[i]));
}

static void names_have_no_blanks_and_no_plus(void **state)
{
    static const char *const bad[] = {"",
                                      "a b",
                                      "a+b",
                                      "a\nb",
                                      "a\xC2\x85-",
                                      "\xC2\xA0",
                                      "\xE1\x9A\x80",
                                      "\xE2\x80\x80",
                                      "\xE2\x80\x8A",
                                      "\xE2\x80\xA8",
                                      "\xE2\x80\xAF",
                                      "\xE2\x81\x9F",
                                      "\xE3\x80\x80",
                                      "a\xFF"};

    (void)state;
    assert_true(tp_key_name_is_valid("dcjs.ny.example/ledger"));
    assert_true(tp_key_name_is_valid("\xC3\xA8/\xE6\x97\xA5"));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(tp_key_name_is_valid(bad[i]));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lines_end_with_a_newline),
    cmocka_unit_test(a_prefix_is_dropped_or_refused),
    cmocka_unit_test(numbers_have_one_spelling),
    cmocka_unit_test(hashes_are_32_bytes_in_base64),
    cmocka_unit_test(copies_are_whole_or_none),
    cmocka_unit_test(a_proof_ends_with_a_blank_line),
    cmocka_unit_test(a_proof_has_a_limit),
    cmocka_unit_test(texts_are_utf8_without_controls),
    cmocka_unit_test(names_have_no_blanks_and_no_plus),
};
TP_TEST_MAIN(tests)
