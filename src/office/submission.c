/* SPDX-License-Identifier: Apache-2.0 */
/* Submissions: unconfirmed -> waiting -> registered or refused; a petition may gather names between. */
#include "office/submission.h"

#include <stdio.h>
#include <string.h>

static const char *const undecided[] = {"unconfirmed", "waiting", "gathering"};

static void owner_of(const char *id, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "submission/%.32s", id);
}

const struct tp_terms *tp_submission_open_version(const struct tp_history *history, int64_t now_s)
{
    for (size_t i = tp_history_version_count(history); i > 0; i--) {
        const struct tp_terms *version = tp_history_version(history, i - 1);

        if (tp_history_life(history, version, now_s) == TP_LIFE_NOTICED &&
            tp_history_comments_end_s(history, version) > now_s)
            return version;
    }
    return NULL;
}

/* ---- counting ------------------------------------------------------------------------------------------------------
 */

tp_status tp_submission_count(struct tp_exchange *exchange, const char *agreement, const char *state, uint64_t *out,
                              struct tp_diag *diag)
{
    struct tp_store_query query = {.kind = "submission", .link = agreement, .due_until_s = TP_STORE_NEVER};
    tp_status status = TP_OK;

    *out = 0;
    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(undecided); i++) {
        uint64_t count = 0;

        query.state = undecided[i];
        if (!state || strcmp(state, undecided[i]) == 0)
            status = tp_entry_count(exchange, &query, &count, diag);
        *out += count;
    }
    return status;
}

static tp_status find_place(struct tp_exchange *exchange, const char *agreement, struct tp_diag *diag)
{
    uint64_t count;
    tp_status status = tp_submission_count(exchange, agreement, NULL, &count, diag);

    if (status == TP_OK && count >= TP_SUBMISSION_PLACES)
        status = tp_fail(diag, TP_E_BUSY, NULL, -1,
                         "as much was handed in as can wait: try again later, or hand it in on paper");
    return status;
}

/* ---- handing in ----------------------------------------------------------------------------------------------------
 */

static tp_status put_words(struct tp_exchange *exchange, const char *id, const struct tp_submission_words *words,
                           struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_json *json = NULL;
    struct tp_buffer text;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    owner_of(id, owner);
    tp_buffer_init(&text);
    tp_json_text(json, "title", words->title);
    tp_json_text(json, "text", words->text);
    tp_json_text(json, "name", words->name);
    status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, "words", text.data, text.size_bytes, diag);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

static tp_status put_entry(struct tp_exchange *exchange, const struct tp_submission *submission,
                           const struct tp_submission_ticket *ticket, struct tp_diag *diag)
{
    struct tp_entry entry = {.state = "unconfirmed", .due_s = ticket->confirm_by_s};
    struct tp_json *json = NULL;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", ticket->id);
    snprintf(entry.link, sizeof entry.link, "%s", submission->agreement);
    tp_json_text(json, "kind", tp_events.items[submission->kind].code);
    tp_json_text(json, "version", submission->version);
    tp_json_integer(json, "bytes", (int64_t)strlen(submission->words.text));
    tp_json_integer(json, "received", tp_exchange_now(exchange));
    tp_json_integer(json, "sign_ons", 0);
    status = tp_entry_add(exchange, "submission", &entry, json, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_submission_add(struct tp_exchange *exchange, const struct tp_submission *submission,
                            struct tp_submission_ticket *out, struct tp_diag *diag)
{
    tp_status status = find_place(exchange, submission->agreement, diag);

    *out = (struct tp_submission_ticket){.confirm_by_s = tp_exchange_now(exchange) + TP_SUBMISSION_CONFIRM_S};
    if (status == TP_OK)
        status = tp_submission_code_new(out->code, diag);
    if (status == TP_OK)
        status = tp_submission_code_id(out->code, out->id, diag);
    if (status == TP_OK)
        status = put_entry(exchange, submission, out, diag);
    return status == TP_OK ? put_words(exchange, out->id, &submission->words, diag) : status;
}

/* ---- reading -------------------------------------------------------------------------------------------------------
 */

tp_status tp_submission_get(struct tp_exchange *exchange, const char *id, const char *state, struct tp_entry *out,
                            struct tp_diag *diag)
{
    tp_status status = tp_entry_get(exchange, "submission", id, out, NULL);

    if (status == TP_E_NOT_FOUND)
        return tp_fail(diag, status, "submission", -1, "there is no such submission");
    if (status != TP_OK)
        return tp_fail(diag, status, "submission", -1, "it cannot be read");
    if (!state || strcmp(out->state, state) == 0)
        return TP_OK;
    status = tp_fail(diag, TP_E_CONFLICT, "submission", -1, "it is %s", out->state);
    tp_entry_deinit(out);
    return status;
}

tp_status tp_submission_words(struct tp_exchange *exchange, const char *id, struct tp_json_document **out,
                              struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status;

    *out = NULL;
    owner_of(id, owner);
    status = tp_blob_get(exchange, owner, "words", &data, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)data, size_bytes, out, diag);
    tp_blob_free(data, size_bytes);
    return status;
}

/* ---- what becomes of it --------------------------------------------------------------------------------------------
 */

static tp_status forget(struct tp_exchange *exchange, const char *id, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    owner_of(id, owner);
    return tp_blob_forget(exchange, owner, diag);
}

tp_status tp_submission_confirm(struct tp_exchange *exchange, struct tp_entry *entry, struct tp_diag *diag)
{
    if (strcmp(entry->state, "unconfirmed") != 0)
        return TP_OK; /* once more changes nothing */
    snprintf(entry->state, sizeof entry->state, "waiting");
    entry->due_s = TP_STORE_NEVER;
    return tp_entry_put(exchange, "submission", entry, NULL, diag);
}

tp_status tp_submission_withdraw(struct tp_exchange *exchange, struct tp_entry *entry, struct tp_diag *diag)
{
    tp_status status;

    if (strcmp(entry->state, "unconfirmed") != 0 && strcmp(entry->state, "waiting") != 0)
        return tp_fail(diag, TP_E_CONFLICT, "code", -1, "it is %s, and cannot be taken back", entry->state);
    status = forget(exchange, entry->name, diag);
    return status == TP_OK ? tp_entry_drop(exchange, "submission", entry->name, diag) : status;
}

tp_status tp_submission_decide(struct tp_exchange *exchange, struct tp_entry *entry,
                               const struct tp_submission_decision *decision, struct tp_diag *diag)
{
    const bool opened = strcmp(decision->state, "gathering") == 0;
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry->state, sizeof entry->state, "%s", decision->state);
    /* Its sign-ons, if there are any, are dropped by housekeeping. */
    entry->due_s = opened ? TP_STORE_NEVER : tp_exchange_now(exchange);
    tp_json_text(json, "account", decision->account);
    tp_json_integer(json, "decided", tp_exchange_now(exchange));
    if (decision->reason)
        tp_json_text(json, "reason", decision->reason);
    if (decision->event)
        tp_json_text(json, "event", decision->event);
    status = tp_entry_put(exchange, "submission", entry, json, diag);
    tp_json_free(&json);
    if (status == TP_OK)
        status = opened ? tp_sign_on_open(exchange, entry->name, diag) : forget(exchange, entry->name, diag);
    return status;
}
