/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/receipt.h"

/* The member "ledger" of the statement about b1; free the document. */
static struct tp_json_document *ledger(void)
{
    struct tp_json_document *document;
    struct tp_words *words;
    struct tp_json *json = new_json();
    const char *text;

    assert_int_equal(tp_words_open("en", &words, NULL), TP_OK);
    assert_int_equal(tp_statement_ledger(fixture.exchange, "b1", words, json, NULL), TP_OK);
    tp_words_close(&words);
    text = json_text(json);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    return document;
}

static void publish(void)
{
    fixture_leaves(&fixture);
    tp_exchange_lock(fixture.exchange);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(tp_exchange_organisation(fixture.exchange)), NULL),
                     TP_OK);
    tp_exchange_unlock(fixture.exchange);
}

static void check(const struct tp_json_value *root, const struct tp_json_value *leaf)
{
    const struct tp_json_value *list = tp_json_member(leaf, "proof");
    const char *entry = tp_json_to_text(tp_json_member(leaf, "entry"));
    struct tp_hasher *hasher;
    struct tp_hash hash, top;
    struct tp_proof proof = {.count = tp_json_count(list)};
    int64_t index, size;

    assert_true(tp_json_to_integer(tp_json_member(leaf, "index"), &index));
    assert_true(tp_json_to_integer(tp_json_member(root, "size"), &size));
    assert_true(tp_hex_decode(tp_json_to_text(tp_json_member(root, "root")), top.bytes, sizeof top.bytes));
    for (size_t i = 0; i < proof.count; i++)
        assert_true(tp_base64_decode_exact(tp_json_to_text(tp_json_element(list, i)), proof.hashes[i].bytes, 32));
    assert_int_equal(tp_hasher_new(&hasher, NULL), TP_OK);
    tp_hash_leaf(hasher, entry, strlen(entry), &hash);
    assert_true(tp_inclusion_holds(hasher, &hash, (uint64_t)index, (uint64_t)size, &proof, &top));
    tp_hasher_free(&hasher);
}

static void a_person_can_check_the_proofs(void **state)
{
    struct tp_json_document *document;
    const struct tp_json_value *root, *leaves;
    char other[TP_EXCHANGE_NAME_BYTES] = "";

    (void)state;
    book(&fixture, "b22", 2, "Grace", other);
    fixture_begin(&fixture);
    log_submission(&fixture, "booking/b1", "none");
    fixture_end(&fixture);
    publish();
    document = ledger();
    root = tp_json_member(tp_json_root(document), "ledger");
    leaves = tp_json_member(root, "leaves");
    assert_int_equal(tp_json_count(leaves), 2);
    for (size_t i = 0; i < 2; i++)
        check(root, tp_json_element(leaves, i));
    assert_non_null(strstr(tp_json_to_text(tp_json_member(root, "checkpoint")), "rehearsal"));
    tp_json_document_free(&document);
}

static void what_is_not_published_yet_has_no_proof(void **state)
{
    (void)state;
    for (unsigned placed = 0; placed < 2; placed++) {
        struct tp_json_document *document = ledger();
        const struct tp_json_value *leaf =
            tp_json_element(tp_json_member(tp_json_member(tp_json_root(document), "ledger"), "leaves"), 0);

        assert_string_equal(tp_json_to_text(tp_json_member(leaf, "kind")), "submission");
        assert_true(!tp_json_member(leaf, "index") == !placed);
        assert_null(tp_json_member(leaf, "proof"));
        tp_json_document_free(&document);
        fixture_leaves(&fixture);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_person_can_check_the_proofs),
    TEST(what_is_not_published_yet_has_no_proof),
};
TP_TEST_MAIN(tests)
