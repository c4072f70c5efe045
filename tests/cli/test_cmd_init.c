/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

#include "softhsm.h"

static struct test_folder token_folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    setenv("TENPRINT_PASSPHRASE", "secret", 1);
    return chdir(folder.path);
}

#define DCJS "--id ny-dcjs --name 'Division of Criminal Justice Services' --jurisdiction US-NY"

static void a_folder_is_made_and_works(void **state)
{
    (void)state;
    tenprint(0, "made        dcjs\npublic key  ", "init dcjs " DCJS " --origin dcjs.ny.example/ledger");
    assert_non_null(strstr(run.out, "verifier    dcjs.ny.example/ledger+"));
    assert_non_null(strstr(run.out, "Next:\n1. "));
    assert_null(strstr(run.out, "rehearsal"));
    tenprint(0, "", "agreement list --org dcjs");
    tenprint(3, "left alone", "init dcjs " DCJS);
}

static void json_has_what_partners_need(void **state)
{
    json_t *root;
    char verifier[256], line[256];
    FILE *file;

    (void)state;
    folder_write(&folder, "secret.txt", "another one\n", 12);
    tenprint(0, "verifier", "init drill " DCJS " --rehearsal --passphrase-file secret.txt --json");
    assert_printed("id", "ny-dcjs");
    assert_printed("folder", "drill");
    snprintf(verifier, sizeof verifier, "%s", json_string_value(printed(&root, "verifier")));
    json_decref(root);
    assert_non_null(strstr(verifier, "ny-dcjs/ledger/rehearsal+"));
    file = fopen("drill/verifier", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_int_equal(strncmp(line, verifier, strlen(verifier)), 0);
    tenprint(3, "wrong", "agreement list --org drill");
    tenprint(0, "", "agreement list --org drill --passphrase-file secret.txt");
}

static void mistakes_make_nothing(void **state)
{
    (void)state;
    tenprint(2, "are needed", "init dcjs --id a --name b");
    tenprint(2, "lower-case", "init dcjs --id NY --name b --jurisdiction US");
    tenprint(2, "jurisdiction", "init dcjs --id a --name b --jurisdiction Utah");
    tenprint(2, "without its scheme", "init dcjs --id a --name b --jurisdiction US --origin https://a");
    tenprint(2, "exactly for a rehearsal", "init dcjs --id a --name b --jurisdiction US --origin a/rehearsal");
    tenprint(2, "belong together", "init dcjs " DCJS " --token-module m.so");
    tenprint(2, "belong together", "init dcjs " DCJS " --pin-file pin");
    tenprint(2, "has a PIN", "init dcjs " DCJS " --token-module m --token-label l --token-key k --passphrase-file f");
    tenprint(3, "cannot load", "init dcjs " DCJS " --token-module /no.so --token-label l --token-key k");
    setenv("TENPRINT_PASSPHRASE", "", 1);
    tenprint(2, "empty", "init dcjs " DCJS);
    tenprint(0, "0\n", "--version >/dev/null; ls -A | wc -l");
}

static void the_key_can_be_on_a_token(void **state)
{
    (void)state;
    if (!softhsm_ready(&token_folder, "node", "1234"))
        skip();
    folder_write(&folder, "pin.txt", "1234\n", 5);
    tenprint(0, "public key",
             "init dcjs " DCJS " --token-module " SOFTHSM_MODULE
             " --token-label node --token-key ledger --pin-file pin.txt");
    assert_int_not_equal(access("dcjs/key.pem", F_OK), 0);
    tenprint(0, "", "agreement list --org dcjs --passphrase-file pin.txt");
    tenprint(3, "PIN", "agreement list --org dcjs");
    folder_remove(&token_folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_folder_is_made_and_works, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(json_has_what_partners_need, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(mistakes_make_nothing, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(the_key_can_be_on_a_token, set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
