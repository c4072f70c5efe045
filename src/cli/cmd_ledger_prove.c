/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger prove */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "json/json.h"

enum { PROOF_FILE_MAX = TP_NOTE_MAX + 64 * 256 };

/* ---- making ------------------------------------------------------------------------------------------------------ */

/* Context: the path. */
static tp_status write_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    (void)index;
    return tp_file_write(*(const char **)context, data, size_bytes, diag);
}

/* The entry itself goes to the file ENTRY, unless that is NULL. */
static tp_status make(const struct tp_published *published, uint64_t index, const char *entry, struct tp_buffer *out,
                      struct tp_diag *diag)
{
    struct tp_reader *reader;
    struct tp_proof proof;
    uint8_t *note;
    size_t size_bytes;
    tp_status status = tp_published_open(published, &reader, &note, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    status = tp_published_holds(reader, index, false, "INDEX", diag);
    if (status == TP_OK)
        status = tp_reader_inclusion(reader, index, tp_reader_checkpoint(reader)->size, &proof, diag);
    if (status == TP_OK)
        tp_proof_file_write(index, &proof, note, size_bytes, out);
    if (status == TP_OK && out->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK && entry)
        status = tp_reader_each(reader, index, 1, write_entry, &entry, diag);
    tp_reader_close(&reader);
    free(note);
    return status;
}

static tp_status prove(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *file = tp_option_text(arguments, "output"), *entry = tp_option_text(arguments, "entry");
    struct tp_published published;
    struct tp_buffer proof;
    uint64_t index = 0;
    tp_status status =
        tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);

    tp_buffer_init(&proof);
    if (status == TP_OK)
        status = tp_index_read(arguments->positional[1], "INDEX", &index, diag);
    if (status == TP_OK)
        status = make(&published, index, entry, &proof, diag);
    if (status == TP_OK && file)
        status = tp_file_write(file, proof.data, proof.size_bytes, diag);
    else if (status == TP_OK)
        fwrite(proof.data, 1, proof.size_bytes, stdout);
    tp_buffer_deinit(&proof);
    return status;
}

/* ---- checking ---------------------------------------------------------------------------------------------------- */

static tp_status print(const struct tp_proof_file *file, bool as_json, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!as_json) {
        printf("the entry is number %" PRIu64 " of the %" PRIu64 " of %s\n", file->index, file->checkpoint.size,
               file->checkpoint.origin);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "origin", file->checkpoint.origin);
    tp_json_integer(json, "index", (int64_t)file->index);
    tp_json_integer(json, "size", (int64_t)file->checkpoint.size);
    tp_json_flag(json, "proved", true);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status check_with(const char *path, const struct tp_verifier *verifier, const struct tp_span *entry,
                            bool json, struct tp_diag *diag)
{
    struct tp_proof_file file = {.index = 0};
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(path, PROOF_FILE_MAX, &data, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    status = tp_proof_file_parse(data, size_bytes, &file, diag);
    free(data);
    if (status == TP_OK)
        status = tp_proof_file_check(&file, verifier, entry, diag);
    if (status == TP_OK)
        status = print(&file, json, diag);
    tp_proof_file_deinit(&file);
    return tp_diag_in_file(diag, status, path);
}

static tp_status check(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *entry_path = tp_option_text(arguments, "entry"), *key = tp_option_text(arguments, "key");
    struct tp_verifier verifier;
    struct tp_span entry;
    uint8_t *data;
    size_t count, size_bytes;
    tp_status status;

    if (!entry_path || !key || arguments->positional_count > 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--check", -1, "needs --entry and --key, and no folder");
    status = tp_verifiers_read(key, "--key", &verifier, 1, &count, diag);
    if (status == TP_OK)
        status = tp_file_read(entry_path, TP_LEDGER_ENTRY_MAX, &data, &size_bytes, diag);
    if (status != TP_OK)
        return status;
    entry = (struct tp_span){data, size_bytes};
    status =
        check_with(tp_option_text(arguments, "check"), &verifier, &entry, tp_option_given(arguments, "json"), diag);
    free(data);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    if (tp_option_given(arguments, "check"))
        return check(arguments, diag);
    if (arguments->positional_count != 2)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "a folder and an index are needed, or --check");
    return prove(arguments, diag);
}

static const struct tp_option options[] = {
    TP_OPTION_KEY,
    {"output", 'o', TP_OPTION_TEXT, "FILE", "write the proof there (default: standard output)", 0, 0},
    {"check", 0, TP_OPTION_TEXT, "PROOF", "check this proof instead of making one", 0, 0},
    {"entry", 0, TP_OPTION_TEXT, "FILE", "write the bytes of the entry there; with --check: read them there", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_ledger_prove = {
    .name = "ledger prove",
    .synopsis = "FOLDER INDEX [OPTION]... | --check PROOF --entry FILE --key KEY [--json]",
    .summary = "prove that an entry is in a ledger, or check such a proof",
    .description =
        "Prints a proof in the form C2SP tlog-proof: the index, the hashes that lead from the entry to the root, and "
        "the signed checkpoint with its cosignatures. Whoever has the entry, the proof and the ledger's key can check "
        "it without the ledger, with this program or another. With --entry the bytes of the entry are written, too.\n\n"
        "Exit status of a check: 0 when the proof holds; 3 when it does not.",
    .example = "tenprint ledger prove albany 1207 -o leaf.tlog-proof --entry leaf.json\ntenprint ledger prove --check "
               "leaf.tlog-proof "
               "--entry leaf.json --key @dcjs.key\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 2,
    .run = run,
};
