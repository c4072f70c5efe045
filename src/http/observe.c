/* SPDX-License-Identifier: Apache-2.0 */
/* The server's metrics and the line of the log for each request: its operation, never its path, which may name a
 * person. */
#include "http/observe.h"

#include <stdio.h>
#include <string.h>

#include "http/log.h"

void tp_observer_init(struct tp_observer *out, struct tp_metrics *metrics, struct tp_log *log)
{
    *out = (struct tp_observer){
        .log = log,
        .requests = tp_metrics_counter(metrics, "tenprint_http_requests_total", "Requests that were replied to.",
                                       "operation,method,status"),
        .durations = tp_metrics_histogram(metrics, "tenprint_http_request_duration_seconds",
                                          "From a request's head to the end of its reply.", "operation"),
        .connections = tp_metrics_gauge(metrics, "tenprint_http_connections", "Connections that are open.", ""),
        .streams = tp_metrics_gauge(metrics, "tenprint_http_streams", "Replies that go on until they are ended.", ""),
        .rejections = tp_metrics_counter(metrics, "tenprint_http_rejections_total",
                                         "Connections and requests that a limit ended.", "reason")};
    /* So that they are there from the beginning. */
    tp_metric_set(out->connections, NULL, 0);
    tp_metric_set(out->streams, NULL, 0);
    tp_metric_add(out->rejections, (const char *const[]){"slow"}, 0);
    tp_metric_add(out->rejections, (const char *const[]){"rate"}, 0);
    tp_metric_add(out->rejections, (const char *const[]){"connections"}, 0);
    tp_metric_add(out->rejections, (const char *const[]){"memory"}, 0);
}

/* Anybody may send any method; a label is made of those that there are. */
static const char *name_method(const struct tp_http_request *request)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

    if (request->is_head)
        return "HEAD";
    for (size_t i = 0; i < TP_ARRAY_LENGTH(methods); i++)
        if (strcmp(request->method, methods[i]) == 0)
            return methods[i];
    return "other";
}

void tp_observe_request(const struct tp_observer *observer, const struct tp_observed *what)
{
    const char *operation = what->operation ? what->operation : "other", *method = name_method(what->request);
    struct tp_log_field fields[] = {{"operation", operation, 0},
                                    {"method", method, 0},
                                    {"status", NULL, what->status},
                                    {"duration_ms", NULL, (double)(what->duration_ns / 10000) / 100},
                                    {"request", what->request->id, 0},
                                    {NULL, NULL, 0},
                                    {NULL, NULL, 0}};
    char status[16];

    snprintf(status, sizeof status, "%d", what->status);
    tp_metric_add(observer->requests, (const char *const[]){operation, method, status}, 1);
    tp_metric_observe(observer->durations, (const char *const[]){operation}, (double)what->duration_ns / 1e9);
    if (tp_log_has_addresses(observer->log))
        fields[5] = (struct tp_log_field){"address", what->request->remote, 0};
    tp_log_write(observer->log, what->status >= 500 ? TP_LOG_ERROR : TP_LOG_INFO, "http.request", fields);
}

void tp_observe_rejection(const struct tp_observer *observer, const char *reason)
{
    tp_metric_add(observer->rejections, (const char *const[]){reason}, 1);
    tp_log_write(observer->log, TP_LOG_WARNING, "http.rejected",
                 (const struct tp_log_field[]){{"reason", reason, 0}, {NULL, NULL, 0}});
}

void tp_observe_connection(const struct tp_observer *observer, int by)
{
    tp_metric_add(observer->connections, NULL, by);
}

void tp_observe_stream(const struct tp_observer *observer, int by)
{
    tp_metric_add(observer->streams, NULL, by);
}
