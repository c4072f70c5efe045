/* SPDX-License-Identifier: Apache-2.0 */
/* Random valid templates for the tests of this module. */
#ifndef TP_TEST_RANDOM_TEMPLATE_H
#define TP_TEST_RANDOM_TEMPLATE_H

#include "template/template.h"

#include <string.h>

/* COUNT minutiae in an image of at most SIDE pixels; a blob of ridge field when WITH_FIELD. */
static inline void random_template(struct tp_rng *rng, unsigned count, unsigned side_px, bool with_field,
                                   struct tp_template *out)
{
    static const uint8_t impressions[] = {0, 1, 2, 3, 8, 9};

    tp_template_init(out);
    out->width_px = (uint16_t)(1 + tp_rng_below(rng, side_px));
    out->height_px = (uint16_t)(1 + tp_rng_below(rng, side_px));
    out->position = (uint8_t)tp_rng_below(rng, TP_POSITION_MAX + 1);
    out->impression = impressions[tp_rng_below(rng, sizeof impressions)];
    out->quality = (uint8_t)tp_rng_below(rng, 101);
    out->minutia_count = (uint8_t)count;
    for (unsigned i = 0; i < count; i++) {
        struct tp_minutia *m = &out->minutiae[i];

        m->x_px = (uint16_t)tp_rng_below(rng, out->width_px);
        m->y_px = (uint16_t)tp_rng_below(rng, out->height_px);
        m->theta_q8 = (uint8_t)tp_rng_below(rng, 256);
        m->type = (uint8_t)tp_rng_below(rng, 3);
        m->quality = (uint8_t)tp_rng_below(rng, 101);
    }
    tp_template_sort(out);
    if (with_field) {
        const uint32_t fill = tp_rng_below(rng, 5);

        if (tp_template_make_field(out, NULL) != TP_OK)
            return;
        for (unsigned i = 0; i < (unsigned)out->columns * out->rows; i++)
            if (tp_rng_below(rng, 4) < fill)
                out->field[i] = (uint8_t)tp_rng_below(rng, 256);
    }
}

static inline bool same_minutia(const struct tp_minutia *a, const struct tp_minutia *b)
{
    return a->x_px == b->x_px && a->y_px == b->y_px && a->theta_q8 == b->theta_q8 && a->type == b->type &&
           a->quality == b->quality;
}

static inline bool same_template(const struct tp_template *a, const struct tp_template *b)
{
    const size_t cells = (size_t)a->columns * a->rows;
    bool same = a->width_px == b->width_px && a->height_px == b->height_px && a->position == b->position &&
                a->impression == b->impression && a->quality == b->quality && a->minutia_count == b->minutia_count &&
                a->columns == b->columns && a->rows == b->rows && !a->field == !b->field;

    for (unsigned i = 0; same && i < a->minutia_count; i++)
        same = same_minutia(&a->minutiae[i], &b->minutiae[i]);
    return same && (!a->field || memcmp(a->field, b->field, cells) == 0);
}

#endif
