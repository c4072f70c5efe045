/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint extract */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/format.h"
#include "cli/impression.h"

/* Writes the layers of the trace into a folder: NN_stage.png. */
struct trace {
    const char *folder;
    const struct tp_image *image; /* minutiae are drawn over it */
    float ppi;
    unsigned layers;
    tp_status status; /* of the first layer that failed */
    struct tp_diag *diag;
};

static tp_status save_layer(const struct trace *trace, const struct tp_trace_layer *layer, const char *path)
{
    struct tp_image picture = {.width_px = layer->width_px, .height_px = layer->height_px, .ppi = TP_PPI_STANDARD};
    struct tp_template marks;
    const struct tp_overlay_side side = {.image = trace->image, .ppi = trace->ppi, .tmpl = &marks};
    tp_status status;

    if (layer->pixels) {
        status = tp_image_init(&picture, layer->width_px, layer->height_px, TP_PPI_STANDARD, trace->diag);
        if (status == TP_OK) {
            memcpy(picture.pixels, layer->pixels, (size_t)layer->width_px * layer->height_px);
            status = tp_codec_save(&picture, path, trace->diag);
        }
        tp_image_deinit(&picture);
        return status;
    }
    tp_template_init(&marks);
    marks.minutia_count = (uint8_t)TP_MIN(layer->minutia_count, (uint32_t)TP_MINUTIAE_MAX);
    memcpy(marks.minutiae, layer->minutiae, marks.minutia_count * sizeof *layer->minutiae);
    return tp_overlay_impression(&side, path, trace->diag);
}

static void take_layer(void *context, const struct tp_trace_layer *layer)
{
    struct trace *trace = context;
    char path[4096];

    if (trace->status != TP_OK)
        return;
    snprintf(path, sizeof path, "%s/%02u_%s.png", trace->folder, ++trace->layers, layer->stage);
    trace->status = save_layer(trace, layer, path);
}

/* Extracts once more, with the trace. */
static tp_status write_trace(struct tp_extractor *extractor, const struct tp_cli_impression *impression,
                             const char *folder, struct tp_diag *diag)
{
    struct trace trace = {
        .folder = folder, .image = &impression->source.image, .ppi = impression->source.ppi, .diag = diag};
    const struct tp_extract_options options = {
        .ppi = impression->source.ppi, .trace = take_layer, .trace_context = &trace};
    struct tp_template tmpl;
    tp_status status;

    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot make the folder: %s", strerror(errno)),
                               folder);
    status = tp_extract(extractor, &impression->source.image, &options, &tmpl, diag);
    tp_template_deinit(&tmpl);
    return status == TP_OK ? trace.status : status;
}

static tp_status write_template(const struct tp_template *tmpl, const char *format_name, const char *path,
                                struct tp_diag *diag)
{
    enum tp_template_format format = TP_FORMAT_NATIVE;
    uint8_t *data = NULL;
    size_t size_bytes;
    tp_status status = format_name ? tp_format_by_name(format_name, &format, diag) : TP_OK;

    if (status == TP_OK && path)
        status = tp_template_encode(tmpl, format, &data, &size_bytes, diag);
    if (status == TP_OK && path)
        status = tp_file_write(path, data, size_bytes, diag);
    free(data);
    return status;
}

static tp_status print_json(const struct tp_cli_impression *impression, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_cli_impression_json(impression, true, json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status extract(const struct tp_arguments *arguments, struct tp_extractor *extractor,
                         struct tp_cli_impression *impression, struct tp_diag *diag)
{
    const char *overlay = tp_option_text(arguments, "overlay"), *trace = tp_option_text(arguments, "trace");
    float ppi = (float)tp_option_number(arguments, "ppi", 0);
    tp_status status = tp_cli_impression_load(extractor, arguments->positional[0], ppi, impression, diag);

    if (status != TP_OK)
        return status;
    if (impression->source.is_template)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "is a template, an image is expected"),
                               impression->path);
    status = write_template(&impression->tmpl, tp_option_text(arguments, "format"), tp_option_text(arguments, "output"),
                            diag);
    if (status == TP_OK && overlay) {
        const struct tp_overlay_side side = tp_cli_impression_side(impression);
        status = tp_overlay_impression(&side, overlay, diag);
    }
    if (status == TP_OK && trace)
        status = write_trace(extractor, impression, trace, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = print_json(impression, diag);
    else if (status == TP_OK)
        tp_cli_impression_print(impression, stdout);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_cli_impression impression = {0};
    struct tp_extractor *extractor;
    tp_status status = tp_extractor_new(&extractor, diag);

    if (status == TP_OK)
        status = extract(arguments, extractor, &impression, diag);
    tp_cli_impression_deinit(&impression);
    tp_extractor_free(&extractor);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_PPI,
    TP_OPTION_FORMAT("encoding of the output: native (default), iso (ISO/IEC 19794-2:2005) or incits (378-2004)"),
    {"output", 'o', TP_OPTION_TEXT, "FILE", "write the template", 0, 0},
    {"overlay", 0, TP_OPTION_TEXT, "FILE", "draw the minutiae over the image (.png or .svg)", 0, 0},
    {"trace", 0, TP_OPTION_TEXT, "DIR", "write a picture of each stage's output", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_extract = {
    .name = "extract",
    .synopsis = "IMAGE [OPTION]...",
    .summary = "find the minutiae of an image",
    .description = "Extracts the template of one impression from an image (PNG, PGM, BMP, TIFF, JPEG, JPEG 2000, WSQ, "
                   "or a finger image "
                   "record of ISO/IEC 19794-4) and prints how many minutiae it has and its quality (0 to 100). An "
                   "image whose file says no resolution is taken to have 500 ppi, which is "
                   "said.\n\n"
                   "An image without ridges gives a template with few or no minutiae and a low quality.",
    .example = "tenprint extract thumb.png -o thumb.tpt --overlay thumb.svg\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
