/* SPDX-License-Identifier: Apache-2.0 */
/* Prints on their way between nodes: one of each finger, as features or as images, and nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>
#include <tenprint/extract.h>

#include "partner/parts.h"

enum { PRINT_MAX_BYTES = 2 << 20, PPI_MIN = 50, PPI_MAX = 5000, POSITIONS = TP_POSITION_MAX + 1 };

void tp_wire_prints_deinit(struct tp_wire_prints *prints)
{
    for (size_t i = 0; i < prints->count; i++) {
        if (prints->items[i].data.data)
            tp_wipe(prints->items[i].data.data, prints->items[i].data.capacity_bytes);
        tp_buffer_deinit(&prints->items[i].data);
    }
    prints->count = 0;
}

/* ---- a booking's prints ------------------------------------------------------------------------------------------ */

static int64_t integer_of(const struct tp_json_value *object, const char *name, int64_t otherwise)
{
    const struct tp_json_value *member = tp_json_member(object, name);
    int64_t value;

    return member && tp_json_to_integer(member, &value) ? value : otherwise;
}

static bool is_rolled(int64_t impression)
{
    return impression == TP_IMPRESSION_LIVE_ROLLED || impression == TP_IMPRESSION_INK_ROLLED;
}

/* A rolled print shows more than a flat one; among equals the clearer. */
static int64_t worth(const struct tp_json_value *print)
{
    int64_t quality = integer_of(print, "quality", TP_QUALITY_UNKNOWN);

    return (is_rolled(integer_of(print, "impression", -1)) ? 1000 : 0) + (quality > 100 ? 0 : quality);
}

/* Of each finger the print to be sent; NULL for none. */
static void choose(const struct tp_json_value *list, bool images, const struct tp_json_value *out[POSITIONS])
{
    memset(out, 0, sizeof out[0] * POSITIONS);
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const struct tp_json_value *print = tp_json_element(list, i);
        int64_t position = integer_of(print, "position", -1);
        char media[32];

        tp_message_text(print, "media", media, sizeof media);
        if (position < 1 || position >= POSITIONS || (images && !media[0]))
            continue;
        if (!out[position] || worth(print) > worth(out[position]))
            out[position] = print;
    }
}

static tp_status load_print(struct tp_exchange *exchange, const char *owner, int material,
                            const struct tp_json_value *print, struct tp_wire_print *out, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    char name[64];
    tp_status status;

    snprintf(name, sizeof name, "print/%d/%s", (int)integer_of(print, "k", 0),
             material == TP_MATERIAL_IMAGES ? "image" : "template");
    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->data);
    out->position = (uint8_t)integer_of(print, "position", 0);
    out->impression = (uint8_t)integer_of(print, "impression", 0);
    out->quality = (uint8_t)integer_of(print, "quality", TP_QUALITY_UNKNOWN);
    out->ppi = integer_of(print, "ppi", TP_PPI_STANDARD);
    if (material == TP_MATERIAL_IMAGES)
        tp_message_text(print, "media", out->media, sizeof out->media);
    status = tp_blob_get(exchange, owner, name, &data, &size_bytes, diag);
    if (status != TP_OK)
        return status;
    tp_write_bytes(&out->data, data, size_bytes);
    tp_blob_free(data, size_bytes);
    return out->data.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

tp_status tp_wire_prints_load(struct tp_exchange *exchange, const char *owner, int material, struct tp_wire_prints *out,
                              struct tp_diag *diag)
{
    const struct tp_json_value *chosen[POSITIONS];
    struct tp_json_document *document = NULL;
    uint8_t *text = NULL;
    size_t size_bytes = 0;
    tp_status status = tp_blob_get(exchange, owner, "prints", &text, &size_bytes, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    status = tp_json_parse((const char *)text, size_bytes, &document, diag);
    tp_blob_free(text, size_bytes);
    if (status != TP_OK)
        return status;
    choose(tp_json_member(tp_json_root(document), "prints"), material == TP_MATERIAL_IMAGES, chosen);
    for (size_t i = 0; status == TP_OK && i < POSITIONS; i++) {
        if (chosen[i])
            status = load_print(exchange, owner, material, chosen[i], &out->items[out->count++], diag);
    }
    tp_json_document_free(&document);
    if (status == TP_OK && out->count == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, "prints", -1, "there is none that could be sent");
    if (status != TP_OK)
        tp_wire_prints_deinit(out);
    return status;
}

/* ---- on the wire ------------------------------------------------------------------------------------------------- */

static void put_bytes(struct tp_json *json, const char *name, const struct tp_buffer *data)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_base64_encode(data->data, data->size_bytes, &text);
    tp_write_u8(&text, 0);
    tp_json_text(json, name, text.bad ? NULL : (const char *)text.data);
    if (text.data)
        tp_wipe(text.data, text.capacity_bytes);
    tp_buffer_deinit(&text);
}

void tp_wire_prints_put(const struct tp_wire_prints *prints, struct tp_json *json)
{
    tp_json_list(json, "prints");
    for (size_t i = 0; i < prints->count; i++) {
        const struct tp_wire_print *print = &prints->items[i];

        tp_json_object(json, NULL);
        tp_json_integer(json, "position", print->position);
        tp_json_integer(json, "impression", print->impression);
        tp_json_integer(json, "quality", print->quality);
        if (print->media[0]) {
            tp_json_integer(json, "ppi", print->ppi);
            tp_json_text(json, "media", print->media);
        }
        put_bytes(json, print->media[0] ? "image" : "template", &print->data);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static bool is_media(const char *media)
{
    static const char *const known[] = {"image/png", "image/x-wsq", "image/jpeg", "image/jp2",
                                        "image/x-jp2-codestream"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++) {
        if (strcmp(known[i], media) == 0)
            return true;
    }
    return false;
}

static tp_status parse_print(const struct tp_json_value *value, int material, struct tp_wire_print *out,
                             struct tp_diag *diag)
{
    const bool image = material == TP_MATERIAL_IMAGES;
    const char *members =
        image ? "position impression quality image media ppi" : "position impression quality template";
    const struct tp_json_value *member = tp_json_member(value, image ? "image" : "template");
    const char *base64 = member ? tp_json_to_text(member) : NULL;
    int64_t position = integer_of(value, "position", -1), impression = integer_of(value, "impression", -1),
            quality = integer_of(value, "quality", -1);

    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->data);
    out->ppi = integer_of(value, "ppi", TP_PPI_STANDARD);
    tp_message_text(value, "media", out->media, sizeof out->media);
    if (tp_json_only(value, members, NULL) != TP_OK || !base64 || strlen(base64) > PRINT_MAX_BYTES / 3 * 4 ||
        position < 1 || position >= POSITIONS || impression < 0 || impression > UINT8_MAX || quality < 0 ||
        quality > UINT8_MAX || image != is_media(out->media) || out->ppi < PPI_MIN || out->ppi > PPI_MAX)
        return tp_fail(diag, TP_E_FORMAT, "prints", -1,
                       "must be prints of fingers, with position, impression, quality and the material");
    out->position = (uint8_t)position;
    out->impression = (uint8_t)impression;
    out->quality = (uint8_t)quality;
    if (tp_base64_decode(base64, &out->data, diag) != TP_OK || out->data.size_bytes == 0)
        return tp_fail(diag, TP_E_FORMAT, "prints", -1, "a print is not written in base64");
    return TP_OK;
}

tp_status tp_wire_prints_parse(const struct tp_json_value *list, int material, struct tp_wire_prints *out,
                               struct tp_diag *diag)
{
    bool seen[POSITIONS] = {false};
    tp_status status = TP_OK;

    memset(out, 0, sizeof *out);
    if (!list || tp_json_kind(list) != TP_JSON_LIST || tp_json_count(list) == 0 ||
        tp_json_count(list) > TP_POSITION_MAX)
        return tp_fail(diag, TP_E_FORMAT, "prints", -1, "must be a list of one to ten prints");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        struct tp_wire_print *print = &out->items[out->count++];

        status = parse_print(tp_json_element(list, i), material, print, diag);
        if (status == TP_OK && seen[print->position])
            status = tp_fail(diag, TP_E_FORMAT, "prints", -1, "finger %d comes twice", print->position);
        seen[print->position] = true;
    }
    if (status != TP_OK)
        tp_wire_prints_deinit(out);
    return status;
}

/* ---- kept -------------------------------------------------------------------------------------------------------- */

static void describe(const struct tp_wire_prints *prints, struct tp_json *json)
{
    tp_json_list(json, "prints");
    for (size_t i = 0; i < prints->count; i++) {
        const struct tp_wire_print *print = &prints->items[i];

        tp_json_object(json, NULL);
        tp_json_integer(json, "k", (int64_t)i);
        tp_json_integer(json, "position", print->position);
        tp_json_integer(json, "impression", print->impression);
        tp_json_integer(json, "quality", print->quality);
        tp_json_integer(json, "ppi", print->ppi);
        tp_json_text(json, "media", print->media);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static tp_status keep_list(struct tp_exchange *exchange, const char *owner, const struct tp_wire_prints *prints,
                           struct tp_diag *diag)
{
    struct tp_buffer text;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    describe(prints, json);
    status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, "prints", text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

tp_status tp_wire_prints_keep(struct tp_exchange *exchange, const char *owner, int material,
                              const struct tp_wire_prints *prints, struct tp_diag *diag)
{
    tp_status status = keep_list(exchange, owner, prints, diag);

    for (size_t i = 0; status == TP_OK && i < prints->count; i++) {
        const struct tp_buffer *data = &prints->items[i].data;
        char name[64];

        snprintf(name, sizeof name, "print/%zu/%s", i, material == TP_MATERIAL_IMAGES ? "image" : "template");
        status = tp_blob_put(exchange, owner, name, data->data, data->size_bytes, diag);
    }
    return status;
}

/* ---- templates --------------------------------------------------------------------------------------------------- */

static tp_status extract(struct tp_extractor *extractor, const struct tp_wire_print *print, struct tp_template *out,
                         struct tp_diag *diag)
{
    const struct tp_extract_options options = {
        .ppi = (float)print->ppi, .position = print->position, .impression = print->impression};
    struct tp_image image;
    tp_status status = tp_codec_decode(print->data.data, print->data.size_bytes, NULL, &image, diag);

    if (status == TP_OK)
        status = tp_extract(extractor, &image, &options, out, diag);
    tp_image_deinit(&image);
    return status;
}

/* What a partner says of a template in the message counts no more than what the template says of itself. */
static tp_status decode(const struct tp_wire_print *print, struct tp_template *out, struct tp_diag *diag)
{
    tp_status status = tp_template_decode(print->data.data, print->data.size_bytes, 0, out, NULL, diag);

    if (status == TP_OK && out->position != print->position)
        status = tp_fail(diag, TP_E_FORMAT, "prints", -1, "a template is of another finger than is said");
    return status;
}

static void free_templates(struct tp_template **templates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&(*templates)[i]);
    free(*templates);
    *templates = NULL;
}

tp_status tp_wire_prints_templates(const struct tp_wire_prints *prints, struct tp_template **out, size_t *count,
                                   struct tp_diag *diag)
{
    struct tp_extractor *extractor = NULL;
    void *memory = NULL;
    tp_status status = tp_alloc_zero(&memory, prints->count, sizeof **out, diag);

    *out = memory;
    *count = 0;
    if (status == TP_OK && prints->count > 0 && prints->items[0].media[0])
        status = tp_extractor_new(&extractor, diag);
    for (size_t i = 0; status == TP_OK && i < prints->count; i++) {
        tp_template_init(&(*out)[i]);
        status = extractor ? extract(extractor, &prints->items[i], &(*out)[i], diag)
                           : decode(&prints->items[i], &(*out)[i], diag);
        *count = i + 1;
    }
    tp_extractor_free(&extractor);
    if (status != TP_OK) {
        free_templates(out, *count);
        *count = 0;
    }
    return status;
}
