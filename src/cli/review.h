/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of examiners and releasing officers share. */
#ifndef TP_CLI_REVIEW_H
#define TP_CLI_REVIEW_H

#include "cli/remote.h"

/* A text of OBJECT, fit for a terminal, in one of four static buffers; "" when it is not there. */
const char *tp_review_text(const struct tp_json_value *object, const char *member);
/* E_ARGUMENT unless TEXT is an id: hex digits, at most 64. */
TP_NODISCARD tp_status tp_review_check_id(const char *text, struct tp_diag *diag);

/* Asks the node that ARGUMENTS name, and prints the answer: with --json as it is, otherwise by SHOW. Without SHOW
 * nothing is printed, and the command needs no --json. */
typedef void tp_review_show_fn(const struct tp_json_value *answer);
TP_NODISCARD tp_status tp_review_ask(const struct tp_arguments *arguments, const struct tp_remote_question *question,
                                     tp_review_show_fn *show, struct tp_diag *diag);
/* The same with JSON as the body; INPUT may be NULL. */
TP_NODISCARD tp_status tp_review_send(const struct tp_arguments *arguments, const char *path,
                                      const struct tp_json *input, tp_review_show_fn *show, struct tp_diag *diag);
/* The same with a file as the body. */
TP_NODISCARD tp_status tp_review_send_file(const struct tp_arguments *arguments, const char *path, const char *file,
                                           tp_review_show_fn *show, struct tp_diag *diag);
/* A task in words. */
void tp_review_show_task(const struct tp_json_value *task);

#endif
