/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to a reply: which operation, by whom, with what, and what came of it. What the head of a request
 * shows is refused before its body is read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/cookie.h"
#include "api/front.h"
#include "api/media.h"
#include "api/pages.h"
#include "partner/partner.h"

enum {
    BODY_OF_ANYBODY_BYTES = 1 << 20, /* larger ones are taken only from who has an account */
    CASE_BYTES = 128                 /* of a case's reference, with the NUL */
};

static void refuse(const struct tp_http_request *request, int status, const char *code, const char *detail,
                   struct tp_http_reply *reply)
{
    const struct tp_problem problem = {.status = status, .code = code, .detail = detail};

    tp_problem_write(request, &problem, reply);
}

static bool is_ledger(const struct tp_http_request *request)
{
    return strncmp(request->path, TP_LEDGER_PREFIX, strlen(TP_LEDGER_PREFIX)) == 0;
}

static bool needs_account(const struct tp_operation *operation)
{
    return !(operation->flags & (TP_OPERATION_PUBLIC | TP_OPERATION_WIRE));
}

/* ---- the head ---------------------------------------------------------------------------------------------------- */

static void refuse_route(const struct tp_http_request *request, const char *allow, struct tp_http_reply *reply)
{
    if (allow[0] == '\0') {
        refuse(request, 404, "not-found", "there is nothing of this path", reply);
        return;
    }
    refuse(request, 405, "method", "the path takes other methods only", reply);
    tp_http_reply_header(reply, "Allow", allow);
}

static void check_media(const struct tp_operation *operation, const struct tp_http_request *request,
                        struct tp_http_reply *reply)
{
    const char *type = tp_http_header(request, "Content-Type");
    bool json = operation->body_max_bytes > 0 && !(operation->flags & TP_OPERATION_RAW);

    if (json && !tp_media_is(type ? type : "", "application/json"))
        refuse(request, 415, "media-type", "the body must be application/json", reply);
    else if (strcmp(operation->method, "GET") != 0 &&
             !tp_media_accepts(tp_http_header(request, "Accept"), "application/json"))
        refuse(request, 406, "not-acceptable", "the reply is application/json", reply);
}

/* 401; a cookie that has ended is taken back. */
static void refuse_stranger(const struct tp_http_request *request, const char *detail, struct tp_http_reply *reply)
{
    refuse(request, 401, "unauthenticated", detail, reply);
    if (tp_cookie_token(request))
        tp_cookie_set(request, NULL, reply);
}

/* A browser sends its cookie along whoever made it ask. */
static bool is_led_astray(const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const struct tp_problem problem = {
        .status = 403, .code = "denied", .detail = "with a cookie only a page of this node may ask", .field = "Origin"};

    if (!tp_cookie_token(request) || tp_cookie_is_from_here(request))
        return false;
    tp_problem_write(request, &problem, reply);
    return true;
}

static void check_visitor(struct tp_api *api, const struct tp_operation *operation,
                          const struct tp_http_request *request, struct tp_http_reply *reply)
{
    struct tp_visitor visitor;
    struct tp_diag diag;
    tp_status status;

    if (!needs_account(operation) || is_led_astray(request, reply))
        return;
    if (operation->body_max_bytes <= BODY_OF_ANYBODY_BYTES &&
        (tp_http_header(request, "Authorization") || tp_cookie_token(request)))
        return; /* looked at when the body is there */
    tp_diag_init(&diag);
    status = tp_api_authenticate(api, request, true, &visitor, &diag);
    if (status == TP_E_DENIED)
        refuse_stranger(request, diag.text, reply);
    else if (status != TP_OK && status != TP_E_BUSY) /* busy: that is seen when the body is there */
        tp_problem_of(request, &diag, NULL, reply);
}

/* The headers that a partner signs, and what it signs with (RFC 9421, RFC 9530). */
static void fill_wire(const struct tp_http_request *request, struct tp_wire_request *out)
{
    static const char *const names[] = {"content-type", "content-digest", "signature-input", "signature"};

    out->method = request->method;
    out->url = "";
    out->authority = request->authority;
    out->path = request->path;
    out->body = request->body;
    out->body_bytes = request->body_bytes;
    out->certificate = request->certificate;
    out->public_key = request->public_key;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        const char *value = tp_http_header(request, names[i]);
        if (value)
            out->headers[out->header_count++] = (struct tp_wire_header){names[i], value};
    }
}

/* Where partners can prove themselves, and from beyond the machine always, who sends in their name must: before a body
 * is read. */
static void check_proof(const struct tp_api *api, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const struct tp_config *config = tp_exchange_config(api->exchange);
    const bool wanted = config->serve_clients || (!config->rehearsal && request->is_secure);

    if (wanted && request->certificate[0] == '\0')
        refuse(request, 403, "certificate", "a partner's node proves itself here with a certificate", reply);
}

/* Bodies of partners are large: a stranger's is not read. */
static void check_partner(const struct tp_api *api, const struct tp_operation *operation,
                          const struct tp_http_request *request, struct tp_http_reply *reply)
{
    struct tp_wire_request wire = {0};
    struct tp_diag diag;

    if (!(operation->flags & TP_OPERATION_WIRE))
        return;
    check_proof(api, request, reply);
    if (reply->status != 0)
        return;
    tp_diag_init(&diag);
    fill_wire(request, &wire);
    if (tp_partner_admit(api->exchange, &wire, &diag) != TP_OK)
        tp_problem_of(request, &diag, NULL, reply);
}

static void check_rate(const struct tp_api *api, const struct tp_operation *operation,
                       const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const bool counted = api->codes && operation->flags & TP_OPERATION_CODE;
    const unsigned wait_s = counted ? tp_rate_take(api->codes, request->client) : 0;

    if (wait_s == 0)
        return;
    refuse(request, 429, "limited", "there were too many requests with codes from this address", reply);
    tp_http_reply_limited(reply, wait_s);
}

void tp_api_head(void *context, struct tp_http_request *request, size_t *body_max_bytes, struct tp_http_reply *reply)
{
    struct tp_api *api = context;
    struct tp_route *route;
    void *memory;

    *body_max_bytes = 0;
    if (tp_alloc(&memory, 1, sizeof *route, NULL) != TP_OK) {
        refuse(request, 503, "memory", NULL, reply);
        return;
    }
    route = memory;
    request->state = route;
    request->free_state = free;
    tp_route_find(api->exchange, request->method, request->path, route);
    if (is_ledger(request)) {
        if (strcmp(request->method, "GET") != 0)
            refuse_route(request, "GET", reply);
        return;
    }
    if (!route->operation) {
        if (!tp_page_find(tp_web_pages, request))
            refuse_route(request, route->allow, reply);
        return;
    }
    reply->operation = route->operation->id;
    *body_max_bytes = route->operation->body_max_bytes;
    check_visitor(api, route->operation, request, reply);
    if (reply->status == 0)
        check_partner(api, route->operation, request, reply);
    if (reply->status == 0)
        check_media(route->operation, request, reply);
    if (reply->status == 0)
        check_rate(api, route->operation, request, reply);
}

/* ---- the call ---------------------------------------------------------------------------------------------------- */

/* What a call borrows from while it lasts. */
struct made {
    struct tp_front front;
    struct tp_wire_request wire;
    struct tp_json_document *input;
};

static const char *header_or_nothing(const struct tp_http_request *request, const char *name)
{
    const char *value = tp_http_header(request, name);

    return value ? value : "";
}

static const char *query_of(const struct tp_call *call, const char *name)
{
    const struct tp_front *front = call->query_context;

    return tp_http_query(front->request, name);
}

static tp_status fill_input(const struct tp_operation *operation, struct made *made, struct tp_call *call,
                            struct tp_diag *diag)
{
    const struct tp_http_request *request = made->front.request;
    tp_status status;

    call->content_type = header_or_nothing(request, "Content-Type");
    call->body = request->body;
    call->body_bytes = request->body_bytes;
    if (operation->body_max_bytes == 0 || operation->flags & TP_OPERATION_RAW)
        return TP_OK;
    status = tp_json_parse(request->body, request->body_bytes, &made->input, diag);
    if (status == TP_OK)
        call->input = tp_json_root(made->input);
    else if (diag->field[0] == '\0')
        snprintf(diag->field, sizeof diag->field, "body");
    return status == TP_E_LIMIT ? tp_fail(diag, TP_E_FORMAT, "body", -1, "it has too many levels") : status;
}

static void fill_actor(struct made *made, struct tp_call *call)
{
    const struct tp_http_request *request = made->front.request;
    const struct tp_visitor *visitor = &made->front.visitor;

    call->actor.account = visitor->account.name;
    call->actor.duties = visitor->account.duties;
    call->actor.purpose = header_or_nothing(request, "Tenprint-Purpose");
    call->actor.reference = header_or_nothing(request, "Tenprint-Case");
    call->idempotency_key = header_or_nothing(request, "Idempotency-Key");
    call->address = request->client;
    call->session = visitor->session[0] ? visitor->session : NULL;
    call->front = &made->front;
    call->query = query_of;
    call->query_context = &made->front;
}

static tp_status fill(const struct tp_route *route, struct made *made, struct tp_call *call, struct tp_diag *diag)
{
    for (size_t i = 0; i < TP_ROUTE_VALUES_MAX; i++)
        call->values[i] = route->values[i];
    fill_actor(made, call);
    if (route->operation->flags & TP_OPERATION_WIRE) {
        fill_wire(made->front.request, &made->wire);
        call->wire = &made->wire;
        call->actor.account = "partner:"; /* which one, its signature says */
    }
    tp_buffer_init(&call->bytes);
    return tp_json_new(&call->reply, diag);
}

/* ---- the reply --------------------------------------------------------------------------------------------------- */

static void write_json(struct tp_call *call, struct tp_http_reply *reply)
{
    static const size_t nothing = 2; /* "{}" */

    if (tp_json_write_canonical(call->reply, &reply->body, NULL) != TP_OK)
        reply->body.bad = true; /* the server makes that 503 */
    reply->content_type = "application/json";
    if (!reply->body.bad && reply->body.size_bytes == nothing) {
        tp_buffer_deinit(&reply->body);
        tp_buffer_init(&reply->body);
        reply->content_type = NULL;
    }
}

static void write_reply(const struct tp_http_request *request, struct tp_call *call, struct tp_http_reply *reply)
{
    if (call->bytes.data) {
        reply->body = call->bytes;
        tp_buffer_init(&call->bytes);
        reply->content_type = call->bytes_type;
    } else {
        write_json(call, reply);
    }
    if (reply->content_type && !tp_media_accepts(tp_http_header(request, "Accept"), reply->content_type)) {
        refuse(request, 406, "not-acceptable", "the reply is of another type", reply);
        return;
    }
    reply->status = call->status ? call->status : call->location[0] ? 201 : reply->content_type ? 200 : 204;
    if (call->location[0])
        tp_http_reply_header(reply, "Location", call->location);
    tp_http_reply_secure(request, reply, NULL);
}

/* A reply that goes on. */
static tp_status write_events(struct tp_api *api, struct made *made, struct tp_call *call, struct tp_http_reply *reply,
                              struct tp_diag *diag)
{
    static const char type[] = "text/event-stream";
    const struct tp_http_request *request = made->front.request;
    tp_status status = TP_OK;

    if (!tp_media_accepts(tp_http_header(request, "Accept"), type)) {
        refuse(request, 406, "not-acceptable", "the reply is of another type", reply);
        return TP_OK;
    }
    status = tp_events_add(api->events, &made->front, call, reply, diag);
    if (status != TP_OK)
        return status;
    reply->content_type = type;
    tp_http_reply_secure(request, reply, NULL);
    return TP_OK;
}

static void explain(const struct tp_api *api, const struct tp_operation *operation, struct made *made,
                    const struct tp_call *call, const struct tp_diag *diag, struct tp_http_reply *reply)
{
    tp_problem_of(made->front.request, diag, call, reply);
    if (reply->status >= 500)
        tp_log_failure(api->options.log, operation->id, diag);
}

static void run(struct tp_api *api, const struct tp_route *route, struct made *made, struct tp_http_reply *reply)
{
    struct tp_call call = {0};
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = fill(route, made, &call, &diag);
    if (status == TP_OK)
        status = fill_input(route->operation, made, &call, &diag);
    if (status == TP_OK)
        status = tp_operation_run(api->exchange, route->operation, &call, &diag);
    if (status == TP_OK && call.follow)
        status = write_events(api, made, &call, reply, &diag);
    else if (status == TP_OK)
        write_reply(made->front.request, &call, reply);
    if (status != TP_OK)
        explain(api, route->operation, made, &call, &diag, reply);
    tp_json_document_free(&made->input);
    tp_json_free(&call.reply);
    tp_buffer_deinit(&call.bytes);
}

/* For what and for which case is asked about persons: 400 with the header that does not say it. */
static bool says_why(const struct tp_operation *operation, const struct tp_http_request *request,
                     struct tp_http_reply *reply)
{
    const char *reference = header_or_nothing(request, "Tenprint-Case");
    struct tp_problem problem = {.status = 400, .code = "argument"};

    if (!(operation->flags & TP_OPERATION_CASE))
        return true;
    if (tp_vocabulary_find(&tp_purposes, header_or_nothing(request, "Tenprint-Purpose")) < 0) {
        problem.field = "Tenprint-Purpose";
        problem.detail = "say for what purpose this is asked, by its code";
    } else if (reference[0] == '\0' || strlen(reference) >= CASE_BYTES) {
        problem.field = "Tenprint-Case";
        problem.detail = "say for which case this is asked, in at most 127 bytes";
    }
    if (problem.field)
        tp_problem_write(request, &problem, reply);
    return !problem.field;
}

/* Establishes who asks, and that the duties allow it; false when REPLY says no. */
static bool admit(struct tp_api *api, const struct tp_operation *operation, struct tp_front *front,
                  struct tp_http_reply *reply)
{
    struct tp_diag diag;
    tp_status status;

    if (!needs_account(operation))
        return true;
    tp_diag_init(&diag);
    status = tp_api_authenticate(api, front->request, false, &front->visitor, &diag);
    if (status == TP_E_DENIED) {
        refuse_stranger(front->request, diag.text, reply);
    } else if (status != TP_OK) {
        tp_log_failure(api->options.log, "authenticate", &diag);
        tp_problem_of(front->request, &diag, NULL, reply);
    } else if (!(front->visitor.account.duties & operation->duties)) {
        status = TP_E_DENIED;
        refuse(front->request, 403, "denied", "the account has no duty that may do this", reply);
    }
    return status == TP_OK;
}

void tp_api_handle(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    struct tp_api *api = context;
    const struct tp_route *route = request->state;
    struct made made = {.front = {.api = api, .request = request, .reply = reply}};

    if (is_ledger(request)) {
        tp_api_serve_ledger(api, request, reply);
        return;
    }
    if (!route->operation) { /* the head was taken, so there is one */
        tp_page_serve(tp_page_find(tp_web_pages, request), request, reply);
        return;
    }
    reply->operation = route->operation->id;
    if (admit(api, route->operation, &made.front, reply) && says_why(route->operation, request, reply))
        run(api, route, &made, reply);
}

void tp_api_refuse(void *context, const struct tp_http_request *request, const char *words, struct tp_http_reply *reply)
{
    struct tp_diag diag;

    (void)context;
    tp_diag_init(&diag);
    snprintf(diag.text, sizeof diag.text, "%s", words);
    diag.text[strcspn(diag.text, "\n")] = '\0';
    refuse(request, reply->status,
           reply->status == 413   ? "limit"
           : reply->status == 429 ? "limited"
                                  : "refused",
           diag.text, reply);
}
