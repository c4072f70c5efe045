/* SPDX-License-Identifier: Apache-2.0 */
/* What the public hands in without an account, until an officer has registered or refused it. Records, without names:
 *
 *   submission  {kind, version, bytes, received, sign_ons, account, reason, event}, linked to the agreement; its words
 *               are the blob "words" of "submission/ID", gone once it is decided
 *   sign-on     {name}, linked to the petition, until it is confirmed; NAME is a keyed hash
 *   signed      nothing in it but its name, PETITION/HASH: so that a name counts once
 *
 * The name of the first two is a hash of the code that the submitter has: who has the store has no codes. */
#ifndef TP_OFFICE_SUBMISSION_H
#define TP_OFFICE_SUBMISSION_H

#include "office/office.h"

enum {
    TP_SUBMISSION_CODE_BYTES = 20,     /* "7K2M-Q04X-TA9Z-C3WH" and the NUL: 80 random bits */
    TP_SUBMISSION_TEXT_MAX = 16 << 10, /* bytes */
    TP_SUBMISSION_TITLE_MAX = 200,
    TP_SUBMISSION_NAME_MAX = 100,
    TP_SUBMISSION_PLACES = 200,       /* of an agreement: handed in and not decided */
    TP_SUBMISSION_PETITIONS = 20,     /* of an agreement: open for sign-ons */
    TP_SUBMISSION_UNCONFIRMED = 2000, /* sign-ons of a petition */
    TP_SUBMISSION_SIGN_ONS = 200000,  /* of a petition */
    TP_SUBMISSION_CONFIRM_S = 3600
};

/* ---- codes (submission_code.c) -------------------------------------------------------------------------------------
 */

TP_NODISCARD tp_status tp_submission_code_new(char code[TP_SUBMISSION_CODE_BYTES], struct tp_diag *diag);
/* The record's name. Small letters, blanks and hyphens anywhere, O for 0, I and L for 1 are taken; E_NOT_FOUND, in the
 * same words as for an unknown one, for what is no code. */
TP_NODISCARD tp_status tp_submission_code_id(const char *text, char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag);

/* ---- their life (submission.c): all but the counts in a transaction ------------------------------------------------
 */

struct tp_submission_words {
    const char *title, *text, *name; /* name: "" for none; published with the text */
};
struct tp_submission {
    const char *agreement, *version; /* hashes */
    enum tp_event_kind kind;         /* COMMENT or PETITION */
    struct tp_submission_words words;
};
struct tp_submission_ticket {
    char code[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES];
    int64_t confirm_by_s;
};
/* The version that is open for comment; NULL for none. */
const struct tp_terms *tp_submission_open_version(const struct tp_history *history, int64_t now_s);
/* How many of an agreement are in STATE; NULL: handed in and not decided. */
TP_NODISCARD tp_status tp_submission_count(struct tp_exchange *exchange, const char *agreement, const char *state,
                                           uint64_t *out, struct tp_diag *diag);
/* E_BUSY when all places are taken. */
TP_NODISCARD tp_status tp_submission_add(struct tp_exchange *exchange, const struct tp_submission *submission,
                                         struct tp_submission_ticket *out, struct tp_diag *diag);
/* E_NOT_FOUND; with STATE, E_CONFLICT unless it is in it. Deinit the entry. */
TP_NODISCARD tp_status tp_submission_get(struct tp_exchange *exchange, const char *id, const char *state,
                                         struct tp_entry *out, struct tp_diag *diag);
/* Its words: read, with root {title, text, name}; E_NOT_FOUND once it is decided. */
TP_NODISCARD tp_status tp_submission_words(struct tp_exchange *exchange, const char *id, struct tp_json_document **out,
                                           struct tp_diag *diag);
TP_NODISCARD tp_status tp_submission_withdraw(struct tp_exchange *exchange, struct tp_entry *entry,
                                              struct tp_diag *diag);
/* What an officer decides: opens a petition for sign-ons; registered as EVENT; refused for REASON. The words are
 * destroyed, but of a petition that was opened. */
struct tp_submission_decision {
    const char *state; /* "gathering", "registered", "refused" */
    const char *account, *reason, *event;
};
TP_NODISCARD tp_status tp_submission_decide(struct tp_exchange *exchange, struct tp_entry *entry,
                                            const struct tp_submission_decision *decision, struct tp_diag *diag);
TP_NODISCARD tp_status tp_submission_confirm(struct tp_exchange *exchange, struct tp_entry *entry,
                                             struct tp_diag *diag);

/* ---- sign-ons (sign_on.c): in a transaction ------------------------------------------------------------------------
 */

/* The key that names under a petition are hashed with: made when it is opened, destroyed when it is decided. */
TP_NODISCARD tp_status tp_sign_on_open(struct tp_exchange *exchange, const char *petition, struct tp_diag *diag);
TP_NODISCARD tp_status tp_sign_on_add(struct tp_exchange *exchange, const struct tp_entry *petition, const char *name,
                                      const char *place, struct tp_submission_ticket *out, struct tp_diag *diag);
/* Counts the name unless it was counted before; whoever asks learns nothing of that. */
TP_NODISCARD tp_status tp_sign_on_confirm(struct tp_exchange *exchange, const struct tp_entry *sign_on,
                                          struct tp_diag *diag);
/* Drops at most LIMIT sign-ons of KIND of a petition that was decided; *LEFT: there may be more. */
TP_NODISCARD tp_status tp_sign_on_drop(struct tp_exchange *exchange, const char *petition, size_t limit, bool *left,
                                       struct tp_diag *diag);

/* ---- by itself (housekeeping.c) */
tp_job_fn tp_office_tidy_up;

/* ---- operations of the public (submit.c) and of officers (waiting.c) */
tp_operation_fn tp_office_comment_period, tp_office_submit, tp_office_sign_petition, tp_office_confirm,
    tp_office_submitted, tp_office_withdraw, tp_office_list_submissions, tp_office_get_submission, tp_office_decide;

#endif
