/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement decide */
#include <inttypes.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/org.h"
#include "office/office.h"

enum { REQUEST_MAX_BYTES = 1 << 20 };

/* What was asked, and what came of it. */
struct answer {
    struct tp_decided decided;
    bool logged;
    struct tp_logged leaf;
};

/* ---- the request --------------------------------------------------------------------------------------------------
 */

static tp_status read_input(struct tp_json_document **out, struct tp_diag *diag)
{
    char part[4096];
    struct tp_buffer text;
    tp_status status = TP_OK;
    size_t got;

    tp_buffer_init(&text);
    while ((got = fread(part, 1, sizeof part, stdin)) > 0 && text.size_bytes <= REQUEST_MAX_BYTES)
        tp_write_bytes(&text, part, got);
    if (ferror(stdin))
        status = tp_fail(diag, TP_E_IO, NULL, -1, "it cannot be read");
    else if (text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the request");
    else if (text.size_bytes > REQUEST_MAX_BYTES)
        status = tp_fail(diag, TP_E_LIMIT, NULL, -1, "a request has at most %d bytes", REQUEST_MAX_BYTES);
    else
        status = tp_json_parse(text.data ? (const char *)text.data : "", text.size_bytes, out, diag);
    tp_buffer_deinit(&text);
    return status;
}

/* The strings of REQUEST are those of *DOCUMENT. */
static tp_status read_request(const char *path, struct tp_json_document **document, struct tp_request *request,
                              struct tp_diag *diag)
{
    const bool from_input = path && strcmp(path, "-") == 0;
    tp_status status;

    *document = NULL;
    if (!path)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--request is needed");
    status = from_input ? read_input(document, diag) : tp_json_read(path, document, diag);
    if (status == TP_OK)
        status = tp_request_read(tp_json_root(*document), request, diag);
    return tp_diag_in_file(diag, status, from_input ? "standard input" : path);
}

/* ---- the decision -------------------------------------------------------------------------------------------------
 */

static tp_status decide(const struct tp_arguments *arguments, const struct tp_org *org,
                        const struct tp_request *request, struct answer *out, struct tp_diag *diag)
{
    const struct tp_case about = {.county = request->jurisdiction, .reference = tp_option_text(arguments, "reference")};
    struct tp_inquiry inquiry = {.request = request, .about = &about, .now_s = org->now_s};
    tp_status status = tp_org_find(org, arguments->positional[0], &out->decided.history, diag);

    if (status != TP_OK)
        return status;
    inquiry.agreement = tp_history_agreement(out->decided.history);
    out->decided.now_s = org->now_s;
    out->logged = tp_option_given(arguments, "log");
    status = tp_organisation_preview(org->organisation, &inquiry, &out->decided.asked, &out->decided.decision, diag);
    if (status == TP_OK && out->logged)
        status = tp_organisation_decide(org->organisation, &inquiry, &out->decided.decision, &out->leaf, diag);
    return status;
}

/* ---- output -------------------------------------------------------------------------------------------------------
 */

static tp_status print_text(const struct answer *answer, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    printf("%s\n", tp_effect_code(answer->decided.decision.effect));
    for (size_t i = 0; status == TP_OK && i < answer->decided.decision.count; i++) {
        struct tp_buffer words;

        status = tp_decided_words(&answer->decided, i, &words, diag);
        if (status == TP_OK)
            printf("  %s: %s\n", tp_clause_code(answer->decided.decision.clauses[i].clause), (const char *)words.data);
        tp_buffer_deinit(&words);
    }
    if (answer->logged)
        printf("logged as leaf %" PRIu64 "\n", answer->leaf.index);
    return status;
}

static tp_status print_json(const struct answer *answer, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    status = tp_decided_write(&answer->decided, json, diag);
    if (answer->logged)
        tp_json_integer(json, "leaf", (int64_t)answer->leaf.index);
    if (status == TP_OK)
        status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_json_document *document;
    struct tp_request request;
    struct tp_org org = {0};
    struct answer answer = {0};
    tp_status status = read_request(tp_option_text(arguments, "request"), &document, &request, diag);

    if (status == TP_OK)
        status = tp_org_open(arguments, &org, diag);
    if (status == TP_OK)
        status = decide(arguments, &org, &request, &answer, diag);
    if (status == TP_OK)
        status = tp_option_given(arguments, "json") ? print_json(&answer, diag) : print_text(&answer, diag);
    tp_org_close(&org);
    tp_json_document_free(&document);
    if (status != TP_OK)
        return status;
    return answer.decided.decision.effect == TP_EFFECT_ALLOWED ? TP_EXIT_OK : TP_EXIT_NEGATIVE;
}

static const struct tp_option options[] = {
    TP_OPTION_ORG,
    {"request", 0, TP_OPTION_TEXT, "FILE", "what is asked, as JSON; - is standard input", 0, 0},
    {"log", 0, TP_OPTION_FLAG, NULL, "make the decision a leaf of the ledger, so that it may be acted on", 0, 0},
    {"reference", 0, TP_OPTION_TEXT, "TEXT",
     "with --log: the case, as the agency names it; only its commitment is public", 0, 0},
    TP_OPTION_PASSPHRASE,
    TP_OPTION_NOW,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_agreement_decide = {
    .name = "agreement decide",
    .synopsis = "AGREEMENT --request FILE [OPTION]...",
    .summary = "what an agreement says to a request, clause by clause",
    .description =
        "Decides a request by an agreement (its hash, or at least six digits that it begins with) as the "
        "organisation's folder knows it now: whether it is allowed, withheld or denied, and for every clause what the "
        "agreement says, how the request stands to it, and what follows. Without --log nothing is recorded, and "
        "nothing may be sent, answered or released by it.\n\n"
        "A request is a JSON object: `stage` (send, search, answer, release or onward) and, as far as they are known, "
        "version, sender, repository, recipient, from, jurisdiction, purpose, material, offence, conviction, "
        "categories, match, examiners, considered, reason_written, discretion, fields and retention_days. What is "
        "missing is unknown, and denied where it matters. docs/agreements.md says what each means.\n\n"
        "Exit status: 0 when it is allowed, 1 when it is withheld or denied.",
    .example = "tenprint agreement decide 3fa24c --org dcjs --request booking.json\n"
               "tenprint agreement decide 3fa24c --org dcjs --request - --log --json < release.json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
