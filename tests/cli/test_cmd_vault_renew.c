/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint vault renew. */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "exchange/fixture.h"

static void the_vault_gets_a_new_passphrase(void **state)
{
    struct program_run run;
    struct fixture fixture;
    char line[400];

    (void)state;
    fixture_make(&fixture, NULL);
    tp_exchange_close(&fixture.exchange);
    folder_write(&fixture.scratch, "old", FIXTURE_PASSPHRASE "\n", strlen(FIXTURE_PASSPHRASE) + 1);
    folder_write(&fixture.scratch, "new", "other words\n", 12);
    snprintf(line, sizeof line, "vault renew %s --passphrase-file %s --new-passphrase-file %s", fixture.folder,
             folder_path(&fixture.scratch, "old"), folder_path(&fixture.scratch, "new"));
    run_program(line, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program(line, &run); /* the old one does not open it any more */
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "vault"));
    assert_int_equal(tp_vault_renew(fixture.folder, "other words", FIXTURE_PASSPHRASE, NULL), TP_OK);
    fixture_open(&fixture);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_vault_gets_a_new_passphrase),
};
TP_TEST_MAIN(tests)
