/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the command and runs it. */
#include "cli/command.h"

#include <stdio.h>

int tp_cli_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    fputs("usage: tenprint COMMAND\n", stderr);
    return TP_EXIT_USAGE;
}
