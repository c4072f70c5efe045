/* SPDX-License-Identifier: Apache-2.0 */
/* Rows written into a segment's memory, and wiped. */
#include "gallery/segment.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "gallery/pages.h"

_Static_assert(sizeof(struct tp_row) == 64, "a row is a cache line");
_Static_assert(sizeof(struct tp_signature) % 64 == 0 && sizeof(struct tp_code_block) % 64 == 0, "columns are aligned");

/* ---- where things lie -------------------------------------------------------------------------------------------- */

/* Takes COUNT things of SIZE bytes at a multiple of 64. */
static bool place(uint64_t *end, uint64_t count, uint64_t size, uint64_t *out)
{
    uint64_t bytes;

    *out = *end;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes >= UINT64_C(1) << 62)
        return false;
    *end += (bytes + 63) & ~UINT64_C(63);
    return *end < UINT64_C(1) << 62;
}

bool tp_layout_make(struct tp_layout *layout, uint64_t head_bytes)
{
    uint64_t end = head_bytes;
    bool fits = place(&end, layout->capacity, sizeof(struct tp_row), &layout->rows) &&
                place(&end, layout->has_checks ? layout->capacity : 0, sizeof(uint32_t), &layout->checks);

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        uint64_t count = layout->positions >> p & 1 ? layout->capacity : 0;
        fits = fits && place(&end, count / TP_SCREEN_LANES, sizeof(struct tp_code_block), &layout->codes[p]);
    }
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        uint64_t count = layout->positions >> p & 1 ? layout->capacity : 0;
        fits = fits && place(&end, count, sizeof(struct tp_signature), &layout->signatures[p]);
    }
    fits = fits && place(&end, layout->record_bytes, 1, &layout->records) &&
           place(&end, layout->name_bytes, 1, &layout->names) &&
           place(&end, layout->index_slots, sizeof(struct tp_name_entry), &layout->index);
    layout->size_bytes = end;
    return fits;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void show_columns(struct tp_rows_segment *segment, unsigned position)
{
    atomic_store(&segment->shown.codes[position], (const void *)(segment->memory + segment->layout.codes[position]));
    atomic_store(&segment->shown.signatures[position],
                 (const void *)(segment->memory + segment->layout.signatures[position]));
}

static tp_status segment_over(const struct tp_layout *layout, uint32_t first_row, bool is_base,
                              struct tp_rows_segment **out, struct tp_diag *diag)
{
    struct tp_rows_segment *segment;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *segment, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    segment = memory;
    segment->layout = *layout;
    if (is_base)
        status = tp_pages_new(TP_MAX(layout->capacity, 1u) * sizeof *segment->more, false, &memory, diag);
    if (status != TP_OK) {
        free(segment);
        return status;
    }
    segment->more = is_base ? memory : NULL;
    segment->shown = (struct tp_segment){.first_row = first_row, .capacity = layout->capacity};
    segment->shown.count = &segment->count;
    segment->shown.more = segment->more;
    *out = segment;
    return TP_OK;
}

static void point_into(struct tp_rows_segment *segment, uint8_t *memory)
{
    const struct tp_layout *layout = &segment->layout;

    segment->memory = memory;
    segment->shown.rows = (void *)(memory + layout->rows);
    segment->shown.records = memory + layout->records;
    segment->shown.names = (const char *)memory + layout->names;
    for (unsigned p = 0; segment->more && p < TP_POSITION_COUNT; p++)
        if (layout->positions >> p & 1)
            show_columns(segment, p);
}

tp_status tp_segment_new(const struct tp_layout *layout, uint32_t first_row, bool is_base, struct tp_rows_segment **out,
                         struct tp_diag *diag)
{
    enum { HUGE_FROM_ROWS = 16384 }; /* smaller ones would waste more than they gain */
    bool is_huge = layout->capacity >= HUGE_FROM_ROWS;
    void *memory;
    tp_status status = segment_over(layout, first_row, is_base, out, diag);

    if (status != TP_OK)
        return status;
    status = tp_pages_new(layout->size_bytes, is_huge, &memory, diag);
    if (status != TP_OK) {
        tp_segment_free(out);
        return status;
    }
    (*out)->is_huge = is_huge;
    point_into(*out, memory);
    return TP_OK;
}

tp_status tp_segment_over(const struct tp_layout *layout, uint8_t *memory, struct tp_rows_segment **out,
                          struct tp_diag *diag)
{
    tp_status status = segment_over(layout, 0, true, out, diag);

    if (status != TP_OK)
        return status;
    (*out)->is_file = true;
    point_into(*out, memory);
    return TP_OK;
}

/* Only what was used: writing to the rest would occupy it. */
static void wipe_memory(struct tp_rows_segment *segment)
{
    const struct tp_layout *layout = &segment->layout;
    uint64_t count = atomic_load(&segment->count), blocks = (count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES;

    tp_wipe(segment->memory + layout->rows, count * sizeof(struct tp_row));
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        if (!segment->shown.codes[p])
            continue;
        tp_wipe(segment->memory + layout->codes[p], blocks * sizeof(struct tp_code_block));
        tp_wipe(segment->memory + layout->signatures[p], count * sizeof(struct tp_signature));
    }
    tp_wipe(segment->memory + layout->records, segment->record_used);
    tp_wipe(segment->memory + layout->names, segment->name_used);
    tp_wipe(segment->memory + layout->index, layout->index_slots * sizeof(struct tp_name_entry));
}

void tp_segment_free(struct tp_rows_segment **slot)
{
    struct tp_rows_segment *segment = *slot;

    if (!segment)
        return;
    if (segment->memory && segment->is_file) {
        munmap(segment->memory, segment->layout.size_bytes);
    } else if (segment->memory) {
        wipe_memory(segment);
        tp_pages_free(segment->memory, segment->layout.size_bytes);
    }
    tp_pages_free(segment->more, TP_MAX(segment->layout.capacity, 1u) * sizeof *segment->more);
    free(segment);
    *slot = NULL;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* The one place that changes what is read without a look at `alive` before: scans read columns whole, with the lanes of
 * rows that are just written and the rows that are just wiped. Their result for such a row is thrown away, as it is not
 * counted yet or not alive any more. Stores are relaxed ones, so that a word is the old one or the new one; they are
 * kept from the thread sanitizer, as the scans' wide loads cannot be atomic. Every STEP-th word of TO is set, to zero
 * when FROM is NULL. */
__attribute__((noinline, no_sanitize("thread"))) static void put_words(uint64_t *to, size_t step, const uint64_t *from,
                                                                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        __atomic_store_n(&to[i * step], from ? from[i] : 0, __ATOMIC_RELAXED);
}

static void put_code(struct tp_code_block *block, size_t lane, const struct tp_code *code)
{
    put_words(&block->words[0][lane], TP_SCREEN_LANES, code ? code->words : NULL, TP_CODE_WORDS);
}

static void put_signature(struct tp_signature *to, const struct tp_signature *from)
{
    put_words((void *)to, 1, (const void *)from, sizeof *to / sizeof(uint64_t));
}

static struct tp_code_block *block_of(struct tp_rows_segment *segment, unsigned position, uint32_t index)
{
    return (struct tp_code_block *)(void *)(segment->memory + segment->layout.codes[position]) +
           index / TP_SCREEN_LANES;
}

static struct tp_signature *signature_of(struct tp_rows_segment *segment, unsigned position, uint32_t index)
{
    return (struct tp_signature *)(void *)(segment->memory + segment->layout.signatures[position]) + index;
}

uint64_t tp_row_record_bytes(const struct tp_row *row)
{
    uint64_t sum = 0;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        sum += row->sizes[p];
    return sum;
}

uint32_t tp_row_impressions(const struct tp_row *row)
{
    uint32_t count = 0;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        count += row->sizes[p] != 0;
    return count;
}

uint32_t tp_segment_write_name(struct tp_rows_segment *segment, const char *name)
{
    uint32_t at = segment->name_used;
    size_t size_bytes = strlen(name) + 1;

    memcpy(segment->memory + segment->layout.names + at, name, size_bytes);
    segment->name_used += (uint32_t)size_bytes;
    return at;
}

static uint32_t content_check(const struct tp_segment *segment, uint32_t index);

void tp_segment_write(struct tp_rows_segment *segment, uint32_t index, const struct tp_row_content *content)
{
    struct tp_row *row = &segment->shown.rows[index];

    row->head = content->head;
    row->name = content->name;
    row->record = segment->record_used;
    atomic_store_explicit(&row->next, TP_ROW_NONE, memory_order_relaxed);
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        const struct tp_row_print *print = content->prints[p];

        if (!print)
            continue;
        if (!segment->shown.codes[p])
            show_columns(segment, p);
        put_code(block_of(segment, p, index), index % TP_SCREEN_LANES, print->code);
        put_signature(signature_of(segment, p, index), print->signature);
        memcpy(segment->memory + segment->layout.records + segment->record_used, print->packed, print->size_bytes);
        segment->record_used += print->size_bytes;
        row->sizes[p] = print->size_bytes;
        row->qualities[p] = print->quality;
    }
    row->check = content_check(&segment->shown, index);
    atomic_store(&row->alive, TP_ROW_ALIVE);
}

void tp_segment_wipe_content(struct tp_rows_segment *segment, uint32_t index)
{
    struct tp_row *row = &segment->shown.rows[index];
    char *name = (char *)segment->memory + segment->layout.names + row->name;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        if (row->sizes[p] == 0)
            continue;
        put_code(block_of(segment, p, index), index % TP_SCREEN_LANES, NULL);
        put_signature(signature_of(segment, p, index), NULL);
    }
    tp_wipe(segment->memory + segment->layout.records + row->record, tp_row_record_bytes(row));
    tp_wipe(name, strlen(name));
}

void tp_segment_wipe_row(struct tp_rows_segment *segment, uint32_t index)
{
    struct tp_row *row = &segment->shown.rows[index];

    row->head = row->name = row->check = 0;
    row->record = 0;
    memset(row->sizes, 0, sizeof row->sizes);
    memset(row->qualities, 0, sizeof row->qualities);
    atomic_store(&row->next, 0);
    atomic_store(&row->alive, 0);
    if (segment->layout.has_checks)
        tp_segment_checks(segment)[index] = 0;
    if (segment->more)
        atomic_store(&segment->more[index], 0);
}

/* ---- checks ------------------------------------------------------------------------------------------------------ */

/* Eight bytes at a time: a check against damage that costs no more than reading. */
static uint64_t mix(uint64_t hash, const void *data, size_t size_bytes)
{
    const uint8_t *at = data;
    uint64_t word;

    for (; size_bytes >= sizeof word; at += sizeof word, size_bytes -= sizeof word) {
        memcpy(&word, at, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    word = size_bytes;
    memcpy(&word, at, size_bytes);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

uint32_t tp_row_field_check(const struct tp_row *row)
{
    const uint32_t fields[] = {row->head, atomic_load(&row->next), row->name, row->check};

    return (uint32_t)mix(
        mix(mix(mix(0, fields, sizeof fields), &row->record, sizeof row->record), row->sizes, sizeof row->sizes),
        row->qualities, sizeof row->qualities);
}

static uint32_t content_check(const struct tp_segment *segment, uint32_t index)
{
    const struct tp_row *row = &segment->rows[index];
    const char *name = segment->names + row->name;
    uint64_t hash = mix(mix(0, row->sizes, sizeof row->sizes), row->qualities, sizeof row->qualities);
    struct tp_code code;

    hash = mix(hash, name, strlen(name));
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        if (row->sizes[p] == 0)
            continue;
        for (int w = 0; w < TP_CODE_WORDS; w++)
            code.words[w] = segment->codes[p][index / TP_SCREEN_LANES].words[w][index % TP_SCREEN_LANES];
        hash = mix(mix(hash, &code, sizeof code), &segment->signatures[p][index], sizeof(struct tp_signature));
    }
    return (uint32_t)mix(hash, segment->records + row->record, tp_row_record_bytes(row));
}

bool tp_row_intact(const struct tp_segment *segment, uint32_t index)
{
    return content_check(segment, index) == segment->rows[index].check;
}

/* ---- sizes ------------------------------------------------------------------------------------------------------- */

static size_t occupied(const struct tp_rows_segment *segment, uint64_t size_bytes)
{
    size_t page = segment->is_huge ? TP_PAGE_HUGE_BYTES : TP_PAGE_BYTES;

    return (size_bytes + page - 1) & ~(page - 1);
}

size_t tp_segment_size_bytes(const struct tp_rows_segment *segment)
{
    uint64_t count = atomic_load(&segment->count);
    size_t sum = sizeof *segment;

    if (segment->more)
        return sum + segment->layout.size_bytes +
               TP_MIN(segment->more_count * TP_PAGE_BYTES, segment->layout.capacity * sizeof *segment->more);
    sum += occupied(segment, count * sizeof(struct tp_row)) + occupied(segment, segment->record_used) +
           occupied(segment, segment->name_used);
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        if (segment->shown.codes[p])
            sum += occupied(segment, count * sizeof(struct tp_code)) +
                   occupied(segment, count * sizeof(struct tp_signature));
    return TP_MIN(sum, sizeof *segment + segment->layout.size_bytes);
}
