/* SPDX-License-Identifier: Apache-2.0 */
/* Finger image records. Integers are big-endian, sizes in bytes.
 *
 * ISO/IEC 19794-4:2005, clause 7                       ISO/IEC 19794-4:2011, clause 8
 *   general header                                       general header
 *     4  "FIR\0"                                           4  "FIR\0"
 *     4  "010\0"                                           4  "020\0"
 *     6  length of the record                              4  length of the record
 *     2  capture device                                    2  representations
 *     2  image acquisition level                           1  certification flag
 *     1  fingers                                           1  finger positions
 *     1  scale units: 1 per inch, 2 per centimetre       each representation
 *     2, 2  scan resolution                                4  its length
 *     2, 2  image resolution                               9  date and time of capture
 *     1  bits of a pixel                                   1, 2, 2  device technology, vendor, type
 *     1  compression                                       1  quality blocks, 5 each: score, vendor, algorithm
 *     2  reserved                                          1  certification blocks (only with the flag), 3 each
 *   each view                                              1  position
 *     4  its length, this header included                  1  representation number
 *     1  position                                          1  scale units
 *     1  views of the finger                               2, 2  capture resolution
 *     1  view number                                       2, 2  image resolution
 *     1  quality                                           1  bits of a pixel
 *     1  impression type                                   1  compression
 *     2, 2  width, height                                  1  impression type
 *     1  reserved                                          2, 2  width, height
 *     ..  the image                                        4  length of the image
 *                                                          ..  the image, then extended data
 *
 * ANSI INCITS 381-2004 is the 2005 form with four more bytes (product identifier) after the length; as nothing marks
 * it, the form is the one whose lengths fit. Lengths are strict: views fill the record exactly, and only zero bytes may
 * follow it. */
#include "codec/codec.h"
#include "record/record.h"

#include <stdio.h>
#include <string.h>

enum { VIEWS_MAX = 1000 };
enum { QUALITY_MAX = 100, QUALITY_UNKNOWN = 255 };
enum { VIEW_HEAD_BYTES_2005 = 14, PRODUCT_BYTES_381 = 4 };
enum { RAW = 0, RAW_PACKED = 1, BITS = 8 };

struct reader {
    struct tp_cursor record;
    int64_t base; /* of the record's cursor in the file */
    unsigned wanted, found;
    struct tp_finger_image *out;
    struct tp_diag *diag;
};

static int64_t here(const struct reader *reader)
{
    return reader->base + tp_cursor_offset(&reader->record);
}

static tp_status truncated(const struct reader *reader, const char *field)
{
    return tp_fail(reader->diag, TP_E_TRUNCATED, field, here(reader), "the record ends early");
}

/* ---- what both editions share ----------------------------------------------------------------------------------- */

struct sampling {
    uint8_t units, bits, compression;
    uint16_t across, down;
};

static tp_status set_resolution(const struct reader *reader, const struct sampling *sampling, float *ppi)
{
    static const double unit_m[] = {0, 0.0254, 0.01};

    if (sampling->units < 1 || sampling->units > 2)
        return tp_fail(reader->diag, TP_E_FORMAT, "FIR scale units", here(reader), "%u is neither 1 nor 2",
                       sampling->units);
    return tp_codec_set_ppi(sampling->across, sampling->down, unit_m[sampling->units], ppi, reader->diag);
}

static tp_status set_compression(const struct reader *reader, const struct sampling *sampling, const char *const *names,
                                 char *out, size_t out_bytes)
{
    if (sampling->compression >= 7 || !names[sampling->compression])
        return tp_fail(reader->diag, TP_E_FORMAT, "FIR compression", here(reader), "unknown algorithm %u",
                       sampling->compression);
    if (sampling->compression <= RAW_PACKED && sampling->bits != BITS)
        return tp_fail(reader->diag, TP_E_UNSUPPORTED, "FIR bit depth", here(reader),
                       "uncompressed pixels of %u bits; only 8 are supported", sampling->bits);
    snprintf(out, out_bytes, "%s", names[sampling->compression]);
    return TP_OK;
}

static uint8_t quality_of(uint8_t score)
{
    return score <= QUALITY_MAX ? score : QUALITY_UNKNOWN;
}

/* Takes the image if it is the wanted one. */
static void take(struct reader *reader, const struct tp_finger_image *image)
{
    if (reader->found == reader->wanted)
        *reader->out = *image;
    reader->found++;
}

/* Declared lengths are checked against what is there; zeros may follow. */
static tp_status open_record(struct reader *reader, uint64_t length)
{
    size_t used = (size_t)tp_cursor_offset(&reader->record), left = tp_cursor_left(&reader->record);
    struct tp_cursor rest;

    if (reader->record.bad)
        return truncated(reader, "FIR header");
    if (length < used)
        return tp_fail(reader->diag, TP_E_FORMAT, "FIR length", 8, "%llu bytes are less than the header",
                       (unsigned long long)length);
    if (length - used > left)
        return tp_fail(reader->diag, TP_E_TRUNCATED, "FIR length", 8, "%zu bytes of %llu are there", used + left,
                       (unsigned long long)length);
    rest = reader->record;
    reader->base += (int64_t)used;
    reader->record = tp_read_sub(&rest, (size_t)length - used);
    while (tp_cursor_left(&rest) > 0)
        if (tp_read_u8(&rest) != 0)
            return tp_fail(reader->diag, TP_E_FORMAT, "FIR length", (int64_t)length, "more follows the record");
    return TP_OK;
}

/* ---- 2005 ------------------------------------------------------------------------------------------------------- */

static tp_status read_view_2005(struct reader *reader, const struct tp_finger_image *common)
{
    struct tp_finger_image image = *common;
    uint32_t length = tp_read_u32be(&reader->record);

    image.position = tp_read_u8(&reader->record);
    tp_read_u16be(&reader->record); /* views, view number */
    image.quality = quality_of(tp_read_u8(&reader->record));
    image.impression = tp_read_u8(&reader->record);
    image.width_px = tp_read_u16be(&reader->record);
    image.height_px = tp_read_u16be(&reader->record);
    tp_read_u8(&reader->record);
    if (reader->record.bad)
        return truncated(reader, "FIR view");
    if (length <= VIEW_HEAD_BYTES_2005)
        return tp_fail(reader->diag, TP_E_FORMAT, "FIR view length", here(reader), "%u bytes hold no image", length);
    image.data.size_bytes = length - VIEW_HEAD_BYTES_2005;
    image.data.data = tp_read_bytes(&reader->record, image.data.size_bytes);
    if (reader->record.bad)
        return truncated(reader, "FIR view");
    take(reader, &image);
    return TP_OK;
}

static tp_status read_2005(struct reader *reader, unsigned product_bytes)
{
    static const char *const names[7] = {"NONE", "NONE", "WSQ20", "JPEGB", "JP2", "PNG", NULL};
    uint64_t length = (uint64_t)tp_read_u16be(&reader->record) << 32 | tp_read_u32be(&reader->record);
    struct tp_finger_image common = {0};
    struct sampling sampling;
    unsigned fingers;
    tp_status status;

    tp_read_bytes(&reader->record, product_bytes);
    tp_read_u32be(&reader->record); /* device, acquisition level */
    fingers = tp_read_u8(&reader->record);
    sampling.units = tp_read_u8(&reader->record);
    tp_read_u32be(&reader->record); /* scan resolution */
    sampling.across = tp_read_u16be(&reader->record);
    sampling.down = tp_read_u16be(&reader->record);
    sampling.bits = tp_read_u8(&reader->record);
    sampling.compression = tp_read_u8(&reader->record);
    tp_read_u16be(&reader->record);
    status = open_record(reader, length);
    if (status == TP_OK)
        status = set_resolution(reader, &sampling, &common.ppi);
    if (status == TP_OK)
        status = set_compression(reader, &sampling, names, common.compression, sizeof common.compression);
    while (status == TP_OK && tp_cursor_left(&reader->record) > 0 && reader->found < VIEWS_MAX)
        status = read_view_2005(reader, &common);
    if (status == TP_OK && tp_cursor_left(&reader->record) > 0)
        status = tp_fail(reader->diag, TP_E_LIMIT, "FIR view", here(reader), "more than %d views", VIEWS_MAX);
    if (status == TP_OK && (fingers == 0 || reader->found < fingers))
        status = tp_fail(reader->diag, TP_E_FORMAT, "FIR fingers", -1, "%u are declared and %u views there", fingers,
                         reader->found);
    return status;
}

/* Both forms of "010": the one whose lengths fit, or the complaints of ISO's. */
static tp_status read_010(struct reader *reader)
{
    static const unsigned product_bytes[] = {0, PRODUCT_BYTES_381};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(product_bytes); i++) {
        struct reader attempt = *reader;

        attempt.diag = NULL;
        if (read_2005(&attempt, product_bytes[i]) == TP_OK) {
            reader->found = attempt.found;
            return TP_OK;
        }
    }
    return read_2005(reader, 0);
}

/* ---- 2011 ------------------------------------------------------------------------------------------------------- */

/* What precedes the position. */
static void skip_device(struct tp_cursor *part, bool certified, struct tp_finger_image *image)
{
    unsigned blocks;

    tp_read_bytes(part, 9 + 5);
    blocks = tp_read_u8(part);
    image->quality = QUALITY_UNKNOWN;
    for (unsigned i = 0; i < blocks; i++) {
        uint8_t score = tp_read_u8(part);

        tp_read_u32be(part); /* vendor, algorithm */
        if (i == 0)
            image->quality = quality_of(score);
    }
    if (certified)
        tp_read_bytes(part, 3u * tp_read_u8(part));
}

static tp_status read_representation(struct reader *reader, bool certified)
{
    static const char *const names[7] = {"NONE", "NONE", "WSQ20", "JPEGB", "JP2", "JP2L", "PNG"};
    uint32_t length = tp_read_u32be(&reader->record);
    struct tp_cursor part = tp_read_sub(&reader->record, length >= 4 ? length - 4 : 0);
    struct tp_finger_image image = {0};
    struct sampling sampling;
    tp_status status;

    if (reader->record.bad)
        return truncated(reader, "FIR representation");
    skip_device(&part, certified, &image);
    image.position = tp_read_u8(&part);
    tp_read_u8(&part); /* number */
    sampling.units = tp_read_u8(&part);
    tp_read_u32be(&part); /* capture resolution */
    sampling.across = tp_read_u16be(&part);
    sampling.down = tp_read_u16be(&part);
    sampling.bits = tp_read_u8(&part);
    sampling.compression = tp_read_u8(&part);
    image.impression = tp_read_u8(&part);
    image.width_px = tp_read_u16be(&part);
    image.height_px = tp_read_u16be(&part);
    image.data.size_bytes = tp_read_u32be(&part);
    image.data.data = tp_read_bytes(&part, image.data.size_bytes);
    if (part.bad || image.data.size_bytes == 0)
        return tp_fail(reader->diag, TP_E_FORMAT, "FIR representation", here(reader),
                       "its length of %u bytes does not suit what it holds", length);
    status = set_resolution(reader, &sampling, &image.ppi);
    if (status == TP_OK)
        status = set_compression(reader, &sampling, names, image.compression, sizeof image.compression);
    if (status == TP_OK)
        take(reader, &image);
    return status;
}

static tp_status read_020(struct reader *reader)
{
    uint32_t length = tp_read_u32be(&reader->record);
    unsigned count = tp_read_u16be(&reader->record);
    uint8_t certified = tp_read_u8(&reader->record);
    tp_status status;

    tp_read_u8(&reader->record); /* positions */
    status = open_record(reader, length);
    if (status == TP_OK && (count == 0 || count > VIEWS_MAX))
        status = tp_fail(reader->diag, count ? TP_E_LIMIT : TP_E_FORMAT, "FIR representations", 12,
                         "%u; between 1 and %d are accepted", count, VIEWS_MAX);
    if (status == TP_OK && certified > 1)
        status = tp_fail(reader->diag, TP_E_FORMAT, "FIR certification flag", 14, "%u is neither 0 nor 1", certified);
    for (unsigned i = 0; status == TP_OK && i < count; i++)
        status = read_representation(reader, certified);
    if (status == TP_OK && tp_cursor_left(&reader->record) > 0)
        status = tp_fail(reader->diag, TP_E_FORMAT, "FIR length", here(reader),
                         "%zu bytes are left after the last representation", tp_cursor_left(&reader->record));
    return status;
}

/* ---- both ------------------------------------------------------------------------------------------------------- */

bool tp_fir_detect(const uint8_t *data, size_t size_bytes)
{
    return size_bytes >= 4 && memcmp(data, "FIR", 4) == 0;
}

tp_status tp_fir_read(const uint8_t *data, size_t size_bytes, unsigned view, struct tp_finger_image *out,
                      unsigned *views, struct tp_diag *diag)
{
    struct reader reader = {.record = tp_cursor_over(data, size_bytes), .wanted = view, .out = out, .diag = diag};
    const uint8_t *head = tp_read_bytes(&reader.record, 8);
    tp_status status;

    memset(out, 0, sizeof *out);
    if (views)
        *views = 0;
    if (!head)
        return truncated(&reader, "FIR header");
    if (!tp_fir_detect(data, size_bytes))
        return tp_fail(diag, TP_E_FORMAT, "FIR header", 0, "not a finger image record");
    if (memcmp(head + 4, "010", 4) == 0)
        status = read_010(&reader);
    else if (memcmp(head + 4, "020", 4) == 0)
        status = read_020(&reader);
    else
        status = tp_fail(diag, TP_E_VERSION, "FIR version", 4, "neither 010 (2005) nor 020 (2011)");
    if (status == TP_OK && view >= reader.found)
        status = tp_fail(diag, TP_E_NOT_FOUND, "FIR view", -1, "number %u of %u, counted from 0", view, reader.found);
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    else if (views)
        *views = reader.found;
    return status;
}

tp_status tp_fir_decode(const struct tp_finger_image *image, const struct tp_codec_limits *limits, struct tp_image *out,
                        struct tp_diag *diag)
{
    tp_status status = strcmp(image->compression, "NONE") == 0
                           ? tp_codec_decode_raw(image->data.data, image->data.size_bytes, image->width_px,
                                                 image->height_px, out, diag)
                           : tp_codec_decode(image->data.data, image->data.size_bytes, limits, out, diag);

    if (status == TP_OK && image->ppi > 0)
        out->ppi = image->ppi;
    return status;
}
