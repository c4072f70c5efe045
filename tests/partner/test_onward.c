/* SPDX-License-Identifier: Apache-2.0 */
/* Passing on: only by a releasing officer with reasons, to a recipient that the agreement names for that, within the
 * label's time. */
#define TP_TEST_PLAYED
#include "nodes.h"

static const char *const ids[] = {"ny-dcjs", "US-NY", "dhs-ident", "US", "ice-ero", "US", "oversight", "US", NULL};
static const char *const onward_agreed[] = {"\"required\":true,\"max_age_minutes\":60",
                                            "\"required\":false,\"max_age_minutes\":0", "\"onward\":[]",
                                            "\"onward\":[\"oversight\"]", NULL};

/* ice-ero has been given something. */
static struct two *made(const char *const *changes)
{
    struct two *two = calloc(1, sizeof *two);

    assert_non_null(two);
    net_make(&two->net, ids);
    two->sender = &two->net.nodes[0];
    two->repository = &two->net.nodes[1];
    two->version = net_agree_sample(&two->net, changes, &two->history);
    fixture_populate(&two->repository->fixture, 3);
    played.match = played.decided = true;
    played.examiners = 2;
    played.discretion = TP_DISCRETION_RELEASE;
    assert_string_equal(two_book(two), "match");
    return two;
}

static tp_status pass_on(struct two *two, uint32_t duties, const char *decision, const char *recipient)
{
    struct node *node = &two->net.nodes[2];
    const struct tp_operation *operation = tp_operation_find(node->fixture.exchange, "passOn");
    struct net_first leg = node_find(node, "leg", NULL);
    struct tp_call call = {
        .actor = {.account = "o.ficer", .duties = duties, .purpose = "criminal-identification", .reference = "case 7"},
        .values = {leg.name}};
    struct tp_json_document *document;
    char text[512];
    tp_status status;

    snprintf(text, sizeof text,
             "{\"recipient\":\"%s\",\"fields\":[\"name\"],\"considered\":[\"elderly\",\"minor\",\"veteran\"],"
             "\"reason\":\"Asked for by the inspector.\",\"decision\":\"%s\"}",
             recipient, decision);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    tp_buffer_init(&call.bytes);
    call.input = tp_json_root(document);
    status = tp_operation_run(node->fixture.exchange, operation, &call, NULL);
    tp_json_free(&call.reply);
    tp_json_document_free(&document);
    return status;
}

static void passed_on(void **state)
{
    struct two *two = made(onward_agreed);
    struct node *next = &two->net.nodes[3], *from = &two->net.nodes[2];

    (void)state;
    size_t before = node_find(next, "leg", NULL).count;
    assert_int_equal(pass_on(two, TP_DUTY_BIT(AUDITOR), "release", "oversight"), TP_E_DENIED);
    assert_int_equal(pass_on(two, TP_DUTY_BIT(RELEASING_OFFICER), "maybe", "oversight"), TP_E_FORMAT);
    assert_int_equal(pass_on(two, TP_DUTY_BIT(RELEASING_OFFICER), "release", "nobody"), TP_E_ARGUMENT);
    assert_int_equal(pass_on(two, TP_DUTY_BIT(RELEASING_OFFICER), "release", "oversight"), TP_OK);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "sent");
    assert_int_equal(node_find(next, "leg", NULL).count, before + 1);
    assert_int_equal(node_leaves(from, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "onward"), 1);
    assert_int_equal(node_leaves(next, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "onward"), 1);
    assert_int_equal(net_pairs(&two->net, 2, 3), 1);
    assert_int_equal(pass_on(two, TP_DUTY_BIT(RELEASING_OFFICER), "release", "oversight"), TP_E_EXISTS);
    two_remove(two);
}

static void not_agreed(void **state)
{
    struct two *two = made(NULL);
    struct node *from = &two->net.nodes[2];

    (void)state;
    assert_int_equal(pass_on(two, TP_DUTY_BIT(RELEASING_OFFICER), "release", "oversight"), TP_OK);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "denied");
    assert_int_equal(net_pairs(&two->net, 2, 3), 0);
    two_remove(two);
}

static void declined(void **state)
{
    struct two *two = made(onward_agreed);
    struct node *from = &two->net.nodes[2];

    (void)state;
    assert_int_equal(pass_on(two, TP_DUTY_BIT(RELEASING_OFFICER), "decline", "oversight"), TP_OK);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "withheld");
    assert_int_equal(node_leaves(from, TP_LEAF_DISCRETION, TP_LEAF_OUTCOME_MEMBER, "decline"), 1);
    assert_int_equal(net_pairs(&two->net, 2, 3), 0);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(passed_on),
    cmocka_unit_test(not_agreed),
    cmocka_unit_test(declined),
};
TP_TEST_MAIN(tests)
