/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of a case, partners, decisions and disclosures with their records. */
#define TP_TEST_PLAYED
#include "nodes.h"

static void facts_come_back(void **state)
{
    const struct tp_facts facts = {.agreement = "a",
                                   .version = "b",
                                   .sender = "c",
                                   .repository = "d",
                                   .jurisdiction = "US-NY",
                                   .purpose = 1,
                                   .material = 1,
                                   .offence = 2,
                                   .conviction = -1,
                                   .categories = 5,
                                   .categories_known = true};
    struct tp_json_document *document;
    struct tp_request request;
    struct tp_buffer text;
    struct tp_facts found;
    struct tp_json *json;

    (void)state;
    tp_buffer_init(&text);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_facts_put(&facts, json);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &document, NULL), TP_OK);
    tp_facts_get(tp_json_root(document), &found);
    assert_memory_equal(&found, &facts, sizeof facts);
    tp_facts_ask(&found, TP_STAGE_ANSWER, &request);
    assert_int_equal(request.stage, TP_STAGE_ANSWER);
    assert_int_equal(request.conviction, -1);
    assert_int_equal(request.retention_days, -1);
    assert_string_equal(tp_facts_level(-1), "unknown");
    assert_string_equal(tp_facts_level(TP_SERIOUSNESS_LEVEL_1), "level-1");
    tp_json_document_free(&document);
    tp_json_free(&json);
    tp_buffer_deinit(&text);
}

/* What is not said is not known, and not harmless. */
static void facts_that_are_missing(void **state)
{
    static const char text[] = "{\"categories\":[\"x\"],\"categories_known\":true}";
    struct tp_json_document *document;
    struct tp_facts found;

    (void)state;
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    tp_facts_get(tp_json_root(document), &found);
    assert_int_equal(found.purpose, -1);
    assert_int_equal(found.offence, -1);
    assert_false(found.categories_known);
    tp_json_document_free(&document);
}

static void partners_and_terms(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_exchange *exchange = two->sender->fixture.exchange;
    const struct tp_history *history;
    struct tp_public_key key;

    (void)state;
    assert_non_null(tp_partner_find(exchange, "dhs-ident"));
    assert_null(tp_partner_find(exchange, "ny-dcjs"));
    assert_true(tp_partner_key(exchange, "dhs-ident", &key));
    assert_memory_equal(key.bytes, sample_key("dhs-ident")->bytes, TP_KEY_BYTES);
    assert_false(tp_partner_key(exchange, "us-fbi", &key));
    assert_non_null(tp_partner_terms(exchange, two->version->hash, &history));
    assert_non_null(history);
    assert_null(tp_partner_terms(exchange, "none", &history));
    assert_null(history);
    two_remove(two);
}

static void a_disclosure_is_on_record(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_disclosed disclosed = {.owner = "booking/x",
                                     .what = "search",
                                     .side = "out",
                                     .partner = "dhs-ident",
                                     .id = "0123456789abcdef0123456789abcdef",
                                     .version = two->version->hash,
                                     .purpose = 0,
                                     .fields = 3};

    (void)state;
    fixture_begin(&two->sender->fixture);
    assert_int_equal(tp_partner_disclose(two->sender->fixture.exchange, &disclosed, NULL), TP_OK);
    fixture_end(&two->sender->fixture);
    assert_int_equal(node_find(two->sender, "disclosure", "booking/x").count, 1);
    assert_string_equal(node_text(two->sender, "disclosure", disclosed.id, "partner"), "dhs-ident");
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "search"), 1);
    disclosed.partner = "us-fbi";
    disclosed.id = "1123456789abcdef0123456789abcdef";
    fixture_begin(&two->sender->fixture);
    assert_int_equal(tp_partner_disclose(two->sender->fixture.exchange, &disclosed, NULL), TP_E_CONFLICT);
    assert_int_equal(tp_exchange_end(two->sender->fixture.exchange, TP_E_CONFLICT, NULL), TP_E_CONFLICT);
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "search"), 1);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(facts_come_back),
    cmocka_unit_test(facts_that_are_missing),
    cmocka_unit_test(partners_and_terms),
    cmocka_unit_test(a_disclosure_is_on_record),
};
TP_TEST_MAIN(tests)
