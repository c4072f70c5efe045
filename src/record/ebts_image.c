/* SPDX-License-Identifier: Apache-2.0 */
/* Image files made ready for records of EBTS: 500 ppi as WSQ, 1000 ppi as JPEG 2000 (Appendix F; NIST SP 500-289). */
#include <math.h>
#include <string.h>

#include <tenprint/codec.h>

#include "record/record.h"

/* What counts as 500 and as 1000 ppi: within 1 %, as Appendix F allows scanners; and the least that can become 500. */
#define TOLERANCE 0.01f
#define LEAST_PPI 490.0f

static bool is_about(float ppi, float nominal)
{
    return fabsf(ppi - nominal) <= TOLERANCE * nominal;
}

static bool is_wsq(const uint8_t *file, size_t size_bytes)
{
    return size_bytes >= 2 && file[0] == 0xff && file[1] == 0xa0;
}

static tp_status keep(const uint8_t *file, size_t size_bytes, struct tp_ebts_encoded *out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc(&memory, size_bytes, 1, diag);

    if (status != TP_OK)
        return status;
    memcpy(memory, file, size_bytes);
    out->data = memory;
    out->size_bytes = size_bytes;
    return TP_OK;
}

/* IMAGE, whose resolution is 500 or 1000, compressed. */
static tp_status compress(const struct tp_image *image, struct tp_ebts_encoded *out, struct tp_diag *diag)
{
    bool fine = out->ppi == 1000;

    memcpy(out->compression, fine ? "JP2" : "WSQ20", fine ? 4 : 6);
    out->width_px = image->width_px;
    out->height_px = image->height_px;
    return tp_codec_encode(image, fine ? TP_CODEC_JP2 : TP_CODEC_WSQ, NULL, &out->data, &out->size_bytes, diag);
}

static tp_status resample(const struct tp_image *image, struct tp_ebts_encoded *out, struct tp_diag *diag)
{
    struct tp_image smaller;
    tp_status status = tp_image_resample(image, 500, &smaller, diag);

    out->resampled = true;
    if (status == TP_OK)
        status = compress(&smaller, out, diag);
    tp_image_deinit(&smaller);
    return status;
}

static tp_status encode(struct tp_image *image, const uint8_t *file, size_t size_bytes, struct tp_ebts_encoded *out,
                        struct tp_diag *diag)
{
    float ppi = out->source_ppi > 0 ? out->source_ppi : TP_PPI_STANDARD;

    if (ppi < LEAST_PPI)
        return tp_fail(diag, TP_E_UNSUPPORTED, NULL, -1, "has %.0f ppi; EBTS takes images from 500 ppi", (double)ppi);
    image->ppi = ppi;
    out->ppi = is_about(ppi, 1000) ? 1000 : 500;
    if (out->ppi == 500 && !is_about(ppi, 500))
        return resample(image, out, diag);
    image->ppi = (float)out->ppi;
    if (out->ppi == 1000 || !is_wsq(file, size_bytes))
        return compress(image, out, diag);
    out->width_px = image->width_px;
    out->height_px = image->height_px;
    memcpy(out->compression, "WSQ20", 6);
    return keep(file, size_bytes, out, diag);
}

tp_status tp_ebts_encode_image(const uint8_t *file, size_t size_bytes, float ppi, struct tp_ebts_encoded *out,
                               struct tp_diag *diag)
{
    struct tp_image image;
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_codec_decode(file, size_bytes, NULL, &image, diag);
    if (status != TP_OK)
        return status;
    out->source_ppi = ppi > 0 ? ppi : image.ppi;
    status = encode(&image, file, size_bytes, out, diag);
    tp_image_deinit(&image);
    return status;
}
