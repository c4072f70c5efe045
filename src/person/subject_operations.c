/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects and erasures, as they are asked for. */
#include <stdio.h>
#include <string.h>

#include "person/correction.h"
#include "person/erasure.h"
#include "person/identity.h"
#include "person/operations.h"

/* ---- subjects ---------------------------------------------------------------------------------------------------- */

static tp_status put_subject(struct tp_exchange *exchange, const char *id, struct tp_json *json, struct tp_diag *diag)
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
    tp_json_object(json, "person");
    status = tp_subject_person(exchange, id, UINT64_MAX, json, diag);
    tp_json_close(json);
    tp_subject_facts_deinit(&facts);
    return status;
}

/* E_NOT_FOUND for one without a record. */
static tp_status check_known(struct tp_exchange *exchange, const char *id, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "subject", id, &entry, diag);

    if (status == TP_OK)
        tp_entry_deinit(&entry);
    return status;
}

static tp_status note(struct tp_exchange *exchange, struct tp_call *call, const char *what, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "subject/%.140s", call->values[0]);
    return tp_access_note(exchange, call, owner, what, diag);
}

tp_status tp_operation_get_subject(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    tp_status status = check_known(exchange, call->values[0], diag);

    if (status == TP_OK)
        status = note(exchange, call, "facts and person", diag);
    return status == TP_OK ? put_subject(exchange, call->values[0], call->reply, diag) : status;
}

/* The person's fields that were entered replace those entered before; null takes one away. */
static tp_status put_person(struct tp_exchange *exchange, const char *owner, const struct tp_json_value *person,
                            struct tp_diag *diag)
{
    struct tp_json_document *known = NULL;
    struct tp_json *json = NULL;
    struct tp_buffer text;
    uint8_t *data = NULL;
    size_t size = 0;
    struct tp_diag none;
    tp_status status = TP_OK;

    tp_buffer_init(&text);
    tp_diag_init(&none);
    if (tp_blob_get(exchange, owner, "person", &data, &size, &none) == TP_OK)
        status = tp_json_parse((const char *)data, size, &known, diag);
    tp_blob_free(data, size);
    if (status == TP_OK)
        status = tp_json_new_from(known ? tp_json_root(known) : NULL, &json, diag);
    for (size_t i = 0; status == TP_OK && i < tp_json_count(person); i++) {
        const char *key = "";
        const struct tp_json_value *value = tp_json_member_at(person, i, &key);
        if (tp_vocabulary_find(&tp_fields, key) < 0)
            status = tp_fail(diag, TP_E_ARGUMENT, "person", -1, "has no field %.40s", key);
        else if (tp_json_kind(value) == TP_JSON_NULL)
            tp_json_remove(json, key);
        else
            tp_json_copy(json, key, value);
    }
    if (status == TP_OK)
        status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, "person", text.data, text.size_bytes, diag);
    tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    tp_json_document_free(&known);
    return status;
}

/* What was wrong all along is put right in every encounter, in what their leaves said, and by whoever was told; what
 * has changed since holds from now on. */
static tp_status put_facts(struct tp_exchange *exchange, struct tp_subject *subject,
                           const struct tp_json_value *payload, bool was_wrong, struct tp_diag *diag)
{
    struct tp_correction correction;
    tp_status status = tp_correction_read(payload, &correction, diag);

    if (status == TP_OK && correction.is_wrong_person)
        status = tp_fail(diag, TP_E_ARGUMENT, "facts", -1, "an identification is corrected by splitting");
    for (size_t i = 0; status == TP_OK && i < subject->count; i++) {
        struct tp_subject_part *part = &subject->parts[i];
        if (correction.conviction)
            part->conviction = -1;
        if (correction.categories) {
            part->categories = 0;
            part->categories_known = false;
        }
        if (was_wrong)
            status = tp_correction_apply(exchange, part->owner, &correction, diag);
        if (status == TP_OK && was_wrong)
            status = tp_correction_tell(exchange, part->owner, "", payload, diag);
    }
    if (status == TP_OK && correction.conviction)
        subject->own.conviction = tp_conviction_find(correction.conviction);
    if (status == TP_OK && correction.categories) {
        subject->own.categories = tp_codes_read(&tp_categories, correction.categories);
        subject->own.categories_known = correction.categories_known;
    }
    if (status == TP_OK)
        status = tp_subject_save(exchange, subject, diag);
    return status == TP_OK && was_wrong ? tp_correction_tell(exchange, subject->own.owner, "", payload, diag) : status;
}

static tp_status update(struct tp_exchange *exchange, struct tp_call *call, bool was_wrong, struct tp_diag *diag)
{
    const struct tp_json_value *facts = tp_json_member(call->input, "facts"),
                               *person = tp_json_member(call->input, "person");
    struct tp_subject subject;
    tp_status status = tp_subject_load(exchange, call->values[0], &subject, diag);

    if (status != TP_OK)
        return status;
    if (!facts && !person)
        status = tp_fail(diag, TP_E_ARGUMENT, "body", -1, "has neither facts nor person");
    if (status == TP_OK && person)
        status = put_person(exchange, subject.own.owner, person, diag);
    if (status == TP_OK && facts)
        status = put_facts(exchange, &subject, facts, was_wrong, diag);
    tp_subject_deinit(&subject);
    return status;
}

tp_status tp_operation_update_subject(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const names[] = {"facts", "person", "was_wrong", NULL};
    const struct tp_json_value *flag;
    bool was_wrong = false;
    tp_status status = tp_person_input_only(call, names, diag);

    flag = status == TP_OK ? tp_json_member(call->input, "was_wrong") : NULL;
    if (flag && !tp_json_to_flag(flag, &was_wrong))
        status = tp_fail(diag, TP_E_ARGUMENT, "was_wrong", -1, "must be true or false");
    if (status == TP_OK)
        status = check_known(exchange, call->values[0], diag);
    if (status == TP_OK)
        status = note(exchange, call, "facts changed", diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, update(exchange, call, was_wrong, diag), diag);
    return status == TP_OK ? put_subject(exchange, call->values[0], call->reply, diag) : status;
}

tp_status tp_operation_merge_subjects(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const names[] = {"from", NULL};
    const char *from;
    tp_status status = tp_person_input_only(call, names, diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "from", TP_EXCHANGE_NAME_BYTES - 1, false, &from, diag);
    if (status == TP_OK)
        status = check_known(exchange, call->values[0], diag);
    if (status == TP_OK)
        status = check_known(exchange, from, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    return tp_exchange_end(exchange, tp_subject_merge(exchange, call->values[0], from, diag), diag);
}

tp_status tp_operation_split_subject(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const names[] = {"encounter", NULL};
    char of[TP_EXCHANGE_NAME_BYTES], made[TP_EXCHANGE_NAME_BYTES] = "";
    const char *encounter;
    tp_status status = tp_person_input_only(call, names, diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "encounter", TP_EXCHANGE_NAME_BYTES - 1, false, &encounter, diag);
    if (status == TP_OK)
        status = tp_subject_of(exchange, encounter, of, diag);
    if (status == TP_OK && strcmp(of, call->values[0]) != 0)
        status = tp_fail(diag, TP_E_CONFLICT, "encounter", -1, "is none of the subject's");
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, tp_subject_split(exchange, encounter, made, diag), diag);
    if (status == TP_OK)
        tp_json_text(call->reply, "subject", made);
    return status;
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

tp_status tp_operation_start_erasure(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const names[] = {"owner", "reason", "order", NULL};
    struct tp_erasure_spec spec = {.by = call->actor.account, .then = "", .about = ""};
    tp_status status = tp_person_input_only(call, names, diag);

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
    status = tp_exchange_end(exchange, tp_erasure_start(exchange, &spec, diag), diag);
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
    tp_json_text(call->reply, "owner", entry.name);
    tp_json_text(call->reply, "state", entry.state);
    tp_entry_put_content(&entry, call->reply);
    tp_json_list(call->reply, "notices");
    status = tp_entry_each(exchange, &notices, put_notice, call->reply, diag);
    tp_json_close(call->reply);
    tp_entry_deinit(&entry);
    return status;
}
