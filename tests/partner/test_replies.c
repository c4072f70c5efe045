/* SPDX-License-Identifier: Apache-2.0 */
/* What a partner may say in reply, tried message by message: more than agreed, to another's search, too late. */
#define TP_TEST_PLAYED
#include "nodes.h"

/* A leg that waits for its answer. */
static void wait(struct two *two, char leg[TP_EXCHANGE_ID_BYTES])
{
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000);
    snprintf(leg, TP_EXCHANGE_ID_BYTES, "%.32s", node_find(two->sender, "leg", two->booking).name);
    assert_string_equal(leg_state(two->sender, two->booking), "sent");
}

/* What the sender's node makes of an answer with PAYLOAD to LEG. */
static tp_status answered(struct two *two, tp_take_fn *take, const char *leg, const char *agreement,
                          const char *payload)
{
    struct tp_arrival arrival;
    struct tp_json_document *document;
    tp_status status;

    memset(&arrival, 0, sizeof arrival);
    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    arrival.now_s = tp_exchange_now(two->sender->fixture.exchange);
    arrival.message =
        (struct tp_message){.kind = TP_MESSAGE_ANSWER, .from = "dhs-ident", .to = "ny-dcjs", .purpose = 0};
    assert_int_equal(tp_exchange_new_id(arrival.message.id, NULL), TP_OK);
    snprintf(arrival.message.in_reply_to, sizeof arrival.message.in_reply_to, "%s", leg);
    snprintf(arrival.message.agreement, sizeof arrival.message.agreement, "%s", agreement);
    arrival.message.label.expires_s = arrival.now_s + 100;
    arrival.message.payload = tp_json_root(document);
    fixture_begin(&two->sender->fixture);
    status = take(two->sender->fixture.exchange, &arrival, NULL);
    assert_int_equal(tp_exchange_end(two->sender->fixture.exchange, status, NULL), status);
    tp_json_document_free(&document);
    return status;
}

static void no_more_than_agreed(void **state)
{
    static const char *const none = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct two *two = two_make(NULL);
    const char *hash = two->version->hash;
    char leg[TP_EXCHANGE_ID_BYTES];

    (void)state;
    wait(two, leg);
    assert_int_equal(answered(two, tp_take_answer, leg, hash, "{\"outcome\":\"perhaps\"}"), TP_E_FORMAT);
    assert_int_equal(answered(two, tp_take_answer, leg, hash, "{\"outcome\":\"no-match\",\"examiners\":2}"),
                     TP_E_FORMAT);
    assert_int_equal(answered(two, tp_take_answer, leg, hash, "{\"outcome\":\"match\",\"examiners\":1,\"fields\":{}}"),
                     TP_E_DENIED);
    assert_int_equal(answered(two, tp_take_answer, leg, hash,
                              "{\"outcome\":\"match\",\"examiners\":2,\"fields\":{\"immigration-status\":\"x\"}}"),
                     TP_E_DENIED);
    assert_int_equal(answered(two, tp_take_answer, leg, none, "{\"outcome\":\"no-match\"}"), TP_E_DENIED);
    assert_int_equal(
        answered(two, tp_take_answer, "0123456789abcdef0123456789abcdef", hash, "{\"outcome\":\"no-match\"}"),
        TP_E_DENIED);
    assert_int_equal(answered(two, tp_take_refusal, leg, hash, "{\"stage\":\"send\"}"), TP_E_FORMAT);
    assert_string_equal(leg_state(two->sender, two->booking), "sent");
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "in"), 0);
    assert_int_equal(
        answered(two, tp_take_answer, leg, hash, "{\"outcome\":\"match\",\"examiners\":2,\"fields\":{\"name\":\"x\"}}"),
        TP_OK);
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    two_remove(two);
}

/* A second answer is on record, and changes nothing. */
static void ends_once(void **state)
{
    struct two *two = two_make(NULL);
    char leg[TP_EXCHANGE_ID_BYTES];

    (void)state;
    wait(two, leg);
    assert_int_equal(answered(two, tp_take_answer, leg, two->version->hash, "{\"outcome\":\"no-match\"}"), TP_OK);
    assert_string_equal(leg_state(two->sender, two->booking), "no-match");
    assert_int_equal(answered(two, tp_take_answer, leg, two->version->hash,
                              "{\"outcome\":\"match\",\"examiners\":2,\"fields\":{\"name\":\"x\"}}"),
                     TP_OK);
    assert_int_equal(answered(two, tp_take_refusal, leg, two->version->hash, "{\"stage\":\"answer\"}"), TP_OK);
    assert_string_equal(leg_state(two->sender, two->booking), "no-match");
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "in"), 2);
    two_remove(two);
}

static void withdrawals(void **state)
{
    struct two *two = two_make(NULL);
    const char *hash = two->version->hash;
    const char *leg = "0123456789abcdef0123456789abcdef"; /* that never came */

    (void)state;
    assert_int_equal(answered(two, tp_take_withdrawal, leg, hash, "{\"what\":\"all\"}"), TP_E_FORMAT);
    assert_int_equal(answered(two, tp_take_withdrawal, leg, hash, "{\"what\":\"search\"}"), TP_OK);
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "in"), 1);
    assert_int_equal(answered(two, tp_take_withdrawal, leg, hash, "{\"what\":\"search\"}"), TP_OK); /* once */
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "in"), 1);
    two_remove(two);
}

static void releases_to_others(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    assert_int_equal(answered(two, tp_take_release, "", two->version->hash, "{\"fields\":{\"name\":\"x\"}}"),
                     TP_E_DENIED); /* ny-dcjs is no recipient */
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_more_than_agreed),
    cmocka_unit_test(ends_once),
    cmocka_unit_test(withdrawals),
    cmocka_unit_test(releases_to_others),
};
TP_TEST_MAIN(tests)
