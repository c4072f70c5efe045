/* SPDX-License-Identifier: Apache-2.0 */
/* A server for tests: set `options` and start it; a handler of the test's own says what it does. */
#ifndef TP_TEST_HTTP_FIXTURE_H
#define TP_TEST_HTTP_FIXTURE_H

#include <poll.h>
#include <time.h>

#include "http/client.h"
#include "http/http.h"

static struct tp_http_server *server;
static uint16_t port;
static struct http_answer answer;

static inline void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&pause, NULL);
}

static void start(struct tp_http_options options, tp_http_handler_fn *handler)
{
    struct tp_diag diag;
    char words[512];

    tp_diag_init(&diag);
    if (options.request_max_s == 0)
        options.request_max_s = 10;
    if (tp_http_server_start(&options, handler, NULL, &server, &diag) != TP_OK) {
        tp_diag_format(&diag, words, sizeof words);
        fail_msg("%s", words);
    }
    port = tp_http_server_port(server);
}

static inline int stop(void **state)
{
    (void)state;
    tp_http_server_stop(&server);
    return 0;
}

/* A request without a body; HEADERS end with CR LF. */
static inline void ask(const char *method, const char *target, const char *headers)
{
    char request[4096];

    snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n%s\r\n", method, target,
             headers);
    http_ask(port, request, &answer);
}

static inline bool send_text(int fd, const char *text)
{
    return http_send(fd, text, strlen(text));
}

/* Whether something comes within TIME; for what must come give much, for what must not little. */
static inline bool comes(int fd, int time_ms)
{
    struct pollfd wanted = {.fd = fd, .events = POLLIN};

    return poll(&wanted, 1, time_ms) == 1;
}

/* Reads until TEXT is in what came, or the end. */
static inline bool read_until(int fd, const char *text, char *out, size_t out_bytes)
{
    size_t have = 0;
    ssize_t got;

    while (have < out_bytes - 1 && (got = recv(fd, out + have, out_bytes - 1 - have, 0)) > 0) {
        have += (size_t)got;
        out[have] = '\0';
        if (strstr(out, text))
            return true;
    }
    out[have] = '\0';
    return false;
}

#endif
