/* SPDX-License-Identifier: Apache-2.0 */
/* Extraction: image -> template. */
#include "extract/stages.h"

#include <stdlib.h>
#include <string.h>

struct tp_extractor {
    struct tp_tables tables;
    struct tp_work work;
};

tp_status tp_extractor_new(struct tp_extractor **out, struct tp_diag *diag)
{
    tp_status status = tp_alloc_zero((void **)out, 1, sizeof **out, diag);

    if (!status)
        status = tp_tables_init(&(*out)->tables, diag);
    if (status)
        tp_extractor_free(out);
    return status;
}

void tp_extractor_free(struct tp_extractor **extractor)
{
    if (!*extractor)
        return;
    tp_work_deinit(&(*extractor)->work);
    tp_tables_deinit(&(*extractor)->tables);
    free(*extractor);
    *extractor = NULL;
}

/* The endings of the ridges' skeleton, or of the valleys'. */
static void find_minutiae(struct tp_work *work, enum tp_minutia_type type, const struct tp_tracer *tracer)
{
    bool ridges = type == TP_MINUTIA_ENDING;

    tp_binarise(work, &work->bits[0], ridges);
    if (ridges)
        tp_show_bits(tracer, "binarise", work);
    else
        tp_tracer_mark(tracer, "binarise");
    tp_thin(&work->bits[0], &work->bits[1]);
    tp_trace(work, &work->bits[0]);
    if (ridges)
        tp_show_skeleton(tracer, "thin", work);
    else
        tp_tracer_mark(tracer, "thin");
    tp_repair_skeleton(work);
    tp_collect_endings(work, type);
    tp_tracer_mark(tracer, "minutiae");
}

static void run_stages(struct tp_work *work, const struct tp_tables *tables, const uint8_t *pixels,
                       const struct tp_tracer *tracer, struct tp_template *out)
{
    tp_normalise(work, pixels);
    tp_show_normal(tracer, "normalise", work);
    tp_measure_spectrum(work, tables);
    tp_orient(work);
    tp_show_orientation(tracer, "orientation", work);
    tp_measure_frequency(work, tables);
    tp_show_frequency(tracer, "frequency", work);
    tp_segment(work);
    tp_show_mask(tracer, "segment", work);
    tp_show_ridgeness(tracer, "ridgeness", work);
    tp_enhance(work, tables);
    tp_show_response(tracer, "enhance", work);
    tp_grade_ridges(work);
    tp_show_quality(tracer, "quality", work);
    work->ending_count = 0;
    find_minutiae(work, TP_MINUTIA_ENDING, tracer);
    find_minutiae(work, TP_MINUTIA_BIFURCATION, tracer);
    tp_show_endings(tracer, "minutiae", work);
    tp_filter_endings(work);
    tp_grade_endings(work);
    tp_show_endings(tracer, "filter", work);
    tp_store_minutiae(work, out);
    tp_store_field(work, out);
    out->quality = tp_grade_impression(work, out);
}

/* Extracts an image of 500 ppi. */
static tp_status extract(struct tp_extractor *extractor, const struct tp_image *image,
                         const struct tp_extract_options *options, struct tp_template *out, struct tp_diag *diag)
{
    struct tp_tracer tracer = {0};
    tp_status status;

    if (image->width_px > TP_TEMPLATE_SIDE_MAX_PX || image->height_px > TP_TEMPLATE_SIDE_MAX_PX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "image of %u x %u pixels at 500 ppi, at most %d each way",
                       image->width_px, image->height_px, TP_TEMPLATE_SIDE_MAX_PX);
    out->width_px = (uint16_t)image->width_px;
    out->height_px = (uint16_t)image->height_px;
    out->position = options->position;
    out->impression = options->impression;
    status = tp_work_fit(&extractor->work, image->width_px, image->height_px, diag);
    if (!status)
        status = tp_template_make_field(out, diag);
    if (!status)
        status = tp_tracer_init(&tracer, options, image, diag);
    if (!status)
        run_stages(&extractor->work, &extractor->tables, image->pixels, &tracer, out);
    tp_tracer_deinit(&tracer);
    return status;
}

tp_status tp_extract(struct tp_extractor *extractor, const struct tp_image *image,
                     const struct tp_extract_options *options, struct tp_template *out, struct tp_diag *diag)
{
    const struct tp_extract_options none = {0};
    struct tp_image at_500 = {0};
    float ppi;
    tp_status status = TP_OK;

    tp_template_init(out);
    options = options ? options : &none;
    if (!image->pixels || image->width_px == 0 || image->height_px == 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "an image without pixels");
    if (options->position > TP_POSITION_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "position", -1, "finger position %d, at most 10", options->position);
    ppi = options->ppi > 0 ? options->ppi : image->ppi;
    if (ppi > 0 && (ppi < TP_PPI_STANDARD - 1 || ppi > TP_PPI_STANDARD + 1)) {
        struct tp_image source = *image;
        source.ppi = ppi;
        status = tp_image_resample(&source, TP_PPI_STANDARD, &at_500, diag);
        image = &at_500;
    }
    if (!status)
        status = extract(extractor, image, options, out, diag);
    tp_image_deinit(&at_500);
    if (status)
        tp_template_deinit(out);
    return status;
}
