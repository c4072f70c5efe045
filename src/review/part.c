/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked of review, and what it does by itself. */
#include "review/tasks.h"

enum { INPUT_MAX = 1 << 19, SMALL_MAX = 1 << 15 };

#define EXAMINERS (TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER))
#define PRINTS (TP_OPERATION_CASE | TP_OPERATION_PERSONAL)
#define CASE TP_OPERATION_CASE
#define OFFICERS TP_DUTY_BIT(RELEASING_OFFICER)
#define AUDITORS TP_DUTY_BIT(AUDITOR)
#define TASK "/v1/tasks/{task}"
#define CANDIDATE TASK "/candidates/{candidate}"
#define PRINT "/prints/{print}"

static const struct tp_operation operations[] = {
    {"listTasks", "GET", "/v1/tasks", EXAMINERS, CASE, 0, tp_list_tasks},
    {"claimTask", "POST", "/v1/tasks", EXAMINERS, PRINTS, 0, tp_claim_task},
    {"getTask", "GET", TASK, EXAMINERS, PRINTS, 0, tp_get_task},
    {"returnTask", "POST", TASK "/return", EXAMINERS, CASE, SMALL_MAX, tp_return_task},
    {"recordAnalysis", "POST", TASK "/analysis", EXAMINERS, PRINTS, INPUT_MAX, tp_record_analysis},
    {"getProbeImage", "GET", TASK PRINT "/image", EXAMINERS, PRINTS, 0, tp_get_probe_image},
    {"getProbeMinutiae", "GET", TASK PRINT "/minutiae", EXAMINERS, PRINTS, 0, tp_get_probe_minutiae},
    {"getProbeView", "GET", TASK PRINT "/views/{view}", EXAMINERS, PRINTS, 0, tp_get_probe_view},
    {"getCandidateImage", "GET", CANDIDATE PRINT "/image", EXAMINERS, PRINTS, 0, tp_get_candidate_image},
    {"getCandidateMinutiae", "GET", CANDIDATE PRINT "/minutiae", EXAMINERS, PRINTS, 0, tp_get_candidate_minutiae},
    {"getCandidateView", "GET", CANDIDATE PRINT "/views/{view}", EXAMINERS, PRINTS, 0, tp_get_candidate_view},
    {"getCandidatePairs", "GET", CANDIDATE PRINT "/pairs", EXAMINERS, PRINTS, 0, tp_get_pairs},
    {"recordConclusion", "POST", CANDIDATE "/conclusion", EXAMINERS, PRINTS, INPUT_MAX, tp_record_conclusion},
    {"correctConclusion", "POST", CANDIDATE "/correction", EXAMINERS, PRINTS, INPUT_MAX, tp_correct_conclusion},
    {"listDiscretions", "GET", "/v1/discretions", OFFICERS, CASE, 0, tp_list_discretions},
    {"getDiscretion", "GET", "/v1/discretions/{discretion}", OFFICERS | AUDITORS, PRINTS, 0, tp_get_discretion},
    {"decideDiscretion", "POST", "/v1/discretions/{discretion}/decision", OFFICERS, CASE, INPUT_MAX,
     tp_decide_discretion},
    {"listCases", "GET", "/v1/cases", AUDITORS, PRINTS, 0, tp_list_cases},
    {"getCase", "GET", "/v1/cases/{case}", AUDITORS, PRINTS, 0, tp_get_case},
    {"listExaminers", "GET", "/v1/examiners", AUDITORS, CASE, 0, tp_list_examiners},
    {0},
};

static const struct tp_job_kind jobs[] = {
    {"review.lapse", tp_lapse_task},
    {"review.seed", tp_seed_case},
    {"review.unseed", tp_unseed_case},
    {0},
};

const struct tp_part tp_review_part = {.name = "review", .operations = operations, .jobs = jobs};
