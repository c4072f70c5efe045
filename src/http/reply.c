/* SPDX-License-Identifier: Apache-2.0 */
/* What a handler says in a reply's head. Headers wait in a buffer as NAME NUL VALUE NUL. */
#include <stdio.h>
#include <string.h>

#include "http/http.h"

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            return false;
    return true;
}

void tp_http_reply_header(struct tp_http_reply *reply, const char *name, const char *value)
{
    if (!is_plain(name) || !is_plain(value)) {
        reply->status = 500;
        return;
    }
    tp_write_bytes(&reply->headers, name, strlen(name) + 1);
    tp_write_bytes(&reply->headers, value, strlen(value) + 1);
}

void tp_http_reply_guard(const struct tp_http_request *request, struct tp_http_reply *reply, const char *content_policy)
{
    tp_http_reply_header(reply, "X-Content-Type-Options", "nosniff");
    tp_http_reply_header(reply, "X-Frame-Options", "DENY");
    tp_http_reply_header(reply, "Referrer-Policy", "no-referrer");
    tp_http_reply_header(reply, "Cross-Origin-Resource-Policy", "same-origin");
    tp_http_reply_header(reply, "Content-Security-Policy",
                         content_policy ? content_policy : "default-src 'none'; frame-ancestors 'none'");
    if (request->is_secure)
        tp_http_reply_header(reply, "Strict-Transport-Security", "max-age=31536000");
}

void tp_http_reply_secure(const struct tp_http_request *request, struct tp_http_reply *reply,
                          const char *content_policy)
{
    tp_http_reply_guard(request, reply, content_policy);
    tp_http_reply_header(reply, "Cache-Control", "no-store");
}

void tp_http_reply_limited(struct tp_http_reply *reply, unsigned retry_after_s)
{
    char seconds[16];

    snprintf(seconds, sizeof seconds, "%u", retry_after_s);
    reply->status = 429;
    tp_http_reply_header(reply, "Retry-After", seconds);
}
