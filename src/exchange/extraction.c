/* SPDX-License-Identifier: Apache-2.0 */
/* Extraction of cards with threads that stay: making an extractor costs more than a print. */
#include "exchange/state.h"

/* Under its lock. */
static tp_status open_workers(struct tp_exchange *exchange, struct tp_diag *diag)
{
    if (exchange->extraction.pool)
        return TP_OK;
    return tp_workers_init(exchange->options.thread_count, &exchange->extraction, diag);
}

tp_status tp_exchange_extract(struct tp_exchange *exchange, struct tp_tenprint *card, struct tp_diag *diag)
{
    tp_status status;

    pthread_mutex_lock(&exchange->extraction_lock);
    status = open_workers(exchange, diag);
    if (status == TP_OK)
        status = tp_tenprint_extract_all(card, &exchange->extraction, 0, diag);
    pthread_mutex_unlock(&exchange->extraction_lock);
    return status;
}
