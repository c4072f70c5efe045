/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked of the node itself: accounts and sessions, its health and settings, who looked at what. */
#include "api/operations.h"

#include "api/api.h"

#define ANY ((1u << TP_DUTIES) - 1)
#define ADMINISTRATOR TP_DUTY_BIT(ADMINISTRATOR)
#define AUDITOR TP_DUTY_BIT(AUDITOR)
#define PUBLIC TP_OPERATION_PUBLIC
enum { SMALL = 4096 };

static const struct tp_operation operations[] = {
    {"startSession", "POST", "/v1/session", 0, PUBLIC, SMALL, tp_op_start_session},
    {"getSession", "GET", "/v1/session", ANY, 0, 0, tp_op_get_session},
    {"endSession", "DELETE", "/v1/session", ANY, 0, 0, tp_op_end_session},
    {"changePassword", "PUT", "/v1/session/password", ANY, 0, SMALL, tp_op_change_password},
    {"listAccounts", "GET", "/v1/accounts", ADMINISTRATOR | AUDITOR, 0, 0, tp_op_list_accounts},
    {"makeAccount", "POST", "/v1/accounts", ADMINISTRATOR, 0, SMALL, tp_op_make_account},
    {"getAccount", "GET", "/v1/accounts/{account}", ADMINISTRATOR | AUDITOR, 0, 0, tp_op_get_account},
    {"changeAccount", "PATCH", "/v1/accounts/{account}", ADMINISTRATOR, 0, SMALL, tp_op_change_account},
    {"listAccountChanges", "GET", "/v1/account-changes", ADMINISTRATOR | AUDITOR, 0, 0, tp_op_list_changes},
    {"listAccesses", "GET", "/v1/accesses", AUDITOR, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0, tp_op_list_accesses},
    {"listSignings", "GET", "/v1/signings", AUDITOR, 0, 0, tp_op_list_signings},
    {"getSettings", "GET", "/v1/settings", ADMINISTRATOR | AUDITOR, 0, 0, tp_op_get_settings},
    {"listJobs", "GET", "/v1/jobs", ADMINISTRATOR | AUDITOR, 0, 0, tp_op_list_jobs},
    {"getLive", "GET", "/health/live", 0, PUBLIC, 0, tp_op_live},
    {"getReady", "GET", "/health/ready", 0, PUBLIC, 0, tp_op_ready},
    {"getMetrics", "GET", "/metrics", 0, PUBLIC, 0, tp_op_metrics},
    {"getVersion", "GET", "/v1/version", 0, PUBLIC, 0, tp_op_version},
    {"getOpenapi", "GET", "/v1/openapi", 0, PUBLIC, 0, tp_op_openapi},
    {"getClock", "GET", "/v1/clock", 0, PUBLIC, 0, tp_op_get_clock},
    {"setClock", "PUT", "/v1/clock", ADMINISTRATOR, 0, SMALL, tp_op_set_clock},
    {0},
};

const struct tp_part tp_api_part = {.name = "api", .operations = operations};
