/* SPDX-License-Identifier: Apache-2.0 */
/* Events: the steps in an agreement's life, as files (docs/agreements.md, form "tenprint-event/1"). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/history_parts.h"
#include "agreement/member.h"

enum { REASON_MAX = 1000, TITLE_MAX = 200, SIGN_ONS_MAX = 1000000000, ENVELOPE_MAX = 8192 };

static const char form[] = "tenprint-event/1";

void tp_event_free(struct tp_event **event)
{
    if (!*event)
        return;
    free((*event)->reason);
    free((*event)->document);
    free((*event)->attachment_title);
    free(*event);
    *event = NULL;
}

bool tp_event_is_stop(enum tp_event_kind kind)
{
    return kind == TP_EVENT_SUSPEND || kind == TP_EVENT_TERMINATE || kind == TP_EVENT_LEAVE;
}

bool tp_event_is_record(enum tp_event_kind kind)
{
    return kind == TP_EVENT_COMMENT || kind == TP_EVENT_PETITION || kind == TP_EVENT_HEARING;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static tp_status add_document(const struct tp_event *event, struct tp_json *json, struct tp_diag *diag)
{
    struct tp_json_document *document;
    tp_status status = tp_json_parse(event->document, event->document_bytes, &document, diag);

    if (status == TP_OK)
        tp_json_copy(json, "document", tp_json_root(document));
    tp_json_document_free(&document);
    return status;
}

static void add_attachment(const struct tp_event *event, struct tp_json *json)
{
    tp_json_object(json, "attachment");
    tp_json_text(json, "title", event->attachment_title);
    tp_json_text(json, "sha256", event->attachment_sha256);
    if (event->kind == TP_EVENT_PETITION)
        tp_json_integer(json, "sign_ons", event->sign_ons);
    tp_json_close(json);
}

/* Adds the members of the event to what is open. */
static tp_status add_event(const struct tp_event *event, struct tp_json *json, struct tp_diag *diag)
{
    char time[TP_TIME_TEXT_BYTES];

    if ((size_t)event->kind >= tp_events.count)
        return tp_fail(diag, TP_E_ARGUMENT, "event.kind", -1, "there is no such kind of event");
    tp_time_format(event->time_s, time);
    tp_json_text(json, "form", form);
    tp_json_text(json, "agreement", event->agreement);
    tp_json_text(json, "version", event->version);
    tp_json_text(json, "kind", tp_events.items[event->kind].code);
    tp_json_text(json, "by", event->by);
    tp_json_integer(json, "sequence", event->sequence);
    tp_json_text(json, "time", time);
    if (event->reason)
        tp_json_text(json, "reason", event->reason);
    if (event->attachment_title)
        add_attachment(event, json);
    return event->document ? add_document(event, json, diag) : TP_OK;
}

/* Appends what is signed when PREFIX is set, otherwise what is hashed. */
static tp_status write_signed(const struct tp_event *event, bool prefix, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status == TP_OK)
        status = add_event(event, json, diag);
    if (status == TP_OK && prefix)
        tp_write_text(out, "%s\n", form);
    if (status == TP_OK)
        status = tp_json_write_canonical(json, out, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_event_signed_text(const struct tp_event *event, struct tp_buffer *out, struct tp_diag *diag)
{
    return write_signed(event, true, out, diag);
}

static tp_status add_file(const struct tp_event *event, struct tp_json *json, struct tp_diag *diag)
{
    struct tp_buffer signature;
    tp_status status;

    tp_json_object(json, "event");
    status = add_event(event, json, diag);
    tp_json_close(json);
    tp_buffer_init(&signature);
    tp_base64_encode(event->signature.bytes, sizeof event->signature.bytes, &signature);
    tp_write_u8(&signature, 0);
    if (status == TP_OK && signature.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a signature");
    if (status == TP_OK)
        tp_json_text(json, "signature", (const char *)signature.data);
    tp_buffer_deinit(&signature);
    return status;
}

tp_status tp_event_write(const struct tp_event *event, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status == TP_OK)
        status = add_file(event, json, diag);
    if (status == TP_OK)
        status = tp_json_write_canonical(json, out, diag);
    tp_json_free(&json);
    return status;
}

/* ---- signatures ------------------------------------------------------------------------------------------------- */

/* The hash of the canonical event, which the signed bytes end with. */
static tp_status name_event(struct tp_event *event, struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    struct tp_buffer canonical;
    tp_status status;

    tp_buffer_init(&canonical);
    status = write_signed(event, false, &canonical, diag);
    if (status == TP_OK)
        status = tp_sha256(canonical.data, canonical.size_bytes, hash, diag);
    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, event->hash);
    tp_buffer_deinit(&canonical);
    return status;
}

tp_status tp_event_sign(struct tp_event *event, struct tp_signer *signer, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status = name_event(event, diag);

    tp_buffer_init(&text);
    if (status == TP_OK)
        status = tp_event_signed_text(event, &text, diag);
    if (status == TP_OK)
        status = tp_sign(signer, text.data, text.size_bytes, &event->signature, diag);
    tp_buffer_deinit(&text);
    return status;
}

bool tp_event_signature_is_valid(const struct tp_event *event, const struct tp_public_key *key)
{
    struct tp_buffer text;
    bool valid;

    tp_buffer_init(&text);
    valid = tp_event_signed_text(event, &text, NULL) == TP_OK &&
            tp_signature_is_valid(key, text.data, text.size_bytes, &event->signature);
    tp_buffer_deinit(&text);
    return valid;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* A copy of TEXT, owned; NULL when something is wrong. */
static char *copy_of(const struct tp_member *member, const char *text)
{
    char *copy;

    if (member->reading->status != TP_OK)
        return NULL;
    copy = strdup(text);
    if (!copy)
        member->reading->status = tp_fail(member->reading->diag, TP_E_MEMORY, member->path, -1, "no memory for it");
    return copy;
}

static void read_signer(struct tp_event *event, const struct tp_member *root)
{
    struct tp_member by = tp_member_of(root, "by");
    const char *name = tp_member_text(&by, TP_ID_MAX - 1);

    if (!tp_id_is_valid(name) && (strlen(name) >= TP_JURISDICTION_MAX || !tp_jurisdiction_is_code(name)))
        tp_member_refuse(&by, "it must be the id of a party or the code of a jurisdiction");
    snprintf(event->by, sizeof event->by, "%s", name);
}

static void read_attachment(struct tp_event *event, const struct tp_member *root)
{
    struct tp_member attachment = tp_member_of(root, "attachment"), title, hash, sign_ons;
    bool is_petition = event->kind == TP_EVENT_PETITION;

    if (is_petition && !tp_member_has(root, "attachment"))
        tp_member_refuse(&attachment, "it is missing: a petition is attached, with the number of its sign-ons");
    if (!tp_member_has(root, "attachment"))
        return;
    if (!tp_event_is_record(event->kind))
        tp_member_refuse(&attachment, "only a comment, a petition or a hearing has one");
    tp_member_expect(&attachment, is_petition ? "title sha256 sign_ons" : "title sha256");
    title = tp_member_of(&attachment, "title");
    hash = tp_member_of(&attachment, "sha256");
    event->attachment_title = copy_of(&title, tp_member_text(&title, TITLE_MAX));
    tp_member_hash(&hash, event->attachment_sha256);
    sign_ons = tp_member_of(&attachment, "sign_ons");
    if (is_petition)
        event->sign_ons = (uint32_t)tp_member_integer(&sign_ons, 0, SIGN_ONS_MAX);
}

/* Names the members of the document as those of the event. */
static void tell_where(const struct tp_member *document, struct tp_diag *diag)
{
    char path[sizeof diag->field];

    if (!diag)
        return;
    snprintf(path, sizeof path, "%s%s%s", document->path, diag->field[0] ? "." : "", diag->field);
    memcpy(diag->field, path, sizeof path);
}

static void check_document(struct tp_event *event, const struct tp_member *document)
{
    struct tp_reading *reading = document->reading;
    struct tp_terms *terms;

    reading->status = tp_terms_parse(event->document, event->document_bytes, &terms, reading->diag);
    if (reading->status != TP_OK) {
        tell_where(document, reading->diag);
        return;
    }
    if (strcmp(terms->hash, event->version) != 0)
        tp_member_refuse(document, "its hash is not the version that the event names");
    else if (terms->version == 1 && strcmp(terms->hash, event->agreement) != 0)
        tp_member_refuse(document, "its hash is not the agreement that the event names");
    tp_terms_free(&terms);
}

static void read_terms(struct tp_event *event, const struct tp_member *root)
{
    struct tp_member document = tp_member_of(root, "document");
    struct tp_buffer canonical;

    if (event->kind == TP_EVENT_PROPOSE && !tp_member_has(root, "document"))
        tp_member_refuse(&document, "it is missing: what is proposed");
    else if (event->kind != TP_EVENT_PROPOSE && tp_member_has(root, "document"))
        tp_member_refuse(&document, "only a proposal has one");
    if (root->reading->status != TP_OK || event->kind != TP_EVENT_PROPOSE)
        return;
    tp_buffer_init(&canonical);
    root->reading->status = tp_json_value_canonical(document.value, &canonical, root->reading->diag);
    event->document = (char *)canonical.data;
    event->document_bytes = canonical.size_bytes;
    if (root->reading->status == TP_OK)
        check_document(event, &document);
}

static void read_event(struct tp_event *event, const struct tp_member *root)
{
    struct tp_member the_form, agreement, version, kind, sequence, time, reason;

    tp_member_expect(root, "form agreement version kind by sequence time reason? document? attachment?");
    the_form = tp_member_of(root, "form");
    agreement = tp_member_of(root, "agreement");
    version = tp_member_of(root, "version");
    kind = tp_member_of(root, "kind");
    sequence = tp_member_of(root, "sequence");
    time = tp_member_of(root, "time");
    reason = tp_member_of(root, "reason");
    if (strcmp(tp_member_text(&the_form, TITLE_MAX), form) != 0)
        tp_member_refuse(&the_form, "it must be \"%s\"", form);
    tp_member_hash(&agreement, event->agreement);
    tp_member_hash(&version, event->version);
    event->kind = (enum tp_event_kind)tp_member_word(&kind, &tp_events);
    read_signer(event, root);
    event->sequence = (uint32_t)tp_member_integer(&sequence, 1, TP_SEQUENCE_MAX);
    event->time_s = tp_member_time(&time);
    if (tp_member_has(root, "reason"))
        event->reason = copy_of(&reason, tp_member_text(&reason, REASON_MAX));
    read_attachment(event, root);
    read_terms(event, root);
}

static tp_status read_file(struct tp_event *event, const struct tp_json_value *value, struct tp_diag *diag)
{
    struct tp_reading reading = {.diag = diag};
    struct tp_member root = tp_member_root(&reading, value, ""), inner, signature;

    tp_member_expect(&root, "event signature");
    inner = tp_member_of(&root, "event");
    signature = tp_member_of(&root, "signature");
    read_event(event, &inner);
    tp_member_bytes(&signature, event->signature.bytes, sizeof event->signature.bytes);
    return reading.status == TP_OK ? name_event(event, diag) : reading.status;
}

tp_status tp_event_parse(const void *json, size_t size_bytes, struct tp_event **out, struct tp_diag *diag)
{
    struct tp_json_document *source = NULL;
    tp_status status;

    *out = NULL;
    if (size_bytes > TP_AGREEMENT_DOCUMENT_MAX + ENVELOPE_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the event has %zu bytes, at most %d are allowed", size_bytes,
                       TP_AGREEMENT_DOCUMENT_MAX + ENVELOPE_MAX);
    status = tp_json_parse(json, size_bytes, &source, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)out, 1, sizeof **out, diag);
    if (status == TP_OK)
        status = read_file(*out, tp_json_root(source), diag);
    tp_json_document_free(&source);
    if (status != TP_OK)
        tp_event_free(out);
    return status;
}
