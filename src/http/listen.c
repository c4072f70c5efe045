/* SPDX-License-Identifier: Apache-2.0 */
/* A listening socket. */
#include "http/listen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/network.h"

enum { PORT_DIGITS = 8 };

static tp_status resolve(const char *address, uint16_t port, struct addrinfo **out, struct tp_diag *diag)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    char text[PORT_DIGITS];

    *out = NULL;
    snprintf(text, sizeof text, "%u", port);
    if (getaddrinfo(address, text, &hints, out) != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "address", -1, "%s is not the number of an address", address);
    return TP_OK;
}

static bool find_port(int fd, uint16_t *out)
{
    struct sockaddr_storage name;
    socklen_t size_bytes = sizeof name;
    char port[PORT_DIGITS];

    if (getsockname(fd, (struct sockaddr *)&name, &size_bytes) != 0 ||
        getnameinfo((struct sockaddr *)&name, size_bytes, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return false;
    *out = (uint16_t)strtoul(port, NULL, 10);
    return true;
}

tp_status tp_listen(const char *address, uint16_t port, int *fd, uint16_t *bound, struct tp_diag *diag)
{
    struct addrinfo *info;
    int on = 1;
    tp_status status = resolve(address, port, &info, diag);

    *fd = -1;
    *bound = 0;
    if (status != TP_OK)
        return status;
    *fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, info->ai_protocol);
    if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(*fd, info->ai_addr, info->ai_addrlen) != 0 || listen(*fd, SOMAXCONN) != 0 || !find_port(*fd, bound))
        status =
            tp_fail(diag, TP_E_IO, "address", -1, "cannot listen on port %u of %s: %s", port, address, strerror(errno));
    freeaddrinfo(info);
    if (status != TP_OK && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    return status;
}
