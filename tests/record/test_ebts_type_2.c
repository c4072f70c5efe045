/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "record/record.h"

static bool takes(uint32_t field, const char *text)
{
    const struct tp_form *form = tp_ebts_field(field)->items[0].form;

    return form->valid((struct tp_bytes){(const uint8_t *)text, strlen(text)});
}

static void fields_are_in_order_and_apart(void **state)
{
    uint32_t before = 0;

    (void)state;
    for (size_t i = 0; i < tp_ebts_type_2_count; i++) {
        const struct tp_field_rule *rule = &tp_ebts_type_2[i];
        assert_true(rule->number > before);
        assert_non_null(rule->name);
        assert_true(rule->last == 0 || rule->last >= rule->number);
        assert_true(rule->max_subfields == 0 || rule->max_subfields >= rule->min_subfields);
        for (unsigned item = 0; item < rule->item_count; item++) {
            assert_true(rule->items[item].max_chars == 0 || rule->items[item].max_chars >= rule->items[item].min_chars);
            assert_true(rule->item_count == 1 || rule->items[item].mnemonic);
        }
        before = rule->last ? rule->last : rule->number;
    }
}

static void fields_are_found(void **state)
{
    (void)state;
    assert_string_equal(tp_ebts_field(18)->mnemonic, "NAM");
    assert_string_equal(tp_ebts_field(47)->items[1].mnemonic, "AOL");
    assert_string_equal(tp_ebts_field(2033)->mnemonic, "CNL");
    assert_string_equal(tp_ebts_field(286)->name, "field of a state or agency");
    assert_string_equal(tp_dictionary_name(2, 84, 0)->mnemonic, "AMP");
    assert_null(tp_ebts_field(8)->mnemonic);
    assert_null(tp_ebts_field(1000));
    assert_null(tp_ebts_field(0));
}

static void names(void **state)
{
    static const char *const good[] = {"DOE,JANE", "DOE,JANE MARIE", "SMITH-JONES,A", "DE LA CRUZ,ANA", "&,A"};
    static const char *const bad[] = {"DOE",       "DOE,",      ",JANE",       "DOE, JANE", "DOE ,JANE", "DOE,J4NE",
                                      "-DOE,JANE", "DOE-,JANE", "DOE,JANE  M", "A,B,C",     ""};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_true(takes(18, good[i]));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(takes(18, bad[i]));
}

static void measures_and_dates(void **state)
{
    (void)state;
    assert_true(takes(27, "511") && takes(27, "N71") && takes(27, "000") && takes(27, "600"));
    assert_false(takes(27, "512") || takes(27, "5'1") || takes(27, "51") || takes(27, "X71") || takes(27, "520"));
    assert_true(takes(28, "400711") && !takes(28, "400712") && !takes(28, "400"));
    assert_true(takes(22, "00000000") && takes(22, "20000229"));
    assert_false(takes(22, "19000229") || takes(22, "00000001") || takes(22, "1990"));
}

static void numbers_and_agencies(void **state)
{
    (void)state;
    assert_true(takes(15, "IL12345678") && takes(15, "NY123456-8") && takes(15, "OR1234567-"));
    assert_false(takes(15, "I123") || takes(15, "IL") || takes(15, "IL-1234") || takes(15, "IL12 34"));
    assert_true(takes(17, "PP-123456789") && takes(17, "AS-123456789"));
    assert_false(takes(17, "PP123") || takes(17, "AF-12A") || takes(17, "PP-12 3") || takes(17, "P1-123"));
    assert_true(takes(7, "ILTEST000") && takes(7, "ILTEST000/ROUTE 12"));
    assert_false(takes(7, "ILTEST00") || takes(7, "1LTEST000") || takes(7, "IL-EST000"));
    assert_true(takes(6, "DET J Q PUBLIC") && !takes(6, "DET. PUBLIC"));
    assert_true(takes(9, "CASE 1") && !takes(9, " CASE") && !takes(9, "C.1"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(fields_are_in_order_and_apart),
    cmocka_unit_test(fields_are_found),
    cmocka_unit_test(names),
    cmocka_unit_test(measures_and_dates),
    cmocka_unit_test(numbers_and_agencies),
};
TP_TEST_MAIN(tests)
