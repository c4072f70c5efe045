/* SPDX-License-Identifier: Apache-2.0 */
/* Paths and their patterns, segment by segment. A pattern's {name} takes any segment that is a sound name. There are a
 * few dozen operations: looking at each costs less than a microsecond. */
#include "api/route.h"

#include <stdio.h>
#include <string.h>

#include "http/http.h"

/* False for what is the name of nothing. */
static bool decode(const char *text, size_t length, char out[TP_EXCHANGE_NAME_BYTES])
{
    return tp_http_unescape(text, length, false, out, TP_EXCHANGE_NAME_BYTES) && out[0] != '\0' && !strchr(out, '/');
}

/* Whether PATH is one of PATTERN's, with the values of its names. */
static bool matches(const char *pattern, const char *path, struct tp_route *out)
{
    size_t count = 0;

    while (*pattern == '/' && *path == '/') {
        size_t wanted = strcspn(++pattern, "/"), given = strcspn(++path, "/");
        if (pattern[0] == '{') {
            TP_ASSERT(count < TP_ROUTE_VALUES_MAX);
            if (!decode(path, given, out->values[count++]))
                return false;
        } else if (wanted != given || memcmp(pattern, path, given) != 0) {
            return false;
        }
        pattern += wanted;
        path += given;
    }
    return *pattern == '\0' && *path == '\0';
}

/* Of two patterns that a path fits, the one that names more of it: "/v1/x/new" before "/v1/x/{id}". */
static bool is_closer(const struct tp_operation *a, const struct tp_operation *b)
{
    const char *p, *q;

    if (!b)
        return true;
    p = a->path;
    q = b->path;
    while (*p && *p == *q) {
        p++;
        q++;
    }
    return *p != '{' && *q == '{';
}

static void allow(struct tp_route *out, const char *method)
{
    size_t used = strlen(out->allow);

    if (!strstr(out->allow, method) && used + strlen(method) + 2 < sizeof out->allow)
        snprintf(out->allow + used, sizeof out->allow - used, "%s%s", used ? ", " : "", method);
}

static void consider(const struct tp_operation *operation, const char *method, const char *path, struct tp_route *out)
{
    struct tp_route found = {0};

    if (!matches(operation->path, path, &found))
        return;
    if (strcmp(operation->method, method) != 0) {
        allow(out, operation->method);
    } else if (is_closer(operation, out->operation)) {
        out->operation = operation;
        memcpy(out->values, found.values, sizeof out->values);
    }
}

void tp_route_find(const struct tp_exchange *exchange, const char *method, const char *path, struct tp_route *out)
{
    const struct tp_operation *operation;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; (operation = tp_operation_at(exchange, i)) != NULL; i++)
        consider(operation, method, path, out);
}

void tp_route_find_in(const struct tp_operation *operations, const char *method, const char *path, struct tp_route *out)
{
    memset(out, 0, sizeof *out);
    for (; operations->id; operations++)
        consider(operations, method, path, out);
}
