/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that follow from names. */
#include "scenario_fixture.h"

static void a_name_has_one_key(void **state)
{
    struct tp_signer *a, *b, *c;

    (void)state;
    assert_int_equal(tp_scenario_signer("US-NY", &a, NULL), TP_OK);
    assert_int_equal(tp_scenario_signer("US-NY", &b, NULL), TP_OK);
    assert_int_equal(tp_scenario_signer("US-NJ", &c, NULL), TP_OK);
    assert_memory_equal(tp_signer_public(a), tp_signer_public(b), sizeof(struct tp_public_key));
    assert_memory_not_equal(tp_signer_public(a), tp_signer_public(c), sizeof(struct tp_public_key));
    tp_signer_free(&a);
    tp_signer_free(&b);
    tp_signer_free(&c);
}

static void names_of_keys_have_a_limit(void **state)
{
    char name[300];
    uint8_t seed[TP_SEED_BYTES];

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(tp_scenario_seed(name, seed, NULL), TP_E_ARGUMENT);
}

static tp_status read_agreement(const char *old, const char *new_text, struct tp_terms **out)
{
    static const struct tp_scenario empty;
    const char *text = fixture_change(fixture_agreement, old, new_text);
    struct test_folder folder;
    tp_status status;

    folder_make(&folder);
    folder_write(&folder, "a.json", text, strlen(text));
    status = tp_scenario_read_agreement(&empty, folder_path(&folder, "a.json"), out, NULL);
    folder_remove(&folder);
    return status;
}

static void names_in_an_agreement_become_keys(void **state)
{
    struct tp_terms *terms;
    struct tp_signer *signer;

    (void)state;
    assert_int_equal(read_agreement(NULL, NULL, &terms), TP_OK);
    assert_int_equal(tp_scenario_signer("dhs-ident", &signer, NULL), TP_OK);
    assert_memory_equal(&terms->parties[1].key, tp_signer_public(signer), sizeof(struct tp_public_key));
    tp_signer_free(&signer);
    tp_terms_free(&terms);
}

static void what_names_nothing_is_refused(void **state)
{
    struct tp_terms *terms;

    (void)state;
    assert_int_equal(read_agreement("\"version\":1", "\"version\":2,\"amends\":\"version:other/1\"", &terms),
                     TP_E_FORMAT);
    assert_null(terms);
    assert_int_equal(read_agreement("\"seed:US-NY-059\"}]", "\"seed:US", &terms), TP_E_FORMAT);
    assert_int_equal(read_agreement("\"seed:US-NY-059\"", "\"US-NY-059\"", &terms), TP_E_FORMAT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_name_has_one_key),
    cmocka_unit_test(names_of_keys_have_a_limit),
    cmocka_unit_test(names_in_an_agreement_become_keys),
    cmocka_unit_test(what_names_nothing_is_refused),
};

TP_TEST_MAIN(tests)
