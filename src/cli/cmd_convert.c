/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint convert */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/commands.h"
#include "node/node.h"
#include "record/record.h"
#include "json/json.h"

enum { FILE_MAX_BYTES = 256 << 20 };

/* What a file is written as, by extension or --to. */
struct target {
    const char *word, *name;
    bool is_template;
    enum tp_codec_format image;
    enum tp_template_format tmpl;
};
#define IMAGE(word, name, format)                                                                                      \
    {                                                                                                                  \
        (word), (name), false, (format), TP_FORMAT_NATIVE                                                              \
    }
#define TEMPLATE(word, name, format)                                                                                   \
    {                                                                                                                  \
        (word), (name), true, TP_CODEC_PNG, (format)                                                                   \
    }
static const struct target targets[] = {
    IMAGE("png", "PNG", TP_CODEC_PNG),
    IMAGE("pgm", "PGM", TP_CODEC_PGM),
    IMAGE("wsq", "WSQ", TP_CODEC_WSQ),
    IMAGE("jp2", "JPEG 2000", TP_CODEC_JP2),
    IMAGE("jpg", "JPEG", TP_CODEC_JPEG),
    IMAGE("jpeg", "JPEG", TP_CODEC_JPEG),
    IMAGE("raw", "raw pixels", TP_CODEC_RAW),
    TEMPLATE("tpt", "native template", TP_FORMAT_NATIVE),
    TEMPLATE("native", "native template", TP_FORMAT_NATIVE),
    TEMPLATE("iso", "ISO/IEC 19794-2:2005", TP_FORMAT_ISO_2005),
    TEMPLATE("fmr", "ISO/IEC 19794-2:2005", TP_FORMAT_ISO_2005),
    TEMPLATE("incits", "INCITS 378-2004", TP_FORMAT_INCITS_2004),
    TEMPLATE("378", "INCITS 378-2004", TP_FORMAT_INCITS_2004),
};

struct conversion {
    const struct tp_arguments *arguments;
    const char *in, *out;
    const struct target *target;
    uint8_t *data; /* of IN */
    size_t size_bytes;
    uint8_t *encoded;
    size_t encoded_bytes;
    /* an image */
    struct tp_image image;
    bool with_loss;
    double psnr_db; /* infinite when all pixels are equal */
    /* or a template */
    struct tp_template tmpl;
    unsigned views;
};

static double option(const struct conversion *c, const char *name)
{
    return tp_option_number(c->arguments, name, 0);
}

/* ---- what is asked for ------------------------------------------------------------------------------------------ */

static tp_status choose_target(struct conversion *c, struct tp_diag *diag)
{
    const char *to = tp_option_text(c->arguments, "to"), *dot = strrchr(c->out, '.'), *slash = strrchr(c->out, '/');
    const char *word = to ? to : dot && (!slash || dot > slash) ? dot + 1 : "";

    for (size_t i = 0; i < TP_ARRAY_LENGTH(targets); i++)
        if (strcasecmp(targets[i].word, word) == 0) {
            c->target = &targets[i];
            return TP_OK;
        }
    return tp_fail(diag, TP_E_ARGUMENT, to ? "--to" : c->out, -1,
                   "'%s' is no format to write: png, pgm, wsq, jp2, jpg, raw; tpt, iso, incits", word);
}

static tp_status refuse_image_options(const struct conversion *c, struct tp_diag *diag)
{
    static const char *const names[] = {"ppi", "rate", "ratio", "lossless", "resample", "width", "height"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++)
        if (tp_option_given(c->arguments, names[i]))
            return tp_fail(diag, TP_E_ARGUMENT, names[i], -1, "%s is a template, to which this does not apply", c->in);
    return TP_OK;
}

/* ---- templates -------------------------------------------------------------------------------------------------- */

static tp_status convert_template(struct conversion *c, struct tp_diag *diag)
{
    tp_status status = refuse_image_options(c, diag);

    if (status == TP_OK && !c->target->is_template)
        status = tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "%s is a template, which holds no image", c->in);
    if (status != TP_OK)
        return status;
    status = tp_diag_in_file(diag, tp_template_decode(c->data, c->size_bytes, 0, &c->tmpl, &c->views, diag), c->in);
    if (status == TP_OK && c->views > 1)
        fprintf(stderr, "tenprint: %s: holds %u views; the first is written\n", c->in, c->views);
    if (status == TP_OK)
        status = tp_diag_in_file(
            diag, tp_template_encode(&c->tmpl, c->target->tmpl, &c->encoded, &c->encoded_bytes, diag), c->out);
    return status;
}

/* ---- images ----------------------------------------------------------------------------------------------------- */

static bool is_raw(const struct conversion *c)
{
    const char *dot = strrchr(c->in, '.');

    return tp_option_given(c->arguments, "width") || tp_option_given(c->arguments, "height") ||
           (dot && strcasecmp(dot, ".raw") == 0);
}

/* Of the traditional encoding with either form of tags, or XML. */
static bool is_transaction(const struct conversion *c)
{
    return (c->size_bytes > 6 && (memcmp(c->data, "1.001:", 6) == 0 || memcmp(c->data, "1.01:", 5) == 0)) ||
           tp_niem_detect(c->data, c->size_bytes);
}

static tp_status decode_image(struct conversion *c, struct tp_diag *diag)
{
    long width_px = tp_option_integer(c->arguments, "width", 0);
    long height_px = tp_option_integer(c->arguments, "height", 0);
    struct tp_found_image found;
    tp_status status;

    if (!is_raw(c) && is_transaction(c))
        return tp_fail(diag, TP_E_UNSUPPORTED, NULL, -1,
                       "is a transaction; `tenprint record show FILE --images DIR` "
                       "writes its images");
    if (!is_raw(c)) {
        status = tp_found_image_decode(c->data, c->size_bytes, &found, diag);
        c->image = found.image;
        return status;
    }
    if (width_px == 0 || height_px == 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "raw pixels need both --width and --height");
    return tp_codec_decode_raw(c->data, c->size_bytes, (uint32_t)width_px, (uint32_t)height_px, &c->image, diag);
}

static tp_status resample(struct conversion *c, float to_ppi, struct tp_diag *diag)
{
    struct tp_image resampled;
    tp_status status;

    if (!(c->image.ppi > 0))
        return tp_fail(diag, TP_E_ARGUMENT, "resample", -1, "%s does not say its resolution; declare it with --ppi",
                       c->in);
    status = tp_image_resample(&c->image, to_ppi, &resampled, diag);
    if (status != TP_OK)
        return status;
    tp_image_deinit(&c->image);
    c->image = resampled;
    return TP_OK;
}

/* Decodes what was encoded and compares it with the image. */
static tp_status measure_loss(struct conversion *c, struct tp_diag *diag)
{
    size_t count = (size_t)c->image.width_px * c->image.height_px;
    double sum = 0;
    struct tp_image again;
    tp_status status = tp_codec_decode(c->encoded, c->encoded_bytes, NULL, &again, diag);

    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        double difference = (double)again.pixels[i] - c->image.pixels[i];
        sum += difference * difference;
    }
    tp_image_deinit(&again);
    c->psnr_db = sum > 0 ? 10 * log10(255.0 * 255.0 * (double)count / sum) : (double)INFINITY;
    return TP_OK;
}

static tp_status encode_image(struct conversion *c, struct tp_diag *diag)
{
    const struct tp_codec_options options = {.rate_bpp = (float)option(c, "rate"),
                                             .ratio = (float)option(c, "ratio"),
                                             .lossless = tp_option_given(c->arguments, "lossless")};
    enum tp_codec_format format = c->target->image;
    tp_status status;

    if (format == TP_CODEC_WSQ && c->image.ppi > 0 && c->image.ppi != TP_PPI_STANDARD)
        fprintf(stderr, "tenprint: %s: WSQ is specified for 500 ppi, this image has %g; written all the same\n", c->in,
                (double)c->image.ppi);
    status = tp_codec_encode(&c->image, format, &options, &c->encoded, &c->encoded_bytes, diag);
    c->with_loss = format == TP_CODEC_WSQ || format == TP_CODEC_JP2 || format == TP_CODEC_JPEG;
    return status == TP_OK && c->with_loss ? measure_loss(c, diag) : status;
}

static tp_status convert_image(struct conversion *c, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (c->target->is_template)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "%s is an image; `tenprint extract` makes templates", c->in);
    status = tp_diag_in_file(diag, decode_image(c, diag), c->in);
    if (status == TP_OK && tp_option_given(c->arguments, "ppi"))
        c->image.ppi = (float)option(c, "ppi");
    if (status == TP_OK && tp_option_given(c->arguments, "resample"))
        status = resample(c, (float)option(c, "resample"), diag);
    return status == TP_OK ? tp_diag_in_file(diag, encode_image(c, diag), c->out) : status;
}

/* ---- printing --------------------------------------------------------------------------------------------------- */

static double ratio_of(const struct conversion *c)
{
    return (double)c->image.width_px * c->image.height_px / (double)c->encoded_bytes;
}

static void print_text(const struct conversion *c)
{
    printf("%s -> %s: %s, ", c->in, c->out, c->target->name);
    if (c->target->is_template) {
        printf("%u minutiae, %zu bytes from %zu\n", c->tmpl.minutia_count, c->encoded_bytes, c->size_bytes);
        return;
    }
    printf("%u x %u pixels", c->image.width_px, c->image.height_px);
    if (c->image.ppi > 0)
        printf(" at %g ppi", (double)c->image.ppi);
    printf(", %zu bytes from %zu, %.2f:1, %.3f bits per pixel", c->encoded_bytes, c->size_bytes, ratio_of(c),
           8 / ratio_of(c));
    if (c->with_loss && isfinite(c->psnr_db))
        printf(", PSNR %.2f dB", c->psnr_db);
    else if (c->with_loss)
        printf(", lossless");
    putchar('\n');
}

static void add_image(const struct conversion *c, struct tp_json *json)
{
    tp_json_integer(json, "width_px", c->image.width_px);
    tp_json_integer(json, "height_px", c->image.height_px);
    tp_json_number(json, "ppi", c->image.ppi > 0 ? (double)c->image.ppi : (double)NAN);
    tp_json_number(json, "ratio", ratio_of(c));
    tp_json_number(json, "bits_per_pixel", 8 / ratio_of(c));
    tp_json_flag(json, "lossless", !c->with_loss || !isfinite(c->psnr_db));
    tp_json_number(json, "psnr_db", c->with_loss ? c->psnr_db : (double)NAN);
}

static tp_status print_json(const struct conversion *c, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "input", c->in);
    tp_json_text(json, "output", c->out);
    tp_json_text(json, "kind", c->target->is_template ? "template" : "image");
    tp_json_text(json, "format", c->target->name);
    tp_json_integer(json, "input_bytes", (int64_t)c->size_bytes);
    tp_json_integer(json, "output_bytes", (int64_t)c->encoded_bytes);
    if (c->target->is_template)
        tp_json_integer(json, "minutia_count", c->tmpl.minutia_count);
    else
        add_image(c, json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

/* ---- the command ------------------------------------------------------------------------------------------------ */

static tp_status convert(struct conversion *c, struct tp_diag *diag)
{
    tp_status status = choose_target(c, diag);

    if (status == TP_OK)
        status = tp_diag_in_file(diag, tp_file_read(c->in, FILE_MAX_BYTES, &c->data, &c->size_bytes, diag), c->in);
    if (status == TP_OK)
        status = !is_raw(c) && tp_impression_is_template(c->data, c->size_bytes) ? convert_template(c, diag)
                                                                                 : convert_image(c, diag);
    if (status == TP_OK)
        status = tp_diag_in_file(diag, tp_file_write(c->out, c->encoded, c->encoded_bytes, diag), c->out);
    if (status == TP_OK && tp_option_given(c->arguments, "json"))
        return print_json(c, diag);
    if (status == TP_OK)
        print_text(c);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct conversion c = {.arguments = arguments, .in = arguments->positional[0], .out = arguments->positional[1]};
    tp_status status;

    tp_template_init(&c.tmpl);
    status = convert(&c, diag);
    tp_template_deinit(&c.tmpl);
    tp_image_deinit(&c.image);
    free(c.encoded);
    free(c.data);
    return status;
}

static const struct tp_option options[] = {
    {"to", 0, TP_OPTION_TEXT, "FORMAT",
     "what to write, instead of what the extension says: png, pgm, wsq, jp2, jpg, raw; tpt, iso, incits", 0, 0},
    TP_OPTION_PPI,
    {"resample", 0, TP_OPTION_NUMBER, "N", "resample the image to this resolution in pixels per inch", 50, 5000},
    {"rate", 0, TP_OPTION_NUMBER, "BPP",
     "bits per pixel: for WSQ the specification's r (default 0.75), for JPEG 2000 and JPEG the size of the file", 0.01,
     8},
    {"ratio", 0, TP_OPTION_NUMBER, "R", "instead, how many times smaller than the pixels the file is to be", 1, 500},
    {"lossless", 0, TP_OPTION_FLAG, NULL, "JPEG 2000 without loss, also at 1000 ppi", 0, 0},
    {"width", 0, TP_OPTION_INTEGER, "N", "width of raw pixels, one byte each", 1, 65535},
    {"height", 0, TP_OPTION_INTEGER, "N", "height of raw pixels", 1, 65535},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_convert = {
    .name = "convert",
    .synopsis = "IN OUT [OPTION]...",
    .summary = "write an image or a template in another format",
    .description =
        "Reads images (PNG, PGM, BMP, TIFF, JPEG, JPEG 2000, WSQ, finger image records of ISO/IEC 19794-4, CBEFF files "
        "in XML, raw pixels) and writes them as PNG, PGM, WSQ, JPEG 2000, JPEG or raw pixels; reads templates and "
        "writes them as native template, ISO/IEC 19794-2:2005 or INCITS 378-2004. What IN is shows in its content, "
        "except for raw pixels, whose name ends in .raw or whose size is given; OUT is what its extension says, or "
        "--to. OUT is replaced as a whole or not at all.\n\n"
        "JPEG 2000 at 1000 ppi is written with the loss that NIST SP 500-289 recommends (10:1), otherwise without "
        "loss. For formats with loss the peak signal-to-noise ratio of what was written is printed.",
    .example = "tenprint convert thumb.png thumb.wsq --ppi 500\n"
               "tenprint convert card.raw card.jp2 --width 800 --height 750 --ppi 500\n"
               "tenprint convert thumb.tpt thumb.iso\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
