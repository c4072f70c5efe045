/* SPDX-License-Identifier: Apache-2.0 */
/* Wavelet Scalar Quantization: what decoder and encoder share.
 * Source: WSQ Gray-scale Fingerprint Image Compression Specification, IAFIS-IC-0110, version 3.1. */
#ifndef TP_CODEC_WSQ_H
#define TP_CODEC_WSQ_H

#include "codec/codec.h"

enum {
    TP_WSQ_BANDS = 64, /* of the fixed decomposition; the last four are never coded */
    TP_WSQ_CODED_BANDS = 60,
    TP_WSQ_BLOCKS = 3 /* coded blocks: bands 0..18, 19..51, 52..59 */
};

/* Markers, as big-endian words. */
enum tp_wsq_marker {
    TP_WSQ_SOI = 0xffa0,
    TP_WSQ_EOI = 0xffa1,
    TP_WSQ_SOF = 0xffa2,
    TP_WSQ_SOB = 0xffa3,
    TP_WSQ_DTT = 0xffa4,
    TP_WSQ_DQT = 0xffa5,
    TP_WSQ_DHT = 0xffa6,
    TP_WSQ_RST = 0xffb0, /* .. 0xffb7 */
    TP_WSQ_DRI = 0xffa7,
    TP_WSQ_COM = 0xffa8
};

/* Where a subband lies in the plane of coefficients, whose rows are as long as the image's. */
struct tp_wsq_band {
    uint32_t x, y, width, height;
};

/* One rectangle that is split in two directions; x_inverted: the high half comes first in that direction. */
struct tp_wsq_split {
    uint32_t x, y, width, height;
    bool x_inverted, y_inverted;
};
enum { TP_WSQ_SPLITS = 20 };

struct tp_wsq_tree {
    struct tp_wsq_band bands[TP_WSQ_BANDS];
    struct tp_wsq_split splits[TP_WSQ_SPLITS]; /* in the order of analysis; synthesis goes backwards */
    unsigned split_count;
};
/* The fixed decomposition of an image of this size (wsq_tree.c). */
void tp_wsq_tree_init(struct tp_wsq_tree *out, uint32_t width_px, uint32_t height_px);

enum { TP_WSQ_TAPS_MAX = 32 };

/* Analysis filters; symmetric, and the synthesis filters follow from them. */
struct tp_wsq_filters {
    unsigned low_taps, high_taps; /* 1..TP_WSQ_TAPS_MAX */
    float low[TP_WSQ_TAPS_MAX], high[TP_WSQ_TAPS_MAX];
};
/* The 9/7 pair of the specification (wsq_tree.c). */
extern const struct tp_wsq_filters tp_wsq_filters_9_7;

/* Analysis and synthesis of the whole plane of WIDTH x HEIGHT floats, in place (wsq_analysis.c, wsq_synthesis.c). Both
 * filters have odd lengths, or both even ones. The SCRATCH of analysis has as many floats as the plane, that of
 * synthesis as many as tp_wsq_synthesis_scratch says. */
void tp_wsq_analyse(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, float *plane,
                    uint32_t width_px, float *scratch);
void tp_wsq_synthesise(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, float *plane,
                       uint32_t width_px, float *scratch);
size_t tp_wsq_synthesis_scratch(uint32_t width_px, uint32_t height_px);

#endif
