/* SPDX-License-Identifier: Apache-2.0 */
/* The job that comes again by itself: the witnesses are asked for cosignatures of what the exchange has published. */
#include "office/parts.h"

enum { COSIGN_EVERY_S = 600 };

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
 * that was overtaken by another checkpoint is asked again at once: there is one a minute, and not two. */
tp_status tp_office_cosign(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    struct tp_published published;
    bool moved = false;
    tp_status status = tp_office_published(exchange, &published, diag);

    (void)about;
    for (unsigned i = 0; status == TP_OK && i < config->witness_count; i++)
        status = cosign(exchange, &published, &config->witnesses[i], &moved, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    return status == TP_OK
               ? tp_job_again(exchange, job, tp_exchange_now(exchange) + (moved ? 0 : COSIGN_EVERY_S), TP_OK, diag)
               : status;
}
