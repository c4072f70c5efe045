/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint subject merge, split, identities, examine: who is whom. */
#include <stdlib.h>

#include "cli/asking.h"
#include "cli/commands.h"

/* Of seconds since 1970. */
static const char *time_of(const char *cell)
{
    static char text[TP_TIME_TEXT_BYTES];

    tp_time_format(strtoll(cell, NULL, 10), text);
    return text;
}

static const struct tp_listing identities = {"identities",
                                             (const struct tp_listing_column[]){{"asked", 20, time_of},
                                                                                {"what", 5, NULL},
                                                                                {"state", 9, NULL},
                                                                                {"by", 16, NULL},
                                                                                {"from", 32, NULL},
                                                                                {"reason", 0, NULL},
                                                                                {0}},
                                             NULL, NULL};
static const struct tp_asking_command rows[] = {
    {.command = "subject merge", .operation = "mergeSubjects", .arguments = {"subject", ".from"}},
    {.command = "subject split", .operation = "splitSubject", .arguments = {"subject", ".encounter"}},
    {.command = "subject identities", .operation = "listIdentities", .arguments = {"subject"}, .listing = &identities},
    {.command = "subject examine",
     .operation = "examineChallenge",
     .arguments = {"challenge"},
     .said = "the prints are examined again"},
    {0},
};

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_asking_run(arguments, rows, diag);
}

static const struct tp_option plain_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};
static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {"reason", 0, TP_OPTION_TEXT, "TEXT", "why, for the record", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_subject_merge = {
    .name = "subject merge",
    .synopsis = "SUBJECT OTHER --reason TEXT --case REFERENCE [OPTION]...",
    .summary = "ask that another subject be taken for the same person",
    .description = "Examiners are given the prints of both, blind; OTHER becomes a part of SUBJECT when two of them "
                   "identify. Prints the case as JSON; `subject identities` says what came of it.",
    .example = "tenprint subject merge 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 90a1b2c3d4e54f0c1d2e3a4b5c6d7e8f "
               "--reason \"Two names on one card.\" --case 2011-0042\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
const struct tp_command tp_command_subject_split = {
    .name = "subject split",
    .synopsis = "SUBJECT ENCOUNTER --reason TEXT --case REFERENCE [OPTION]...",
    .summary = "say that a booking was taken for the wrong person",
    .description = "ENCOUNTER is one of the subject's, as `subject show` names them (booking/ID). It becomes a subject "
                   "of its own, which is printed as JSON.",
    .example = "tenprint subject split 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 booking/90a1b2c3d4e54f0c1d2e3a4b5c6d7e8f "
               "--reason \"The challenge was upheld.\" --case 2011-0042\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
const struct tp_command tp_command_subject_identities = {
    .name = "subject identities",
    .synopsis = "SUBJECT --case REFERENCE [OPTION]...",
    .summary = "list who asked to join or split a subject, and what came of it",
    .description = "When, what, how it stands, who asked, which other subject, and why.",
    .example = "tenprint subject identities 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
const struct tp_command tp_command_subject_examine = {
    .name = "subject examine",
    .synopsis = "CHALLENGE --case REFERENCE [OPTION]...",
    .summary = "have the prints of a challenge examined again",
    .description = "Others than before are given the prints, blind. The challenge is decided once they have concluded.",
    .example = "tenprint subject examine 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
