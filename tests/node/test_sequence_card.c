/* SPDX-License-Identifier: Apache-2.0 */
/* Sequence checks of whole transactions: of synthetic prints, and of the real card where the data is there. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cards.h"
#include "node/node.h"
#include "record/record.h"

static struct tp_transaction *load_card(void)
{
    const char *data = getenv("TP_DATA");
    struct tp_transaction *card;
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/records/nist/type-4-tpcard.an2", data ? data : "");
    file = fopen(path, "rb");
    if (!file) {
        print_message("# %s is not there: skipped\n", path);
        skip();
    }
    fclose(file);
    assert_int_equal(tp_transaction_load(path, NULL, NULL, &card, NULL), TP_OK);
    return card;
}

/* The record of friction ridge position POSITION. */
static struct tp_record *record_of(struct tp_transaction *card, uint8_t position)
{
    for (size_t i = 0; i < tp_transaction_count(card); i++) {
        struct tp_record *record = tp_transaction_at(card, i);
        struct tp_record_image info;
        if (tp_record_type(record) == 4 && !tp_record_image_info(card, record, &info, NULL) &&
            info.positions[0] == position)
            return record;
    }
    fail();
    return NULL;
}

static void set_position(struct tp_record *record, unsigned position)
{
    assert_int_equal(tp_record_set_text(record, 4, NULL,
                                        "%u\x1e"
                                        "255\x1e"
                                        "255\x1e"
                                        "255\x1e"
                                        "255\x1e"
                                        "255",
                                        position),
                     TP_OK);
}

/* Findings of a card, of which ERRORS are errors; prints them when that is wrong. */
static struct tp_findings check(const struct tp_transaction *card, size_t errors)
{
    struct tp_findings findings;
    size_t found = 0;

    tp_findings_init(&findings);
    assert_int_equal(tp_sequence_check_card(card, &findings, NULL), TP_OK);
    for (size_t i = 0; i < findings.count; i++)
        found += findings.items[i].severity == TP_SEVERITY_ERROR;
    for (size_t i = 0; i < findings.count && found != errors; i++)
        print_message("# %s\n", findings.items[i].text);
    assert_int_equal(found, errors);
    return findings;
}

static bool says(const struct tp_findings *findings, const char *text)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strstr(findings->items[i].text, text))
            return true;
    return false;
}

static void tells_swapped_rolls(void **state)
{
    (void)state;
    for (int swapped = 0; swapped <= 1; swapped++) {
        struct tp_transaction *card = card_make("DOE");
        struct tp_findings findings;

        card_add_fingers(card, swapped);
        findings = check(card, (size_t)swapped);
        assert_true(says(&findings, "the rolled right index and the rolled right middle are swapped") == swapped);
        tp_findings_deinit(&findings);
        tp_transaction_free(&card);
    }
}

static void says_so_of_what_was_extracted_anyway(void **state)
{
    struct tp_workers workers;

    (void)state;
    assert_int_equal(tp_workers_init(2, &workers, NULL), TP_OK);
    for (int swapped = 0; swapped <= 1; swapped++) {
        struct tp_transaction *card = card_make("DOE");
        struct tp_tenprint tenprint;

        card_add_fingers(card, swapped);
        assert_int_equal(tp_tenprint_list(card, TP_TENPRINT_SEARCH, &tenprint, NULL), TP_OK);
        assert_false(tp_sequence_contradicts(&tenprint)); /* nothing is known yet */
        assert_int_equal(tp_tenprint_extract_all(&tenprint, &workers, 0, NULL), TP_OK);
        assert_true(tp_sequence_contradicts(&tenprint) == swapped);
        tp_tenprint_deinit(&tenprint);
        tp_transaction_free(&card);
    }
    tp_workers_deinit(&workers);
}

static void goes_on_after_a_damaged_image(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_findings findings;

    (void)state;
    card_set(card_add_print(card, 7, 1), 999, "no such image");
    card_add_fingers(card, true);
    findings = check(card, 1);
    assert_true(says(&findings, "the image cannot be read"));
    assert_true(says(&findings, "are swapped"));
    tp_findings_deinit(&findings);
    tp_transaction_free(&card);
}

static void leaves_a_real_card_alone(void **state)
{
    struct tp_transaction *card = load_card();
    struct tp_findings findings = check(card, 0);

    (void)state;
    for (size_t i = 0; i < findings.count; i++)
        print_message("# %s\n", findings.items[i].text);
    assert_int_equal(findings.count, 0);
    tp_findings_deinit(&findings);
    tp_transaction_free(&card);
}

static void tells_swapped_rolls_of_a_real_card(void **state)
{
    struct tp_transaction *card = load_card();
    struct tp_record *middle = record_of(card, 3), *ring = record_of(card, 4);
    struct tp_findings findings;

    (void)state;
    set_position(middle, 4);
    set_position(ring, 3);
    findings = check(card, 1);
    assert_true(says(&findings, "the rolled right middle and the rolled right ring are swapped"));
    tp_findings_deinit(&findings);
    tp_transaction_free(&card);
}

static void tells_a_repeated_roll_of_a_real_card(void **state)
{
    struct tp_transaction *card = load_card();
    struct tp_record *index = record_of(card, 7), *middle = record_of(card, 8);
    struct tp_bytes image = tp_record_get(index, 9);
    struct tp_findings findings;

    (void)state;
    assert_int_equal(tp_record_set(middle, 9, image.data, image.size_bytes, NULL), TP_OK);
    findings = check(card, 1);
    assert_true(says(&findings, "the rolled left middle is the left index once more"));
    tp_findings_deinit(&findings);
    tp_transaction_free(&card);
}

static void tells_exchanged_slaps_of_a_real_card(void **state)
{
    struct tp_transaction *card = load_card();
    struct tp_record *right = record_of(card, 13), *left = record_of(card, 14);
    struct tp_findings findings;

    (void)state;
    set_position(right, 14);
    set_position(left, 13);
    findings = check(card, 1);
    assert_true(says(&findings, "right and of the left four fingers are exchanged"));
    tp_findings_deinit(&findings);
    tp_transaction_free(&card);
}

static void needs_two_prints(void **state)
{
    struct tp_transaction *card;
    struct tp_findings findings;

    (void)state;
    tp_findings_init(&findings);
    assert_int_equal(tp_transaction_new(&card, NULL), TP_OK);
    assert_int_equal(tp_sequence_check_card(card, &findings, NULL), TP_E_NOT_FOUND);
    card_add_print(card, 2, 1);
    assert_int_equal(tp_sequence_check_card(card, &findings, NULL), TP_E_NOT_FOUND);
    assert_int_equal(findings.count, 0);
    tp_transaction_free(&card);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(needs_two_prints),
                                          cmocka_unit_test(tells_swapped_rolls),
                                          cmocka_unit_test(says_so_of_what_was_extracted_anyway),
                                          cmocka_unit_test(goes_on_after_a_damaged_image),
                                          cmocka_unit_test(leaves_a_real_card_alone),
                                          cmocka_unit_test(tells_swapped_rolls_of_a_real_card),
                                          cmocka_unit_test(tells_a_repeated_roll_of_a_real_card),
                                          cmocka_unit_test(tells_exchanged_slaps_of_a_real_card)};
TP_TEST_MAIN(tests)
