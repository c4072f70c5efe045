/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a subject. The record has codes only: {conviction, categories, categories_known, encounters:
 * [{owner, conviction, categories, categories_known}], since}; names and dates are in the blob "person" of the subject
 * and in those of its encounters, and stay there: what is erased or taken away with an encounter is gone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/erasure.h"
#include "person/subject.h"

/* ---- codes ------------------------------------------------------------------------------------------------------- */

uint64_t tp_codes_read(const struct tp_vocabulary *vocabulary, const struct tp_json_value *list)
{
    uint64_t set = 0;

    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const struct tp_json_value *element = tp_json_element(list, i);
        int place = element ? tp_vocabulary_find(vocabulary, tp_json_to_text(element)) : -1;
        if (place >= 0)
            set |= UINT64_C(1) << place;
    }
    return set;
}

void tp_codes_write(const struct tp_vocabulary *vocabulary, uint64_t set, const char *key, struct tp_json *json)
{
    tp_json_list(json, key);
    for (size_t i = 0; i < vocabulary->count; i++)
        if (set >> i & 1)
            tp_json_text(json, NULL, vocabulary->items[i].code);
    tp_json_close(json);
}

const char *tp_conviction_code(int conviction)
{
    return conviction >= 0 && (size_t)conviction < tp_seriousness.count ? tp_seriousness.items[conviction].code
                                                                        : "unknown";
}

int tp_conviction_find(const char *code)
{
    return tp_vocabulary_find(&tp_seriousness, code);
}

/* ---- the record -------------------------------------------------------------------------------------------------- */

static const char *text_of(const struct tp_json_value *object, const char *key)
{
    const struct tp_json_value *value = tp_json_member(object, key);
    const char *text = value ? tp_json_to_text(value) : NULL;

    return text ? text : "";
}

static void read_part(const struct tp_json_value *object, struct tp_subject_part *out)
{
    const struct tp_json_value *known = tp_json_member(object, "categories_known");

    snprintf(out->owner, sizeof out->owner, "%s", text_of(object, "owner"));
    out->conviction = tp_conviction_find(text_of(object, "conviction"));
    out->categories = tp_codes_read(&tp_categories, tp_json_member(object, "categories"));
    out->categories_known = false;
    if (known)
        tp_json_to_flag(known, &out->categories_known);
}

static void write_part(const struct tp_subject_part *part, struct tp_json *json)
{
    tp_json_text(json, "conviction", tp_conviction_code(part->conviction));
    tp_codes_write(&tp_categories, part->categories, "categories", json);
    tp_json_flag(json, "categories_known", part->categories_known);
}

static tp_status read_content(struct tp_subject *subject, struct tp_diag *diag)
{
    const struct tp_json_value *root = tp_json_root(subject->entry.content);
    const struct tp_json_value *list = tp_json_member(root, "encounters");
    size_t count = list ? tp_json_count(list) : 0;
    void *memory;
    tp_status status = count > TP_SUBJECT_ENCOUNTERS_MAX
                           ? tp_fail(diag, TP_E_LIMIT, "encounters", -1, "the subject has too many")
                           : tp_alloc_zero(&memory, count + 1, sizeof *subject->parts, diag);

    if (status != TP_OK)
        return status;
    subject->parts = memory;
    read_part(root, &subject->own);
    for (size_t i = 0; i < count; i++)
        read_part(tp_json_element(list, i), &subject->parts[subject->count++]);
    return TP_OK;
}

tp_status tp_subject_load(struct tp_exchange *exchange, const char *id, struct tp_subject *out, struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    out->own.conviction = -1;
    snprintf(out->id, sizeof out->id, "%s", id);
    status = tp_entry_find(exchange, "subject", id, &out->entry, &out->exists, diag);
    if (out->exists && strcmp(out->entry.state, "active") != 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, "subject", -1, "subject %.40s was erased", id);
    else if (out->exists)
        status = read_content(out, diag);
    if (status == TP_OK)
        snprintf(out->own.owner, sizeof out->own.owner, "subject/%.140s", id);
    else
        tp_subject_deinit(out);
    return status;
}

void tp_subject_deinit(struct tp_subject *subject)
{
    tp_entry_deinit(&subject->entry);
    free(subject->parts);
    subject->parts = NULL;
    subject->count = 0;
}

tp_status tp_subject_save(struct tp_exchange *exchange, struct tp_subject *subject, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    char since[TP_TIME_TEXT_BYTES];
    tp_status status = subject->exists ? tp_entry_edit(&subject->entry, &json, diag) : tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(tp_exchange_now(exchange), since);
    if (!subject->exists)
        tp_json_text(json, "since", since);
    write_part(&subject->own, json);
    tp_json_list(json, "encounters");
    for (size_t i = 0; i < subject->count; i++) {
        tp_json_object(json, NULL);
        tp_json_text(json, "owner", subject->parts[i].owner);
        write_part(&subject->parts[i], json);
        tp_json_close(json);
    }
    tp_json_close(json);
    snprintf(subject->entry.name, sizeof subject->entry.name, "%s", subject->id);
    snprintf(subject->entry.state, sizeof subject->entry.state, "active");
    subject->entry.due_s = TP_STORE_NEVER;
    status = subject->exists ? tp_entry_put(exchange, "subject", &subject->entry, json, diag)
                             : tp_entry_add(exchange, "subject", &subject->entry, json, diag);
    tp_json_free(&json);
    return status;
}

static size_t place_of(const struct tp_subject *subject, const char *owner)
{
    size_t place = 0;

    while (place < subject->count && strcmp(subject->parts[place].owner, owner) != 0)
        place++;
    return place;
}

void tp_subject_reason_name(const char *id, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "change/%.100s/reason", id);
}

struct tp_subject_part *tp_subject_part(struct tp_subject *subject, const char *owner)
{
    size_t place = place_of(subject, owner);
    struct tp_subject_part *parts;

    if (place < subject->count)
        return &subject->parts[place];
    if (subject->count >= TP_SUBJECT_ENCOUNTERS_MAX)
        return NULL;
    parts = realloc(subject->parts, (subject->count + 1) * sizeof *parts);
    if (!parts)
        return NULL;
    subject->parts = parts;
    memset(&parts[subject->count], 0, sizeof *parts);
    parts[subject->count].conviction = -1;
    snprintf(parts[subject->count].owner, sizeof parts->owner, "%s", owner);
    return &parts[subject->count++];
}

bool tp_subject_remove(struct tp_subject *subject, const char *owner)
{
    size_t place = place_of(subject, owner);

    if (place == subject->count)
        return false;
    subject->count--;
    memmove(&subject->parts[place], &subject->parts[place + 1], (subject->count - place) * sizeof *subject->parts);
    return true;
}

tp_status tp_subject_of(struct tp_exchange *exchange, const char *owner, char subject[TP_EXCHANGE_NAME_BYTES],
                        struct tp_diag *diag)
{
    const char *slash = strchr(owner, '/');
    struct tp_entry entry;
    bool found;
    tp_status status;

    subject[0] = '\0';
    if (!slash || strncmp(owner, "booking/", 8) != 0)
        return TP_OK;
    status = tp_entry_find(exchange, "booking", slash + 1, &entry, &found, diag);
    if (status != TP_OK || !found)
        return status;
    snprintf(subject, TP_EXCHANGE_NAME_BYTES, "%s", entry.link);
    tp_entry_deinit(&entry);
    return TP_OK;
}

enum { MERGES_MAX = 100 };

tp_status tp_subject_current(struct tp_exchange *exchange, const char *id, char out[TP_EXCHANGE_NAME_BYTES],
                             struct tp_diag *diag)
{
    char next[TP_EXCHANGE_NAME_BYTES];

    snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", id);
    for (int i = 0; i < MERGES_MAX && out[0]; i++) {
        struct tp_entry entry;
        bool found;
        tp_status status = tp_entry_find(exchange, "subject", out, &entry, &found, diag);

        if (status != TP_OK)
            return status;
        if (!found || strcmp(entry.state, "active") == 0) {
            tp_entry_deinit(&entry);
            return TP_OK;
        }
        snprintf(next, sizeof next, "%s", tp_entry_text(&entry, "merged"));
        tp_entry_deinit(&entry);
        memcpy(out, next, sizeof next);
    }
    out[0] = '\0';
    return TP_OK;
}

tp_status tp_subject_load_current(struct tp_exchange *exchange, const char *id, struct tp_subject *out,
                                  struct tp_diag *diag)
{
    char current[TP_EXCHANGE_NAME_BYTES];
    tp_status status = tp_subject_current(exchange, id, current, diag);

    memset(out, 0, sizeof *out);
    return status == TP_OK ? tp_subject_load(exchange, current[0] ? current : id, out, diag) : status;
}

/* ---- what others ask --------------------------------------------------------------------------------------------- */

tp_status tp_subject_make(struct tp_exchange *exchange, const char *subject, const struct tp_encounter *encounter,
                          struct tp_diag *diag)
{
    struct tp_subject record;
    struct tp_subject_part *part;
    tp_status status = tp_subject_load_current(exchange, subject, &record, diag);

    if (status != TP_OK)
        return status;
    part = tp_subject_part(&record, encounter->owner);
    if (!part)
        status = tp_fail(diag, TP_E_LIMIT, "encounters", -1, "subject %.40s cannot have more", subject);
    if (part) {
        part->conviction = encounter->conviction;
        part->categories = encounter->categories;
        part->categories_known = encounter->categories_known;
        status = tp_subject_save(exchange, &record, diag);
    }
    tp_subject_deinit(&record);
    return status == TP_OK ? tp_retention_set(exchange, encounter->owner, tp_exchange_now(exchange), 0, diag) : status;
}

static void join(const struct tp_subject_part *part, struct tp_subject_facts *facts)
{
    facts->conviction = TP_MAX(facts->conviction, part->conviction);
    facts->categories |= part->categories;
    facts->categories_known = facts->categories_known || part->categories_known;
}

tp_status tp_subject_facts(struct tp_exchange *exchange, const char *subject, struct tp_subject_facts *out,
                           struct tp_diag *diag)
{
    struct tp_subject record;
    void *memory;
    tp_status status = tp_subject_load_current(exchange, subject, &record, diag);

    memset(out, 0, sizeof *out);
    out->conviction = -1;
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, record.count + 1, sizeof *out->encounters, diag);
    if (status == TP_OK) {
        out->encounters = memory;
        join(&record.own, out);
        for (size_t i = record.count; i > 0; i--) {
            join(&record.parts[i - 1], out);
            memcpy(out->encounters[out->encounter_count++], record.parts[i - 1].owner, sizeof *out->encounters);
        }
    }
    tp_subject_deinit(&record);
    return status;
}

void tp_subject_facts_deinit(struct tp_subject_facts *facts)
{
    free(facts->encounters);
    facts->encounters = NULL;
    facts->encounter_count = 0;
}
