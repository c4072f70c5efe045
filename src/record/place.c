/* SPDX-License-Identifier: Apache-2.0 */
/* Where a finding is, in words. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "record/record.h"

TP_PRINTF(3, 4) static void add(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out + used, size - used, format, arguments);
    va_end(arguments);
}

/* "3 (type 14, IDC 2)" */
static void add_record(const struct tp_finding *finding, const struct tp_transaction *transaction, char *out,
                       size_t size)
{
    const struct tp_record *record = transaction ? tp_transaction_at(transaction, finding->record) : NULL;

    add(out, size, "record %" PRIu32 " (type %u", finding->record + 1, finding->type);
    if (record && finding->type > 1 && tp_record_idc(record) >= 0)
        add(out, size, ", IDC %d", tp_record_idc(record));
    add(out, size, ")");
}

void tp_finding_place(const struct tp_finding *finding, const struct tp_transaction *transaction, char *out,
                      size_t size)
{
    const struct tp_field_rule *rule;

    TP_ASSERT(size > 0);
    out[0] = '\0';
    if (finding->type == 0) {
        add(out, size, "file");
        return;
    }
    add_record(finding, transaction, out, size);
    if (finding->field == 0)
        return;
    rule = tp_dictionary_name(finding->type, finding->field, transaction ? tp_transaction_version(transaction) : 0);
    add(out, size, ", field %u.%03" PRIu32, finding->type, finding->field);
    if (rule && rule->mnemonic)
        add(out, size, " %s", rule->mnemonic);
    if (finding->subfield > 0)
        add(out, size, ", subfield %" PRIu32, finding->subfield);
    if (finding->item > 0)
        add(out, size, ", item %" PRIu32, finding->item);
}

unsigned tp_transaction_version(const struct tp_transaction *transaction)
{
    const struct tp_record *first = tp_transaction_at(transaction, 0);
    int64_t version;

    if (!first || !tp_value_number(tp_record_get(first, 2), &version) || version < 0 || version > 9999)
        return 0;
    return (unsigned)version;
}
