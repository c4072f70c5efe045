/* SPDX-License-Identifier: Apache-2.0 */
/* A command of the program, described once as data: its usage, its options and its man page come from this. */
#ifndef TP_CLI_COMMAND_H
#define TP_CLI_COMMAND_H

enum tp_exit { TP_EXIT_OK = 0, TP_EXIT_NEGATIVE = 1, TP_EXIT_USAGE = 2, TP_EXIT_INPUT = 3, TP_EXIT_ENVIRONMENT = 4 };

int tp_cli_main(int argc, char **argv);

#endif
