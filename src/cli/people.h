/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts, at a running node or in an organisation's folder that no node has: the same questions, asked of either. */
#ifndef TP_CLI_PEOPLE_H
#define TP_CLI_PEOPLE_H

#include "cli/asking.h"
#include "cli/org.h"

#define TP_OPTIONS_PEOPLE TP_OPTIONS_REMOTE, TP_OPTION_ORG, TP_OPTION_PASSPHRASE
/* For descriptions. */
#define TP_PEOPLE_WHERE                                                                                                \
    "\n\nWith --token (or TENPRINT_TOKEN) a running node is asked; with --org, the organisation's folder is changed, " \
    "which no node may have at that time."

/* Asks for OPERATION about ACCOUNT (NULL: none in its path) with BODY (NULL: none). Free OUT even after a failure. */
TP_NODISCARD tp_status tp_people_ask(const struct tp_arguments *arguments, const char *operation, const char *account,
                                     const struct tp_json *body, struct tp_remote_answer *out, struct tp_diag *diag);
/* The same, and prints the answer with --json, or "DONE ACCOUNT". */
TP_NODISCARD tp_status tp_people_change(const struct tp_arguments *arguments, const char *operation,
                                        const char *account, const struct tp_json *body, const char *done,
                                        struct tp_diag *diag);
/* "contributor,examiner" as a list of the body that is open; E_ARGUMENT for codes that are none or do not go together.
 */
TP_NODISCARD tp_status tp_people_add_duties(struct tp_json *body, const char *codes, struct tp_diag *diag);

#endif
