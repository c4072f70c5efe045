/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges: record "challenge" {received, decided, by, and what reexamination.c says}, linked to the booking; the
 * person's text and the reason are blobs of the booking, "challenge/ID/text" and "challenge/ID/reason". */
#include <stdio.h>
#include <string.h>

#include "person/challenge.h"
#include "person/erasure.h"
#include "person/identity.h"
#include "person/reexamination.h"

static void blob_name(const char *id, const char *what, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "challenge/%.100s/%s", id, what);
}

static tp_status log_leaf(struct tp_exchange *exchange, const char *owner, const char *outcome, struct tp_diag *diag)
{
    char jurisdiction[TP_JURISDICTION_MAX], state[TP_JURISDICTION_MAX];
    struct tp_leaf leaf;
    tp_status status = tp_owner_jurisdiction(exchange, owner, jurisdiction, diag);
    const struct tp_case about = {.county = jurisdiction};

    if (status != TP_OK)
        return status;
    tp_jurisdiction_coarse(jurisdiction, state);
    tp_leaf_init(&leaf, TP_LEAF_CHALLENGE, tp_exchange_now(exchange));
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, outcome);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    return tp_exchange_log(exchange, owner, &leaf, &about, diag);
}

/* ---- making one -------------------------------------------------------------------------------------------------- */

static tp_status check_open(struct tp_exchange *exchange, const char *booking, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "challenge", .link = booking, .state = "open", .due_until_s = TP_STORE_NEVER};
    struct tp_entry entry;
    uint64_t open = 0;
    tp_status status = tp_entry_get(exchange, "booking", booking, &entry, diag);

    if (status == TP_OK && strcmp(entry.state, "erased") == 0)
        status = tp_fail(diag, TP_E_CONFLICT, "code", -1, "the data were destroyed: there is nothing left to correct");
    if (status == TP_OK)
        status = tp_entry_count(exchange, &query, &open, diag);
    if (status == TP_OK && open >= TP_CHALLENGES_OPEN_MAX)
        status = tp_fail(diag, TP_E_CONFLICT, "text", -1, "%d challenges are being looked at already",
                         TP_CHALLENGES_OPEN_MAX);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_challenge_make(struct tp_exchange *exchange, const char *booking, const char *text, bool identification,
                            char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES], name[TP_EXCHANGE_NAME_BYTES], case_id[TP_EXCHANGE_ID_BYTES] = "";
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = "open"};
    struct tp_json *json = NULL;
    tp_status status = check_open(exchange, booking, diag);

    id[0] = '\0';
    snprintf(owner, sizeof owner, "booking/%.140s", booking);
    if (status == TP_OK)
        status = tp_exchange_new_id(id, diag);
    blob_name(id, "text", name);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, name, text, strlen(text), diag);
    if (status == TP_OK)
        status = log_leaf(exchange, owner, "received", diag);
    if (status == TP_OK && identification)
        status = tp_reexamination_open(exchange, booking, case_id, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        snprintf(entry.name, sizeof entry.name, "%s", id);
        snprintf(entry.link, sizeof entry.link, "%s", booking);
        tp_json_integer(json, "received", tp_exchange_now(exchange));
        tp_json_text(json, "case", case_id);
        status = tp_entry_add(exchange, "challenge", &entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

/* ---- who may decide ---------------------------------------------------------------------------------------------- */

struct search {
    struct tp_exchange *exchange;
    const char *account;
    bool found;
};

/* Any member that is the account, or a list of objects with one that is. Who is barred from a task had part in
 * something else, which says so itself. */
static bool names(const struct tp_json_value *value, const char *account)
{
    const char *text = tp_json_to_text(value);
    const char *key = "";

    if (text)
        return strcmp(text, account) == 0;
    for (size_t i = 0; i < tp_json_count(value); i++) {
        const struct tp_json_value *inner =
            tp_json_kind(value) == TP_JSON_LIST ? tp_json_element(value, i) : tp_json_member_at(value, i, &key);
        if ((tp_json_kind(value) == TP_JSON_LIST || strcmp(key, "barred") != 0) && names(inner, account))
            return true;
    }
    return false;
}

static tp_status search_entry(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct search *search = context;

    (void)diag;
    if (entry->content && names(tp_json_root(entry->content), search->account))
        search->found = true;
    return TP_OK;
}

static tp_status search_linked(struct search *search, const char *kind, const char *link, tp_entry_visit_fn *visit,
                               struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};

    return tp_entry_each(search->exchange, &query, visit, search, diag);
}

static tp_status search_case(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    tp_status status = search_entry(context, entry, diag);

    return status == TP_OK ? search_linked(context, "task", entry->name, search_entry, diag) : status;
}

/* What came back is the owner's, too, and who decided on passing it on. */
static tp_status search_leg(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES + 8];
    tp_status status;

    snprintf(owner, sizeof owner, "leg/%s", entry->name);
    status = search_linked(context, "case", owner, search_case, diag);
    return status == TP_OK ? search_linked(context, "discretion", owner, search_entry, diag) : status;
}

tp_status tp_account_had_part(struct tp_exchange *exchange, const char *owner, const char *account, bool *out,
                              struct tp_diag *diag)
{
    struct search search = {exchange, account, false};
    char kind[32];
    const char *id;
    struct tp_entry entry;
    bool found = false;
    tp_status status = TP_OK;

    *out = true;
    if (tp_owner_split(owner, kind, &id)) {
        status = tp_entry_find(exchange, kind, id, &entry, &found, diag);
        if (status == TP_OK && found)
            status = search_entry(&search, &entry, diag);
        tp_entry_deinit(&entry);
    }
    if (status == TP_OK)
        status = search_linked(&search, "case", owner, search_case, diag);
    if (status == TP_OK)
        status = search_linked(&search, "discretion", owner, search_entry, diag);
    if (status == TP_OK && id[0])
        status = search_linked(&search, "leg", id, search_leg, diag);
    if (status == TP_OK)
        *out = search.found;
    return status;
}

/* ---- deciding ---------------------------------------------------------------------------------------------------- */

static tp_status check_booking(struct tp_exchange *exchange, const char *booking, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "booking", booking, &entry, diag);

    if (status == TP_OK && strcmp(entry.state, "erased") == 0)
        status =
            tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "the data were destroyed: nothing of them is written anew");
    tp_entry_deinit(&entry);
    return status;
}

/* An identification is not judged from what was written about it. */
static tp_status check_examined(struct tp_exchange *exchange, const struct tp_entry *entry,
                                const struct tp_challenge_decision *decision, struct tp_diag *diag)
{
    const struct tp_json_value *wrong =
        decision->correction ? tp_json_member(decision->correction, "identification") : NULL;
    bool waits, possible = false;
    tp_status status = tp_reexamination_waits(exchange, entry, &waits, diag);

    if (status == TP_OK && waits)
        return tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "the prints are being examined again: wait for that");
    if (status == TP_OK && !tp_challenge_was_shown_to(entry, decision->account))
        return tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "read it first");
    if (status == TP_OK && wrong && tp_entry_text(entry, "case")[0] == '\0')
        status = tp_reexamination_possible(exchange, entry->link, &possible, diag);
    if (status == TP_OK && possible)
        status = tp_fail(diag, TP_E_CONFLICT, "correction", -1, "first have others look at the prints again");
    return status;
}

static tp_status check_decision(struct tp_exchange *exchange, const char *owner, const struct tp_entry *entry,
                                const struct tp_challenge_decision *decision, struct tp_diag *diag)
{
    bool had_part;
    tp_status status;

    if (strcmp(entry->state, "open") != 0)
        return tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "it was decided already");
    if (decision->upheld != (decision->correction != NULL))
        return tp_fail(diag, TP_E_ARGUMENT, "correction", -1,
                       "says what is corrected when a challenge is upheld, and only then");
    status = check_booking(exchange, entry->link, diag);
    if (status == TP_OK)
        status = tp_account_had_part(exchange, owner, decision->account, &had_part, diag);
    if (status == TP_OK && had_part)
        status = tp_fail(diag, TP_E_DENIED, "account", -1, "who had part in the case does not decide on the challenge");
    return status == TP_OK ? check_examined(exchange, entry, decision, diag) : status;
}

static tp_status close_challenge(struct tp_exchange *exchange, struct tp_entry *entry,
                                 const struct tp_challenge_decision *decision, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status == TP_OK) {
        tp_json_integer(json, "decided", tp_exchange_now(exchange));
        tp_json_text(json, "by", decision->account);
        snprintf(entry->state, sizeof entry->state, "%s", decision->upheld ? "upheld" : "dismissed");
        status = tp_entry_put(exchange, "challenge", entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

tp_status tp_challenge_decide(struct tp_exchange *exchange, const char *id,
                              const struct tp_challenge_decision *decision, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES], name[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "challenge", id, &entry, diag);

    if (status != TP_OK)
        return status;
    snprintf(owner, sizeof owner, "booking/%.140s", entry.link);
    blob_name(id, "reason", name);
    status = check_decision(exchange, owner, &entry, decision, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, name, decision->reason, strlen(decision->reason), diag);
    if (status == TP_OK)
        status = log_leaf(exchange, owner, decision->upheld ? "upheld" : "dismissed", diag);
    if (status == TP_OK && decision->upheld)
        status = tp_booking_correct(exchange, owner, decision->correction, diag);
    if (status == TP_OK)
        status = close_challenge(exchange, &entry, decision, diag);
    tp_entry_deinit(&entry);
    return status;
}
