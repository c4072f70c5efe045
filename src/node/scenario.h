/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios: a history as data (scenarios/README.md), replayed with real nodes in rehearsal folders, a simulated clock
 * and synthetic requests without prints. What was played checks itself. */
#ifndef TP_NODE_SCENARIO_H
#define TP_NODE_SCENARIO_H

#include "base/base.h"
#include "json/json.h"

struct tp_scenario;
/* Reads scenario.json, timeline.json, bookings.json and the agreements they name. E_FORMAT names file and member. */
TP_NODISCARD tp_status tp_scenario_load(const char *folder, struct tp_scenario **out, struct tp_diag *diag);
void tp_scenario_free(struct tp_scenario **scenario);

struct tp_scenario_options {
    bool seed_given;
    uint64_t seed;    /* instead of the scenario's */
    double scale;     /* of the volumes; 0 = 1 */
    const char *keep; /* a folder that must not exist: the organisations' folders stay there; NULL: they go */
};
struct tp_scenario_run;
/* Plays SCENARIO, which must outlive the run, to its end and checks what came of it. An unexpected outcome is no error
 * but a failure that the run counts. */
TP_NODISCARD tp_status tp_scenario_play(const struct tp_scenario *scenario, const struct tp_scenario_options *options,
                                        struct tp_scenario_run **out, struct tp_diag *diag);
void tp_scenario_run_free(struct tp_scenario_run **run);
size_t tp_scenario_run_failures(const struct tp_scenario_run *run);
/* The story for a reader; the same for a program. */
void tp_scenario_run_story(struct tp_scenario_run *run, struct tp_buffer *out);
void tp_scenario_run_json(struct tp_scenario_run *run, struct tp_json *out);

#endif
