/* SPDX-License-Identifier: Apache-2.0 */
/* card [--file FILE.an2] [ROUNDS]: CPU seconds from a ten-print transaction to its templates, on one thread, one JSON
 * line for each stage. Without a file, a synthetic card of 14 images in WSQ: ten rolls of 800 x 750, two plain thumbs,
 * two slaps. Stages: reading the transaction, decoding the images, and all of it (with slaps cut and prints extracted).
 */
#include "node/node.h"
#include "record/record.h"
#include "synth/synth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 5, ROLL_WIDTH_PX = 800, ROLL_HEIGHT_PX = 750, THUMB_WIDTH_PX = 400, THUMB_HEIGHT_PX = 1000 };
enum { THUMB_RIGHT = 11, THUMB_LEFT = 12, SLAP_RIGHT = 13, SLAP_LEFT = 14 };

static void must(tp_status status, const struct tp_diag *diag)
{
    if (status != TP_OK)
        fprintf(stderr, "card: %s: %s\n", diag->field, diag->text);
    TP_ASSERT(status == TP_OK);
}

/* ---- a synthetic card -------------------------------------------------------------------------------------------- */

static void add_image(struct tp_transaction *card, struct tp_image *image, unsigned position, unsigned impression)
{
    const struct {
        uint32_t field, value;
    } fields[] = {{3, impression}, {6, image->width_px}, {7, image->height_px}, {8, 1}, {9, 500}, {10, 500},
                  {12, 8},         {13, position}};
    struct tp_record *record;
    struct tp_diag diag;
    size_t size_bytes;
    uint8_t *wsq;

    tp_diag_init(&diag);
    must(tp_transaction_append(card, 14, (unsigned)tp_transaction_count(card), &record, &diag), &diag);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fields); i++)
        must(tp_record_set_text(record, fields[i].field, &diag, "%u", (unsigned)fields[i].value), &diag);
    must(tp_record_set_text(record, 11, &diag, "WSQ20"), &diag);
    must(tp_codec_encode(image, TP_CODEC_WSQ, NULL, &wsq, &size_bytes, &diag), &diag);
    must(tp_record_set(record, 999, wsq, size_bytes, &diag), &diag);
    free(wsq);
    tp_image_deinit(image);
}

static void add_finger(struct tp_transaction *card, struct tp_synth *synth, unsigned finger)
{
    struct tp_synth_master *master;
    struct tp_synth_style style;
    struct tp_template truth;
    struct tp_image image;
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_synth_master_new(synth, 7, 0, finger, &master, &diag), &diag);
    tp_synth_style_draw(&master->finger, TP_SYNTH_INK, 1, &style);
    style.width_px = ROLL_WIDTH_PX;
    style.height_px = ROLL_HEIGHT_PX;
    style.contact_x = style.contact_y = 1.6f;
    must(tp_synth_impression(master, &style, &image, &truth, &diag), &diag);
    tp_template_deinit(&truth);
    add_image(card, &image, finger, 3);
    if (finger == 1 || finger == 6) {
        style.width_px = THUMB_WIDTH_PX;
        style.height_px = THUMB_HEIGHT_PX;
        style.contact_x = style.contact_y = 1;
        must(tp_synth_impression(master, &style, &image, &truth, &diag), &diag);
        tp_template_deinit(&truth);
        add_image(card, &image, finger == 1 ? THUMB_RIGHT : THUMB_LEFT, 2);
    }
    tp_synth_master_free(&master);
}

static void add_slap(struct tp_transaction *card, struct tp_synth *synth, unsigned position)
{
    struct tp_synth_slap_style style;
    struct tp_synth_slap_truth truth;
    struct tp_image image;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_synth_slap_style_draw(position, (uint8_t)position, &style);
    style.people = 7;
    style.person = 0;
    must(tp_synth_slap(synth, &style, &image, &truth, &diag), &diag);
    add_image(card, &image, position, 2);
}

static void make_card(uint8_t **data, size_t *size_bytes)
{
    struct tp_transaction *card;
    struct tp_synth *synth;
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_synth_new(&synth, &diag), &diag);
    must(tp_transaction_new(&card, &diag), &diag);
    must(tp_record_set_text(tp_transaction_at(card, 0), 2, &diag, "0500"), &diag);
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        add_finger(card, synth, finger);
    add_slap(card, synth, SLAP_RIGHT);
    add_slap(card, synth, SLAP_LEFT);
    must(tp_transaction_write(card, data, size_bytes, &diag), &diag);
    tp_transaction_free(&card);
    tp_synth_free(&synth);
}

/* ---- measuring --------------------------------------------------------------------------------------------------- */

struct stages {
    double read_s, decode_s, all_s;
    size_t images, prints;
    double megapixels;
};

static double since(int64_t start_ns)
{
    return (double)(tp_clock_cpu_ns() - start_ns) / 1e9;
}

static void decode_all(const struct tp_tenprint *card, struct stages *out)
{
    for (size_t i = 0; i < card->count; i++) {
        const struct tp_record *record = tp_transaction_at(card->transaction, card->sources[i].place);
        struct tp_image image;
        struct tp_diag diag;

        tp_diag_init(&diag);
        must(tp_record_image_decode(card->transaction, record, NULL, NULL, &image, &diag), &diag);
        out->megapixels += (double)image.width_px * image.height_px / 1e6;
        tp_image_deinit(&image);
    }
}

static struct stages measure(const uint8_t *data, size_t size_bytes, const struct tp_workers *workers)
{
    struct stages out = {0};
    struct tp_tenprint card;
    struct tp_diag diag;
    int64_t start_ns = tp_clock_cpu_ns();

    tp_diag_init(&diag);
    must(tp_tenprint_open(data, size_bytes, TP_TENPRINT_ENROL, &card, &diag), &diag);
    out.read_s = since(start_ns);
    start_ns = tp_clock_cpu_ns();
    must(tp_tenprint_extract_all(&card, workers, 0, &diag), &diag);
    out.all_s = since(start_ns) + out.read_s;
    start_ns = tp_clock_cpu_ns();
    decode_all(&card, &out);
    out.decode_s = since(start_ns);
    out.images = card.count;
    out.prints = tp_tenprint_print_count(&card);
    tp_tenprint_deinit(&card);
    return out;
}

static void print_figure(const char *figure, double seconds)
{
    printf("{\"bench\":\"card\",\"figure\":\"%s\",\"value\":%.4f,\"unit\":\"s of CPU\"}\n", figure, seconds);
}

int main(int argc, char **argv)
{
    bool real = argc > 2 && strcmp(argv[1], "--file") == 0;
    long rounds = argc > (real ? 3 : 1) ? strtol(argv[real ? 3 : 1], NULL, 10) : ROUNDS;
    struct tp_workers workers;
    struct stages best = {0};
    size_t size_bytes;
    uint8_t *data;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (real)
        must(tp_file_read(argv[2], (size_t)256 << 20, &data, &size_bytes, &diag), &diag);
    else
        make_card(&data, &size_bytes);
    must(tp_workers_init(1, &workers, &diag), &diag);
    for (long i = 0; i < rounds; i++) {
        struct stages one = measure(data, size_bytes, &workers);

        if (i == 0 || one.all_s < best.all_s)
            best = one;
    }
    printf("{\"bench\":\"card\",\"figure\":\"card\",\"bytes\":%zu,\"images\":%zu,\"megapixels\":%.2f,\"prints\":%zu}\n",
           size_bytes, best.images, best.megapixels, best.prints);
    print_figure("reading the transaction", best.read_s);
    print_figure("decoding the images", best.decode_s);
    print_figure("from the file to templates", best.all_s);
    tp_workers_deinit(&workers);
    free(data);
    return 0;
}
