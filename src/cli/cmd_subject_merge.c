/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint subject merge, subject split */
#include "cli/asking.h"
#include "cli/commands.h"

static const struct tp_asking_command rows[] = {
    {.command = "subject merge",
     .operation = "mergeSubjects",
     .arguments = {"subject", ".from"},
     .said = "examiners are given the prints of both"},
    {.command = "subject split", .operation = "splitSubject", .arguments = {"subject", ".encounter"}},
    {0},
};

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_asking_run(arguments, rows, diag);
}

static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {"reason", 0, TP_OPTION_TEXT, "TEXT", "why, for the record", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_subject_merge = {
    .name = "subject merge",
    .synopsis = "SUBJECT OTHER --case REFERENCE [OPTION]...",
    .summary = "say that another subject is the same person",
    .description = "OTHER becomes a part of SUBJECT once two examiners, who are not told of it, have identified the "
                   "prints of both; the case is printed as JSON. A reason has to be given (--reason).",
    .example =
        "tenprint subject merge 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 90a1b2c3d4e54f0c1d2e3a4b5c6d7e8f --case 2011-0042\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
const struct tp_command tp_command_subject_split = {
    .name = "subject split",
    .synopsis = "SUBJECT ENCOUNTER --case REFERENCE [OPTION]...",
    .summary = "say that a booking was taken for the wrong person",
    .description = "ENCOUNTER is one of the subject's, as `subject show` names them (booking/ID). It becomes a subject "
                   "of its own, which is printed as JSON. A reason has to be given (--reason).",
    .example = "tenprint subject split 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 booking/90a1b2c3d4e54f0c1d2e3a4b5c6d7e8f "
               "--case 2011-0042\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
