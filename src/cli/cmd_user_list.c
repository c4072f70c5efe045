/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user list */
#include "cli/commands.h"
#include "cli/people.h"

static const struct tp_listing listing = {
    "accounts", (const struct tp_listing_column[]){{"account", 24, NULL}, {"state", 8, NULL}, {"duties", 0, NULL}, {0}},
    "next", "--before"};

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote_answer answer;
    tp_status status = tp_people_ask(arguments, "listAccounts", NULL, NULL, &answer, diag);

    if (status == TP_OK)
        status = tp_listing_print(arguments, &listing, &answer, diag);
    tp_remote_answer_deinit(&answer);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTIONS_PEOPLE,
    {"limit", 0, TP_OPTION_INTEGER, "N", "how many at most (default: 50)", 1, 200},
    {"before", 0, TP_OPTION_TEXT, "N", "go on where another list ended", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_user_list = {
    .name = "user list",
    .synopsis = "[OPTION]...",
    .summary = "list accounts, of a running node or in an organisation's folder",
    .description = "The newest first, for administrators and auditors: name, state and duties." TP_PEOPLE_WHERE,
    .example = "tenprint user list --token token.txt\n",
    .options = options,
    .run = run,
};
