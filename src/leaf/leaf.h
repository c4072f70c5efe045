/* SPDX-License-Identifier: Apache-2.0 */
/* The leaves of the ledger: what is said in the open, and the commitment to the rest. A leaf's open members come from
 * closed lists, so that no name, number, exact time or county can stand in one. docs/ledger-leaves.md has the table. */
#ifndef TP_LEAF_LEAF_H
#define TP_LEAF_LEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "crypto/crypto.h"
#include "json/json.h"

/* ---- the form (leaf.c, kinds.c) ------------------------------------------------------------------------------- */

/* X(name, code): what happened, and which open members say it; all are required unless said. A leaf says no more than
 * some figure or check needs; the rest (offence, county, exact time, case) is for its record. */
#define TP_LEAF_LIST(X)                                                                                                \
    X(EVENT, "event")                 /* an agreement's event was taken: event, signer, agreement, state */            \
    X(REFUSED_EVENT, "refused-event") /* one was refused: event, reason, and agreement when that is known */           \
    X(SUBMISSION, "submission")       /* a booking was submitted: state, level */                                      \
    X(DECISION, "decision")           /* the policy decided: stage, effect, clauses unless it is allowed, level, and   \
                                         agreement and state when the request names them */                            \
    X(DISCLOSURE, "disclosure")       /* something left or came: what, side, partner, disclosure, agreement */         \
    X(MATCH, "match")                 /* a search ended: outcome (none, match), state, level, elapsed, and agreement   \
                                         when it was for a partner */                                                  \
    X(REVIEW, "review")               /* an examiner had concluded; appended once the case's reviews are complete, so  \
                                         that no examiner learns from it: outcome, seeded, state, elapsed */           \
    X(DISCRETION, "discretion")       /* a discretion review: outcome (release, decline), agreement, state, level */   \
    X(RECLASSIFICATION, "reclassification") /* an earlier leaf's level was wrong: of, level */                         \
    X(ERASURE, "erasure")     /* data and keys were destroyed: reason (expungement, retention, correction), state */   \
    X(CHALLENGE, "challenge") /* a person challenged: outcome (received, upheld, dismissed), state */
enum tp_leaf_kind {
#define TP_LEAF_ENUM(name, code) TP_LEAF_##name,
    TP_LEAF_LIST(TP_LEAF_ENUM)
#undef TP_LEAF_ENUM
        TP_LEAF_KINDS
};

/* Open members besides kind, X(name, code). All leaves have MONTH ("2011-06", UTC) and COMMITMENT (set by
 * tp_leaf_commit). Values come from closed lists, but: MONTH; STATE by its form; AGREEMENT, 64 hex digits (a version's
 * hash); DISCLOSURE, 32 hex digits, random; PARTNER, 16 hex digits (the first of the SHA-256 of the partner's key);
 * OF, an index. */
#define TP_LEAF_MEMBER_LIST(X)                                                                                         \
    X(MONTH, "month")                                                                                                  \
    X(STATE, "state") /* never finer than a state */                                                                   \
    X(AGREEMENT, "agreement")                                                                                          \
    X(EVENT, "event")     /* code of tp_events */                                                                      \
    X(SIGNER, "signer")   /* party, country, state, county: what kind of signer, not who */                            \
    X(STAGE, "stage")     /* send, search, answer, release, onward */                                                  \
    X(EFFECT, "effect")   /* allowed, withheld, denied */                                                              \
    X(CLAUSES, "clauses") /* codes of the clauses that withheld or denied, sorted, joined by a blank */                \
    X(LEVEL, "level")     /* of the gravest conviction: none, level-3, level-2, level-1, unknown */                    \
    X(WHAT, "what")       /* search, answer, release, onward */                                                        \
    X(SIDE, "side")       /* out, in */                                                                                \
    X(PARTNER, "partner")                                                                                              \
    X(DISCLOSURE, "disclosure") /* the same on both sides; for one message, never for a case */                        \
    X(OUTCOME, "outcome")       /* none, match; identification, exclusion, inconclusive; release, decline ... */       \
    X(SEEDED, "seeded")         /* no; correct, wrong, undecided: the truth is known; identified, excluded: what was   \
                                   held until this case, an examination of prints that were examined before */         \
    X(ELAPSED, "elapsed")       /* hour, day, week, longer: since the booking or the task */                           \
    X(REASON, "reason")         /* code of a refusal; expungement, retention, correction */                            \
    X(OF, "of")                 /* index of an earlier leaf of this ledger */
enum tp_leaf_member {
#define TP_LEAF_MEMBER_ENUM(name, code) TP_LEAF_##name##_MEMBER,
    TP_LEAF_MEMBER_LIST(TP_LEAF_MEMBER_ENUM)
#undef TP_LEAF_MEMBER_ENUM
        TP_LEAF_MEMBERS
};

enum { TP_LEAF_TEXT_MAX = 4096, TP_LEAF_VALUE_MAX = 192 };
struct tp_leaf {
    enum tp_leaf_kind kind;
    char values[TP_LEAF_MEMBERS][TP_LEAF_VALUE_MAX]; /* "" = absent */
    uint8_t commitment[TP_SHA256_BYTES];
};
void tp_leaf_init(struct tp_leaf *leaf, enum tp_leaf_kind kind, int64_t time_s); /* sets the month */
/* VALUE NULL or "": absent. One that no member can have is kept as such, and refused by tp_leaf_write. */
void tp_leaf_set(struct tp_leaf *leaf, enum tp_leaf_member member, const char *value);
const char *tp_leaf_kind_code(enum tp_leaf_kind kind);
const char *tp_leaf_member_code(enum tp_leaf_member member);
/* Whether a leaf of KIND may have MEMBER, and must; the closed list of its values, ended by NULL, where it has one
 * (of CLAUSES: of its words). */
enum tp_leaf_presence { TP_LEAF_NEVER, TP_LEAF_MAY, TP_LEAF_MUST };
enum tp_leaf_presence tp_leaf_presence(enum tp_leaf_kind kind, enum tp_leaf_member member);
const char *const *tp_leaf_values(enum tp_leaf_kind kind, enum tp_leaf_member member);

/* The entry: canonical JSON. Only what the tables allow for the kind can be written (E_ARGUMENT names the member) or
 * read (E_FORMAT); reading takes no other spelling than writing gives. */
TP_NODISCARD tp_status tp_leaf_write(const struct tp_leaf *leaf, struct tp_buffer *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_leaf_read(const void *entry, size_t size_bytes, struct tp_leaf *out, struct tp_diag *diag);

/* ---- commitments (commitment.c) ---------------------------------------------------------------------------------- */

/* Members of a record that programs look at; others may stand beside them. */
#define TP_RECORD_TIME "time"     /* RFC 3339 */
#define TP_RECORD_COUNTY "county" /* code of the jurisdiction, as fine as it is known */

enum { TP_OPENING_TEXT_MAX = 65536 }; /* bytes of a written opening */

/* What a leaf does not say (exact time, county, case, persons concerned, an event's hash), with the key that was made
 * for it alone. Without the key the commitment says nothing; destroying the key erases for good. */
struct tp_opening {
    uint8_t key[TP_SHA256_BYTES];
    char *record; /* canonical JSON object; owned */
    size_t record_bytes;
};
/* Makes a key, takes a copy of RECORD (any JSON object), and sets the leaf's commitment: HMAC-SHA-256 under the key of
 * "tenprint-leaf/1\n", the leaf's open members in canonical form, a newline, and the record. */
TP_NODISCARD tp_status tp_leaf_commit(struct tp_leaf *leaf, const struct tp_json *record, struct tp_opening *out,
                                      struct tp_diag *diag);
void tp_opening_deinit(struct tp_opening *opening); /* overwrites the key and the record */
bool tp_opening_fits(const struct tp_opening *opening, const struct tp_leaf *leaf);
/* {"index": n, "key": hex, "record": {...}} */
TP_NODISCARD tp_status tp_opening_write(const struct tp_opening *opening, uint64_t index, struct tp_buffer *out,
                                        struct tp_diag *diag);
TP_NODISCARD tp_status tp_opening_read(const void *json, size_t size_bytes, struct tp_opening *out, uint64_t *index,
                                       struct tp_diag *diag);

#endif
