/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

static struct test_folder folder;
static struct tp_signer *witness_key, *stranger_key;
static struct tp_witness *witness, *stranger;

static struct tp_witness *open_witness(const char *name, struct tp_signer *key, const struct tp_verifier *log)
{
    const struct tp_witness_options options = {
        .folder = name, .name = name, .signer = key, .logs = log, .log_count = 1};
    struct tp_witness *out;

    assert_ok(tp_witness_open(&options, &out, DIAG));
    return out;
}

/* An organisation that is configured with a witness; another one that it does not know. */
static int set_up(void **state)
{
    struct tp_verifier verifier, log;
    struct tp_config_witness known = {.url = NULL};
    struct tp_buffer text;
    uint8_t *key;
    size_t size_bytes;

    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    key_from(31, &witness_key);
    key_from(32, &stranger_key);
    assert_ok(tp_verifier_make("witness", TP_KEY_COSIGNATURE, tp_signer_public(witness_key), &verifier, DIAG));
    tp_buffer_init(&text);
    tp_verifier_write(&verifier, &text);
    tp_write_u8(&text, '\0');
    known.verifier = (char *)text.data;
    make_org(&known, 1);
    tp_buffer_deinit(&text);
    assert_ok(tp_file_read("org/verifier", 1000, &key, &size_bytes, DIAG));
    key[size_bytes - 1] = '\0';
    assert_ok(tp_verifier_parse((const char *)key, &log, DIAG));
    free(key);
    witness = open_witness("witness", witness_key, &log);
    stranger = open_witness("stranger", stranger_key, &log);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_witness_close(&witness);
    tp_witness_close(&stranger);
    tp_signer_free(&witness_key);
    tp_signer_free(&stranger_key);
    folder_remove(&folder);
    return chdir("/");
}

/* Hands REQUEST to WHO, and appends the answer to the file `lines`; the HTTP status. */
static int hand_over(struct tp_witness *who, const char *request)
{
    struct tp_witness_reply reply;
    FILE *lines = fopen("lines", "ab");

    assert_non_null(lines);
    assert_ok(tp_witness_add(who, request, strlen(request), tp_clock_now_s(), &reply, DIAG));
    fwrite(reply.content.data, 1, reply.content.size_bytes, lines);
    fclose(lines);
    tp_buffer_deinit(&reply.content);
    return reply.http;
}

static void cosignatures_are_asked_for_and_added(void **state)
{
    struct program_run run;
    char line[256];

    (void)state;
    run_program("ledger cosign org --ask 0", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(hand_over(stranger, run.out), 200);
    assert_int_equal(hand_over(witness, run.out), 200);
    run_program("ledger cosign --take lines --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "1 cosignature added to the checkpoint\n");
    snprintf(line, sizeof line,
             "grep -c '^\xE2\x80\x94 witness ' org/ledger/checkpoint >count && ! grep stranger "
             "org/ledger/checkpoint && grep -qx 1 count");
    assert_int_equal(system(line), 0);
    run_program("ledger cosign org --ask 3", &run); /* the same again */
    assert_int_equal(hand_over(witness, run.out), 200);
}

static void what_is_no_cosignature_of_a_known_witness_is_refused(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger cosign org --ask 0", &run);
    assert_int_equal(hand_over(stranger, run.out), 200);
    run_program("ledger cosign --take lines --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "no cosignature by a witness"));
    folder_write(&folder, "lines", "\xE2\x80\x94 witness AAAAAAA=\n", 20);
    run_program("ledger cosign --take lines --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_equal(system("! grep -q '^\xE2\x80\x94 witness ' org/ledger/checkpoint"), 0);
}

static void options_are_checked(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger cosign org", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign --ask 0", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign org --ask 99", &run);
    assert_non_null(strstr(run.err, "--ask: the ledger has "));
    assert_int_not_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(cosignatures_are_asked_for_and_added),
    IN_FOLDER(what_is_no_cosignature_of_a_known_witness_is_refused),
    IN_FOLDER(options_are_checked),
};
LEDGER_TEST_MAIN(tests)
