/* SPDX-License-Identifier: Apache-2.0 */
/* Over a network of our own: who has half an address of IPv6 has the connections of one client, whichever of its
 * addresses they come from. */
#include "test.h"

#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "api/loopback.h"
#include "http/http.h"

enum { MOST = 3 };

#define HOUSE "2001:db8:1:2::"
#define NEIGHBOUR "2001:db8:1:3::1"

/* As the kernel takes it. */
struct placed {
    struct in6_addr address;
    uint32_t prefix;
    int interface;
};

static bool add_address(int fd, const char *text)
{
    struct placed placed = {.prefix = 128, .interface = (int)if_nametoindex("lo")};

    return inet_pton(AF_INET6, text, &placed.address) == 1 && ioctl(fd, SIOCSIFADDR, &placed) == 0;
}

/* The kernel looks whether anybody else has a new address before it may be used. */
static bool is_usable(const char *text)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    bool usable = false;

    assert_int_equal(inet_pton(AF_INET6, text, &address.sin6_addr), 1);
    for (int round = 0; round < 500 && !usable; round++) {
        int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

        usable = bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
        close(fd);
        if (!usable)
            usleep(10000);
    }
    return usable;
}

/* False where this process may not have one. */
static bool make_network(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    char text[64];
    bool made = unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
    int fd = made ? socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

    made = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags |= IFF_UP;
    made = made && ioctl(fd, SIOCSIFFLAGS, &request) == 0 && add_address(fd, NEIGHBOUR);
    for (unsigned i = 1; made && i <= MOST + 2; i++) {
        snprintf(text, sizeof text, HOUSE "%u", i);
        made = add_address(fd, text) && is_usable(text);
    }
    made = made && is_usable(NEIGHBOUR);
    if (fd >= 0)
        close(fd);
    return made;
}

static struct sockaddr_in6 place(const char *address, uint16_t port)
{
    struct sockaddr_in6 out = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

    assert_int_equal(inet_pton(AF_INET6, address, &out.sin6_addr), 1);
    return out;
}

static int connect_from(const char *address, uint16_t port)
{
    const struct sockaddr_in6 from = place(address, 0), to = place(HOUSE "1", port);
    const struct timeval patience = {.tv_sec = 5};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static bool is_answered(int fd)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    char reply[256];

    return send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0 && recv(fd, reply, sizeof reply, 0) > 0;
}

static void answer(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    (void)request;
    reply->status = 204;
}

static void a_household_is_one_client(void **state)
{
    const struct tp_http_options options = {
        .address = HOUSE "1", .request_max_s = 10, .connections_per_address_max = MOST};
    struct tp_http_server *server;
    char address[64];
    int open[MOST], more;

    (void)state;
    if (!make_network())
        skip();
    assert_int_equal(tp_http_server_start(&options, answer, NULL, &server, NULL), TP_OK);
    for (unsigned i = 0; i < MOST; i++) {
        snprintf(address, sizeof address, HOUSE "%u", i + 1);
        open[i] = connect_from(address, tp_http_server_port(server));
        assert_true(is_answered(open[i]));
    }
    more = connect_from(HOUSE "5", tp_http_server_port(server));
    assert_false(is_answered(more));
    close(more);
    more = connect_from(NEIGHBOUR, tp_http_server_port(server));
    assert_true(is_answered(more));
    close(more);
    for (unsigned i = 0; i < MOST; i++)
        close(open[i]);
    tp_http_server_stop(&server);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_household_is_one_client),
};
TP_TEST_MAIN(tests)
