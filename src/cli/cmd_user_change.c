/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user change, tenprint user disable */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/remote.h"
#include "cli/secret.h"

/* What is not given stays. */
struct change {
    const char *duties, *state, *password;
};

static void write_duties(struct tp_json *json, const char *codes)
{
    tp_json_list(json, "duties");
    while (*codes) {
        size_t length = strcspn(codes, ",");
        char code[64];
        snprintf(code, sizeof code, "%.*s", (int)TP_MIN(length, sizeof code - 1), codes);
        tp_json_text(json, NULL, code);
        codes += length + (codes[length] == ',');
    }
    tp_json_close(json);
}

static tp_status write_body(const struct change *change, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    if (change->duties)
        write_duties(json, change->duties);
    if (change->state)
        tp_json_text(json, "state", change->state);
    if (change->password)
        tp_json_text(json, "password", change->password);
    status = tp_json_write_canonical(json, out, diag);
    tp_json_free(&json);
    return status;
}

static tp_status ask(const struct tp_arguments *arguments, const struct tp_remote *remote, const struct change *change,
                     struct tp_diag *diag)
{
    char path[512];
    struct tp_remote_question question = {.method = "PATCH", .path = path};
    struct tp_remote_answer answer = {.status = 0};
    const char *account = arguments->positional[0];
    struct tp_buffer body;
    tp_status status;

    if (strlen(account) > 128 || strpbrk(account, "/?#% "))
        return tp_fail(diag, TP_E_ARGUMENT, "ACCOUNT", -1, "is no name of an account");
    snprintf(path, sizeof path, "/v1/accounts/%s", account);
    tp_buffer_init(&body);
    status = write_body(change, &body, diag);
    question.body = body.data;
    question.body_bytes = body.size_bytes;
    if (status == TP_OK)
        status = tp_remote_ask(remote, &question, &answer, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK)
        printf("changed %s\n", account);
    if (body.data)
        tp_wipe(body.data, body.size_bytes);
    tp_buffer_deinit(&body);
    tp_remote_answer_deinit(&answer);
    return status;
}

static tp_status open_and_ask(const struct tp_arguments *arguments, const struct change *change, struct tp_diag *diag)
{
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = ask(arguments, &remote, change, diag);
    tp_remote_close(&remote);
    return status;
}

/* ---- change -------------------------------------------------------------------------------------------------------
 */

static int run_change(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "password-file"),
                                            .option = "--password-file",
                                            .environment = "TENPRINT_PASSWORD",
                                            .what = "new password of the account",
                                            .twice = true};
    struct change change = {.duties = tp_option_text(arguments, "duty"), .state = tp_option_text(arguments, "state")};
    char password[TP_SECRET_MAX] = "";
    bool wants = tp_option_given(arguments, "password") || source.file;
    tp_status status = TP_OK;

    if (!change.duties && !change.state && !wants)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "say what changes: --duty, --state or --password");
    if (wants)
        status = tp_secret_read(&source, password, diag);
    change.password = wants ? password : NULL;
    if (status == TP_OK)
        status = open_and_ask(arguments, &change, diag);
    tp_wipe(password, sizeof password);
    return status;
}

static const struct tp_option change_options[] = {
    TP_OPTIONS_REMOTE,
    {"duty", 0, TP_OPTION_TEXT, "CODES", "its duties from now on, parted by commas", 0, 0},
    {"state", 0, TP_OPTION_TEXT, "STATE", "active or disabled", 0, 0},
    {.name = "password", .kind = TP_OPTION_FLAG, .help = "ask for a new password"},
    {"password-file", 0, TP_OPTION_TEXT, "FILE", "its first line is the new password", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_user_change = {
    .name = "user change",
    .synopsis = "ACCOUNT [--duty CODES] [--state STATE] [--password] [OPTION]...",
    .summary = "change an account of a node",
    .description = "What is not given stays. Other duties count from the next request on; a new password ends the "
                   "account's sessions. The change is put on record.",
    .example = "tenprint user change b.examiner --duty examiner,senior-examiner --token token.txt\n",
    .options = change_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_change,
};

/* ---- disable ------------------------------------------------------------------------------------------------------
 */

static int run_disable(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct change change = {.state = "disabled"};

    return open_and_ask(arguments, &change, diag);
}

static const struct tp_option disable_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_user_disable = {
    .name = "user disable",
    .synopsis = "ACCOUNT [OPTION]...",
    .summary = "disable an account of a node",
    .description =
        "Its sessions end at once. What it did stays on record; `user change --state active` lets it in again.",
    .example = "tenprint user disable c.lerk --token token.txt\n",
    .options = disable_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_disable,
};
