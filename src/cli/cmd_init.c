/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint init */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/key.h"
#include "cli/secret.h"
#include "node/organisation.h"
#include "json/json.h"

static const char *const token_options[] = {"token-module", "token-label", "token-key"};

static bool wants_token(const struct tp_arguments *arguments)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(token_options); i++)
        if (tp_option_given(arguments, token_options[i]))
            return true;
    return tp_option_given(arguments, "pin-file");
}

static tp_status check_options(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    if (!tp_option_given(arguments, "id") || !tp_option_given(arguments, "name") ||
        !tp_option_given(arguments, "jurisdiction"))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--id, --name and --jurisdiction are needed");
    for (size_t i = 0; wants_token(arguments) && i < TP_ARRAY_LENGTH(token_options); i++)
        if (!tp_option_given(arguments, token_options[i]))
            return tp_fail(diag, TP_E_ARGUMENT, NULL, -1,
                           "--token-module, --token-label and --token-key belong together");
    if (wants_token(arguments) && tp_option_given(arguments, "passphrase-file"))
        return tp_fail(diag, TP_E_ARGUMENT, "--passphrase-file", -1, "a key on a token has a PIN: --pin-file");
    return TP_OK;
}

static tp_status make(const struct tp_arguments *arguments, const char *secret, struct tp_verifier *verifier,
                      struct tp_diag *diag)
{
    const struct tp_token token = {tp_option_text(arguments, "token-module"), tp_option_text(arguments, "token-label"),
                                   tp_option_text(arguments, "token-key"), secret};
    struct tp_organisation_init init = {.id = tp_option_text(arguments, "id"),
                                        .name = tp_option_text(arguments, "name"),
                                        .jurisdiction = tp_option_text(arguments, "jurisdiction"),
                                        .ledger_origin = tp_option_text(arguments, "origin"),
                                        .rehearsal = tp_option_given(arguments, "rehearsal"),
                                        .verifier = verifier};

    if (wants_token(arguments))
        init.token = &token;
    else
        init.passphrase = secret;
    return tp_organisation_init(arguments->positional[0], &init, diag);
}

/* ---- what was made ----------------------------------------------------------------------------------------------- */

static void print_text(const char *folder, const char *key, const char *verifier, bool rehearsal)
{
    printf("made        %s\n", folder);
    printf("public key  %s\n", key);
    printf("verifier    %s\n", verifier);
    printf("\n"
           "Next:\n"
           "1. Hand the public key to your partners in person: agreements name it.\n"
           "2. Enter theirs under `partners` in %s/organisation.yaml.\n"
           "3. Publish the verifier where everybody finds it, and serve %s/ledger to the public.\n"
           "4. Back up the folder; the key is of no use without its secret: keep that elsewhere.\n",
           folder, folder);
    if (rehearsal)
        printf("\nThis is a rehearsal: nothing here is for real, and --now sets the clock.\n");
}

static tp_status print_json(const char *folder, const char *key, const char *verifier, const char *id,
                            struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "folder", folder);
    tp_json_text(json, "id", id);
    tp_json_text(json, "key", key);
    tp_json_text(json, "verifier", verifier);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status print(const struct tp_arguments *arguments, const struct tp_verifier *verifier, struct tp_diag *diag)
{
    const char *folder = arguments->positional[0];
    char *key = tp_key_text(&verifier->key);
    struct tp_buffer line;
    tp_status status = TP_OK;

    tp_buffer_init(&line);
    tp_verifier_write(verifier, &line);
    tp_write_u8(&line, 0);
    if (!key || line.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to print the key");
    else if (tp_option_given(arguments, "json"))
        status = print_json(folder, key, (const char *)line.data, tp_option_text(arguments, "id"), diag);
    else
        print_text(folder, key, (const char *)line.data, tp_option_given(arguments, "rehearsal"));
    tp_buffer_deinit(&line);
    free(key);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    char secret[TP_SECRET_MAX];
    struct tp_verifier verifier;
    tp_status status = check_options(arguments, diag);

    if (status != TP_OK)
        return status;
    source.twice = true;
    if (wants_token(arguments)) {
        source.file = tp_option_text(arguments, "pin-file");
        source.option = "--pin-file";
        source.what = "PIN";
        source.twice = false;
    }
    status = tp_secret_read(&source, secret, diag);
    if (status == TP_OK)
        status = make(arguments, secret, &verifier, diag);
    tp_wipe(secret, sizeof secret);
    return status == TP_OK ? print(arguments, &verifier, diag) : status;
}

static const struct tp_option options[] = {
    {"id", 0, TP_OPTION_TEXT, "ID", "the organisation's id in agreements: lower-case letters, digits, hyphens", 0, 0},
    {"name", 0, TP_OPTION_TEXT, "NAME", "its name in words", 0, 0},
    {"jurisdiction", 0, TP_OPTION_TEXT, "CODE", "where it has authority: US, US-NY, US-NY-109", 0, 0},
    {"origin", 0, TP_OPTION_TEXT, "ORIGIN", "the ledger's name: a URL without its scheme (default: ID/ledger)", 0, 0},
    {"rehearsal", 0, TP_OPTION_FLAG, NULL, "not for real: the clock may be set, the ledger's name says so", 0, 0},
    TP_OPTION_PASSPHRASE,
    {"token-module", 0, TP_OPTION_TEXT, "LIBRARY", "keep the key on a token: the PKCS #11 module of its maker", 0, 0},
    {"token-label", 0, TP_OPTION_TEXT, "LABEL", "label of the token", 0, 0},
    {"token-key", 0, TP_OPTION_TEXT, "LABEL", "label of the key pair, which is made unless it is there", 0, 0},
    {"pin-file", 0, TP_OPTION_TEXT, "FILE", "its first line is the token's PIN (otherwise as for a passphrase)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_init = {
    .name = "init",
    .synopsis = "DIR --id ID --name NAME --jurisdiction CODE [OPTION]...",
    .summary = "make an organisation's folder: identity, key, store, ledger",
    .description =
        "Makes a folder with everything that an organisation's node works with: its configuration organisation.yaml, "
        "a new signing key, a store and an empty ledger with its first signed checkpoint. The folder is made whole or "
        "not at all; one that exists is left alone.\n\n"
        "The key lies in DIR/key.pem, encrypted under a passphrase, or on a PKCS #11 token. Passphrase and PIN come "
        "from a file, from the environment variable TENPRINT_PASSPHRASE, or are asked for on the terminal: on the "
        "command line others could read them.",
    .example = "tenprint init dcjs --id ny-dcjs --name \"Division of Criminal Justice Services\" --jurisdiction US-NY "
               "--origin dcjs.ny.example/ledger\n"
               "tenprint init drill --id ny-dcjs --name \"A rehearsal\" --jurisdiction US-NY --rehearsal\n"
               "tenprint init dcjs --id ny-dcjs --name DCJS --jurisdiction US-NY --token-module "
               "/usr/lib/softhsm/libsofthsm2.so --token-label node --token-key ledger --pin-file pin.txt\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
