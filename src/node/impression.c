/* SPDX-License-Identifier: Apache-2.0 */
/* A template from a file that holds an image or a template. */
#include <stdlib.h>
#include <string.h>

#include "node/node.h"
#include "record/record.h"
#include "template/template.h"

enum { FILE_MAX_BYTES = 256 << 20 };

void tp_impression_source_deinit(struct tp_impression_source *source)
{
    free(source->data);
    tp_image_deinit(&source->image);
    memset(source, 0, sizeof *source);
}

/* Both standard formats begin with the same four bytes. */
bool tp_impression_is_template(const uint8_t *data, size_t size_bytes)
{
    return tp_native_detect(data, size_bytes) || (size_bytes >= 4 && memcmp(data, "FMR", 4) == 0);
}

/* Codes of ISO/IEC 19794-4:2011 for what a template has one code of. */
static uint8_t impression_of(uint8_t code)
{
    static const uint8_t contact_first = 20, contactless_first = 24, contactless_last = 27;

    if (code >= contactless_first && code <= contactless_last)
        return TP_IMPRESSION_CONTACTLESS;
    if (code >= contact_first && code < contactless_first)
        return code % 2 ? TP_IMPRESSION_LIVE_ROLLED : TP_IMPRESSION_LIVE_PLAIN;
    return code <= TP_IMPRESSION_INK_ROLLED || code == TP_IMPRESSION_SWIPE ? code : TP_IMPRESSION_LIVE_PLAIN;
}

static tp_status decode_finger_record(const uint8_t *data, size_t size_bytes, struct tp_found_image *out,
                                      struct tp_diag *diag)
{
    struct tp_finger_image finger;
    tp_status status = tp_fir_read(data, size_bytes, 0, &finger, NULL, diag);

    if (status == TP_OK)
        status = tp_fir_decode(&finger, NULL, &out->image, diag);
    out->position = finger.position <= TP_POSITION_MAX ? finger.position : 0;
    out->impression = impression_of(finger.impression);
    return status;
}

/* The first image among the records of a CBEFF file; what the record says of the finger goes before what it holds. */
static tp_status decode_bir(const uint8_t *data, size_t size_bytes, struct tp_found_image *out, struct tp_diag *diag)
{
    struct tp_bir *records;
    size_t count;
    tp_status status = tp_bir_read(data, size_bytes, &records, &count, diag);

    if (status != TP_OK)
        return status;
    status = TP_E_NOT_FOUND;
    for (size_t i = 0; i < count && status == TP_E_NOT_FOUND; i++) {
        const struct tp_bir *record = &records[i];
        uint8_t position = tp_bir_position(record);

        if (strcmp(record->type, "Finger") != 0 || record->size_bytes == 0 ||
            tp_impression_is_template(record->data, record->size_bytes))
            continue;
        status = tp_fir_detect(record->data, record->size_bytes)
                     ? decode_finger_record(record->data, record->size_bytes, out, diag)
                     : tp_codec_decode(record->data, record->size_bytes, NULL, &out->image, diag);
        if (position > 0 && position <= TP_POSITION_MAX)
            out->position = position;
    }
    tp_bir_free(&records, count);
    if (status == TP_E_NOT_FOUND)
        status = tp_fail(diag, status, "BIR", -1, "no record holds an image of a finger");
    return status;
}

tp_status tp_found_image_decode(const uint8_t *data, size_t size_bytes, struct tp_found_image *out,
                                struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    if (tp_fir_detect(data, size_bytes))
        return decode_finger_record(data, size_bytes, out, diag);
    if (tp_bir_detect(data, size_bytes))
        return decode_bir(data, size_bytes, out, diag);
    return tp_codec_decode(data, size_bytes, NULL, &out->image, diag);
}

static tp_status extract(struct tp_extractor *extractor, const struct tp_extract_options *options,
                         struct tp_template *out, struct tp_impression_source *source, struct tp_diag *diag)
{
    struct tp_extract_options own = options ? *options : (struct tp_extract_options){0};
    struct tp_found_image found;
    tp_status status = tp_found_image_decode(source->data, source->size_bytes, &found, diag);

    source->image = found.image;
    if (status != TP_OK)
        return status;
    own.position = own.position ? own.position : found.position;
    own.impression = own.impression ? own.impression : found.impression;
    source->ppi = own.ppi > 0 ? own.ppi : source->image.ppi;
    source->ppi_assumed = !(source->ppi > 0);
    if (source->ppi_assumed)
        source->ppi = TP_PPI_STANDARD;
    return tp_extract(extractor, &source->image, &own, out, diag);
}

static tp_status load(struct tp_extractor *extractor, const char *path, const struct tp_extract_options *options,
                      struct tp_template *out, struct tp_impression_source *source, struct tp_diag *diag)
{
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &source->data, &source->size_bytes, diag);

    if (status != TP_OK)
        return status;
    source->is_template = tp_impression_is_template(source->data, source->size_bytes);
    if (!source->is_template)
        return extract(extractor, options, out, source, diag);
    source->ppi = TP_PPI_STANDARD;
    return tp_template_decode(source->data, source->size_bytes, 0, out, NULL, diag);
}

tp_status tp_impression_load(struct tp_extractor *extractor, const char *path, const struct tp_extract_options *options,
                             struct tp_template *out, struct tp_impression_source *source, struct tp_diag *diag)
{
    struct tp_impression_source own = {0};
    tp_status status;

    tp_template_init(out);
    status = tp_diag_in_file(diag, load(extractor, path, options, out, &own, diag), path);
    if (source && status == TP_OK)
        *source = own;
    else
        tp_impression_source_deinit(&own);
    if (source && status != TP_OK)
        memset(source, 0, sizeof *source);
    return status;
}
