/* SPDX-License-Identifier: Apache-2.0 */
/* Thinning (Guo and Hall 1989) on 64 pixels at a time: each condition is a formula over words of neighbours. */
#include "extract/stages.h"

#include <string.h>

/* The eight neighbours of 64 pixels: e.g. north holds at bit x the pixel above. */
struct around {
    uint64_t n, ne, e, se, s, sw, w, nw;
};

static uint64_t east_of(const uint64_t *row, uint32_t i, uint32_t words)
{
    return row[i] >> 1 | (i + 1 < words ? row[i + 1] << 63 : 0);
}

static uint64_t west_of(const uint64_t *row, uint32_t i)
{
    return row[i] << 1 | (i > 0 ? row[i - 1] >> 63 : 0);
}

static struct around look_around(const uint64_t *row, uint32_t i, uint32_t words)
{
    const uint64_t *above = row - words, *below = row + words;

    return (struct around){.n = above[i],
                           .ne = east_of(above, i, words),
                           .e = east_of(row, i, words),
                           .se = east_of(below, i, words),
                           .s = below[i],
                           .sw = west_of(below, i),
                           .w = west_of(row, i),
                           .nw = west_of(above, i)};
}

static uint64_t exactly_one(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    return ((a ^ b) & ~(c | d)) | ((c ^ d) & ~(a | b));
}

static uint64_t two_or_more(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    return (a & b) | (c & d) | ((a | b) & (c | d));
}

/* The pixels that a half round deletes: one run of neighbours, two or three neighbour pairs, and on the side of this
 * half round. */
static uint64_t deletable(const struct around *p, bool second)
{
    uint64_t one_run =
        exactly_one(~p->n & (p->ne | p->e), ~p->e & (p->se | p->s), ~p->s & (p->sw | p->w), ~p->w & (p->nw | p->n));
    uint64_t a = p->nw | p->n, b = p->ne | p->e, c = p->se | p->s, d = p->sw | p->w;
    uint64_t f = p->n | p->ne, g = p->e | p->se, h = p->s | p->sw, k = p->w | p->nw;
    uint64_t enough = two_or_more(a, b, c, d) & two_or_more(f, g, h, k);
    uint64_t not_inner = ~(a & b & c & d & f & g & h & k);
    uint64_t side = second ? (p->s | p->sw | ~p->nw) & p->w : (p->n | p->ne | ~p->se) & p->e;

    return one_run & enough & not_inner & ~side;
}

static bool thin_half(const struct tp_bits *from, struct tp_bits *to, bool second)
{
    uint64_t changed = 0;

    for (uint32_t y = 0; y < from->rows; y++) {
        const uint64_t *row = from->words + (size_t)y * from->words_per_row;
        uint64_t *out = to->words + (size_t)y * to->words_per_row;
        for (uint32_t i = 0; i < from->words_per_row; i++) {
            out[i] = row[i];
            if (row[i]) {
                struct around around = look_around(row, i, from->words_per_row);
                uint64_t gone = row[i] & deletable(&around, second);
                out[i] = row[i] & ~gone;
                changed |= gone;
            }
        }
    }
    return changed != 0;
}

void tp_thin(struct tp_bits *bits, struct tp_bits *scratch)
{
    bool first, second;

    do {
        first = thin_half(bits, scratch, false);
        second = thin_half(scratch, bits, true);
    } while (first || second);
}
