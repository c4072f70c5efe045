/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a document with their paths. */
#include "agreement/member.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1024 };

struct tp_member tp_member_root(struct tp_reading *reading, const struct tp_json_value *value, const char *path)
{
    struct tp_member root = {.reading = reading, .value = value};

    snprintf(root.path, sizeof root.path, "%s", path);
    return root;
}

void tp_member_refuse(const struct tp_member *member, const char *format, ...)
{
    struct tp_reading *reading = member->reading;
    char text[sizeof reading->diag->text];
    va_list arguments;

    if (reading->status != TP_OK)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    reading->status = tp_fail(reading->diag, TP_E_FORMAT, member->path, -1, "%s", text);
}

static bool is_readable(const struct tp_member *member)
{
    return member->reading->status == TP_OK && member->value;
}

/* A member of MEMBER, whose value is VALUE. */
static struct tp_member below(const struct tp_member *member, const struct tp_json_value *value, const char *name)
{
    struct tp_member result = {.reading = member->reading, .value = value};

    snprintf(result.path, sizeof result.path, "%s%s%s", member->path, member->path[0] ? "." : "", name);
    return result;
}

/* ---- objects and lists ------------------------------------------------------------------------------------------ */

/* Whether NAME is one of the words of NAMES, which may be followed by a '?'. */
static bool is_among(const char *names, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = names; *at; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ?");

        if (word == length && memcmp(at, name, length) == 0)
            return true;
        at += strcspn(at, " ");
    }
    return false;
}

static void expect_known(const struct tp_member *object, const char *names)
{
    for (size_t i = 0; i < tp_json_count(object->value); i++) {
        const char *name = "";
        struct tp_member member;

        tp_json_member_at(object->value, i, &name);
        member = below(object, NULL, name);
        if (!is_among(names, name))
            tp_member_refuse(&member, "there is no such member here");
    }
}

static void expect_all(const struct tp_member *object, const char *names)
{
    for (const char *at = names; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ?");
        char name[32];
        struct tp_member member;

        snprintf(name, sizeof name, "%.*s", (int)length, at);
        member = below(object, NULL, name);
        if (at[length] != '?' && !tp_json_member(object->value, name))
            tp_member_refuse(&member, "it is missing");
        at += strcspn(at, " ");
    }
}

void tp_member_expect(const struct tp_member *object, const char *names)
{
    if (!is_readable(object))
        return;
    if (tp_json_kind(object->value) != TP_JSON_OBJECT) {
        tp_member_refuse(object, "it must be an object");
        return;
    }
    expect_known(object, names);
    expect_all(object, names);
}

bool tp_member_has(const struct tp_member *object, const char *name)
{
    return is_readable(object) && tp_json_member(object->value, name);
}

struct tp_member tp_member_of(const struct tp_member *object, const char *name)
{
    return below(object, is_readable(object) ? tp_json_member(object->value, name) : NULL, name);
}

size_t tp_member_count(const struct tp_member *list, size_t low, size_t high)
{
    size_t count;

    if (!is_readable(list))
        return 0;
    count = tp_json_count(list->value);
    if (tp_json_kind(list->value) != TP_JSON_LIST)
        tp_member_refuse(list, "it must be a list");
    else if (count < low)
        tp_member_refuse(list, "it has %zu items and needs at least %zu", count, low);
    else if (count > high)
        tp_member_refuse(list, "it has %zu items, at most %zu are allowed", count, high);
    return list->reading->status == TP_OK ? count : 0;
}

struct tp_member tp_member_at(const struct tp_member *list, size_t place)
{
    struct tp_member result = *list;
    size_t length = strlen(list->path);

    result.value = is_readable(list) ? tp_json_element(list->value, place) : NULL;
    snprintf(result.path + length, sizeof result.path - length, "[%zu]", place);
    return result;
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static bool is_printable(const char *text, size_t length)
{
    char copy[TEXT_MAX + 1];

    snprintf(copy, sizeof copy, "%s", text);
    tp_text_make_printable(copy);
    return length <= TEXT_MAX && strcmp(copy, text) == 0;
}

/* The text, NULL when the member is none. */
static const char *text_of(const struct tp_member *member)
{
    const char *text = is_readable(member) ? tp_json_to_text(member->value) : NULL;

    if (is_readable(member) && !text)
        tp_member_refuse(member, "it must be a text");
    return text;
}

const char *tp_member_text(const struct tp_member *member, size_t size_max)
{
    const char *text = text_of(member);
    size_t length = text ? strlen(text) : 0;

    if (!text)
        return "";
    if (length == 0)
        tp_member_refuse(member, "it must not be empty");
    else if (length > size_max)
        tp_member_refuse(member, "it has %zu bytes, at most %zu are allowed", length, size_max);
    else if (!is_printable(text, length))
        tp_member_refuse(member, "it holds characters that cannot be printed on a line");
    return member->reading->status == TP_OK ? text : "";
}

bool tp_id_is_valid(const char *text)
{
    size_t length = strlen(text);

    return length > 0 && length < TP_ID_MAX && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length &&
           text[0] != '-' && text[length - 1] != '-';
}

const char *tp_member_id(const struct tp_member *member)
{
    const char *text = text_of(member);

    if (text && !tp_id_is_valid(text))
        tp_member_refuse(member, "it must be an id: small letters, digits and hyphens between them, at most %d",
                         TP_ID_MAX - 1);
    return member->reading->status == TP_OK && text ? text : "";
}

const char *tp_member_jurisdiction(const struct tp_member *member)
{
    const char *text = text_of(member);

    if (text && (strlen(text) >= TP_JURISDICTION_MAX || !tp_jurisdiction_is_code(text)))
        tp_member_refuse(member, "it must be the code of a jurisdiction, as US-NY or US-NY-027");
    return member->reading->status == TP_OK && text ? text : "";
}

int64_t tp_member_integer(const struct tp_member *member, int64_t low, int64_t high)
{
    int64_t value = low;

    if (is_readable(member) && (!tp_json_to_integer(member->value, &value) || value < low || value > high))
        tp_member_refuse(member, "it must be a whole number from %lld to %lld", (long long)low, (long long)high);
    return member->reading->status == TP_OK ? value : low;
}

bool tp_member_flag(const struct tp_member *member)
{
    bool value = false;

    if (is_readable(member) && !tp_json_to_flag(member->value, &value))
        tp_member_refuse(member, "it must be true or false");
    return value;
}

int64_t tp_member_time(const struct tp_member *member)
{
    const char *text = text_of(member);
    int64_t time_s = 0;

    if (text && !tp_time_parse(text, &time_s))
        tp_member_refuse(member, "it must be a time as 2011-06-01T00:00:00Z");
    return time_s;
}

int tp_member_word(const struct tp_member *member, const struct tp_vocabulary *vocabulary)
{
    const char *text = text_of(member);
    int place = text ? tp_vocabulary_find(vocabulary, text) : 0;

    if (place < 0)
        tp_member_refuse(member, "\"%.40s\" is no %s", text, vocabulary->name);
    return TP_MAX(place, 0);
}

uint64_t tp_member_words(const struct tp_member *list, const struct tp_vocabulary *vocabulary, size_t low)
{
    size_t count = tp_member_count(list, low, vocabulary->count);
    const char *before = "";
    uint64_t bits = 0;

    for (size_t i = 0; i < count && list->reading->status == TP_OK; i++) {
        struct tp_member member = tp_member_at(list, i);
        const char *text = text_of(&member);

        bits |= UINT64_C(1) << tp_member_word(&member, vocabulary);
        if (text && strcmp(before, text) >= 0)
            tp_member_refuse(&member, "the list must be in ascending order, each code once");
        before = text;
    }
    return bits;
}

void tp_member_hash(const struct tp_member *member, char out[TP_HASH_TEXT_BYTES])
{
    const char *text = text_of(member);
    uint8_t bytes[TP_SHA256_BYTES];

    out[0] = '\0';
    if (text && !tp_hex_decode(text, bytes, sizeof bytes))
        tp_member_refuse(member, "it must be a hash: 64 digits 0-9 and a-f");
    else if (text)
        snprintf(out, TP_HASH_TEXT_BYTES, "%s", text);
}

void tp_member_bytes(const struct tp_member *member, uint8_t *out, size_t size_bytes)
{
    const char *text = text_of(member);

    if (text && !tp_base64_decode_exact(text, out, size_bytes))
        tp_member_refuse(member, "it must be base64 of %zu bytes", size_bytes);
}
