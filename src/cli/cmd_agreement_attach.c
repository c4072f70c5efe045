/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement comment, petition, hearing: what the public said, registered beside the agreement. */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/node_step.h"
#include "cli/step.h"

enum { FILE_MAX_BYTES = 16 << 20 };

/* Keeps the file and names it in EVENT. */
static tp_status attach(const struct tp_arguments *arguments, const struct tp_org *org, struct tp_event *event,
                        struct tp_diag *diag)
{
    const char *path = tp_option_text(arguments, "file");
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    if (status == TP_OK)
        status =
            tp_organisation_attach(org->organisation, data, size_bytes, org->now_s, event->attachment_sha256, diag);
    free(data);
    if (status == TP_OK)
        status = tp_step_text(tp_option_text(arguments, "title"), &event->attachment_title, diag);
    if (event->kind == TP_EVENT_PETITION)
        event->sign_ons = (uint32_t)tp_option_integer(arguments, "sign-ons", 0);
    return status;
}

static tp_status make_event(const struct tp_arguments *arguments, const struct tp_org *org, struct tp_event **out,
                            struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *version;
    tp_status status = tp_org_find(org, arguments->positional[0], &history, diag);

    if (status == TP_OK)
        status = tp_version_choose(history, org->now_s, tp_option_text(arguments, "version"), false, &version, diag);
    if (status == TP_OK)
        status = tp_step_new(org, history, version, tp_step_kind(arguments), out, diag);
    return status == TP_OK ? attach(arguments, org, *out, diag) : status;
}

static int register_in_folder(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org;
    struct tp_event *event = NULL;
    int result = tp_org_open(arguments, &org, diag);

    if (result == TP_OK)
        result = make_event(arguments, &org, &event, diag);
    if (result == TP_OK)
        result = tp_step_take(arguments, &org, event, tp_organisation_signer(org.organisation), diag);
    tp_event_free(&event);
    tp_org_close(&org);
    return result;
}

static int register_at_node(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_asking asking;
    uint8_t *data = NULL;
    int result = tp_asking_init(&asking, "registerStatement", diag);

    if (result == TP_OK)
        result = tp_asking_set(&asking, "agreement", arguments->positional[0], diag);
    if (result == TP_OK)
        result = tp_asking_set(&asking, "kind", tp_events.items[tp_step_kind(arguments)].code, diag);
    if (result == TP_OK) /* title, sign-ons, version */
        result = tp_asking_take_options(&asking, arguments, diag);
    if (result == TP_OK)
        result = tp_file_read(tp_option_text(arguments, "file"), FILE_MAX_BYTES, &data, &asking.body_bytes, diag);
    asking.body = data;
    if (result == TP_OK)
        result = tp_node_step_ask(arguments, &asking, diag);
    free(data);
    return result;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    bool at_node;
    int result = tp_node_step_is_meant(arguments, &at_node, diag);

    if (result != TP_OK)
        return result;
    if (!tp_option_given(arguments, "title") || !tp_option_given(arguments, "file"))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--title and --file are needed");
    if (tp_step_kind(arguments) == TP_EVENT_PETITION && !tp_option_given(arguments, "sign-ons"))
        return tp_fail(diag, TP_E_ARGUMENT, "--sign-ons", -1, "how many names stand under the petition is needed");
    return at_node ? register_at_node(arguments, diag) : register_in_folder(arguments, diag);
}

#define TITLE                                                                                                          \
    {                                                                                                                  \
        "title", 0, TP_OPTION_TEXT, "TEXT", "what the file is, in a line that all parties will read", 0, 0             \
    }
#define ATTACHED                                                                                                       \
    {                                                                                                                  \
        "file", 0, TP_OPTION_TEXT, "FILE", "what was handed in, at most 16 MiB", 0, 0                                  \
    }

static const struct tp_option options[] = {
    TITLE,
    ATTACHED,
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

static const struct tp_option petition_options[] = {
    TITLE,
    ATTACHED,
    {"sign-ons", 0, TP_OPTION_INTEGER, "N", "how many names stand under it", 1, 4294967295.0},
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

#define KEPT                                                                                                           \
    "\n\nThe file is kept in the organisation's folder; the event names it by its SHA-256 and is signed, kept, and "   \
    "written to a file that the other parties accept (`agreement export` hands over both). Without --version it is "   \
    "about the newest version." TP_STEP_AT_NODE                                                                        \
    "\n\nExit status: 0 when it was taken, 1 when it was refused; the reason is printed."

const struct tp_command tp_command_agreement_comment = {
    .name = "agreement comment",
    .synopsis = "AGREEMENT --title TEXT --file FILE [OPTION]...",
    .summary = "register a comment that the public handed in",
    .description = "Puts a comment beside the agreement that it speaks of, for everybody and for good." KEPT,
    .example = "tenprint agreement comment --org dcjs --title \"County bar association\" --file letter.pdf 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_petition = {
    .name = "agreement petition",
    .synopsis = "AGREEMENT --title TEXT --file FILE --sign-ons N [OPTION]...",
    .summary = "register a petition with the number of names under it",
    .description = "Puts a petition beside the agreement that it speaks of. The names under it are counted, not "
                   "published: register a copy without them." KEPT,
    .example = "tenprint agreement petition --org dcjs --title \"Opt out\" --file text.pdf --sign-ons 4211 3f2a91\n",
    .options = petition_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

const struct tp_command tp_command_agreement_hearing = {
    .name = "agreement hearing",
    .synopsis = "AGREEMENT --title TEXT --file FILE [OPTION]...",
    .summary = "register the record of a public hearing",
    .description = "Puts the record of a hearing beside the agreement that it was about." KEPT,
    .example = "tenprint agreement hearing --org dcjs --title \"Albany, 2 June\" --file minutes.txt 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
