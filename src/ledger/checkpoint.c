/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints (C2SP tlog-checkpoint): the text of a note, of three lines or more.
 *
 *   <origin>
 *   <size: decimal>
 *   <root: base64 of 32 bytes>
 *   <extension lines, not empty>      skipped; we write none */
#include <inttypes.h>
#include <string.h>

#include "ledger/text.h"

static tp_status skip_extensions(struct tp_cursor *cursor, struct tp_diag *diag)
{
    struct tp_line line;

    while (tp_cursor_left(cursor) > 0)
        if (!tp_line_take(cursor, &line) || line.size_bytes == 0)
            return tp_fail(diag, TP_E_FORMAT, "checkpoint", tp_cursor_offset(cursor),
                           "an extension line is empty or has no end");
    return TP_OK;
}

tp_status tp_checkpoint_parse(const char *text, struct tp_checkpoint *out, struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over((const uint8_t *)text, strlen(text));
    struct tp_line origin, size, root;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!tp_line_take(&cursor, &origin) || !tp_line_take(&cursor, &size) || !tp_line_take(&cursor, &root))
        return tp_fail(diag, TP_E_TRUNCATED, "checkpoint", -1, "it has fewer than three lines");
    status = skip_extensions(&cursor, diag);
    if (status != TP_OK)
        return status;
    if (origin.size_bytes == 0 || !tp_line_copy(origin, out->origin, sizeof out->origin))
        status = tp_fail(diag, TP_E_FORMAT, "checkpoint: origin", -1, "it does not have 1 to %zu bytes",
                         sizeof out->origin - 1);
    else if (!tp_line_to_number(size, &out->size))
        status = tp_fail(diag, TP_E_FORMAT, "checkpoint: size", -1, "it is not a number without leading zeros");
    else if (!tp_line_to_hash(root, &out->root))
        status = tp_fail(diag, TP_E_FORMAT, "checkpoint: root", -1, "it is not 32 bytes in base64");
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}

void tp_checkpoint_write(const struct tp_checkpoint *checkpoint, struct tp_buffer *out)
{
    tp_write_text(out, "%s\n%" PRIu64 "\n", checkpoint->origin, checkpoint->size);
    tp_base64_encode(checkpoint->root.bytes, sizeof checkpoint->root.bytes, out);
    tp_write_u8(out, '\n');
}
