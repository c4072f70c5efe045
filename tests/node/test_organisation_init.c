/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "node/organisation.h"
#include "softhsm.h"
#include "store/store.h"

static struct test_folder folder, token_folder;
static struct tp_organisation_init init;
static struct tp_config *config;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    tp_diag_init(&diag);
    init = (struct tp_organisation_init){
        .id = "ny-dcjs", .name = "Division of \"Justice\" \\ 1", .jurisdiction = "US-NY", .passphrase = "p"};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_config_free(&config);
    folder_remove(&folder);
    return 0;
}

/* How many entries there are in the scratch folder. */
static int entries(void)
{
    DIR *listing = opendir(folder.path);
    int count = 0;

    assert_non_null(listing);
    for (const struct dirent *entry; (entry = readdir(listing));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(listing);
    return count;
}

static tp_status make(const char *name)
{
    tp_diag_init(&diag);
    return tp_organisation_init(folder_path(&folder, name), &init, &diag);
}

static void load(const char *name)
{
    tp_config_free(&config);
    assert_int_equal(tp_config_load(folder_path(&folder, name), &config, &diag), TP_OK);
}

static void assert_verifier_file(const struct tp_verifier *expected)
{
    struct tp_verifier read;
    uint8_t *text;
    size_t size;

    assert_int_equal(tp_file_read(folder_path(&folder, "org/verifier"), 1000, &text, &size, NULL), TP_OK);
    assert_int_equal(text[size - 1], '\n');
    text[size - 1] = '\0';
    assert_int_equal(tp_verifier_parse((const char *)text, &read, NULL), TP_OK);
    assert_memory_equal(&read, expected, sizeof read);
    free(text);
}

static void a_folder_has_all_its_parts(void **state)
{
    struct tp_verifier verifier;
    struct tp_signer *signer;
    struct tp_store *store;
    struct tp_reader *reader;
    struct stat info;

    (void)state;
    init.verifier = &verifier;
    assert_int_equal(make("org/"), TP_OK);
    assert_int_equal(entries(), 1);
    assert_int_equal(stat(folder_path(&folder, "org"), &info), 0);
    assert_int_equal(info.st_mode & 07777, 0700);
    load("org/organisation.yaml");
    assert_string_equal(config->id, "ny-dcjs");
    assert_string_equal(config->name, init.name);
    assert_string_equal(config->ledger_origin, "ny-dcjs/ledger");
    assert_string_equal(config->key_file, "key.pem");
    assert_false(config->rehearsal);
    assert_int_equal(tp_signer_load(folder_path(&folder, "org/key.pem"), "p", &signer, NULL), TP_OK);
    assert_memory_equal(&verifier.key, tp_signer_public(signer), TP_KEY_BYTES);
    assert_string_equal(verifier.name, "ny-dcjs/ledger");
    assert_verifier_file(&verifier);
    tp_signer_free(&signer);
    assert_int_equal(tp_store_open(folder_path(&folder, "org/store.db"), &(struct tp_store_options){0}, &store, NULL),
                     TP_OK);
    tp_store_close(&store);
    assert_int_equal(tp_reader_open(folder_path(&folder, "org/ledger"), &verifier, &reader, NULL), TP_OK);
    assert_int_equal(tp_reader_checkpoint(reader)->size, 0);
    tp_reader_close(&reader);
}

static void the_configuration_explains_itself(void **state)
{
    uint8_t *text;
    size_t size;
    unsigned comments = 0;

    (void)state;
    assert_int_equal(make("org"), TP_OK);
    assert_int_equal(tp_file_read(folder_path(&folder, "org/organisation.yaml"), 10000, &text, &size, NULL), TP_OK);
    for (size_t i = 0; i + 1 < size; i++)
        comments += text[i] == '\n' && text[i + 1] == '#';
    assert_in_range(comments, 10, 80);
    free(text);
}

static void partners_and_witnesses_are_written(void **state)
{
    const struct tp_config_partner partners[] = {
        {"dhs", "DHS", "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4=", "https://dhs.example/", "dhs.pem", NULL},
        {"ice", "ICE", "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=", NULL, NULL, NULL}};
    struct tp_config_witness witness = {NULL, NULL};
    struct tp_public_key key = {{5}};
    struct tp_verifier verifier;
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    assert_int_equal(tp_verifier_make("w.example", TP_KEY_COSIGNATURE, &key, &verifier, NULL), TP_OK);
    tp_verifier_write(&verifier, &text);
    tp_write_u8(&text, 0);
    witness.verifier = (char *)text.data;
    init.partners = partners;
    init.partner_count = 2;
    init.witnesses = &witness;
    init.witness_count = init.witnesses_needed = 1;
    assert_int_equal(make("org"), TP_OK);
    load("org/organisation.yaml");
    assert_int_equal(config->partner_count, 2);
    assert_string_equal(config->partners[1].key, partners[1].key);
    assert_null(config->partners[1].url);
    assert_string_equal(config->partners[0].url, partners[0].url);
    assert_string_equal(config->partners[0].authority, partners[0].authority);
    assert_string_equal(config->witnesses[0].verifier, witness.verifier);
    assert_null(config->witnesses[0].url);
    assert_int_equal(config->witnesses_needed, 1);
    tp_buffer_deinit(&text);
}

static void a_rehearsal_says_so(void **state)
{
    static const uint8_t seed[TP_SEED_BYTES] = {1, 2, 3};
    struct tp_verifier a, b;

    (void)state;
    init.rehearsal = true;
    init.ledger_origin = "dcjs.ny.example/ledger";
    init.seed = seed;
    init.verifier = &a;
    assert_int_equal(make("a"), TP_OK);
    load("a/organisation.yaml");
    assert_true(config->rehearsal);
    assert_string_equal(config->ledger_origin, "dcjs.ny.example/ledger/rehearsal");
    init.ledger_origin = "dcjs.ny.example/ledger/rehearsal";
    init.verifier = &b;
    assert_int_equal(make("b"), TP_OK);
    assert_memory_equal(&a, &b, sizeof a);
    init.rehearsal = false;
    assert_int_equal(make("c"), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "seed");
    init.seed = NULL;
    assert_int_equal(make("c"), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "ledger_origin");
    assert_int_equal(entries(), 2);
}

static void what_is_there_is_left_alone(void **state)
{
    (void)state;
    assert_int_equal(make("org"), TP_OK);
    assert_int_equal(make("org"), TP_E_EXISTS);
    assert_int_equal(make("org/"), TP_E_EXISTS);
    folder_write(&folder, "file", "x", 1);
    assert_int_equal(make("file"), TP_E_EXISTS);
    assert_int_equal(mkdir(folder_path(&folder, "empty"), 0700), 0);
    assert_int_equal(make("empty"), TP_E_EXISTS);
    assert_int_equal(symlink("nowhere", folder_path(&folder, "link")), 0);
    assert_int_equal(make("link"), TP_E_EXISTS);
    assert_int_equal(entries(), 4);
    assert_int_equal(make("no/such/folder"), TP_E_IO);
    assert_int_equal(entries(), 4);
}

static void bad_arguments_are_named_and_leave_nothing(void **state)
{
    static const struct {
        const char *id, *name, *jurisdiction, *passphrase, *origin, *field;
    } bad[] = {
        {"NY", "N", "US", "p", NULL, "id"},
        {"ny", "a\nb", "US", "p", NULL, "name"},
        {"ny", "N", "USA!", "p", NULL, "jurisdiction"},
        {"ny", "N", "US", "p", "a b", "ledger_origin"},
        {"ny", "N", "US", "", NULL, "passphrase"},
        {"ny", "N", "US", NULL, NULL, "key"},
        {"ny", "", "US", "p", NULL, "name"},
        {"ny", NULL, "US", "p", NULL, ""},
    };

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        init = (struct tp_organisation_init){.id = bad[i].id,
                                             .name = bad[i].name,
                                             .jurisdiction = bad[i].jurisdiction,
                                             .passphrase = bad[i].passphrase,
                                             .ledger_origin = bad[i].origin};
        assert_int_equal(make("org"), TP_E_ARGUMENT);
        assert_string_equal(diag.field, bad[i].field);
        assert_int_equal(entries(), 0);
    }
}

static void a_key_can_be_on_a_token(void **state)
{
    struct tp_token token = {SOFTHSM_MODULE, "organisation", "ledger", "1234"};
    struct tp_verifier first, second;

    (void)state;
    if (!softhsm_ready(&token_folder, token.token, token.pin))
        skip();
    init.passphrase = NULL;
    init.token = &token;
    init.verifier = &first;
    assert_int_equal(make("org"), TP_OK);
    load("org/organisation.yaml");
    assert_null(config->key_file);
    assert_string_equal(config->token_module, SOFTHSM_MODULE);
    assert_string_equal(config->token_label, "organisation");
    assert_string_equal(config->token_key, "ledger");
    assert_int_not_equal(access(folder_path(&folder, "org/key.pem"), F_OK), 0);
    init.verifier = &second; /* the key that is there already */
    assert_int_equal(make("again"), TP_OK);
    assert_memory_equal(&first, &second, sizeof first);
    token.pin = "9999";
    assert_int_equal(make("wrong"), TP_E_DENIED);
    token.token = "other";
    assert_int_equal(make("wrong"), TP_E_NOT_FOUND);
    assert_int_equal(entries(), 2);
    folder_remove(&token_folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_folder_has_all_its_parts, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_configuration_explains_itself, set_up, tear_down),
    cmocka_unit_test_setup_teardown(partners_and_witnesses_are_written, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_rehearsal_says_so, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_there_is_left_alone, set_up, tear_down),
    cmocka_unit_test_setup_teardown(bad_arguments_are_named_and_leave_nothing, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_key_can_be_on_a_token, set_up, tear_down),
};
TP_TEST_MAIN(tests)
