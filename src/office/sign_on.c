/* SPDX-License-Identifier: Apache-2.0 */
/* Names under a petition, counted once each and kept nowhere: a hash of each, by a key that is the petition's alone and
 * goes when it is decided. */
#include <stdio.h>
#include <string.h>

#include "office/submission.h"

static void owner_of(const char *petition, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "submission/%.32s", petition);
}

tp_status tp_sign_on_open(struct tp_exchange *exchange, const char *petition, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t key[TP_SHA256_BYTES];
    tp_status status = tp_random_bytes(key, sizeof key, diag);

    owner_of(petition, owner);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, "key", key, sizeof key, diag);
    tp_wipe(key, sizeof key);
    return status;
}

/* Blanks are one each, and capital letters small: "ana  Lee" is "Ana Lee". */
static void add_plain(const char *text, struct tp_buffer *out)
{
    bool blank = false, begun = false;

    for (; *text; text++) {
        const char c = *text;

        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            blank = begun;
            continue;
        }
        if (blank)
            tp_write_u8(out, ' ');
        blank = false;
        begun = true;
        tp_write_u8(out, (uint8_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
    tp_write_u8(out, '\n');
}

static tp_status hash_name(struct tp_exchange *exchange, const char *petition, const char *name, const char *place,
                           char out[2 * TP_SHA256_BYTES + 1], struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t *key = NULL, code[TP_SHA256_BYTES];
    size_t key_bytes = 0;
    struct tp_buffer plain;
    tp_status status;

    owner_of(petition, owner);
    tp_buffer_init(&plain);
    add_plain(name, &plain);
    add_plain(place, &plain);
    status = plain.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the name")
                       : tp_blob_get(exchange, owner, "key", &key, &key_bytes, diag);
    if (status == TP_OK)
        status = tp_hmac_sha256(key, key_bytes, plain.data, plain.size_bytes, code, diag);
    if (status == TP_OK)
        tp_hex_encode(code, sizeof code, out);
    tp_blob_free(key, key_bytes);
    if (plain.data)
        tp_wipe(plain.data, plain.size_bytes);
    tp_buffer_deinit(&plain);
    return status;
}

static tp_status find_place(struct tp_exchange *exchange, const struct tp_entry *petition, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "sign-on", .link = petition->name, .due_until_s = TP_STORE_NEVER};
    uint64_t count;
    tp_status status = tp_entry_count(exchange, &query, &count, diag);

    if (status == TP_OK && count >= TP_SUBMISSION_UNCONFIRMED)
        status = tp_fail(diag, TP_E_BUSY, NULL, -1, "too many names wait for their confirmation: try again later");
    if (status == TP_OK && tp_entry_integer(petition, "sign_ons", 0) >= TP_SUBMISSION_SIGN_ONS)
        status = tp_fail(diag, TP_E_CONFLICT, "submission", -1, "the petition has %d names, and takes no more",
                         TP_SUBMISSION_SIGN_ONS);
    return status;
}

tp_status tp_sign_on_add(struct tp_exchange *exchange, const struct tp_entry *petition, const char *name,
                         const char *place, struct tp_submission_ticket *out, struct tp_diag *diag)
{
    char hash[2 * TP_SHA256_BYTES + 1];
    struct tp_entry entry = {.state = "unconfirmed"};
    struct tp_json *json = NULL;
    tp_status status = find_place(exchange, petition, diag);

    *out = (struct tp_submission_ticket){.confirm_by_s = tp_exchange_now(exchange) + TP_SUBMISSION_CONFIRM_S};
    if (status == TP_OK)
        status = hash_name(exchange, petition->name, name, place, hash, diag);
    if (status == TP_OK)
        status = tp_submission_code_new(out->code, diag);
    if (status == TP_OK)
        status = tp_submission_code_id(out->code, out->id, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "name", hash);
    snprintf(entry.name, sizeof entry.name, "%s", out->id);
    snprintf(entry.link, sizeof entry.link, "%s", petition->name);
    entry.due_s = out->confirm_by_s;
    status = tp_entry_add(exchange, "sign-on", &entry, json, diag);
    tp_json_free(&json);
    return status;
}

/* ---- counting ------------------------------------------------------------------------------------------------------
 */

static tp_status count_one(struct tp_exchange *exchange, const char *petition, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    struct tp_entry entry;
    tp_status status = tp_submission_get(exchange, petition, "gathering", &entry, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_edit(&entry, &json, diag);
    if (status == TP_OK) {
        tp_json_integer(json, "sign_ons", tp_entry_integer(&entry, "sign_ons", 0) + 1);
        status = tp_entry_put(exchange, "submission", &entry, json, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_sign_on_confirm(struct tp_exchange *exchange, const struct tp_entry *sign_on, struct tp_diag *diag)
{
    struct tp_entry known = {0}, entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json = NULL;
    tp_status status;

    snprintf(entry.name, sizeof entry.name, "%.32s/%.64s", sign_on->link, tp_entry_text(sign_on, "name"));
    snprintf(entry.link, sizeof entry.link, "%.32s", sign_on->link);
    status = tp_entry_get(exchange, "signed", entry.name, &known, NULL);
    tp_entry_deinit(&known);
    if (status == TP_E_NOT_FOUND) {
        status = tp_json_new(&json, diag);
        if (status == TP_OK)
            status = tp_entry_add(exchange, "signed", &entry, json, diag);
        tp_json_free(&json);
        if (status == TP_OK)
            status = count_one(exchange, sign_on->link, diag);
    } else if (status != TP_OK) {
        status = tp_fail(diag, status, "code", -1, "the names cannot be read");
    }
    return status == TP_OK ? tp_entry_drop(exchange, "sign-on", sign_on->name, diag) : status;
}

/* ---- dropping ------------------------------------------------------------------------------------------------------
 */

struct dropping {
    struct tp_exchange *exchange;
    const char *kind;
    size_t count;
};

static tp_status drop_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct dropping *dropping = context;

    dropping->count++;
    return tp_entry_drop(dropping->exchange, dropping->kind, entry->name, diag);
}

tp_status tp_sign_on_drop(struct tp_exchange *exchange, const char *petition, size_t limit, bool *left,
                          struct tp_diag *diag)
{
    static const char *const kinds[] = {"sign-on", "signed"};
    struct dropping dropping = {.exchange = exchange};
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(kinds) && dropping.count < limit; i++) {
        const struct tp_store_query query = {
            .kind = kinds[i], .link = petition, .due_until_s = TP_STORE_NEVER, .limit = limit - dropping.count};

        dropping.kind = kinds[i];
        status = tp_entry_each(exchange, &query, drop_one, &dropping, diag);
    }
    *left = dropping.count >= limit;
    return status;
}
