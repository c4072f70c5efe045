/* SPDX-License-Identifier: Apache-2.0 */
/* What this part can be asked and what it does by itself. */
#include "person/erased_list.h"
#include "person/erasure.h"
#include "person/merge.h"
#include "person/operations.h"
#include "person/reexamination.h"
#include "person/retention.h"

#define LOOKS TP_PERSON_LOOKS
#define DECIDES (TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER))
#define CHANGES TP_DUTY_BIT(CONTRIBUTOR)
#define ERASES TP_DUTY_BIT(RELEASING_OFFICER)
#define BODY TP_PERSON_BODY_MAX
#define CODE (TP_OPERATION_PUBLIC | TP_OPERATION_CODE)
#define CASE TP_OPERATION_CASE
#define PERSONAL (TP_OPERATION_CASE | TP_OPERATION_PERSONAL)

static const struct tp_operation operations[] = {
    {"makeReceipt", "POST", "/v1/bookings/{booking}/receipt", TP_DUTY_BIT(CONTRIBUTOR), PERSONAL, 0,
     tp_operation_make_receipt},
    {"lookUpReceipt", "POST", "/v1/receipts/look", 0, CODE | TP_OPERATION_PERSONAL, 1024, tp_operation_look_receipt},
    {"challengeReceipt", "POST", "/v1/receipts/challenge", 0, CODE, BODY, tp_operation_challenge},
    {"listChallenges", "GET", "/v1/challenges", LOOKS, CASE, 0, tp_operation_list_challenges},
    {"getChallenge", "GET", "/v1/challenges/{challenge}", LOOKS, PERSONAL, 0, tp_operation_get_challenge},
    {"examineChallenge", "POST", "/v1/challenges/{challenge}/examination", DECIDES, CASE, 0,
     tp_operation_examine_challenge},
    {"decideChallenge", "POST", "/v1/challenges/{challenge}/decision", DECIDES, CASE, BODY,
     tp_operation_decide_challenge},
    {"getSubject", "GET", "/v1/subjects/{subject}", LOOKS, PERSONAL, 0, tp_operation_get_subject},
    {"updateSubject", "POST", "/v1/subjects/{subject}/facts", CHANGES, PERSONAL, BODY, tp_operation_update_subject},
    {"listIdentities", "GET", "/v1/subjects/{subject}/identities", LOOKS, PERSONAL, 0, tp_operation_list_identities},
    {"mergeSubjects", "POST", "/v1/subjects/{subject}/merge", TP_DUTY_BIT(SENIOR_EXAMINER), CASE, BODY,
     tp_operation_merge_subjects},
    {"splitSubject", "POST", "/v1/subjects/{subject}/split", TP_DUTY_BIT(SENIOR_EXAMINER), CASE, BODY,
     tp_operation_split_subject},
    {"startErasure", "POST", "/v1/erasures", ERASES, CASE, BODY, tp_operation_start_erasure},
    {"listErasures", "GET", "/v1/erasures", ERASES | TP_DUTY_BIT(AUDITOR), PERSONAL, 0, tp_operation_list_erasures},
    {"getErasure", "GET", "/v1/erasures/{kind}/{id}", ERASES | TP_DUTY_BIT(AUDITOR), PERSONAL, 0,
     tp_operation_get_erasure},
    {0},
};

static const struct tp_job_kind jobs[] = {
    {"person.erase", tp_erasure_job},
    {"person.merge", tp_merge_job},
    {"person.periods", tp_periods_job},
    {"person.retain", tp_retention_job},
    {NULL, NULL},
};

const struct tp_part tp_person_part = {.name = "person", .operations = operations, .jobs = jobs};

tp_status tp_person_start(struct tp_exchange *exchange, struct tp_diag *diag)
{
    size_t count;
    tp_status status = tp_erased_list_apply(exchange, &count, diag);

    return status == TP_OK ? tp_retention_start(exchange, diag) : status;
}
