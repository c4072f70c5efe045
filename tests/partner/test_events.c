/* SPDX-License-Identifier: Apache-2.0 */
/* Events between nodes: told to all, taken in their order whatever order they come in, asked for where they are
 * missing; and a suspension overtakes what waits. */
#define TP_TEST_PLAYED
#include "nodes.h"

static size_t known(struct node *node, struct tp_history *history)
{
    const struct tp_history *here =
        tp_organisation_history(tp_exchange_organisation(node->fixture.exchange), tp_history_agreement(history));

    return here ? tp_history_count(here) : 0;
}

static void told_and_taken(void **state)
{
    struct two *two = two_make(NULL);
    size_t before = known(two->repository, two->history);

    (void)state;
    node_step(two->sender, two->history, TP_EVENT_SUSPEND, "ny-dcjs");
    net_work(&two->net);
    assert_int_equal(known(two->repository, two->history), before + 1);
    node_step(two->sender, two->history, TP_EVENT_RESUME, "ny-dcjs");
    node_step(two->sender, two->history, TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
    net_work(&two->net);
    assert_int_equal(known(two->repository, two->history), before + 3);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_REFUSED_EVENT, TP_LEAF_REASON_MEMBER, NULL), 0);
    two_remove(two);
}

/* The receiver takes a suspension before the answer goes: nothing is answered. */
static void a_suspension_is_in_time(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    fixture_work(&two->sender->fixture, 1000); /* the search has arrived */
    assert_int_equal(node_find(two->repository, "request", NULL).count, 1);
    node_step(two->sender, two->history, TP_EVENT_SUSPEND, "ny-dcjs");
    fixture_work(&two->sender->fixture, 1000);
    net_work(&two->net);
    assert_string_equal(leg_state(two->sender, two->booking), "denied");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DISCLOSURE, TP_LEAF_WHAT_MEMBER, "answer"), 0);
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

/* Everything at once to a node that knows nothing, in whatever order: it asks for nothing twice and has it all. */
static void a_whole_life_in_any_order(void **state)
{
    static const char *const ids[] = {"ny-dcjs", "US-NY", "dhs-ident", "US", NULL};
    struct net *net = calloc(1, sizeof *net);
    struct tp_history *history;
    struct tp_rng rng = tp_rng_seed(5, 5);
    int64_t active_s;

    (void)state;
    assert_non_null(net);
    net_make(net, ids);
    history = sample_active(net_sample_changes, &active_s);
    net_set_now(net, SAMPLE_FROM_S + 1);
    net->rng = &rng;
    for (size_t e = 0; e < tp_history_count(history); e++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, e, &received_s);
        enum tp_refusal refusal;

        net_pass(net, TP_MAX(received_s + 100 - tp_exchange_now(net->nodes[0].fixture.exchange), (int64_t)0));
        fixture_begin(&net->nodes[0].fixture);
        assert_int_equal(tp_organisation_accept(tp_exchange_organisation(net->nodes[0].fixture.exchange), event,
                                                tp_exchange_now(net->nodes[0].fixture.exchange), &refusal, NULL),
                         TP_OK);
        assert_int_equal(tp_job_add(net->nodes[0].fixture.exchange, "partner.events", event->hash, 0, NULL), TP_OK);
        fixture_end(&net->nodes[0].fixture);
    }
    net_pass(net, 2 * TP_PARTNER_DAY_S);
    assert_int_equal(known(&net->nodes[1], history), tp_history_count(history));
    assert_int_equal(node_find(&net->nodes[1], "waiting", NULL).count, 0);
    tp_history_free(&history);
    net_remove(net);
    free(net);
}

/* An event that came while the node was off is spread at the start; one whose predecessor was lost is asked for. */
static void missing_events_are_asked_for(void **state)
{
    struct two *two = two_make(NULL);
    size_t before = known(two->repository, two->history);
    struct tp_event *event;
    enum tp_refusal refusal;
    int64_t now_s = tp_exchange_now(two->sender->fixture.exchange);

    (void)state;
    /* a comment that nobody told the other of */
    event = sample_event(two->version, TP_EVENT_COMMENT, "ny-dcjs",
                         tp_history_next_sequence(two->history, "ny-dcjs", sample_key("ny-dcjs")), now_s);
    fixture_begin(&two->sender->fixture);
    assert_int_equal(
        tp_organisation_accept(tp_exchange_organisation(two->sender->fixture.exchange), event, now_s, &refusal, NULL),
        TP_OK);
    fixture_end(&two->sender->fixture);
    assert_int_equal(sample_offer(two->history, event, now_s), TP_REFUSAL_NONE);
    node_step(two->sender, two->history, TP_EVENT_COMMENT, "ny-dcjs");
    net_work(&two->net);
    assert_int_equal(known(two->repository, two->history), before); /* out of order: it waits */
    assert_int_equal(node_find(two->repository, "waiting", NULL).count, 1);
    net_pass(&two->net, 120);
    assert_int_equal(known(two->repository, two->history), before + 2);
    assert_int_equal(node_find(two->repository, "waiting", NULL).count, 0);
    two_remove(two);
}

static void the_start_tells_what_is_new(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    assert_int_equal(tp_partner_start(two->sender->fixture.exchange, NULL), TP_OK);
    net_work(&two->net);
    assert_int_equal(node_find(two->sender, "spread", NULL).count, tp_history_count(two->history));
    assert_int_equal(two->net.recorded_count, tp_history_count(two->history));
    assert_int_equal(tp_partner_start(two->sender->fixture.exchange, NULL), TP_OK);
    net_work(&two->net);
    assert_int_equal(two->net.recorded_count, tp_history_count(two->history));
    two_remove(two);
}

/* What NODE makes of an event from FROM; the event is freed. */
static tp_status taken_from(struct node *node, const char *from, struct tp_event *event)
{
    struct tp_exchange *exchange = node->fixture.exchange;
    struct tp_arrival arrival;
    struct tp_json_document *document;
    struct tp_buffer text, payload;
    tp_status status;

    memset(&arrival, 0, sizeof arrival);
    tp_buffer_init(&text);
    tp_buffer_init(&payload);
    assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
    tp_event_free(&event);
    tp_write_text(&payload, "{\"file\":");
    tp_write_bytes(&payload, text.data, text.size_bytes);
    tp_write_text(&payload, "}");
    assert_int_equal(tp_json_parse((const char *)payload.data, payload.size_bytes, &document, NULL), TP_OK);
    arrival.now_s = tp_exchange_now(exchange);
    arrival.message.kind = TP_MESSAGE_EVENT;
    arrival.message.payload = tp_json_root(document);
    snprintf(arrival.message.from, sizeof arrival.message.from, "%s", from);
    fixture_begin(&node->fixture);
    status = tp_take_event(exchange, &arrival, NULL);
    assert_int_equal(tp_exchange_end(exchange, status, NULL), status);
    tp_json_document_free(&document);
    tp_buffer_deinit(&text);
    tp_buffer_deinit(&payload);
    return status;
}

/* What the repository's node makes of an event from FROM, about an agreement that nobody has. */
static tp_status junk(struct two *two, const char *from, unsigned number)
{
    struct tp_event *event = sample_event(two->version, TP_EVENT_COMMENT, "ny-dcjs", 1, SAMPLE_FROM_S);

    snprintf(event->agreement, sizeof event->agreement, "%064x", number);
    snprintf(event->version, sizeof event->version, "%064x", number);
    return taken_from(two->repository, from, event);
}

/* Who sends events that nothing helps has 64 places; for others there is room, and after a time for all. What is not
 * kept is not taken, so that its sender does not forget it; and it leaves nothing behind, a second copy neither. */
static void room_for_everybody(void **state)
{
    struct two *two = two_make(NULL);
    uint64_t before;

    (void)state;
    for (unsigned i = 0; i < 64; i++)
        assert_int_equal(junk(two, "us-fbi", i), TP_OK);
    before = node_size(two->repository);
    assert_int_equal(junk(two, "us-fbi", 64), TP_E_BUSY);
    assert_int_equal(junk(two, "us-fbi", 5), TP_OK);
    assert_int_equal(node_size(two->repository), before);
    assert_int_equal(node_find(two->repository, "waiting", NULL).count, 64);
    assert_int_equal(junk(two, "ny-dcjs", 100), TP_OK);
    net_pass(&two->net, 41 * TP_PARTNER_DAY_S);
    assert_int_equal(junk(two, "us-fbi", 64), TP_OK);
    assert_int_equal(node_find(two->repository, "waiting", NULL).count, 1);
    two_remove(two);
}

/* A proposal among strangers is no history here, whoever sends it. */
static void what_strangers_agree(void **state)
{
    static const char *const ids[] = {"ny-dcjs", "US-NY", "us-fbi", "US", NULL};
    struct net *net = calloc(1, sizeof *net);
    struct tp_history *history;
    int64_t active_s, received_s;

    (void)state;
    assert_non_null(net);
    net_make(net, ids);
    history = sample_active(net_sample_changes, &active_s); /* of ny-dcjs and dhs-ident */
    net_set_now(net, active_s + 1);
    for (size_t i = 0; i < net->count; i++) {
        const struct tp_event *event = tp_history_event(history, 0, &received_s);
        struct tp_event *copy;
        struct tp_buffer text;

        tp_buffer_init(&text);
        assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
        assert_int_equal(tp_event_parse(text.data, text.size_bytes, &copy, NULL), TP_OK);
        tp_buffer_deinit(&text);
        assert_int_equal(taken_from(&net->nodes[i], "dhs-ident", copy), i == 0 ? TP_OK : TP_E_DENIED);
        assert_int_equal(known(&net->nodes[i], history), i == 0 ? 1 : 0);
    }
    tp_history_free(&history);
    net_remove(net);
    free(net);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_strangers_agree),         cmocka_unit_test(told_and_taken),
    cmocka_unit_test(a_suspension_is_in_time),      cmocka_unit_test(a_whole_life_in_any_order),
    cmocka_unit_test(missing_events_are_asked_for), cmocka_unit_test(the_start_tells_what_is_new),
    cmocka_unit_test(room_for_everybody),
};
TP_TEST_MAIN(tests)
