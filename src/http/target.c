/* SPDX-License-Identifier: Apache-2.0 */
/* A request's target (RFC 9112, clause 3.2) in its forms: "/path?query", the same behind "http://authority", and "*".
 * Nothing is decoded that has been split before: an escaped slash is not the same as a slash. */
#include "http/target.h"

#include <stdlib.h>
#include <string.h>

#include "http/http.h"

/* ---- %XX --------------------------------------------------------------------------------------------------------- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character at TEXT, of which LEFT remain, and how long it is there; -1 for none. */
static int decode_one(const char *text, size_t left, bool query, size_t *length)
{
    int high, low;

    *length = 1;
    if (query && *text == '+')
        return ' ';
    if (*text != '%')
        return (unsigned char)*text;
    if (left < 3)
        return -1;
    high = digit_of(text[1]);
    low = digit_of(text[2]);
    *length = 3;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static size_t count_marks(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == '?';
    return count;
}

bool tp_http_unescape(const char *text, size_t length, bool query, char *out, size_t out_bytes)
{
    size_t at = 0, used = 0, step, marks;

    if (out_bytes == 0)
        return false;
    out[0] = '\0';
    for (; at < length; at += step) {
        int c = decode_one(text + at, length - at, query, &step);
        if (c <= 0 || used + 1 >= out_bytes) {
            out[0] = '\0';
            return false;
        }
        out[used++] = (char)c;
    }
    out[used] = '\0';
    /* What is not printable UTF-8 becomes a question mark there. */
    marks = count_marks(out);
    tp_text_make_printable(out);
    if (count_marks(out) == marks)
        return true;
    out[0] = '\0';
    return false;
}

/* ---- the target -------------------------------------------------------------------------------------------------- */

/* Hands out pieces of the target's memory. */
struct pen {
    char *at, *end;
};

static const char *write_piece(struct pen *pen, const char *text, size_t length)
{
    char *piece = pen->at;

    TP_ASSERT(length < (size_t)(pen->end - pen->at));
    memcpy(piece, text, length);
    piece[length] = '\0';
    pen->at += length + 1;
    return piece;
}

static const char *write_decoded(struct pen *pen, const char *text, size_t length)
{
    char *piece = pen->at;

    if (!tp_http_unescape(text, length, true, piece, (size_t)(pen->end - piece)))
        return NULL;
    pen->at += strlen(piece) + 1;
    return piece;
}

static tp_status parse_parameter(struct tp_target *target, struct pen *pen, const char *text, size_t length,
                                 struct tp_diag *diag)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    struct tp_parameter *parameter = &target->parameters[target->count];

    if (length == 0)
        return TP_OK;
    if (target->count == TP_PARAMETERS_MAX)
        return tp_fail(diag, TP_E_LIMIT, "query", -1, "it has more than %d parameters", TP_PARAMETERS_MAX);
    parameter->name = write_decoded(pen, text, name_length);
    parameter->value = equals ? write_decoded(pen, equals + 1, length - name_length - 1) : write_piece(pen, "", 0);
    if (!parameter->name || !parameter->value)
        return tp_fail(diag, TP_E_FORMAT, "query", -1, "it holds what is no text in UTF-8, or a wrong escape");
    target->count++;
    return TP_OK;
}

static tp_status parse_query(struct tp_target *target, struct pen *pen, const char *query, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    while (status == TP_OK && *query) {
        size_t length = strcspn(query, "&");
        status = parse_parameter(target, pen, query, length, diag);
        query += length;
        query += *query == '&';
    }
    return status;
}

/* Behind the scheme and the authority of a target that has them; TEXT otherwise. */
static const char *skip_authority(const char *text, const char **authority, size_t *length)
{
    static const char *const schemes[] = {"http://", "https://"};

    *authority = NULL;
    *length = 0;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(schemes); i++)
        if (strncmp(text, schemes[i], strlen(schemes[i])) == 0) {
            *authority = text + strlen(schemes[i]);
            *length = strcspn(*authority, "/?");
            return *authority + *length;
        }
    return text;
}

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text == 0x7F || *text == '#')
            return false;
    return true;
}

tp_status tp_target_parse(const char *text, struct tp_target *out, struct tp_diag *diag)
{
    const char *authority, *path;
    size_t authority_length, length = strlen(text);
    struct pen pen;
    tp_status status;

    memset(out, 0, sizeof *out);
    path = skip_authority(text, &authority, &authority_length);
    if (!is_plain(text) || (*path != '/' && strcmp(text, "*") != 0))
        return tp_fail(diag, TP_E_FORMAT, "target", -1, "it is no path");
    /* The target, its path and authority, and two texts for each parameter, which together are not longer. */
    out->memory = malloc(3 * (length + 2) + 2 * TP_PARAMETERS_MAX);
    if (!out->memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    pen = (struct pen){out->memory, out->memory + 3 * (length + 2) + 2 * TP_PARAMETERS_MAX};
    out->full = write_piece(&pen, path, strlen(path));
    out->path = write_piece(&pen, path, strcspn(path, "?"));
    if (authority)
        out->authority = write_piece(&pen, authority, authority_length);
    path += strcspn(path, "?");
    status = parse_query(out, &pen, *path ? path + 1 : path, diag);
    if (status != TP_OK)
        tp_target_deinit(out);
    return status;
}

void tp_target_deinit(struct tp_target *target)
{
    free(target->memory);
    memset(target, 0, sizeof *target);
}

const char *tp_target_parameter(const struct tp_target *target, const char *name)
{
    for (size_t i = 0; i < target->count; i++)
        if (strcmp(target->parameters[i].name, name) == 0)
            return target->parameters[i].value;
    return NULL;
}
