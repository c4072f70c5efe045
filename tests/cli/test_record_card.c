/* SPDX-License-Identifier: Apache-2.0 */
/* The ten-print card: what it shows, and that nothing in a file becomes markup. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "cli/record_show.h"

static char *draw(const struct tp_transaction *card)
{
    struct tp_findings remarks = {0};
    const struct tp_show show = {"in/<b>&card.an2", card, &remarks};
    struct tp_buffer page;

    tp_buffer_init(&page);
    assert_int_equal(tp_show_card(&show, &page, NULL), TP_OK);
    tp_write_u8(&page, 0);
    assert_false(page.bad);
    return (char *)page.data;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (text = strstr(text, part); text; text = strstr(text + 1, part))
        count++;
    return count;
}

static void shows_person_prints_and_missing_fingers(void **state)
{
    struct tp_transaction *card = card_make("DOE, JANE");
    struct tp_record *person = tp_transaction_at(card, 1);
    char *page;

    (void)state;
    card_set(person, 19, "ROE, JANE\036LOE");
    card_set(person, 22, "19840203");
    card_set(person, 47, "20260310\037BURGLARY\03620260311\037ARSON");
    for (unsigned finger = 1; finger <= 10; finger++)
        if (finger != 9)
            card_add_print(card, finger, 3);
    card_set(card_add_print(card, 14, 2), 18, "9\037XX");
    card_add_print(card, 13, 2);
    page = draw(card);
    assert_int_equal(count_of(page, "<img "), 11);
    assert_int_equal(count_of(page, "data:image/png;base64,"), 11);
    assert_int_equal(count_of(page, "<figure "), 14);
    assert_int_equal(count_of(page, "<b>XX</b>amputated"), 1);
    assert_non_null(strstr(page, "simultaneously &#183; 9 amputated"));
    assert_non_null(strstr(page, "1984-02-03"));
    assert_non_null(strstr(page, "ROE, JANE<br>LOE"));
    assert_non_null(strstr(page, "<span>2</span><span>2026-03-11</span><span>ARSON</span>"));
    assert_non_null(strstr(page, "class=\"card criminal\""));
    assert_null(strstr(page, "Also in this file"));
    free(page);
    tp_transaction_free(&card);
}

static void the_better_image_of_a_finger_is_shown(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    char *page;

    (void)state;
    card_add_print(card, 1, 2); /* record 3: a plain thumb as finger 1 */
    card_add_print(card, 1, 3); /* record 4: the rolled one */
    card_add_print(card, 2, 2); /* record 5: plain, and nothing better */
    card_add_print(card, 15, 2);
    card_add_print(card, 25, 10); /* record 7: a palm */
    page = draw(card);
    assert_true(strstr(page, "record 4, type 14") < strstr(page, "record 5, type 14"));
    assert_true(strstr(page, "record 5, type 14") < strstr(page, "record 3, type 14")); /* in the bottom row */
    assert_int_equal(count_of(page, "Also in this file"), 1);
    assert_true(strstr(page, "Also in this file") < strstr(page, "record 7, type 14"));
    assert_true(strstr(page, "Also in this file") < strstr(page, "record 6, type 14"));
    assert_int_equal(count_of(page, "<img "), 5);
    free(page);
    tp_transaction_free(&card);
}

static void two_thumbs_in_one_image_share_the_middle(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    char *page;

    (void)state;
    card_add_print(card, 15, 2);
    page = draw(card);
    assert_non_null(strstr(page, "class=\"box two\""));
    assert_int_equal(count_of(page, "<figure "), 13);
    assert_int_equal(count_of(page, "<img "), 1);
    free(page);
    tp_transaction_free(&card);
}

/* Whatever stands in any field, the page has the same tags as with harmless values. */
static void nothing_in_a_file_becomes_markup(void **state)
{
    static const char evil[] = "</style></span>\"'><script>alert(1)</script><img src=x onerror=alert(2)>&lt;";
    char *pages[2];

    (void)state;
    for (unsigned hostile = 0; hostile < 2; hostile++) {
        const char *value = hostile ? evil : "harmless";
        struct tp_transaction *card = card_make(value);
        struct tp_record *first = tp_transaction_at(card, 0), *person = tp_transaction_at(card, 1);
        struct tp_record *print = card_add_print(card, 1, 3), *broken = card_add_print(card, 2, 3);

        for (uint32_t field = 4; field <= 9; field++)
            card_set(first, field, value);
        assert_int_equal(tp_record_set_text(first, 17, NULL, "%s\037%s", value, value), TP_OK);
        for (uint32_t field = 9; field <= 51; field++)
            assert_int_equal(tp_record_set_text(person, field, NULL, "%s\037%s\036%s", value, value, value), TP_OK);
        card_set(print, 18, "3\037<i>&\"");
        if (!hostile)
            card_set(print, 18, "3\037XX");
        card_set(broken, 11, value);
        assert_int_equal(tp_record_set(broken, 999, "xx", 2, NULL), TP_OK);
        pages[hostile] = draw(card);
        tp_transaction_free(&card);
    }
    assert_null(strstr(pages[1], "<script"));
    assert_null(strstr(pages[1], "onerror=alert(2)>"));
    assert_int_equal(count_of(pages[0], "<"), count_of(pages[1], "<"));
    assert_int_equal(count_of(pages[0], ">"), count_of(pages[1], ">"));
    assert_int_equal(count_of(pages[0], "\""), count_of(pages[1], "\""));
    assert_int_equal(count_of(pages[0], "'"), count_of(pages[1], "'"));
    free(pages[0]);
    free(pages[1]);
}

static void an_image_that_cannot_be_decoded_is_said_to_be_so(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    char *page;

    (void)state;
    card_set(card_add_print(card, 2, 3), 7, "63");
    page = draw(card);
    assert_int_equal(count_of(page, "<img "), 0);
    assert_int_equal(count_of(page, "cannot be decoded: "), 1);
    free(page);
    tp_transaction_free(&card);
}

static void fields_of_another_domain_keep_their_numbers(void **state)
{
    struct tp_transaction *card = card_make("NOT A NAME");
    char *page;

    (void)state;
    card_set(tp_transaction_at(card, 0), 13, "INT-I\0374.22");
    card_set(tp_transaction_at(card, 0), 4, "NPS");
    page = draw(card);
    assert_non_null(strstr(page, "2.018: NOT A NAME"));
    assert_non_null(strstr(page, "INT-I"));
    assert_null(strstr(page, "<div>NOT A NAME"));
    free(page);
    tp_transaction_free(&card);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(shows_person_prints_and_missing_fingers),
    cmocka_unit_test(the_better_image_of_a_finger_is_shown),
    cmocka_unit_test(two_thumbs_in_one_image_share_the_middle),
    cmocka_unit_test(nothing_in_a_file_becomes_markup),
    cmocka_unit_test(an_image_that_cannot_be_decoded_is_said_to_be_so),
    cmocka_unit_test(fields_of_another_domain_keep_their_numbers),
};

TP_TEST_MAIN(tests)
