/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement notice, sign, activate, terminate: steps that a party takes. */
#include "cli/commands.h"
#include "cli/node_step.h"
#include "cli/step.h"

static tp_status make_event(const struct tp_arguments *arguments, const struct tp_org *org, struct tp_event **out,
                            struct tp_diag *diag)
{
    const struct tp_step_signer who = {tp_organisation_config(org->organisation)->id,
                                       tp_signer_public(tp_organisation_signer(org->organisation))};
    const char *wanted = tp_option_text(arguments, "version");
    enum tp_event_kind kind = tp_step_kind(arguments);
    const struct tp_history *history;
    const struct tp_terms *version;
    tp_status status = tp_org_find(org, arguments->positional[0], &history, diag);

    if (status == TP_OK)
        status = tp_event_is_stop(kind) ? tp_version_for_stop(history, org->now_s, wanted, &who, &version, diag)
                                        : tp_version_choose(history, org->now_s, wanted, false, &version, diag);
    return status == TP_OK ? tp_step_new(org, history, version, kind, out, diag) : status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org = {0};
    struct tp_event *event = NULL;
    bool at_node;
    int result = tp_node_step_is_meant(arguments, &at_node, diag);

    if (result == TP_OK && at_node)
        return tp_node_step_take(arguments, diag);
    if (result == TP_OK)
        result = tp_org_open(arguments, &org, diag);
    if (result == TP_OK)
        result = make_event(arguments, &org, &event, diag);
    if (result == TP_OK)
        result = tp_step_take(arguments, &org, event, tp_organisation_signer(org.organisation), diag);
    tp_event_free(&event);
    tp_org_close(&org);
    return result;
}

static const struct tp_option options[] = {
    TP_OPTION_ORG,     TP_OPTION_PASSPHRASE, TP_OPTIONS_NODE,
    TP_OPTION_VERSION, TP_OPTION_REASON,     TP_OPTION_TO,
    TP_OPTION_NOW,     TP_OPTION_JSON,       {0},
};

#define TAKEN                                                                                                          \
    "\n\nThe event is signed, kept in the organisation's folder and ledger, and written to a file that the other "     \
    "parties accept. Without --version it is about the newest version (terminating: the first, which all "             \
    "know)." TP_STEP_AT_NODE "\n\nExit status: 0 when it was taken, 1 when "                                           \
    "it was refused; the reason is printed."

const struct tp_command tp_command_agreement_notice = {
    .name = "agreement notice",
    .synopsis = "AGREEMENT [OPTION]...",
    .summary = "say that a proposed agreement was published for comment",
    .description = "States that the organisation has published the proposed version. When every party that must has "
                   "done so, the comment period begins; nobody can sign before it has run out." TAKEN,
    .example = "tenprint agreement notice --org dcjs 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_sign = {
    .name = "agreement sign",
    .synopsis = "AGREEMENT [OPTION]...",
    .summary = "sign an agreement",
    .description = "Signs a version for the organisation, once the comment period has run out. Of several candidates "
                   "for a version an organisation signs one." TAKEN,
    .example = "tenprint agreement sign --org dcjs 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_activate = {
    .name = "agreement activate",
    .synopsis = "AGREEMENT [OPTION]...",
    .summary = "put a signed agreement into force",
    .description = "Puts a version into force that every party has signed and whose time has come. A version before "
                   "it is replaced. Jurisdictions take part only once they join." TAKEN,
    .example = "tenprint agreement activate --org dcjs 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_terminate = {
    .name = "agreement terminate",
    .synopsis = "AGREEMENT [OPTION]...",
    .summary = "end an agreement for good",
    .description = "Ends the agreement with all its versions, at once and for good. It needs nobody's consent, and "
                   "nobody can undo it." TAKEN,
    .example = "tenprint agreement terminate --org dcjs --reason \"See the letter of 1 June.\" 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
