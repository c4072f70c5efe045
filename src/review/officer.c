/* SPDX-License-Identifier: Apache-2.0 */
/* What releasing officers see and do. One discretion review at a time, read before it is decided. */
#include <stdio.h>
#include <string.h>

#include "review/discretion.h"
#include "review/tasks.h"

tp_status tp_discretion_may_decide(struct tp_exchange *exchange, const struct tp_actor *actor, const char *owner,
                                   bool *out, struct tp_diag *diag)
{
    struct tp_people people;
    struct tp_dealings dealings;
    tp_status status = tp_people_collect(exchange, owner, &people, diag);

    *out = false;
    if (status != TP_OK)
        return status;
    status = tp_people_add_identified(exchange, owner, &people, diag);
    dealings = tp_people_dealings(&people, actor->account);
    *out = status == TP_OK && tp_may_decide_release(actor->duties, &dealings);
    tp_people_deinit(&people);
    return status;
}

/* ---- lists ----------------------------------------------------------------------------------------------------------
 */

struct listing {
    struct tp_exchange *exchange;
    struct tp_call *call;
};

static tp_status list_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct listing *listing = context;
    struct tp_json *out = listing->call->reply;
    bool may;
    tp_status status = tp_discretion_may_decide(listing->exchange, &listing->call->actor, entry->link, &may, diag);

    if (status != TP_OK || !may)
        return status;
    tp_json_object(out, NULL);
    tp_json_text(out, "discretion", entry->name);
    tp_json_text(out, "state", entry->state);
    tp_json_text(out, "recipient", tp_entry_text(entry, "recipient"));
    tp_time_write(out, "opened", tp_entry_integer(entry, "opened", 0));
    tp_json_text(out, "due", tp_age_class(tp_entry_integer(entry, "opened", 0), tp_exchange_now(listing->exchange)));
    tp_json_close(out);
    return TP_OK;
}

tp_status tp_list_discretions(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_store_query open = {.kind = "discretion", .state = "open", .due_until_s = TP_STORE_NEVER};
    struct listing listing = {exchange, call};
    tp_status status;

    tp_json_list(call->reply, "discretions");
    status = tp_entry_each(exchange, &open, list_one, &listing, diag);
    tp_json_close(call->reply);
    return status;
}

/* ---- one ------------------------------------------------------------------------------------------------------------
 */

static bool is_auditor(const struct tp_call *call)
{
    return call->actor.duties == TP_DUTY_BIT(AUDITOR);
}

/* The one that CALL names, for who may decide it or has, and for auditors, who decide nothing. To others it is not
 * there. */
static tp_status find(struct tp_exchange *exchange, const struct tp_call *call, struct tp_entry *out,
                      struct tp_diag *diag)
{
    bool may = false;
    tp_status status = tp_entry_get(exchange, "discretion", call->values[0], out, NULL);

    if (status == TP_OK) {
        status = tp_discretion_may_decide(exchange, &call->actor, out->link, &may, diag);
        if (status == TP_OK && !may && !is_auditor(call))
            status = tp_fail(diag, TP_E_DENIED, NULL, -1, "who booked or examined in a case does not decide about it");
        if (status != TP_OK)
            tp_entry_deinit(out);
        return status;
    }
    return tp_fail(diag, status, NULL, -1, "there is no discretion review %.40s", call->values[0]);
}

static void show_circumstances(const struct tp_entry *entry, struct tp_json *out)
{
    uint64_t listed = tp_discretion_listed(entry);

    tp_json_list(out, "circumstances");
    for (size_t i = 0; i < tp_circumstances.count; i++) {
        if (!(listed >> i & 1))
            continue;
        tp_json_object(out, NULL);
        tp_json_text(out, "circumstance", tp_circumstances.items[i].code);
        tp_json_text(out, "words", tp_circumstances.items[i].words);
        tp_json_close(out);
    }
    tp_json_close(out);
}

static tp_status show_blob(struct tp_exchange *exchange, const struct tp_entry *entry, const char *what,
                           struct tp_json *out, struct tp_diag *diag)
{
    char name[TP_DISCRETION_BLOB_BYTES];
    struct tp_json_document *document;
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    tp_discretion_blob(entry->name, what, name);
    status = tp_blob_get(exchange, entry->link, name, &data, &size_bytes, NULL);
    if (status == TP_E_NOT_FOUND) {
        tp_json_text(out, what, NULL);
        return TP_OK;
    }
    if (status != TP_OK)
        return tp_fail(diag, status, NULL, -1, "the %s cannot be read", what);
    if (size_bytes == 0) { /* of somebody who was erased */
        tp_json_text(out, what, NULL);
        tp_blob_free(data, size_bytes);
        return TP_OK;
    }
    status = tp_json_parse((const char *)data, size_bytes, &document, diag);
    if (status == TP_OK) {
        tp_json_copy(out, what, tp_json_root(document));
        tp_json_document_free(&document);
    }
    tp_blob_free(data, size_bytes);
    return status;
}

tp_status tp_discretion_show(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *out,
                             struct tp_diag *diag)
{
    tp_status status;

    tp_json_text(out, "discretion", entry->name);
    tp_json_text(out, "state", entry->state);
    tp_json_text(out, "agreement", tp_entry_text(entry, "agreement"));
    tp_json_text(out, "recipient", tp_entry_text(entry, "recipient"));
    tp_json_text(out, "jurisdiction", tp_entry_text(entry, "jurisdiction"));
    tp_json_text(out, "level", tp_entry_text(entry, "level"));
    tp_time_write(out, "opened", tp_entry_integer(entry, "opened", 0));
    show_circumstances(entry, out);
    status = show_blob(exchange, entry, "facts", out, diag);
    if (status == TP_OK)
        status = show_blob(exchange, entry, "decision", out, diag);
    tp_time_write(out, "decided", tp_entry_integer(entry, "decided", 0));
    return status;
}

/* Whether ACCOUNT has read it. */
static bool was_shown_to(const struct tp_entry *entry, const char *account)
{
    return tp_json_lists(tp_json_member(tp_json_root(entry->content), "shown"), account);
}

static tp_status note_shown(struct tp_exchange *exchange, struct tp_call *call, struct tp_entry *entry,
                            struct tp_diag *diag)
{
    struct tp_json *content = NULL;
    tp_status status = tp_access_note(exchange, call, entry->link, "discretion review", diag);

    if (status != TP_OK || is_auditor(call) || was_shown_to(entry, call->actor.account))
        return status;
    status = tp_entry_edit(entry, &content, diag);
    if (status != TP_OK)
        return status;
    tp_json_list_from(content, "shown", tp_json_member(tp_json_root(entry->content), "shown"));
    tp_json_text(content, NULL, call->actor.account);
    tp_json_close(content);
    status = tp_entry_put(exchange, "discretion", entry, content, diag);
    tp_json_free(&content);
    return status;
}

tp_status tp_get_discretion(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = find(exchange, call, &entry, diag);
    if (status == TP_OK) {
        status = note_shown(exchange, call, &entry, diag);
        if (is_auditor(call))
            tp_json_text(call->reply, "account", tp_entry_text(&entry, "account"));
        if (status == TP_OK)
            status = tp_discretion_show(exchange, &entry, call->reply, diag);
        tp_entry_deinit(&entry);
    }
    return tp_exchange_end(exchange, status, diag);
}

/* ---- deciding -------------------------------------------------------------------------------------------------------
 */

static tp_status decide(struct tp_exchange *exchange, struct tp_call *call, struct tp_entry *entry,
                        struct tp_diag *diag)
{
    if (strcmp(entry->state, "open") != 0)
        return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "somebody has decided this, and it stays as it is");
    if (!was_shown_to(entry, call->actor.account))
        return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "read it first");
    return tp_discretion_decide(exchange, entry, call->actor.account, call->input, diag);
}

tp_status tp_decide_discretion(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = find(exchange, call, &entry, diag);
    if (status == TP_OK) {
        status = decide(exchange, call, &entry, diag);
        tp_entry_deinit(&entry);
    }
    return tp_exchange_end(exchange, status, diag);
}
