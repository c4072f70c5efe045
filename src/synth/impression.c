/* SPDX-License-Identifier: Apache-2.0 */
/* Impressions: first how far each pixel is covered by ridges, from the pattern and the skin's state; then the sensor's
 * picture of that (sensor.c); then the truth, mapped. */
#include <math.h>

#include "synth/noise.h"
#include "synth/sensor.h"
#include "synth/skin.h"

enum { MAP_STEP = 8 }; /* placement is computed on a grid and interpolated */

/* A bilinear sample of the maps of a master. */
struct sampler {
    size_t at;
    float weights[4];
    bool outside;
};

static struct sampler sampler_at(struct tp_synth_point p)
{
    struct sampler s = {.outside =
                            !(p.x >= 0 && p.y >= 0 && p.x < TP_SYNTH_WIDTH_PX - 1 && p.y < TP_SYNTH_HEIGHT_PX - 1)};
    float u, v;
    int x, y;

    if (s.outside)
        return s;
    x = (int)p.x;
    y = (int)p.y;
    u = p.x - (float)x;
    v = p.y - (float)y;
    s.at = (size_t)y * TP_SYNTH_WIDTH_PX + (size_t)x;
    s.weights[0] = (1 - u) * (1 - v);
    s.weights[1] = u * (1 - v);
    s.weights[2] = (1 - u) * v;
    s.weights[3] = u * v;
    return s;
}

static float sample_pattern(const struct sampler *s, const int16_t *map)
{
    const int16_t *top = map + s->at, *bottom = top + TP_SYNTH_WIDTH_PX;

    return top[0] * s->weights[0] + top[1] * s->weights[1] + bottom[0] * s->weights[2] + bottom[1] * s->weights[3];
}

static float sample_map(const struct sampler *s, const uint8_t *map)
{
    const uint8_t *top = map + s->at, *bottom = top + TP_SYNTH_WIDTH_PX;

    return top[0] * s->weights[0] + top[1] * s->weights[1] + bottom[0] * s->weights[2] + bottom[1] * s->weights[3];
}

/* What varies slowly over an impression, at one corner of the grid. */
struct corner {
    struct tp_synth_point pattern;
    float contact;
    float level; /* added to the pattern: above 0 ridges broaden, below they thin */
};

static struct corner corner_at(const struct tp_synth_skin *skin, const struct tp_synth_style *style, float x, float y)
{
    struct corner c;
    struct tp_synth_point image = {x, y};
    uint32_t key = (uint32_t)(style->seed >> 32);
    float edge;

    c.pattern = tp_synth_skin_from_image(skin, image);
    c.contact = tp_synth_skin_contact(skin, image, c.pattern);
    edge = tp_synth_step(-0.1f, 0.5f, c.contact);
    c.level = 0.28f * style->pressure + 0.50f * style->moisture - 1.1f * (1.0f - edge) * (1.0f - edge);
    c.level += 0.30f * tp_synth_noise(key, x / 70 + 100, y / 70 + 100);
    c.level += 0.24f * tp_synth_noise(key + 1, x / 24 + 100, y / 24 + 100);
    return c;
}

static struct corner blend(const struct corner *a, const struct corner *b, float t)
{
    struct corner c;

    c.pattern.x = a->pattern.x + (b->pattern.x - a->pattern.x) * t;
    c.pattern.y = a->pattern.y + (b->pattern.y - a->pattern.y) * t;
    c.contact = a->contact + (b->contact - a->contact) * t;
    c.level = a->level + (b->level - a->level) * t;
    return c;
}

/* How far ridges cover one pixel, 0 .. 255. */
static uint8_t cover(const struct tp_synth_master *master, const struct tp_synth_style *style,
                     const struct corner *here)
{
    struct sampler s = sampler_at(here->pattern);
    uint32_t key = master->finger.noise_key;
    float wear = TP_MAX(-style->moisture, 0.0f), wet = TP_MAX(style->moisture, 0.0f), x = here->pattern.x,
          y = here->pattern.y;
    float value, soft, fine, coverage, pore;

    if (s.outside || here->contact <= 0)
        return 0;
    /* roughness of the ridges themselves stays with the finger, that of the contact changes each time */
    fine = 0.34f * tp_synth_noise(key + 8, x / 5.5f, y / 5.5f) +
           (0.22f + 0.50f * wear) * tp_synth_noise((uint32_t)style->seed + 9, x / 3.6f, y / 3.6f);
    pore = sample_map(&s, master->pores) * (style->pores / 255);
    value = sample_pattern(&s, master->pattern) * 1e-3f + here->level + fine - 0.25f * wear;
    value -= sample_map(&s, master->creases) * (2.4f / 255) + pore * (0.8f + 1.2f * wear);
    soft = 0.40f + 0.25f * wet;
    coverage = TP_CLAMP(0.5f + value / (2 * soft), 0.0f, 1.0f);
    coverage *= 1.0f - 0.5f * pore * (1.0f - 0.6f * wet);
    coverage *= TP_MIN(here->contact * 12.0f, 1.0f);
    return (uint8_t)(coverage * 255.0f + 0.5f);
}

static void cover_image(const struct tp_synth_master *master, const struct tp_synth_style *style,
                        const struct tp_synth_skin *skin, struct tp_image *out)
{
    for (uint32_t top = 0; top < out->height_px; top += MAP_STEP) {
        for (uint32_t left = 0; left < out->width_px; left += MAP_STEP) {
            float x = (float)left, y = (float)top;
            struct corner corners[4] = {corner_at(skin, style, x, y), corner_at(skin, style, x + MAP_STEP, y),
                                        corner_at(skin, style, x, y + MAP_STEP),
                                        corner_at(skin, style, x + MAP_STEP, y + MAP_STEP)};
            for (uint32_t i = 0; i < MAP_STEP * MAP_STEP; i++) {
                uint32_t px = left + i % MAP_STEP, py = top + i / MAP_STEP;
                float u = (float)(i % MAP_STEP) / MAP_STEP;
                struct corner upper = blend(&corners[0], &corners[1], u), lower = blend(&corners[2], &corners[3], u),
                              here;
                if (px >= out->width_px || py >= out->height_px)
                    continue;
                here = blend(&upper, &lower, (float)(i / MAP_STEP) / MAP_STEP);
                out->pixels[(size_t)py * out->width_px + px] = cover(master, style, &here);
            }
        }
    }
}

static void add_minutiae(const struct tp_synth_master *master, const struct tp_synth_skin *skin,
                         struct tp_template *truth)
{
    for (uint32_t i = 0; i < master->minutia_count; i++) {
        const struct tp_synth_minutia *m = &master->minutiae[i];
        struct tp_synth_point image = tp_synth_skin_to_image(skin, (struct tp_synth_point){m->x_px, m->y_px});
        if (!tp_synth_skin_visible(skin, image))
            continue;
        truth->minutiae[truth->minutia_count++] = (struct tp_minutia){
            .x_px = (uint16_t)(image.x + 0.5f),
            .y_px = (uint16_t)(image.y + 0.5f),
            .theta_q8 = tp_angle_to_q8(tp_synth_skin_direction(skin, image, m->theta_rad)),
            .type = m->type,
            .quality = 100,
        };
    }
    tp_template_sort(truth);
}

tp_status tp_synth_impression(const struct tp_synth_master *master, const struct tp_synth_style *given,
                              struct tp_image *out, struct tp_template *truth, struct tp_diag *diag)
{
    struct tp_synth_style style = *given;
    struct tp_synth_skin skin;
    tp_status status;

    tp_template_init(truth);
    tp_synth_style_clamp(&style);
    tp_synth_skin_init(&skin, &master->finger, &style);
    status = tp_image_init(out, style.width_px, style.height_px, TP_PPI_STANDARD, diag);
    if (status != TP_OK)
        return status;
    status = tp_synth_skin_template(&skin, &style, truth, diag);
    if (status != TP_OK) {
        tp_image_deinit(out);
        return status;
    }
    add_minutiae(master, &skin, truth);
    cover_image(master, &style, &skin, out);
    tp_synth_sense(out, &style);
    return TP_OK;
}
