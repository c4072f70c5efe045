/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to partners' nodes, by HTTP. Each partner has a client of its own, because each has its own authority; all
 * of them are made anew when files have changed, and the old ones go when the last message with them has ended. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"

enum { REPLY_MAX_BYTES = 1 << 20, TOTAL_S = 60, CONNECT_S = 8 };

struct client {
    char partner[TP_ID_MAX]; /* "": of who is none; the last */
    struct tp_http_client *http;
};
struct tp_sender_clients {
    unsigned holders; /* messages under way, and the sender itself */
    size_t count;
    struct client list[];
};
struct tp_sender {
    pthread_mutex_t lock;
    struct tp_sender_options options;
    struct tp_sender_clients *current;
};

/* ---- clients ----------------------------------------------------------------------------------------------------- */

void tp_sender_drop(struct tp_sender_clients **clients)
{
    for (size_t i = 0; *clients && i < (*clients)->count; i++)
        tp_http_client_free(&(*clients)->list[i].http);
    free(*clients);
    *clients = NULL;
}

tp_status tp_sender_read(const struct tp_sender *sender, const struct tp_config *config, struct tp_sender_clients **out,
                         struct tp_diag *diag)
{
    const size_t partners = config->partner_count;
    struct tp_sender_clients *clients;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *clients + (partners + 1) * sizeof(struct client), diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    clients = memory;
    for (size_t i = 0; status == TP_OK && i <= partners; i++) {
        struct tp_http_client_options client = {.authorities = NULL};

        if (i < partners) {
            snprintf(clients->list[i].partner, TP_ID_MAX, "%s", config->partners[i].id);
            client.authorities = config->partners[i].authority;
            client.certificate = sender->options.certificate;
            client.key = sender->options.key;
        }
        status = tp_http_client_new(&client, &clients->list[i].http, diag);
        clients->count = i + 1;
    }
    if (status != TP_OK) {
        tp_sender_drop(&clients);
        return status;
    }
    clients->holders = 1;
    *out = clients;
    return TP_OK;
}

static struct tp_sender_clients *clients_take(struct tp_sender *sender)
{
    struct tp_sender_clients *clients;

    pthread_mutex_lock(&sender->lock);
    clients = sender->current;
    clients->holders++;
    pthread_mutex_unlock(&sender->lock);
    return clients;
}

static void clients_leave(struct tp_sender *sender, struct tp_sender_clients *clients)
{
    bool is_last;

    pthread_mutex_lock(&sender->lock);
    is_last = --clients->holders == 0;
    pthread_mutex_unlock(&sender->lock);
    if (is_last)
        tp_sender_drop(&clients);
}

/* That of a partner; for others the one of nobody. */
static struct tp_http_client *client_for(const struct tp_sender_clients *clients, const char *partner)
{
    size_t i = 0;

    while (i + 1 < clients->count && (!partner || strcmp(clients->list[i].partner, partner) != 0))
        i++;
    return clients->list[i].http;
}

/* ---- the sender -------------------------------------------------------------------------------------------------- */

tp_status tp_sender_new(const struct tp_sender_options *options, struct tp_sender **out, struct tp_diag *diag)
{
    struct tp_sender *sender = calloc(1, sizeof *sender);
    tp_status status;

    *out = NULL;
    if (!sender)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for asking partners");
    sender->options = *options;
    sender->options.config = NULL; /* not looked at again */
    status = tp_sender_read(sender, options->config, &sender->current, diag);
    if (status != TP_OK) {
        free(sender);
        return status;
    }
    pthread_mutex_init(&sender->lock, NULL);
    *out = sender;
    return TP_OK;
}

void tp_sender_take(struct tp_sender *sender, struct tp_sender_clients **clients)
{
    struct tp_sender_clients *old;

    pthread_mutex_lock(&sender->lock);
    old = sender->current;
    sender->current = *clients;
    pthread_mutex_unlock(&sender->lock);
    *clients = NULL;
    clients_leave(sender, old);
}

void tp_sender_free(struct tp_sender **sender)
{
    if (!*sender)
        return;
    clients_leave(*sender, (*sender)->current);
    pthread_mutex_destroy(&(*sender)->lock);
    free(*sender);
    *sender = NULL;
}

/* ---- a message --------------------------------------------------------------------------------------------------- */

/* The headers of a reply that its signature may be over. */
static tp_status copy_headers(const struct tp_http_answer *answer, struct tp_wire_reply *reply, struct tp_diag *diag)
{
    static const char *const names[] = {"content-type", "content-digest", "signature-input", "signature"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        const char *value = tp_http_answer_header(answer, names[i]);
        char *copy = value ? strdup(value) : NULL;
        if (value && !copy)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a reply's headers");
        if (copy)
            reply->headers[reply->header_count++] = (struct tp_wire_header){names[i], copy};
    }
    return TP_OK;
}

tp_status tp_api_send(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                      struct tp_diag *diag)
{
    struct tp_http_field headers[TP_WIRE_HEADERS_MAX];
    struct tp_http_question question = {.url = request->url,
                                        .method = request->method,
                                        .headers = headers,
                                        .header_count = request->header_count,
                                        .body = request->body,
                                        .body_bytes = request->body_bytes,
                                        .reply_max_bytes = REPLY_MAX_BYTES,
                                        .total_s = TOTAL_S,
                                        .connect_s = CONNECT_S};
    struct tp_sender *sender = context;
    struct tp_sender_clients *clients = clients_take(sender);
    struct tp_http_answer answer;
    tp_status status;

    memset(reply, 0, sizeof *reply);
    tp_buffer_init(&reply->body);
    for (size_t i = 0; i < request->header_count; i++)
        headers[i] = (struct tp_http_field){request->headers[i].name, request->headers[i].value};
    status = tp_http_ask(client_for(clients, request->partner), &question, &answer, diag);
    if (status == TP_OK)
        status = copy_headers(&answer, reply, diag);
    if (status == TP_OK) {
        reply->status = answer.status;
        reply->body = answer.body;
        tp_buffer_init(&answer.body);
    }
    tp_http_answer_deinit(&answer);
    clients_leave(sender, clients);
    return status;
}
