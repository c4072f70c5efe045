/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of the network, for those files that need them. */
#ifndef TP_HTTP_NETWORK_H
#define TP_HTTP_NETWORK_H

#include <netdb.h>
#include <sys/socket.h>

#include "base/base.h"

enum { TP_ADDRESS_BYTES = 64 };

/* The number of an address as text; one of IPv4 that came through IPv6 is one of IPv4. "" when there is none. */
void tp_address_write(const struct sockaddr *address, char out[TP_ADDRESS_BYTES]);
/* The same of a TEXT of LENGTH that should be one. */
bool tp_address_parse(const char *text, size_t length, char out[TP_ADDRESS_BYTES]);
/* What counts as one client: an address of IPv4, the first half of one of IPv6 (all of which one household has). */
void tp_address_write_client(const char *address, char out[TP_ADDRESS_BYTES]);
/* The client's address from X-Forwarded-For: the last one in it, which the proxy that we trust added. */
bool tp_address_parse_forwarded(const char *header, char out[TP_ADDRESS_BYTES]);

#endif
