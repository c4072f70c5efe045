/* SPDX-License-Identifier: Apache-2.0 */
/* CBEFF biometric information records in XML: the patron format of ISO/IEC 19785-3, edition 2 (namespace
 * http://standards.iso.org/iso-iec/19785/-3/ed-2/), as MOSIP's packets carry it.
 *
 *   BIR                     a record; one that only holds other BIR elements is a list
 *     BIRInfo               Integrity
 *     BDBInfo
 *       Format              Organization, Type: who defined the data block, and as what
 *       CreationDate, Type, Subtype, Level, Purpose
 *       Quality             Score
 *     BDB                   the biometric data block in base64
 *     SB, ...               left aside */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

enum { RECORDS_MAX = 1000, DEPTH_MAX = 4 };
static const char namespace_uri[] = "http://standards.iso.org/iso-iec/19785/-3/ed-2/";

struct reading {
    struct tp_bir *records;
    size_t count, capacity;
    struct tp_diag *diag;
};

bool tp_bir_detect(const uint8_t *data, size_t size_bytes)
{
    size_t head_bytes = TP_MIN(size_bytes, (size_t)2048);

    return tp_xml_detect(data, size_bytes) &&
           (memmem(data, head_bytes, "<BIR", 4) || memmem(data, head_bytes, ":BIR", 4));
}

/* "BIR 2, BDBInfo/Type" */
static tp_status fail_in(const struct reading *reading, tp_status status, const char *element, const char *words)
{
    char field[64];

    snprintf(field, sizeof field, "BIR %zu, %s", reading->count, element);
    return tp_fail(reading->diag, status, field, -1, "%s", words);
}

/* The text of PARENT's child NAME into OUT; empty when there is none. Several children of the name are joined by
 * blanks: a subtype may come as two words or as two elements. */
static tp_status take_text(const struct reading *reading, const struct tp_xml_node *parent, const char *name, char *out,
                           size_t size)
{
    size_t length = 0;

    out[0] = '\0';
    if (!parent)
        return TP_OK;
    for (const struct tp_xml_node *node = tp_xml_child(parent, name); node; node = tp_xml_next(node, name)) {
        char *text;
        tp_status status = tp_xml_text(node, &text, reading->diag);

        if (status != TP_OK)
            return status;
        length += (size_t)snprintf(out + length, size - length, "%s%s", length ? " " : "", text);
        free(text);
        if (length >= size)
            return fail_in(reading, TP_E_LIMIT, name, "the text is too long");
    }
    return TP_OK;
}

static tp_status take_quality(const struct reading *reading, const struct tp_xml_node *info, struct tp_bir *out)
{
    const struct tp_xml_node *quality = info ? tp_xml_child(info, "Quality") : NULL;
    char words[16], *end;
    tp_status status = take_text(reading, quality, "Score", words, sizeof words);
    long score;

    out->quality = -1;
    if (status != TP_OK || words[0] == '\0')
        return status;
    score = strtol(words, &end, 10);
    if (*end == '.') /* a score such as 80.0 */
        end += 1 + strspn(end + 1, "0");
    if (*end != '\0' || score < -2 || score > 100) /* -1 and -2: not reported, failed */
        return fail_in(reading, TP_E_FORMAT, "Quality/Score", "not a whole number from 0 to 100");
    out->quality = (int)TP_MAX(score, -1);
    return TP_OK;
}

static tp_status take_block(const struct reading *reading, const struct tp_xml_node *bir, struct tp_bir *out)
{
    const struct tp_xml_node *block = tp_xml_child(bir, "BDB");
    struct tp_buffer buffer;
    char *text;
    tp_status status;

    if (!block)
        return fail_in(reading, TP_E_FORMAT, "BDB", "is missing");
    status = tp_xml_text(block, &text, reading->diag);
    if (status != TP_OK)
        return status;
    tp_buffer_init(&buffer);
    status = tp_base64_decode(text, &buffer, reading->diag);
    free(text);
    out->data = buffer.data;
    out->size_bytes = buffer.size_bytes;
    if (status == TP_OK && out->size_bytes == 0)
        status = fail_in(reading, TP_E_FORMAT, "BDB", "is empty");
    return status;
}

static tp_status take_record(const struct reading *reading, const struct tp_xml_node *bir, struct tp_bir *out)
{
    const struct tp_xml_node *info = tp_xml_child(bir, "BDBInfo");
    const struct tp_xml_node *format = info ? tp_xml_child(info, "Format") : NULL;
    const struct {
        const struct tp_xml_node *parent;
        const char *name;
        char *out;
        size_t size;
    } texts[] = {
        {format, "Organization", out->format_owner, sizeof out->format_owner},
        {format, "Type", out->format_type, sizeof out->format_type},
        {info, "CreationDate", out->created, sizeof out->created},
        {info, "Type", out->type, sizeof out->type},
        {info, "Subtype", out->subtype, sizeof out->subtype},
        {info, "Level", out->level, sizeof out->level},
        {info, "Purpose", out->purpose, sizeof out->purpose},
    };
    tp_status status = TP_OK;

    if (!info)
        return fail_in(reading, TP_E_FORMAT, "BDBInfo", "is missing");
    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(texts); i++)
        status = take_text(reading, texts[i].parent, texts[i].name, texts[i].out, texts[i].size);
    if (status == TP_OK)
        status = take_quality(reading, info, out);
    return status == TP_OK ? take_block(reading, bir, out) : status;
}

static tp_status add_record(struct reading *reading, const struct tp_xml_node *bir)
{
    struct tp_bir *records;

    if (reading->count == RECORDS_MAX)
        return tp_fail(reading->diag, TP_E_LIMIT, "BIR", -1, "more than %d records", RECORDS_MAX);
    if (reading->count == reading->capacity) {
        size_t capacity = TP_MAX(2 * reading->capacity, (size_t)16);
        records = realloc(reading->records, capacity * sizeof *records);
        if (!records)
            return tp_fail(reading->diag, TP_E_MEMORY, NULL, -1, "out of memory");
        reading->records = records;
        reading->capacity = capacity;
    }
    memset(&reading->records[reading->count], 0, sizeof *reading->records);
    reading->count++;
    return take_record(reading, bir, &reading->records[reading->count - 1]);
}

static tp_status walk(struct reading *reading, const struct tp_xml_node *bir, unsigned depth)
{
    const struct tp_xml_node *inner = tp_xml_child(bir, "BIR");
    tp_status status = TP_OK;

    if (depth == DEPTH_MAX)
        return tp_fail(reading->diag, TP_E_LIMIT, "BIR", -1, "nested more than %d deep", DEPTH_MAX);
    if (!inner || tp_xml_child(bir, "BDB"))
        status = add_record(reading, bir);
    for (; status == TP_OK && inner; inner = tp_xml_next(inner, "BIR"))
        status = walk(reading, inner, depth + 1);
    return status;
}

tp_status tp_bir_read(const uint8_t *data, size_t size_bytes, struct tp_bir **out, size_t *count, struct tp_diag *diag)
{
    struct reading reading = {.diag = diag};
    struct tp_xml *xml;
    tp_status status = tp_xml_parse(data, size_bytes, &xml, diag);

    *out = NULL;
    *count = 0;
    if (status != TP_OK)
        return status;
    if (strcmp(tp_xml_name(tp_xml_root(xml)), "BIR") != 0)
        status = tp_fail(diag, TP_E_FORMAT, tp_xml_name(tp_xml_root(xml)), -1, "the root element is not BIR");
    else
        status = walk(&reading, tp_xml_root(xml), 0);
    tp_xml_free(&xml);
    if (status != TP_OK) {
        tp_bir_free(&reading.records, reading.count);
        return status;
    }
    *out = reading.records;
    *count = reading.count;
    return TP_OK;
}

void tp_bir_free(struct tp_bir **records, size_t count)
{
    for (size_t i = 0; *records && i < count; i++)
        free((*records)[i].data);
    free(*records);
    *records = NULL;
}

uint8_t tp_bir_position(const struct tp_bir *record)
{
    static const char *const fingers[] = {"Thumb", "Index", "Middle", "Ring", "Little"};
    bool left = strstr(record->subtype, "Left"), right = strstr(record->subtype, "Right");

    for (unsigned i = 0; left != right && strcmp(record->type, "Finger") == 0 && i < TP_ARRAY_LENGTH(fingers); i++)
        if (strstr(record->subtype, fingers[i]))
            return (uint8_t)(i + (left ? 6 : 1));
    return TP_POSITION_UNKNOWN;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

static void add_optional(struct tp_xml_writer *writer, const char *name, const char *text)
{
    if (text[0])
        tp_xml_add_element(writer, name, text);
}

static void add_version(struct tp_xml_writer *writer, const char *name)
{
    tp_xml_open(writer, name);
    tp_xml_add_element(writer, "Major", "1");
    tp_xml_add_element(writer, "Minor", "1");
    tp_xml_close(writer);
}

static void add_integrity(struct tp_xml_writer *writer)
{
    tp_xml_open(writer, "BIRInfo");
    tp_xml_add_element(writer, "Integrity", "false"); /* no signature block is written */
    tp_xml_close(writer);
}

static void add_info(struct tp_xml_writer *writer, const struct tp_bir *record)
{
    tp_xml_open(writer, "BDBInfo");
    tp_xml_open(writer, "Format");
    tp_xml_add_element(writer, "Organization", record->format_owner);
    tp_xml_add_element(writer, "Type", record->format_type);
    tp_xml_close(writer);
    add_optional(writer, "CreationDate", record->created);
    add_optional(writer, "Type", record->type);
    add_optional(writer, "Subtype", record->subtype);
    add_optional(writer, "Level", record->level);
    add_optional(writer, "Purpose", record->purpose);
    if (record->quality >= 0) {
        char score[16];
        snprintf(score, sizeof score, "%d", record->quality);
        tp_xml_open(writer, "Quality");
        tp_xml_add_element(writer, "Score", score);
        tp_xml_close(writer);
    }
    tp_xml_close(writer);
}

static void add_bir(struct tp_xml_writer *writer, const struct tp_bir *record, struct tp_buffer *base64)
{
    base64->size_bytes = 0;
    tp_base64_encode(record->data, record->size_bytes, base64);
    tp_write_u8(base64, 0);
    tp_xml_open(writer, "BIR");
    add_version(writer, "Version");
    add_version(writer, "CBEFFVersion");
    add_integrity(writer);
    add_info(writer, record);
    tp_xml_add_element(writer, "BDB", base64->bad ? "" : (const char *)base64->data);
    tp_xml_close(writer);
}

tp_status tp_bir_write(const struct tp_bir *records, size_t count, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_xml_writer *writer;
    struct tp_buffer base64;
    tp_status status = tp_xml_writer_new(&writer, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&base64);
    tp_xml_open(writer, "BIR");
    tp_xml_add_attribute(writer, "xmlns", namespace_uri);
    add_integrity(writer);
    for (size_t i = 0; i < count; i++)
        add_bir(writer, &records[i], &base64);
    status = tp_xml_finish(writer, out, diag);
    if (base64.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    tp_buffer_deinit(&base64);
    tp_xml_writer_free(&writer);
    return status;
}
