/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a record against a table of fields: which there are, how often, and what stands in them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/check.h"

/* Of one field; a file may hold thousands of subfields that are wrong in the same way. */
enum { FINDINGS_OF_A_FIELD = 8 };

struct field_check {
    const struct tp_check *check;
    const struct tp_field_rule *field;
    const char *rule;
    size_t limit; /* no more findings than this */
};

static bool is_full(const struct field_check *at)
{
    return at->check->findings->count >= at->limit;
}

/* ---- values -------------------------------------------------------------------------------------------------------
 */

/* The whole number at TEXT; *END behind it. */
static bool number_in(const char *text, const char **end, int64_t *out)
{
    char *stop;

    *out = strtoll(text, &stop, 10);
    *end = stop;
    return stop != text;
}

static bool token_allows(const char *token, size_t length, struct tp_bytes value)
{
    int64_t low, high, number;
    const char *end;

    if (number_in(token, &end, &low) && tp_value_number(value, &number)) {
        if (end == token + length)
            return number == low;
        if (end[0] == '.' && end[1] == '.' && number_in(end + 2, &end, &high) && end == token + length)
            return number >= low && number <= high;
    }
    return value.size_bytes == length && memcmp(value.data, token, length) == 0;
}

bool tp_check_allowed(struct tp_bytes value, const char *values)
{
    for (;;) {
        size_t length = strcspn(values, "|");
        if (token_allows(values, length, value))
            return true;
        if (values[length] == '\0')
            return false;
        values += length + 1;
    }
}

static bool is_alpha(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_numeric(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool allows_character(unsigned chars, uint8_t c)
{
    if (c < 0x20 || c >= 0x7f)
        return false;
    if (c == ' ')
        return (chars & TP_CHARS_SPACE) != 0;
    if (is_numeric(c))
        return (chars & (TP_CHARS_NUMERIC | TP_CHARS_HEX | TP_CHARS_BASE64)) != 0;
    if (is_alpha(c))
        return (chars & (TP_CHARS_ALPHA | TP_CHARS_BASE64)) != 0 ||
               ((chars & TP_CHARS_HEX) != 0 && ((c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')));
    return (chars & TP_CHARS_SPECIAL) != 0 || ((chars & TP_CHARS_BASE64) != 0 && (c == '+' || c == '/' || c == '='));
}

/* "digits", "letters and digits", ... */
static const char *characters_in_words(unsigned chars)
{
    if (chars & TP_CHARS_HEX)
        return "hexadecimal digits";
    if (chars & TP_CHARS_BASE64)
        return "base 64";
    if (chars & TP_CHARS_SPECIAL)
        return chars & TP_CHARS_ALPHA ? "printable characters" : "digits and signs";
    return chars & TP_CHARS_ALPHA ? chars & TP_CHARS_NUMERIC ? "letters and digits" : "letters" : "digits";
}

/* How many bytes the UTF-8 character at AT has; 0 for what is none. */
static size_t utf8_length(struct tp_bytes value, size_t at)
{
    uint8_t c = value.data[at];
    size_t length = c < 0x80                ? 1
                    : c >= 0xc2 && c < 0xe0 ? 2
                    : c >= 0xe0 && c < 0xf0 ? 3
                    : c >= 0xf0 && c < 0xf5 ? 4
                                            : 0;

    for (size_t i = 1; i < length; i++) {
        if (at + i >= value.size_bytes || (value.data[at + i] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

/* The index of the character set of text, the first in 1.015 that is not 7-bit ASCII (3: UTF-8); 0 for none. */
static int64_t charset_of(const struct tp_transaction *transaction)
{
    struct tp_bytes rest = tp_record_get(tp_transaction_at(transaction, 0), 15), set;
    int64_t index = 0;

    while (index == 0 && tp_value_next(&rest, TP_RS, &set))
        index = tp_check_item_number(set, 1, 0);
    return index;
}

/* Free text; *LENGTH becomes its characters. */
static void check_text(const struct field_check *at, struct tp_spot spot, struct tp_bytes value, size_t *length)
{
    const int64_t charset = at->check->charset;
    bool control = false, wide = false, broken = false;

    *length = 0;
    for (size_t i = 0, step; i < value.size_bytes; i += step, ++*length) {
        uint8_t c = value.data[i];
        size_t character = charset == 3 ? utf8_length(value, i) : 1;
        step = TP_MAX(character, (size_t)1);
        control = control || ((c < 0x20 || c == 0x7f) && c != '\t' && c != '\n' && c != '\r');
        wide = wide || c >= 0x80;
        broken = broken || character == 0;
    }
    if (control)
        tp_check_warning(at->check, spot, "ITL 2011 5.5", "there is a control character in the text");
    if (broken)
        tp_check_error(at->check, spot, "ITL 2011 5.6", "the text is not UTF-8, which 1.015 DCS declares");
    else if (wide && charset == 0 && at->check->type == 1 && charset_of(at->check->transaction) != 0)
        tp_check_warning(at->check, spot, "ITL 2011 B.1", "the record of type 1 is 7-bit ASCII, whatever it declares");
    else if (wide && charset == 0)
        tp_check_since(at->check, TP_ITL_2011, spot, "ITL 2011 5.6",
                       "there is a character beyond 7-bit ASCII and 1.015 DCS declares no other set");
}

static bool check_characters(const struct field_check *at, struct tp_spot spot, unsigned chars, struct tp_bytes value)
{
    for (size_t i = 0; i < value.size_bytes; i++) {
        if (allows_character(chars, value.data[i]))
            continue;
        tp_check_error(at->check, spot, at->rule, "character 0x%02x at %zu: only %s are allowed", value.data[i], i + 1,
                       characters_in_words(chars));
        return false;
    }
    return true;
}

/* Of what is wrong with a value one thing is said: characters, form, length, or that it is none of the codes. */
static void check_coded(const struct field_check *at, struct tp_spot spot, const struct tp_item_rule *item,
                        struct tp_bytes value)
{
    bool number = item->chars == TP_CHARS_NUMERIC; /* no sign then */

    if (!tp_check_allowed(value, item->values))
        tp_check_error(at->check, spot, at->rule, "%.*s is none of %.100s", (int)TP_MIN(value.size_bytes, (size_t)20),
                       (const char *)value.data, item->values);
    else if (item->max_chars > 0 && value.size_bytes > item->max_chars)
        tp_check_error(at->check, spot, at->rule, "%zu characters, at most %u are allowed", value.size_bytes,
                       item->max_chars);
    else if (value.size_bytes < item->min_chars)
        tp_check_error(at->check, spot, at->rule, "%zu characters, at least %u are needed", value.size_bytes,
                       item->min_chars);
    else if (number)
        check_characters(at, spot, item->chars, value);
}

static void check_free(const struct field_check *at, struct tp_spot spot, const struct tp_item_rule *item,
                       struct tp_bytes value)
{
    size_t length = value.size_bytes;

    if (item->chars & TP_CHARS_UNICODE)
        check_text(at, spot, value, &length);
    else if (!check_characters(at, spot, item->chars, value))
        return;
    if (item->form && !item->form->valid(value))
        tp_check_error(at->check, spot, at->rule, "it is not %s", item->form->name);
    else if (length < item->min_chars)
        tp_check_error(at->check, spot, at->rule, "%zu characters, at least %u are needed", length, item->min_chars);
    else if (item->max_chars > 0 && length > item->max_chars)
        tp_check_error(at->check, spot, at->rule, "%zu characters, at most %u are allowed", length, item->max_chars);
}

static void check_value(const struct field_check *at, struct tp_spot spot, const struct tp_item_rule *item,
                        struct tp_bytes value)
{
    if (item->chars & TP_CHARS_BINARY)
        return;
    if (item->values)
        check_coded(at, spot, item, value);
    else
        check_free(at, spot, item, value);
}

/* ---- items and subfields ------------------------------------------------------------------------------------------
 */

/* The rule of the item at PLACE, from 0; NULL when there should be none. */
static const struct tp_item_rule *item_rule(const struct tp_field_rule *field, size_t place)
{
    size_t fixed = (size_t)field->item_count - field->repeated;

    if (place < field->item_count)
        return &field->items[place];
    return field->repeated > 0 ? &field->items[fixed + (place - fixed) % field->repeated] : NULL;
}

static void report_missing(const struct field_check *at, struct tp_spot spot, const struct tp_item_rule *item)
{
    if (!item->mnemonic)
        tp_check_error(at->check, spot, at->rule, "the value is missing");
    else
        tp_check_error(at->check, spot, at->rule, "%s (%s) is missing", item->mnemonic, item->name);
}

/* Items that are not there at all: the rest of the list, and of the group that repeats. */
static void check_absent_items(const struct field_check *at, uint32_t subfield, size_t count)
{
    const struct tp_field_rule *field = at->field;
    size_t fixed = (size_t)field->item_count - field->repeated, end = field->item_count;

    if (field->repeated > 0 && count > end)
        end = fixed + (count - fixed + field->repeated - 1) / field->repeated * field->repeated;
    for (size_t i = count; i < end && !is_full(at); i++) {
        const struct tp_item_rule *item = item_rule(field, i);
        if (item->condition == 'M')
            report_missing(at, (struct tp_spot){field->number, subfield, (uint32_t)i + 1}, item);
    }
}

static void check_subfield(const struct field_check *at, struct tp_spot spot, struct tp_bytes rest)
{
    struct tp_bytes value;
    size_t count = 0;
    bool single = at->field->item_count == 1 && at->field->repeated == 0;

    for (; !is_full(at) && tp_value_next(&rest, TP_US, &value); count++) {
        const struct tp_item_rule *item = item_rule(at->field, count);
        spot.item = single ? 0 : (uint32_t)count + 1;
        if (!item) {
            if (value.size_bytes > 0) {
                tp_check_error(at->check, spot, at->rule, "there are more than the %u items of this field",
                               at->field->item_count);
                return;
            }
        } else if (value.size_bytes > 0) {
            check_value(at, spot, item, value);
        } else if (item->condition == 'M') {
            report_missing(at, spot, item);
        }
    }
    check_absent_items(at, spot.subfield, count);
}

static void check_subfield_count(const struct field_check *at, size_t count)
{
    size_t least = TP_MAX(at->field->min_subfields, 1), most = at->field->max_subfields;
    struct tp_spot spot = {at->field->number, 0, 0};

    if (at->field->min_subfields == 0 && most == 0)
        most = 1;
    if (count < least)
        tp_check_error(at->check, spot, at->rule, "%zu subfields, at least %zu are needed", count, least);
    else if (most > 0 && count > most)
        tp_check_error(at->check, spot, at->rule, "%zu subfields, at most %zu are allowed", count, most);
}

static void check_content(const struct field_check *at, struct tp_bytes rest)
{
    struct tp_bytes subfield;
    uint32_t count = 0;
    bool single = at->field->min_subfields <= 1 && at->field->max_subfields <= 1 &&
                  at->field->min_subfields == at->field->max_subfields;

    while (tp_value_next(&rest, TP_RS, &subfield)) {
        count++;
        if (!is_full(at))
            check_subfield(at, (struct tp_spot){at->field->number, single ? 0 : count, 0}, subfield);
    }
    check_subfield_count(at, count);
}

/* ---- fields -------------------------------------------------------------------------------------------------------
 */

/* Up to 2007 users had the fields from 200 to 998 of tagged images for themselves. */
static bool is_of_users(const struct tp_check *check, uint32_t number)
{
    return check->version < TP_ITL_2011 && check->type >= 10 && number >= 200 && number <= 998;
}

/* The tables are complete up to 2013; a field that is reserved in them may have got a meaning in 2015. */
static void check_unknown(const struct tp_check *check, const struct tp_rule_set *set, uint32_t number)
{
    const struct tp_field_rule *other = tp_rules_find_any(set->rules, set->count, number);
    struct tp_spot spot = {number, 0, 0};

    if (is_of_users(check, number))
        return;
    if (set->version > TP_ITL_2013)
        tp_check_warning(check, spot, set->rule, "it is no field of version 0501, and those added since are not known");
    else if (other)
        tp_check_warning(check, spot, set->rule, "version %04u of the standard has no such field", set->version);
    else
        tp_check_error(check, spot, set->rule, "there is no such field in a record of type %u", check->type);
}

static void check_field(const struct tp_check *check, const struct tp_rule_set *set, const struct tp_field *field)
{
    const struct field_check at = {check, tp_rules_find(set->rules, set->count, field->number, set->version), set->rule,
                                   check->findings->count + FINDINGS_OF_A_FIELD};
    bool binary;

    if (!at.field) {
        check_unknown(check, set, field->number);
        return;
    }
    if (!at.field->items)
        return;
    binary = (at.field->items[0].chars & TP_CHARS_BINARY) != 0;
    if (field->value.size_bytes == 0 && at.field->condition == 'M')
        tp_check_error(check, (struct tp_spot){field->number, 0, 0}, set->rule, "the field is empty");
    else if (field->value.size_bytes == 0)
        tp_check_warning(check, (struct tp_spot){field->number, 0, 0}, set->rule, "the field is there but empty");
    else if (!binary)
        check_content(&at, field->value);
}

static void check_missing(const struct tp_check *check, const struct tp_rule_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct tp_field_rule *rule = &set->rules[i];
        if (rule->condition != 'M' || tp_rules_find(set->rules, set->count, rule->number, set->version) != rule)
            continue;
        if (!tp_record_get(check->record, rule->number).data)
            tp_check_error(check, (struct tp_spot){rule->number, 0, 0}, set->rule, "%s (%s) is missing", rule->mnemonic,
                           rule->name);
    }
}

/* Fields of type 2, which are the domain's. */
static bool is_loose(const struct tp_check *check, uint32_t number)
{
    return check->type == 2 && number > 2;
}

/* No number twice. The fields of a record are few, or it is a hostile one: then only neighbors are looked at. */
static void check_twice(const struct tp_check *check, const struct tp_rule_set *set)
{
    size_t count = tp_record_field_count(check->record), reach = count <= 1000 ? count : 1;

    for (size_t i = 1; i < count; i++) {
        uint32_t number = tp_record_field_at(check->record, i).number;
        for (size_t k = i - TP_MIN(i, reach); k < i; k++) {
            if (tp_record_field_at(check->record, k).number == number) {
                if (is_loose(check, number))
                    tp_check_warning(check, (struct tp_spot){number, 0, 0}, set->rule, "the field is there twice");
                else
                    tp_check_error(check, (struct tp_spot){number, 0, 0}, set->rule, "the field is there twice");
                break;
            }
        }
    }
}

void tp_check_fields(const struct tp_transaction *transaction, uint32_t place, const struct tp_rule_set *set,
                     struct tp_findings *findings)
{
    const struct tp_record *record = tp_transaction_at(transaction, place);
    const struct tp_check check = {transaction,
                                   record,
                                   place,
                                   tp_record_type(record),
                                   set->version,
                                   findings,
                                   place == 0 ? 0 : charset_of(transaction)};
    size_t count = tp_record_field_count(record);

    for (size_t i = 0; i < count; i++) {
        struct tp_field field = tp_record_field_at(record, i);
        check_field(&check, set, &field);
    }
    check_twice(&check, set);
    check_missing(&check, set);
}
