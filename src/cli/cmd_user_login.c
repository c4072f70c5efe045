/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user login, tenprint user logout */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/done.h"
#include "cli/remote.h"
#include "cli/secret.h"

/* ---- in -----------------------------------------------------------------------------------------------------------
 */

/* The token, and the node that it is for. Only the owner may read it, from the start. */
static tp_status write_token(const char *path, const char *token, const char *node, struct tp_diag *diag)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char lines[2048];
    int length = snprintf(lines, sizeof lines, "%s\n%s\n", token, node);
    bool written;

    if (file < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the file cannot be written"), path);
    written = (size_t)length < sizeof lines && fchmod(file, 0600) == 0 && write(file, lines, (size_t)length) == length;
    tp_wipe(lines, sizeof lines);
    if (close(file) == 0 && written)
        return TP_OK;
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the file cannot be written"), path);
}

static tp_status write_body(const char *account, const char *password, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "account", account);
    tp_json_text(json, "password", password);
    status = tp_json_write_canonical(json, out, diag);
    tp_json_free(&json);
    return status;
}

/* Without the token, which is in the file. */
static tp_status print_session(const struct tp_remote_answer *answer, const char *path, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new_from(tp_json_root(answer->document), &json, diag);

    if (status != TP_OK)
        return status;
    tp_json_remove(json, "token");
    tp_json_text(json, "file", path);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status show_session(const struct tp_arguments *arguments, const struct tp_remote *remote,
                              const struct tp_remote_answer *answer, struct tp_diag *diag)
{
    const char *path = tp_option_text(arguments, "to"), *token = tp_remote_text(answer, "token");
    char expires[64];
    tp_status status;

    if (token[0] == '\0')
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "the node gave no token");
    if (!path && tp_option_given(arguments, "json"))
        return tp_remote_print(answer, diag);
    if (!path) {
        printf("%s\n", token);
        return TP_OK;
    }
    status = write_token(path, token, remote->url, diag);
    snprintf(expires, sizeof expires, "%s", tp_remote_text(answer, "expires"));
    tp_text_make_printable(expires);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        return print_session(answer, path, diag);
    if (status == TP_OK)
        printf("logged in as %s until %s: %s\n", arguments->positional[0], expires, path);
    return status;
}

static tp_status ask_for_session(const struct tp_arguments *arguments, const struct tp_remote *remote,
                                 const char *password, struct tp_diag *diag)
{
    struct tp_remote_question question = {.method = "POST", .path = "/v1/session"};
    struct tp_remote_answer answer = {.status = 0};
    struct tp_buffer body;
    tp_status status;

    tp_buffer_init(&body);
    status = write_body(arguments->positional[0], password, &body, diag);
    question.body = body.data;
    question.body_bytes = body.size_bytes;
    if (status == TP_OK)
        status = tp_remote_ask(remote, &question, &answer, diag);
    if (status == TP_OK)
        status = show_session(arguments, remote, &answer, diag);
    if (body.data)
        tp_wipe(body.data, body.size_bytes);
    tp_buffer_deinit(&body);
    tp_remote_answer_deinit(&answer);
    return status;
}

static int run_login(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "password-file"),
                                            .option = "--password-file",
                                            .environment = "TENPRINT_PASSWORD",
                                            .what = "password of the account"};
    char password[TP_SECRET_MAX];
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    tp_wipe(remote.bearer, sizeof remote.bearer); /* of an earlier session */
    if (status == TP_OK)
        status = tp_secret_read(&source, password, diag);
    if (status == TP_OK)
        status = ask_for_session(arguments, &remote, password, diag);
    tp_wipe(password, sizeof password);
    tp_remote_close(&remote);
    return status;
}

static const struct tp_option login_options[] = {
    TP_OPTIONS_REMOTE,
    {"password-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the account's password (otherwise: environment TENPRINT_PASSWORD, or asked for)", 0, 0},
    {"to", 0, TP_OPTION_TEXT, "FILE", "where the token goes, for --token of other commands (otherwise: printed)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_user_login = {
    .name = "user login",
    .synopsis = "ACCOUNT [--to FILE] [OPTION]...",
    .summary = "start a session at a node",
    .description =
        "Gives a token that other commands show the node: --token FILE, or the environment TENPRINT_TOKEN. It "
        "ends after 12 hours, and after 30 minutes in which it is not used. FILE is readable by its owner "
        "only; it also says which node it is for.",
    .example = "tenprint user login c.lerk --to token.txt\n",
    .options = login_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_login,
};

/* ---- and out ------------------------------------------------------------------------------------------------------
 */

static int run_logout(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_remote_question question = {.method = "DELETE", .path = "/v1/session"};
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK && remote.bearer[0] == '\0')
        status = tp_fail(diag, TP_E_ARGUMENT, "--token", -1, "is missing: which session ends?");
    if (status == TP_OK)
        status = tp_remote_ask(&remote, &question, &answer, diag);
    if (status == TP_OK)
        status = tp_done_print(arguments, "ended", "session", "the session has ended", diag);
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

static const struct tp_option logout_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_user_logout = {
    .name = "user logout",
    .synopsis = "[OPTION]...",
    .summary = "end a session at a node",
    .description = "The token is of no use from then on.",
    .example = "tenprint user logout --token token.txt\n",
    .options = logout_options,
    .positional_min = 0,
    .positional_max = 0,
    .run = run_logout,
};
