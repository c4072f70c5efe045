/* SPDX-License-Identifier: Apache-2.0 */
/* Placement, contact and distortion of a finger. Distortion is the model of Cappelli, Maio and Maltoni (2001): where the
 * finger presses most it sticks to the sensor; the rest of it is dragged and twisted; between the two it stretches. */
#include "synth/skin.h"

#include <math.h>

#include "synth/noise.h"

void tp_synth_skin_init(struct tp_synth_skin *out, const struct tp_synth_finger *finger,
                        const struct tp_synth_style *style)
{
    bool rolled = style->sensor == TP_SYNTH_INK;

    *out = (struct tp_synth_skin){.finger = finger, .rotation_rad = style->rotation_rad};
    out->cosine = tp_cos(style->rotation_rad);
    out->sine = tp_sin(style->rotation_rad);
    out->image_middle.x = style->width_px / 2.0f + style->dx_px;
    out->image_middle.y = style->height_px / 2.0f + style->dy_px;
    out->middle.x = TP_SYNTH_WIDTH_PX / 2.0f;
    out->middle.y = finger->axis_y_px + 22;
    out->contact.x = out->middle.x + style->shift_x_px;
    out->contact.y = out->middle.y + style->shift_y_px;
    out->half.x = finger->half_width_px * style->contact_x * (rolled ? 1.25f : 0.80f);
    out->half.y = (95.0f + 0.52f * finger->half_width_px) * style->contact_y * (rolled ? 1.3f : 1.0f);
    out->slip = (struct tp_synth_point){style->slip_x_px, style->slip_y_px};
    out->torsion_cosine = tp_cos(style->torsion_rad);
    out->torsion_sine = tp_sin(style->torsion_rad);
    out->edge_key = (uint32_t)style->seed;
}

/* How the skin at POINT is drawn away from where it would lie undistorted. */
static struct tp_synth_point drawn(const struct tp_synth_skin *skin, struct tp_synth_point point)
{
    float x = point.x - skin->contact.x, y = point.y - skin->contact.y;
    float u = x / (0.45f * skin->half.x), v = y / (0.45f * skin->half.y);
    float outside = sqrtf(u * u + v * v) - 1.0f;
    float give = outside <= 0 ? 0.0f : outside >= 1.2f ? 1.0f : 0.5f - 0.5f * tp_cos(outside * (TP_PI / 1.2f));
    struct tp_synth_point result;

    result.x = give * (x * skin->torsion_cosine + y * skin->torsion_sine - x + skin->slip.x);
    result.y = give * (y * skin->torsion_cosine - x * skin->torsion_sine - y + skin->slip.y);
    return result;
}

struct tp_synth_point tp_synth_skin_from_image(const struct tp_synth_skin *skin, struct tp_synth_point image)
{
    float x = image.x - skin->image_middle.x, y = image.y - skin->image_middle.y;
    struct tp_synth_point point = {x * skin->cosine - y * skin->sine + skin->middle.x,
                                   x * skin->sine + y * skin->cosine + skin->middle.y};
    struct tp_synth_point draw = drawn(skin, point);

    point.x += draw.x;
    point.y += draw.y;
    return point;
}

struct tp_synth_point tp_synth_skin_to_image(const struct tp_synth_skin *skin, struct tp_synth_point pattern)
{
    struct tp_synth_point point = pattern, image;
    float x, y;

    for (int i = 0; i < 12; i++) {
        struct tp_synth_point draw = drawn(skin, point);
        point.x = pattern.x - draw.x;
        point.y = pattern.y - draw.y;
    }
    x = point.x - skin->middle.x;
    y = point.y - skin->middle.y;
    image.x = x * skin->cosine + y * skin->sine + skin->image_middle.x;
    image.y = y * skin->cosine - x * skin->sine + skin->image_middle.y;
    return image;
}

float tp_synth_skin_direction(const struct tp_synth_skin *skin, struct tp_synth_point pattern, float theta_rad)
{
    float dx = 3.0f * tp_cos(theta_rad), dy = -3.0f * tp_sin(theta_rad);
    struct tp_synth_point ahead = {pattern.x + dx, pattern.y + dy}, behind = {pattern.x - dx, pattern.y - dy};

    ahead = tp_synth_skin_to_image(skin, ahead);
    behind = tp_synth_skin_to_image(skin, behind);
    return tp_atan2(behind.y - ahead.y, ahead.x - behind.x);
}

float tp_synth_skin_contact(const struct tp_synth_skin *skin, struct tp_synth_point image, struct tp_synth_point pattern)
{
    float u = (pattern.x - skin->contact.x) / skin->half.x, v = (pattern.y - skin->contact.y) / skin->half.y;
    float r2 = u * u + v * v;
    float level = TP_MIN(1.0f - r2 * (0.4f + 0.6f * r2), 1.6f * tp_synth_inside(skin->finger, pattern.x, pattern.y));

    if (level < -0.4f || level > 0.7f)
        return level;
    level += 0.16f * tp_synth_noise(skin->edge_key, image.x / 48 + 100, image.y / 48 + 100);
    return level + 0.10f * tp_synth_noise(skin->edge_key + 1, image.x / 13 + 100, image.y / 13 + 100);
}
