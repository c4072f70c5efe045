/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ files. */
#include <stdlib.h>

#include "samples.h"
#include "wsq_plain.h"

/* The picture, quantised finely. */
static struct wsq_file fine(void)
{
    struct wsq_file file;

    wsq_file_init(&file, SAMPLE_WIDTH_PX, SAMPLE_HEIGHT_PX, 0.5);
    return file;
}

static struct sample *make(struct samples *samples, const char *name, struct wsq_file file, int tolerance)
{
    struct sample *sample = samples_add(samples, "wsq", name);
    int32_t *coefficients = wsq_file_quantise(&file, sample->pixels);

    file.coefficients = coefficients;
    wsq_file_write(&file, &sample->file);
    free(coefficients);
    sample->ppi = 0;
    sample->tolerance = tolerance;
    return sample;
}

static void make_filters(struct samples *samples)
{
    static const char *const names[] = {"taps_9_7", "taps_5_3", "taps_8_8", "taps_2_6", "taps_6_2"};

    for (unsigned i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        struct wsq_file file = fine();

        file.filters = &plain_filters[i];
        make(samples, names[i], file, 2);
    }
}

static void make_structures(struct samples *samples)
{
    struct wsq_file file = fine();

    file.restart_interval = 50;
    make(samples, "restarts", file, 2);
    file.restart_interval = 1;
    file.fill_bytes = true;
    make(samples, "restarts_everywhere", file, 2);
    file = fine();
    file.fill_bytes = file.one_segment = true;
    make(samples, "one_segment_of_codes", file, 2);
    file = fine();
    file.tables_between_blocks = true;
    make(samples, "tables_between_blocks", file, 2);
    for (unsigned i = 19; i < TP_WSQ_CODED_BANDS; i++)
        file.bin_width[i] = 0;
    make(samples, "empty_blocks", file, 16);
    file.leave_out_empty_blocks = true;
    make(samples, "empty_blocks_left_out", file, 16);
    wsq_file_init(&file, SAMPLE_WIDTH_PX, SAMPLE_HEIGHT_PX, 60);
    file.long_runs = true;
    make(samples, "long_runs", file, 60);
    file = fine();
    file.scale = 0.25;
    file.shift = 100.5;
    make(samples, "long_values", file, 2);
}

static void make_comments(struct samples *samples)
{
    struct wsq_file file = fine();

    file.comment = "NIST_COM 3\nPIX_WIDTH 37\nPPI 500\nLOSSY 1\n";
    make(samples, "ppi", file, 2)->ppi = 500;
    file.comment = "NIST_COM 1\nPPI\t1000";
    make(samples, "ppi_at_the_end", file, 2)->ppi = 1000;
    file.comment = "NIST_COM 2\nPPI -1\n";
    make(samples, "ppi_unknown", file, 2);
    file.comment = "PPI 500\n";
    make(samples, "ppi_of_nobody", file, 2);
    file.comment = "";
    make(samples, "empty_comment", file, 2);
}

/* Files of our encoder. */
static void make_encoded(struct samples *samples, const char *name, float rate_bpp, int tolerance)
{
    struct sample *sample = samples_add(samples, "wsq", name);
    struct tp_image image = {SAMPLE_WIDTH_PX, SAMPLE_HEIGHT_PX, 500, sample->pixels};
    tp_status status =
        tp_codec_encode_wsq(&image, &(struct tp_codec_options){.rate_bpp = rate_bpp}, &sample->file, NULL);

    sample->file.bad |= status != TP_OK;
    sample->tolerance = tolerance;
}

void samples_make_wsq(struct samples *samples)
{
    struct wsq_file file = fine();

    make_filters(samples);
    make_structures(samples);
    make_comments(samples);
    make_encoded(samples, "encoded_0_75", 0.75f, 20);
    make_encoded(samples, "encoded_2_25", 2.25f, 8);
    file.filters = &(struct tp_wsq_filters){.low_taps = 9, .high_taps = 6, .low = {1}, .high = {1}};
    sample_refused(make(samples, "taps_9_6", file, 0), TP_E_FORMAT, "even or odd");
    file = fine();
    file.scale = 0.001;
    sample_refused(make(samples, "no_scale", file, 0), TP_E_FORMAT, "scale");
}
