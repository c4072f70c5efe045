/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG 2000 files: codestreams written by OpenJPEG, the boxes around them here. */
#include "samples.h"

#include <stdlib.h>
#include <string.h>

#include <openjpeg.h>

#include "test.h"

struct jp2_options {
    unsigned components, bits; /* default 1, 8 */
    bool is_signed, lossy;
    unsigned chroma_dx;          /* of components 1 and 2; default 1 */
    int tile_px, levels, layers; /* defaults: one tile, 3, 1 */
    bool small_precincts, tile_parts, packet_markers;
    int block_modes;
    OPJ_PROG_ORDER order;
};

struct jp2_boxes {
    uint32_t colour; /* EnumCS; 0 leaves the box out */
    const char *resolution;
    uint16_t vertical, horizontal; /* pixels per metre */
    bool alpha, palette, long_lengths, to_the_end;
};

static OPJ_SIZE_T on_write(void *bytes, OPJ_SIZE_T size_bytes, void *file)
{
    tp_write_bytes(file, bytes, size_bytes);
    return size_bytes;
}

static OPJ_OFF_T on_skip(OPJ_OFF_T size_bytes, void *file)
{
    (void)size_bytes;
    (void)file;
    return -1;
}

static OPJ_BOOL on_seek(OPJ_OFF_T position, void *file)
{
    (void)position;
    (void)file;
    return OPJ_FALSE;
}

static uint32_t divide_up(uint32_t a, uint32_t b)
{
    return (a + b - 1) / b;
}

static opj_image_t *make_image(const struct jp2_options *o)
{
    opj_image_cmptparm_t parameters[4] = {{0}};
    opj_image_t *image;

    for (unsigned i = 0; i < o->components; i++) {
        uint32_t d = i == 1 || i == 2 ? o->chroma_dx : 1;

        parameters[i] = (opj_image_cmptparm_t){.dx = d,
                                               .dy = d,
                                               .w = divide_up(SAMPLE_WIDTH_PX, d),
                                               .h = divide_up(SAMPLE_HEIGHT_PX, d),
                                               .prec = o->bits,
                                               .sgnd = o->is_signed};
    }
    image = opj_image_create(o->components, parameters, o->components > 2 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    assert_non_null(image);
    image->x1 = SAMPLE_WIDTH_PX;
    image->y1 = SAMPLE_HEIGHT_PX;
    for (unsigned c = 0; c < o->components; c++)
        for (uint32_t i = 0; i < image->comps[c].w * image->comps[c].h; i++)
            image->comps[c].data[i] = (OPJ_INT32)picture_at(i % image->comps[c].w, i / image->comps[c].w,
                                                            o->components == 1 ? 1 : c % 3, o->bits) -
                                      (o->is_signed ? 1 << (o->bits - 1) : 0);
    return image;
}

static void set_up(opj_cparameters_t *parameters, const struct jp2_options *o)
{
    opj_set_default_encoder_parameters(parameters);
    parameters->numresolution = o->levels + 1;
    parameters->prog_order = o->order;
    parameters->irreversible = o->lossy;
    parameters->tcp_numlayers = o->layers;
    parameters->cp_disto_alloc = 1;
    parameters->tcp_mct = o->components == 3 && o->chroma_dx == 1;
    for (int i = 0; i < o->layers; i++)
        parameters->tcp_rates[i] = (float)(o->layers - i) + (o->lossy ? 1.0f : 0);
    if (!o->lossy)
        parameters->tcp_rates[o->layers - 1] = 0;
    if (o->tile_px) {
        parameters->tile_size_on = OPJ_TRUE;
        parameters->cp_tdx = parameters->cp_tdy = o->tile_px;
    }
    if (o->packet_markers)
        parameters->csty |= 6; /* SOP and EPH */
    parameters->mode = o->block_modes;
    if (o->tile_parts) {
        parameters->tp_on = 1;
        parameters->tp_flag = 'R';
    }
    if (o->small_precincts) {
        parameters->csty |= 1;
        parameters->res_spec = 1;
        parameters->prcw_init[0] = parameters->prch_init[0] = 16;
        parameters->cblockw_init = parameters->cblockh_init = 4;
    }
}

/* Fills CODESTREAM. */
static void encode(const struct jp2_options *o, struct tp_buffer *codestream)
{
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_J2K);
    opj_stream_t *stream = opj_stream_create(1 << 20, OPJ_FALSE); /* so large that all is written at the end */
    opj_image_t *image = make_image(o);
    opj_cparameters_t parameters;

    tp_buffer_init(codestream);
    set_up(&parameters, o);
    opj_stream_set_write_function(stream, on_write);
    opj_stream_set_skip_function(stream, on_skip);
    opj_stream_set_seek_function(stream, on_seek);
    opj_stream_set_user_data(stream, codestream, NULL);
    assert_true(opj_setup_encoder(codec, &parameters, image));
    assert_true(opj_start_compress(codec, image, stream));
    assert_true(opj_encode(codec, stream));
    assert_true(opj_end_compress(codec, stream));
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    opj_image_destroy(image);
}

static struct sample *make_codestream(struct samples *samples, const char *name, struct jp2_options o)
{
    struct sample *sample = samples_add(samples, "jp2", name);

    o.components = o.components ? o.components : 1;
    o.bits = o.bits ? o.bits : 8;
    o.chroma_dx = o.chroma_dx ? o.chroma_dx : 1;
    o.levels = o.levels ? o.levels : 3;
    o.layers = o.layers ? o.layers : 1;
    encode(&o, &sample->file);
    sample_expect(sample, o.bits, o.components == 3);
    sample->ppi = 0;
    sample->tolerance = o.lossy ? 4 : 0;
    return sample;
}

/* ---- boxes ------------------------------------------------------------------------------------------------------ */

static void begin_box(struct tp_buffer *file, size_t contents_bytes, const char *type)
{
    tp_write_u32be(file, (uint32_t)(contents_bytes + 8));
    tp_write_bytes(file, type, 4);
}

static void write_header(struct tp_buffer *header, const struct jp2_boxes *boxes)
{
    begin_box(header, 14, "ihdr");
    tp_write_u32be(header, SAMPLE_HEIGHT_PX);
    tp_write_u32be(header, SAMPLE_WIDTH_PX);
    tp_write_bytes(header, "\0\1\7\7\0\0", 6);
    if (boxes->colour) {
        begin_box(header, 7, "colr");
        tp_write_bytes(header, "\1\0\0", 3);
        tp_write_u32be(header, boxes->colour);
    }
    if (boxes->palette) {
        begin_box(header, 4, "pclr");
        tp_write_u32be(header, 0);
    }
    if (boxes->alpha) {
        begin_box(header, 8, "cdef");
        tp_write_bytes(header, "\0\1\0\0\0\1\0\0", 8);
    }
    if (boxes->resolution) {
        begin_box(header, 18, "res ");
        begin_box(header, 10, boxes->resolution);
        tp_write_u16be(header, boxes->vertical);
        tp_write_u16be(header, 10);
        tp_write_u16be(header, boxes->horizontal);
        tp_write_u16be(header, 10);
        tp_write_bytes(header, "\1\1", 2);
    }
}

static struct sample *make_file(struct samples *samples, const char *name, struct jp2_options o, struct jp2_boxes boxes)
{
    struct sample *sample = make_codestream(samples, name, o);
    struct tp_buffer codestream = sample->file, header, *file = &sample->file;

    tp_buffer_init(file);
    tp_buffer_init(&header);
    write_header(&header, &boxes);
    begin_box(file, 4, "jP  ");
    tp_write_bytes(file, "\r\n\x87\n", 4);
    begin_box(file, 12, "ftyp");
    tp_write_bytes(file, "jp2 \0\0\0\0jp2 ", 12);
    begin_box(file, header.size_bytes, "jp2h");
    tp_write_bytes(file, header.data, header.size_bytes);
    begin_box(file, 5, "xml ");
    tp_write_bytes(file, "<a/>\n", 5);
    if (boxes.long_lengths) {
        tp_write_bytes(file, "\0\0\0\1jp2c\0\0\0\0", 12);
        tp_write_u32be(file, (uint32_t)codestream.size_bytes + 16);
    } else if (boxes.to_the_end)
        tp_write_bytes(file, "\0\0\0\0jp2c", 8);
    else
        begin_box(file, codestream.size_bytes, "jp2c");
    tp_write_bytes(file, codestream.data, codestream.size_bytes);
    if (boxes.resolution)
        sample->ppi = 500;
    tp_buffer_deinit(&header);
    tp_buffer_deinit(&codestream);
    return sample;
}

/* ---- samples ---------------------------------------------------------------------------------------------------- */

static void make_codestreams(struct samples *samples)
{
    make_codestream(samples, "gray", (struct jp2_options){0});
    make_codestream(samples, "gray_1", (struct jp2_options){.bits = 1});
    make_codestream(samples, "gray_12", (struct jp2_options){.bits = 12});
    make_codestream(samples, "gray_16", (struct jp2_options){.bits = 16});
    make_codestream(samples, "gray_signed", (struct jp2_options){.is_signed = true});
    make_codestream(samples, "gray_16_signed", (struct jp2_options){.bits = 16, .is_signed = true});
    make_codestream(samples, "gray_lossy", (struct jp2_options){.lossy = true});
    make_codestream(samples, "gray_layers", (struct jp2_options){.layers = 5, .order = OPJ_RPCL});
    make_codestream(samples, "gray_tiles", (struct jp2_options){.tile_px = 16, .levels = 2, .order = OPJ_PCRL});
    make_codestream(samples, "gray_tile_parts", (struct jp2_options){.tile_px = 20, .tile_parts = true});
    make_codestream(samples, "gray_precincts", (struct jp2_options){.small_precincts = true, .order = OPJ_CPRL});
    make_codestream(samples, "gray_packet_markers", (struct jp2_options){.packet_markers = true, .order = OPJ_RLCP});
    make_codestream(samples, "gray_block_modes", (struct jp2_options){.block_modes = 63});
    make_codestream(samples, "colour", (struct jp2_options){.components = 3});
    make_codestream(samples, "colour_lossy", (struct jp2_options){.components = 3, .lossy = true});
    make_codestream(samples, "colour_16", (struct jp2_options){.components = 3, .bits = 16});
}

static void expect_luma(struct sample *sample)
{
    for (uint32_t i = 0; i < SAMPLE_WIDTH_PX * SAMPLE_HEIGHT_PX; i++)
        sample->pixels[i] = (uint8_t)picture_at(i % SAMPLE_WIDTH_PX, i / SAMPLE_WIDTH_PX, 0, 8);
}

static void make_refused(struct samples *samples)
{
    static const struct jp2_boxes gray = {.colour = 17};

    sample_refused(make_codestream(samples, "two", (struct jp2_options){.components = 2}), TP_E_UNSUPPORTED, "alpha");
    sample_refused(make_codestream(samples, "four", (struct jp2_options){.components = 4}), TP_E_UNSUPPORTED,
                   "three-colour");
    sample_refused(make_codestream(samples, "subsampled", (struct jp2_options){.components = 3, .chroma_dx = 2}),
                   TP_E_UNSUPPORTED, "fewer samples than pixels");
    sample_refused(
        make_file(samples, "alpha", (struct jp2_options){0}, (struct jp2_boxes){.colour = 17, .alpha = true}),
        TP_E_UNSUPPORTED, "alpha");
    sample_refused(make_file(samples, "palette", (struct jp2_options){0}, (struct jp2_boxes){.palette = true}),
                   TP_E_UNSUPPORTED, "palette");
    sample_refused(make_file(samples, "not_square", (struct jp2_options){0},
                             (struct jp2_boxes){.resolution = "resc", .vertical = 19685, .horizontal = 9843}),
                   TP_E_UNSUPPORTED, "not square");
    make_file(samples, "no_header", (struct jp2_options){0}, gray);
    memcpy(samples->items[samples->count - 1].file.data + 12 + 20 + 4, "free", 4);
    sample_refused(&samples->items[samples->count - 1], TP_E_FORMAT, "no header");
}

void samples_make_jp2(struct samples *samples)
{
    make_codestreams(samples);
    make_file(samples, "file", (struct jp2_options){0}, (struct jp2_boxes){.colour = 17});
    make_file(samples, "capture", (struct jp2_options){0},
              (struct jp2_boxes){.colour = 17, .resolution = "resc", .vertical = 19685, .horizontal = 19685});
    make_file(samples, "display", (struct jp2_options){0},
              (struct jp2_boxes){.resolution = "resd", .vertical = 19685, .horizontal = 19685, .long_lengths = true});
    make_file(samples, "to_the_end", (struct jp2_options){.components = 3},
              (struct jp2_boxes){.colour = 16, .to_the_end = true});
    expect_luma(make_file(samples, "ycc", (struct jp2_options){.components = 3, .chroma_dx = 2},
                          (struct jp2_boxes){.colour = 18}));
    make_refused(samples);
}
