/* SPDX-License-Identifier: Apache-2.0 */
/* What examiners write: their words may say something of a person, and the minutiae that they mark are biometric, so
 * they are blobs of the owner and go with it. */
#include <stdio.h>
#include <string.h>

#include "review/records.h"

static void name_of(const struct tp_text_place *at, char *out, size_t size)
{
    static const char *const kinds[] = {"analysis", "reason", "correction", "work", "correction-work"};

    if (at->kind == TP_TEXT_ANALYSIS)
        snprintf(out, size, "review/%s/%u/analysis", at->task, at->attempt);
    else
        snprintf(out, size, "review/%s/%u/%u/%s", at->task, at->attempt, at->place, kinds[at->kind]);
}

tp_status tp_text_put(struct tp_exchange *exchange, const struct tp_text_place *at, const void *text, size_t size_bytes,
                      struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];

    name_of(at, name, sizeof name);
    return tp_blob_put(exchange, at->owner, name, text, size_bytes, diag);
}

static tp_status show(const struct tp_text_place *at, const char *text, size_t size_bytes, const char *key,
                      struct tp_json *out)
{
    struct tp_json_document *document;
    char words[8193];

    if (at->kind == TP_TEXT_REASON || at->kind == TP_TEXT_CORRECTION) {
        snprintf(words, sizeof words, "%.*s", (int)TP_MIN(size_bytes, sizeof words - 1), text);
        tp_json_text(out, key, words);
        return TP_OK;
    }
    if (tp_json_parse(text, size_bytes, &document, NULL) != TP_OK)
        return TP_E_STORE;
    tp_json_copy(out, key, tp_json_root(document));
    tp_json_document_free(&document);
    return TP_OK;
}

tp_status tp_text_show(struct tp_exchange *exchange, const struct tp_text_place *at, const char *key,
                       struct tp_json *out, struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    name_of(at, name, sizeof name);
    status = tp_blob_get(exchange, at->owner, name, &data, &size_bytes, NULL);
    if (status == TP_E_NOT_FOUND) {
        tp_json_text(out, key, NULL);
        return TP_OK;
    }
    if (status == TP_OK) {
        status = show(at, (const char *)data, size_bytes, key, out);
        tp_blob_free(data, size_bytes);
    }
    return status == TP_OK ? TP_OK : tp_fail(diag, status, NULL, -1, "cannot read what an examiner wrote");
}
