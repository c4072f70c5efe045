/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint gallery show */
#include "cli/commands.h"
#include "cli/saved.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *db = tp_option_text(arguments, "db");

    if (!db)
        return tp_fail(diag, TP_E_ARGUMENT, "--db", -1, "is missing");
    return tp_cli_saved_output(db, tp_option_given(arguments, "json"), diag);
}

static const struct tp_option options[] = {
    TP_OPTION_DB,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_gallery_show = {
    .name = "gallery show",
    .synopsis = "--db FILE [--json]",
    .summary = "say what a saved gallery holds, and whether it is up to date",
    .description = "Prints how many subjects and impressions FILE.gallery holds, its bytes, how many rows of deleted "
                   "subjects saving would give back, and what was enrolled and deleted since it was saved.",
    .example = "tenprint gallery show --db people.db --json\n",
    .options = options,
    .run = run,
};
