/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections and erasures: told until confirmed, done by whoever has the data, also by a partner that was away. */
#define TP_TEST_PLAYED
#include "nodes.h"

/* What `person` writes when something of OWNER is to be erased or corrected at PARTNER. */
static void notice(struct node *node, const char *owner, const char *partner, const char *what, const char *disclosure)
{
    struct tp_exchange *exchange = node->fixture.exchange;
    struct tp_entry entry = {.state = "open", .due_s = TP_STORE_NEVER};
    struct tp_json *json;

    snprintf(entry.name, sizeof entry.name, "%s %s %s", owner, partner, what);
    snprintf(entry.link, sizeof entry.link, "%s", owner);
    fixture_begin(&node->fixture);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "partner", partner);
    tp_json_text(json, "what", what);
    tp_json_list(json, "disclosures");
    tp_json_text(json, NULL, disclosure);
    tp_json_close(json);
    if (strcmp(what, "correction") == 0) {
        tp_json_object(json, "payload");
        tp_json_text(json, "identification", "wrong");
        tp_json_close(json);
    }
    assert_int_equal(tp_entry_add(exchange, "notice", &entry, json, NULL), TP_OK);
    tp_json_free(&json);
    assert_int_equal(tp_job_add(exchange, "partner.notices", owner, tp_exchange_now(exchange), NULL), TP_OK);
    fixture_end(&node->fixture);
}

static void erased_at_the_partner(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char owner[TP_OWNER_BYTES], theirs[TP_OWNER_BYTES], record[TP_EXCHANGE_ID_BYTES];
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    assert_int_equal(tp_partner_record_id("ny-dcjs", leg.name, record, NULL), TP_OK);
    snprintf(theirs, sizeof theirs, "request/%s", record);
    two->net.away = "dhs-ident";
    notice(two->sender, owner, "dhs-ident", "erasure", leg.name);
    net_pass(&two->net, 40 * TP_PARTNER_DAY_S); /* longer than a message lives */
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "open");
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    assert_int_equal(played.erased_count, 1);
    assert_string_equal(played.erased[0], theirs);
    assert_int_equal(tp_blob_get(two->repository->fixture.exchange, theirs, "prints", &data, &size_bytes, NULL),
                     TP_E_NOT_FOUND);
    two_remove(two);
}

static void corrected_at_the_partner(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    notice(two->sender, "booking/x", "dhs-ident", "correction", leg.name);
    net_work(&two->net);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    assert_int_equal(played.corrected_count, 1);
    two_remove(two);
}

/* What is to be corrected and what is to be erased of one owner are told by the same job, each of them once. */
static void one_job_tells_both(void **state)
{
    const struct tp_store_query jobs = {
        .kind = "job", .name = "partner.notices booking/x", .due_until_s = TP_STORE_NEVER};
    struct two *two = two_make(NULL);
    struct net_first leg;
    uint64_t count;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    notice(two->sender, "booking/x", "dhs-ident", "correction", leg.name);
    notice(two->sender, "booking/x", "dhs-ident", "erasure", leg.name);
    assert_int_equal(tp_entry_count(two->sender->fixture.exchange, &jobs, &count, NULL), TP_OK);
    assert_int_equal(count, 1);
    net_work(&two->net);
    assert_int_equal(played.corrected_count, 1);
    assert_int_equal(played.erased_count, 1);
    assert_int_equal(node_find(two->sender, "notice", NULL).count, 2);
    two_remove(two);
}

/* What never arrived, or is gone, is confirmed: there is nothing to erase. */
static void nothing_there(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    notice(two->sender, "booking/x", "dhs-ident", "erasure", "0123456789abcdef0123456789abcdef");
    net_work(&two->net);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    assert_int_equal(played.erased_count, 0);
    two_remove(two);
}

/* As `person` does when there is more to be corrected: the notice is open again, and names no message. */
static void correct_again(struct node *node, const char *conviction)
{
    struct net_first notice = node_find(node, "notice", NULL);
    struct tp_entry entry;
    struct tp_json *json;

    fixture_begin(&node->fixture);
    assert_int_equal(tp_entry_get(node->fixture.exchange, "notice", notice.name, &entry, NULL), TP_OK);
    assert_int_equal(tp_entry_edit(&entry, &json, NULL), TP_OK);
    tp_json_object(json, "payload");
    tp_json_text(json, "conviction", conviction);
    tp_json_close(json);
    tp_json_text(json, "message", "");
    snprintf(entry.state, sizeof entry.state, "open");
    assert_int_equal(tp_entry_put(node->fixture.exchange, "notice", &entry, json, NULL), TP_OK);
    assert_int_equal(tp_job_add(node->fixture.exchange, "partner.notices", entry.link,
                                tp_exchange_now(node->fixture.exchange), NULL),
                     TP_OK);
    fixture_end(&node->fixture);
    tp_json_free(&json);
    tp_entry_deinit(&entry);
}

static void each_correction_is_sent(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    notice(two->sender, "booking/x", "dhs-ident", "correction", leg.name);
    net_work(&two->net);
    correct_again(two->sender, "none");
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "open");
    net_work(&two->net);
    assert_int_equal(played.corrected_count, 2);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    two_remove(two);
}

/* The second correction is made while the first waits to be sent. */
static void a_correction_takes_the_place_of_one_that_waits(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    two->net.away = "dhs-ident";
    notice(two->sender, "booking/x", "dhs-ident", "correction", leg.name);
    net_work(&two->net);
    correct_again(two->sender, "none");
    net_work(&two->net);
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_int_equal(played.corrected_count, 1); /* the older was overtaken, and not sent */
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    two_remove(two);
}

/* It is taken, and whatever is said of it is lost for weeks. */
static void who_does_not_confirm_is_asked_again(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char owner[TP_OWNER_BYTES];

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    two->net.away = "ny-dcjs";
    notice(two->sender, owner, "dhs-ident", "erasure", leg.name);
    net_pass(&two->net, 40 * TP_PARTNER_DAY_S);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "open");
    two->net.away = NULL;
    net_pass(&two->net, 8 * TP_PARTNER_DAY_S);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    two_remove(two);
}

/* What is erased does not overtake what it is about, nor its withdrawal. */
static void an_erasure_waits_for_what_it_is_about(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char owner[TP_OWNER_BYTES];
    size_t sent;

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    two->net.fault = FAULT_NO_REPLY; /* taken, but the sender does not know */
    net_work(&two->net);
    leg = node_find(two->sender, "leg", two->booking);
    sent = two->net.sent;
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    two->net.away = "dhs-ident";
    notice(two->sender, owner, "dhs-ident", "erasure", leg.name);
    fixture_work(&two->sender->fixture, 1000);
    assert_int_equal(two->net.sent, sent);
    assert_int_equal(node_find(two->sender, "message", node_find(two->sender, "notice", NULL).name).count, 0);
    two->net.away = NULL;
    two->net.fault = FAULT_NONE;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(node_find(two->sender, "notice", NULL).state, "acknowledged");
    assert_int_equal(played.erased_count, 1);
    two_remove(two);
}

/* What a sender that does not wait would tell the repository about its message ID. */
static void erase_unseen(struct two *two, const char *id)
{
    char payload[64];
    struct tp_json_document *document;
    struct tp_arrival arrival = {.now_s = tp_exchange_now(two->repository->fixture.exchange)};

    snprintf(payload, sizeof payload, "{\"disclosures\":[\"%s\"]}", id);
    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    arrival.message = (struct tp_message){
        .kind = TP_MESSAGE_ERASURE, .from = "ny-dcjs", .to = "dhs-ident", .payload = tp_json_root(document)};
    assert_int_equal(tp_exchange_new_id(arrival.message.id, NULL), TP_OK);
    assert_int_equal(tp_partner_record_id("ny-dcjs", arrival.message.id, arrival.record, NULL), TP_OK);
    fixture_begin(&two->repository->fixture);
    assert_int_equal(tp_take_erasure(two->repository->fixture.exchange, &arrival, NULL), TP_OK);
    fixture_end(&two->repository->fixture);
    tp_json_document_free(&document);
}

/* Codes of convictions are nobody else's business: they are sealed with what they correct, at both ends. */
static void corrections_are_sealed(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg, message;
    char record[TP_EXCHANGE_ID_BYTES];

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    notice(two->sender, "booking/x", "dhs-ident", "correction", leg.name);
    net_work(&two->net);
    message = node_find(two->sender, "message", node_find(two->sender, "notice", NULL).name);
    assert_string_equal(node_text(two->sender, "message", message.name, "body"), "");
    assert_string_equal(node_text(two->sender, "message", message.name, "owner"), "booking/x");
    message.name[32] = '\0';
    assert_int_equal(tp_partner_record_id("ny-dcjs", message.name, record, NULL), TP_OK);
    snprintf(message.name, sizeof message.name, "%s in", record);
    assert_string_equal(node_text(two->repository, "message", message.name, "kind"), "correction");
    assert_string_equal(node_text(two->repository, "message", message.name, "body"), "");
    two_remove(two);
}

/* Another sender's erasure may overtake a search; the search is refused then, withdrawn in the end, and both ledgers
 * say the same. */
static void an_erasure_that_comes_first_bars(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;

    (void)state;
    two->net.away = "dhs-ident";
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_work(&two->net);
    leg = node_find(two->sender, "leg", two->booking);
    leg.name[32] = '\0';
    erase_unseen(two, leg.name);
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_DAY_S);
    assert_int_equal(node_find(two->repository, "request", NULL).count, 0);
    assert_string_equal(leg_state(two->sender, two->booking), "sending");
    assert_string_equal(node_find(two->repository, "message", "").state, "refused");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DISCLOSURE, TP_LEAF_SIDE_MEMBER, "in"), 0);
    net_pass(&two->net, 4 * TP_PARTNER_DAY_S);
    assert_string_equal(leg_state(two->sender, two->booking), "unanswered");
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(erased_at_the_partner),
    cmocka_unit_test(corrected_at_the_partner),
    cmocka_unit_test(one_job_tells_both),
    cmocka_unit_test(nothing_there),
    cmocka_unit_test(each_correction_is_sent),
    cmocka_unit_test(a_correction_takes_the_place_of_one_that_waits),
    cmocka_unit_test(who_does_not_confirm_is_asked_again),
    cmocka_unit_test(an_erasure_waits_for_what_it_is_about),
    cmocka_unit_test(corrections_are_sealed),
    cmocka_unit_test(an_erasure_that_comes_first_bars),
};
TP_TEST_MAIN(tests)
