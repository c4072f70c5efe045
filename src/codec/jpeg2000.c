/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG 2000 (ISO/IEC 15444-1) through OpenJPEG, which is given nothing but codestreams that jp2_header.c found complete
 * and modest; boxes are jp2_boxes.c's. Reading: gray and colour of up to 16 bits. What OpenJPEG calls a warning while
 * it decodes is damage, and an error here.
 *
 * Writing: JP2 files of one component of 8 bits in one tile, progression RPCL, 6 levels of decomposition where the
 * image is large enough, code-blocks of 64 x 64, precincts of the largest size, one layer. At 1000 ppi that is the
 * profile of NIST SP 500-289: irreversible 9-7 transform at 10:1 (0.8 bits per pixel), the capture resolution in its
 * box. Otherwise, unless a rate is wanted, lossless by the reversible 5-3 transform. */
#include "codec/jp2.h"

#include <stdlib.h>
#include <string.h>

#include <openjpeg.h>

enum { LEVELS = 6, BLOCK_PX = 64, BITS = 8 };
enum { PROFILE_PPI = 1000, PROFILE_TOLERANCE_PPI = 10 }; /* sensors of 1000 ppi are within 1 % of it */
static const float profile_bpp = 0.8f;
static char comment[] = "Tenprint";

/* ---- what both directions share --------------------------------------------------------------------------------- */

struct context {
    opj_codec_t *codec;
    opj_stream_t *stream;
    opj_image_t *image;
    struct tp_cursor in;
    struct tp_buffer *out;
    size_t position; /* in OUT */
    char words[200]; /* OpenJPEG's first complaint */
    bool decoding;   /* warnings count */
};

static void take_words(struct context *context, const char *words)
{
    size_t length = strcspn(words, "\n");

    if (context->words[0])
        return;
    length = TP_MIN(length, sizeof context->words - 1);
    memcpy(context->words, words, length);
    context->words[length] = '\0';
}

static void on_error(const char *words, void *context)
{
    take_words(context, words);
}

static void on_warning(const char *words, void *data)
{
    struct context *context = data;

    if (context->decoding)
        take_words(context, words);
}

static void on_information(const char *words, void *context)
{
    (void)words;
    (void)context;
}

static bool listen_to(struct context *context)
{
    return context->codec && opj_set_error_handler(context->codec, on_error, context) &&
           opj_set_warning_handler(context->codec, on_warning, context) &&
           opj_set_info_handler(context->codec, on_information, context);
}

static void context_deinit(struct context *context)
{
    opj_image_destroy(context->image);
    if (context->stream)
        opj_stream_destroy(context->stream);
    if (context->codec)
        opj_destroy_codec(context->codec);
}

static tp_status fail(const struct context *context, const char *otherwise, struct tp_diag *diag)
{
    const char *words = context->words[0] ? context->words : otherwise;
    tp_status status = tp_codec_classify(words);

    if (strstr(words, "too short") || strstr(words, "too long"))
        status = TP_E_TRUNCATED;
    return tp_fail(diag, status, "JP2", -1, "%s", words);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static OPJ_SIZE_T on_read(void *out, OPJ_SIZE_T size_bytes, void *data)
{
    struct context *context = data;
    size_t count = TP_MIN(size_bytes, tp_cursor_left(&context->in));

    if (count == 0)
        return (OPJ_SIZE_T)-1;
    memcpy(out, tp_read_bytes(&context->in, count), count);
    return count;
}

static OPJ_OFF_T on_skip(OPJ_OFF_T size_bytes, void *data)
{
    struct context *context = data;

    if (size_bytes < 0 || (uint64_t)size_bytes > tp_cursor_left(&context->in))
        return -1;
    tp_read_bytes(&context->in, (size_t)size_bytes);
    return size_bytes;
}

static OPJ_BOOL on_seek(OPJ_OFF_T position, void *data)
{
    struct context *context = data;
    struct tp_cursor from_start = tp_cursor_over(context->in.begin, (size_t)(context->in.end - context->in.begin));

    if (position < 0 || !tp_read_bytes(&from_start, (size_t)position))
        return OPJ_FALSE;
    context->in = from_start;
    return OPJ_TRUE;
}

static bool open_decoder(struct context *context)
{
    size_t size_bytes = tp_cursor_left(&context->in);
    opj_dparameters_t parameters;

    context->codec = opj_create_decompress(OPJ_CODEC_J2K);
    context->stream = opj_stream_create(TP_MIN(size_bytes, (size_t)OPJ_J2K_STREAM_CHUNK_SIZE), OPJ_TRUE);
    if (!context->stream || !listen_to(context))
        return false;
    opj_stream_set_read_function(context->stream, on_read);
    opj_stream_set_skip_function(context->stream, on_skip);
    opj_stream_set_seek_function(context->stream, on_seek);
    opj_stream_set_user_data(context->stream, context, NULL);
    opj_stream_set_user_data_length(context->stream, size_bytes);
    opj_set_default_decoder_parameters(&parameters);
    return opj_setup_decoder(context->codec, &parameters) && opj_decoder_set_strict_mode(context->codec, OPJ_TRUE);
}

static bool matches(const opj_image_t *image, const struct tp_jp2_header *header)
{
    if (image->numcomps != header->component_count)
        return false;
    for (unsigned i = 0; i < image->numcomps; i++)
        if (image->comps[i].prec != header->components[i].bits || !image->comps[i].data)
            return false;
    return image->comps[0].w == header->width_px && image->comps[0].h == header->height_px;
}

/* A sample of COMPONENT as 8-bit gray. */
static uint8_t sample_at(const opj_image_comp_t *component, size_t i)
{
    int64_t maximum = (1ll << component->prec) - 1;
    int64_t value = component->data[i] + (component->sgnd ? 1ll << (component->prec - 1) : 0);

    return tp_codec_scale((uint32_t)TP_CLAMP(value, 0, maximum), (uint32_t)maximum);
}

static void take_pixels(const opj_image_t *image, bool colour, struct tp_image *out)
{
    size_t count = (size_t)out->width_px * out->height_px;

    for (size_t i = 0; i < count; i++) {
        uint8_t first = sample_at(&image->comps[0], i);

        out->pixels[i] =
            colour ? tp_codec_luma(first, sample_at(&image->comps[1], i), sample_at(&image->comps[2], i)) : first;
    }
}

static tp_status check_colour(const struct tp_jp2_boxes *boxes, const struct tp_jp2_header *header, bool *colour,
                              struct tp_diag *diag)
{
    unsigned used = header->component_count;

    *colour = header->component_count == 3 && boxes->colour != TP_JP2_YCC;
    if (boxes->alpha || used == 2 || used == 4)
        return tp_fail(diag, TP_E_UNSUPPORTED, "JP2 SIZ", -1, "%s",
                       boxes->alpha || used == 2
                           ? "the image has transparency (alpha), which a fingerprint image must not have"
                           : "neither gray nor a three-colour image");
    if (!*colour)
        used = 1; /* the luma of three, or the one */
    for (unsigned i = 0; i < used; i++)
        if (header->components[i].dx != 1 || header->components[i].dy != 1)
            return tp_fail(diag, TP_E_UNSUPPORTED, "JP2 SIZ", -1, "component %u has fewer samples than pixels", i);
    return TP_OK;
}

static tp_status decode(struct context *context, const struct tp_jp2_header *header, struct tp_diag *diag)
{
    bool done = open_decoder(context) && opj_read_header(context->stream, context->codec, &context->image);

    context->decoding = true;
    done = done && opj_decode(context->codec, context->stream, context->image) && context->words[0] == '\0';
    if (!done)
        return fail(context, "no memory to decode a JPEG 2000 image", diag);
    if (!matches(context->image, header))
        return fail(context, "the decoded image is not what its header says", diag);
    return TP_OK;
}

tp_status tp_codec_decode_jp2(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                              struct tp_image *out, struct tp_diag *diag)
{
    struct context context = {0};
    struct tp_jp2_header header;
    struct tp_jp2_boxes boxes;
    bool colour = false;
    tp_status status = tp_jp2_read_boxes(data, size_bytes, &boxes, diag);

    if (status == TP_OK)
        status = tp_jp2_read_header(boxes.codestream, boxes.codestream_offset, limits, &header, diag);
    if (status == TP_OK)
        status = check_colour(&boxes, &header, &colour, diag);
    if (status != TP_OK)
        return status;
    context.in = boxes.codestream;
    status = decode(&context, &header, diag);
    if (status == TP_OK)
        status = tp_image_init(out, header.width_px, header.height_px, boxes.ppi, diag);
    if (status == TP_OK)
        take_pixels(context.image, colour, out);
    context_deinit(&context);
    return status;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* OpenJPEG goes back to fill in lengths. */
static OPJ_SIZE_T on_write(void *bytes, OPJ_SIZE_T size_bytes, void *data)
{
    struct context *context = data;
    size_t inside = TP_MIN(size_bytes, context->out->size_bytes - context->position);

    if (inside > 0)
        memcpy(context->out->data + context->position, bytes, inside);
    tp_write_bytes(context->out, (const uint8_t *)bytes + inside, size_bytes - inside);
    context->position += size_bytes;
    return context->out->bad ? (OPJ_SIZE_T)-1 : size_bytes;
}

static OPJ_BOOL on_write_seek(OPJ_OFF_T position, void *data)
{
    struct context *context = data;

    if (position < 0 || (uint64_t)position > context->out->size_bytes)
        return OPJ_FALSE;
    context->position = (size_t)position;
    return OPJ_TRUE;
}

static OPJ_OFF_T on_write_skip(OPJ_OFF_T size_bytes, void *data)
{
    struct context *context = data;
    return on_write_seek((OPJ_OFF_T)context->position + size_bytes, context) ? size_bytes : -1;
}

static opj_image_t *make_image(const struct tp_image *image)
{
    opj_image_cmptparm_t parameters = {
        .dx = 1, .dy = 1, .w = image->width_px, .h = image->height_px, .prec = BITS, .sgnd = 0};
    opj_image_t *out = opj_image_create(1, &parameters, OPJ_CLRSPC_GRAY);

    if (!out)
        return NULL;
    out->x1 = image->width_px;
    out->y1 = image->height_px;
    for (size_t i = 0; i < (size_t)image->width_px * image->height_px; i++)
        out->comps[0].data[i] = image->pixels[i];
    return out;
}

static void choose_parameters(const struct tp_image *image, float rate_bpp, opj_cparameters_t *out)
{
    uint32_t shorter = TP_MIN(image->width_px, image->height_px);
    int resolutions = 1;

    while (resolutions <= LEVELS && shorter >> resolutions > 0)
        resolutions++;
    opj_set_default_encoder_parameters(out);
    out->cod_format = OPJ_CODEC_J2K;
    out->prog_order = OPJ_RPCL;
    out->numresolution = resolutions;
    out->cblockw_init = out->cblockh_init = BLOCK_PX;
    out->tcp_numlayers = 1;
    out->cp_disto_alloc = 1;
    out->irreversible = rate_bpp > 0;
    out->tcp_rates[0] = rate_bpp > 0 ? BITS / rate_bpp : 0; /* 0: everything */
    out->cp_comment = comment;
}

static bool open_encoder(struct context *context, opj_cparameters_t *parameters)
{
    context->codec = opj_create_compress(OPJ_CODEC_J2K);
    context->stream = opj_stream_default_create(OPJ_FALSE);
    if (!context->image || !context->stream || !listen_to(context))
        return false;
    opj_stream_set_write_function(context->stream, on_write);
    opj_stream_set_skip_function(context->stream, on_write_skip);
    opj_stream_set_seek_function(context->stream, on_write_seek);
    opj_stream_set_user_data(context->stream, context, NULL);
    return opj_setup_encoder(context->codec, parameters, context->image);
}

static tp_status encode(const struct tp_image *image, float rate_bpp, struct tp_buffer *codestream,
                        struct tp_diag *diag)
{
    struct context context = {.out = codestream};
    opj_cparameters_t parameters;
    tp_status status = TP_OK;

    choose_parameters(image, rate_bpp, &parameters);
    context.image = make_image(image);
    if (!open_encoder(&context, &parameters) || !opj_start_compress(context.codec, context.image, context.stream) ||
        !opj_encode(context.codec, context.stream) || !opj_end_compress(context.codec, context.stream) ||
        codestream->bad)
        status = fail(&context, "no memory to encode a JPEG 2000 image", diag);
    context_deinit(&context);
    return status;
}

tp_status tp_codec_encode_jp2(const struct tp_image *image, const struct tp_codec_options *options,
                              struct tp_buffer *buffer, struct tp_diag *diag)
{
    float rate_bpp = options->ratio > 0 ? BITS / options->ratio : options->rate_bpp;
    float off_ppi = image->ppi - PROFILE_PPI;
    struct tp_buffer codestream;
    tp_status status;

    if (rate_bpp >= BITS)
        return tp_fail(diag, TP_E_ARGUMENT, "rate", -1, "%g bits per pixel; below 8, or lossless", (double)rate_bpp);
    if ((uint64_t)image->width_px * image->height_px > INT32_MAX)
        return tp_fail(diag, TP_E_LIMIT, "JP2", -1, "%u x %u pixels are too many", image->width_px, image->height_px);
    if (!(rate_bpp > 0) && !options->lossless && off_ppi >= -PROFILE_TOLERANCE_PPI && off_ppi <= PROFILE_TOLERANCE_PPI)
        rate_bpp = profile_bpp;
    tp_buffer_init(&codestream);
    status = encode(image, rate_bpp, &codestream, diag);
    if (status == TP_OK)
        tp_jp2_write_boxes(image, &codestream, buffer);
    tp_buffer_deinit(&codestream);
    if (status == TP_OK && buffer->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to encode a JPEG 2000 image");
    if (status != TP_OK)
        tp_buffer_deinit(buffer);
    return status;
}
