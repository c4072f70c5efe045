/* SPDX-License-Identifier: Apache-2.0 */
/* The published ledger as files: GET /ledger/checkpoint, /ledger/verifier, /ledger/tile/..., /ledger/cosigned/... Whole
 * tiles never change, and neither do partial ones of a width; the checkpoint does. */
#include <stdio.h>
#include <string.h>

#include "api/front.h"

enum { FILE_BYTES_MAX = 64 << 20, PATH_BYTES = 1024 };

#define FOREVER "public, max-age=31536000, immutable"
#define BRIEFLY "public, max-age=5"

/* Names of the ledger's files are made of these, and none begins with a dot. */
static bool is_sound(const char *name)
{
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789/.-") != strlen(name) || strlen(name) > 128)
        return false;
    return name[0] != '\0' && name[0] != '.' && name[0] != '/' && !strstr(name, "/.") && !strstr(name, "//") &&
           !strstr(name, "..");
}

static bool is_tile(const char *name)
{
    return strncmp(name, "tile/", 5) == 0;
}

/* Where it lies; false for what is not published. */
static bool place(const struct tp_api *api, const char *name, char path[PATH_BYTES])
{
    const char *folder = tp_exchange_folder(api->exchange);
    bool verifier = strcmp(name, "verifier") == 0;

    if (!is_sound(name))
        return false;
    if (!verifier && !is_tile(name) && strcmp(name, "checkpoint") != 0 && strncmp(name, "cosigned/", 9) != 0)
        return false;
    return snprintf(path, PATH_BYTES, verifier ? "%s/%s" : "%s/ledger/%s", folder, name) < PATH_BYTES;
}

static void refuse(const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const struct tp_problem problem = {.status = 404, .code = "not-found", .detail = "the ledger has no such file"};

    tp_problem_write(request, &problem, reply);
}

void tp_api_serve_ledger(const struct tp_api *api, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const char *name = request->path + strlen(TP_LEDGER_PREFIX);
    char path[PATH_BYTES];
    uint8_t *data;
    size_t size_bytes;

    reply->operation = "ledger";
    if (!place(api, name, path) || tp_file_read(path, FILE_BYTES_MAX, &data, &size_bytes, NULL) != TP_OK) {
        refuse(request, reply);
        return;
    }
    reply->body.data = data;
    reply->body.size_bytes = reply->body.capacity_bytes = size_bytes;
    reply->content_type = is_tile(name) ? "application/octet-stream" : "text/plain; charset=utf-8";
    tp_http_reply_header(reply, "Cache-Control", is_tile(name) ? FOREVER : BRIEFLY);
    tp_http_reply_header(reply, "X-Content-Type-Options", "nosniff");
    tp_http_reply_header(reply, "Access-Control-Allow-Origin", "*");
}
