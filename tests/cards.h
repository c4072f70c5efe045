/* SPDX-License-Identifier: Apache-2.0 */
/* A small ten-print transaction for tests of the commands on transactions: rolled prints as raw pixels. */
#ifndef TP_TEST_CARDS_H
#define TP_TEST_CARDS_H

#include <stdlib.h>
#include <string.h>

#include "record/record.h"
#include "synth/synth.h"

enum { CARD_SIDE = 64 };

static inline void card_set(struct tp_record *record, uint32_t field, const char *value)
{
    assert_int_equal(tp_record_set(record, field, value, strlen(value), NULL), TP_OK);
}

/* A type-14 record of an image of 500 ppi, as raw pixels. */
static inline struct tp_record *card_add_image(struct tp_transaction *card, unsigned position, unsigned impression,
                                               const struct tp_image *image)
{
    static const uint32_t fields[] = {8, 9, 10, 11, 12};
    static const char *const values[] = {"1", "500", "500", "NONE", "8"};
    struct tp_record *record;

    assert_int_equal(tp_transaction_append(card, 14, (unsigned)tp_transaction_count(card), &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 3, NULL, "%u", impression), TP_OK);
    assert_int_equal(tp_record_set_text(record, 6, NULL, "%u", image->width_px), TP_OK);
    assert_int_equal(tp_record_set_text(record, 7, NULL, "%u", image->height_px), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fields); i++)
        card_set(record, fields[i], values[i]);
    assert_int_equal(tp_record_set_text(record, 13, NULL, "%u", position), TP_OK);
    assert_int_equal(tp_record_set(record, 999, image->pixels, (size_t)image->width_px * image->height_px, NULL),
                     TP_OK);
    return record;
}

/* The same of CARD_SIDE squared pixels, stripes that depend on POSITION. */
static inline struct tp_record *card_add_print(struct tp_transaction *card, unsigned position, unsigned impression)
{
    uint8_t pixels[CARD_SIDE * CARD_SIDE];
    const struct tp_image image = {.width_px = CARD_SIDE, .height_px = CARD_SIDE, .ppi = 500, .pixels = pixels};

    for (unsigned i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i / CARD_SIDE / (position + 1) % 2 * 200 + i % 7);
    return card_add_image(card, position, impression, &image);
}

/* Type 1, type 2 (a person called NAME) and no print yet. */
static inline struct tp_transaction *card_make(const char *name)
{
    struct tp_transaction *card;
    struct tp_record *first, *person;

    assert_int_equal(tp_transaction_new(&card, NULL), TP_OK);
    first = tp_transaction_at(card, 0);
    card_set(first, 2, "0500");
    card_set(first, 4, "CAR");
    card_set(first, 5, "20260312");
    card_set(first, 8, "XX0010000");
    card_set(first, 9, "TCN-1");
    assert_int_equal(tp_transaction_append(card, 2, 0, &person, NULL), TP_OK);
    card_set(person, 18, name);
    return card;
}

/* A type-9 record with the minutiae of TMPL in an INCITS 378 block (ANSI/NIST-ITL 1-2011, 8.9.5). */
static inline void card_add_minutiae(struct tp_transaction *card, const struct tp_template *tmpl, unsigned position)
{
    struct tp_buffer text;
    struct tp_record *record;

    tp_buffer_init(&text);
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *minutia = &tmpl->minutiae[i];

        tp_write_text(&text, "%s%u\037%u\037%u\037%u\037%u\037%u", i ? "\036" : "", i + 1, minutia->x_px, minutia->y_px,
                      (minutia->theta_q8 * 180u + 128) / 256 % 180, minutia->type, minutia->quality);
    }
    assert_int_equal(tp_transaction_append(card, 9, (unsigned)tp_transaction_count(card), &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 128, NULL, "%u", tmpl->width_px), TP_OK);
    assert_int_equal(tp_record_set_text(record, 129, NULL, "%u", tmpl->height_px), TP_OK);
    assert_int_equal(tp_record_set_text(record, 134, NULL, "%u", position), TP_OK);
    assert_int_equal(tp_record_set(record, 137, text.data, text.size_bytes, NULL), TP_OK);
    tp_buffer_deinit(&text);
}

/* Adds rolled and plain impressions of the fingers 2 and 3 of a synthetic person; SWAPPED: the rolled ones are recorded
 * in each other's place. */
static inline void card_add_fingers(struct tp_transaction *card, bool swapped)
{
    enum { LIVE_PLAIN = 0, LIVE_ROLLED = 1 };
    struct tp_synth *synth;

    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    for (unsigned finger = 2; finger <= 3; finger++) {
        struct tp_synth_master *master;

        assert_int_equal(tp_synth_master_new(synth, 3, 1, finger, &master, NULL), TP_OK);
        for (unsigned rolled = 0; rolled <= 1; rolled++) {
            struct tp_synth_style style;
            struct tp_template truth;
            struct tp_image image;

            tp_synth_style_draw(&master->finger, TP_SYNTH_LARGE, 1 + rolled, &style);
            assert_int_equal(tp_synth_impression(master, &style, &image, &truth, NULL), TP_OK);
            card_add_image(card, rolled && swapped ? 5 - finger : finger, rolled ? LIVE_ROLLED : LIVE_PLAIN, &image);
            tp_template_deinit(&truth);
            tp_image_deinit(&image);
        }
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
}

#endif
