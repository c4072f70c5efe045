/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of examination and discretion: pure, without time, store or failure, so that the tests can try them on
 * everything there is. What acts asks here first. */
#ifndef TP_REVIEW_RULES_H
#define TP_REVIEW_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "exchange/exchange.h"

/* ---- a task: one examiner's examination of a case ---------------------------------------------------------------- */

/* X(name, code) */
#define TP_TASK_STATE_LIST(X)                                                                                          \
    X(OPEN, "open")         /* nobody has it */                                                                        \
    X(CLAIMED, "claimed")   /* somebody sees the probe, and nothing else */                                            \
    X(ANALYSED, "analysed") /* wrote down what the probe shows, and sees the candidates */                             \
    X(CONCLUDED, "concluded")
enum tp_task_state {
#define TP_TASK_STATE_ENUM(name, code) TP_TASK_##name,
    TP_TASK_STATE_LIST(TP_TASK_STATE_ENUM)
#undef TP_TASK_STATE_ENUM
        TP_TASK_STATES
};
enum tp_task_step {
    TP_STEP_CLAIM,
    TP_STEP_SEE_PROBE,
    TP_STEP_ANALYSE,
    TP_STEP_SEE_CANDIDATE,
    TP_STEP_CONCLUDE,  /* on one candidate */
    TP_STEP_GIVE_BACK, /* by who has it */
    TP_STEP_LAPSE,     /* the time to do it is over */
    TP_STEP_CORRECT,   /* a conclusion of one's own, by another beside it */
    TP_STEP_SEE_REST,  /* score, rank, source, what others concluded */
    TP_STEPS
};
/* What else a step depends on. */
struct tp_task_facts {
    bool no_value;      /* ANALYSE: the probe is found to have none */
    unsigned remaining; /* candidates without a conclusion, before the step */
    unsigned concluded; /* candidates with one */
    bool settled;       /* the case is */
};
/* False when STEP is not possible in STATE; *NEXT is the state after it. */
bool tp_task_step(enum tp_task_state state, enum tp_task_step step, const struct tp_task_facts *facts,
                  enum tp_task_state *next);
const char *tp_task_state_code(enum tp_task_state state);
int tp_task_state_find(const char *code); /* -1 */

/* ---- who may ----------------------------------------------------------------------------------------------------- */

/* What somebody has had to do with an owner: with any case of it. */
struct tp_dealings {
    bool booked;   /* submitted the booking */
    bool examined; /* has a task of it, or had one and saw a candidate's conclusion through, or may not be impartial */
    bool released; /* decided on a release of it, or was told what the person says to it */
};
/* SENIOR: a task for who has not to agree with anybody, where two did not. */
bool tp_may_examine(uint32_t duties, const struct tp_dealings *dealings, bool senior);
bool tp_may_decide_release(uint32_t duties, const struct tp_dealings *dealings);

/* ---- what the conclusions on a candidate come to ------------------------------------------------------------------
 */

enum tp_conclusion { TP_IDENTIFICATION, TP_EXCLUSION, TP_INCONCLUSIVE, TP_CONCLUSIONS };
const char *tp_conclusion_code(enum tp_conclusion conclusion); /* "identification" ... */
int tp_conclusion_find(const char *code);                      /* -1 */

struct tp_votes {
    unsigned needed;               /* examiners */
    unsigned said[TP_CONCLUSIONS]; /* by examiners */
    bool corrected;                /* one of them has said something else before */
    int senior;                    /* what the senior examiner concluded, -1 for nothing yet */
};
enum tp_verdict { TP_VERDICT_WAITING, TP_VERDICT_SENIOR, TP_VERDICT_IDENTIFIED, TP_VERDICT_EXCLUDED, TP_VERDICT_OPEN };
/* WAITING for examiners; SENIOR: one is to be asked; OPEN: it stays undecided, which is no match. Identified only when
 * as many as needed concluded it, the senior examiner among them where one was asked. */
enum tp_verdict tp_verdict_of(const struct tp_votes *votes);
const char *tp_verdict_code(enum tp_verdict verdict);

/* What examiners had found of a pair of prints before a case; where they had not, NONE. */
enum tp_standing { TP_STANDING_NONE, TP_STANDING_IDENTIFIED, TP_STANDING_EXCLUDED };
const char *tp_standing_code(enum tp_standing standing); /* "no", "identified", "excluded" */
enum tp_standing tp_standing_find(const char *code);     /* NONE for any other */

/* ---- what people write ------------------------------------------------------------------------------------------- */

/* Whether TEXT has at least WORDS words of two letters or more, of which half are different. It cannot tell a reason
 * from nonsense; it can tell one from "ok". */
bool tp_text_has_words(const char *text, unsigned words);

/* The words of TEXT, small letters with one blank between them: two texts that differ in signs and blanks only, or in
 * capital letters, give the same. */
void tp_text_fold(const char *text, struct tp_buffer *out);

/* How long something waits: a class, so that lists do not tell cases apart. */
const char *tp_age_class(int64_t opened_s, int64_t now_s); /* "new" (a day), "due" (three), "late" */

#endif
