/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the document of an agreement, or an event, for a person who wrote it. */
#include "cli/agreement_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

/* A document, and the event and signature around it. */
enum { FILE_MAX_BYTES = TP_AGREEMENT_DOCUMENT_MAX + (1 << 16) };

/* Which of the two it is meant to be. */
static tp_status is_event(const char *text, size_t size_bytes, bool *out, struct tp_diag *diag)
{
    struct tp_json_document *document;
    tp_status status = tp_json_parse(text, size_bytes, &document, diag);

    *out = status == TP_OK && tp_json_member(tp_json_root(document), "event");
    tp_json_document_free(&document);
    return status;
}

/* Of a proposal, which brings the key along. */
static tp_status check_signature(const struct tp_event *event, const struct tp_terms *terms, struct tp_diag *diag)
{
    const struct tp_party *party = tp_terms_party(terms, event->by);

    if (!party)
        return tp_fail(diag, TP_E_FORMAT, "event.by", -1, "it is none of the parties of what it proposes");
    if (!tp_event_signature_is_valid(event, &party->key))
        return tp_fail(diag, TP_E_FORMAT, "signature", -1, "it is not that of \"%s\"", party->id);
    return TP_OK;
}

static tp_status parse_event(const char *text, size_t size_bytes, struct tp_agreement_file *out, struct tp_diag *diag)
{
    tp_status status = tp_event_parse(text, size_bytes, &out->event, diag);

    if (status != TP_OK || !out->event->document)
        return status;
    status = tp_terms_parse(out->event->document, out->event->document_bytes, &out->terms, diag);
    return status == TP_OK ? check_signature(out->event, out->terms, diag) : status;
}

static tp_status parse(const char *text, size_t size_bytes, struct tp_agreement_file *out, struct tp_diag *diag)
{
    bool event;
    tp_status status = is_event(text, size_bytes, &event, diag);

    if (status != TP_OK)
        return status;
    return event ? parse_event(text, size_bytes, out, diag) : tp_terms_parse(text, size_bytes, &out->terms, diag);
}

/* Says again what FOUND says, with the line; mistakes in the JSON itself have theirs in the words. */
static tp_status tell_line(const char *text, size_t size_bytes, const struct tp_diag *found,
                           struct tp_agreement_file *out, struct tp_diag *diag)
{
    char field[sizeof diag->field];

    snprintf(out->member, sizeof out->member, "%s", found->field);
    if (found->field[0] == '\0')
        return tp_fail(diag, found->status, NULL, found->offset_bytes, "%s", found->text);
    out->line = tp_json_line(text, size_bytes, found->field);
    snprintf(field, sizeof field, "line %zu, %.40s", out->line, found->field);
    return tp_fail(diag, found->status, field, -1, "%s", found->text);
}

tp_status tp_agreement_file_read(const char *path, struct tp_agreement_file *out, struct tp_diag *diag)
{
    struct tp_diag found;
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    *out = (struct tp_agreement_file){0};
    if (status != TP_OK)
        return status;
    tp_diag_init(&found);
    status = parse((const char *)data, size_bytes, out, &found);
    if (status != TP_OK) {
        tp_event_free(&out->event);
        tp_terms_free(&out->terms);
        status = tp_diag_in_file(diag, tell_line((const char *)data, size_bytes, &found, out, diag), path);
    }
    free(data);
    return status;
}

void tp_agreement_file_deinit(struct tp_agreement_file *file)
{
    tp_event_free(&file->event);
    tp_terms_free(&file->terms);
}

tp_status tp_agreement_file_write(const struct tp_event *event, const char *path, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_event_write(event, &text, diag);
    if (status == TP_OK)
        status = tp_file_write(path, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}
