/* SPDX-License-Identifier: Apache-2.0 */
/* Cookies of sessions (RFC 6265). A second one beside it only says that there is a session, so that a page knows
 * whether to ask who is logged in. Cookies are shared by all ports of a machine, so their names have the port. */
#include "api/cookie.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME "tenprint-session"
#define SIGN_NAME "tenprint-open"

enum { NAME_BYTES = 32, COOKIE_BYTES = 256, PORT_DIGITS_MAX = 5 };

/* "-8443" of "node.example:8443"; "" without a port. */
static void write_name(const struct tp_http_request *request, const char *base, char out[NAME_BYTES])
{
    const char *colon = strrchr(request->authority, ':');
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    bool has_port = digits > 0 && digits <= PORT_DIGITS_MAX && colon[1 + digits] == '\0';

    snprintf(out, NAME_BYTES, "%s%s%s", base, has_port ? "-" : "", has_port ? colon + 1 : "");
}

const char *tp_cookie_token(const struct tp_http_request *request)
{
    char name[NAME_BYTES];

    if (tp_http_header(request, "Authorization"))
        return NULL;
    write_name(request, NAME, name);
    return tp_http_cookie(request, name);
}

/* Whether ORIGIN ("https://node.example:8443") is where REQUEST went to. */
static bool is_origin_of(const struct tp_http_request *request, const char *origin)
{
    static const char secure[] = "https://", plain[] = "http://";

    if (strncmp(origin, secure, strlen(secure)) == 0)
        origin += strlen(secure);
    else if (!request->is_secure && strncmp(origin, plain, strlen(plain)) == 0)
        origin += strlen(plain);
    else
        return false;
    return origin[0] != '\0' && strcasecmp(origin, request->authority) == 0;
}

bool tp_cookie_is_from_here(const struct tp_http_request *request)
{
    const char *site = tp_http_header(request, "Sec-Fetch-Site"), *origin = tp_http_header(request, "Origin");
    const bool reads = strcmp(request->method, "GET") == 0;

    if (site && strcmp(site, "same-origin") != 0 && !(reads && strcmp(site, "none") == 0))
        return false;
    if (origin)
        return is_origin_of(request, origin);
    return reads || site;
}

static void add(const struct tp_http_request *request, const char *base, const char *value, const char *attributes,
                struct tp_http_reply *reply)
{
    char name[NAME_BYTES], cookie[COOKIE_BYTES];

    write_name(request, base, name);
    snprintf(cookie, sizeof cookie, "%s=%s; SameSite=Strict%s%s%s", name, value ? value : "", attributes,
             request->is_secure ? "; Secure" : "", value ? "" : "; Max-Age=0");
    tp_http_reply_header(reply, "Set-Cookie", cookie);
    tp_wipe(cookie, sizeof cookie);
}

void tp_cookie_set(const struct tp_http_request *request, const char *token, struct tp_http_reply *reply)
{
    add(request, NAME, token, "; Path=/v1; HttpOnly", reply);
    add(request, SIGN_NAME, token ? "1" : NULL, "; Path=/", reply);
}
