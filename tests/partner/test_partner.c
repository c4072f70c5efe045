/* SPDX-License-Identifier: Apache-2.0 */
/* The part's tables: each operation and job is there once and complete; and an example of what goes over the wire. */
#define TP_TEST_PLAYED
#include "nodes.h"

static void tables(void **state)
{
    (void)state;
    for (size_t i = 0; tp_partner_part.operations[i].id; i++) {
        const struct tp_operation *operation = &tp_partner_part.operations[i];

        assert_non_null(operation->run);
        assert_memory_equal(operation->path, "/v1/", 4);
        assert_int_equal(operation->duties == 0, (operation->flags & TP_OPERATION_WIRE) != 0);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(operation->id, tp_partner_part.operations[j].id);
    }
    for (size_t i = 0; tp_partner_part.jobs[i].name; i++) {
        assert_memory_equal(tp_partner_part.jobs[i].name, "partner.", 8);
        assert_non_null(tp_partner_part.jobs[i].run);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(tp_partner_part.jobs[i].name, tp_partner_part.jobs[j].name);
    }
}

/* What docs/exchange-messages.md shows: the answer of a search, and what signs it. */
static void an_example(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    (void)two_book(two);
    print_message("# %s\n# content-digest: %s\n# signature-input: %s\n# signature: %s\n", two->net.recorded[1].body,
                  two->net.recorded[1].headers.digest, two->net.recorded[1].headers.input,
                  two->net.recorded[1].headers.signature);
    assert_string_equal(two->net.recorded[1].kind, "answer");
    two_remove(two);
}

/* Expired nonces go all at once, however many came; others stay. */
static void nonces_are_swept(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_exchange *exchange = two->sender->fixture.exchange;
    int64_t now_s = tp_exchange_now(exchange);
    struct tp_json *json;

    (void)state;
    fixture_begin(&two->sender->fixture);
    for (unsigned i = 0; i < 2501; i++) {
        struct tp_entry entry = {.due_s = now_s + (i < 2500 ? 5 : 500)};

        snprintf(entry.name, sizeof entry.name, "dhs-ident %032x", i);
        assert_int_equal(tp_json_new(&json, NULL), TP_OK);
        assert_int_equal(tp_entry_add(exchange, "nonce", &entry, json, NULL), TP_OK);
        tp_json_free(&json);
    }
    assert_int_equal(tp_job_add(exchange, "partner.sweep", "", now_s + 10, NULL), TP_OK);
    fixture_end(&two->sender->fixture);
    net_pass(&two->net, 10);
    assert_int_equal(node_find(two->sender, "nonce", NULL).count, 1);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(tables),
    cmocka_unit_test(nonces_are_swept),
    cmocka_unit_test(an_example),
};
TP_TEST_MAIN(tests)
