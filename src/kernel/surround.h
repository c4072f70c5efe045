/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel for the descriptor of a minutia (match/descriptor.c says what it means): which of the places around it have
 * minutiae near that point some way, and how the ridges run. */
#ifndef TP_KERNEL_SURROUND_H
#define TP_KERNEL_SURROUND_H

#include <stdint.h>

enum {
    TP_SURROUND_CELLS = 64,
    TP_SURROUND_SAMPLES = 32,
    TP_SURROUND_DIRECTIONS = 6,
    TP_SURROUND_GROUPS = 4,
    TP_SURROUND_GROUP = TP_SURROUND_CELLS / TP_SURROUND_GROUPS, /* cells in each */
    TP_SURROUND_MINUTIAE_MAX = 256,
    TP_SURROUND_CELL_PX = 16 /* of the field */
};

#define TP_SURROUND_SD_PX 7.5f /* exp(-d^2 / (2 SD^2)) is the weight of a minutia at a distance of d from a cell */
#define TP_SURROUND_REACH_PX (3 * TP_SURROUND_SD_PX)
#define TP_SURROUND_FAR_PX 98.5f /* from the descriptor's middle: no cell reaches beyond */
#define TP_SURROUND_THRESHOLD 0.14f
#define TP_SURROUND_SLACK                                                                                              \
    1e-5f /* more than the weights of a cell are wrong by, where their sum is near the threshold */

/* Where descriptors look, in a minutia's own frame; the same for all. Cells lie group by group, neighbours together, by
 * rising index within a group. */
struct tp_surround_places {
    float cell_x[TP_SURROUND_CELLS], cell_y[TP_SURROUND_CELLS];
    uint8_t cell_index[TP_SURROUND_CELLS];
    uint64_t group_cells[TP_SURROUND_GROUPS]; /* bit i: cell of index i is in the group */
    struct {
        float left, right, top, bottom; /* what minutiae may lie in reach of a cell of the group */
    } boxes[TP_SURROUND_GROUPS];
    float sample_x[TP_SURROUND_SAMPLES], sample_y[TP_SURROUND_SAMPLES];
    float doubled_x[32], doubled_y[32]; /* the orientations of a field, doubled, as unit vectors */
    float cosine[256], sine[256];       /* of a direction */
    float weights[256][8];              /* of a minutia turned so, in each direction; two unused */
};

/* Minutiae, those beyond COUNT up to the next multiple of 16 far away, and the field's cells. */
struct tp_surround_print {
    float x[TP_SURROUND_MINUTIAE_MAX], y[TP_SURROUND_MINUTIAE_MAX];
    uint8_t theta_q8[TP_SURROUND_MINUTIAE_MAX];
    uint32_t count;
    /* COLUMNS x ROWS, with two empty cells more at either end of a row, an empty row above and one below, and two bytes
     * after that. */
    const uint8_t *cells;
    int32_t column0, row0, columns, rows;
};

/* Words 0-5 the cells of each direction, words 6-7 the samples, then the two masks, as in a tp_descriptor_block. */
struct tp_surround_bits {
    uint64_t words[10];
    uint64_t unsure; /* cells some of whose bits lie too near to the threshold to tell: these are not set */
};

struct tp_surround_kernels {
    /* The surroundings of minutia SELF. Levels may differ in what they are unsure of, never in what they are sure of.
     */
    void (*describe)(const struct tp_surround_places *places, const struct tp_surround_print *print, uint32_t self,
                     struct tp_surround_bits *out);
};

void tp_surround_fill_scalar(struct tp_surround_kernels *table);
void tp_surround_fill_avx2(struct tp_surround_kernels *table);
void tp_surround_fill_avx512(struct tp_surround_kernels *table);

#endif
