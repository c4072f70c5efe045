/* SPDX-License-Identifier: Apache-2.0 */
/* The prints that a command line names to be searched for. */
#ifndef TP_CLI_PROBES_H
#define TP_CLI_PROBES_H

#include "cli/command.h"
#include "node/node.h"

/* Of one person. */
struct tp_cli_probes {
    char *names[TP_PROBES_MAX]; /* the file, or the record of a transaction; owned */
    struct tp_template templates[TP_PROBES_MAX];
    size_t count;
    bool alone; /* one file is searched */
    struct tp_workers workers;
};

/* Reads and extracts all ARGUMENTS ([FINGER=]IMAGE or TRANSACTION), with their --ppi and --threads. Warnings go to
 * standard error. PROBES is to be freed even on failure. E_LIMIT for too many. */
TP_NODISCARD tp_status tp_cli_probes_load(const struct tp_arguments *arguments, struct tp_cli_probes *probes,
                                          struct tp_diag *diag);
void tp_cli_probes_deinit(struct tp_cli_probes *probes);

#endif
