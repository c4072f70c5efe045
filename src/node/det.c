/* SPDX-License-Identifier: Apache-2.0 */
/* DET curves as an SVG picture. */
#include <math.h>

#include "node/node.h"

/* The plot area in pixels; the axes run from 10^-DECADES to 1. */
enum {
    LEFT = 70,
    TOP = 20,
    SIDE = 480,
    DECADES_FMR = 4,
    DECADES_FNMR = 3,
    LEGEND_LINE = 18,
    WIDTH = 780,
    HEIGHT = 560
};

static const char *const colours[] = {"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e",
                                      "#17becf", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22"};

/* Rates below the axis lie on it. */
static double along(double rate, int decades)
{
    return TP_CLAMP(log10(TP_MAX(rate, 1e-12)) / decades + 1, 0.0, 1.0) * SIDE;
}

static double x_of(double fmr)
{
    return LEFT + along(fmr, DECADES_FMR);
}

static double y_of(double fnmr)
{
    return TOP + SIDE - along(fnmr, DECADES_FNMR);
}

static void write_grid(struct tp_buffer *out)
{
    double rate = 1;

    for (int i = 0; i <= DECADES_FMR; i++, rate /= 10) {
        tp_write_text(out, "<path d='M%.1f %d v%d' stroke='#ccc'/>\n", x_of(rate), TOP, SIDE);
        tp_write_text(out, "<text x='%.1f' y='%d' text-anchor='middle'>%g %%</text>\n", x_of(rate), TOP + SIDE + 18,
                      rate * 100);
        if (i > DECADES_FNMR)
            continue;
        tp_write_text(out, "<path d='M%d %.1f h%d' stroke='#ccc'/>\n", LEFT, y_of(rate), SIDE);
        tp_write_text(out, "<text x='%d' y='%.1f' text-anchor='end'>%g %%</text>\n", LEFT - 6, y_of(rate) + 4,
                      rate * 100);
    }
    tp_write_text(out, "<path d='M%.1f %.1f L%.1f %.1f' stroke='#ccc' stroke-dasharray='4'/>\n", x_of(1e-3), y_of(1e-3),
                  x_of(1), y_of(1));
    tp_write_text(out, "<text x='%d' y='%d' text-anchor='middle'>false match rate</text>\n", LEFT + SIDE / 2,
                  TOP + SIDE + 38);
    tp_write_text(out,
                  "<text transform='translate(16 %d) rotate(-90)' text-anchor='middle'>false non-match rate</text>\n",
                  TOP + SIDE / 2);
}

/* Operating points from the highest threshold down; a threshold that changes nothing gives no point. */
static void write_line(struct tp_buffer *out, const struct tp_accuracy *accuracy, const char *colour)
{
    uint64_t matches = 0, accepted = 0;

    tp_write_text(out, "<path fill='none' stroke-width='2' stroke='%s' d='M%.1f %.1f", colour, x_of(0), y_of(1));
    for (int32_t score = TP_SCORE_MAX; score >= 0; score--) {
        if (!accuracy->mated[score] && !accuracy->nonmated[score])
            continue;
        matches += accuracy->nonmated[score];
        accepted += accuracy->mated[score];
        tp_write_text(out, " L%.1f %.1f", x_of((double)matches / (double)accuracy->nonmated_count),
                      y_of((double)(accuracy->mated_count - accepted) / (double)accuracy->mated_count));
    }
    tp_write_text(out, "'/>\n");
}

static void write_escaped(struct tp_buffer *out, const char *text)
{
    for (; *text; text++)
        if (*text == '<' || *text == '&')
            tp_write_text(out, "&#%d;", *text);
        else
            tp_write_u8(out, (uint8_t)*text);
}

void tp_det_write(struct tp_buffer *out, const struct tp_det_curve *curves, size_t count)
{
    tp_write_text(out,
                  "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' "
                  "font-size='12'>\n<rect width='100%%' height='100%%' fill='white'/>\n",
                  WIDTH, HEIGHT);
    write_grid(out);
    for (size_t i = 0; i < count; i++) {
        const struct tp_accuracy *accuracy = curves[i].accuracy;
        const char *colour = colours[i % TP_ARRAY_LENGTH(colours)];
        int y = TOP + LEGEND_LINE * (int)(i + 1);
        if (accuracy->mated_count && accuracy->nonmated_count)
            write_line(out, accuracy, colour);
        tp_write_text(out, "<text x='%d' y='%d' fill='%s'>", LEFT + SIDE + 20, y, colour);
        write_escaped(out, curves[i].name);
        tp_write_text(out, ": EER %.2f %%</text>\n", 100 * tp_accuracy_eer(accuracy));
    }
    tp_write_text(out, "</svg>\n");
}
