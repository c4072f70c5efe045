/* SPDX-License-Identifier: Apache-2.0 */
/* What was received about people, for the releasing officers who might pass it on: a list without anything personal,
 * and one of them with its fields, on record. Who booked or examined the person sees neither. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"
#include "review/review.h"

enum { PAGE = 200 };

static tp_status may_see(struct tp_exchange *exchange, const struct tp_call *call, const struct tp_entry *leg,
                         bool *out, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES];

    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
    return tp_discretion_may_decide(exchange, &call->actor, owner, out, diag);
}

static void put_head(const struct tp_entry *leg, struct tp_json *json)
{
    static const char *const shown[] = {"origin",       "partner", "since", "agreement", "version",
                                        "jurisdiction", "purpose", "label", "examiners", NULL};

    tp_json_text(json, "leg", leg->name);
    tp_partner_put_members(leg, shown, json);
    tp_json_copy(json, "known", tp_json_member(tp_json_root(leg->content), "fields"));
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

struct listing {
    struct tp_exchange *exchange;
    struct tp_call *call;
    size_t count;
    int64_t last;
};

static tp_status list_one(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct listing *listing = context;
    bool may;
    tp_status status = may_see(listing->exchange, listing->call, leg, &may, diag);

    listing->count++;
    listing->last = leg->id;
    if (status != TP_OK || !may)
        return status;
    tp_json_object(listing->call->reply, NULL);
    put_head(leg, listing->call->reply);
    tp_json_close(listing->call->reply);
    return TP_OK;
}

tp_status tp_operation_list_received(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_store_query query = {
        .kind = "leg", .state = "match", .due_until_s = TP_STORE_NEVER, .newest_first = true, .limit = PAGE};
    struct listing listing = {exchange, call, 0, 0};
    tp_status status = tp_partner_page(call, &query.beyond_id, diag);

    if (status != TP_OK)
        return status;
    tp_json_list(call->reply, "received");
    status = tp_entry_each(exchange, &query, list_one, &listing, diag);
    tp_json_close(call->reply);
    if (listing.count == PAGE)
        tp_json_integer(call->reply, "before", listing.last);
    return status;
}

/* ---- one --------------------------------------------------------------------------------------------------------- */

static tp_status put_onward(void *context, const struct tp_entry *onward, struct tp_diag *diag)
{
    static const char *const shown[] = {"recipient", "account", "fields", "considered", "discretion", "clauses", NULL};
    struct tp_json *json = context;

    (void)diag;
    tp_json_object(json, NULL);
    tp_json_text(json, "state", onward->state);
    tp_partner_put_members(onward, shown, json);
    tp_json_close(json);
    return TP_OK;
}

static tp_status show(struct tp_exchange *exchange, struct tp_call *call, const struct tp_entry *leg,
                      struct tp_diag *diag)
{
    const struct tp_store_query onward = {.kind = "onward", .link = leg->name, .due_until_s = TP_STORE_NEVER};
    tp_status status;

    put_head(leg, call->reply);
    tp_json_object(call->reply, "fields");
    status = tp_leg_person(exchange, leg->name, UINT64_MAX, call->reply, diag);
    tp_json_close(call->reply);
    tp_json_list(call->reply, "onward");
    if (status == TP_OK)
        status = tp_entry_each(exchange, &onward, put_onward, call->reply, diag);
    tp_json_close(call->reply);
    return status;
}

tp_status tp_operation_get_received(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry leg;
    bool may = false;
    tp_status status = tp_entry_get(exchange, "leg", call->values[0], &leg, diag);

    if (status != TP_OK)
        return status;
    if (strcmp(leg.state, "match") != 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, "leg", -1, "nothing about a person was received by it");
    if (status == TP_OK)
        status = may_see(exchange, call, &leg, &may, diag);
    if (status == TP_OK && !may)
        status = tp_fail(diag, TP_E_DENIED, "leg", -1, "who booked or examined in a case passes nothing of it on");
    if (status == TP_OK && strcmp(tp_entry_text(&leg, "purpose"), call->actor.purpose) != 0)
        status = tp_fail(diag, TP_E_DENIED, "purpose", -1, "what the partner told is bound to the purpose %s",
                         tp_entry_text(&leg, "purpose"));
    if (status == TP_OK)
        status = tp_access_note(exchange, call, tp_entry_text(&leg, "owner"), "what a partner told", diag);
    if (status == TP_OK)
        status = show(exchange, call, &leg, diag);
    tp_entry_deinit(&leg);
    return status;
}
