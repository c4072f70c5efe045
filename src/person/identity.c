/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting and merging subjects, and corrections of own bookings. */
#include <stdio.h>
#include <string.h>

#include "person/correction.h"
#include "person/erasure.h"
#include "person/identity.h"
#include "person/subject_prints.h"

static tp_status link_booking(struct tp_exchange *exchange, const char *owner, const char *subject,
                              struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    struct tp_entry entry;
    bool found;
    tp_status status;

    if (!tp_owner_split(owner, kind, &id) || strcmp(kind, "booking") != 0)
        return TP_OK;
    status = tp_entry_find(exchange, kind, id, &entry, &found, diag);
    if (status == TP_OK && found) {
        snprintf(entry.link, sizeof entry.link, "%s", subject);
        status = tp_entry_put(exchange, kind, &entry, NULL, diag);
    }
    tp_entry_deinit(&entry);
    return status;
}

/* ---- splitting --------------------------------------------------------------------------------------------------- */

static tp_status make_own(struct tp_exchange *exchange, const struct tp_subject_part *part,
                          char subject[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag)
{
    struct tp_subject made;
    struct tp_subject_part *own;
    tp_status status = tp_subject_prints_enrol(exchange, subject, part->owner, diag);

    if (status == TP_OK && subject[0] == '\0')
        status = tp_exchange_new_id(subject, diag); /* a booking without a print that can be searched */
    if (status == TP_OK)
        status = tp_subject_load(exchange, subject, &made, diag);
    if (status != TP_OK)
        return status;
    own = tp_subject_part(&made, part->owner);
    if (own) {
        *own = *part;
        status = tp_subject_save(exchange, &made, diag);
    } else {
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for a subject");
    }
    tp_subject_deinit(&made);
    return status == TP_OK ? link_booking(exchange, part->owner, subject, diag) : status;
}

static tp_status split(struct tp_exchange *exchange, struct tp_subject *record, const char *owner,
                       char subject[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag)
{
    struct tp_subject_part part;
    bool left = false, known = false;
    tp_status status;

    for (size_t i = 0; i < record->count && !known; i++) {
        known = strcmp(record->parts[i].owner, owner) == 0;
        part = record->parts[i];
    }
    if (!known)
        return tp_fail(diag, TP_E_CONFLICT, "encounter", -1, "%.60s is none of the subject's", owner);
    status = tp_subject_prints_remove(exchange, record, owner, &left, diag);
    if (status == TP_OK && !left && record->count == 1)
        return tp_fail(diag, TP_E_CONFLICT, "encounter", -1, "%.60s is all that there is of the subject", owner);
    tp_subject_remove(record, owner);
    if (status == TP_OK)
        status = tp_subject_save(exchange, record, diag);
    return status == TP_OK ? make_own(exchange, &part, subject, diag) : status;
}

/* The organisation's own answer was "match" because of the other: it says so no more, and the agency gets another. */
static tp_status correct_answer(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    char kind[32], now[TP_TIME_TEXT_BYTES];
    const char *id;
    struct tp_entry entry;
    struct tp_json *json = NULL;
    bool found = false;
    tp_status status = TP_OK;

    if (!tp_owner_split(owner, kind, &id) || strcmp(kind, "booking") != 0)
        return TP_OK;
    status = tp_entry_find(exchange, kind, id, &entry, &found, diag);
    if (status == TP_OK && found && strcmp(tp_entry_text(&entry, "own"), "match") == 0) {
        status = tp_entry_edit(&entry, &json, diag);
        if (status == TP_OK) {
            tp_time_format(tp_exchange_now(exchange), now);
            tp_json_text(json, "own", "none");
            tp_json_text(json, "corrected", now);
            status = tp_entry_put(exchange, kind, &entry, json, diag);
        }
        if (status == TP_OK)
            status = tp_job_add(exchange, "booking.renew", id, tp_exchange_now(exchange), diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

/* Without telling anybody. */
static tp_status take_off(struct tp_exchange *exchange, const char *owner, char subject[TP_EXCHANGE_NAME_BYTES],
                          struct tp_diag *diag)
{
    char id[TP_EXCHANGE_NAME_BYTES];
    struct tp_subject record;
    tp_status status = tp_subject_of(exchange, owner, id, diag);

    subject[0] = '\0';
    if (status == TP_OK && id[0] == '\0')
        status = tp_fail(diag, TP_E_CONFLICT, "encounter", -1, "%.60s belongs to no subject", owner);
    if (status == TP_OK)
        status = tp_subject_load(exchange, id, &record, diag);
    if (status != TP_OK)
        return status;
    status = split(exchange, &record, owner, subject, diag);
    tp_subject_deinit(&record);
    return status == TP_OK ? correct_answer(exchange, owner, diag) : status;
}

tp_status tp_subject_split(struct tp_exchange *exchange, const char *owner, char subject[TP_EXCHANGE_NAME_BYTES],
                           struct tp_diag *diag)
{
    static const char wrong[] = "{\"identification\":\"wrong\"}";
    struct tp_json_document *payload = NULL;
    struct tp_notice_spec spec = {.owner = owner, .of = owner, .what = "correction", .except = ""};
    tp_status status = take_off(exchange, owner, subject, diag);

    if (status == TP_OK)
        status = tp_json_parse(wrong, strlen(wrong), &payload, diag);
    if (status == TP_OK) {
        spec.payload = tp_json_root(payload);
        status = tp_notices_make_told(exchange, &spec, diag);
    }
    tp_json_document_free(&payload);
    return status;
}

/* ---- merging ----------------------------------------------------------------------------------------------------- */

static tp_status take_over(struct tp_exchange *exchange, struct tp_subject *into, const struct tp_subject *from,
                           struct tp_diag *diag)
{
    tp_status status = TP_OK;

    into->own.conviction = TP_MAX(into->own.conviction, from->own.conviction);
    into->own.categories |= from->own.categories;
    into->own.categories_known = into->own.categories_known || from->own.categories_known;
    for (size_t i = 0; status == TP_OK && i < from->count; i++) {
        struct tp_subject_part *part = tp_subject_part(into, from->parts[i].owner);
        if (!part)
            return tp_fail(diag, TP_E_LIMIT, "encounters", -1, "subject %.40s cannot have so many", into->id);
        *part = from->parts[i];
        status = link_booking(exchange, part->owner, into->id, diag);
    }
    if (status == TP_OK)
        status = tp_told_copy(exchange, from->own.owner, into->own.owner, diag);
    return status == TP_OK ? tp_subject_save(exchange, into, diag) : status;
}

/* What was entered for FROM by hand is INTO's now, where that has nothing. */
static tp_status move_person(struct tp_exchange *exchange, const struct tp_subject *into, const struct tp_subject *from,
                             struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size = 0;
    struct tp_diag none;
    tp_status status = TP_OK;

    tp_diag_init(&none);
    if (tp_blob_get(exchange, into->own.owner, "person", &data, &size, &none) == TP_OK) {
        tp_blob_free(data, size);
        return tp_blob_forget(exchange, from->own.owner, diag);
    }
    if (tp_blob_get(exchange, from->own.owner, "person", &data, &size, &none) == TP_OK)
        status = tp_blob_put(exchange, into->own.owner, "person", data, size, diag);
    tp_blob_free(data, size);
    return status == TP_OK ? tp_blob_forget(exchange, from->own.owner, diag) : status;
}

struct moving {
    struct tp_exchange *exchange;
    const char *from, *into; /* owners */
};

static tp_status move_change(void *context, const struct tp_entry *change, struct tp_diag *diag)
{
    const struct moving *moving = context;
    struct tp_entry copy = *change;
    char name[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data = NULL;
    size_t size = 0;
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    tp_subject_reason_name(change->name, name);
    status = tp_blob_get(moving->exchange, moving->from, name, &data, &size, &said);
    if (status == TP_OK)
        status = tp_blob_put(moving->exchange, moving->into, name, data, size, diag);
    else
        status = tp_diag_pass(diag, status, &said);
    tp_blob_free(data, size);
    snprintf(copy.link, sizeof copy.link, "%s", moving->into);
    return status == TP_OK ? tp_entry_put(moving->exchange, TP_SUBJECT_CHANGE, &copy, NULL, diag) : status;
}

/* Who changed what of FROM is INTO's history. */
static tp_status move_changes(struct tp_exchange *exchange, const struct tp_subject *into,
                              const struct tp_subject *from, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = TP_SUBJECT_CHANGE, .link = from->own.owner, .due_until_s = TP_STORE_NEVER};
    struct moving moving = {exchange, from->own.owner, into->own.owner};

    return tp_entry_each(exchange, &query, move_change, &moving, diag);
}

/* It says only whom it became: cases may be open in which it is a candidate. */
static tp_status end_merged(struct tp_exchange *exchange, struct tp_subject *from, const char *into,
                            struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "merged", into);
    snprintf(from->entry.name, sizeof from->entry.name, "%s", from->id);
    snprintf(from->entry.state, sizeof from->entry.state, "erased");
    from->entry.due_s = TP_STORE_NEVER;
    status = from->exists ? tp_entry_put(exchange, "subject", &from->entry, json, diag)
                          : tp_entry_add(exchange, "subject", &from->entry, json, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_subject_merge(struct tp_exchange *exchange, const char *into, const char *from, struct tp_diag *diag)
{
    struct tp_subject a, b;
    tp_status status;

    if (strcmp(into, from) == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "from", -1, "is the same subject");
    status = tp_subject_load(exchange, into, &a, diag);
    if (status != TP_OK)
        return status;
    status = tp_subject_load(exchange, from, &b, diag);
    if (status == TP_OK) {
        status = a.exists || b.exists ? tp_subject_prints_merge(exchange, into, from, diag)
                                      : tp_fail(diag, TP_E_NOT_FOUND, "subject", -1, "there are no such subjects");
        if (status == TP_OK)
            status = take_over(exchange, &a, &b, diag);
        if (status == TP_OK)
            status = move_changes(exchange, &a, &b, diag);
        if (status == TP_OK)
            status = move_person(exchange, &a, &b, diag);
        if (status == TP_OK)
            status = end_merged(exchange, &b, into, diag);
        tp_subject_deinit(&b);
    }
    tp_subject_deinit(&a);
    return status;
}

/* ---- corrections of own bookings --------------------------------------------------------------------------------- */

static tp_status correct_subject(struct tp_exchange *exchange, const char *owner,
                                 const struct tp_correction *correction, struct tp_diag *diag)
{
    char id[TP_EXCHANGE_NAME_BYTES];
    struct tp_subject record;
    struct tp_subject_part *part;
    tp_status status = tp_subject_of(exchange, owner, id, diag);

    if (status != TP_OK || id[0] == '\0')
        return status;
    status = tp_subject_load(exchange, id, &record, diag);
    if (status != TP_OK)
        return status;
    part = tp_subject_part(&record, owner);
    if (part && correction->conviction)
        part->conviction = tp_conviction_find(correction->conviction);
    if (part && correction->categories) {
        part->categories = tp_codes_read(&tp_categories, correction->categories);
        part->categories_known = correction->categories_known;
    }
    if (part)
        status = tp_subject_save(exchange, &record, diag);
    tp_subject_deinit(&record);
    return status;
}

/* What partners told about whoever the prints were taken for. */
static tp_status erase_told(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    const struct tp_erasure_spec spec = {owner, "correction", "", "", "", ""};

    snprintf(owner, sizeof owner, "leg/%.150s", leg->name);
    return tp_erasure_start(context, &spec, diag);
}

/* A booking that is known to nobody else has nothing to be taken off from, but its answer may be wrong all the same:
 * the other was erased since. */
static tp_status undo_identification(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    const char *id = strchr(owner, '/') ? strchr(owner, '/') + 1 : "";
    const struct tp_store_query legs = {.kind = "leg", .link = id, .due_until_s = TP_STORE_NEVER};
    char subject[TP_EXCHANGE_NAME_BYTES];
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    status = take_off(exchange, owner, subject, &said);
    if (status == TP_E_CONFLICT)
        status = correct_answer(exchange, owner, diag);
    else if (status != TP_OK)
        return tp_diag_pass(diag, status, &said);
    return status == TP_OK ? tp_entry_each(exchange, &legs, erase_told, exchange, diag) : status;
}

tp_status tp_booking_correct(struct tp_exchange *exchange, const char *owner, const struct tp_json_value *payload,
                             struct tp_diag *diag)
{
    struct tp_correction correction;
    tp_status status = tp_correction_read(payload, &correction, diag);

    if (status != TP_OK)
        return status;
    if (correction.is_wrong_person) {
        status = undo_identification(exchange, owner, diag);
    } else {
        status = correct_subject(exchange, owner, &correction, diag);
        if (status == TP_OK)
            status = tp_correction_apply(exchange, owner, &correction, diag);
    }
    return status == TP_OK ? tp_correction_tell(exchange, owner, "", payload, diag) : status;
}
