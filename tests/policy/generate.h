/* SPDX-License-Identifier: Apache-2.0 */
/* Random agreements, histories, clocks and requests, so that every clause, effect and state of life comes up often. */
#ifndef TP_TEST_POLICY_GENERATE_H
#define TP_TEST_POLICY_GENERATE_H

#include "policy/world.h"

/* True in about PERCENT of 100 calls. */
bool generate_chance(struct tp_rng *rng, unsigned percent);
void generate_draft(struct tp_rng *rng, struct draft *out);
/* Some of STEPS steps are refused; world_init comes before. */
void generate_history(struct tp_rng *rng, struct world *world, unsigned steps);
/* Often on an instant at which something changes, or a second beside it. */
int64_t generate_clock(struct tp_rng *rng, const struct world *world);
/* Most members are what the agreement wants, each is sometimes something else, or nonsense. */
struct tp_request generate_request(struct tp_rng *rng, const struct world *world, int64_t clock_s);

/* The instants at which a history can change what is decided, in no order; returns how many, at most LIMIT. */
size_t generate_instants(const struct world *world, int64_t *out, size_t limit);

#endif
