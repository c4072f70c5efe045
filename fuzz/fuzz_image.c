/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: one image decoder, named by FORMAT. What it accepts can be resampled, written and read again. */
#include "codec/codec.h"

#include <stdlib.h>
#include <string.h>

#define JOIN(a, b) a##b
#define DECODE(format) JOIN(tp_codec_decode_, format) /* which expands FORMAT */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void write_and_reread(const struct tp_image *image)
{
    struct tp_buffer file;
    struct tp_image again;

    tp_buffer_init(&file);
    if (tp_codec_encode_png(image, &file, NULL) == TP_OK &&
        tp_codec_decode(file.data, file.size_bytes, NULL, &again, NULL) == TP_OK) {
        TP_ASSERT(again.width_px == image->width_px && again.height_px == image->height_px && again.ppi == image->ppi);
        TP_ASSERT(memcmp(again.pixels, image->pixels, (size_t)image->width_px * image->height_px) == 0);
        tp_image_deinit(&again);
    }
    tp_buffer_deinit(&file);
}

static void decode(const uint8_t *data, size_t size_bytes)
{
    static const struct tp_codec_limits limits = {1000, 1 << 16, 1 << 20};
    struct tp_image image = {0}, resampled;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = DECODE(FORMAT)(data, size_bytes, &limits, &image, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (diag.text[0] == '\0') &&
              (status == TP_OK) == (image.pixels != NULL));
    if (status != TP_OK)
        return;
    TP_ASSERT((uint64_t)image.width_px * image.height_px <= limits.max_pixels);
    write_and_reread(&image);
    if (image.ppi >= 250 && tp_image_resample(&image, TP_PPI_STANDARD, &resampled, NULL) == TP_OK)
        tp_image_deinit(&resampled);
    tp_image_deinit(&image);
}

/* Makes the checksums of a PNG's chunks right, so that the fuzzer gets past them. */
static void mend_png(uint8_t *data, size_t size_bytes)
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);

    tp_read_bytes(&cursor, 8);
    while (tp_cursor_left(&cursor) > 0) {
        size_t length_bytes = (size_t)tp_read_u32be(&cursor) + 4;
        size_t at = (size_t)tp_cursor_offset(&cursor);

        tp_read_bytes(&cursor, length_bytes);
        if (tp_read_bytes(&cursor, 4))
            for (size_t i = 0; i < 4; i++)
                data[at + length_bytes + i] = (uint8_t)(tp_crc32(data + at, length_bytes) >> (24 - 8 * i));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    uint8_t *copy;

    decode(data, size_bytes);
    if (size_bytes < 8 || memcmp(data, "\x89PNG", 4) != 0 || !(copy = malloc(size_bytes)))
        return 0;
    memcpy(copy, data, size_bytes);
    mend_png(copy, size_bytes);
    decode(copy, size_bytes);
    free(copy);
    return 0;
}
