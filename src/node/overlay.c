/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of impressions with their minutiae, and of two impressions with what a comparison paired. */
#include <string.h>
#include <strings.h>

#include "codec/codec.h"
#include "image/image.h"
#include "node/node.h"

static const struct tp_colour ending_colour = {214, 39, 40}, bifurcation_colour = {31, 119, 180},
                              paired_colour = {20, 140, 40}, alone_colour = {235, 110, 0};
enum { CAPTION_PX = 24, CAPTION_MARGIN_PX = 8 };

bool tp_path_has_extension(const char *path, const char *extension)
{
    size_t length = strlen(path), tail = strlen(extension);

    return length > tail && strcasecmp(path + length - tail, extension) == 0;
}

/* The image at 500 ppi, where minutiae have their coordinates; a white one for a side without image. */
static tp_status image_at_500(const struct tp_overlay_side *side, struct tp_image *out, struct tp_diag *diag)
{
    struct tp_image source;

    if (!side->image->pixels)
        return tp_image_init(out, TP_MAX(side->tmpl->width_px, 1), TP_MAX(side->tmpl->height_px, 1), TP_PPI_STANDARD,
                             diag);
    source = *side->image;
    source.ppi = side->ppi;
    return tp_image_resample(&source, TP_PPI_STANDARD, out, diag);
}

static struct tp_mark mark_of(const struct tp_minutia *minutia, uint32_t shift_px)
{
    return (struct tp_mark){.x_px = (float)(minutia->x_px + shift_px),
                            .y_px = (float)minutia->y_px,
                            .theta_q8 = minutia->theta_q8,
                            .bifurcation = minutia->type == TP_MINUTIA_BIFURCATION};
}

static struct tp_colour colour_of(const struct tp_minutia *minutia)
{
    return minutia->type == TP_MINUTIA_BIFURCATION ? bifurcation_colour : ending_colour;
}

static tp_status save_png(const struct tp_image *image, const struct tp_template *tmpl, const char *path,
                          struct tp_diag *diag)
{
    struct tp_canvas canvas;
    tp_status status = tp_canvas_init(&canvas, image->width_px, image->height_px, diag);

    if (status != TP_OK)
        return status;
    tp_canvas_draw_image(&canvas, image, 0, 0);
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        struct tp_mark mark = mark_of(&tmpl->minutiae[i], 0);
        tp_canvas_draw_mark(&canvas, &mark, colour_of(&tmpl->minutiae[i]));
    }
    status = tp_codec_save_canvas(&canvas, path, diag);
    tp_canvas_deinit(&canvas);
    return status;
}

static tp_status svg_image(struct tp_buffer *svg, const struct tp_image *image, uint32_t shift_px, struct tp_diag *diag)
{
    const struct tp_segment box = {(float)shift_px, 0, (float)(shift_px + image->width_px), (float)image->height_px};
    struct tp_buffer png;
    tp_status status;

    tp_buffer_init(&png);
    status = tp_codec_encode_png(image, &png, diag);
    if (status == TP_OK)
        tp_svg_image(svg, &box, png.data, png.size_bytes);
    tp_buffer_deinit(&png);
    return status;
}

static tp_status save_svg(struct tp_buffer *svg, const char *path, struct tp_diag *diag)
{
    tp_svg_end(svg);
    if (svg->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a picture");
    return tp_file_write(path, svg->data, svg->size_bytes, diag);
}

static tp_status impression_svg(const struct tp_image *image, const struct tp_template *tmpl, const char *path,
                                struct tp_diag *diag)
{
    struct tp_buffer svg;
    tp_status status;

    tp_buffer_init(&svg);
    tp_svg_begin(&svg, image->width_px, image->height_px);
    status = svg_image(&svg, image, 0, diag);
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        struct tp_mark mark = mark_of(&tmpl->minutiae[i], 0);
        tp_svg_mark(&svg, &mark, colour_of(&tmpl->minutiae[i]));
    }
    if (status == TP_OK)
        status = save_svg(&svg, path, diag);
    tp_buffer_deinit(&svg);
    return status;
}

tp_status tp_overlay_impression(const struct tp_overlay_side *side, const char *path, struct tp_diag *diag)
{
    struct tp_image image = {0};
    bool svg = tp_path_has_extension(path, ".svg");
    tp_status status;

    if (!svg && !tp_path_has_extension(path, ".png"))
        return tp_fail(diag, TP_E_ARGUMENT, path, -1, "a picture of an impression is a .png or .svg file");
    status = image_at_500(side, &image, diag);
    if (status == TP_OK)
        status = svg ? impression_svg(&image, side->tmpl, path, diag) : save_png(&image, side->tmpl, path, diag);
    tp_image_deinit(&image);
    return status;
}

static void draw_marks(struct tp_buffer *svg, const struct tp_template *tmpl, const bool *paired, uint32_t shift_px)
{
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        struct tp_mark mark = mark_of(&tmpl->minutiae[i], shift_px);
        tp_svg_mark(svg, &mark, paired[i] ? paired_colour : alone_colour);
    }
}

static void draw_pairs(struct tp_buffer *svg, const struct tp_template *probe, const struct tp_template *candidate,
                       const struct tp_match_detail *detail, uint32_t shift_px)
{
    bool paired[2][TP_MINUTIAE_MAX] = {{false}};

    for (uint32_t i = 0; i < detail->pair_count; i++) {
        const struct tp_match_pair *pair = &detail->pairs[i];
        const struct tp_minutia *a = &probe->minutiae[pair->probe], *b = &candidate->minutiae[pair->candidate];
        const struct tp_segment line = {(float)a->x_px, (float)a->y_px, (float)(b->x_px + shift_px), (float)b->y_px};
        tp_svg_line(svg, &line, paired_colour);
        paired[0][pair->probe] = paired[1][pair->candidate] = true;
    }
    draw_marks(svg, probe, paired[0], 0);
    draw_marks(svg, candidate, paired[1], shift_px);
}

static tp_status match_svg(const struct tp_overlay_side *const sides[2], const struct tp_image *images,
                           const struct tp_match_detail *detail, const char *path, struct tp_diag *diag)
{
    const struct tp_side_by_side place =
        tp_side_by_side(images[0].width_px, images[0].height_px, images[1].width_px, images[1].height_px);
    const float baseline_px = (float)(place.height_px + CAPTION_PX - CAPTION_MARGIN_PX);
    struct tp_buffer svg;
    char caption[300];
    tp_status status;

    tp_buffer_init(&svg);
    tp_svg_begin(&svg, place.width_px, place.height_px + CAPTION_PX);
    tp_write_text(&svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
    status = svg_image(&svg, &images[0], 0, diag);
    if (status == TP_OK)
        status = svg_image(&svg, &images[1], place.second_x_px, diag);
    draw_pairs(&svg, sides[0]->tmpl, sides[1]->tmpl, detail, place.second_x_px);
    snprintf(caption, sizeof caption, "%.200s: score %d, %u pairs", sides[0]->label, detail->score, detail->pair_count);
    tp_svg_text(&svg, CAPTION_MARGIN_PX, baseline_px, caption);
    tp_svg_text(&svg, (float)(place.second_x_px + CAPTION_MARGIN_PX), baseline_px, sides[1]->label);
    if (status == TP_OK)
        status = save_svg(&svg, path, diag);
    tp_buffer_deinit(&svg);
    return status;
}

tp_status tp_overlay_match(const struct tp_overlay_side *probe, const struct tp_overlay_side *candidate,
                           const struct tp_match_detail *detail, const char *path, struct tp_diag *diag)
{
    const struct tp_overlay_side *const sides[2] = {probe, candidate};
    struct tp_image images[2] = {{0}};
    tp_status status;

    if (!tp_path_has_extension(path, ".svg"))
        return tp_fail(diag, TP_E_ARGUMENT, path, -1, "a picture of a comparison is a .svg file");
    status = image_at_500(probe, &images[0], diag);
    if (status == TP_OK)
        status = image_at_500(candidate, &images[1], diag);
    if (status == TP_OK)
        status = match_svg(sides, images, detail, path, diag);
    tp_image_deinit(&images[0]);
    tp_image_deinit(&images[1]);
    return status;
}
