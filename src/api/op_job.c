/* SPDX-License-Identifier: Apache-2.0 */
/* What the node is to do by itself, and what keeps it from it: for who runs it. */
#include <string.h>

#include "api/list.h"
#include "api/operations.h"

static void write_job(const struct tp_entry *entry, struct tp_json *json)
{
    char due[TP_TIME_TEXT_BYTES];

    tp_json_object(json, NULL);
    tp_json_text(json, "kind", tp_entry_text(entry, "kind"));
    tp_json_text(json, "about", tp_entry_text(entry, "about"));
    tp_json_integer(json, "tries", tp_entry_integer(entry, "tries", 0));
    if (entry->due_s < TP_STORE_NEVER) {
        tp_time_format(entry->due_s, due);
        tp_json_text(json, "due", due);
    }
    if (tp_entry_text(entry, "trouble")[0])
        tp_json_text(json, "trouble", tp_entry_text(entry, "trouble"));
    tp_json_close(json);
}

static tp_status write_any(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                           struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    write_job(entry, json);
    return TP_OK;
}

static tp_status write_failing(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                               struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    if (tp_entry_integer(entry, "tries", 0) > 0)
        write_job(entry, json);
    return TP_OK;
}

tp_status tp_op_list_jobs(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *failing = call->query(call, "failing");
    const struct tp_list list = {.key = "jobs",
                                 .query = {.kind = "job", .state = "waiting"},
                                 .write = failing && failing[0] == 't' ? write_failing : write_any};

    if (failing && strcmp(failing, "true") != 0 && strcmp(failing, "false") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "failing", -1, "must be true or false");
    return tp_list_write(exchange, call, &list, diag);
}
