/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint vault renew */
#include "cli/commands.h"
#include "cli/done.h"
#include "cli/secret.h"
#include "exchange/exchange.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_secret_source old_source = tp_secret_passphrase(arguments);
    const struct tp_secret_source new_source = {.file = tp_option_text(arguments, "new-passphrase-file"),
                                                .option = "--new-passphrase-file",
                                                .environment = "TENPRINT_NEW_PASSPHRASE",
                                                .what = "new passphrase",
                                                .twice = true};
    char old_secret[TP_SECRET_MAX], new_secret[TP_SECRET_MAX];
    tp_status status = tp_secret_read(&old_source, old_secret, diag);

    if (status == TP_OK)
        status = tp_secret_read(&new_source, new_secret, diag);
    if (status == TP_OK)
        status = tp_vault_renew(arguments->positional[0], old_secret, new_secret, diag);
    tp_wipe(old_secret, sizeof old_secret);
    tp_wipe(new_secret, sizeof new_secret);
    return status == TP_OK ? tp_done_print(arguments, "renewed", arguments->positional[0],
                                           "the vault is sealed under the new passphrase", diag)
                           : status;
}

static const struct tp_option options[] = {
    TP_OPTION_PASSPHRASE,
    {"new-passphrase-file", 0, TP_OPTION_TEXT, "FILE",
     "its first line is the new passphrase (otherwise: environment TENPRINT_NEW_PASSPHRASE, or asked for)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_vault_renew = {
    .name = "vault renew",
    .synopsis = "DIR [OPTION]...",
    .summary = "seal a node's vault under a new passphrase",
    .description =
        "The vault keeps the key for personal data, under the passphrase of the node's signing key, or under its "
        "token's PIN. When that was changed, this seals the vault under the new one. A node that works in DIR goes "
        "on; its next start needs the new passphrase. Without the old one the vault cannot be opened by anybody.\n\n"
        "Backups keep the vault as it was, under the old passphrase.",
    .example = "tenprint vault renew dcjs --passphrase-file old.txt --new-passphrase-file new.txt\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
