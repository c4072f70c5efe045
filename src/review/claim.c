/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks are handed out, not picked: who asks gets the oldest that they may do. They come back when they are returned or
 * when their time is over. */
#include <stdio.h>
#include <string.h>

#include "review/tasks.h"

enum { HOUR_S = 3600, WAITING_MAX = 1000, REASON_WORDS = 3 };

/* ---- what somebody has, and what waits ------------------------------------------------------------------------------
 */

struct listing {
    struct tp_exchange *exchange;
    const struct tp_actor *actor;
    struct tp_json *out; /* NULL: only count */
    unsigned active;     /* not concluded */
    unsigned waiting[3]; /* by age: new, due, late */
    char seen[TP_EXCHANGE_NAME_BYTES];
};

static tp_status list_own(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct listing *listing = context;
    struct tp_task task;

    (void)diag;
    if (strcmp(tp_entry_text(entry, "account"), listing->actor->account) != 0)
        return TP_OK;
    tp_task_take(entry, &task);
    listing->active += task.state != TP_TASK_CONCLUDED;
    if (!listing->out)
        return TP_OK;
    tp_json_object(listing->out, NULL);
    tp_json_text(listing->out, "task", entry->name);
    tp_json_text(listing->out, "state", tp_task_state_code(task.state));
    tp_json_text(listing->out, "due", tp_age_class(task.opened_s, tp_exchange_now(listing->exchange)));
    tp_time_write(listing->out, "claimed", task.claimed_s);
    tp_time_write(listing->out, "lapses", task.state == TP_TASK_CONCLUDED ? 0 : entry->due_s);
    tp_json_close(listing->out);
    return TP_OK;
}

static tp_status each_in_state(struct listing *listing, const char *state, tp_entry_visit_fn *visit,
                               struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "task", .state = state, .due_until_s = TP_STORE_NEVER};

    return tp_entry_each(listing->exchange, &query, visit, listing, diag);
}

static bool may_have(const struct tp_entry *entry, const struct tp_actor *actor)
{
    const struct tp_dealings dealings = {.examined = tp_task_bars(entry, actor->account)};
    struct tp_task task;

    tp_task_take(entry, &task);
    return tp_may_examine(actor->duties, &dealings, task.senior);
}

/* A case counts once, however many people it waits for. */
static tp_status count_waiting(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct listing *listing = context;
    const char *class;

    (void)diag;
    if (strcmp(listing->seen, entry->link) == 0 || !may_have(entry, listing->actor))
        return TP_OK;
    snprintf(listing->seen, sizeof listing->seen, "%s", entry->link);
    class = tp_age_class(tp_entry_integer(entry, "opened", 0), tp_exchange_now(listing->exchange));
    listing->waiting[class[0] == 'n' ? 0 : class[0] == 'd' ? 1 : 2]++;
    return TP_OK;
}

tp_status tp_list_tasks(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_store_query open = {
        .kind = "task", .state = "open", .due_until_s = TP_STORE_NEVER, .limit = WAITING_MAX};
    struct listing listing = {.exchange = exchange, .actor = &call->actor, .out = call->reply};
    tp_status status;

    tp_json_list(call->reply, "tasks");
    status = each_in_state(&listing, "claimed", list_own, diag);
    if (status == TP_OK)
        status = each_in_state(&listing, "analysed", list_own, diag);
    tp_json_close(call->reply);
    if (status == TP_OK)
        status = tp_entry_each(exchange, &open, count_waiting, &listing, diag);
    tp_json_object(call->reply, "waiting");
    tp_json_integer(call->reply, "new", listing.waiting[0]);
    tp_json_integer(call->reply, "due", listing.waiting[1]);
    tp_json_integer(call->reply, "late", listing.waiting[2]);
    tp_json_close(call->reply);
    return status;
}

/* ---- claiming -------------------------------------------------------------------------------------------------------
 */

struct choosing {
    struct tp_exchange *exchange;
    const struct tp_actor *actor;
    char task[TP_EXCHANGE_NAME_BYTES];  /* the oldest; "" */
    char again[TP_EXCHANGE_NAME_BYTES]; /* the oldest of a case of which this person had a task before */
    bool had;                           /* of the case that is looked at */
};

static tp_status look_for_return(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct choosing *choosing = context;

    (void)diag;
    choosing->had |= tp_task_was_of(entry, choosing->actor->account);
    return TP_OK;
}

static tp_status choose(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct tp_store_query tasks = {.kind = "task", .link = entry->link, .due_until_s = TP_STORE_NEVER};
    struct choosing *choosing = context;
    tp_status status;

    if (!may_have(entry, choosing->actor))
        return TP_OK;
    choosing->had = false;
    status = tp_entry_each(choosing->exchange, &tasks, look_for_return, choosing, diag);
    if (status != TP_OK)
        return status;
    if (!choosing->had) {
        snprintf(choosing->task, sizeof choosing->task, "%s", entry->name);
        return TP_E_CANCELLED; /* enough */
    }
    if (choosing->again[0] == '\0')
        snprintf(choosing->again, sizeof choosing->again, "%s", entry->name);
    return TP_OK;
}

static tp_status find_task(struct tp_exchange *exchange, const struct tp_actor *actor, char out[TP_EXCHANGE_NAME_BYTES],
                           struct tp_diag *diag)
{
    const struct tp_store_query open = {.kind = "task", .state = "open", .due_until_s = TP_STORE_NEVER};
    struct choosing choosing = {.exchange = exchange, .actor = actor};
    tp_status status = tp_entry_each(exchange, &open, choose, &choosing, diag);

    if (status != TP_OK && status != TP_E_CANCELLED)
        return status;
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", choosing.task[0] ? choosing.task : choosing.again);
    return out[0] ? TP_OK : tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "no task waits that you may do");
}

static tp_status check_workload(struct tp_exchange *exchange, const struct tp_actor *actor, struct tp_diag *diag)
{
    unsigned most = tp_exchange_config(exchange)->review_claims;
    struct listing listing = {.exchange = exchange, .actor = actor};
    tp_status status = each_in_state(&listing, "claimed", list_own, diag);

    if (status == TP_OK)
        status = each_in_state(&listing, "analysed", list_own, diag);
    if (status == TP_OK && listing.active >= most)
        return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "conclude or return what you have first: at most %u at a time",
                       most);
    return status;
}

/* New names and an order of its own for each examiner. */
static tp_status shuffle(struct tp_task *task, struct tp_diag *diag)
{
    tp_status status = TP_OK;
    uint8_t random[TP_FOUND_MAX] = {0};

    if (task->count > 1)
        status = tp_random_bytes(random, sizeof random, diag);
    for (unsigned i = task->count; status == TP_OK && i > 1; i--) {
        unsigned other = random[i - 1] % i;
        struct tp_task_candidate kept = task->candidates[i - 1];

        task->candidates[i - 1] = task->candidates[other];
        task->candidates[other] = kept;
    }
    for (unsigned i = 0; status == TP_OK && i < task->count; i++)
        status = tp_exchange_new_id(task->candidates[i].id, diag);
    return status;
}

static tp_status take(struct tp_exchange *exchange, const struct tp_actor *actor, const char *id, struct tp_diag *diag)
{
    int64_t now_s = tp_exchange_now(exchange);
    struct tp_task task;
    struct tp_review_case about = {0};
    tp_status status = tp_task_read(exchange, id, &task, diag);

    if (status != TP_OK)
        return status;
    status = tp_case_read(exchange, task.entry.link, &about, diag);
    if (status == TP_OK)
        status = shuffle(&task, diag);
    task.state = TP_TASK_CLAIMED;
    task.attempt++;
    task.claimed_s = now_s;
    task.entry.due_s = now_s + (int64_t)tp_exchange_config(exchange)->review_claim_hours * HOUR_S;
    snprintf(task.account, sizeof task.account, "%s", actor->account);
    if (status == TP_OK)
        status = tp_task_write(exchange, &task, now_s, diag);
    if (status == TP_OK)
        status = tp_job_add(exchange, "review.lapse", id, task.entry.due_s, diag);
    if (status == TP_OK)
        status = tp_people_refresh(exchange, about.entry.link, diag);
    tp_case_deinit(&about);
    tp_task_deinit(&task);
    return status;
}

static tp_status show(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_own_task own;
    tp_status status = tp_own_task_find(exchange, call, &own, diag);

    if (status != TP_OK)
        return status;
    status = tp_access_note(exchange, call, own.about.entry.link, "examination task", diag);
    if (status == TP_OK)
        status = tp_own_task_show(exchange, call, &own, diag);
    tp_own_task_deinit(&own);
    return status;
}

tp_status tp_claim_task(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char id[TP_EXCHANGE_NAME_BYTES] = "";
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = check_workload(exchange, &call->actor, diag);
    if (status == TP_OK)
        status = find_task(exchange, &call->actor, id, diag);
    if (status == TP_OK)
        status = take(exchange, &call->actor, id, diag);
    status = tp_exchange_end(exchange, status, diag);
    if (status != TP_OK)
        return status;
    call->status = 201;
    snprintf(call->location, sizeof call->location, "/v1/tasks/%s", id);
    call->values[0] = id;
    status = show(exchange, call, diag);
    call->values[0] = NULL;
    return status;
}

tp_status tp_get_task(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return show(exchange, call, diag);
}

/* ---- giving back ----------------------------------------------------------------------------------------------------
 */

static int find_why(const char *code)
{
    return strcmp(code, "time") == 0 ? 0 : strcmp(code, "conflict") == 0 ? 1 : -1;
}

static tp_status give_back(struct tp_exchange *exchange, struct tp_own_task *own, const char *why, struct tp_diag *diag)
{
    tp_status status;

    own->task.past = why;
    status = tp_task_write(exchange, &own->task, tp_exchange_now(exchange), diag);
    return status == TP_OK ? tp_people_refresh(exchange, own->about.entry.link, diag) : status;
}

static tp_status return_task(struct tp_exchange *exchange, struct tp_call *call, bool conflict, struct tp_diag *diag)
{
    struct tp_own_task own;
    tp_status status = tp_own_task_find(exchange, call, &own, diag);

    if (status != TP_OK)
        return status;
    status = tp_own_task_step(&own, TP_STEP_GIVE_BACK, false, NULL, diag);
    if (status == TP_OK)
        status = give_back(exchange, &own, conflict ? "conflict" : "time", diag);
    tp_own_task_deinit(&own);
    return status;
}

tp_status tp_return_task(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    int why = 0;
    tp_status status = tp_json_only(call->input, "why", diag);

    if (status == TP_OK)
        status = tp_input_code(call->input, "why", find_why, &why, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    return tp_exchange_end(exchange, return_task(exchange, call, why == 1, diag), diag);
}

/* ---- the time is over -----------------------------------------------------------------------------------------------
 */

static tp_status lapse(struct tp_exchange *exchange, const char *id, int64_t *again_s, struct tp_diag *diag)
{
    struct tp_own_task own = {0};
    enum tp_task_state next;
    const struct tp_task_facts facts = {0};
    tp_status status = tp_task_read(exchange, id, &own.task, NULL);

    *again_s = 0;
    if (status == TP_OK)
        status = tp_case_read(exchange, own.task.entry.link, &own.about, NULL);
    if (status != TP_OK) {
        tp_task_deinit(&own.task);
        return status == TP_E_NOT_FOUND ? TP_OK /* erased */
                                        : tp_fail(diag, status, NULL, -1, "the task cannot be read");
    }
    if (tp_task_step(own.task.state, TP_STEP_LAPSE, &facts, &next)) {
        if (own.task.entry.due_s > tp_exchange_now(exchange))
            *again_s = own.task.entry.due_s; /* claimed again since */
        else
            status = give_back(exchange, &own, "lapsed", diag);
    }
    tp_own_task_deinit(&own);
    return status;
}

tp_status tp_lapse_task(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    int64_t again_s;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = lapse(exchange, about, &again_s, diag);
    return again_s ? tp_job_again(exchange, job, again_s, status, diag) : tp_job_end(exchange, job, status, diag);
}
