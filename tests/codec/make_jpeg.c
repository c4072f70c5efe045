/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG files, written by libjpeg into memory. */
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

struct jpeg_options {
    J_COLOR_SPACE space; /* of the file */
    bool progressive, arithmetic, no_subsampling;
    uint8_t unit;
    uint16_t x, y;
    unsigned restart_rows;
};

static int component_count(const struct jpeg_options *o)
{
    return o->space == JCS_GRAYSCALE ? 1 : o->space == JCS_CMYK ? 4 : 3;
}

static void set_up(struct jpeg_compress_struct *jpeg, const struct jpeg_options *o)
{
    jpeg->image_width = SAMPLE_WIDTH_PX;
    jpeg->image_height = SAMPLE_HEIGHT_PX;
    jpeg->input_components = component_count(o);
    jpeg->in_color_space = o->space == JCS_YCbCr ? JCS_RGB : o->space;
    jpeg_set_defaults(jpeg);
    jpeg_set_colorspace(jpeg, o->space);
    jpeg_set_quality(jpeg, 95, TRUE);
    jpeg->arith_code = o->arithmetic;
    jpeg->restart_in_rows = (int)o->restart_rows;
    if (o->x) {
        jpeg->write_JFIF_header = TRUE;
        jpeg->density_unit = o->unit;
        jpeg->X_density = o->x;
        jpeg->Y_density = o->y;
    }
    if (o->no_subsampling)
        jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
    if (o->progressive)
        jpeg_simple_progression(jpeg);
}

static void write_rows(struct jpeg_compress_struct *jpeg, int components)
{
    uint8_t samples[SAMPLE_WIDTH_PX * 4];
    JSAMPROW row = samples;

    for (uint32_t y = 0; y < SAMPLE_HEIGHT_PX; y++) {
        for (uint32_t i = 0; i < (uint32_t)(SAMPLE_WIDTH_PX * components); i++)
            samples[i] =
                (uint8_t)picture_at(i / (uint32_t)components, y, components == 1 ? 1 : i % (uint32_t)components % 3, 8);
        jpeg_write_scanlines(jpeg, &row, 1);
    }
}

static struct sample *make(struct samples *samples, const char *name, struct jpeg_options o)
{
    struct sample *sample = samples_add(samples, "jpeg", name);
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *data = NULL;
    unsigned long size = 0;

    jpeg.err = jpeg_std_error(&errors); /* which ends the test on an error */
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &size);
    set_up(&jpeg, &o);
    jpeg_start_compress(&jpeg, TRUE);
    write_rows(&jpeg, component_count(&o));
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    tp_write_bytes(&sample->file, data, size);
    free(data);
    sample_expect(sample, 8, o.space != JCS_GRAYSCALE);
    sample->ppi = o.x > 1 && o.unit ? 500 : 0;
    sample->tolerance = 5;
    return sample;
}

void samples_make_jpeg(struct samples *samples)
{
    make(samples, "gray", (struct jpeg_options){.space = JCS_GRAYSCALE, .unit = 1, .x = 500, .y = 500});
    make(samples, "gray_centimetre", (struct jpeg_options){.space = JCS_GRAYSCALE, .unit = 2, .x = 197, .y = 197});
    make(samples, "gray_no_unit", (struct jpeg_options){.space = JCS_GRAYSCALE, .x = 1, .y = 1});
    make(samples, "gray_progressive", (struct jpeg_options){.space = JCS_GRAYSCALE, .progressive = true});
    make(samples, "gray_arithmetic", (struct jpeg_options){.space = JCS_GRAYSCALE, .arithmetic = true});
    make(samples, "gray_restarts", (struct jpeg_options){.space = JCS_GRAYSCALE, .restart_rows = 1});
    make(samples, "colour", (struct jpeg_options){.space = JCS_YCbCr, .unit = 1, .x = 500, .y = 500});
    make(samples, "colour_full",
         (struct jpeg_options){.space = JCS_YCbCr, .no_subsampling = true, .progressive = true});
    make(samples, "colour_rgb", (struct jpeg_options){.space = JCS_RGB});

    sample_refused(make(samples, "cmyk", (struct jpeg_options){.space = JCS_CMYK}), TP_E_UNSUPPORTED, "three-colour");
    sample_refused(
        make(samples, "not_square", (struct jpeg_options){.space = JCS_GRAYSCALE, .unit = 1, .x = 500, .y = 250}),
        TP_E_UNSUPPORTED, "not square");
}
