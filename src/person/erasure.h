/* SPDX-License-Identifier: Apache-2.0 */
/* Erasure and notices, within the module. All in a transaction. */
#ifndef TP_PERSON_ERASURE_H
#define TP_PERSON_ERASURE_H

#include "person/subject.h"

/* Of a booking, request or leg, as far as its record says; the organisation's otherwise. */
TP_NODISCARD tp_status tp_owner_jurisdiction(struct tp_exchange *exchange, const char *owner,
                                             char out[TP_JURISDICTION_MAX], struct tp_diag *diag);
/* The record that OWNER names: "booking/ID" is that of kind "booking" with the name ID. False for other forms. */
bool tp_owner_split(const char *owner, char kind[32], const char **id);

/* ---- notices (notice.c) ------------------------------------------------------------------------------------------ */

struct tp_notice_spec {
    const char *owner;                   /* the notices' link */
    const char *of;                      /* whose disclosures count: an owner, usually the same */
    const char *what;                    /* "erasure", "correction" */
    const char *except;                  /* id of a partner that needs none; "" */
    const struct tp_json_value *payload; /* may be NULL */
};
/* For what was disclosed of OF itself, and for what was told of it in answers (MAKE_TOLD: for these only). */
TP_NODISCARD tp_status tp_notices_make(struct tp_exchange *exchange, const struct tp_notice_spec *spec,
                                       struct tp_diag *diag);
TP_NODISCARD tp_status tp_notices_make_told(struct tp_exchange *exchange, const struct tp_notice_spec *spec,
                                            struct tp_diag *diag);
/* Records "told" of OF ("subject/ID", an encounter, "leg/ID"); their member "owner" is what was answered. */
TP_NODISCARD tp_status tp_told_each(struct tp_exchange *exchange, const char *of, tp_entry_visit_fn *visit,
                                    void *context, struct tp_diag *diag);
/* Who was told of FROM counts as told of INTO. */
TP_NODISCARD tp_status tp_told_copy(struct tp_exchange *exchange, const char *from, const char *into,
                                    struct tp_diag *diag);
/* Those of the spec's owner and kind, without the excepted partner's. */
TP_NODISCARD tp_status tp_notices_count_open(struct tp_exchange *exchange, const struct tp_notice_spec *spec,
                                             size_t *out, struct tp_diag *diag);

/* ---- what is destroyed (destroy.c) ------------------------------------------------------------------------------- */

/* Everything of OWNER here, but its record of erasure, its notices and its receipt. *GONE, which has room for a name,
 * is the subject of whom nothing is left now; "". */
TP_NODISCARD tp_status tp_owner_destroy(struct tp_exchange *exchange, const char *owner,
                                        char gone[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag);
/* Not in a transaction: files of the organisation's folder that the record names. */
TP_NODISCARD tp_status tp_owner_unlink_files(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag);

/* ---- the course of it (erasure.c) -------------------------------------------------------------------------------- */

/* Is done once nobody is left who has not confirmed; whoever asked for it is looked at anew. */
TP_NODISCARD tp_status tp_erasure_settle(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag);
/* The job "person.erase" about an owner. */
tp_status tp_erasure_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);

/* ---- levels that leaves said wrongly (correction.c) ---------------------------------------------------------------
 */

/* A reclassification for each leaf of OWNER whose level is not LEVEL. */
TP_NODISCARD tp_status tp_leaves_reclassify(struct tp_exchange *exchange, const char *owner, const char *level,
                                            struct tp_diag *diag);

#endif
