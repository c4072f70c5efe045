/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs as files (C2SP tlog-proof).
 *
 *   c2sp.org/tlog-proof@v1
 *   extra <base64>             may be absent; not authenticated, so skipped
 *   index <decimal>
 *   <hash: base64>             the inclusion proof, from the leaf up
 *   <blank line>
 *   <checkpoint: a signed note> */
#include <inttypes.h>
#include <string.h>

#include "ledger/text.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

void tp_proof_file_write(uint64_t index, const struct tp_proof *proof, const void *note, size_t size_bytes,
                         struct tp_buffer *out)
{
    tp_write_text(out, FIRST_LINE "\nindex %" PRIu64 "\n", index);
    tp_lines_write_proof(proof, out);
    tp_write_bytes(out, note, size_bytes);
}

static tp_status parse_head(struct tp_cursor *cursor, struct tp_proof_file *out, struct tp_diag *diag)
{
    struct tp_line line;

    if (!tp_line_take(cursor, &line) || !tp_line_is(line, FIRST_LINE))
        return tp_fail(diag, TP_E_VERSION, "proof", -1, "the first line is not " FIRST_LINE);
    if (tp_line_take(cursor, &line) && tp_line_drop(&line, "extra "))
        tp_line_take(cursor, &line);
    if (!tp_line_drop(&line, "index ") || !tp_line_to_number(line, &out->index))
        return tp_fail(diag, TP_E_FORMAT, "proof", -1, "there is no line `index` with a number");
    return tp_lines_to_proof(cursor, &out->proof, diag);
}

tp_status tp_proof_file_parse(const void *data, size_t size_bytes, struct tp_proof_file *out, struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);
    tp_status status;

    memset(out, 0, sizeof *out);
    status = parse_head(&cursor, out, diag);
    if (status == TP_OK) {
        size_t left = tp_cursor_left(&cursor);
        status = tp_note_parse(tp_read_bytes(&cursor, left), left, &out->note, diag);
    }
    if (status == TP_OK)
        status = tp_checkpoint_parse(out->note.text, &out->checkpoint, diag);
    if (status == TP_OK && out->index >= out->checkpoint.size)
        status = tp_fail(diag, TP_E_FORMAT, "proof", -1, "the log of the checkpoint has no entry %" PRIu64, out->index);
    if (status != TP_OK)
        tp_proof_file_deinit(out);
    return status;
}

void tp_proof_file_deinit(struct tp_proof_file *file)
{
    tp_note_deinit(&file->note);
    memset(file, 0, sizeof *file);
}

tp_status tp_proof_file_check(const struct tp_proof_file *file, const struct tp_verifier *verifier,
                              const struct tp_span *entry, struct tp_diag *diag)
{
    struct tp_hasher *hasher;
    struct tp_hash leaf;
    bool holds;
    tp_status status;

    if (strcmp(file->checkpoint.origin, verifier->name) != 0 || !tp_note_signature_of(&file->note, verifier))
        return tp_fail(diag, TP_E_DENIED, "checkpoint", -1, "it is not signed by %s", verifier->name);
    status = tp_hasher_new(&hasher, diag);
    if (status != TP_OK)
        return status;
    tp_hash_leaf(hasher, entry->data, entry->size_bytes, &leaf);
    holds = tp_inclusion_holds(hasher, &leaf, file->index, file->checkpoint.size, &file->proof, &file->checkpoint.root);
    tp_hasher_free(&hasher);
    if (!holds)
        return tp_fail(diag, TP_E_CHECKSUM, "proof", -1, "the entry is not at %" PRIu64 " in this log", file->index);
    return TP_OK;
}
