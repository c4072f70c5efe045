/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as JSON: every value as it stands, binary ones described. */
#include <stdlib.h>

#include "cli/record_show.h"
#include "json/json.h"

static bool add_text(const struct tp_show *show, struct tp_json *json, struct tp_bytes value)
{
    char *text = tp_show_string(show->transaction, value, TP_SHOW_COMPLETE);

    if (text)
        tp_json_text(json, NULL, text);
    free(text);
    return text != NULL;
}

static void add_binary(const struct tp_shown_field *field, size_t size_bytes, struct tp_json *json)
{
    tp_json_integer(json, "bytes", (int64_t)size_bytes);
    if (!field->is_image)
        return;
    tp_json_text(json, "compression", field->image.compression);
    tp_json_integer(json, "width_px", field->image.width_px);
    tp_json_integer(json, "height_px", field->image.height_px);
    if (field->image.ppi > 0)
        tp_json_number(json, "ppi", (double)field->image.ppi);
}

static bool add_subfields(const struct tp_show *show, struct tp_bytes value, struct tp_json *json)
{
    struct tp_bytes subfield, item;
    bool good = true;

    tp_json_list(json, "subfields");
    while (tp_value_next(&value, TP_RS, &subfield)) {
        tp_json_list(json, NULL);
        while (tp_value_next(&subfield, TP_US, &item))
            good = add_text(show, json, item) && good;
        tp_json_close(json);
    }
    tp_json_close(json);
    return good;
}

static bool add_record(const struct tp_show *show, size_t place, struct tp_json *json)
{
    const struct tp_record *record = tp_transaction_at(show->transaction, place);
    bool good = true;

    tp_json_object(json, NULL);
    tp_json_integer(json, "record", (int64_t)place + 1);
    tp_json_integer(json, "type", tp_record_type(record));
    tp_json_text(json, "name", tp_dictionary_type_name(tp_record_type(record)));
    if (tp_record_idc(record) >= 0)
        tp_json_integer(json, "idc", tp_record_idc(record));
    tp_json_integer(json, "offset", tp_record_offset(record));
    tp_json_list(json, "fields");
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        struct tp_bytes value = tp_record_field_at(record, i).value;
        struct tp_shown_field field;

        tp_show_field(show->transaction, record, i, &field);
        tp_json_object(json, NULL);
        tp_json_text(json, "field", field.tag);
        tp_json_text(json, "mnemonic", field.mnemonic[0] ? field.mnemonic : NULL);
        tp_json_text(json, "name", field.name[0] ? field.name : NULL);
        if (field.binary)
            add_binary(&field, value.size_bytes, json);
        else
            good = add_subfields(show, value, json) && good;
        tp_json_close(json);
    }
    tp_json_close(json);
    tp_json_close(json);
    return good;
}

static void add_remarks(const struct tp_show *show, struct tp_json *json)
{
    tp_json_list(json, "remarks");
    for (size_t i = 0; i < show->remarks->count; i++) {
        const struct tp_finding *remark = &show->remarks->items[i];

        tp_json_object(json, NULL);
        tp_json_integer(json, "record", (int64_t)remark->record + 1);
        tp_json_integer(json, "type", remark->type);
        tp_json_integer(json, "field", remark->field);
        tp_json_integer(json, "offset", remark->offset_bytes);
        tp_json_text(json, "rule", remark->rule);
        tp_json_text(json, "text", remark->text);
        tp_json_close(json);
    }
    tp_json_close(json);
}

tp_status tp_show_as_json(const struct tp_show *show, FILE *out, struct tp_diag *diag)
{
    struct tp_json *json;
    char version[16];
    bool good = true;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "file", show->file);
    snprintf(version, sizeof version, "%04u", tp_transaction_version(show->transaction));
    tp_json_text(json, "version", version);
    tp_json_list(json, "records");
    for (size_t i = 0; i < tp_transaction_count(show->transaction); i++)
        good = add_record(show, i, json) && good;
    tp_json_close(json);
    add_remarks(show, json);
    status =
        good ? tp_json_print(json, false, out, diag) : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the JSON");
    tp_json_free(&json);
    return status;
}
