/* SPDX-License-Identifier: Apache-2.0 */
/* The office's operations and jobs, as tables. */
#include "office/office.h"

#include <stdlib.h>
#include <string.h>

#include "office/parts.h"
#include "office/submission.h"

#define OFFICERS TP_DUTY_BIT(AGREEMENT_OFFICER)
#define READERS (TP_DUTY_BIT(AGREEMENT_OFFICER) | TP_DUTY_BIT(RELEASING_OFFICER) | TP_DUTY_BIT(AUDITOR))
#define AUDITORS TP_DUTY_BIT(AUDITOR)
#define PUBLIC TP_OPERATION_PUBLIC

enum { STEP_MAX_BYTES = 16384, SUBMISSION_MAX_BYTES = 65536, SIGN_ON_MAX_BYTES = 2048 };

#define CODE (TP_OPERATION_PUBLIC | TP_OPERATION_CODE)
#define CLERKS (TP_DUTY_BIT(AGREEMENT_OFFICER) | TP_DUTY_BIT(AUDITOR))

static const struct tp_operation operations[] = {
    {"listAgreements", "GET", "/v1/agreements", 0, PUBLIC, 0, tp_office_list_agreements},
    {"getAgreement", "GET", "/v1/agreements/{agreement}", 0, PUBLIC, 0, tp_office_get_agreement},
    {"getAgreementDocument", "GET", "/v1/agreements/{agreement}/versions/{version}", 0, PUBLIC, 0,
     tp_office_get_document},
    {"getAgreementWords", "GET", "/v1/agreements/{agreement}/versions/{version}/words", 0, PUBLIC, 0,
     tp_office_get_words},
    {"listAgreementEvents", "GET", "/v1/agreements/{agreement}/events", 0, PUBLIC, 0, tp_office_list_events},
    {"getAgreementEvent", "GET", "/v1/agreements/{agreement}/events/{event}", 0, PUBLIC, 0, tp_office_get_event},
    {"getParticipation", "GET", "/v1/agreements/{agreement}/participation/{jurisdiction}", 0, PUBLIC, 0,
     tp_office_get_participation},
    {"getAttachment", "GET", "/v1/attachments/{sha256}", 0, PUBLIC, 0, tp_office_get_attachment},
    {"previewDecision", "POST", "/v1/agreements/{agreement}/preview", READERS, 0, STEP_MAX_BYTES, tp_office_preview},
    {"proposeAgreement", "POST", "/v1/agreements", OFFICERS, 0, TP_OFFICE_EVENT_MAX, tp_office_propose},
    {"takeAgreementStep", "POST", "/v1/agreements/{agreement}/steps", OFFICERS, 0, STEP_MAX_BYTES, tp_office_take_step},
    {"registerStatement", "POST", "/v1/agreements/{agreement}/statements", OFFICERS, TP_OPERATION_RAW,
     TP_OFFICE_ATTACHMENT_MAX, tp_office_register_statement},
    {"acceptEvent", "POST", "/v1/events", OFFICERS, TP_OPERATION_RAW, TP_OFFICE_EVENT_MAX, tp_office_accept_event},
    {"getCommentPeriod", "GET", "/v1/agreements/{agreement}/submissions", 0, PUBLIC, 0, tp_office_comment_period},
    {"submitStatement", "POST", "/v1/agreements/{agreement}/submissions", 0, PUBLIC, SUBMISSION_MAX_BYTES,
     tp_office_submit},
    {"signPetition", "POST", "/v1/submissions/{submission}/sign-ons", 0, PUBLIC, SIGN_ON_MAX_BYTES,
     tp_office_sign_petition},
    {"confirmSubmission", "POST", "/v1/submitted/confirmation", 0, CODE, SIGN_ON_MAX_BYTES, tp_office_confirm},
    {"getSubmitted", "POST", "/v1/submitted/status", 0, CODE, SIGN_ON_MAX_BYTES, tp_office_submitted},
    {"withdrawSubmission", "POST", "/v1/submitted/withdrawal", 0, CODE, SIGN_ON_MAX_BYTES, tp_office_withdraw},
    {"listSubmissions", "GET", "/v1/submissions", CLERKS, 0, 0, tp_office_list_submissions},
    {"getSubmission", "GET", "/v1/submissions/{submission}", CLERKS, 0, 0, tp_office_get_submission},
    {"decideSubmission", "POST", "/v1/submissions/{submission}/decision", OFFICERS, 0, STEP_MAX_BYTES,
     tp_office_decide},
    {"getLedger", "GET", "/v1/ledger", 0, PUBLIC, 0, tp_office_get_ledger},
    {"getCheckpoint", "GET", "/v1/ledger/checkpoint", 0, PUBLIC, 0, tp_office_get_checkpoint},
    {"listLeaves", "GET", "/v1/ledger/leaves", 0, PUBLIC, 0, tp_office_list_leaves},
    {"getLeaf", "GET", "/v1/ledger/leaves/{index}", 0, PUBLIC, 0, tp_office_get_leaf},
    {"openLeaf", "GET", "/v1/ledger/leaves/{index}/opening", AUDITORS, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0,
     tp_office_open_leaf},
    {"getConsistency", "GET", "/v1/ledger/consistency", 0, PUBLIC, 0, tp_office_get_consistency},
    {"listDefinitions", "GET", "/v1/statistics/definitions", 0, PUBLIC, 0, tp_office_list_definitions},
    {"getDefinitions", "GET", "/v1/statistics/definitions/{number}", 0, PUBLIC, 0, tp_office_get_definitions},
    {"getStatistics", "GET", "/v1/statistics", 0, PUBLIC, 0, tp_office_get_statistics},
    {"listOperations", "GET", "/v1/audit/operations", AUDITORS | TP_DUTY_BIT(ADMINISTRATOR), 0, 0,
     tp_office_list_operations},
    {"getPairing", "GET", "/v1/audit/pairing/{partner}", AUDITORS, 0, 0, tp_office_get_pairing},
    {0},
};

static const struct tp_job_kind jobs[] = {
    {"office.cosign", tp_office_cosign},
    {"office.tidy-up", tp_office_tidy_up},
    {0},
};

static const char *const outside[] = {"office.cosign", NULL};

const struct tp_part tp_office_part = {.name = "office", .operations = operations, .jobs = jobs, .outside = outside};

tp_status tp_office_start(struct tp_exchange *exchange, struct tp_diag *diag)
{
    const int64_t now_s = tp_exchange_now(exchange);
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_job_add(exchange, "office.tidy-up", "", now_s, diag);
    if (status == TP_OK && tp_exchange_config(exchange)->witness_count > 0)
        status = tp_job_add(exchange, "office.cosign", "", now_s, diag);
    return tp_exchange_end(exchange, status, diag);
}

/* ---- what operations share ----------------------------------------------------------------------------------------
 */

const char *tp_office_query(const struct tp_call *call, const char *name)
{
    return call->query ? call->query(call, name) : NULL;
}

tp_status tp_office_time(const struct tp_call *call, const char *name, int64_t otherwise, int64_t *out,
                         struct tp_diag *diag)
{
    const char *text = tp_office_query(call, name);

    *out = otherwise;
    if (!text || tp_time_parse(text, out))
        return TP_OK;
    return tp_fail(diag, TP_E_ARGUMENT, name, -1, "it is no time such as 2011-06-01T00:00:00Z");
}

tp_status tp_office_number(const struct tp_call *call, const char *name, const struct tp_office_range *range,
                           uint64_t *out, struct tp_diag *diag)
{
    const char *text = tp_office_query(call, name);
    tp_status status;

    *out = range->otherwise;
    if (!text)
        return TP_OK;
    status = tp_index_read(text, name, out, diag);
    if (status == TP_OK && (*out < range->min || *out > range->max))
        status = tp_fail(diag, TP_E_ARGUMENT, name, -1, "it must be %llu to %llu", (unsigned long long)range->min,
                         (unsigned long long)range->max);
    return status;
}

tp_status tp_office_history(struct tp_exchange *exchange, const struct tp_call *call, const struct tp_history **out,
                            struct tp_diag *diag)
{
    *out = tp_organisation_history(tp_exchange_organisation(exchange), call->values[0]);
    return *out ? TP_OK
                : tp_fail(diag, TP_E_NOT_FOUND, "agreement", -1,
                          "there is no agreement whose hash begins so (six digits at least), or there are several");
}
