/* SPDX-License-Identifier: Apache-2.0 */
/* The ends of retention: a record of kind "retention" for each owner, {since, days}, and a job that is due then.
 * Periods of the configuration are looked up when the job runs, so that a changed one holds for what is there already.
 */
#include <stdio.h>
#include <string.h>

#include "person/retention.h"

enum { DAY_S = 86400 };

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

/* As tp_entry_get, but one that is not there is TP_OK and has no content. */
static tp_status get(struct tp_exchange *exchange, const char *owner, struct tp_entry *out, struct tp_diag *diag)
{
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    status = tp_entry_get(exchange, "retention", owner, out, &said);
    if (status == TP_OK)
        return TP_OK;
    memset(out, 0, sizeof *out);
    return status == TP_E_NOT_FOUND ? TP_OK : tp_fail(diag, status, said.field, -1, "%s", said.text);
}

tp_status tp_retention_until(struct tp_exchange *exchange, const char *owner, int64_t *end_s, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = get(exchange, owner, &entry, diag);

    *end_s = status == TP_OK && entry.content ? end_of(exchange, &entry) : TP_STORE_NEVER;
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_retention_set(struct tp_exchange *exchange, const char *owner, int64_t since_s, int64_t days,
                           struct tp_diag *diag)
{
    int64_t end_s = tp_retention_end_s(tp_exchange_config(exchange), owner, since_s, days);
    struct tp_entry entry;
    struct tp_json *json = NULL;
    tp_status status = get(exchange, owner, &entry, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK) {
        tp_entry_deinit(&entry);
        return status;
    }
    tp_json_integer(json, "since", since_s);
    tp_json_integer(json, "days", TP_MAX(days, 0));
    entry.due_s = TP_STORE_NEVER;
    if (entry.content) {
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
