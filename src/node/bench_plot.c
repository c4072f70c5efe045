/* SPDX-License-Identifier: Apache-2.0 */
/* Cost of a search by size of the gallery: the lines through what was measured, and a picture of them. */
#include <math.h>

#include "node/bench_identify.h"

/* The plot area in pixels. */
enum { LEFT = 80, TOP = 20, WIDE = 480, HIGH = 400, LEGEND_LINE = 18, WIDTH = 830, HEIGHT = 480, SIZES_MAX = 16 };

static const char *const colours[] = {"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e",
                                      "#17becf", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22"};

static bool alike(const struct tp_bench_row *a, const struct tp_bench_row *b)
{
    return a->fingers == b->fingers && a->mode == b->mode && a->timed && b->timed;
}

bool tp_bench_growth_of(const struct tp_bench_row *rows, size_t count, size_t i, struct tp_bench_line *line,
                        double *exponent)
{
    double x[SIZES_MAX] = {0}, y[SIZES_MAX] = {0}, log_x[SIZES_MAX] = {0}, log_y[SIZES_MAX] = {0};
    size_t sizes = 0;

    for (size_t k = 0; k < count && sizes < SIZES_MAX; k++) {
        if (!alike(&rows[i], &rows[k]))
            continue;
        if (k < i)
            return false;
        x[sizes] = rows[k].subjects;
        y[sizes] = rows[k].p50_ms;
        log_x[sizes] = log(x[sizes]);
        log_y[sizes] = log(TP_MAX(y[sizes], 1e-9));
        sizes++;
    }
    *line = tp_bench_fit(x, y, sizes);
    *exponent = tp_bench_fit(log_x, log_y, sizes).slope;
    return sizes > 1 && isfinite(line->slope);
}

/* The axes: whole decades. */
struct axes {
    double x0, x1, y0, y1; /* decimal logarithms */
};

static struct axes find_axes(const struct tp_bench_row *rows, size_t count)
{
    struct axes axes = {30, 8, 30, -30}; /* to a hundred million people at least */

    for (size_t i = 0; i < count; i++) {
        struct tp_bench_line line;
        double exponent, highest = rows[i].p50_ms;
        if (!rows[i].timed)
            continue;
        if (tp_bench_growth_of(rows, count, i, &line, &exponent))
            highest = TP_MAX(highest, line.offset + line.slope * 1e8);
        axes.x0 = TP_MIN(axes.x0, floor(log10(rows[i].subjects)));
        axes.x1 = TP_MAX(axes.x1, ceil(log10(rows[i].subjects)));
        axes.y0 = TP_MIN(axes.y0, floor(log10(TP_MAX(rows[i].p50_ms, 1e-3))));
        axes.y1 = TP_MAX(axes.y1, ceil(log10(TP_MAX(highest, 1e-3))));
    }
    axes.y1 = TP_MAX(axes.y1, axes.y0 + 1);
    return axes;
}

static double x_of(const struct axes *axes, double subjects)
{
    return LEFT + (log10(subjects) - axes->x0) / (axes->x1 - axes->x0) * WIDE;
}

static double y_of(const struct axes *axes, double ms)
{
    double along = (log10(TP_MAX(ms, 1e-30)) - axes->y0) / (axes->y1 - axes->y0);

    return TOP + HIGH - TP_CLAMP(along, 0.0, 1.0) * HIGH;
}

static void write_time(struct tp_buffer *out, double ms)
{
    if (ms < 1000)
        tp_write_text(out, "%g ms", ms);
    else
        tp_write_text(out, "%g s", ms / 1000);
}

static void write_grid(struct tp_buffer *out, const struct axes *axes)
{
    for (double decade = axes->x0; decade <= axes->x1; decade++) {
        double x = x_of(axes, pow(10, decade));
        tp_write_text(out, "<path d='M%.1f %d v%d' stroke='#ccc'/>\n", x, TOP, HIGH);
        tp_write_text(out, "<text x='%.1f' y='%d' text-anchor='middle'>%g</text>\n", x, TOP + HIGH + 18,
                      pow(10, decade));
    }
    for (double decade = axes->y0; decade <= axes->y1; decade++) {
        double y = y_of(axes, pow(10, decade));
        tp_write_text(out, "<path d='M%d %.1f h%d' stroke='#ccc'/>\n<text x='%d' y='%.1f' text-anchor='end'>", LEFT, y,
                      WIDE, LEFT - 6, y + 4);
        write_time(out, pow(10, decade));
        tp_write_text(out, "</text>\n");
    }
    tp_write_text(out, "<text x='%d' y='%d' text-anchor='middle'>people in the gallery</text>\n", LEFT + WIDE / 2,
                  TOP + HIGH + 38);
    tp_write_text(out,
                  "<text transform='translate(16 %d) rotate(-90)' text-anchor='middle'>a search, one thread (median)"
                  "</text>\n",
                  TOP + HIGH / 2);
}

/* What was measured as dots, the line through it up to where it was measured, dashes beyond. */
static void write_line(struct tp_buffer *out, const struct axes *axes, const struct tp_bench_row *rows, size_t count,
                       size_t i, const char *colour)
{
    struct tp_bench_line line;
    double exponent, last = 0;

    for (size_t k = i; k < count; k++)
        if (alike(&rows[i], &rows[k])) {
            tp_write_text(out, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>\n", x_of(axes, rows[k].subjects),
                          y_of(axes, rows[k].p50_ms), colour);
            last = TP_MAX(last, rows[k].subjects);
        }
    if (!tp_bench_growth_of(rows, count, i, &line, &exponent))
        return;
    for (int beyond = 0; beyond < 2; beyond++) {
        double from = log10(beyond ? last : rows[i].subjects), to = beyond ? axes->x1 : log10(last);
        tp_write_text(out, "<path fill='none' stroke='%s' stroke-width='1.5'%s d='", colour,
                      beyond ? " stroke-dasharray='5'" : "");
        for (int step = 0; step <= 32; step++) {
            double subjects = pow(10, from + (to - from) * step / 32);
            tp_write_text(out, "%c%.1f %.1f", step ? 'L' : 'M', x_of(axes, subjects),
                          y_of(axes, line.offset + line.slope * subjects));
        }
        tp_write_text(out, "'/>\n");
    }
}

static bool is_first(const struct tp_bench_row *rows, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (alike(&rows[i], &rows[k]))
            return false;
    return rows[i].timed > 0;
}

void tp_bench_plot(struct tp_buffer *out, const struct tp_bench_row *rows, size_t count)
{
    struct axes axes = find_axes(rows, count);
    size_t lines = 0;

    tp_write_text(out,
                  "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' "
                  "font-size='12'>\n<rect width='100%%' height='100%%' fill='white'/>\n",
                  WIDTH, HEIGHT);
    if (axes.x0 < axes.x1)
        write_grid(out, &axes);
    for (size_t i = 0; i < count; i++) {
        const char *colour = colours[lines % TP_ARRAY_LENGTH(colours)];
        struct tp_bench_line line;
        double exponent;
        if (!is_first(rows, i))
            continue;
        write_line(out, &axes, rows, count, i, colour);
        tp_write_text(out, "<text x='%d' y='%d' fill='%s'>%u finger%s, %s", LEFT + WIDE + 20,
                      TOP + LEGEND_LINE * (int)++lines, colour, rows[i].fingers, rows[i].fingers > 1 ? "s" : "",
                      tp_bench_mode_name(rows[i].mode));
        if (tp_bench_growth_of(rows, count, i, &line, &exponent))
            tp_write_text(out, ": N^%.2f, R&#178; %.4f", exponent, line.r2);
        tp_write_text(out, "</text>\n");
    }
    tp_write_text(out, "</svg>\n");
}
