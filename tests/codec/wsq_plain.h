/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ the plain way: the transform in double precision, sample by sample as its formulas read, and a writer of files
 * that says everything explicitly. Filters are indexed as in the specification. */
#ifndef TP_TESTS_CODEC_WSQ_PLAIN_H
#define TP_TESTS_CODEC_WSQ_PLAIN_H

#include "codec/wsq.h"

/* Filter pairs of both parities that reconstruct perfectly: 9/7, 5/3, 8/8, 2/6, 6/2 and 1/1 taps. */
enum { PLAIN_FILTERS = 6 };
extern const struct tp_wsq_filters plain_filters[PLAIN_FILTERS];

/* Splits or joins all rectangles of TREE in PLANE, whose rows have WIDTH numbers. */
void plain_analyse(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, double *plane,
                   uint32_t width_px);
void plain_synthesise(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, double *plane,
                      uint32_t width_px);

/* What a file is made of. */
struct wsq_file {
    uint32_t width_px, height_px;
    const struct tp_wsq_filters *filters;
    double shift, scale;            /* written with 2 decimals */
    double centre;                  /* of bins, 2 decimals */
    double bin_width[TP_WSQ_BANDS]; /* 3 decimals; 0: the subband is left out */
    const int32_t *coefficients;    /* WIDTH * HEIGHT, of subband after subband, 0..63 */
    const char *comment;            /* NULL: none */
    unsigned restart_interval;      /* 0: no restart markers */
    bool long_runs;                 /* runs of zeros in 8 and 16 bits where they are longer than 100 */
    bool one_segment;               /* the three Huffman tables in one segment */
    bool fill_bytes;                /* before each marker */
    bool leave_out_empty_blocks, tables_between_blocks;
};

/* Fills in what most files have: 9/7 filters, quantisation of all coded subbands by WIDTH. */
void wsq_file_init(struct wsq_file *out, uint32_t width_px, uint32_t height_px, double bin_width);
/* The quantised coefficients of PIXELS, for wsq_file.coefficients; free with free(). */
int32_t *wsq_file_quantise(const struct wsq_file *file, const uint8_t *pixels);
void wsq_file_write(const struct wsq_file *file, struct tp_buffer *out);
/* The pixels that the file must decode to, before rounding; free with free(). */
double *wsq_file_decode(const struct wsq_file *file);

#endif
