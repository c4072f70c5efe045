/* SPDX-License-Identifier: Apache-2.0 */
/* Ridge flow: orientation from singular points (the zero-pole model of Sherlock and Monro 1993, bent around each point
 * as Vizcaya and Gerhardt 1996 showed to be needed, here by a short Fourier series), and ridge period. */
#include "synth/noise.h"
#include "synth/synth.h"

#include <math.h>

/* The angle that a singular point contributes: the polar angle plus a periodic correction, so that one turn around the
 * point still gives 2*pi. */
static float turned(const struct tp_synth_singularity *s, float x_px, float y_px)
{
    float dx = x_px - s->x_px, dy = s->y_px - y_px;
    float radius = sqrtf(dx * dx + dy * dy) + 1e-3f;
    float cosine = dx / radius, sine = dy / radius;

    return tp_atan2(dy, dx) + s->bend[0] * sine + s->bend[1] * cosine + s->bend[2] * 2 * sine * cosine +
           s->bend[3] * (cosine * cosine - sine * sine);
}

/* Ridges lean around the tip at both sides: not a matter of singular points, so it is added. */
static float lean(const struct tp_synth_finger *f, float x_px, float y_px)
{
    float u = (f->axis_x_px - x_px) / (f->half_width_px * 1.15f);
    float odd = tp_sin(TP_CLAMP(u, -1.0f, 1.0f) * (TP_PI / 2));
    float mean = (f->side_left_rad + f->side_right_rad) / 2, half = (f->side_left_rad - f->side_right_rad) / 2;
    float down = tp_synth_step(f->axis_y_px - 30, f->axis_y_px + 190, y_px);

    return (mean * odd + half * odd * odd) * (1.0f - 0.9f * down);
}

/* An arch rises in the middle of the pad and falls again, most where the core would be. */
static float bulge(const struct tp_synth_finger *f, float x_px, float y_px)
{
    float u = TP_CLAMP((f->axis_x_px - x_px) / 105.0f, -1.6f, 1.6f);
    float v = (y_px - f->axis_y_px - 55) / 85.0f;

    return f->bulge_rad * tp_sin(u * (TP_PI / 1.6f)) / (1.0f + v * v);
}

float tp_synth_orientation(const struct tp_synth_finger *f, float x_px, float y_px)
{
    float sum = 0, theta;

    for (unsigned i = 0; i < f->core_count; i++)
        sum += turned(&f->cores[i], x_px, y_px);
    for (unsigned i = 0; i < f->delta_count; i++)
        sum -= turned(&f->deltas[i], x_px, y_px);
    theta = 0.5f * sum + f->tilt_rad + lean(f, x_px, y_px);
    if (f->bulge_rad > 0)
        theta += bulge(f, x_px, y_px);
    theta += 0.16f * tp_synth_noise(f->noise_key, x_px / 95 + 100, y_px / 95 + 100);
    theta += 0.11f * tp_synth_noise(f->noise_key + 1, x_px / 42 + 100, y_px / 42 + 100);
    while (theta < 0)
        theta += TP_PI;
    while (theta >= TP_PI)
        theta -= TP_PI;
    return theta;
}

float tp_synth_period(const struct tp_synth_finger *f, float x_px, float y_px)
{
    float lower = tp_synth_step(f->axis_y_px + 40, f->axis_y_px + 190, y_px);
    float dx = x_px - f->axis_x_px, dy = y_px - f->axis_y_px - 10;
    float near = 1.0f / (1.0f + (dx * dx + dy * dy) / (60.0f * 60.0f));
    float factor = 0.99f + 0.16f * lower - 0.06f * near;

    factor += 0.10f * tp_synth_noise(f->noise_key + 2, x_px / 85 + 100, y_px / 85 + 100);
    factor += 0.05f * tp_synth_noise(f->noise_key + 3, x_px / 40 + 100, y_px / 40 + 100);
    return f->period_px * factor;
}

float tp_synth_inside(const struct tp_synth_finger *f, float x_px, float y_px)
{
    float middle_y = f->tip_y_px + 1.12f * f->half_width_px;
    float u = (x_px - TP_SYNTH_WIDTH_PX / 2) / f->half_width_px;
    float v = TP_MIN((y_px - middle_y) / (1.12f * f->half_width_px), 0.0f);
    float below = (TP_SYNTH_HEIGHT_PX - 6 - y_px) / (1.12f * f->half_width_px);
    float r2 = u * u + v * v;

    return TP_MIN(1.0f - r2 * (0.35f + 0.65f * r2), below);
}
