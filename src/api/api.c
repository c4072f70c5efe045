/* SPDX-License-Identifier: Apache-2.0 */
/* The front door: what it keeps while the node runs. */
#include "api/api.h"

#include <stdlib.h>

#include "api/front.h"

enum { CODES_BURST_S = 20, CODES_CLIENTS_MAX = 1 << 14 };

/* Codes are too long to be guessed; this keeps one address from trying, and from filling the record of accesses. */
static tp_status limit_codes(struct tp_api *api, struct tp_diag *diag)
{
    unsigned per_s = (unsigned)tp_exchange_config(api->exchange)->serve_receipts_per_s;

    return per_s == 0 ? TP_OK : tp_rate_new(per_s, CODES_BURST_S * per_s, CODES_CLIENTS_MAX, &api->codes, diag);
}

tp_status tp_api_new(struct tp_exchange *exchange, const struct tp_api_options *options, struct tp_api **out,
                     struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->exchange = exchange;
    (*out)->options = *options;
    status = tp_throttle_new(&(*out)->throttle, diag);
    if (status == TP_OK)
        status = tp_oidc_new(tp_exchange_config(exchange), &(*out)->oidc, diag);
    if (status == TP_OK)
        status = limit_codes(*out, diag);
    if (status == TP_OK)
        status = tp_events_new(exchange, &(*out)->events, diag);
    if (status != TP_OK)
        tp_api_free(out);
    return status;
}

void tp_api_free(struct tp_api **api)
{
    if (!*api)
        return;
    tp_events_free(&(*api)->events);
    tp_oidc_free(&(*api)->oidc);
    tp_throttle_free(&(*api)->throttle);
    tp_rate_free(&(*api)->codes);
    free(*api);
    *api = NULL;
}

void tp_api_drain(struct tp_api *api)
{
    atomic_store(&api->draining, true);
}
