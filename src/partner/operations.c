/* SPDX-License-Identifier: Apache-2.0 */
/* What people ask of this part: partners and whether they can be reached, and for the auditor legs and messages with
 * their signatures. No personal data in any of it: bodies about people are not shown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/parts.h"

enum { PAGE = 200 };

static const char *query(const struct tp_call *call, const char *name)
{
    const char *text = call->query ? call->query(call, name) : NULL;

    return text && text[0] ? text : NULL;
}

/* ---- partners ---------------------------------------------------------------------------------------------------- */

struct counts {
    const char *partner;
    int64_t queued;
    char trouble[160], contact[TP_TIME_TEXT_BYTES];
};

static tp_status count_message(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct counts *counts = context;

    (void)diag;
    if (strcmp(tp_entry_text(entry, "partner"), counts->partner) != 0)
        return TP_OK;
    counts->queued++;
    snprintf(counts->trouble, sizeof counts->trouble, "%s", tp_entry_text(entry, "trouble"));
    return TP_OK;
}

static tp_status put_partner(struct tp_exchange *exchange, const struct tp_config_partner *partner,
                             struct tp_json *json, struct tp_diag *diag)
{
    const struct tp_store_query queued = {.kind = "message", .state = "queued", .due_until_s = TP_STORE_NEVER};
    struct counts counts = {.partner = partner->id};
    tp_status status = tp_entry_each(exchange, &queued, count_message, &counts, diag);

    tp_json_object(json, NULL);
    tp_json_text(json, "id", partner->id);
    tp_json_text(json, "name", partner->name);
    tp_json_text(json, "key", partner->key);
    if (partner->url)
        tp_json_text(json, "url", partner->url);
    tp_json_integer(json, "queued", counts.queued);
    if (counts.trouble[0])
        tp_json_text(json, "trouble", counts.trouble);
    tp_json_close(json);
    return status;
}

tp_status tp_operation_list_partners(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    tp_status status = TP_OK;

    tp_json_list(call->reply, "partners");
    for (unsigned i = 0; status == TP_OK && i < config->partner_count; i++)
        status = put_partner(exchange, &config->partners[i], call->reply, diag);
    tp_json_close(call->reply);
    return status;
}

/* A signed message that asks for nothing; what became of it is asked for by its id. */
tp_status tp_operation_check_partner(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = "", .owner = "", .about = "", .county = ""};
    struct tp_json *json;
    tp_status status;

    if (!tp_partner_find(exchange, call->values[0]))
        return tp_fail(diag, TP_E_NOT_FOUND, "partner", -1, "there is no partner of this id");
    status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_queue_prepare(exchange, TP_MESSAGE_CHECK, call->values[0], 1, &out.message, diag);
    out.message.expires_s = out.message.time_s + TP_SIGNATURE_LIFE_S;
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status == TP_OK)
        status = tp_queue_add(exchange, &out, &json, diag);
    status = tp_exchange_end(exchange, status, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(call->reply, "message", out.message.id);
    snprintf(call->location, sizeof call->location, "/v1/messages/%s", out.message.id);
    call->status = 202;
    return TP_OK;
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

struct listing {
    struct tp_json *json;
    const char *partner; /* NULL: any */
    size_t left;
    int64_t last;
};

void tp_partner_put_members(const struct tp_entry *entry, const char *const *names, struct tp_json *json)
{
    for (; *names; names++) {
        const struct tp_json_value *member = tp_json_member(tp_json_root(entry->content), *names);
        if (member && !(tp_json_to_text(member) && !tp_json_to_text(member)[0]))
            tp_json_copy(json, *names, member);
    }
}

static bool is_wanted(const struct listing *listing, const struct tp_entry *entry)
{
    return listing->left > 0 && (!listing->partner || strcmp(tp_entry_text(entry, "partner"), listing->partner) == 0);
}

static tp_status put_leg(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    static const char *const shown[] = {"origin",       "partner",   "since",    "agreement", "version",
                                        "jurisdiction", "purpose",   "material", "clauses",   "answer",
                                        "refused_by",   "examiners", "fields",   "label",     NULL};
    struct listing *listing = context;

    (void)diag;
    if (!is_wanted(listing, entry))
        return TP_OK;
    tp_json_object(listing->json, NULL);
    tp_json_text(listing->json, "id", entry->name);
    tp_json_text(listing->json, "state", entry->state);
    if (entry->link[0])
        tp_json_text(listing->json, "of", entry->link);
    tp_partner_put_members(entry, shown, listing->json);
    tp_json_close(listing->json);
    listing->left--;
    listing->last = entry->id;
    return TP_OK;
}

static void put_message_members(const struct tp_entry *entry, struct tp_json *json)
{
    static const char *const shown[] = {"kind", "partner",  "message", "agreement",    "purpose",   "in_reply_to",
                                        "time", "attempts", "trouble", "withdrawn_by", "erased_by", NULL};

    tp_json_text(json, "direction", strstr(entry->name, " in") ? "in" : "out");
    tp_json_text(json, "state", entry->state);
    tp_partner_put_members(entry, shown, json);
}

static void put_id(const struct tp_entry *entry, struct tp_json *json)
{
    char id[TP_EXCHANGE_ID_BYTES];

    snprintf(id, sizeof id, "%.32s", entry->name);
    tp_json_text(json, "id", id);
}

static tp_status put_message(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct listing *listing = context;

    (void)diag;
    if (!is_wanted(listing, entry))
        return TP_OK;
    tp_json_object(listing->json, NULL);
    put_id(entry, listing->json);
    put_message_members(entry, listing->json);
    tp_json_close(listing->json);
    listing->left--;
    listing->last = entry->id;
    return TP_OK;
}

tp_status tp_partner_page(const struct tp_call *call, int64_t *before, struct tp_diag *diag)
{
    const char *text = query(call, "before");

    *before = text ? strtoll(text, NULL, 10) : 0;
    if (text && (strspn(text, "0123456789") != strlen(text) || strlen(text) > 18 || *before <= 0))
        return tp_fail(diag, TP_E_ARGUMENT, "before", -1, "must be what a page gave as its end");
    return TP_OK;
}

/* A text that no record can have is a mistake, not an empty list. */
static tp_status check_length(const char *name, const char *text, size_t max_bytes, struct tp_diag *diag)
{
    return !text || strlen(text) < max_bytes
               ? TP_OK
               : tp_fail(diag, TP_E_ARGUMENT, name, -1, "has at most %zu bytes", max_bytes - 1);
}

/* Newest first; "before" goes on where the page before ended. */
static tp_status list(struct tp_exchange *exchange, struct tp_call *call, const char *kind, tp_entry_visit_fn *put,
                      struct tp_diag *diag)
{
    struct listing listing = {.json = call->reply, .partner = query(call, "partner"), .left = PAGE};
    struct tp_store_query asked = {.kind = kind,
                                   .state = query(call, "state"),
                                   .link = query(call, "of"),
                                   .due_until_s = TP_STORE_NEVER,
                                   .newest_first = true,
                                   .limit = listing.partner ? 0 : PAGE};
    tp_status status = check_length("partner", listing.partner, TP_ID_MAX, diag);

    if (status == TP_OK)
        status = check_length("state", asked.state, sizeof((struct tp_entry *)NULL)->state, diag);
    if (status == TP_OK)
        status = check_length("of", asked.link, sizeof((struct tp_entry *)NULL)->link, diag);
    if (status == TP_OK)
        status = tp_partner_page(call, &asked.beyond_id, diag);
    if (status != TP_OK)
        return status;
    tp_json_list(call->reply, strcmp(kind, "leg") == 0       ? "legs"
                              : strcmp(kind, "message") == 0 ? "messages"
                                                             : "releases");
    status = tp_entry_each(exchange, &asked, put, &listing, diag);
    tp_json_close(call->reply);
    if (listing.left == 0)
        tp_json_integer(call->reply, "before", listing.last);
    return status;
}

tp_status tp_operation_list_legs(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return list(exchange, call, "leg", put_leg, diag);
}

tp_status tp_operation_list_messages(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return list(exchange, call, "message", put_message, diag);
}

tp_status tp_partner_find_message(struct tp_exchange *exchange, const char *id, struct tp_entry *out,
                                  struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    char name[64];
    bool found;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!tp_message_is_id(id))
        return tp_fail(diag, TP_E_NOT_FOUND, "message", -1, "there is no message of this id");
    snprintf(name, sizeof name, "%s out", id);
    status = tp_entry_find(exchange, "message", name, out, &found, diag);
    snprintf(name, sizeof name, "%s in", id);
    if (status == TP_OK && !found)
        status = tp_entry_find(exchange, "message", name, out, &found, diag);
    for (unsigned i = 0; status == TP_OK && !found && i < config->partner_count; i++)
        status = tp_inbox_find(exchange, config->partners[i].id, id, out, &found, diag);
    if (status == TP_OK && !found)
        status = tp_fail(diag, TP_E_NOT_FOUND, "message", -1, "there is no message of this id");
    return status;
}

/* One message with its signature and its receipt, and its body where nothing in it is personal. */
tp_status tp_operation_get_message(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const evidence[] = {"authority",       "path", "content-digest", "signature-input", "signature",
                                           "acknowledgement", NULL};
    static const char *const body[] = {"body", NULL};
    struct tp_entry entry;
    tp_status status = tp_partner_find_message(exchange, call->values[0], &entry, diag);

    if (status == TP_OK) {
        put_id(&entry, call->reply);
        put_message_members(&entry, call->reply);
        tp_partner_put_members(&entry, evidence, call->reply);
        if (strcmp(tp_entry_text(&entry, "kind"), tp_message_kind_code(TP_MESSAGE_CORRECTION)) != 0)
            tp_partner_put_members(&entry, body, call->reply);
    }
    tp_entry_deinit(&entry);
    return status;
}

/* ---- releases, for the auditor ----------------------------------------------------------------------------------- */

static tp_status put_release(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    static const char *const shown[] = {"recipient", "discretion", "account", "fields", "considered", "clauses", NULL};
    struct listing *listing = context;

    (void)diag;
    tp_json_object(listing->json, NULL);
    tp_json_text(listing->json, "of", entry->link);
    tp_json_text(listing->json, "state", entry->state);
    tp_partner_put_members(entry, shown, listing->json);
    tp_json_close(listing->json);
    listing->left--;
    listing->last = entry->id;
    return TP_OK;
}

/* What was released of own matches, or (kind=onward) passed on of what was received; why is in the discretion review.
 */
tp_status tp_operation_list_releases(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *kind = query(call, "kind");

    if (kind && strcmp(kind, "release") != 0 && strcmp(kind, "onward") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "kind", -1, "must be release or onward");
    return list(exchange, call, kind ? kind : "release", put_release, diag);
}
