/* SPDX-License-Identifier: Apache-2.0 */
/* Notices: who has to be told that data are to be corrected or destroyed, and who has confirmed it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/erasure.h"

enum { DISCLOSURES_MAX = 1000 };

bool tp_owner_split(const char *owner, char kind[32], const char **id)
{
    const char *slash = strchr(owner, '/');

    kind[0] = '\0';
    *id = "";
    if (!slash || slash == owner || slash - owner >= 32 || !slash[1] || strlen(slash + 1) >= TP_EXCHANGE_NAME_BYTES)
        return false;
    snprintf(kind, 32, "%.*s", (int)(slash - owner), owner);
    *id = slash + 1;
    return true;
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

struct disclosure {
    char id[TP_EXCHANGE_NAME_BYTES], partner[TP_ID_MAX];
};
struct disclosures {
    const char *except;
    struct disclosure *items; /* owned */
    size_t count;
};

static tp_status collect(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct disclosures *all = context;
    const char *partner = tp_entry_text(entry, "partner");
    struct disclosure *items;

    if (strcmp(tp_entry_text(entry, "side"), "out") != 0 || partner[0] == '\0' || strcmp(partner, all->except) == 0)
        return TP_OK;
    if (all->count == DISCLOSURES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "disclosures", -1, "more than %d of one owner", DISCLOSURES_MAX);
    items = realloc(all->items, (all->count + 1) * sizeof *items);
    if (!items)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for disclosures");
    all->items = items;
    snprintf(items[all->count].id, sizeof items->id, "%s", entry->name);
    snprintf(items[all->count++].partner, sizeof items->partner, "%s", partner);
    return TP_OK;
}

static void name_notice(const char *owner, const char *partner, const char *what, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "%.70s %.63s %.20s", owner, partner, what);
}

static const struct tp_json_value *member_of(const struct tp_entry *entry, const char *member)
{
    return entry->content ? tp_json_member(tp_json_root(entry->content), member) : NULL;
}

/* Those that the notice names already stay in it. */
static void write_disclosures(const struct tp_entry *known, const struct disclosures *all, const char *partner,
                              struct tp_json *json)
{
    const struct tp_json_value *list = member_of(known, "disclosures");

    tp_json_list_from(json, "disclosures", list);
    for (size_t i = 0; i < all->count; i++) {
        if (!tp_json_lists(list, all->items[i].id) && strcmp(all->items[i].partner, partner) == 0)
            tp_json_text(json, NULL, all->items[i].id);
    }
    tp_json_close(json);
}

/* What a notice says that nobody has confirmed yet is said again, as far as the new payload says nothing else. */
static void write_payload(const struct tp_entry *known, const struct tp_json_value *payload, struct tp_json *json)
{
    const struct tp_json_value *list =
        known->content && strcmp(known->state, "open") == 0 ? member_of(known, "payload") : NULL;
    const char *key = "";

    tp_json_object(json, "payload");
    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const struct tp_json_value *value = tp_json_member_at(list, i, &key);
        if (!tp_json_member(payload, key))
            tp_json_copy(json, key, value);
    }
    for (size_t i = 0; i < tp_json_count(payload); i++) {
        const struct tp_json_value *value = tp_json_member_at(payload, i, &key);
        tp_json_copy(json, key, value);
    }
    tp_json_close(json);
}

/* It names no message: the partner that has to be told this has not been sent it yet. */
static tp_status put_notice(struct tp_exchange *exchange, const struct tp_notice_spec *spec,
                            const struct disclosures *all, const char *partner, struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_json *json = NULL;
    char name[TP_EXCHANGE_NAME_BYTES], since[TP_TIME_TEXT_BYTES];
    bool found;
    tp_status status;

    name_notice(spec->owner, partner, spec->what, name);
    status = tp_entry_find(exchange, "notice", name, &entry, &found, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        tp_time_format(tp_exchange_now(exchange), since);
        tp_json_text(json, "partner", partner);
        tp_json_text(json, "what", spec->what);
        tp_json_text(json, "since", since);
        write_disclosures(&entry, all, partner, json);
        if (spec->payload)
            write_payload(&entry, spec->payload, json);
        snprintf(entry.name, sizeof entry.name, "%s", name);
        snprintf(entry.state, sizeof entry.state, "open");
        snprintf(entry.link, sizeof entry.link, "%s", spec->owner);
        entry.due_s = TP_STORE_NEVER;
        status = found ? tp_entry_put(exchange, "notice", &entry, json, diag)
                       : tp_entry_add(exchange, "notice", &entry, json, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

static tp_status make(struct tp_exchange *exchange, const struct tp_notice_spec *spec, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "disclosure", .link = spec->of, .due_until_s = TP_STORE_NEVER};
    struct disclosures all = {spec->except, NULL, 0};
    tp_status status = tp_entry_each(exchange, &query, collect, &all, diag);

    for (size_t i = 0; status == TP_OK && i < all.count; i++) {
        size_t first = 0;
        while (strcmp(all.items[first].partner, all.items[i].partner) != 0)
            first++;
        if (first == i)
            status = put_notice(exchange, spec, &all, all.items[i].partner, diag);
    }
    if (status == TP_OK && all.count > 0)
        status = tp_job_add(exchange, "partner.notices", spec->owner, tp_exchange_now(exchange), diag);
    free(all.items);
    return status;
}

/* ---- who was told in answers ------------------------------------------------------------------------------------- */

/* Records of kind "told" are linked to the id of a subject, and to the owner of anything else. */
static const char *told_link(const char *of)
{
    return strncmp(of, "subject/", 8) == 0 ? of + 8 : of;
}

tp_status tp_owner_told(struct tp_exchange *exchange, const char *of, const char *owner, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER}, known;
    struct tp_json *json = NULL;
    bool found;
    tp_status status;

    snprintf(entry.name, sizeof entry.name, "%.70s %.80s", told_link(of), owner);
    snprintf(entry.link, sizeof entry.link, "%s", told_link(of));
    status = tp_entry_find(exchange, "told", entry.name, &known, &found, diag);
    tp_entry_deinit(&known);
    if (status != TP_OK || found)
        return status;
    status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        tp_json_text(json, "owner", owner);
        status = tp_entry_add(exchange, "told", &entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

tp_status tp_subject_told(struct tp_exchange *exchange, const char *subject, const char *owner, struct tp_diag *diag)
{
    struct tp_subject record;
    tp_status status = tp_subject_load_current(exchange, subject, &record, diag);

    if (status != TP_OK)
        return status;
    status = tp_owner_told(exchange, record.own.owner, owner, diag);
    for (size_t i = 0; status == TP_OK && i < record.count; i++)
        status = tp_owner_told(exchange, record.parts[i].owner, owner, diag);
    tp_subject_deinit(&record);
    return status;
}

tp_status tp_told_each(struct tp_exchange *exchange, const char *of, tp_entry_visit_fn *visit, void *context,
                       struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "told", .link = told_link(of), .due_until_s = TP_STORE_NEVER};

    return tp_entry_each(exchange, &query, visit, context, diag);
}

struct moving {
    struct tp_exchange *exchange;
    const char *into;
};

static tp_status tell_of_other(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct moving *moving = context;

    return tp_owner_told(moving->exchange, moving->into, tp_entry_text(entry, "owner"), diag);
}

tp_status tp_told_copy(struct tp_exchange *exchange, const char *from, const char *into, struct tp_diag *diag)
{
    struct moving moving = {exchange, into};

    return tp_told_each(exchange, from, tell_of_other, &moving, diag);
}

struct telling {
    struct tp_exchange *exchange;
    struct tp_notice_spec spec;
};

/* What was told is kept here, too, as the answer that was sent: in an erasure that goes as well. */
static tp_status tell(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct telling *telling = context;
    tp_status status;

    telling->spec.of = tp_entry_text(entry, "owner");
    status = make(telling->exchange, &telling->spec, diag);
    return status == TP_OK && strcmp(telling->spec.what, "erasure") == 0
               ? tp_job_add(telling->exchange, "partner.forget", telling->spec.of, tp_exchange_now(telling->exchange),
                            diag)
               : status;
}

tp_status tp_notices_make_told(struct tp_exchange *exchange, const struct tp_notice_spec *spec, struct tp_diag *diag)
{
    struct telling telling = {exchange, *spec};

    return tp_told_each(exchange, spec->of, tell, &telling, diag);
}

tp_status tp_notices_make(struct tp_exchange *exchange, const struct tp_notice_spec *spec, struct tp_diag *diag)
{
    tp_status status = make(exchange, spec, diag);

    return status == TP_OK ? tp_notices_make_told(exchange, spec, diag) : status;
}

/* ---- confirming -------------------------------------------------------------------------------------------------- */

struct counting {
    const char *what, *except;
    size_t count;
};

static tp_status count_open(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct counting *counting = context;

    (void)diag;
    counting->count += strcmp(tp_entry_text(entry, "what"), counting->what) == 0 &&
                       strcmp(tp_entry_text(entry, "partner"), counting->except) != 0;
    return TP_OK;
}

tp_status tp_notices_count_open(struct tp_exchange *exchange, const struct tp_notice_spec *spec, size_t *out,
                                struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "notice", .link = spec->owner, .state = "open", .due_until_s = TP_STORE_NEVER};
    struct counting counting = {spec->what, spec->except, 0};
    tp_status status = tp_entry_each(exchange, &query, count_open, &counting, diag);

    *out = counting.count;
    return status;
}

/* A message that said less than the notice says now confirms nothing. */
static bool is_of_message(const struct tp_entry *notice, const char *message)
{
    return message[0] == '\0' || strcmp(tp_entry_text(notice, "message"), message) == 0;
}

tp_status tp_notice_acknowledge(struct tp_exchange *exchange, const struct tp_notice_confirmed *confirmed,
                                struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_json *json = NULL;
    char name[TP_EXCHANGE_NAME_BYTES], now[TP_TIME_TEXT_BYTES];
    bool found;
    tp_status status;

    name_notice(confirmed->owner, confirmed->partner, confirmed->what, name);
    status = tp_entry_find(exchange, "notice", name, &entry, &found, diag);
    if (status == TP_OK && found && strcmp(entry.state, "open") == 0 && is_of_message(&entry, confirmed->message)) {
        status = tp_entry_edit(&entry, &json, diag);
        if (status == TP_OK) {
            tp_time_format(tp_exchange_now(exchange), now);
            tp_json_text(json, "acknowledged", now);
            snprintf(entry.state, sizeof entry.state, "acknowledged");
            status = tp_entry_put(exchange, "notice", &entry, json, diag);
        }
        if (status == TP_OK && strcmp(confirmed->what, "erasure") == 0)
            status = tp_erasure_settle(exchange, confirmed->owner, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}
