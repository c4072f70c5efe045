/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/program.h"

static struct test_folder folder;
static struct tp_signer *keys[2];
static struct tp_verifier verifiers[2];
static char ids[2][17]; /* as leaves name the owners */

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    for (unsigned i = 0; i < 2; i++) {
        uint8_t digest[TP_SHA256_BYTES];
        char name[16];

        snprintf(name, sizeof name, "%c.example", 'a' + (int)i);
        key_from((uint8_t)(20 + i), &keys[i]);
        assert_ok(tp_verifier_make(name, TP_KEY_NOTE, tp_signer_public(keys[i]), &verifiers[i], DIAG));
        assert_ok(tp_sha256(verifiers[i].key.bytes, TP_KEY_BYTES, digest, DIAG));
        tp_hex_encode(digest, 8, ids[i]);
        snprintf(name, sizeof name, "%c.key", 'a' + (int)i);
        write_key(name, &verifiers[i]);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_signer_free(&keys[0]);
    tp_signer_free(&keys[1]);
    folder_remove(&folder);
    return chdir("/");
}

/* A search that went from the first to the second; NUMBER makes its random number. */
static void append_disclosure(struct tp_ledger *ledger, unsigned side, unsigned number)
{
    struct tp_leaf leaf;
    struct tp_buffer entry;
    struct tp_span bytes;
    uint64_t index;
    char text[65];

    tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, JUNE_2011);
    tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, "search");
    tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, side == 0 ? "out" : "in");
    tp_leaf_set(&leaf, TP_LEAF_PARTNER_MEMBER, ids[1 - side]);
    snprintf(text, sizeof text, "%032u", number);
    tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, text);
    snprintf(text, sizeof text, "%064u", 7u);
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, text);
    memset(leaf.commitment, (int)(number + 1), sizeof leaf.commitment);
    tp_buffer_init(&entry);
    assert_ok(tp_leaf_write(&leaf, &entry, DIAG));
    bytes = (struct tp_span){entry.data, entry.size_bytes};
    assert_ok(tp_ledger_append(ledger, &bytes, 1, &index, DIAG));
    tp_buffer_deinit(&entry);
}

/* The ledger of SIDE with the disclosures FIRST to LAST. */
static void make_side(unsigned side, unsigned first, unsigned last)
{
    const char *name = side == 0 ? "a" : "b";
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_create(name, verifiers[side].name, keys[side], DIAG));
    assert_ok(tp_ledger_open(name, verifiers[side].name, keys[side], &ledger, DIAG));
    for (unsigned number = first; number <= last; number++)
        append_disclosure(ledger, side, number);
    tp_ledger_close(&ledger);
}

static void ledgers_that_agree_pair_up(void **state)
{
    struct program_run run;

    (void)state;
    make_side(0, 1, 4);
    make_side(1, 1, 4);
    run_program("ledger pair a b --key-a @a.key --key-b @b.key", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "pairs: 4, unpaired: 0\n");
}

static void what_has_no_twin_is_named(void **state)
{
    struct program_run run;
    json_t *root, *item;

    (void)state;
    make_side(0, 1, 4);
    make_side(1, 2, 5);
    run_program("ledger pair a b --key-a @a.key --key-b @b.key", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_non_null(strstr(run.out, "a.example entry 0: search 00000000000000000000000000000001 has no twin\n"));
    assert_non_null(strstr(run.out, "b.example entry 3: search 00000000000000000000000000000005 has no twin\n"));
    assert_non_null(strstr(run.out, "pairs: 3, unpaired: 2\n"));
    run_program("ledger pair a b --key-a @a.key --key-b @b.key --json", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "pairs")), 3);
    item = json_array_get(json_object_get(root, "unpaired"), 0);
    assert_string_equal(json_string_value(json_object_get(item, "what")), "search");
    assert_string_equal(json_string_value(json_object_get(item, "trouble")), "has no twin");
    json_decref(root);
}

static void both_ledgers_must_be_signed(void **state)
{
    struct program_run run;

    (void)state;
    make_side(0, 1, 2);
    make_side(1, 1, 2);
    run_program("ledger pair a b --key-a @a.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--key-b"));
    run_program("ledger pair a b --key-a @a.key --key-b @a.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(ledgers_that_agree_pair_up),
    IN_FOLDER(what_has_no_twin_is_named),
    IN_FOLDER(both_ledgers_must_be_signed),
};
LEDGER_TEST_MAIN(tests)
