/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing on a colour canvas. Everything outside the canvas is cut off; no coordinate can do harm. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/image.h"

enum { MARK_RADIUS_PX = 3, MARK_LENGTH_PX = 10 };

tp_status tp_canvas_init(struct tp_canvas *out, uint32_t width_px, uint32_t height_px, struct tp_diag *diag)
{
    tp_status status;
    void *pixels;

    memset(out, 0, sizeof *out);
    if (width_px < 1 || height_px < 1 || width_px > UINT16_MAX || height_px > UINT16_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "a canvas of %u x %u pixels; each side must lie in 1..65535",
                       width_px, height_px);
    status = tp_alloc(&pixels, (size_t)width_px * height_px, 3, diag);
    if (status != TP_OK)
        return status;
    memset(pixels, 255, (size_t)width_px * height_px * 3);
    *out = (struct tp_canvas){width_px, height_px, pixels};
    return TP_OK;
}

void tp_canvas_deinit(struct tp_canvas *canvas)
{
    free(canvas->pixels);
    memset(canvas, 0, sizeof *canvas);
}

void tp_canvas_draw_point(struct tp_canvas *canvas, int64_t x_px, int64_t y_px, struct tp_colour colour)
{
    if (x_px < 0 || y_px < 0 || x_px >= canvas->width_px || y_px >= canvas->height_px)
        return;
    memcpy(canvas->pixels + ((size_t)y_px * canvas->width_px + (size_t)x_px) * 3,
           (const uint8_t[3]){colour.red, colour.green, colour.blue}, 3);
}

void tp_canvas_draw_image(struct tp_canvas *canvas, const struct tp_image *image, int32_t x_px, int32_t y_px)
{
    for (uint32_t y = 0; y < image->height_px; y++)
        for (uint32_t x = 0; x < image->width_px; x++) {
            uint8_t gray = image->pixels[(size_t)y * image->width_px + x];
            tp_canvas_draw_point(canvas, (int64_t)x_px + x, (int64_t)y_px + y, (struct tp_colour){gray, gray, gray});
        }
}

/* The nearest pixel; NaN and far values end at the bounds. */
static int64_t to_pixel(float x)
{
    return x >= -1e6f ? x <= 1e6f ? (int64_t)floorf(x + 0.5f) : 1000000 : -1000000;
}

void tp_canvas_draw_line(struct tp_canvas *canvas, const struct tp_segment *segment, struct tp_colour colour)
{
    int64_t x0 = to_pixel(segment->x0_px), y0 = to_pixel(segment->y0_px);
    int64_t dx = to_pixel(segment->x1_px) - x0, dy = to_pixel(segment->y1_px) - y0;
    int64_t steps = TP_MAX(llabs(dx), llabs(dy));

    /* 2 * |d| * i + steps stays far inside 64 bits; adding 2 * steps keeps the dividend positive, so it rounds. */
    for (int64_t i = 0; i <= steps; i++) {
        int64_t round_x = steps ? (2 * dx * i + steps + 2 * steps * llabs(dx)) / (2 * steps) - llabs(dx) : 0;
        int64_t round_y = steps ? (2 * dy * i + steps + 2 * steps * llabs(dy)) / (2 * steps) - llabs(dy) : 0;
        tp_canvas_draw_point(canvas, x0 + round_x, y0 + round_y, colour);
    }
}

/* The midpoint algorithm: one octant, mirrored. */
void tp_canvas_draw_circle(struct tp_canvas *canvas, float x_px, float y_px, float radius_px, struct tp_colour colour)
{
    int64_t cx = to_pixel(x_px), cy = to_pixel(y_px);
    int64_t x = TP_CLAMP(to_pixel(radius_px), 0, 100000), y = 0;
    int64_t error = 1 - x;

    while (y <= x) {
        for (int mirror = 0; mirror < 8; mirror++) {
            int64_t u = mirror & 4 ? y : x, v = mirror & 4 ? x : y;
            tp_canvas_draw_point(canvas, cx + (mirror & 1 ? -u : u), cy + (mirror & 2 ? -v : v), colour);
        }
        y++;
        error += error < 0 ? 2 * y + 1 : 2 * (y - --x) + 1;
    }
}

static void draw_square(struct tp_canvas *canvas, float x_px, float y_px, float radius_px, struct tp_colour colour)
{
    float left = x_px - radius_px, right = x_px + radius_px, top = y_px - radius_px, bottom = y_px + radius_px;

    tp_canvas_draw_line(canvas, &(struct tp_segment){left, top, right, top}, colour);
    tp_canvas_draw_line(canvas, &(struct tp_segment){left, bottom, right, bottom}, colour);
    tp_canvas_draw_line(canvas, &(struct tp_segment){left, top, left, bottom}, colour);
    tp_canvas_draw_line(canvas, &(struct tp_segment){right, top, right, bottom}, colour);
}

void tp_canvas_draw_mark(struct tp_canvas *canvas, const struct tp_mark *mark, struct tp_colour colour)
{
    float angle_rad = tp_angle_from_q8(mark->theta_q8);
    float cosine = tp_cos(angle_rad), sine = -tp_sin(angle_rad);

    if (mark->bifurcation)
        draw_square(canvas, mark->x_px, mark->y_px, MARK_RADIUS_PX, colour);
    else
        tp_canvas_draw_circle(canvas, mark->x_px, mark->y_px, MARK_RADIUS_PX, colour);
    tp_canvas_draw_line(canvas,
                        &(struct tp_segment){mark->x_px + cosine * MARK_RADIUS_PX, mark->y_px + sine * MARK_RADIUS_PX,
                                             mark->x_px + cosine * MARK_LENGTH_PX, mark->y_px + sine * MARK_LENGTH_PX},
                        colour);
}
