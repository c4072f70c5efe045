/* SPDX-License-Identifier: Apache-2.0 */
/* A small ten-print transaction for tests of the commands on transactions: rolled prints as raw pixels. */
#ifndef TP_TEST_CARDS_H
#define TP_TEST_CARDS_H

#include <stdlib.h>
#include <string.h>

#include "record/record.h"

enum { CARD_SIDE = 64 };

static inline void card_set(struct tp_record *record, uint32_t field, const char *value)
{
    assert_int_equal(tp_record_set(record, field, value, strlen(value), NULL), TP_OK);
}

/* A type-14 record of CARD_SIDE squared pixels at 500 ppi, stripes that depend on POSITION. */
static inline struct tp_record *card_add_print(struct tp_transaction *card, unsigned position, unsigned impression)
{
    static const uint32_t fields[] = {6, 7, 8, 9, 10, 11, 12};
    static const char *const values[] = {"64", "64", "1", "500", "500", "NONE", "8"};
    uint8_t pixels[CARD_SIDE * CARD_SIDE];
    struct tp_record *record;

    for (unsigned i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i / CARD_SIDE / (position + 1) % 2 * 200 + i % 7);
    assert_int_equal(tp_transaction_append(card, 14, (unsigned)tp_transaction_count(card), &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 3, NULL, "%u", impression), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fields); i++)
        card_set(record, fields[i], values[i]);
    assert_int_equal(tp_record_set_text(record, 13, NULL, "%u", position), TP_OK);
    assert_int_equal(tp_record_set(record, 999, pixels, sizeof pixels, NULL), TP_OK);
    return record;
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

#endif
