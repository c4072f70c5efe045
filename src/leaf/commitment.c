/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed commitments: HMAC-SHA-256 (RFC 2104) under a key of 32 random bytes that is used once. Hiding: without the key
 * the value looks random, whatever is guessed about the record. Binding: another key and record that fit would be a
 * collision of SHA-256. Destroying the key leaves a leaf that says nothing more and a tree that is as it was. */
#include <stdlib.h>
#include <string.h>

#include "leaf/open.h"

static const char context[] = "tenprint-leaf/1\n";

/* The open members hold no newline, so that no other leaf and record give the same bytes. */
static tp_status compute(const struct tp_leaf *leaf, const struct tp_opening *opening, uint8_t out[TP_SHA256_BYTES],
                         struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    tp_write_bytes(&text, context, sizeof context - 1);
    status = tp_leaf_write_open(leaf, &text, diag);
    tp_write_u8(&text, '\n');
    tp_write_bytes(&text, opening->record, opening->record_bytes);
    if (status == TP_OK && text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for a commitment");
    if (status == TP_OK)
        status = tp_hmac_sha256(opening->key, sizeof opening->key, text.data, text.size_bytes, out, diag);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

/* Takes over what BUFFER holds. */
static tp_status keep_record(struct tp_buffer *buffer, struct tp_opening *out, struct tp_diag *diag)
{
    tp_write_u8(buffer, '\0');
    if (buffer->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for a record");
    if (buffer->size_bytes > TP_OPENING_TEXT_MAX - 256)
        return tp_fail(diag, TP_E_LIMIT, "record", -1, "it is longer than a record may be");
    out->record = (char *)buffer->data;
    out->record_bytes = buffer->size_bytes - 1;
    tp_buffer_init(buffer);
    return TP_OK;
}

tp_status tp_leaf_commit(struct tp_leaf *leaf, const struct tp_json *record, struct tp_opening *out,
                         struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&text);
    status = tp_json_write_canonical(record, &text, diag);
    if (status == TP_OK)
        status = keep_record(&text, out, diag);
    if (status == TP_OK)
        status = tp_random_bytes(out->key, sizeof out->key, diag);
    if (status == TP_OK)
        status = compute(leaf, out, leaf->commitment, diag);
    tp_buffer_deinit(&text);
    if (status != TP_OK)
        tp_opening_deinit(out);
    return status;
}

void tp_opening_deinit(struct tp_opening *opening)
{
    if (opening->record)
        tp_wipe(opening->record, opening->record_bytes);
    free(opening->record);
    tp_wipe(opening, sizeof *opening);
}

bool tp_opening_fits(const struct tp_opening *opening, const struct tp_leaf *leaf)
{
    uint8_t commitment[TP_SHA256_BYTES];

    return compute(leaf, opening, commitment, NULL) == TP_OK &&
           tp_equal_bytes(commitment, leaf->commitment, sizeof commitment);
}

tp_status tp_opening_write(const struct tp_opening *opening, uint64_t index, struct tp_buffer *out,
                           struct tp_diag *diag)
{
    char key[2 * TP_SHA256_BYTES + 1];

    tp_hex_encode(opening->key, sizeof opening->key, key);
    tp_write_text(out, "{\"index\":%llu,\"key\":\"%s\",\"record\":", (unsigned long long)index, key);
    tp_write_bytes(out, opening->record, opening->record_bytes);
    tp_write_u8(out, '}');
    tp_wipe(key, sizeof key);
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for an opening") : TP_OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

static tp_status read_record(const struct tp_json_value *record, struct tp_opening *out, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    if (!record || tp_json_kind(record) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, "record", -1, "it is no object");
    tp_buffer_init(&text);
    status = tp_json_value_canonical(record, &text, diag);
    if (status == TP_OK)
        status = keep_record(&text, out, diag);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status read_members(const struct tp_json_value *root, struct tp_opening *out, uint64_t *index,
                              struct tp_diag *diag)
{
    const char *key = tp_json_to_text(tp_json_member(root, "key"));
    int64_t number;

    if (!tp_json_to_integer(tp_json_member(root, "index"), &number) || number < 0)
        return tp_fail(diag, TP_E_FORMAT, "index", -1, "it is no index of a leaf");
    if (!key || !tp_hex_decode(key, out->key, sizeof out->key))
        return tp_fail(diag, TP_E_FORMAT, "key", -1, "it is not 64 hexadecimal digits");
    if (tp_json_count(root) != 3)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "an opening has an index, a key and a record, and nothing else");
    *index = (uint64_t)number;
    return read_record(tp_json_member(root, "record"), out, diag);
}

tp_status tp_opening_read(const void *json, size_t size_bytes, struct tp_opening *out, uint64_t *index,
                          struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    tp_status status;

    memset(out, 0, sizeof *out);
    *index = 0;
    if (size_bytes > TP_OPENING_TEXT_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "it is too long for an opening");
    status = tp_json_parse(json, size_bytes, &document, diag);
    if (status == TP_OK)
        status = read_members(tp_json_root(document), out, index, diag);
    tp_json_document_free(&document);
    if (status != TP_OK)
        tp_opening_deinit(out);
    return status;
}
