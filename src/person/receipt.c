/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts: record "receipt", named by the hash of the code, linked to the booking. */
#include <stdio.h>
#include <string.h>

#include "person/code.h"
#include "person/receipt.h"

static tp_status drop(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    return tp_entry_drop(context, "receipt", entry->name, diag);
}

tp_status tp_receipt_make(struct tp_exchange *exchange, const char *booking, char code[TP_RECEIPT_CODE_BYTES],
                          struct tp_diag *diag)
{
    const struct tp_store_query earlier = {.kind = "receipt", .link = booking, .due_until_s = TP_STORE_NEVER};
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json = NULL;
    tp_status status = tp_code_new(code, diag);

    if (status == TP_OK)
        status = tp_code_hash(code, entry.name, diag);
    if (status == TP_OK)
        status = tp_entry_each(exchange, &earlier, drop, exchange, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        snprintf(entry.link, sizeof entry.link, "%s", booking);
        tp_json_integer(json, "made", tp_exchange_now(exchange));
        status = tp_entry_add(exchange, "receipt", &entry, json, diag);
    }
    if (status != TP_OK)
        code[0] = '\0';
    tp_json_free(&json);
    return status;
}

tp_status tp_receipt_find(struct tp_exchange *exchange, const char *text, char booking[TP_EXCHANGE_NAME_BYTES],
                          struct tp_diag *diag)
{
    char code[TP_RECEIPT_CODE_BYTES], hash[TP_CODE_HASH_BYTES];
    struct tp_entry entry;
    bool found;
    tp_status status;

    booking[0] = '\0';
    if (!tp_code_read(text, code))
        return tp_fail(diag, TP_E_ARGUMENT, "code", -1,
                       "is not a code as it stands on a receipt: please look at it once more");
    status = tp_code_hash(code, hash, diag);
    tp_wipe(code, sizeof code);
    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "receipt", hash, &entry, &found, diag);
    if (status != TP_OK)
        return status;
    if (!found)
        return tp_fail(diag, TP_E_NOT_FOUND, "code", -1,
                       "no receipt has this code; a newer receipt may have replaced it");
    snprintf(booking, TP_EXCHANGE_NAME_BYTES, "%s", entry.link);
    tp_entry_deinit(&entry);
    return TP_OK;
}
