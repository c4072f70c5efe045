/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: what the terms withhold is not told, and looks like no match; what is suspended before it goes, does not go;
 * and answers of hops come back hop by hop. */
#define TP_TEST_PLAYED
#include "nodes.h"

static const char *const levels[] = {"\"required\":true,\"max_age_minutes\":60",
                                     "\"required\":false,\"max_age_minutes\":0", NULL};

/* Only the most serious are released; person 1 turns out to be known, with an excluded category. */
static void withheld_looks_like_no_match(void **state)
{
    struct two *two = two_make(levels);
    struct net_first request;
    const char *withheld, *none;

    (void)state;
    played.categories = (uint64_t)1 << tp_vocabulary_find(&tp_categories, "juvenile");
    assert_string_equal(two_book(two), "no-match");
    request = node_find(two->repository, "request", NULL);
    assert_string_equal(node_text(two->repository, "request", request.name, "outcome"), "withheld");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_EFFECT_MEMBER, "withheld"), 1);
    withheld = strstr(two->net.recorded[1].body, "\"payload\":");
    assert_string_equal(two->net.recorded[1].kind, "answer");
    node_book(two->sender, 77, SAMPLE_DUTCHESS, two->booking); /* nobody at all */
    net_work(&two->net);
    none = strstr(two->net.recorded[3].body, "\"payload\":");
    assert_memory_equal(withheld, none, strlen("\"payload\":{\"outcome\":\"no-match\"}"));
    assert_int_equal(node_find(two->repository, "release", NULL).count, 0);
    assert_int_equal(net_pairs(&two->net, 0, 1), 4);
    two_remove(two);
}

/* ---- the repository's ledger, as who asked sees it -----------------------------------------------------------------
 */

static void hold_back(struct two *two, unsigned least)
{
    struct tp_config *config = (struct tp_config *)(uintptr_t)tp_exchange_config(two->repository->fixture.exchange);

    fixture_leaves(&two->repository->fixture); /* what there was before */
    config->leaves_every_hours = 24;
    config->leaves_least = least;
}

/* The published ledger, all of it: its newest checkpoint commits to the rest. */
static struct tp_checkpoint look(struct two *two)
{
    struct tp_exchange *exchange = two->repository->fixture.exchange;
    struct tp_organisation *organisation = tp_exchange_organisation(exchange);
    struct tp_checkpoint checkpoint;
    struct tp_reader *reader;
    char path[128];

    snprintf(path, sizeof path, "%s/ledger", two->repository->fixture.folder);
    tp_exchange_lock(exchange);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(organisation), NULL), TP_OK);
    tp_exchange_unlock(exchange);
    assert_int_equal(tp_reader_open(path, tp_organisation_verifier(organisation), &reader, NULL), TP_OK);
    checkpoint = *tp_reader_checkpoint(reader);
    tp_reader_close(&reader);
    return checkpoint;
}

static void assert_same(const struct tp_checkpoint *a, const struct tp_checkpoint *b)
{
    assert_int_equal(a->size, b->size);
    assert_memory_equal(&a->root, &b->root, sizeof a->root);
}

/* Person 1 is withheld, person 77 is nobody: the same answer, and until there are others the same ledger. */
static void the_ledger_does_not_say_what_was_withheld(void **state)
{
    (void)state;
    for (unsigned person = 1; person < 78; person += 76) {
        struct two *two = two_make(levels);
        struct tp_checkpoint before, after;

        played.categories = (uint64_t)1 << tp_vocabulary_find(&tp_categories, "juvenile");
        net_work(&two->net);
        hold_back(two, 3);
        before = look(two);
        for (unsigned i = 0; i < 2; i++) {
            node_book(two->sender, person, SAMPLE_DUTCHESS, two->booking);
            net_work(&two->net);
            assert_string_equal(leg_state(two->sender, two->booking), "no-match");
            after = look(two);
            assert_same(&before, &after);
        }
        net_set_now(&two->net, tp_exchange_now(two->sender->fixture.exchange) + 2 * TP_PARTNER_DAY_S);
        net_work(&two->net);
        after = look(two);
        assert_same(&before, &after); /* two answers are too few */
        node_book(two->sender, 78 - person, SAMPLE_DUTCHESS, two->booking);
        net_work(&two->net);
        after = look(two);
        assert_same(&before, &after);
        net_set_now(&two->net, tp_exchange_now(two->sender->fixture.exchange) + TP_PARTNER_DAY_S);
        net_work(&two->net);
        after = look(two);
        assert_true(after.size > before.size);
        assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_EFFECT_MEMBER, "withheld"),
                         person == 1 ? 2 : 1);
        assert_int_equal(net_pairs(&two->net, 0, 1), 6);
        two_remove(two);
    }
}

static void too_few_examiners(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    played.examiners = 1;
    assert_string_equal(two_book(two), "denied");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "answer"), 0);
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

/* The sender is away; meanwhile the county leaves, and the repository hears of it. */
static void stopped_before_it_goes(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000);
    two->net.away = "ny-dcjs";
    net_work(&two->net);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "answering");
    node_step(two->repository, two->history, TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    assert_int_equal(net_pairs(&two->net, 0, 1), 2); /* the answer was attempted, and withdrawn */
    two_remove(two);
}

/* Two examiners' work is not lost because the sender is away for a week: the answer is tried as long as it waits. */
static void delivered_late(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000);
    two->net.away = "ny-dcjs";
    net_pass(&two->net, 7 * TP_PARTNER_DAY_S);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "answering");
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "done");
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

/* The sender stays away: the answer is given up, and the leg ends by itself. */
static void never_delivered(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000);
    two->net.away = "ny-dcjs";
    net_pass(&two->net, 31 * TP_PARTNER_DAY_S);
    assert_string_equal(node_find(two->repository, "request", NULL).state, "done");
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_DAY_S);
    assert_string_equal(leg_state(two->sender, two->booking), "unanswered");
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

/* A candidate that examiners exclude is no match, in the ledger either. */
static void a_candidate_is_no_match(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    played.match = false;
    assert_string_equal(two_book(two), "no-match");
    assert_true(played.candidates > 0);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_MATCH, TP_LEAF_OUTCOME_MEMBER, "match"), 0);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_MATCH, TP_LEAF_OUTCOME_MEMBER, "none"), 1);
    two_remove(two);
}

/* ---- hops ---------------------------------------------------------------------------------------------------------
 */

/* County -> state -> nation: two agreements, each with the state in it. */
struct three {
    struct net net;
    struct tp_history *local, *national;
    char booking[TP_EXCHANGE_ID_BYTES];
};

static const char *const three_ids[] = {"county", "US-NY-027", "ny-dcjs", "US-NY", "dhs-ident", "US", NULL};
static const char *const local_changes[] = {
    "\"id\":\"ny-dcjs\",\"name\":\"Division of Criminal Justice Services\",\"jurisdiction\":\"US-NY\",\"key\":"
    "\"@ny-dcjs@\",\"roles\":[\"sender\"]",
    "\"id\":\"county\",\"name\":\"A county\",\"jurisdiction\":\"US-NY-027\",\"key\":\"@county@\",\"roles\":["
    "\"sender\"]",
    "\"id\":\"dhs-ident\",\"name\":\"Department of Homeland Security\",\"jurisdiction\":\"US\",\"key\":"
    "\"@dhs-ident@\",\"roles\":[\"repository\"]",
    "\"id\":\"ny-dcjs\",\"name\":\"The state\",\"jurisdiction\":\"US-NY\",\"key\":\"@ny-dcjs@\",\"roles\":["
    "\"repository\"]",
    "\"party\":\"dhs-ident\"",
    "\"party\":\"ny-dcjs\"",
    "\"by\":[\"ny-dcjs\"]",
    "\"by\":[\"county\"]",
    "\"required\":true,\"max_age_minutes\":60",
    "\"required\":false,\"max_age_minutes\":0",
    NULL};

static struct three *three_make(void)
{
    struct three *three = calloc(1, sizeof *three);

    assert_non_null(three);
    net_make(&three->net, three_ids);
    net_agree_sample(&three->net, local_changes, &three->local);
    net_agree_sample(&three->net, net_sample_changes, &three->national);
    played.match = true;
    played.examiners = 2;
    return three;
}

static void three_remove(struct three *three)
{
    tp_history_free(&three->local);
    tp_history_free(&three->national);
    net_remove(&three->net);
    free(three);
}

static void a_hop_finds_somebody(void **state)
{
    struct three *three = three_make();
    struct net_first leg;
    char owner[TP_OWNER_BYTES];
    uint8_t *fields;
    size_t size_bytes;

    (void)state;
    fixture_populate(&three->net.nodes[2].fixture, 3);
    node_book(&three->net.nodes[0], 1, SAMPLE_DUTCHESS, three->booking);
    net_work(&three->net);
    assert_string_equal(leg_state(&three->net.nodes[0], three->booking), "match");
    leg = node_find(&three->net.nodes[0], "leg", three->booking);
    snprintf(owner, sizeof owner, "leg/%.32s", leg.name);
    assert_int_equal(tp_blob_get(three->net.nodes[0].fixture.exchange, owner, "fields", &fields, &size_bytes, NULL),
                     TP_OK);
    assert_int_equal(size_bytes, strlen("{\"name\":\"person-1\"}"));
    tp_blob_free(fields, size_bytes);
    assert_non_null(strstr(three->net.recorded[1].body, "\"path\":[\"county\"]"));
    leg = node_find(&three->net.nodes[1], "leg", NULL);
    snprintf(owner, sizeof owner, "leg/%.32s", leg.name); /* what is erased there is erased at the county */
    assert_string_equal(played.told, owner);
    assert_int_equal(net_pairs(&three->net, 0, 1), 2);
    assert_int_equal(net_pairs(&three->net, 1, 2), 2);
    assert_int_equal(net_pairs(&three->net, 0, 2), 0);
    three_remove(three);
}

/* Each hop has its own agreement: where the second is suspended, the first answers for itself. */
static void no_hop_without_its_agreement(void **state)
{
    struct three *three = three_make();
    struct net_first request;

    (void)state;
    fixture_populate(&three->net.nodes[2].fixture, 3);
    node_step(&three->net.nodes[1], three->national, TP_EVENT_SUSPEND, "ny-dcjs");
    node_book(&three->net.nodes[0], 1, SAMPLE_DUTCHESS, three->booking);
    net_work(&three->net);
    assert_string_equal(leg_state(&three->net.nodes[0], three->booking), "no-match");
    request = node_find(&three->net.nodes[1], "request", NULL);
    assert_string_equal(leg_state(&three->net.nodes[1], request.name), "denied");
    assert_int_equal(net_pairs(&three->net, 1, 2), 0);
    three_remove(three);
}

/* A hop that never answers costs the booking nothing: who asked here is told in time, and a match here at once. */
static void a_silent_hop(void **state)
{
    struct three *three = three_make();
    char first[TP_EXCHANGE_ID_BYTES];

    (void)state;
    played.silent = "dhs-ident";
    fixture_populate(&three->net.nodes[1].fixture, 3);
    node_book(&three->net.nodes[0], 77, SAMPLE_DUTCHESS, first);
    node_book(&three->net.nodes[0], 1, SAMPLE_DUTCHESS, three->booking);
    net_work(&three->net);
    assert_string_equal(leg_state(&three->net.nodes[0], three->booking), "match");
    assert_string_equal(leg_state(&three->net.nodes[0], first), "sent");
    net_pass(&three->net, 29 * TP_PARTNER_DAY_S);
    assert_string_equal(leg_state(&three->net.nodes[0], first), "no-match");
    assert_int_equal(net_pairs(&three->net, 0, 1), 4);
    three_remove(three);
}

/* No answer before the hops were asked, whichever job comes first. */
static void hops_are_asked_first(void **state)
{
    struct three *three = three_make();
    struct node *state_node = &three->net.nodes[1];
    char job[TP_EXCHANGE_NAME_BYTES];
    struct net_first request;

    (void)state;
    fixture_populate(&three->net.nodes[2].fixture, 3);
    node_book(&three->net.nodes[0], 1, SAMPLE_DUTCHESS, three->booking);
    fixture_work(&three->net.nodes[0].fixture, 1000);
    do { /* until the search is done, after which the hops are due */
        assert_int_equal(fixture_work(&state_node->fixture, 1), 1);
        request = node_find(state_node, "request", NULL);
    } while (strcmp(request.state, "received") == 0);
    snprintf(job, sizeof job, "partner.hops %.32s", request.name);
    fixture_begin(&state_node->fixture);
    assert_int_equal(tp_entry_drop(state_node->fixture.exchange, "job", job, NULL), TP_OK);
    fixture_end(&state_node->fixture);
    net_work(&three->net);
    assert_string_equal(node_find(state_node, "request", NULL).state, "answering");
    assert_string_equal(leg_state(&three->net.nodes[0], three->booking), "sent");
    fixture_begin(&state_node->fixture);
    assert_int_equal(tp_job_add(state_node->fixture.exchange, "partner.hops", request.name, 0, NULL), TP_OK);
    fixture_end(&state_node->fixture);
    net_work(&three->net);
    assert_string_equal(leg_state(&three->net.nodes[0], three->booking), "match");
    three_remove(three);
}

/* The nation's five days hold for the county too, whose agreement with the state says thirty. */
static void a_label_lasts_through_hops(void **state)
{
    static const char *const five[] = {"\"required\":true,\"max_age_minutes\":60",
                                       "\"required\":false,\"max_age_minutes\":0", "\"retention_days\":30",
                                       "\"retention_days\":5", NULL};
    struct three *three = calloc(1, sizeof *three);
    int64_t now_s;
    char owner[TP_OWNER_BYTES];

    (void)state;
    assert_non_null(three);
    net_make(&three->net, three_ids);
    net_agree_sample(&three->net, local_changes, &three->local);
    net_agree_sample(&three->net, five, &three->national);
    played.match = true;
    played.examiners = 2;
    fixture_populate(&three->net.nodes[2].fixture, 3);
    node_book(&three->net.nodes[0], 1, SAMPLE_DUTCHESS, three->booking);
    net_work(&three->net);
    now_s = tp_exchange_now(three->net.nodes[0].fixture.exchange);
    assert_string_equal(leg_state(&three->net.nodes[0], three->booking), "match");
    snprintf(owner, sizeof owner, "leg/%.32s", node_find(&three->net.nodes[0], "leg", three->booking).name);
    assert_string_equal(played.retained.owner, owner);
    assert_int_equal(played.retained.end_s, now_s + 5 * TP_PARTNER_DAY_S);
    three_remove(three);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(withheld_looks_like_no_match),
    cmocka_unit_test(the_ledger_does_not_say_what_was_withheld),
    cmocka_unit_test(too_few_examiners),
    cmocka_unit_test(stopped_before_it_goes),
    cmocka_unit_test(delivered_late),
    cmocka_unit_test(never_delivered),
    cmocka_unit_test(a_candidate_is_no_match),
    cmocka_unit_test(a_hop_finds_somebody),
    cmocka_unit_test(no_hop_without_its_agreement),
    cmocka_unit_test(a_silent_hop),
    cmocka_unit_test(hops_are_asked_first),
    cmocka_unit_test(a_label_lasts_through_hops),
};
TP_TEST_MAIN(tests)
