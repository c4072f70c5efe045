/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: counted, watched, and with TLS given their credentials before the handshake. */
#include <stdlib.h>
#include <string.h>

#include "http/server.h"

static int fd_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

struct tp_connection *tp_connection_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static bool prepare(struct tp_connection *peer, struct MHD_Connection *connection)
{
    struct tp_http_server *server = peer->server;

    peer->is_counted = !peer->is_proxy && tp_peers_enter(server->peers, peer->client);
    if (!peer->is_counted && !peer->is_proxy) {
        tp_observe_rejection(&server->observer, "connections");
        return false;
    }
    peer->watch = tp_watchdog_add(server->watchdog, fd_of(connection));
    if (server->tls)
        peer->tls = tp_tls_enter(server->tls,
                                 MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session);
    if (peer->watch && (peer->tls || !server->tls))
        return true;
    tp_observe_rejection(&server->observer, "memory");
    return false;
}

static struct tp_connection *open_connection(struct tp_http_server *server, struct MHD_Connection *connection)
{
    struct tp_connection *peer = calloc(1, sizeof *peer);

    if (!peer) {
        tp_observe_rejection(&server->observer, "memory");
        shutdown(fd_of(connection), SHUT_RDWR);
        return NULL;
    }
    peer->server = server;
    tp_address_write(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
                     peer->remote);
    tp_address_write_client(peer->remote, peer->client);
    /* What a proxy passes through with TLS as it came has headers of anybody's. */
    peer->is_proxy = !server->tls && server->proxy[0] != '\0' && strcmp(peer->remote, server->proxy) == 0;
    if (!prepare(peer, connection))
        shutdown(fd_of(connection), SHUT_RDWR);
    return peer;
}

static void close_connection(struct tp_connection *peer)
{
    struct tp_http_server *server = peer->server;

    tp_watchdog_remove(server->watchdog, peer->watch);
    tp_tls_leave(&peer->tls);
    if (peer->is_counted)
        tp_peers_leave(server->peers, peer->client);
    free(peer);
}

void tp_connection_on_change(void *context, struct MHD_Connection *connection, void **peer,
                             enum MHD_ConnectionNotificationCode what)
{
    struct tp_http_server *server = context;

    tp_observe_connection(&server->observer, what == MHD_CONNECTION_NOTIFY_STARTED ? 1 : -1);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *peer = open_connection(server, connection);
    else if (*peer)
        close_connection(*peer);
}
