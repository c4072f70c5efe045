/* SPDX-License-Identifier: Apache-2.0 */
/* Which tips make a hand: the choice, in order from left to right, that best fits what hands look like. Each tip has a
 * likelihood of its own, each pair of neighbours one for their distance, their heights and their directions; the best
 * chain follows by dynamic programming. */
#include <math.h>
#include <string.h>

#include "extract/slap.h"

#define MISS_COST 3.0f    /* a finger that is not there and was not announced */
#define AMBIGUOUS_BY 3.0f /* places that fit nearly as well: e^3, 20 to 1 */
#define TIP_WEIGHT 10.0f
#define TIP_SCORE 0.3f
#define ABOVE_WEIGHT 8.0f
#define ABOVE_FREE 0.2f
#define FAR_Z 2.5f /* beyond that a deviation costs linearly */
#define ANGLE_SD_RAD 0.17f
#define HAND_SD_RAD 0.35f
#define CUT_MM 1.5f /* a tip as near to the upper edge may lie beyond it */
#define APART_MIN_MM 9.0f
#define IMPOSSIBLE (-1e6f)

/* From one finger to the next: how far to the right, and how much lower its tip is; millimetres. */
struct step {
    float across, across_sd, down, down_sd;
};
static const struct step right_steps[] = {{19, 4, -8, 7}, {19, 4, 5, 6}, {18, 4, 22, 9}};
static const struct step left_steps[] = {{18, 4, -22, 9}, {19, 4, -5, 6}, {19, 4, 8, 7}};
static const struct step thumb_steps[] = {{32, 12, 0, 8}};

struct model {
    const struct step *steps;
    uint8_t fingers[TP_SLAP_FINGERS_MAX];
    uint32_t places, gone; /* gone: bits of places whose finger is known to be missing */
};

uint32_t tp_slap_places(uint8_t position, uint8_t out[TP_SLAP_FINGERS_MAX])
{
    static const uint8_t fingers[5][TP_SLAP_FINGERS_MAX] = {{1}, {6}, {2, 3, 4, 5}, {10, 9, 8, 7}, {6, 1}};
    static const uint32_t counts[5] = {1, 1, 4, 4, 2};

    TP_ASSERT(position >= TP_SLAP_RIGHT_THUMB && position <= TP_SLAP_TWO_THUMBS);
    memcpy(out, fingers[position - TP_SLAP_RIGHT_THUMB], TP_SLAP_FINGERS_MAX);
    return counts[position - TP_SLAP_RIGHT_THUMB];
}

static struct model model_of(uint8_t position, uint16_t missing)
{
    struct model model = {.steps = position == TP_SLAP_RIGHT_FOUR  ? right_steps
                                   : position == TP_SLAP_LEFT_FOUR ? left_steps
                                                                   : thumb_steps};

    model.places = tp_slap_places(position, model.fingers);
    for (uint32_t place = 0; place < model.places; place++)
        if (missing & TP_FINGER_BIT(model.fingers[place]))
            model.gone |= 1u << place;
    return model;
}

/* The cost of a deviation: half its square, from FAR_Z on linear. */
static float cost_of(float z)
{
    z = fabsf(z);
    return z < FAR_Z ? z * z / 2 : FAR_Z * (z - FAR_Z / 2);
}

static float value_of_tip(const struct model *model, uint32_t place, const struct tp_slap_tip *tip)
{
    uint8_t finger = model->fingers[place];
    bool thumb = finger == 1 || finger == 6, little = finger == 5 || finger == 10;
    float width = tip->width * TP_SLAP_CELL_MM, usual = thumb ? 19.0f : little ? 14.0f : 16.0f;

    if (model->gone & 1u << place)
        return IMPOSSIBLE;
    return TIP_WEIGHT * (tip->score - TIP_SCORE) - ABOVE_WEIGHT * TP_MAX(tip->above - ABOVE_FREE, 0.0f) -
           cost_of((width - usual) / 4) - cost_of(tip->angle_rad / HAND_SD_RAD);
}

/* How well B, at place TO, fits to A at place FROM, on its left. */
static float value_of_pair(const struct model *model, uint32_t from, const struct tp_slap_tip *a, uint32_t to,
                           const struct tp_slap_tip *b)
{
    float angle = (a->angle_rad + b->angle_rad) / 2, cosine = tp_cos(angle), sine = tp_sin(angle);
    float dx = (b->x - a->x) * TP_SLAP_CELL_MM, dy = (b->y - a->y) * TP_SLAP_CELL_MM;
    float across = dx * cosine - dy * sine, down = dx * sine + dy * cosine;
    struct step step = {0};

    for (uint32_t i = from; i < to; i++) {
        step.across += model->steps[i].across;
        step.across_sd += model->steps[i].across_sd * model->steps[i].across_sd;
        step.down += model->steps[i].down;
        step.down_sd += model->steps[i].down_sd * model->steps[i].down_sd;
    }
    if (across < APART_MIN_MM * (float)(to - from))
        return IMPOSSIBLE;
    down -= step.down;
    /* the image's edge may hide how high a finger is */
    if (a->y * TP_SLAP_CELL_MM < CUT_MM)
        down = TP_MAX(down, 0.0f);
    if (b->y * TP_SLAP_CELL_MM < CUT_MM)
        down = TP_MIN(down, 0.0f);
    return -cost_of((across - step.across) / sqrtf(step.across_sd)) - cost_of(down / sqrtf(step.down_sd)) -
           cost_of((b->angle_rad - a->angle_rad) / (ANGLE_SD_RAD * sqrtf((float)(to - from))));
}

/* What it costs to skip the places from FROM to just before TO. */
static float value_of_gap(const struct model *model, uint32_t from, uint32_t to)
{
    float value = 0;

    for (uint32_t place = from; place < to; place++)
        value -= model->gone & 1u << place ? 0 : MISS_COST;
    return value;
}

/* The best chain that ends with each tip at each place. */
struct chains {
    float value[TP_SLAP_FINGERS_MAX][TP_SLAP_TIPS_MAX];
    int8_t place_before[TP_SLAP_FINGERS_MAX][TP_SLAP_TIPS_MAX], tip_before[TP_SLAP_FINGERS_MAX][TP_SLAP_TIPS_MAX];
};

static void extend_chains(const struct model *model, const struct tp_slap_tip *tips, uint32_t count, uint32_t place,
                          struct chains *chains)
{
    for (uint32_t i = 0; i < count; i++) {
        float best = value_of_gap(model, 0, place), own = value_of_tip(model, place, &tips[i]);
        chains->place_before[place][i] = chains->tip_before[place][i] = -1;
        for (uint32_t p = 0; p < place; p++)
            for (uint32_t k = 0; k < count; k++) {
                float value = chains->value[p][k] + value_of_gap(model, p + 1, place);
                if (value <= best || k == i)
                    continue;
                value += value_of_pair(model, p, &tips[k], place, &tips[i]);
                if (value > best) {
                    best = value;
                    chains->place_before[place][i] = (int8_t)p;
                    chains->tip_before[place][i] = (int8_t)k;
                }
            }
        chains->value[place][i] = best + own;
    }
}

static float value_of_places(const struct model *model, const struct tp_slap_tip *tips,
                             const struct tp_slap_choice *choice, const uint8_t *places)
{
    float value = 0;

    for (uint32_t i = 0; i < choice->count; i++) {
        value += value_of_tip(model, places[i], &tips[choice->tips[i]]);
        value +=
            i == 0 ? 0
                   : value_of_pair(model, places[i - 1], &tips[choice->tips[i - 1]], places[i], &tips[choice->tips[i]]);
    }
    return value;
}

/* Tries the chosen tips on all places. */
static void find_alternatives(const struct model *model, const struct tp_slap_tip *tips, struct tp_slap_choice *choice)
{
    float own = value_of_places(model, tips, choice, choice->places);

    for (uint32_t set = 0; set < 1u << model->places; set++) {
        uint8_t places[TP_SLAP_FINGERS_MAX];
        uint32_t count = 0;
        for (uint32_t place = 0; place < model->places; place++)
            if (set & 1u << place)
                places[count++] = (uint8_t)place;
        if (count != choice->count || value_of_places(model, tips, choice, places) < own - AMBIGUOUS_BY)
            continue;
        for (uint32_t i = 0; i < count; i++)
            choice->possible[i] |= (uint8_t)(1u << places[i]);
    }
}

static bool lies_beside(const struct tp_slap_tip *tip, const struct tp_slap_tip *chosen)
{
    float dx = tip->x - chosen->x, dy = tip->y - chosen->y;

    return fabsf(dx * tp_cos(chosen->angle_rad) - dy * tp_sin(chosen->angle_rad)) * TP_SLAP_CELL_MM >= APART_MIN_MM;
}

/* Whether a tip that was not chosen looks as much like a finger as the chosen ones do, or as a missing one costs, and
 * lies beside all of them: not on, above or below one. MODEL misses no finger. */
static bool is_left_over(const struct model *model, const struct tp_slap_tip *tips, const struct tp_slap_choice *choice,
                         uint32_t tip)
{
    float best = IMPOSSIBLE, usual = 0;

    for (uint32_t i = 0; i < choice->count; i++) {
        usual += value_of_tip(model, choice->places[i], &tips[choice->tips[i]]) / (float)choice->count;
        if (!lies_beside(&tips[tip], &tips[choice->tips[i]]))
            return false;
    }
    for (uint32_t place = 0; place < model->places; place++)
        best = TP_MAX(best, value_of_tip(model, place, &tips[tip]));
    return choice->count > 0 && best >= TP_MIN(usual, MISS_COST);
}

/* Follows the best chain back from its end. */
static void follow(const struct chains *chains, int place, int tip, struct tp_slap_choice *out)
{
    uint8_t places[TP_SLAP_FINGERS_MAX], tips[TP_SLAP_FINGERS_MAX];
    uint32_t count = 0;

    while (place >= 0) {
        int before = chains->place_before[place][tip];
        places[count] = (uint8_t)place;
        tips[count++] = (uint8_t)tip;
        tip = chains->tip_before[place][tip];
        place = before;
    }
    out->count = count;
    for (uint32_t i = 0; i < count; i++) {
        out->places[i] = places[count - 1 - i];
        out->tips[i] = tips[count - 1 - i];
    }
}

void tp_slap_choose(const struct tp_slap_tip *tips, uint32_t count, uint8_t position, uint16_t missing,
                    struct tp_slap_choice *out)
{
    struct model model = model_of(position, missing);
    struct chains chains;
    int best_place = -1, best_tip = -1;

    memset(out, 0, sizeof *out);
    out->score = value_of_gap(&model, 0, model.places);
    for (uint32_t place = 0; place < model.places; place++) {
        extend_chains(&model, tips, count, place, &chains);
        for (uint32_t i = 0; i < count; i++) {
            float value = chains.value[place][i] + value_of_gap(&model, place + 1, model.places);
            if (value > out->score) {
                out->score = value;
                best_place = (int)place;
                best_tip = (int)i;
            }
        }
    }
    follow(&chains, best_place, best_tip, out);
    find_alternatives(&model, tips, out);
    if (model.gone) { /* fingers that are said to be missing may be there */
        struct tp_slap_choice whole;
        tp_slap_choose(tips, count, position, 0, &whole);
        out->left_over = whole.count > out->count;
    }
    model.gone = 0;
    for (uint32_t i = 0; i < count; i++)
        out->left_over |= is_left_over(&model, tips, out, i);
}
