/* SPDX-License-Identifier: Apache-2.0 */
/* The command record show. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "cards.h"
#include "folder.h"
#include "program.h"

static struct test_folder folder;

static void assert_ran(const char *arguments, int exit, const char *out, const char *err)
{
    static struct program_run run;

    run_program(arguments, &run);
    assert_int_equal(run.exit, exit);
    assert_non_null(strstr(run.out, out));
    assert_non_null(strstr(run.err, err));
}

static int make_files(void **state)
{
    struct tp_transaction *card = card_make("DOE, JANE");
    char whole[8192];
    FILE *file;
    size_t size;

    (void)state;
    folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    card_add_print(card, 2, 3);
    assert_int_equal(tp_transaction_save(card, "card.an2", NULL), TP_OK);
    card_set(tp_transaction_at(card, 2), 7, "63");
    assert_int_equal(tp_transaction_save(card, "bad.an2", NULL), TP_OK);
    tp_transaction_free(&card);
    file = fopen("card.an2", "rb");
    size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    folder_write(&folder, "cut.an2", whole, size / 2);
    folder_write(&folder, "noise.an2", "noise", 5);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static void shows_in_every_form(void **state)
{
    (void)state;
    assert_ran("record show card.an2", 0, "card.an2: 3 records, version 0500\n", "");
    assert_ran("record show card.an2 --json", 0, "\"records\": [", "");
    assert_ran("record show card.an2 --xml", 0, "<transaction ", "");
    assert_ran("record show card.an2 --images out --html card.html", 0, "", "");
    assert_int_equal(access("out/record03-type14-idc02-position02.png", F_OK), 0);
    assert_int_equal(access("card.html", F_OK), 0);
}

static void trouble_is_told_apart(void **state)
{
    (void)state;
    assert_ran("record show", 2, "", "usage");
    assert_ran("record show card.an2 --json --xml", 2, "", "excludes --xml");
    assert_ran("record show none.an2", 3, "", "none.an2");
    assert_ran("record show noise.an2", 3, "", "noise.an2");
    assert_ran("record show cut.an2", 3, "", "cut.an2: ");
    assert_ran("record show bad.an2 --images out", 3, "", "bad.an2: record 3 (type 14), 14.999");
    assert_ran("record show card.an2 --html none/card.html", 3, "", "none/card.html");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(shows_in_every_form),
    cmocka_unit_test(trouble_is_told_apart),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
