/* SPDX-License-Identifier: Apache-2.0 */
/* Lines, numbers and hashes as the text formats of the ledger spell them: one spelling for each value. */
#ifndef TP_LEDGER_TEXT_H
#define TP_LEDGER_TEXT_H

#include "ledger/ledger.h"

/* A line without its newline, borrowed. */
struct tp_line {
    const char *at;
    size_t size_bytes;
};
/* The next line; false (and the cursor bad) at the end or when what is left has no newline. */
bool tp_line_take(struct tp_cursor *cursor, struct tp_line *out);
bool tp_line_is(struct tp_line line, const char *text);
/* Drops PREFIX from the line; false when it does not begin with it. */
bool tp_line_drop(struct tp_line *line, const char *prefix);
/* Decimal, at most 2^63 - 1, without leading zeros. */
bool tp_line_to_number(struct tp_line line, uint64_t *out);
/* Base64 of exactly 32 bytes. */
bool tp_line_to_hash(struct tp_line line, struct tp_hash *out);
/* Copies the line into OUT with a NUL; false when it does not fit. */
bool tp_line_copy(struct tp_line line, char *out, size_t size_bytes);

/* Reads lines of hashes up to the blank line that ends them. */
TP_NODISCARD tp_status tp_lines_to_proof(struct tp_cursor *cursor, struct tp_proof *out, struct tp_diag *diag);

/* The same, written. */
void tp_lines_write_proof(const struct tp_proof *proof, struct tp_buffer *out);

/* Appends the line of a signature of a kind that we know. */
void tp_note_write_signature(const struct tp_note_signature *signature, struct tp_buffer *out);

/* UTF-8 without control characters other than newline. */
bool tp_note_text_is_valid(const void *text, size_t size_bytes);
/* Not empty, UTF-8, without control characters, Unicode's blanks and '+'. */
bool tp_key_name_is_valid(const char *name);

#endif
