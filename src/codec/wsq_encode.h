/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the WSQ encoder: its stages in the order in which they run. */
#ifndef TP_CODEC_WSQ_ENCODE_H
#define TP_CODEC_WSQ_ENCODE_H

#include "codec/wsq.h"

/* ---- what the bands hold (wsq_quantise.c) ----------------------------------------------------------------------- */

struct tp_wsq_statistics {
    double variances[TP_WSQ_CODED_BANDS]; /* 0 for a band without samples */
    float peaks[TP_WSQ_CODED_BANDS];      /* largest magnitude */
};

/* Of the analysed plane, whose rows have WIDTH floats. */
void tp_wsq_measure(const struct tp_wsq_tree *tree, const float *plane, uint32_t width_px,
                    struct tp_wsq_statistics *out);

/* The width of each band's bins for the specification's rate r; 0 for a band that is not coded. */
void tp_wsq_choose_widths(const struct tp_wsq_statistics *statistics, double rate_bpp, float widths[TP_WSQ_BANDS]);

/* The zero bin is wider than the others. */
float tp_wsq_zero_width(float width);

/* Writes the indices of all coded bands, row by row and band after band, to INDICES, which has room for as many as the
 * plane has samples. COUNTS: how many belong to each block. */
void tp_wsq_quantise(const struct tp_wsq_tree *tree, const float *plane, uint32_t width_px,
                     const float widths[TP_WSQ_BANDS], int16_t *indices, size_t counts[TP_WSQ_BLOCKS]);

/* ---- entropy coding (wsq_huffman.c) ----------------------------------------------------------------------------- */

enum { TP_WSQ_SYMBOLS = 256, TP_WSQ_CODE_BITS_MAX = 16 };

/* A symbol in the low 8 bits, and above it what follows its code. */
typedef uint32_t tp_wsq_token;

/* Turns COUNT indices into at most COUNT tokens, and adds to FREQUENCIES how often each symbol occurs. */
size_t tp_wsq_tokenise(const int16_t *indices, size_t count, tp_wsq_token *tokens,
                       uint32_t frequencies[TP_WSQ_SYMBOLS]);

struct tp_wsq_huffman {
    uint8_t counts[TP_WSQ_CODE_BITS_MAX]; /* codes of 1, 2, .. 16 bits */
    uint8_t symbols[TP_WSQ_SYMBOLS];      /* by rising length of code, then by value */
    unsigned symbol_count;
    uint16_t codes[TP_WSQ_SYMBOLS]; /* by symbol */
    uint8_t lengths[TP_WSQ_SYMBOLS];
};
/* The shortest codes of at most 16 bits, none of which is all ones. At least one symbol gets a code. */
void tp_wsq_huffman_init(struct tp_wsq_huffman *out, const uint32_t frequencies[TP_WSQ_SYMBOLS]);

/* How many bits tokens of these frequencies take, without stuffing. */
uint64_t tp_wsq_huffman_bits(const struct tp_wsq_huffman *huffman, const uint32_t frequencies[TP_WSQ_SYMBOLS]);

void tp_wsq_write_tokens(const struct tp_wsq_huffman *huffman, const tp_wsq_token *tokens, size_t count,
                         struct tp_buffer *buffer);

#endif
