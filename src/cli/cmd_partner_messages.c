/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint partner messages, message, legs: what a running node says to its partners, and they to it. */
#include "cli/asking.h"
#include "cli/commands.h"

static const struct tp_listing messages = {"messages",
                                           (const struct tp_listing_column[]){{"id", 32, NULL},
                                                                              {"time", 20, NULL},
                                                                              {"direction", 3, NULL},
                                                                              {"partner", 20, NULL},
                                                                              {"kind", 12, NULL},
                                                                              {"state", 12, NULL},
                                                                              {"trouble", 0, NULL},
                                                                              {0}},
                                           "before", "--before"};
static const struct tp_listing legs = {"legs",
                                       (const struct tp_listing_column[]){{"id", 32, NULL},
                                                                          {"since", 20, NULL},
                                                                          {"partner", 20, NULL},
                                                                          {"state", 12, NULL},
                                                                          {"jurisdiction", 9, NULL},
                                                                          {"answer", 12, NULL},
                                                                          {"of", 0, NULL},
                                                                          {0}},
                                       "before", "--before"};

static const struct tp_asking_command rows[] = {
    {.command = "partner messages", .operation = "listMessages", .listing = &messages},
    {.command = "partner message", .operation = "getMessage", .arguments = {"message"}},
    {.command = "partner legs", .operation = "listLegs", .listing = &legs},
    {0},
};

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_asking_run(arguments, rows, diag);
}

static const struct tp_option plain_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};
static const struct tp_option list_options[] = {
    TP_OPTIONS_REMOTE,
    {"partner", 0, TP_OPTION_TEXT, "ID", "only of this partner", 0, 0},
    {"state", 0, TP_OPTION_TEXT, "STATE", "only those in this state: queued, sent, ...", 0, 0},
    {"of", 0, TP_OPTION_TEXT, "WHAT", "only of this leg, request or booking", 0, 0},
    {"before", 0, TP_OPTION_TEXT, "N", "go on where another list ended", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_partner_messages = {
    .name = "partner messages",
    .synopsis = "--case REFERENCE [--partner ID] [--state STATE] [OPTION]...",
    .summary = "list what a node said to its partners, and they to it",
    .description = "The newest first: id, time, direction, partner, kind, state, and what is in the way of one that "
                   "waits. For administrators and auditors.",
    .example = "tenprint partner messages --state queued --case audit-2026 --token token.txt\n",
    .options = list_options,
    .run = run,
};
const struct tp_command tp_command_partner_message = {
    .name = "partner message",
    .synopsis = "MESSAGE --case REFERENCE [OPTION]...",
    .summary = "show a message with its signature and its receipt",
    .description = "Prints JSON. The body is in it where nothing in it is about a person.",
    .example = "tenprint partner message 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case audit-2026 --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
const struct tp_command tp_command_partner_legs = {
    .name = "partner legs",
    .synopsis = "--case REFERENCE [--partner ID] [--state STATE] [OPTION]...",
    .summary = "list the searches at partners, and what came of each",
    .description = "The newest first: id, since when, partner, state, jurisdiction, answer, and of which booking or "
                   "request. For auditors; clauses and released fields are in --json.",
    .example = "tenprint partner legs --partner dhs-ident --case audit-2026 --token token.txt\n",
    .options = list_options,
    .run = run,
};
