/* SPDX-License-Identifier: Apache-2.0 */
/* Status codes and diagnostics. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* of tools/lint.h */
#undef tp_fail
#undef tp_diag_in_file
#undef tp_diag_pass

struct status_row {
    tp_status status;
    int http;
    const char *name, *text;
};

static const struct status_row rows[] = {
#define ROW(name, value, text, http) {(tp_status)(value), (http), #name, (text)},
    TP_STATUS_LIST(ROW)
#undef ROW
};

static const struct status_row *find_row(tp_status status)
{
    static const struct status_row unknown = {TP_OK, 500, "E_UNKNOWN", "unknown status"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++)
        if (rows[i].status == status)
            return &rows[i];
    return &unknown;
}

const char *tp_status_name(tp_status status)
{
    return find_row(status)->name;
}

const char *tp_status_text(tp_status status)
{
    return find_row(status)->text;
}

int tp_status_http(tp_status status)
{
    return find_row(status)->http;
}

void tp_diag_init(struct tp_diag *diag)
{
    memset(diag, 0, sizeof *diag);
    diag->offset_bytes = -1;
}

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

/* The bytes of the character at AT if it may be printed, else 0. */
static size_t printable_bytes(const uint8_t *at)
{
    size_t more = at[0] < 0x80 ? 0 : at[0] < 0xE0 ? 1 : at[0] < 0xF0 ? 2 : 3;
    uint32_t code = more == 0 ? at[0] : at[0] & (0x3Fu >> more);

    if (at[0] >= 0xF5 || (at[0] >= 0x80 && at[0] < 0xC2))
        return 0;
    for (size_t i = 1; i <= more; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3F);
    }
    if ((more == 2 && code < 0x800) || (more == 3 && code < 0x10000) || code > 0x10FFFF ||
        (code >= 0xD800 && code < 0xE000))
        return 0;
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200E && code <= 0x200F) ||
        (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF)
        return 0;
    return more + 1;
}

void tp_text_make_printable(char *text)
{
    for (size_t size_bytes; *text; text += size_bytes) {
        size_bytes = printable_bytes((const uint8_t *)text);
        if (size_bytes == 0) {
            *text = '?';
            size_bytes = 1;
        }
    }
}

bool tp_text_lists(const char *words, const char *word)
{
    const size_t wanted = strlen(word);

    for (size_t length; *words; words += length + (words[length] == ' ')) {
        length = strcspn(words, " ");
        if (length == wanted && memcmp(words, word, length) == 0)
            return true;
    }
    return false;
}

tp_status tp_fail(struct tp_diag *diag, tp_status status, const char *field, int64_t offset_bytes, const char *format,
                  ...)
{
    if (diag && diag->status == TP_OK) {
        va_list arguments;

        diag->status = status;
        diag->offset_bytes = offset_bytes;
        copy_text(diag->field, sizeof diag->field, field);
        va_start(arguments, format);
        vsnprintf(diag->text, sizeof diag->text, format, arguments);
        va_end(arguments);
        tp_text_make_printable(diag->field);
        tp_text_make_printable(diag->text);
    }
    return status;
}

tp_status tp_diag_pass(struct tp_diag *diag, tp_status status, const struct tp_diag *inner)
{
    if (status != TP_OK && diag && diag->status == TP_OK)
        *diag = *inner;
    return status;
}

tp_status tp_diag_in_file(struct tp_diag *diag, tp_status status, const char *path)
{
    if (status != TP_OK && diag && diag->file[0] == '\0')
        copy_text(diag->file, sizeof diag->file, path);
    return status;
}

void tp_diag_format(const struct tp_diag *diag, char *out, uint64_t size)
{
    char place[32] = "";

    if (diag->offset_bytes >= 0)
        snprintf(place, sizeof place, "byte %lld", (long long)diag->offset_bytes);
    snprintf(out, size, "%s%s%s%s%s%s%s", diag->file, diag->file[0] ? ": " : "", diag->field,
             diag->field[0] && place[0] ? " at " : "", place, diag->field[0] || place[0] ? ": " : "",
             diag->text[0] ? diag->text : tp_status_text(diag->status));
}
