/* SPDX-License-Identifier: Apache-2.0 */
/* Finger image records of every form, written byte by byte around small images. */
#ifndef TP_TESTS_RECORD_MAKE_FIR_H
#define TP_TESTS_RECORD_MAKE_FIR_H

#include "record/record.h"

enum { FIR_SIDE_PX = 16 };

struct fir_options {
    const char *version; /* "010" or "020" */
    bool american;       /* INCITS 381 */
    unsigned views;      /* default 1 */
    uint8_t compression; /* its code; the image is PNG when that says so, JPEG 2000 for 4 and 5, else raw */
    uint8_t units, bits; /* default 1 (per inch), 8 */
    uint16_t resolution; /* default 500 */
    unsigned qualities, certificates; /* blocks of the 2011 form */
    bool certified;
    size_t extended_bytes, padding_bytes;
};

struct fir_sample {
    const char *name;
    struct tp_buffer file;
};
enum { FIR_SAMPLES = 9 };

/* The view N has position 1 + N, impression N, quality 50 + N and pixel value 100 + N everywhere. */
void fir_make(const struct fir_options *options, struct tp_buffer *out);
void fir_make_all(struct fir_sample *samples);
void fir_free_all(struct fir_sample *samples);

#endif
