/* SPDX-License-Identifier: Apache-2.0 */
/* The images of records: where each type keeps what describes its image (ANSI/NIST-ITL 1-2011, 7.7.8, 7.7.9 and the
 * clauses of the types in 8), its resolution, and decoding.
 *
 *   types                 size      resolution       compression  position  data
 *   10, 13-17, 19, 20     x.006-7   x.008-10         x.011        x.013     x.999
 *   3-6                   x.006-7   x.005, 1.011-12  x.008        x.004     x.009
 *   7 in a type-4 form    (header in the data, 7.003)
 *   8                     8.006-7   8.005, 1.011-12  8.004        -         8.008
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"
#include "record/record.h"

enum { POSITION_NONE = 255, IMPRESSION_NONE = 255 };
enum { HPS_AND_VPS_IN_INCHES = 1, HPS_AND_VPS_IN_CM = 2 };
enum { MAX_RAW_SIDE_PX = 65535 }; /* what an image can have; the data's size bounds the area */
enum { SIGNATURE_RAW = 0, SIGNATURE_VECTORS = 2 };
/* Pixels per millimetre that tell the two classes of images of 1.011 and 1.012 apart: 9.84 and 19.69 nominally. */
#define LOW_LEAST 9.0
#define LOW_MOST 15.0

/* ---- fields ------------------------------------------------------------------------------------------------------ */

static int64_t number_of(const struct tp_record *record, uint32_t field)
{
    int64_t value;

    return tp_value_number(tp_record_get(record, field), &value) ? value : -1;
}

/* A decimal number like "19.69"; 0 for anything else. */
static double decimal_of(struct tp_bytes value)
{
    char text[16];
    char *end;
    double number;

    if (value.size_bytes == 0 || value.size_bytes >= sizeof text)
        return 0;
    memcpy(text, value.data, value.size_bytes);
    text[value.size_bytes] = '\0';
    if (strspn(text, "0123456789.") != value.size_bytes)
        return 0;
    number = strtod(text, &end);
    return *end == '\0' ? number : 0;
}

static size_t place_of(const struct tp_transaction *transaction, const struct tp_record *record)
{
    size_t place = 0;

    while (place < tp_transaction_count(transaction) && tp_transaction_at(transaction, place) != record)
        place++;
    return place;
}

/* Where in the file the image begins, and the number of its field. */
static struct tp_field image_field(const struct tp_record *record, struct tp_bytes data)
{
    for (size_t i = tp_record_field_count(record); i > 0; i--) {
        struct tp_field field = tp_record_field_at(record, i - 1);
        const uint8_t *end = field.value.data ? field.value.data + field.value.size_bytes : NULL;

        if (end && field.value.data <= data.data && data.data <= end) {
            if (field.offset_bytes >= 0)
                field.offset_bytes += data.data - field.value.data;
            return field;
        }
    }
    return (struct tp_field){.offset_bytes = -1};
}

/* ---- codes ------------------------------------------------------------------------------------------------------- */

uint8_t tp_record_finger(uint8_t position)
{
    if (position >= 1 && position <= TP_POSITION_MAX)
        return position;
    return position == 11 ? 1 : position == 12 ? 6 : 0; /* plain thumbs */
}

/* ANSI/NIST-ITL 1-2011 update 2015, table 7. */
uint8_t tp_record_impression(uint8_t impression)
{
    switch (impression) {
    case 1:
    case 21:
    case 23:
        return TP_IMPRESSION_LIVE_ROLLED;
    case 2:
    case 4: /* latents: impression, tracing, photograph, lift */
    case 5:
    case 6:
    case 7:
        return TP_IMPRESSION_INK_PLAIN;
    case 3:
        return TP_IMPRESSION_INK_ROLLED;
    case 8:
        return TP_IMPRESSION_SWIPE;
    case 24:
    case 25:
    case 26:
    case 27:
    case 41:
    case 42:
        return TP_IMPRESSION_CONTACTLESS;
    default:
        return TP_IMPRESSION_LIVE_PLAIN;
    }
}

/* The compression as a code of 2011 and later, from one of those or from the number of a binary record. */
static void set_compression(struct tp_record_image *out, struct tp_bytes code, bool bilevel)
{
    static const char *const names[] = {"NONE", "WSQ20", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG"};
    int64_t number;

    if (tp_value_number(code, &number) && number >= 0 && number < (int64_t)TP_ARRAY_LENGTH(names)) {
        snprintf(out->compression, sizeof out->compression, "%s", bilevel && number == 1 ? "FAX" : names[number]);
        return;
    }
    for (size_t i = 0; i < TP_MIN(code.size_bytes, sizeof out->compression - 1); i++) {
        uint8_t c = code.data[i];
        out->compression[i] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c > ' ' && c < 0x7f ? c : '?');
    }
    if (strcmp(out->compression, "WSQ") == 0)
        snprintf(out->compression, sizeof out->compression, "WSQ20");
}

/* The compression that the data themselves show; NULL when they begin as no known image. */
static const char *shown_by(struct tp_bytes data)
{
    static const struct {
        const char *start;
        uint8_t bytes;
        const char *name;
    } starts[] = {
        {"\xff\xa0", 2, "WSQ20"},       {"\xff\xd8\xff", 3, "JPEGB"},    {"\0\0\0\x0cjP", 6, "JP2"},
        {"\xff\x4f\xff\x51", 4, "JP2"}, {"\x89PNG\r\n\x1a\n", 8, "PNG"}, {"BM", 2, "BMP"},
        {"II\x2a\0", 4, "TIFF"},        {"MM\0\x2a", 4, "TIFF"},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(starts); i++)
        if (data.size_bytes >= starts[i].bytes && memcmp(data.data, starts[i].start, starts[i].bytes) == 0)
            return starts[i].name;
    return NULL;
}

static void set_positions(struct tp_record_image *out, struct tp_bytes value)
{
    struct tp_bytes part;
    size_t count = 0;
    int64_t position;

    memset(out->positions, POSITION_NONE, sizeof out->positions);
    while (count < sizeof out->positions && tp_value_next(&value, TP_RS, &part))
        if (tp_value_number(tp_value_item(part, 1, 1), &position) && position >= 0 && position < POSITION_NONE)
            out->positions[count++] = (uint8_t)position;
}

/* ---- resolution -------------------------------------------------------------------------------------------------- */

/* Whole pixels per inch as everywhere in images: 19.69 a millimetre and 197 a centimetre are 500. */
static float whole_ppi(double per_unit, double unit_m)
{
    float ppi = 0;

    (void)!tp_codec_set_ppi(per_unit, per_unit, unit_m, &ppi, NULL);
    return ppi;
}

/* 1.011 and 1.012 are of all binary records in a file: of a type-3 next to a type-4 they can tell one only. So the low
 * class (types 3, 5) takes what fits it, else half of the least resolution; the others the transmitted resolution, or
 * the native one that ISR 1 points to, else the least resolution. */
static float binary_ppi(const struct tp_transaction *transaction, uint8_t type, int64_t isr)
{
    const struct tp_record *first = tp_transaction_at(transaction, 0);
    double native = decimal_of(tp_record_get(first, 11)), transmitted = decimal_of(tp_record_get(first, 12));

    if (type == 3 || type == 5)
        return transmitted >= LOW_LEAST && transmitted < LOW_MOST ? whole_ppi(transmitted, 0.001)
                                                                  : TP_PPI_STANDARD / 2.0f;
    if (transmitted >= LOW_MOST)
        return whole_ppi(transmitted, 0.001);
    if (isr == 1 && native >= LOW_MOST)
        return whole_ppi(native, 0.001);
    return type == 8 ? 0 : TP_PPI_STANDARD;
}

/* 0 when nothing says it, or when pixels are not square within a hundredth. */
static float tagged_ppi(const struct tp_record *record)
{
    int64_t unit = number_of(record, 8), across = number_of(record, 9), down = number_of(record, 10);
    double difference = fabs((double)(across - down));

    if ((unit != HPS_AND_VPS_IN_INCHES && unit != HPS_AND_VPS_IN_CM) || across <= 0 || down <= 0 ||
        difference > 0.01 * (double)across)
        return 0;
    return whole_ppi((double)across, unit == HPS_AND_VPS_IN_INCHES ? 0.0254 : 0.01);
}

/* ---- describing an image ----------------------------------------------------------------------------------------- */

static tp_status no_image(const struct tp_record *record, const char *why, struct tp_diag *diag)
{
    return tp_fail(diag, TP_E_NOT_FOUND, NULL, tp_record_offset(record), "%s", why);
}

static tp_status set_size(const struct tp_record *record, struct tp_record_image *out, struct tp_diag *diag)
{
    int64_t width = number_of(record, 6), height = number_of(record, 7);

    if (width > 0 && width <= UINT32_MAX && height > 0 && height <= UINT32_MAX) {
        out->width_px = (uint32_t)width;
        out->height_px = (uint32_t)height;
        return TP_OK;
    }
    return tp_fail(diag, TP_E_FORMAT, width > 0 ? "VLL" : "HLL", tp_record_offset(record),
                   "the number of pixels is not given");
}

static tp_status describe_tagged(const struct tp_record *record, struct tp_record_image *out, struct tp_diag *diag)
{
    uint8_t type = tp_record_type(record);
    bool ridges = type == 13 || type == 14 || type == 15 || type == 19;
    int64_t impression = ridges ? number_of(record, 3) : -1;

    out->data = tp_record_get(record, 999);
    if (out->data.size_bytes == 0)
        return no_image(record, "the record holds no image", diag);
    if (type == 20 && !tp_record_get(record, 6).data)
        return no_image(record, "the record holds a source that is not an image", diag);
    if (ridges)
        set_positions(out, tp_record_get(record, 13));
    out->impression = impression >= 0 && impression < IMPRESSION_NONE ? (uint8_t)impression : IMPRESSION_NONE;
    out->ppi = tagged_ppi(record);
    set_compression(out, tp_record_get(record, 11), false);
    return set_size(record, out, diag);
}

static tp_status describe_binary(const struct tp_transaction *transaction, const struct tp_record *record,
                                 struct tp_record_image *out, struct tp_diag *diag)
{
    uint8_t type = tp_record_type(record);
    int64_t impression = number_of(record, 3);

    out->data = tp_record_get(record, 9);
    if (out->data.size_bytes == 0)
        return no_image(record, "the record holds no image", diag);
    set_positions(out, tp_record_get(record, 4));
    out->impression = impression >= 0 && impression < IMPRESSION_NONE ? (uint8_t)impression : IMPRESSION_NONE;
    out->ppi = binary_ppi(transaction, type, number_of(record, 5));
    set_compression(out, tp_record_get(record, 8), type == 5 || type == 6);
    return set_size(record, out, diag);
}

/* Type 7 is whatever its users agree on; often that is the form of a type-4 record. It is taken for one when that gives
 * an image of the right number of bytes, or a compressed one. */
static tp_status describe_type_7(const struct tp_transaction *transaction, const struct tp_record *record,
                                 struct tp_record_image *out, struct tp_diag *diag)
{
    struct tp_bytes rest = tp_record_get(record, 3);
    struct tp_cursor in = tp_cursor_over(rest.data, rest.size_bytes);
    char compression[4];
    uint8_t isr;

    out->impression = tp_read_u8(&in);
    for (size_t i = 0; i < sizeof out->positions; i++)
        out->positions[i] = tp_read_u8(&in);
    isr = tp_read_u8(&in);
    out->width_px = tp_read_u16be(&in);
    out->height_px = tp_read_u16be(&in);
    snprintf(compression, sizeof compression, "%u", tp_read_u8(&in));
    out->data.size_bytes = tp_cursor_left(&in);
    out->data.data = tp_read_bytes(&in, out->data.size_bytes);
    set_compression(out, (struct tp_bytes){(const uint8_t *)compression, strlen(compression)}, false);
    out->ppi = binary_ppi(transaction, 7, isr);
    if (strcmp(out->compression, "NONE") == 0
            ? out->data.size_bytes == (size_t)out->width_px * out->height_px && out->data.size_bytes > 0
            : shown_by(out->data) != NULL)
        return TP_OK;
    return no_image(record, "a user-defined image in a form of its own", diag);
}

static tp_status describe_signature(const struct tp_transaction *transaction, const struct tp_record *record,
                                    struct tp_record_image *out, struct tp_diag *diag)
{
    int64_t form = number_of(record, 4);

    out->data = tp_record_get(record, 8);
    if (form == SIGNATURE_VECTORS)
        return no_image(record, "a signature of pen strokes, not of pixels", diag);
    if (out->data.size_bytes == 0)
        return no_image(record, "the record holds no image", diag);
    out->ppi = binary_ppi(transaction, 8, number_of(record, 5));
    snprintf(out->compression, sizeof out->compression, form == SIGNATURE_RAW ? "NONE" : "FAX");
    return set_size(record, out, diag);
}

tp_status tp_record_image_info(const struct tp_transaction *transaction, const struct tp_record *record,
                               struct tp_record_image *out, struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    memset(out->positions, POSITION_NONE, sizeof out->positions);
    out->impression = IMPRESSION_NONE;
    switch (tp_record_type(record)) {
    case 3:
    case 4:
    case 5:
    case 6:
        status = describe_binary(transaction, record, out, diag);
        break;
    case 7:
        status = describe_type_7(transaction, record, out, diag);
        break;
    case 8:
        status = describe_signature(transaction, record, out, diag);
        break;
    case 10:
    case 13:
    case 14:
    case 15:
    case 16:
    case 17:
    case 19:
    case 20:
        status = describe_tagged(record, out, diag);
        break;
    default:
        status = no_image(record, "records of this type hold no image", diag);
    }
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}

/* ---- decoding ---------------------------------------------------------------------------------------------------- */

struct decoding {
    const struct tp_transaction *transaction;
    const struct tp_record *record;
    const struct tp_codec_limits *limits;
    struct tp_record_image info;
    struct tp_findings *remarks;
};

static void remark(const struct decoding *d, uint32_t field, const char *rule, const char *text)
{
    uint8_t type = tp_record_type(d->record);
    struct tp_finding where = {.severity = TP_SEVERITY_WARNING,
                               .record = (uint32_t)place_of(d->transaction, d->record),
                               .type = type,
                               .field = field,
                               .offset_bytes = image_field(d->record, d->info.data).offset_bytes,
                               .rule = rule};

    tp_findings_add(d->remarks, &where, "%s", text);
}

static bool is_tagged(const struct decoding *d)
{
    return tp_record_type(d->record) >= 9;
}

/* One bit a pixel, the first in the highest bit, 1 for black; rows fill whole bytes or follow each other (types 5, 6,
 * 8). */
static tp_status decode_bits(const struct decoding *d, struct tp_image *out, struct tp_diag *diag)
{
    uint32_t width_px = d->info.width_px, height_px = d->info.height_px;
    bool padded = d->info.data.size_bytes == (size_t)((width_px + 7) / 8) * height_px;
    size_t stride = padded ? (size_t)(width_px + 7) / 8 * 8 : width_px;
    tp_status status = tp_image_init(out, width_px, height_px, d->info.ppi, diag);

    for (uint32_t y = 0; status == TP_OK && y < height_px; y++)
        for (uint32_t x = 0; x < width_px; x++) {
            size_t bit = y * stride + x;
            bool black = d->info.data.data[bit / 8] >> (7 - bit % 8) & 1;
            out->pixels[(size_t)y * width_px + x] = black ? 0 : 255;
        }
    return status;
}

/* Whether the data are COUNT pixels of one bit, with or without padding of rows. */
static bool is_bits(const struct decoding *d)
{
    uint64_t width = d->info.width_px, height = d->info.height_px, size = d->info.data.size_bytes;
    uint8_t type = tp_record_type(d->record);

    return (type == 5 || type == 6 || type == 8) &&
           (size == (width + 7) / 8 * height || size == (width * height + 7) / 8);
}

static tp_status decode_raw(const struct decoding *d, struct tp_image *out, struct tp_diag *diag)
{
    int64_t depth = is_tagged(d) ? number_of(d->record, 12) : 8;
    uint64_t pixels = (uint64_t)d->info.width_px * d->info.height_px;

    if (d->info.width_px > MAX_RAW_SIDE_PX || d->info.height_px > MAX_RAW_SIDE_PX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "%u x %u pixels without compression", d->info.width_px,
                       d->info.height_px);
    if (is_bits(d))
        return decode_bits(d, out, diag);
    if (d->info.data.size_bytes != pixels && d->info.data.size_bytes == 3 * pixels)
        return tp_fail(diag, TP_E_UNSUPPORTED, NULL, 0, "pixels of three bytes without compression are not supported");
    if (d->info.data.size_bytes != pixels && depth > 8)
        return tp_fail(diag, TP_E_UNSUPPORTED, NULL, 0, "pixels of %d bits without compression are not supported",
                       (int)depth);
    return tp_codec_decode_raw(d->info.data.data, d->info.data.size_bytes, d->info.width_px, d->info.height_px, out,
                               diag);
}

static tp_status decode_compressed(const struct decoding *d, struct tp_image *out, struct tp_diag *diag)
{
    uint32_t width_px = d->info.width_px, height_px = d->info.height_px;
    tp_status status = tp_codec_decode(d->info.data.data, d->info.data.size_bytes, d->limits, out, diag);
    char text[160];

    if (status != TP_OK)
        return status;
    if (out->width_px != width_px || out->height_px != height_px) {
        snprintf(text, sizeof text, "%u x %u pixels are declared, the image has %u x %u", width_px, height_px,
                 out->width_px, out->height_px);
        remark(d, 6, "ITL 2011 7.7.8", text);
    }
    return TP_OK;
}

/* "NONE" and a size that fits is raw, whatever its first bytes look like; otherwise the content decides. */
static tp_status decode(const struct decoding *d, struct tp_image *out, struct tp_diag *diag)
{
    const struct tp_bytes *data = &d->info.data;
    const char *name = shown_by(*data), *declared = d->info.compression;
    bool fits = is_bits(d) || data->size_bytes == (uint64_t)d->info.width_px * d->info.height_px;
    bool raw = strcmp(declared, "NONE") == 0;
    char text[160];

    if (raw && (fits || !name))
        return decode_raw(d, out, diag);
    if (!name && strcmp(declared, "FAX") == 0)
        return tp_fail(diag, TP_E_UNSUPPORTED, NULL, 0, "facsimile compression is not supported");
    if (!name && !fits)
        return tp_fail(diag, TP_E_UNSUPPORTED, NULL, 0, "compression %s: the data begin as no known image", declared);
    if (!name || strncmp(name, declared, 3) != 0) {
        snprintf(text, sizeof text, "compression %s is declared, the image is %s", declared, name ? name : "NONE");
        remark(d, is_tagged(d) ? 11 : 8, "ITL 2011 7.7.9.1", text);
    }
    return name ? decode_compressed(d, out, diag) : decode_raw(d, out, diag);
}

/* Says in which record and field, and where in the file, a decoder found the trouble. */
static tp_status blame(const struct decoding *d, tp_status status, const struct tp_diag *inner, struct tp_diag *diag)
{
    struct tp_field field = image_field(d->record, d->info.data);
    unsigned type = tp_record_type(d->record);
    char name[64];

    snprintf(name, sizeof name, "record %zu (type %u), %u.%03u%s%.24s", place_of(d->transaction, d->record) + 1, type,
             type, (unsigned)field.number, inner->field[0] ? ", " : "", inner->field);
    if (field.offset_bytes >= 0 && inner->offset_bytes > 0)
        field.offset_bytes += inner->offset_bytes;
    return tp_fail(diag, status, name, field.offset_bytes, "%s", inner->text);
}

tp_status tp_record_image_decode(const struct tp_transaction *transaction, const struct tp_record *record,
                                 const struct tp_codec_limits *limits, struct tp_findings *remarks,
                                 struct tp_image *out, struct tp_diag *diag)
{
    struct decoding d = {.transaction = transaction, .record = record, .limits = limits, .remarks = remarks};
    struct tp_diag inner;
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_diag_init(&inner);
    status = tp_record_image_info(transaction, record, &d.info, diag);
    if (status != TP_OK)
        return status;
    if (is_tagged(&d) && d.info.ppi == 0 && number_of(record, 8) > 0)
        remark(&d, 9, "ITL 2011 7.7.8", "the resolution is none, or differs in the two directions");
    status = decode(&d, out, &inner);
    if (status != TP_OK)
        return blame(&d, status, &inner, diag);
    if (d.info.ppi > 0)
        out->ppi = d.info.ppi;
    return TP_OK;
}
