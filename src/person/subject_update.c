/* SPDX-License-Identifier: Apache-2.0 */
/* What is entered for a subject by hand, as it is asked for. What releases depend on is changed by who is answerable
 * for one of the person's bookings, not by who decides on releases, and every change is on record: record
 * "subject-change" {time, by, purpose, reason, was_wrong, person: [fields], from, to}, linked to "subject/ID"; its
 * reason is a sealed text of the subject, "change/ID/reason". */
#include <stdio.h>
#include <string.h>

#include "person/correction.h"
#include "person/erasure.h"
#include "person/operations.h"

enum { REASON_MAX_BYTES = 2000 };

/* What is asked for; borrowed. */
struct update {
    const struct tp_json_value *facts, *person; /* either may be NULL */
    bool was_wrong;
    const char *reason;
};

/* ---- the change -------------------------------------------------------------------------------------------------- */

/* The person's fields that were entered replace those entered before; null takes one away. */
static tp_status put_person(struct tp_exchange *exchange, const char *owner, const struct tp_json_value *person,
                            struct tp_diag *diag)
{
    struct tp_json_document *known = NULL;
    struct tp_json *json = NULL;
    struct tp_buffer text;
    uint8_t *data = NULL;
    size_t size = 0;
    tp_status status = tp_blob_find(exchange, owner, "person", &data, &size, diag);

    tp_buffer_init(&text);
    if (data)
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

static tp_status put(struct tp_exchange *exchange, const char *id, const struct update *update, struct tp_diag *diag)
{
    struct tp_subject subject;
    tp_status status = tp_subject_load(exchange, id, &subject, diag);

    if (status != TP_OK)
        return status;
    if (update->person)
        status = put_person(exchange, subject.own.owner, update->person, diag);
    if (status == TP_OK && update->facts)
        status = put_facts(exchange, &subject, update->facts, update->was_wrong, diag);
    tp_subject_deinit(&subject);
    return status;
}

/* ---- who may ----------------------------------------------------------------------------------------------------- */

/* Who booked one of the encounters: what a clerk says of a person, they could have said with the booking. */
static tp_status check_booked(struct tp_exchange *exchange, const char *subject, const char *account,
                              struct tp_diag *diag)
{
    struct tp_subject_facts facts;
    bool booked = false;
    tp_status status = tp_subject_facts(exchange, subject, &facts, diag);

    for (size_t i = 0; status == TP_OK && i < facts.encounter_count && !booked; i++) {
        const char *id = strchr(facts.encounters[i], '/');
        struct tp_entry entry;
        bool found = false;

        if (!id || strncmp(facts.encounters[i], "booking/", 8) != 0)
            continue;
        status = tp_entry_find(exchange, "booking", id + 1, &entry, &found, diag);
        booked = status == TP_OK && found && strcmp(tp_entry_text(&entry, "account"), account) == 0;
        tp_entry_deinit(&entry);
    }
    tp_subject_facts_deinit(&facts);
    if (status == TP_OK && !booked)
        status = tp_fail(diag, TP_E_DENIED, "account", -1, "only who booked the person changes what is known of them");
    return status;
}

/* ---- on record --------------------------------------------------------------------------------------------------- */

static void write_facts(const struct tp_subject_facts *facts, const char *key, struct tp_json *json)
{
    tp_json_object(json, key);
    tp_json_text(json, "conviction", tp_conviction_code(facts->conviction));
    tp_codes_write(&tp_categories, facts->categories, "categories", json);
    tp_json_flag(json, "categories_known", facts->categories_known);
    tp_json_close(json);
}

static tp_status write_change(struct tp_exchange *exchange, const struct tp_actor *actor, const struct update *update,
                              const struct tp_subject_facts facts[2], struct tp_json **out, struct tp_diag *diag)
{
    char time[TP_TIME_TEXT_BYTES];
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(*out, "time", time);
    tp_json_text(*out, "by", actor->account);
    tp_json_text(*out, "purpose", actor->purpose);
    tp_json_flag(*out, "was_wrong", update->was_wrong);
    tp_json_list(*out, "person");
    for (size_t i = 0; update->person && i < tp_json_count(update->person); i++) {
        const char *key = "";
        (void)tp_json_member_at(update->person, i, &key);
        tp_json_text(*out, NULL, key);
    }
    tp_json_close(*out);
    write_facts(&facts[0], "from", *out);
    write_facts(&facts[1], "to", *out);
    return TP_OK;
}

static tp_status note_change(struct tp_exchange *exchange, const char *subject, const struct tp_actor *actor,
                             const struct update *update, const struct tp_subject_facts facts[2], struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char id[TP_EXCHANGE_ID_BYTES], name[TP_EXCHANGE_NAME_BYTES];
    struct tp_json *json = NULL;
    tp_status status = tp_exchange_new_id(id, diag);

    snprintf(entry.name, sizeof entry.name, "%s", id);
    snprintf(entry.link, sizeof entry.link, "subject/%.140s", subject);
    tp_subject_reason_name(id, name);
    if (status == TP_OK)
        status = tp_blob_put(exchange, entry.link, name, update->reason, strlen(update->reason), diag);
    if (status == TP_OK)
        status = write_change(exchange, actor, update, facts, &json, diag);
    if (status == TP_OK)
        status = tp_entry_add(exchange, TP_SUBJECT_CHANGE, &entry, json, diag);
    tp_json_free(&json);
    return status;
}

/* ---- the operation ----------------------------------------------------------------------------------------------- */

static tp_status change(struct tp_exchange *exchange, struct tp_call *call, const struct update *update,
                        struct tp_diag *diag)
{
    const char *id = call->values[0];
    struct tp_subject_facts facts[2];
    tp_status status;

    memset(facts, 0, sizeof facts);
    status = tp_subject_facts(exchange, id, &facts[0], diag);
    if (status == TP_OK)
        status = put(exchange, id, update, diag);
    if (status == TP_OK)
        status = tp_subject_facts(exchange, id, &facts[1], diag);
    if (status == TP_OK)
        status = note_change(exchange, id, &call->actor, update, facts, diag);
    tp_subject_facts_deinit(&facts[0]);
    tp_subject_facts_deinit(&facts[1]);
    return status;
}

static tp_status read_update(const struct tp_call *call, struct update *out, struct tp_diag *diag)
{
    const struct tp_json_value *flag;
    tp_status status = tp_json_only(call->input, "facts person was_wrong reason", diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    out->facts = tp_json_member(call->input, "facts");
    out->person = tp_json_member(call->input, "person");
    flag = tp_json_member(call->input, "was_wrong");
    if (flag && !tp_json_to_flag(flag, &out->was_wrong))
        return tp_fail(diag, TP_E_ARGUMENT, "was_wrong", -1, "must be true or false");
    if (!out->facts && !out->person)
        return tp_fail(diag, TP_E_ARGUMENT, "body", -1, "has neither facts nor person");
    return tp_person_input_text(call, "reason", REASON_MAX_BYTES, false, &out->reason, diag);
}

/* Who entered something is shown what holds now, but the person's data only with a duty to look at them. */
tp_status tp_operation_update_subject(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry known;
    struct update update;
    tp_status status = read_update(call, &update, diag);

    if (status == TP_OK)
        status = tp_entry_get(exchange, "subject", call->values[0], &known, diag);
    if (status != TP_OK)
        return status;
    tp_entry_deinit(&known);
    status = check_booked(exchange, call->values[0], call->actor.account, diag);
    if (status == TP_OK)
        status = tp_person_note_subject(exchange, call, call->values[0], "facts changed", diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, change(exchange, call, &update, diag), diag);
    return status == TP_OK ? tp_person_put_subject(exchange, call->values[0],
                                                   (call->actor.duties & TP_PERSON_LOOKS) != 0, call->reply, diag)
                           : status;
}
