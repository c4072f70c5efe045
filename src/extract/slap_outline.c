/* SPDX-License-Identifier: Apache-2.0 */
/* The outline of a finger's last joint, from where its tip was found: direction, sides, tip, and the crease below. */
#include <math.h>
#include <string.h>

#include "extract/slap.h"

enum {
    REACH = 32,     /* 13 mm to each side of the axis */
    BODY_FROM = 6,  /* 2.4 mm below the tip */
    BODY_TO = 40,   /* 16 mm */
    SIDE_SLACK = 8, /* how much further out than the search says a side may be: 3.3 mm */
    RISE = 16,      /* how far above the given tip the true one may be: 6.5 mm */
    LENGTH = 112,   /* 45 mm below it */
    ROUNDS = 3
};
#define SIDE_SHARE 0.35f /* of the ridges in the middle: less is outside */
#define VALLEY_SHARE 0.7f
#define TIP_SHARE 0.5f
#define END_SHARE 0.3f
#define WIDTH_LEAST_MM 14.0f /* for lengths: the image's edge may cut a finger */
#define AXIS_SHARE 1.2f      /* of the width: how far down the axis is looked for */
#define TURN_MAX_RAD 0.21f   /* of the axis */
#define LENGTH_MIN 0.95f     /* of the last joint, in widths */
#define LENGTH_MAX 1.9f
#define LENGTH_USUAL 1.5f
#define CREASE_SHARE 0.7f /* of the detail around */
#define AROUND_SHARE 0.3f /* of the width */
#define BELOW_SHARE 0.12f /* of the width: how far from a crease the ridges of the next joint reach at least */
#define PIECE_SHARE 0.6f  /* of the width: a last joint is longer */
#define MIDDLE_SHARE 0.7f
#define MARGIN_CELLS 1.0f

struct frame {
    const struct tp_slap_map *map;
    float x, y, angle_rad, cosine, sine;
};

static void aim(struct frame *frame, float angle_rad)
{
    frame->angle_rad = angle_rad;
    frame->cosine = tp_cos(angle_rad);
    frame->sine = tp_sin(angle_rad);
}

static float value_at(const struct frame *f, const uint8_t *plane, float u, float v)
{
    return tp_slap_map_at(f->map, plane, f->x + u * f->cosine + v * f->sine, f->y - u * f->sine + v * f->cosine);
}

/* Moves the origin. */
static void shift(struct frame *f, float u, float v)
{
    f->x += u * f->cosine + v * f->sine;
    f->y += -u * f->sine + v * f->cosine;
}

/* Walks from the middle of PROFILE (of 2 * REACH + 1 values) to one side, until the ridges end or, past a valley, begin
 * again; returns how far. */
static int walk_to_side(const float *profile, float level, int direction, int reach)
{
    int at = 2, lowest = 2;

    for (; at < reach; at++) {
        float value = profile[REACH + direction * at], low = profile[REACH + direction * lowest];
        if (value < SIDE_SHARE * level)
            return at;
        if (value <= low)
            lowest = at;
        else if (low < VALLEY_SHARE * level && value > low + 0.15f * level && lowest > 8)
            return lowest;
    }
    return lowest > 8 && profile[REACH + direction * lowest] < VALLEY_SHARE * level ? lowest : at;
}

/* The distances of the sides from the axis, at most REACH_CELLS. */
static void find_sides(const struct frame *f, int reach_cells, int *left, int *right)
{
    float profile[2 * REACH + 1], level = 0;

    for (int u = -REACH; u <= REACH; u++) {
        float sum = 0;
        for (int v = BODY_FROM; v < BODY_TO; v++)
            sum += value_at(f, f->map->ridges, (float)u, (float)v);
        profile[REACH + u] = sum;
        level += u >= -5 && u <= 5 ? sum / 11 : 0;
    }
    *left = walk_to_side(profile, level, -1, reach_cells);
    *right = walk_to_side(profile, level, 1, reach_cells);
}

/* Lays the axis through the middle of the ridges between the sides. */
static void straighten(struct frame *f, int left, int right, float turn_max_rad)
{
    int body_to = TP_CLAMP((int)(AXIS_SHARE * (float)(left + right)), BODY_TO, LENGTH);
    float n = 0, sv = 0, su = 0, svv = 0, suv = 0, slope, middle;

    for (int v = BODY_FROM; v < body_to; v++) {
        float sum = 0, moment = 0;
        for (int u = -left - 2; u <= right + 2; u++) {
            float value = value_at(f, f->map->ridges, (float)u, (float)v);
            sum += value;
            moment += value * (float)u;
        }
        if (sum < 255 * 8)
            continue;
        n += 1;
        sv += (float)v;
        su += moment / sum;
        svv += (float)(v * v);
        suv += moment / sum * (float)v;
    }
    if (n < 12)
        return;
    slope = (n * suv - sv * su) / (n * svv - sv * sv);
    middle = su / n;
    shift(f, middle - slope * sv / n, 0);
    aim(f, f->angle_rad + TP_CLAMP(tp_atan2(slope, 1), -turn_max_rad, turn_max_rad));
}

/* The mean of each row of PLANE over the middle of the finger, or that of its strongest third, since a hole or a scar
 * is no crease. Row i lies i - RISE below the origin. */
static void take_rows(const struct frame *f, const uint8_t *plane, float width, int parts, float *rows)
{
    int part = TP_MAX((int)(MIDDLE_SHARE * width) / parts, 1);

    for (int i = 0; i < RISE + LENGTH; i++) {
        rows[i] = 0;
        for (int k = 0; k < parts; k++) {
            float sum = 0;
            for (int u = 0; u < part; u++)
                sum += value_at(f, plane, (float)(k * part + u - parts * part / 2), (float)(i - RISE));
            rows[i] = TP_MAX(rows[i], sum / (float)part);
        }
    }
}

static float mean_of(const float *rows, int from, int to)
{
    float sum = 0;

    from = TP_CLAMP(from, 0, RISE + LENGTH - 1);
    to = TP_CLAMP(to, from + 1, RISE + LENGTH);
    for (int i = from; i < to; i++)
        sum += rows[i];
    return sum / (float)(to - from);
}

/* The first row of the piece of ridges that is the finger: what is cut off by a gap above it and is too short for a
 * last joint is something else, such as the lower end of a print above. */
static int find_piece(const float *rows, float width)
{
    float level = END_SHARE * mean_of(rows, RISE + BODY_FROM, RISE + BODY_TO);
    int begin = 0, at = 0;

    while (at < RISE + LENGTH) {
        while (at < RISE + LENGTH && rows[at] < level)
            at++;
        begin = at;
        while (at + 1 < RISE + LENGTH && (rows[at] >= level || rows[at + 1] >= level))
            at++;
        if (at > RISE + BODY_FROM && (float)(at - begin) > PIECE_SHARE * width)
            return begin;
        at++;
    }
    return RISE;
}

/* The row where the ridges begin, from the first row of their piece on. */
static int find_tip(const float *rows, int piece)
{
    int from = TP_MAX(piece, RISE), at = from + 2 * BODY_FROM;
    float level = TIP_SHARE * mean_of(rows, from + BODY_FROM, from + BODY_TO);

    at = TP_MIN(at, RISE + LENGTH - 1);
    while (at > TP_MAX(piece, 2) && !(rows[at] < level && rows[at - 1] < level && rows[at - 2] < level))
        at--;
    return at;
}

/* The strongest three rows in a row, between two rows. */
static float peak_of(const float *rows, int from, int to)
{
    float best = 0;

    for (int i = from; i < to; i++)
        best = TP_MAX(best, mean_of(rows, i - 1, i + 2));
    return best;
}

/* The row where the last joint ends: where the ridges do, else at the faintest row between stronger ones of what may be
 * the crease. */
static int find_crease(const float *rows, const float *detail, int tip, float width)
{
    int from = tip + (int)(LENGTH_MIN * width), to = TP_MIN(tip + (int)(LENGTH_MAX * width), RISE + LENGTH - 3);
    int reach = (int)(AROUND_SHARE * width), faintest = from;
    float level = END_SHARE * mean_of(rows, tip + (int)(0.3f * width), tip + (int)width), least = 1;

    for (int i = from; i < to; i++) {
        float above = peak_of(detail, i - reach, i - 1), below = peak_of(detail, i + 2, i + reach + 1);
        float here = mean_of(detail, i - 1, i + 2) / (TP_MIN(above, below) + 1);
        if (rows[i] < level && rows[i + 1] < level)
            return least < CREASE_SHARE && (float)(i - faintest) > BELOW_SHARE * width ? faintest : i;
        if (here < least) {
            least = here;
            faintest = i;
        }
    }
    return least < CREASE_SHARE ? faintest : TP_MIN(tip + (int)(LENGTH_USUAL * width), RISE + LENGTH);
}

static float fill_of(const struct frame *f, const struct tp_slap_outline *outline)
{
    float sum = 0;
    int count = 0;

    for (float v = 0; v < outline->height; v++)
        for (float u = -outline->width / 2; u < outline->width / 2; u++, count++)
            sum += value_at(f, f->map->ridges, u, v);
    return sum / (255.0f * (float)TP_MAX(count, 1));
}

void tp_slap_trace_outline(const struct tp_slap_map *map, const struct tp_slap_tip *tip, struct tp_slap_outline *out)
{
    struct frame f = {.map = map, .x = tip->x, .y = tip->y};
    float rows[RISE + LENGTH], middle[RISE + LENGTH], detail[RISE + LENGTH];
    int half = TP_MIN((int)(tip->width / 2), REACH - SIDE_SLACK), left = half, right = half, top, bottom;

    aim(&f, tip->angle_rad);
    for (int round = 0; round < ROUNDS; round++) {
        straighten(&f, left, right, TURN_MAX_RAD / ROUNDS);
        find_sides(&f, half + SIDE_SLACK, &left, &right);
    }
    shift(&f, (float)(right - left) / 2, 0);
    out->width = (float)(left + right);
    take_rows(&f, map->ridges, out->width, 3, rows);
    top = find_piece(rows, TP_MAX(out->width, TP_SLAP_CELLS(WIDTH_LEAST_MM)));
    take_rows(&f, map->ridges, out->width, 1, middle);
    top = find_tip(middle, top);
    take_rows(&f, map->detail, out->width, 3, detail);
    bottom = find_crease(rows, detail, top, TP_MAX(out->width, TP_SLAP_CELLS(WIDTH_LEAST_MM)));
    shift(&f, 0, (float)(top - RISE));
    out->height = (float)(bottom - top);
    out->ridges = fill_of(&f, out);
    shift(&f, 0, out->height / 2);
    out->x = f.x;
    out->y = f.y;
    out->angle_rad = f.angle_rad;
    out->width += 2 * MARGIN_CELLS;
    out->height += 2 * MARGIN_CELLS;
}
