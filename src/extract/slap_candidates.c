/* SPDX-License-Identifier: Apache-2.0 */
/* Tips of fingers: the map is turned in steps, and in each of its turns a finger is sought as an upright strip that is
 * full of ridges, with none above it and a gap, however narrow, on each side. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/slap.h"

enum {
    ANGLES = 17,   /* 5 degrees apart, 40 to each side */
    BODY_FROM = 5, /* 2 mm below the tip, which is round */
    BODY = 34,     /* 14 mm of the finger */
    ABOVE_NEAR = 2,
    ABOVE_FAR = 8, /* 0.8 to 3.2 mm above the tip */
    STRIP = 2,     /* 0.8 mm: a gap */
    STRIP_OUT = 5, /* how far outside it may begin */
    STRIP_RANGE = 8,
    WIDTH_MIN = 24,
    WIDTH_STEP = 4,
    WIDTHS = 9, /* 10 to 23 mm */
    WIDTH_MAX = WIDTH_MIN + (WIDTHS - 1) * WIDTH_STEP,
    MARGIN = 64,
    BIN = 5, /* 2 mm */
    HIGHER_FROM = 6,
    HIGHER_TO = 80,    /* 32 mm above the tip */
    HIGHER_LENGTH = 30 /* 12 mm of ridges: less is no joint */
};
#define ANGLE_STEP_RAD (TP_PI / 36)
#define SIDE_WEIGHT 0.35f
#define ABOVE_WEIGHT 0.5f
#define TILT_WEIGHT 0.05f   /* at the last of the turns */
#define WIDTH_WEIGHT 0.012f /* for each millimetre that a finger is wider or narrower than usual */
#define SCORE_MIN 0.25f
#define RIVAL_ACROSS 0.6f /* of the width: a lesser tip as near as that is the same */
#define RIVAL_ALONG 20.0f

/* The map, turned. */
struct turned {
    const struct tp_slap_map *map;
    float angle_rad, cosine, sine;
    uint32_t columns, rows; /* columns without the margins */
    uint32_t *sums;         /* (rows + 1) x columns: of the column above */
    uint32_t *body, *above; /* running sums of a row, MARGIN zeros before and as many constant values behind */
    uint32_t *strips;
};

struct search {
    struct turned turned;
    uint32_t bin_columns, bin_rows;
    struct tp_slap_tip *bins;
    float usual_mm; /* width */
    float tilt;     /* taken from the scores: fingers are rather upright */
};

/* Where a point of the turned map lies on the map. */
static void turn_back(const struct turned *t, float u, float v, float *x, float *y)
{
    float du = u - (float)t->columns / 2, dv = v - (float)t->rows / 2;

    *x = (float)t->map->columns / 2 + du * t->cosine + dv * t->sine;
    *y = (float)t->map->rows / 2 - du * t->sine + dv * t->cosine;
}

static void turn(struct turned *t, float angle_rad)
{
    float columns = (float)t->map->columns, rows = (float)t->map->rows;

    t->angle_rad = angle_rad;
    t->cosine = tp_cos(angle_rad);
    t->sine = tp_sin(angle_rad);
    t->columns = (uint32_t)(columns * t->cosine + rows * fabsf(t->sine)) + 1;
    t->rows = (uint32_t)(columns * fabsf(t->sine) + rows * t->cosine) + 1;
    memset(t->sums, 0, t->columns * sizeof *t->sums);
    for (uint32_t v = 0; v < t->rows; v++) {
        uint32_t *sums = t->sums + (size_t)v * t->columns;
        float x, y;
        turn_back(t, 0.5f, (float)v + 0.5f, &x, &y);
        for (uint32_t u = 0; u < t->columns; u++, x += t->cosine, y -= t->sine)
            sums[t->columns + u] = sums[u] + tp_slap_map_at(t->map, t->map->ridges, x, y);
    }
}

/* Running sums along the row of the columns' sums between rows FROM and TO. */
static void run_along(const struct turned *t, uint32_t from, uint32_t to, uint32_t *out)
{
    const uint32_t *upper = t->sums + (size_t)from * t->columns, *lower = t->sums + (size_t)to * t->columns;

    for (uint32_t u = 0; u < t->columns; u++)
        out[MARGIN + u + 1] = out[MARGIN + u] + (lower[u] - upper[u]);
    for (uint32_t u = 1; u <= MARGIN; u++)
        out[MARGIN + t->columns + u] = out[MARGIN + t->columns];
}

/* The emptiest of the strips that begin at each place and the next few. */
static void find_gaps(const struct turned *t)
{
    uint32_t count = t->columns + 2 * MARGIN - STRIP;
    uint32_t *s = t->strips;

    for (uint32_t i = 0; i < count; i++)
        s[i] = t->body[i + STRIP] - t->body[i];
    for (uint32_t step = 1; step < STRIP_RANGE; step *= 2)
        for (uint32_t i = 0; i + step < count; i++)
            s[i] = TP_MIN(s[i], s[i + step]);
}

static void keep(struct search *search, float u, float v, float width, float score)
{
    const struct turned *t = &search->turned;
    struct tp_slap_tip *bin;
    float x, y;

    turn_back(t, u, v + BODY / 2.0f, &x, &y);
    if (x < 0 || y < 0 || x >= (float)t->map->columns || y >= (float)t->map->rows)
        return;
    bin = &search->bins[(uint32_t)y / BIN * search->bin_columns + (uint32_t)x / BIN];
    if (score <= bin->score)
        return;
    *bin = (struct tp_slap_tip){.angle_rad = t->angle_rad, .width = width, .score = score};
    turn_back(t, u, v, &bin->x, &bin->y);
}

/* Scores the strips whose tip is at row V. */
static void score_row(struct search *search, uint32_t v)
{
    const struct turned *t = &search->turned;

    run_along(t, TP_MIN(v + BODY_FROM, t->rows), TP_MIN(v + BODY_FROM + BODY, t->rows), t->body);
    if ((float)t->body[MARGIN + t->columns] < SCORE_MIN * 255 * BODY * WIDTH_MIN)
        return;
    run_along(t, v > ABOVE_FAR ? v - ABOVE_FAR : 0, v > ABOVE_NEAR ? v - ABOVE_NEAR : 0, t->above);
    find_gaps(t);
    for (uint32_t width = WIDTH_MIN; width <= WIDTH_MAX; width += WIDTH_STEP)
        for (uint32_t middle = MARGIN; middle < MARGIN + t->columns; middle += 2) {
            uint32_t a = middle - width / 2, b = a + width, inner = width / 5;
            float inside = (float)(t->body[b] - t->body[a]) / (255.0f * BODY * (float)width);
            float unusual = WIDTH_WEIGHT * fabsf((float)width * TP_SLAP_CELL_MM - search->usual_mm), sides, above;
            if (inside < SCORE_MIN)
                continue;
            sides = (float)(t->strips[a - STRIP_OUT] + t->strips[b + STRIP_OUT - STRIP_RANGE - 1]) /
                    (2 * 255.0f * BODY * STRIP);
            above = (float)(t->above[b - inner] - t->above[a + inner]) /
                    (255.0f * (ABOVE_FAR - ABOVE_NEAR) * (float)(width - 2 * inner));
            keep(search, (float)(middle - MARGIN), (float)v, (float)width,
                 inside - SIDE_WEIGHT * sides - ABOVE_WEIGHT * above - search->tilt - unusual);
        }
}

float tp_slap_look_higher(const struct tp_slap_map *map, const struct tp_slap_tip *tip)
{
    float cosine = tp_cos(tip->angle_rad), sine = tp_sin(tip->angle_rad), rows[HIGHER_TO], best = 0;

    for (int t = 0; t < HIGHER_TO; t++) {
        rows[t] = 0;
        for (int k = -2; k <= 2 && t >= HIGHER_FROM; k++) {
            float u = 0.14f * (float)k * tip->width, v = -(float)t;
            rows[t] += tp_slap_map_at(map, map->ridges, tip->x + u * cosine + v * sine, tip->y - u * sine + v * cosine);
        }
    }
    for (int t = HIGHER_FROM; t + HIGHER_LENGTH <= HIGHER_TO; t++) {
        float sum = 0;
        for (int i = 0; i < HIGHER_LENGTH; i++)
            sum += rows[t + i];
        best = TP_MAX(best, sum);
    }
    return best / (255.0f * 5 * HIGHER_LENGTH);
}

/* Whether B is another sight of the tip A. */
static bool same_tip(const struct tp_slap_tip *a, const struct tp_slap_tip *b)
{
    float dx = b->x - a->x, dy = b->y - a->y, cosine = tp_cos(a->angle_rad), sine = tp_sin(a->angle_rad);
    float across = dx * cosine - dy * sine, along = dx * sine + dy * cosine;

    return fabsf(across) < RIVAL_ACROSS * TP_MIN(a->width, b->width) && fabsf(along) < RIVAL_ALONG;
}

/* Takes the best of the bins, one after the other, unless a better tip was taken nearby. */
static uint32_t collect(const struct search *search, struct tp_slap_tip *out)
{
    uint32_t bins = search->bin_columns * search->bin_rows, count = 0;

    while (count < TP_SLAP_TIPS_MAX) {
        struct tp_slap_tip *best = &search->bins[0];
        bool taken = false;
        for (uint32_t i = 1; i < bins; i++)
            if (search->bins[i].score > best->score)
                best = &search->bins[i];
        if (best->score < SCORE_MIN)
            break;
        for (uint32_t k = 0; k < count && !taken; k++)
            taken = same_tip(&out[k], best);
        if (!taken) {
            out[count] = *best;
            out[count].above = tp_slap_look_higher(search->turned.map, best);
            count++;
        }
        best->score = 0;
    }
    return count;
}

static tp_status reserve(struct search *search, struct tp_arena *arena, struct tp_diag *diag)
{
    const struct tp_slap_map *map = search->turned.map;
    size_t side = (size_t)map->columns + map->rows + 2, line = side + 2 * MARGIN + 1;
    size_t bins = (size_t)search->bin_columns * search->bin_rows;
    tp_status status = tp_arena_init(
        arena, (side * (side + 1) + 3 * line) * sizeof(uint32_t) + bins * sizeof(struct tp_slap_tip) + 8 * 64, diag);

    if (status)
        return status;
    search->turned.sums = tp_arena_take(arena, side * (side + 1), sizeof(uint32_t));
    search->turned.body = tp_arena_take(arena, line, sizeof(uint32_t));
    search->turned.above = tp_arena_take(arena, line, sizeof(uint32_t));
    search->turned.strips = tp_arena_take(arena, line, sizeof(uint32_t));
    search->bins = tp_arena_take(arena, bins, sizeof(struct tp_slap_tip));
    TP_ASSERT(search->bins);
    memset(search->turned.body, 0, line * sizeof(uint32_t));
    memset(search->turned.above, 0, line * sizeof(uint32_t));
    memset(search->bins, 0, bins * sizeof(struct tp_slap_tip));
    return TP_OK;
}

tp_status tp_slap_find_tips(const struct tp_slap_map *map, float usual_mm, struct tp_slap_tip *out, uint32_t *count,
                            struct tp_diag *diag)
{
    struct search search = {.usual_mm = usual_mm,
                            .turned = {.map = map},
                            .bin_columns = map->columns / BIN + 1,
                            .bin_rows = map->rows / BIN + 1};
    struct tp_arena arena;
    tp_status status = reserve(&search, &arena, diag);

    *count = 0;
    if (status)
        return status;
    for (int i = 0; i < ANGLES; i++) {
        float tilt = (float)(i - ANGLES / 2);
        search.tilt = TILT_WEIGHT * 4 * tilt * tilt / (ANGLES * ANGLES);
        turn(&search.turned, tilt * ANGLE_STEP_RAD);
        for (uint32_t v = 0; v < search.turned.rows; v += 2)
            score_row(&search, v);
    }
    *count = collect(&search, out);
    tp_arena_deinit(&arena);
    return TP_OK;
}
