/* SPDX-License-Identifier: Apache-2.0 */
/* People and their fingers: pattern classes with their natural shares, and the traits that shape a pattern. */
#include "synth/noise.h"
#include "synth/synth.h"

#include <math.h>

struct tp_rng tp_synth_stream(uint64_t seed, uint32_t person, unsigned position, unsigned impression,
                              enum tp_synth_purpose purpose)
{
    return tp_rng_seed(seed, (uint64_t)person << 28 | (uint64_t)(impression & 0xFFFFF) << 8 | position << 4 | purpose);
}

/* Shares in percent by position on the hand, thumb to little finger, after the counts that the literature gives for
 * each hand: ordered from the simplest pattern to the most complex, because relatives and fingers of one person agree
 * in complexity. An ulnar loop opens towards the little finger. */
enum { SHARE_ARCH, SHARE_TENTED, SHARE_RADIAL, SHARE_ULNAR, SHARE_WHORL, SHARE_TWIN, SHARE_COUNT };
static const float shares[2][5][SHARE_COUNT] = {
    {/* right */
     {2.5f, 0.5f, 0.5f, 52.0f, 32.0f, 12.5f},
     {6.5f, 6.5f, 17.0f, 37.0f, 28.5f, 4.5f},
     {5.0f, 3.0f, 2.5f, 71.5f, 15.0f, 3.0f},
     {2.0f, 1.5f, 1.0f, 52.0f, 41.0f, 2.5f},
     {1.2f, 0.8f, 0.5f, 84.5f, 11.5f, 1.5f}},
    {/* left */
     {4.5f, 0.5f, 0.5f, 59.0f, 23.0f, 12.5f},
     {8.0f, 7.5f, 16.5f, 38.5f, 24.5f, 5.0f},
     {7.0f, 3.5f, 3.0f, 70.5f, 12.5f, 3.5f},
     {2.8f, 1.7f, 0.8f, 60.0f, 32.0f, 2.7f},
     {1.8f, 1.0f, 0.4f, 87.3f, 8.0f, 1.5f}},
};

/* The normal distribution function (Abramowitz and Stegun 7.1.26, error below 1e-6). */
static float normal_cdf(float x)
{
    float z = fabsf(x) * 0.70710678f, t = 1.0f / (1.0f + 0.3275911f * z);
    float tail = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));

    tail *= 0.5f * tp_exp(-z * z);
    return x < 0 ? tail : 1.0f - tail;
}

/* What all fingers of a person share. */
struct person {
    float complexity, pair[5]; /* standard normal */
    float size, coarseness, moisture, wear;
};

static struct person person_of(uint64_t seed, uint32_t index)
{
    struct tp_rng rng = tp_synth_stream(seed, index, 0, 0, TP_SYNTH_FOR_PERSON);
    struct person person;

    person.complexity = tp_rng_normal(&rng);
    for (int i = 0; i < 5; i++)
        person.pair[i] = tp_rng_normal(&rng);
    person.size = TP_CLAMP(tp_rng_normal(&rng), -2.5f, 2.5f);
    person.coarseness = 0.6f * person.size + 0.8f * tp_rng_normal(&rng);
    person.moisture = 0.38f * tp_rng_normal(&rng) - 0.05f;
    person.wear = tp_rng_unit(&rng);
    person.wear *= person.wear;
    return person;
}

/* The complexity of a finger agrees with that of the other fingers (correlation 0.35) and more with the same finger of
 * the other hand (0.65). */
static enum tp_synth_class draw_class(const struct person *person, unsigned position, struct tp_rng *rng)
{
    unsigned hand = position > 5, digit = (position - 1) % 5;
    float z = 0.592f * person->complexity + 0.548f * person->pair[digit] + 0.592f * tp_rng_normal(rng);
    float left = normal_cdf(z) * 100.0f;
    unsigned share = 0;

    while (share < SHARE_TWIN && left >= shares[hand][digit][share])
        left -= shares[hand][digit][share++];
    switch (share) {
    case SHARE_ARCH:
        return TP_SYNTH_ARCH;
    case SHARE_TENTED:
        return TP_SYNTH_TENTED_ARCH;
    case SHARE_RADIAL:
        return hand ? TP_SYNTH_RIGHT_LOOP : TP_SYNTH_LEFT_LOOP;
    case SHARE_ULNAR:
        return hand ? TP_SYNTH_LEFT_LOOP : TP_SYNTH_RIGHT_LOOP;
    case SHARE_WHORL:
        return TP_SYNTH_WHORL;
    default:
        return TP_SYNTH_TWIN_LOOP;
    }
}

enum tp_synth_class tp_synth_class_of(uint64_t seed, uint32_t index, unsigned position)
{
    struct person person = person_of(seed, index);
    struct tp_rng rng = tp_synth_stream(seed, index, position, 0, TP_SYNTH_FOR_FINGER);

    return draw_class(&person, position, &rng);
}

const char *tp_synth_class_name(enum tp_synth_class class_)
{
    static const char *const names[] = {"arch", "tented arch", "left loop", "right loop", "whorl", "twin loop"};

    return class_ < TP_SYNTH_CLASS_COUNT ? names[class_] : "?";
}

static struct tp_synth_singularity singularity(struct tp_rng *rng, float x_px, float y_px)
{
    struct tp_synth_singularity s = {.x_px = x_px, .y_px = y_px};

    s.bend[0] = 0.12f * tp_rng_normal(rng);
    s.bend[1] = 0.10f * tp_rng_normal(rng);
    s.bend[2] = 0.05f * tp_rng_normal(rng);
    s.bend[3] = 0.05f * tp_rng_normal(rng);
    for (int i = 0; i < 4; i++)
        s.bend[i] = TP_CLAMP(s.bend[i], -0.25f, 0.25f);
    return s;
}

/* Makes the ridges of a loop run side by side before they turn over its TOP (the polar angle of that side): there the
 * orientation turns faster than in the plain model, and slower on the open side. */
static void draw_together(struct tp_synth_singularity *core, float top_rad, float amount)
{
    core->bend[0] += amount * tp_cos(top_rad);
    core->bend[1] -= amount * tp_sin(top_rad);
}

/* Distances in a pattern grow with the finger: SCALE. RIGHT mirrors what is described for a left loop. */
static void place_loop(struct tp_synth_finger *f, struct tp_rng *rng, float scale, bool right)
{
    float mirror = right ? -1.0f : 1.0f;
    float cx = f->axis_x_px - mirror * tp_rng_range(rng, -4, 14) * scale, cy = f->axis_y_px;
    float dx = tp_rng_range(rng, 52, 120) * scale, dy = tp_rng_range(rng, 75, 135) * scale;

    f->core_count = f->delta_count = 1;
    f->cores[0] = singularity(rng, cx, cy);
    f->deltas[0] = singularity(rng, cx + mirror * dx, cy + dy);
    draw_together(&f->cores[0], TP_PI / 2 - mirror * tp_rng_range(rng, 0.25f, 0.65f), 0.60f);
    f->side_left_rad = right ? 0.10f : 0.60f;
    f->side_right_rad = right ? 0.60f : 0.10f;
}

static void place_whorl(struct tp_synth_finger *f, struct tp_rng *rng, float scale, bool twin)
{
    float cx = f->axis_x_px, cy = f->axis_y_px, lean = tp_rng_unit(rng) < 0.5f ? -1.0f : 1.0f;
    float gap_x = twin ? lean * tp_rng_range(rng, 22, 42) : tp_rng_range(rng, -9, 9);
    float gap_y = twin ? tp_rng_range(rng, 42, 75) : tp_rng_range(rng, 16, 52);
    float left = tp_rng_range(rng, 72, 125), right = tp_rng_range(rng, 72, 125);
    float left_drop = tp_rng_range(rng, 80, 135), right_drop = tp_rng_range(rng, 80, 135);

    f->core_count = f->delta_count = 2;
    f->cores[0] = singularity(rng, cx - gap_x * scale / 2, cy - gap_y * scale / 3);
    f->cores[1] = singularity(rng, cx + gap_x * scale / 2, cy + gap_y * scale * 2 / 3);
    f->deltas[0] = singularity(rng, cx - left * scale, cy + left_drop * scale);
    f->deltas[1] = singularity(rng, cx + right * scale, cy + right_drop * scale);
    draw_together(&f->cores[0], TP_PI / 2, 0.35f);
    draw_together(&f->cores[1], -TP_PI / 2, 0.35f);
    f->side_left_rad = f->side_right_rad = 0.55f;
}

static void place_tented(struct tp_synth_finger *f, struct tp_rng *rng, float scale)
{
    float cx = f->axis_x_px, cy = f->axis_y_px + 25 * scale;
    float dx = tp_rng_range(rng, -10, 10) * scale, dy = tp_rng_range(rng, 45, 90) * scale;

    f->core_count = f->delta_count = 1;
    f->cores[0] = singularity(rng, cx, cy);
    f->deltas[0] = singularity(rng, cx + dx, cy + dy);
    draw_together(&f->cores[0], TP_PI / 2, 0.40f);
    f->side_left_rad = f->side_right_rad = 0.45f;
}

static void place_pattern(struct tp_synth_finger *f, struct tp_rng *rng, float scale)
{
    switch ((enum tp_synth_class)f->class_) {
    case TP_SYNTH_LEFT_LOOP:
        place_loop(f, rng, scale, false);
        break;
    case TP_SYNTH_RIGHT_LOOP:
        place_loop(f, rng, scale, true);
        break;
    case TP_SYNTH_WHORL:
        place_whorl(f, rng, scale, false);
        break;
    case TP_SYNTH_TWIN_LOOP:
        place_whorl(f, rng, scale, true);
        break;
    case TP_SYNTH_TENTED_ARCH:
        place_tented(f, rng, scale);
        break;
    case TP_SYNTH_ARCH:
    case TP_SYNTH_CLASS_COUNT:
        f->side_left_rad = f->side_right_rad = 0.60f;
        f->bulge_rad = tp_rng_range(rng, 0.45f, 0.85f);
        break;
    }
}

void tp_synth_finger_init(struct tp_synth_finger *out, uint64_t seed, uint32_t index, unsigned position)
{
    static const float widths[5] = {1.16f, 1.0f, 1.03f, 0.97f, 0.84f};
    struct person person = person_of(seed, index);
    struct tp_rng rng = tp_synth_stream(seed, index, position, 0, TP_SYNTH_FOR_FINGER);
    unsigned digit = (position - 1) % 5;
    float scale;

    *out = (struct tp_synth_finger){.seed = seed, .person = index, .position = (uint8_t)position};
    out->class_ = (uint8_t)draw_class(&person, position, &rng);
    scale = widths[digit] * (1.0f + 0.055f * person.size + 0.03f * tp_rng_normal(&rng));
    scale = TP_CLAMP(scale, 0.7f, 1.3f);
    out->axis_x_px = TP_SYNTH_WIDTH_PX / 2 + tp_rng_range(&rng, -8, 8);
    out->half_width_px = TP_MIN(172.0f * scale, 196.0f);
    out->tip_y_px = tp_rng_range(&rng, 6, 14);
    out->axis_y_px = out->tip_y_px + tp_rng_range(&rng, 185, 225) * (0.35f + 0.65f * scale);
    out->tilt_rad = 0.05f * tp_rng_normal(&rng);
    out->period_px =
        9.0f * (1.0f + 0.075f * person.coarseness + 0.03f * tp_rng_normal(&rng)) * (digit == 0 ? 1.05f : 1.0f);
    out->period_px = TP_CLAMP(out->period_px, 7.2f, 11.4f);
    out->moisture = TP_CLAMP(person.moisture + 0.15f * tp_rng_normal(&rng), -1.0f, 1.0f);
    out->wear = person.wear;
    out->noise_key = (uint32_t)tp_rng_u64(&rng);
    place_pattern(out, &rng, scale);
    out->side_left_rad += 0.06f * tp_rng_normal(&rng);
    out->side_right_rad += 0.06f * tp_rng_normal(&rng);
}
