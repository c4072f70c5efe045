/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests of images and transactions to templates. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "node/prepare.h"
#include "prints.h"

static struct test_folder folder;

/* Files 1.pgm, 2.pgm: images; card.an2: fingers 3 and 4 and one unknown; bad.an2: its image does not fit. */
static int make_files(void **state)
{
    struct tp_transaction *card = card_make("DOE");

    (void)state;
    folder_make(&folder);
    print_write(&folder, "1.pgm", 1, 1);
    print_write(&folder, "2.pgm", 2, 1);
    card_add_print(card, 3, 1);
    card_add_print(card, 4, 1);
    card_add_print(card, 0, 1);
    assert_int_equal(tp_transaction_save(card, folder_path(&folder, "card.an2"), NULL), TP_OK);
    card_set(tp_transaction_at(card, 3), 7, "63");
    assert_int_equal(tp_transaction_save(card, folder_path(&folder, "bad.an2"), NULL), TP_OK);
    tp_transaction_free(&card);
    card = card_make("DOE");
    card_add_print(card, 0, 1);
    assert_int_equal(tp_transaction_save(card, folder_path(&folder, "unknown.an2"), NULL), TP_OK);
    tp_transaction_free(&card);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static tp_status prepare(const char *text, struct tp_prepared *out, struct tp_diag *diag)
{
    struct tp_manifest manifest;
    tp_status status;

    tp_diag_init(diag);
    assert_int_equal(tp_manifest_parse((const uint8_t *)text, strlen(text), folder.path, &manifest, NULL), TP_OK);
    manifest.file = "m.csv";
    status = tp_prepare(&manifest, TP_TENPRINT_ENROL, 2, out, diag);
    tp_manifest_deinit(&manifest);
    return status;
}

static void images_and_transactions_go_together(void **state)
{
    struct tp_prepared prepared[3] = {{0}};
    struct tp_diag diag;

    (void)state;
    assert_int_equal(prepare("a,1,1.pgm\na,,card.an2\na,2,2.pgm\n", prepared, &diag), TP_OK);
    assert_int_equal(prepared[0].count, 1);
    assert_int_equal(prepared[0].prints[0].position, 1);
    assert_true(prepared[0].prints[0].ppi_assumed);
    assert_int_equal(prepared[1].count, 2);
    assert_int_equal(prepared[1].prints[0].position, 3);
    assert_int_equal(prepared[1].prints[1].position, 4);
    assert_int_equal(prepared[1].unplaced_count, 1);
    assert_false(prepared[1].prints[0].ppi_assumed);
    assert_null(prepared[1].transaction.transaction);
    assert_int_equal(prepared[2].prints[0].position, 2);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(prepared); i++)
        tp_prepared_deinit(&prepared[i]);
}

static void the_first_bad_row_is_reported(void **state)
{
    static const struct {
        const char *manifest, *field, *words;
        tp_status status;
    } cases[] = {
        {"a,1,1.pgm\na,,bad.an2\na,2,none.pgm\n", "line 2, path", "record 4 (type 14), 14.999", TP_E_FORMAT},
        {"a,1,1.pgm\na,2,none.pgm\na,,bad.an2\n", "line 2, path", "none.pgm", TP_E_NOT_FOUND},
        {"a,5,card.an2\n", "line 1, path", "give it without one", TP_E_FORMAT},
        {"a,,1.pgm\n", "line 1, path", "say which finger", TP_E_FORMAT},
        {"a,,unknown.an2\n", "line 1, path", "no print of a known finger", TP_E_NOT_FOUND},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_prepared prepared[3] = {{0}};
        struct tp_diag diag;

        assert_int_equal(prepare(cases[i].manifest, prepared, &diag), cases[i].status);
        assert_string_equal(diag.file, "m.csv");
        assert_string_equal(diag.field, cases[i].field);
        if (!strstr(diag.text, cases[i].words))
            fail_msg("%s", diag.text);
        for (size_t j = 0; j < TP_ARRAY_LENGTH(prepared); j++)
            tp_prepared_deinit(&prepared[j]);
    }
}

/* More rows than one batch holds. */
static void many_transactions_are_taken_in_turn(void **state)
{
    enum { ROWS = 150 };
    static struct tp_prepared prepared[ROWS];
    struct tp_buffer text;
    struct tp_diag diag;

    (void)state;
    tp_buffer_init(&text);
    for (unsigned i = 0; i < ROWS; i++)
        tp_write_text(&text, "s%u,,%s\n", i, i == 140 ? "bad.an2" : "card.an2");
    tp_write_u8(&text, 0);
    assert_int_equal(prepare((const char *)text.data, prepared, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "line 141, path");
    assert_int_equal(prepared[0].count, 2);
    assert_int_equal(prepared[130].count, 2);
    for (size_t i = 0; i < ROWS; i++)
        tp_prepared_deinit(&prepared[i]);
    tp_buffer_deinit(&text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(images_and_transactions_go_together),
    cmocka_unit_test(the_first_bad_row_is_reported),
    cmocka_unit_test(many_transactions_are_taken_in_turn),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
