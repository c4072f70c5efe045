/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement list */
#include <inttypes.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/node_step.h"
#include "office/office.h"
#include "json/json.h"

static void print_line(const struct tp_history *history, int64_t now_s)
{
    enum tp_life life;
    const struct tp_agreement_view view = {history, now_s};
    const struct tp_terms *version = tp_view_version(&view, &life);

    printf("%.12s  version %u of %zu  %-10s  %s\n", tp_history_agreement(history), version->version,
           tp_history_version_count(history), tp_life_code(life), version->title);
}

static tp_status list_json(const struct tp_org *org, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_list(json, "agreements");
    for (size_t i = 0; i < tp_organisation_history_count(org->organisation); i++) {
        const struct tp_agreement_view view = {tp_organisation_history_at(org->organisation, i), org->now_s};

        tp_json_object(json, NULL);
        tp_view_outline(&view, json);
        tp_json_close(json);
    }
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status list(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org;
    tp_status status = tp_org_open(arguments, &org, diag);

    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = list_json(&org, diag);
    else if (status == TP_OK)
        for (size_t i = 0; i < tp_organisation_history_count(org.organisation); i++)
            print_line(tp_organisation_history_at(org.organisation, i), org.now_s);
    tp_org_close(&org);
    return status;
}

/* ---- of a running node --------------------------------------------------------------------------------------------
 */

static void print_listed(const struct tp_json_value *listed)
{
    const char *agreement = tp_json_to_text(tp_json_member(listed, "agreement"));
    const char *life = tp_json_to_text(tp_json_member(listed, "life"));
    const char *title = tp_json_to_text(tp_json_member(listed, "title"));
    int64_t version = 0, versions = 0;
    char line[512];

    (void)tp_json_to_integer(tp_json_member(listed, "version"), &version);
    (void)tp_json_to_integer(tp_json_member(listed, "versions"), &versions);
    snprintf(line, sizeof line, "%.12s  version %" PRId64 " of %" PRId64 "  %-10s  %s", agreement ? agreement : "",
             version, versions, life ? life : "", title ? title : "");
    tp_text_make_printable(line);
    printf("%s\n", line);
}

static tp_status list_of_node(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    const struct tp_json_value *list;
    struct tp_asking asking;
    tp_status status = tp_asking_init(&asking, "listAgreements", diag);

    if (status == TP_OK)
        status = tp_asking_ask_node(&asking, arguments, &answer, diag);
    list = answer.document ? tp_json_member(tp_json_root(answer.document), "agreements") : NULL;
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else
        for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++)
            print_listed(tp_json_element(list, i));
    tp_remote_answer_deinit(&answer);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    bool at_node;
    tp_status status = tp_node_step_is_meant(arguments, &at_node, diag);

    if (status != TP_OK)
        return status;
    return at_node ? list_of_node(arguments, diag) : list(arguments, diag);
}

static const struct tp_option options[] = {
    TP_OPTION_ORG, TP_OPTION_PASSPHRASE, TP_OPTIONS_NODE, TP_OPTION_NOW, TP_OPTION_JSON, {0},
};

const struct tp_command tp_command_agreement_list = {
    .name = "agreement list",
    .synopsis = "[OPTION]...",
    .summary = "list the agreements that an organisation knows",
    .description = "Prints a line for each agreement: the beginning of its hash, the version in force or else the "
                   "newest, the state of that version now, and its title.",
    .example = "tenprint agreement list --org dcjs\n",
    .options = options,
    .run = run,
};
