/* SPDX-License-Identifier: Apache-2.0 */
/* Slaps: impressions of a hand's fingers on one image, the joints below them, and what else cards and devices show. */
#include <math.h>
#include <string.h>

#include "synth/noise.h"
#include "synth/synth.h"

enum { WIDTH_PX = 1600, CARD_HEIGHT_PX = 1000, DEVICE_HEIGHT_PX = 1500, THUMBS_WIDTH_PX = 1000, PIECE_PX = 640 };
#define PX_PER_MM (500 / 25.4f)

/* A right hand's fingers: how much lower than the middle finger's tip is, and how each leans. Thumbs are a hand of two.
 */
static const float tips_mm[] = {10, 0, 5, 25}, leans_rad[] = {-0.08f, -0.02f, 0.02f, 0.08f};

struct hand {
    struct tp_synth *synth;
    const struct tp_synth_slap_style *style;
    struct tp_image *image;
    struct tp_synth_slap_truth *truth;
    struct tp_rng rng;
};

static bool four(const struct tp_synth_slap_style *style)
{
    return style->position != 15;
}

void tp_synth_slap_style_draw(uint64_t seed, uint8_t position, struct tp_synth_slap_style *out)
{
    struct tp_rng rng = tp_rng_seed(seed, 77);

    memset(out, 0, sizeof *out);
    out->seed = seed;
    out->position = position;
    out->ink = tp_rng_unit(&rng) < 0.5f;
    out->rotation_rad = TP_CLAMP(0.17f * tp_rng_normal(&rng), -0.52f, 0.52f);
    out->gap_mm = tp_rng_range(&rng, 0.8f, 6);
    out->joints = tp_rng_unit(&rng);
    out->moisture = TP_CLAMP(0.5f * tp_rng_normal(&rng), -1.1f, 1.2f);
    out->background = (uint8_t)tp_rng_range(&rng, 185, 255);
    out->noise = tp_rng_unit(&rng);
    out->size = tp_rng_range(&rng, 0.85f, 1.12f);
}

/* Darkens a pixel to at most VALUE. */
static void darken(struct tp_image *image, float x, float y, uint8_t value)
{
    uint8_t *pixel;

    if (!(x >= 0 && y >= 0 && x < (float)image->width_px && y < (float)image->height_px))
        return;
    pixel = &image->pixels[(size_t)(uint32_t)y * image->width_px + (uint32_t)x];
    *pixel = TP_MIN(*pixel, value);
}

/* Presses PIECE, whose middle comes to lie at (X, Y), onto the image, SCALE times as large. */
static void press(struct tp_image *image, const struct tp_image *piece, float x, float y, float scale)
{
    int32_t reach = (int32_t)(scale * (float)piece->width_px / 2);

    for (int32_t v = -reach; v < reach; v++)
        for (int32_t u = -reach; u < reach; u++) {
            int32_t px = (int32_t)((float)u / scale) + (int32_t)piece->width_px / 2;
            int32_t py = (int32_t)((float)v / scale) + (int32_t)piece->height_px / 2;
            if (px >= 0 && py >= 0 && px < (int32_t)piece->width_px && py < (int32_t)piece->height_px)
                darken(image, x + (float)u, y + (float)v, piece->pixels[(size_t)py * piece->width_px + (size_t)px]);
        }
}

/* The extent of an impression along and across the finger, from the field of its truth. */
static void measure(const struct tp_template *print, float rotation_rad, struct tp_synth_slap_finger *out)
{
    float c = tp_cos(rotation_rad), s = tp_sin(rotation_rad), least[2] = {1e9f, 1e9f}, most[2] = {-1e9f, -1e9f};
    float middle[2];

    for (uint32_t i = 0; i < (uint32_t)print->columns * print->rows; i++) {
        float x = ((float)(i % print->columns) + 0.5f) * TP_FIELD_CELL_PX,
              y = ((float)(i / print->columns) + 0.5f) * TP_FIELD_CELL_PX;
        const float at[2] = {x * c - y * s, x * s + y * c};
        for (int k = 0; k < 2 && TP_FIELD_COHERENCE(print->field[i]); k++) {
            least[k] = TP_MIN(least[k], at[k] - TP_FIELD_CELL_PX / 2);
            most[k] = TP_MAX(most[k], at[k] + TP_FIELD_CELL_PX / 2);
        }
    }
    for (int k = 0; k < 2; k++)
        middle[k] = (least[k] + most[k]) / 2;
    out->x_px = middle[0] * c + middle[1] * s - (float)print->width_px / 2;
    out->y_px = -middle[0] * s + middle[1] * c - (float)print->height_px / 2;
    out->width_px = TP_MAX(most[0] - least[0], 16.0f);
    out->height_px = TP_MAX(most[1] - least[1], 16.0f);
    out->rotation_rad = rotation_rad;
}

/* The joint below a finger's crease: worn ridges across it, lighter than the print above. */
static void press_joint(struct hand *hand, const struct tp_synth_slap_finger *finger, float length)
{
    float c = tp_cos(finger->rotation_rad), s = tp_sin(finger->rotation_rad);
    float crease = finger->height_px / 2 + tp_rng_range(&hand->rng, 1.2f, 4) * PX_PER_MM;
    float half = 0.42f * finger->width_px;
    float slant = tp_rng_range(&hand->rng, -0.4f, 0.4f), worn = tp_rng_range(&hand->rng, -0.2f, 0.5f);
    uint32_t key = (uint32_t)tp_rng_u64(&hand->rng);

    for (float v = 0; v < length; v += 0.7f)
        for (float u = -half; u < half; u += 0.7f) {
            float wave = tp_sin(2 * TP_PI / 9.5f * (v + slant * u) + 2.5f * tp_synth_noise(key, u / 40, v / 40));
            float rough = tp_synth_noise(key + 1, u / 4, v / 4) + 0.5f * tp_synth_noise(key + 2, u / 60, v / 60);
            float round = TP_MIN((half - fabsf(u)) / 20, 1.0f);
            if (wave + 0.8f * rough < worn + 0.3f * (1 - round))
                continue;
            darken(hand->image, finger->x_px + u * c + (v + crease) * s, finger->y_px - u * s + (v + crease) * c,
                   (uint8_t)(120 + 60 * worn));
        }
}

/* Takes the impression of a finger: the new image PIECE, and where in it the last joint is, from its middle. */
static tp_status take_print(struct hand *hand, unsigned position, float rotation_rad, struct tp_image *piece,
                            struct tp_synth_slap_finger *finger, struct tp_diag *diag)
{
    struct tp_synth_master *master;
    struct tp_synth_style style;
    struct tp_template print;
    tp_status status =
        tp_synth_master_new(hand->synth, hand->style->people, hand->style->person, position, &master, diag);

    if (status)
        return status;
    tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, 1 + (unsigned)tp_rng_below(&hand->rng, 1000), &style);
    style.width_px = style.height_px = PIECE_PX;
    style.rotation_rad = rotation_rad;
    style.dx_px = style.dy_px = style.shift_x_px = style.shift_y_px = 0;
    style.contact_x = tp_rng_range(&hand->rng, 0.9f, 1.1f);
    style.contact_y = tp_rng_range(&hand->rng, 1.15f, 1.5f);
    style.moisture = TP_CLAMP(hand->style->moisture + 0.2f * tp_rng_normal(&hand->rng), -1.2f, 1.3f);
    style.noise = 0.6f * hand->style->noise;
    status = tp_synth_impression(master, &style, piece, &print, diag);
    if (!status)
        measure(&print, rotation_rad, finger);
    finger->position = (uint8_t)position;
    tp_template_deinit(&print);
    tp_synth_master_free(&master);
    return status;
}

/* Presses FINGER down DOWN pixels below the hand's origin, beside what lies left of *EDGE, which moves on. */
static tp_status press_finger(struct hand *hand, unsigned position, float down, float rotation_rad, float *edge,
                              struct tp_diag *diag)
{
    struct tp_synth_slap_finger *finger = &hand->truth->fingers[hand->truth->count];
    const struct tp_synth_slap_style *style = hand->style;
    float c = tp_cos(style->rotation_rad), s = tp_sin(style->rotation_rad), across, off_x, off_y;
    float size = style->size * (position == 5 || position == 10 ? 0.86f : 1.0f);
    struct tp_image piece;
    tp_status status = take_print(hand, position, rotation_rad, &piece, finger, diag);

    if (status)
        return status;
    finger->width_px *= size;
    finger->height_px *= size;
    across = *edge + finger->width_px / 2;
    *edge += finger->width_px + style->gap_mm * PX_PER_MM;
    down += finger->height_px / 2;
    off_x = finger->x_px * size;
    off_y = finger->y_px * size;
    finger->x_px = (float)hand->image->width_px / 2 + across * c + down * s;
    finger->y_px = 0.42f * (float)hand->image->height_px - across * s + down * c;
    if (!(style->missing & 1u << position)) {
        press(hand->image, &piece, finger->x_px - off_x, finger->y_px - off_y, size);
        press_joint(hand, finger, style->joints * tp_rng_range(&hand->rng, 12, 24) * PX_PER_MM);
        hand->truth->count++;
    }
    tp_image_deinit(&piece);
    return TP_OK;
}

/* The fingers from left to right, each as far from the last as their prints and the gap ask. */
static tp_status press_hand(struct hand *hand, struct tp_diag *diag)
{
    static const uint8_t fingers[3][4] = {{2, 3, 4, 5}, {10, 9, 8, 7}, {6, 1, 0, 0}};
    const struct tp_synth_slap_style *style = hand->style;
    float usual = 12.5f * style->size + style->gap_mm, edge = (four(style) ? -2.0f : -1.0f) * usual * PX_PER_MM;

    for (int i = 0; i < (four(style) ? 4 : 2); i++) {
        int k = style->position == 14 ? 3 - i : i;
        float down = (four(style) ? tips_mm[k] * style->size - 14 : -10) + 2 * tp_rng_normal(&hand->rng);
        float lean = four(style) ? leans_rad[k] * (style->position == 14 ? -1.0f : 1.0f) : i ? 0.15f : -0.15f;
        tp_status status;
        lean += 0.05f * tp_rng_normal(&hand->rng);
        status = press_finger(hand, fingers[style->position - 13][i], down * PX_PER_MM, style->rotation_rad - lean,
                              &edge, diag);
        if (status)
            return status;
    }
    return TP_OK;
}

static void rule_line(struct tp_image *image, float x, float y, float to_x, float to_y, float thick_px)
{
    float length = sqrtf((to_x - x) * (to_x - x) + (to_y - y) * (to_y - y));

    for (float t = 0; t < length; t += 0.6f)
        for (float w = 0; w < thick_px; w++)
            darken(image, x + (to_x - x) * t / length + (fabsf(to_y - y) > fabsf(to_x - x) ? w : 0),
                   y + (to_y - y) * t / length + (fabsf(to_y - y) > fabsf(to_x - x) ? 0 : w), 45);
}

/* A card around the prints: frame, a line of print, writing, a smudge, and the lower ends of the prints above. */
static void print_card(struct hand *hand)
{
    struct tp_image *image = hand->image;
    float w = (float)image->width_px, h = (float)image->height_px, x = 40, y = tp_rng_range(&hand->rng, 20, 60);
    float left = tp_rng_range(&hand->rng, -10, 12);

    rule_line(image, 0, 4, w, 4, 3);
    rule_line(image, left, 0, left, h, 3);
    for (int i = 0; i < 34; i++, x += 30) /* letters of strokes */
        for (int k = 0; k < 4 && i % 7 != 6; k++) {
            float u = (float)tp_rng_below(&hand->rng, 3) * 9, v = (float)tp_rng_below(&hand->rng, 3) * 13;
            rule_line(image, x + u, y, x + 18 - u, y + v, 3);
        }
    for (int i = 0; i < 3; i++) { /* writing */
        float angle = tp_rng_range(&hand->rng, 0, 6), turn = 0, at_x = tp_rng_range(&hand->rng, 0, w),
              at_y = tp_rng_range(&hand->rng, 0, h);
        for (int k = 0; k < 60; k++) {
            float to_x = at_x + 6 * tp_cos(angle), to_y = at_y + 6 * tp_sin(angle);
            rule_line(image, at_x, at_y, to_x, to_y, 4);
            at_x = to_x;
            at_y = to_y;
            turn = 0.85f * turn + 0.08f * tp_rng_normal(&hand->rng);
            angle += turn;
        }
    }
    x = tp_rng_range(&hand->rng, 0, w);
    y = tp_rng_range(&hand->rng, 0.6f * h, h);
    for (int i = 0; i < 9000; i++) { /* a smudge */
        float gx = x + 80 * tp_rng_normal(&hand->rng), gy = y + 30 * tp_rng_normal(&hand->rng);
        darken(image, gx, gy, (uint8_t)(90 + tp_rng_below(&hand->rng, 120)));
    }
    for (int i = 0; i < 3; i++) { /* prints of the boxes above, most of which lie outside */
        struct tp_synth_slap_finger above = {.y_px = -400, .width_px = 330, .height_px = 600};
        above.x_px = tp_rng_range(&hand->rng, 0, w);
        press_joint(hand, &above, 100 + tp_rng_range(&hand->rng, 0, 4) * PX_PER_MM);
    }
}

/* The light, the paper or the glass. */
static void expose(struct hand *hand)
{
    const struct tp_synth_slap_style *style = hand->style;
    struct tp_image *image = hand->image;
    uint32_t key = (uint32_t)tp_rng_u64(&hand->rng);
    float grain = 1 + 7 * style->noise;

    for (uint32_t y = 0; y < image->height_px; y++)
        for (uint32_t x = 0; x < image->width_px; x++) {
            uint8_t *pixel = &image->pixels[(size_t)y * image->width_px + x];
            float value = (float)*pixel * ((float)style->background / 255);
            value += grain * tp_synth_grain(key, (int32_t)x, (int32_t)y);
            value += 6 * style->noise * tp_synth_noise(key + 1, (float)x / 200, (float)y / 200);
            *pixel = (uint8_t)(TP_CLAMP(value, 0.0f, 255.0f) + 0.5f);
        }
}

tp_status tp_synth_slap(struct tp_synth *synth, const struct tp_synth_slap_style *style, struct tp_image *out,
                        struct tp_synth_slap_truth *truth, struct tp_diag *diag)
{
    struct hand hand = {synth, style, out, truth, tp_rng_seed(style->seed, 78)};
    tp_status status;

    memset(truth, 0, sizeof *truth);
    memset(out, 0, sizeof *out);
    if (style->position < 13 || style->position > 15)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "position %u is no slap", style->position);
    status = tp_image_init(out, four(style) ? WIDTH_PX : THUMBS_WIDTH_PX,
                           style->ink ? CARD_HEIGHT_PX : DEVICE_HEIGHT_PX, TP_PPI_STANDARD, diag);
    if (!status)
        status = press_hand(&hand, diag);
    if (status) {
        tp_image_deinit(out);
        return status;
    }
    if (style->ink)
        print_card(&hand);
    expose(&hand);
    return TP_OK;
}
