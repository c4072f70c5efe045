/* SPDX-License-Identifier: Apache-2.0 */
/* Failures as RFC 9457 has them: {type, title, status, code, detail, field, state, request}. The type is about:blank,
 * so the title is HTTP's; programs look at the code. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "api/front.h"

enum { TROUBLE_S = 10 }; /* unless somebody knows better: when to ask again a node that is in trouble */

static const char *title_of(int status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        {400, "Bad Request"},       {401, "Unauthorized"},          {403, "Forbidden"},
        {404, "Not Found"},         {405, "Method Not Allowed"},    {406, "Not Acceptable"},
        {409, "Conflict"},          {413, "Content Too Large"},     {415, "Unsupported Media Type"},
        {429, "Too Many Requests"}, {500, "Internal Server Error"}, {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return status < 500 ? "Bad Request" : "Internal Server Error";
}

static void add_text(struct tp_json *json, const char *key, const char *text)
{
    if (text && text[0] != '\0')
        tp_json_text(json, key, text);
}

static void write_members(const struct tp_http_request *request, const struct tp_problem *problem, struct tp_json *json)
{
    tp_json_text(json, "type", "about:blank");
    tp_json_text(json, "title", title_of(problem->status));
    tp_json_integer(json, "status", problem->status);
    tp_json_text(json, "code", problem->code);
    add_text(json, "detail", problem->detail);
    add_text(json, "field", problem->field);
    add_text(json, "state", problem->state);
    add_text(json, "request", request->id);
}

void tp_problem_write(const struct tp_http_request *request, const struct tp_problem *problem,
                      struct tp_http_reply *reply)
{
    struct tp_json *json;

    reply->status = problem->status;
    reply->content_type = TP_PROBLEM_TYPE;
    tp_buffer_deinit(&reply->body);
    tp_buffer_init(&reply->body);
    tp_http_reply_secure(request, reply, NULL);
    if (problem->status == 401)
        tp_http_reply_header(reply, "WWW-Authenticate", "Bearer");
    if (tp_json_new(&json, NULL) != TP_OK)
        return; /* without words, but with its status */
    write_members(request, problem, json);
    if (tp_json_write_canonical(json, &reply->body, NULL) != TP_OK)
        tp_buffer_deinit(&reply->body);
    tp_json_free(&json);
}

/* Trouble with the disk, the store or memory passes: who asks may ask again. */
static int status_of(tp_status status)
{
    int http = tp_status_http(status);

    return http < 400 || http >= 499 ? 503 : http;
}

/* "E_NOT_FOUND" as "not-found". */
static void write_code(tp_status status, char *out, size_t size_bytes)
{
    const char *name = tp_status_name(status) + 2;
    size_t i;

    for (i = 0; name[i] && i + 1 < size_bytes; i++)
        out[i] = name[i] == '_' ? '-' : (char)tolower((unsigned char)name[i]);
    out[i] = '\0';
}

void tp_problem_of(const struct tp_http_request *request, const struct tp_diag *diag, const struct tp_call *call,
                   struct tp_http_reply *reply)
{
    char code[32], seconds[16];
    struct tp_problem problem = {.status = call && call->status ? call->status : status_of(diag->status), .code = code};
    unsigned wait_s = call ? call->retry_after_s : 0;

    if (wait_s == 0 && problem.status == 503)
        wait_s = TROUBLE_S;
    write_code(diag->status, code, sizeof code);
    if (problem.status == 429)
        snprintf(code, sizeof code, "limited");
    if (problem.status < 500 || (call && call->status)) {
        problem.detail = diag->text;
        problem.field = diag->field;
        problem.state = call ? call->state : NULL;
    } else {
        problem.detail = "this node is in trouble; its operator can read why";
    }
    tp_problem_write(request, &problem, reply);
    if (wait_s > 0) {
        snprintf(seconds, sizeof seconds, "%u", wait_s);
        tp_http_reply_header(reply, "Retry-After", seconds);
    }
}
