/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user list */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/remote.h"

static void show_account(const struct tp_json_value *account)
{
    const char *name = tp_json_to_text(tp_json_member(account, "account"));
    const char *state = tp_json_to_text(tp_json_member(account, "state"));
    const struct tp_json_value *duties = tp_json_member(account, "duties");
    char line[512];
    size_t length = (size_t)snprintf(line, sizeof line, "%-24s  %-8s ", name ? name : "", state ? state : "");

    for (size_t i = 0; i < tp_json_count(duties) && length < sizeof line; i++) {
        const char *duty = tp_json_to_text(tp_json_element(duties, i));
        length += (size_t)snprintf(line + length, sizeof line - length, "%c%s", i ? ',' : ' ', duty ? duty : "");
    }
    tp_text_make_printable(line);
    printf("%s\n", line);
}

static void show(const struct tp_remote_answer *answer)
{
    const struct tp_json_value *accounts =
        answer->document ? tp_json_member(tp_json_root(answer->document), "accounts") : NULL;

    for (size_t i = 0; i < tp_json_count(accounts); i++)
        show_account(tp_json_element(accounts, i));
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_remote_question question = {.method = "GET", .path = "/v1/accounts?limit=100"};
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = tp_remote_ask(&remote, &question, &answer, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK)
        show(&answer);
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

static const struct tp_option options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_user_list = {
    .name = "user list",
    .synopsis = "[OPTION]...",
    .summary = "list the accounts of a node",
    .description = "The newest 100, for administrators and auditors: name, state and duties.",
    .example = "tenprint user list --token token.txt\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 0,
    .run = run,
};
