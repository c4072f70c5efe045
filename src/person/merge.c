/* SPDX-License-Identifier: Apache-2.0 */
/* Two subjects become one, or one becomes two. That two are one person is an identification: it is asked for, and two
 * examiners who know nothing of it conclude on the prints. Record "identity", linked to the subject: {what: "merge",
 * by, from, probe, case, asked, ended?}, examining -> joined, apart or void; or {what: "split", by, encounter, made,
 * asked}, split. The reason is a blob of the encounter, "identity/ID/reason". */
#include <stdio.h>
#include <string.h>

#include "person/erasure.h"
#include "person/identity.h"
#include "person/merge.h"
#include "person/operations.h"
#include "review/review.h"

enum { REASON_MAX = 2000, EXAMINERS = 2 };

static void blob_name(const char *id, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "identity/%.100s/reason", id);
}

static tp_status put_reason(struct tp_exchange *exchange, const char *owner, const char *id, const char *reason,
                            struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];

    blob_name(id, name);
    return tp_blob_put(exchange, owner, name, reason, strlen(reason), diag);
}

static tp_status note(struct tp_exchange *exchange, struct tp_call *call, const char *subject, const char *what,
                      struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    return tp_access_note(exchange, call, owner, what, diag);
}

/* ---- what is asked for --------------------------------------------------------------------------------------------
 */

struct merge {
    struct tp_subject into, from;
    const char *reason;
    const char *probe; /* the newest encounter of FROM that can be looked at */
    char id[TP_EXCHANGE_ID_BYTES], about[TP_EXCHANGE_ID_BYTES];
};

static const char *find_probe(struct tp_exchange *exchange, const struct tp_subject *subject)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = subject->count; i-- > 0;) {
            if (tp_case_has_prints(exchange, subject->parts[i].owner, pass == 0))
                return subject->parts[i].owner;
        }
    }
    return NULL;
}

struct asking {
    struct tp_exchange *exchange;
    const char *from;
};

/* One whose case went with the prints does not count. */
static tp_status refuse_same(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct asking *asking = context;
    struct tp_case_outcome outcome;

    if (strcmp(tp_entry_text(entry, "from"), asking->from) != 0 ||
        tp_case_outcome(asking->exchange, tp_entry_text(entry, "case"), &outcome, NULL) == TP_E_NOT_FOUND)
        return TP_OK;
    return tp_fail(diag, TP_E_CONFLICT, "from", -1, "the prints of both are being examined already");
}

static tp_status check_merge(struct tp_exchange *exchange, struct merge *merge, struct tp_diag *diag)
{
    const struct tp_store_query open = {
        .kind = "identity", .link = merge->into.id, .state = "examining", .due_until_s = TP_STORE_NEVER};
    struct asking asking = {exchange, merge->from.id};

    if (!merge->into.exists || !merge->from.exists)
        return tp_fail(diag, TP_E_NOT_FOUND, "subject", -1, "there are no such subjects");
    if (strcmp(merge->into.id, merge->from.id) == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "from", -1, "is the same subject");
    if (merge->into.count + merge->from.count > TP_SUBJECT_ENCOUNTERS_MAX)
        return tp_fail(diag, TP_E_LIMIT, "encounters", -1, "subject %.40s cannot have so many", merge->into.id);
    merge->probe = find_probe(exchange, &merge->from);
    if (!merge->probe)
        return tp_fail(diag, TP_E_CONFLICT, "from", -1, "has no prints that could be examined");
    return tp_entry_each(exchange, &open, refuse_same, &asking, diag);
}

static tp_status open_case(struct tp_exchange *exchange, const struct tp_call *call, struct merge *merge,
                           struct tp_diag *diag)
{
    char jurisdiction[TP_JURISDICTION_MAX];
    struct tp_found candidate = {.score = 0};
    const struct tp_case_spec spec = {.owner = merge->probe,
                                      .then = "person.merge",
                                      .about = merge->id,
                                      .agreement = "",
                                      .jurisdiction = jurisdiction,
                                      .level = "unknown",
                                      .examiners = EXAMINERS,
                                      .candidates = &candidate,
                                      .count = 1,
                                      .by = call->actor.account};
    tp_status status = tp_owner_jurisdiction(exchange, merge->probe, jurisdiction, diag);

    memcpy(candidate.subject, merge->into.id, sizeof candidate.subject);
    return status == TP_OK ? tp_case_open(exchange, &spec, merge->about, diag) : status;
}

static tp_status add_merge(struct tp_exchange *exchange, const struct tp_call *call, const struct merge *merge,
                           struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = "examining"};
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", merge->id);
    snprintf(entry.link, sizeof entry.link, "%s", merge->into.id);
    tp_json_text(json, "what", "merge");
    tp_json_text(json, "by", call->actor.account);
    tp_json_text(json, "from", merge->from.id);
    tp_json_text(json, "probe", merge->probe);
    tp_json_text(json, "case", merge->about);
    tp_json_integer(json, "asked", tp_exchange_now(exchange));
    status = tp_entry_add(exchange, "identity", &entry, json, diag);
    tp_json_free(&json);
    return status == TP_OK ? put_reason(exchange, merge->probe, merge->id, merge->reason, diag) : status;
}

static tp_status ask(struct tp_exchange *exchange, struct tp_call *call, struct merge *merge, struct tp_diag *diag)
{
    tp_status status = check_merge(exchange, merge, diag);

    if (status == TP_OK)
        status = note(exchange, call, merge->into.id, "asked to be joined with another", diag);
    if (status == TP_OK)
        status = note(exchange, call, merge->from.id, "asked to be joined with another", diag);
    if (status == TP_OK)
        status = tp_exchange_new_id(merge->id, diag);
    if (status == TP_OK)
        status = open_case(exchange, call, merge, diag);
    return status == TP_OK ? add_merge(exchange, call, merge, diag) : status;
}

static tp_status load_and_ask(struct tp_exchange *exchange, struct tp_call *call, const char *from, struct merge *merge,
                              struct tp_diag *diag)
{
    tp_status status = tp_subject_load_current(exchange, call->values[0], &merge->into, diag);

    if (status != TP_OK)
        return status;
    status = tp_subject_load_current(exchange, from, &merge->from, diag);
    if (status == TP_OK) {
        status = ask(exchange, call, merge, diag);
        tp_subject_deinit(&merge->from);
    }
    tp_subject_deinit(&merge->into);
    return status;
}

tp_status tp_operation_merge_subjects(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct merge merge = {.probe = NULL};
    const char *from;
    tp_status status = tp_json_only(call->input, "from reason", diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "from", TP_EXCHANGE_NAME_BYTES - 1, false, &from, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "reason", REASON_MAX, false, &merge.reason, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, load_and_ask(exchange, call, from, &merge, diag), diag);
    if (status == TP_OK) {
        call->status = 202;
        tp_json_text(call->reply, "identity", merge.id);
        tp_json_text(call->reply, "case", merge.about);
    }
    return status;
}

/* ---- what the examiners found -------------------------------------------------------------------------------------
 */

struct pair {
    char into[TP_EXCHANGE_NAME_BYTES], from[TP_EXCHANGE_NAME_BYTES];
    bool can_join;
};

/* Who both are now, and whether they can be one: neither erased, joined otherwise nor too many. */
static tp_status find_pair(struct tp_exchange *exchange, const struct tp_entry *entry, struct pair *out,
                           struct tp_diag *diag)
{
    struct tp_subject a, b;
    struct tp_diag said;
    tp_status status;

    *out = (struct pair){.can_join = false};
    tp_diag_init(&said);
    status = tp_subject_load_current(exchange, entry->link, &a, &said);
    if (status == TP_OK) {
        status = tp_subject_load_current(exchange, tp_entry_text(entry, "from"), &b, &said);
        if (status == TP_OK) {
            out->can_join =
                a.exists && b.exists && strcmp(a.id, b.id) != 0 && a.count + b.count <= TP_SUBJECT_ENCOUNTERS_MAX;
            memcpy(out->into, a.id, sizeof out->into);
            memcpy(out->from, b.id, sizeof out->from);
            tp_subject_deinit(&b);
        }
        tp_subject_deinit(&a);
    }
    return status == TP_E_NOT_FOUND ? TP_OK : tp_diag_pass(diag, status, &said);
}

static tp_status end_merge(struct tp_exchange *exchange, struct tp_entry *entry, const char *state,
                           struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status == TP_OK) {
        tp_json_integer(json, "ended", tp_exchange_now(exchange));
        snprintf(entry->state, sizeof entry->state, "%s", state);
        status = tp_entry_put(exchange, "identity", entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

static tp_status join(struct tp_exchange *exchange, struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_case_outcome outcome;
    struct tp_diag said;
    struct pair pair;
    tp_status status;

    tp_diag_init(&said);
    status = tp_case_outcome(exchange, tp_entry_text(entry, "case"), &outcome, &said);
    if (status == TP_E_NOT_FOUND) /* erased with the prints */
        return end_merge(exchange, entry, "void", diag);
    if (status != TP_OK)
        return tp_diag_pass(diag, status, &said);
    if (!outcome.settled)
        return TP_OK;
    if (!outcome.match)
        return end_merge(exchange, entry, "apart", diag);
    status = find_pair(exchange, entry, &pair, diag);
    if (status == TP_OK && pair.can_join)
        status = tp_subject_merge(exchange, pair.into, pair.from, diag);
    return status == TP_OK ? end_merge(exchange, entry, pair.can_join ? "joined" : "void", diag) : status;
}

tp_status tp_merge_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "identity", about, &entry, &found, diag);
    if (status == TP_OK && found && strcmp(entry.state, "examining") == 0)
        status = join(exchange, &entry, diag);
    tp_entry_deinit(&entry);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- splitting ----------------------------------------------------------------------------------------------------
 */

static tp_status add_split(struct tp_exchange *exchange, const struct tp_call *call, const char *encounter,
                           const char *made, char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = "split"};
    struct tp_json *json = NULL;
    tp_status status = tp_exchange_new_id(id, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        snprintf(entry.name, sizeof entry.name, "%s", id);
        snprintf(entry.link, sizeof entry.link, "%s", call->values[0]);
        tp_json_text(json, "what", "split");
        tp_json_text(json, "by", call->actor.account);
        tp_json_text(json, "encounter", encounter);
        tp_json_text(json, "made", made);
        tp_json_integer(json, "asked", tp_exchange_now(exchange));
        status = tp_entry_add(exchange, "identity", &entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

static tp_status split(struct tp_exchange *exchange, struct tp_call *call, const char *encounter, const char *reason,
                       struct tp_diag *diag)
{
    char of[TP_EXCHANGE_NAME_BYTES], made[TP_EXCHANGE_NAME_BYTES] = "", id[TP_EXCHANGE_ID_BYTES];
    tp_status status = tp_subject_of(exchange, encounter, of, diag);

    if (status == TP_OK && strcmp(of, call->values[0]) != 0)
        status = tp_fail(diag, TP_E_CONFLICT, "encounter", -1, "is none of the subject's");
    if (status == TP_OK)
        status = note(exchange, call, call->values[0], "split", diag);
    if (status == TP_OK)
        status = tp_subject_split(exchange, encounter, made, diag);
    if (status == TP_OK)
        status = add_split(exchange, call, encounter, made, id, diag);
    if (status == TP_OK)
        status = put_reason(exchange, encounter, id, reason, diag);
    if (status == TP_OK)
        tp_json_text(call->reply, "subject", made);
    return status;
}

tp_status tp_operation_split_subject(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *encounter, *reason;
    tp_status status = tp_json_only(call->input, "encounter reason", diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "encounter", TP_EXCHANGE_NAME_BYTES - 1, false, &encounter, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "reason", REASON_MAX, false, &reason, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    return tp_exchange_end(exchange, split(exchange, call, encounter, reason, diag), diag);
}

/* ---- who did it, and why ------------------------------------------------------------------------------------------
 */

struct listing {
    struct tp_exchange *exchange;
    struct tp_json *out;
};

static tp_status list_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct listing *listing = context;
    bool is_split = strcmp(entry->state, "split") == 0;
    char name[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    blob_name(entry->name, name);
    tp_json_object(listing->out, NULL);
    tp_json_text(listing->out, "identity", entry->name);
    tp_json_text(listing->out, "state", entry->state);
    tp_entry_put_content(entry, listing->out);
    status = tp_person_put_blob(listing->exchange, tp_entry_text(entry, is_split ? "encounter" : "probe"), name,
                                "reason", listing->out, diag);
    tp_json_close(listing->out);
    return status;
}

tp_status tp_operation_list_identities(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "identity", .link = call->values[0], .due_until_s = TP_STORE_NEVER, .limit = TP_PERSON_LIST_MAX};
    struct listing listing = {exchange, call->reply};
    tp_status status = note(exchange, call, call->values[0], "who joined or split it", diag);

    tp_json_list(call->reply, "identities");
    if (status == TP_OK)
        status = tp_entry_each(exchange, &query, list_one, &listing, diag);
    tp_json_close(call->reply);
    return status;
}
