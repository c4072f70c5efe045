/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP server around libmicrohttpd (bounded requests, TLS, limits of rates, replies that go on, a clean stop),
 * asking other servers with libcurl, what Prometheus reads, and a log without personal data. */
#ifndef TP_HTTP_HTTP_H
#define TP_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

struct tp_metrics;
struct tp_log;
struct tp_http_stream;

/* ---- requests (request.c, target.c) ------------------------------------------------------------------------------ */

struct tp_http_incoming; /* the server's own */
enum { TP_HTTP_ID_BYTES = 17 };
/* All strings are borrowed for as long as the request is. */
struct tp_http_request {
    const char *method;      /* "GET" also for HEAD, whose reply goes out without its body */
    const char *path;        /* as it was sent: "/v1/people/a%20b", see tp_http_unescape */
    const char *target;      /* the same with the query: "/v1/people?from=3" */
    const char *authority;   /* the Host header, "" when there is none */
    const char *remote;      /* number of the client's address; a trusted proxy is looked through */
    const char *client;      /* the same for counting: of IPv6 the first 64 bits */
    const char *certificate; /* SHA-256 of the client's verified certificate in hex; "" without one */
    const char *public_key;  /* SHA-256 of that certificate's public key, as it has it; "" without one */
    const char *id;          /* 16 hex digits, for the log and the reply's Request-Id */
    bool is_head, is_tls;
    bool is_secure;   /* TLS up to the client: here, or at the trusted proxy */
    const void *body; /* never NULL */
    size_t body_bytes;
    void *state; /* of the head function, for the handler; ends by FREE_STATE, when that is set */
    void (*free_state)(void *state);
    struct tp_http_incoming *incoming;
};
/* The values are borrowed from the request; NULL when there is none. A header that comes several times is one value
 * with ", " between; of a parameter or cookie that comes several times it is the first. */
const char *tp_http_header(const struct tp_http_request *request, const char *name);
const char *tp_http_query(const struct tp_http_request *request, const char *name); /* decoded */
const char *tp_http_cookie(const struct tp_http_request *request, const char *name);
/* Decodes %XX of a piece of a path (and + as a blank in a QUERY). False for what is no such text, has a NUL or other
 * control characters, is no UTF-8 or does not fit into OUT. */
bool tp_http_unescape(const char *text, size_t length, bool query, char *out, size_t out_bytes);

/* ---- replies (reply.c) ------------------------------------------------------------------------------------------- */

struct tp_http_reply {
    int status;
    const char *content_type; /* a static string */
    struct tp_buffer body;    /* empty at first; freed by the server */
    const void *lasting;      /* instead of a body: what outlives the server; NULL without */
    size_t lasting_bytes;
    struct tp_buffer headers;      /* see tp_http_reply_header */
    struct tp_http_stream *stream; /* instead of a body: the server's end of it, see tp_http_stream_new */
    const char *operation;         /* a static string for metrics and log; "other" when NULL */
};
/* Adds a header. One with control characters in its value is left out and the reply becomes 500. */
void tp_http_reply_header(struct tp_http_reply *reply, const char *name, const char *value);
/* What browsers need to be told: no sniffing, no framing, no referrer, with TLS only TLS; and CONTENT_POLICY, or that
 * nothing may be loaded when it is NULL (data). */
void tp_http_reply_guard(const struct tp_http_request *request, struct tp_http_reply *reply,
                         const char *content_policy);
/* The same, and no caching. */
void tp_http_reply_secure(const struct tp_http_request *request, struct tp_http_reply *reply,
                          const char *content_policy);
/* 429 with Retry-After. */
void tp_http_reply_limited(struct tp_http_reply *reply, unsigned retry_after_s);

/* A reply that goes on until it is ended (server-sent events). The maker has one end, the reply the other: set
 * reply->stream, and from then on write from any thread. */
TP_NODISCARD tp_status tp_http_stream_new(size_t waiting_max_bytes, struct tp_http_stream **out, struct tp_diag *diag);
/* Whole or not at all. False when nobody reads any more, or more than WAITING_MAX wait: then end it. */
bool tp_http_stream_write(struct tp_http_stream *stream, const void *data, size_t size_bytes);
/* Whether somebody reads, or may yet. */
bool tp_http_stream_is_read(struct tp_http_stream *stream);
/* What was written still goes out. The maker's end is gone then; NULL is accepted. */
void tp_http_stream_end(struct tp_http_stream **stream);

/* ---- the server (server.c) --------------------------------------------------------------------------------------- */

/* Called from several threads at once. The reply's status is 200 at first. */
typedef void tp_http_handler_fn(void *context, const struct tp_http_request *request, struct tp_http_reply *reply);
/* Asked with the head, before there is a body; be quick, it keeps other connections waiting. May change how many bytes
 * the body may have (then 413), or refuse by giving the reply, whose status is 0 at first, another one. */
typedef void tp_http_head_fn(void *context, struct tp_http_request *request, size_t *body_max_bytes,
                             struct tp_http_reply *reply);
/* Words for a refusal that the server makes itself (400, 413, 429, 503); the reply has its status and headers. */
typedef void tp_http_refusal_fn(void *context, const struct tp_http_request *request, const char *words,
                                struct tp_http_reply *reply);

/* Who may connect with which certificate. Files in PEM; changed files are taken up by tp_http_server_reload. */
enum tp_http_clients { TP_HTTP_CLIENTS_ANY, TP_HTTP_CLIENTS_MAY_PROVE, TP_HTTP_CLIENTS_MUST_PROVE };
struct tp_http_tls {
    const char *certificate, *key; /* the certificate's file may have the chain, too */
    const char *clients;           /* the authorities that clients' certificates are verified by; may be NULL */
    enum tp_http_clients who;      /* a certificate that does not verify is always refused */
};

struct tp_http_server;
struct tp_http_options {
    const char *address;    /* "127.0.0.1" when NULL */
    uint16_t port;          /* 0: any free one */
    size_t body_max_bytes;  /* 413 beyond */
    unsigned request_max_s; /* a whole request must be in within this time */
    /* All below may be left 0. */
    tp_http_head_fn *head;
    tp_http_refusal_fn *refuse;
    const struct tp_http_tls *tls;
    unsigned workers;         /* threads for the handler, so that slow ones delay nobody; 0: the server's own */
    unsigned connections_max; /* 512 when 0; 503 or closed beyond */
    unsigned connections_per_address_max; /* of IPv6: per /64; closed beyond; 0: no limit */
    size_t bodies_max_bytes;              /* of all requests together, 503 beyond; 1 GiB when 0 */
    unsigned requests_per_s, burst;       /* from one address (IPv6: /64), 429 beyond; 0: no limit */
    const char *proxy;                    /* address of the trusted proxy, whose X-Forwarded-For counts without TLS */
    struct tp_metrics *metrics;           /* borrowed, outlives the server */
    struct tp_log *log;                   /* borrowed, outlives the server */
};
TP_NODISCARD tp_status tp_http_server_start(const struct tp_http_options *options, tp_http_handler_fn *handler,
                                            void *context, struct tp_http_server **out, struct tp_diag *diag);
uint16_t tp_http_server_port(const struct tp_http_server *server);
/* How many certificates the file has (in PEM, at least one), and when the first of them ends. */
TP_NODISCARD tp_status tp_http_certificates_end(const char *path, unsigned *count, int64_t *end_s,
                                                struct tp_diag *diag);
/* Reads the files of TLS again, for connections from now on. On failure the old ones stay. */
TP_NODISCARD tp_status tp_http_server_reload(struct tp_http_server *server, struct tp_diag *diag);
/* Ends the connections that there are: those without a request now (in two seconds when there never was one: they may
 * be in the middle of a handshake), the others when it has been answered. */
void tp_http_server_end_idle(struct tp_http_server *server);
/* Answers what is under way and ends streams, then closes. */
void tp_http_server_stop(struct tp_http_server **server);

/* ---- limits of rates (rate.c): token buckets --------------------------------------------------------------------- */

struct tp_rate;
/* For KEYS_MAX keys at a time; when there are more, those that used least of theirs are forgotten. */
TP_NODISCARD tp_status tp_rate_new(unsigned per_s, unsigned burst, size_t keys_max, struct tp_rate **out,
                                   struct tp_diag *diag);
void tp_rate_free(struct tp_rate **rate);
/* Takes a token of KEY: 0, or the seconds after which there will be one. Thread-safe. */
unsigned tp_rate_take(struct tp_rate *rate, const char *key);

/* ---- metrics (metrics.c): the text form of Prometheus ------------------------------------------------------------ */

struct tp_metric;
TP_NODISCARD tp_status tp_metrics_new(struct tp_metrics **out, struct tp_diag *diag);
void tp_metrics_free(struct tp_metrics **metrics);
/* LABELS: names parted by commas, "" for none, at most 4; names, help and labels are static strings. NULL without
 * memory, which all below accept. By custom: tenprint_<what>_<unit>, counters end in _total. Thread-safe, as the rest.
 * The same name again gives the same metric. */
struct tp_metric *tp_metrics_counter(struct tp_metrics *metrics, const char *name, const char *help,
                                     const char *labels);
struct tp_metric *tp_metrics_gauge(struct tp_metrics *metrics, const char *name, const char *help, const char *labels);
/* Counts values up to 0.001, 0.0025, 0.005, 0.01 ... 10, and all. */
struct tp_metric *tp_metrics_histogram(struct tp_metrics *metrics, const char *name, const char *help,
                                       const char *labels);
/* VALUES of the labels, as many as there are; may be NULL for none. At most 1,000 combinations are kept of a metric,
 * what comes after is counted under "other". */
void tp_metric_add(struct tp_metric *metric, const char *const *values, double by);
void tp_metric_set(struct tp_metric *metric, const char *const *values, double value);
void tp_metric_observe(struct tp_metric *metric, const char *const *values, double value);
/* ASK is called at the beginning of each writing, to set gauges; in the thread that writes. */
typedef void tp_metrics_ask_fn(void *context);
TP_NODISCARD tp_status tp_metrics_on_write(struct tp_metrics *metrics, tp_metrics_ask_fn *ask, void *context,
                                           struct tp_diag *diag);
void tp_metrics_write(struct tp_metrics *metrics, struct tp_buffer *out);
#define TP_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* ---- the log (log.c): one line of JSON for each event ------------------------------------------------------------ */

enum tp_log_level { TP_LOG_DEBUG, TP_LOG_INFO, TP_LOG_WARNING, TP_LOG_ERROR };
struct tp_log_options {
    int fd;                  /* written to, not closed; 2 is standard error */
    enum tp_log_level level; /* and above */
    unsigned lines_per_s;    /* more are dropped and counted; 0: 200 */
    bool addresses;          /* whether requests are logged with the client's address */
};
TP_NODISCARD tp_status tp_log_new(const struct tp_log_options *options, struct tp_log **out, struct tp_diag *diag);
void tp_log_free(struct tp_log **log);
/* A member of the line: TEXT, or NUMBER when that is NULL. Never a name, date, number or image of a person, no body, no
 * query, no token. */
struct tp_log_field {
    const char *name, *text;
    double number;
};
/* Ended by a field without a name; FIELDS may be NULL. LOG may be NULL: nothing is written. Thread-safe. */
void tp_log_write(struct tp_log *log, enum tp_log_level level, const char *event, const struct tp_log_field *fields);
/* The same for a failure: its code and where it was, without the words, which may quote data. */
void tp_log_failure(struct tp_log *log, const char *event, const struct tp_diag *diag);

/* ---- asking other servers (client.c) ----------------------------------------------------------------------------- */

struct tp_http_client; /* keeps connections open between requests; thread-safe */
struct tp_http_client_options {
    const char *authorities;       /* a file: only servers with certificates by these; NULL: whom the system trusts */
    const char *certificate, *key; /* files: proves who asks; both or none */
    unsigned idle_max;             /* connections kept; 8 when 0 */
};
/* OPTIONS may be NULL. The files are read now, and what becomes of them later changes nothing: E_NOT_FOUND, E_FORMAT.
 */
TP_NODISCARD tp_status tp_http_client_new(const struct tp_http_client_options *options, struct tp_http_client **out,
                                          struct tp_diag *diag);
void tp_http_client_free(struct tp_http_client **client); /* nobody asks any more */

struct tp_http_field {
    const char *name, *value;
};
struct tp_http_question {
    const char *url;    /* http or https */
    const char *method; /* "POST", with a body of BODY_BYTES, when NULL */
    const struct tp_http_field *headers;
    size_t header_count;
    const void *body; /* NULL: none */
    size_t body_bytes;
    size_t reply_max_bytes; /* of the reply's body */
    unsigned total_s;       /* from looking up the name to the last byte */
    unsigned connect_s;     /* of that for the connection, with TLS; 0: all of it */
};
struct tp_http_answer {
    int status;               /* any: also 404 is an answer */
    char content_type[64];    /* "" when there is none, cut at its size */
    struct tp_buffer headers; /* see tp_http_answer_header */
    struct tp_buffer body;
};
/* Follows no redirects. Goes through the proxy that the environment names (http_proxy, https_proxy, no_proxy).
 * E_ARGUMENT: no such URL; E_LIMIT: the reply is larger; E_DENIED: the server is not whom the authorities vouch for;
 * E_IO: there was no whole reply in time. The diagnostic names the URL. Always tp_http_answer_deinit. */
TP_NODISCARD tp_status tp_http_ask(struct tp_http_client *client, const struct tp_http_question *question,
                                   struct tp_http_answer *out, struct tp_diag *diag);
/* A header of the reply by its name, whatever the case; of several the first; NULL when there is none. */
const char *tp_http_answer_header(const struct tp_http_answer *answer, const char *name);
void tp_http_answer_deinit(struct tp_http_answer *answer);

#endif
