/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs that come again by themselves: the ledger is published, and its witnesses are asked for cosignatures. */
#include "office/parts.h"

enum { PUBLISH_EVERY_S = 60, COSIGN_EVERY_S = 600 };

static tp_status again(struct tp_exchange *exchange, struct tp_job *job, int64_t seconds, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    return tp_job_again(exchange, job, tp_exchange_now(exchange) + seconds, TP_OK, diag);
}

tp_status tp_office_publish(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_ledger *ledger;
    tp_status status;

    (void)about;
    tp_exchange_lock(exchange);
    status = tp_organisation_use_ledger(tp_exchange_organisation(exchange), &ledger, diag);
    if (status == TP_OK)
        status = tp_ledger_publish(ledger, diag);
    tp_exchange_unlock(exchange);
    return status == TP_OK ? again(exchange, job, PUBLISH_EVERY_S, diag) : status;
}

/* Witnesses make us wait: they are asked without the lock. *MOVED: what was cosigned is not the newest any more. */
static tp_status cosign(struct tp_exchange *exchange, const struct tp_published *published,
                        const struct tp_config_witness *witness, bool *moved, struct tp_diag *diag)
{
    const struct tp_exchange_options *options = tp_exchange_options(exchange);
    const struct tp_witness_road road = {options->send, options->send_context};
    struct tp_witness_answer answer;
    struct tp_ledger *ledger;
    tp_status status = tp_witness_ask(&road, published, witness, &answer, diag);

    if (status != TP_OK || answer.outcome != TP_WITNESS_COSIGNED)
        return status;
    tp_exchange_lock(exchange);
    status = tp_organisation_use_ledger(tp_exchange_organisation(exchange), &ledger, diag);
    if (status == TP_OK)
        status = tp_witness_take(ledger, &answer, diag);
    tp_exchange_unlock(exchange);
    *moved |= status == TP_OK && answer.outcome != TP_WITNESS_COSIGNED;
    return status;
}

/* A witness that is away or refuses is asked again in its turn; how old the cosignatures are shows in the ledger. One
 * that was overtaken by the job that publishes is asked again at once: that does so once a minute, and not twice. */
tp_status tp_office_cosign(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    struct tp_published published;
    bool moved = false;
    tp_status status = tp_office_published(exchange, &published, diag);

    (void)about;
    for (unsigned i = 0; status == TP_OK && i < config->witness_count; i++)
        status = cosign(exchange, &published, &config->witnesses[i], &moved, diag);
    return status == TP_OK ? again(exchange, job, moved ? 0 : COSIGN_EVERY_S, diag) : status;
}
