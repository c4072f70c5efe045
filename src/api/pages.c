/* SPDX-License-Identifier: Apache-2.0 */
/* The web console as the node serves it. A file whose name has a hash of what is in it never changes; all others are
 * asked for again, by their tag. Every address that is no file's is a page of the console's, which knows its own. */
#include "api/pages.h"

#include <string.h>

#include "api/media.h"

/* Everything from this node, nothing inline; pictures also from what the page itself has fetched or drawn. */
#define POLICY                                                                                                         \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "        \
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define NOTHING_OF_THE_DEVICE                                                                                          \
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "  \
    "midi=(), payment=(), usb=()"
enum { PATH_BYTES = 1024 };

#define HASHED "/assets/"

/* ---- which ------------------------------------------------------------------------------------------------------- */

/* What programs ask for. */
static bool is_of_machines(const char *path)
{
    static const char *const firsts[] = {"v1", "health", "metrics"};
    size_t length = strcspn(path + 1, "/");

    for (size_t i = 0; i < TP_ARRAY_LENGTH(firsts); i++)
        if (strlen(firsts[i]) == length && memcmp(path + 1, firsts[i], length) == 0)
            return true;
    return false;
}

/* Whether PATH is one at all, once it is decoded. */
static bool is_sound(const char *path)
{
    char text[PATH_BYTES];

    return tp_http_unescape(path, strlen(path), false, text, sizeof text);
}

/* Of a file that there might be: below the folder of files, "/favicon.ico", "/.git/config". */
static bool is_of_file(const char *path)
{
    const char *dot = strchr(path, '.');

    return strncmp(path, HASHED, strlen(HASHED)) == 0 || strstr(path, "/.") || (dot && !strchr(path + 1, '/'));
}

static const struct tp_page *find(const struct tp_page *pages, const char *path)
{
    for (; pages->path; pages++)
        if (strcmp(pages->path, path) == 0)
            return pages;
    return NULL;
}

const struct tp_page *tp_page_find(const struct tp_page *pages, const struct tp_http_request *request)
{
    const struct tp_page *page;

    if (strcmp(request->method, "GET") != 0 || request->path[0] != '/' || is_of_machines(request->path))
        return NULL;
    page = find(pages, request->path);
    if (page)
        return page;
    if (is_of_file(request->path) || !is_sound(request->path) ||
        !tp_media_accepts(tp_http_header(request, "Accept"), "text/html"))
        return NULL;
    return find(pages, TP_PAGES_INDEX);
}

/* ---- how --------------------------------------------------------------------------------------------------------- */

bool tp_page_may_be_packed(const char *encoding)
{
    return encoding && encoding[strspn(encoding, " \t")] != '\0' && tp_media_accepts(encoding, "gzip");
}

/* Tags have quotes, so that none is part of another. */
static bool is_known(const struct tp_http_request *request, const char *etag)
{
    const char *known = tp_http_header(request, "If-None-Match");

    return known && (strcmp(known, "*") == 0 || strstr(known, etag));
}

static void write_headers(const struct tp_page *page, const struct tp_http_request *request,
                          struct tp_http_reply *reply)
{
    const bool is_hashed = strncmp(page->path, HASHED, strlen(HASHED)) == 0;

    tp_http_reply_guard(request, reply, POLICY);
    tp_http_reply_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    tp_http_reply_header(reply, "Permissions-Policy", NOTHING_OF_THE_DEVICE);
    tp_http_reply_header(reply, "Cache-Control", is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (page->packed)
        tp_http_reply_header(reply, "Vary", "Accept-Encoding");
}

void tp_page_serve(const struct tp_page *page, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const bool packed = page->packed && tp_page_may_be_packed(tp_http_header(request, "Accept-Encoding"));
    const char *etag = packed ? page->packed_etag : page->etag;

    reply->operation = "page";
    write_headers(page, request, reply);
    tp_http_reply_header(reply, "ETag", etag);
    if (is_known(request, etag)) {
        reply->status = 304;
        return;
    }
    reply->content_type = page->type;
    if (packed)
        tp_http_reply_header(reply, "Content-Encoding", "gzip");
    reply->lasting = packed ? page->packed : page->data;
    reply->lasting_bytes = packed ? page->packed_bytes : page->data_bytes;
}
