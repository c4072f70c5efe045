/* SPDX-License-Identifier: Apache-2.0 */
/* A case from its opening to its end: as many tasks as the terms ask for, a senior examiner where they do not agree,
 * and then what it came to, as leaves and as a job for who asked. */
#include <stdio.h>
#include <string.h>

#include "review/records.h"
#include "review/seed.h"

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S, WEEK_S = 7 * DAY_S };

/* ---- opening -------------------------------------------------------------------------------------------------------
 */

tp_status tp_case_add_tasks(struct tp_exchange *exchange, const struct tp_review_case *about, struct tp_diag *diag)
{
    struct tp_task task = {.opened_s = about->opened_s, .count = about->count};
    tp_status status = TP_OK;

    for (unsigned i = 0; i < about->count; i++)
        task.candidates[i] = (struct tp_task_candidate){.place = i, .conclusion = -1, .corrected = -1};
    for (unsigned i = 0; status == TP_OK && i < about->examiners; i++)
        status = tp_task_add(exchange, about, &task, diag);
    return status == TP_OK ? tp_people_refresh(exchange, about->entry.link, diag) : status;
}

static tp_status check_spec(const struct tp_case_spec *spec, struct tp_diag *diag)
{
    if (spec->count > TP_FOUND_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "candidates", -1, "a case has at most %d", TP_FOUND_MAX);
    if (spec->examiners < 2 || spec->examiners > 16)
        return tp_fail(diag, TP_E_ARGUMENT, "examiners", -1, "at least two examine a case, and at most 16");
    return TP_OK;
}

static tp_status then(struct tp_exchange *exchange, const char *job, const char *about, struct tp_diag *diag)
{
    return job[0] == '\0' ? TP_OK : tp_job_add(exchange, job, about, tp_exchange_now(exchange), diag);
}

static tp_status take_candidates(struct tp_exchange *exchange, const struct tp_case_spec *spec,
                                 struct tp_review_case *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < spec->count; i++)
        status = tp_candidate_take(exchange, spec->owner, &spec->candidates[i],
                                   spec->encounters ? spec->encounters[i] : NULL, &out->candidates[i], diag);
    out->count = (unsigned)spec->count;
    return status;
}

tp_status tp_case_open(struct tp_exchange *exchange, const struct tp_case_spec *spec, char id[TP_EXCHANGE_ID_BYTES],
                       struct tp_diag *diag)
{
    struct tp_review_case about = {.examiners = spec->examiners, .opened_s = tp_exchange_now(exchange)};
    tp_status status = check_spec(spec, diag);

    id[0] = '\0';
    if (status == TP_OK)
        status = tp_exchange_new_id(about.entry.name, diag);
    if (status == TP_OK)
        status = take_candidates(exchange, spec, &about, diag);
    about.settled = spec->count == 0;
    about.settled_s = about.settled ? about.opened_s : 0;
    if (status == TP_OK)
        status = tp_case_add(exchange, spec, &about, diag);
    if (status == TP_OK && about.settled)
        status = then(exchange, spec->then, spec->about, diag);
    if (status == TP_OK && !about.settled)
        status = tp_case_add_tasks(exchange, &about, diag);
    if (status == TP_OK && !about.settled)
        status = tp_seed_plan(exchange, diag);
    if (status == TP_OK)
        snprintf(id, TP_EXCHANGE_ID_BYTES, "%s", about.entry.name);
    return status;
}

/* ---- what the conclusions come to ----------------------------------------------------------------------------------
 */

struct counting {
    struct tp_exchange *exchange;
    const struct tp_review_case *about;
    struct tp_votes votes[TP_FOUND_MAX];
    unsigned concluded; /* ordinary tasks */
    unsigned pending;   /* tasks that are not concluded */
    const char *state;  /* for leaves */
};

static void count_candidate(struct counting *counting, const struct tp_task *task,
                            const struct tp_task_candidate *candidate)
{
    struct tp_votes *votes = &counting->votes[candidate->place];
    int said = candidate->corrected >= 0 ? candidate->corrected : candidate->conclusion;

    if (task->senior)
        votes->senior = said;
    else
        votes->said[said]++;
    votes->corrected |= !task->senior && candidate->corrected >= 0;
}

static tp_status count_task(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct counting *counting = context;
    struct tp_task task;

    (void)diag;
    tp_task_take(entry, &task);
    counting->pending += task.state != TP_TASK_CONCLUDED;
    if (task.state != TP_TASK_CONCLUDED)
        return TP_OK;
    counting->concluded += !task.senior;
    for (unsigned i = 0; i < task.count; i++) {
        if (task.candidates[i].conclusion >= 0)
            count_candidate(counting, &task, &task.candidates[i]);
    }
    return TP_OK;
}

/* About those candidates on which there is no agreement; to who takes it, it is a task like any other. */
static tp_status ask_senior(struct tp_exchange *exchange, const struct counting *counting, struct tp_diag *diag)
{
    const struct tp_review_case *about = counting->about;
    struct tp_task task = {.senior = true, .opened_s = tp_exchange_now(exchange)};
    tp_status status;

    for (unsigned i = 0; i < about->count; i++) {
        if (tp_verdict_of(&counting->votes[i]) == TP_VERDICT_SENIOR)
            task.candidates[task.count++] = (struct tp_task_candidate){.place = i, .conclusion = -1, .corrected = -1};
    }
    status = tp_task_add(exchange, about, &task, diag);
    return status == TP_OK ? tp_people_refresh(exchange, about->entry.link, diag) : status;
}

/* ---- leaves -------------------------------------------------------------------------------------------------------
 */

static const char *elapsed_class(int64_t elapsed_s)
{
    return elapsed_s <= HOUR_S ? "hour" : elapsed_s <= DAY_S ? "day" : elapsed_s <= WEEK_S ? "week" : "longer";
}

/* Who could not say was not wrong. */
static const char *seeded_code(const struct tp_review_case *about, const struct tp_task_candidate *candidate)
{
    const struct tp_case_candidate *known = &about->candidates[candidate->place];

    if (!about->seeded)
        return tp_standing_code(known->standing);
    if (candidate->conclusion == TP_INCONCLUSIVE)
        return "undecided";
    return (candidate->conclusion == TP_IDENTIFICATION) == known->same ? "correct" : "wrong";
}

static tp_status log_conclusion(const struct counting *counting, const struct tp_task *task,
                                const struct tp_task_candidate *candidate, struct tp_diag *diag)
{
    const struct tp_review_case *about = counting->about;
    const struct tp_case known = {.county = tp_entry_text(&about->entry, "jurisdiction"), .actor = task->account};
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_leaf leaf;

    /* what the truth is known of, is about the examiner and not about whose prints were used */
    snprintf(owner, sizeof owner, "%s%s", about->seeded ? "case/" : "",
             about->seeded ? about->entry.name : about->entry.link);
    tp_leaf_init(&leaf, TP_LEAF_REVIEW, tp_exchange_now(counting->exchange));
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, tp_conclusion_code((enum tp_conclusion)candidate->conclusion));
    tp_leaf_set(&leaf, TP_LEAF_SEEDED_MEMBER, seeded_code(about, candidate));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, counting->state);
    tp_leaf_set(&leaf, TP_LEAF_ELAPSED_MEMBER, elapsed_class(task->concluded_s - task->opened_s));
    return tp_exchange_log(counting->exchange, owner, &leaf, &known, diag);
}

static tp_status log_task(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct counting *counting = context;
    struct tp_task task;
    tp_status status = TP_OK;

    tp_task_take(entry, &task);
    for (unsigned i = 0; status == TP_OK && i < task.count; i++)
        if (task.candidates[i].conclusion >= 0)
            status = log_conclusion(counting, &task, &task.candidates[i], diag);
    return status;
}

/* ---- the end -------------------------------------------------------------------------------------------------------
 */

static void decide(const struct counting *counting, struct tp_review_case *about)
{
    about->settled = true;
    for (unsigned i = 0; i < about->count; i++) {
        const struct tp_votes *votes = &counting->votes[i];

        about->candidates[i].verdict = tp_verdict_of(votes);
        if (about->candidates[i].verdict != TP_VERDICT_IDENTIFIED || about->match)
            continue;
        about->match = true;
        snprintf(about->subject, sizeof about->subject, "%s", about->candidates[i].subject);
        about->agreeing = votes->said[TP_IDENTIFICATION] + (votes->senior == TP_IDENTIFICATION);
    }
}

static tp_status settle(struct tp_exchange *exchange, struct counting *counting, struct tp_review_case *about,
                        struct tp_diag *diag)
{
    const struct tp_store_query tasks = {.kind = "task", .link = about->entry.name, .due_until_s = TP_STORE_NEVER};
    char state[TP_JURISDICTION_MAX];
    tp_status status;

    decide(counting, about);
    about->settled_s = tp_exchange_now(exchange);
    tp_jurisdiction_coarse(tp_entry_text(&about->entry, "jurisdiction"), state);
    counting->state = state;
    status = tp_entry_each(exchange, &tasks, log_task, counting, diag);
    if (status == TP_OK)
        status = then(exchange, tp_entry_text(&about->entry, "then"), tp_entry_text(&about->entry, "about"), diag);
    return status == TP_OK ? tp_case_write(exchange, about, diag) : status;
}

static tp_status go_on(struct tp_exchange *exchange, struct counting *counting, struct tp_review_case *about,
                       struct tp_diag *diag)
{
    bool dispute = false;

    if (counting->concluded < about->examiners || counting->pending > 0)
        return TP_OK;
    for (unsigned i = 0; i < about->count; i++)
        dispute |= tp_verdict_of(&counting->votes[i]) == TP_VERDICT_SENIOR;
    if (dispute)
        return ask_senior(exchange, counting, diag);
    return settle(exchange, counting, about, diag);
}

tp_status tp_case_go_on(struct tp_exchange *exchange, const char *id, struct tp_diag *diag)
{
    const struct tp_store_query tasks = {.kind = "task", .link = id, .due_until_s = TP_STORE_NEVER};
    struct tp_review_case about;
    struct counting counting = {.exchange = exchange, .about = &about};
    tp_status status = tp_case_read(exchange, id, &about, diag);

    for (unsigned i = 0; i < TP_FOUND_MAX; i++)
        counting.votes[i] = (struct tp_votes){.needed = about.examiners, .senior = -1};
    if (status == TP_OK)
        status = tp_entry_each(exchange, &tasks, count_task, &counting, diag);
    if (status == TP_OK && !about.settled)
        status = go_on(exchange, &counting, &about, diag);
    tp_case_deinit(&about);
    return status;
}

tp_status tp_case_outcome(struct tp_exchange *exchange, const char *id, struct tp_case_outcome *out,
                          struct tp_diag *diag)
{
    struct tp_review_case about;
    tp_status status = tp_case_read(exchange, id, &about, diag);

    *out = (struct tp_case_outcome){.settled = about.settled, .match = about.match, .examiners = about.agreeing};
    snprintf(out->subject, sizeof out->subject, "%s", about.subject);
    tp_case_deinit(&about);
    return status;
}

tp_status tp_case_write_results(struct tp_exchange *exchange, const char *id, struct tp_json *out, struct tp_diag *diag)
{
    struct tp_review_case about;
    tp_status status = tp_case_read(exchange, id, &about, NULL);

    if (status != TP_OK && status != TP_E_NOT_FOUND)
        return tp_fail(diag, status, NULL, -1, "the case cannot be read");
    tp_json_flag(out, "settled", status == TP_E_NOT_FOUND || about.settled);
    tp_json_list(out, "candidates");
    for (unsigned i = 0; i < about.count; i++) {
        tp_json_object(out, NULL);
        tp_json_text(out, "encounter", about.candidates[i].encounter);
        tp_json_text(out, "result", tp_verdict_code(about.candidates[i].verdict));
        tp_json_close(out);
    }
    tp_json_close(out);
    tp_case_deinit(&about);
    return TP_OK;
}
