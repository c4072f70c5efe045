/* SPDX-License-Identifier: Apache-2.0 */
/* Legs: a booking's way to a partner and back, and every way in which it may not be sent. */
#define TP_TEST_PLAYED
#include "nodes.h"

static void a_match_comes_back(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char owner[TP_OWNER_BYTES];
    uint8_t *fields;
    size_t size_bytes;

    (void)state;
    assert_string_equal(two_book(two), "match");
    leg = node_find(two->sender, "leg", two->booking);
    snprintf(owner, sizeof owner, "leg/%.32s", leg.name);
    assert_int_equal(tp_blob_get(two->sender->fixture.exchange, owner, "fields", &fields, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, strlen("{\"name\":\"person-1\"}"));
    assert_memory_equal(fields, "{\"name\":\"person-1\"}", size_bytes);
    tp_blob_free(fields, size_bytes);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "done");
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, "send"), 1);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, "search"), 1);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, "answer"), 1);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_MATCH, TP_LEAF_OUTCOME_MEMBER, "match"), 1);
    assert_int_equal(net_pairs(&two->net, 0, 1), 2); /* the search and the answer */
    two_remove(two);
}

/* The message says no name and no booking. */
static void little_is_sent(void **state)
{
    struct two *two = two_make(NULL);
    const char *body;

    (void)state;
    (void)two_book(two);
    assert_int_equal(two->net.recorded_count, 2);
    assert_string_equal(two->net.recorded[0].kind, "search");
    body = two->net.recorded[0].body;
    assert_null(strstr(body, two->booking));
    assert_null(strstr(body, "\"image\""));
    assert_null(strstr(body, "person"));
    assert_non_null(strstr(body, "\"jurisdiction\":\"US-NY-027\""));
    two_remove(two);
}

/* Where both are agreed, what examiners can look at goes. */
static void images_are_preferred(void **state)
{
    static const char list[] = "{\"prints\":[{\"k\":0,\"position\":1,\"impression\":0,\"quality\":80,\"ppi\":500,"
                               "\"media\":\"image/png\"}]}";
    static const char *const both[] = {"\"required\":true,\"max_age_minutes\":60",
                                       "\"required\":false,\"max_age_minutes\":0", "\"sent\":[\"templates\"]",
                                       "\"sent\":[\"images\",\"templates\"]", NULL};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct two *two = two_make(i == 0 ? both : NULL);
        struct tp_exchange *exchange = two->sender->fixture.exchange;
        char owner[TP_OWNER_BYTES];

        node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
        snprintf(owner, sizeof owner, "booking/%s", two->booking);
        fixture_begin(&two->sender->fixture);
        assert_int_equal(tp_blob_put(exchange, owner, "prints", list, strlen(list), NULL), TP_OK);
        assert_int_equal(tp_blob_put(exchange, owner, "print/0/image", "picture", 7, NULL), TP_OK);
        fixture_end(&two->sender->fixture);
        fixture_work(&two->sender->fixture, 1000);
        assert_int_equal(two->net.recorded_count, 1);
        assert_int_equal(strstr(two->net.recorded[0].body, "\"material\":\"images\"") != NULL, i == 0);
        assert_int_equal(strstr(two->net.recorded[0].body, "\"material\":\"templates\"") != NULL, i == 1);
        two_remove(two);
    }
}

static void nobody_is_found(void **state)
{
    struct two *two = two_make(NULL);
    char booking[TP_EXCHANGE_ID_BYTES];

    (void)state;
    node_book(two->sender, 77, SAMPLE_DUTCHESS, booking);
    net_work(&two->net);
    assert_string_equal(leg_state(two->sender, booking), "no-match");
    assert_int_equal(played.candidates, 0);
    two_remove(two);
}

/* No leg leaves the node; the booking is told all the same. */
static void denied(struct two *two, const char *jurisdiction, const char *clause)
{
    struct net_first leg;
    char clauses[256];
    struct tp_entry entry;

    node_book(two->sender, 1, jurisdiction, two->booking);
    net_work(&two->net);
    leg = node_find(two->sender, "leg", two->booking);
    assert_int_equal(leg.count, 1);
    assert_string_equal(leg.state, "denied");
    assert_int_equal(tp_entry_get(two->sender->fixture.exchange, "leg", leg.name, &entry, NULL), TP_OK);
    clauses[0] = '\0';
    for (size_t i = 0; i < tp_json_count(tp_json_member(tp_json_root(entry.content), "clauses")); i++) {
        size_t length = strlen(clauses);
        snprintf(clauses + length, sizeof clauses - length, "%s ",
                 tp_json_to_text(tp_json_element(tp_json_member(tp_json_root(entry.content), "clauses"), i)));
    }
    tp_entry_deinit(&entry);
    assert_non_null(strstr(clauses, clause));
    assert_int_equal(two->net.recorded_count, 0);
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DECISION, TP_LEAF_EFFECT_MEMBER, "denied"), 1);
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "out"), 0);
}

static void a_county_that_did_not_join(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    denied(two, "US-NY-059", "participation");
    two_remove(two);
}

static void a_county_that_is_not_listed(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    denied(two, "US-NY-001", "participation"); /* lies in New York, which is not exact enough */
    two_remove(two);
}

static void a_suspended_agreement(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    two->net.away = "dhs-ident";
    node_step(two->sender, two->history, TP_EVENT_SUSPEND, "ny-dcjs");
    denied(two, SAMPLE_DUTCHESS, "in-force");
    two_remove(two);
}

static void another_purpose_and_another_place(void **state)
{
    struct two *two = two_make(NULL);
    char booking[TP_EXCHANGE_ID_BYTES];

    (void)state;
    node_book(two->sender, 1, "US-NJ-001", booking); /* in no source: no leg at all */
    net_work(&two->net);
    assert_int_equal(node_find(two->sender, "leg", booking).count, 0);
    node_book(two->repository, 1, SAMPLE_DUTCHESS, booking); /* the repository sends nothing */
    net_work(&two->net);
    assert_int_equal(node_find(two->repository, "leg", booking).count, 0);
    two_remove(two);
}

/* Suspended, or left, while the search waits: it is destroyed, and no disclosure stands in the ledger. */
static void stopped_in_between(enum tp_event_kind kind, const char *by)
{
    struct two *two = two_make(NULL);
    struct net_first message;

    two->net.away = "dhs-ident";
    played.match = true;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    while (node_find(two->sender, "leg", two->booking).count == 0)
        assert_int_equal(fixture_work(&two->sender->fixture, 1), 1);
    node_step(two->sender, two->history, kind, by);
    two->net.away = NULL;
    net_pass(&two->net, 60);
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    message = node_find(two->sender, "message", node_find(two->sender, "leg", two->booking).name);
    assert_string_equal(message.state, "denied");
    assert_int_equal(node_find(two->repository, "request", NULL).count, 0);
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DECISION, TP_LEAF_EFFECT_MEMBER, "denied"), 1);
    assert_int_equal(net_pairs(&two->net, 0, 1), 0);
    two_remove(two);
}

static void suspended_in_between(void **state)
{
    (void)state;
    stopped_in_between(TP_EVENT_SUSPEND, "ny-dcjs");
    stopped_in_between(TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
    stopped_in_between(TP_EVENT_TERMINATE, "ny-dcjs");
}

/* The same when an attempt was made and nobody knows what came of it: it is withdrawn, and both ledgers agree. */
static void suspended_after_an_attempt(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    two->net.fault = FAULT_LOST;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_work(&two->net);
    assert_string_equal(leg_state(two->sender, two->booking), "sending");
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "out"), 1);
    node_step(two->sender, two->history, TP_EVENT_SUSPEND, "ny-dcjs");
    two->net.fault = FAULT_NONE;
    net_pass(&two->net, 3600);
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    assert_int_equal(node_find(two->repository, "request", NULL).count, 0);
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

/* Nobody answers: the leg ends when the time has run out, and once. */
static void unanswered(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    two->net.away = "dhs-ident";
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_pass(&two->net, 2 * TP_PARTNER_DAY_S);
    assert_string_equal(leg_state(two->sender, two->booking), "sending");
    net_pass(&two->net, 2 * TP_PARTNER_DAY_S);
    assert_string_equal(leg_state(two->sender, two->booking), "unanswered");
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_DAY_S);
    assert_string_equal(leg_state(two->sender, two->booking), "unanswered");
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

static void done_twice(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    (void)two_book(two);
    fixture_begin(&two->sender->fixture);
    assert_int_equal(tp_job_add(two->sender->fixture.exchange, "partner.legs", two->booking, 0, NULL), TP_OK);
    assert_int_equal(tp_job_add(two->sender->fixture.exchange, "partner.legs", "gone", 0, NULL), TP_OK);
    assert_int_equal(tp_job_add(two->sender->fixture.exchange, "partner.overdue", "gone", 0, NULL), TP_OK);
    fixture_end(&two->sender->fixture);
    net_work(&two->net);
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(two->net.sent, 2);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_match_comes_back),
    cmocka_unit_test(little_is_sent),
    cmocka_unit_test(images_are_preferred),
    cmocka_unit_test(nobody_is_found),
    cmocka_unit_test(a_county_that_did_not_join),
    cmocka_unit_test(a_county_that_is_not_listed),
    cmocka_unit_test(a_suspended_agreement),
    cmocka_unit_test(another_purpose_and_another_place),
    cmocka_unit_test(suspended_in_between),
    cmocka_unit_test(suspended_after_an_attempt),
    cmocka_unit_test(unanswered),
    cmocka_unit_test(done_twice),
};
TP_TEST_MAIN(tests)
