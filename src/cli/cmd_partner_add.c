/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint partner add */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/done.h"
#include "cli/org.h"
#include "cli/partner_file.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_config_partner partner = {.id = (char *)(uintptr_t)arguments->positional[0],
                                        .name = (char *)(uintptr_t)tp_option_text(arguments, "name"),
                                        .key = (char *)(uintptr_t)tp_option_text(arguments, "key"),
                                        .url = (char *)(uintptr_t)tp_option_text(arguments, "url"),
                                        .authority = (char *)(uintptr_t)tp_option_text(arguments, "authority"),
                                        .certificate = (char *)(uintptr_t)tp_option_text(arguments, "certificate")};
    const char *folder;
    char words[1024];
    tp_status status = tp_org_folder(arguments, &folder, diag);

    if (status == TP_OK && !partner.key)
        status = tp_fail(diag, TP_E_ARGUMENT, "--key", -1, "the partner's public key must be given");
    if (!partner.name)
        partner.name = partner.id;
    if (status == TP_OK)
        status = tp_partner_folder_add(folder, &partner, diag);
    if (status != TP_OK)
        return status;
    snprintf(words, sizeof words, "added %s; a node that runs in %s knows it after SIGHUP (systemctl reload)",
             partner.id, folder);
    return tp_done_print(arguments, "added", partner.id, words, diag);
}

static const struct tp_option options[] = {
    TP_OPTION_ORG,
    {"key", 0, TP_OPTION_TEXT, "KEY", "its public key: 32 bytes in base64, as it gave it to you itself", 0, 0},
    {"name", 0, TP_OPTION_TEXT, "NAME", "its name in words (default: the id)", 0, 0},
    {"url", 0, TP_OPTION_TEXT, "URL", "of its node; without it nothing can be sent to it", 0, 0},
    {"authority", 0, TP_OPTION_TEXT, "FILE", "certificates that vouch for its node, in PEM", 0, 0},
    {"certificate", 0, TP_OPTION_TEXT, "WHICH",
     "SHA-256 of the certificate that its node must prove itself with, or of its public key", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_partner_add = {
    .name = "partner add",
    .synopsis = "ID --key KEY [OPTION]...",
    .summary = "add a partner to an organisation's configuration",
    .description =
        "Writes the partner into organisation.yaml of the organisation's folder, whose comments stay. ID is the "
        "partner's id in agreements. Compare the key with the partner by telephone: whoever has the private part of "
        "it can send messages in the partner's name.",
    .example = "tenprint partner add dhs-ident --key 11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4= --url "
               "https://node.dhs.example --org dcjs\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
