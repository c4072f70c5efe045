/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as text. */
#include <stdio.h>
#include <string.h>

#include "http/network.h"

enum { IPV6_BYTES = 16, MAPPED_BYTES = 12 };

/* Addresses of IPv4 come as ::ffff:a.b.c.d to a socket that takes both. */
static const uint8_t mapped[MAPPED_BYTES] = {[10] = 0xFF, [11] = 0xFF};

static bool write_mapped(const struct sockaddr *address, char *out)
{
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    const uint8_t *bytes = six->sin6_addr.s6_addr;

    if (address->sa_family != AF_INET6 || memcmp(bytes, mapped, MAPPED_BYTES) != 0)
        return false;
    snprintf(out, TP_ADDRESS_BYTES, "%u.%u.%u.%u", bytes[12], bytes[13], bytes[14], bytes[15]);
    return true;
}

void tp_address_write(const struct sockaddr *address, char out[TP_ADDRESS_BYTES])
{
    socklen_t size_bytes =
        address && address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);

    out[0] = '\0';
    if (!address || (address->sa_family != AF_INET && address->sa_family != AF_INET6) || write_mapped(address, out))
        return;
    if (getnameinfo(address, size_bytes, out, TP_ADDRESS_BYTES, NULL, 0, NI_NUMERICHOST) != 0)
        out[0] = '\0';
}

static bool resolve(const char *text, struct addrinfo **out)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};

    return getaddrinfo(text, NULL, &hints, out) == 0;
}

bool tp_address_parse(const char *text, size_t length, char out[TP_ADDRESS_BYTES])
{
    struct addrinfo *info;
    char copy[TP_ADDRESS_BYTES];

    out[0] = '\0';
    /* The resolver takes "1" and "0x7f.1" for addresses, too; nobody writes them so. */
    if (length < 2 || length >= TP_ADDRESS_BYTES || strspn(text, "0123456789abcdefABCDEF.:") < length)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if ((!strchr(copy, '.') && !strchr(copy, ':')) || !resolve(copy, &info))
        return false;
    tp_address_write(info->ai_addr, out);
    freeaddrinfo(info);
    return out[0] != '\0';
}

void tp_address_write_client(const char *address, char out[TP_ADDRESS_BYTES])
{
    struct addrinfo *info;

    snprintf(out, TP_ADDRESS_BYTES, "%s", address);
    if (!strchr(address, ':') || !resolve(address, &info))
        return;
    if (info->ai_family == AF_INET6) {
        const uint8_t *bytes = ((const struct sockaddr_in6 *)(const void *)info->ai_addr)->sin6_addr.s6_addr;
        for (size_t i = 0; i < IPV6_BYTES / 2; i++)
            snprintf(out + 2 * i, TP_ADDRESS_BYTES - 2 * i, "%02x", bytes[i]);
    }
    freeaddrinfo(info);
}

bool tp_address_parse_forwarded(const char *header, char out[TP_ADDRESS_BYTES])
{
    const char *comma = strrchr(header, ','), *at = comma ? comma + 1 : header;
    size_t length;

    at += strspn(at, " \t");
    length = strcspn(at, " \t");
    return at[length + strspn(at + length, " \t")] == '\0' && tp_address_parse(at, length, out);
}
