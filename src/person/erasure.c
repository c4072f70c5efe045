/* SPDX-License-Identifier: Apache-2.0 */
/* The course of an erasure: record "erasure", named by the owner, {reason, reference, by, started, destroyed, finished,
 * then: [{job, about, by}] of those who asked and were not told yet}; destroying -> waiting (for partners) -> done. */
#include <stdio.h>
#include <string.h>

#include "person/erased_list.h"
#include "person/erasure.h"

static void write_then(const struct tp_entry *known, const struct tp_erasure_spec *spec, struct tp_json *json)
{
    tp_json_list_from(json, "then", known->content ? tp_json_member(tp_json_root(known->content), "then") : NULL);
    if (spec->then[0]) {
        tp_json_object(json, NULL);
        tp_json_text(json, "job", spec->then);
        tp_json_text(json, "about", spec->about);
        tp_json_text(json, "by", spec->by);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static void stamp(struct tp_exchange *exchange, struct tp_json *json, const char *member)
{
    char now[TP_TIME_TEXT_BYTES];

    tp_time_format(tp_exchange_now(exchange), now);
    tp_json_text(json, member, now);
}

static tp_status start_new(struct tp_exchange *exchange, const struct tp_erasure_spec *spec, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = "destroying"};
    struct tp_json *json = NULL;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", spec->owner);
    tp_json_text(json, "reason", spec->reason);
    tp_json_text(json, "reference", spec->reference);
    tp_json_text(json, "by", spec->by);
    stamp(exchange, json, "started");
    write_then(&entry, spec, json);
    status = tp_entry_add(exchange, "erasure", &entry, json, diag);
    tp_json_free(&json);
    return status == TP_OK ? tp_job_add(exchange, "person.erase", spec->owner, tp_exchange_now(exchange), diag)
                           : status;
}

/* One is under way or finished. */
static tp_status join(struct tp_exchange *exchange, struct tp_entry *entry, const struct tp_erasure_spec *spec,
                      struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status;

    if (spec->then[0] == '\0')
        return TP_OK;
    if (strcmp(entry->state, "done") == 0)
        return tp_job_add(exchange, spec->then, spec->about, tp_exchange_now(exchange), diag);
    status = tp_entry_edit(entry, &json, diag);
    if (status == TP_OK) {
        write_then(entry, spec, json);
        status = tp_entry_put(exchange, "erasure", entry, json, diag);
    }
    tp_json_free(&json);
    return status == TP_OK ? tp_erasure_settle(exchange, spec->owner, diag) : status;
}

static tp_status start_one(struct tp_exchange *exchange, const struct tp_erasure_spec *spec, struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, "erasure", spec->owner, &entry, &found, diag);

    if (status == TP_OK)
        status = found ? join(exchange, &entry, spec, diag) : start_new(exchange, spec, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* A subject goes with all its encounters. */
static tp_status start_encounters(struct tp_exchange *exchange, const struct tp_erasure_spec *spec,
                                  struct tp_diag *diag)
{
    struct tp_subject_facts facts;
    tp_status status = tp_subject_facts(exchange, strchr(spec->owner, '/') + 1, &facts, diag);

    for (size_t i = 0; status == TP_OK && i < facts.encounter_count; i++) {
        const struct tp_erasure_spec one = {facts.encounters[i], spec->reason, spec->reference, spec->by, "", ""};
        status = start_one(exchange, &one, diag);
    }
    tp_subject_facts_deinit(&facts);
    return status;
}

tp_status tp_erasure_start(struct tp_exchange *exchange, const struct tp_erasure_spec *spec, struct tp_diag *diag)
{
    tp_status status = start_one(exchange, spec, diag);
    struct tp_diag said;

    if (status != TP_OK || strncmp(spec->owner, "subject/", 8) != 0)
        return status;
    tp_diag_init(&said);
    status = start_encounters(exchange, spec, &said);
    if (status == TP_E_NOT_FOUND)
        return TP_OK; /* erased already */
    return tp_diag_pass(diag, status, &said);
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

static const char *partner_of(const char *by)
{
    return by && strncmp(by, "partner:", 8) == 0 ? by + 8 : "";
}

static tp_status is_open(struct tp_exchange *exchange, const char *owner, const char *except, bool *out,
                         struct tp_diag *diag)
{
    const struct tp_notice_spec spec = {.owner = owner, .what = "erasure", .except = except};
    size_t count = 0;
    tp_status status = tp_notices_count_open(exchange, &spec, &count, diag);

    *out = count > 0;
    return status;
}

/* Who asked is told when everybody else has confirmed: two who erase at the same time, each of whom has to tell the
 * other, would wait for each other for ever. Those who have to wait stay in the record. */
static tp_status tell_who_asked(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                                struct tp_diag *diag)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(entry->content), "then");
    tp_status status = TP_OK;

    tp_json_list(json, "then");
    for (size_t i = 0; status == TP_OK && list && i < tp_json_count(list); i++) {
        const struct tp_json_value *then = tp_json_element(list, i), *by = tp_json_member(then, "by");
        const char *job = tp_json_to_text(tp_json_member(then, "job"));
        const char *about = tp_json_to_text(tp_json_member(then, "about"));
        bool open = false;

        status = is_open(exchange, entry->name, partner_of(by ? tp_json_to_text(by) : NULL), &open, diag);
        if (status == TP_OK && open)
            tp_json_copy(json, NULL, then);
        else if (status == TP_OK && job && about)
            status = tp_job_add(exchange, job, about, tp_exchange_now(exchange), diag);
    }
    tp_json_close(json);
    return status;
}

static tp_status move(struct tp_exchange *exchange, struct tp_entry *entry, const char *state, const char *member,
                      struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status == TP_OK) {
        stamp(exchange, json, member);
        snprintf(entry->state, sizeof entry->state, "%s", state);
        status = tp_entry_put(exchange, "erasure", entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

static tp_status settle(struct tp_exchange *exchange, struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    bool open = true;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status == TP_OK)
        status = tell_who_asked(exchange, entry, json, diag);
    if (status == TP_OK)
        status = is_open(exchange, entry->name, "", &open, diag);
    if (status == TP_OK && !open) {
        stamp(exchange, json, "finished");
        snprintf(entry->state, sizeof entry->state, "done");
    }
    if (status == TP_OK)
        status = tp_entry_put(exchange, "erasure", entry, json, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_erasure_settle(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, "erasure", owner, &entry, &found, diag);

    if (status == TP_OK && found && strcmp(entry.state, "waiting") == 0)
        status = settle(exchange, &entry, diag);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_erasure_is_done_for(struct tp_exchange *exchange, const char *owner, const char *partner, bool *out,
                                 struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found, open = true;
    tp_status status = tp_entry_find(exchange, "erasure", owner, &entry, &found, diag);

    if (status == TP_OK && found)
        status = is_open(exchange, owner, partner, &open, diag);
    *out = status == TP_OK && found && strcmp(entry.state, "destroying") != 0 && !open;
    tp_entry_deinit(&entry);
    return status;
}

/* ---- the job ----------------------------------------------------------------------------------------------------- */

static tp_status log_leaf(struct tp_exchange *exchange, const char *owner, const char *reason, const char *jurisdiction,
                          struct tp_diag *diag)
{
    struct tp_leaf leaf;
    char state[TP_JURISDICTION_MAX];

    tp_jurisdiction_coarse(jurisdiction, state);
    tp_leaf_init(&leaf, TP_LEAF_ERASURE, tp_exchange_now(exchange));
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, reason);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    return tp_exchange_log(exchange, owner, &leaf, NULL, diag);
}

struct telling {
    struct tp_exchange *exchange;
    struct tp_notice_spec spec;
};

/* What a partner told under this search may have been passed on. */
static tp_status tell_of_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct telling *telling = context;
    char owner[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "leg/%.150s", leg->name);
    telling->spec.of = owner;
    return tp_notices_make(telling->exchange, &telling->spec, diag);
}

/* Who is to be told is found before the records that say so are gone. */
static tp_status make_notices(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct telling telling = {
        exchange,
        {.owner = entry->name, .of = entry->name, .what = "erasure", .except = partner_of(tp_entry_text(entry, "by"))}};
    struct tp_store_query legs = {.kind = "leg", .due_until_s = TP_STORE_NEVER};
    char kind[32];
    tp_status status = tp_notices_make(exchange, &telling.spec, diag);

    if (status != TP_OK || !tp_owner_split(entry->name, kind, &legs.link) ||
        (strcmp(kind, "booking") != 0 && strcmp(kind, "request") != 0))
        return status;
    return tp_entry_each(exchange, &legs, tell_of_leg, &telling, diag);
}

static tp_status tell_about_subject(struct tp_exchange *exchange, const struct tp_entry *entry, const char *subject,
                                    struct tp_diag *diag)
{
    char of[TP_EXCHANGE_NAME_BYTES];
    const struct tp_notice_spec spec = {.owner = entry->name, .of = of, .what = "erasure", .except = ""};

    snprintf(of, sizeof of, "subject/%.140s", subject);
    return subject[0] ? tp_notices_make_told(exchange, &spec, diag) : TP_OK;
}

static tp_status destroy(struct tp_exchange *exchange, struct tp_entry *entry, struct tp_diag *diag)
{
    char jurisdiction[TP_JURISDICTION_MAX], gone[TP_EXCHANGE_NAME_BYTES];
    tp_status status = tp_owner_jurisdiction(exchange, entry->name, jurisdiction, diag);

    if (status == TP_OK)
        status = make_notices(exchange, entry, diag);
    if (status == TP_OK)
        status = tp_owner_destroy(exchange, entry->name, gone, diag);
    if (status == TP_OK)
        status = tell_about_subject(exchange, entry, gone, diag);
    if (status == TP_OK)
        status = log_leaf(exchange, entry->name, tp_entry_text(entry, "reason"), jurisdiction, diag);
    if (status == TP_OK)
        status = move(exchange, entry, "waiting", "destroyed", diag);
    return status == TP_OK ? tp_erasure_settle(exchange, entry->name, diag) : status;
}

/* Whether it is still to be done, and if so on the list of what was erased. */
static tp_status note_in_list(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, "erasure", owner, &entry, &found, diag);

    if (status == TP_OK && found && strcmp(entry.state, "destroying") == 0)
        status = tp_erased_list_add(exchange, owner, diag);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_erasure_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found;
    tp_status status = note_in_list(exchange, about, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "erasure", about, &entry, &found, diag);
    if (status == TP_OK && found && strcmp(entry.state, "destroying") == 0) {
        status = tp_owner_unlink_files(exchange, about, diag); /* here, so that none is written in between */
        if (status == TP_OK)
            status = destroy(exchange, &entry, diag);
    }
    tp_entry_deinit(&entry);
    return tp_job_end(exchange, job, status, diag);
}
