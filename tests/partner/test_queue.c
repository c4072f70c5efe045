/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: what is put into it stands or falls with its transaction, and personal bodies are sealed. */
#define TP_TEST_PLAYED
#include "nodes.h"

static tp_status add(struct two *two, const char *owner, char id[TP_EXCHANGE_ID_BYTES])
{
    struct tp_outgoing out = {.link = "x", .owner = owner, .about = "", .county = "US-NY"};
    struct tp_json *json;

    assert_int_equal(
        tp_queue_prepare(two->sender->fixture.exchange, TP_MESSAGE_CHECK, "dhs-ident", 1, &out.message, NULL), TP_OK);
    assert_string_equal(out.message.from, "ny-dcjs");
    assert_int_equal(out.message.expires_s - out.message.time_s, TP_PARTNER_DAY_S);
    snprintf(id, TP_EXCHANGE_ID_BYTES, "%s", out.message.id);
    assert_int_equal(tp_message_open(&out.message, &json, NULL), TP_OK);
    return tp_queue_add(two->sender->fixture.exchange, &out, &json, NULL);
}

static void with_its_transaction(void **state)
{
    struct two *two = two_make(NULL);
    char id[TP_EXCHANGE_ID_BYTES];

    (void)state;
    fixture_begin(&two->sender->fixture);
    assert_int_equal(add(two, "", id), TP_OK);
    assert_int_equal(tp_exchange_end(two->sender->fixture.exchange, TP_E_CONFLICT, NULL), TP_E_CONFLICT);
    net_work(&two->net);
    assert_int_equal(two->net.sent, 0);
    fixture_begin(&two->sender->fixture);
    assert_int_equal(add(two, "", id), TP_OK);
    fixture_end(&two->sender->fixture);
    net_work(&two->net);
    assert_int_equal(two->net.sent, 1);
    assert_string_equal(node_find(two->sender, "message", "x").state, "delivered");
    two_remove(two);
}

static void personal_bodies_are_sealed(void **state)
{
    struct two *two = two_make(NULL);
    char id[TP_EXCHANGE_ID_BYTES], name[64];
    uint8_t *body;
    size_t size_bytes;

    (void)state;
    fixture_begin(&two->sender->fixture);
    assert_int_equal(add(two, "booking/x", id), TP_OK);
    fixture_end(&two->sender->fixture);
    assert_string_equal(node_text(two->sender, "message", node_find(two->sender, "message", "x").name, "body"), "");
    snprintf(name, sizeof name, "message/%s", id);
    assert_int_equal(tp_blob_get(two->sender->fixture.exchange, "booking/x", name, &body, &size_bytes, NULL), TP_OK);
    assert_non_null(strstr((const char *)body, id));
    tp_blob_free(body, size_bytes);
    two_remove(two);
}

static void rules_of_kinds(void **state)
{
    (void)state;
    for (int kind = 0; kind < TP_MESSAGE_KINDS; kind++) {
        const struct tp_queue_rules *rules = tp_queue_rules_of((enum tp_message_kind)kind);

        /* what discloses something is asked about each time, and there is somebody who is told how it ended */
        assert_true(!rules->what || rules->may_go);
        assert_true(!rules->what || (rules->arrived && rules->given_up));
        assert_true(!rules->what || tp_message_is_under_agreement((enum tp_message_kind)kind));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(with_its_transaction),
    cmocka_unit_test(personal_bodies_are_sealed),
    cmocka_unit_test(rules_of_kinds),
};
TP_TEST_MAIN(tests)
