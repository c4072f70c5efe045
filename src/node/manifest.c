/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests, by RFC 4180: records end with CRLF or LF; fields are separated by commas; a field in double quotes may
 * hold commas, line breaks and doubled quotes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/node.h"

enum { FILE_MAX_BYTES = 1 << 30, COLUMNS_MIN = 3, COLUMNS_MAX = 4 };

static const char *const column_names[COLUMNS_MAX] = {"subject", "finger", "path", "ppi"};

struct parser {
    struct tp_cursor cursor;
    uint32_t line; /* of what is read next, from 1 */
    const char *folder;
    struct tp_buffer text; /* NUL-terminated subjects and paths, one after the other */
    struct tp_buffer rows; /* struct offset_row */
};

/* A row while the text may still move. */
struct offset_row {
    size_t subject, path; /* in the text */
    float ppi;
    uint32_t line;
    uint8_t finger;
};

struct record {
    uint32_t line;
    unsigned count;
    size_t fields[COLUMNS_MAX]; /* offsets in the parser's text */
};

static tp_status fail_at(uint32_t line, const char *column, struct tp_diag *diag, const char *words, const char *value)
{
    char field[64];

    snprintf(field, sizeof field, "line %u%s%s", line, column ? ", " : "", column ? column : "");
    return tp_fail(diag, TP_E_FORMAT, field, -1, "%s%.100s%s", words, value ? value : "", value ? "'" : "");
}

/* The next byte without taking it; -1 at the end. */
static int peek(const struct parser *p)
{
    return tp_cursor_left(&p->cursor) ? *p->cursor.at : -1;
}

static uint8_t take(struct parser *p)
{
    uint8_t byte = tp_read_u8(&p->cursor);

    p->line += byte == '\n';
    return byte;
}

/* Takes a line's end, LF or CRLF, when it stands here. */
static bool take_line_end(struct parser *p)
{
    const uint8_t *at = p->cursor.at;

    if (peek(p) == '\r' && tp_cursor_left(&p->cursor) >= 2 && at[1] == '\n')
        (void)take(p);
    return peek(p) == '\n' && take(p) == '\n';
}

static tp_status read_quoted(struct parser *p, uint32_t line, struct tp_diag *diag)
{
    (void)take(p);
    for (;;) {
        if (peek(p) < 0)
            return fail_at(line, NULL, diag, "a quoted field does not end", NULL);
        if (peek(p) == '"') {
            (void)take(p);
            if (peek(p) != '"')
                return TP_OK;
        }
        tp_write_u8(&p->text, take(p));
    }
}

static tp_status read_field(struct parser *p, uint32_t line, struct tp_diag *diag)
{
    size_t begin = p->text.size_bytes;
    tp_status status = TP_OK;

    if (peek(p) == '"')
        status = read_quoted(p, line, diag);
    else
        while (peek(p) >= 0 && peek(p) != ',' && peek(p) != '\n' && peek(p) != '\r' && peek(p) != '"')
            tp_write_u8(&p->text, take(p));
    if (status == TP_OK && p->text.size_bytes > begin && memchr(p->text.data + begin, 0, p->text.size_bytes - begin))
        status = fail_at(line, NULL, diag, "a byte 0", NULL);
    tp_write_u8(&p->text, 0);
    return status;
}

/* Reads one record to the end of its line. */
static tp_status read_record(struct parser *p, struct record *out, struct tp_diag *diag)
{
    out->line = p->line;
    out->count = 0;
    for (;;) {
        tp_status status;

        if (out->count == COLUMNS_MAX)
            return fail_at(out->line, NULL, diag, "more than four fields", NULL);
        out->fields[out->count++] = p->text.size_bytes;
        status = read_field(p, out->line, diag);
        if (status != TP_OK)
            return status;
        if (peek(p) < 0 || take_line_end(p))
            return TP_OK;
        if (take(p) != ',')
            return fail_at(out->line, NULL, diag, "a quote or a carriage return inside of a field", NULL);
    }
}

/* Digits only, MIN..MAX. */
static bool parse_whole(const char *text, unsigned min, unsigned max, unsigned *out)
{
    size_t length = strlen(text);

    if (length == 0 || length > 5 || strspn(text, "0123456789") != length)
        return false;
    *out = (unsigned)strtoul(text, NULL, 10);
    return *out >= min && *out <= max;
}

static bool is_header(const struct parser *p, const struct record *record)
{
    if (record->line != 1 || record->count < COLUMNS_MIN)
        return false;
    for (unsigned i = 0; i < record->count; i++)
        if (strcmp((const char *)p->text.data + record->fields[i], column_names[i]) != 0)
            return false;
    return true;
}

/* Appends the path to the text once more, below the manifest's folder. */
static size_t resolve_path(struct parser *p, size_t path)
{
    size_t begin = p->text.size_bytes;

    if (!p->folder || p->text.data[path] == '/')
        return path;
    tp_write_bytes(&p->text, p->folder, strlen(p->folder));
    tp_write_u8(&p->text, '/');
    for (size_t i = path; !p->text.bad && (i == path || p->text.data[i - 1] != 0); i++)
        tp_write_u8(&p->text, p->text.data[i]);
    return begin;
}

static tp_status add_row(struct parser *p, const struct record *record, struct tp_diag *diag)
{
    const char *values[COLUMNS_MAX] = {NULL, NULL, NULL, ""};
    struct tp_diag subject_diag;
    struct offset_row row = {.subject = record->fields[0], .line = record->line};
    unsigned finger, ppi = 0;

    if (record->count < COLUMNS_MIN)
        return fail_at(record->line, NULL, diag, "fewer than three fields", NULL);
    for (unsigned i = 0; i < record->count; i++)
        values[i] = (const char *)p->text.data + record->fields[i];
    tp_diag_init(&subject_diag);
    if (tp_subject_check(values[0], &subject_diag) != TP_OK)
        return fail_at(record->line, "subject", diag, subject_diag.text, NULL);
    if (values[1][0] == '\0')
        finger = TP_POSITION_UNKNOWN;
    else if (!parse_whole(values[1], 1, TP_POSITION_MAX, &finger))
        return fail_at(record->line, "finger", diag, "must be 1 to 10, not '", values[1]);
    if (values[2][0] == '\0')
        return fail_at(record->line, "path", diag, "is empty", NULL);
    if (values[3][0] != '\0' && !parse_whole(values[3], 50, 5000, &ppi))
        return fail_at(record->line, "ppi", diag, "must be 50 to 5000, not '", values[3]);
    row.finger = (uint8_t)finger;
    row.ppi = (float)ppi;
    row.path = resolve_path(p, record->fields[2]);
    tp_write_bytes(&p->rows, &row, sizeof row);
    return TP_OK;
}

static tp_status read_all(struct parser *p, struct tp_diag *diag)
{
    static const uint8_t byte_order_mark[] = {0xEF, 0xBB, 0xBF};
    tp_status status = TP_OK;

    if (tp_cursor_left(&p->cursor) >= 3 && memcmp(p->cursor.at, byte_order_mark, 3) == 0)
        (void)tp_read_bytes(&p->cursor, 3);
    while (status == TP_OK && peek(p) >= 0) {
        struct record record;

        if (take_line_end(p))
            continue;
        status = read_record(p, &record, diag);
        if (p->text.bad || p->rows.bad)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the manifest");
        if (status == TP_OK && !is_header(p, &record))
            status = add_row(p, &record, diag);
    }
    if (status == TP_OK && (p->text.bad || p->rows.bad))
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the manifest");
    return status;
}

/* ---- rows in the order of subjects ------------------------------------------------------------------------------ */

struct sorted_row {
    struct tp_manifest_row row;
    uint32_t first_line; /* of the subject */
};

static int by_subject(const void *a, const void *b)
{
    const struct sorted_row *x = a, *y = b;
    int order = strcmp(x->row.subject, y->row.subject);

    return order ? order : (x->row.line > y->row.line) - (x->row.line < y->row.line);
}

static int by_first_line(const void *a, const void *b)
{
    const struct sorted_row *x = a, *y = b;

    if (x->first_line != y->first_line)
        return x->first_line < y->first_line ? -1 : 1;
    return (x->row.line > y->row.line) - (x->row.line < y->row.line);
}

/* Turns offsets into pointers and brings the rows of a subject together. */
static tp_status arrange(const struct parser *p, struct tp_manifest *out, struct tp_diag *diag)
{
    size_t count = p->rows.size_bytes / sizeof(struct offset_row);
    struct sorted_row *sorted;
    void *memory;
    tp_status status = tp_alloc(&memory, count, sizeof *sorted, diag);

    if (status != TP_OK)
        return status;
    sorted = memory;
    for (size_t i = 0; i < count; i++) {
        struct offset_row row;

        memcpy(&row, p->rows.data + i * sizeof row, sizeof row);
        sorted[i].row =
            (struct tp_manifest_row){out->text + row.subject, out->text + row.path, row.finger, row.ppi, row.line};
    }
    qsort(sorted, count, sizeof *sorted, by_subject);
    for (size_t i = 0; i < count; i++)
        sorted[i].first_line = i > 0 && strcmp(sorted[i - 1].row.subject, sorted[i].row.subject) == 0
                                   ? sorted[i - 1].first_line
                                   : sorted[i].row.line;
    qsort(sorted, count, sizeof *sorted, by_first_line);
    status = tp_alloc(&memory, count, sizeof *out->rows, diag);
    if (status == TP_OK) {
        out->rows = memory;
        out->count = count;
        for (size_t i = 0; i < count; i++)
            out->rows[i] = sorted[i].row;
    }
    free(sorted);
    return status;
}

tp_status tp_manifest_parse(const uint8_t *data, size_t size_bytes, const char *folder, struct tp_manifest *out,
                            struct tp_diag *diag)
{
    struct parser parser = {.cursor = tp_cursor_over(data, size_bytes), .line = 1, .folder = folder};
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&parser.text);
    tp_buffer_init(&parser.rows);
    status = read_all(&parser, diag);
    if (status == TP_OK && parser.rows.size_bytes == 0)
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "the manifest has no rows");
    out->text = (char *)parser.text.data;
    if (status == TP_OK)
        status = arrange(&parser, out, diag);
    tp_buffer_deinit(&parser.rows);
    if (status != TP_OK)
        tp_manifest_deinit(out);
    return status;
}

tp_status tp_manifest_read(const char *file, struct tp_manifest *out, struct tp_diag *diag)
{
    const char *slash = strrchr(file, '/');
    char *folder = slash ? strndup(file, (size_t)(slash - file)) : NULL;
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(file, FILE_MAX_BYTES, &data, &size_bytes, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK && slash && !folder)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the manifest");
    if (status == TP_OK)
        status = tp_manifest_parse(data, size_bytes, folder, out, diag);
    out->file = file;
    free(data);
    free(folder);
    return tp_diag_in_file(diag, status, file);
}

void tp_manifest_deinit(struct tp_manifest *manifest)
{
    free(manifest->rows);
    free(manifest->text);
    memset(manifest, 0, sizeof *manifest);
}

/* ---- subjects -----------------------------------------------------------------------------------------------------
 */

/* The length of the well-formed UTF-8 character (Unicode, table 3-7) at TEXT, 0 when there is none. */
static unsigned utf8_length(const uint8_t *text)
{
    uint8_t first = text[0], low = 0x80, high = 0xBF;
    unsigned length = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    if ((first >= 0x80 && first < 0xC2) || first > 0xF4)
        return 0;
    if (first == 0xE0)
        low = 0xA0;
    else if (first == 0xED)
        high = 0x9F;
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F;
    for (unsigned i = 1; i < length; i++, low = 0x80, high = 0xBF)
        if (text[i] < low || text[i] > high)
            return 0;
    return length;
}

tp_status tp_subject_check(const char *subject, struct tp_diag *diag)
{
    size_t size_bytes = strlen(subject);

    if (size_bytes == 0 || size_bytes >= TP_SUBJECT_ID_MAX)
        return tp_fail(diag, TP_E_FORMAT, "subject", -1, "must have 1 to %d bytes, not %zu", TP_SUBJECT_ID_MAX - 1,
                       size_bytes);
    for (size_t i = 0; i < size_bytes;) {
        unsigned length = utf8_length((const uint8_t *)subject + i);

        if (length == 0)
            return tp_fail(diag, TP_E_FORMAT, "subject", -1, "is not UTF-8");
        if ((uint8_t)subject[i] < 0x20 || subject[i] == 0x7F)
            return tp_fail(diag, TP_E_FORMAT, "subject", -1, "has a control character");
        i += length;
    }
    return TP_OK;
}
