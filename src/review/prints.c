/* SPDX-License-Identifier: Apache-2.0 */
/* Prints as examiners are shown them. */
#include "review/prints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/extract.h>
#include <tenprint/match.h>

#include "codec/codec.h"

/* ---- which there are -----------------------------------------------------------------------------------------------
 */

static unsigned small_of(const struct tp_json_value *object, const char *member)
{
    int64_t value;

    (void)tp_json_to_integer(tp_json_member(object, member), &value);
    return (unsigned)TP_CLAMP(value, 0, 65535);
}

static void take_print(const struct tp_json_value *value, struct tp_print *out)
{
    const char *media = tp_json_to_text(tp_json_member(value, "media"));

    *out = (struct tp_print){.k = small_of(value, "k"),
                             .position = small_of(value, "position"),
                             .impression = small_of(value, "impression"),
                             .width_px = small_of(value, "width"),
                             .height_px = small_of(value, "height"),
                             .has_image = media && media[0]};
    (void)tp_json_to_number(tp_json_member(value, "ppi"), &out->ppi);
}

static tp_status read_blob(struct tp_exchange *exchange, struct tp_print_list *out, struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    const struct tp_json_value *list;
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status = tp_blob_get(exchange, out->owner, "prints", &data, &size_bytes, diag);

    if (status == TP_OK)
        status = tp_json_parse((const char *)data, size_bytes, &document, diag);
    if (status == TP_OK) {
        list = tp_json_member(tp_json_root(document), "prints");
        out->count = TP_MIN(tp_json_count(list), (size_t)TP_PRINTS_MAX);
        for (size_t i = 0; i < out->count; i++)
            take_print(tp_json_element(list, i), &out->prints[i]);
    }
    tp_json_document_free(&document);
    tp_blob_free(data, size_bytes);
    return status;
}

static void free_templates(struct tp_template *templates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
}

static tp_status read_templates(struct tp_exchange *exchange, struct tp_print_list *out, struct tp_diag *diag)
{
    struct tp_template *templates = NULL;
    size_t count = 0;
    tp_status status = tp_exchange_templates(exchange, out->owner + strlen("subject/"), &templates, &count, diag);

    out->count = status == TP_OK ? TP_MIN(count, (size_t)TP_PRINTS_MAX) : 0;
    for (size_t i = 0; i < out->count; i++) {
        out->prints[i] = (struct tp_print){.k = (unsigned)i,
                                           .position = templates[i].position,
                                           .impression = templates[i].impression,
                                           .width_px = templates[i].width_px,
                                           .height_px = templates[i].height_px,
                                           .ppi = TP_PPI_STANDARD};
    }
    free_templates(templates, status == TP_OK ? count : 0);
    return status;
}

static bool is_subject(const char *owner)
{
    return strncmp(owner, "subject/", strlen("subject/")) == 0;
}

tp_status tp_prints_read(struct tp_exchange *exchange, const char *owner, struct tp_print_list *out,
                         struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    snprintf(out->owner, sizeof out->owner, "%s", owner);
    return is_subject(owner) ? read_templates(exchange, out, diag) : read_blob(exchange, out, diag);
}

const struct tp_print *tp_prints_find(const struct tp_print_list *list, int64_t k)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->prints[i].k == k)
            return &list->prints[i];
    }
    return NULL;
}

void tp_prints_write(const struct tp_print_list *list, struct tp_json *out)
{
    tp_json_list(out, "prints");
    for (size_t i = 0; i < list->count; i++) {
        const struct tp_print *print = &list->prints[i];

        tp_json_object(out, NULL);
        tp_json_integer(out, "print", print->k);
        tp_json_integer(out, "position", print->position);
        tp_json_integer(out, "impression", print->impression);
        tp_json_integer(out, "width", print->width_px);
        tp_json_integer(out, "height", print->height_px);
        tp_json_number(out, "ppi", print->ppi);
        tp_json_flag(out, "image", print->has_image);
        tp_json_close(out);
    }
    tp_json_close(out);
}

/* ---- pictures ------------------------------------------------------------------------------------------------------
 */

static tp_status read_image(struct tp_exchange *exchange, const struct tp_print_list *list,
                            const struct tp_print *print, struct tp_image *out, struct tp_diag *diag)
{
    char name[32];
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status;

    *out = (struct tp_image){0};
    if (!print->has_image)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "of this print there is a template only: ask for its minutiae");
    snprintf(name, sizeof name, "print/%u/image", print->k);
    status = tp_blob_get(exchange, list->owner, name, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_codec_decode(data, size_bytes, NULL, out, diag);
    if (status == TP_OK && print->ppi > 0)
        out->ppi = (float)print->ppi;
    tp_blob_free(data, size_bytes);
    return status;
}

tp_status tp_print_image(struct tp_exchange *exchange, const struct tp_print_list *list, const struct tp_print *print,
                         struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_image image;
    tp_status status = read_image(exchange, list, print, &image, diag);

    if (status == TP_OK)
        status = tp_codec_encode_png(&image, out, diag);
    tp_image_deinit(&image);
    return status;
}

struct viewing {
    const char *stage;
    struct tp_buffer *out;
    tp_status status;
    struct tp_diag *diag;
};

static void keep_view(void *context, const struct tp_trace_layer *layer)
{
    struct viewing *viewing = context;
    struct tp_image image = {.width_px = layer->width_px, .height_px = layer->height_px, .ppi = TP_PPI_STANDARD};

    if (strcmp(layer->stage, viewing->stage) != 0 || !layer->pixels || viewing->status != TP_E_NOT_FOUND)
        return;
    viewing->status = tp_image_init(&image, layer->width_px, layer->height_px, TP_PPI_STANDARD, viewing->diag);
    if (viewing->status != TP_OK)
        return;
    memcpy(image.pixels, layer->pixels, (size_t)layer->width_px * layer->height_px);
    viewing->status = tp_codec_encode_png(&image, viewing->out, viewing->diag);
    tp_image_deinit(&image);
}

static tp_status extract(const struct tp_image *image, const struct tp_extract_options *options,
                         struct tp_template *out, struct tp_diag *diag)
{
    struct tp_extractor *extractor;
    tp_status status = tp_extractor_new(&extractor, diag);

    tp_template_init(out);
    if (status == TP_OK)
        status = tp_extract(extractor, image, options, out, diag);
    tp_extractor_free(&extractor);
    return status;
}

tp_status tp_print_view(struct tp_exchange *exchange, const struct tp_print_list *list, const struct tp_print *print,
                        const char *stage, struct tp_buffer *out, struct tp_diag *diag)
{
    struct viewing viewing = {.stage = stage, .out = out, .status = TP_E_NOT_FOUND, .diag = diag};
    const struct tp_extract_options options = {.trace = keep_view, .trace_context = &viewing};
    struct tp_template ignored;
    struct tp_image image;
    tp_status status = read_image(exchange, list, print, &image, diag);

    tp_template_init(&ignored);
    if (status == TP_OK)
        status = extract(&image, &options, &ignored, diag);
    if (status == TP_OK)
        status = viewing.status;
    if (status == TP_E_NOT_FOUND)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no view %.32s", stage);
    tp_template_deinit(&ignored);
    tp_image_deinit(&image);
    return status;
}

/* ---- templates -----------------------------------------------------------------------------------------------------
 */

static tp_status stored_template(struct tp_exchange *exchange, const struct tp_print_list *list, unsigned k,
                                 struct tp_template *out, struct tp_diag *diag)
{
    struct tp_template *templates = NULL;
    size_t count = 0;
    tp_status status = tp_exchange_templates(exchange, list->owner + strlen("subject/"), &templates, &count, diag);

    if (status == TP_OK && k >= count)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no print %u", k);
    if (status == TP_OK)
        status = tp_template_copy(&templates[k], out, diag);
    free_templates(templates, count);
    return status;
}

tp_status tp_print_template(struct tp_exchange *exchange, const struct tp_print_list *list,
                            const struct tp_print *print, struct tp_template *out, struct tp_diag *diag)
{
    char name[32];
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status;

    tp_template_init(out);
    if (is_subject(list->owner))
        return stored_template(exchange, list, print->k, out, diag);
    snprintf(name, sizeof name, "print/%u/template", print->k);
    status = tp_blob_get(exchange, list->owner, name, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_template_decode(data, size_bytes, 0, out, NULL, diag);
    tp_blob_free(data, size_bytes);
    return status;
}

static const char *type_code(uint8_t type)
{
    return type == TP_MINUTIA_ENDING ? "ending" : type == TP_MINUTIA_BIFURCATION ? "bifurcation" : "other";
}

void tp_minutiae_write(const struct tp_template *tmpl, struct tp_json *out)
{
    tp_json_integer(out, "width", tmpl->width_px);
    tp_json_integer(out, "height", tmpl->height_px);
    tp_json_list(out, "minutiae");
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *minutia = &tmpl->minutiae[i];

        tp_json_object(out, NULL);
        tp_json_integer(out, "x", minutia->x_px);
        tp_json_integer(out, "y", minutia->y_px);
        tp_json_number(out, "angle", minutia->theta_q8 * 360.0 / 256);
        tp_json_text(out, "type", type_code(minutia->type));
        tp_json_integer(out, "quality", minutia->quality);
        tp_json_close(out);
    }
    tp_json_close(out);
}

static void write_detail(const struct tp_match_detail *detail, struct tp_json *out)
{
    tp_json_integer(out, "score", detail->score);
    tp_json_list(out, "pairs");
    for (uint32_t i = 0; i < detail->pair_count; i++) {
        tp_json_object(out, NULL);
        tp_json_integer(out, "probe", detail->pairs[i].probe);
        tp_json_integer(out, "candidate", detail->pairs[i].candidate);
        tp_json_close(out);
    }
    tp_json_close(out);
}

tp_status tp_pairs_write(const struct tp_template *probe, const struct tp_template *candidate, struct tp_json *out,
                         struct tp_diag *diag)
{
    struct tp_features *a = NULL, *b = NULL;
    struct tp_matcher *matcher = NULL;
    struct tp_match_detail detail;
    tp_status status = tp_features_new(probe, &a, diag);

    if (status == TP_OK)
        status = tp_features_new(candidate, &b, diag);
    if (status == TP_OK)
        status = tp_matcher_new(&matcher, diag);
    if (status == TP_OK) {
        tp_match_detail(matcher, a, b, &detail);
        write_detail(&detail, out);
    }
    tp_matcher_free(&matcher);
    tp_features_free(&a);
    tp_features_free(&b);
    return status;
}
