/* SPDX-License-Identifier: Apache-2.0 */
/* A step in an agreement's life that a running node takes by its organisation's own key. */
#ifndef TP_CLI_NODE_STEP_H
#define TP_CLI_NODE_STEP_H

#include "cli/asking.h"
#include "cli/org.h"

/* The command is for a running node; E_ARGUMENT with --now, which is the node's own. */
TP_NODISCARD tp_status tp_node_step_is_meant(const struct tp_arguments *arguments, bool *out, struct tp_diag *diag);
/* Has the node take the step that the command is named after, about the agreement of the first argument. */
int tp_node_step_take(const struct tp_arguments *arguments, struct tp_diag *diag);
/* Asks what makes a step otherwise, prints it and writes the event to --to. TP_OK, TP_EXIT_NEGATIVE when the node
 * refused (which is printed), or a status. */
int tp_node_step_ask(const struct tp_arguments *arguments, const struct tp_asking *asking, struct tp_diag *diag);

#endif
