/* SPDX-License-Identifier: Apache-2.0 */
/* The body of add-checkpoint (C2SP tlog-witness).
 *
 *   old <size: decimal>
 *   <hash: base64>             at most 63: the consistency proof
 *   <blank line>
 *   <checkpoint: a signed note> */
#include <inttypes.h>
#include <string.h>

#include "ledger/text.h"
#include "ledger/witness_request.h"

enum { HASHES_MAX = 63 };

static tp_status parse(struct tp_cursor *cursor, struct tp_witness_request *out, struct tp_diag *diag)
{
    struct tp_line old;
    size_t left;
    tp_status status;

    if (!tp_line_take(cursor, &old) || !tp_line_drop(&old, "old ") || !tp_line_to_number(old, &out->old_size))
        return tp_fail(diag, TP_E_FORMAT, "old", -1, "the first line is not `old` and a size");
    status = tp_lines_to_proof(cursor, &out->proof, diag);
    if (status != TP_OK)
        return status;
    if (out->proof.count > HASHES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "proof", -1, "%zu hashes, at most %d are accepted", out->proof.count,
                       HASHES_MAX);
    left = tp_cursor_left(cursor);
    status = tp_note_parse(tp_read_bytes(cursor, left), left, &out->note, diag);
    return status == TP_OK ? tp_checkpoint_parse(out->note.text, &out->checkpoint, diag) : status;
}

tp_status tp_witness_request_parse(const void *body, size_t size_bytes, struct tp_witness_request *out,
                                   struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(body, size_bytes);
    tp_status status;

    memset(out, 0, sizeof *out);
    status = parse(&cursor, out, diag);
    if (status != TP_OK)
        tp_witness_request_deinit(out);
    return status;
}

void tp_witness_request_deinit(struct tp_witness_request *request)
{
    tp_note_deinit(&request->note);
    memset(request, 0, sizeof *request);
}

void tp_witness_write_request(uint64_t old_size, const struct tp_proof *proof, const void *note, size_t size_bytes,
                              struct tp_buffer *out)
{
    tp_write_text(out, "old %" PRIu64 "\n", old_size);
    tp_lines_write_proof(proof, out);
    tp_write_bytes(out, note, size_bytes);
}
