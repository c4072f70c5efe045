/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint key make */
#include "cli/commands.h"
#include "cli/key.h"
#include "cli/secret.h"

static tp_status make(const char *path, const char *passphrase, enum tp_guard guard, struct tp_signer **out,
                      struct tp_diag *diag)
{
    tp_status status = tp_signer_generate(out, diag);

    if (status == TP_OK)
        status = tp_signer_save(*out, path, passphrase, guard, diag);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *path = arguments->positional[0];
    char passphrase[TP_SECRET_MAX];
    enum tp_guard guard = tp_option_given(arguments, "rehearsal") ? TP_GUARD_REHEARSAL : TP_GUARD_STRONG;
    struct tp_signer *signer = NULL;
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    tp_status status;

    source.twice = true;
    status = tp_secret_read(&source, passphrase, diag);
    if (status == TP_OK)
        status = make(path, passphrase, guard, &signer, diag);
    tp_wipe(passphrase, sizeof passphrase);
    if (status == TP_OK)
        status = tp_key_print(path, tp_signer_public(signer), tp_option_given(arguments, "json"), diag);
    tp_signer_free(&signer);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_PASSPHRASE,
    {"rehearsal", 0, TP_OPTION_FLAG, NULL, "for a rehearsal: opened at once, and easy to guess", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_key_make = {
    .name = "key make",
    .synopsis = "FILE [OPTION]...",
    .summary = "make a signing key, encrypted in a file",
    .description =
        "Makes an Ed25519 key, for an authority that signs for a jurisdiction but has no folder of an organisation "
        "(tenprint init makes the key of one). The file is encrypted under a passphrase, only its owner can read it, "
        "and one that exists is never replaced. Prints the public key as agreements have it.\n\n"
        "Keep a copy of the file and, elsewhere, the passphrase: nobody can make the key anew, and without it the "
        "jurisdiction can neither leave an agreement nor return to it.",
    .example = "tenprint key make tompkins.pem\ntenprint key make --passphrase-file secret.txt tompkins.pem\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
