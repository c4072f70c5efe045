/* SPDX-License-Identifier: Apache-2.0 */
/* What an examiner puts on record: what the probe shows, before anything else is seen; a conclusion for each candidate;
 * a correction beside it. None of it can be changed. */
#include <string.h>

#include "review/tasks.h"

enum { ANALYSIS_WORDS = 3, REASON_WORDS = 5 };

/* ---- the analysis ---------------------------------------------------------------------------------------------------
 */

static tp_status check_fingers(const struct tp_json_value *list, struct tp_diag *diag)
{
    int64_t print;

    if (list && tp_json_kind(list) != TP_JSON_LIST)
        return tp_fail(diag, TP_E_FORMAT, "prints", -1, "a list of the prints' numbers is expected");
    if (tp_json_count(list) > TP_PRINTS_MAX)
        return tp_fail(diag, TP_E_FORMAT, "prints", -1, "at most %d", TP_PRINTS_MAX);
    for (size_t i = 0; i < tp_json_count(list); i++) {
        if (!tp_json_to_integer(tp_json_element(list, i), &print) || print < 0 || print >= 65536)
            return tp_fail(diag, TP_E_FORMAT, "prints", -1, "a print's number is expected");
    }
    return TP_OK;
}

static tp_status check_analysis(const struct tp_json_value *input, bool *value, struct tp_diag *diag)
{
    const char *text;
    tp_status status = tp_json_only(input, "value prints minutiae text steps", diag);

    if (status == TP_OK && !tp_json_to_flag(tp_json_member(input, "value"), value))
        status = tp_fail(diag, TP_E_FORMAT, "value", -1, "true or false: whether the probe can be compared");
    if (status == TP_OK)
        status = check_fingers(tp_json_member(input, "prints"), diag);
    if (status == TP_OK)
        status = tp_marks_check(tp_json_member(input, "minutiae"), diag);
    if (status == TP_OK)
        status = tp_steps_check(tp_json_member(input, "steps"), diag);
    if (status == TP_OK)
        status = tp_input_words(input, "text", ANALYSIS_WORDS, &text, diag);
    if (status == TP_OK && *value && tp_json_count(tp_json_member(input, "prints")) == 0)
        status = tp_fail(diag, TP_E_FORMAT, "prints", -1, "say which prints can be compared");
    return status;
}

static tp_status put_text(struct tp_exchange *exchange, const struct tp_own_task *own, unsigned place,
                          enum tp_review_text kind, const struct tp_json_value *value, struct tp_diag *diag)
{
    const struct tp_text_place at = {own->about.entry.link, own->task.entry.name, own->task.attempt, place, kind};
    const char *words = tp_json_to_text(value);
    struct tp_buffer text;
    tp_status status;

    if (words)
        return tp_text_put(exchange, &at, words, strlen(words), diag);
    tp_buffer_init(&text);
    status = tp_json_value_canonical(value, &text, diag);
    if (status == TP_OK)
        status = tp_text_put(exchange, &at, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}

/* A probe without value is compared with nothing: that is the examiner's finding, for each candidate. */
static void conclude_without_value(struct tp_task *task, int64_t now_s)
{
    task->no_value = true;
    task->concluded_s = now_s;
    task->entry.due_s = TP_STORE_NEVER;
    for (unsigned i = 0; i < task->count; i++) {
        task->candidates[i].conclusion = TP_INCONCLUSIVE;
        task->candidates[i].time_s = now_s;
    }
}

static tp_status analyse(struct tp_exchange *exchange, struct tp_call *call, struct tp_own_task *own, bool value,
                         struct tp_diag *diag)
{
    int64_t now_s = tp_exchange_now(exchange);
    tp_status status = tp_own_task_step(own, TP_STEP_ANALYSE, !value, &own->task.state, diag);

    if (status == TP_OK)
        status = put_text(exchange, own, 0, TP_TEXT_ANALYSIS, call->input, diag);
    own->task.analysed_s = now_s;
    if (!value)
        conclude_without_value(&own->task, now_s);
    if (status == TP_OK)
        status = tp_task_write(exchange, &own->task, now_s, diag);
    if (status == TP_OK && !value)
        status = tp_case_go_on(exchange, own->about.entry.name, diag);
    return status;
}

/* The task as it is after the change, outside of the transaction. */
static tp_status show(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return tp_get_task(exchange, call, diag);
}

tp_status tp_record_analysis(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_own_task own;
    bool value = false;
    tp_status status = check_analysis(call->input, &value, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_own_task_find(exchange, call, &own, diag);
    if (status == TP_OK) {
        status = analyse(exchange, call, &own, value, diag);
        tp_own_task_deinit(&own);
    }
    status = tp_exchange_end(exchange, status, diag);
    return status == TP_OK ? show(exchange, call, diag) : status;
}

/* ---- conclusions ----------------------------------------------------------------------------------------------------
 */

struct said {
    int conclusion;
    const struct tp_json_value *reason, *work; /* work: NULL when none was handed in */
};

static tp_status check_said(const struct tp_json_value *input, struct said *out, struct tp_diag *diag)
{
    const char *reason;
    tp_status status = tp_json_only(input, "conclusion reason work", diag);

    if (status == TP_OK)
        status = tp_input_code(input, "conclusion", tp_conclusion_find, &out->conclusion, diag);
    if (status == TP_OK)
        status = tp_input_words(input, "reason", REASON_WORDS, &reason, diag);
    out->reason = tp_json_member(input, "reason");
    out->work = tp_json_member(input, "work");
    if (status == TP_OK)
        status = tp_work_check(out->work, diag);
    return status;
}

/* The words, KIND's, and the work beside them. */
static tp_status put_said(struct tp_exchange *exchange, const struct tp_own_task *own, unsigned place,
                          enum tp_review_text kind, const struct said *said, struct tp_diag *diag)
{
    tp_status status = put_text(exchange, own, place, kind, said->reason, diag);

    if (status != TP_OK || !said->work)
        return status;
    return put_text(exchange, own, place, kind == TP_TEXT_REASON ? TP_TEXT_WORK : TP_TEXT_CORRECTION_WORK, said->work,
                    diag);
}

static tp_status conclude(struct tp_exchange *exchange, struct tp_call *call, struct tp_own_task *own,
                          const struct said *said, struct tp_diag *diag)
{
    int64_t now_s = tp_exchange_now(exchange);
    struct tp_task_candidate *candidate;
    tp_status status = tp_own_task_candidate(own, call->values[1], &candidate, diag);

    if (status == TP_OK)
        status = tp_own_task_step(own, TP_STEP_CONCLUDE, false, &own->task.state, diag);
    if (status == TP_OK && candidate->conclusion >= 0)
        status = tp_fail(diag, TP_E_CONFLICT, NULL, -1, "a conclusion is on record, and stays as it is");
    if (status == TP_OK)
        status = put_said(exchange, own, candidate->place, TP_TEXT_REASON, said, diag);
    if (status != TP_OK)
        return status;
    candidate->conclusion = said->conclusion;
    candidate->time_s = now_s;
    if (own->task.state == TP_TASK_CONCLUDED) {
        own->task.concluded_s = now_s;
        own->task.entry.due_s = TP_STORE_NEVER;
    }
    status = tp_task_write(exchange, &own->task, now_s, diag);
    if (status == TP_OK && own->task.state == TP_TASK_CONCLUDED)
        status = tp_case_go_on(exchange, own->about.entry.name, diag);
    return status;
}

static tp_status correct(struct tp_exchange *exchange, struct tp_call *call, struct tp_own_task *own,
                         const struct said *said, struct tp_diag *diag)
{
    struct tp_task_candidate *candidate;
    tp_status status = tp_own_task_candidate(own, call->values[1], &candidate, diag);

    if (status == TP_OK)
        status = tp_own_task_step(own, TP_STEP_CORRECT, false, NULL, diag);
    if (status == TP_OK && candidate->corrected >= 0)
        status = tp_fail(diag, TP_E_CONFLICT, NULL, -1, "a correction is on record, and stays as it is");
    if (status == TP_OK && candidate->conclusion == said->conclusion)
        status = tp_fail(diag, TP_E_CONFLICT, NULL, -1, "this is what was concluded");
    if (status == TP_OK)
        status = put_said(exchange, own, candidate->place, TP_TEXT_CORRECTION, said, diag);
    if (status != TP_OK)
        return status;
    candidate->corrected = said->conclusion;
    status = tp_task_write(exchange, &own->task, tp_exchange_now(exchange), diag);
    return status == TP_OK ? tp_case_go_on(exchange, own->about.entry.name, diag) : status;
}

typedef tp_status record_fn(struct tp_exchange *exchange, struct tp_call *call, struct tp_own_task *own,
                            const struct said *said, struct tp_diag *diag);

static tp_status record(struct tp_exchange *exchange, struct tp_call *call, record_fn *fn, struct tp_diag *diag)
{
    struct tp_own_task own;
    struct said said;
    tp_status status = check_said(call->input, &said, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_own_task_find(exchange, call, &own, diag);
    if (status == TP_OK) {
        status = fn(exchange, call, &own, &said, diag);
        tp_own_task_deinit(&own);
    }
    status = tp_exchange_end(exchange, status, diag);
    return status == TP_OK ? show(exchange, call, diag) : status;
}

tp_status tp_record_conclusion(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return record(exchange, call, conclude, diag);
}

tp_status tp_correct_conclusion(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return record(exchange, call, correct, diag);
}
