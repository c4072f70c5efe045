/* SPDX-License-Identifier: Apache-2.0 */
/* Delivery: what is lost, doubled, altered, late, or interrupted by a crash arrives once, or is given up once. */
#define TP_TEST_PLAYED
#include "nodes.h"

static void lost_and_sent_again(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    two->net.fault = FAULT_LOST;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_pass(&two->net, 6 * TP_PARTNER_HOUR_S); /* away for hours */
    assert_string_equal(leg_state(two->sender, two->booking), "sending");
    assert_in_range(two->net.sent, 40, 60); /* 1 s, 2 s ... 10 min */
    two->net.fault = FAULT_NONE;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

/* The partner has it, but nobody here knows: the same message again is taken once. */
static void the_reply_is_lost(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    two->net.fault = FAULT_NO_REPLY;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_pass(&two->net, 30);
    two->net.fault = FAULT_NONE;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(node_find(two->repository, "request", NULL).count, 1);
    assert_int_equal(node_leaves(two->repository, TP_LEAF_MATCH, TP_LEAF_OUTCOME_MEMBER, NULL), 1);
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

static void doubled_and_altered(void **state)
{
    struct two *two = two_make(NULL);

    (void)state;
    two->net.fault = FAULT_DOUBLED;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_pass(&two->net, 10);
    two->net.fault = FAULT_ALTERED;
    net_pass(&two->net, 10);
    two->net.fault = FAULT_NONE;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(node_find(two->repository, "request", NULL).count, 1);
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

/* Both nodes are closed and opened again after every single job. */
static void a_crash_after_every_step(void **state)
{
    struct two *two = two_make(NULL);
    unsigned done = 1;

    (void)state;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    while (done > 0) {
        done = 0;
        for (size_t i = 0; i < 2; i++) {
            done += fixture_work(&two->net.nodes[i].fixture, 1);
            fixture_reopen(&two->net.nodes[i].fixture);
        }
    }
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(node_leaves(two->sender, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, "send"), 1);
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

/* A job that did its work and was not noted as done is done again. */
static void every_job_twice(void **state)
{
    static const char *const jobs[] = {"partner.legs",   "partner.search",  "partner.hops",   "partner.reviewed",
                                       "partner.answer", "partner.deliver", "partner.overdue"};
    struct two *two = two_make(NULL);
    struct net_first leg;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    for (size_t n = 0; n < 2; n++) {
        fixture_begin(&two->net.nodes[n].fixture);
        for (size_t i = 0; i < TP_ARRAY_LENGTH(jobs); i++)
            assert_int_equal(tp_job_add(two->net.nodes[n].fixture.exchange, jobs[i],
                                        strcmp(jobs[i], "partner.legs") == 0 ? two->booking : leg.name, 0, NULL),
                             TP_OK);
        fixture_end(&two->net.nodes[n].fixture);
    }
    net_work(&two->net);
    assert_string_equal(leg_state(two->sender, two->booking), "match");
    assert_int_equal(node_leaves(two->repository, TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER, NULL), 2);
    assert_int_equal(net_pairs(&two->net, 0, 1), 2);
    two_remove(two);
}

/* Seeded faults of all kinds: every booking ends once, and the ledgers agree. */
static void random_faults(void **state)
{
    enum { BOOKINGS = 12 };
    struct two *two = two_make(NULL);
    struct tp_rng rng = tp_rng_seed(20110601, 7);
    char bookings[BOOKINGS][TP_EXCHANGE_ID_BYTES];

    (void)state;
    two->net.rng = &rng;
    for (uint32_t i = 0; i < BOOKINGS; i++) {
        node_book(two->sender, i % 4, i % 5 == 4 ? "US-NY-059" : SAMPLE_DUTCHESS, bookings[i]);
        net_pass(&two->net, 20);
    }
    net_pass(&two->net, 4 * TP_PARTNER_DAY_S);
    for (uint32_t i = 0; i < BOOKINGS; i++)
        assert_string_equal(leg_state(two->sender, bookings[i]), i % 5 == 4   ? "denied"
                                                                 : i % 4 == 3 ? "no-match"
                                                                              : "match");
    assert_int_equal(net_pairs(&two->net, 0, 1), 2 * (BOOKINGS - BOOKINGS / 5));
    two_remove(two);
}

/* Erased while it waited: nothing goes, nothing new is sealed under the owner, and a message that may have arrived is
 * withdrawn. */
static void erased_while_it_waits(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char owner[TP_OWNER_BYTES], name[64];
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    two->net.fault = FAULT_LOST;
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_work(&two->net);
    leg = node_find(two->sender, "leg", two->booking);
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    fixture_begin(&two->sender->fixture);
    assert_int_equal(tp_blob_forget(two->sender->fixture.exchange, owner, NULL), TP_OK);
    assert_int_equal(tp_entry_drop(two->sender->fixture.exchange, "leg", leg.name, NULL), TP_OK);
    fixture_end(&two->sender->fixture);
    two->net.fault = FAULT_NONE;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    snprintf(name, sizeof name, "message/%.32s", leg.name);
    assert_int_equal(tp_blob_get(two->sender->fixture.exchange, owner, name, &data, &size_bytes, NULL), TP_E_NOT_FOUND);
    assert_int_equal(node_find(two->repository, "request", NULL).count, 0);
    assert_int_equal(net_pairs(&two->net, 0, 1), 1);
    two_remove(two);
}

/* What both keep: the signed bytes, and the receipt. */
static void evidence_is_kept(void **state)
{
    static const char *const kept[] = {"content-digest", "signature-input", "signature", "acknowledgement"};
    struct two *two = two_make(NULL);
    struct net_first leg;
    char in[64], out[64], name[64], owner[TP_OWNER_BYTES], record[TP_EXCHANGE_ID_BYTES];
    uint8_t *body;
    size_t size_bytes;

    (void)state;
    (void)two_book(two);
    leg = node_find(two->sender, "leg", two->booking);
    assert_int_equal(tp_partner_record_id("ny-dcjs", leg.name, record, NULL), TP_OK);
    snprintf(in, sizeof in, "%s in", record);
    snprintf(out, sizeof out, "%.32s out", leg.name);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kept); i++) {
        assert_string_not_equal(node_text(two->sender, "message", out, kept[i]), "");
        assert_string_equal(node_text(two->sender, "message", out, kept[i]),
                            node_text(two->repository, "message", in, kept[i]));
    }
    snprintf(name, sizeof name, "message/%s", record);
    snprintf(owner, sizeof owner, "request/%s", record);
    assert_int_equal(tp_blob_get(two->repository->fixture.exchange, owner, name, &body, &size_bytes, NULL), TP_OK);
    assert_int_equal(tp_digest_check(node_text(two->sender, "message", out, "content-digest"), body, size_bytes, NULL),
                     TP_OK);
    tp_blob_free(body, size_bytes);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lost_and_sent_again), cmocka_unit_test(the_reply_is_lost),
    cmocka_unit_test(doubled_and_altered), cmocka_unit_test(a_crash_after_every_step),
    cmocka_unit_test(every_job_twice),     cmocka_unit_test(random_faults),
    cmocka_unit_test(evidence_is_kept),    cmocka_unit_test(erased_while_it_waits),
};
TP_TEST_MAIN(tests)
