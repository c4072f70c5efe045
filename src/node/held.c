/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves that are held back. One about a person would say to whom watches the ledger grow what came of a search that
 * this one has sent: so it is kept in the store, durable with what it is about, and gets its place later, together with
 * others and in an order drawn at random (docs/ledger-leaves.md).
 *
 * A record of kind "held" is named by the leaf's commitment and has the entry; its time is that of the logging. Its
 * link is what there must be enough of before any are placed, "" for nothing, and its state is "counts" when it is one
 * of these itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "node/organisation.h"
#include "node/organisation_state.h"

#define RECORD_KIND "held"
#define COUNTS "counts"

enum { GROUPS_MAX = 1024, GROUP_BYTES = 72, FEW = 256 };

bool tp_held_is_held(const struct tp_organisation *organisation, const struct tp_leaf *leaf)
{
    return organisation->holding && organisation->together && leaf->kind != TP_LEAF_EVENT &&
           leaf->kind != TP_LEAF_REFUSED_EVENT;
}

void tp_organisation_hold(struct tp_organisation *organisation)
{
    organisation->holding = true;
}

/* ---- keeping ----------------------------------------------------------------------------------------------------- */

static bool says(const struct tp_leaf *leaf, enum tp_leaf_member member, const char *code)
{
    return strcmp(leaf->values[member], code) == 0;
}

/* What is counted is what a partner or a neighbour knows anyway, whatever was found: answers under an agreement, and
 * submissions of a state. */
static void find_group(const struct tp_leaf *leaf, struct tp_store_record *record)
{
    const char *agreement = leaf->values[TP_LEAF_AGREEMENT_MEMBER];

    record->link = record->state = "";
    if (leaf->kind == TP_LEAF_SUBMISSION) {
        record->link = leaf->values[TP_LEAF_STATE_MEMBER];
        record->state = COUNTS;
    } else if (leaf->kind == TP_LEAF_DISCLOSURE) {
        record->link = agreement;
        record->state = says(leaf, TP_LEAF_WHAT_MEMBER, "answer") ? COUNTS : "";
    } else if (leaf->kind == TP_LEAF_MATCH ||
               (leaf->kind == TP_LEAF_DECISION && says(leaf, TP_LEAF_STAGE_MEMBER, "answer"))) {
        record->link = agreement;
    }
}

tp_status tp_held_put(struct tp_organisation *organisation, const struct tp_leaf *leaf,
                      const struct tp_waiting *waiting, struct tp_diag *diag)
{
    struct tp_store_record record = {.kind = RECORD_KIND,
                                     .name = waiting->name,
                                     .due_s = waiting->time_s,
                                     .data = waiting->entry.data,
                                     .size_bytes = waiting->entry.size_bytes};

    find_group(leaf, &record);
    return tp_store_record_put(organisation->store, &record, diag);
}

/* ---- whether there are enough ------------------------------------------------------------------------------------ */

struct group {
    char name[GROUP_BYTES];
    uint64_t count;
};
struct counting {
    struct group groups[GROUPS_MAX];
    size_t count;
    int64_t oldest_s; /* TP_STORE_NEVER: there are none */
    bool too_many;
};

/* NULL when there are too many. */
static struct group *find(struct counting *counting, const char *name)
{
    struct group *group;

    for (size_t i = 0; i < counting->count; i++)
        if (strcmp(counting->groups[i].name, name) == 0)
            return &counting->groups[i];
    if (counting->count == GROUPS_MAX)
        return NULL;
    group = &counting->groups[counting->count++];
    snprintf(group->name, sizeof group->name, "%s", name);
    return group;
}

static tp_status count(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct counting *counting = context;
    struct group *group;

    (void)diag;
    counting->oldest_s = TP_MIN(counting->oldest_s, record->due_s);
    if (record->link[0] == '\0')
        return TP_OK;
    group = find(counting, record->link);
    if (group)
        group->count += strcmp(record->state, COUNTS) == 0;
    else
        counting->too_many = true;
    return TP_OK;
}

static bool has_enough(const struct counting *counting, unsigned least)
{
    for (size_t i = 0; i < counting->count; i++)
        if (counting->groups[i].count < least)
            return false;
    return !counting->too_many;
}

tp_status tp_held_ripe(struct tp_store *store, const struct tp_held_rule *rule, bool *out, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = RECORD_KIND, .due_until_s = TP_STORE_NEVER};
    struct counting *counting;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *counting, diag);

    *out = false;
    if (status != TP_OK)
        return status;
    counting = memory;
    counting->oldest_s = TP_STORE_NEVER;
    status = tp_store_records(store, &query, count, counting, diag);
    if (status == TP_OK && counting->oldest_s != TP_STORE_NEVER)
        *out = has_enough(counting, rule->least) || rule->now_s - counting->oldest_s >= rule->latest_s;
    free(counting);
    return status;
}

/* ---- the order --------------------------------------------------------------------------------------------------- */

void tp_held_deinit(struct tp_held *held)
{
    free(held->names);
    *held = (struct tp_held){0};
}

static tp_status make_room(struct tp_held *held, struct tp_diag *diag)
{
    size_t capacity = TP_MAX(held->capacity * 2, (size_t)FEW);
    void *more;

    if (held->count < held->capacity)
        return TP_OK;
    more = realloc(held->names, capacity * sizeof *held->names);
    if (!more)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    held->names = more;
    held->capacity = capacity;
    return TP_OK;
}

static tp_status take_name(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct tp_held *held = context;
    tp_status status = make_room(held, diag);

    if (status != TP_OK)
        return status;
    if (!tp_hex_decode(record->name, held->names[held->count], sizeof *held->names))
        return tp_fail(diag, TP_E_STORE, "held", -1, "a leaf that is held back has a damaged name");
    held->count++;
    return TP_OK;
}

/* A number below LIMIT, each as likely as the others: of the random ones those are left out that would favour some. */
static tp_status draw_below(uint64_t limit, uint64_t *out, struct tp_diag *diag)
{
    const uint64_t fair = UINT64_MAX - UINT64_MAX % limit;
    tp_status status;

    do
        status = tp_random_bytes((uint8_t *)out, sizeof *out, diag);
    while (status == TP_OK && *out >= fair);
    *out %= limit;
    return status;
}

static tp_status shuffle(struct tp_held *held, struct tp_diag *diag)
{
    uint8_t name[sizeof *held->names];
    tp_status status = TP_OK;
    uint64_t other;

    for (size_t i = held->count; status == TP_OK && i > 1; i--) {
        status = draw_below(i, &other, diag);
        if (status != TP_OK)
            break;
        memcpy(name, held->names[i - 1], sizeof name);
        memcpy(held->names[i - 1], held->names[other], sizeof name);
        memcpy(held->names[other], name, sizeof name);
    }
    return status;
}

tp_status tp_held_draw(struct tp_organisation *organisation, struct tp_held *out, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = RECORD_KIND, .due_until_s = TP_STORE_NEVER, .limit = TP_HELD_MAX};
    tp_status status;

    *out = (struct tp_held){0};
    status = tp_store_records(organisation->store, &query, take_name, out, diag);
    return status == TP_OK ? shuffle(out, diag) : status;
}

/* ---- placing ----------------------------------------------------------------------------------------------------- */

static tp_status copy_entry(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct tp_waiting *waiting = context;

    waiting->time_s = record->due_s;
    tp_write_bytes(&waiting->entry, record->data, record->size_bytes);
    return waiting->entry.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

/* Without an entry when it is not held (any more). */
static tp_status look_up(struct tp_organisation *organisation, const uint8_t commitment[TP_SHA256_BYTES],
                         struct tp_waiting *out, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = RECORD_KIND, .name = out->name, .due_until_s = TP_STORE_NEVER};

    tp_hex_encode(commitment, TP_SHA256_BYTES, out->name);
    tp_buffer_init(&out->entry);
    tp_buffer_init(&out->opening);
    return tp_store_records(organisation->store, &query, copy_entry, out, diag);
}

static tp_status place(struct tp_organisation *organisation, const uint8_t commitment[TP_SHA256_BYTES],
                       const struct tp_placing *placing, struct tp_diag *diag)
{
    const uint64_t index = tp_ledger_size(organisation->ledger) + organisation->waiting_count;
    struct tp_waiting waiting;
    bool pushed = false;
    char name[TP_HASH_TEXT_BYTES];
    tp_status status = look_up(organisation, commitment, &waiting, diag);
    bool found = waiting.entry.size_bytes > 0;

    memcpy(name, waiting.name, sizeof name);
    if (status == TP_OK && found) {
        status = tp_waiting_push(organisation, &waiting, diag);
        pushed = status == TP_OK;
    }
    if (!pushed)
        tp_waiting_deinit(&waiting);
    if (status != TP_OK || !found)
        return status;
    status = tp_store_record_drop(organisation->store, RECORD_KIND, name, diag);
    return status == TP_OK ? placing->placed(placing->context, name, index, diag) : status;
}

tp_status tp_held_place(struct tp_organisation *organisation, const struct tp_held *held, size_t first, size_t count,
                        const struct tp_placing *placing, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    TP_ASSERT(organisation->together && first + count <= held->count);
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = place(organisation, held->names[first + i], placing, diag);
    return status;
}

/* ---- a store that is older than its ledger ----------------------------------------------------------------------- */

struct finding {
    struct tp_organisation *organisation;
    const struct tp_placing *placing;
};

static tp_status find_in_ledger(void *context, uint64_t index, const void *data, size_t size_bytes,
                                struct tp_diag *diag)
{
    const struct finding *finding = context;
    struct tp_waiting held;
    struct tp_leaf leaf;
    tp_status status = tp_leaf_read(data, size_bytes, &leaf, diag);

    if (status == TP_OK)
        status = look_up(finding->organisation, leaf.commitment, &held, diag);
    if (status != TP_OK)
        return status;
    if (held.entry.size_bytes > 0) {
        status = tp_store_record_drop(finding->organisation->store, RECORD_KIND, held.name, diag);
        if (status == TP_OK)
            status = finding->placing->placed(finding->placing->context, held.name, index, diag);
    }
    tp_waiting_deinit(&held);
    return status;
}

tp_status tp_held_find_placed(struct tp_organisation *organisation, const struct tp_placing *placing,
                              struct tp_diag *diag)
{
    struct finding finding = {organisation, placing};
    uint64_t known, size = tp_ledger_size(organisation->ledger);
    tp_status status = tp_pending_end(organisation, &known, diag);

    TP_ASSERT(organisation->together);
    if (status != TP_OK || known >= size)
        return status;
    return tp_organisation_each_published(organisation, known, size - known, find_in_ledger, &finding, diag);
}
