/* SPDX-License-Identifier: Apache-2.0 */
/* Agreements: jurisdictions, the document and its terms, the signed events of its life, and what state these lead to.
 * Nothing here asks for the time, reads a file or knows a node. docs/agreements.md has the forms. */
#ifndef TP_AGREEMENT_AGREEMENT_H
#define TP_AGREEMENT_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "crypto/crypto.h"

/* ---- jurisdictions (jurisdiction.c) -------------------------------------------------------------------------------
 */

/* "US" (ISO 3166-1 alpha-2), "US-NY" (ISO 3166-2), "US-NY-027" (the county part of the FIPS code 36027). */
enum { TP_JURISDICTION_MAX = 16 }; /* with the NUL */
enum tp_level { TP_LEVEL_COUNTRY = 1, TP_LEVEL_STATE, TP_LEVEL_COUNTY };

bool tp_jurisdiction_is_code(const char *code);        /* by its form */
enum tp_level tp_jurisdiction_level(const char *code); /* 0 for what is no code */
/* The code of the one above; false for a country. OUT may be CODE. */
bool tp_jurisdiction_parent(const char *code, char out[TP_JURISDICTION_MAX]);
/* Whether OUTER is INNER or above it. */
bool tp_jurisdiction_covers(const char *outer, const char *inner);
/* What may be said in public of where something was: the state, or the country where there is none. */
void tp_jurisdiction_coarse(const char *code, char out[TP_JURISDICTION_MAX]);

/* A country's tree, read from a file of the form of data/jurisdictions/us.csv (gazetteer.c). */
struct tp_gazetteer;
struct tp_place {
    const char *code, *fips, *name, *kind; /* fips: empty where there is none; kind: "state", "county", "parish" ... */
    const char *from, *until;              /* days, "2015-07-01": from <= day < until; empty where there is no end */
};
TP_NODISCARD tp_status tp_gazetteer_parse(const void *data, size_t size_bytes, struct tp_gazetteer **out,
                                          struct tp_diag *diag);
void tp_gazetteer_free(struct tp_gazetteer **gazetteer);
size_t tp_gazetteer_count(const struct tp_gazetteer *gazetteer);
/* In the order of codes, the country first. */
const struct tp_place *tp_gazetteer_at(const struct tp_gazetteer *gazetteer, size_t place);
/* The newest place of that code or number, NULL for none. */
const struct tp_place *tp_gazetteer_find(const struct tp_gazetteer *gazetteer, const char *code_or_fips);
bool tp_place_exists(const struct tp_place *place, const char *day);
/* The lists that the program brings along: "us" ... NULL at the end; and one of them. E_NOT_FOUND. */
const char *tp_gazetteer_country(size_t place);
TP_NODISCARD tp_status tp_gazetteer_standard(const char *country, struct tp_gazetteer **out, struct tp_diag *diag);

/* ---- words of agreements (vocabulary.c) -----------------------------------------------------------------------------
 */

/* A closed list of codes, at most 64, so that a set of them is a word of bits. */
struct tp_vocabulary {
    const char *name; /* "purpose" */
    const struct tp_word {
        const char *code;  /* "criminal-identification" */
        const char *words; /* "to identify a person who was arrested or charged" */
    } * items;
    size_t count;
};
/* Place of CODE in the list, or -1. */
int tp_vocabulary_find(const struct tp_vocabulary *vocabulary, const char *code);
extern const struct tp_vocabulary tp_purposes, tp_roles, tp_materials, tp_seriousness, tp_categories, tp_circumstances,
    tp_fields, tp_events;

enum tp_role { TP_ROLE_SENDER, TP_ROLE_REPOSITORY, TP_ROLE_RECIPIENT, TP_ROLE_OVERSIGHT };
enum tp_material { TP_MATERIAL_TEMPLATES, TP_MATERIAL_IMAGES };
/* Of an offence charged, or of the gravest conviction: "none", "level-3" (minor) .. "level-1" (most serious). */
enum tp_seriousness { TP_SERIOUSNESS_NONE, TP_SERIOUSNESS_LEVEL_3, TP_SERIOUSNESS_LEVEL_2, TP_SERIOUSNESS_LEVEL_1 };

/* ---- the document (terms.c, words.c) --------------------------------------------------------------------------------
 */

enum {
    TP_ID_MAX = 64,
    TP_HASH_TEXT_BYTES = 65,
    TP_AGREEMENT_PARTIES_MAX = 16,
    TP_AGREEMENT_SOURCES_MAX = 4096,
    TP_AGREEMENT_RECIPIENTS_MAX = 64,
    TP_AGREEMENT_DOCUMENT_MAX = 1 << 20
};

struct tp_party {
    const char *id, *name, *jurisdiction;
    struct tp_public_key key;
    uint64_t roles;
};
/* A jurisdiction whose bookings may be sent once it has joined, and the key of the authority that speaks for it. */
struct tp_source {
    char jurisdiction[TP_JURISDICTION_MAX];
    struct tp_public_key key;
};
struct tp_recipient {
    const char *id, *name;
    bool enforcement; /* acts on people: a discretion review comes before every release */
};
/* At least as serious as both. */
struct tp_threshold {
    enum tp_seriousness offence, conviction;
};

/* A document that has been checked. All strings are owned by it. */
struct tp_terms {
    char hash[TP_HASH_TEXT_BYTES];      /* SHA-256 of the canonical document, in hex: names this version */
    char agreement[TP_HASH_TEXT_BYTES]; /* the hash of version 1: names the agreement */
    uint32_t version;                   /* 1, 2 ... */
    char amends[TP_HASH_TEXT_BYTES];    /* hash of the version before; empty in version 1 */
    const char *title;
    struct tp_party parties[TP_AGREEMENT_PARTIES_MAX];
    size_t party_count;
    struct tp_source *sources; /* by jurisdiction */
    size_t source_count;
    uint64_t purposes, materials;
    size_t repository_party; /* place in parties */
    const char *repository_name;
    struct tp_threshold search, release;
    uint64_t exclusions;    /* categories of people who are never searched */
    uint32_t examiners;     /* at least 2 */
    uint64_t circumstances; /* that a discretion review must consider; not empty when a recipient enforces */
    uint64_t fields;        /* that may be released */
    struct tp_recipient recipients[TP_AGREEMENT_RECIPIENTS_MAX];
    size_t recipient_count;
    uint32_t retention_days;
    const char
        *onward[TP_AGREEMENT_RECIPIENTS_MAX]; /* ids of those to whom a recipient may pass it on; none by default */
    size_t onward_count;
    uint32_t notice_days; /* at least 1 */
    uint64_t notice_by;   /* places of parties that must publish it, as bits; not empty */
    bool witness_required;
    uint32_t witness_age_minutes;        /* the oldest a cosigned checkpoint may be; 0 when no witness is required */
    int64_t valid_from_s, valid_until_s; /* from <= t < until */
};

/* Reads and checks a document. Errors name the member ("release.recipients[2].id") and say which rule it breaks;
 * unknown members are errors. For an amendment AGREEMENT and the rules between versions are the history's
 * (tp_history_offer). */
TP_NODISCARD tp_status tp_terms_parse(const void *json, size_t size_bytes, struct tp_terms **out, struct tp_diag *diag);
void tp_terms_free(struct tp_terms **terms);
/* The canonical document (RFC 8785), borrowed. */
const char *tp_terms_document(const struct tp_terms *terms, size_t *size_bytes);
const struct tp_party *tp_terms_party(const struct tp_terms *terms, const char *id);             /* NULL for none */
const struct tp_source *tp_terms_source(const struct tp_terms *terms, const char *jurisdiction); /* NULL for none */
/* The document in plain words, from the terms alone; NAMES may be NULL and gives jurisdictions their names. */
void tp_terms_words(const struct tp_terms *terms, const struct tp_gazetteer *names, struct tp_buffer *out);
/* The same section by section: the member of the document that it is made from, and its heading; NULL at the end. Each
 * section depends on that member alone. */
const char *tp_terms_section(size_t place, const char **title);
void tp_terms_section_words(const struct tp_terms *terms, size_t place, const struct tp_gazetteer *names,
                            struct tp_buffer *out);

/* ---- events (event.c) -----------------------------------------------------------------------------------------------
 */

/* Parties: all but JOIN and LEAVE. Jurisdictions: SUSPEND, RESUME, JOIN, LEAVE. */
enum tp_event_kind {
    TP_EVENT_PROPOSE,
    TP_EVENT_NOTICE,
    TP_EVENT_COMMENT,
    TP_EVENT_PETITION,
    TP_EVENT_HEARING,
    TP_EVENT_SIGN,
    TP_EVENT_ACTIVATE,
    TP_EVENT_SUSPEND,
    TP_EVENT_RESUME,
    TP_EVENT_TERMINATE,
    TP_EVENT_JOIN,
    TP_EVENT_LEAVE,
    TP_EVENT_KINDS
};

/* A step in an agreement's life, signed by who takes it. As a file: {"event": {...}, "signature": "base64"}; the
 * signature is over "tenprint-event/1\n" and the canonical form of the event. */
struct tp_event {
    char hash[TP_HASH_TEXT_BYTES];      /* of the canonical event; names it */
    char agreement[TP_HASH_TEXT_BYTES]; /* hash of version 1 */
    char version[TP_HASH_TEXT_BYTES];   /* hash of the version it speaks of */
    enum tp_event_kind kind;
    char by[TP_ID_MAX]; /* id of a party, or code of a jurisdiction */
    uint32_t sequence;  /* of this signer's events about this agreement: 1, 2 ... */
    int64_t time_s;     /* as the signer says */
    char *reason;       /* in words; owned, may be NULL */
    char *document;     /* of PROPOSE: the canonical document; owned, otherwise NULL */
    size_t document_bytes;
    char *attachment_title;                     /* of COMMENT, PETITION, HEARING; owned, otherwise NULL */
    char attachment_sha256[TP_HASH_TEXT_BYTES]; /* of the attached file */
    uint32_t sign_ons;                          /* of PETITION: names under it */
    struct tp_signature signature;
};
TP_NODISCARD tp_status tp_event_parse(const void *json, size_t size_bytes, struct tp_event **out, struct tp_diag *diag);
void tp_event_free(struct tp_event **event);
/* Fills hash and signature of an event whose other members are set. */
TP_NODISCARD tp_status tp_event_sign(struct tp_event *event, struct tp_signer *signer, struct tp_diag *diag);
/* The file's form, canonical. */
TP_NODISCARD tp_status tp_event_write(const struct tp_event *event, struct tp_buffer *out, struct tp_diag *diag);
bool tp_event_signature_is_valid(const struct tp_event *event, const struct tp_public_key *key);
/* Whether it only ever takes permission away: SUSPEND, TERMINATE, LEAVE. */
bool tp_event_is_stop(enum tp_event_kind kind);

/* ---- history (history.c, life.c) --------------------------------------------------------------------------------- */

/* All accepted events of one agreement with its versions. What it says depends on the set of events, not on the order
 * in which those of different signers came. */
struct tp_history;
TP_NODISCARD tp_status tp_history_new(struct tp_history **out, struct tp_diag *diag);
void tp_history_free(struct tp_history **history);

/* Why an event is refused. X(name, code, words) */
#define TP_REFUSAL_LIST(X)                                                                                             \
    X(NONE, "none", "accepted")                                                                                        \
    X(REPLAYED, "replayed", "this event is known already")                                                             \
    X(UNKNOWN_AGREEMENT, "unknown-agreement", "it speaks of an agreement that was not proposed here")                  \
    X(UNKNOWN_VERSION, "unknown-version", "it speaks of a version that was not proposed here")                         \
    X(OTHER_VERSION, "other-version", "it speaks of a version that is no longer or not yet the one to act on")         \
    X(WRONG_SIGNER, "wrong-signer", "who signed it may not take this step")                                            \
    X(BAD_SIGNATURE, "bad-signature", "the signature is not that of who it names")                                     \
    X(OUT_OF_ORDER, "out-of-order", "an earlier event of the same signer is missing, or a step was left out")          \
    X(CONTRADICTS, "contradicts", "the signer has issued another event with the same number")                          \
    X(TOO_EARLY, "too-early", "the comment period has not run out, or the agreement is not valid yet")                 \
    X(NOT_SIGNED, "not-signed", "a party has not signed")                                                              \
    X(FROM_THE_FUTURE, "from-the-future", "its time has not come")                                                     \
    X(BACK_IN_TIME, "back-in-time", "its time lies before that of the signer's last event")                            \
    X(NOT_IN_THIS_STATE, "not-in-this-state", "its signer has done this already, or there is nothing to undo")       \
    X(ENDED, "ended", "the agreement was ended, or its time has run out")                                              \
    X(BAD_AMENDMENT, "bad-amendment", "it is no amendment of the version before: number, hash or keys differ")         \
    X(OTHER_KEY, "other-key", "a party's key is not the one that this organisation has on file")                        \
    X(TOO_MANY, "too-many", "there are too many events")
enum tp_refusal {
#define TP_REFUSAL_ENUM(name, code, words) TP_REFUSAL_##name,
    TP_REFUSAL_LIST(TP_REFUSAL_ENUM)
#undef TP_REFUSAL_ENUM
};
const char *tp_refusal_code(enum tp_refusal refusal);
const char *tp_refusal_words(enum tp_refusal refusal);

enum { TP_CLOCK_SKEW_S = 300 };
/* Takes a copy of EVENT into the history when it may be taken at RECEIVED_S, the receiver's clock; it counts from the
 * later of the two times (a stop: from the earlier). E_DENIED with *REFUSAL otherwise, and the history is as it was.
 * Stops are taken for any known version and also when earlier events of the signer are missing: they err on the safe
 * side. The comment period counts from when the notice was received. docs/agreements.md has every rule; what is
 * refused for now may be offered again. */
TP_NODISCARD tp_status tp_history_offer(struct tp_history *history, const struct tp_event *event, int64_t received_s,
                                        enum tp_refusal *refusal, struct tp_diag *diag);
size_t tp_history_count(const struct tp_history *history);
/* In the order they were taken. */
const struct tp_event *tp_history_event(const struct tp_history *history, size_t place, int64_t *received_s);
/* The number that the next event of SIGNER must have: one more than the highest known of the one with this name and
 * KEY. */
uint32_t tp_history_next_sequence(const struct tp_history *history, const char *signer,
                                  const struct tp_public_key *key);

/* When the stop that counts from the latest time counts from; INT64_MIN when there is none. A node that has taken it
 * asks about no earlier time when it acts, whatever its clock says. */
int64_t tp_history_last_stop_s(const struct tp_history *history);

const char *tp_history_agreement(const struct tp_history *history); /* hash of version 1; "" before */
size_t tp_history_version_count(const struct tp_history *history);
/* By number and then by hash, so that place 0 is version 1; there may be several candidates for a number, of which one
 * at most is ever activated. Their `agreement` is set. */
const struct tp_terms *tp_history_version(const struct tp_history *history, size_t place);
const struct tp_terms *tp_history_find_version(const struct tp_history *history, const char *hash); /* NULL for none */

/* X(name, code, words) */
#define TP_LIFE_LIST(X)                                                                                                \
    X(NONE, "none", "not proposed")                                                                                    \
    X(PROPOSED, "proposed", "proposed; the public has not been told yet")                                              \
    X(NOTICED, "noticed", "open for comment, or waiting for signatures")                                               \
    X(SIGNED, "signed", "signed by every party; not active yet")                                                       \
    X(ACTIVE, "active", "in force")                                                                                    \
    X(SUSPENDED, "suspended", "suspended by a party")                                                                  \
    X(REPLACED, "replaced", "replaced by a later version")                                                             \
    X(TERMINATED, "terminated", "ended by a party")                                                                    \
    X(EXPIRED, "expired", "its time has run out")
enum tp_life {
#define TP_LIFE_ENUM(name, code, words) TP_LIFE_##name,
    TP_LIFE_LIST(TP_LIFE_ENUM)
#undef TP_LIFE_ENUM
};
const char *tp_life_code(enum tp_life life);
const char *tp_life_words(enum tp_life life);
/* Of one version, at CLOCK: events that count from later are not seen. */
enum tp_life tp_history_life(const struct tp_history *history, const struct tp_terms *version, int64_t clock_s);
/* When the comment period of VERSION ends; INT64_MAX until every party that must has published it. */
int64_t tp_history_comments_end_s(const struct tp_history *history, const struct tp_terms *version);
/* The version in force at CLOCK, NULL when none is ACTIVE. */
const struct tp_terms *tp_history_in_force(const struct tp_history *history, int64_t clock_s);

enum tp_participation { TP_PARTICIPATION_OUT, TP_PARTICIPATION_IN, TP_PARTICIPATION_SUSPENDED, TP_PARTICIPATION_LEFT };
const char *tp_participation_code(enum tp_participation participation);
/* Of JURISDICTION itself in VERSION, at CLOCK. Joining is for one version; suspending and leaving hold for every
 * version until the same jurisdiction resumes, or joins the version in question after it. Not seen here: those above
 * it. */
enum tp_participation tp_history_participation(const struct tp_history *history, const struct tp_terms *version,
                                               const char *jurisdiction, int64_t clock_s);
/* Whether bookings of JURISDICTION may be sent under VERSION as far as participation goes: it is a source and IN, and
 * so is every source above it; a jurisdiction above it that has left or suspended covers it. */
bool tp_history_takes_part(const struct tp_history *history, const struct tp_terms *version, const char *jurisdiction,
                           int64_t clock_s);

#endif
