/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an organisation's folder for all parts of the exchange, and its transactions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/state.h"

enum { FEW = 100 /* enrolments, for which a gallery is saved at the end */ };

char *tp_exchange_path(const char *folder, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static tp_status open_organisation(struct tp_exchange *exchange, const char *secret, struct tp_diag *diag)
{
    tp_status status = tp_organisation_open(exchange->folder, secret, &exchange->organisation, diag);

    if (status != TP_OK)
        return status;
    exchange->config = tp_organisation_config(exchange->organisation);
    tp_organisation_hold(exchange->organisation);
    if (exchange->options.now_s > 0 && !exchange->config->rehearsal)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_DENIED, "rehearsal", -1, "the clock can be set in one only"),
                               exchange->folder);
    tp_exchange_clock_start(exchange->clock, tp_clock_now_s(), tp_exchange_passed_s());
    atomic_store(&exchange->clock->set_s, TP_MAX(exchange->options.now_s, (int64_t)0));
    return TP_OK;
}

/* Before anything is decided by it: with a wrong clock agreements are not in force yet, or everything is due to be
 * erased. */
static tp_status check_clock(struct tp_exchange *exchange, struct tp_diag *diag)
{
    char machine[TP_TIME_TEXT_BYTES], last[TP_TIME_TEXT_BYTES];
    struct tp_entry entry;
    int64_t last_s;
    tp_status status;

    if (exchange->config->rehearsal || exchange->options.clock_is_right)
        return TP_OK;
    status = tp_entry_get(exchange, TP_RECORD_CLOCK, "latest", &entry, NULL);
    if (status != TP_OK)
        return status == TP_E_NOT_FOUND ? TP_OK : tp_fail(diag, status, "clock", -1, "the store cannot be read");
    last_s = tp_entry_integer(&entry, "time", 0);
    tp_entry_deinit(&entry);
    if (tp_exchange_clock_is_credible(tp_clock_now_s(), last_s))
        return TP_OK;
    tp_time_format(tp_clock_now_s(), machine);
    tp_time_format(last_s, last);
    return tp_fail(diag, TP_E_CONFLICT, "clock", -1,
                   "the machine says %s, and the folder was in use at %s last: put the clock right, or say that it is "
                   "(serve --clock-is-right)",
                   machine, last);
}

/* A new vault would close what is sealed already for ever. */
static tp_status open_vault(struct tp_exchange *exchange, const char *secret, struct tp_diag *diag)
{
    const struct tp_store_query keys = {.kind = TP_RECORD_KEY, .due_until_s = TP_STORE_NEVER};
    enum tp_guard guard = exchange->config->rehearsal ? TP_GUARD_REHEARSAL : TP_GUARD_STRONG;
    uint64_t count;
    tp_status status = tp_store_record_count(tp_organisation_store(exchange->organisation), &keys, &count, diag);

    return status == TP_OK ? tp_vault_open(exchange->folder, secret, guard, count == 0, exchange->vault_key, diag)
                           : status;
}

static tp_status open_parts(struct tp_exchange *exchange, const char *secret, struct tp_diag *diag)
{
    tp_status status = open_organisation(exchange, secret, diag);

    if (status == TP_OK)
        status = check_clock(exchange, diag);
    if (status == TP_OK)
        status = open_vault(exchange, secret, diag);
    if (status == TP_OK)
        status = tp_exchange_open_repository(exchange, diag);
    return status == TP_OK ? tp_exchange_start_housekeeping(exchange, diag) : status;
}

static void init_locks(struct tp_exchange *exchange)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&exchange->lock, NULL);
    pthread_mutex_init(&exchange->health_lock, NULL);
    pthread_mutex_init(&exchange->extraction_lock, NULL);
    pthread_mutex_init(&exchange->idle_lock, NULL);
    sem_init(&exchange->passwords, 0, TP_PASSWORDS_AT_ONCE);
    pthread_mutex_init(&exchange->notes.lock, NULL);
    pthread_mutex_init(&exchange->jobs_lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&exchange->wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

tp_status tp_exchange_open(const char *folder, const char *secret, const struct tp_exchange_options *options,
                           struct tp_exchange **out, struct tp_diag *diag)
{
    struct tp_exchange *exchange;
    void *memory, *clock = NULL;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *exchange, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    exchange = memory;
    init_locks(exchange);
    exchange->options = *options;
    status = tp_alloc_zero(&clock, 1, sizeof *exchange->clock, diag);
    exchange->clock = clock;
    exchange->folder = strdup(folder);
    exchange->store_path = tp_exchange_path(folder, "store.db");
    if (status == TP_OK && (!exchange->folder || !exchange->store_path))
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK)
        status = open_parts(exchange, secret, diag);
    if (status != TP_OK)
        tp_exchange_close(&exchange);
    *out = exchange;
    return status;
}

static void close_jobs(struct tp_exchange *exchange)
{
    while (exchange->under_way) {
        struct tp_job *job = exchange->under_way;

        exchange->under_way = job->next;
        free(job);
    }
}

void tp_exchange_close(struct tp_exchange **slot)
{
    struct tp_exchange *exchange = *slot;

    if (!exchange)
        return;
    tp_exchange_stop_workers(exchange);
    close_jobs(exchange);
    if (exchange->repository.gallery && !atomic_load(&exchange->stale))
        (void)!tp_exchange_save_gallery(exchange, FEW, NULL); /* the next opening does without it, too */
    tp_workers_deinit(&exchange->extraction);
    tp_repository_close(&exchange->repository);
    for (size_t i = 0; i < exchange->idle_count; i++)
        tp_store_close(&exchange->idle[i]);
    tp_organisation_close(&exchange->organisation);
    tp_wipe(exchange->vault_key, sizeof exchange->vault_key);
    pthread_cond_destroy(&exchange->wake);
    pthread_mutex_destroy(&exchange->jobs_lock);
    pthread_mutex_destroy(&exchange->notes.lock);
    sem_destroy(&exchange->passwords);
    pthread_mutex_destroy(&exchange->idle_lock);
    pthread_mutex_destroy(&exchange->extraction_lock);
    pthread_mutex_destroy(&exchange->health_lock);
    pthread_mutex_destroy(&exchange->lock);
    free(exchange->deleted);
    free(exchange->clock);
    free(exchange->store_path);
    free(exchange->folder);
    free(exchange);
    *slot = NULL;
}

/* ---- what it is made of ------------------------------------------------------------------------------------------ */

struct tp_organisation *tp_exchange_organisation(struct tp_exchange *exchange)
{
    return exchange->organisation;
}

const struct tp_config *tp_exchange_config(const struct tp_exchange *exchange)
{
    return exchange->config;
}

tp_status tp_exchange_may_take_config(struct tp_exchange *exchange, const struct tp_config *config,
                                      struct tp_diag *diag)
{
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_config_check_change(exchange->config, config, diag);
    if (status == TP_OK)
        status = tp_organisation_has_room(exchange->organisation, diag);
    tp_exchange_unlock(exchange);
    return status;
}

tp_status tp_exchange_take_config(struct tp_exchange *exchange, struct tp_config **config, struct tp_diag *diag)
{
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_config_check_change(exchange->config, *config, diag);
    if (status == TP_OK)
        status = tp_organisation_take_config(exchange->organisation, config, diag);
    if (status == TP_OK)
        exchange->config = tp_organisation_config(exchange->organisation);
    tp_exchange_unlock(exchange);
    return status;
}

const struct tp_exchange_options *tp_exchange_options(const struct tp_exchange *exchange)
{
    return &exchange->options;
}

const char *tp_exchange_folder(const struct tp_exchange *exchange)
{
    return exchange->folder;
}

const struct tp_part *tp_exchange_part_at(const struct tp_exchange *exchange, size_t place)
{
    if (place == 0)
        return &tp_exchange_part;
    return exchange->options.parts ? exchange->options.parts[place - 1] : NULL;
}

tp_status tp_exchange_new_id(char out[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    uint8_t bytes[(TP_EXCHANGE_ID_BYTES - 1) / 2];
    tp_status status = tp_random_bytes(bytes, sizeof bytes, diag);

    out[0] = '\0';
    if (status == TP_OK)
        tp_hex_encode(bytes, sizeof bytes, out);
    return status;
}

/* ---- the clock --------------------------------------------------------------------------------------------------- */

int64_t tp_exchange_now(const struct tp_exchange *exchange)
{
    return tp_exchange_clock_tell(exchange->clock, tp_clock_now_s(), tp_exchange_passed_s());
}

tp_status tp_exchange_set_now(struct tp_exchange *exchange, int64_t now_s, struct tp_diag *diag)
{
    if (!exchange->config->rehearsal)
        return tp_fail(diag, TP_E_DENIED, "time", -1, "the clock can be set in a rehearsal only");
    if (now_s < tp_exchange_now(exchange))
        return tp_fail(diag, TP_E_CONFLICT, "time", -1, "the clock cannot be set back");
    atomic_store(&exchange->clock->set_s, now_s);
    tp_exchange_wake(exchange);
    return TP_OK;
}

/* ---- stores to read from ----------------------------------------------------------------------------------------- */

tp_status tp_exchange_take_store(struct tp_exchange *exchange, struct tp_store **out, struct tp_diag *diag)
{
    const struct tp_store_options options = {.unchecked = true};

    *out = NULL;
    if (tp_exchange_is_changing(exchange)) {
        *out = tp_organisation_store(exchange->organisation);
        return TP_OK;
    }
    pthread_mutex_lock(&exchange->idle_lock);
    if (exchange->idle_count > 0)
        *out = exchange->idle[--exchange->idle_count];
    pthread_mutex_unlock(&exchange->idle_lock);
    return *out ? TP_OK : tp_store_open(exchange->store_path, &options, out, diag);
}

void tp_exchange_give_store(struct tp_exchange *exchange, struct tp_store *store)
{
    if (!store || tp_exchange_is_changing(exchange))
        return;
    pthread_mutex_lock(&exchange->idle_lock);
    if (exchange->idle_count < TP_IDLE_STORES_MAX) {
        exchange->idle[exchange->idle_count++] = store;
        store = NULL;
    }
    pthread_mutex_unlock(&exchange->idle_lock);
    tp_store_close(&store);
}

/* ---- one at a time ----------------------------------------------------------------------------------------------- */

/* Whose lock the thread holds, and whether it is in a transaction. */
static _Thread_local const struct tp_exchange *held;
static _Thread_local bool changing;

bool tp_exchange_is_changing(const struct tp_exchange *exchange)
{
    return held == exchange && changing;
}

struct tp_store *tp_exchange_store(struct tp_exchange *exchange)
{
    TP_ASSERT(tp_exchange_is_changing(exchange));
    return tp_organisation_store(exchange->organisation);
}

void tp_exchange_lock(struct tp_exchange *exchange)
{
    TP_ASSERT(!held);
    pthread_mutex_lock(&exchange->lock);
    held = exchange;
}

void tp_exchange_unlock(struct tp_exchange *exchange)
{
    TP_ASSERT(held == exchange && !changing);
    held = NULL;
    pthread_mutex_unlock(&exchange->lock);
}

tp_status tp_exchange_begin(struct tp_exchange *exchange, struct tp_diag *diag)
{
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_organisation_begin(exchange->organisation, diag);
    if (status != TP_OK) {
        tp_exchange_unlock(exchange);
        return status;
    }
    changing = true;
    exchange->jobs_added = exchange->enrolled = false;
    exchange->deleted_count = 0;
    return TP_OK;
}

tp_status tp_exchange_end(struct tp_exchange *exchange, tp_status status, struct tp_diag *diag)
{
    bool wake;

    TP_ASSERT(tp_exchange_is_changing(exchange));
    status = tp_organisation_end(exchange->organisation, status, diag);
    changing = false;
    wake = status == TP_OK && exchange->jobs_added;
    if (status == TP_OK)
        tp_exchange_follow_store(exchange);
    tp_exchange_unlock(exchange);
    if (wake)
        tp_exchange_wake(exchange);
    return status;
}
