/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections: what was said wrongly, told to everybody who received it; and what is done here about those of
 * partners. A correction has codes only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/correction.h"
#include "person/erasure.h"

/* ---- levels of leaves -------------------------------------------------------------------------------------------- */

struct reclassifying {
    struct tp_exchange *exchange;
    const char *level;
};

/* One that said no level, or that corrects another, has nothing to be corrected. */
static tp_status reclassify(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct reclassifying *reclassifying = context;
    const char *said = tp_entry_text(entry, "level");

    if (said[0] == '\0' || strcmp(entry->state, tp_leaf_kind_code(TP_LEAF_RECLASSIFICATION)) == 0)
        return TP_OK;
    return tp_exchange_reclassify(reclassifying->exchange, entry, reclassifying->level, diag);
}

tp_status tp_leaves_reclassify(struct tp_exchange *exchange, const char *owner, const char *level, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "leaf", .link = owner, .due_until_s = TP_STORE_NEVER};
    struct reclassifying reclassifying = {exchange, level};

    return tp_entry_each(exchange, &query, reclassify, &reclassifying, diag);
}

/* ---- telling others ---------------------------------------------------------------------------------------------- */

tp_status tp_correction_tell(struct tp_exchange *exchange, const char *owner, const char *except,
                             const struct tp_json_value *payload, struct tp_diag *diag)
{
    const struct tp_notice_spec spec = {
        .owner = owner, .of = owner, .what = "correction", .except = except, .payload = payload};

    return tp_notices_make(exchange, &spec, diag);
}

tp_status tp_correction_send(struct tp_exchange *exchange, const char *owner, const struct tp_json *payload,
                             struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_json_write_canonical(payload, &text, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)text.data, text.size_bytes, &document, diag);
    if (status == TP_OK)
        status = tp_correction_tell(exchange, owner, "", tp_json_root(document), diag);
    tp_json_document_free(&document);
    tp_buffer_deinit(&text);
    return status;
}

/* ---- a partner's correction ---------------------------------------------------------------------------------------
 */

tp_status tp_correction_read(const struct tp_json_value *value, struct tp_correction *out, struct tp_diag *diag)
{
    const struct tp_json_value *identification = tp_json_member(value, "identification"),
                               *conviction = tp_json_member(value, "conviction"),
                               *known = tp_json_member(value, "categories_known");
    const char *word = identification ? tp_json_to_text(identification) : NULL;

    *out = (struct tp_correction){.categories = tp_json_member(value, "categories")};
    if (identification && (!word || strcmp(word, "wrong") != 0))
        return tp_fail(diag, TP_E_FORMAT, "identification", -1, "must be \"wrong\"");
    out->is_wrong_person = word != NULL;
    out->conviction = conviction ? tp_json_to_text(conviction) : NULL;
    if (conviction &&
        (!out->conviction || (tp_conviction_find(out->conviction) < 0 && strcmp(out->conviction, "unknown") != 0)))
        return tp_fail(diag, TP_E_FORMAT, "conviction", -1, "must be the code of a level, or unknown");
    if (known && !tp_json_to_flag(known, &out->categories_known))
        return tp_fail(diag, TP_E_FORMAT, "categories_known", -1, "must be true or false");
    if (!out->is_wrong_person && !out->conviction && !out->categories)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "corrects nothing");
    return TP_OK;
}

/* The record "correction" of the owner says of whom and when the newest is, the sealed text what it says; *NEW is false
 * when it says the same already. */
static tp_status keep_record(struct tp_exchange *exchange, const char *owner, const char *from, struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_json *json = NULL;
    bool found = false;
    tp_status status = tp_entry_find(exchange, "correction", owner, &entry, &found, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        tp_json_text(json, "from", from);
        tp_json_integer(json, "time", tp_exchange_now(exchange));
        snprintf(entry.name, sizeof entry.name, "%s", owner);
        snprintf(entry.link, sizeof entry.link, "%s", owner);
        entry.due_s = TP_STORE_NEVER;
        status = found ? tp_entry_put(exchange, "correction", &entry, json, diag)
                       : tp_entry_add(exchange, "correction", &entry, json, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

static tp_status keep(struct tp_exchange *exchange, const char *owner, const char *from,
                      const struct tp_json_value *payload, bool *is_new, struct tp_diag *diag)
{
    struct tp_buffer text;
    uint8_t *known = NULL;
    size_t known_bytes = 0;
    tp_status status = tp_blob_find(exchange, owner, "correction", &known, &known_bytes, diag);

    *is_new = false;
    tp_buffer_init(&text);
    if (status == TP_OK)
        status = tp_json_value_canonical(payload, &text, diag);
    *is_new =
        status == TP_OK && !(known && known_bytes == text.size_bytes && memcmp(known, text.data, known_bytes) == 0);
    if (*is_new)
        status = tp_blob_put(exchange, owner, "correction", text.data, text.size_bytes, diag);
    if (*is_new && status == TP_OK)
        status = keep_record(exchange, owner, from, diag);
    tp_buffer_deinit(&text);
    tp_blob_free(known, known_bytes);
    return status;
}

/* The facts that decisions are made of from now on. */
static tp_status change_record(struct tp_exchange *exchange, const char *owner, const struct tp_correction *payload,
                               struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    struct tp_entry entry;
    struct tp_json *json = NULL;
    bool found;
    tp_status status;

    if (!tp_owner_split(owner, kind, &id))
        return tp_fail(diag, TP_E_ARGUMENT, "owner", -1, "%.60s is nobody's", owner);
    status = tp_entry_find(exchange, kind, id, &entry, &found, diag);
    if (status == TP_OK && found)
        status = tp_entry_edit(&entry, &json, diag);
    if (status == TP_OK && found) {
        if (payload->conviction)
            tp_json_text(json, "conviction", payload->conviction);
        if (payload->categories) {
            tp_codes_write(&tp_categories, tp_codes_read(&tp_categories, payload->categories), "categories", json);
            tp_json_flag(json, "categories_known", payload->categories_known);
        }
        status = tp_entry_put(exchange, kind, &entry, json, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_correction_apply(struct tp_exchange *exchange, const char *owner, const struct tp_correction *payload,
                              struct tp_diag *diag)
{
    tp_status status = change_record(exchange, owner, payload, diag);

    return status == TP_OK && payload->conviction ? tp_leaves_reclassify(exchange, owner, payload->conviction, diag)
                                                  : status;
}

tp_status tp_correction_take(struct tp_exchange *exchange, const char *owner, const char *from,
                             const struct tp_json_value *payload, struct tp_diag *diag)
{
    char by[TP_ID_MAX + 8];
    struct tp_correction says;
    bool is_new = false;
    tp_status status = tp_correction_read(payload, &says, diag);

    if (status == TP_OK)
        status = keep(exchange, owner, from, payload, &is_new, diag);
    if (status != TP_OK || !is_new)
        return status;
    snprintf(by, sizeof by, "partner:%.63s", from);
    if (says.is_wrong_person) {
        const struct tp_erasure_spec spec = {owner, "correction", "", by, "", ""};
        return tp_erasure_start(exchange, &spec, diag);
    }
    status = tp_correction_apply(exchange, owner, &says, diag);
    return status == TP_OK ? tp_correction_tell(exchange, owner, from, payload, diag) : status;
}
