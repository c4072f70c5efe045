/* SPDX-License-Identifier: Apache-2.0 */
/* Cases and tasks as records: read into memory, changed there, written back. Inside of review. */
#ifndef TP_REVIEW_RECORDS_H
#define TP_REVIEW_RECORDS_H

#include "review/review.h"
#include "review/rules.h"

/* Members of what a record has in it: "" and 0 for none, or for another kind of value (records.c). */
const char *tp_value_text(const struct tp_json_value *object, const char *member);
int64_t tp_value_integer(const struct tp_json_value *object, const char *member);

/* ---- cases (records.c): record "case", state "open" or "settled", link: the owner of the probe --------------------
 */

struct tp_case_candidate {
    char subject[TP_EXCHANGE_NAME_BYTES];
    char encounter[TP_EXCHANGE_NAME_BYTES]; /* owner of the prints that examiners are shown; "": templates only */
    int32_t score;
    enum tp_verdict verdict;
    bool same;                 /* of a seeded case: the probe's person */
    enum tp_standing standing; /* what was held of it before */
};
struct tp_review_case {
    struct tp_entry entry; /* texts of the spec: tp_entry_text */
    bool settled, match;
    bool seeded, same; /* the truth is known, and a candidate is the probe's person */
    unsigned examiners;
    int64_t opened_s, settled_s;
    struct tp_case_candidate candidates[TP_FOUND_MAX]; /* best first */
    unsigned count;
    char subject[TP_EXCHANGE_NAME_BYTES]; /* who was identified */
    unsigned agreeing;                    /* how many concluded so */
};
TP_NODISCARD tp_status tp_case_read(struct tp_exchange *exchange, const char *id, struct tp_review_case *out,
                                    struct tp_diag *diag);
void tp_case_deinit(struct tp_review_case *about);
/* Into memory from an entry that stays the caller's. */
void tp_case_take(const struct tp_entry *entry, struct tp_review_case *out);
/* A new one, with its tasks; SPEC's texts. In a transaction, like the next. */
TP_NODISCARD tp_status tp_case_add(struct tp_exchange *exchange, const struct tp_case_spec *spec,
                                   struct tp_review_case *about, struct tp_diag *diag);
TP_NODISCARD tp_status tp_case_write(struct tp_exchange *exchange, struct tp_review_case *about, struct tp_diag *diag);

/* ---- tasks (task.c): record "task", state of rules.h, link: the case ------------------------------------------------
 */

struct tp_task_candidate {
    char id[TP_EXCHANGE_ID_BYTES]; /* the task's own name for it, so that names tell nothing */
    unsigned place;                /* in the case */
    int conclusion, corrected;     /* enum tp_conclusion, -1 */
    int64_t time_s;
};
struct tp_task {
    struct tp_entry entry;
    enum tp_task_state state;
    bool senior, no_value;
    unsigned attempt; /* how often it was claimed: whose texts are whose */
    char account[TP_EXCHANGE_NAME_BYTES];
    int64_t opened_s, claimed_s, analysed_s, concluded_s;
    struct tp_task_candidate candidates[TP_FOUND_MAX]; /* in the order in which this examiner sees them */
    unsigned count;
    const char *past; /* set by who gives it back before writing: "conflict", "time", "lapsed" */
};
TP_NODISCARD tp_status tp_task_read(struct tp_exchange *exchange, const char *id, struct tp_task *out,
                                    struct tp_diag *diag);
void tp_task_take(const struct tp_entry *entry, struct tp_task *out); /* as tp_case_take */
void tp_task_deinit(struct tp_task *task);
TP_NODISCARD tp_status tp_task_add(struct tp_exchange *exchange, const struct tp_review_case *about,
                                   const struct tp_task *task, struct tp_diag *diag);
/* NOW is when what was given back, was. */
TP_NODISCARD tp_status tp_task_write(struct tp_exchange *exchange, struct tp_task *task, int64_t now_s,
                                     struct tp_diag *diag);
void tp_task_count(const struct tp_task *task, struct tp_task_facts *out); /* what is concluded and what remains */
/* How ACCOUNT had to do with it before: gave it back, or may not have it. */
bool tp_task_was_of(const struct tp_entry *task, const char *account);
bool tp_task_bars(const struct tp_entry *task, const char *account);

/* ---- who had to do with an owner (dealings.c) ----------------------------------------------------------------------
 */

/* Accounts; at most PEOPLE_MAX, more than a bureau has. */
enum { TP_REVIEW_PEOPLE_MAX = 256 };
struct tp_people {
    char (*accounts)[TP_EXCHANGE_NAME_BYTES]; /* owned */
    struct tp_dealings *dealings;             /* owned */
    size_t count;
};
TP_NODISCARD tp_status tp_people_collect(struct tp_exchange *exchange, const char *owner, struct tp_people *out,
                                         struct tp_diag *diag);
void tp_people_deinit(struct tp_people *people);
struct tp_dealings tp_people_dealings(const struct tp_people *people, const char *account);
/* Adds who booked those whom the cases of OWNER identified: they decide on no release either. */
TP_NODISCARD tp_status tp_people_add_identified(struct tp_exchange *exchange, const char *owner,
                                                struct tp_people *people, struct tp_diag *diag);

/* ---- candidates (candidates.c) -------------------------------------------------------------------------------------
 */

/* What is known of FOUND as a candidate for PROBE: the prints to be shown, of ENCOUNTER or, with NULL, of the newest
 * with pictures, never PROBE itself; and what was held before. */
TP_NODISCARD tp_status tp_candidate_take(struct tp_exchange *exchange, const char *probe, const struct tp_found *found,
                                         const char *encounter, struct tp_case_candidate *out, struct tp_diag *diag);

/* ---- what becomes of a case (case.c) ------------------------------------------------------------------------------
 */

/* The tasks of one that was added. In a transaction. */
TP_NODISCARD tp_status tp_case_add_tasks(struct tp_exchange *exchange, const struct tp_review_case *about,
                                         struct tp_diag *diag);
/* Asks a senior examiner, settles, or nothing yet. In a transaction, after a task was concluded or corrected. */
TP_NODISCARD tp_status tp_case_go_on(struct tp_exchange *exchange, const char *id, struct tp_diag *diag);

/* ---- what people wrote (texts.c): blobs of the owner ---------------------------------------------------------------
 */

/* The analysis, or with a place the reason of a conclusion (CORRECTION: of its correction). In a transaction. */
enum tp_review_text {
    TP_TEXT_ANALYSIS,
    TP_TEXT_REASON,
    TP_TEXT_CORRECTION,
    TP_TEXT_WORK, /* marks, pairs and steps beside a reason, an object like the analysis */
    TP_TEXT_CORRECTION_WORK
};
struct tp_text_place {
    const char *owner, *task;
    unsigned attempt, place;
    enum tp_review_text kind;
};
TP_NODISCARD tp_status tp_text_put(struct tp_exchange *exchange, const struct tp_text_place *at, const void *text,
                                   size_t size_bytes, struct tp_diag *diag);
/* Adds it to what is open in OUT, as a text or (analysis and work) as an object; null when it is not there. */
TP_NODISCARD tp_status tp_text_show(struct tp_exchange *exchange, const struct tp_text_place *at, const char *key,
                                    struct tp_json *out, struct tp_diag *diag);

/* ---- input (input.c) -----------------------------------------------------------------------------------------------
 */

/* A text with at least WORDS words and at most 8000 bytes. */
TP_NODISCARD tp_status tp_input_words(const struct tp_json_value *input, const char *member, unsigned words,
                                      const char **out, struct tp_diag *diag);
/* A text that FIND knows. */
typedef int tp_find_fn(const char *code);
TP_NODISCARD tp_status tp_input_code(const struct tp_json_value *input, const char *member, tp_find_fn *find, int *out,
                                     struct tp_diag *diag);

/* ---- what an examiner did with the images (work.c) -----------------------------------------------------------------
 */

/* Lists of marks, of steps, and a conclusion's whole work; NULL is none. E_FORMAT. */
TP_NODISCARD tp_status tp_marks_check(const struct tp_json_value *list, struct tp_diag *diag);
TP_NODISCARD tp_status tp_steps_check(const struct tp_json_value *list, struct tp_diag *diag);
TP_NODISCARD tp_status tp_work_check(const struct tp_json_value *work, struct tp_diag *diag);

#endif
