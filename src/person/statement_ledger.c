/* SPDX-License-Identifier: Apache-2.0 */
/* The leaves that are about a person's prints, each with the entry as it stands in the ledger and the proof that it
 * stands there (C2SP tlog-proof): to be checked with any program, against the checkpoint that witnesses cosigned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/receipt.h"

enum { PATH_BYTES = 4096 };

struct ledger {
    struct tp_exchange *exchange;
    const struct tp_words *words;
    struct tp_json *json;
    struct tp_reader *reader;
};

static tp_status put_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    char text[TP_LEAF_TEXT_MAX];

    (void)index;
    (void)diag;
    snprintf(text, sizeof text, "%.*s", (int)TP_MIN(size_bytes, sizeof text - 1), (const char *)data);
    tp_json_text(context, "entry", text);
    return TP_OK;
}

static tp_status put_proof(const struct ledger *ledger, uint64_t index, struct tp_diag *diag)
{
    const struct tp_checkpoint *checkpoint = tp_reader_checkpoint(ledger->reader);
    struct tp_proof proof;
    tp_status status;

    if (index >= checkpoint->size)
        return TP_OK; /* not published yet */
    status = tp_reader_each(ledger->reader, index, 1, put_entry, ledger->json, diag);
    if (status == TP_OK)
        status = tp_reader_inclusion(ledger->reader, index, checkpoint->size, &proof, diag);
    if (status != TP_OK)
        return status;
    tp_json_list(ledger->json, "proof");
    for (size_t i = 0; i < proof.count; i++) {
        struct tp_buffer text;
        tp_buffer_init(&text);
        tp_base64_encode(proof.hashes[i].bytes, sizeof proof.hashes[i].bytes, &text);
        tp_write_u8(&text, 0);
        tp_json_text(ledger->json, NULL, text.bad ? NULL : (const char *)text.data);
        tp_buffer_deinit(&text);
    }
    tp_json_close(ledger->json);
    return TP_OK;
}

static tp_status put_leaf(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct ledger *ledger = context;
    uint64_t index;
    bool has_place = tp_exchange_leaf_index(entry, &index);
    tp_status status = TP_OK;

    tp_json_object(ledger->json, NULL);
    if (has_place)
        tp_json_integer(ledger->json, "index", (int64_t)index);
    tp_json_text(ledger->json, "kind", entry->state);
    tp_json_text(ledger->json, "words", tp_words_code(ledger->words, "leaf.", entry->state, "event"));
    if (has_place)
        status = put_proof(ledger, index, diag);
    tp_json_close(ledger->json);
    return status;
}

/* The note as it was signed: its text, and the lines of the signatures are in the published file. */
static void put_checkpoint(const struct ledger *ledger, const char *origin)
{
    const struct tp_checkpoint *checkpoint = tp_reader_checkpoint(ledger->reader);
    char root[2 * sizeof checkpoint->root.bytes + 1];

    tp_hex_encode(checkpoint->root.bytes, sizeof checkpoint->root.bytes, root);
    tp_json_text(ledger->json, "origin", origin);
    tp_json_integer(ledger->json, "size", (int64_t)checkpoint->size);
    tp_json_text(ledger->json, "root", root);
    tp_json_text(ledger->json, "checkpoint", tp_reader_note(ledger->reader)->text);
}

static tp_status put_all(struct ledger *ledger, const char *booking, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(ledger->exchange);
    const struct tp_words_value values[] = {{"organisation", config->name}, {NULL, NULL}};
    char owner[TP_EXCHANGE_NAME_BYTES];
    const struct tp_store_query query = {.kind = "leaf", .link = owner, .due_until_s = TP_STORE_NEVER};
    struct tp_buffer text;
    tp_status status;

    snprintf(owner, sizeof owner, "booking/%.140s", booking);
    tp_buffer_init(&text);
    tp_words_fill(tp_words_get(ledger->words, "ledger"), values, &text);
    tp_write_u8(&text, 0);
    tp_json_object(ledger->json, "ledger");
    tp_json_text(ledger->json, "words", text.bad ? NULL : (const char *)text.data);
    tp_buffer_deinit(&text);
    put_checkpoint(ledger, config->ledger_origin);
    tp_json_list(ledger->json, "leaves");
    status = tp_entry_each(ledger->exchange, &query, put_leaf, ledger, diag);
    tp_json_close(ledger->json);
    tp_json_close(ledger->json);
    return status;
}

tp_status tp_statement_ledger(struct tp_exchange *exchange, const char *booking, const struct tp_words *words,
                              struct tp_json *json, struct tp_diag *diag)
{
    struct ledger ledger = {exchange, words, json, NULL};
    char folder[PATH_BYTES];
    tp_status status;

    snprintf(folder, sizeof folder, "%s/ledger", tp_exchange_folder(exchange));
    tp_exchange_lock(exchange);
    status = tp_reader_open(folder, tp_organisation_verifier(tp_exchange_organisation(exchange)), &ledger.reader, diag);
    tp_exchange_unlock(exchange);
    if (status == TP_OK)
        status = put_all(&ledger, booking, diag);
    tp_reader_close(&ledger.reader);
    return status;
}
