/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger verify */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "json/json.h"

static tp_status print(const struct tp_published *published, const struct tp_checkpoint *checkpoint, bool as_json,
                       struct tp_diag *diag)
{
    struct tp_buffer root;
    struct tp_json *json = NULL;
    tp_status status = as_json ? tp_json_new(&json, diag) : TP_OK;

    if (status != TP_OK)
        return status;
    tp_buffer_init(&root);
    tp_base64_encode(checkpoint->root.bytes, sizeof checkpoint->root.bytes, &root);
    tp_write_u8(&root, '\0');
    if (root.bad) {
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    } else if (json) {
        tp_json_text(json, "origin", published->verifier.name);
        tp_json_integer(json, "size", (int64_t)checkpoint->size);
        tp_json_text(json, "root", (const char *)root.data);
        tp_json_flag(json, "verified", true);
        status = tp_json_print(json, false, stdout, diag);
    } else {
        printf("%s: all %" PRIu64 " entries make the signed root %s\n", published->verifier.name, checkpoint->size,
               (const char *)root.data);
    }
    tp_buffer_deinit(&root);
    tp_json_free(&json);
    return status;
}

/* What the newest checkpoint says, and then whether it is true. */
static tp_status verify(const struct tp_published *published, struct tp_checkpoint *out, struct tp_diag *diag)
{
    struct tp_progress *progress = NULL;
    struct tp_reader *reader;
    uint8_t *note;
    size_t size_bytes;
    uint64_t size;
    tp_status status = tp_published_open(published, &reader, &note, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    *out = *tp_reader_checkpoint(reader);
    tp_reader_close(&reader);
    free(note);
    status = tp_progress_new("entries", (size_t)out->size, &progress, diag);
    if (status == TP_OK)
        status = tp_ledger_verify(published->folder, &published->verifier, progress, &size, diag);
    tp_progress_free(&progress);
    if (status == TP_OK && size != out->size)
        status = tp_fail(diag, TP_E_BUSY, "checkpoint", -1, "the ledger grew meanwhile");
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_published published;
    struct tp_checkpoint checkpoint;
    tp_status status =
        tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);

    if (status == TP_OK)
        status = verify(&published, &checkpoint, diag);
    if (status == TP_OK)
        status = print(&published, &checkpoint, tp_option_given(arguments, "json"), diag);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_KEY,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_ledger_verify = {
    .name = "ledger verify",
    .synopsis = "FOLDER [OPTION]...",
    .summary = "check a ledger from its first entry to its newest checkpoint",
    .description =
        "Builds the tree from the entries alone and compares every tile and the signed checkpoint with it. Nothing of "
        "the folder is trusted but the key's signature. FOLDER has a ledger's published files, or is an organisation's "
        "folder.\n\n"
        "Exit status: 0 when everything fits; 3 when a file is missing or changed, or the checkpoint is not signed by "
        "that key.",
    .example = "tenprint ledger verify albany\ntenprint ledger verify mirror --key @dcjs.key --json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
