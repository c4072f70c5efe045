/* SPDX-License-Identifier: Apache-2.0 */
/* Load for a server of HTTP: connections that stay open, each asking again once it was answered. Prints JSON lines with
 * requests a second and the time until half, 99 of 100 and all requests were answered; fails when P99_MS is given and
 * not reached, or when any answer is not 2xx.
 *
 *   http_load http://ADDRESS:PORT/PATH [CONNECTIONS [SECONDS [HEADER [P99_MS]]]]
 *
 * Without a URL it starts the server of src/http with a handler that says hello, so that its own cost is seen. HEADER
 * is a line such as "Authorization: Bearer TOKEN"; "" for none. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http.h"

enum { CONNECTIONS_MAX = 4096, REPLY_BYTES = 65536, SAMPLES_MAX = 4000000, HELLO_BYTES = 512 };

struct connection {
    int fd;
    int64_t asked_ns;
    size_t have, left; /* bytes of a head so far; of a body still to come, SIZE_MAX while there is no head */
    char head[8192];
};

static struct {
    char host[256], port[8], path[1024], request[4096];
    struct connection *connections;
    unsigned count;
    float *samples_ms;
    size_t sample_count, failures;
} load;

static _Noreturn void stop_with(const char *words, const char *what)
{
    fprintf(stderr, "http_load: %s %s\n", words, what);
    exit(1);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static void parse_url(const char *url)
{
    static const char scheme[] = "http://";
    const char *host = url + strlen(scheme);
    size_t host_bytes, port_bytes = 0;

    if (strncmp(url, scheme, strlen(scheme)) != 0)
        stop_with("no URL of http:", url);
    host_bytes = strcspn(host, ":/");
    if (host[host_bytes] == ':')
        port_bytes = strcspn(host + host_bytes + 1, "/");
    snprintf(load.host, sizeof load.host, "%.*s", (int)host_bytes, host);
    snprintf(load.port, sizeof load.port, "%.*s", (int)port_bytes, host + host_bytes + (port_bytes > 0));
    if (port_bytes == 0)
        snprintf(load.port, sizeof load.port, "80");
    host += host_bytes + (port_bytes > 0) + port_bytes;
    snprintf(load.path, sizeof load.path, "%s", *host ? host : "/");
}

static int connect_one(void)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *info;
    int fd;

    if (getaddrinfo(load.host, load.port, &hints, &info) != 0)
        stop_with("nobody is called", load.host);
    fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, info->ai_protocol);
    if (fd < 0 || connect(fd, info->ai_addr, info->ai_addrlen) != 0)
        stop_with("cannot connect:", strerror(errno));
    freeaddrinfo(info);
    return fd;
}

static void ask(struct connection *connection)
{
    size_t size_bytes = strlen(load.request);

    connection->have = 0;
    connection->left = SIZE_MAX;
    connection->asked_ns = tp_clock_monotonic_ns();
    if (send(connection->fd, load.request, size_bytes, MSG_NOSIGNAL) != (ssize_t)size_bytes)
        stop_with("cannot send:", strerror(errno));
}

/* ---- reading replies --------------------------------------------------------------------------------------------- */

/* The head is whole: how much of the body is still to come. */
static void read_head(struct connection *connection, size_t head_bytes)
{
    const char *length = strcasestr(connection->head, "\r\nContent-Length:");
    size_t body = length ? strtoull(length + strlen("\r\nContent-Length:"), NULL, 10) : 0;
    size_t there = connection->have - head_bytes;

    if (strncmp(connection->head, "HTTP/1.1 2", 10) != 0) {
        if (load.failures++ == 0)
            fprintf(stderr, "http_load: %.*s\n", (int)strcspn(connection->head, "\r"), connection->head);
    }
    if (strcasestr(connection->head, "\r\nConnection: close"))
        stop_with("the server closes a connection", "");
    if (there > body)
        stop_with("there is more than the reply", "");
    connection->left = body - there;
}

static void take_head(struct connection *connection)
{
    size_t room = sizeof connection->head - 1 - connection->have;
    ssize_t got = recv(connection->fd, connection->head + connection->have, room, 0);
    const char *end;

    if (got <= 0)
        stop_with("the server hung up", "");
    connection->have += (size_t)got;
    connection->head[connection->have] = '\0';
    end = strstr(connection->head, "\r\n\r\n");
    if (end)
        read_head(connection, (size_t)(end + 4 - connection->head));
    else if (connection->have + 1 == sizeof connection->head)
        stop_with("a head is too long", "");
}

static void take_body(struct connection *connection)
{
    static char unread[REPLY_BYTES];
    ssize_t got = recv(connection->fd, unread, TP_MIN(sizeof unread, connection->left), 0);

    if (got <= 0)
        stop_with("the server hung up", "");
    connection->left -= (size_t)got;
}

static void take(struct connection *connection)
{
    if (connection->left == SIZE_MAX)
        take_head(connection);
    else
        take_body(connection);
    if (connection->left != 0)
        return;
    if (load.sample_count < SAMPLES_MAX)
        load.samples_ms[load.sample_count++] = (float)(tp_clock_monotonic_ns() - connection->asked_ns) / 1e6f;
    ask(connection);
}

static double run(unsigned seconds)
{
    int64_t begin_ns = tp_clock_monotonic_ns(), end_ns = begin_ns + (int64_t)seconds * 1000000000;
    struct pollfd *polls = calloc(load.count, sizeof *polls);

    if (!polls)
        stop_with("out of memory", "");
    for (unsigned i = 0; i < load.count; i++) {
        polls[i] = (struct pollfd){.fd = load.connections[i].fd, .events = POLLIN};
        ask(&load.connections[i]);
    }
    while (tp_clock_monotonic_ns() < end_ns && poll(polls, load.count, 1000) >= 0)
        for (unsigned i = 0; i < load.count; i++)
            if (polls[i].revents != 0)
                take(&load.connections[i]);
    free(polls);
    return (double)(tp_clock_monotonic_ns() - begin_ns) / 1e9;
}

/* ---- figures ----------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static double percentile(double share)
{
    size_t rank = (size_t)(share * (double)load.sample_count);

    return load.sample_count == 0 ? 0 : (double)load.samples_ms[TP_MIN(rank, load.sample_count - 1)];
}

static void print_figure(const char *figure, double value, const char *unit)
{
    printf("{\"bench\":\"http_load\",\"figure\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"connections\":%u}\n", figure,
           value, unit, load.count);
}

/* ---- a server of our own ----------------------------------------------------------------------------------------- */

static void say_hello(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    static const char hello[HELLO_BYTES] = "hello\n";

    (void)context;
    (void)request;
    reply->content_type = "application/octet-stream";
    tp_write_bytes(&reply->body, hello, sizeof hello);
}

static struct tp_http_server *start_hello(void)
{
    const struct tp_http_options options = {.request_max_s = 30, .workers = 4, .connections_max = 2 * CONNECTIONS_MAX};
    struct tp_http_server *server;
    char url[64];

    if (tp_http_server_start(&options, say_hello, NULL, &server, NULL) != TP_OK)
        stop_with("cannot start a server", "");
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", tp_http_server_port(server));
    parse_url(url);
    return server;
}

static unsigned number_of(char *const *arguments, int count, int place, unsigned otherwise)
{
    return count > place ? (unsigned)strtoul(arguments[place], NULL, 10) : otherwise;
}

int main(int count, char **arguments)
{
    struct tp_http_server *server = NULL;
    const char *header = count > 4 ? arguments[4] : "";
    double limit_ms = count > 5 ? strtod(arguments[5], NULL) : 0, seconds;

    if (count > 1)
        parse_url(arguments[1]);
    else
        server = start_hello();
    load.count = TP_CLAMP(number_of(arguments, count, 2, 64), 1, CONNECTIONS_MAX);
    load.connections = calloc(load.count, sizeof *load.connections);
    load.samples_ms = malloc(SAMPLES_MAX * sizeof *load.samples_ms);
    if (!load.connections || !load.samples_ms)
        stop_with("out of memory", "");
    snprintf(load.request, sizeof load.request, "GET %s HTTP/1.1\r\nHost: %s:%s\r\n%s%s\r\n", load.path, load.host,
             load.port, header, header[0] ? "\r\n" : "");
    for (unsigned i = 0; i < load.count; i++)
        load.connections[i].fd = connect_one();
    seconds = run(number_of(arguments, count, 3, 5));
    qsort(load.samples_ms, load.sample_count, sizeof *load.samples_ms, compare);
    print_figure("requests", (double)load.sample_count / seconds, "1/s");
    print_figure("p50", percentile(0.5), "ms");
    print_figure("p99", percentile(0.99), "ms");
    print_figure("longest", percentile(1), "ms");
    for (unsigned i = 0; i < load.count; i++)
        close(load.connections[i].fd);
    tp_http_server_stop(&server);
    if (load.failures > 0)
        fprintf(stderr, "http_load: %zu answers are not 2xx\n", load.failures);
    return load.failures > 0 || (limit_ms > 0 && percentile(0.99) > limit_ms);
}
