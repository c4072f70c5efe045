/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as XML, in a form of our own (docs/formats-records.md): not the NIEM encoding. */
#include <stdlib.h>

#include "cli/record_show.h"

static void add_number(struct tp_xml_writer *xml, const char *name, int64_t value)
{
    char text[32];

    snprintf(text, sizeof text, "%lld", (long long)value);
    tp_xml_add_attribute(xml, name, text);
}

static void add_binary(const struct tp_shown_field *field, size_t size_bytes, struct tp_xml_writer *xml)
{
    tp_xml_open(xml, "binary");
    add_number(xml, "bytes", (int64_t)size_bytes);
    if (field->is_image) {
        tp_xml_add_attribute(xml, "compression", field->image.compression);
        add_number(xml, "width", field->image.width_px);
        add_number(xml, "height", field->image.height_px);
        if (field->image.ppi > 0)
            add_number(xml, "ppi", (int64_t)field->image.ppi);
    }
    tp_xml_close(xml);
}

static bool add_subfields(const struct tp_show *show, const struct tp_field_rule *rule, struct tp_bytes value,
                          struct tp_xml_writer *xml)
{
    struct tp_bytes subfield, item;
    bool good = true;

    while (tp_value_next(&value, TP_RS, &subfield)) {
        tp_xml_open(xml, "subfield");
        for (size_t i = 0; tp_value_next(&subfield, TP_US, &item); i++) {
            const char *mnemonic = tp_show_item(rule, i);
            char *text = tp_show_string(show->transaction, item, TP_SHOW_SAFE);

            tp_xml_open(xml, "item");
            if (mnemonic)
                tp_xml_add_attribute(xml, "mnemonic", mnemonic);
            tp_xml_add_text(xml, text ? text : "");
            tp_xml_close(xml);
            good = good && text;
            free(text);
        }
        tp_xml_close(xml);
    }
    return good;
}

static bool add_record(const struct tp_show *show, size_t place, struct tp_xml_writer *xml)
{
    const struct tp_record *record = tp_transaction_at(show->transaction, place);
    bool good = true;

    tp_xml_open(xml, "record");
    add_number(xml, "number", (int64_t)place + 1);
    add_number(xml, "type", tp_record_type(record));
    tp_xml_add_attribute(xml, "name", tp_dictionary_type_name(tp_record_type(record)));
    if (tp_record_idc(record) >= 0)
        add_number(xml, "idc", tp_record_idc(record));
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        struct tp_bytes value = tp_record_field_at(record, i).value;
        struct tp_shown_field field;

        tp_show_field(show->transaction, record, i, &field);
        tp_xml_open(xml, "field");
        tp_xml_add_attribute(xml, "number", field.tag);
        if (field.mnemonic[0])
            tp_xml_add_attribute(xml, "mnemonic", field.mnemonic);
        if (field.name[0])
            tp_xml_add_attribute(xml, "name", field.name);
        if (field.binary)
            add_binary(&field, value.size_bytes, xml);
        else
            good = add_subfields(show, field.rule, value, xml) && good;
        tp_xml_close(xml);
    }
    tp_xml_close(xml);
    return good;
}

tp_status tp_show_as_xml(const struct tp_show *show, FILE *out, struct tp_diag *diag)
{
    struct tp_xml_writer *xml;
    struct tp_buffer text;
    char version[16];
    bool good = true;
    tp_status status = tp_xml_writer_new(&xml, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    tp_xml_open(xml, "transaction");
    tp_xml_add_attribute(xml, "file", show->file);
    snprintf(version, sizeof version, "%04u", tp_transaction_version(show->transaction));
    tp_xml_add_attribute(xml, "version", version);
    for (size_t i = 0; i < tp_transaction_count(show->transaction); i++)
        good = add_record(show, i, xml) && good;
    status = tp_xml_finish(xml, &text, diag);
    if (status == TP_OK && !good)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the XML");
    if (status == TP_OK)
        fwrite(text.data, 1, text.size_bytes, out);
    tp_buffer_deinit(&text);
    tp_xml_writer_free(&xml);
    return status;
}
