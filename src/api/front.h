/* SPDX-License-Identifier: Apache-2.0 */
/* What the front door knows: of itself, and of a request. */
#ifndef TP_API_FRONT_H
#define TP_API_FRONT_H

#include <stdatomic.h>

#include "api/api.h"
#include "api/events.h"
#include "api/oidc.h"
#include "api/route.h"
#include "api/throttle.h"

struct tp_api {
    struct tp_exchange *exchange;
    struct tp_api_options options;
    struct tp_throttle *throttle;
    struct tp_rate *codes; /* requests with a receipt's code; NULL: no limit */
    struct tp_oidc *oidc;  /* NULL without an identity provider */
    struct tp_events *events;
    atomic_bool draining;
};

/* Who asks, as far as it was established. */
struct tp_visitor {
    struct tp_account account;
    char session[TP_SESSION_TOKEN_BYTES]; /* "" without one */
};

/* Of the route's operation: finds out who asks (authenticate.c). With QUICK only in ways that wait for nobody else:
 * E_BUSY when that is not enough. E_DENIED. */
TP_NODISCARD tp_status tp_api_authenticate(struct tp_api *api, const struct tp_http_request *request, bool quick,
                                           struct tp_visitor *out, struct tp_diag *diag);

/* Behind a call: tp_call.front. */
struct tp_front {
    struct tp_api *api;
    const struct tp_http_request *request;
    struct tp_http_reply *reply; /* for headers of an operation's own, once it has succeeded */
    struct tp_visitor visitor;
};

/* Makes REPLY a problem (problem.c; RFC 9457). */
struct tp_problem {
    int status;
    const char *code;   /* "conflict" */
    const char *detail; /* one sentence, without a full stop; NULL for none */
    const char *field;  /* what is wrong; "" */
    const char *state;  /* that the thing is in; "" */
};
void tp_problem_write(const struct tp_http_request *request, const struct tp_problem *problem,
                      struct tp_http_reply *reply);
/* Of a failure: its words only when they are about the request, not about this node. CALL may be NULL. */
void tp_problem_of(const struct tp_http_request *request, const struct tp_diag *diag, const struct tp_call *call,
                   struct tp_http_reply *reply);
#define TP_PROBLEM_TYPE "application/problem+json"

/* A file of the published ledger (ledger_files.c): /ledger/... */
#define TP_LEDGER_PREFIX "/ledger/"
void tp_api_serve_ledger(const struct tp_api *api, const struct tp_http_request *request, struct tp_http_reply *reply);

#endif
