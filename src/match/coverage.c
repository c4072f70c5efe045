/* SPDX-License-Identifier: Apache-2.0 */
/* Where an impression shows ridges: its field, or for a template of minutiae only their convex hull and its margin. */
#include "match/match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define HULL_MARGIN_PX 16.0f
#define FLOW_SD_PX 24.0f

struct point {
    int32_t x, y;
};

static int by_x_then_y(const void *left, const void *right)
{
    const struct point *a = left, *b = right;

    return a->x != b->x ? (a->x < b->x ? -1 : 1) : (a->y > b->y) - (a->y < b->y);
}

static int64_t cross(struct point o, struct point a, struct point b)
{
    return (int64_t)(a.x - o.x) * (b.y - o.y) - (int64_t)(a.y - o.y) * (b.x - o.x);
}

/* The convex hull of the COUNT sorted POINTS (Andrew's monotone chain), closed: the last point repeats the first. */
static int convex_hull(const struct point *points, int count, struct point *hull)
{
    int size = 0;

    for (int i = 0; i < count; i++) {
        while (size >= 2 && cross(hull[size - 2], hull[size - 1], points[i]) <= 0)
            size--;
        hull[size++] = points[i];
    }
    for (int i = count - 2, lower = size + 1; i >= 0; i--) {
        while (size >= lower && cross(hull[size - 2], hull[size - 1], points[i]) <= 0)
            size--;
        hull[size++] = points[i];
    }
    return size;
}

static bool inside(const struct point *hull, int size, struct point p)
{
    for (int i = 0; i + 1 < size; i++)
        if (cross(hull[i], hull[i + 1], p) < 0)
            return false;
    return size > 3;
}

/* Whether P is in the closed HULL or within the margin of one of its edges. */
static bool within_reach(const struct point *hull, int size, struct point p)
{
    if (inside(hull, size, p))
        return true;
    for (int i = 0; i + 1 < size; i++) {
        float ex = (float)(hull[i + 1].x - hull[i].x), ey = (float)(hull[i + 1].y - hull[i].y);
        float px = (float)(p.x - hull[i].x), py = (float)(p.y - hull[i].y);
        float along = TP_CLAMP((ex * px + ey * py) / TP_MAX(ex * ex + ey * ey, 1.0f), 0.0f, 1.0f);
        float dx = px - along * ex, dy = py - along * ey;

        if (dx * dx + dy * dy <= HULL_MARGIN_PX * HULL_MARGIN_PX)
            return true;
    }
    return false;
}

/* Directions as vectors of the doubled angle, clockwise. */
struct flow {
    float x[TP_MINUTIAE_MAX], y[TP_MINUTIAE_MAX];
};

static void fill_flow(const struct tp_template *tmpl, struct flow *out)
{
    for (int i = 0; i < tmpl->minutia_count; i++) {
        float angle = -2 * tp_angle_from_q8(tmpl->minutiae[i].theta_q8);

        out->x[i] = tp_cos(angle);
        out->y[i] = tp_sin(angle);
    }
}

/* The ridge orientation at P as the minutiae suggest it, whose directions follow the ridges: their mean by doubled
 * angles, near ones counting most. Its coherence says how much they agree there, at least 1. */
static uint8_t flow_at(const struct tp_template *tmpl, const struct flow *flow, struct point p)
{
    float x = 0, y = 0, strength, angle;

    for (int i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[i];
        float dx = (float)(m->x_px - p.x), dy = (float)(m->y_px - p.y), d2 = dx * dx + dy * dy;

        if (d2 > 9 * FLOW_SD_PX * FLOW_SD_PX)
            continue;
        d2 = tp_exp(-d2 / (2 * FLOW_SD_PX * FLOW_SD_PX));
        x += d2 * flow->x[i];
        y += d2 * flow->y[i];
    }
    strength = sqrtf(x * x + y * y);
    angle = tp_atan2(y, x) * (16 / TP_PI) + 32.5f;
    return TP_FIELD_CELL((int)angle, 1 + (int)TP_MIN(strength * 4, 4.0f));
}

static void cover_hull(const struct tp_template *tmpl, uint8_t *cells, int columns, int rows)
{
    struct point points[TP_MINUTIAE_MAX + 1], hull[2 * TP_MINUTIAE_MAX + 2];
    int count = tmpl->minutia_count, size;
    struct flow flow;

    fill_flow(tmpl, &flow);
    for (int i = 0; i < count; i++)
        points[i] = (struct point){tmpl->minutiae[i].x_px, tmpl->minutiae[i].y_px};
    qsort(points, (size_t)count, sizeof points[0], by_x_then_y);
    if (count == 1)
        points[count++] = points[0];
    size = convex_hull(points, count, hull);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            struct point centre = {column * TP_FIELD_CELL_PX + TP_FIELD_CELL_PX / 2,
                                   row * TP_FIELD_CELL_PX + TP_FIELD_CELL_PX / 2};

            cells[row * columns + column] = within_reach(hull, size, centre) ? flow_at(tmpl, &flow, centre) : 0;
        }
}

void tp_coverage(const struct tp_template *tmpl, uint8_t *cells, int columns, int rows)
{
    if (!tmpl->field) {
        cover_hull(tmpl, cells, columns, rows);
        return;
    }
    for (int i = 0; i < columns * rows; i++) {
        uint8_t cell = tmpl->field[i];

        cells[i] =
            TP_FIELD_COHERENCE(cell) ? TP_FIELD_CELL(32 - TP_FIELD_ORIENTATION(cell), TP_FIELD_COHERENCE(cell)) : 0;
    }
}
