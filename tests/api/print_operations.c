/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the table of operations as JSON, for tests in other languages. */
#include <stdlib.h>

#include "api/api.h"

static void add(struct tp_json *json, const char *part, const struct tp_operation *operation)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "id", operation->id);
    tp_json_text(json, "part", part);
    tp_json_text(json, "method", operation->method);
    tp_json_text(json, "path", operation->path);
    tp_duties_write(json, "duties", operation->duties);
    tp_json_flag(json, "public", operation->flags & TP_OPERATION_PUBLIC);
    tp_json_flag(json, "case", operation->flags & TP_OPERATION_CASE);
    tp_json_flag(json, "raw", operation->flags & TP_OPERATION_RAW);
    tp_json_flag(json, "wire", operation->flags & TP_OPERATION_WIRE);
    tp_json_integer(json, "body_max", (int64_t)operation->body_max_bytes);
    tp_json_close(json);
}

int main(void)
{
    struct tp_json *json;
    tp_status status;

    if (tp_json_new(&json, NULL) != TP_OK)
        return EXIT_FAILURE;
    tp_json_list(json, "operations");
    for (const struct tp_part *const *part = tp_api_parts; *part; part++)
        for (const struct tp_operation *at = (*part)->operations; at && at->id; at++)
            add(json, (*part)->name, at);
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, NULL);
    tp_json_free(&json);
    return status == TP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
