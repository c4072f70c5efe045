/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures for people: a colour canvas to draw on, and a small SVG writer. Gray images and resampling are public, in
 * <tenprint/image.h>. */
#ifndef TP_IMAGE_IMAGE_H
#define TP_IMAGE_IMAGE_H

#include <tenprint/image.h>

#include "base/base.h"

struct tp_colour {
    uint8_t red, green, blue;
};

/* A minutia to draw; the direction is anticlockwise from the x axis as in struct tp_minutia. */
struct tp_mark {
    float x_px, y_px;
    uint8_t theta_q8;
    bool bifurcation; /* drawn as a square, an ending as a circle */
};

/* ---- canvas (draw.c) -------------------------------------------------------------------------------------------- */

/* 3 bytes (red, green, blue) for each pixel, row-major from the top left. Drawing outside it is cut off. Save it with
 * tp_codec_save_canvas. */
struct tp_canvas {
    uint32_t width_px, height_px;
    uint8_t *pixels; /* width_px * height_px * 3, owned */
};
/* A white canvas. E_LIMIT, E_MEMORY; OUT is then empty. */
TP_NODISCARD tp_status tp_canvas_init(struct tp_canvas *out, uint32_t width_px, uint32_t height_px,
                                      struct tp_diag *diag);
void tp_canvas_deinit(struct tp_canvas *canvas);
/* Copies a gray image with its top left corner at (x, y), which may lie outside. */
void tp_canvas_draw_image(struct tp_canvas *canvas, const struct tp_image *image, int32_t x_px, int32_t y_px);
void tp_canvas_draw_point(struct tp_canvas *canvas, int64_t x_px, int64_t y_px, struct tp_colour colour);
/* Coordinates are pixel centres and cut to +-1 million. */
struct tp_segment {
    float x0_px, y0_px, x1_px, y1_px;
};
void tp_canvas_draw_line(struct tp_canvas *canvas, const struct tp_segment *segment, struct tp_colour colour);
void tp_canvas_draw_circle(struct tp_canvas *canvas, float x_px, float y_px, float radius_px, struct tp_colour colour);
/* A circle or square of radius 3 pixels with a line of 10 pixels in the minutia's direction. */
void tp_canvas_draw_mark(struct tp_canvas *canvas, const struct tp_mark *mark, struct tp_colour colour);

/* ---- SVG (svg.c) ------------------------------------------------------------------------------------------------ */

/* Writes an SVG document into TEXT, which is initialised and sticky: check text->bad at the end. */
void tp_svg_begin(struct tp_buffer *text, uint32_t width_px, uint32_t height_px);
void tp_svg_end(struct tp_buffer *text);
/* An image file as a data URI; PNG holds the encoded bytes (tp_codec_encode_png). */
void tp_svg_image(struct tp_buffer *text, const struct tp_segment *box, const uint8_t *png, size_t png_bytes);
void tp_svg_line(struct tp_buffer *text, const struct tp_segment *segment, struct tp_colour colour);
void tp_svg_mark(struct tp_buffer *text, const struct tp_mark *mark, struct tp_colour colour);
/* One line of text, its baseline starting at (x, y); outlined in white, so that it can be read on an image;
 * special characters are escaped. */
void tp_svg_text(struct tp_buffer *text, float x_px, float y_px, const char *words);

/* Two images beside each other: where the second stands in the picture of both. */
struct tp_side_by_side {
    uint32_t width_px, height_px; /* of the whole picture */
    uint32_t second_x_px;         /* x offset of the second image; both start at y 0 */
};
struct tp_side_by_side tp_side_by_side(uint32_t first_width_px, uint32_t first_height_px, uint32_t second_width_px,
                                       uint32_t second_height_px);

#endif
