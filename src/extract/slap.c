/* SPDX-License-Identifier: Apache-2.0 */
/* Segmentation of slaps: image -> fingers. */
#include <math.h>
#include <string.h>

#include "extract/slap.h"

#define PPI_MIN 100.0f
#define PPI_MAX 4000.0f
#define SIDE_MAX_IN 10.0f
#define PIXELS_MAX 100000000u

uint16_t tp_slap_expected(uint8_t position)
{
    if (position >= 1 && position <= 10)
        return TP_FINGER_BIT(position);
    switch (position) {
    case TP_SLAP_RIGHT_THUMB:
        return TP_FINGER_BIT(1);
    case TP_SLAP_LEFT_THUMB:
        return TP_FINGER_BIT(6);
    case TP_SLAP_RIGHT_FOUR:
        return TP_FINGER_BIT(2) | TP_FINGER_BIT(3) | TP_FINGER_BIT(4) | TP_FINGER_BIT(5);
    case TP_SLAP_LEFT_FOUR:
        return TP_FINGER_BIT(7) | TP_FINGER_BIT(8) | TP_FINGER_BIT(9) | TP_FINGER_BIT(10);
    case TP_SLAP_TWO_THUMBS:
        return TP_FINGER_BIT(1) | TP_FINGER_BIT(6);
    default:
        return 0;
    }
}

static tp_status check(const struct tp_image *image, const struct tp_slap_options *options, float *ppi,
                       struct tp_diag *diag)
{
    float side = (float)TP_MAX(image->width_px, image->height_px);

    *ppi = options->ppi > 0 ? options->ppi : image->ppi > 0 ? image->ppi : TP_PPI_STANDARD;
    if (!image->pixels || image->width_px == 0 || image->height_px == 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the image is empty");
    if (options->position < TP_SLAP_RIGHT_THUMB || !tp_slap_expected(options->position))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "friction ridge position %u is no slap", options->position);
    if (!(*ppi >= PPI_MIN && *ppi <= PPI_MAX))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "a slap of %.0f ppi cannot be read", (double)*ppi);
    if ((uint64_t)image->width_px * image->height_px > PIXELS_MAX || side > SIDE_MAX_IN * *ppi)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the slap is %u x %u pixels at %.0f ppi", image->width_px,
                       image->height_px, (double)*ppi);
    return TP_OK;
}

/* Usual widths of prints. */
#define FINGER_MM 16.5f
#define THUMB_MM 20.0f

#define SHORT 0.9f /* a last joint is rather longer than that many widths */

/* What the shape of the hand must say more for one hand than for the other, as a logarithm of likelihoods. */
#define HAND_BY 2.0f
#define OTHER_HAND_BY 4.0f
enum { HAND_FINGERS_MIN = 3 };

static uint32_t count_bits(uint32_t bits)
{
    uint32_t count = 0;

    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

/* The missing fingers as those of the other hand in the same places. */
static uint16_t mirror(uint16_t missing, uint8_t position)
{
    uint8_t from[TP_SLAP_FINGERS_MAX], to[TP_SLAP_FINGERS_MAX];
    uint32_t count = tp_slap_places(position, from);
    uint16_t out = 0;

    tp_slap_places((uint8_t)(TP_SLAP_RIGHT_FOUR + TP_SLAP_LEFT_FOUR - position), to);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count; k++)
            if (missing & TP_FINGER_BIT(from[i]) && from[i] % 5 == to[k] % 5)
                out |= TP_FINGER_BIT(to[k]);
    return out;
}

/* Chooses the tips, and weighs the one hand against the other. Those of the other hand are taken where the shape speaks
 * clearly for it. */
static void choose(const struct tp_slap_tip *tips, uint32_t tip_count, const struct tp_slap_options *options,
                   struct tp_slap_choice *choice, struct tp_slap *out)
{
    uint8_t position = options->position;
    struct tp_slap_choice other;
    float by;

    tp_slap_choose(tips, tip_count, position, options->missing, choice);
    if (position != TP_SLAP_RIGHT_FOUR && position != TP_SLAP_LEFT_FOUR)
        return;
    tp_slap_choose(tips, tip_count, (uint8_t)(TP_SLAP_RIGHT_FOUR + TP_SLAP_LEFT_FOUR - position),
                   mirror(options->missing, position), &other);
    by = choice->score - other.score;
    if (TP_MAX(choice->count, other.count) < HAND_FINGERS_MIN)
        return; /* the wrong hand's shape often leaves a finger out, which its score says */
    out->hand_confidence = 1 / (1 + tp_exp(-fabsf(by)));
    if (fabsf(by) > HAND_BY)
        out->hand = (position == TP_SLAP_RIGHT_FOUR) == (by > 0) ? TP_SLAP_HAND_RIGHT : TP_SLAP_HAND_LEFT;
    if (by < -OTHER_HAND_BY) {
        out->remarks |= TP_SLAP_OTHER_HAND;
        *choice = other;
    }
}

/* The rectangle in pixels, and the upright box around it. */
static void place_finger(const struct tp_slap_outline *outline, const struct tp_image *image, float ppi,
                         struct tp_slap_finger *out)
{
    float scale = TP_SLAP_CELL_PX * ppi / TP_SLAP_PPI, width = (float)image->width_px, height = (float)image->height_px;
    float cosine = tp_cos(outline->angle_rad), sine = fabsf(tp_sin(outline->angle_rad));
    float across, along;

    out->x_px = outline->x * scale;
    out->y_px = outline->y * scale;
    out->width_px = outline->width * scale;
    out->height_px = outline->height * scale;
    out->rotation_rad = outline->angle_rad;
    across = (out->width_px * cosine + out->height_px * sine) / 2;
    along = (out->width_px * sine + out->height_px * cosine) / 2;
    out->left_px = (uint32_t)TP_CLAMP(out->x_px - across, 0.0f, width - 1);
    out->top_px = (uint32_t)TP_CLAMP(out->y_px - along, 0.0f, height - 1);
    out->right_px = (uint32_t)TP_CLAMP(out->x_px + across + 1, (float)out->left_px + 1, width);
    out->bottom_px = (uint32_t)TP_CLAMP(out->y_px + along + 1, (float)out->top_px + 1, height);
}

static void name_finger(uint8_t slap_position, uint8_t places, struct tp_slap_finger *out)
{
    uint8_t fingers[TP_SLAP_FINGERS_MAX];
    uint32_t count = tp_slap_places(slap_position, fingers), last = 0;

    for (uint32_t i = 0; i < count; i++)
        if (places & 1u << i) {
            out->possible |= TP_FINGER_BIT(fingers[i]);
            last = i;
        }
    out->position = places & (places - 1) ? 0 : fingers[last];
}

/* Draws the outline of a tip, and what it says of the tip. */
static void refine_tip(const struct tp_slap_map *map, struct tp_slap_tip *tip, struct tp_slap_outline *outline)
{
    tp_slap_trace_outline(map, tip, outline);
    tip->angle_rad = outline->angle_rad;
    tip->width = outline->width;
    tip->x = outline->x - outline->height / 2 * tp_sin(outline->angle_rad);
    tip->y = outline->y - outline->height / 2 * tp_cos(outline->angle_rad);
    tip->above = tp_slap_look_higher(map, tip);
    if (outline->height < SHORT * outline->width)
        tip->score *= outline->height / (SHORT * outline->width);
}

static tp_status find_fingers(const struct tp_image *image, float ppi, const struct tp_slap_options *options,
                              struct tp_slap *out, struct tp_diag *diag)
{
    struct tp_image source = *image, small;
    struct tp_slap_outline outlines[TP_SLAP_TIPS_MAX];
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    struct tp_slap_choice choice;
    struct tp_slap_map map = {0};
    bool four = options->position == TP_SLAP_RIGHT_FOUR || options->position == TP_SLAP_LEFT_FOUR;
    uint32_t tip_count;
    tp_status status;

    source.ppi = ppi;
    status = tp_image_resample(&source, TP_SLAP_PPI, &small, diag);
    if (!status)
        status = tp_slap_map_init(&map, &small, diag);
    if (!status)
        status = tp_slap_find_tips(&map, four ? FINGER_MM : THUMB_MM, tips, &tip_count, diag);
    if (status)
        goto out;
    for (uint32_t i = 0; i < tip_count; i++)
        refine_tip(&map, &tips[i], &outlines[i]);
    choose(tips, tip_count, options, &choice, out);
    for (uint32_t i = 0; i < choice.count; i++) {
        struct tp_slap_finger *finger = &out->fingers[i];
        place_finger(&outlines[choice.tips[i]], image, ppi, finger);
        name_finger(options->position, choice.possible[i], finger);
        finger->confidence = outlines[choice.tips[i]].ridges;
        out->rotation_rad += finger->rotation_rad / (float)choice.count;
        out->remarks |= finger->position ? 0 : TP_SLAP_AMBIGUOUS;
    }
    out->finger_count = choice.count;
    out->remarks |= choice.count < out->expected_count ? TP_SLAP_TOO_FEW : choice.left_over ? TP_SLAP_TOO_MANY : 0;
out:
    tp_slap_map_deinit(&map);
    tp_image_deinit(&small);
    return status;
}

tp_status tp_slap_segment(const struct tp_image *image, const struct tp_slap_options *options, struct tp_slap *out,
                          struct tp_diag *diag)
{
    tp_status status;
    float ppi;

    memset(out, 0, sizeof *out);
    status = check(image, options, &ppi, diag);
    if (status)
        return status;
    out->expected_count = count_bits(tp_slap_expected(options->position) & ~(uint32_t)options->missing);
    return find_fingers(image, ppi, options, out, diag);
}
