/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects and erasures, as they are asked for. */
#include <stdio.h>
#include <string.h>

#include "person/challenge.h"
#include "person/correction.h"
#include "person/erasure.h"
#include "person/operations.h"

/* ---- subjects ---------------------------------------------------------------------------------------------------- */

/* Who changed it by hand, from what to what, and why. */
struct changes {
    struct tp_exchange *exchange;
    struct tp_json *json;
};

static tp_status put_change(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct changes *changes = context;
    char name[TP_EXCHANGE_NAME_BYTES];
    uint8_t *reason = NULL;
    size_t size = 0;
    tp_status status;

    tp_subject_reason_name(entry->name, name);
    status = tp_blob_find(changes->exchange, entry->link, name, &reason, &size, diag);
    if (status != TP_OK)
        return status;
    tp_json_object(changes->json, NULL);
    tp_entry_put_content(entry, changes->json);
    tp_json_text(changes->json, "reason", reason ? (const char *)reason : "");
    tp_json_close(changes->json);
    tp_blob_free(reason, size);
    return TP_OK;
}

tp_status tp_person_put_subject(struct tp_exchange *exchange, const char *id, bool with_person, struct tp_json *json,
                                struct tp_diag *diag)
{
    struct tp_subject_facts facts;
    tp_status status = tp_subject_facts(exchange, id, &facts, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "subject", id);
    tp_json_text(json, "conviction", tp_conviction_code(facts.conviction));
    tp_codes_write(&tp_categories, facts.categories, "categories", json);
    tp_json_flag(json, "categories_known", facts.categories_known);
    tp_json_list(json, "encounters");
    for (size_t i = 0; i < facts.encounter_count; i++)
        tp_json_text(json, NULL, facts.encounters[i]);
    tp_json_close(json);
    tp_subject_facts_deinit(&facts);
    if (!with_person)
        return TP_OK;
    tp_json_object(json, "person");
    status = tp_subject_person(exchange, id, UINT64_MAX, json, diag);
    tp_json_close(json);
    return status;
}

static tp_status put_changes(struct tp_exchange *exchange, const char *id, struct tp_json *json, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    const struct tp_store_query query = {.kind = TP_SUBJECT_CHANGE, .link = owner, .due_until_s = TP_STORE_NEVER};
    struct changes changes = {exchange, json};
    tp_status status;

    snprintf(owner, sizeof owner, "subject/%.140s", id);
    tp_json_list(json, "changes");
    status = tp_entry_each(exchange, &query, put_change, &changes, diag);
    tp_json_close(json);
    return status;
}

/* E_NOT_FOUND for one without a record; CURRENT is the one that it was merged into, or itself. */
static tp_status check_known(struct tp_exchange *exchange, const char *id, char current[TP_EXCHANGE_NAME_BYTES],
                             struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "subject", id, &entry, diag);

    if (status == TP_OK) {
        tp_entry_deinit(&entry);
        status = tp_subject_current(exchange, id, current, diag);
    }
    if (status == TP_OK && current[0] == '\0')
        status = tp_fail(diag, TP_E_NOT_FOUND, "subject", -1, "subject %.40s was erased", id);
    return status;
}

tp_status tp_person_note_subject(struct tp_exchange *exchange, struct tp_call *call, const char *id, const char *what,
                                 struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "subject/%.140s", id);
    return tp_access_note(exchange, call, owner, what, diag);
}

tp_status tp_operation_get_subject(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char id[TP_EXCHANGE_NAME_BYTES];
    tp_status status = check_known(exchange, call->values[0], id, diag);

    if (status == TP_OK)
        status = tp_person_note_subject(exchange, call, id, "facts and person", diag);
    if (status == TP_OK)
        status = tp_person_put_subject(exchange, id, true, call->reply, diag);
    return status == TP_OK ? put_changes(exchange, id, call->reply, diag) : status;
}

/* ---- erasures ---------------------------------------------------------------------------------------------------- */

static bool is_reason(const char *reason)
{
    return strcmp(reason, "expungement") == 0 || strcmp(reason, "correction") == 0;
}

/* "booking/ID" and so on, of something that there is. */
static tp_status check_owner(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    struct tp_entry entry;
    tp_status status;

    if (!tp_owner_split(owner, kind, &id) ||
        (strcmp(kind, "booking") != 0 && strcmp(kind, "request") != 0 && strcmp(kind, "subject") != 0))
        return tp_fail(diag, TP_E_ARGUMENT, "owner", -1, "must be booking/ID, request/ID or subject/ID");
    status = tp_entry_get(exchange, kind, id, &entry, diag);
    if (status == TP_OK)
        tp_entry_deinit(&entry);
    return status;
}

static tp_status check_no_part(struct tp_exchange *exchange, const char *owner, const char *account,
                               struct tp_diag *diag)
{
    bool had_part;
    tp_status status = tp_account_had_part(exchange, owner, account, &had_part, diag);

    if (status == TP_OK && had_part)
        return tp_fail(diag, TP_E_DENIED, "owner", -1,
                       "who booked, examined or decided anything of it does not order its erasure: somebody else does");
    return status;
}

/* What was examined and decided of a subject is with its encounters. */
static tp_status check_no_part_in_any(struct tp_exchange *exchange, const char *owner, const char *account,
                                      struct tp_diag *diag)
{
    struct tp_subject_facts facts;
    tp_status status = check_no_part(exchange, owner, account, diag);

    if (status != TP_OK || strncmp(owner, "subject/", 8) != 0)
        return status;
    status = tp_subject_facts(exchange, owner + 8, &facts, NULL);
    if (status == TP_E_NOT_FOUND)
        return TP_OK; /* was erased already */
    if (status != TP_OK)
        return tp_fail(diag, status, "owner", -1, "the subject's encounters cannot be read");
    for (size_t i = 0; status == TP_OK && i < facts.encounter_count; i++)
        status = check_no_part(exchange, facts.encounters[i], account, diag);
    tp_subject_facts_deinit(&facts);
    return status;
}

tp_status tp_operation_start_erasure(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_erasure_spec spec = {.by = call->actor.account, .then = "", .about = ""};
    tp_status status = tp_json_only(call->input, "owner reason order", diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "owner", TP_EXCHANGE_NAME_BYTES - 1, false, &spec.owner, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "reason", 32, false, &spec.reason, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "order", 200, false, &spec.reference, diag);
    if (status == TP_OK && !is_reason(spec.reason))
        status = tp_fail(diag, TP_E_ARGUMENT, "reason", -1, "must be expungement or correction");
    if (status == TP_OK)
        status = check_owner(exchange, spec.owner, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = check_no_part_in_any(exchange, spec.owner, spec.by, diag);
    if (status == TP_OK)
        status = tp_erasure_start(exchange, &spec, diag);
    status = tp_exchange_end(exchange, status, diag);
    if (status == TP_OK) {
        tp_json_text(call->reply, "owner", spec.owner);
        call->status = 202;
    }
    return status;
}

static tp_status put_erasure(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_json *json = context;

    (void)diag;
    tp_json_object(json, NULL);
    tp_json_text(json, "owner", entry->name);
    tp_json_text(json, "state", entry->state);
    tp_entry_put_content(entry, json);
    tp_json_close(json);
    return TP_OK;
}

tp_status tp_operation_list_erasures(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const states[] = {"destroying", "waiting", "done", NULL};
    struct tp_store_query query = {
        .kind = "erasure", .due_until_s = TP_STORE_NEVER, .newest_first = true, .limit = TP_PERSON_LIST_MAX};
    tp_status status = tp_call_query_one_of(call, "state", states, &query.state, diag);

    if (status == TP_OK) /* orders' references, and whose data they were */
        status = tp_access_note(exchange, call, "erasures", "list of erasures", diag);
    if (status != TP_OK)
        return status;
    tp_json_list(call->reply, "erasures");
    status = tp_entry_each(exchange, &query, put_erasure, call->reply, diag);
    tp_json_close(call->reply);
    return status;
}

static tp_status put_notice(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_json *json = context;

    (void)diag;
    tp_json_object(json, NULL);
    tp_json_text(json, "state", entry->state);
    tp_entry_put_content(entry, json);
    tp_json_close(json);
    return TP_OK;
}

tp_status tp_operation_get_erasure(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    const struct tp_store_query notices = {.kind = "notice", .link = owner, .due_until_s = TP_STORE_NEVER};
    struct tp_entry entry;
    tp_status status;

    snprintf(owner, sizeof owner, "%.31s/%.120s", call->values[0], call->values[1]);
    status = tp_entry_get(exchange, "erasure", owner, &entry, diag);
    if (status != TP_OK)
        return status;
    status = tp_access_note(exchange, call, owner, "erasure", diag);
    tp_json_text(call->reply, "owner", entry.name);
    tp_json_text(call->reply, "state", entry.state);
    tp_entry_put_content(&entry, call->reply);
    tp_json_list(call->reply, "notices");
    if (status == TP_OK)
        status = tp_entry_each(exchange, &notices, put_notice, call->reply, diag);
    tp_json_close(call->reply);
    tp_entry_deinit(&entry);
    return status;
}
