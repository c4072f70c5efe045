/* SPDX-License-Identifier: Apache-2.0 */
/* What a node tells Prometheus about its work. */
#ifndef TP_API_FIGURES_H
#define TP_API_FIGURES_H

#include "exchange/exchange.h"
#include "http/http.h"

struct tp_figures;
/* Sets gauges of METRICS whenever they are written, at most every few seconds. EXCHANGE outlives them. */
TP_NODISCARD tp_status tp_figures_new(struct tp_exchange *exchange, struct tp_metrics *metrics, struct tp_log *log,
                                      struct tp_figures **out, struct tp_diag *diag);
/* METRICS are not written any more. */
void tp_figures_free(struct tp_figures **figures);

#endif
