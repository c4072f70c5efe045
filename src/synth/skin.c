/* SPDX-License-Identifier: Apache-2.0 */
/* Placement, contact and distortion of a finger. Distortion is the model of Cappelli, Maio and Maltoni (2001): where
 * the finger presses most it sticks to the sensor; the rest of it is dragged and twisted; between the two it stretches.
 */
#include "synth/skin.h"

#include <math.h>

#include "synth/noise.h"

void tp_synth_skin_init(struct tp_synth_skin *out, const struct tp_synth_finger *finger,
                        const struct tp_synth_style *style)
{
    float press = style->sensor == TP_SYNTH_INK ? 1.2f : 1.0f; /* fingers are pressed harder onto cards */

    *out = (struct tp_synth_skin){.finger = finger, .rotation_rad = style->rotation_rad};
    out->cosine = tp_cos(style->rotation_rad);
    out->sine = tp_sin(style->rotation_rad);
    out->image_middle.x = style->width_px / 2.0f + style->dx_px;
    out->image_middle.y = style->height_px / 2.0f + style->dy_px;
    out->middle.x = TP_SYNTH_WIDTH_PX / 2.0f;
    out->middle.y = finger->axis_y_px + 22;
    out->contact.x = out->middle.x + style->shift_x_px;
    out->contact.y = out->middle.y + style->shift_y_px;
    out->half.x = finger->half_width_px * style->contact_x * press * 0.80f;
    out->half.y = (80.0f + 0.50f * finger->half_width_px) * style->contact_y * press;
    out->slip = (struct tp_synth_point){style->slip_x_px, style->slip_y_px};
    out->torsion_cosine = tp_cos(style->torsion_rad);
    out->torsion_sine = tp_sin(style->torsion_rad);
    out->width_px = style->width_px;
    out->height_px = style->height_px;
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

float tp_synth_skin_direction(const struct tp_synth_skin *skin, struct tp_synth_point image, float theta_rad)
{
    struct tp_synth_point left = {image.x - 3, image.y}, right = {image.x + 3, image.y};
    struct tp_synth_point above = {image.x, image.y - 3}, below = {image.x, image.y + 3};
    float dx = tp_cos(theta_rad), dy = -tp_sin(theta_rad), xx, xy, yx, yy;

    left = tp_synth_skin_from_image(skin, left);
    right = tp_synth_skin_from_image(skin, right);
    above = tp_synth_skin_from_image(skin, above);
    below = tp_synth_skin_from_image(skin, below);
    xx = right.x - left.x;
    yx = right.y - left.y;
    xy = below.x - above.x;
    yy = below.y - above.y;
    /* the inverse of the Jacobian, up to its determinant, which is positive: nothing is mirrored */
    return tp_atan2(-(xx * dy - yx * dx), yy * dx - xy * dy);
}

float tp_synth_skin_contact(const struct tp_synth_skin *skin, struct tp_synth_point image,
                            struct tp_synth_point pattern)
{
    float u = (pattern.x - skin->contact.x) / skin->half.x, v = (pattern.y - skin->contact.y) / skin->half.y;
    float inside = 1.6f * tp_synth_inside(skin->finger, pattern.x, pattern.y), u2 = u * u, v2 = v * v, level;

    /* round at the tip, long and straight-sided towards the joint */
    v2 *= v > 0 ? 0.5f : 1.0f;
    level = TP_MIN(1.0f - (u2 + v2) * 0.4f - 0.6f * (u2 * u2 + v2 * v2 + u2 * v2), inside);
    if (level < -0.4f || level > 0.7f)
        return level;
    level += 0.16f * tp_synth_noise(skin->edge_key, image.x / 48 + 100, image.y / 48 + 100);
    return level + 0.10f * tp_synth_noise(skin->edge_key + 1, image.x / 13 + 100, image.y / 13 + 100);
}

bool tp_synth_skin_visible(const struct tp_synth_skin *skin, struct tp_synth_point image)
{
    static const int8_t around[5][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    const float margin = 6;

    if (!(image.x >= margin && image.y >= margin && image.x < skin->width_px - margin &&
          image.y < skin->height_px - margin))
        return false;
    for (int i = 0; i < 5; i++) {
        struct tp_synth_point p = {image.x + margin * around[i][0], image.y + margin * around[i][1]};
        if (tp_synth_skin_contact(skin, p, tp_synth_skin_from_image(skin, p)) < 0.04f)
            return false;
    }
    return true;
}

static uint8_t field_cell(const struct tp_synth_skin *skin, struct tp_synth_point image)
{
    struct tp_synth_point pattern = tp_synth_skin_from_image(skin, image);
    float contact = tp_synth_skin_contact(skin, image, pattern), theta;

    if (contact <= 0)
        return 0;
    theta = tp_synth_orientation(skin->finger, pattern.x, pattern.y);
    theta = tp_synth_skin_direction(skin, image, theta);
    return TP_FIELD_CELL((tp_angle_to_q8(theta) + 2) >> 2, 1 + (unsigned)(TP_MIN(contact * 2, 1.0f) * 6));
}

/* How well an impression in this style could be read at best. */
static uint8_t style_quality(const struct tp_synth_style *s)
{
    float wrong = fabsf(0.5f * s->moisture + 0.28f * s->pressure) + 0.35f * s->noise + 0.2f * s->scratches;
    float area = TP_MIN(s->contact_x * s->contact_y, 1.0f);

    return (uint8_t)(100.0f * area * TP_MAX(1.0f - 0.8f * wrong, 0.05f));
}

tp_status tp_synth_skin_template(const struct tp_synth_skin *skin, const struct tp_synth_style *style,
                                 struct tp_template *truth, struct tp_diag *diag)
{
    tp_status status;

    tp_template_init(truth);
    truth->width_px = style->width_px;
    truth->height_px = style->height_px;
    truth->position = skin->finger->position;
    truth->impression = style->sensor == TP_SYNTH_INK ? TP_IMPRESSION_INK_PLAIN : TP_IMPRESSION_LIVE_PLAIN;
    truth->quality = style_quality(style);
    status = tp_template_make_field(truth, diag);
    if (status != TP_OK) {
        tp_template_deinit(truth);
        return status;
    }
    for (unsigned i = 0; i < (unsigned)truth->columns * truth->rows; i++) {
        struct tp_synth_point middle = {((float)(i % truth->columns) + 0.5f) * TP_FIELD_CELL_PX,
                                        ((float)(i / truth->columns) + 0.5f) * TP_FIELD_CELL_PX};
        truth->field[i] = field_cell(skin, middle);
    }
    return TP_OK;
}
