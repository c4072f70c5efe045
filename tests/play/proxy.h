/* SPDX-License-Identifier: Apache-2.0 */
/* The network between nodes that are processes: each partner's address is a socket of the test's, which reads what
 * comes (HTTP/1.1 on loopback), lets the observer see it, and does with it what the network of the simulation does.
 * Nothing runs beside the test: while it does not look, what nodes send waits. */
#ifndef TP_TEST_PLAY_PROXY_H
#define TP_TEST_PLAY_PROXY_H

#include <poll.h>
#include <strings.h>
#include <sys/time.h>

#include "api/loopback.h"
#include "endings.h"

enum { INCOMING_MAX = 1 << 20, INCOMING_S = 10, BACKLOG = 64, SETTLED_S = 120 };

/* NODE's partners are told this port. */
static inline void network_listen(struct world *world, int node)
{
    struct node *at = &world->nodes[node];

    at->listener = loopback_socket(&at->port);
    assert_int_equal(listen(at->listener, BACKLOG), 0);
}

/* ---- one message ------------------------------------------------------------------------------------------------- */

/* Where the value of header NAME begins in HEAD, up to its line's end; NULL for none. */
static inline char *header_in(char *head, const char *name)
{
    const size_t length = strlen(name);

    for (char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            return line + length + 1 + strspn(line + length + 1, " ");
    }
    return NULL;
}

/* Head and body into TEXT; where the body begins, 0 when the sender went away in the middle of it. */
static inline size_t receive(int connection, char *text, size_t *size)
{
    size_t body = 0, wanted = SIZE_MAX;

    for (*size = 0; *size < wanted;) {
        const ssize_t count = recv(connection, text + *size, INCOMING_MAX - *size, 0);
        const char *end;

        if (count <= 0)
            return 0;
        *size += (size_t)count;
        text[*size] = '\0';
        if (body == 0 && (end = strstr(text, "\r\n\r\n"))) {
            const char *length = header_in(text, "content-length");
            body = (size_t)(end - text) + 4;
            wanted = body + (length ? strtoul(length, NULL, 10) : 0);
        }
    }
    return body;
}

/* The headers that a message is signed with; TEXT is cut into pieces. */
static inline void read_request(char *text, size_t size, size_t body, struct tp_wire_request *out)
{
    static const char *const names[] = {"content-type", "content-digest", "signature-input", "signature"};
    char *host = header_in(text, "host"), *values[TP_ARRAY_LENGTH(names)], *path;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++)
        values[i] = header_in(text, names[i]);
    path = strchr(text, ' ');
    assert_non_null(path);
    *path++ = '\0';
    path[strcspn(path, " ")] = '\0';
    *out = (struct tp_wire_request){.method = text,
                                    .url = "",
                                    .authority = host ? host : "",
                                    .path = path,
                                    .body = text + body,
                                    .body_bytes = size - body};
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++)
        if (values[i]) {
            values[i][strcspn(values[i], "\r")] = '\0';
            out->headers[out->header_count++] = (struct tp_wire_header){names[i], values[i]};
        }
    if (host)
        host[strcspn(host, "\r")] = '\0';
}

static inline void answer(int connection, const struct tp_wire_reply *reply)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_write_text(&text, "HTTP/1.1 %d Answer\r\nConnection: close\r\nContent-Length: %zu\r\n", reply->status,
                  reply->body.size_bytes);
    for (size_t i = 0; i < reply->header_count; i++)
        tp_write_text(&text, "%s: %s\r\n", reply->headers[i].name, reply->headers[i].value);
    tp_write_text(&text, "\r\n");
    tp_write_bytes(&text, reply->body.data, reply->body.size_bytes);
    assert_false(text.bad);
    (void)!send(connection, text.data, text.size_bytes, MSG_NOSIGNAL);
    tp_buffer_deinit(&text);
}

static inline void serve(struct world *world, int connection, int to)
{
    static char text[INCOMING_MAX + 1];
    const struct timeval patience = {.tv_sec = INCOMING_S};
    struct tp_wire_reply reply = {.status = 0};
    struct tp_wire_request request;
    char id[32];
    size_t size, body;
    int from = 0;

    assert_int_equal(setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    if (!(body = receive(connection, text, &size)))
        return;
    read_request(text, size, body, &request);
    find_member(request.body, "from", id, sizeof id);
    while (from < NODES && strcmp(office_names[from].id, id) != 0)
        from++;
    if (from == NODES || strcmp(request.method, "POST") != 0 || strcmp(request.path, "/v1/messages") != 0)
        violate(world, "%s was asked %s %s by \"%s\"", office_names[to].id, request.method, request.path, id);
    else if (transmit(world, from, to, &request, &reply, NULL) == TP_OK)
        answer(connection, &reply);
    wire_reply_deinit(&reply);
}

/* Takes what has come, or comes in this time; whether anything has. */
static inline bool look_at_network(struct world *world, int wait_ms)
{
    struct pollfd sockets[NODES];
    bool any = false;

    for (int i = 0; i < NODES; i++)
        sockets[i] = (struct pollfd){.fd = world->nodes[i].listener, .events = POLLIN};
    if (poll(sockets, NODES, wait_ms) <= 0)
        return false;
    for (int i = 0; i < NODES; i++) {
        int connection = sockets[i].revents ? accept4(sockets[i].fd, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (connection < 0)
            continue;
        any = true;
        serve(world, connection, i);
        close(connection);
    }
    return any;
}

/* ---- all of them --------------------------------------------------------------------------------------------------
 */

static inline bool is_working(struct world *world, int node)
{
    const struct tp_play_question question = {.account = TP_PLAY_PUBLIC, .method = "GET", .path = "/v1/clock"};
    struct tp_play_reply reply;
    struct tp_diag diag;
    int64_t due_s = TP_STORE_NEVER;
    bool is_due;

    tp_diag_init(&diag);
    must(tp_play_ask(&world->nodes[node].process, &question, &reply, &diag), &diag, "looking at a node");
    is_due = tp_time_parse(tp_play_text(&reply, "due"), &due_s) && due_s <= world->now_s + world->nodes[node].skew_s;
    tp_play_reply_deinit(&reply);
    return is_due;
}

/* Until nobody has anything to do any more: one node's message is another's work, so all are looked at twice. */
static inline void settle(struct world *world)
{
    const int64_t end_ns = tp_clock_monotonic_ns() + SETTLED_S * INT64_C(1000000000);

    for (int quiet = 0, node = 0; quiet < 2 * NODES; node = (node + 1) % NODES) {
        bool busy = false;
        while (look_at_network(world, busy) || is_working(world, node)) {
            busy = true;
            if (tp_clock_monotonic_ns() > end_ns)
                fail_msg("seed %" PRIu64 ": %s does not come to rest", world->seed, office_names[node].id);
        }
        quiet = busy ? 0 : quiet + 1;
    }
    for (int node = 0; node < NODES; node++)
        observe_events(world, node, true);
}

static inline void set_clock(struct world *world, int node)
{
    char body[64], time[TP_TIME_TEXT_BYTES];
    struct tp_play_question question = {
        .account = TP_PLAY_ADMINISTRATOR, .method = "PUT", .path = "/v1/clock", .body = body};
    struct tp_play_reply reply;
    struct tp_diag diag;

    tp_time_format(world->now_s + world->nodes[node].skew_s, time);
    snprintf(body, sizeof body, "{\"now\":\"%s\"}", time);
    question.body_bytes = strlen(body);
    tp_diag_init(&diag);
    must(tp_play_ask(&world->nodes[node].process, &question, &reply, &diag), &diag, "the clock");
    if (reply.status != 200)
        fail_msg("%s: the clock: %.*s", office_names[node].id, (int)reply.body.size_bytes,
                 (const char *)reply.body.data);
    tp_play_reply_deinit(&reply);
}

/* So that their folders can be opened here. */
static inline void stop_processes(struct world *world)
{
    for (int i = 0; i < NODES; i++) {
        tp_store_close(&world->nodes[i].store);
        if (tp_play_process_end(&world->nodes[i].process.process, SIGTERM) != 0)
            violate(world, "%s does not stop in order", office_names[i].id);
        close(world->nodes[i].listener);
        node_open(world, i);
    }
}

#endif
