/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void every_table_holds_together(void **state)
{
    size_t count, tables = 0;

    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        if (tp_dictionary_type((uint8_t)type, &count)) {
            table_assert((uint8_t)type);
            tables++;
        } else {
            assert_int_equal(count, 0);
        }
        assert_non_null(tp_dictionary_type_name((uint8_t)type));
    }
    assert_true(tables >= 22);
    assert_string_equal(tp_dictionary_type_name(14), "fingerprint image");
    assert_string_equal(tp_dictionary_type_name(77), "record of an unknown type");
}

static void a_rule_goes_by_its_version(void **state)
{
    static const struct tp_item_rule item = {NULL, NULL, 'M', TP_CHARS_NUMERIC, 1, 1, NULL, NULL};
    static const struct tp_field_rule rules[] = {
        {3, 0, "OLD", "old", 'M', .items = &item, .item_count = 1, .to_version = 400},
        {3, 0, "NEW", "new", 'M', .items = &item, .item_count = 1, .from_version = 500},
        {4, 9, "UDF", "users'", 'O', .items = NULL},
        {10, 0, "PXS", "gone", 'O', .to_version = 300},
    };

    (void)state;
    assert_ptr_equal(tp_rules_find(rules, 4, 3, 300), &rules[0]);
    assert_ptr_equal(tp_rules_find(rules, 4, 3, 400), &rules[0]);
    assert_ptr_equal(tp_rules_find(rules, 4, 3, 500), &rules[1]);
    assert_ptr_equal(tp_rules_find(rules, 4, 3, 0), &rules[1]);
    assert_ptr_equal(tp_rules_find(rules, 4, 9, 0), &rules[2]);
    assert_null(tp_rules_find(rules, 4, 10, 500));
    assert_ptr_equal(tp_rules_find_any(rules, 4, 10), &rules[3]);
    assert_null(tp_rules_find_any(rules, 4, 11));
    assert_null(tp_dictionary_field(77, 1, 500));
    assert_string_equal(tp_dictionary_name(10, 22, 500)->mnemonic, "PXS");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_table_holds_together),
    cmocka_unit_test(a_rule_goes_by_its_version),
};
TP_TEST_MAIN(tests)
