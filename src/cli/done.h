/* SPDX-License-Identifier: Apache-2.0 */
/* What a command prints that has done something and has nothing to show. */
#ifndef TP_CLI_DONE_H
#define TP_CLI_DONE_H

#include "cli/command.h"

/* {"WHAT": "ABOUT"} with --json, otherwise the line WORDS. */
TP_NODISCARD tp_status tp_done_print(const struct tp_arguments *arguments, const char *what, const char *about,
                                     const char *words, struct tp_diag *diag);

#endif
