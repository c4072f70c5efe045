/* SPDX-License-Identifier: Apache-2.0 */
/* In place of the parts below: tests decide what examiners conclude, and see what persons are told. */
#include <stdio.h>

#include "booking/bureau.h"

struct fakes fakes;

tp_status tp_case_open(struct tp_exchange *exchange, const struct tp_case_spec *spec, char id[TP_EXCHANGE_ID_BYTES],
                       struct tp_diag *diag)
{
    fakes.cases++;
    fakes.candidates = spec->count;
    snprintf(fakes.owner, sizeof fakes.owner, "%s", spec->owner);
    snprintf(fakes.first, sizeof fakes.first, "%s", spec->count ? spec->candidates[0].subject : "");
    snprintf(id, TP_EXCHANGE_ID_BYTES, "%032x", (unsigned)fakes.cases);
    return fakes.waits ? TP_OK : tp_job_add(exchange, spec->then, spec->about, tp_exchange_now(exchange), diag);
}

tp_status tp_case_outcome(struct tp_exchange *exchange, const char *id, struct tp_case_outcome *out,
                          struct tp_diag *diag)
{
    (void)exchange;
    (void)id;
    (void)diag;
    *out = (struct tp_case_outcome){.settled = !fakes.waits, .match = fakes.match && fakes.candidates > 0};
    if (out->match) {
        snprintf(out->subject, sizeof out->subject, "%s", fakes.first);
        out->examiners = 2;
    }
    return TP_OK;
}

tp_status tp_subject_make(struct tp_exchange *exchange, const char *subject, const struct tp_encounter *encounter,
                          struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    fakes.subjects++;
    fakes.encounter = *encounter;
    snprintf(fakes.subject, sizeof fakes.subject, "%s", subject);
    return TP_OK;
}

tp_status tp_subject_current(struct tp_exchange *exchange, const char *id, char out[TP_EXCHANGE_NAME_BYTES],
                             struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", fakes.erased ? "" : id);
    return TP_OK;
}

tp_status tp_subject_person(struct tp_exchange *exchange, const char *subject, uint64_t fields, struct tp_json *into,
                            struct tp_diag *diag)
{
    (void)exchange;
    (void)subject;
    (void)fields;
    (void)diag;
    if (fakes.name)
        tp_json_text(into, "name", fakes.name);
    return TP_OK;
}

tp_status tp_retention_set(struct tp_exchange *exchange, const char *owner, int64_t since_s, int64_t days,
                           struct tp_diag *diag)
{
    (void)exchange;
    (void)owner;
    (void)since_s;
    (void)days;
    (void)diag;
    fakes.retentions++;
    return TP_OK;
}

tp_status tp_exchange_log(struct tp_exchange *exchange, const char *owner, struct tp_leaf *leaf,
                          const struct tp_case *about, struct tp_diag *diag)
{
    uint64_t index;

    (void)owner;
    fakes.leaves[leaf->kind]++;
    fakes.leaf = *leaf;
    return tp_organisation_log(tp_exchange_organisation(exchange), leaf, about, tp_exchange_now(exchange), &index,
                               diag);
}
