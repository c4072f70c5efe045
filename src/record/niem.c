/* SPDX-License-Identifier: Apache-2.0 */
/* The XML encoding of ANSI/NIST-ITL (1-2007 part 2; annexes of 1-2011 and later), which stands on NIEM: read into the
 * same transaction as the traditional encoding.
 *
 *   NISTBiometricInformationExchangePackage    also inside an envelope
 *     PackageInformationRecord                 type 1; each record begins with its RecordCategoryCode
 *     PackageDescriptiveTextRecord ...         types 2 and on, ImageReferenceIdentification is the IDC
 *
 * Elements are told by name, whatever their prefix and namespace: names did not change between the namespaces of the
 * versions. One that the table lacks is a remark, so nothing is dropped in silence. */
#include "record/niem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, NAMES_MAX = 48, CELLS_MAX = 1000000, RECORDS_MAX_DEFAULT = 1000 };
static const char package_name[] = "NISTBiometricInformationExchangePackage";

/* The text of one element, and where it goes. */
struct cell {
    const struct tp_niem_row *row;
    uint32_t subfield, item;
    struct tp_buffer value; /* as the traditional encoding writes it */
};

/* An element on the way from the record down; INDEX counts the earlier ones of the same name beside it. */
struct step {
    const char *name;
    uint32_t index;
};

struct reading {
    struct tp_transaction *transaction;
    struct tp_findings *remarks;
    struct tp_diag *diag;
    uint32_t record; /* place */
    uint8_t type;
    struct step steps[DEPTH_MAX];
    unsigned depth;
    struct cell *cells;
    size_t count, capacity, total;
};

bool tp_niem_detect(const uint8_t *data, size_t size_bytes)
{
    size_t head_bytes = TP_MIN(size_bytes, (size_t)8192);

    return tp_xml_detect(data, size_bytes) && memmem(data, head_bytes, package_name, sizeof package_name - 1);
}

/* "record 2 (type 14), FingerprintImage/..." */
static tp_status fail_here(const struct reading *reading, tp_status status, const char *words)
{
    char field[64];

    snprintf(field, sizeof field, "record %u (type %u), %s", reading->record + 1, reading->type,
             reading->depth ? reading->steps[reading->depth - 1].name : "RecordCategoryCode");
    return tp_fail(reading->diag, status, field, -1, "%s", words);
}

static void remark(const struct reading *reading, const char *rule, const char *words)
{
    const struct tp_finding where = {.severity = TP_SEVERITY_WARNING,
                                     .record = reading->record,
                                     .type = reading->type,
                                     .offset_bytes = -1,
                                     .rule = rule};
    char path[128];
    size_t length = 0;

    path[0] = '\0';
    for (unsigned i = 0; i < reading->depth && length < sizeof path; i++)
        length += (size_t)snprintf(path + length, sizeof path - length, "%s%s", i ? "/" : "", reading->steps[i].name);
    tp_findings_add(reading->remarks, &where, "%s %s", path, words);
}

/* ---- the table ----------------------------------------------------------------------------------------------------
 */

/* Whether the steps are PATH; gives the indexes at its marks. */
static bool follows(const struct reading *reading, const char *path, uint32_t *subfield, uint32_t *item)
{
    unsigned i = 0;

    *subfield = *item = 0;
    for (;; i++) {
        size_t length = strcspn(path, "/*+");
        if (i == reading->depth)
            return false;
        if (path[0] != '?' &&
            (strlen(reading->steps[i].name) != length || memcmp(reading->steps[i].name, path, length) != 0))
            return false;
        path += length;
        if (*path == '*')
            *subfield = reading->steps[i].index;
        else if (*path == '+')
            *item = reading->steps[i].index;
        else if (reading->steps[i].index > 0)
            return false;
        path += *path == '*' || *path == '+';
        if (*path == '\0')
            return i + 1 == reading->depth;
        path++;
    }
}

static const struct tp_niem_row *find_row(const struct reading *reading, uint32_t *subfield, uint32_t *item)
{
    uint32_t type = reading->type < 32 ? 1u << reading->type : 0;

    for (size_t i = 0; i < tp_niem_row_count; i++)
        if ((tp_niem_rows[i].types & type) && follows(reading, tp_niem_rows[i].path, subfield, item))
            return &tp_niem_rows[i];
    return NULL;
}

/* ---- values -------------------------------------------------------------------------------------------------------
 */

static void write_digits(struct tp_buffer *out, const char *text, size_t wanted)
{
    for (size_t length = strlen(text); length < wanted; length++)
        tp_write_u8(out, '0');
    tp_write_bytes(out, text, strlen(text));
}

/* The digits among the first LENGTH characters. */
static void write_date(struct tp_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length && text[i]; i++)
        if (text[i] >= '0' && text[i] <= '9')
            tp_write_u8(out, (uint8_t)text[i]);
}

static void write_truth(struct tp_buffer *out, const char *text, const char *when_true, const char *when_false)
{
    bool yes = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
    bool no = strcmp(text, "false") == 0 || strcmp(text, "0") == 0;

    tp_write_text(out, "%s", yes ? when_true : no ? when_false : text);
}

static tp_status write_value(const struct reading *reading, const char *text, enum tp_niem_form form,
                             struct tp_buffer *out)
{
    switch (form) {
    case TP_NIEM_TEXT:
        tp_write_text(out, "%s", text);
        break;
    case TP_NIEM_AFTER_COMMA:
        tp_write_text(out, ",%s", text);
        break;
    case TP_NIEM_NUMBER:
        text += strspn(text, "0");
        tp_write_text(out, "%s", *text ? text : "0");
        break;
    case TP_NIEM_TWO_DIGITS:
    case TP_NIEM_THREE_DIGITS:
    case TP_NIEM_FOUR_DIGITS:
        write_digits(out, text, form - TP_NIEM_TWO_DIGITS + 2);
        break;
    case TP_NIEM_DATE:
        write_date(out, text, strlen("2012-07-26"));
        break;
    case TP_NIEM_UTC:
        write_date(out, text, strlen("2012-07-26T11:15:45"));
        tp_write_u8(out, 'Z');
        break;
    case TP_NIEM_BINARY:
        return tp_base64_decode(text, out, reading->diag);
    case TP_NIEM_STANDARD:
        write_truth(out, text, "S", "U");
        break;
    case TP_NIEM_ONE_ZERO:
        write_truth(out, text, "1", "0");
        break;
    case TP_NIEM_YES_NO:
        write_truth(out, text, "Y", "N");
        break;
    }
    return out->bad ? tp_fail(reading->diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

static tp_status add_cell(struct reading *reading, const struct tp_niem_row *row, uint32_t subfield, uint32_t item,
                          const char *text)
{
    struct cell *cell;

    if (reading->total++ == CELLS_MAX)
        return fail_here(reading, TP_E_LIMIT, "the file has too many elements");
    if (reading->count == reading->capacity) {
        size_t capacity = TP_MAX(2 * reading->capacity, (size_t)64);
        struct cell *cells = realloc(reading->cells, capacity * sizeof *cells);
        if (!cells)
            return tp_fail(reading->diag, TP_E_MEMORY, NULL, -1, "out of memory");
        reading->cells = cells;
        reading->capacity = capacity;
    }
    cell = &reading->cells[reading->count++];
    *cell = (struct cell){.row = row, .subfield = row->subfield + subfield, .item = row->item + item * row->item_step};
    tp_buffer_init(&cell->value);
    return write_value(reading, text, (enum tp_niem_form)row->form, &cell->value);
}

/* ---- walking the elements -----------------------------------------------------------------------------------------
 */

static tp_status take_leaf(struct reading *reading, const struct tp_xml_node *node)
{
    uint32_t subfield, item;
    const struct tp_niem_row *row = find_row(reading, &subfield, &item);
    char *text;
    tp_status status;

    if (!row) {
        remark(reading, "ANSI/NIST-ITL XML encoding", "is not known and left aside");
        return TP_OK;
    }
    status = tp_xml_text(node, &text, reading->diag);
    if (status == TP_OK && text[strcspn(text, "\x1c\x1d\x1e\x1f")] != '\0')
        status = fail_here(reading, TP_E_FORMAT, "an information separator inside a value");
    if (status == TP_OK)
        status = add_cell(reading, row, subfield, item, text);
    free(text);
    return status;
}

static bool is_known_elsewhere(const struct reading *reading, const char *name)
{
    return reading->depth == 0 &&
           (strcmp(name, "RecordCategoryCode") == 0 || strcmp(name, "ImageReferenceIdentification") == 0);
}

/* A name may wrap a type-2 record's fields that says nothing itself. */
static bool is_wrapper(const struct reading *reading, const char *name)
{
    return reading->type == 2 && reading->depth == 0 && strncmp(name, "UserDefinedDescriptive", 22) == 0;
}

static tp_status walk(struct reading *reading, const struct tp_xml_node *parent)
{
    struct step names[NAMES_MAX]; /* the number of children of each name so far */
    unsigned name_count = 0;
    tp_status status = TP_OK;

    for (const struct tp_xml_node *node = tp_xml_child(parent, NULL); status == TP_OK && node;
         node = tp_xml_next(node, NULL)) {
        const char *name = tp_xml_name(node);
        unsigned i = 0;

        if (is_known_elsewhere(reading, name))
            continue;
        if (is_wrapper(reading, name)) {
            status = walk(reading, node);
            continue;
        }
        while (i < name_count && strcmp(names[i].name, name) != 0)
            i++;
        if (i == NAMES_MAX || reading->depth == DEPTH_MAX)
            return fail_here(reading, TP_E_LIMIT, "too many kinds of elements, or too deep");
        if (i == name_count)
            names[name_count++] = (struct step){.name = name};
        reading->steps[reading->depth++] = names[i];
        names[i].index++;
        status = tp_xml_child(node, NULL) ? walk(reading, node) : take_leaf(reading, node);
        reading->depth--;
    }
    return status;
}

/* ---- cells to fields ----------------------------------------------------------------------------------------------
 */

static int by_place(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    const uint32_t left[] = {x->row->field, x->subfield, x->item, x->row->part};
    const uint32_t right[] = {y->row->field, y->subfield, y->item, y->row->part};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

/* Writes the value of the cells FIRST..END-1, which are all of one field. */
static void join_cells(const struct reading *reading, size_t first, size_t end, struct tp_buffer *out)
{
    uint32_t subfield = 0, item = 0;

    out->size_bytes = 0;
    for (size_t i = first; i < end; i++) {
        const struct cell *cell = &reading->cells[i];
        for (; subfield < cell->subfield; subfield++, item = 0)
            tp_write_u8(out, TP_RS);
        for (; item < cell->item; item++)
            tp_write_u8(out, TP_US);
        tp_write_bytes(out, cell->value.data, cell->value.size_bytes);
    }
}

static tp_status set_fields(struct reading *reading, struct tp_record *record)
{
    struct tp_buffer value;
    tp_status status = TP_OK;

    if (reading->count > 1)
        qsort(reading->cells, reading->count, sizeof *reading->cells, by_place);
    tp_buffer_init(&value);
    for (size_t first = 0, end; status == TP_OK && first < reading->count; first = end) {
        uint16_t field = reading->cells[first].row->field;
        for (end = first; end < reading->count && reading->cells[end].row->field == field; end++)
            ;
        join_cells(reading, first, end, &value);
        status = value.bad ? tp_fail(reading->diag, TP_E_MEMORY, NULL, -1, "out of memory")
                           : tp_record_set(record, field, value.data ? value.data : (const uint8_t *)"",
                                           value.size_bytes, reading->diag);
    }
    tp_buffer_deinit(&value);
    return status;
}

static void drop_cells(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++)
        tp_buffer_deinit(&reading->cells[i].value);
    reading->count = 0;
}

/* ---- records ------------------------------------------------------------------------------------------------------
 */

/* The whole number 0..MOST that NODE's text is; -1 for anything else, also when there is no NODE. */
static int number_in(const struct tp_xml_node *node, int most)
{
    char *text = NULL, *end;
    long number = -1;

    if (node && tp_xml_text(node, &text, NULL) == TP_OK && text[0] != '\0') {
        number = strtol(text, &end, 10);
        if (*end != '\0' || number < 0 || number > most)
            number = -1;
    }
    free(text);
    return (int)number;
}

static tp_status read_record(struct reading *reading, const struct tp_xml_node *node)
{
    const struct tp_xml_node *reference = tp_xml_child(node, "ImageReferenceIdentification");
    int type = number_in(tp_xml_child(node, "RecordCategoryCode"), 99);
    int idc = number_in(reference ? tp_xml_child(reference, "IdentificationID") : NULL, 255);
    struct tp_record *record = tp_transaction_at(reading->transaction, 0);
    tp_status status = TP_OK;

    reading->type = (uint8_t)TP_MAX(type, 0);
    if (type < 1)
        return fail_here(reading, TP_E_FORMAT, "is missing or no number from 1 to 99");
    if ((type == 1) != (reading->record == 0))
        return fail_here(reading, TP_E_FORMAT, "the first record, and only the first, is of type 1");
    if (type != 1 && idc < 0)
        return fail_here(reading, TP_E_FORMAT, "has no ImageReferenceIdentification that is a number");
    if (type != 1)
        status = tp_transaction_append(reading->transaction, (uint8_t)type, (unsigned)idc, &record, reading->diag);
    if (status == TP_OK)
        status = walk(reading, node);
    if (status == TP_OK)
        status = set_fields(reading, record);
    drop_cells(reading);
    return status;
}

/* The package itself, or one inside an envelope. */
static const struct tp_xml_node *find_package(const struct tp_xml_node *node, unsigned depth)
{
    const struct tp_xml_node *found = NULL;

    if (strcmp(tp_xml_name(node), package_name) == 0)
        return node;
    for (node = depth ? tp_xml_child(node, NULL) : NULL; node && !found; node = tp_xml_next(node, NULL))
        found = find_package(node, depth - 1);
    return found;
}

static tp_status read_package(struct reading *reading, const struct tp_xml_node *package, uint32_t max_records)
{
    tp_status status = TP_OK;

    for (const struct tp_xml_node *node = tp_xml_child(package, NULL); status == TP_OK && node;
         node = tp_xml_next(node, NULL), reading->record++) {
        if (reading->record == max_records)
            return tp_fail(reading->diag, TP_E_LIMIT, NULL, -1, "more than %u records", max_records);
        status = read_record(reading, node);
    }
    if (status == TP_OK && reading->record == 0)
        status = tp_fail(reading->diag, TP_E_FORMAT, package_name, -1, "there is no record");
    return status;
}

tp_status tp_niem_read(const uint8_t *data, size_t size_bytes, const struct tp_record_limits *limits,
                       struct tp_findings *remarks, struct tp_transaction **out, struct tp_diag *diag)
{
    struct reading reading = {.remarks = remarks, .diag = diag};
    const struct tp_xml_node *package;
    struct tp_xml *xml;
    tp_status status = tp_xml_parse(data, size_bytes, &xml, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    package = find_package(tp_xml_root(xml), 3);
    if (!package)
        status = tp_fail(diag, TP_E_FORMAT, tp_xml_name(tp_xml_root(xml)), -1, "holds no %s", package_name);
    if (status == TP_OK)
        status = tp_transaction_new(&reading.transaction, diag);
    if (status == TP_OK)
        status =
            read_package(&reading, package, limits && limits->max_records ? limits->max_records : RECORDS_MAX_DEFAULT);
    free(reading.cells);
    tp_xml_free(&xml);
    if (status != TP_OK)
        tp_transaction_free(&reading.transaction);
    *out = reading.transaction;
    return status;
}
