/* SPDX-License-Identifier: Apache-2.0 */
/* The form of messages: reading by a table of members, writing in the canonical form. */
#include "partner/message.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *code;
    bool under;
} kinds[TP_MESSAGE_KINDS] = {
#define KIND(name, code, under, words) {code, under},
    TP_MESSAGE_LIST(KIND)
#undef KIND
};

const char *tp_message_kind_code(enum tp_message_kind kind)
{
    TP_ASSERT(kind < TP_MESSAGE_KINDS);
    return kinds[kind].code;
}

bool tp_message_is_under_agreement(enum tp_message_kind kind)
{
    TP_ASSERT(kind < TP_MESSAGE_KINDS);
    return kinds[kind].under;
}

void tp_message_deinit(struct tp_message *message)
{
    tp_json_document_free(&message->document);
    memset(message, 0, sizeof *message);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static bool is_hex(const char *text, size_t digits)
{
    return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

bool tp_message_is_id(const char *text)
{
    return is_hex(text, TP_EXCHANGE_ID_BYTES - 1);
}

bool tp_message_is_hash(const char *text)
{
    return is_hex(text, TP_HASH_TEXT_BYTES - 1);
}

static bool is_party(const char *text)
{
    return text[0] && text[0] != '-' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

void tp_message_text(const struct tp_json_value *object, const char *name, char *out, size_t most)
{
    const struct tp_json_value *member = tp_json_member(object, name);
    const char *text = member ? tp_json_to_text(member) : NULL;

    snprintf(out, most, "%s", text && strlen(text) < most ? text : "");
}

int tp_message_word(const struct tp_json_value *object, const char *name, const struct tp_vocabulary *words)
{
    const struct tp_json_value *member = tp_json_member(object, name);

    return member ? tp_vocabulary_find(words, tp_json_to_text(member)) : -1;
}

bool tp_message_words(const struct tp_json_value *list, const struct tp_vocabulary *words, uint64_t *out)
{
    *out = 0;
    if (!list || tp_json_kind(list) != TP_JSON_LIST || tp_json_count(list) > words->count)
        return false;
    for (size_t i = 0; i < tp_json_count(list); i++) {
        int place = tp_vocabulary_find(words, tp_json_to_text(tp_json_element(list, i)));

        if (place < 0)
            return false;
        *out |= (uint64_t)1 << place;
    }
    return true;
}

void tp_message_put_words(struct tp_json *json, const char *name, const struct tp_vocabulary *words, uint64_t set)
{
    tp_json_list(json, name);
    for (size_t i = 0; i < words->count; i++) {
        if (set >> i & 1)
            tp_json_text(json, NULL, words->items[i].code);
    }
    tp_json_close(json);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static tp_status refuse(struct tp_diag *diag, const char *member, const char *words)
{
    return tp_fail(diag, TP_E_FORMAT, member, -1, "%s", words);
}

static bool read_time(const struct tp_json_value *object, const char *name, int64_t *out)
{
    char text[TP_TIME_TEXT_BYTES];

    tp_message_text(object, name, text, sizeof text);
    return tp_time_parse(text, out);
}

static tp_status read_kind(const struct tp_json_value *root, struct tp_message *out, struct tp_diag *diag)
{
    char code[32];
    size_t kind = 0;

    tp_message_text(root, "kind", code, sizeof code);
    while (kind < TP_MESSAGE_KINDS && strcmp(kinds[kind].code, code) != 0)
        kind++;
    if (kind == TP_MESSAGE_KINDS)
        return refuse(diag, "kind", "is no kind of message");
    out->kind = (enum tp_message_kind)kind;
    tp_message_text(root, "agreement", out->agreement, sizeof out->agreement);
    out->purpose = tp_message_word(root, "purpose", &tp_purposes);
    if (!kinds[kind].under && !tp_json_member(root, "agreement") && !tp_json_member(root, "purpose"))
        return TP_OK;
    if (!kinds[kind].under || !tp_message_is_hash(out->agreement))
        return refuse(diag, "agreement", "must be the hash of a version, where there is one");
    return out->purpose >= 0 ? TP_OK : refuse(diag, "purpose", "is none that there is");
}

static tp_status read_ends(const struct tp_json_value *root, struct tp_message *out, struct tp_diag *diag)
{
    tp_message_text(root, "id", out->id, sizeof out->id);
    tp_message_text(root, "in_reply_to", out->in_reply_to, sizeof out->in_reply_to);
    tp_message_text(root, "from", out->from, sizeof out->from);
    tp_message_text(root, "to", out->to, sizeof out->to);
    if (!tp_message_is_id(out->id))
        return refuse(diag, "id", "must be 32 hex digits");
    if (tp_json_member(root, "in_reply_to") && !tp_message_is_id(out->in_reply_to))
        return refuse(diag, "in_reply_to", "must be 32 hex digits");
    if (!is_party(out->from) || !is_party(out->to))
        return refuse(diag, is_party(out->from) ? "to" : "from", "must be the id of an organisation");
    if (!read_time(root, "time", &out->time_s) || !read_time(root, "expires", &out->expires_s))
        return refuse(diag, "time", "time and expires must be written as 2011-06-01T00:00:00Z");
    return out->expires_s > out->time_s ? TP_OK : refuse(diag, "expires", "must lie behind the time");
}

/* Nobody comes twice, nor does who sends it now or gets it: a message cannot go in circles. */
static tp_status read_path(const struct tp_json_value *root, struct tp_message *out, struct tp_diag *diag)
{
    const struct tp_json_value *list = tp_json_member(root, "path");

    if (!list)
        return TP_OK;
    if (out->kind != TP_MESSAGE_SEARCH || tp_json_kind(list) != TP_JSON_LIST || tp_json_count(list) == 0 ||
        tp_json_count(list) > TP_MESSAGE_PATH_MAX)
        return refuse(diag, "path", "must be a list of one to eight organisations, of a search");
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *id = tp_json_to_text(tp_json_element(list, i));

        if (!id || strlen(id) >= TP_ID_MAX || !is_party(id) || strcmp(id, out->from) == 0 || strcmp(id, out->to) == 0)
            return refuse(diag, "path", "must be organisations that are not the ends of this message");
        for (size_t j = 0; j < i; j++) {
            if (strcmp(out->path[j], id) == 0)
                return refuse(diag, "path", "has an organisation twice");
        }
        snprintf(out->path[i], sizeof out->path[i], "%s", id);
    }
    out->path_count = tp_json_count(list);
    return TP_OK;
}

static tp_status read_label(const struct tp_json_value *root, struct tp_message *out, struct tp_diag *diag)
{
    const struct tp_json_value *label = tp_json_member(root, "label");
    struct tp_label *to = &out->label;

    to->purpose = -1;
    if (!label)
        return out->kind == TP_MESSAGE_ANSWER || out->kind == TP_MESSAGE_RELEASE ? refuse(diag, "label", "is missing")
                                                                                 : TP_OK;
    if (tp_json_only(label, "agreement purpose expires disclosure", NULL) != TP_OK)
        return refuse(diag, "label", "must be an object of agreement, purpose, expires and disclosure");
    tp_message_text(label, "agreement", to->agreement, sizeof to->agreement);
    tp_message_text(label, "disclosure", to->disclosure, sizeof to->disclosure);
    to->purpose = tp_message_word(label, "purpose", &tp_purposes);
    if (strcmp(to->agreement, out->agreement) != 0 || to->purpose != out->purpose || to->purpose < 0 ||
        strcmp(to->disclosure, out->id) != 0 || !read_time(label, "expires", &to->expires_s))
        return refuse(diag, "label", "must be of this message, its agreement and its purpose");
    return TP_OK;
}

static tp_status read_root(const struct tp_json_value *root, struct tp_message *out, struct tp_diag *diag)
{
    char form[32];
    tp_status status;

    tp_message_text(root, "form", form, sizeof form);
    if (strcmp(form, TP_MESSAGE_FORM) != 0)
        return refuse(diag, "form", "must be " TP_MESSAGE_FORM);
    if (tp_json_only(root, "form id kind in_reply_to from to agreement purpose time expires path label payload",
                     NULL) != TP_OK)
        return refuse(diag, "form", "has a member that " TP_MESSAGE_FORM " does not have");
    status = read_kind(root, out, diag);
    if (status == TP_OK)
        status = read_ends(root, out, diag);
    if (status == TP_OK)
        status = read_path(root, out, diag);
    if (status == TP_OK)
        status = read_label(root, out, diag);
    out->payload = tp_json_member(root, "payload");
    if (status == TP_OK && (!out->payload || tp_json_kind(out->payload) != TP_JSON_OBJECT))
        status = refuse(diag, "payload", "must be an object");
    return status;
}

tp_status tp_message_parse(const void *body, size_t size_bytes, struct tp_message *out, struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    if (size_bytes > TP_MESSAGE_MAX_BYTES)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "a message has at most %d bytes", (int)TP_MESSAGE_MAX_BYTES);
    status = tp_json_parse(body, size_bytes, &out->document, diag);
    if (status == TP_OK)
        status = read_root(tp_json_root(out->document), out, diag);
    if (status != TP_OK)
        tp_message_deinit(out);
    return status;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void put_time(struct tp_json *json, const char *name, int64_t time_s)
{
    char text[TP_TIME_TEXT_BYTES];

    tp_time_format(time_s, text);
    tp_json_text(json, name, text);
}

static void put_label(struct tp_json *json, const struct tp_label *label)
{
    tp_json_object(json, "label");
    tp_json_text(json, "agreement", label->agreement);
    tp_json_text(json, "purpose", tp_purposes.items[label->purpose].code);
    put_time(json, "expires", label->expires_s);
    tp_json_text(json, "disclosure", label->disclosure);
    tp_json_close(json);
}

tp_status tp_message_open(const struct tp_message *message, struct tp_json **out, struct tp_diag *diag)
{
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(*out, "form", TP_MESSAGE_FORM);
    tp_json_text(*out, "id", message->id);
    tp_json_text(*out, "kind", tp_message_kind_code(message->kind));
    if (message->in_reply_to[0])
        tp_json_text(*out, "in_reply_to", message->in_reply_to);
    tp_json_text(*out, "from", message->from);
    tp_json_text(*out, "to", message->to);
    if (tp_message_is_under_agreement(message->kind)) {
        tp_json_text(*out, "agreement", message->agreement);
        tp_json_text(*out, "purpose", message->purpose >= 0 ? tp_purposes.items[message->purpose].code : "");
    }
    put_time(*out, "time", message->time_s);
    put_time(*out, "expires", message->expires_s);
    if (message->path_count > 0)
        tp_json_list(*out, "path");
    for (size_t i = 0; i < message->path_count; i++)
        tp_json_text(*out, NULL, message->path[i]);
    if (message->path_count > 0)
        tp_json_close(*out);
    if (message->label.agreement[0] && message->label.purpose >= 0)
        put_label(*out, &message->label);
    tp_json_object(*out, "payload");
    return TP_OK;
}

tp_status tp_message_close(struct tp_json **json, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_status status;

    tp_json_close(*json);
    status = tp_json_write_canonical(*json, out, diag);
    tp_json_free(json);
    return status;
}
