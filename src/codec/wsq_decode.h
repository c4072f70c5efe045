/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the WSQ decoder: what its three files hand to each other. */
#ifndef TP_CODEC_WSQ_DECODE_H
#define TP_CODEC_WSQ_DECODE_H

#include "codec/wsq.h"

enum { TP_WSQ_CODE_BITS_MAX = 16, TP_WSQ_CODE_TABLES = 8 };

/* What a marker is called in diagnostics: "WSQ SOF". */
const char *tp_wsq_marker_name(unsigned marker);

/* ---- tables and headers (wsq_decode_tables.c) ------------------------------------------------------------------- */

struct tp_wsq_frame {
    uint32_t width_px, height_px;
    float shift, scale; /* a pixel is its coefficient * scale + shift */
};

struct tp_wsq_quantiser {
    float centre;
    float width[TP_WSQ_BANDS]; /* of a bin; 0: the subband is not coded */
    float zero_width[TP_WSQ_BANDS];
};

/* A Huffman table as the file has it: how many codes of each length, and their symbols. */
struct tp_wsq_codes {
    bool defined;
    uint8_t counts[TP_WSQ_CODE_BITS_MAX], symbols[256];
    unsigned symbol_count;
};

/* All that segments before the coded data say. */
struct tp_wsq_tables {
    bool has_frame, has_filters, has_quantiser, has_ppi;
    struct tp_wsq_frame frame;
    struct tp_wsq_filters filters;
    struct tp_wsq_quantiser quantiser;
    struct tp_wsq_codes codes[TP_WSQ_CODE_TABLES];
    unsigned restart_interval; /* 0: there are no restart markers */
    float ppi;
};

/* The body of one marker segment. */
struct tp_wsq_segment {
    unsigned marker;
    struct tp_cursor body;
    int64_t offset_bytes; /* of the body in the file */
    struct tp_diag *diag;
};

/* Takes over what a segment of any marker but SOB says. */
TP_NODISCARD tp_status tp_wsq_read_segment(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables);

/* ---- coded data (wsq_decode_entropy.c) -------------------------------------------------------------------------- */

/* Makes decoding fast: what the next bits begin with. */
enum { TP_WSQ_LOOKUP_BITS = 11 };
struct tp_wsq_lookup {
    uint16_t entries[1 << TP_WSQ_LOOKUP_BITS];  /* length << 8 | symbol; 0 for longer codes */
    int32_t last[TP_WSQ_CODE_BITS_MAX];         /* the last code of each length, -1 where there is none */
    int32_t first_symbol[TP_WSQ_CODE_BITS_MAX]; /* add it to a code of that length to get its symbol's index */
    const uint8_t *symbols;                     /* borrowed from the table */
};
/* False when CODES has more codes of some length than there are. */
bool tp_wsq_lookup_init(struct tp_wsq_lookup *out, const struct tp_wsq_codes *codes);

/* Where the coefficients of a block go: those of the subbands FIRST..END-1 that are coded, into a plane of zeros. */
struct tp_wsq_block {
    const struct tp_wsq_tree *tree;
    const struct tp_wsq_quantiser *quantiser;
    unsigned first, end;
    float *plane;
    uint32_t width_px;
    bool *filled; /* of each subband: set when it has a coefficient that is not 0 */
};
/* How many those are. */
uint64_t tp_wsq_block_size(const struct tp_wsq_block *block);

/* Entropy-coded data: from here to the next marker, restart markers included. */
struct tp_wsq_data {
    struct tp_cursor *cursor; /* over the file; stands at the marker afterwards */
    bool restarts;
    struct tp_diag *diag;
};
TP_NODISCARD tp_status tp_wsq_read_block(struct tp_wsq_data *data, const struct tp_wsq_lookup *lookup,
                                         const struct tp_wsq_block *block);

#endif
