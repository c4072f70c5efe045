/* SPDX-License-Identifier: Apache-2.0 */
/* Templates without images, for galleries of millions: minutiae are thrown onto the finger's flow as they lie in grown
 * patterns (their number, spacing, and the side to which ridges begin), then seen through one impression's placement
 * and an extractor's errors. */
#include <math.h>

#include "synth/noise.h"
#include "synth/skin.h"

/* Where ridges spread as one follows them, new ones begin; where they close up, ridges end: the divergence of the flow
 * along THETA, less what a growing period takes up. It decides how many minutiae a place needs and to which side they
 * point; the constants below are fitted to grown patterns. */
static float spreading(const struct tp_synth_finger *finger, float x, float y, float theta)
{
    const float step = 6;
    float along_x = tp_cos(theta), along_y = -tp_sin(theta); /* y downward */
    float left = tp_synth_orientation(finger, x + step * along_y, y - step * along_x);
    float right = tp_synth_orientation(finger, x - step * along_y, y + step * along_x);
    float turn = left - right; /* anticlockwise is left */
    float before = tp_synth_period(finger, x - step * along_x, y - step * along_y);
    float after = tp_synth_period(finger, x + step * along_x, y + step * along_y);

    turn -= turn > TP_PI / 2 ? TP_PI : turn < -TP_PI / 2 ? -TP_PI : 0;
    return turn / (2 * step) - (after - before) / (step * (after + before));
}

static bool has_room(const struct tp_synth_minutia *minutiae, uint32_t count, float x, float y, float distance)
{
    for (uint32_t i = 0; i < count; i++) {
        float dx = minutiae[i].x_px - x, dy = minutiae[i].y_px - y;
        if (dx * dx + dy * dy < distance * distance)
            return false;
    }
    return true;
}

static uint32_t throw_minutiae(const struct tp_synth_finger *finger, struct tp_synth_minutia out[TP_SYNTH_MINUTIAE_MAX])
{
    struct tp_rng rng = tp_synth_stream(finger->seed, finger->person, finger->position, 0, TP_SYNTH_FOR_DIRECT);
    float wanted = (70.0f + 9.0f * tp_rng_normal(&rng)) * (9.0f / finger->period_px) * (finger->half_width_px / 172.0f);
    uint32_t limit = (uint32_t)TP_CLAMP(wanted, 25.0f, 120.0f), count = 0;

    for (int tries = 0; tries < 2000 && count < limit; tries++) {
        struct tp_synth_minutia *m = &out[count];
        float x = tp_rng_range(&rng, 0, TP_SYNTH_WIDTH_PX), y = tp_rng_range(&rng, 0, TP_SYNTH_HEIGHT_PX);
        float keep = tp_rng_unit(&rng), room = tp_rng_unit(&rng), side = tp_rng_unit(&rng), spread;
        bool ending = tp_rng_below(&rng, 2);
        if (tp_synth_inside(finger, x, y) < 0.02f || !has_room(out, count, x, y, 4.0f + 18.0f * room * room))
            continue;
        m->theta_rad = tp_synth_orientation(finger, x, y);
        spread = spreading(finger, x, y, m->theta_rad);
        if (keep > 0.15f + 70.0f * fabsf(spread))
            continue;
        m->x_px = x;
        m->y_px = y;
        if (side > 0.5f + 0.5f * spread / sqrtf(spread * spread + 0.003f * 0.003f))
            m->theta_rad += TP_PI;
        m->type = ending ? TP_MINUTIA_ENDING : TP_MINUTIA_BIFURCATION;
        count++;
    }
    return count;
}

/* Adds a minutia that an extractor reports at about IMAGE, if that lies inside. */
static void report(struct tp_template *out, struct tp_synth_point image, float theta_rad, uint8_t type,
                   struct tp_rng *rng)
{
    float x = image.x + 1.4f * tp_rng_normal(rng), y = image.y + 1.4f * tp_rng_normal(rng);
    float theta = theta_rad + 0.09f * tp_rng_normal(rng), quality = 20.0f + 75.0f * tp_rng_unit(rng);

    if (tp_rng_unit(rng) < 0.15f)
        type = (uint8_t)(TP_MINUTIA_ENDING + TP_MINUTIA_BIFURCATION - type);
    if (out->minutia_count == TP_MINUTIAE_MAX || !(x >= 0 && y >= 0 && x < out->width_px - 1 && y < out->height_px - 1))
        return;
    out->minutiae[out->minutia_count++] = (struct tp_minutia){
        .x_px = (uint16_t)(x + 0.5f),
        .y_px = (uint16_t)(y + 0.5f),
        .theta_q8 = tp_angle_to_q8(theta),
        .type = type,
        .quality = (uint8_t)quality,
    };
}

static void report_false(const struct tp_synth_skin *skin, struct tp_template *out, float share, struct tp_rng *rng)
{
    uint32_t count = (uint32_t)((float)out->minutia_count * share + tp_rng_unit(rng));

    for (uint32_t i = 0; i < count; i++) {
        float x = tp_rng_unit(rng) * skin->width_px, y = tp_rng_unit(rng) * skin->height_px, theta;
        struct tp_synth_point image = {x, y}, pattern;
        if (!tp_synth_skin_visible(skin, image))
            continue;
        pattern = tp_synth_skin_from_image(skin, image);
        theta = tp_synth_orientation(skin->finger, pattern.x, pattern.y);
        theta = tp_synth_skin_direction(skin, image, theta) + (tp_rng_unit(rng) < 0.5f ? TP_PI : 0);
        report(out, image, theta, TP_MINUTIA_ENDING, rng);
    }
}

tp_status tp_synth_template(uint64_t seed, uint32_t person, unsigned position, unsigned impression,
                            struct tp_template *out, struct tp_diag *diag)
{
    struct tp_synth_minutia minutiae[TP_SYNTH_MINUTIAE_MAX];
    struct tp_synth_finger finger;
    struct tp_synth_style style;
    struct tp_synth_skin skin;
    struct tp_rng rng;
    uint32_t count;
    float wrong;
    tp_status status;

    tp_template_init(out);
    if (position < 1 || position > TP_POSITION_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "finger %u is not 1..10", position);
    tp_synth_finger_init(&finger, seed, person, position);
    tp_synth_style_draw(&finger, TP_SYNTH_OPTICAL, impression, &style);
    tp_synth_skin_init(&skin, &finger, &style);
    status = tp_synth_skin_template(&skin, &style, out, diag);
    if (status != TP_OK)
        return status;
    wrong = 1.0f - out->quality / 100.0f;
    rng = tp_synth_stream(seed, person, position, impression, TP_SYNTH_FOR_DIRECT);
    count = throw_minutiae(&finger, minutiae);
    for (uint32_t i = 0; i < count; i++) {
        struct tp_synth_point image =
            tp_synth_skin_to_image(&skin, (struct tp_synth_point){minutiae[i].x_px, minutiae[i].y_px});
        bool missed = tp_rng_unit(&rng) < 0.04f + 0.25f * wrong;
        if (!missed && tp_synth_skin_visible(&skin, image))
            report(out, image, tp_synth_skin_direction(&skin, image, minutiae[i].theta_rad), minutiae[i].type, &rng);
    }
    report_false(&skin, out, 0.05f + 0.4f * wrong, &rng);
    tp_template_sort(out);
    return TP_OK;
}
