/* SPDX-License-Identifier: Apache-2.0 */
/* The network between the nodes: it loses, doubles, delays, reorders, alters and forges; nodes are away for hours, and
 * lose their power. Everything passes the observer first. */
#ifndef TP_TEST_PLAY_NETWORK_H
#define TP_TEST_PLAY_NETWORK_H

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/http.h"
#include "observer.h"

enum { REPLY_MAX_BYTES = 1 << 20, TOTAL_S = 60 };

/* ---- the nodes -------------------------------------------------------------------------------------------------- */

static tp_status send_message(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                              struct tp_diag *diag);

static inline void node_start(struct world *world, int number)
{
    struct node *node = &world->nodes[number];
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_play_node_start(&node->process, world->now_s + node->skew_s, &diag), &diag, "starting");
}

static inline void node_open(struct world *world, int number)
{
    struct node *node = &world->nodes[number];
    const struct tp_exchange_options options = {.parts = all_parts,
                                                .send = send_message,
                                                .send_context = node,
                                                .thread_count = 1,
                                                .now_s = world->now_s + node->skew_s};
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_exchange_open(node->folder, TP_PLAY_PASSPHRASE, &options, &node->exchange, &diag), &diag, "opening");
    must(tp_office_start(node->exchange, &diag), &diag, "the office");
}

/* The folder as it lies on the disk at this moment. */
static inline void copy_folder(struct world *world, int number, char out[160])
{
    struct node *node = &world->nodes[number];
    char line[512];

    snprintf(out, 160, "%s/%s.%u", world->scratch.path, office_names[number].id, node->generation + 1);
    snprintf(line, sizeof line, "rm -rf '%s' && cp -r '%s' '%s'", out, node->folder, out);
    assert_int_equal(system(line), 0);
}

/* What was not on the disk when the folder was copied, is gone. */
static inline void move_to_copy(struct world *world, int number)
{
    struct node *node = &world->nodes[number];
    char line[512];

    tp_exchange_close(&node->exchange);
    tp_store_close(&node->store);
    snprintf(line, sizeof line, "rm -rf '%s'", node->folder);
    assert_int_equal(system(line), 0);
    node->generation++;
    snprintf(node->folder, sizeof node->folder, "%s/%s.%u", world->scratch.path, office_names[number].id,
             node->generation);
    node->cut = false;
    node_open(world, number);
}

static inline void crash(struct world *world, int number)
{
    char copy[160];

    world->figures.crashes++;
    if (world->by_processes) {
        tp_store_close(&world->nodes[number].store);
        (void)tp_play_process_end(&world->nodes[number].process.process, SIGKILL);
        node_start(world, number);
        return;
    }
    copy_folder(world, number, copy);
    move_to_copy(world, number);
}

/* ---- delivering ------------------------------------------------------------------------------------------------- */

static inline int node_at(const char *url)
{
    for (int i = 0; i < NODES; i++) {
        char host[96];
        snprintf(host, sizeof host, "//%s.example/", office_names[i].id);
        if (strstr(url, host))
            return i;
    }
    return -1;
}

static inline int deliver_here(struct world *world, int to, const struct tp_wire_request *request,
                               struct tp_wire_reply *out)
{
    const struct question question = {.operation = "receiveMessage", .account = "partner:", .wire = request};
    struct reply reply;
    int http;

    ask(world, to, &question, &reply);
    http = reply.status == TP_OK ? (reply.http ? reply.http : 200) : tp_status_http(reply.status);
    if (reply.status == TP_OK && out)
        tp_write_bytes(&out->body, reply.bytes.data, reply.bytes.size_bytes);
    if (http >= 500)
        violate(world, "%s answered %d: %s", office_names[to].id, http, reply.diag.text);
    reply_deinit(&reply);
    return http;
}

/* 0: nobody was there. */
static inline int deliver_to_process(struct world *world, int to, const struct tp_wire_request *request,
                                     struct tp_wire_reply *out)
{
    static const char *const names[] = {"content-type", "content-digest", "signature-input", "signature"};
    struct tp_http_field headers[TP_WIRE_HEADERS_MAX + 1] = {{"Host", request->authority}};
    char url[256];
    const struct tp_http_question question = {.url = url,
                                              .method = request->method,
                                              .headers = headers,
                                              .header_count = request->header_count + 1,
                                              .body = request->body,
                                              .body_bytes = request->body_bytes,
                                              .reply_max_bytes = REPLY_MAX_BYTES,
                                              .total_s = TOTAL_S};
    struct tp_http_answer answer;
    int http;

    for (size_t i = 0; i < request->header_count; i++)
        headers[i + 1] = (struct tp_http_field){request->headers[i].name, request->headers[i].value};
    snprintf(url, sizeof url, "%s%s", world->nodes[to].process.url, request->path);
    http = tp_http_ask(world->nodes[to].process.client, &question, &answer, NULL) == TP_OK ? answer.status : 0;
    if (http >= 500)
        violate(world, "%s answered %d: %.*s", office_names[to].id, http, (int)answer.body.size_bytes,
                (const char *)answer.body.data);
    for (size_t i = 0; out && http > 0 && i < TP_ARRAY_LENGTH(names); i++) {
        const char *value = tp_http_answer_header(&answer, names[i]);
        if (value)
            out->headers[out->header_count++] = (struct tp_wire_header){names[i], strdup(value)};
    }
    if (out && http > 0)
        tp_write_bytes(&out->body, answer.body.data, answer.body.size_bytes);
    tp_http_answer_deinit(&answer);
    return http;
}

/* Hands it over; the HTTP status. */
static inline int deliver(struct world *world, int to, const struct tp_wire_request *request, struct tp_wire_reply *out)
{
    return world->nodes[to].exchange ? deliver_here(world, to, request, out)
                                     : deliver_to_process(world, to, request, out);
}

static inline void wire_reply_deinit(struct tp_wire_reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        free((char *)(uintptr_t)reply->headers[i].value);
    reply->header_count = 0;
    tp_buffer_deinit(&reply->body);
}

/* ---- copies of messages ----------------------------------------------------------------------------------------- */

static inline const char *keep_text(struct parcel *parcel, const char *text)
{
    char *at = parcel->texts + parcel->texts_used;
    size_t size = strlen(text) + 1;

    memcpy(at, text, size);
    parcel->texts_used += size;
    return at;
}

static inline void parcel_copy(const struct tp_wire_request *request, struct parcel *out)
{
    size_t size = request->body_bytes + 1 + strlen(request->url) + strlen(request->authority) + strlen(request->path) +
                  strlen(request->method) + 8;

    for (size_t i = 0; i < request->header_count; i++)
        size += strlen(request->headers[i].name) + strlen(request->headers[i].value) + 2;
    out->texts = malloc(size);
    assert_non_null(out->texts);
    out->texts_used = 0;
    out->request = *request;
    out->request.method = keep_text(out, request->method);
    out->request.url = keep_text(out, request->url);
    out->request.authority = keep_text(out, request->authority);
    out->request.path = keep_text(out, request->path);
    for (size_t i = 0; i < request->header_count; i++) {
        out->request.headers[i].name = keep_text(out, request->headers[i].name);
        out->request.headers[i].value = keep_text(out, request->headers[i].value);
    }
    memcpy(out->texts + out->texts_used, request->body, request->body_bytes);
    out->request.body = out->texts + out->texts_used;
}

static inline void post_later(struct world *world, int to, const struct tp_wire_request *request, int64_t delay_s)
{
    struct parcel *parcel = &world->parcels[world->parcel_count];

    if (world->parcel_count == PARCELS_MAX)
        return;
    parcel_copy(request, parcel);
    parcel->to = to;
    parcel->due_s = world->now_s + delay_s;
    world->parcel_count++;
}

/* In no order. What comes late may be refused; it must not hurt. */
static inline void deliver_parcels(struct world *world)
{
    for (size_t i = 0; i < world->parcel_count;) {
        struct parcel parcel = world->parcels[i];
        if (parcel.due_s > world->now_s && !world->peace) {
            i++;
            continue;
        }
        world->parcels[i] = world->parcels[--world->parcel_count];
        (void)deliver(world, parcel.to, &parcel.request, NULL);
        free(parcel.texts);
    }
}

/* One byte of it is another one: a signed message is all of its bytes, so that nothing of it is taken. */
static inline void send_altered(struct world *world, int to, const struct tp_wire_request *request)
{
    struct parcel parcel;
    char *changed;
    int http;

    parcel_copy(request, &parcel);
    if (chance(world, 700)) {
        changed = parcel.texts + parcel.texts_used + below(world, (uint32_t)request->body_bytes);
    } else {
        const char *value = parcel.request.headers[below(world, (uint32_t)request->header_count)].value;
        changed = parcel.texts + (value - parcel.texts) + below(world, (uint32_t)strlen(value));
    }
    *changed = (char)(*changed ^ (1 << below(world, 7)));
    http = *changed ? deliver(world, to, &parcel.request, NULL) : 400;
    if (http > 0 && http < 400 && changed >= parcel.texts + parcel.texts_used)
        violate(world, "%s took a message that was altered", office_names[to].id);
    free(parcel.texts);
    world->figures.altered++;
}

/* ---- what becomes of a message ---------------------------------------------------------------------------------- */

static inline tp_status nobody(struct tp_diag *diag)
{
    return tp_fail(diag, TP_E_IO, NULL, -1, "nobody answers");
}

static inline void cut(struct world *world, int number)
{
    char copy[160];

    if (world->nodes[number].cut)
        return;
    world->figures.cuts++;
    if (world->by_processes) {
        crash(world, number);
        return;
    }
    copy_folder(world, number, copy);
    world->nodes[number].cut = true;
}

static inline tp_status pass(struct world *world, int from, int to, const struct tp_wire_request *request,
                             struct tp_wire_reply *reply, struct tp_diag *diag)
{
    const bool unheard = !world->peace && chance(world, 60);

    tp_buffer_init(&reply->body);
    if (!world->peace && chance(world, 50)) {
        (void)deliver(world, to, request, NULL);
        world->figures.doubled++;
    }
    if (!world->peace && chance(world, 30)) {
        post_later(world, to, request, below(world, 2 * DAY));
        world->figures.doubled++;
    }
    reply->status = deliver(world, to, request, reply);
    if (!unheard && reply->status > 0)
        return TP_OK;
    world->figures.unheard++;
    if (chance(world, 200)) /* and the power goes before it is noted that it was sent */
        cut(world, from);
    wire_reply_deinit(reply);
    reply->status = 0;
    return nobody(diag);
}

static inline tp_status carry(struct world *world, int from, int to, const struct tp_wire_request *request,
                              struct tp_wire_reply *reply, struct tp_diag *diag)
{
    const uint32_t fate = world->peace ? 1000 : below(world, 1000);

    assert_true(to >= 0);
    if (world->nodes[to].away_until_s > world->now_s || world->nodes[from].away_until_s > world->now_s)
        return nobody(diag);
    if (fate < 80) {
        world->figures.lost++;
        return nobody(diag);
    }
    if (fate < 130) {
        post_later(world, to, request, below(world, 6 * 3600));
        world->figures.delayed++;
        return nobody(diag);
    }
    if (fate < 180) {
        send_altered(world, to, request);
        return nobody(diag);
    }
    return pass(world, from, to, request, reply, diag);
}

static inline tp_status transmit(struct world *world, int from, int to, const struct tp_wire_request *request,
                                 struct tp_wire_reply *reply, struct tp_diag *diag)
{
    tp_status status;

    observe(world, from, request);
    status = carry(world, from, to, request, reply, diag);
    if (status != TP_OK && world->seen_deal >= 0) {
        world->waiting_deal = world->seen_deal;
        world->waiting_place = world->seen_place;
    }
    return status;
}

/* The witnesses of this world are never asked: no agreement of it wants one. */
static tp_status send_message(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                              struct tp_diag *diag)
{
    const int from = (int)((struct node *)context - the_world->nodes);

    return transmit(the_world, from, node_at(request->url), request, reply, diag);
}

#endif
