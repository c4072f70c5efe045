/* SPDX-License-Identifier: Apache-2.0 */
/* An invented person, and a ten-print submission of them with small images, for tests of EBTS. */
#ifndef TESTS_RECORD_EBTS_PERSON_H
#define TESTS_RECORD_EBTS_PERSON_H

#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>

#include "record/record.h"

static const struct tp_ebts_value ebts_person[] = {
    {5, "Y"},    {18, "EXAMPLE,PAT"}, {20, "IL"},  {22, "19850615"}, {24, "F"},        {25, "W"},
    {27, "506"}, {29, "140"},         {31, "BRO"}, {32, "BRO"},      {45, "20110304"}, {73, "ILTEST000"},
};
static const struct tp_ebts_charge ebts_charges[] = {
    {.date = "20110303", .literal = "THEFT", .ncic = "2399", .level = TP_OFFENSE_MISDEMEANOR},
};

enum { EBTS_SIDE_PX = 48 };

struct ebts_card {
    uint8_t *wsq; /* one image for all fingers; owned */
    size_t wsq_bytes;
    struct tp_ebts_image images[15];
    struct tp_ebts_submission submission;
};

/* Fingers 1 to 10, plain thumbs and slaps, in records of type 4. */
static inline void ebts_card(struct ebts_card *out)
{
    struct tp_image image;

    memset(out, 0, sizeof *out);
    assert_int_equal(tp_image_init(&image, EBTS_SIDE_PX, EBTS_SIDE_PX, 500, NULL), TP_OK);
    for (size_t i = 0; i < (size_t)EBTS_SIDE_PX * EBTS_SIDE_PX; i++)
        image.pixels[i] = (uint8_t)(i % 9 * 28);
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_WSQ, NULL, &out->wsq, &out->wsq_bytes, NULL), TP_OK);
    tp_image_deinit(&image);
    for (uint8_t position = 1; position <= 14; position++)
        out->images[position - 1] = (struct tp_ebts_image){.record = 4,
                                                           .position = position,
                                                           .impression = position <= 10,
                                                           .width_px = EBTS_SIDE_PX,
                                                           .height_px = EBTS_SIDE_PX,
                                                           .ppi = 500,
                                                           .compression = "WSQ20",
                                                           .data = out->wsq,
                                                           .size_bytes = out->wsq_bytes};
    out->submission = (struct tp_ebts_submission){
        .type = "CAR",
        .header = {.ori = "ILTEST000",
                   .dai = "WVIAFIS0Z",
                   .tcn = "ILTEST000-20110305-1",
                   .date = "20110305",
                   .gmt = "20110305120000Z",
                   .priority = 4},
        .values = ebts_person,
        .value_count = TP_ARRAY_LENGTH(ebts_person),
        .charges = ebts_charges,
        .charge_count = TP_ARRAY_LENGTH(ebts_charges),
        .images = out->images,
        .image_count = 14,
    };
}

static inline void ebts_card_free(struct ebts_card *card)
{
    free(card->wsq);
}

#endif
