/* SPDX-License-Identifier: Apache-2.0 */
/* Counting leaves: those that say the same in the open are one shape, so that a million leaves are a few thousand
 * shapes and four bytes each. A reclassification moves a leaf to the shape with the other level; nothing is edited, and
 * counting fewer leaves gives the earlier report. */
#include "statistics/count.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

enum { SLOTS_MIN = 1024 };

tp_status tp_statistics_grow(void **items, size_t *capacity, size_t count, size_t element_bytes, struct tp_diag *diag)
{
    size_t more = TP_MAX(*capacity * 2, 64);
    void *memory;

    if (count < *capacity)
        return TP_OK;
    memory = more <= SIZE_MAX / element_bytes / 2 ? realloc(*items, more * element_bytes) : NULL;
    if (!memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for so many leaves");
    *items = memory;
    *capacity = more;
    return TP_OK;
}

tp_status tp_statistics_new(const struct tp_definitions *definitions, struct tp_statistics **out, struct tp_diag *diag)
{
    struct tp_statistics *statistics;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *statistics, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    statistics = memory;
    statistics->definitions = definitions;
    statistics->slot_count = SLOTS_MIN;
    status = tp_alloc_zero(&memory, statistics->slot_count, sizeof *statistics->slots, diag);
    statistics->slots = memory;
    *out = statistics;
    if (status != TP_OK)
        tp_statistics_free(out);
    return status;
}

void tp_statistics_free(struct tp_statistics **statistics)
{
    struct tp_statistics *it = *statistics;

    if (!it)
        return;
    for (size_t i = 0; i < it->shape_count; i++)
        free(it->shapes[i].text);
    free(it->shapes);
    free(it->slots);
    free(it->leaves);
    free(it->opened);
    free(it);
    *statistics = NULL;
}

/* ---- shapes -------------------------------------------------------------------------------------------------------
 */

const char *tp_shape_value(const struct tp_shape *shape, enum tp_leaf_member member)
{
    const char *value = shape->text;

    while (member-- > 0)
        value += strlen(value) + 1;
    return value;
}

/* No figure asks for these, and most are different in every leaf. */
static bool is_counted(enum tp_leaf_member member)
{
    return member != TP_LEAF_AGREEMENT_MEMBER && member != TP_LEAF_DISCLOSURE_MEMBER &&
           member != TP_LEAF_PARTNER_MEMBER && member != TP_LEAF_OF_MEMBER;
}

static void write_shape(const struct tp_leaf *leaf, struct tp_buffer *out)
{
    for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++) {
        const char *value = is_counted(member) ? leaf->values[member] : "";
        tp_write_bytes(out, value, strlen(value) + 1);
    }
}

static uint32_t *find_slot(const struct tp_statistics *statistics, enum tp_leaf_kind kind, const void *text,
                           size_t size_bytes)
{
    size_t at = tp_hash64(text, size_bytes, (uint64_t)kind) & (statistics->slot_count - 1);

    for (;; at = (at + 1) & (statistics->slot_count - 1)) {
        uint32_t place = statistics->slots[at];
        const struct tp_shape *shape = place > 0 ? &statistics->shapes[place - 1] : NULL;

        if (!shape ||
            (shape->kind == kind && shape->size_bytes == size_bytes && memcmp(shape->text, text, size_bytes) == 0))
            return &statistics->slots[at];
    }
}

/* Keeps at least half of the slots empty. */
static tp_status widen(struct tp_statistics *statistics, struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    if (statistics->shape_count < statistics->slot_count / 2)
        return TP_OK;
    if (statistics->shape_count >= UINT32_MAX / 4)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the leaves say too many different things");
    status = tp_alloc_zero(&memory, statistics->slot_count * 2, sizeof *statistics->slots, diag);
    if (status != TP_OK)
        return status;
    free(statistics->slots);
    statistics->slots = memory;
    statistics->slot_count *= 2;
    for (size_t i = 0; i < statistics->shape_count; i++) {
        const struct tp_shape *shape = &statistics->shapes[i];
        *find_slot(statistics, shape->kind, shape->text, shape->size_bytes) = (uint32_t)i + 1;
    }
    return TP_OK;
}

/* Takes over TEXT as a new shape. */
static tp_status add_shape(struct tp_statistics *statistics, enum tp_leaf_kind kind, struct tp_buffer *text,
                           struct tp_diag *diag)
{
    void *memory = statistics->shapes;
    tp_status status = widen(statistics, diag);

    if (status == TP_OK)
        status = tp_statistics_grow(&memory, &statistics->shape_capacity, statistics->shape_count,
                                    sizeof *statistics->shapes, diag);
    statistics->shapes = memory;
    if (status != TP_OK)
        return status;
    statistics->shapes[statistics->shape_count] =
        (struct tp_shape){.kind = kind, .text = (char *)text->data, .size_bytes = text->size_bytes};
    tp_buffer_init(text);
    statistics->shape_count++;
    return TP_OK;
}

static tp_status intern(struct tp_statistics *statistics, const struct tp_leaf *leaf, uint32_t *out,
                        struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status = TP_OK;
    uint32_t *slot;

    *out = 0;
    tp_buffer_init(&text);
    write_shape(leaf, &text);
    if (text.bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for so many leaves");
    slot = find_slot(statistics, leaf->kind, text.data, text.size_bytes);
    if (*slot == 0) {
        status = add_shape(statistics, leaf->kind, &text, diag);
        if (status == TP_OK) {
            const struct tp_shape *shape = &statistics->shapes[statistics->shape_count - 1];
            *find_slot(statistics, shape->kind, shape->text, shape->size_bytes) = (uint32_t)statistics->shape_count;
            *out = (uint32_t)statistics->shape_count - 1;
        }
    } else {
        *out = *slot - 1;
    }
    tp_buffer_deinit(&text);
    return status;
}

/* ---- leaves -------------------------------------------------------------------------------------------------------
 */

static tp_status at_index(uint64_t index, tp_status status, struct tp_diag *diag)
{
    char name[40];

    snprintf(name, sizeof name, "leaf %llu", (unsigned long long)index);
    return tp_diag_in_file(diag, status, name);
}

/* Moves the leaf that a reclassification names to the shape with its level. */
static tp_status reclassify(struct tp_statistics *statistics, const struct tp_leaf *leaf, struct tp_diag *diag)
{
    uint64_t of = strtoull(leaf->values[TP_LEAF_OF_MEMBER], NULL, 10);
    const struct tp_shape *shape;
    struct tp_leaf changed;
    uint32_t place;
    tp_status status;

    if (of >= statistics->leaf_count)
        return tp_fail(diag, TP_E_FORMAT, "of", -1, "it reclassifies a leaf that did not come before it");
    shape = &statistics->shapes[statistics->leaves[of]];
    if (shape->kind == TP_LEAF_RECLASSIFICATION || tp_shape_value(shape, TP_LEAF_LEVEL_MEMBER)[0] == '\0')
        return tp_fail(diag, TP_E_FORMAT, "of", -1, "it reclassifies a leaf that has no level");
    memset(&changed, 0, sizeof changed);
    changed.kind = shape->kind;
    for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++)
        tp_leaf_set(&changed, member, tp_shape_value(shape, member));
    tp_leaf_set(&changed, TP_LEAF_LEVEL_MEMBER, leaf->values[TP_LEAF_LEVEL_MEMBER]);
    status = intern(statistics, &changed, &place, diag);
    if (status == TP_OK) {
        statistics->shapes[statistics->leaves[of]].count--;
        statistics->shapes[place].count++;
        statistics->leaves[of] = place;
    }
    return status;
}

static tp_status add_leaf(struct tp_statistics *statistics, const struct tp_leaf *leaf, struct tp_diag *diag)
{
    void *memory = statistics->leaves;
    uint32_t place;
    tp_status status = intern(statistics, leaf, &place, diag);

    if (status == TP_OK && leaf->kind == TP_LEAF_RECLASSIFICATION)
        status = reclassify(statistics, leaf, diag);
    if (status == TP_OK)
        status = tp_statistics_grow(&memory, &statistics->leaf_capacity, statistics->leaf_count,
                                    sizeof *statistics->leaves, diag);
    statistics->leaves = memory;
    if (status != TP_OK)
        return status;
    statistics->shapes[place].count++;
    statistics->leaves[statistics->leaf_count++] = place;
    return TP_OK;
}

tp_status tp_statistics_add(struct tp_statistics *statistics, uint64_t index, const void *entry, size_t size_bytes,
                            struct tp_diag *diag)
{
    struct tp_leaf leaf;
    tp_status status;

    if (index != statistics->leaf_count)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "leaves are counted in their order");
    status = tp_leaf_read(entry, size_bytes, &leaf, diag);
    if (status == TP_OK)
        status = add_leaf(statistics, &leaf, diag);
    return status == TP_OK ? TP_OK : at_index(index, status, diag);
}

static tp_status count_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    return tp_statistics_add(context, index, data, size_bytes, diag);
}

tp_status tp_statistics_count(struct tp_statistics *statistics, struct tp_reader *reader, uint64_t size,
                              struct tp_diag *diag)
{
    if (size > tp_reader_checkpoint(reader)->size)
        return tp_fail(diag, TP_E_ARGUMENT, "size", -1, "the ledger has %llu leaves only",
                       (unsigned long long)tp_reader_checkpoint(reader)->size);
    return tp_reader_each(reader, 0, size, count_entry, statistics, diag);
}

/* ---- openings -----------------------------------------------------------------------------------------------------
 */

/* Codes as they are written everywhere: they stand in tables. */
static bool is_county(const char *text)
{
    size_t length = text ? strlen(text) : 0;

    return length >= 2 && length < sizeof((struct tp_opened *)0)->county &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length;
}

static tp_status read_county(const struct tp_opening *opening, char *out, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_json_document *document;
    const char *county;
    tp_status status = tp_json_parse(opening->record, opening->record_bytes, &document, diag);

    if (status != TP_OK)
        return status;
    county = tp_json_to_text(tp_json_member(tp_json_root(document), TP_RECORD_COUNTY));
    snprintf(out, size_bytes, "%s", is_county(county) ? county : "unknown");
    tp_json_document_free(&document);
    return TP_OK;
}

/* Where INDEX is or belongs. */
static size_t find_opened(const struct tp_statistics *statistics, uint64_t index)
{
    size_t low = 0, high = statistics->opened_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (statistics->opened[middle].index < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static tp_status keep_opened(struct tp_statistics *statistics, const struct tp_opened *opened, struct tp_diag *diag)
{
    size_t at = find_opened(statistics, opened->index);
    void *memory = statistics->opened;
    tp_status status =
        tp_statistics_grow(&memory, &statistics->opened_capacity, statistics->opened_count, sizeof *opened, diag);

    statistics->opened = memory;
    if (status != TP_OK)
        return status;
    memmove(&statistics->opened[at + 1], &statistics->opened[at], (statistics->opened_count - at) * sizeof *opened);
    statistics->opened[at] = *opened;
    statistics->opened_count++;
    return TP_OK;
}

tp_status tp_statistics_add_opening(struct tp_statistics *statistics, uint64_t index, const struct tp_span *entry,
                                    const struct tp_opening *opening, struct tp_diag *diag)
{
    size_t at = find_opened(statistics, index);
    struct tp_opened opened = {.index = index};
    struct tp_leaf leaf;
    tp_status status;

    if (index >= statistics->leaf_count)
        return tp_fail(diag, TP_E_NOT_FOUND, "index", -1, "there is no leaf %llu among those counted",
                       (unsigned long long)index);
    if (at < statistics->opened_count && statistics->opened[at].index == index)
        return tp_fail(diag, TP_E_EXISTS, "index", -1, "leaf %llu has been opened", (unsigned long long)index);
    status = tp_leaf_read(entry->data, entry->size_bytes, &leaf, diag);
    if (status == TP_OK && !tp_opening_fits(opening, &leaf))
        status =
            tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "the opening does not fit leaf %llu", (unsigned long long)index);
    if (status == TP_OK)
        status = read_county(opening, opened.county, sizeof opened.county, diag);
    return status == TP_OK ? keep_opened(statistics, &opened, diag) : status;
}
