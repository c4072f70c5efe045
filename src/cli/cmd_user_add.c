/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user add */
#include "cli/commands.h"
#include "cli/people.h"

static tp_status write_body(const struct tp_arguments *arguments, struct tp_json *body, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "password-file"),
                                            .option = "--password-file",
                                            .environment = "TENPRINT_PASSWORD",
                                            .what = "password of the account",
                                            .twice = true};
    const char *duties = tp_option_text(arguments, "duty");
    char password[TP_SECRET_MAX];
    tp_status status =
        duties ? tp_people_add_duties(body, duties, diag) : tp_fail(diag, TP_E_ARGUMENT, "--duty", -1, "is missing");

    tp_json_text(body, "account", arguments->positional[0]);
    if (status == TP_OK)
        status = tp_secret_read(&source, password, diag);
    if (status == TP_OK)
        tp_json_text(body, "password", password);
    tp_wipe(password, sizeof password);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_json *body;
    tp_status status = tp_json_new(&body, diag);

    if (status == TP_OK)
        status = write_body(arguments, body, diag);
    if (status == TP_OK)
        status = tp_people_change(arguments, "makeAccount", arguments->positional[0], body, "added", diag);
    tp_json_free(&body);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTIONS_PEOPLE,
    {"duty", 0, TP_OPTION_TEXT, "CODES", "its duties, parted by commas", 0, 0},
    {"password-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the account's password (otherwise: environment TENPRINT_PASSWORD, or asked for)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_user_add = {
    .name = "user add",
    .synopsis = "ACCOUNT --duty CODES [OPTION]...",
    .summary = "make an account, at a running node or in an organisation's folder",
    .description =
        "Makes an account for a person. The first, an administrator's, is made in the folder; administrators make the "
        "others while the node runs. Duties are contributor, examiner, senior-examiner, releasing-officer, "
        "agreement-officer, auditor and administrator; the last two go together with no other.\n\n"
        "The password has at least 15 characters; nothing else is asked of it. Its owner changes it with `user "
        "password`." TP_PEOPLE_WHERE,
    .example = "tenprint user add a.admin --org dcjs --duty administrator\n"
               "tenprint user add b.expert --duty examiner --token admin.token\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
