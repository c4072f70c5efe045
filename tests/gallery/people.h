/* SPDX-License-Identifier: Apache-2.0 */
/* People made of random minutiae: not like fingerprints, but different fingers differ and the same finger resembles
 * itself. */
#ifndef TP_TEST_PEOPLE_H
#define TP_TEST_PEOPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/gallery.h>

#include "base/base.h"

enum { FINGER_MINUTIAE = 36, FINGER_WIDTH_PX = 300, FINGER_HEIGHT_PX = 360 };

/* The minutiae of a person's finger before anything happens to them; none closer than 12 px to another. */
static inline void make_finger(uint32_t person, unsigned finger, struct tp_template *out)
{
    struct tp_rng rng = tp_rng_seed(person, 1000 + finger);

    tp_template_init(out);
    out->width_px = FINGER_WIDTH_PX;
    out->height_px = FINGER_HEIGHT_PX;
    out->quality = 80;
    while (out->minutia_count < FINGER_MINUTIAE) {
        struct tp_minutia *m = &out->minutiae[out->minutia_count];
        bool close = false;

        m->x_px = (uint16_t)(20 + tp_rng_below(&rng, FINGER_WIDTH_PX - 40));
        m->y_px = (uint16_t)(20 + tp_rng_below(&rng, FINGER_HEIGHT_PX - 40));
        m->theta_q8 = (uint8_t)tp_rng_below(&rng, 256);
        m->type = (uint8_t)(1 + tp_rng_below(&rng, 2));
        m->quality = (uint8_t)(40 + tp_rng_below(&rng, 60));
        for (unsigned i = 0; i < out->minutia_count; i++)
            close |= abs(m->x_px - out->minutiae[i].x_px) < 12 && abs(m->y_px - out->minutiae[i].y_px) < 12;
        out->minutia_count = (uint8_t)(out->minutia_count + !close);
    }
}

/* Impression NUMBER of a person's FINGER, labelled with POSITION: shifted, jittered, some minutiae missing. */
static inline void make_impression(uint32_t person, unsigned finger, uint32_t number, uint8_t position,
                                   struct tp_template *out)
{
    struct tp_rng rng = tp_rng_seed(person, 100000 + 100 * number + finger);
    uint16_t dx_px = (uint16_t)tp_rng_below(&rng, 15), dy_px = (uint16_t)tp_rng_below(&rng, 15);
    struct tp_template whole;

    make_finger(person, finger, &whole);
    *out = whole;
    out->position = position;
    out->minutia_count = 0;
    for (unsigned i = 0; i < whole.minutia_count; i++) {
        struct tp_minutia m = whole.minutiae[i];

        m.x_px = (uint16_t)(m.x_px + dx_px + tp_rng_below(&rng, 3));
        m.y_px = (uint16_t)(m.y_px + dy_px + tp_rng_below(&rng, 3));
        m.theta_q8 = (uint8_t)(m.theta_q8 + tp_rng_below(&rng, 5));
        if (tp_rng_below(&rng, 8) != 0)
            out->minutiae[out->minutia_count++] = m;
    }
    tp_template_sort(out);
}

static inline void name_person(uint32_t person, char *out, size_t size)
{
    snprintf(out, size, "person-%05u", person);
}

#endif
