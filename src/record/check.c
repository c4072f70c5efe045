/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a transaction against ANSI/NIST-ITL: every record against its table, then the rules that tables cannot say.
 * Clauses ("ITL 2011 8.14") are those of ANSI/NIST-ITL 1-2011, Update 2013 (NIST SP 500-290e2). */
#include "record/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "record/dictionary_tables.h"

/* ---- reporting ----------------------------------------------------------------------------------------------------
 */

static int64_t offset_of(const struct tp_check *check, struct tp_spot spot)
{
    size_t count = spot.field > 0 ? tp_record_field_count(check->record) : 0;

    for (size_t i = 0; i < count; i++) {
        struct tp_field field = tp_record_field_at(check->record, i);
        struct tp_bytes part;
        if (field.number != spot.field)
            continue;
        part = spot.subfield + spot.item > 0 ? tp_value_item(field.value, TP_MAX(spot.subfield, 1u), spot.item)
                                             : field.value;
        return field.offset_bytes < 0 || !part.data ? field.offset_bytes
                                                    : field.offset_bytes + (part.data - field.value.data);
    }
    return tp_record_offset(check->record);
}

static void report(const struct tp_check *check, enum tp_severity severity, struct tp_spot spot, const char *rule,
                   const char *text)
{
    const struct tp_finding finding = {.severity = severity,
                                       .record = check->place,
                                       .type = check->type,
                                       .field = spot.field,
                                       .subfield = spot.subfield,
                                       .item = spot.item,
                                       .offset_bytes = offset_of(check, spot),
                                       .rule = rule};

    tp_findings_add(check->findings, &finding, "%s", text);
}

#define REPORT(severity)                                                                                               \
    do {                                                                                                               \
        char text[sizeof((struct tp_finding *)0)->text];                                                               \
        va_list arguments;                                                                                             \
        va_start(arguments, format);                                                                                   \
        vsnprintf(text, sizeof text, format, arguments);                                                               \
        va_end(arguments);                                                                                             \
        report(check, (severity), spot, rule, text);                                                                   \
    } while (0)

void tp_check_error(const struct tp_check *check, struct tp_spot spot, const char *rule, const char *format, ...)
{
    REPORT(TP_SEVERITY_ERROR);
}

void tp_check_warning(const struct tp_check *check, struct tp_spot spot, const char *rule, const char *format, ...)
{
    REPORT(TP_SEVERITY_WARNING);
}

void tp_check_since(const struct tp_check *check, unsigned from, struct tp_spot spot, const char *rule,
                    const char *format, ...)
{
    REPORT(check->version >= from ? TP_SEVERITY_ERROR : TP_SEVERITY_WARNING);
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

struct tp_bytes tp_check_get(const struct tp_check *check, uint32_t field)
{
    return tp_record_get(check->record, field);
}

bool tp_check_has(const struct tp_check *check, uint32_t field)
{
    return tp_check_get(check, field).size_bytes > 0;
}

int64_t tp_check_number(const struct tp_check *check, uint32_t field, int64_t otherwise)
{
    int64_t number;

    return tp_value_number(tp_check_get(check, field), &number) ? number : otherwise;
}

struct tp_bytes tp_check_item(struct tp_bytes subfield, size_t item)
{
    return tp_value_item(subfield, 1, item);
}

int64_t tp_check_item_number(struct tp_bytes value, size_t item, int64_t otherwise)
{
    int64_t number;

    return tp_value_number(tp_check_item(value, item), &number) ? number : otherwise;
}

struct tp_subfields tp_check_subfields(const struct tp_check *check, uint32_t field)
{
    return (struct tp_subfields){.rest = tp_check_get(check, field)};
}

bool tp_check_next(struct tp_subfields *subfields)
{
    subfields->number++;
    return tp_value_next(&subfields->rest, TP_RS, &subfields->value);
}

const char *tp_check_rule(uint8_t type)
{
    static const char *const rules[] = {
        "ITL 2011 8",    "ITL 2011 8.1",  "ITL 2011 8.2",  "ITL 2011 8.3",  "ITL 2011 8.4",  "ITL 2011 8.5",
        "ITL 2011 8.6",  "ITL 2011 8.7",  "ITL 2011 8.8",  "ITL 2011 8.9",  "ITL 2011 8.10", "ITL 2011 8.11",
        "ITL 2011 8.12", "ITL 2011 8.13", "ITL 2011 8.14", "ITL 2011 8.15", "ITL 2011 8.16", "ITL 2011 8.17",
        "ITL 2011 8.18", "ITL 2011 8.19", "ITL 2011 8.20", "ITL 2011 8.21", "ITL 2011 8.22"};

    return type < TP_ARRAY_LENGTH(rules) ? rules[type]
           : type == 98                  ? "ITL 2011 8.23"
           : type == 99                  ? "ITL 2011 8.24"
                                         : rules[0];
}

/* ---- records ------------------------------------------------------------------------------------------------------
 */

/* Since when there are records of TYPE: version 0 for never. */
static unsigned first_version(uint8_t type)
{
    static const struct {
        uint8_t from, to;
        uint16_t version;
    } since[] = {{1, 9, TP_ITL_1993},   {10, 10, TP_ITL_1997}, {11, 12, TP_ITL_2013},
                 {13, 16, TP_ITL_2000}, {17, 17, TP_ITL_2007}, {18, 21, TP_ITL_2011},
                 {22, 22, TP_ITL_2013}, {98, 98, TP_ITL_2011}, {99, 99, TP_ITL_2007}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(since); i++) {
        if (type >= since[i].from && type <= since[i].to)
            return since[i].version;
    }
    return 0;
}

static bool is_deprecated(const struct tp_check *check)
{
    return check->version >= TP_ITL_2011 && (check->type == 3 || check->type == 5 || check->type == 6);
}

static void check_type(const struct tp_check *check)
{
    const struct tp_spot record = {0, 0, 0};
    unsigned since = first_version(check->type);

    if (check->type == 1 && check->place > 0)
        tp_check_error(check, record, "ITL 2011 5.3.1", "a second record of type 1");
    else if (since == 0)
        tp_check_error(check, record, "ITL 2011 5.3", "there are no records of type %u", check->type);
    else if (check->version < since)
        tp_check_warning(check, record, "ITL 2011 5.3", "version %04u of the standard has no records of type %u",
                         check->version, check->type);
    else if (is_deprecated(check))
        tp_check_error(check, record, "ITL 2011 5.3", "records of type %u are deprecated since 2011", check->type);
}

/* 001 is first, 002 second, 999 last; what is between may be in any order. */
static void check_order(const struct tp_check *check)
{
    size_t count = tp_record_field_count(check->record);

    for (size_t i = 0; i < count; i++) {
        uint32_t number = tp_record_field_at(check->record, i).number;
        if ((number == 1) != (i == 0))
            tp_check_error(check, (struct tp_spot){number, 0, 0}, "ITL 2011 B.1",
                           number == 1 ? "LEN is not the first field" : "the first field is not LEN");
        else if (number == 2 && i != 1)
            tp_check_error(check, (struct tp_spot){number, 0, 0}, "ITL 2011 B.1", "it is not the second field");
        else if (number == 999 && i + 1 < count && check->type != 2)
            tp_check_error(check, (struct tp_spot){number, 0, 0}, "ITL 2011 B.1", "DATA is not the last field");
    }
}

static void check_table(const struct tp_check *check)
{
    struct tp_rule_set set = {.version = check->version, .rule = tp_check_rule(check->type)};

    set.rules = tp_dictionary_type(check->type, &set.count);
    if (check->type == 2) { /* the rest of it is the domain's */
        set.rules = tp_dictionary_table_2;
        set.count = tp_dictionary_count_2;
    }
    if (set.rules)
        tp_check_fields(check->transaction, check->place, &set, check->findings);
}

static void check_record(const struct tp_check *check)
{
    check_type(check);
    if (is_deprecated(check))
        return;
    check_order(check);
    check_table(check);
    if (check->type == 1)
        tp_check_transaction(check);
    tp_check_image(check);
    tp_check_ridge(check);
    if (check->type == 9)
        tp_check_minutiae(check);
    if (check->type == 10)
        tp_check_face(check);
    if (check->type == 17)
        tp_check_iris(check);
    tp_check_common(check);
}

static tp_status out_of_memory(const struct tp_findings *findings, struct tp_diag *diag)
{
    return findings->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the findings") : TP_OK;
}

tp_status tp_transaction_check(const struct tp_transaction *transaction, enum tp_profile profile,
                               struct tp_findings *findings, struct tp_diag *diag)
{
    unsigned version = tp_transaction_version(transaction);
    size_t count = tp_transaction_count(transaction), before = findings->count;
    tp_status status = TP_OK;

    for (size_t i = 0; i < count; i++) {
        const struct tp_record *record = tp_transaction_at(transaction, i);
        const struct tp_check check = {.transaction = transaction,
                                       .record = record,
                                       .place = (uint32_t)i,
                                       .type = tp_record_type(record),
                                       .version = version == 0 ? TP_ITL_2015 : version,
                                       .findings = findings};
        check_record(&check);
    }
    if (profile == TP_PROFILE_EBTS) {
        status = tp_ebts_check(transaction, findings, diag);
        tp_findings_sort(findings, before);
    }
    return status == TP_OK ? out_of_memory(findings, diag) : status;
}
