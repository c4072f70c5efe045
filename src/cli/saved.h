/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about a saved gallery. */
#ifndef TP_CLI_SAVED_H
#define TP_CLI_SAVED_H

#include "cli/command.h"
#include "node/node.h"

/* The saved gallery of the repository at PATH as text or JSON. */
TP_NODISCARD tp_status tp_cli_saved_output(const char *path, bool json, struct tp_diag *diag);

#endif
