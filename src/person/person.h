/* SPDX-License-Identifier: Apache-2.0 */
/* The person whose prints these are: what is known of a subject, the receipt and what it shows, challenges,
 * corrections, erasure and the ends of retention. docs/person.md has it in words. */
#ifndef TP_PERSON_PERSON_H
#define TP_PERSON_PERSON_H

#include "exchange/exchange.h"

extern const struct tp_part tp_person_part;

/* ---- subjects (subject.c) ---------------------------------------------------------------------------------------- */

/* What a booking tells of its subject. */
struct tp_encounter {
    const char *owner;   /* "booking/ID": its blobs are the encounter's prints and person */
    int conviction;      /* enum tp_seriousness, -1 unknown */
    uint64_t categories; /* tp_categories */
    bool categories_known;
};
/* After tp_exchange_enrol, in the same transaction: makes the subject's record when there is none, and sets when the
 * owner's retention ends (`retention` of the configuration). The same owner again replaces what it told. The caller
 * sets the link of its booking to SUBJECT. */
TP_NODISCARD tp_status tp_subject_make(struct tp_exchange *exchange, const char *subject,
                                       const struct tp_encounter *encounter, struct tp_diag *diag);

/* Which subject ID is now: itself, the one that it was merged into, or "" when it was erased. A match that was found
 * before is one of that. */
TP_NODISCARD tp_status tp_subject_current(struct tp_exchange *exchange, const char *id,
                                          char out[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag);

struct tp_subject_facts {
    int conviction; /* the gravest that is known, -1 */
    uint64_t categories;
    bool categories_known;
    size_t encounter_count;
    char (*encounters)[TP_EXCHANGE_NAME_BYTES]; /* owners, the newest first; owned */
};
/* A subject without a record (one that was enrolled before there was an exchange): nothing known, no encounters. One
 * that was merged is the other from then on; an erased one is E_NOT_FOUND. */
TP_NODISCARD tp_status tp_subject_facts(struct tp_exchange *exchange, const char *subject, struct tp_subject_facts *out,
                                        struct tp_diag *diag);
void tp_subject_facts_deinit(struct tp_subject_facts *facts);

/* Adds to the object that is open in INTO those of FIELDS (bits, tp_fields) that are known of SUBJECT, by their codes:
 * what was entered for the subject, then what its encounters told, the newest first. */
TP_NODISCARD tp_status tp_subject_person(struct tp_exchange *exchange, const char *subject, uint64_t fields,
                                         struct tp_json *into, struct tp_diag *diag);

/* In a transaction: something of SUBJECT, as its encounters have it now, was released in answer to OWNER
 * ("request/ID"). Erasing or correcting the subject or one of these encounters then reaches those who were told. */
TP_NODISCARD tp_status tp_subject_told(struct tp_exchange *exchange, const char *subject, const char *owner,
                                       struct tp_diag *diag);
/* The same for what came from elsewhere: OF is "leg/ID". */
TP_NODISCARD tp_status tp_owner_told(struct tp_exchange *exchange, const char *of, const char *owner,
                                     struct tp_diag *diag);

/* ---- the receipt (receipt.c, receipt_page.c) --------------------------------------------------------------------- */

enum { TP_RECEIPT_CODE_BYTES = 24 }; /* four groups of five, and the NUL */
/* In a transaction: a new code for BOOKING (its id), which takes the place of an earlier one. Only its hash is kept. */
TP_NODISCARD tp_status tp_receipt_make(struct tp_exchange *exchange, const char *booking,
                                       char code[TP_RECEIPT_CODE_BYTES], struct tp_diag *diag);
/* The page to be handed to the person: HTML in one file without scripts. LANGUAGE is "en" or "es". Not in a
 * transaction. */
TP_NODISCARD tp_status tp_receipt_page(struct tp_exchange *exchange, const char *booking, const char *code,
                                       const char *language, struct tp_buffer *out, struct tp_diag *diag);

/* ---- retention (retention.c) ---------------------------------------------------------------------------------------
 */

/* In a transaction: OWNER is erased DAYS after SINCE, by itself; 0 for as the configuration says of its kind
 * ("booking/", "request/"), which is read again when the time has come. For what a partner released to us ("leg/ID"),
 * DAYS are of the agreement. */
TP_NODISCARD tp_status tp_retention_set(struct tp_exchange *exchange, const char *owner, int64_t since_s, int64_t days,
                                        struct tp_diag *diag);

/* ---- erasure (erasure.c) and correction (correction.c) --------------------------------------------------------------
 * Of an owner: its blobs and their key, its prints in the repository, the openings of its leaves, what its records say
 * beside their state. Each partner that a disclosure record of the owner names (side "out") gets a NOTICE:
 * record "notice", name OWNER + " " + PARTNER + " " + WHAT ("erasure", "correction"), state "open" or "acknowledged",
 * link OWNER, content {partner, what, disclosures: [id...], since, acknowledged?, payload?, message?, sent?}. The part
 * `partner` gets the job "partner.notices" about the owner, sends a message for each notice that is open, writes its id
 * into the notice (`message`; one that comes to say more has none again), and tells of each acknowledgement. An erasure
 * is finished when no notice is open. */

struct tp_erasure_spec {
    const char *owner;
    const char *reason;    /* "expungement", "retention", "correction" */
    const char *reference; /* of the order; "" */
    const char *by;        /* account, "partner:ID", "" for by itself */
    const char *then;      /* job to be added when all is done, at all partners but BY, too; "" */
    const char *about;
};
/* In a transaction. The rest is done by a job. One that is under way already for the owner, or finished, is the same,
 * and the job THEN is added when it may be. */
TP_NODISCARD tp_status tp_erasure_start(struct tp_exchange *exchange, const struct tp_erasure_spec *spec,
                                        struct tp_diag *diag);
/* Whether PARTNER, who asked for it, may be told that it is done: destroyed here, and by all others who had it. */
TP_NODISCARD tp_status tp_erasure_is_done_for(struct tp_exchange *exchange, const char *owner, const char *partner,
                                              bool *out, struct tp_diag *diag);
/* Before anything is asked of a node: who was erased according to the folder's list, and is in the store again because
 * a backup was restored, is erased again, and retention runs from then on. */
TP_NODISCARD tp_status tp_person_start(struct tp_exchange *exchange, struct tp_diag *diag);
/* Adds what the file LIST names (the `erased` of a broken machine's folder) to FOLDER's list; FOLDER NULL only checks
 * it. E_FORMAT when it is none. */
TP_NODISCARD tp_status tp_erased_list_join(const char *folder, const char *list, struct tp_diag *diag);

struct tp_notice_confirmed {
    const char *owner, *partner, *what;
    const char *message; /* id of the one that is confirmed; "" for whichever it was */
};
/* In a transaction: the partner has confirmed the notice. Nothing there, or a message that is not the notice's any
 * more, is no failure. */
TP_NODISCARD tp_status tp_notice_acknowledge(struct tp_exchange *exchange, const struct tp_notice_confirmed *confirmed,
                                             struct tp_diag *diag);
/* In a transaction: tells everybody who received data of OWNER what is wrong with them. PAYLOAD is an object:
 * {"identification": "wrong"} or {"conviction", "categories", "categories_known"}; no personal data. */
TP_NODISCARD tp_status tp_correction_send(struct tp_exchange *exchange, const char *owner,
                                          const struct tp_json *payload, struct tp_diag *diag);
/* In a transaction: what the correction of OWNER ("request/ID" or "leg/ID") by the partner FROM says is done here: on
 * record, leaves reclassified, and told onwards; what was identified wrongly is erased. The same again does nothing. */
TP_NODISCARD tp_status tp_correction_take(struct tp_exchange *exchange, const char *owner, const char *from,
                                          const struct tp_json_value *payload, struct tp_diag *diag);

#endif
