/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint user change, tenprint user disable */
#include "cli/commands.h"
#include "cli/people.h"

/* What is not given stays. */
struct change {
    const char *duties, *state, *password;
};

static tp_status write_body(const struct change *change, struct tp_json *body, struct tp_diag *diag)
{
    if (change->state)
        tp_json_text(body, "state", change->state);
    if (change->password)
        tp_json_text(body, "password", change->password);
    return change->duties ? tp_people_add_duties(body, change->duties, diag) : TP_OK;
}

static tp_status ask(const struct tp_arguments *arguments, const struct change *change, struct tp_diag *diag)
{
    struct tp_json *body;
    tp_status status = tp_json_new(&body, diag);

    if (status == TP_OK)
        status = write_body(change, body, diag);
    if (status == TP_OK)
        status = tp_people_change(arguments, "changeAccount", arguments->positional[0], body, "changed", diag);
    tp_json_free(&body);
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
        status = ask(arguments, &change, diag);
    tp_wipe(password, sizeof password);
    return status;
}

static const struct tp_option change_options[] = {
    TP_OPTIONS_PEOPLE,
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
    .summary = "change an account, at a running node or in an organisation's folder",
    .description = "What is not given stays. Other duties count from the next request on; a new password ends the "
                   "account's sessions. The change is put on record. In the folder also a password that was forgotten "
                   "is replaced." TP_PEOPLE_WHERE,
    .example = "tenprint user change b.examiner --duty examiner,senior-examiner --token token.txt\n"
               "tenprint user change a.admin --password --org dcjs\n",
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

    return ask(arguments, &change, diag);
}

static const struct tp_option disable_options[] = {TP_OPTIONS_PEOPLE, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_user_disable = {
    .name = "user disable",
    .synopsis = "ACCOUNT [OPTION]...",
    .summary = "disable an account, at a running node or in an organisation's folder",
    .description = "Its sessions end at once. What it did stays on record; `user change --state active` lets it in "
                   "again." TP_PEOPLE_WHERE,
    .example = "tenprint user disable c.lerk --token token.txt\n",
    .options = disable_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_disable,
};
