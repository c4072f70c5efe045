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

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(erased_at_the_partner),
    cmocka_unit_test(corrected_at_the_partner),
    cmocka_unit_test(nothing_there),
};
TP_TEST_MAIN(tests)
