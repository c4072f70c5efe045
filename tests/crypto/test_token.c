/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "folder.h"
#include "softhsm.h"

static struct test_folder folder;
static const struct tp_token right = {SOFTHSM_MODULE, "signing token", "ledger", "1234"};
static struct tp_diag diag;

/* One token for all tests: the module reads its configuration once. */
static bool ready(void)
{
    tp_diag_init(&diag);
    return softhsm_ready(&folder, right.token, right.pin);
}

#define NEEDS_TOKEN                                                                                                    \
    (void)state;                                                                                                       \
    if (!ready())                                                                                                      \
    skip()

static void open_fails(const struct tp_token *token, bool create, tp_status status, const char *words)
{
    struct tp_signer *signer = (struct tp_signer *)&folder;

    tp_diag_init(&diag);
    assert_int_equal(tp_signer_open_token(token, create, &signer, &diag), status);
    assert_null(signer);
    if (!strstr(diag.text, words))
        print_message("# %s\n", diag.text);
    assert_non_null(strstr(diag.text, words));
}

static void a_key_is_made_signs_and_is_found_again(void **state)
{
    struct tp_signer *made, *found;
    struct tp_signature signature;

    NEEDS_TOKEN;
    open_fails(&right, false, TP_E_NOT_FOUND, "no private Ed25519 key labelled ledger");
    assert_int_equal(tp_signer_open_token(&right, true, &made, &diag), TP_OK);
    assert_int_equal(tp_sign(made, "a message", 9, &signature, NULL), TP_OK);
    assert_true(tp_signature_is_valid(tp_signer_public(made), "a message", 9, &signature));
    assert_int_equal(tp_signer_open_token(&right, false, &found, NULL), TP_OK);
    assert_memory_equal(tp_signer_public(found), tp_signer_public(made), TP_KEY_BYTES);
    tp_signer_free(&made);
    assert_int_equal(tp_sign(found, NULL, 0, &signature, NULL), TP_OK);
    assert_true(tp_signature_is_valid(tp_signer_public(found), "", 0, &signature));
    assert_int_equal(tp_signer_save(found, folder_path(&folder, "key.pem"), "p", TP_GUARD_STRONG, &diag),
                     TP_E_UNSUPPORTED);
    tp_signer_free(&found);
    open_fails(&right, true, TP_E_EXISTS, "has a key labelled ledger already");
}

static void what_does_not_fit_is_said(void **state)
{
    struct tp_token token = right;

    NEEDS_TOKEN;
    token.pin = "4321";
    open_fails(&token, false, TP_E_DENIED, "it is wrong");
    assert_string_equal(diag.field, "PIN");
    token = right;
    token.token = "signing";
    open_fails(&token, false, TP_E_NOT_FOUND, "no token labelled signing");
    token.token = "a label that is longer than the 32 bytes";
    open_fails(&token, false, TP_E_NOT_FOUND, "no token labelled");
    token = right;
    token.key = "other";
    open_fails(&token, false, TP_E_NOT_FOUND, "no private Ed25519 key labelled other");
}

static void a_key_without_its_public_half_is_refused(void **state)
{
    struct tp_token token = right;
    char line[512];

    NEEDS_TOKEN;
    if (system("command -v pkcs11-tool >/dev/null") != 0) {
        print_message("# skipped: there is no program pkcs11-tool\n");
        skip();
    }
    token.key = "half";
    {
        struct tp_signer *signer;
        assert_int_equal(tp_signer_open_token(&token, true, &signer, &diag), TP_OK);
        tp_signer_free(&signer);
    }
    snprintf(line, sizeof line,
             "pkcs11-tool --module %s --token-label '%s' --login --pin %s --delete-object --type pubkey --label half "
             ">/dev/null 2>&1",
             token.module, token.token, token.pin);
    assert_int_equal(system(line), 0);
    open_fails(&token, false, TP_E_NOT_FOUND, "no public Ed25519 key labelled half");
}

static void a_module_that_is_none_is_refused(void **state)
{
    struct tp_token token = right;

    (void)state;
    token.module = "/nowhere/module.so";
    open_fails(&token, false, TP_E_NOT_FOUND, "cannot load it");
    token.module = "libm.so.6";
    open_fails(&token, false, TP_E_FORMAT, "none of PKCS #11");
    token.module = NULL;
    open_fails(&token, false, TP_E_ARGUMENT, "are needed");
    token = right;
    token.pin = NULL;
    open_fails(&token, false, TP_E_ARGUMENT, "are needed");
}

static int remove_folder(void **state)
{
    (void)state;
    if (folder.path[0])
        folder_remove(&folder);
    return 0;
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_key_is_made_signs_and_is_found_again),
    cmocka_unit_test(what_does_not_fit_is_said),
    cmocka_unit_test(a_key_without_its_public_half_is_refused),
    cmocka_unit_test_teardown(a_module_that_is_none_is_refused, remove_folder),
};
TP_TEST_MAIN(tests)
