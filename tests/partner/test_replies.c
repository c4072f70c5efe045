/* SPDX-License-Identifier: Apache-2.0 */
/* What a partner may say in reply, tried message by message: more than agreed, to another's search, too late. */
#define TP_TEST_PLAYED
#include "nodes.h"

static int64_t label_s = 100;
static const char *sender = "dhs-ident";

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
    arrival.message = (struct tp_message){.kind = TP_MESSAGE_ANSWER, .to = "ny-dcjs", .purpose = 0};
    snprintf(arrival.message.from, sizeof arrival.message.from, "%s", sender);
    assert_int_equal(tp_exchange_new_id(arrival.message.id, NULL), TP_OK);
    assert_int_equal(tp_partner_record_id(sender, arrival.message.id, arrival.record, NULL), TP_OK);
    snprintf(arrival.message.in_reply_to, sizeof arrival.message.in_reply_to, "%s", leg);
    snprintf(arrival.message.agreement, sizeof arrival.message.agreement, "%s", agreement);
    arrival.message.time_s = arrival.now_s - 10;
    arrival.message.label.expires_s = arrival.message.time_s + label_s;
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
    sender = "us-fbi"; /* no partner: but what it takes back is its own, and nobody else's */
    assert_int_equal(answered(two, tp_take_withdrawal, leg, hash, "{\"what\":\"search\"}"), TP_E_CONFLICT);
    sender = "dhs-ident";
    two_remove(two);
}

/* Neither longer than agreed nor over before it begins; and kept for no longer than the label says, or the terms. */
static void labels(void **state)
{
    static const char match[] = "{\"outcome\":\"match\",\"examiners\":2,\"fields\":{\"name\":\"x\"}}";
    struct two *two = two_make(NULL);
    const char *hash = two->version->hash;
    int64_t now_s;
    char leg[TP_EXCHANGE_ID_BYTES];

    (void)state;
    wait(two, leg);
    now_s = tp_exchange_now(two->sender->fixture.exchange);
    label_s = -1;
    assert_int_equal(answered(two, tp_take_answer, leg, hash, match), TP_E_DENIED);
    label_s = 30 * TP_PARTNER_DAY_S + 1;
    assert_int_equal(answered(two, tp_take_answer, leg, hash, match), TP_E_DENIED);
    label_s = 5 * TP_PARTNER_DAY_S;
    assert_int_equal(answered(two, tp_take_answer, leg, hash, match), TP_OK);
    assert_int_equal(played.retained.end_s, now_s - 10 + label_s);
    label_s = 100;
    two_remove(two);
}

/* What a partner says goes into records and lists: no more than such a thing can be. */
static void nothing_odd_is_kept(void **state)
{
    static char many[80000];
    struct two *two = two_make(NULL);
    const char *hash = two->version->hash;
    char leg[TP_EXCHANGE_ID_BYTES];
    int length = snprintf(many, sizeof many, "{\"outcome\":\"match\",\"examiners\":2,\"fields\":{\"name\":\"");

    (void)state;
    memset(many + length, 'x', 70000);
    memcpy(many + length + 70000, "\"}}", 4);
    wait(two, leg);
    assert_int_equal(answered(two, tp_take_answer, leg, hash, many), TP_E_LIMIT);
    assert_int_equal(answered(two, tp_take_refusal, leg, hash, "{\"stage\":\"search\",\"clauses\":[{\"a\":[1,2]}]}"),
                     TP_E_FORMAT);
    assert_int_equal(answered(two, tp_take_refusal, leg, hash, "{\"stage\":\"search\",\"clauses\":[\"x\"]}"),
                     TP_E_FORMAT);
    assert_int_equal(answered(two, tp_take_refusal, leg, hash, "{\"stage\":\"search\",\"clauses\":[\"exclusion\"]}"),
                     TP_OK);
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    two_remove(two);
}

#define RELEASE                                                                                                        \
    "\"fields\":{\"name\":\"x\"},\"sender\":\"ny-dcjs\",\"repository\":\"dhs-ident\",\"jurisdiction\":\"US-NY-027\","  \
    "\"offence\":\"level-2\",\"conviction\":\"level-1\",\"categories\":[],\"categories_known\":true"

/* A release comes from the repository that was searched, to a recipient, under an agreement that is in force. */
static void releases(void **state)
{
    static const char *const ids[] = {"ice-ero", "US", "dhs-ident", "US", NULL};
    struct two *two = two_make(NULL);

    (void)state;
    assert_int_equal(answered(two, tp_take_release, "", two->version->hash, "{" RELEASE "}"),
                     TP_E_DENIED); /* ny-dcjs is no recipient */
    two_remove(two);
    two = calloc(1, sizeof *two);
    assert_non_null(two);
    net_make(&two->net, ids);
    two->sender = &two->net.nodes[0]; /* of the test: it takes the release */
    two->version = net_agree_sample(&two->net, NULL, &two->history);
    assert_int_equal(answered(two, tp_take_release, "", two->version->hash, "{" RELEASE ",\"onward\":true}"),
                     TP_E_DENIED); /* nothing of that is agreed */
    sender = "oversight";
    assert_int_equal(answered(two, tp_take_release, "", two->version->hash, "{" RELEASE "}"), TP_E_DENIED);
    sender = "dhs-ident";
    assert_int_equal(answered(two, tp_take_release, "", two->version->hash, "{" RELEASE "}"), TP_OK);
    assert_int_equal(node_find(two->sender, "leg", NULL).count, 1);
    node_step(two->sender, two->history, TP_EVENT_SUSPEND, "dhs-ident");
    assert_int_equal(answered(two, tp_take_release, "", two->version->hash, "{" RELEASE "}"), TP_E_DENIED);
    assert_int_equal(node_find(two->sender, "leg", NULL).count, 1);
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "in"), 1);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_more_than_agreed), cmocka_unit_test(ends_once),
    cmocka_unit_test(withdrawals),         cmocka_unit_test(labels),
    cmocka_unit_test(nothing_odd_is_kept), cmocka_unit_test(releases),
};
TP_TEST_MAIN(tests)
