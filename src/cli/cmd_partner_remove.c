/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint partner remove */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/done.h"
#include "cli/org.h"
#include "cli/partner_file.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *folder;
    char words[1024];
    tp_status status = tp_org_folder(arguments, &folder, diag);

    if (status == TP_OK)
        status = tp_partner_folder_remove(folder, arguments->positional[0], diag);
    if (status != TP_OK)
        return status;
    snprintf(words, sizeof words, "removed %s; a node that runs in %s forgets it after SIGHUP (systemctl reload)",
             arguments->positional[0], folder);
    return tp_done_print(arguments, "removed", arguments->positional[0], words, diag);
}

static const struct tp_option options[] = {TP_OPTION_ORG, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_partner_remove = {
    .name = "partner remove",
    .synopsis = "ID [OPTION]...",
    .summary = "take a partner out of an organisation's configuration",
    .description = "Nothing of the partner is taken or sent any more once the node has read its configuration again "
                   "(SIGHUP); what waits for it is "
                   "given up when it expires. Agreements with it go on: suspend or terminate them.",
    .example = "tenprint partner remove dhs-ident --org dcjs\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
