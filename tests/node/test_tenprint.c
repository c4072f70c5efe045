/* SPDX-License-Identifier: Apache-2.0 */
/* From transactions to templates: synthetic cards always, real files when they are there. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "codec/codec.h"
#include "folder.h"
#include "node/node.h"
#include "record/record.h"
#include "synth/synth.h"

enum { FINGERS = 2 };
static struct tp_image prints[FINGERS]; /* of fingers 2 and 3 */
static struct tp_workers workers;

static int make_prints(void **state)
{
    struct tp_synth *synth;

    (void)state;
    assert_int_equal(tp_workers_init(2, &workers, NULL), TP_OK);
    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    for (unsigned i = 0; i < FINGERS; i++) {
        struct tp_synth_master *master;
        struct tp_synth_style style;
        struct tp_template truth;

        assert_int_equal(tp_synth_master_new(synth, 3, 1, 2 + i, &master, NULL), TP_OK);
        tp_synth_style_draw(&master->finger, TP_SYNTH_LARGE, 1, &style);
        assert_int_equal(tp_synth_impression(master, &style, &prints[i], &truth, NULL), TP_OK);
        tp_template_deinit(&truth);
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
    return 0;
}

static int free_prints(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FINGERS; i++)
        tp_image_deinit(&prints[i]);
    tp_workers_deinit(&workers);
    return 0;
}

/* ---- cards ------------------------------------------------------------------------------------------------------- */

/* Adds PRINT as a record of TYPE (4, 13, 14, 15), in a PNG or raw. */
static struct tp_record *add(struct tp_transaction *card, uint8_t type, unsigned print, unsigned position,
                             unsigned impression)
{
    const struct tp_image *image = &prints[print];
    struct tp_buffer png;
    struct tp_record *record;

    assert_int_equal(tp_transaction_append(card, type, (unsigned)tp_transaction_count(card), &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 3, NULL, "%u", impression), TP_OK);
    assert_int_equal(tp_record_set_text(record, 6, NULL, "%u", image->width_px), TP_OK);
    assert_int_equal(tp_record_set_text(record, 7, NULL, "%u", image->height_px), TP_OK);
    if (type < 9) {
        assert_int_equal(tp_record_set_text(record, 4, NULL, "%u\036255\036255\036255\036255\036255", position), TP_OK);
        assert_int_equal(tp_record_set(record, 9, image->pixels, (size_t)image->width_px * image->height_px, NULL),
                         TP_OK);
        return record;
    }
    card_set(record, 8, "1");
    card_set(record, 9, "500");
    card_set(record, 10, "500");
    card_set(record, 11, "PNG");
    assert_int_equal(tp_record_set_text(record, 13, NULL, "%u", position), TP_OK);
    tp_buffer_init(&png);
    assert_int_equal(tp_codec_encode_png(image, &png, NULL), TP_OK);
    assert_int_equal(tp_record_set(record, 999, png.data, png.size_bytes, NULL), TP_OK);
    tp_buffer_deinit(&png);
    return record;
}

static tp_status open_card(struct tp_transaction *card, enum tp_tenprint_use use, struct tp_tenprint *out,
                           struct tp_diag *diag)
{
    size_t size_bytes;
    uint8_t *data;
    tp_status status;

    assert_int_equal(tp_transaction_write(card, &data, &size_bytes, NULL), TP_OK);
    assert_true(tp_tenprint_detect(data, size_bytes));
    status = tp_tenprint_open(data, size_bytes, use, out, diag);
    free(data);
    return status;
}

static void transactions_are_told_by_their_first_tag(void **state)
{
    static const struct {
        const char *text;
        bool is_one;
    } cases[] = {{"1.001:", true},   {"1.01:123", true},
                 {"1.0001:9", true}, {"1.1:", false},
                 {"1.002:", false},  {"1.001", false},
                 {"", false},        {"\xff\xa0", false},
                 {"2.001:", false},  {"1.00000000000000000001:", false}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++)
        if (tp_tenprint_detect((const uint8_t *)cases[i].text, strlen(cases[i].text)) != cases[i].is_one)
            fail_msg("%s", cases[i].text);
}

static void every_image_becomes_a_print(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_tenprint tenprint;
    struct tp_template own;

    (void)state;
    add(card, 4, 0, 2, 1);
    add(card, 14, 1, 3, 3);
    add(card, 14, 1, 11, 0);
    add(card, 15, 0, 25, 10);
    add(card, 13, 0, 2, 4);
    card_set(add(card, 14, 0, 7, 1), 999, ""); /* no image */
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, NULL), TP_OK);
    assert_int_equal(tenprint.count, 3);
    assert_int_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, NULL), TP_OK);
    assert_int_equal(tp_tenprint_print_count(&tenprint), 3);
    assert_int_equal(tenprint.sources[0].place, 2);
    assert_int_equal(tenprint.sources[0].prints[0].position, 2);
    assert_int_equal(tenprint.sources[0].prints[0].impression, TP_IMPRESSION_LIVE_ROLLED);
    assert_int_equal(tenprint.sources[1].prints[0].position, 3);
    assert_int_equal(tenprint.sources[1].prints[0].impression, TP_IMPRESSION_INK_ROLLED);
    assert_int_equal(tenprint.sources[2].prints[0].position, 1); /* the plain right thumb */
    assert_false(tenprint.sources[2].ppi_assumed);
    assert_int_equal(tp_extract(workers.extractors[0], &prints[0], NULL, &own, NULL), TP_OK);
    assert_int_equal(tenprint.sources[0].prints[0].minutia_count, own.minutia_count);
    assert_memory_equal(tenprint.sources[0].prints[0].minutiae, own.minutiae, sizeof own.minutiae[0] * 5);
    tp_template_deinit(&own);
    tp_tenprint_deinit(&tenprint);
    assert_int_equal(open_card(card, TP_TENPRINT_SEARCH, &tenprint, NULL), TP_OK);
    assert_int_equal(tenprint.count, 4);
    assert_int_equal(tenprint.sources[3].type, 13);
    tp_tenprint_deinit(&tenprint);
    tp_transaction_free(&card);
}

/* A CBEFF file of two images, the second inside a damaged record when DAMAGED. */
static tp_status open_packet(bool damaged, struct tp_tenprint *out)
{
    struct tp_bir records[] = {
        {.type = "Finger", .subtype = "Left Thumb", .quality = -1},
        {.type = "Face", .quality = -1, .data = (uint8_t *)"x", .size_bytes = 1},
        {.type = "Finger", .subtype = "UNKNOWN", .quality = -1},
    };
    struct tp_buffer png, text;
    tp_status status;

    tp_buffer_init(&png);
    tp_buffer_init(&text);
    assert_int_equal(tp_codec_encode_png(&prints[0], &png, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(records); i += 2) {
        records[i].data = png.data;
        records[i].size_bytes = i > 0 && damaged ? 20 : png.size_bytes;
    }
    assert_int_equal(tp_bir_write(records, TP_ARRAY_LENGTH(records), &text, NULL), TP_OK);
    assert_true(tp_tenprint_detect(text.data, text.size_bytes));
    status = tp_tenprint_open(text.data, text.size_bytes, TP_TENPRINT_ENROL, out, NULL);
    tp_buffer_deinit(&png);
    tp_buffer_deinit(&text);
    return status;
}

static void every_finger_of_a_cbeff_file_becomes_a_print(void **state)
{
    struct tp_tenprint tenprint;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(open_packet(false, &tenprint), TP_OK);
    assert_int_equal(tenprint.count, 2);
    assert_int_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, NULL), TP_OK);
    assert_int_equal(tp_tenprint_print_count(&tenprint), 2);
    assert_int_equal(tenprint.sources[0].prints[0].position, 6);
    assert_int_equal(tenprint.sources[1].place, 2);
    assert_int_equal(tenprint.sources[1].prints[0].position, TP_POSITION_UNKNOWN);
    assert_true(tenprint.sources[0].prints[0].minutia_count > 10);
    tp_tenprint_deinit(&tenprint);
    assert_int_equal(open_packet(true, &tenprint), TP_OK);
    tp_diag_init(&diag);
    assert_int_not_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, &diag), TP_OK);
    assert_non_null(strstr(diag.text, "BIR 3: "));
    tp_tenprint_deinit(&tenprint);
}

static void the_order_of_work_changes_nothing(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_tenprint tenprint, alone;

    (void)state;
    for (unsigned i = 0; i < 6; i++)
        add(card, 14, i % 2, 1 + i, 1);
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, NULL), TP_OK);
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &alone, NULL), TP_OK);
    assert_int_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, NULL), TP_OK);
    for (size_t i = 6; i > 0; i--)
        assert_int_equal(tp_tenprint_extract(&alone, i - 1, workers.extractors[0], 0, NULL), TP_OK);
    for (size_t i = 0; i < 6; i++)
        assert_memory_equal(tenprint.sources[i].prints[0].minutiae, alone.sources[i].prints[0].minutiae,
                            sizeof alone.sources[i].prints[0].minutiae);
    tp_tenprint_deinit(&tenprint);
    tp_tenprint_deinit(&alone);
    tp_transaction_free(&card);
}

static void minutiae_count_where_there_is_no_image(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_record *minutiae, *empty;
    struct tp_tenprint tenprint;

    (void)state;
    assert_int_equal(tp_transaction_append(card, 9, 1, &minutiae, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(card, 9, 2, &empty, NULL), TP_OK);
    card_set(minutiae, 6, "4");
    card_set(minutiae, 12, "1\03708880999045\0370\037A");
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, NULL), TP_OK);
    assert_int_equal(tenprint.count, 1);
    assert_int_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, NULL), TP_OK);
    assert_int_equal(tenprint.sources[0].prints[0].position, 4);
    assert_int_equal(tenprint.sources[0].prints[0].minutia_count, 1);
    tp_tenprint_deinit(&tenprint);
    add(card, 14, 0, 2, 1);
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, NULL), TP_OK);
    assert_int_equal(tenprint.count, 1);
    assert_int_equal(tenprint.sources[0].type, 14);
    tp_tenprint_deinit(&tenprint);
    tp_transaction_free(&card);
}

static void a_card_without_fingers_is_refused(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_tenprint tenprint;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    add(card, 15, 0, 25, 10);
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.text, "rolled or plain print"));
    tp_diag_init(&diag);
    card_set(add(card, 14, 0, 2, 1), 6, "none");
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, &diag), TP_E_FORMAT);
    tp_transaction_free(&card);
}

static void the_first_damaged_image_is_named(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_tenprint tenprint;
    struct tp_diag diag;

    (void)state;
    add(card, 14, 0, 2, 1);
    for (unsigned i = 0; i < 4; i++) {
        struct tp_record *record = add(card, 14, 0, 3, 1);
        struct tp_bytes png = tp_record_get(record, 999);
        uint8_t *copy = malloc(png.size_bytes);

        memcpy(copy, png.data, png.size_bytes);
        assert_int_equal(tp_record_set(record, 999, copy, png.size_bytes / 2, NULL), TP_OK);
        free(copy);
    }
    tp_diag_init(&diag);
    assert_int_equal(open_card(card, TP_TENPRINT_ENROL, &tenprint, &diag), TP_OK);
    assert_int_not_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, &diag), TP_OK);
    assert_memory_equal(diag.field, "record 4 (type 14), 14.999", 26);
    tp_tenprint_deinit(&tenprint);
    tp_transaction_free(&card);
}

/* ---- real files -------------------------------------------------------------------------------------------------- */

/* The path of a file of ../shared/data/records; skips the test when there is none. */
static const char *real_file(const char *name)
{
    static char path[4096];
    const char *root = getenv("TP_DATA");
    FILE *file;

    snprintf(path, sizeof path, "%s/records/%s", root ? root : "", name);
    file = fopen(path, "rb");
    if (!file) {
        print_message("no %s: skipped\n", path);
        skip();
        return "";
    }
    fclose(file);
    return path;
}

static struct tp_tenprint load_real(const char *name, enum tp_tenprint_use use)
{
    const char *path = real_file(name);
    struct tp_tenprint tenprint;
    struct tp_diag diag;
    bool is_one;

    tp_diag_init(&diag);
    if (tp_tenprint_load(path, use, false, &is_one, &tenprint, &diag) != TP_OK || !is_one)
        fail_msg("%s: %s", diag.field, diag.text);
    if (tp_tenprint_extract_all(&tenprint, &workers, 0, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    return tenprint;
}

static int32_t compare(const struct tp_template *a, const struct tp_template *b)
{
    struct tp_features *features[2];
    struct tp_matcher *matcher;
    int32_t score;

    assert_int_equal(tp_matcher_new(&matcher, NULL), TP_OK);
    assert_int_equal(tp_features_new(a, &features[0], NULL), TP_OK);
    assert_int_equal(tp_features_new(b, &features[1], NULL), TP_OK);
    score = tp_match_score(matcher, features[0], features[1]);
    tp_features_free(&features[0]);
    tp_features_free(&features[1]);
    tp_matcher_free(&matcher);
    return score;
}

/* The minutiae of others' programs in three kinds of blocks against what we find in the image beside them. A block read
 * with its directions turned round scores a few hundred. */
static void minutiae_of_real_records_lie_on_their_images(void **state)
{
    static const struct {
        const char *file;
        unsigned pairs;
        int32_t least;
    } cases[] = {
        {"nist/type-9-13-std.an2", 1, 5000}, /* a latent */
        {"nist/type-9-4-iafis.an2", 1, 10000},
        {"conformance/AN2011__Traditional_Encoding__pass__pass-type-9-10-14.an2", 1, 10000},
        {"conformance/AN2011__Traditional_Encoding__pass__pass-type-9-13-m1.an2", 1, 4000}, /* the latent again */
        {"conformance/AN2013__Traditional_Encoding__pass__pass-type-9-13-9-14-m1.an2", 2, 4000},
        {"conformance/AN2013__Traditional_Encoding__pass__pass-type-9-14-m1.an2", 1, 10000},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_tenprint tenprint = load_real(cases[i].file, TP_TENPRINT_SEARCH);
        unsigned pairs = 0;

        for (size_t place = 0; place < tp_transaction_count(tenprint.transaction); place++) {
            const struct tp_record *record = tp_transaction_at(tenprint.transaction, place);
            struct tp_template minutiae;

            if (tp_record_template(tenprint.transaction, record, &minutiae, NULL) != TP_OK)
                continue;
            for (size_t j = 0; j < tenprint.count; j++)
                if (tp_record_idc(tp_transaction_at(tenprint.transaction, tenprint.sources[j].place)) ==
                    tp_record_idc(record)) {
                    int32_t score = compare(&minutiae, &tenprint.sources[j].prints[0]);

                    if (score < cases[i].least)
                        fail_msg("%s: score %d", cases[i].file, score);
                    pairs++;
                }
            tp_template_deinit(&minutiae);
        }
        assert_int_equal(pairs, cases[i].pairs);
        tp_tenprint_deinit(&tenprint);
    }
}

/* A real card of ten rolls, two slaps and two thumbs: twenty prints, and each plain one is of the finger it is said. */
static void a_real_card_gives_twenty_prints(void **state)
{
    struct tp_tenprint tenprint = load_real("nist/type-4-tpcard.an2", TP_TENPRINT_ENROL);
    const struct tp_template *rolls[TP_POSITION_MAX + 1] = {NULL};
    unsigned compared = 0, mated = 0;

    (void)state;
    assert_int_equal(tenprint.count, 14);
    assert_int_equal(tp_tenprint_print_count(&tenprint), 20);
    for (size_t i = 0; i < 10; i++)
        rolls[tenprint.sources[i].prints[0].position] = &tenprint.sources[i].prints[0];
    for (size_t i = 10; i < tenprint.count; i++)
        for (size_t j = 0; j < tenprint.sources[i].print_count; j++) {
            const struct tp_template *plain = &tenprint.sources[i].prints[j];

            assert_non_null(rolls[plain->position]);
            compared++;
            mated += compare(plain, rolls[plain->position]) >= 3000;
        }
    assert_int_equal(compared, 10);
    assert_true(mated >= 9);
    tp_tenprint_deinit(&tenprint);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(transactions_are_told_by_their_first_tag),
    cmocka_unit_test(every_image_becomes_a_print),
    cmocka_unit_test(every_finger_of_a_cbeff_file_becomes_a_print),
    cmocka_unit_test(the_order_of_work_changes_nothing),
    cmocka_unit_test(minutiae_count_where_there_is_no_image),
    cmocka_unit_test(a_card_without_fingers_is_refused),
    cmocka_unit_test(the_first_damaged_image_is_named),
    cmocka_unit_test(minutiae_of_real_records_lie_on_their_images),
    cmocka_unit_test(a_real_card_gives_twenty_prints),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_prints, free_prints);
}
