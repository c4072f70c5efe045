/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange by HTTP: requests become calls of operations and what comes of them becomes replies. Who asks is
 * established here; what may be asked and by whom stands with the operations. api/openapi.yaml describes it all. */
#ifndef TP_API_API_H
#define TP_API_API_H

#include "exchange/exchange.h"
#include "http/http.h"

/* All parts of the exchange, ended by NULL (parts.c); and the one of accounts, sessions and the node itself. */
extern const struct tp_part *const tp_api_parts[];
extern const struct tp_part tp_api_part;

struct tp_api;
struct tp_api_options {
    struct tp_metrics *metrics; /* borrowed; NULL: /metrics is empty */
    struct tp_log *log;         /* borrowed; may be NULL */
    const char *certificate;    /* file that the server has in place of the configuration's; borrowed; may be NULL */
};
/* EXCHANGE and what OPTIONS names outlive it. */
TP_NODISCARD tp_status tp_api_new(struct tp_exchange *exchange, const struct tp_api_options *options,
                                  struct tp_api **out, struct tp_diag *diag);
void tp_api_free(struct tp_api **api);

/* The three functions of a server; their context is the api. */
void tp_api_head(void *api, struct tp_http_request *request, size_t *body_max_bytes, struct tp_http_reply *reply);
void tp_api_handle(void *api, const struct tp_http_request *request, struct tp_http_reply *reply);
void tp_api_refuse(void *api, const struct tp_http_request *request, const char *words, struct tp_http_reply *reply);
/* From now on the node is not ready: for a moment before the server stops, so that those in front of it look elsewhere.
 */
void tp_api_drain(struct tp_api *api);

/* ---- a node at work (serve.c) ------------------------------------------------------------------------------------ */

/* Messages to partners by HTTP, and what else leaves the node (send.c). To each partner it proves itself with the
 * node's certificate, if there is one, and trusts the partner's own authority; to others as anybody. */
struct tp_sender;
struct tp_sender_options {
    const struct tp_config *config; /* read, and not kept */
    const char *certificate, *key;  /* files in PEM, borrowed; NULL: none */
};
TP_NODISCARD tp_status tp_sender_new(const struct tp_sender_options *options, struct tp_sender **out,
                                     struct tp_diag *diag);
/* What the files say now, for the partners of CONFIG; drop accepts NULL. Taken, it is gone by from the next message on,
 * over new connections. Thread-safe. */
struct tp_sender_clients;
TP_NODISCARD tp_status tp_sender_read(const struct tp_sender *sender, const struct tp_config *config,
                                      struct tp_sender_clients **out, struct tp_diag *diag);
void tp_sender_take(struct tp_sender *sender, struct tp_sender_clients **clients);
void tp_sender_drop(struct tp_sender_clients **clients);
void tp_sender_free(struct tp_sender **sender);
tp_send_fn tp_api_send; /* CONTEXT is a struct tp_sender */

struct tp_serve;
struct tp_serve_options {
    const char *folder, *secret;   /* as for tp_exchange_open */
    const char *listen;            /* "ADDRESS:PORT"; NULL: of the configuration, or TP_SERVE_LISTEN */
    const char *certificate, *key; /* files in PEM; NULL: of the configuration */
    bool plain;                    /* without TLS also beyond this machine */
    unsigned workers;              /* threads for work that is done by itself; 0: 2 */
    unsigned threads;              /* of each search; 0: one for each processor */
    int64_t now_s;                 /* as for tp_exchange_open */
    bool clock_is_right;           /* as for tp_exchange_open */
    int log_fd;                    /* lines of JSON; -1: none */
};
#define TP_SERVE_LISTEN "127.0.0.1:7400"
/* Opens the folder, answers requests and works, in threads of its own. E_DENIED for an address beyond this machine
 * without TLS. */
TP_NODISCARD tp_status tp_serve_start(const struct tp_serve_options *options, struct tp_serve **out,
                                      struct tp_diag *diag);
const char *tp_serve_url(const struct tp_serve *serve); /* "http://127.0.0.1:7400" */
struct tp_exchange *tp_serve_exchange(struct tp_serve *serve);
/* Reads organisation.yaml and the files of TLS again, and goes on by them; connections of before end with what is under
 * way on them. When anything in them is wrong, or differs that is read only at the start, all stays as it was. */
TP_NODISCARD tp_status tp_serve_reload(struct tp_serve *serve, struct tp_diag *diag);
/* Answers and ends what is under way. */
void tp_serve_stop(struct tp_serve **serve);

#endif
