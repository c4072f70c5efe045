/* SPDX-License-Identifier: Apache-2.0 */
/* What the server tells metrics and log about itself. */
#ifndef TP_HTTP_OBSERVE_H
#define TP_HTTP_OBSERVE_H

#include "http/http.h"

struct tp_observer {
    struct tp_log *log; /* may be NULL */
    struct tp_metric *requests, *durations, *connections, *streams, *rejections;
};
void tp_observer_init(struct tp_observer *out, struct tp_metrics *metrics, struct tp_log *log); /* both may be NULL */

struct tp_observed {
    const struct tp_http_request *request;
    const char *operation; /* NULL: another one */
    int status;
    int64_t duration_ns;
};
void tp_observe_request(const struct tp_observer *observer, const struct tp_observed *what);
/* REASON: "slow", "rate", "connections", "certificate", "memory". */
void tp_observe_rejection(const struct tp_observer *observer, const char *reason);
void tp_observe_connection(const struct tp_observer *observer, int by);
void tp_observe_stream(const struct tp_observer *observer, int by);

#endif
