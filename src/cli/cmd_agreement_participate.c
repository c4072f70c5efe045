/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement join, leave, suspend, resume: jurisdictions take part or not; parties suspend and resume. */
#include "cli/commands.h"
#include "cli/node_step.h"
#include "cli/step.h"

static tp_status load_key(const struct tp_arguments *arguments, struct tp_signer **out, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "key-passphrase-file"),
                                            .option = "--key-passphrase-file",
                                            .environment = "TENPRINT_KEY_PASSPHRASE",
                                            .what = "passphrase of the authority's key"};
    char passphrase[TP_SECRET_MAX];
    tp_status status = tp_secret_read(&source, passphrase, diag);

    if (status == TP_OK)
        status = tp_signer_load(tp_option_text(arguments, "key"), passphrase, out, diag);
    tp_wipe(passphrase, sizeof passphrase);
    return status;
}

static tp_status make_event(const struct tp_arguments *arguments, const struct tp_org *org, struct tp_signer *signer,
                            struct tp_event **out, struct tp_diag *diag)
{
    const char *as = tp_option_text(arguments, "as"), *wanted = tp_option_text(arguments, "version");
    enum tp_event_kind kind = tp_step_kind(arguments);
    struct tp_step_signer who = {as, tp_signer_public(signer)};
    const struct tp_history *history;
    const struct tp_terms *version;
    tp_status status = tp_org_find(org, arguments->positional[0], &history, diag);

    if (!as)
        who.by = tp_organisation_config(org->organisation)->id;
    if (status == TP_OK)
        status = tp_event_is_stop(kind) ? tp_version_for_stop(history, org->now_s, wanted, &who, &version, diag)
                                        : tp_version_choose(history, org->now_s, wanted, true, &version, diag);
    if (status == TP_OK)
        status = tp_step_new(org, history, version, kind, out, diag);
    if (status == TP_OK && as)
        snprintf((*out)->by, sizeof(*out)->by, "%s", as);
    return status;
}

static tp_status check_options(const struct tp_arguments *arguments, bool at_node, struct tp_diag *diag)
{
    const char *as = tp_option_text(arguments, "as");
    bool for_jurisdiction = tp_step_kind(arguments) == TP_EVENT_JOIN || tp_step_kind(arguments) == TP_EVENT_LEAVE;

    if (tp_option_given(arguments, "key") ? !as : as && !at_node)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--as and --key belong together");
    if (!as && (for_jurisdiction || tp_option_given(arguments, "events")))
        return tp_fail(diag, TP_E_ARGUMENT, "--as", -1,
                       "the jurisdiction, and --key with its authority's key, are needed");
    if (as && !tp_jurisdiction_is_code(as))
        return tp_fail(diag, TP_E_ARGUMENT, "--as", -1, "must be the code of a jurisdiction, such as US-NY-109");
    return TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org = {0};
    struct tp_event *event = NULL;
    struct tp_signer *authority = NULL, *signer;
    bool at_node = false;
    int result = TP_OK;

    if (!tp_option_given(arguments, "events"))
        result = tp_node_step_is_meant(arguments, &at_node, diag);
    if (result == TP_OK)
        result = check_options(arguments, at_node, diag);
    if (result == TP_OK && at_node && !tp_option_given(arguments, "key"))
        return tp_node_step_take(arguments, diag);
    if (result == TP_OK)
        result = tp_org_open_any(arguments, arguments->positional[0], &org, diag);
    if (result == TP_OK && tp_option_given(arguments, "key"))
        result = load_key(arguments, &authority, diag);
    if (result == TP_OK) {
        signer = authority ? authority : tp_organisation_signer(org.organisation);
        result = make_event(arguments, &org, signer, &event, diag);
    }
    if (result == TP_OK)
        result = tp_step_take(arguments, &org, event, signer, diag);
    tp_signer_free(&authority);
    tp_event_free(&event);
    tp_org_close(&org);
    return result;
}

static const struct tp_option options[] = {
    {"as", 0, TP_OPTION_TEXT, "CODE", "the jurisdiction that takes the step: US-NY, US-NY-109", 0, 0},
    {"key", 0, TP_OPTION_TEXT, "FILE", "the key file of the authority that speaks for it", 0, 0},
    {"key-passphrase-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the passphrase of that key (otherwise: environment TENPRINT_KEY_PASSPHRASE, or asked for)", 0,
     0},
    {"events", 0, TP_OPTION_TEXT, "DIR", "work from events that a party exported, without an organisation's folder", 0,
     0},
    TP_OPTION_ORG,
    TP_OPTION_PASSPHRASE,
    TP_OPTIONS_NODE,
    TP_OPTION_VERSION,
    TP_OPTION_REASON,
    TP_OPTION_TO,
    TP_OPTION_NOW,
    TP_OPTION_JSON,
    {0},
};

#define TAKEN                                                                                                          \
    "\n\nAn authority needs nobody's folder: with --events it works from what any party has exported, and hands the "  \
    "file that it gets to all parties. With --org the step is also kept in that organisation's folder and ledger. "    \
    "Without --version it is about the version in force, or else the newest; leaving and suspending, which hold for "  \
    "every version, name the first that names who does it, because most know that one." TP_STEP_AT_NODE                \
    " With --as and without --key it signs with the organisation's own key, "                                          \
    "where the agreement has that key speak for the jurisdiction.\n\nExit status: 0 when it was "                      \
    "taken, "                                                                                                          \
    "1 when it was refused; the reason is printed."

const struct tp_command tp_command_agreement_join = {
    .name = "agreement join",
    .synopsis = "AGREEMENT --as CODE --key FILE [OPTION]...",
    .summary = "have a jurisdiction take part in an agreement",
    .description = "Declares that a jurisdiction takes part in one version of an agreement, also to return after it "
                   "has left. A later version needs a new declaration. A county takes part only while its state "
                   "does." TAKEN,
    .example = "tenprint agreement join --org dcjs --as US-NY-109 --key tompkins.pem 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_leave = {
    .name = "agreement leave",
    .synopsis = "AGREEMENT --as CODE --key FILE [OPTION]...",
    .summary = "have a jurisdiction leave an agreement, at once",
    .description = "Declares that a jurisdiction leaves the agreement in all its versions, and with it all within it. "
                   "It counts at once, needs nobody's consent, and only the jurisdiction itself can return." TAKEN,
    .example = "tenprint agreement leave --events exported --as US-NY-109 --key tompkins.pem 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_suspend = {
    .name = "agreement suspend",
    .synopsis = "AGREEMENT [--as CODE --key FILE] [OPTION]...",
    .summary = "suspend an agreement, or a jurisdiction's part in it, at once",
    .description = "Suspends the agreement with all its versions for the organisation's part, or with --as what a "
                   "jurisdiction takes part in. It counts at once, needs nobody's consent, and only who suspended "
                   "can resume." TAKEN,
    .example = "tenprint agreement suspend --org dcjs --reason \"Review of error rates.\" 3f2a91\n"
               "tenprint agreement suspend --token officer.token --reason \"Review of error rates.\" 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_resume = {
    .name = "agreement resume",
    .synopsis = "AGREEMENT [--as CODE --key FILE] [OPTION]...",
    .summary = "undo one's own suspension",
    .description = "Ends a suspension by the organisation, or with --as by the jurisdiction." TAKEN,
    .example = "tenprint agreement resume --org dcjs 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
