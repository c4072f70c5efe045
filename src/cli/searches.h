/* SPDX-License-Identifier: Apache-2.0 */
/* What `tenprint evaluate --identify` prints. */
#ifndef TP_CLI_SEARCHES_H
#define TP_CLI_SEARCHES_H

#include "cli/command.h"
#include "node/node.h"

/* Prints SEARCHED as text or JSON; ARGUMENTS are those of evaluate. */
TP_NODISCARD tp_status tp_cli_searches_output(const struct tp_arguments *arguments, const struct tp_searched *searched,
                                              struct tp_diag *diag);

/* One line for each search: "SET PROBE RANK MATE_SCORE OTHER_SCORE". */
void tp_cli_searches_write(const struct tp_searched *searched, FILE *out);

#endif
