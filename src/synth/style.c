/* SPDX-License-Identifier: Apache-2.0 */
/* The ways in which impressions differ. */
#include <math.h>

#include "synth/noise.h"
#include "synth/skin.h"

static const struct profile {
    const char *name;
    uint16_t width_px, height_px;
    float contact, noise; /* typical ones */
    float care;           /* how far fingers stray from the middle: people aim at small sensors */
} profiles[TP_SYNTH_SENSOR_COUNT] = {
    [TP_SYNTH_OPTICAL] = {"optical", 388, 374, 0.98f, 0.25f, 1.0f},
    [TP_SYNTH_CAPACITIVE] = {"capacitive", 300, 300, 0.97f, 0.42f, 0.7f},
    [TP_SYNTH_THERMAL] = {"thermal", 300, 480, 1.05f, 0.45f, 0.9f},
    [TP_SYNTH_LARGE] = {"large", 640, 480, 1.10f, 0.35f, 1.2f},
    [TP_SYNTH_INK] = {"ink", 500, 500, 1.00f, 0.40f, 0.8f},
};

const char *tp_synth_sensor_name(enum tp_synth_sensor sensor)
{
    return (unsigned)sensor < TP_SYNTH_SENSOR_COUNT ? profiles[sensor].name : NULL;
}

/* Normal, but one time in six twice as wide: most impressions are taken with care, some are not. */
static float vary(struct tp_rng *rng)
{
    float deviate = tp_rng_normal(rng);

    return tp_rng_below(rng, 6) == 0 ? 2 * deviate : deviate;
}

void tp_synth_style_draw(const struct tp_synth_finger *finger, enum tp_synth_sensor sensor, unsigned impression,
                         struct tp_synth_style *out)
{
    struct tp_rng rng = tp_synth_stream(finger->seed, finger->person, finger->position, impression, TP_SYNTH_FOR_STYLE);
    const struct profile *profile = &profiles[(unsigned)sensor < TP_SYNTH_SENSOR_COUNT ? sensor : 0];
    float contact;

    *out = (struct tp_synth_style){.sensor = sensor, .seed = tp_rng_u64(&rng)};
    out->rotation_rad = 0.17f * vary(&rng);
    out->dx_px = 20.0f * profile->care * vary(&rng);
    out->dy_px = 28.0f * profile->care * vary(&rng);
    out->slip_x_px = 6.0f * vary(&rng);
    out->slip_y_px = 6.0f * vary(&rng);
    out->torsion_rad = 0.07f * vary(&rng);
    out->pressure = 0.45f * vary(&rng);
    contact = profile->contact * (1.0f + 0.10f * out->pressure + 0.08f * vary(&rng));
    out->contact_x = contact * (1.0f + 0.07f * vary(&rng));
    out->contact_y = contact * (1.0f + 0.10f * vary(&rng));
    out->shift_x_px = 14.0f * vary(&rng);
    out->shift_y_px = 20.0f * vary(&rng);
    out->moisture = finger->moisture + 0.38f * vary(&rng);
    out->moisture = TP_CLAMP(out->moisture, -1.1f, 1.2f); /* beyond that there is nothing to read */
    out->noise = profile->noise * tp_rng_range(&rng, 0.5f, 1.6f);
    out->scratches = tp_rng_unit(&rng);
    out->scratches *= tp_rng_unit(&rng);
    out->pores = tp_rng_unit(&rng);
    out->pores *= 0.6f + 0.4f * tp_rng_unit(&rng);
    tp_synth_style_clamp(out);
}

/* Also makes a NaN the lower bound. */
static float clamp(float x, float low, float high)
{
    return x > low ? TP_MIN(x, high) : low;
}

void tp_synth_style_clamp(struct tp_synth_style *style)
{
    const struct profile *profile;

    if ((unsigned)style->sensor >= TP_SYNTH_SENSOR_COUNT)
        style->sensor = TP_SYNTH_OPTICAL;
    profile = &profiles[style->sensor];
    style->width_px = style->width_px ? TP_CLAMP(style->width_px, 16, 1024) : profile->width_px;
    style->height_px = style->height_px ? TP_CLAMP(style->height_px, 16, 1024) : profile->height_px;
    style->rotation_rad = clamp(style->rotation_rad, -2 * TP_PI, 2 * TP_PI);
    style->dx_px = clamp(style->dx_px, -1000, 1000);
    style->dy_px = clamp(style->dy_px, -1000, 1000);
    style->slip_x_px = clamp(style->slip_x_px, -20, 20);
    style->slip_y_px = clamp(style->slip_y_px, -20, 20);
    style->torsion_rad = clamp(style->torsion_rad, -0.3f, 0.3f);
    style->contact_x = clamp(style->contact_x, 0.2f, 1.6f);
    style->contact_y = clamp(style->contact_y, 0.2f, 1.6f);
    style->shift_x_px = clamp(style->shift_x_px, -200, 200);
    style->shift_y_px = clamp(style->shift_y_px, -200, 200);
    style->pressure = clamp(style->pressure, -1, 1);
    style->moisture = clamp(style->moisture, -1.5f, 1.5f);
    style->noise = clamp(style->noise, 0, 1);
    style->scratches = clamp(style->scratches, 0, 1);
    style->pores = clamp(style->pores, 0, 1);
}
