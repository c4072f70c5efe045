/* SPDX-License-Identifier: Apache-2.0 */
/* What other parts of the exchange would do, played as the test says: weak functions in their place. */
#ifndef TP_TEST_PARTNER_PLAYED_H
#define TP_TEST_PARTNER_PLAYED_H

#include "partner/partner.h"
#include "partner/parts.h"
#include "person/person.h"
#include "review/review.h"

struct played {
    bool match; /* what examiners conclude */
    char subject[TP_EXCHANGE_NAME_BYTES];
    unsigned examiners;
    size_t candidates; /* that the last case had */
    bool decided;
    enum tp_discretion discretion;
    int conviction; /* of the subject, as known in the repository */
    bool subject_is_erased;
    uint64_t categories;
    char erased[8][TP_OWNER_BYTES];
    size_t erased_count, corrected_count, acknowledged_count;
    unsigned discretions;
    char had_part[32];         /* account of who booked or examined */
    char told[TP_OWNER_BYTES]; /* of what of others' somebody was told last */
    const char *silent;        /* id of the node whose examiners never conclude */
    struct {
        char owner[TP_OWNER_BYTES];
        int64_t end_s;
    } retained; /* the last that was set with days of its own */
};
extern struct played played;

#ifdef TP_TEST_PLAYED
struct played played;
#define WEAK __attribute__((weak))

WEAK tp_status tp_exchange_log(struct tp_exchange *exchange, const char *owner, struct tp_leaf *leaf,
                               const struct tp_case *about, struct tp_diag *diag)
{
    uint64_t index;

    (void)owner;
    return tp_organisation_log(tp_exchange_organisation(exchange), leaf, about, tp_exchange_now(exchange), &index,
                               diag);
}

WEAK tp_status tp_exchange_logged(struct tp_exchange *exchange, const char *owner, const struct tp_logged *logged,
                                  enum tp_leaf_kind kind, const char *level, struct tp_diag *diag)
{
    (void)exchange;
    (void)owner;
    (void)logged;
    (void)kind;
    (void)level;
    (void)diag;
    return TP_OK;
}

WEAK tp_status tp_case_open(struct tp_exchange *exchange, const struct tp_case_spec *spec,
                            char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    played.candidates = spec->count;
    if (spec->count > 0)
        snprintf(played.subject, sizeof played.subject, "%s", spec->candidates[0].subject);
    snprintf(id, TP_EXCHANGE_ID_BYTES, "%032zx", spec->count);
    if (played.silent && strcmp(played.silent, tp_exchange_config(exchange)->id) == 0)
        return TP_OK;
    return tp_job_add(exchange, spec->then, spec->about, tp_exchange_now(exchange), diag);
}

WEAK tp_status tp_case_outcome(struct tp_exchange *exchange, const char *id, struct tp_case_outcome *out,
                               struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    memset(out, 0, sizeof *out);
    out->settled = true;
    out->match = played.match && id[31] != '0';
    out->examiners = out->match ? played.examiners : 0;
    snprintf(out->subject, sizeof out->subject, "%s", out->match ? played.subject : "");
    return TP_OK;
}

WEAK tp_status tp_discretion_open(struct tp_exchange *exchange, const struct tp_discretion_spec *spec,
                                  char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    snprintf(id, TP_EXCHANGE_ID_BYTES, "%032x", ++played.discretions);
    return tp_job_add(exchange, spec->then, spec->about, tp_exchange_now(exchange), diag);
}

WEAK tp_status tp_discretion_outcome(struct tp_exchange *exchange, const char *id, struct tp_discretion_outcome *out,
                                     struct tp_diag *diag)
{
    (void)exchange;
    (void)id;
    (void)diag;
    *out = (struct tp_discretion_outcome){played.decided, played.discretion,
                                          ((uint64_t)1 << tp_circumstances.count) - 1, true};
    return TP_OK;
}

WEAK tp_status tp_discretion_may_decide(struct tp_exchange *exchange, const struct tp_actor *actor, const char *owner,
                                        bool *out, struct tp_diag *diag)
{
    (void)exchange;
    (void)owner;
    (void)diag;
    *out = strcmp(actor->account, played.had_part) != 0;
    return TP_OK;
}

WEAK tp_status tp_subject_facts(struct tp_exchange *exchange, const char *subject, struct tp_subject_facts *out,
                                struct tp_diag *diag)
{
    (void)exchange;
    (void)subject;
    (void)diag;
    memset(out, 0, sizeof *out);
    out->conviction = played.conviction;
    out->categories = played.categories;
    return TP_OK;
}

WEAK tp_status tp_subject_current(struct tp_exchange *exchange, const char *id, char out[TP_EXCHANGE_NAME_BYTES],
                                  struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", played.subject_is_erased ? "" : id);
    return TP_OK;
}

WEAK void tp_subject_facts_deinit(struct tp_subject_facts *facts)
{
    memset(facts, 0, sizeof *facts);
}

WEAK tp_status tp_subject_person(struct tp_exchange *exchange, const char *subject, uint64_t fields,
                                 struct tp_json *into, struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    if (fields >> tp_vocabulary_find(&tp_fields, "name") & 1)
        tp_json_text(into, "name", subject);
    return TP_OK;
}

WEAK tp_status tp_retention_set(struct tp_exchange *exchange, const char *owner, int64_t since_s, int64_t days,
                                struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    if (days > 0) {
        snprintf(played.retained.owner, sizeof played.retained.owner, "%s", owner);
        played.retained.end_s = since_s + days * TP_PARTNER_DAY_S;
    }
    return TP_OK;
}

WEAK tp_status tp_erasure_start(struct tp_exchange *exchange, const struct tp_erasure_spec *spec, struct tp_diag *diag)
{
    struct tp_entry entry = {.state = "done", .due_s = TP_STORE_NEVER};
    tp_status status = tp_blob_forget(exchange, spec->owner, diag);

    snprintf(entry.name, sizeof entry.name, "%s", spec->owner);
    if (status == TP_OK && tp_entry_add(exchange, "erasure", &entry, NULL, NULL) == TP_E_EXISTS)
        return tp_job_add(exchange, spec->then, spec->about, tp_exchange_now(exchange), diag);
    snprintf(played.erased[played.erased_count++ % 8], TP_OWNER_BYTES, "%s", spec->owner);
    return status == TP_OK ? tp_job_add(exchange, spec->then, spec->about, tp_exchange_now(exchange), diag) : status;
}

WEAK tp_status tp_erasure_is_done_for(struct tp_exchange *exchange, const char *owner, const char *partner, bool *out,
                                      struct tp_diag *diag)
{
    struct tp_entry entry;

    (void)partner;
    (void)diag;
    *out = tp_entry_get(exchange, "erasure", owner, &entry, NULL) == TP_OK;
    if (*out)
        tp_entry_deinit(&entry);
    return TP_OK;
}

WEAK tp_status tp_notice_acknowledge(struct tp_exchange *exchange, const struct tp_notice_confirmed *confirmed,
                                     struct tp_diag *diag)
{
    struct tp_entry entry;
    char name[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    snprintf(name, sizeof name, "%s %s %s", confirmed->owner, confirmed->partner, confirmed->what);
    status = tp_entry_get(exchange, "notice", name, &entry, diag);
    if (status != TP_OK)
        return status;
    if (strcmp(tp_entry_text(&entry, "message"), confirmed->message) != 0) {
        tp_entry_deinit(&entry);
        return TP_OK;
    }
    snprintf(entry.state, sizeof entry.state, "acknowledged");
    status = tp_entry_put(exchange, "notice", &entry, NULL, diag);
    tp_entry_deinit(&entry);
    played.acknowledged_count++;
    return status;
}

WEAK tp_status tp_subject_told(struct tp_exchange *exchange, const char *subject, const char *owner,
                               struct tp_diag *diag)
{
    (void)exchange;
    (void)subject;
    (void)owner;
    (void)diag;
    return TP_OK;
}

WEAK tp_status tp_owner_told(struct tp_exchange *exchange, const char *of, const char *owner, struct tp_diag *diag)
{
    snprintf(played.told, sizeof played.told, "%s", of);
    return tp_subject_told(exchange, of, owner, diag);
}

WEAK tp_status tp_correction_take(struct tp_exchange *exchange, const char *owner, const char *from,
                                  const struct tp_json_value *payload, struct tp_diag *diag)
{
    (void)exchange;
    (void)owner;
    (void)from;
    (void)payload;
    (void)diag;
    played.corrected_count++;
    return TP_OK;
}
#endif

#endif
