/* SPDX-License-Identifier: Apache-2.0 */
/* A small SVG 1.1 writer: images, lines, minutia marks and words. */
#include "image/image.h"

enum { MARK_RADIUS_PX = 3, MARK_LENGTH_PX = 10, GAP_PX = 16 };

/* Writes a number with two decimals without the locale's decimal sign. */
static void write_number(struct tp_buffer *text, float value)
{
    float near = value >= -1e6f ? TP_MIN(value, 1e6f) : -1e6f; /* NaN too */
    int32_t hundredths = (int32_t)(near * 100.0f + (near < 0 ? -0.5f : 0.5f));
    uint32_t size = (uint32_t)(hundredths < 0 ? -hundredths : hundredths);

    tp_write_text(text, "%s%u", hundredths < 0 ? "-" : "", size / 100);
    if (size % 100)
        tp_write_text(text, ".%02u", size % 100);
}

static void write_attribute(struct tp_buffer *text, const char *name, float value)
{
    tp_write_text(text, " %s=\"", name);
    write_number(text, value);
    tp_write_text(text, "\"");
}

static void write_stroke(struct tp_buffer *text, struct tp_colour colour)
{
    tp_write_text(text, " stroke=\"#%02x%02x%02x\"/>\n", colour.red, colour.green, colour.blue);
}

void tp_svg_begin(struct tp_buffer *text, uint32_t width_px, uint32_t height_px)
{
    tp_write_text(text,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                  "width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n"
                  "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
                  "<g fill=\"none\" stroke-width=\"1.5\">\n",
                  width_px, height_px, width_px, height_px);
}

void tp_svg_end(struct tp_buffer *text)
{
    tp_write_text(text, "</g>\n</svg>\n");
}

void tp_svg_image(struct tp_buffer *text, const struct tp_segment *box, const uint8_t *png, size_t png_bytes)
{
    tp_write_text(text, "<image");
    write_attribute(text, "x", box->x0_px);
    write_attribute(text, "y", box->y0_px);
    write_attribute(text, "width", box->x1_px - box->x0_px);
    write_attribute(text, "height", box->y1_px - box->y0_px);
    tp_write_text(text, " xlink:href=\"data:image/png;base64,");
    tp_base64_encode(png, png_bytes, text);
    tp_write_text(text, "\"/>\n");
}

void tp_svg_line(struct tp_buffer *text, const struct tp_segment *segment, struct tp_colour colour)
{
    tp_write_text(text, "<line");
    write_attribute(text, "x1", segment->x0_px);
    write_attribute(text, "y1", segment->y0_px);
    write_attribute(text, "x2", segment->x1_px);
    write_attribute(text, "y2", segment->y1_px);
    write_stroke(text, colour);
}

static void write_square(struct tp_buffer *text, const struct tp_mark *mark, struct tp_colour colour)
{
    tp_write_text(text, "<rect");
    write_attribute(text, "x", mark->x_px - MARK_RADIUS_PX);
    write_attribute(text, "y", mark->y_px - MARK_RADIUS_PX);
    write_attribute(text, "width", 2 * MARK_RADIUS_PX);
    write_attribute(text, "height", 2 * MARK_RADIUS_PX);
    write_stroke(text, colour);
}

static void write_circle(struct tp_buffer *text, const struct tp_mark *mark, struct tp_colour colour)
{
    tp_write_text(text, "<circle");
    write_attribute(text, "cx", mark->x_px);
    write_attribute(text, "cy", mark->y_px);
    write_attribute(text, "r", MARK_RADIUS_PX);
    write_stroke(text, colour);
}

void tp_svg_mark(struct tp_buffer *text, const struct tp_mark *mark, struct tp_colour colour)
{
    float angle_rad = tp_angle_from_q8(mark->theta_q8);
    float cosine = tp_cos(angle_rad), sine = -tp_sin(angle_rad);

    if (mark->bifurcation)
        write_square(text, mark, colour);
    else
        write_circle(text, mark, colour);
    tp_svg_line(text,
                &(struct tp_segment){mark->x_px + cosine * MARK_RADIUS_PX, mark->y_px + sine * MARK_RADIUS_PX,
                                     mark->x_px + cosine * MARK_LENGTH_PX, mark->y_px + sine * MARK_LENGTH_PX},
                colour);
}

/* XML's special characters as references; control characters, which XML forbids, as question marks. */
static void write_escaped(struct tp_buffer *text, const char *words)
{
    for (; *words; words++) {
        unsigned char c = (unsigned char)*words;

        if (c == '<' || c == '>' || c == '&' || c == '"')
            tp_write_text(text, "&#%u;", c);
        else
            tp_write_u8(text, c < ' ' ? '?' : c);
    }
}

void tp_svg_text(struct tp_buffer *text, float x_px, float y_px, const char *words)
{
    tp_write_text(text, "<text");
    write_attribute(text, "x", x_px);
    write_attribute(text, "y", y_px);
    tp_write_text(text, " font-family=\"sans-serif\" font-size=\"14\" fill=\"#000\" stroke=\"#fff\" stroke-width=\"3\" "
                        "paint-order=\"stroke\">");
    write_escaped(text, words);
    tp_write_text(text, "</text>\n");
}

struct tp_side_by_side tp_side_by_side(uint32_t first_width_px, uint32_t first_height_px, uint32_t second_width_px,
                                       uint32_t second_height_px)
{
    return (struct tp_side_by_side){first_width_px + GAP_PX + second_width_px,
                                    TP_MAX(first_height_px, second_height_px), first_width_px + GAP_PX};
}
