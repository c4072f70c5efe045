/* SPDX-License-Identifier: Apache-2.0 */
/* Personal data, sealed under a key of its owner. The record "key" OWNER has that key, sealed under the vault's; the
 * record "blob" OWNER + " " + NAME has the bytes. Each seal is bound to its record's name, so that none can be put into
 * another's place. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/state.h"

enum { ABOUT_BYTES = TP_EXCHANGE_NAME_BYTES + 16, WRAPPED_BYTES = TP_SEAL_KEY_BYTES + TP_SEAL_BYTES };

static tp_status name_blob(const char *owner, const char *name, char out[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag)
{
    if (snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s %s", owner, name) >= TP_EXCHANGE_NAME_BYTES || strchr(owner, ' '))
        return tp_fail(diag, TP_E_ARGUMENT, "blob", -1, "the name is too long, or its owner's has a blank");
    return TP_OK;
}

/* What a seal is bound to. */
static void bind(const char *kind, const char *name, char out[ABOUT_BYTES])
{
    snprintf(out, ABOUT_BYTES, "%s %s", kind, name);
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static tp_status unwrap(const struct tp_exchange *exchange, const char *owner, const struct tp_stored *record,
                        uint8_t key[TP_SEAL_KEY_BYTES], struct tp_diag *diag)
{
    char about[ABOUT_BYTES];

    bind(TP_RECORD_KEY, owner, about);
    if (record->size_bytes == WRAPPED_BYTES &&
        tp_unseal(exchange->vault_key, about, record->data, record->size_bytes, key, NULL) == TP_OK)
        return TP_OK;
    return tp_fail(diag, TP_E_STORE, "key", -1, "the key of %s is damaged, or of another vault", owner);
}

static tp_status get_key(struct tp_exchange *exchange, const char *owner, uint8_t key[TP_SEAL_KEY_BYTES],
                         struct tp_diag *diag)
{
    struct tp_stored record;
    tp_status status = tp_stored_get(exchange, TP_RECORD_KEY, owner, &record, diag);

    if (status == TP_OK)
        status = unwrap(exchange, owner, &record, key, diag);
    tp_stored_deinit(&record);
    return status;
}

static tp_status make_key(struct tp_exchange *exchange, const char *owner, uint8_t key[TP_SEAL_KEY_BYTES],
                          struct tp_diag *diag)
{
    uint8_t wrapped[WRAPPED_BYTES];
    char about[ABOUT_BYTES];
    const struct tp_store_record record = {.kind = TP_RECORD_KEY,
                                           .name = owner,
                                           .state = "",
                                           .link = "",
                                           .due_s = TP_STORE_NEVER,
                                           .data = wrapped,
                                           .size_bytes = sizeof wrapped};
    tp_status status = tp_random_bytes(key, TP_SEAL_KEY_BYTES, diag);

    bind(TP_RECORD_KEY, owner, about);
    if (status == TP_OK)
        status = tp_seal(exchange->vault_key, about, key, TP_SEAL_KEY_BYTES, wrapped, diag);
    return status == TP_OK ? tp_store_record_put(tp_exchange_store(exchange), &record, diag) : status;
}

static tp_status find_key(struct tp_exchange *exchange, const char *owner, uint8_t key[TP_SEAL_KEY_BYTES],
                          struct tp_diag *diag)
{
    struct tp_diag none;
    tp_status status;

    tp_diag_init(&none);
    status = get_key(exchange, owner, key, &none);
    if (status == TP_E_NOT_FOUND)
        return make_key(exchange, owner, key, diag);
    return tp_diag_pass(diag, status, &none);
}

/* ---- blobs ------------------------------------------------------------------------------------------------------- */

/* The revision of the record, 0 when there is none. */
static tp_status find_revision(struct tp_exchange *exchange, const char *name, int64_t *out, struct tp_diag *diag)
{
    struct tp_stored record;
    struct tp_diag none;
    tp_status status;

    tp_diag_init(&none);
    status = tp_stored_get(exchange, TP_RECORD_BLOB, name, &record, &none);
    *out = status == TP_OK ? record.entry.revision : 0;
    tp_stored_deinit(&record);
    return status == TP_E_NOT_FOUND ? TP_OK : tp_diag_pass(diag, status, &none);
}

static tp_status put_sealed(struct tp_exchange *exchange, const char *owner, const char *name, const void *sealed,
                            size_t size_bytes, struct tp_diag *diag)
{
    struct tp_store_record record = {.kind = TP_RECORD_BLOB,
                                     .name = name,
                                     .state = "",
                                     .link = owner,
                                     .due_s = TP_STORE_NEVER,
                                     .data = sealed,
                                     .size_bytes = size_bytes};
    tp_status status = find_revision(exchange, name, &record.revision, diag);

    return status == TP_OK ? tp_store_record_put(tp_exchange_store(exchange), &record, diag) : status;
}

tp_status tp_blob_put(struct tp_exchange *exchange, const char *owner, const char *name, const void *data,
                      size_t size_bytes, struct tp_diag *diag)
{
    char full[TP_EXCHANGE_NAME_BYTES], about[ABOUT_BYTES];
    uint8_t key[TP_SEAL_KEY_BYTES];
    void *sealed = NULL;
    tp_status status = name_blob(owner, name, full, diag);

    if (status == TP_OK)
        status = find_key(exchange, owner, key, diag);
    if (status == TP_OK)
        status = tp_alloc(&sealed, size_bytes + TP_SEAL_BYTES, 1, diag);
    bind(TP_RECORD_BLOB, full, about);
    if (status == TP_OK)
        status = tp_seal(key, about, data, size_bytes, sealed, diag);
    tp_wipe(key, sizeof key);
    if (status == TP_OK)
        status = put_sealed(exchange, owner, full, sealed, size_bytes + TP_SEAL_BYTES, diag);
    free(sealed);
    return status;
}

/* With a NUL behind it, for who wants text. */
static tp_status open_record(const struct tp_stored *record, const uint8_t *key, const char *name, uint8_t **data,
                             size_t *size_bytes, struct tp_diag *diag)
{
    char about[ABOUT_BYTES];
    void *memory;
    tp_status status;

    bind(TP_RECORD_BLOB, name, about);
    if (record->size_bytes < TP_SEAL_BYTES)
        return tp_fail(diag, TP_E_STORE, "blob", -1, "%s is damaged", name);
    status = tp_alloc_zero(&memory, record->size_bytes - TP_SEAL_BYTES + 1, 1, diag);
    if (status != TP_OK)
        return status;
    if (tp_unseal(key, about, record->data, record->size_bytes, memory, NULL) != TP_OK) {
        free(memory);
        return tp_fail(diag, TP_E_STORE, "blob", -1, "%s is damaged", name);
    }
    *data = memory;
    *size_bytes = record->size_bytes - TP_SEAL_BYTES;
    return TP_OK;
}

tp_status tp_blob_get(struct tp_exchange *exchange, const char *owner, const char *name, uint8_t **data,
                      size_t *size_bytes, struct tp_diag *diag)
{
    char full[TP_EXCHANGE_NAME_BYTES];
    uint8_t key[TP_SEAL_KEY_BYTES];
    struct tp_stored record = {0};
    tp_status status = name_blob(owner, name, full, diag);

    *data = NULL;
    *size_bytes = 0;
    if (status == TP_OK)
        status = tp_stored_get(exchange, TP_RECORD_BLOB, full, &record, diag);
    if (status == TP_OK)
        status = get_key(exchange, owner, key, diag);
    if (status == TP_OK)
        status = open_record(&record, key, full, data, size_bytes, diag);
    tp_wipe(key, sizeof key);
    tp_stored_deinit(&record);
    return status;
}

tp_status tp_blob_find(struct tp_exchange *exchange, const char *owner, const char *name, uint8_t **data,
                       size_t *size_bytes, struct tp_diag *diag)
{
    struct tp_diag none;
    tp_status status;

    tp_diag_init(&none);
    status = tp_blob_get(exchange, owner, name, data, size_bytes, &none);
    return status == TP_E_NOT_FOUND ? TP_OK : tp_diag_pass(diag, status, &none);
}

void tp_blob_free(uint8_t *data, size_t size_bytes)
{
    if (data)
        tp_wipe(data, size_bytes);
    free(data);
}

/* ---- all of an owner --------------------------------------------------------------------------------------------- */

struct names {
    char (*items)[TP_EXCHANGE_NAME_BYTES]; /* owned */
    size_t count, capacity;
};

static tp_status add_name(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct names *names = context;

    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? 2 * names->capacity : 64;
        void *items = realloc(names->items, capacity * sizeof *names->items);

        if (!items)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
        names->items = items;
        names->capacity = capacity;
    }
    snprintf(names->items[names->count++], sizeof *names->items, "%s", record->name);
    return TP_OK;
}

static tp_status list(struct tp_exchange *exchange, const char *owner, struct names *out, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = TP_RECORD_BLOB, .link = owner, .due_until_s = TP_STORE_NEVER};
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    if (status == TP_OK)
        status = tp_store_records(store, &query, add_name, out, diag);
    tp_exchange_give_store(exchange, store);
    return status;
}

tp_status tp_blob_each(struct tp_exchange *exchange, const char *owner, tp_blob_fn *visit, void *context,
                       struct tp_diag *diag)
{
    struct names names = {0};
    tp_status status = list(exchange, owner, &names, diag);

    for (size_t i = 0; status == TP_OK && i < names.count; i++)
        status = visit(context, names.items[i] + strlen(owner) + 1, diag);
    free(names.items);
    return status;
}

tp_status tp_blob_forget(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    struct tp_store *store = tp_exchange_store(exchange);
    struct names names = {0};
    struct tp_diag none;
    tp_status status = list(exchange, owner, &names, diag);

    for (size_t i = 0; status == TP_OK && i < names.count; i++)
        status = tp_store_record_drop(store, TP_RECORD_BLOB, names.items[i], diag);
    free(names.items);
    if (status != TP_OK)
        return status;
    tp_diag_init(&none);
    status = tp_store_record_drop(store, TP_RECORD_KEY, owner, &none);
    return status == TP_E_NOT_FOUND ? TP_OK : tp_diag_pass(diag, status, &none);
}
