/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "record/record.h"

static const struct tp_ebts_transaction *find(const char *type)
{
    return tp_ebts_transaction_find((struct tp_bytes){(const uint8_t *)type, strlen(type)});
}

static void types_differ_and_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < tp_ebts_transaction_count; i++) {
        assert_true(find(tp_ebts_transactions[i].type) == &tp_ebts_transactions[i]);
        assert_in_range(strlen(tp_ebts_transactions[i].type), 3, 5);
    }
    assert_null(find("XYZ"));
    assert_null(find(""));
    assert_null(tp_ebts_transaction_find((struct tp_bytes){NULL, 0}));
}

static void needs_name_known_fields_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < tp_ebts_transaction_count; i++) {
        const struct tp_ebts_transaction *kind = &tp_ebts_transactions[i];
        for (const struct tp_ebts_need *need = kind->needs; need && need->field; need++) {
            const struct tp_field_rule *rule = tp_ebts_field(need->field);
            assert_non_null(rule);
            assert_true(tp_ebts_need_find(kind, need->field) == need);
            assert_true(need->max == 1 || rule->max_subfields >= need->max);
        }
    }
}

/* Table D-1 of EBTS 9.1, by hand. */
static void the_table_is_that_of_the_specification(void **state)
{
    const struct tp_ebts_transaction *car = find("CAR"), *fauf = find("FAUF"), *sre = find("SRE");

    (void)state;
    assert_false(car->response);
    assert_true(sre->response && find("ERRT")->response && find("SRB")->response);
    assert_true(tp_ebts_need_find(car, 45)->required && tp_ebts_need_find(car, 47)->required);
    assert_int_equal(tp_ebts_need_find(car, 47)->max, 40);
    assert_false(tp_ebts_need_find(car, 14)->required);
    assert_int_equal(tp_ebts_need_find(car, 14)->max, 5);
    assert_null(tp_ebts_need_find(car, 37));
    assert_true(tp_ebts_need_find(fauf, 37)->required && tp_ebts_need_find(fauf, 38)->required);
    assert_null(tp_ebts_need_find(fauf, 47));
    assert_null(tp_ebts_need_find(find("CNA"), 70));
    assert_true(tp_ebts_need_find(find("CPDR"), 43)->required);
    assert_true(tp_ebts_need_find(sre, 18)->required && tp_ebts_need_find(sre, 59)->required);
    assert_int_equal(tp_ebts_need_find(find("ERRT"), 60)->max, 11);
    assert_true(tp_ebts_need_find(find("AMN"), 38)->required && !tp_ebts_need_find(find("DEU"), 25)->required);
    assert_null(tp_ebts_need_find(find("FNDR"), 15));
    assert_true(find("CARC")->needs == car->needs);
    assert_null(find("TPIS")->needs);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(types_differ_and_are_found),
    cmocka_unit_test(needs_name_known_fields_once),
    cmocka_unit_test(the_table_is_that_of_the_specification),
};
TP_TEST_MAIN(tests)
