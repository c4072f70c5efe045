/* SPDX-License-Identifier: Apache-2.0 */
/* Media types: RFC 9110, clauses 8.3.1 and 12.5.1, as far as a server needs them that has one type for each thing. */
#include "api/media.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t"

/* The length of TEXT without blanks at its end. */
static size_t trimmed(const char *text, size_t length)
{
    while (length > 0 && strchr(BLANKS, text[length - 1]))
        length--;
    return length;
}

static bool is_word(const char *text, size_t length, const char *word)
{
    return length == strlen(word) && strncasecmp(text, word, length) == 0;
}

bool tp_media_is(const char *content_type, const char *type)
{
    content_type += strspn(content_type, BLANKS);
    return is_word(content_type, trimmed(content_type, strcspn(content_type, ";")), type);
}

/* "type/subtype", "type/" and a star, or two stars. */
static bool range_takes(const char *range, size_t length, const char *type)
{
    size_t main_type = strcspn(type, "/") + 1;

    if (is_word(range, length, "*/*") || is_word(range, length, type))
        return true;
    return length == main_type + 1 && range[length - 1] == '*' && strncasecmp(range, type, main_type) == 0;
}

/* Whether PARAMETERS (";q=0.5") say that the range is not wanted. */
static bool is_refused(const char *parameters, size_t length)
{
    const char *end = parameters + length;

    for (const char *at = parameters; at < end; at++) {
        if (*at != ';')
            continue;
        do
            at++;
        while (at < end && strchr(BLANKS, *at));
        if (end - at < 3 || strncasecmp(at, "q=0", 3) != 0)
            continue;
        at += 3;
        while (at < end && strchr(".0", *at))
            at++;
        return at == end || strchr(BLANKS ";", *at) != NULL;
    }
    return false;
}

bool tp_media_accepts(const char *accept, const char *type)
{
    if (!accept || accept[strspn(accept, BLANKS)] == '\0')
        return true;
    while (*accept) {
        size_t length = strcspn(accept, ","), name;
        const char *range = accept + strspn(accept, BLANKS);

        name = range < accept + length ? strcspn(range, ",;") : 0;
        if (range_takes(range, trimmed(range, name), type) &&
            !is_refused(range + name, (size_t)(accept + length - (range + name))))
            return true;
        accept += length + (accept[length] == ',');
    }
    return false;
}
