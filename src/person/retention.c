/* SPDX-License-Identifier: Apache-2.0 */
/* The ends of retention: a record of kind "retention" for each owner, {since, days}, and a job that is due then.
 * Periods of the configuration are looked up when the job runs, so that a changed one holds for what is there already.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/erasure.h"
#include "person/retention.h"

enum { DAY_S = 86400, PIECE = 1000 };

int64_t tp_retention_end_s(const struct tp_config *config, const char *owner, int64_t since_s, int64_t days)
{
    if (days <= 0 && strncmp(owner, "booking/", 8) == 0)
        days = config->retention_bookings_days;
    else if (days <= 0)
        days = config->retention_requests_days;
    return days > 0 && days < 100000 ? since_s + days * DAY_S : TP_STORE_NEVER;
}

static int64_t end_of(struct tp_exchange *exchange, const struct tp_entry *entry)
{
    return tp_retention_end_s(tp_exchange_config(exchange), entry->name, tp_entry_integer(entry, "since", 0),
                              tp_entry_integer(entry, "days", 0));
}

tp_status tp_retention_until(struct tp_exchange *exchange, const char *owner, int64_t *end_s, struct tp_diag *diag)
{
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, "retention", owner, &entry, &found, diag);

    *end_s = status == TP_OK && found ? end_of(exchange, &entry) : TP_STORE_NEVER;
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_retention_set(struct tp_exchange *exchange, const char *owner, int64_t since_s, int64_t days,
                           struct tp_diag *diag)
{
    int64_t end_s = tp_retention_end_s(tp_exchange_config(exchange), owner, since_s, days);
    struct tp_entry entry;
    struct tp_json *json = NULL;
    bool found;
    tp_status status = tp_entry_find(exchange, "retention", owner, &entry, &found, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK) {
        tp_entry_deinit(&entry);
        return status;
    }
    tp_json_integer(json, "since", since_s);
    tp_json_integer(json, "days", TP_MAX(days, 0));
    entry.due_s = TP_STORE_NEVER;
    if (found) {
        status = tp_entry_put(exchange, "retention", &entry, json, diag);
    } else {
        snprintf(entry.name, sizeof entry.name, "%s", owner);
        status = tp_entry_add(exchange, "retention", &entry, json, diag);
    }
    if (status == TP_OK && end_s != TP_STORE_NEVER)
        status = tp_job_add(exchange, "person.retain", owner, end_s, diag);
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_retention_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_erasure_spec spec = {about, "retention", "", "", "", ""};
    int64_t end_s;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_retention_until(exchange, about, &end_s, diag);
    if (status == TP_OK && end_s != TP_STORE_NEVER && end_s > tp_exchange_now(exchange))
        return tp_job_again(exchange, job, end_s, status, diag);
    if (status == TP_OK && end_s != TP_STORE_NEVER)
        status = tp_erasure_start(exchange, &spec, diag);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- other periods than before ----------------------------------------------------------------------------------- */

static tp_status note_periods(struct tp_exchange *exchange, struct tp_entry *entry, bool found, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    struct tp_json *json = NULL;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "bookings_days", config->retention_bookings_days);
    tp_json_integer(json, "requests_days", config->retention_requests_days);
    snprintf(entry->name, sizeof entry->name, "retention");
    entry->due_s = TP_STORE_NEVER;
    status = found ? tp_entry_put(exchange, "periods", entry, json, diag)
                   : tp_entry_add(exchange, "periods", entry, json, diag);
    tp_json_free(&json);
    return status == TP_OK ? tp_job_add(exchange, "person.periods", "0", tp_exchange_now(exchange), diag) : status;
}

tp_status tp_retention_start(struct tp_exchange *exchange, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    struct tp_entry entry;
    bool found;
    tp_status status = tp_entry_find(exchange, "periods", "retention", &entry, &found, diag);

    if (status == TP_OK &&
        !(found && tp_entry_integer(&entry, "bookings_days", -1) == config->retention_bookings_days &&
          tp_entry_integer(&entry, "requests_days", -1) == config->retention_requests_days)) {
        status = tp_exchange_begin(exchange, diag);
        if (status == TP_OK)
            status = tp_exchange_end(exchange, note_periods(exchange, &entry, found, diag), diag);
    }
    tp_entry_deinit(&entry);
    return status;
}

struct piece {
    struct tp_exchange *exchange;
    size_t count;
    int64_t last_id;
};

static tp_status look_up(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct piece *piece = context;
    int64_t end_s = end_of(piece->exchange, entry);

    piece->count++;
    piece->last_id = entry->id;
    return end_s == TP_STORE_NEVER ? TP_OK : tp_job_add(piece->exchange, "person.retain", entry->name, end_s, diag);
}

tp_status tp_periods_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "retention", .due_until_s = TP_STORE_NEVER, .beyond_id = strtoll(about, NULL, 10), .limit = PIECE};
    struct piece piece = {exchange, 0, 0};
    char next[24];
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_each(exchange, &query, look_up, &piece, diag);
    snprintf(next, sizeof next, "%" PRId64, piece.last_id);
    if (status == TP_OK && piece.count == PIECE)
        status = tp_job_add(exchange, "person.periods", next, tp_exchange_now(exchange), diag);
    return tp_job_end(exchange, job, status, diag);
}
