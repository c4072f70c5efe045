/* SPDX-License-Identifier: Apache-2.0 */
/* A segment's memory: one block without pointers, a delta's in memory, a base's in memory or in a file. */
#ifndef TP_GALLERY_SEGMENT_H
#define TP_GALLERY_SEGMENT_H

#include "gallery/name_index.h"
#include "gallery/rows.h"

/* Where in the block things lie, each at a multiple of 64 bytes, in this order. */
struct tp_layout {
    uint32_t capacity;  /* rows, a multiple of TP_SCREEN_LANES */
    uint32_t positions; /* a bit for each that has columns */
    uint64_t record_bytes, name_bytes, index_slots;
    bool has_checks; /* one for each row, which a file needs */
    /* offsets */
    uint64_t rows, checks, codes[TP_POSITION_COUNT], signatures[TP_POSITION_COUNT], records, names, index, size_bytes;
};
enum { TP_POSITIONS_ALL = (1 << TP_POSITION_COUNT) - 1 };

#define TP_ROW_ALIVE UINT32_C(0x45564C41) /* any other value but 0 in a file is damage */

/* Fills in the offsets, from HEAD_BYTES on. False when the size does not fit into 62 bits. */
bool tp_layout_make(struct tp_layout *layout, uint64_t head_bytes);

struct tp_rows_segment {
    struct tp_segment shown; /* what readers see; first */
    struct tp_layout layout;
    uint8_t *memory;
    bool is_file, is_huge;
    _Atomic uint32_t count;
    uint64_t record_used;
    uint32_t name_used;
    _Atomic uint32_t *more; /* of a base; pages of its own */
    size_t more_count;      /* chains that go on */
};

/* A segment of zeros over pages of its own. A base has room for where its chains go on. */
TP_NODISCARD tp_status tp_segment_new(const struct tp_layout *layout, uint32_t first_row, bool is_base,
                                      struct tp_rows_segment **out, struct tp_diag *diag);
/* The same over MEMORY of a mapped file, which it owns from then on when it succeeds. */
TP_NODISCARD tp_status tp_segment_over(const struct tp_layout *layout, uint8_t *memory, struct tp_rows_segment **out,
                                       struct tp_diag *diag);
/* Memory is wiped, a file only unmapped. */
void tp_segment_free(struct tp_rows_segment **segment);

/* What one row is made of. */
struct tp_row_content {
    uint32_t head;
    uint32_t name;                                        /* place of the name, which is there already */
    const struct tp_row_print *prints[TP_POSITION_COUNT]; /* NULL: none */
};
/* Writes row INDEX, behind all that are there, without showing it: alive, but not counted. There is room. */
void tp_segment_write(struct tp_rows_segment *segment, uint32_t index, const struct tp_row_content *content);
/* Puts a name behind the others; its place. There is room. */
uint32_t tp_segment_write_name(struct tp_rows_segment *segment, const char *name);

/* Zeroes all that a row points to; then the row itself. Nobody looks at it any more but scans at its codes. */
void tp_segment_wipe_content(struct tp_rows_segment *segment, uint32_t index);
void tp_segment_wipe_row(struct tp_rows_segment *segment, uint32_t index);

/* Bytes of the templates that a row has. */
uint64_t tp_row_record_bytes(const struct tp_row *row);
uint32_t tp_row_impressions(const struct tp_row *row);
/* A check of the fields of a row that do not change. */
uint32_t tp_row_field_check(const struct tp_row *row);

/* Bytes of memory that are occupied. */
size_t tp_segment_size_bytes(const struct tp_rows_segment *segment);

static inline uint32_t *tp_segment_checks(struct tp_rows_segment *segment)
{
    return (uint32_t *)(void *)(segment->memory + segment->layout.checks);
}
static inline struct tp_name_index tp_segment_index(struct tp_rows_segment *segment)
{
    void *entries = segment->memory + segment->layout.index;

    return (struct tp_name_index){entries, segment->layout.index_slots, 0};
}

#endif
