/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the comparison: prepared features, the workspace, and the steps in the order in which they run. Points here
 * have y growing downward and angles clockwise on the screen, so that the unit vector of an angle is (cos, sin). */
#ifndef TP_MATCH_H
#define TP_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tenprint/match.h>

#include "kernel/kernel.h"

/* ---- prepared features (features.c, descriptor.c, coverage.c) --------------------------------------------------- */

enum {
    TP_LOCAL_MAX = 128, /* minutiae with a descriptor: the best ones */
    TP_LOCAL_BLOCKS_MAX = (TP_LOCAL_MAX + TP_DESCRIPTOR_LANES - 1) / TP_DESCRIPTOR_LANES
};

struct tp_feature_minutia {
    int16_t x_px, y_px;
    uint8_t theta_q8; /* clockwise */
    uint8_t type, quality;
    uint8_t index; /* in the template */
};

/* One flat piece of memory without pointers: the struct, the descriptor blocks, the minutiae (those with a descriptor
 * first), and the cells of the field, cropped to where there are ridges. */
struct tp_features {
    uint64_t key; /* hash of all that follows: the canonical order of two features */
    uint32_t size_bytes;
    uint16_t minutia_count, local_count;
    int16_t column0, row0; /* of the first cell */
    uint16_t columns, rows;
    uint8_t has_field; /* whether the cells know the orientation; else coverage only */
    uint8_t reserved[39];
    struct tp_descriptor_block blocks[];
};

static inline size_t tp_features_blocks(const struct tp_features *f)
{
    return (f->local_count + (size_t)TP_DESCRIPTOR_LANES - 1) / TP_DESCRIPTOR_LANES;
}

static inline const struct tp_feature_minutia *tp_features_minutiae(const struct tp_features *f)
{
    return (const struct tp_feature_minutia *)(const void *)&f->blocks[tp_features_blocks(f)];
}

/* The cells: as in struct tp_template, but orientation clockwise. */
static inline const uint8_t *tp_features_cells(const struct tp_features *f)
{
    return (const uint8_t *)(tp_features_minutiae(f) + f->minutia_count);
}

/* The cell at a point, 0 (background) outside. */
static inline uint8_t tp_features_cell_at(const struct tp_features *f, float x_px, float y_px)
{
    int column = (int)(x_px * (1.0f / TP_FIELD_CELL_PX) + 1024.0f) - 1024 - f->column0;
    int row = (int)(y_px * (1.0f / TP_FIELD_CELL_PX) + 1024.0f) - 1024 - f->row0;

    if ((unsigned)column >= f->columns || (unsigned)row >= f->rows)
        return 0;
    return tp_features_cells(f)[row * f->columns + column];
}

/* What features need at most, and what preparing them takes. */
enum {
    TP_FEATURES_BYTES_MAX = (sizeof(struct tp_features) + TP_LOCAL_BLOCKS_MAX * sizeof(struct tp_descriptor_block) +
                             TP_MINUTIAE_MAX * sizeof(struct tp_feature_minutia) + UINT8_MAX * UINT8_MAX + 63) /
                            64 * 64
};

/* tp_features_new without an allocation: prepares TMPL in MEMORY, TP_FEATURES_BYTES_MAX aligned to 64, which the
 * features (size_bytes from its beginning) then are. */
struct tp_features *tp_features_make(const struct tp_template *tmpl, void *memory);

/* Which cells of TMPL show ridges: its field turned clockwise, or for a template without one the cells within reach of
 * the convex hull of its minutiae, with a middling coherence. CELLS has room for the columns x rows of the whole image.
 */
void tp_coverage(const struct tp_template *tmpl, uint8_t *cells, int columns, int rows);

/* Fills the descriptors of the first local_count minutiae; all else in F is set. */
void tp_descriptors(struct tp_features *f, struct tp_descriptor_block *blocks);

/* ---- one comparison ---------------------------------------------------------------------------------------------- */

enum { TP_BANDS = 257 };

/* A rigid motion of B onto A: (x, y) -> (c x - s y + dx, s x + c y + dy). */
struct tp_motion {
    float c, s, dx, dy;
};

static inline struct tp_motion tp_motion_invert(const struct tp_motion *t)
{
    return (struct tp_motion){t->c, -t->s, -(t->c * t->dx + t->s * t->dy), -(t->c * t->dy - t->s * t->dx)};
}

/* An alignment with the pairs it makes (align.c). */
struct tp_alignment {
    struct tp_motion motion;
    int pair_count;
    uint8_t a[TP_MINUTIAE_MAX], b[TP_MINUTIAE_MAX];
    float residual_x[TP_MINUTIAE_MAX], residual_y[TP_MINUTIAE_MAX]; /* A minus moved B */
};

/* What the evidence of a finished alignment consists of (evidence.c): log-likelihood ratios but for the constant
 * factors and terms that the weights carry. */
struct tp_evidence {
    float position, direction, type, similarity; /* of the pairs */
    float missing;                               /* of the minutiae in the overlap that are in no pair */
    float rarity;                                /* pairs count more where minutiae are sparse */
    float orientation;                           /* of the fields */
    float shared;                                /* minutiae in the overlap, the geometric mean of both, and 1 */
    float total;
};

struct tp_matcher {
    const struct tp_kernels *kernels;
    float cosine[256], sine[256];
    float gauss[256]; /* exp(-i / 32) */
    uint8_t similarity[TP_LOCAL_MAX * TP_LOCAL_BLOCKS_MAX * TP_DESCRIPTOR_LANES];
    uint16_t picked[TP_LOCAL_MAX * TP_LOCAL_BLOCKS_MAX * TP_DESCRIPTOR_LANES];
    uint16_t sorted[TP_LOCAL_MAX * TP_LOCAL_BLOCKS_MAX * TP_DESCRIPTOR_LANES];
    struct tp_local_pairs pairs;
    float ax[TP_MINUTIAE_MAX], ay[TP_MINUTIAE_MAX], bx[TP_MINUTIAE_MAX], by[TP_MINUTIAE_MAX]; /* bx, by moved */
    float bent_x[TP_MINUTIAE_MAX], bent_y[TP_MINUTIAE_MAX];                                   /* B's moved and bent */
    uint8_t banded[TP_MINUTIAE_MAX];                                                          /* A's, by height */
    uint16_t band_start[TP_BANDS + 1];
    struct {
        uint16_t cost;
        uint8_t a, b;
    } near[4096], near_sorted[4096];
    struct tp_alignment trial, best;
    struct tp_evidence evidence;
    /* of several impressions (sets.c); zero between sets */
    uint32_t score_counts[TP_SCORE_MAX + 1];
    int32_t score_best;
    uint64_t score_count;
};

/* Fills matcher->pairs: similar, one-to-one, by falling similarity. */
void tp_local_find(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b);

/* Lets the local pairs support each other: fills weight, support and consistency. */
void tp_local_relax(struct tp_matcher *m);

/* The best alignment from the strongest seeds, in matcher->best and matcher->evidence; false when there is none. */
bool tp_align(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b);

/* The displacement at (x, y) of A's image that the pairs nearby suggest, but for the pair WITHOUT: skin bends smoothly.
 */
struct tp_bend {
    float x, y;
};
struct tp_bend tp_bend_at(const struct tp_matcher *m, const struct tp_alignment *alignment, float x, float y,
                          int without);

/* Weighs an alignment for which matcher->ax, ay, bx, by hold the positions. */
void tp_weigh(const struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b,
              const struct tp_alignment *alignment, struct tp_evidence *out);

/* What calibration is made from. Any comparison that got as far as an alignment stands above all that were rejected. */
struct tp_match_raw {
    bool aligned;
    float score; /* the evidence when aligned, else the consistency */
};
struct tp_match_raw tp_match_raw(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b);

/* tp_match_score_sets one comparison at a time, for who does not have all impressions in memory at once; the end gives
 * the score of all that were added since the last end. */
void tp_match_sets_add(struct tp_matcher *matcher, const struct tp_features *probe,
                       const struct tp_features *candidate);
int32_t tp_match_sets_end(struct tp_matcher *matcher);

/* The score that a raw score stands for. */
int32_t tp_calibrate(const struct tp_match_raw *raw);

#endif
