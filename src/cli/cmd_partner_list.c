/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint partner list, tenprint partner show */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/org.h"
#include "cli/partner_file.h"
#include "json/json.h"

static void put(const struct tp_config_partner *partner, struct tp_json *json)
{
    tp_json_text(json, "id", partner->id);
    tp_json_text(json, "name", partner->name);
    tp_json_text(json, "key", partner->key);
    if (partner->url)
        tp_json_text(json, "url", partner->url);
    if (partner->authority)
        tp_json_text(json, "authority", partner->authority);
    if (partner->certificate)
        tp_json_text(json, "certificate", partner->certificate);
}

static tp_status list_json(const struct tp_config *config, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_list(json, "partners");
    for (unsigned i = 0; i < config->partner_count; i++) {
        tp_json_object(json, NULL);
        put(&config->partners[i], json);
        tp_json_close(json);
    }
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status show_json(const struct tp_config_partner *partner, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    put(partner, json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static void print(const struct tp_config_partner *partner)
{
    printf("%s\n  name         %s\n  key          %s\n  url          %s\n  authority    %s\n  certificate  %s\n",
           partner->id, partner->name, partner->key, partner->url ? partner->url : "none: nothing can be sent",
           partner->authority ? partner->authority : "whom the system trusts",
           partner->certificate ? partner->certificate : "any that the authorities of clients vouch for");
}

static tp_status load(const struct tp_arguments *arguments, struct tp_config **out, struct tp_diag *diag)
{
    const char *folder;
    tp_status status = tp_org_folder(arguments, &folder, diag);

    *out = NULL;
    return status == TP_OK ? tp_partner_folder_load(folder, out, diag) : status;
}

static int run_list(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_config *config;
    tp_status status = load(arguments, &config, diag);

    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = list_json(config, diag);
    else if (status == TP_OK)
        for (unsigned i = 0; i < config->partner_count; i++)
            printf("%-20s  %-40s  %s\n", config->partners[i].id,
                   config->partners[i].url ? config->partners[i].url : "-", config->partners[i].name);
    tp_config_free(&config);
    return status;
}

static int run_show(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_config_partner *partner = NULL;
    struct tp_config *config;
    tp_status status = load(arguments, &config, diag);

    if (status == TP_OK)
        partner = tp_partner_of(config, arguments->positional[0]);
    if (status == TP_OK && !partner)
        status = tp_fail(diag, TP_E_NOT_FOUND, "id", -1, "there is no partner %s", arguments->positional[0]);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = show_json(partner, diag);
    else if (status == TP_OK)
        print(partner);
    tp_config_free(&config);
    return status;
}

static const struct tp_option options[] = {TP_OPTION_ORG, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_partner_list = {
    .name = "partner list",
    .synopsis = "[OPTION]...",
    .summary = "list an organisation's partners",
    .description = "As organisation.yaml has them. It is read without the key, also while a node runs in the folder.",
    .example = "tenprint partner list --org dcjs\n",
    .options = options,
    .run = run_list,
};

const struct tp_command tp_command_partner_show = {
    .name = "partner show",
    .synopsis = "ID [OPTION]...",
    .summary = "show what is known of a partner",
    .description = "Its name, key and address, and who vouches for its node's certificate.",
    .example = "tenprint partner show dhs-ident --org dcjs\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_show,
};
