/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as text. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "cli/record_show.h"

static char *show_text(const struct tp_transaction *card)
{
    struct tp_findings remarks = {0};
    const struct tp_show show = {"card.an2", card, &remarks};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(tp_show_as_text(&show, out, NULL), TP_OK);
    fclose(out);
    return text;
}

static void shows_every_field(void **state)
{
    struct tp_transaction *card = card_make("DOE, JANE");
    char *text;

    (void)state;
    card_add_print(card, 3, 1);
    text = show_text(card);
    assert_memory_equal(text, "card.an2: 3 records, version 0500\n", 34);
    assert_non_null(strstr(text, "\nrecord 3, type 14: "));
    assert_non_null(strstr(text, "  1.004     TOT    "));
    assert_non_null(strstr(text, "DOE, JANE\n"));
    assert_non_null(strstr(text, "4,096 bytes, NONE, 64 x 64 pixels at 500 ppi\n"));
    free(text);
    tp_transaction_free(&card);
}

static void subfields_have_lines_and_items_names(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_record *print = card_add_print(card, 13, 1);
    char *text;

    (void)state;
    card_set(print, 22, "2\0373\0363\037\0364\0371"); /* NQM: finger and quality */
    card_set(print, 250, "a\037\037b");               /* user-defined */
    text = show_text(card);
    assert_non_null(strstr(text, "FRNP 2 | IQS 3\n"));
    assert_non_null(strstr(text, " FRNP 3\n"));
    assert_non_null(strstr(text, " FRNP 4 | IQS 1\n"));
    assert_non_null(strstr(text, "a |  | b\n"));
    free(text);
    tp_transaction_free(&card);
}

static void no_control_character_reaches_the_terminal(void **state)
{
    struct tp_transaction *card = card_make("\x1b[2J\x07"
                                            "DOE\r\n\x9b"
                                            "31m");
    char *text = show_text(card);

    (void)state;
    for (const char *at = text; *at; at++)
        assert_true(((unsigned char)*at >= 0x20 && *at != 0x7f) || *at == '\n');
    assert_non_null(strstr(text, "[2J"));
    free(text);
    tp_transaction_free(&card);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(shows_every_field),
    cmocka_unit_test(subfields_have_lines_and_items_names),
    cmocka_unit_test(no_control_character_reaches_the_terminal),
};

TP_TEST_MAIN(tests)
