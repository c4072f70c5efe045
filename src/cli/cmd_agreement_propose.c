/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement propose */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/node_step.h"
#include "cli/step.h"

/* The history that an amendment continues; NULL for version 1. */
static tp_status find_history(const struct tp_org *org, const struct tp_terms *terms, const struct tp_history **out,
                              struct tp_diag *diag)
{
    *out = NULL;
    if (terms->version == 1)
        return TP_OK;
    for (size_t i = 0; i < tp_organisation_history_count(org->organisation); i++) {
        const struct tp_history *history = tp_organisation_history_at(org->organisation, i);

        if (tp_history_find_version(history, terms->amends))
            *out = history;
    }
    return *out ? TP_OK
                : tp_fail(diag, TP_E_NOT_FOUND, "amends", -1, "the version that it amends was not proposed here");
}

static tp_status make_event(const struct tp_org *org, const struct tp_terms *terms, struct tp_event **out,
                            struct tp_diag *diag)
{
    const struct tp_history *history;
    size_t size_bytes;
    const char *document = tp_terms_document(terms, &size_bytes);
    tp_status status = find_history(org, terms, &history, diag);

    if (status == TP_OK)
        status = tp_step_new(org, history, terms, TP_EVENT_PROPOSE, out, diag);
    if (status != TP_OK)
        return status;
    (*out)->document = strndup(document, size_bytes);
    (*out)->document_bytes = size_bytes;
    return (*out)->document ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the document");
}

static tp_status read_terms(const char *path, struct tp_terms **out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(path, TP_AGREEMENT_DOCUMENT_MAX, &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_terms_parse(data, size_bytes, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* ---- at a running node --------------------------------------------------------------------------------------------
 */

static tp_status write_body(const struct tp_arguments *arguments, const struct tp_terms *terms, struct tp_buffer *out,
                            struct tp_diag *diag)
{
    const char *reason = tp_option_text(arguments, "reason");
    struct tp_json_document *document = NULL;
    struct tp_json *body = NULL;
    size_t size_bytes;
    const char *text = tp_terms_document(terms, &size_bytes);
    tp_status status = tp_json_parse(text, size_bytes, &document, diag);

    if (status == TP_OK)
        status = tp_json_new(&body, diag);
    if (status == TP_OK) {
        tp_json_copy(body, "document", tp_json_root(document));
        if (reason)
            tp_json_text(body, "reason", reason);
        status = tp_json_write_canonical(body, out, diag);
    }
    tp_json_free(&body);
    tp_json_document_free(&document);
    return status;
}

static int propose_at_node(const struct tp_arguments *arguments, const struct tp_terms *terms, struct tp_diag *diag)
{
    struct tp_asking asking;
    struct tp_buffer body;
    int result = tp_asking_init(&asking, "proposeAgreement", diag);

    tp_buffer_init(&body);
    if (result == TP_OK)
        result = write_body(arguments, terms, &body, diag);
    asking.body = body.data;
    asking.body_bytes = body.size_bytes;
    if (result == TP_OK)
        result = tp_node_step_ask(arguments, &asking, diag);
    tp_buffer_deinit(&body);
    return result;
}

/* ---- in the folder ------------------------------------------------------------------------------------------------
 */

static int propose(const struct tp_arguments *arguments, const struct tp_terms *terms, struct tp_diag *diag)
{
    struct tp_org org;
    struct tp_event *event = NULL;
    int result = tp_org_open(arguments, &org, diag);

    if (result == TP_OK)
        result = make_event(&org, terms, &event, diag);
    if (result == TP_OK)
        result = tp_step_take(arguments, &org, event, tp_organisation_signer(org.organisation), diag);
    tp_event_free(&event);
    tp_org_close(&org);
    return result;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_terms *terms = NULL;
    bool at_node;
    int result = tp_node_step_is_meant(arguments, &at_node, diag);

    if (result == TP_OK)
        result = read_terms(arguments->positional[0], &terms, diag);
    if (result == TP_OK)
        result = at_node ? propose_at_node(arguments, terms, diag) : propose(arguments, terms, diag);
    tp_terms_free(&terms);
    return result;
}

static const struct tp_option options[] = {
    TP_OPTION_ORG, TP_OPTION_PASSPHRASE, TP_OPTIONS_NODE, TP_OPTION_REASON,
    TP_OPTION_TO,  TP_OPTION_NOW,        TP_OPTION_JSON,  {0},
};

const struct tp_command tp_command_agreement_propose = {
    .name = "agreement propose",
    .synopsis = "FILE [OPTION]...",
    .summary = "propose an agreement, or an amendment of one",
    .description =
        "Checks the document in FILE, signs its proposal with the organisation's key, keeps it in the organisation's "
        "folder and ledger, and writes the event to a file that the other parties accept. A document with a version "
        "above 1 amends the version that it names by its hash, and walks the same steps.\n\n"
        "The steps after this one: `agreement notice` by the parties that the document names, the comment period, "
        "`agreement sign` by every party, `agreement activate`; and `agreement join` by each "
        "jurisdiction." TP_STEP_AT_NODE "\n\n"
        "Exit status: 0 when it was taken, 1 when it was refused; the reason is printed.",
    .example = "tenprint agreement propose --org dcjs terms.json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
