/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "gallery/people.h"
#include "node/node.h"
#include "record/record.h"

enum { PRINTS = 20 };

/* A card: rolls of fingers 1 to 10, then plain impressions of them; record = place. */
struct card {
    struct tp_template templates[PRINTS];
    struct tp_sequence_print prints[PRINTS];
    struct tp_findings findings;
};

/* Puts an impression of FINGER in place PLACE. */
static void put(struct card *card, unsigned place, unsigned finger, uint32_t number)
{
    tp_template_deinit(&card->templates[place]);
    make_impression(7, finger, number, (uint8_t)(1 + place % 10), &card->templates[place]);
}

static struct card *card_new(void)
{
    struct card *card = calloc(1, sizeof *card);

    assert_non_null(card);
    for (unsigned i = 0; i < PRINTS; i++) {
        put(card, i, 1 + i % 10, i / 10);
        card->prints[i] = (struct tp_sequence_print){
            .position = (uint8_t)(1 + i % 10), .rolled = i < 10, .record = i, .type = 14, .tmpl = &card->templates[i]};
    }
    tp_findings_init(&card->findings);
    return card;
}

static void check(struct card *card, size_t findings)
{
    assert_int_equal(tp_sequence_check(card->prints, PRINTS, &card->findings, NULL), TP_OK);
    for (size_t i = 0; i < card->findings.count; i++) {
        assert_string_equal(card->findings.items[i].rule, "sequence");
        if (card->findings.count != findings)
            print_message("%s\n", card->findings.items[i].text);
    }
    assert_int_equal(card->findings.count, findings);
}

static void card_free(struct card *card)
{
    for (unsigned i = 0; i < PRINTS; i++)
        tp_template_deinit(&card->templates[i]);
    tp_findings_deinit(&card->findings);
    free(card);
}

static void says_nothing_of_an_orderly_card(void **state)
{
    struct card *card = card_new();

    (void)state;
    check(card, 0);
    card_free(card);
}

static void tells_swapped_rolls(void **state)
{
    struct card *card = card_new();

    (void)state;
    put(card, 2, 4, 0);
    put(card, 3, 3, 0);
    check(card, 1);
    assert_string_equal(card->findings.items[0].text, "the rolled right middle and the rolled right ring are swapped");
    assert_int_equal(card->findings.items[0].severity, TP_SEVERITY_ERROR);
    assert_int_equal(card->findings.items[0].record, 2);
    card_free(card);
}

static void tells_longer_circles(void **state)
{
    struct card *card = card_new();

    (void)state;
    put(card, 1, 3, 0);
    put(card, 2, 4, 0);
    put(card, 3, 2, 0);
    put(card, 6, 8, 0); /* and a pair besides */
    put(card, 7, 7, 0);
    check(card, 2);
    assert_string_equal(card->findings.items[0].text,
                        "right index, right middle, right ring: each rolled one is the next one's finger");
    assert_string_equal(card->findings.items[1].text, "the rolled left index and the rolled left middle are swapped");
    card_free(card);
}

static void tells_repeated_fingers(void **state)
{
    struct card *card = card_new();

    (void)state;
    put(card, 8, 9, 5); /* roll of the left ring: as it should be */
    put(card, 9, 9, 6); /* and once more for the little finger */
    check(card, 1);
    assert_string_equal(card->findings.items[0].text, "the rolled left little is the left ring once more");
    assert_int_equal(card->findings.items[0].record, 9);
    card_free(card);
    card = card_new();
    put(card, 12, 4, 9); /* the plain middle finger is the ring finger */
    check(card, 1);
    assert_string_equal(card->findings.items[0].text, "the plain right middle is the right ring once more");
    assert_int_equal(card->findings.items[0].record, 12);
    card_free(card);
}

static void tells_exchanged_hands(void **state)
{
    struct card *card = card_new();

    (void)state;
    for (unsigned k = 2; k <= 5; k++) { /* slaps cut from left to right: the order turns round */
        put(card, 10 + k - 1, 12 - k, 1);
        put(card, 10 + 12 - k - 1, k, 1);
    }
    check(card, 1);
    assert_non_null(strstr(card->findings.items[0].text, "right and of the left four fingers are exchanged"));
    card_free(card);
    card = card_new();
    put(card, 0, 6, 0);
    put(card, 5, 1, 0);
    check(card, 1);
    assert_string_equal(card->findings.items[0].text, "the rolled right thumb and the rolled left thumb are swapped");
    card_free(card);
}

static void tells_a_finger_from_elsewhere(void **state)
{
    struct card *card = card_new();

    (void)state;
    put(card, 1, 3, 0); /* the roll of the index is the middle finger, that of the middle finger is a stranger's */
    tp_template_deinit(&card->templates[2]);
    make_impression(8, 3, 0, 3, &card->templates[2]);
    check(card, 2);
    assert_string_equal(card->findings.items[0].text, "the rolled right index is the finger of the plain right middle");
    assert_int_equal(card->findings.items[1].severity, TP_SEVERITY_WARNING);
    assert_non_null(strstr(card->findings.items[1].text, "the plain right middle (3"));
    card_free(card);
}

static void does_not_accuse_what_cannot_be_read(void **state)
{
    struct card *card = card_new();

    (void)state;
    card->templates[4].minutia_count = 3;
    card->templates[4].quality = 5;
    check(card, 1);
    assert_int_equal(card->findings.items[0].severity, TP_SEVERITY_WARNING);
    assert_non_null(
        strstr(card->findings.items[0].text, "neither confirms nor refutes the rolled one (3 minutiae, quality 5)"));
    card_free(card);
}

static void bears_cards_of_any_size(void **state)
{
    struct card *card = card_new();
    struct tp_sequence_print many[TP_SEQUENCE_PRINTS_MAX + 1];

    (void)state;
    assert_int_equal(tp_sequence_check(NULL, 0, &card->findings, NULL), TP_OK);
    assert_int_equal(tp_sequence_check(card->prints, 1, &card->findings, NULL), TP_OK);
    assert_int_equal(tp_sequence_check(card->prints, 10, &card->findings, NULL), TP_OK);
    assert_int_equal(card->findings.count, 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(many); i++)
        many[i] = card->prints[0];
    assert_int_equal(tp_sequence_check(many, TP_ARRAY_LENGTH(many), &card->findings, NULL), TP_E_LIMIT);
    many[0].position = 0;
    assert_int_equal(tp_sequence_check(many, 1, &card->findings, NULL), TP_E_ARGUMENT);
    many[0].position = 11;
    assert_int_equal(tp_sequence_check(many, 1, &card->findings, NULL), TP_E_ARGUMENT);
    card_free(card);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(says_nothing_of_an_orderly_card),
                                          cmocka_unit_test(tells_swapped_rolls),
                                          cmocka_unit_test(tells_longer_circles),
                                          cmocka_unit_test(tells_repeated_fingers),
                                          cmocka_unit_test(tells_exchanged_hands),
                                          cmocka_unit_test(tells_a_finger_from_elsewhere),
                                          cmocka_unit_test(does_not_accuse_what_cannot_be_read),
                                          cmocka_unit_test(bears_cards_of_any_size)};
TP_TEST_MAIN(tests)
