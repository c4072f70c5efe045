/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold at the end: every booking ended once, both sides tell the same, the ledgers verify, pair and add up.
 */
#ifndef TP_TEST_PLAY_ENDINGS_H
#define TP_TEST_PLAY_ENDINGS_H

#include "network.h"
#include "partner/partner.h"
#include "statistics/statistics.h"

/* ---- whether anything is under way --------------------------------------------------------------------------------
 */

static const struct {
    const char *kind, *state;
} busy_states[] = {{"booking", "received"},   {"booking", "searching"}, {"booking", "reviewing"},
                   {"booking", "exchanging"}, {"leg", "sending"},       {"leg", "sent"},
                   {"request", "received"},   {"request", "searching"}, {"request", "reviewing"},
                   {"request", "answering"},  {"message", "queued"},    {"case", "open"},
                   {"discretion", "open"},    {"notice", "open"}};

static inline bool is_busy(struct world *world)
{
    for (int node = 0; node < NODES; node++)
        for (size_t i = 0; i < TP_ARRAY_LENGTH(busy_states); i++)
            if (count_in_state(world, node, busy_states[i].kind, busy_states[i].state) > 0)
                return true;
    return world->parcel_count > 0;
}

static inline void tell_busy(struct world *world)
{
    for (int node = 0; node < NODES; node++)
        for (size_t i = 0; i < TP_ARRAY_LENGTH(busy_states); i++) {
            uint64_t count = count_in_state(world, node, busy_states[i].kind, busy_states[i].state);
            if (count > 0)
                violate(world, "%s has %" PRIu64 " %s(s) that are %s and do not end", office_names[node].id, count,
                        busy_states[i].kind, busy_states[i].state);
        }
}

/* ---- bookings and searches ----------------------------------------------------------------------------------------
 */

static inline void check_bookings(struct world *world)
{
    for (size_t i = 0; i < world->booking_count; i++) {
        const struct booking *booking = &world->bookings[i];
        struct tp_entry entry;

        if (tp_entry_get(world->nodes[booking->node].exchange, "booking", booking->id, &entry, NULL) != TP_OK) {
            violate(world, "booking %s is lost", booking->id);
            continue;
        }
        if (strcmp(entry.state, booking->expunged ? "erased" : "complete") != 0)
            violate(world, "booking %s is %s", booking->id, entry.state);
        tp_entry_deinit(&entry);
    }
}

/* Of what was expunged nothing is left: no blob here, and none at those who had the prints. */
static inline tp_status count_blob(void *context, const char *name, struct tp_diag *diag)
{
    (void)diag;
    (void)name;
    ++*(unsigned *)context;
    return TP_OK;
}

static inline unsigned blobs_of(struct world *world, int node, const char *owner)
{
    unsigned count = 0;

    assert_int_equal(tp_blob_each(world->nodes[node].exchange, owner, count_blob, &count, NULL), TP_OK);
    return count;
}

struct gone {
    struct world *world;
    int node;
};

static inline int node_of(const char *id)
{
    int node = 0;

    while (node < NODES && strcmp(office_names[node].id, id) != 0)
        node++;
    assert_true(node < NODES);
    return node;
}

static inline void check_gone(struct world *world, int node, const char *owner);

/* What a message made at the partner that was told to erase it: a request, or what a release brought. */
static inline tp_status check_notice(void *context, const struct tp_entry *notice, struct tp_diag *diag)
{
    struct world *world = ((const struct gone *)context)->world;
    const int node = ((const struct gone *)context)->node, partner = node_of(tp_entry_text(notice, "partner"));
    const struct tp_json_value *list = tp_json_member(tp_json_root(notice->content), "disclosures");
    static const char *const kinds[] = {"request", "leg"};

    (void)diag;
    if (strcmp(tp_entry_text(notice, "what"), "erasure") != 0)
        return TP_OK;
    for (size_t i = 0; i < tp_json_count(list); i++) {
        char record[TP_EXCHANGE_ID_BYTES], owner[64];

        assert_int_equal(
            tp_partner_record_id(office_names[node].id, tp_json_to_text(tp_json_element(list, i)), record, NULL),
            TP_OK);
        for (size_t k = 0; k < TP_ARRAY_LENGTH(kinds); k++) {
            snprintf(owner, sizeof owner, "%s/%s", kinds[k], record);
            check_gone(world, partner, owner);
        }
    }
    return TP_OK;
}

/* Here, and at all to whom it went from here: they were told by notices. A search goes round nobody twice. */
static inline void check_gone(struct world *world, int node, const char *owner)
{
    const struct tp_store_query notices = {.kind = "notice", .link = owner, .due_until_s = TP_STORE_NEVER};
    struct gone gone = {world, node};

    if (blobs_of(world, node, owner) > 0)
        violate(world, "%s has something left of %s, which was expunged", office_names[node].id, owner);
    assert_int_equal(tp_entry_each(world->nodes[node].exchange, &notices, check_notice, &gone, NULL), TP_OK);
}

static inline void check_expunged(struct world *world)
{
    for (size_t i = 0; i < world->booking_count; i++) {
        const struct booking *booking = &world->bookings[i];
        char owner[64];

        snprintf(owner, sizeof owner, "booking/%s", booking->id);
        if (booking->expunged)
            check_gone(world, booking->node, owner);
    }
}

struct comparing {
    struct world *world;
    int node, repository;
    uint64_t together, alone;
};

/* A leg that says match or no match has a request that was answered so; a request that was answered has a leg. */
static inline tp_status compare_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct comparing *comparing = context;
    struct tp_exchange *other = comparing->world->nodes[comparing->repository].exchange;
    const bool told =
        strcmp(leg->state, "match") == 0 || strcmp(leg->state, "no-match") == 0 || strcmp(leg->state, "withheld") == 0;
    char record[TP_EXCHANGE_ID_BYTES];
    struct tp_entry request;

    (void)diag;
    assert_int_equal(tp_partner_record_id(office_names[comparing->node].id, leg->name, record, NULL), TP_OK);
    if (tp_entry_get(other, "request", record, &request, NULL) != TP_OK) {
        comparing->alone++;
        if (told)
            violate(comparing->world, "%s was told %s of a search that %s never had", office_names[comparing->node].id,
                    leg->state, office_names[comparing->repository].id);
        return TP_OK;
    }
    comparing->together++;
    if (told && strcmp(request.state, "done") != 0 && strcmp(request.state, "erased") != 0)
        violate(comparing->world, "%s was told %s, and %s has it as %s", office_names[comparing->node].id, leg->state,
                office_names[comparing->repository].id, request.state);
    tp_entry_deinit(&request);
    return TP_OK;
}

static inline void compare_legs(struct world *world)
{
    for (int deal = 0; deal < DEALS; deal++) {
        const struct tp_store_query query = {.kind = "leg", .due_until_s = TP_STORE_NEVER};
        struct comparing comparing = {world, deal_facts[deal].sender, deal_facts[deal].repository, 0, 0};

        assert_int_equal(tp_entry_each(world->nodes[comparing.node].exchange, &query, compare_leg, &comparing, NULL),
                         TP_OK);
        print_message("# %s to %s: %" PRIu64 " searches known to both, %" PRIu64 " to the sender alone\n",
                      office_names[comparing.node].id, office_names[comparing.repository].id, comparing.together,
                      comparing.alone);
    }
}

/* ---- ledgers ------------------------------------------------------------------------------------------------------
 */

struct counted {
    uint64_t leaves, submissions, own_searches, searched;
};

static inline tp_status count_leaf(void *context, uint64_t index, const void *data, size_t size_bytes,
                                   struct tp_diag *diag)
{
    struct counted *counted = context;
    struct tp_leaf leaf;
    tp_status status = tp_leaf_read(data, size_bytes, &leaf, diag);

    (void)index;
    if (status != TP_OK)
        return status;
    counted->leaves++;
    counted->submissions += leaf.kind == TP_LEAF_SUBMISSION;
    counted->own_searches += leaf.kind == TP_LEAF_MATCH && !leaf.values[TP_LEAF_AGREEMENT_MEMBER][0];
    counted->searched += leaf.kind == TP_LEAF_DECISION && strcmp(leaf.values[TP_LEAF_EFFECT_MEMBER], "allowed") == 0 &&
                         (strcmp(leaf.values[TP_LEAF_STAGE_MEMBER], "send") == 0 ||
                          strcmp(leaf.values[TP_LEAF_STAGE_MEMBER], "search") == 0);
    return TP_OK;
}

/* The sum of a figure over all rows of a report without suppression. */
static inline uint64_t sum_of(const char *csv, const char *table, const char *figure)
{
    uint64_t sum = 0;
    char middle[64];

    snprintf(middle, sizeof middle, ",%s,", figure);
    for (const char *line = csv; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *end = line + strcspn(line, "\n"), *comma = end;

        if (strncmp(line, table, strlen(table)) != 0 || line[strlen(table)] != ',')
            continue;
        while (comma > line && comma[-1] != ',')
            comma--;
        if (memmem(line, (size_t)(end - line), middle, strlen(middle)))
            sum += strtoull(comma, NULL, 10);
    }
    return sum;
}

static inline void check_statistics(struct world *world, int node, struct tp_reader *reader,
                                    const struct counted *counted)
{
    const struct tp_statistics_form form = {.format = TP_STATISTICS_CSV};
    struct tp_definitions *definitions;
    struct tp_statistics *statistics;
    struct tp_buffer csv;

    assert_int_equal(tp_definitions_standard(0, &definitions, NULL), TP_OK);
    assert_int_equal(tp_statistics_new(definitions, &statistics, NULL), TP_OK);
    assert_int_equal(tp_statistics_count(statistics, reader, counted->leaves, NULL), TP_OK);
    tp_buffer_init(&csv);
    assert_int_equal(tp_statistics_write(statistics, &form, &csv, NULL), TP_OK);
    tp_write_u8(&csv, '\0');
    if (sum_of((const char *)csv.data, "searches", "submitted") != counted->submissions)
        violate(world, "%s: the statistics count other submissions than its leaves say", office_names[node].id);
    if (sum_of((const char *)csv.data, "searches", "searched") != counted->searched)
        violate(world, "%s: the statistics count other searches than its leaves say", office_names[node].id);
    tp_buffer_deinit(&csv);
    tp_statistics_free(&statistics);
    tp_definitions_free(&definitions);
}

/* The closed ledger. */
static inline void check_ledger(struct world *world, int node, const struct tp_verifier *verifier)
{
    struct counted counted = {.leaves = 0};
    struct tp_reader *reader;
    struct tp_diag diag;
    char path[200];
    uint64_t size, booked = 0, expunged = 0;

    snprintf(path, sizeof path, "%s/ledger", world->nodes[node].folder);
    tp_diag_init(&diag);
    must(tp_ledger_verify(path, verifier, NULL, &size, &diag), &diag, "the ledger");
    must(tp_reader_open(path, verifier, &reader, &diag), &diag, "the ledger");
    must(tp_reader_each(reader, 0, size, count_leaf, &counted, &diag), &diag, "the ledger");
    for (size_t i = 0; i < world->booking_count; i++) {
        booked += world->bookings[i].node == node;
        expunged += world->bookings[i].node == node && world->bookings[i].expunged;
    }
    if (counted.submissions != booked)
        violate(world, "%s has %" PRIu64 " submissions in its ledger of %" PRIu64 " bookings", office_names[node].id,
                counted.submissions, booked);
    if (counted.own_searches > booked || counted.own_searches + expunged < booked) /* some before they were searched */
        violate(world, "%s has %" PRIu64 " searches of its own in its ledger of %" PRIu64 " bookings",
                office_names[node].id, counted.own_searches, booked);
    check_statistics(world, node, reader, &counted);
    print_message("# %s: %" PRIu64 " leaves\n", office_names[node].id, counted.leaves);
    tp_reader_close(&reader);
}

static inline void check_pair(struct world *world, int a, int b, const struct tp_verifier *verifiers)
{
    const int sides[2] = {a, b};
    struct tp_reader *readers[2];
    char path[200], ids[2][17];
    struct tp_pairing pairing;

    for (int i = 0; i < 2; i++) {
        uint8_t digest[TP_SHA256_BYTES];
        snprintf(path, sizeof path, "%s/ledger", world->nodes[sides[i]].folder);
        assert_int_equal(tp_reader_open(path, &verifiers[sides[i]], &readers[i], NULL), TP_OK);
        assert_int_equal(tp_sha256(verifiers[sides[i]].key.bytes, TP_KEY_BYTES, digest, NULL), TP_OK);
        tp_hex_encode(digest, 8, ids[i]);
    }
    assert_int_equal(tp_pair(readers[0], ids[0], readers[1], ids[1], &pairing, NULL), TP_OK);
    print_message("# %s and %s: %" PRIu64 " pairs\n", office_names[a].id, office_names[b].id, pairing.pairs);
    if (pairing.count > 0)
        violate(world, "%s and %s: %s %s in the ledger of %s %s (and %zu more)", office_names[a].id, office_names[b].id,
                pairing.items[0].what, pairing.items[0].disclosure, office_names[pairing.items[0].in_a ? a : b].id,
                pairing.items[0].trouble, pairing.count - 1);
    tp_pairing_deinit(&pairing);
    tp_reader_close(&readers[0]);
    tp_reader_close(&readers[1]);
}

static inline void check_endings(struct world *world)
{
    struct tp_verifier verifiers[NODES];

    check_bookings(world);
    check_expunged(world);
    compare_legs(world);
    for (int i = 0; i < NODES; i++) {
        tp_exchange_lock(world->nodes[i].exchange);
        verifiers[i] = *tp_organisation_verifier(tp_exchange_organisation(world->nodes[i].exchange));
        tp_exchange_unlock(world->nodes[i].exchange);
        assert_int_equal(tp_exchange_place_leaves(world->nodes[i].exchange, NULL), TP_OK); /* of the last minute */
        tp_exchange_close(&world->nodes[i].exchange);
        check_ledger(world, i, &verifiers[i]);
    }
    check_pair(world, CITY, NEW_YORK, verifiers);
    check_pair(world, NEW_YORK, IDENT, verifiers);
    check_pair(world, ILLINOIS, IDENT, verifiers);
    check_pair(world, IDENT, ENFORCEMENT, verifiers);
}

#endif
