/* SPDX-License-Identifier: Apache-2.0 */
/* The operations of this part, by file. */
#ifndef TP_API_OPERATIONS_H
#define TP_API_OPERATIONS_H

#include "exchange/exchange.h"

/* op_session.c */
tp_operation_fn tp_op_start_session, tp_op_get_session, tp_op_end_session, tp_op_change_password;
/* op_account.c */
tp_operation_fn tp_op_list_accounts, tp_op_make_account, tp_op_get_account, tp_op_change_account, tp_op_list_changes;
/* op_access.c */
tp_operation_fn tp_op_list_accesses, tp_op_list_signings;
/* op_job.c */
tp_operation_fn tp_op_list_jobs;
/* op_node.c */
tp_operation_fn tp_op_live, tp_op_ready, tp_op_metrics, tp_op_version, tp_op_openapi, tp_op_get_clock, tp_op_set_clock;
/* op_settings.c */
tp_operation_fn tp_op_get_settings;

#endif
