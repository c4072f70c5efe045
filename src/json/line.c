/* SPDX-License-Identifier: Apache-2.0 */
/* On which line of a text a member stands. Jansson does not keep this, and who corrects a document by hand needs it.
 * The text was read before, so it is well-formed; on any other the answer is some line of it. */
#include <stdlib.h>
#include <string.h>

#include "json/jansson.h"

struct scan {
    struct tp_cursor cursor;
    size_t line;
};

/* The next byte without taking it; -1 at the end. */
static int peek(const struct scan *s)
{
    return tp_cursor_left(&s->cursor) > 0 ? *s->cursor.at : -1;
}

static int take(struct scan *s)
{
    uint8_t byte = tp_read_u8(&s->cursor);

    s->line += byte == '\n';
    return byte;
}

static bool is_one_of(int byte, const char *set)
{
    return byte > 0 && strchr(set, byte) != NULL;
}

static void skip_blanks(struct scan *s)
{
    while (is_one_of(peek(s), " \t\r\n"))
        (void)take(s);
}

/* Takes a string, and compares what is between its quotes with NAME. */
static bool take_string(struct scan *s, const char *name, size_t length)
{
    size_t same = 0, count = 0;

    (void)take(s);
    while (peek(s) >= 0 && peek(s) != '"') {
        int byte = take(s);
        same += count < length && byte == (unsigned char)name[count];
        count++;
        if (byte == '\\' && peek(s) >= 0) /* no name that is asked for has one */
            (void)take(s);
    }
    (void)take(s);
    return same == length && count == length;
}

static void skip_value(struct scan *s)
{
    unsigned depth = 0;

    do {
        skip_blanks(s);
        if (peek(s) == '"') {
            (void)take_string(s, "", 0);
        } else if (is_one_of(peek(s), "{[")) {
            depth++;
            (void)take(s);
        } else if (is_one_of(peek(s), "}]")) {
            depth -= depth > 0;
            (void)take(s);
        } else if (is_one_of(peek(s), ",:")) {
            (void)take(s);
        } else {
            while (peek(s) >= 0 && !is_one_of(peek(s), ",:]}{[\" \t\r\n"))
                (void)take(s);
        }
    } while (depth > 0 && peek(s) >= 0);
}

/* Goes to the value of the member of that name, and gives the line of the name; 0 when there is none. */
static size_t enter_object(struct scan *s, const char *name, size_t length)
{
    (void)take(s);
    for (;;) {
        size_t line;
        bool found;
        skip_blanks(s);
        line = s->line;
        if (peek(s) != '"')
            return 0;
        found = take_string(s, name, length);
        skip_blanks(s);
        (void)take(s); /* : */
        if (found)
            return line;
        skip_value(s);
        skip_blanks(s);
        if (peek(s) == ',')
            (void)take(s);
    }
}

static size_t enter_list(struct scan *s, unsigned long place)
{
    (void)take(s);
    for (; place > 0; place--) {
        skip_value(s);
        skip_blanks(s);
        if (peek(s) != ',')
            return 0;
        (void)take(s);
    }
    skip_blanks(s);
    return peek(s) == ']' ? 0 : s->line;
}

size_t tp_json_line(const char *text, size_t size_bytes, const char *path)
{
    struct scan s = {.cursor = tp_cursor_over((const uint8_t *)text, size_bytes), .line = 1};
    size_t line, next;
    char *rest;

    skip_blanks(&s);
    for (line = s.line; *path != '\0'; line = next) {
        skip_blanks(&s);
        if (*path == '[' && peek(&s) == '[') {
            next = enter_list(&s, strtoul(path + 1, &rest, 10));
            path = rest + (*rest == ']');
        } else if (*path != '[' && peek(&s) == '{') {
            size_t length = strcspn(path, ".[");
            next = enter_object(&s, path, length);
            path += length;
        } else {
            next = 0;
        }
        if (next == 0)
            break;
        path += *path == '.';
    }
    return line;
}
