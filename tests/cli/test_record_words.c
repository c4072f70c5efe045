/* SPDX-License-Identifier: Apache-2.0 */
/* Fields in words. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "cli/record_show.h"

static void expect(const char *value, size_t size_bytes, enum tp_show_controls controls, const char *text)
{
    char *shown = tp_show_string(NULL, (struct tp_bytes){(const uint8_t *)value, size_bytes}, controls);

    assert_non_null(shown);
    assert_string_equal(shown, text);
    free(shown);
}

static void text_becomes_safe_utf8(void **state)
{
    (void)state;
    expect("", 0, TP_SHOW_SAFE, "");
    expect("DOE, JANE", 9, TP_SHOW_SAFE, "DOE, JANE");
    expect("\xc3\x96 \xe8\x8f\xaf \xf0\x9f\x98\x80", 11, TP_SHOW_SAFE, "\xc3\x96 \xe8\x8f\xaf \xf0\x9f\x98\x80");
    expect("J\xd6RG \xe9\xff", 7, TP_SHOW_SAFE, "J\xc3\x96RG \xc3\xa9\xc3\xbf"); /* ISO 8859-1 */
    expect("a\x1b[31mb\x7f", 8, TP_SHOW_SAFE, "a\xef\xbf\xbd[31mb\xef\xbf\xbd");
    expect("a\x1b"
           "b",
           3, TP_SHOW_COMPLETE,
           "a\x1b"
           "b");
    expect("a\0b", 3, TP_SHOW_COMPLETE,
           "a\xef\xbf\xbd"
           "b");
    expect("\xc2\x9b"
           "1m",
           4, TP_SHOW_SAFE,
           "\xef\xbf\xbd"
           "1m"); /* CSI */
    expect("\xe2\x80\xae"
           "x",
           4, TP_SHOW_SAFE,
           "\xef\xbf\xbd"
           "x");                                                             /* right-to-left override */
    expect("\xc0\xaf", 2, TP_SHOW_SAFE, "\xc3\x80\xc2\xaf");                 /* overlong: no UTF-8 */
    expect("\xed\xa0\x80", 3, TP_SHOW_SAFE, "\xc3\xad\xc2\xa0\xe2\x82\xac"); /* a surrogate: no UTF-8 */
}

static void fields_have_names_and_images_are_described(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_record *print = card_add_print(card, 3, 1);
    struct tp_shown_field field;
    char words[160];

    (void)state;
    tp_show_field(card, print, 0, &field);
    assert_string_equal(field.tag, "14.001");
    assert_string_equal(field.mnemonic, "LEN");
    assert_false(field.binary);
    tp_show_field(card, print, tp_record_field_count(print) - 1, &field);
    assert_string_equal(field.tag, "14.999");
    assert_true(field.binary);
    assert_true(field.is_image);
    tp_show_binary(&field, 1234567, words, sizeof words);
    assert_string_equal(words, "1,234,567 bytes, NONE, 64 x 64 pixels at 500 ppi");
    field.is_image = false;
    tp_show_binary(&field, 12, words, sizeof words);
    assert_string_equal(words, "12 bytes");
    assert_int_equal(tp_record_set(print, 200, "a\0b", 3, NULL), TP_OK);
    tp_show_field(card, print, tp_record_field_count(print) - 2, &field);
    assert_string_equal(field.tag, "14.200");
    assert_true(field.binary);
    assert_false(field.is_image);
    tp_transaction_free(&card);
}

static void items_have_mnemonics(void **state)
{
    static const struct tp_item_rule items[] = {
        {.mnemonic = "A"}, {.mnemonic = NULL}, {.mnemonic = "C"}, {.mnemonic = "D"}};
    struct tp_field_rule rule = {.items = items, .item_count = 4};

    (void)state;
    assert_null(tp_show_item(NULL, 0));
    assert_string_equal(tp_show_item(&rule, 0), "A");
    assert_null(tp_show_item(&rule, 1));
    assert_null(tp_show_item(&rule, 4));
    rule.repeated = 2;
    assert_string_equal(tp_show_item(&rule, 4), "C");
    assert_string_equal(tp_show_item(&rule, 7), "D");
    rule.item_count = 1;
    assert_null(tp_show_item(&rule, 0)); /* the field's own name says it */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(text_becomes_safe_utf8),
    cmocka_unit_test(fields_have_names_and_images_are_described),
    cmocka_unit_test(items_have_mnemonics),
};

TP_TEST_MAIN(tests)
