/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the exchange can do its work, for readiness and for who watches. */
#include <sys/statvfs.h>

#include "exchange/state.h"

#define FRESH_NS INT64_C(5000000000)
enum { ROOM_MIN_BYTES = 64 << 20, OVERDUE_S = 900, OVERDUE_MAX = 100 };

static tp_status check_clock(struct tp_exchange *exchange, struct tp_diag *diag)
{
    int64_t off_s = atomic_load(&exchange->clock->set_s) > 0
                        ? 0
                        : tp_exchange_clock_off_s(exchange->clock, tp_clock_now_s(), tp_exchange_passed_s());

    if (off_s == 0)
        return TP_OK;
    return tp_fail(diag, TP_E_IO, "clock", -1,
                   "the machine's clock has jumped by %lld s; seconds are counted on until it is put right or the node "
                   "is started anew",
                   (long long)off_s);
}

static tp_status check_disk(struct tp_exchange *exchange, struct tp_diag *diag)
{
    struct statvfs info;

    if (statvfs(exchange->folder, &info) != 0)
        return tp_fail(diag, TP_E_IO, "disk", -1, "the folder cannot be looked at");
    if (info.f_flag & ST_RDONLY)
        return tp_fail(diag, TP_E_IO, "disk", -1, "it cannot be written");
    if ((uint64_t)info.f_bavail * info.f_frsize < ROOM_MIN_BYTES)
        return tp_fail(diag, TP_E_IO, "disk", -1, "less than %d MiB are free", ROOM_MIN_BYTES >> 20);
    return TP_OK;
}

/* Something is written: a transaction that changes nothing does not come to the disk. */
static tp_status check_writing(struct tp_exchange *exchange, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status == TP_OK)
        status = tp_exchange_end(exchange, tp_exchange_note_time(exchange, diag), diag);
    if (status == TP_OK && atomic_load(&exchange->stale))
        status = tp_fail(diag, TP_E_STORE, "gallery", -1, "it is not up to date with the store");
    if (status == TP_OK && atomic_load(&exchange->damaged))
        status = tp_fail(diag, TP_E_STORE, "store", -1, "the database is damaged: restore a backup");
    return status;
}

/* Those in which a partner is asked are not the node's fault. */
static tp_status check_jobs(struct tp_exchange *exchange, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = TP_RECORD_JOB, .state = "waiting", .link = "", .due_until_s = tp_exchange_now(exchange) - OVERDUE_S};
    uint64_t count;
    tp_status status = tp_entry_count(exchange, &query, &count, diag);

    if (status == TP_OK && count > (exchange->config->rehearsal ? OVERDUE_MAX : 0)) /* whose clock jumps */
        status = tp_fail(diag, TP_E_BUSY, "jobs", -1, "%llu have waited for longer than %d minutes",
                         (unsigned long long)count, OVERDUE_S / 60);
    return status;
}

tp_status tp_exchange_health(struct tp_exchange *exchange, struct tp_diag *diag)
{
    tp_status status = check_writing(exchange, diag);

    if (status == TP_OK)
        status = check_disk(exchange, diag);
    if (status == TP_OK)
        status = check_clock(exchange, diag);
    return status == TP_OK ? check_jobs(exchange, diag) : status;
}

/* One looks; others are told what was found before, so that nobody waits for what holds that one up. */
static bool is_to_look(struct tp_exchange *exchange)
{
    int64_t now_ns = tp_clock_monotonic_ns();

    if (exchange->looking || (exchange->health_ns > 0 && now_ns - exchange->health_ns < FRESH_NS))
        return false;
    exchange->looking = true;
    exchange->health_ns = now_ns;
    return true;
}

tp_status tp_exchange_health_lately(struct tp_exchange *exchange, struct tp_diag *diag)
{
    struct tp_diag found;
    bool look;

    tp_diag_init(&found);
    pthread_mutex_lock(&exchange->health_lock);
    look = is_to_look(exchange);
    if (!look)
        found = exchange->health;
    pthread_mutex_unlock(&exchange->health_lock);
    if (look) {
        found.status = tp_exchange_health(exchange, &found);
        pthread_mutex_lock(&exchange->health_lock);
        exchange->health = found;
        exchange->looking = false;
        pthread_mutex_unlock(&exchange->health_lock);
    }
    if (diag)
        *diag = found;
    return found.status;
}
