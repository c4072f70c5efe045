/* SPDX-License-Identifier: Apache-2.0 */
/* A client of plain sockets: sends what a test writes and reads until the server closes. */
#ifndef TP_TEST_HTTP_CLIENT_H
#define TP_TEST_HTTP_CLIENT_H

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_answer {
    int status;          /* 0 when the server said nothing */
    char text[65536];    /* head and body */
    const char *content; /* the body, in text */
};

static int http_connect(uint16_t port)
{
    const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    struct addrinfo *info;
    char text[8];
    int fd;

    snprintf(text, sizeof text, "%u", port);
    assert_int_equal(getaddrinfo("127.0.0.1", text, &hints, &info), 0);
    fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, info->ai_addr, info->ai_addrlen), 0);
    freeaddrinfo(info);
    return fd;
}

/* False when the server has closed. */
static bool http_send(int fd, const void *data, size_t size_bytes)
{
    const char *at = data;

    while (size_bytes > 0) {
        ssize_t put = send(fd, at, size_bytes, MSG_NOSIGNAL);
        if (put <= 0)
            return false;
        at += put;
        size_bytes -= (size_t)put;
    }
    return true;
}

/* Reads to the end and closes. */
static void http_receive(int fd, struct http_answer *out)
{
    size_t have = 0;
    ssize_t got;
    char *body;

    while (have < sizeof out->text - 1 && (got = recv(fd, out->text + have, sizeof out->text - 1 - have, 0)) > 0)
        have += (size_t)got;
    close(fd);
    out->text[have] = '\0';
    out->status = strncmp(out->text, "HTTP/1.1 ", 9) == 0 ? (int)strtol(out->text + 9, NULL, 10) : 0;
    body = strstr(out->text, "\r\n\r\n");
    out->content = body ? body + 4 : "";
}

static inline void http_ask(uint16_t port, const char *request, struct http_answer *out)
{
    int fd = http_connect(port);

    http_send(fd, request, strlen(request));
    http_receive(fd, out);
}

static inline void http_post(uint16_t port, const char *path, const void *body, size_t size_bytes,
                             struct http_answer *out)
{
    char head[512];
    int fd = http_connect(port);

    snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n",
             path, size_bytes);
    http_send(fd, head, strlen(head));
    http_send(fd, body, size_bytes);
    http_receive(fd, out);
}

#endif
