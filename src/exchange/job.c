/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs: records of kind "job" named KIND + " " + ABOUT, state "waiting" (for its due time) or "done", link: whom they
 * ask, content {kind, about, tries, trouble}. One that is asked for again while it is done has another revision at its
 * end, and waits again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exchange/state.h"

#define WAITING "waiting"
#define DONE "done"

enum { BACKOFF_MAX_S = 600, OUTSIDE_WORKERS = 8 };
static const int64_t second_ns = 1000000000;

static tp_status name_job(const char *kind, const char *about, char out[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag)
{
    if (snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s %s", kind, about) >= TP_EXCHANGE_NAME_BYTES || strchr(kind, ' '))
        return tp_fail(diag, TP_E_ARGUMENT, "job", -1, "the name is too long, or its kind has a blank");
    return TP_OK;
}

/* ---- asking for one ---------------------------------------------------------------------------------------------- */

static tp_status describe(const char *kind, const char *about, int64_t tries, const char *trouble, struct tp_json **out,
                          struct tp_diag *diag)
{
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(*out, "kind", kind);
    tp_json_text(*out, "about", about);
    tp_json_integer(*out, "tries", tries);
    if (trouble)
        tp_json_text(*out, "trouble", trouble);
    return TP_OK;
}

static tp_status add_new(struct tp_exchange *exchange, struct tp_entry *entry, const char *kind, const char *about,
                         struct tp_diag *diag)
{
    struct tp_json *content = NULL;
    tp_status status = describe(kind, about, 0, NULL, &content, diag);

    snprintf(entry->state, sizeof entry->state, WAITING);
    if (status == TP_OK && entry->revision == 0)
        status = tp_entry_add(exchange, TP_RECORD_JOB, entry, content, diag);
    else if (status == TP_OK)
        status = tp_entry_put(exchange, TP_RECORD_JOB, entry, content, diag);
    tp_json_free(&content);
    return status;
}

tp_status tp_job_add_for(struct tp_exchange *exchange, const char *kind, const char *about, const char *whom,
                         int64_t due_s, struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;
    bool found, waits;
    tp_status status = name_job(kind, about, name, diag);

    if (status == TP_OK)
        status = tp_entry_find(exchange, TP_RECORD_JOB, name, &entry, &found, diag);
    if (status != TP_OK)
        return status;
    waits = found && strcmp(entry.state, WAITING) == 0;
    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.link, sizeof entry.link, "%s", whom);
    entry.due_s = waits ? TP_MIN(entry.due_s, due_s) : due_s;
    status = waits ? tp_entry_put(exchange, TP_RECORD_JOB, &entry, NULL, diag)
                   : add_new(exchange, &entry, kind, about, diag);
    tp_entry_deinit(&entry);
    exchange->jobs_added = true;
    return status;
}

tp_status tp_job_add(struct tp_exchange *exchange, const char *kind, const char *about, int64_t due_s,
                     struct tp_diag *diag)
{
    return tp_job_add_for(exchange, kind, about, "", due_s, diag);
}

/* ---- the end of one ---------------------------------------------------------------------------------------------- */

/* In the transaction: the record of JOB, unless somebody asked for it again meanwhile or it is gone. */
static tp_status still_mine(struct tp_exchange *exchange, const struct tp_job *job, struct tp_entry *out, bool *mine,
                            struct tp_diag *diag)
{
    bool found;
    tp_status status = tp_entry_find(exchange, TP_RECORD_JOB, job->name, out, &found, diag);

    *mine = found && out->revision == job->revision;
    return status;
}

static tp_status rewrite(struct tp_exchange *exchange, const struct tp_job *job, const char *state, int64_t due_s,
                         struct tp_diag *diag)
{
    struct tp_json *content = NULL;
    struct tp_entry entry;
    bool mine;
    tp_status status = still_mine(exchange, job, &entry, &mine, diag);

    if (status == TP_OK && mine) {
        snprintf(entry.state, sizeof entry.state, "%s", state);
        entry.due_s = due_s;
        status = describe(tp_entry_text(&entry, "kind"), tp_entry_text(&entry, "about"), 0, NULL, &content, diag);
        if (status == TP_OK)
            status = tp_entry_put(exchange, TP_RECORD_JOB, &entry, content, diag);
        tp_json_free(&content);
    }
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_job_end(struct tp_exchange *exchange, struct tp_job *job, tp_status status, struct tp_diag *diag)
{
    if (status == TP_OK)
        status = rewrite(exchange, job, DONE, TP_STORE_NEVER, diag);
    status = tp_exchange_end(exchange, status, diag);
    job->ended = status == TP_OK;
    return status;
}

tp_status tp_job_again(struct tp_exchange *exchange, struct tp_job *job, int64_t due_s, tp_status status,
                       struct tp_diag *diag)
{
    if (status == TP_OK)
        status = rewrite(exchange, job, WAITING, due_s, diag);
    exchange->jobs_added = true;
    status = tp_exchange_end(exchange, status, diag);
    job->ended = status == TP_OK;
    return status;
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

static int64_t backoff_s(int64_t tries)
{
    return tries > 10 ? BACKOFF_MAX_S : TP_MIN((int64_t)1 << tries, (int64_t)BACKOFF_MAX_S);
}

static tp_status write_failure(struct tp_exchange *exchange, struct tp_entry *entry, const struct tp_diag *trouble,
                               struct tp_diag *diag)
{
    int64_t tries = tp_entry_integer(entry, "tries", 0);
    char text[sizeof trouble->text + 32];
    struct tp_json *content = NULL;
    tp_status status;

    snprintf(text, sizeof text, "%s: %s", tp_status_name(trouble->status), trouble->text);
    entry->due_s = tp_exchange_now(exchange) + backoff_s(tries);
    status = describe(tp_entry_text(entry, "kind"), tp_entry_text(entry, "about"), tries + 1, text, &content, diag);
    if (status == TP_OK)
        status = tp_entry_put(exchange, TP_RECORD_JOB, entry, content, diag);
    tp_json_free(&content);
    return status;
}

static tp_status note_failure(struct tp_exchange *exchange, const struct tp_job *job, const struct tp_diag *trouble,
                              struct tp_diag *diag)
{
    struct tp_entry entry;
    bool mine;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = still_mine(exchange, job, &entry, &mine, diag);
    if (status == TP_OK && mine)
        status = write_failure(exchange, &entry, trouble, diag);
    tp_entry_deinit(&entry);
    return tp_exchange_end(exchange, status, diag);
}

/* ---- doing one --------------------------------------------------------------------------------------------------- */

static const struct tp_job_kind *find_kind(const struct tp_exchange *exchange, const char *name)
{
    const struct tp_part *part;

    for (size_t i = 0; (part = tp_exchange_part_at(exchange, i)); i++)
        for (const struct tp_job_kind *kind = part->jobs; kind && kind->name; kind++)
            if (strcmp(kind->name, name) == 0)
                return kind;
    return NULL;
}

/* Whether the job of that name (KIND + " " + ABOUT) waits for another machine. */
static bool is_outside(const struct tp_exchange *exchange, const char *name)
{
    size_t length = strcspn(name, " ");
    const struct tp_part *part;

    for (size_t i = 0; (part = tp_exchange_part_at(exchange, i)); i++)
        for (const char *const *kind = part->outside; kind && *kind; kind++)
            if (strlen(*kind) == length && strncmp(*kind, name, length) == 0)
                return true;
    return false;
}

/* It, or another for the same machine. */
static bool is_under_way(const struct tp_exchange *exchange, const char *name, const char *whom)
{
    const struct tp_job *job = exchange->under_way;

    while (job && strcmp(job->name, name) != 0 && (whom[0] == '\0' || strcmp(job->whom, whom) != 0))
        job = job->next;
    return job;
}

/* Forgets jobs that have rested. */
static void tidy_under_way(struct tp_exchange *exchange)
{
    int64_t now_ns = tp_clock_monotonic_ns();

    for (struct tp_job **slot = &exchange->under_way; *slot;) {
        struct tp_job *job = *slot;

        if (job->rest_end_ns > 0 && job->rest_end_ns <= now_ns) {
            *slot = job->next;
            free(job);
        } else {
            slot = &job->next;
        }
    }
}

/* Which jobs a worker does: those who wait for other machines are kept apart, so that they hold nobody up. */
enum place { ANYWHERE, HERE, OUTSIDE };

struct choosing {
    struct tp_exchange *exchange;
    enum place place;
    struct tp_job *job;
};

/* E_CANCELLED once there is one. */
static tp_status choose(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct choosing *choosing = context;

    (void)diag;
    if (is_under_way(choosing->exchange, record->name, record->link))
        return TP_OK;
    if (choosing->place != ANYWHERE && is_outside(choosing->exchange, record->name) != (choosing->place == OUTSIDE))
        return TP_OK;
    snprintf(choosing->job->name, sizeof choosing->job->name, "%s", record->name);
    snprintf(choosing->job->whom, sizeof choosing->job->whom, "%s", record->link);
    choosing->job->revision = record->revision;
    return TP_E_CANCELLED;
}

/* Under jobs_lock: what is committed is seen before a job that ended stops being under way. */
static tp_status take_job(struct tp_exchange *exchange, enum place place, struct tp_job *job, struct tp_diag *diag)
{
    struct choosing choosing = {exchange, place, job};
    const struct tp_store_query query = {
        .kind = TP_RECORD_JOB, .state = WAITING, .due_until_s = tp_exchange_now(exchange)};
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    tidy_under_way(exchange);
    if (status == TP_OK)
        status = tp_store_records(store, &query, choose, &choosing, diag);
    tp_exchange_give_store(exchange, store);
    return status == TP_E_CANCELLED ? TP_OK : status;
}

static tp_status claim(struct tp_exchange *exchange, enum place place, struct tp_job **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    pthread_mutex_lock(&exchange->jobs_lock);
    status = take_job(exchange, place, *out, diag);
    if (status == TP_OK && (*out)->name[0] != '\0') {
        (*out)->next = exchange->under_way;
        exchange->under_way = *out;
    } else {
        free(*out);
        *out = NULL;
    }
    pthread_mutex_unlock(&exchange->jobs_lock);
    return status;
}

/* A job whose end or failure is on record is let go, another rests for a while. */
static void let_go(struct tp_exchange *exchange, struct tp_job *job, bool noted)
{
    struct tp_job **slot = &exchange->under_way;

    pthread_mutex_lock(&exchange->jobs_lock);
    if (noted) {
        while (*slot != job)
            slot = &(*slot)->next;
        *slot = job->next;
        free(job);
    } else {
        job->rest_end_ns = tp_clock_monotonic_ns() + second_ns;
    }
    pthread_mutex_unlock(&exchange->jobs_lock);
}

static tp_status run(struct tp_exchange *exchange, struct tp_job *job, struct tp_diag *trouble)
{
    char name[TP_EXCHANGE_NAME_BYTES], *blank;
    const struct tp_job_kind *kind;
    tp_status status;

    memcpy(name, job->name, sizeof name);
    blank = strchr(name, ' ');
    TP_ASSERT(blank);
    *blank = '\0';
    kind = find_kind(exchange, name);
    if (!kind)
        return tp_fail(trouble, TP_E_UNSUPPORTED, "job", -1, "nothing here does %s", name);
    status = kind->run(exchange, job, blank + 1, trouble);
    if (status != TP_OK || job->ended)
        return status;
    status = tp_exchange_begin(exchange, trouble); /* there was nothing to change */
    return status == TP_OK ? tp_job_end(exchange, job, TP_OK, trouble) : status;
}

static tp_status work_once(struct tp_exchange *exchange, enum place place, bool *did, struct tp_diag *diag)
{
    struct tp_diag trouble;
    struct tp_job *job;
    bool noted = true;
    tp_status status = claim(exchange, place, &job, diag);

    *did = status == TP_OK && job;
    if (!*did)
        return status;
    tp_diag_init(&trouble);
    status = run(exchange, job, &trouble);
    if (status != TP_OK && !job->ended) {
        trouble.status = status;
        noted = note_failure(exchange, job, &trouble, NULL) == TP_OK;
    }
    let_go(exchange, job, noted);
    return TP_OK;
}

tp_status tp_exchange_work(struct tp_exchange *exchange, bool *did, struct tp_diag *diag)
{
    return work_once(exchange, ANYWHERE, did, diag);
}

static tp_status note_due(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    (void)diag;
    *(int64_t *)context = record->due_s;
    return TP_OK;
}

int64_t tp_exchange_next_due_s(struct tp_exchange *exchange)
{
    const struct tp_store_query query = {
        .kind = TP_RECORD_JOB, .state = WAITING, .due_until_s = TP_STORE_NEVER - 1, .limit = 1};
    int64_t due_s = TP_STORE_NEVER;
    struct tp_store *store;

    if (tp_exchange_take_store(exchange, &store, NULL) == TP_OK)
        (void)!tp_store_records(store, &query, note_due, &due_s, NULL);
    tp_exchange_give_store(exchange, store);
    return due_s;
}

/* ---- workers ----------------------------------------------------------------------------------------------------- */

void tp_exchange_wake(struct tp_exchange *exchange)
{
    pthread_mutex_lock(&exchange->jobs_lock);
    pthread_cond_broadcast(&exchange->wake);
    pthread_mutex_unlock(&exchange->jobs_lock);
}

/* Not for long: what becomes due by the clock wakes nobody. */
static void wait_for_work(struct tp_exchange *exchange)
{
    int64_t end_ns = tp_clock_monotonic_ns() + second_ns / 5;
    const struct timespec end = {.tv_sec = end_ns / second_ns, .tv_nsec = end_ns % second_ns};

    pthread_mutex_lock(&exchange->jobs_lock);
    if (!exchange->stopping)
        (void)pthread_cond_timedwait(&exchange->wake, &exchange->jobs_lock, &end);
    pthread_mutex_unlock(&exchange->jobs_lock);
}

static bool is_stopping(struct tp_exchange *exchange)
{
    bool stopping;

    pthread_mutex_lock(&exchange->jobs_lock);
    stopping = exchange->stopping;
    pthread_mutex_unlock(&exchange->jobs_lock);
    return stopping;
}

static void work(struct tp_exchange *exchange, enum place place)
{
    while (!is_stopping(exchange)) {
        bool did;

        if (work_once(exchange, place, &did, NULL) != TP_OK || !did)
            wait_for_work(exchange);
    }
}

static void *work_here(void *context)
{
    work(context, HERE);
    return NULL;
}

static void *work_outside(void *context)
{
    work(context, OUTSIDE);
    return NULL;
}

static bool has_outside(const struct tp_exchange *exchange)
{
    const struct tp_part *part;

    for (size_t i = 0; (part = tp_exchange_part_at(exchange, i)); i++)
        if (part->outside && part->outside[0])
            return true;
    return false;
}

static tp_status start_threads(struct tp_exchange *exchange, unsigned count, void *(*entry)(void *),
                               struct tp_diag *diag)
{
    for (unsigned i = 0; i < count; i++) {
        if (pthread_create(&exchange->workers[exchange->worker_count], NULL, entry, exchange) != 0)
            return tp_fail(diag, TP_E_MEMORY, "workers", -1, "no more threads can be started");
        exchange->worker_count++;
    }
    return TP_OK;
}

tp_status tp_exchange_start_workers(struct tp_exchange *exchange, unsigned count, struct tp_diag *diag)
{
    unsigned here = TP_MAX(count, 1u), outside = has_outside(exchange) ? OUTSIDE_WORKERS : 0;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, here + outside, sizeof *exchange->workers, diag);

    TP_ASSERT(!exchange->workers);
    exchange->workers = memory;
    if (status == TP_OK)
        status = start_threads(exchange, here, work_here, diag);
    if (status == TP_OK)
        status = start_threads(exchange, outside, work_outside, diag);
    if (status != TP_OK)
        tp_exchange_stop_workers(exchange);
    return status;
}

void tp_exchange_stop_workers(struct tp_exchange *exchange)
{
    if (!exchange->workers)
        return;
    pthread_mutex_lock(&exchange->jobs_lock);
    exchange->stopping = true;
    pthread_cond_broadcast(&exchange->wake);
    pthread_mutex_unlock(&exchange->jobs_lock);
    for (unsigned i = 0; i < exchange->worker_count; i++)
        pthread_join(exchange->workers[i], NULL);
    free(exchange->workers);
    exchange->workers = NULL;
    exchange->worker_count = 0;
    exchange->stopping = false;
}
