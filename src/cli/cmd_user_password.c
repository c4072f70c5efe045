/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user password */
#include "cli/asking.h"
#include "cli/commands.h"
#include "cli/done.h"
#include "cli/secret.h"

static tp_status add_secret(const struct tp_secret_source *source, const char *member, struct tp_json *body,
                            struct tp_diag *diag)
{
    char secret[TP_SECRET_MAX];
    tp_status status = tp_secret_read(source, secret, diag);

    if (status == TP_OK)
        tp_json_text(body, member, secret);
    tp_wipe(secret, sizeof secret);
    return status;
}

static tp_status write_body(const struct tp_arguments *arguments, struct tp_buffer *out, struct tp_diag *diag)
{
    const struct tp_secret_source current = {.file = tp_option_text(arguments, "current-file"),
                                             .option = "--current-file",
                                             .environment = "TENPRINT_PASSWORD",
                                             .what = "password that you have"};
    const struct tp_secret_source password = {.file = tp_option_text(arguments, "password-file"),
                                              .option = "--password-file",
                                              .environment = "TENPRINT_NEW_PASSWORD",
                                              .what = "new password",
                                              .twice = true};
    struct tp_json *body;
    tp_status status = tp_json_new(&body, diag);

    if (status == TP_OK)
        status = add_secret(&current, "current", body, diag);
    if (status == TP_OK)
        status = add_secret(&password, "password", body, diag);
    if (status == TP_OK)
        status = tp_json_write_canonical(body, out, diag);
    tp_json_free(&body);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_asking asking;
    struct tp_remote remote;
    struct tp_buffer body;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    tp_buffer_init(&body);
    if (status == TP_OK)
        status = tp_asking_init(&asking, "changePassword", diag);
    if (status == TP_OK)
        status = write_body(arguments, &body, diag);
    if (status == TP_OK) {
        asking.body = body.data;
        asking.body_bytes = body.size_bytes;
        status = tp_asking_ask(&asking, &remote, &answer, diag);
    }
    if (status == TP_OK)
        status =
            tp_done_print(arguments, "changed", "password", "the password is changed; all sessions have ended", diag);
    tp_wipe(body.data, body.size_bytes);
    tp_buffer_deinit(&body);
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {"current-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the password that you have (otherwise: environment TENPRINT_PASSWORD, or asked for)", 0, 0},
    {"password-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the new one (otherwise: environment TENPRINT_NEW_PASSWORD, or asked for)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_user_password = {
    .name = "user password",
    .synopsis = "[OPTION]...",
    .summary = "change one's own password at a node",
    .description = "Asks for the password that you have, and twice for the new one, of at least 15 characters. All "
                   "sessions of the account end. Who has forgotten it has an administrator give another: `user change "
                   "ACCOUNT --password`.",
    .example = "tenprint user password --token token.txt\n",
    .options = options,
    .run = run,
};
