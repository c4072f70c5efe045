/* SPDX-License-Identifier: Apache-2.0 */
/* A task as its examiner sees it: what is not theirs to know yet is not read for them, either. */
#include "review/tasks.h"

#include <stdio.h>
#include <string.h>

tp_status tp_own_task_find(struct tp_exchange *exchange, const struct tp_call *call, struct tp_own_task *out,
                           struct tp_diag *diag)
{
    tp_status status = tp_task_read(exchange, call->values[0], &out->task, NULL);

    memset(&out->about, 0, sizeof out->about);
    if (status == TP_OK && (out->task.state == TP_TASK_OPEN || strcmp(out->task.account, call->actor.account) != 0))
        status = TP_E_NOT_FOUND;
    if (status == TP_OK)
        status = tp_case_read(exchange, out->task.entry.link, &out->about, diag);
    if (status == TP_OK)
        return TP_OK;
    tp_task_deinit(&out->task);
    if (status == TP_E_NOT_FOUND)
        return tp_fail(diag, status, NULL, -1, "you have no task %.40s", call->values[0]);
    return tp_fail(diag, status, NULL, -1, "the task cannot be read");
}

void tp_own_task_deinit(struct tp_own_task *own)
{
    tp_task_deinit(&own->task);
    tp_case_deinit(&own->about);
}

static const char *words_against(enum tp_task_state state, enum tp_task_step step)
{
    if (step == TP_STEP_ANALYSE)
        return "what the probe shows is on record, and stays as it is";
    if (step == TP_STEP_GIVE_BACK)
        return "a conclusion is on record: the task cannot be returned";
    if (step == TP_STEP_CORRECT)
        return "the task is not concluded yet";
    if (step == TP_STEP_SEE_REST)
        return "this is told once the case is settled";
    if (state == TP_TASK_CLAIMED)
        return "first put on record what the probe shows";
    return "the task is concluded";
}

tp_status tp_own_task_step(const struct tp_own_task *own, enum tp_task_step step, bool no_value,
                           enum tp_task_state *next, struct tp_diag *diag)
{
    struct tp_task_facts facts = {.no_value = no_value, .settled = own->about.settled};
    enum tp_task_state ignored;

    tp_task_count(&own->task, &facts);
    if (tp_task_step(own->task.state, step, &facts, next ? next : &ignored))
        return TP_OK;
    return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "%s", words_against(own->task.state, step));
}

tp_status tp_own_task_candidate(struct tp_own_task *own, const char *id, struct tp_task_candidate **out,
                                struct tp_diag *diag)
{
    for (unsigned i = 0; i < own->task.count; i++) {
        *out = &own->task.candidates[i];
        if (strcmp(own->task.candidates[i].id, id) == 0)
            return TP_OK;
    }
    *out = NULL;
    return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "the task has no candidate %.40s", id);
}

void tp_candidate_owner(const struct tp_review_case *about, unsigned place, char out[TP_EXCHANGE_NAME_BYTES])
{
    const struct tp_case_candidate *candidate = &about->candidates[place];

    if (candidate->encounter[0])
        snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", candidate->encounter);
    else
        snprintf(out, TP_EXCHANGE_NAME_BYTES, "subject/%.140s", candidate->subject);
}

void tp_time_write(struct tp_json *out, const char *key, int64_t time_s)
{
    char text[TP_TIME_TEXT_BYTES];

    if (time_s == 0 || time_s == TP_STORE_NEVER) {
        tp_json_text(out, key, NULL);
        return;
    }
    tp_time_format(time_s, text);
    tp_json_text(out, key, text);
}

/* ---- showing -------------------------------------------------------------------------------------------------------
 */

static tp_status show_prints(struct tp_exchange *exchange, const char *owner, struct tp_json *out, struct tp_diag *diag)
{
    struct tp_print_list prints;
    tp_status status = tp_prints_read(exchange, owner, &prints, NULL);

    if (status == TP_E_NOT_FOUND) /* erased meanwhile */
        status = TP_OK;
    if (status == TP_OK)
        tp_prints_write(&prints, out);
    return status == TP_OK ? TP_OK : tp_fail(diag, status, NULL, -1, "the prints cannot be read");
}

static void show_conclusion(const char *key, int conclusion, struct tp_json *out)
{
    tp_json_text(out, key, conclusion >= 0 ? tp_conclusion_code((enum tp_conclusion)conclusion) : NULL);
}

static struct tp_text_place text_place(const struct tp_own_task *own, unsigned place, enum tp_review_text kind)
{
    return (struct tp_text_place){.owner = own->about.entry.link,
                                  .task = own->task.entry.name,
                                  .attempt = own->task.attempt,
                                  .place = place,
                                  .kind = kind};
}

/* What was known all the time. */
static void show_rest(const struct tp_own_task *own, unsigned place, struct tp_json *out)
{
    const struct tp_review_case *about = &own->about;
    bool partner = tp_entry_text(&about->entry, "agreement")[0] != '\0';

    tp_json_object(out, "afterwards");
    tp_json_integer(out, "score", about->candidates[place].score);
    tp_json_integer(out, "rank", place + 1);
    tp_json_text(out, "source", about->seeded ? "seeded" : partner ? "partner" : "own");
    if (about->seeded)
        tp_json_text(out, "truth", about->candidates[place].same ? "identification" : "exclusion");
    tp_json_text(out, "result", tp_verdict_code(about->candidates[place].verdict));
    tp_json_close(out);
}

static tp_status show_candidate(struct tp_exchange *exchange, const struct tp_own_task *own,
                                const struct tp_task_candidate *candidate, struct tp_json *out, struct tp_diag *diag)
{
    struct tp_text_place reason = text_place(own, candidate->place, TP_TEXT_REASON);
    struct tp_text_place correction = text_place(own, candidate->place, TP_TEXT_CORRECTION);
    struct tp_text_place work = text_place(own, candidate->place, TP_TEXT_WORK);
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    tp_candidate_owner(&own->about, candidate->place, owner);
    tp_json_object(out, NULL);
    tp_json_text(out, "candidate", candidate->id);
    show_conclusion("conclusion", candidate->conclusion, out);
    status = show_prints(exchange, owner, out, diag);
    if (status == TP_OK && candidate->conclusion >= 0)
        status = tp_text_show(exchange, &reason, "reason", out, diag);
    if (status == TP_OK && candidate->conclusion >= 0)
        status = tp_text_show(exchange, &work, "work", out, diag);
    if (status == TP_OK && candidate->corrected >= 0) {
        show_conclusion("corrected", candidate->corrected, out);
        status = tp_text_show(exchange, &correction, "correction", out, diag);
    }
    if (own->about.settled && own->task.state == TP_TASK_CONCLUDED)
        show_rest(own, candidate->place, out);
    tp_json_close(out);
    return status;
}

/* Candidates only once the analysis is on record. */
static tp_status show_candidates(struct tp_exchange *exchange, const struct tp_own_task *own, struct tp_json *out,
                                 struct tp_diag *diag)
{
    bool may = own->task.state == TP_TASK_ANALYSED || own->task.state == TP_TASK_CONCLUDED;
    tp_status status = TP_OK;

    tp_json_list(out, "candidates");
    for (unsigned i = 0; may && status == TP_OK && i < own->task.count; i++)
        status = show_candidate(exchange, own, &own->task.candidates[i], out, diag);
    tp_json_close(out);
    return status;
}

tp_status tp_own_task_show(struct tp_exchange *exchange, struct tp_call *call, struct tp_own_task *own,
                           struct tp_diag *diag)
{
    struct tp_text_place analysis = text_place(own, 0, TP_TEXT_ANALYSIS);
    const struct tp_task *task = &own->task;
    struct tp_json *out = call->reply;
    tp_status status;

    tp_json_text(out, "task", task->entry.name);
    tp_json_text(out, "state", tp_task_state_code(task->state));
    tp_json_text(out, "due", tp_age_class(task->opened_s, tp_exchange_now(exchange)));
    tp_time_write(out, "claimed", task->claimed_s);
    tp_time_write(out, "lapses", task->state == TP_TASK_CONCLUDED ? 0 : task->entry.due_s);
    status = show_prints(exchange, own->about.entry.link, out, diag);
    if (status == TP_OK)
        status = tp_text_show(exchange, &analysis, "analysis", out, diag);
    if (status == TP_OK)
        status = show_candidates(exchange, own, out, diag);
    tp_json_flag(out, "settled", task->state == TP_TASK_CONCLUDED && own->about.settled);
    return status;
}
