/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands, in the order of the help. A new command cmd_<name>.c is added here and in commands.h. */
#include "cli/commands.h"

#include <stddef.h>

const struct tp_command *const tp_commands[] = {
    &tp_command_evaluate,
    &tp_command_help,
    &tp_command_synth,
    NULL,
};
