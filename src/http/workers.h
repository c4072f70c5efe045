/* SPDX-License-Identifier: Apache-2.0 */
/* Threads in which handlers run while the library's go on serving. */
#ifndef TP_HTTP_WORKERS_H
#define TP_HTTP_WORKERS_H

#include "base/base.h"

struct tp_workers;
struct tp_http_incoming;
typedef void tp_workers_fn(struct tp_http_incoming *incoming);

TP_NODISCARD tp_status tp_workers_new(unsigned count, tp_workers_fn *work, struct tp_workers **out,
                                      struct tp_diag *diag);
/* Does what waits first. */
void tp_workers_free(struct tp_workers **workers);
void tp_workers_add(struct tp_workers *workers, struct tp_http_incoming *incoming);

#endif
