/* SPDX-License-Identifier: Apache-2.0 */
/* Passing on: asked for by a releasing officer, decided by a person, to a recipient that the agreement names for that,
 * within the label's time. */
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

#define OFFICER TP_DUTY_BIT(RELEASING_OFFICER)
static tp_status pass_on(struct two *two, const char *account, uint32_t duties, const char *recipient)
{
    struct node *node = &two->net.nodes[2];
    struct net_first leg = node_find(node, "leg", NULL);
    struct tp_buffer reply;
    char text[128];
    tp_status status;

    snprintf(text, sizeof text, "{\"recipient\":\"%s\",\"fields\":[\"name\"]}", recipient);
    status = node_ask(node, "passOn", &(struct node_call){account, duties, leg.name, NULL, text, NULL}, &reply);
    tp_buffer_deinit(&reply);
    return status;
}

static void passed_on(void **state)
{
    struct two *two = made(onward_agreed);
    struct node *next = &two->net.nodes[3], *from = &two->net.nodes[2];
    size_t before = node_find(next, "leg", NULL).count;

    (void)state;
    assert_int_equal(pass_on(two, NULL, TP_DUTY_BIT(AUDITOR), "oversight"), TP_E_DENIED);
    assert_int_equal(pass_on(two, NULL, OFFICER, "nobody"), TP_E_ARGUMENT);
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_OK);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "sent");
    assert_int_equal(node_find(next, "leg", NULL).count, before + 1);
    assert_int_equal(node_leaves(from, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "onward"), 1);
    assert_int_equal(node_leaves(next, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "onward"), 1);
    assert_int_equal(net_pairs(&two->net, 2, 3), 1);
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_E_CONFLICT);
    two_remove(two);
}

/* Nothing goes before a person has decided, who has had no part in the case; and it is for one recipient and one leg.
 */
static void a_person_decides(void **state)
{
    struct two *two = made(onward_agreed);
    struct node *from = &two->net.nodes[2];
    unsigned reviews = played.discretions;

    (void)state;
    played.decided = false;
    snprintf(played.had_part, sizeof played.had_part, "e.xaminer");
    assert_int_equal(pass_on(two, "e.xaminer", OFFICER, "oversight"), TP_E_DENIED);
    assert_int_equal(played.discretions, reviews);
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_OK);
    assert_int_equal(played.discretions, reviews + 1);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "considering");
    assert_int_equal(net_pairs(&two->net, 2, 3), 0);
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_E_CONFLICT);
    assert_int_equal(played.discretions, reviews + 1);
    two_remove(two);
}

/* What the terms do not allow in any case, nobody is asked about; it may be asked for again under others. */
static void not_agreed(void **state)
{
    struct two *two = made(NULL);
    struct node *from = &two->net.nodes[2];
    unsigned reviews = played.discretions;

    (void)state;
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_OK);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "denied");
    assert_int_equal(played.discretions, reviews);
    assert_int_equal(net_pairs(&two->net, 2, 3), 0);
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_OK);
    assert_int_equal(node_find(from, "onward", NULL).count, 1);
    two_remove(two);
}

static void declined(void **state)
{
    struct two *two = made(onward_agreed);
    struct node *from = &two->net.nodes[2];

    (void)state;
    played.discretion = TP_DISCRETION_DECLINE;
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_OK);
    net_work(&two->net);
    assert_string_equal(node_find(from, "onward", NULL).state, "withheld");
    assert_int_equal(net_pairs(&two->net, 2, 3), 0);
    assert_int_equal(pass_on(two, NULL, OFFICER, "oversight"), TP_E_CONFLICT);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(passed_on),
    cmocka_unit_test(a_person_decides),
    cmocka_unit_test(not_agreed),
    cmocka_unit_test(declined),
};
TP_TEST_MAIN(tests)
