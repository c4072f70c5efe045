/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement list */
#include "cli/commands.h"
#include "cli/org.h"
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

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
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

static const struct tp_option options[] = {
    TP_OPTION_ORG, TP_OPTION_PASSPHRASE, TP_OPTION_NOW, TP_OPTION_JSON, {0},
};

const struct tp_command tp_command_agreement_list = {
    .name = "agreement list",
    .synopsis = "[OPTION]...",
    .summary = "list the agreements in an organisation's folder",
    .description = "Prints a line for each agreement: the beginning of its hash, the version in force or else the "
                   "newest, the state of that version now, and its title.",
    .example = "tenprint agreement list --org dcjs\n",
    .options = options,
    .run = run,
};
