/* SPDX-License-Identifier: Apache-2.0 */
/* A node's folder, its process, and asking it as one of those who work there. */
#include "play/play.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE_BYTES = 1024, REPLY_MAX_BYTES = 64 << 20, TOTAL_S = 120, UNAUTHENTICATED = 401, STARTED = 201 };

static const struct {
    const char *account;
    uint32_t duties;
} accounts[TP_PLAY_ACCOUNTS] = {
#define ACCOUNT(name, account, duty) {account, TP_DUTY_BIT(duty)},
    TP_PLAY_ACCOUNT_LIST(ACCOUNT)
#undef ACCOUNT
};

tp_status tp_play_free_port(uint16_t *out, struct tp_diag *diag)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool found = descriptor >= 0 && bind(descriptor, (struct sockaddr *)&address, size) == 0 &&
                 getsockname(descriptor, (struct sockaddr *)&address, &size) == 0;
    tp_status status = found ? TP_OK : tp_fail(diag, TP_E_IO, "port", -1, "%s", strerror(errno));

    *out = found ? ntohs(address.sin_port) : 0;
    if (descriptor >= 0)
        close(descriptor);
    return status;
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

static tp_status make_accounts(const char *folder, struct tp_diag *diag)
{
    static const struct tp_part *const none[] = {NULL};
    const struct tp_exchange_options options = {.parts = none, .thread_count = 1};
    struct tp_exchange *exchange;
    tp_status status = tp_exchange_open(folder, TP_PLAY_PASSPHRASE, &options, &exchange, diag);

    for (size_t i = 0; status == TP_OK && i < TP_PLAY_ACCOUNTS; i++) {
        struct tp_account account = {.duties = accounts[i].duties, .active = true};

        snprintf(account.name, sizeof account.name, "%s", accounts[i].account);
        status = tp_account_make(exchange, "", &account, TP_PLAY_PASSPHRASE, diag);
    }
    tp_exchange_close(&exchange);
    return status;
}

tp_status tp_play_node_make(struct tp_play_node *node, struct tp_organisation_init *init, struct tp_diag *diag)
{
    tp_status status;

    init->rehearsal = true;
    init->passphrase = TP_PLAY_PASSPHRASE;
    snprintf(node->url, sizeof node->url, "http://127.0.0.1:%u", node->port);
    status = tp_organisation_init(node->folder, init, diag);
    if (status == TP_OK)
        status = make_accounts(node->folder, diag);
    return status == TP_OK ? tp_http_client_new(NULL, &node->client, diag) : status;
}

void tp_play_node_deinit(struct tp_play_node *node)
{
    (void)tp_play_process_end(&node->process, SIGTERM);
    tp_http_client_free(&node->client);
    tp_wipe(node->tokens, sizeof node->tokens);
}

tp_status tp_play_node_start(struct tp_play_node *node, int64_t now_s, struct tp_diag *diag)
{
    char listen[32], now[TP_TIME_TEXT_BYTES], log[sizeof node->folder + 8], line[LINE_BYTES];
    const char *const arguments[] = {node->program, "serve", node->folder, "--listen", listen,
                                     "--now",       now,     "--json",     NULL};
    const struct tp_play_command command = {arguments, TP_PLAY_PASSPHRASE, log};

    snprintf(listen, sizeof listen, "127.0.0.1:%u", node->port);
    snprintf(log, sizeof log, "%s.log", node->folder);
    tp_time_format(now_s, now);
    return tp_play_process_start(&command, &node->process, line, sizeof line, diag);
}

tp_status tp_play_node_log(struct tp_play_node *node, struct tp_leaf *leaf, int64_t now_s, struct tp_diag *diag)
{
    const struct tp_case unknown = {.county = NULL};
    struct tp_organisation *organisation = NULL;
    uint64_t index;
    tp_status status;

    (void)tp_play_process_end(&node->process, SIGTERM);
    status = tp_organisation_open(node->folder, TP_PLAY_PASSPHRASE, &organisation, diag);
    if (status == TP_OK)
        status = tp_organisation_log(organisation, leaf, &unknown, now_s, &index, diag);
    tp_organisation_close(&organisation);
    return status == TP_OK ? tp_play_node_start(node, now_s, diag) : status;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

void tp_play_reply_deinit(struct tp_play_reply *reply)
{
    tp_json_document_free(&reply->json);
    tp_buffer_deinit(&reply->body);
}

const char *tp_play_text(const struct tp_play_reply *reply, const char *member)
{
    const char *text = reply->json ? tp_json_to_text(tp_json_member(tp_json_root(reply->json), member)) : NULL;

    return text ? text : "";
}

static bool is_json(const struct tp_http_answer *answer)
{
    const char *type = tp_http_answer_header(answer, "content-type");

    return type && (strncmp(type, "application/json", 16) == 0 || strncmp(type, "application/problem+json", 24) == 0);
}

static tp_status ask_once(struct tp_play_node *node, const struct tp_play_question *question, struct tp_play_reply *out,
                          struct tp_diag *diag)
{
    char url[1024], bearer[TP_SESSION_TOKEN_BYTES + 8] = "";
    const struct tp_http_field headers[] = {
        {"Content-Type", question->type ? question->type : "application/json"},
        {"Tenprint-Purpose", "criminal-identification"},
        {"Tenprint-Case", "rehearsal"},
        {"Authorization", bearer},
    };
    const struct tp_http_question asked = {.url = url,
                                           .method = question->method,
                                           .headers = headers,
                                           .header_count = question->account == TP_PLAY_PUBLIC ? 3 : 4,
                                           .body = question->body,
                                           .body_bytes = question->body_bytes,
                                           .reply_max_bytes = REPLY_MAX_BYTES,
                                           .total_s = TOTAL_S};
    struct tp_http_answer answer;
    tp_status status;

    snprintf(url, sizeof url, "%s%s", node->url, question->path);
    if (question->account != TP_PLAY_PUBLIC)
        snprintf(bearer, sizeof bearer, "Bearer %s", node->tokens[question->account]);
    status = tp_http_ask(node->client, &asked, &answer, diag);
    out->status = status == TP_OK ? answer.status : 0;
    if (status == TP_OK && is_json(&answer) && answer.body.size_bytes > 0)
        status = tp_json_parse((const char *)answer.body.data, answer.body.size_bytes, &out->json, diag);
    out->body = answer.body;
    tp_buffer_init(&answer.body);
    tp_http_answer_deinit(&answer);
    tp_wipe(bearer, sizeof bearer);
    return status;
}

static tp_status log_in(struct tp_play_node *node, enum tp_play_account account, struct tp_diag *diag)
{
    struct tp_play_question question = {.account = TP_PLAY_PUBLIC, .method = "POST", .path = "/v1/session"};
    struct tp_play_reply reply = {.status = 0};
    char body[256];
    tp_status status;

    snprintf(body, sizeof body, "{\"account\":\"%s\",\"password\":\"%s\"}", accounts[account].account,
             TP_PLAY_PASSPHRASE);
    question.body = body;
    question.body_bytes = strlen(body);
    status = ask_once(node, &question, &reply, diag);
    if (status == TP_OK && reply.status != STARTED)
        status = tp_fail(diag, TP_E_DENIED, accounts[account].account, -1, "cannot log in: status %d", reply.status);
    if (status == TP_OK)
        snprintf(node->tokens[account], sizeof node->tokens[account], "%s", tp_play_text(&reply, "token"));
    tp_play_reply_deinit(&reply);
    return status;
}

/* A session that has ended is begun again. */
tp_status tp_play_ask(struct tp_play_node *node, const struct tp_play_question *question, struct tp_play_reply *out,
                      struct tp_diag *diag)
{
    const bool is_public = question->account == TP_PLAY_PUBLIC;
    tp_status status = TP_OK;

    memset(out, 0, sizeof *out);
    if (!is_public && !node->tokens[question->account][0])
        status = log_in(node, question->account, diag);
    if (status == TP_OK)
        status = ask_once(node, question, out, diag);
    if (status != TP_OK || is_public || out->status != UNAUTHENTICATED)
        return status;
    tp_play_reply_deinit(out);
    memset(out, 0, sizeof *out);
    status = log_in(node, question->account, diag);
    return status == TP_OK ? ask_once(node, question, out, diag) : status;
}
