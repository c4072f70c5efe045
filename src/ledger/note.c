/* SPDX-License-Identifier: Apache-2.0 */
/* Signed notes (C2SP signed-note) and cosignatures (C2SP tlog-cosignature, cosignature/v1).
 *
 *   <text, ends with a newline>
 *   <blank line: the last one>
 *   <em dash> <name> <base64: key id (4 bytes, big-endian), signature>      once or more
 *
 * An Ed25519 signature (type 0x01) is over the text. A cosignature (type 0x04) has eight bytes of time before the
 * Ed25519 signature over "cosignature/v1\ntime <seconds>\n" and the text. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/text.h"

#define EM_DASH "\xE2\x80\x94 "

enum { SIGNATURES_MAX = 100, ID_BYTES = 4, TIME_BYTES = 8 };

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

/* Where the blank line is that separates the signatures from the text: the offset of its newline, 0 for none. */
static size_t find_split(const char *data, size_t size_bytes)
{
    for (size_t at = size_bytes; at-- > 1;)
        if (data[at] == '\n' && data[at - 1] == '\n')
            return at;
    return 0;
}

/* Takes only the one spelling that writing gives. */
static bool decode_exactly(const char *digits, struct tp_buffer *out)
{
    struct tp_buffer again;
    bool same;

    tp_buffer_init(&again);
    same = tp_base64_decode(digits, out, NULL) == TP_OK;
    if (same)
        tp_base64_encode(out->data, out->size_bytes, &again);
    same =
        same && !again.bad && again.size_bytes == strlen(digits) && memcmp(again.data, digits, again.size_bytes) == 0;
    tp_buffer_deinit(&again);
    return same;
}

/* DIGITS is NUL-terminated base64. */
static tp_status read_material(const char *digits, int64_t at, struct tp_note_signature *out, struct tp_diag *diag)
{
    struct tp_buffer material;
    struct tp_cursor cursor;
    tp_status status = TP_OK;

    tp_buffer_init(&material);
    if (!decode_exactly(digits, &material) || material.size_bytes <= ID_BYTES) {
        status = tp_fail(diag, TP_E_FORMAT, "signature", at, "it is not a key's id and a signature in base64");
        goto out;
    }
    cursor = tp_cursor_over(material.data, material.size_bytes);
    out->id = tp_read_u32be(&cursor);
    out->size_bytes = tp_cursor_left(&cursor);
    memcpy(out->bytes, cursor.at, TP_MIN(out->size_bytes, sizeof out->bytes));
out:
    tp_buffer_deinit(&material);
    return status;
}

/* Reads a line that is followed by a newline. */
static tp_status read_signature(struct tp_line line, int64_t at, struct tp_note_signature *out, struct tp_diag *diag)
{
    struct tp_line name;
    const char *blank;
    char *digits;
    void *memory;
    tp_status status;

    if (!tp_line_drop(&line, EM_DASH))
        return tp_fail(diag, TP_E_FORMAT, "signature", at, "the line does not begin with an em dash and a blank");
    blank = memchr(line.at, ' ', line.size_bytes);
    if (!blank)
        return tp_fail(diag, TP_E_FORMAT, "signature", at, "the line has no signature after the name");
    name = (struct tp_line){line.at, (size_t)(blank - line.at)};
    line.at = blank + 1;
    line.size_bytes -= name.size_bytes + 1;
    if (!tp_line_copy(name, out->name, sizeof out->name))
        return tp_fail(diag, TP_E_LIMIT, "signature", at, "the name has more than %zu bytes", sizeof out->name - 1);
    if (!tp_key_name_is_valid(out->name))
        return tp_fail(diag, TP_E_FORMAT, "signature", at, "the name is not the name of a key");
    status = tp_alloc(&memory, line.size_bytes + 1, 1, diag);
    if (status != TP_OK)
        return status;
    digits = memory;
    TP_ASSERT(tp_line_copy(line, digits, line.size_bytes + 1));
    status = read_material(digits, at, out, diag);
    free(digits);
    return status;
}

static tp_status read_signatures(struct tp_cursor *cursor, struct tp_note *note, struct tp_diag *diag)
{
    struct tp_cursor counting = *cursor;
    size_t count = 0;
    struct tp_line line;
    void *memory;
    tp_status status;

    while (tp_cursor_left(&counting) > 0 && tp_line_take(&counting, &line))
        count++;
    if (count == 0 || counting.bad)
        return tp_fail(diag, TP_E_TRUNCATED, "note", tp_cursor_offset(cursor), "it does not end with signature lines");
    if (count > SIGNATURES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "note", -1, "%zu signatures, at most %d are accepted", count, SIGNATURES_MAX);
    status = tp_alloc_zero(&memory, count, sizeof *note->signatures, diag);
    if (status != TP_OK)
        return status;
    note->signatures = memory;
    while (status == TP_OK && note->signature_count < count) {
        int64_t at = tp_cursor_offset(cursor);
        TP_ASSERT(tp_line_take(cursor, &line));
        status = read_signature(line, at, &note->signatures[note->signature_count++], diag);
    }
    return status;
}

static tp_status copy_text(const void *data, size_t size_bytes, struct tp_note *note, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc(&memory, size_bytes + 1, 1, diag);

    if (status != TP_OK)
        return status;
    note->text = memory;
    memcpy(note->text, data, size_bytes);
    note->text[size_bytes] = '\0';
    return TP_OK;
}

tp_status tp_note_parse(const void *data, size_t size_bytes, struct tp_note *out, struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);
    size_t split;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (size_bytes > TP_NOTE_MAX)
        return tp_fail(diag, TP_E_LIMIT, "note", -1, "%zu bytes, at most %d are accepted", size_bytes, TP_NOTE_MAX);
    if (!tp_note_text_is_valid(data, size_bytes))
        return tp_fail(diag, TP_E_FORMAT, "note", -1, "it is not UTF-8, or has control characters");
    split = find_split(data, size_bytes);
    if (split == 0)
        return tp_fail(diag, TP_E_FORMAT, "note", -1, "no blank line separates text and signatures");
    tp_read_bytes(&cursor, split + 1);
    status = copy_text(data, split, out, diag);
    if (status == TP_OK)
        status = read_signatures(&cursor, out, diag);
    if (status != TP_OK)
        tp_note_deinit(out);
    return status;
}

void tp_note_deinit(struct tp_note *note)
{
    free(note->text);
    free(note->signatures);
    memset(note, 0, sizeof *note);
}

/* ---- checking and signing ---------------------------------------------------------------------------------------- */

/* What is signed at TIME. */
static bool write_message(const char *text, enum tp_key_type type, uint64_t time_s, struct tp_buffer *out)
{
    if (type == TP_KEY_COSIGNATURE)
        tp_write_text(out, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
    tp_write_bytes(out, text, strlen(text));
    return !out->bad;
}

static bool is_valid(const char *text, struct tp_note_signature *signature, const struct tp_verifier *verifier)
{
    bool timed = verifier->type == TP_KEY_COSIGNATURE;
    size_t size_bytes = (timed ? TIME_BYTES : 0) + TP_SIGNATURE_BYTES;
    struct tp_cursor cursor = tp_cursor_over(signature->bytes, sizeof signature->bytes);
    struct tp_signature bare;
    struct tp_buffer message;
    uint64_t time_s = 0;
    bool valid;

    if (signature->size_bytes != size_bytes)
        return false;
    if (timed) {
        time_s = (uint64_t)tp_read_u32be(&cursor) << 32;
        time_s |= tp_read_u32be(&cursor);
    }
    if (time_s > INT64_MAX)
        return false;
    memcpy(bare.bytes, tp_read_bytes(&cursor, sizeof bare.bytes), sizeof bare.bytes);
    tp_buffer_init(&message);
    valid = write_message(text, verifier->type, time_s, &message) &&
            tp_signature_is_valid(&verifier->key, message.data, message.size_bytes, &bare);
    tp_buffer_deinit(&message);
    signature->time_s = valid ? time_s : 0;
    return valid;
}

const struct tp_note_signature *tp_note_signature_of(const struct tp_note *note, const struct tp_verifier *verifier)
{
    const struct tp_note_signature *found = NULL;

    for (size_t i = 0; i < note->signature_count; i++) {
        struct tp_note_signature *signature = &note->signatures[i];

        if (signature->id != verifier->id || strcmp(signature->name, verifier->name) != 0)
            continue;
        if (!is_valid(note->text, signature, verifier))
            return NULL;
        if (!found || signature->time_s > found->time_s)
            found = signature;
    }
    return found;
}

bool tp_note_names(const struct tp_note *note, const struct tp_verifier *verifier)
{
    for (size_t i = 0; i < note->signature_count; i++)
        if (note->signatures[i].id == verifier->id && strcmp(note->signatures[i].name, verifier->name) == 0)
            return true;
    return false;
}

static tp_status check_signable(const char *text, const struct tp_verifier *verifier, const struct tp_signer *signer,
                                uint64_t time_s, struct tp_diag *diag)
{
    size_t length = strlen(text);

    if (length == 0 || text[length - 1] != '\n' || !tp_note_text_is_valid(text, length))
        return tp_fail(diag, TP_E_ARGUMENT, "note", -1, "a text that is signed is UTF-8 and ends with a newline");
    if (!tp_equal_bytes(tp_signer_public(signer)->bytes, verifier->key.bytes, TP_KEY_BYTES))
        return tp_fail(diag, TP_E_ARGUMENT, "note", -1, "%s is the name of another key", verifier->name);
    if (time_s > INT64_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "note", -1, "the time is out of range");
    return TP_OK;
}

void tp_note_write_signature(const struct tp_note_signature *signature, struct tp_buffer *out)
{
    struct tp_buffer material;

    TP_ASSERT(signature->size_bytes <= sizeof signature->bytes);
    tp_buffer_init(&material);
    tp_write_u32be(&material, signature->id);
    tp_write_bytes(&material, signature->bytes, signature->size_bytes);
    tp_write_text(out, EM_DASH "%s ", signature->name);
    tp_base64_encode(material.data, material.size_bytes, out);
    tp_write_u8(out, '\n');
    out->bad |= material.bad;
    tp_buffer_deinit(&material);
}

static void write_line(const struct tp_verifier *verifier, uint64_t time_s, const struct tp_signature *bare,
                       struct tp_buffer *out)
{
    bool timed = verifier->type == TP_KEY_COSIGNATURE;
    struct tp_note_signature signature = {.id = verifier->id, .size_bytes = sizeof bare->bytes};

    memcpy(signature.name, verifier->name, sizeof signature.name);
    for (unsigned i = 0; timed && i < TIME_BYTES; i++)
        signature.bytes[i] = (uint8_t)(time_s >> (56 - 8 * i));
    memcpy(signature.bytes + (timed ? TIME_BYTES : 0), bare->bytes, sizeof bare->bytes);
    signature.size_bytes += timed ? TIME_BYTES : 0;
    tp_note_write_signature(&signature, out);
}

tp_status tp_note_sign(const char *text, const struct tp_verifier *verifier, struct tp_signer *signer, uint64_t time_s,
                       struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_signature signature;
    struct tp_buffer message;
    tp_status status = check_signable(text, verifier, signer, time_s, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&message);
    if (!write_message(text, verifier->type, time_s, &message))
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK)
        status = tp_sign(signer, message.data, message.size_bytes, &signature, diag);
    tp_buffer_deinit(&message);
    if (status != TP_OK)
        return status;
    write_line(verifier, time_s, &signature, out);
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}
