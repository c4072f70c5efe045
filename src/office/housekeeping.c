/* SPDX-License-Identifier: Apache-2.0 */
/* What was handed in and not confirmed in time is destroyed; so are the hashes of names under petitions that were
 * decided. */
#include <string.h>

#include "office/parts.h"
#include "office/submission.h"

enum { EVERY_S = 600, AT_ONCE = 500 };

struct tidying {
    struct tp_exchange *exchange;
    bool more;
};

static tp_status tidy_submission(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tidying *tidying = context;
    struct tp_entry own;
    bool left = false;
    tp_status status = tp_submission_get(tidying->exchange, entry->name, NULL, &own, diag);

    if (status != TP_OK)
        return status;
    if (strcmp(own.state, "unconfirmed") == 0) {
        status = tp_submission_withdraw(tidying->exchange, &own, diag);
    } else {
        status = tp_sign_on_drop(tidying->exchange, own.name, AT_ONCE, &left, diag);
        own.due_s = TP_STORE_NEVER;
        if (status == TP_OK && !left)
            status = tp_entry_put(tidying->exchange, "submission", &own, NULL, diag);
        tidying->more |= left;
    }
    tp_entry_deinit(&own);
    return status;
}

static tp_status tidy_sign_on(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tidying *tidying = context;

    return tp_entry_drop(tidying->exchange, "sign-on", entry->name, diag);
}

tp_status tp_office_tidy_up(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const int64_t now_s = tp_exchange_now(exchange);
    const struct tp_store_query submissions = {.kind = "submission", .due_until_s = now_s, .limit = AT_ONCE},
                                sign_ons = {.kind = "sign-on", .due_until_s = now_s, .limit = AT_ONCE};
    struct tidying tidying = {exchange, false};
    uint64_t late = 0;
    tp_status status = tp_exchange_begin(exchange, diag);

    (void)about;
    if (status != TP_OK)
        return status;
    status = tp_entry_each(exchange, &submissions, tidy_submission, &tidying, diag);
    if (status == TP_OK)
        status = tp_entry_each(exchange, &sign_ons, tidy_sign_on, &tidying, diag);
    if (status == TP_OK)
        status = tp_entry_count(exchange, &sign_ons, &late, diag);
    return tp_job_again(exchange, job, now_s + (tidying.more || late ? 1 : EVERY_S), status, diag);
}
