/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings of people who do not exist: JSON with templates, EBTS files with images. */
#ifndef TP_TEST_BOOKING_FORMS_H
#define TP_TEST_BOOKING_FORMS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/ebts_person.h"
#include "synth/synth.h"

/* With templates of COUNT fingers, in a static buffer. IMPRESSION: another one of them. */
static inline const char *form_of(unsigned person, unsigned impression, unsigned count, const char *more)
{
    static char text[200000];
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_write_text(&out, "{%s\"prints\":[", more);
    for (unsigned finger = 1; finger <= count; finger++) {
        struct tp_template tmpl = {0};
        uint8_t *data;
        size_t size_bytes;
        assert_int_equal(tp_synth_template(7, person, finger, impression, &tmpl, NULL), TP_OK);
        assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
        tp_write_text(&out, "%s{\"position\":%u,\"template\":\"", finger > 1 ? "," : "", finger);
        tp_base64_encode(data, size_bytes, &out);
        tp_write_text(&out, "\"}");
        free(data);
        tp_template_deinit(&tmpl);
    }
    tp_write_text(&out, "]}");
    assert_true(out.size_bytes < sizeof text);
    snprintf(text, sizeof text, "%.*s", (int)out.size_bytes, (const char *)out.data);
    tp_buffer_deinit(&out);
    return text;
}

static inline void form_image(struct tp_synth *synth, unsigned person, unsigned impression, unsigned finger,
                              struct tp_ebts_encoded *out)
{
    struct tp_synth_master *master;
    struct tp_synth_style style;
    struct tp_template truth = {0};
    struct tp_image image;
    uint8_t *png;
    size_t size_bytes;

    assert_int_equal(tp_synth_master_new(synth, 7, person, finger, &master, NULL), TP_OK);
    tp_synth_style_draw(&master->finger, TP_SYNTH_INK, impression, &style);
    assert_int_equal(tp_synth_impression(master, &style, &image, &truth, NULL), TP_OK);
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_PNG, NULL, &png, &size_bytes, NULL), TP_OK);
    assert_int_equal(tp_ebts_encode_image(png, size_bytes, 500, out, NULL), TP_OK);
    free(png);
    tp_image_deinit(&image);
    tp_template_deinit(&truth);
    tp_synth_master_free(&master);
}

/* Rolled images of COUNT fingers, the others declared missing; without any, fourteen images of stripes. free() it. */
static inline uint8_t *impression_of(unsigned person, unsigned impression, unsigned count, const char *tcn,
                                     size_t *size_bytes)
{
    struct tp_ebts_encoded encoded[TP_POSITION_MAX];
    struct tp_transaction *file;
    struct tp_synth *synth;
    struct ebts_card card;
    uint8_t *data;

    ebts_card(&card);
    card.submission.header.tcn = tcn;
    if (count > 0)
        card.submission.image_count = count;
    for (unsigned finger = count + 1; count > 0 && finger <= TP_POSITION_MAX; finger++)
        card.submission.missing[finger] = "UP";
    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    for (unsigned i = 0; i < count; i++) {
        form_image(synth, person, impression, i + 1, &encoded[i]);
        card.images[i].width_px = encoded[i].width_px;
        card.images[i].height_px = encoded[i].height_px;
        card.images[i].data = encoded[i].data;
        card.images[i].size_bytes = encoded[i].size_bytes;
    }
    assert_int_equal(tp_ebts_submission(&card.submission, &file, NULL), TP_OK);
    assert_int_equal(tp_transaction_write(file, &data, size_bytes, NULL), TP_OK);
    for (unsigned i = 0; i < count; i++)
        free(encoded[i].data);
    tp_transaction_free(&file);
    tp_synth_free(&synth);
    ebts_card_free(&card);
    return data;
}

static inline uint8_t *file_of(unsigned person, unsigned count, const char *tcn, size_t *size_bytes)
{
    return impression_of(person, 1, count, tcn, size_bytes);
}

#endif
