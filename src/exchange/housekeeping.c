/* SPDX-License-Identifier: Apache-2.0 */
/* What an exchange does by itself, again and again: it publishes the ledger, clears away jobs that are done and
 * sessions that are over, saves the gallery, and looks for damage. */
#include <stdio.h>

#include "exchange/state.h"

enum {
    PUBLISH_EVERY_S = 60,
    CLEAN_EVERY_S = 3600,
    SAVE_EVERY_S = 600,
    CHECK_EVERY_S = 86400,
    WAIT_MAX_S = 7 * 86400,
    CLEAN_AT_ONCE = 500
};

/* ---- the ledger -------------------------------------------------------------------------------------------------- */

tp_status tp_exchange_publish_ledger(struct tp_exchange *exchange, struct tp_diag *diag)
{
    struct tp_ledger *ledger;
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_organisation_use_ledger(exchange->organisation, &ledger, diag);
    if (status == TP_OK)
        status = tp_ledger_publish(ledger, diag);
    tp_exchange_unlock(exchange);
    return status;
}

static tp_status publish(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_publish_ledger(exchange, diag);

    (void)about;
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_again(exchange, job, tp_exchange_now(exchange) + PUBLISH_EVERY_S,
                                          tp_exchange_note_time(exchange, diag), diag)
                           : status;
}

/* ---- what is over ------------------------------------------------------------------------------------------------ */

struct clearing {
    struct tp_exchange *exchange;
    const char *kind;
    size_t count;
};

static tp_status drop_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct clearing *clearing = context;

    clearing->count++;
    return tp_entry_drop(clearing->exchange, clearing->kind, entry->name, diag);
}

static tp_status drop_some(struct tp_exchange *exchange, struct tp_store_query *query, size_t *count,
                           struct tp_diag *diag)
{
    struct clearing clearing = {exchange, query->kind, 0};
    tp_status status = tp_exchange_begin(exchange, diag);

    query->limit = CLEAN_AT_ONCE;
    if (status == TP_OK)
        status = tp_exchange_end(exchange, tp_entry_each(exchange, query, drop_one, &clearing, diag), diag);
    *count = clearing.count;
    return status;
}

/* Not all at once: others want to change something too. */
static tp_status drop_all(struct tp_exchange *exchange, struct tp_store_query query, struct tp_diag *diag)
{
    size_t count = CLEAN_AT_ONCE;
    tp_status status = TP_OK;

    while (status == TP_OK && count == CLEAN_AT_ONCE)
        status = drop_some(exchange, &query, &count, diag);
    return status;
}

/* A long reader, a backup for instance, keeps the log from being emptied: not waited for, with the lock held. */
static tp_status clean_store(struct tp_exchange *exchange, struct tp_diag *diag)
{
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_store_clean(tp_organisation_store(exchange->organisation), diag);
    tp_exchange_unlock(exchange);
    return status == TP_E_BUSY ? TP_OK : status;
}

static tp_status clean(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_store_query jobs = {.kind = TP_RECORD_JOB, .state = "done", .due_until_s = TP_STORE_NEVER};
    const struct tp_store_query sessions = {.kind = "session", .due_until_s = tp_session_now(exchange)};
    tp_status status = drop_all(exchange, jobs, diag);

    (void)about;
    if (status == TP_OK)
        status = drop_all(exchange, sessions, diag);
    if (status == TP_OK)
        status = clean_store(exchange, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_again(exchange, job, tp_exchange_now(exchange) + CLEAN_EVERY_S, TP_OK, diag)
                           : status;
}

static tp_status save(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status;

    (void)about;
    status = tp_exchange_save_gallery(exchange, 0, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_again(exchange, job, tp_exchange_now(exchange) + SAVE_EVERY_S, TP_OK, diag)
                           : status;
}

/* A large store is opened without being read in full, so damage is looked for later. */
static tp_status check(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    (void)about;
    if (status == TP_OK) {
        status = tp_store_check(store, diag);
        atomic_store(&exchange->damaged, status == TP_E_STORE);
    }
    tp_exchange_give_store(exchange, store);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_again(exchange, job, tp_exchange_now(exchange) + CHECK_EVERY_S, TP_OK, diag)
                           : status;
}

/* ---- the part ---------------------------------------------------------------------------------------------------- */

static const struct tp_job_kind jobs[] = {{"exchange.publish", publish}, {"exchange.place", tp_exchange_place_job},
                                          {"exchange.clean", clean},     {"exchange.save", save},
                                          {"exchange.check", check},     {0}};

const struct tp_part tp_exchange_part = {.name = "exchange", .jobs = jobs};

/* One that is due later than any of them waits comes of another clock. */
static tp_status start(struct tp_exchange *exchange, const char *kind, struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];
    const struct tp_store_query query = {
        .kind = TP_RECORD_JOB, .name = name, .state = "waiting", .due_until_s = tp_exchange_now(exchange) + WAIT_MAX_S};
    uint64_t count;
    tp_status status;

    snprintf(name, sizeof name, "%s ", kind);
    status = tp_entry_count(exchange, &query, &count, diag);
    if (status != TP_OK || count > 0)
        return status;
    status = tp_exchange_begin(exchange, diag);
    return status == TP_OK
               ? tp_exchange_end(exchange, tp_job_add(exchange, kind, "", tp_exchange_now(exchange), diag), diag)
               : status;
}

tp_status tp_exchange_start_housekeeping(struct tp_exchange *exchange, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (const struct tp_job_kind *kind = jobs; status == TP_OK && kind->name; kind++)
        status = start(exchange, kind->name, diag);
    return status;
}
