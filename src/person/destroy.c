/* SPDX-License-Identifier: Apache-2.0 */
/* What is destroyed here when an owner is erased. docs/person.md has the table of what goes and what stays. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "person/erasure.h"
#include "person/subject_prints.h"

enum { PATH_BYTES = 4096 };

/* ---- the jurisdiction of what is erased -------------------------------------------------------------------------- */

tp_status tp_owner_jurisdiction(struct tp_exchange *exchange, const char *owner, char out[TP_JURISDICTION_MAX],
                                struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    struct tp_entry entry;
    bool found = false;
    tp_status status = TP_OK;

    snprintf(out, TP_JURISDICTION_MAX, "%s", tp_exchange_config(exchange)->jurisdiction);
    if (!tp_owner_split(owner, kind, &id))
        return TP_OK;
    status = tp_entry_find(exchange, kind, id, &entry, &found, diag);
    if (status == TP_OK && found && tp_jurisdiction_is_code(tp_entry_text(&entry, "jurisdiction")))
        snprintf(out, TP_JURISDICTION_MAX, "%s", tp_entry_text(&entry, "jurisdiction"));
    tp_entry_deinit(&entry);
    return status;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static bool stays_inside(const char *path)
{
    return path && path[0] && path[0] != '/' && strstr(path, "..") == NULL;
}

static tp_status unlink_file(struct tp_exchange *exchange, const char *path, struct tp_diag *diag)
{
    char whole[PATH_BYTES];
    int length = snprintf(whole, sizeof whole, "%s/%s", tp_exchange_folder(exchange), path);

    if (length < 0 || (size_t)length >= sizeof whole)
        return tp_fail(diag, TP_E_LIMIT, "files", -1, "the path %.60s is too long", path);
    if (unlink(whole) != 0 && errno != ENOENT)
        return tp_fail(diag, TP_E_IO, "files", -1, "cannot remove %.60s: %s", path, strerror(errno));
    return TP_OK;
}

static tp_status unlink_named(struct tp_exchange *exchange, const char *kind, const char *id, struct tp_diag *diag)
{
    const struct tp_json_value *files = NULL;
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, kind, id, &entry, &found, diag);

    if (status == TP_OK && found && entry.content)
        files = tp_json_member(tp_json_root(entry.content), "files");
    for (size_t i = 0; status == TP_OK && files && i < tp_json_count(files); i++) {
        const char *path = tp_json_to_text(tp_json_element(files, i));
        if (stays_inside(path))
            status = unlink_file(exchange, path, diag);
    }
    tp_entry_deinit(&entry);
    return status;
}

/* What a part wrote elsewhere: whole paths, a NUL behind each, sealed because names may tell who somebody is. */
static tp_status unlink_sealed(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes, length;
    tp_status status = tp_blob_get(exchange, owner, "files", &data, &size_bytes, NULL);

    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, "files", -1, "the names of its files cannot be read");
    for (size_t at = 0; status == TP_OK && at < size_bytes; at += length + 1) {
        length = strnlen((const char *)data + at, size_bytes - at);
        if (at + length < size_bytes && unlink((const char *)data + at) != 0 && errno != ENOENT && errno != ENOTDIR)
            status = tp_fail(diag, TP_E_IO, "files", -1, "a file of it cannot be removed: %s", strerror(errno));
    }
    tp_blob_free(data, size_bytes);
    return status;
}

tp_status tp_owner_unlink_files(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    tp_status status;

    if (!tp_owner_split(owner, kind, &id))
        return TP_OK;
    status = unlink_named(exchange, kind, id, diag);
    return status == TP_OK ? unlink_sealed(exchange, owner, diag) : status;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

struct walk {
    struct tp_exchange *exchange;
    const char *kind;
};

static tp_status drop(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct walk *walk = context;

    return tp_entry_drop(walk->exchange, walk->kind, entry->name, diag);
}

static tp_status drop_linked(struct tp_exchange *exchange, const char *kind, const char *link, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};
    struct walk walk = {exchange, kind};

    return tp_entry_each(exchange, &query, drop, &walk, diag);
}

static tp_status visit_linked(struct tp_exchange *exchange, const char *kind, const char *link,
                              tp_entry_visit_fn *visit, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};
    struct walk walk = {exchange, kind};

    return tp_entry_each(exchange, &query, visit, &walk, diag);
}

/* The record of who looked stays; the case it was for names the person. */
static tp_status scrub_access(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct walk *walk = context;
    struct tp_entry copy = *entry;
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    copy.content = NULL;
    copy.state[0] = '\0';
    if (status == TP_OK) {
        tp_json_text(json, "reference", "");
        status = tp_entry_put(walk->exchange, "access", &copy, json, diag);
    }
    tp_entry_deinit(&copy);
    tp_json_free(&json);
    return status;
}

struct looked {
    struct walk walk;
    const char *reference;
    const struct tp_subject *subject; /* NULL: none is left */
};

/* A list, which is nobody's, or what is left of the person. With another person the case stays: there it says for what
 * that person was looked at. */
static bool names_the_person(const struct looked *looked, const struct tp_entry *access)
{
    if (strcmp(tp_entry_text(access, "reference"), looked->reference) != 0)
        return false;
    if (!strchr(access->link, '/'))
        return true;
    for (size_t i = 0; looked->subject && i < looked->subject->count; i++)
        if (strcmp(looked->subject->parts[i].owner, access->link) == 0)
            return true;
    return looked->subject && strcmp(looked->subject->own.owner, access->link) == 0;
}

static tp_status scrub_named(void *context, const struct tp_entry *access, struct tp_diag *diag)
{
    struct looked *looked = context;

    return names_the_person(looked, access) ? scrub_access(&looked->walk, access, diag) : TP_OK;
}

/* The case of a booking that is erased, where it is named beyond the booking. */
static tp_status scrub_case(struct tp_exchange *exchange, const char *booking, const struct tp_subject *subject,
                            struct tp_diag *diag)
{
    char state[TP_ACCESS_STATE_BYTES];
    const struct tp_store_query query = {.kind = "access", .state = state, .due_until_s = TP_STORE_NEVER};
    struct looked looked = {{exchange, "access"}, NULL, subject};
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, "booking", booking, &entry, &found, diag);

    if (status != TP_OK || !found)
        return status;
    looked.reference = tp_entry_text(&entry, "reference");
    tp_access_state(looked.reference, state);
    if (state[0])
        status = tp_entry_each(exchange, &query, scrub_named, &looked, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* Whom it was to be told stays; what was to be told goes, and what is told now is that all of it goes. */
static tp_status end_correction(void *context, const struct tp_entry *notice, struct tp_diag *diag)
{
    const struct walk *walk = context;
    struct tp_entry copy = *notice;
    struct tp_json *json = NULL;
    tp_status status;

    if (strcmp(tp_entry_text(notice, "what"), "correction") != 0)
        return TP_OK;
    status = tp_entry_edit(notice, &json, diag);
    copy.content = NULL;
    if (status == TP_OK) {
        tp_json_remove(json, "payload");
        if (strcmp(copy.state, "open") == 0)
            snprintf(copy.state, sizeof copy.state, "ended");
        status = tp_entry_put(walk->exchange, "notice", &copy, json, diag);
    }
    tp_entry_deinit(&copy);
    tp_json_free(&json);
    return status;
}

/* ---- the repository ---------------------------------------------------------------------------------------------- */

static tp_status end_subject(struct tp_exchange *exchange, struct tp_subject *subject, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_blob_forget(exchange, subject->own.owner, diag);

    if (status == TP_OK)
        status = visit_linked(exchange, "access", subject->own.owner, scrub_access, diag);
    if (status == TP_OK)
        status = drop_linked(exchange, TP_SUBJECT_CHANGE, subject->own.owner, diag);
    if (status == TP_OK)
        status = visit_linked(exchange, "notice", subject->own.owner, end_correction, diag);
    if (status != TP_OK || !subject->exists)
        return status;
    status = tp_json_new(&json, diag);
    snprintf(subject->entry.state, sizeof subject->entry.state, "erased");
    if (status == TP_OK)
        status = tp_entry_put(exchange, "subject", &subject->entry, json, diag);
    tp_json_free(&json);
    return status;
}

/* One that was erased already, or never was, is TP_OK with FOUND false. */
static tp_status load(struct tp_exchange *exchange, const char *id, struct tp_subject *out, bool *found,
                      struct tp_diag *diag)
{
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    status = tp_subject_load(exchange, id, out, &said);
    *found = status == TP_OK;
    if (status == TP_OK || status == TP_E_NOT_FOUND)
        return TP_OK;
    return tp_diag_pass(diag, status, &said);
}

/* The answers of those who were identified as the person name whom the encounter named. */
static tp_status answer_others_anew(struct tp_exchange *exchange, const struct tp_subject *subject,
                                    struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < subject->count; i++)
        if (strncmp(subject->parts[i].owner, "booking/", 8) == 0)
            status =
                tp_job_add(exchange, "booking.renew", subject->parts[i].owner + 8, tp_exchange_now(exchange), diag);
    return status;
}

static tp_status destroy_encounter(struct tp_exchange *exchange, const char *owner, char gone[TP_EXCHANGE_NAME_BYTES],
                                   struct tp_diag *diag)
{
    char id[TP_EXCHANGE_NAME_BYTES];
    struct tp_subject subject;
    bool found = false, left = false;
    tp_status status = tp_subject_of(exchange, owner, id, diag);

    if (status == TP_OK && id[0])
        status = load(exchange, id, &subject, &found, diag);
    if (status == TP_OK)
        status = scrub_case(exchange, strchr(owner, '/') + 1, found ? &subject : NULL, diag);
    if (!found)
        return status;
    if (status != TP_OK) {
        tp_subject_deinit(&subject);
        return status;
    }
    status = tp_subject_prints_remove(exchange, &subject, owner, &left, diag);
    tp_subject_remove(&subject, owner);
    if (status == TP_OK && (left || subject.count > 0)) {
        status = subject.exists ? tp_subject_save(exchange, &subject, diag) : TP_OK;
        if (status == TP_OK)
            status = answer_others_anew(exchange, &subject, diag);
    } else if (status == TP_OK) {
        snprintf(gone, TP_EXCHANGE_NAME_BYTES, "%s", id);
        status = end_subject(exchange, &subject, diag);
    }
    tp_subject_deinit(&subject);
    return status;
}

static tp_status destroy_subject(struct tp_exchange *exchange, const char *id, char gone[TP_EXCHANGE_NAME_BYTES],
                                 struct tp_diag *diag)
{
    struct tp_subject subject;
    struct tp_diag said;
    bool found = false;
    tp_status status = load(exchange, id, &subject, &found, diag);

    if (status != TP_OK || !found)
        return status;
    tp_diag_init(&said);
    status = tp_exchange_delete(exchange, id, &said);
    if (status != TP_OK && status != TP_E_NOT_FOUND)
        status = tp_diag_pass(diag, status, &said);
    else
        status = end_subject(exchange, &subject, diag);
    snprintf(gone, TP_EXCHANGE_NAME_BYTES, "%s", id);
    tp_subject_deinit(&subject);
    return status;
}

/* ---- what goes with an owner --------------------------------------------------------------------------------------
 */

/* What opens the leaf goes, and whose it was. */
static tp_status forget_leaf(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct walk *walk = context;
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_diag said;
    uint64_t index;
    tp_status status = TP_OK;

    if (tp_exchange_leaf_index(entry, &index)) {
        snprintf(owner, sizeof owner, "leaf/%llu", (unsigned long long)index);
        status = visit_linked(walk->exchange, "access", owner, scrub_access, diag);
    }
    if (status != TP_OK)
        return status;
    tp_diag_init(&said);
    status = tp_organisation_forget_leaf(tp_exchange_organisation(walk->exchange), entry->name, &said);
    if (status != TP_OK && status != TP_E_NOT_FOUND)
        return tp_diag_pass(diag, status, &said);
    return tp_entry_drop(walk->exchange, "leaf", entry->name, diag);
}

static tp_status drop_case(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct walk *walk = context;
    tp_status status = drop_linked(walk->exchange, "task", entry->name, diag);

    return status == TP_OK ? tp_entry_drop(walk->exchange, "case", entry->name, diag) : status;
}

/* What a partner told under this search is the person's, too. */
static tp_status erase_leg(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct walk *walk = context;
    char owner[TP_EXCHANGE_NAME_BYTES + 8], gone[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    snprintf(owner, sizeof owner, "leg/%s", entry->name);
    status = tp_owner_destroy(walk->exchange, owner, gone, diag);
    return status == TP_OK ? tp_entry_drop(walk->exchange, "leg", entry->name, diag) : status;
}

/* The record of a booking or request says only that it was erased. */
static tp_status empty_record(struct tp_exchange *exchange, const char *kind, const char *id, struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_json *json = NULL;
    bool found;
    tp_status status = tp_entry_find(exchange, kind, id, &entry, &found, diag);

    if (status == TP_OK && found)
        status = tp_json_new(&json, diag);
    if (status == TP_OK && found) {
        tp_json_flag(json, "erased", true);
        snprintf(entry.state, sizeof entry.state, "erased");
        if (strcmp(kind, "booking") == 0)
            entry.link[0] = '\0';
        entry.due_s = TP_STORE_NEVER;
        status = tp_entry_put(exchange, kind, &entry, json, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

/* There is nothing left that a decision could correct. */
static tp_status end_challenge(void *context, const struct tp_entry *challenge, struct tp_diag *diag)
{
    const struct walk *walk = context;
    struct tp_entry copy = *challenge;
    struct tp_json *json = NULL;
    tp_status status;

    if (strcmp(challenge->state, "open") != 0)
        return TP_OK;
    status = tp_entry_edit(challenge, &json, diag);
    copy.content = NULL;
    if (status == TP_OK) {
        tp_json_integer(json, "decided", tp_exchange_now(walk->exchange));
        snprintf(copy.state, sizeof copy.state, "ended");
        status = tp_entry_put(walk->exchange, "challenge", &copy, json, diag);
    }
    tp_entry_deinit(&copy);
    tp_json_free(&json);
    return status;
}

static tp_status destroy_records(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    static const char *const dropped[] = {"discretion", "disclosure", "correction", "told"};
    struct tp_entry entry;
    bool found;
    tp_status status = visit_linked(exchange, "leaf", owner, forget_leaf, diag);

    if (status == TP_OK)
        status = visit_linked(exchange, "case", owner, drop_case, diag);
    if (status == TP_OK)
        status = visit_linked(exchange, "access", owner, scrub_access, diag);
    if (status == TP_OK)
        status = visit_linked(exchange, "notice", owner, end_correction, diag);
    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(dropped); i++)
        status = drop_linked(exchange, dropped[i], owner, diag);
    if (status == TP_OK)
        status = tp_entry_find(exchange, "retention", owner, &entry, &found, diag);
    if (status == TP_OK && found)
        status = tp_entry_drop(exchange, "retention", owner, diag);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_owner_destroy(struct tp_exchange *exchange, const char *owner, char gone[TP_EXCHANGE_NAME_BYTES],
                           struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    tp_status status = TP_OK;

    gone[0] = '\0';
    if (!tp_owner_split(owner, kind, &id))
        return tp_fail(diag, TP_E_ARGUMENT, "owner", -1, "%.60s is nobody's", owner);
    if (strcmp(kind, "subject") == 0)
        status = destroy_subject(exchange, id, gone, diag);
    else if (strcmp(kind, "booking") == 0)
        status = destroy_encounter(exchange, owner, gone, diag);
    if (status == TP_OK)
        status = tp_blob_forget(exchange, owner, diag);
    if (status == TP_OK)
        status = destroy_records(exchange, owner, diag);
    if (status == TP_OK && (strcmp(kind, "booking") == 0 || strcmp(kind, "request") == 0)) {
        status = visit_linked(exchange, "leg", id, erase_leg, diag);
        if (status == TP_OK && strcmp(kind, "booking") == 0)
            status = visit_linked(exchange, "challenge", id, end_challenge, diag);
        if (status == TP_OK)
            status = drop_linked(exchange, "submission", id, diag); /* a digest of the file */
        if (status == TP_OK)
            status = empty_record(exchange, kind, id, diag);
    }
    return status;
}
