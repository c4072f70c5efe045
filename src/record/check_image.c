/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of records with an image: which fields go with it, resolution (ANSI/NIST-ITL 1, clauses 7.7.6 and 7.7.8), and
 * that the image is what the record declares (7.7.9). Of the image only the header is read:
 *
 *  WSQ        SOI ffa0, segments of marker and length; ffa2 SOF: length, A, B, height (2), width (2)
 *  JPEG       SOI ffd8, segments likewise; ffc0..ffcf SOF: length, precision, height (2), width (2)
 *  JPEG 2000  boxes of length (4) and type; jp2h holds ihdr: height (4), width (4); or a bare codestream: ff4f ff51 SIZ
 *  PNG        signature (8), IHDR chunk: length (4), type (4), width (4), height (4)
 */
#include "record/check.h"

#include <string.h>

enum { HLL = 6, VLL, SLC, THPS, TVPS, CGA, BPX, AMP = 18, DME = 28, EFR = 994, DATA = 999 };
enum { SEGMENTS_MAX = 1000 };

/* ---- headers ------------------------------------------------------------------------------------------------------
 */

struct picture {
    const char *format; /* "WSQ", NULL when it is none of the known ones */
    uint32_t width, height;
    bool jfif;
};

/* JPEG and WSQ: segments until one whose marker IS_FRAME; SKIP bytes stand between its length and the height. */
static void read_segments(struct tp_cursor *in, bool (*is_frame)(unsigned marker), size_t skip, struct picture *out)
{
    tp_read_u16be(in);
    for (unsigned i = 0; i < SEGMENTS_MAX && !in->bad; i++) {
        unsigned marker = tp_read_u16be(in), length;
        while (marker == 0xffff && !in->bad) /* fill bytes */
            marker = 0xff00u | tp_read_u8(in);
        length = tp_read_u16be(in);
        if (is_frame(marker)) {
            tp_read_bytes(in, skip);
            out->height = tp_read_u16be(in);
            out->width = tp_read_u16be(in);
            return;
        }
        if (marker == 0xffe0 && length >= 7) {
            struct tp_cursor segment = tp_read_sub(in, length - 2u);
            const uint8_t *name = tp_read_bytes(&segment, 5);
            out->jfif = out->jfif || (name && memcmp(name, "JFIF", 5) == 0);
        } else if (length >= 2) {
            tp_read_bytes(in, length - 2u);
        } else {
            in->bad = true;
        }
    }
}

static bool is_wsq_frame(unsigned marker)
{
    return marker == 0xffa2;
}

static bool is_jpeg_frame(unsigned marker)
{
    return marker >= 0xffc0 && marker <= 0xffcf && marker != 0xffc4 && marker != 0xffc8 && marker != 0xffcc;
}

/* Boxes, into jp2h, until ihdr. */
static void read_boxes(struct tp_cursor *in, struct picture *out)
{
    for (unsigned i = 0; i < SEGMENTS_MAX && !in->bad; i++) {
        uint32_t length = tp_read_u32be(in);
        const uint8_t *type = tp_read_bytes(in, 4);
        if (type && memcmp(type, "ihdr", 4) == 0) {
            out->height = tp_read_u32be(in);
            out->width = tp_read_u32be(in);
            return;
        }
        if (type && memcmp(type, "jp2h", 4) != 0)
            tp_read_bytes(in, length >= 8 ? length - 8u : tp_cursor_left(in));
    }
}

static void read_codestream(struct tp_cursor *in, struct picture *out)
{
    uint32_t width, height;

    tp_read_bytes(in, 8); /* SOC, SIZ, length, capabilities */
    width = tp_read_u32be(in);
    height = tp_read_u32be(in);
    out->width = width - tp_read_u32be(in);
    out->height = height - tp_read_u32be(in);
}

static bool begins(struct tp_bytes data, const char *magic, size_t size)
{
    return data.size_bytes >= size && memcmp(data.data, magic, size) == 0;
}

/* The format stays when the header is broken, the size is 0 then. */
static struct picture picture_of(struct tp_bytes data)
{
    struct tp_cursor in = tp_cursor_over(data.data, data.size_bytes);
    struct picture out = {NULL, 0, 0, false};

    if (begins(data, "\xff\xa0", 2)) {
        out.format = "WSQ";
        read_segments(&in, is_wsq_frame, 2, &out);
    } else if (begins(data, "\xff\xd8", 2)) {
        out.format = "JPEG";
        read_segments(&in, is_jpeg_frame, 1, &out);
    } else if (begins(data, "\0\0\0\x0cjP", 6)) {
        out.format = "JPEG 2000";
        read_boxes(&in, &out);
    } else if (begins(data, "\xff\x4f\xff\x51", 4)) {
        out.format = "JPEG 2000";
        read_codestream(&in, &out);
    } else if (begins(data, "\x89PNG\r\n\x1a\n", 8)) {
        out.format = "PNG";
        tp_read_bytes(&in, 16);
        out.width = tp_read_u32be(&in);
        out.height = tp_read_u32be(&in);
    }
    if (in.bad)
        out.width = out.height = 0;
    return out;
}

/* ---- the image against the record ---------------------------------------------------------------------------------
 */

/* What a record declares, with the fields that say so. */
struct declared {
    uint32_t width_field, height_field, compression_field, data_field;
    int64_t width, height;
    struct tp_bytes compression, data;
    int64_t bytes_of_pixel; /* 0: unknown */
};

/* The format that a compression code stands for; "" for uncompressed; NULL for codes of others. */
static const char *expected_format(struct tp_bytes code)
{
    static const struct {
        const char *codes, *format;
    } formats[] = {{"NONE|0", ""},      {"WSQ20|WSQ|1", "WSQ"},        {"JPEGB|2", "JPEG"},
                   {"JPEGL|3", "JPEG"}, {"JP2|JP2L|4|5", "JPEG 2000"}, {"PNG|6", "PNG"}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(formats); i++) {
        if (tp_check_allowed(code, formats[i].codes))
            return formats[i].format;
    }
    return NULL;
}

static void check_raw_size(const struct tp_check *check, const struct declared *image)
{
    int64_t expected = image->width * image->height * image->bytes_of_pixel;
    struct tp_spot spot = {image->data_field, 0, 0};

    if (expected <= 0 || (int64_t)image->data.size_bytes == expected)
        return;
    if ((int64_t)image->data.size_bytes < expected)
        tp_check_error(check, spot, "ITL 2011 7.7.9", "%zu bytes do not hold the %lld x %lld pixels declared",
                       image->data.size_bytes, (long long)image->width, (long long)image->height);
    else
        tp_check_warning(check, spot, "ITL 2011 7.7.9", "%zu bytes, %lld would hold the %lld x %lld pixels declared",
                         image->data.size_bytes, (long long)expected, (long long)image->width,
                         (long long)image->height);
}

/* A decoder takes the size that the image itself has, so that another one in the record is a warning. */
static void check_picture(const struct tp_check *check, const struct declared *image)
{
    struct picture picture = picture_of(image->data);
    const char *expected = expected_format(image->compression);

    if (image->data.size_bytes == 0 || !expected)
        return;
    if (expected[0] == '\0') {
        check_raw_size(check, image);
        return;
    }
    if (!picture.format || strcmp(picture.format, expected) != 0) {
        tp_check_error(check, (struct tp_spot){image->compression_field, 0, 0}, "ITL 2011 7.7.9",
                       "%s is declared, the image is %s", expected, picture.format ? picture.format : "something else");
        return;
    }
    if (picture.width == 0 || picture.height == 0)
        tp_check_error(check, (struct tp_spot){image->data_field, 0, 0}, "ITL 2011 7.7.9",
                       "the %s image has no readable header", expected);
    else if (picture.width != image->width || picture.height != image->height)
        tp_check_warning(check, (struct tp_spot){image->width_field, 0, 0}, "ITL 2011 7.7.8",
                         "%lld x %lld pixels are declared, the image has %u x %u", (long long)image->width,
                         (long long)image->height, picture.width, picture.height);
    if (strcmp(picture.format, "JPEG") == 0 && tp_check_allowed(image->compression, "JPEGB") && !picture.jfif)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){image->data_field, 0, 0}, "ITL 2011 7.7.9.1",
                       "the JPEG image is no JFIF file");
}

/* ---- fields that go with an image ---------------------------------------------------------------------------------
 */

/* One byte a pixel for 8 bits of gray; 0 for what is not known. */
static int64_t bytes_of_pixel(const struct tp_check *check)
{
    if (check->type == 10)
        return tp_value_equals(tp_check_get(check, 12), "GRAY")        ? 1
               : tp_check_allowed(tp_check_get(check, 12), "RGB|SRGB") ? 3
                                                                       : 0;
    if (check->type == 16 || check->type == 17)
        return 0;
    return tp_check_number(check, BPX, 0) == 8 ? 1 : 0;
}

/* Whether the record may go without an image: what it would show is missing, or it is elsewhere. */
static bool may_lack_image(const struct tp_check *check)
{
    if (check->version < TP_ITL_2011)
        return false;
    if (tp_check_has(check, EFR))
        return true;
    return tp_check_has(check, check->type == 17 ? DME : AMP) && check->type != 10 && check->type != 13 &&
           check->type != 16;
}

static void check_companions(const struct tp_check *check)
{
    bool image = tp_check_has(check, DATA);
    uint32_t last = check->type == 17 ? 13u : 12u;

    if (!image && !may_lack_image(check) && tp_dictionary_field(check->type, DATA, check->version) &&
        tp_dictionary_field(check->type, DATA, check->version)->condition == 'D')
        tp_check_error(check, (struct tp_spot){DATA, 0, 0}, tp_check_rule(check->type),
                       "DATA (image) is missing, and nothing says why");
    for (uint32_t field = HLL; field <= last; field++) {
        const struct tp_field_rule *rule = tp_dictionary_field(check->type, field, check->version);
        if (!rule || rule->condition != 'D' || tp_check_has(check, field) == image)
            continue;
        if (image)
            tp_check_error(check, (struct tp_spot){field, 0, 0}, tp_check_rule(check->type),
                           "%s (%s) is missing, which goes with an image", rule->mnemonic, rule->name);
        else
            tp_check_warning(check, (struct tp_spot){field, 0, 0}, tp_check_rule(check->type),
                             "it goes with an image, of which there is none");
    }
}

/* ---- resolution ---------------------------------------------------------------------------------------------------
 */

enum { PPI_MIN = 490, PPCM_MIN = 193, PPI_WSQ_MAX = 520 };

static bool is_ridge(uint8_t type)
{
    return type == 13 || type == 14 || type == 15 || type == 19;
}

/* Friction ridges: 500 ppi at least, and WSQ not above. Scales without a unit are a pixel's aspect ratio. */
static void check_resolution(const struct tp_check *check)
{
    int64_t unit = tp_check_number(check, SLC, 0);

    for (uint32_t field = THPS; field <= TVPS && (unit == 1 || unit == 2); field++) {
        int64_t scale = tp_check_number(check, field, 0);
        if (scale > 0 && scale < (unit == 1 ? PPI_MIN : PPCM_MIN))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){field, 0, 0}, "ITL 2011 7.7.6",
                           "%lld pixels per %s are less than the 500 per inch that friction ridges need",
                           (long long)scale, unit == 1 ? "inch" : "centimeter");
        else if (scale * (unit == 1 ? 100 : 254) > PPI_WSQ_MAX * 100 &&
                 tp_check_allowed(tp_check_get(check, CGA), "WSQ20|WSQ"))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){CGA, 0, 0}, "ITL 2011 7.7.9.1",
                           "WSQ is for 500 pixels per inch, not for %lld per %s", (long long)scale,
                           unit == 1 ? "inch" : "centimeter");
    }
}

static void check_tagged(const struct tp_check *check)
{
    const struct declared image = {.width_field = HLL,
                                   .height_field = VLL,
                                   .compression_field = CGA,
                                   .data_field = DATA,
                                   .width = tp_check_number(check, HLL, 0),
                                   .height = tp_check_number(check, VLL, 0),
                                   .compression = tp_check_get(check, CGA),
                                   .data = tp_check_get(check, DATA),
                                   .bytes_of_pixel = bytes_of_pixel(check)};

    check_companions(check);
    check_picture(check, &image);
    if (is_ridge(check->type))
        check_resolution(check);
}

static void check_binary(const struct tp_check *check)
{
    const struct declared image = {.width_field = 6,
                                   .height_field = 7,
                                   .compression_field = 8,
                                   .data_field = 9,
                                   .width = tp_check_number(check, 6, 0),
                                   .height = tp_check_number(check, 7, 0),
                                   .compression = tp_check_get(check, 8),
                                   .data = tp_check_get(check, 9),
                                   .bytes_of_pixel = 1};

    check_picture(check, &image);
}

void tp_check_image(const struct tp_check *check)
{
    if (check->type == 3 || check->type == 4)
        check_binary(check);
    else if (check->type == 10 || (check->type >= 13 && check->type <= 17) || check->type == 19)
        check_tagged(check);
}
