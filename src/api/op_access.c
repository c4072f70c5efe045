/* SPDX-License-Identifier: Apache-2.0 */
/* Who was given which personal data, and for what; and who had which agreement's event signed: for the auditor. */
#include "api/list.h"
#include "api/operations.h"

static tp_status write_access(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                              struct tp_diag *diag)
{
    static const char *const members[] = {"time", "account", "operation", "purpose", "reference", "what"};

    (void)exchange;
    (void)diag;
    tp_json_object(json, NULL);
    tp_json_text(json, "owner", entry->link);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members); i++)
        tp_json_text(json, members[i], tp_entry_text(entry, members[i]));
    tp_json_close(json);
    return TP_OK;
}

tp_status tp_op_list_accesses(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_list list = {.key = "accesses",
                                 .query = {.kind = "access", .link = call->query(call, "owner")},
                                 .by = "owner",
                                 .write = write_access};
    tp_status status = tp_list_write(exchange, call, &list, diag);

    /* every case's reference: what is on record of this look is in the next list, not in this one */
    return status == TP_OK ? tp_access_note(exchange, call, "accesses", "list of accesses", diag) : status;
}

tp_status tp_op_list_signings(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_list list = {
        .key = "signings", .query = {.kind = "signing", .link = call->query(call, "agreement")}, .by = "agreement"};

    return tp_list_write(exchange, call, &list, diag);
}
