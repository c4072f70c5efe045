/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as text: one line for each field, or for each of its subfields. */
#include <stdlib.h>
#include <string.h>

#include "cli/record_show.h"

enum { VALUE_COLUMN = 56 };

/* "RECORD 2 | IDC 0": the items of a subfield with their mnemonics. */
static void append_items(const struct tp_show *show, const struct tp_field_rule *rule, struct tp_bytes subfield,
                         struct tp_buffer *out)
{
    struct tp_bytes item;
    bool first = true;

    for (size_t i = 0; tp_value_next(&subfield, TP_US, &item); i++) {
        const char *mnemonic = tp_show_item(rule, i);

        if (mnemonic && item.size_bytes == 0)
            continue;
        tp_write_text(out, "%s%s%s", first ? "" : " | ", mnemonic ? mnemonic : "", mnemonic ? " " : "");
        tp_show_text(show->transaction, item, TP_SHOW_SAFE, out);
        first = false;
    }
}

static void append_value(const struct tp_show *show, const struct tp_shown_field *field, struct tp_bytes value,
                         struct tp_buffer *out)
{
    struct tp_bytes subfield;
    char words[160];

    if (field->binary) {
        tp_show_binary(field, value.size_bytes, words, sizeof words);
        tp_write_text(out, "%s\n", words);
        return;
    }
    for (size_t i = 0; tp_value_next(&value, TP_RS, &subfield); i++) {
        if (i > 0)
            tp_write_text(out, "%*s", VALUE_COLUMN, "");
        append_items(show, field->rule, subfield, out);
        tp_write_u8(out, '\n');
    }
}

static void append_record(const struct tp_show *show, size_t place, struct tp_buffer *out)
{
    const struct tp_record *record = tp_transaction_at(show->transaction, place);
    char head[64];

    tp_write_text(out, "\nrecord %zu, type %u: %s\n", place + 1, tp_record_type(record),
                  tp_dictionary_type_name(tp_record_type(record)));
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        struct tp_shown_field field;
        int used;

        tp_show_field(show->transaction, record, i, &field);
        used = snprintf(head, sizeof head, "  %-9s %-6s ", field.tag, field.mnemonic);
        tp_write_text(out, "%s%-*s ", head, TP_MAX(VALUE_COLUMN - 1 - used, 1), field.name);
        append_value(show, &field, tp_record_field_at(record, i).value, out);
    }
}

tp_status tp_show_as_text(const struct tp_show *show, FILE *out, struct tp_diag *diag)
{
    size_t count = tp_transaction_count(show->transaction);
    struct tp_buffer text;
    tp_status status = TP_OK;

    tp_buffer_init(&text);
    tp_write_text(&text, "%s: %zu record%s, version %04u\n", show->file, count, count == 1 ? "" : "s",
                  tp_transaction_version(show->transaction));
    for (size_t i = 0; i < count; i++)
        append_record(show, i, &text);
    if (text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the text");
    else
        fwrite(text.data, 1, text.size_bytes, out);
    tp_buffer_deinit(&text);
    return status;
}
