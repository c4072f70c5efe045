/* SPDX-License-Identifier: Apache-2.0 */
/* The stages of slap segmentation. They work on a map of ridge evidence in cells of 4 pixels at 250 ppi; lengths below
 * are in cells unless a name says millimetres. Angles turn anticlockwise as seen, from upright. */
#ifndef TP_EXTRACT_SLAP_H
#define TP_EXTRACT_SLAP_H

#include <tenprint/slap.h>

#include "base/base.h"

#define TP_SLAP_PPI 250.0f
enum { TP_SLAP_CELL_PX = 4 };
#define TP_SLAP_CELL_MM (TP_SLAP_CELL_PX * 25.4f / TP_SLAP_PPI)
#define TP_SLAP_CELLS(mm) ((mm) / TP_SLAP_CELL_MM)

/* ---- evidence (slap_evidence.c) --------------------------------------------------------------------------------- */

/* How much each cell looks like ridges: 0..255, and how strong its detail is beside that of the ridges: 255 = as
 * strong. Cells outside are 0. */
struct tp_slap_map {
    uint32_t columns, rows;
    uint8_t *ridges, *detail; /* owned, one block of memory at ridges */
};
/* IMAGE has 250 ppi. */
tp_status tp_slap_map_init(struct tp_slap_map *out, const struct tp_image *image, struct tp_diag *diag);
void tp_slap_map_deinit(struct tp_slap_map *map);

/* The value of PLANE (of MAP) at a point, 0 outside. */
static inline uint8_t tp_slap_map_at(const struct tp_slap_map *map, const uint8_t *plane, float x, float y)
{
    return x >= 0 && y >= 0 && x < (float)map->columns && y < (float)map->rows
               ? plane[(size_t)(uint32_t)y * map->columns + (uint32_t)x]
               : 0;
}

/* ---- candidates (slap_candidates.c) ----------------------------------------------------------------------------- */

/* Something that may be a finger's tip: ridges below it, none beside and above. */
struct tp_slap_tip {
    float x, y;         /* of the top end, in the middle */
    float angle_rad;    /* of the finger */
    float width, score; /* score 0..1 */
    float above;        /* 0..1: how much looks like a finger further up: then this is not its last joint */
};
enum { TP_SLAP_TIPS_MAX = 32 };

/* The most likely tips of fingers that are usually USUAL_MM wide, best first; at most TP_SLAP_TIPS_MAX. */
tp_status tp_slap_find_tips(const struct tp_slap_map *map, float usual_mm, struct tp_slap_tip *out, uint32_t *count,
                            struct tp_diag *diag);

/* How much looks like a finger above TIP: what its member above holds. */
float tp_slap_look_higher(const struct tp_slap_map *map, const struct tp_slap_tip *tip);

/* ---- hands (slap_hand.c) ---------------------------------------------------------------------------------------- */

/* Which tips make a hand, from left to right. */
struct tp_slap_choice {
    uint8_t tips[TP_SLAP_FINGERS_MAX];     /* indices */
    uint8_t places[TP_SLAP_FINGERS_MAX];   /* 0 for the leftmost finger that the slap can show */
    uint8_t possible[TP_SLAP_FINGERS_MAX]; /* bits of places: others that fit nearly as well, and this */
    uint32_t count;
    bool left_over; /* beside them is another tip that looks like a finger */
    float score;    /* logarithm of a likelihood, up to a constant */
};
/* The fingers that a slap of friction ridge position POSITION shows, from left to right; returns how many. */
uint32_t tp_slap_places(uint8_t position, uint8_t out[TP_SLAP_FINGERS_MAX]);
/* The best choice for a slap of that position without the fingers MISSING. */
void tp_slap_choose(const struct tp_slap_tip *tips, uint32_t count, uint8_t position, uint16_t missing,
                    struct tp_slap_choice *out);

/* ---- outlines (slap_outline.c) ---------------------------------------------------------------------------------- */

/* The last joint of a finger: a rectangle from tip to crease, lengths in cells. */
struct tp_slap_outline {
    float x, y, angle_rad, width, height;
    float ridges; /* 0..1: mean evidence inside */
};
void tp_slap_trace_outline(const struct tp_slap_map *map, const struct tp_slap_tip *tip, struct tp_slap_outline *out);

#endif
