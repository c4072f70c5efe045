/* SPDX-License-Identifier: Apache-2.0 */
/* Extraction: image -> template. */
#ifndef TENPRINT_EXTRACT_H
#define TENPRINT_EXTRACT_H

#include <tenprint/image.h>
#include <tenprint/template.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a stage hands to a trace sink: a picture of its output at the working resolution, or the minutiae so far. */
struct tp_trace_layer {
    /* "normalise", "orientation", "frequency", "segment", "ridgeness", "enhance", "quality", "binarise", "thin",
     * "minutiae", "filter" */
    const char *stage;
    uint32_t width_px, height_px;      /* of pixels */
    const uint8_t *pixels;             /* gray picture, borrowed for the call; NULL when there is none */
    const struct tp_minutia *minutiae; /* borrowed; NULL when there are none */
    uint32_t minutia_count;
};
typedef void tp_trace_fn(void *context, const struct tp_trace_layer *layer);

struct tp_extract_options {
    float ppi;          /* overrides the image's resolution when above 0 */
    uint8_t position;   /* copied into the template */
    uint8_t impression; /* copied into the template */
    tp_trace_fn *trace; /* NULL for none */
    void *trace_context;
    bool trace_stages_only; /* call the sink at the end of each stage, without pictures: what a stage timer wants */
};

/* A worker's reusable memory. One thread at a time; nothing in it influences results. */
struct tp_extractor;

TP_API TP_NODISCARD tp_status tp_extractor_new(struct tp_extractor **out, struct tp_diag *diag);
TP_API void tp_extractor_free(struct tp_extractor **extractor);

/* Extracts the template of IMAGE into OUT, which must not own anything. OPTIONS may be NULL. An image without ridges
 * gives a valid template with few or no minutiae and a low quality. An image of unknown resolution is taken to have
 * 500 ppi; others are resampled. E_LIMIT when the resampled image exceeds TP_TEMPLATE_SIDE_MAX_PX, E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_extract(struct tp_extractor *extractor, const struct tp_image *image,
                                         const struct tp_extract_options *options, struct tp_template *out,
                                         struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
