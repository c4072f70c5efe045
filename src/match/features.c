/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares a template for comparison: one flat allocation that refers to nothing outside. */
#include "match/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

_Static_assert(sizeof(struct tp_features) == 64, "the head fills one cache line");

/* The part of a grid that is not background. */
struct crop {
    int column0, row0, columns, rows;
};

static struct crop crop_of(const uint8_t *cells, int columns, int rows)
{
    int left = columns, right = -1, top = rows, bottom = -1;

    for (int row = 0; row < rows; row++) {
        const uint8_t *line = cells + row * columns;
        int first = 0, last = columns - 1;

        while (first < columns && !line[first])
            first++;
        if (first == columns)
            continue;
        while (last > right && !line[last])
            last--;
        left = TP_MIN(left, first);
        right = TP_MAX(right, last);
        top = TP_MIN(top, row);
        bottom = row;
    }
    if (right < 0)
        return (struct crop){0, 0, 0, 0};
    return (struct crop){left, top, right - left + 1, bottom - top + 1};
}

/* The template's order, but equal qualities (where none is reported) from the middle of the print outward. By
 * insertion: it is mostly that order already. */
static void rank(const struct tp_template *tmpl, uint8_t *order)
{
    int32_t x = 0, y = 0, count = tmpl->minutia_count;
    uint32_t ranks[TP_MINUTIAE_MAX]; /* lower is better */

    for (int i = 0; i < count; i++) {
        x += tmpl->minutiae[i].x_px;
        y += tmpl->minutiae[i].y_px;
    }
    for (int i = 0; i < count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[i];
        uint32_t dx = (uint32_t)abs(m->x_px - x / count), dy = (uint32_t)abs(m->y_px - y / count);
        uint32_t rank = (uint32_t)(100 - TP_MIN(m->quality, 100)) << 24 | TP_MIN(dx * dx + dy * dy, 0xFFFFFFu);
        int at = i;

        for (; at > 0 && ranks[at - 1] > rank; at--) {
            ranks[at] = ranks[at - 1];
            order[at] = order[at - 1];
        }
        ranks[at] = rank;
        order[at] = (uint8_t)i;
    }
}

static void fill_minutiae(const struct tp_template *tmpl, struct tp_feature_minutia *out)
{
    uint8_t order[TP_MINUTIAE_MAX];

    rank(tmpl, order);
    for (int i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[order[i]];

        out[i] = (struct tp_feature_minutia){(int16_t)m->x_px, (int16_t)m->y_px, (uint8_t)-m->theta_q8,
                                             m->type,          m->quality,       order[i]};
    }
}

/* CELLS may lie behind OUT in the same memory. */
static void fill_cells(const uint8_t *cells, int columns, const struct crop *crop, uint8_t *out)
{
    for (int row = 0; row < crop->rows; row++)
        memmove(out + row * crop->columns, cells + (crop->row0 + row) * columns + crop->column0, (size_t)crop->columns);
}

/* All but descriptors and key; CELLS lie at the end of F's memory, where F does not reach before its own cells. */
static void fill(struct tp_features *f, const struct tp_template *tmpl, const uint8_t *cells, int columns, int rows)
{
    struct crop crop = crop_of(cells, columns, rows);
    size_t local = TP_MIN(tmpl->minutia_count, TP_LOCAL_MAX), count = tmpl->minutia_count;
    size_t blocks = (local + TP_DESCRIPTOR_LANES - 1) / TP_DESCRIPTOR_LANES;
    size_t head = sizeof *f + blocks * sizeof(struct tp_descriptor_block) + count * sizeof(struct tp_feature_minutia);
    size_t size = head + (size_t)(crop.columns * crop.rows), rounded = (size + 63) / 64 * 64;

    memset(f, 0, head);
    f->size_bytes = (uint32_t)rounded;
    f->minutia_count = (uint16_t)count;
    f->local_count = (uint16_t)local;
    f->column0 = (int16_t)crop.column0;
    f->row0 = (int16_t)crop.row0;
    f->columns = (uint16_t)crop.columns;
    f->rows = (uint16_t)crop.rows;
    f->has_field = tmpl->field != NULL;
    fill_minutiae(tmpl, (struct tp_feature_minutia *)(void *)&f->blocks[blocks]);
    fill_cells(cells, columns, &crop, (uint8_t *)f + head);
    memset((uint8_t *)f + size, 0, rounded - size);
}

struct tp_features *tp_features_make(const struct tp_template *tmpl, void *memory)
{
    int columns = (tmpl->width_px + TP_FIELD_CELL_PX - 1) / TP_FIELD_CELL_PX;
    int rows = (tmpl->height_px + TP_FIELD_CELL_PX - 1) / TP_FIELD_CELL_PX;
    uint8_t *cells = (uint8_t *)memory + TP_FEATURES_BYTES_MAX - columns * rows;
    struct tp_features *f = memory;

    tp_coverage(tmpl, cells, columns, rows);
    fill(f, tmpl, cells, columns, rows);
    tp_descriptors(f, f->blocks);
    f->key = tp_hash64((const uint8_t *)f + sizeof f->key, f->size_bytes - sizeof f->key, 0);
    return f;
}

tp_status tp_features_new(const struct tp_template *tmpl, struct tp_features **out, struct tp_diag *diag)
{
    void *memory = aligned_alloc(64, TP_FEATURES_BYTES_MAX);
    size_t size = memory ? tp_features_make(tmpl, memory)->size_bytes : 0;

    *out = memory ? aligned_alloc(64, size) : NULL;
    if (*out)
        memcpy(*out, memory, size);
    if (memory)
        tp_wipe(memory, TP_FEATURES_BYTES_MAX);
    free(memory);
    return *out ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for features");
}

void tp_features_free(struct tp_features **features)
{
    if (*features)
        tp_wipe(*features, (*features)->size_bytes);
    free(*features);
    *features = NULL;
}

size_t tp_features_size_bytes(const struct tp_features *features)
{
    return features->size_bytes;
}
