/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "samples.h"

#include <string.h>

static void expect(enum tp_charset charset, const void *value, size_t size_bytes, const char *expected)
{
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_value_utf8(charset, (struct tp_bytes){value, size_bytes}, &out);
    assert_int_equal(out.size_bytes, strlen(expected));
    if (out.size_bytes > 0)
        assert_memory_equal(out.data, expected, out.size_bytes);
    tp_buffer_deinit(&out);
}

static void ascii_is_the_same_in_all_encodings(void **state)
{
    (void)state;
    for (int charset = TP_CHARSET_ASCII; charset <= TP_CHARSET_UTF_32; charset++) {
        expect((enum tp_charset)charset, "19940102", 8, "19940102");
        expect((enum tp_charset)charset, "A" US "B" RS "CC", 6, "A" US "B" RS "CC");
        expect((enum tp_charset)charset, "", 0, "");
        expect((enum tp_charset)charset, NULL, 0, "");
    }
}

static void what_is_not_declared_is_utf8_or_latin(void **state)
{
    (void)state;
    expect(TP_CHARSET_ASCII, "J\303\226RG", 5, "J\303\226RG");
    expect(TP_CHARSET_ASCII, "J\326RG", 4, "J\303\226RG");
    expect(TP_CHARSET_ASCII, "\200\201\237", 3, "\342\202\254\357\277\275\305\270");
    expect(TP_CHARSET_LATIN_1, "\303\226", 2, "\303\203\342\200\223");
}

static void bad_utf8_is_replaced(void **state)
{
    static const struct {
        const char *value, *expected;
    } cases[] = {
        {"a\377b", "a\357\277\275b"},                                             /* no first byte */
        {"\302", "\357\277\275"},                                                 /* cut off */
        {"\302a", "\357\277\275a"},                                               /* not continued */
        {"\300\200", "\357\277\275\357\277\275"},                                 /* overlong */
        {"\340\200\200", "\357\277\275\357\277\275\357\277\275"},                 /* overlong */
        {"\355\240\200", "\357\277\275\357\277\275\357\277\275"},                 /* a surrogate */
        {"\364\220\200\200", "\357\277\275\357\277\275\357\277\275\357\277\275"}, /* above the last */
        {"\360\237\230\200", "\360\237\230\200"},
        {"\364\217\277\277", "\364\217\277\277"},
        {"\347\231\275", "\347\231\275"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++)
        expect(TP_CHARSET_UTF_8, cases[i].value, strlen(cases[i].value), cases[i].expected);
}

static void wide_text_is_told_from_ascii(void **state)
{
    (void)state;
    expect(TP_CHARSET_UTF_16, "\0A\0\326", 4, "A\303\226");
    expect(TP_CHARSET_UTF_16, "A\0\326\0", 4, "A\303\226");
    expect(TP_CHARSET_UTF_16, "\376\377\166\175", 4, "\347\231\275");
    expect(TP_CHARSET_UTF_16, "\377\376\175\166", 4, "\347\231\275");
    expect(TP_CHARSET_UTF_16, "\330\075\336\000", 4, "\360\237\230\200"); /* a pair */
    expect(TP_CHARSET_UTF_16, "\330\075\0A", 4, "\357\277\275A");         /* half of one */
    expect(TP_CHARSET_UTF_16, "\330\075", 2, "\357\277\275");
    expect(TP_CHARSET_UTF_16, "AB", 2, "AB");
    expect(TP_CHARSET_UTF_16, "A\326B", 3, "A\303\226B"); /* no whole number of units */
    expect(TP_CHARSET_UTF_32, "\0\0\0A\0\1\366\0", 8, "A\360\237\230\200");
    expect(TP_CHARSET_UTF_32, "A\0\0\0\0\366\1\0", 8, "A\360\237\230\200");
    expect(TP_CHARSET_UTF_32, "\377\377\377\377", 4, "\357\277\275");
    expect(TP_CHARSET_UTF_32, "ABCD", 4, "ABCD");
}

static void the_transaction_declares_its_encoding(void **state)
{
    static const struct {
        const char *value;
        enum tp_charset charset;
    } cases[] = {
        {"000" US "ASCII" US, TP_CHARSET_ASCII},
        {"003" US "UTF-8" US, TP_CHARSET_UTF_8},
        {"3" US "UTF-8", TP_CHARSET_UTF_8},
        {"000" US "ASCII" US RS "002" US "UTF-16" US, TP_CHARSET_UTF_16},
        {"128" US "OURS" US "1", TP_CHARSET_ASCII},
        {"4", TP_CHARSET_UTF_32},
        {"x", TP_CHARSET_ASCII},
        {"", TP_CHARSET_ASCII},
    };
    struct tp_transaction *transaction;

    (void)state;
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_charset(transaction), TP_CHARSET_ASCII);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *first = tp_transaction_at(transaction, 0);

        assert_int_equal(tp_record_set_text(first, 15, NULL, "%s", cases[i].value), TP_OK);
        assert_int_equal(tp_transaction_charset(transaction), cases[i].charset);
    }
    tp_transaction_free(&transaction);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(ascii_is_the_same_in_all_encodings),
    cmocka_unit_test(what_is_not_declared_is_utf8_or_latin),
    cmocka_unit_test(bad_utf8_is_replaced),
    cmocka_unit_test(wide_text_is_told_from_ascii),
    cmocka_unit_test(the_transaction_declares_its_encoding),
};

TP_TEST_MAIN(tests)
