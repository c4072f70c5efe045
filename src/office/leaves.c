/* SPDX-License-Identifier: Apache-2.0 */
/* The published ledger, leaf by leaf with proofs, for browsers and mirrors; openings for auditors. */
#include "office/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LEAVES_MAX = 1000 };

/* The ledger at its newest checkpoint. */
struct opened {
    struct tp_reader *reader;
    uint8_t *note;
    size_t note_bytes;
    uint64_t size;
};

tp_status tp_office_published(struct tp_exchange *exchange, struct tp_published *out, struct tp_diag *diag)
{
    const int length = snprintf(out->folder, sizeof out->folder, "%s/ledger", tp_exchange_folder(exchange));

    if (length < 0 || (size_t)length >= sizeof out->folder)
        return tp_fail(diag, TP_E_ARGUMENT, "folder", -1, "its name is too long");
    tp_exchange_lock(exchange);
    out->verifier = *tp_organisation_verifier(tp_exchange_organisation(exchange));
    tp_exchange_unlock(exchange);
    return TP_OK;
}

static tp_status ledger_open(struct tp_exchange *exchange, struct opened *out, struct tp_diag *diag)
{
    struct tp_published published;
    tp_status status = tp_office_published(exchange, &published, diag);

    *out = (struct opened){.reader = NULL};
    if (status == TP_OK)
        status = tp_published_open(&published, &out->reader, &out->note, &out->note_bytes, diag);
    if (status == TP_OK)
        out->size = tp_reader_checkpoint(out->reader)->size;
    return status;
}

static void ledger_close(struct opened *opened)
{
    tp_reader_close(&opened->reader);
    free(opened->note);
}

tp_status tp_office_published_size(struct tp_exchange *exchange, uint64_t *out, struct tp_diag *diag)
{
    struct opened opened;
    tp_status status = ledger_open(exchange, &opened, diag);

    *out = opened.size;
    ledger_close(&opened);
    return status;
}

/* ---- what it is made of -------------------------------------------------------------------------------------------
 */

static void add_bytes(struct tp_json *json, const char *key, const void *data, size_t size_bytes)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_base64_encode(data, size_bytes, &text);
    tp_write_u8(&text, '\0');
    tp_json_text(json, key, text.bad ? NULL : (const char *)text.data);
    tp_buffer_deinit(&text);
}

static void add_proof(struct tp_json *json, const struct tp_proof *proof)
{
    tp_json_list(json, "proof");
    for (size_t i = 0; i < proof->count; i++)
        add_bytes(json, NULL, proof->hashes[i].bytes, sizeof proof->hashes[i].bytes);
    tp_json_close(json);
}

/* Bytes that are text, as a text. */
static tp_status add_text(struct tp_json *json, const char *key, const void *data, size_t size_bytes,
                          struct tp_diag *diag)
{
    char *text = strndup(data, size_bytes);

    if (!text)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a leaf");
    tp_json_text(json, key, text);
    free(text);
    return TP_OK;
}

static void add_root(struct tp_json *json, const struct opened *opened)
{
    const struct tp_checkpoint *checkpoint = tp_reader_checkpoint(opened->reader);

    tp_json_text(json, "origin", checkpoint->origin);
    tp_json_integer(json, "size", (int64_t)checkpoint->size);
    add_bytes(json, "root", checkpoint->root.bytes, sizeof checkpoint->root.bytes);
}

/* ---- the whole ----------------------------------------------------------------------------------------------------
 */

static void add_witness(const struct tp_note *note, const char *text, struct tp_json *json)
{
    const struct tp_note_signature *signature = NULL;
    char time[TP_TIME_TEXT_BYTES];
    struct tp_verifier verifier;

    if (tp_verifier_parse(text, &verifier, NULL) == TP_OK)
        signature = tp_note_signature_of(note, &verifier);
    tp_time_format(signature ? (int64_t)TP_MIN(signature->time_s, (uint64_t)INT64_MAX) : 0, time);
    tp_json_object(json, NULL);
    tp_json_text(json, "verifier", text);
    tp_json_text(json, "cosigned", signature ? time : NULL);
    tp_json_close(json);
}

tp_status tp_office_get_ledger(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    struct tp_published published;
    struct tp_buffer verifier;
    struct opened opened;
    tp_status status = ledger_open(exchange, &opened, diag);

    if (status == TP_OK)
        status = tp_office_published(exchange, &published, diag);
    if (status == TP_OK) {
        tp_buffer_init(&verifier);
        tp_verifier_write(&published.verifier, &verifier);
        add_root(call->reply, &opened);
        status = add_text(call->reply, "verifier", verifier.data, verifier.size_bytes, diag);
        tp_buffer_deinit(&verifier);
        tp_json_integer(call->reply, "witnesses_needed", config->witnesses_needed);
        tp_json_list(call->reply, "witnesses");
        for (unsigned i = 0; i < config->witness_count; i++)
            add_witness(tp_reader_note(opened.reader), config->witnesses[i].verifier, call->reply);
        tp_json_close(call->reply);
    }
    ledger_close(&opened);
    return status;
}

tp_status tp_office_get_checkpoint(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct opened opened;
    tp_status status = ledger_open(exchange, &opened, diag);

    if (status == TP_OK)
        tp_write_bytes(&call->bytes, opened.note, opened.note_bytes);
    call->bytes_type = "text/plain; charset=utf-8";
    ledger_close(&opened);
    return status;
}

/* ---- leaves -------------------------------------------------------------------------------------------------------
 */

static tp_status add_entry(struct tp_json *json, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_json_document *leaf;
    tp_status status = tp_json_parse(data, size_bytes, &leaf, diag);

    if (status != TP_OK)
        return status;
    tp_json_copy(json, "leaf", tp_json_root(leaf));
    tp_json_document_free(&leaf);
    return TP_OK;
}

static tp_status list_leaf(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_json *json = context;
    tp_status status;

    tp_json_object(json, NULL);
    tp_json_integer(json, "index", (int64_t)index);
    status = add_entry(json, data, size_bytes, diag);
    tp_json_close(json);
    return status;
}

tp_status tp_office_list_leaves(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const struct tp_office_range places = {0, UINT64_C(1) << 52, 0}, counts = {1, LEAVES_MAX, 100};
    uint64_t from, count;
    struct opened opened;
    tp_status status = tp_office_number(call, "from", &places, &from, diag);

    if (status == TP_OK)
        status = tp_office_number(call, "count", &counts, &count, diag);
    if (status != TP_OK)
        return status;
    status = ledger_open(exchange, &opened, diag);
    if (status == TP_OK) {
        from = TP_MIN(from, opened.size);
        tp_json_integer(call->reply, "size", (int64_t)opened.size);
        tp_json_list(call->reply, "leaves");
        status = tp_reader_each(opened.reader, from, TP_MIN(count, opened.size - from), list_leaf, call->reply, diag);
        tp_json_close(call->reply);
    }
    ledger_close(&opened);
    return status;
}

/* The leaf as it was hashed, and as it is read. */
static tp_status show_leaf(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_json *json = context;
    tp_status status = add_entry(json, data, size_bytes, diag);

    tp_json_integer(json, "index", (int64_t)index);
    return status == TP_OK ? add_text(json, "entry", data, size_bytes, diag) : status;
}

static tp_status prove(const struct opened *opened, uint64_t index, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_proof proof;
    tp_status status = tp_reader_inclusion(opened->reader, index, opened->size, &proof, diag);

    if (status == TP_OK)
        status = tp_reader_each(opened->reader, index, 1, show_leaf, call->reply, diag);
    if (status != TP_OK)
        return status;
    add_proof(call->reply, &proof);
    add_root(call->reply, opened);
    return add_text(call->reply, "checkpoint", opened->note, opened->note_bytes, diag);
}

tp_status tp_office_get_leaf(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct opened opened;
    uint64_t index;
    tp_status status = tp_index_read(call->values[0], "index", &index, diag);

    if (status != TP_OK)
        return status;
    status = ledger_open(exchange, &opened, diag);
    if (status == TP_OK && index >= opened.size)
        status = tp_fail(diag, TP_E_NOT_FOUND, "index", -1, "the published ledger has %" PRIu64 " leaves", opened.size);
    if (status == TP_OK)
        status = prove(&opened, index, call, diag);
    ledger_close(&opened);
    return status;
}

/* ---- growth -------------------------------------------------------------------------------------------------------
 */

static tp_status prove_growth(const struct opened *opened, uint64_t from, uint64_t to, struct tp_json *json,
                              struct tp_diag *diag)
{
    struct tp_proof proof;
    struct tp_hash old_root, new_root;
    tp_status status = tp_reader_consistency(opened->reader, from, to, &proof, diag);

    if (status == TP_OK)
        status = tp_reader_root(opened->reader, from, &old_root, diag);
    if (status == TP_OK)
        status = tp_reader_root(opened->reader, to, &new_root, diag);
    if (status != TP_OK)
        return status;
    tp_json_integer(json, "from", (int64_t)from);
    tp_json_integer(json, "to", (int64_t)to);
    add_bytes(json, "old_root", old_root.bytes, sizeof old_root.bytes);
    add_bytes(json, "new_root", new_root.bytes, sizeof new_root.bytes);
    add_proof(json, &proof);
    return add_text(json, "checkpoint", opened->note, opened->note_bytes, diag);
}

tp_status tp_office_get_consistency(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_office_range sizes = {0, 0, 0};
    uint64_t from = 0, to = 0;
    struct opened opened;
    tp_status status = ledger_open(exchange, &opened, diag);

    sizes.max = sizes.otherwise = opened.size;
    if (status == TP_OK)
        status = tp_office_number(call, "to", &sizes, &to, diag);
    sizes.max = to;
    sizes.otherwise = 0;
    if (status == TP_OK)
        status = tp_office_number(call, "from", &sizes, &from, diag);
    if (status == TP_OK)
        status = prove_growth(&opened, from, to, call->reply, diag);
    ledger_close(&opened);
    return status;
}

/* ---- openings -----------------------------------------------------------------------------------------------------
 */

tp_status tp_office_open_leaf(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_opening opening = {.record = NULL};
    char owner[64];
    uint64_t index;
    tp_status status = tp_index_read(call->values[0], "index", &index, diag);

    if (status != TP_OK)
        return status;
    snprintf(owner, sizeof owner, "leaf/%" PRIu64, index);
    status = tp_access_note(exchange, call, owner, "opening of a leaf", diag);
    if (status != TP_OK)
        return status;
    tp_exchange_lock(exchange);
    status = tp_organisation_opening(tp_exchange_organisation(exchange), index, &opening, diag);
    tp_exchange_unlock(exchange);
    if (status == TP_OK)
        status = tp_opening_write(&opening, index, &call->bytes, diag);
    call->bytes_type = "application/json";
    tp_opening_deinit(&opening);
    return status;
}
