/* SPDX-License-Identifier: Apache-2.0 */
/* A small world for tests of the policy: parties, jurisdictions and recipients with keys, agreements made from drafts,
 * and histories made of steps that are signed and offered as a node would. */
#ifndef TP_TEST_POLICY_WORLD_H
#define TP_TEST_POLICY_WORLD_H

#include "policy/policy.h"

enum { WORLD_PARTIES = 5, WORLD_SOURCES = 9, WORLD_RECIPIENTS = 4, WORLD_VERSIONS = 4, WORLD_DAY_S = 86400 };
/* 2011-01-01T00:00:00Z */
#define WORLD_BEGIN_S INT64_C(1293840000)

/* All in the order of their ids and codes. */
enum { DHS, FBI, ISP, DCJS, OVERSIGHT };
enum { US, IL, IL_COOK, MA, MA_SUFFOLK, NY, NY_DUTCHESS, NY_NASSAU, NY_NEW_YORK };
enum { COURT, ICE, PROBATION, TASK_FORCE };
extern const char *const world_parties[WORLD_PARTIES], *const world_sources[WORLD_SOURCES],
                                                           *const world_recipients[WORLD_RECIPIENTS];

#define BIT(place) ((uint64_t)1 << (place))

/* An agreement's document, as numbers; sets are bits: places in the lists above or in the vocabularies. */
struct draft {
    uint32_t version;
    char amends[TP_HASH_TEXT_BYTES];
    uint64_t parties, roles[WORLD_PARTIES], sources;
    unsigned repository;
    uint64_t purposes, materials, exclusions, circumstances, fields;
    struct tp_threshold search, release;
    unsigned examiners;
    uint64_t recipients, enforcing, onward;
    unsigned retention_days, notice_days;
    uint64_t notice_by;
    bool witness;
    unsigned witness_minutes;
    int64_t from_s, until_s;
};
/* New York and the immigration repository, Dutchess and Nassau; one enforcing recipient and one that is not. */
struct draft draft_plain(void);
/* The document of a draft, read back; free with tp_terms_free. Ends the test when it is refused. */
struct tp_terms *draft_terms(const struct draft *draft);

struct world {
    struct tp_history *history;
    struct {
        char hash[TP_HASH_TEXT_BYTES];
        struct draft draft;
    } drafts[WORLD_VERSIONS]; /* of the versions, as they were proposed */
    size_t draft_count;
    int64_t now_s;
};
void world_init(struct world *world);
void world_deinit(struct world *world);
/* Frees the keys that all worlds share. */
void world_end(void);

struct step {
    enum tp_event_kind kind;
    const char *by;
    const struct tp_terms *version;
    int64_t time_s, received_s; /* 0: the world's clock */
    uint32_t sequence;          /* 0: the next */
};
/* The number of the next event of BY. */
uint32_t world_next_sequence(const struct world *world, const char *by);
enum tp_refusal world_step(struct world *world, const struct step *step);
/* Proposes what DRAFT says; the world keeps it when it is taken. At most WORLD_VERSIONS times. */
enum tp_refusal world_propose(struct world *world, const char *by, const struct draft *draft);
/* A step that must be taken, at the world's clock and about the newest version. */
void world_must(struct world *world, enum tp_event_kind kind, const char *by);
/* Proposes DRAFT and leads it to being in force at DRAFT's beginning or when the comments end, with its sources joined.
 */
void world_bring_into_force(struct world *world, const struct draft *draft);
const struct tp_terms *world_newest(const struct world *world); /* NULL for none */
const struct draft *world_draft(const struct world *world, const struct tp_terms *version);

/* A request to which every clause of STAGE says yes, in a world with draft_plain() in force and Dutchess joined. */
struct tp_request world_request(const struct world *world, enum tp_stage stage);

#endif
