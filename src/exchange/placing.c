/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves are held back for a time (node/held.c): when they get their places, the noting of these, and corrections that
 * have to wait for them. */
#include <stdio.h>
#include <string.h>

#include "exchange/state.h"

enum { AT_ONCE = 2000 /* leaves in one transaction */, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

bool tp_exchange_leaf_index(const struct tp_entry *leaf, uint64_t *out)
{
    int64_t index = tp_entry_integer(leaf, "index", -1);

    *out = index < 0 ? TP_LEAF_HELD : (uint64_t)index;
    return index >= 0;
}

/* ---- corrections ------------------------------------------------------------------------------------------------- */

/* Writes the record of a leaf again, with MEMBER as it is to be from now on. */
static tp_status set_member(struct tp_exchange *exchange, const struct tp_entry *leaf, const char *member,
                            const char *value, struct tp_diag *diag)
{
    struct tp_entry copy = *leaf;
    struct tp_json *json;
    tp_status status = tp_entry_edit(leaf, &json, diag);

    if (status != TP_OK)
        return status;
    copy.content = NULL;
    tp_json_text(json, member, value);
    status = tp_entry_put(exchange, "leaf", &copy, json, diag);
    tp_entry_deinit(&copy);
    tp_json_free(&json);
    return status;
}

tp_status tp_exchange_reclassify(struct tp_exchange *exchange, const struct tp_entry *leaf, const char *level,
                                 struct tp_diag *diag)
{
    struct tp_leaf correction;
    char of[24];
    uint64_t index;
    tp_status status;

    if (!tp_exchange_leaf_index(leaf, &index))
        return set_member(exchange, leaf, "wanted", level, diag);
    if (strcmp(tp_entry_text(leaf, "level"), level) == 0)
        return TP_OK;
    snprintf(of, sizeof of, "%llu", (unsigned long long)index);
    tp_leaf_init(&correction, TP_LEAF_RECLASSIFICATION, tp_exchange_now(exchange));
    tp_leaf_set(&correction, TP_LEAF_OF_MEMBER, of);
    tp_leaf_set(&correction, TP_LEAF_LEVEL_MEMBER, level);
    status = tp_exchange_log(exchange, leaf->link, &correction, NULL, diag);
    return status == TP_OK ? set_member(exchange, leaf, "level", level, diag) : status;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static tp_status set_index(struct tp_exchange *exchange, struct tp_entry *leaf, uint64_t index, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_entry_edit(leaf, &json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "index", (int64_t)index);
    status = tp_entry_put(exchange, "leaf", leaf, json, diag);
    tp_json_free(&json);
    return status;
}

/* A correction that was asked for meanwhile can name the leaf now. */
static tp_status correct_later(struct tp_exchange *exchange, const char *commitment, struct tp_diag *diag)
{
    struct tp_entry leaf;
    tp_status status = tp_entry_get(exchange, "leaf", commitment, &leaf, diag);

    if (status == TP_OK && tp_entry_text(&leaf, "wanted")[0])
        status = tp_exchange_reclassify(exchange, &leaf, tp_entry_text(&leaf, "wanted"), diag);
    tp_entry_deinit(&leaf);
    return status;
}

/* Without a record the leaf is nobody's, or its owner was erased. */
static tp_status note_place(void *context, const char *commitment, uint64_t index, struct tp_diag *diag)
{
    struct tp_exchange *exchange = context;
    struct tp_entry leaf = {0};
    bool found;
    tp_status status = tp_entry_find(exchange, "leaf", commitment, &leaf, &found, diag);

    if (status != TP_OK || !found)
        return status;
    status = set_index(exchange, &leaf, index, diag);
    tp_entry_deinit(&leaf);
    return status == TP_OK ? correct_later(exchange, commitment, diag) : status;
}

static tp_status draw(struct tp_exchange *exchange, struct tp_held *held, struct tp_diag *diag)
{
    const struct tp_placing placing = {note_place, exchange};
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_held_find_placed(exchange->organisation, &placing, diag);
    if (status == TP_OK)
        status = tp_held_draw(exchange->organisation, held, diag);
    return tp_exchange_end(exchange, status, diag);
}

static tp_status place(struct tp_exchange *exchange, const struct tp_held *held, struct tp_diag *diag)
{
    const struct tp_placing placing = {note_place, exchange};
    tp_status status = TP_OK;

    for (size_t first = 0; status == TP_OK && first < held->count; first += AT_ONCE) {
        size_t count = TP_MIN(held->count - first, (size_t)AT_ONCE);

        status = tp_exchange_begin(exchange, diag);
        if (status == TP_OK)
            status = tp_exchange_end(exchange,
                                     tp_held_place(exchange->organisation, held, first, count, &placing, diag), diag);
    }
    return status;
}

tp_status tp_exchange_place_leaves(struct tp_exchange *exchange, struct tp_diag *diag)
{
    struct tp_held held = {0};
    tp_status status = TP_OK;
    bool more = true;

    while (status == TP_OK && more) {
        status = draw(exchange, &held, diag);
        if (status == TP_OK)
            status = place(exchange, &held, diag);
        more = held.count == TP_HELD_MAX;
        tp_held_deinit(&held);
    }
    return status;
}

/* ---- when -------------------------------------------------------------------------------------------------------- */

static tp_status is_time(struct tp_exchange *exchange, bool *out, struct tp_diag *diag)
{
    const struct tp_held_rule rule = {.least = exchange->config->leaves_least,
                                      .latest_s = (int64_t)exchange->config->leaves_latest_days * DAY_S,
                                      .now_s = tp_exchange_now(exchange)};
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    *out = false;
    if (status == TP_OK)
        status = tp_held_ripe(store, &rule, out, diag);
    tp_exchange_give_store(exchange, store);
    return status;
}

/* At hours of the clock, whatever happened and whenever the node was started. */
static int64_t next_s(const struct tp_exchange *exchange)
{
    const int64_t hours = exchange->config->leaves_every_hours, every_s = hours > 0 ? hours * HOUR_S : MINUTE_S;

    return (tp_exchange_now(exchange) / every_s + 1) * every_s;
}

tp_status tp_exchange_place_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                struct tp_diag *diag)
{
    bool now = false;
    tp_status status = is_time(exchange, &now, diag);

    (void)about;
    if (status == TP_OK && now)
        status = tp_exchange_place_leaves(exchange, diag);
    if (status == TP_OK && now)
        status = tp_exchange_publish_ledger(exchange, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_again(exchange, job, next_s(exchange), TP_OK, diag) : status;
}
