/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a subject, for those parts of the module that change it. */
#ifndef TP_PERSON_SUBJECT_H
#define TP_PERSON_SUBJECT_H

#include "person/person.h"

enum { TP_SUBJECT_ENCOUNTERS_MAX = 1000, TP_OWNER_FULL = TP_EXCHANGE_NAME_BYTES };

/* Kind of the records of who changed what was entered by hand, linked to "subject/ID". */
#define TP_SUBJECT_CHANGE "subject-change"
/* The blob of the subject that has the reason of the change ID. */
void tp_subject_reason_name(const char *id, char out[TP_EXCHANGE_NAME_BYTES]);

/* What an encounter told; what was entered for the subject since is with the subject, and taken from the encounter. */
struct tp_subject_part {
    char owner[TP_EXCHANGE_NAME_BYTES];
    int conviction;
    uint64_t categories;
    bool categories_known;
};
struct tp_subject {
    char id[TP_EXCHANGE_NAME_BYTES];
    bool exists;
    struct tp_entry entry;         /* owned */
    struct tp_subject_part own;    /* as entered; its owner is "subject/ID" */
    size_t count;                  /* of encounters, in the order in which they came */
    struct tp_subject_part *parts; /* owned */
};
/* One without a record EXISTS not, and has nothing in it. An erased one is E_NOT_FOUND. */
TP_NODISCARD tp_status tp_subject_load(struct tp_exchange *exchange, const char *id, struct tp_subject *out,
                                       struct tp_diag *diag);
/* The one that it was merged into, in place of a merged one. */
TP_NODISCARD tp_status tp_subject_load_current(struct tp_exchange *exchange, const char *id, struct tp_subject *out,
                                               struct tp_diag *diag);
void tp_subject_deinit(struct tp_subject *subject);
/* In a transaction. */
TP_NODISCARD tp_status tp_subject_save(struct tp_exchange *exchange, struct tp_subject *subject, struct tp_diag *diag);
/* The encounter of OWNER, made when there is none. NULL when there are too many or memory has run out. */
struct tp_subject_part *tp_subject_part(struct tp_subject *subject, const char *owner);
/* False when there is none. */
bool tp_subject_remove(struct tp_subject *subject, const char *owner);

/* The subject of a booking or request, "" for none. */
TP_NODISCARD tp_status tp_subject_of(struct tp_exchange *exchange, const char *owner,
                                     char subject[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag);

/* Sets of codes. Codes that the vocabulary does not have are not in a set. */
uint64_t tp_codes_read(const struct tp_vocabulary *vocabulary, const struct tp_json_value *list);
void tp_codes_write(const struct tp_vocabulary *vocabulary, uint64_t set, const char *key, struct tp_json *json);
/* Code of a level of conviction: "unknown" for -1; and its place, -1 for others. */
const char *tp_conviction_code(int conviction);
int tp_conviction_find(const char *code);

#endif
