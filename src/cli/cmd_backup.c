/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint backup */
#include <stdio.h>

#include "cli/commands.h"
#include "exchange/exchange.h"
#include "json/json.h"

static int print(const struct tp_arguments *arguments, const char *to, uint64_t leaves, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!tp_option_given(arguments, "json")) {
        printf("%s has the folder as it is now; its ledger has %llu published leaves\n", to,
               (unsigned long long)leaves);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "backup", to);
    tp_json_integer(json, "leaves", (int64_t)leaves);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *to = tp_option_text(arguments, "to");
    uint64_t leaves;
    tp_status status;

    if (!to)
        return tp_fail(diag, TP_E_ARGUMENT, "--to", -1, "is missing");
    status = tp_backup_make(arguments->positional[0], to, tp_clock_now_s(), &leaves, diag);
    return status == TP_OK ? print(arguments, to, leaves, diag) : status;
}

static const struct tp_option options[] = {
    {"to", 0, TP_OPTION_TEXT, "FOLDER", "where the backup goes: a folder that is not there yet", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_backup = {
    .name = "backup",
    .synopsis = "DIR --to FOLDER [OPTION]...",
    .summary = "copy an organisation's folder while its node works",
    .description =
        "Makes a folder with all that a new machine needs: configuration, key and vault (encrypted as they are), the "
        "store as it is at one moment, and the ledger with the leaves of everything in it. The node in DIR goes on "
        "working meanwhile. The backup is made whole or not at all; `sha256sum -c SHA256SUMS` in it checks it.\n\n"
        "It is as secret as the folder and has what the folder had: who is erased later is still in it. Keep no "
        "backup for longer than erasure may take, and destroy it then.\n\n"
        "Files that the configuration names outside of DIR are not in it.",
    .example = "tenprint backup dcjs --to /backup/dcjs-2026-11-22\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
