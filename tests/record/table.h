/* SPDX-License-Identifier: Apache-2.0 */
/* Walks a table of fields: what every table must keep to. */
#ifndef TESTS_RECORD_TABLE_H
#define TESTS_RECORD_TABLE_H

#include <stdio.h>
#include <string.h>

#include "record/record.h"

static inline bool table_overlaps(const struct tp_field_rule *a, const struct tp_field_rule *b)
{
    unsigned end = a->to_version ? a->to_version : 9999, other = b->to_version ? b->to_version : 9999;

    return a->from_version <= other && b->from_version <= end;
}

static inline void table_assert_values(const char *values)
{
    for (const char *code = values; *code; code += strcspn(code, "|"), code += *code == '|') {
        size_t length = strcspn(code, "|");
        assert_true(length > 0);
        assert_true(code[0] != ' ' && code[length - 1] != ' ');
    }
    assert_int_not_equal(values[strlen(values) - 1], '|');
}

static inline void table_assert_item(const struct tp_item_rule *item)
{
    assert_non_null(strchr("MDO", item->condition));
    assert_int_not_equal(item->chars, 0);
    assert_true(item->max_chars == 0 || item->min_chars <= item->max_chars);
    assert_true(item->min_chars > 0);
    assert_true(!item->mnemonic == !item->name);
    if (item->values)
        table_assert_values(item->values);
}

static inline void table_assert_field(const struct tp_field_rule *rule)
{
    assert_true(rule->number > 0 && rule->mnemonic && rule->name);
    assert_true(rule->last == 0 || rule->last > rule->number);
    assert_non_null(strchr("MDO", rule->condition));
    assert_true(rule->max_subfields == 0 || rule->min_subfields <= rule->max_subfields);
    assert_true(rule->to_version == 0 || rule->from_version <= rule->to_version);
    assert_true(!rule->items == (rule->item_count == 0));
    assert_true(rule->repeated <= rule->item_count);
    for (size_t i = 0; i < rule->item_count; i++) {
        table_assert_item(&rule->items[i]);
        for (size_t k = 0; k < i && rule->items[i].mnemonic; k++)
            assert_string_not_equal(rule->items[i].mnemonic, rule->items[k].mnemonic);
    }
}

/* Numbers ascend, several rules of one number are for different versions, and mnemonics are unique but for those that
 * stand for many fields. */
static inline void table_assert(uint8_t type)
{
    size_t count;
    const struct tp_field_rule *rules = tp_dictionary_type(type, &count);

    assert_true(rules && count > 0);
    for (size_t i = 0; i < count; i++) {
        table_assert_field(&rules[i]);
        if (i > 0)
            assert_true(rules[i].number >= rules[i - 1].number);
        for (size_t k = 0; k < i; k++) {
            if (rules[k].number == rules[i].number)
                assert_false(table_overlaps(&rules[k], &rules[i]));
            else
                assert_true(rules[i].number > TP_MAX(rules[k].number, rules[k].last));
        }
    }
}

static inline void table_assert_field_is(uint8_t type, uint32_t number, unsigned version, const char *mnemonic)
{
    const struct tp_field_rule *rule = tp_dictionary_field(type, number, version);

    if (!mnemonic) {
        assert_null(rule);
        return;
    }
    assert_non_null(rule);
    assert_string_equal(rule->mnemonic, mnemonic);
}

#endif
