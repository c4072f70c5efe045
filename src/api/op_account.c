/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of the node, kept by the administrator and read by the auditor. */
#include <stdio.h>
#include <string.h>

#include "api/input.h"
#include "api/list.h"
#include "api/operations.h"

static void write_members(struct tp_json *json, const struct tp_account *account)
{
    tp_json_text(json, "account", account->name);
    tp_duties_write(json, "duties", account->duties);
    tp_json_text(json, "state", account->active ? "active" : "disabled");
}

static tp_status write_entry(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                             struct tp_diag *diag)
{
    struct tp_account account;
    tp_status status = tp_account_get(exchange, entry->name, &account, diag);

    if (status != TP_OK)
        return status;
    tp_json_object(json, NULL);
    write_members(json, &account);
    tp_json_close(json);
    return TP_OK;
}

tp_status tp_op_list_accounts(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_list list = {.key = "accounts", .query = {.kind = "account"}, .write = write_entry};

    return tp_list_write(exchange, call, &list, diag);
}

tp_status tp_op_get_account(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_account account;
    tp_status status = tp_account_get(exchange, call->values[0], &account, diag);

    if (status == TP_OK)
        write_members(call->reply, &account);
    return status;
}

tp_status tp_op_make_account(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_account account = {.active = true};
    const char *name = NULL, *password = NULL;
    tp_status status = tp_json_only(call->input, "account password duties", diag);

    if (status == TP_OK)
        status = tp_input_text(call->input, "account", TP_ACCOUNT_NAME_BYTES - 1, true, &name, diag);
    if (status == TP_OK)
        status = tp_input_text(call->input, "password", TP_PASSWORD_BYTES_MAX, true, &password, diag);
    if (status == TP_OK)
        status = tp_duties_read(tp_json_member(call->input, "duties"), "duties", &account.duties, diag);
    if (status != TP_OK)
        return status;
    snprintf(account.name, sizeof account.name, "%s", name);
    status = tp_account_make(exchange, call->actor.account, &account, password, diag);
    if (status != TP_OK)
        return status;
    snprintf(call->location, sizeof call->location, "/v1/accounts/%s", account.name);
    write_members(call->reply, &account);
    return TP_OK;
}

/* "active" or "disabled". */
static tp_status read_state(const struct tp_json_value *input, bool *out, const bool **given, struct tp_diag *diag)
{
    const char *text;
    tp_status status = tp_input_text(input, "state", 8, false, &text, diag);

    if (status != TP_OK || !text)
        return status;
    *out = strcmp(text, "active") == 0;
    *given = out;
    return *out || strcmp(text, "disabled") == 0
               ? TP_OK
               : tp_fail(diag, TP_E_ARGUMENT, "state", -1, "must be active or disabled");
}

tp_status tp_op_change_account(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_json_value *given = tp_json_member(call->input, "duties");
    struct tp_account_change change = {0};
    struct tp_account account;
    uint32_t duties;
    bool active;
    tp_status status = tp_json_only(call->input, "password duties state", diag);

    if (status == TP_OK)
        status = tp_input_text(call->input, "password", TP_PASSWORD_BYTES_MAX, false, &change.password, diag);
    if (status == TP_OK)
        status = read_state(call->input, &active, &change.active, diag);
    if (status == TP_OK && given) {
        status = tp_duties_read(given, "duties", &duties, diag);
        change.duties = &duties;
    }
    if (status == TP_OK)
        status = tp_account_change(exchange, call->actor.account, call->values[0], &change, diag);
    if (status == TP_OK)
        status = tp_account_get(exchange, call->values[0], &account, diag);
    if (status == TP_OK)
        write_members(call->reply, &account);
    return status;
}

tp_status tp_op_list_changes(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_list list = {
        .key = "changes", .query = {.kind = "change", .link = call->query(call, "account")}, .by = "account"};

    return tp_list_write(exchange, call, &list, diag);
}
