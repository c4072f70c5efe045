/* SPDX-License-Identifier: Apache-2.0 */
/* Releases: to a recipient that is a partner, once a person has decided so, and then only if the terms allow it. */
#define TP_TEST_PLAYED
#include "nodes.h"

static const char *const ids[] = {"ny-dcjs", "US-NY", "dhs-ident", "US", "ice-ero", "US", NULL};

static struct two *made(void)
{
    struct two *two = calloc(1, sizeof *two);

    assert_non_null(two);
    net_make(&two->net, ids);
    two->sender = &two->net.nodes[0];
    two->repository = &two->net.nodes[1];
    two->version = net_agree_sample(&two->net, NULL, &two->history);
    fixture_populate(&two->repository->fixture, 3);
    played.match = true;
    played.examiners = 2;
    return two;
}

static void released(void **state)
{
    struct two *two = made();
    struct node *recipient = &two->net.nodes[2];
    struct net_first leg;
    char owner[TP_OWNER_BYTES];
    uint8_t *fields;
    size_t size_bytes;

    (void)state;
    played.decided = true;
    played.discretion = TP_DISCRETION_RELEASE;
    assert_string_equal(two_book(two), "match");
    assert_string_equal(node_find(two->repository, "release", NULL).state, "sent");
    assert_int_equal(played.discretions, 1); /* the other recipient is no partner: nobody is asked */
    leg = node_find(recipient, "leg", NULL);
    assert_string_equal(leg.state, "match");
    snprintf(owner, sizeof owner, "leg/%.32s", leg.name);
    assert_int_equal(tp_blob_get(recipient->fixture.exchange, owner, "fields", &fields, &size_bytes, NULL), TP_OK);
    tp_blob_free(fields, size_bytes);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, "release"), 1);
    assert_int_equal(net_pairs(&two->net, 1, 2), 1);
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

static void declined(void **state)
{
    struct two *two = made();

    (void)state;
    played.decided = true;
    played.discretion = TP_DISCRETION_DECLINE;
    (void)two_book(two);
    assert_string_equal(node_find(two->repository, "release", NULL).state, "withheld");
    assert_int_equal(node_find(&two->net.nodes[2], "leg", NULL).count, 0);
    assert_int_equal(net_pairs(&two->net, 1, 2), 0);
    two_remove(two);
}

static void nobody_has_decided(void **state)
{
    struct two *two = made();

    (void)state;
    (void)two_book(two);
    net_pass(&two->net, TP_PARTNER_DAY_S);
    assert_string_equal(node_find(two->repository, "release", NULL).state, "considering");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, "release"), 0);
    two_remove(two);
}

/* Decided, and suspended while the recipient is away. */
static void stopped_before_it_goes(void **state)
{
    struct two *two = made();

    (void)state;
    played.decided = true;
    played.discretion = TP_DISCRETION_RELEASE;
    two->net.away = "ice-ero";
    (void)two_book(two);
    assert_string_equal(node_find(two->repository, "release", NULL).state, "sending");
    node_step(two->repository, two->history, TP_EVENT_SUSPEND, "dhs-ident");
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(node_find(two->repository, "release", NULL).state, "denied");
    assert_int_equal(node_find(&two->net.nodes[2], "leg", NULL).count, 0);
    assert_int_equal(net_pairs(&two->net, 1, 2), 1); /* attempted and withdrawn */
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(released),
    cmocka_unit_test(declined),
    cmocka_unit_test(nobody_has_decided),
    cmocka_unit_test(stopped_before_it_goes),
};
TP_TEST_MAIN(tests)
