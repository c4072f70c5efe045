/* SPDX-License-Identifier: Apache-2.0 */
/* The world of test_simulation.c: nodes with clocks of their own, signers honest and not, a network that loses,
 * doubles, delays and forges, and an observer that knows everything that was ever signed and what reached whom. The
 * observer shares no code with the agreements and the policy: it has its own record of each version's terms. */
#ifndef TP_SIMULATION_H
#define TP_SIMULATION_H

#include "../agreement/sample.h"
#include "../folder.h"
#include "node/organisation.h"
#include "policy/policy.h"

enum { NODES = 4, COUNTIES = 6, STATES = 2, VERSIONS_MAX = 12, TRUTHS_MAX = 4096, MAILS_MAX = 1 << 15, DAY = 86400 };

static const char *const node_names[NODES] = {"ny-dcjs", "il-isp", "dhs-ident", "oversight"};
static const char *const state_codes[STATES] = {"US-IL", "US-NY"};
static const char *const county_codes[COUNTIES] = {"US-IL-031", "US-IL-043", "US-NY-027",
                                                   "US-NY-059", "US-NY-103", "US-NY-119"};

/* What was agreed in a version, as the observer keeps it. */
struct deal {
    char hash[TP_HASH_TEXT_BYTES];
    char *document;
    unsigned notice_days, notice_by; /* bits of nodes */
    int search_conviction, release_conviction;
    uint64_t exclusions, circumstances;
    unsigned examiners, retention_days;
    unsigned witness_minutes; /* 0: none is required */
    int64_t from_s, until_s;
};

/* An event that somebody signed with their own key. */
struct truth {
    struct tp_event *event;
    size_t deal;
    int64_t reached_s[NODES]; /* by that node's clock, when it first came while the version was known; -1 */
    bool is_accepted[NODES];
};

struct mail {
    int64_t due_s; /* true time */
    size_t truth;
    int to;
};

struct figures {
    uint64_t requests, allowed, withheld, denied, stricter, violations, events, accepted, forged, lost, doubled,
        clock_steps, amendments, activations, searched_stages, leaves;
};

struct world {
    struct tp_rng rng;
    uint64_t seed;
    int64_t began_s, now_s, skew_s[NODES];
    struct tp_history *histories[NODES];
    struct tp_organisation *organisations[NODES]; /* instead, where the world has ledgers */
    struct test_folder folder;
    bool has_ledgers;
    struct deal deals[VERSIONS_MAX];
    size_t deal_count;
    struct truth truths[TRUTHS_MAX];
    size_t truth_count;
    struct mail mails[MAILS_MAX];
    size_t mail_count;
    uint64_t decisions[NODES][TP_STAGES][3]; /* that each node made */
    uint64_t events_seen[NODES], events_refused[NODES];
    struct figures *figures;
    char violation[512];
};

static inline uint32_t below(struct world *world, uint32_t bound)
{
    return tp_rng_below(&world->rng, bound);
}

static inline bool chance(struct world *world, uint32_t of_hundred)
{
    return below(world, 100) < of_hundred;
}

static inline int64_t clock_of(const struct world *world, int node)
{
    return world->now_s + world->skew_s[node];
}

static inline int node_of(const char *signer)
{
    for (int i = 0; i < NODES; i++) {
        if (strcmp(node_names[i], signer) == 0)
            return i;
    }
    return strncmp(signer, "US-IL", 5) == 0 ? 1 : 0;
}

static inline const struct tp_history *history_of(const struct world *world, int node)
{
    if (!world->has_ledgers)
        return world->histories[node];
    return world->deal_count ? tp_organisation_history(world->organisations[node], world->deals[0].hash) : NULL;
}

#endif
