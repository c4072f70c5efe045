/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user add */
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "cli/commands.h"
#include "cli/org.h"

/* "contributor,examiner" */
static tp_status read_duties(const char *text, uint32_t *out, struct tp_diag *diag)
{
    *out = 0;
    if (!text)
        return tp_fail(diag, TP_E_ARGUMENT, "--duty", -1, "is missing");
    while (*text) {
        size_t length = strcspn(text, ",");
        char code[32];
        int duty;
        snprintf(code, sizeof code, "%.*s", (int)TP_MIN(length, sizeof code - 1), text);
        duty = tp_duty_find(code);
        if (duty < 0)
            return tp_fail(diag, TP_E_ARGUMENT, "--duty", -1, "there is no duty %s", code);
        *out |= 1u << duty;
        text += length + (text[length] == ',');
    }
    return tp_duties_check(*out, diag);
}

static tp_status add(const struct tp_arguments *arguments, const struct tp_account *account, const char *password,
                     struct tp_diag *diag)
{
    const struct tp_exchange_options options = {.parts = tp_api_parts, .thread_count = 1};
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    struct tp_exchange *exchange = NULL;
    char secret[TP_SECRET_MAX];
    const char *folder;
    tp_status status = tp_org_folder(arguments, &folder, diag);

    if (status == TP_OK)
        status = tp_secret_read(&source, secret, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_open(folder, secret, &options, &exchange, diag);
    tp_wipe(secret, sizeof secret);
    if (status == TP_OK)
        status = tp_account_make(exchange, "", account, password, diag);
    tp_exchange_close(&exchange);
    return status;
}

static tp_status print(const struct tp_account *account, bool as_json, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!as_json) {
        printf("added %s\n", account->name);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "account", account->name);
    tp_duties_write(json, "duties", account->duties);
    status = tp_json_print(json, true, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "password-file"),
                                            .option = "--password-file",
                                            .environment = "TENPRINT_PASSWORD",
                                            .what = "password of the account",
                                            .twice = true};
    struct tp_account account = {.active = true};
    char password[TP_SECRET_MAX];
    tp_status status = read_duties(tp_option_text(arguments, "duty"), &account.duties, diag);

    if (status == TP_OK && strlen(arguments->positional[0]) >= sizeof account.name)
        status = tp_fail(diag, TP_E_ARGUMENT, "ACCOUNT", -1, "the name is too long");
    if (status != TP_OK)
        return status;
    snprintf(account.name, sizeof account.name, "%s", arguments->positional[0]);
    status = tp_secret_read(&source, password, diag);
    if (status == TP_OK)
        status = add(arguments, &account, password, diag);
    tp_wipe(password, sizeof password);
    return status == TP_OK ? print(&account, tp_option_given(arguments, "json"), diag) : status;
}

static const struct tp_option options[] = {
    TP_OPTION_ORG,
    TP_OPTION_PASSPHRASE,
    {"duty", 0, TP_OPTION_TEXT, "CODES", "its duties, parted by commas", 0, 0},
    {"password-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the account's password (otherwise: environment TENPRINT_PASSWORD, or asked for)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_user_add = {
    .name = "user add",
    .synopsis = "ACCOUNT --org DIR --duty CODES [OPTION]...",
    .summary = "make an account in an organisation's folder, while no node has it",
    .description =
        "Makes an account for a person: the first administrator, who makes the others while the node runs (POST "
        "/v1/accounts), or any other. Duties are contributor, examiner, senior-examiner, releasing-officer, "
        "agreement-officer, auditor and administrator; the last two go together with no other.\n\n"
        "The password has at least 15 characters; nothing else is asked of it.",
    .example = "tenprint user add a.admin --org dcjs --duty administrator\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
