/* SPDX-License-Identifier: Apache-2.0 */
/* One question about accounts, by either road. */
#include "cli/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- in the folder ------------------------------------------------------------------------------------------------
 */

static const char *query(const struct tp_call *call, const char *name)
{
    return tp_asking_value(call->query_context, name);
}

static tp_status open_folder(const struct tp_arguments *arguments, struct tp_exchange **out, struct tp_diag *diag)
{
    const struct tp_exchange_options options = {.parts = tp_api_parts, .thread_count = 1};
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    char secret[TP_SECRET_MAX];
    const char *folder;
    tp_status status = tp_org_folder(arguments, &folder, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_secret_read(&source, secret, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_open(folder, secret, &options, out, diag);
    tp_wipe(secret, sizeof secret);
    return status;
}

static tp_status take_reply(const struct tp_json *reply, struct tp_remote_answer *out, struct tp_diag *diag)
{
    tp_status status = tp_json_write_canonical(reply, &out->body, diag);

    return status == TP_OK ? tp_json_parse((const char *)out->body.data, out->body.size_bytes, &out->document, diag)
                           : status;
}

/* As whoever has the folder and its passphrase, who is nobody's account. */
static tp_status run_operation(struct tp_exchange *exchange, const struct tp_asking *asking,
                               const struct tp_json_document *input, struct tp_remote_answer *out, struct tp_diag *diag)
{
    struct tp_call call = {.actor = {.account = "", .duties = TP_DUTY_BIT(ADMINISTRATOR)},
                           .values = {tp_asking_value(asking, "account")},
                           .query = query,
                           .query_context = asking,
                           .input = input ? tp_json_root(input) : NULL};
    tp_status status = tp_json_new(&call.reply, diag);

    tp_buffer_init(&call.bytes);
    if (status == TP_OK)
        status = tp_operation_run(exchange, asking->operation, &call, diag);
    if (status == TP_OK)
        status = take_reply(call.reply, out, diag);
    tp_buffer_deinit(&call.bytes);
    tp_json_free(&call.reply);
    return status;
}

static tp_status ask_folder(const struct tp_arguments *arguments, const struct tp_asking *asking,
                            struct tp_remote_answer *out, struct tp_diag *diag)
{
    struct tp_json_document *input = NULL;
    struct tp_exchange *exchange;
    tp_status status = open_folder(arguments, &exchange, diag);

    if (status == TP_OK && asking->body)
        status = tp_json_parse(asking->body, asking->body_bytes, &input, diag);
    if (status == TP_OK)
        status = run_operation(exchange, asking, input, out, diag);
    tp_json_document_free(&input);
    tp_exchange_close(&exchange);
    return status;
}

/* ---- by either road -----------------------------------------------------------------------------------------------
 */

tp_status tp_people_ask(const struct tp_arguments *arguments, const char *operation, const char *account,
                        const struct tp_json *body, struct tp_remote_answer *out, struct tp_diag *diag)
{
    struct tp_asking asking;
    struct tp_buffer text;
    bool at_node;
    tp_status status = tp_remote_is_meant(arguments, &at_node, diag);

    memset(out, 0, sizeof *out);
    tp_buffer_init(&text);
    if (status == TP_OK)
        status = tp_asking_init(&asking, operation, diag);
    if (account && (strlen(account) > 128 || strpbrk(account, "/?#% ")))
        return tp_fail(diag, TP_E_ARGUMENT, "ACCOUNT", -1, "is no name of an account");
    if (status == TP_OK && account)
        status = tp_asking_set(&asking, "account", account, diag);
    if (status == TP_OK)
        status = tp_asking_take_options(&asking, arguments, diag);
    if (status == TP_OK && body)
        status = tp_json_write_canonical(body, &text, diag);
    if (status == TP_OK) {
        asking.body = body ? text.data : NULL;
        asking.body_bytes = text.size_bytes;
        status =
            at_node ? tp_asking_ask_node(&asking, arguments, out, diag) : ask_folder(arguments, &asking, out, diag);
    }
    tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

tp_status tp_people_change(const struct tp_arguments *arguments, const char *operation, const char *account,
                           const struct tp_json *body, const char *done, struct tp_diag *diag)
{
    bool is_new = strcmp(operation, "makeAccount") == 0;
    struct tp_remote_answer answer;
    tp_status status = tp_people_ask(arguments, operation, is_new ? NULL : account, body, &answer, diag);

    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK)
        printf("%s %s\n", done, account);
    tp_remote_answer_deinit(&answer);
    return status;
}

tp_status tp_people_add_duties(struct tp_json *body, const char *codes, struct tp_diag *diag)
{
    uint32_t duties = 0;
    tp_status status;

    while (*codes) {
        size_t length = strcspn(codes, ",");
        char code[32];
        int duty;
        snprintf(code, sizeof code, "%.*s", (int)TP_MIN(length, sizeof code - 1), codes);
        duty = tp_duty_find(code);
        if (duty < 0)
            return tp_fail(diag, TP_E_ARGUMENT, "--duty", -1, "there is no duty %s", code);
        duties |= 1u << duty;
        codes += length + (codes[length] == ',');
    }
    status = tp_duties_check(duties, diag);
    if (status == TP_OK)
        tp_duties_write(body, "duties", duties);
    return status;
}
