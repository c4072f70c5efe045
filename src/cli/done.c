/* SPDX-License-Identifier: Apache-2.0 */
/* A line, or JSON. */
#include "cli/done.h"

#include "json/json.h"

tp_status tp_done_print(const struct tp_arguments *arguments, const char *what, const char *about, const char *words,
                        struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!tp_option_given(arguments, "json")) {
        printf("%s\n", words);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, what, about);
    status = tp_json_print(json, true, stdout, diag);
    tp_json_free(&json);
    return status;
}
