/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint help */
#include "cli/commands.h"

#include "base/base.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_command *command;
    int used;

    if (arguments->positional_count == 0) {
        tp_help_program(stdout);
        return TP_OK;
    }
    command = tp_command_find_words(arguments->positional_count, arguments->positional, &used);
    if (!command && arguments->positional_count == 1 && tp_help_list(stdout, arguments->positional[0]))
        return TP_OK;
    if (!command || used < arguments->positional_count)
        return tp_fail(diag, TP_E_ARGUMENT, arguments->positional[0], -1, "unknown command");
    tp_help_command(stdout, command);
    return TP_OK;
}

const struct tp_command tp_command_help = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .summary = "list the commands, or explain one",
    .description =
        "Lists the commands; with the name of a command, prints what it does, its options and an example; with "
        "the first word of several (`record`), lists these.",
    .example = "tenprint help compare\n",
    .positional_max = 2,
    .run = run,
};
