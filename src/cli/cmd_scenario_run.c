/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint scenario run */
#include "cli/commands.h"
#include "node/node.h"
#include "play/play.h"
#include "json/json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { BOOKINGS = 200, BOOKINGS_MAX = 100000 };

static tp_status print_story(struct tp_scenario_run *run, struct tp_diag *diag)
{
    struct tp_buffer story;
    tp_status status = TP_OK;

    tp_buffer_init(&story);
    tp_scenario_run_story(run, &story);
    if (story.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    else if (fwrite(story.data, 1, story.size_bytes, stdout) != story.size_bytes)
        status = tp_fail(diag, TP_E_IO, NULL, -1, "the story cannot be written");
    tp_buffer_deinit(&story);
    return status;
}

static tp_status print_json(struct tp_scenario_run *run, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status == TP_OK) {
        tp_scenario_run_json(run, json);
        status = tp_json_print(json, false, stdout, diag);
    }
    tp_json_free(&json);
    return status;
}

/* Processes of the program that this is. */
static tp_status play_nodes(const struct tp_scenario *scenario, const struct tp_arguments *arguments,
                            struct tp_scenario_run **out, struct tp_diag *diag)
{
    char program[1024];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    const struct tp_play_options wanted = {.program = program,
                                           .bookings = (unsigned)tp_option_integer(arguments, "bookings", BOOKINGS),
                                           .seed_given = tp_option_given(arguments, "seed"),
                                           .seed = (uint64_t)tp_option_integer(arguments, "seed", 0),
                                           .keep = tp_option_text(arguments, "keep")};

    if (length < 0)
        return tp_fail(diag, TP_E_IO, "program", -1, "%s", strerror(errno));
    program[length] = '\0';
    return tp_play_scenario(scenario, &wanted, out, diag);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_scenario_options wanted = {.seed_given = tp_option_given(arguments, "seed"),
                                               .seed = (uint64_t)tp_option_integer(arguments, "seed", 0),
                                               .scale = tp_option_number(arguments, "scale", 1),
                                               .keep = tp_option_text(arguments, "keep")};
    struct tp_scenario *scenario = NULL;
    struct tp_scenario_run *played = NULL;
    size_t failures = 0;
    tp_status status = tp_scenario_load(arguments->positional[0], &scenario, diag);

    if (status == TP_OK && tp_option_given(arguments, "nodes"))
        status = play_nodes(scenario, arguments, &played, diag);
    else if (status == TP_OK)
        status = tp_scenario_play(scenario, &wanted, &played, diag);
    if (status == TP_OK) {
        failures = tp_scenario_run_failures(played);
        status = tp_option_given(arguments, "json") ? print_json(played, diag) : print_story(played, diag);
    }
    tp_scenario_run_free(&played);
    tp_scenario_free(&scenario);
    if (status != TP_OK)
        return status;
    return failures ? TP_EXIT_NEGATIVE : TP_EXIT_OK;
}

static const struct tp_option options[] = {
    TP_OPTION_JSON,
    {"seed", 0, TP_OPTION_INTEGER, "N", "draw other people and other errors (default: the scenario's)", 0, 2147483647},
    {"scale", 0, TP_OPTION_NUMBER, "X", "multiply the volumes of bookings (default 1)", 0.001, 1000},
    {"keep", 0, TP_OPTION_TEXT, "FOLDER", "make the organisations' folders there, with their ledgers, and keep them", 0,
     0},
    {"nodes", 0, TP_OPTION_FLAG, NULL, "with a process `tenprint serve` for every organisation, by HTTP", 0, 0},
    {"bookings", 0, TP_OPTION_INTEGER, "N", "with --nodes, how many people are booked (default 200)", 1, BOOKINGS_MAX},
    {0},
};

const struct tp_command tp_command_scenario_run = {
    .name = "scenario run",
    .synopsis = "FOLDER [OPTION]...",
    .summary = "replay a history with organisations, agreements and synthetic bookings",
    .description =
        "Plays a scenario: organisations get rehearsal folders with real ledgers, a simulated clock goes from step to "
        "step, synthetic people are booked, and every booking is decided by its sender, by its receiver before the "
        "search and again before the answer, and before a release. What was done is told by date and in tables.\n\n"
        "The run checks itself: every ledger verifies and goes on from what the monitor and the witness saw, every "
        "disclosure has its twin in the partner's ledger, the ledgers say exactly what was done, and every step comes "
        "out as the scenario says that it must. Parties that cheat must be caught by the check that the scenario "
        "names.\n\n"
        "With --nodes every organisation is a process of its own on loopback, and everything is done by HTTP as people "
        "and partners do it: bookings are EBTS files with synthetic prints. --scale has no meaning then.\n\n"
        "The same seed and scale give the same story. scenarios/README.md describes the form of a scenario.\n\n"
        "Exit status: 0 when all is as expected; 1 when something is not, which is listed.",
    .example = "tenprint scenario run scenarios/2011\ntenprint scenario run scenarios/2011-cheats --json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
