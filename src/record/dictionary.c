/* SPDX-License-Identifier: Apache-2.0 */
/* Looks up record types and fields of ANSI/NIST-ITL; the tables are in dictionary_*.c. */
#include "record/dictionary_tables.h"

#define ROW(type, table, name)                                                                                         \
    {                                                                                                                  \
        (type), (name), tp_dictionary_table_##table, &tp_dictionary_count_##table                                      \
    }
static const struct table {
    uint8_t type;
    const char *name;
    const struct tp_field_rule *rules;
    const size_t *count;
} tables[] = {
    ROW(1, 1, "transaction information"),
    ROW(2, 2, "user-defined descriptive text"),
    ROW(3, 3, "low-resolution grayscale fingerprint image"),
    ROW(4, 4, "grayscale fingerprint image"),
    ROW(5, 3, "low-resolution binary fingerprint image"),
    ROW(6, 3, "high-resolution binary fingerprint image"),
    ROW(7, 7, "user-defined image"),
    ROW(8, 8, "signature image"),
    ROW(9, 9, "minutiae"),
    ROW(10, 10, "face, body part, scar, mark or tattoo image"),
    {11, "forensic and investigatory voice", NULL, NULL},
    {12, "forensic dental and oral", NULL, NULL},
    ROW(13, 13, "latent friction ridge image"),
    ROW(14, 14, "fingerprint image"),
    ROW(15, 15, "palm print image"),
    ROW(16, 16, "user-defined testing image"),
    ROW(17, 17, "iris image"),
    ROW(18, 18, "DNA"),
    ROW(19, 19, "plantar image"),
    ROW(20, 20, "source representation"),
    ROW(21, 21, "associated context"),
    ROW(22, 22, "non-photographic imagery"),
    ROW(98, 98, "information assurance"),
    ROW(99, 99, "CBEFF biometric data"),
};

static const struct table *find(uint8_t type)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(tables); i++) {
        if (tables[i].type == type)
            return &tables[i];
    }
    return NULL;
}

const struct tp_field_rule *tp_dictionary_type(uint8_t type, size_t *count)
{
    const struct table *table = find(type);

    *count = table && table->rules ? *table->count : 0;
    return table ? table->rules : NULL;
}

static bool covers(const struct tp_field_rule *rule, uint32_t number)
{
    return number == rule->number || (number > rule->number && number <= rule->last);
}

const struct tp_field_rule *tp_rules_find(const struct tp_field_rule *rules, size_t count, uint32_t number,
                                          unsigned version)
{
    version = version == 0 ? TP_ITL_2015 : version;
    for (size_t i = 0; i < count; i++) {
        if (covers(&rules[i], number) && version >= rules[i].from_version &&
            (rules[i].to_version == 0 || version <= rules[i].to_version))
            return &rules[i];
    }
    return NULL;
}

const struct tp_field_rule *tp_rules_find_any(const struct tp_field_rule *rules, size_t count, uint32_t number)
{
    for (size_t i = count; i > 0; i--) {
        if (covers(&rules[i - 1], number))
            return &rules[i - 1];
    }
    return NULL;
}

const struct tp_field_rule *tp_dictionary_field(uint8_t type, uint32_t number, unsigned version)
{
    size_t count;
    const struct tp_field_rule *rules = tp_dictionary_type(type, &count);

    return tp_rules_find(rules, count, number, version);
}

const struct tp_field_rule *tp_dictionary_name(uint8_t type, uint32_t number, unsigned version)
{
    size_t count;
    const struct tp_field_rule *rules = tp_dictionary_type(type, &count);
    const struct tp_field_rule *rule = tp_rules_find(rules, count, number, version);

    if (type == 2 && tp_ebts_field(number)) /* the standard leaves its fields to the domain */
        return tp_ebts_field(number);
    return rule ? rule : tp_rules_find_any(rules, count, number);
}

const char *tp_dictionary_type_name(uint8_t type)
{
    const struct table *table = find(type);

    return table ? table->name : "record of an unknown type";
}
