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
    assert_int_equal(tp_job_add(exchange, strcmp(what, "erasure") == 0 ? "partner.erase" : "partner.correct", owner,
                                tp_exchange_now(exchange), NULL),
                     TP_OK);
    fixture_end(&node->fixture);
}

static void erased_at_the_partner(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char owner[TP_OWNER_BYTES], theirs[TP_OWNER_BYTES];
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    snprintf(theirs, sizeof theirs, "request/%.32s", leg.name);
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
    assert_int_equal(tp_job_add(node->fixture.exchange, "partner.correct", entry.link,
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

/* Codes of convictions are nobody else's business: they are sealed with what they correct, at both ends. */
static void corrections_are_sealed(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg, message;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    notice(two->sender, "booking/x", "dhs-ident", "correction", leg.name);
    net_work(&two->net);
    message = node_find(two->sender, "message", node_find(two->sender, "notice", NULL).name);
    assert_string_equal(node_text(two->sender, "message", message.name, "body"), "");
    assert_string_equal(node_text(two->sender, "message", message.name, "owner"), "booking/x");
    message.name[33] = 'i', message.name[34] = 'n', message.name[35] = '\0';
    assert_string_equal(node_text(two->repository, "message", message.name, "kind"), "correction");
    assert_string_equal(node_text(two->repository, "message", message.name, "body"), "");
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(erased_at_the_partner),
    cmocka_unit_test(corrected_at_the_partner),
    cmocka_unit_test(nothing_there),
    cmocka_unit_test(each_correction_is_sent),
    cmocka_unit_test(a_correction_takes_the_place_of_one_that_waits),
    cmocka_unit_test(who_does_not_confirm_is_asked_again),
    cmocka_unit_test(an_erasure_waits_for_what_it_is_about),
    cmocka_unit_test(corrections_are_sealed),
};
TP_TEST_MAIN(tests)
