/* SPDX-License-Identifier: Apache-2.0 */
/* What a history is made of, and the rules between its parts. What is asked of it follows from the set of events and
 * the times they were received at: all that is kept here beside the events is the earliest or the latest of something,
 * or is in the order of the signers' own numbers. */
#ifndef TP_AGREEMENT_HISTORY_PARTS_H
#define TP_AGREEMENT_HISTORY_PARTS_H

#include "agreement/agreement.h"

#define TP_NEVER_S INT64_MAX

enum {
    TP_SIGNER_STEPS_MAX = 4096, /* of one signer: stops, as much that is put on record, and as many other steps */
    TP_CANDIDATES_MAX = 4,      /* that one party may propose for the same number */
    TP_SEQUENCE_MAX = 1000000000
};

/* An accepted event of a signer. */
struct tp_step {
    uint32_t sequence;
    enum tp_event_kind kind;
    struct tp_version *version; /* that it names */
    const struct tp_event *event;
    int64_t from_s; /* when it counts from */
};

/* By sequence; of those with one number a stop comes after what it contradicts, and LEAVE last. */
struct tp_steps {
    struct tp_step *items;
    size_t count, capacity;
};

/* A party or a jurisdiction: a name with its key. */
struct tp_history_signer {
    char name[TP_ID_MAX];
    struct tp_public_key key;
    struct tp_steps all;
    struct tp_steps turns; /* those of `all` that are SUSPEND, RESUME, JOIN, LEAVE */
    size_t stops, records; /* among `all`; records: COMMENT, PETITION, HEARING */
    uint32_t complete;     /* 1 .. complete are all here */
};

struct tp_version {
    struct tp_terms *terms;
    struct tp_version *before;          /* that it amends; NULL for version 1 */
    struct tp_history_signer **sources; /* by their places in the terms */
    uint64_t notice_by;                 /* parties that must publish: of these terms and of those that they amend */
    uint32_t notice_days;               /* the longer of both */
    int64_t noticed_s[TP_AGREEMENT_PARTIES_MAX], notice_dated_s[TP_AGREEMENT_PARTIES_MAX];
    int64_t signed_s[TP_AGREEMENT_PARTIES_MAX];
    int64_t proposed_s, activated_s, replaced_s; /* the earliest */
    int64_t all_noticed_s, all_signed_s;         /* the latest; never before all have */
    int64_t comments_end_s;                      /* by when notices were received */
    int64_t comments_dated_s;                    /* by when the parties say that they published */
};

struct tp_taken {
    struct tp_event *event;
    int64_t received_s;
};

struct tp_history {
    char agreement[TP_HASH_TEXT_BYTES];
    struct tp_taken *events;
    size_t count, capacity;
    struct tp_version **versions; /* by number and hash */
    size_t version_count, version_capacity;
    struct tp_history_signer **signers; /* by name and key */
    size_t signer_count, signer_capacity;
    struct tp_history_signer **suspenders; /* parties that have ever suspended */
    size_t suspender_count, suspender_capacity;
    int64_t terminated_s; /* the earliest TERMINATE */
    int64_t last_stop_s;  /* the latest that any stop counts from */
};

/* An event that is offered, and what it speaks of. */
struct tp_offer {
    const struct tp_history *history;
    struct tp_event *event;    /* owned */
    struct tp_buffer text;     /* that was signed */
    struct tp_terms *terms;    /* owned; of a proposal */
    struct tp_version *before; /* of a proposal: what it amends */
    struct tp_version *version;
    const struct tp_history_signer *signer; /* NULL: it has done nothing yet */
    struct tp_public_key key;
    size_t party; /* place of the signer in the version; of a jurisdiction: TP_AGREEMENT_PARTIES_MAX */
    int64_t received_s, from_s;
};

/* ---- rules.c */
/* Why the offer is refused; fills what it speaks of. */
enum tp_refusal tp_offer_check(struct tp_offer *offer);

/* ---- signer.c */
struct tp_history_signer *tp_history_find_signer(const struct tp_history *history, const char *name,
                                                 const struct tp_public_key *key);
/* Finds or adds. */
TP_NODISCARD tp_status tp_history_add_signer(struct tp_history *history, const char *name,
                                             const struct tp_public_key *key, struct tp_history_signer **out,
                                             struct tp_diag *diag);
void tp_history_signer_free(struct tp_history_signer **signer);
/* Makes room for one more step, so that adding it cannot fail. */
TP_NODISCARD tp_status tp_signer_reserve(struct tp_history_signer *signer, struct tp_diag *diag);
void tp_signer_add(struct tp_history_signer *signer, const struct tp_step *step);
/* The first step with SEQUENCE, NULL for none; those with the same number follow it. */
const struct tp_step *tp_signer_find(const struct tp_history_signer *signer, uint32_t sequence);
/* How the signer stands to VERSION by those of its turns that count at CLOCK and have a number below BELOW. */
enum tp_participation tp_signer_participation(const struct tp_history_signer *signer, const struct tp_version *version,
                                              int64_t clock_s, uint32_t below);
/* Whether the last of the signer's turns that suspend, resume or leave is a suspension. */
bool tp_signer_is_suspended(const struct tp_history_signer *signer, int64_t clock_s, uint32_t below);

/* ---- version.c */
/* Whether AMENDMENT may follow BEFORE: the next number, every party and source still there, with their keys. */
bool tp_amendment_is_valid(const struct tp_terms *before, const struct tp_terms *amendment);
/* Takes the TERMS over when it succeeds. */
TP_NODISCARD tp_status tp_version_new(struct tp_history *history, struct tp_terms **terms, struct tp_version *before,
                                      struct tp_version **out, struct tp_diag *diag);
void tp_version_free(struct tp_version **version);
/* Lets an accepted step of the party at PLACE (of a jurisdiction: any other) count. */
void tp_version_apply(struct tp_version *version, size_t party, const struct tp_step *step);
struct tp_version *tp_history_version_named(const struct tp_history *history, const char *hash);
/* Of TERMS, which a history gave out, or has the like of; NULL for none. */
struct tp_version *tp_history_version_of(const struct tp_history *history, const struct tp_terms *terms);

/* ---- event.c */
/* Whether it puts on record what the public handed in: COMMENT, PETITION, HEARING. */
bool tp_event_is_record(enum tp_event_kind kind);
/* Appends the bytes that are signed. */
TP_NODISCARD tp_status tp_event_signed_text(const struct tp_event *event, struct tp_buffer *out, struct tp_diag *diag);

/* ---- history.c */
/* Makes room for one more item. */
TP_NODISCARD tp_status tp_grow(void **items, size_t *capacity, size_t count, size_t element_bytes,
                               struct tp_diag *diag);

#endif
