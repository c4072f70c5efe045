/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks as records. */
#include <stdio.h>
#include <string.h>

#include "review/records.h"

static int conclusion_of(const struct tp_json_value *object, const char *member)
{
    return tp_conclusion_find(tp_json_to_text(tp_json_member(object, member)));
}

static void take_candidate(const struct tp_json_value *value, struct tp_task_candidate *out)
{
    snprintf(out->id, sizeof out->id, "%s", tp_value_text(value, "candidate"));
    out->place = (unsigned)tp_value_integer(value, "place") % TP_FOUND_MAX;
    out->conclusion = conclusion_of(value, "conclusion");
    out->corrected = conclusion_of(value, "corrected");
    out->time_s = tp_value_integer(value, "time");
}

void tp_task_take(const struct tp_entry *entry, struct tp_task *out)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(entry->content), "candidates");
    int state = tp_task_state_find(entry->state);

    memset(out, 0, sizeof *out);
    out->state = state < 0 ? TP_TASK_CONCLUDED : (enum tp_task_state)state;
    out->senior = tp_entry_flag(entry, "senior");
    out->no_value = tp_entry_flag(entry, "no_value");
    out->attempt = (unsigned)tp_entry_integer(entry, "attempt", 0);
    out->opened_s = tp_entry_integer(entry, "opened", 0);
    out->claimed_s = tp_entry_integer(entry, "claimed", 0);
    out->analysed_s = tp_entry_integer(entry, "analysed", 0);
    out->concluded_s = tp_entry_integer(entry, "concluded", 0);
    snprintf(out->account, sizeof out->account, "%s", tp_entry_text(entry, "account"));
    out->count = (unsigned)TP_MIN(tp_json_count(list), (size_t)TP_FOUND_MAX);
    for (unsigned i = 0; i < out->count; i++)
        take_candidate(tp_json_element(list, i), &out->candidates[i]);
}

tp_status tp_task_read(struct tp_exchange *exchange, const char *id, struct tp_task *out, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "task", id, &entry, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    tp_task_take(&entry, out);
    out->entry = entry;
    return TP_OK;
}

void tp_task_deinit(struct tp_task *task)
{
    tp_entry_deinit(&task->entry);
}

void tp_task_count(const struct tp_task *task, struct tp_task_facts *out)
{
    for (unsigned i = 0; i < task->count; i++) {
        out->concluded += task->candidates[i].conclusion >= 0;
        out->remaining += task->candidates[i].conclusion < 0;
    }
}

/* ---- what happened before ------------------------------------------------------------------------------------------
 */

bool tp_task_was_of(const struct tp_entry *task, const char *account)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(task->content), "past");

    for (size_t i = 0; i < tp_json_count(list); i++) {
        if (strcmp(tp_value_text(tp_json_element(list, i), "account"), account) == 0)
            return true;
    }
    return false;
}

bool tp_task_bars(const struct tp_entry *task, const char *account)
{
    return tp_json_lists(tp_json_member(tp_json_root(task->content), "barred"), account);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void write_candidates(const struct tp_task *task, struct tp_json *out)
{
    tp_json_list(out, "candidates");
    for (unsigned i = 0; i < task->count; i++) {
        const struct tp_task_candidate *candidate = &task->candidates[i];

        tp_json_object(out, NULL);
        tp_json_text(out, "candidate", candidate->id);
        tp_json_integer(out, "place", candidate->place);
        if (candidate->conclusion >= 0)
            tp_json_text(out, "conclusion", tp_conclusion_code((enum tp_conclusion)candidate->conclusion));
        if (candidate->corrected >= 0)
            tp_json_text(out, "corrected", tp_conclusion_code((enum tp_conclusion)candidate->corrected));
        tp_json_integer(out, "time", candidate->time_s);
        tp_json_close(out);
    }
    tp_json_close(out);
}

static void write_task(const struct tp_task *task, struct tp_json *out)
{
    tp_json_flag(out, "senior", task->senior);
    tp_json_flag(out, "no_value", task->no_value);
    tp_json_integer(out, "attempt", task->attempt);
    tp_json_text(out, "account", task->account);
    tp_json_integer(out, "opened", task->opened_s);
    tp_json_integer(out, "claimed", task->claimed_s);
    tp_json_integer(out, "analysed", task->analysed_s);
    tp_json_integer(out, "concluded", task->concluded_s);
    write_candidates(task, out);
}

/* Who had it until now, when they analysed the probe (0: not yet), what was concluded by then, and why it is not theirs
 * any more. */
static void write_end(const struct tp_task *task, int64_t now_s, struct tp_json *out)
{
    tp_json_object(out, NULL);
    tp_json_text(out, "account", task->account);
    tp_json_text(out, "why", task->past);
    tp_json_integer(out, "attempt", task->attempt);
    tp_json_integer(out, "analysed", task->analysed_s);
    tp_json_integer(out, "time", now_s);
    write_candidates(task, out);
    tp_json_close(out);
}

static void write_past(const struct tp_task *task, int64_t now_s, struct tp_json *out)
{
    tp_json_list_from(out, "past", tp_json_member(tp_json_root(task->entry.content), "past"));
    write_end(task, now_s, out);
    tp_json_close(out);
}

static void set_state(const struct tp_task *task, struct tp_entry *entry)
{
    snprintf(entry->state, sizeof entry->state, "%s", tp_task_state_code(task->state));
}

tp_status tp_task_add(struct tp_exchange *exchange, const struct tp_review_case *about, const struct tp_task *task,
                      struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *content;
    tp_status status = tp_exchange_new_id(entry.name, diag);

    if (status == TP_OK)
        status = tp_json_new(&content, diag);
    if (status != TP_OK)
        return status;
    snprintf(entry.link, sizeof entry.link, "%s", about->entry.name);
    set_state(task, &entry);
    write_task(task, content);
    status = tp_entry_add(exchange, "task", &entry, content, diag);
    tp_json_free(&content);
    return status;
}

/* Given back: as if nobody had had it. */
static void clear(struct tp_task *task)
{
    task->state = TP_TASK_OPEN;
    task->account[0] = '\0';
    task->claimed_s = task->analysed_s = task->concluded_s = 0;
    task->no_value = false;
    for (unsigned i = 0; i < task->count; i++) {
        task->candidates[i].conclusion = task->candidates[i].corrected = -1;
        task->candidates[i].time_s = 0;
    }
    task->entry.due_s = TP_STORE_NEVER;
    task->past = NULL;
}

tp_status tp_task_write(struct tp_exchange *exchange, struct tp_task *task, int64_t now_s, struct tp_diag *diag)
{
    struct tp_json *content;
    tp_status status = tp_entry_edit(&task->entry, &content, diag);

    if (status != TP_OK)
        return status;
    if (task->past) {
        write_past(task, now_s, content);
        clear(task);
    }
    write_task(task, content);
    set_state(task, &task->entry);
    status = tp_entry_put(exchange, "task", &task->entry, content, diag);
    tp_json_free(&content);
    return status;
}
