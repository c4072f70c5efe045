/* SPDX-License-Identifier: Apache-2.0 */
/* Small image files of every format and variation, made on the spot, with what decoding them must give. */
#ifndef TP_TESTS_CODEC_SAMPLES_H
#define TP_TESTS_CODEC_SAMPLES_H

#include "codec/codec.h"

enum { SAMPLE_WIDTH_PX = 37, SAMPLE_HEIGHT_PX = 29 };

struct sample {
    const char *format, *name;
    struct tp_buffer file;
    tp_status status;  /* what decoding must give */
    const char *words; /* for a refusal: a part of the diagnostic's text */
    float ppi;         /* for a success, with these pixels */
    uint8_t pixels[SAMPLE_WIDTH_PX * SAMPLE_HEIGHT_PX];
    int tolerance; /* largest difference of a pixel */
};

struct samples {
    struct sample items[192];
    size_t count;
};

/* A sample that decodes to the picture's gray in 8 bits at 500 ppi, until its maker changes that. */
struct sample *samples_add(struct samples *samples, const char *format, const char *name);
/* Makes it one that is refused. */
void sample_refused(struct sample *sample, tp_status status, const char *words);
/* Expects gray or colour of BITS per sample; INVERTED for white at zero. */
void sample_expect(struct sample *sample, unsigned bits, bool colour);

/* The picture: component 0..2 at (x, y) in BITS bits. Component 1 serves as gray. */
uint32_t picture_at(uint32_t x, uint32_t y, unsigned component, unsigned bits);

void samples_make_png(struct samples *samples);
void samples_make_pgm(struct samples *samples);
void samples_make_bmp(struct samples *samples);
void samples_make_tiff(struct samples *samples);
void samples_make_jpeg(struct samples *samples);
void samples_make_jp2(struct samples *samples);
void samples_make_wsq(struct samples *samples);
void samples_make_all(struct samples *samples);
void samples_free(struct samples *samples);

/* Decodes every sample and its truncations, and checks what comes out. */
void samples_check(const struct samples *samples);

#endif
