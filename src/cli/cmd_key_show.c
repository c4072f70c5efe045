/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint key show */
#include "cli/commands.h"
#include "cli/key.h"
#include "cli/secret.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *path = arguments->positional[0];
    char passphrase[TP_SECRET_MAX];
    struct tp_signer *signer = NULL;
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    tp_status status;

    status = tp_secret_read(&source, passphrase, diag);
    if (status == TP_OK)
        status = tp_signer_load(path, passphrase, &signer, diag);
    tp_wipe(passphrase, sizeof passphrase);
    if (status == TP_OK)
        status = tp_key_print(path, tp_signer_public(signer), tp_option_given(arguments, "json"), diag);
    tp_signer_free(&signer);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_PASSPHRASE,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_key_show = {
    .name = "key show",
    .synopsis = "FILE [OPTION]...",
    .summary = "print the public key of a key file",
    .description = "Opens a key file, which shows that file and passphrase are still good, and prints the public key "
                   "as agreements have it: 32 bytes in base64. The private key is never printed.",
    .example = "tenprint key show tompkins.pem\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
