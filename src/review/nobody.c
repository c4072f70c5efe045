/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for somebody who is not there: all whose duty it would be have had to do with the case, and so may not. It
 * stays open until somebody new comes. */
#include <stdlib.h>
#include <string.h>

#include "review/records.h"

enum { LOOKED_AT_MAX = 500, STAFF_MAX = 10000 };

/* Who works here and may examine or decide. */
struct staff {
    struct tp_exchange *exchange;
    struct tp_account *items; /* owned */
    size_t count, capacity;
};
struct looking {
    const struct staff *staff;
    struct tp_nobody_left *out;
};

static tp_status add_account(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const uint32_t duties = TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER);
    struct staff *staff = context;
    struct tp_account account;
    tp_status status = tp_account_get(staff->exchange, entry->name, &account, diag);

    if (status != TP_OK || !account.active || !(account.duties & duties) || staff->count == STAFF_MAX)
        return status;
    if (staff->count == staff->capacity) {
        size_t capacity = staff->capacity ? 2 * staff->capacity : 16;
        void *items = realloc(staff->items, capacity * sizeof *staff->items);

        if (!items)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for the accounts");
        staff->items = items;
        staff->capacity = capacity;
    }
    staff->items[staff->count++] = account;
    return TP_OK;
}

/* A case that two have to examine wants two. */
static tp_status look_at_task(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct tp_store_query open = {
        .kind = "task", .link = entry->link, .state = "open", .due_until_s = TP_STORE_NEVER};
    const struct looking *looking = context;
    uint64_t wanted = 0, able = 0;
    struct tp_task task;
    tp_status status = tp_entry_count(looking->staff->exchange, &open, &wanted, diag);

    tp_task_take(entry, &task);
    for (size_t i = 0; i < looking->staff->count; i++) {
        const struct tp_account *account = &looking->staff->items[i];
        const struct tp_dealings dealings = {.examined = tp_task_bars(entry, account->name)};

        able += tp_may_examine(account->duties, &dealings, task.senior);
    }
    looking->out->tasks += able < (task.senior ? 1 : wanted);
    return status;
}

static tp_status look_at_discretion(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct looking *looking = context;
    struct tp_exchange *exchange = looking->staff->exchange;
    struct tp_people people;
    bool is_there = false;
    tp_status status = tp_people_collect(exchange, entry->link, &people, diag);

    if (status != TP_OK)
        return status;
    status = tp_people_add_identified(exchange, entry->link, &people, diag);
    for (size_t i = 0; status == TP_OK && i < looking->staff->count && !is_there; i++) {
        const struct tp_dealings dealings = tp_people_dealings(&people, looking->staff->items[i].name);

        is_there = tp_may_decide_release(looking->staff->items[i].duties, &dealings);
    }
    looking->out->discretions += status == TP_OK && !is_there;
    tp_people_deinit(&people);
    return status;
}

tp_status tp_review_nobody_left(struct tp_exchange *exchange, struct tp_nobody_left *out, struct tp_diag *diag)
{
    const struct tp_store_query
        accounts = {.kind = "account", .due_until_s = TP_STORE_NEVER},
        tasks = {.kind = "task", .state = "open", .due_until_s = TP_STORE_NEVER, .limit = LOOKED_AT_MAX},
        discretions = {.kind = "discretion", .state = "open", .due_until_s = TP_STORE_NEVER, .limit = LOOKED_AT_MAX};
    struct staff staff = {.exchange = exchange};
    struct looking looking = {&staff, out};
    tp_status status;

    memset(out, 0, sizeof *out);
    if (tp_exchange_config(exchange)->oidc_issuer) /* who that lets in is not known here */
        return TP_OK;
    status = tp_entry_each(exchange, &accounts, add_account, &staff, diag);
    if (status == TP_OK)
        status = tp_entry_each(exchange, &tasks, look_at_task, &looking, diag);
    if (status == TP_OK)
        status = tp_entry_each(exchange, &discretions, look_at_discretion, &looking, diag);
    free(staff.items);
    return status;
}
