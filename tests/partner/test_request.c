/* SPDX-License-Identifier: Apache-2.0 */
/* Searches for partners: asked of the same terms as at the sender, and refused by them; what cannot be read is refused
 * too; and nothing is searched that was suspended in between. */
#define TP_TEST_PLAYED
#include "nodes.h"

static void send_only(struct two *two)
{
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "received");
}

static void facts_are_the_senders(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first request;

    (void)state;
    send_only(two);
    request = node_find(two->repository, "request", "ny-dcjs");
    assert_string_equal(node_text(two->repository, "request", request.name, "sender"), "ny-dcjs");
    assert_string_equal(node_text(two->repository, "request", request.name, "repository"), "dhs-ident");
    assert_string_equal(node_text(two->repository, "request", request.name, "version"), two->version->hash);
    assert_string_equal(node_text(two->repository, "request", request.name, "conviction"), "level-1");
    assert_int_equal(node_find(two->repository, "disclosure", NULL).count, 1);
    two_remove(two);
}

static void denied_before_the_search(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    send_only(two);
    node_step(two->repository, two->history, TP_EVENT_SUSPEND, "dhs-ident");
    net_work(&two->net);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "denied");
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    assert_string_equal(node_text(two->sender, "leg", node_find(two->sender, "leg", two->booking).name, "refused_by"),
                        "dhs-ident");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_MATCH, TP_LEAF_OUTCOME_MEMBER, NULL), 0);
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

/* The decision was made, the node crashed, and when it is back the agreement is suspended: no search. */
static void suspended_while_down(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_entry request;
    struct net_first first;

    (void)state;
    send_only(two);
    first = node_find(two->repository, "request", NULL);
    fixture_begin(&two->repository->fixture);
    assert_int_equal(tp_entry_get(two->repository->fixture.exchange, "request", first.name, &request, NULL), TP_OK);
    snprintf(request.state, sizeof request.state, "searching");
    assert_int_equal(tp_entry_put(two->repository->fixture.exchange, "request", &request, NULL, NULL), TP_OK);
    tp_entry_deinit(&request);
    fixture_end(&two->repository->fixture);
    node_step(two->repository, two->history, TP_EVENT_SUSPEND, "dhs-ident");
    net_work(&two->net);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "denied");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_MATCH, TP_LEAF_OUTCOME_MEMBER, NULL), 0);
    two_remove(two);
}

static void prints_that_cannot_be_read(void **state)
{
    struct two *two = two_make(NULL);
    char owner[TP_OWNER_BYTES];

    (void)state;
    send_only(two);
    snprintf(owner, sizeof owner, "request/%.32s", node_find(two->repository, "request", NULL).name);
    fixture_begin(&two->repository->fixture);
    assert_int_equal(tp_blob_put(two->repository->fixture.exchange, owner, "print/0/template", "rubbish", 7, NULL),
                     TP_OK);
    fixture_end(&two->repository->fixture);
    net_work(&two->net);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "done");
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(facts_are_the_senders),
    cmocka_unit_test(denied_before_the_search),
    cmocka_unit_test(suspended_while_down),
    cmocka_unit_test(prints_that_cannot_be_read),
};
TP_TEST_MAIN(tests)
