/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange as it runs, with everything going wrong that can: five organisations, in one process or each in one of
 * its own, over a network that loses, doubles, delays, reorders and alters, with nodes that are away for hours and lose
 * their power at any moment, places that join, suspend and leave while their bookings are on the way, and examiners who
 * err. It prints its seed: TP_SIMULATION_SEED repeats a run but for the ids of records, which are random, and with
 * processes for what they do at the same time.
 *
 * At the end: nothing of a booking has left its node for where its place took no part, as far as the node knew (an
 * observer reads every byte); both sides of every search tell the same story; every booking ended, once; the ledgers
 * verify, pair up, and add up with the statistics. */
#ifndef TP_TEST_PLAY_SIMULATION_H
#define TP_TEST_PLAY_SIMULATION_H

#include "deals.h"
#include "proxy.h"
#include "staff.h"

/* One world has so many at most: galleries that are read again after every crash would make long runs ever slower. */
enum { EPISODE_BOOKINGS = 1000, WORK_MAX = 400, PEACE_DAYS = 120 };

/* ---- the beginning ------------------------------------------------------------------------------------------------
 */

/* As it is at the network; a process has an address, too, that only the test knows. */
static inline void write_url(struct world *world, int number, char *out, size_t size)
{
    if (!world->by_processes)
        snprintf(out, size, "https://%s.example/", office_names[number].id);
    else
        snprintf(out, size, "http://127.0.0.1:%u", world->nodes[number].port);
}

static inline void make_node(struct world *world, int number)
{
    struct node *node = &world->nodes[number];
    struct tp_config_partner partners[NODES];
    uint8_t seed[TP_SEED_BYTES];
    struct tp_organisation_init init = {.id = office_names[number].id,
                                        .name = office_names[number].id,
                                        .jurisdiction = office_names[number].jurisdiction,
                                        .rehearsal = true,
                                        .passphrase = TP_PLAY_PASSPHRASE,
                                        .seed = seed,
                                        .partners = partners};
    char urls[NODES][96], keys[NODES][64];
    struct tp_diag diag;

    memset(partners, 0, sizeof partners);
    seed_of(office_names[number].id, seed);
    for (int i = 0; i < NODES; i++) {
        bool is_partner = i != number && !(i == ENFORCEMENT && number == CITY) && !(i == CITY && number == ENFORCEMENT);
        if (!is_partner)
            continue;
        write_url(world, i, urls[i], sizeof urls[i]);
        snprintf(keys[i], sizeof keys[i], "%s", key_text(office_names[i].id));
        partners[init.partner_count++] = (struct tp_config_partner){.id = (char *)(uintptr_t)office_names[i].id,
                                                                    .name = (char *)(uintptr_t)office_names[i].id,
                                                                    .key = keys[i],
                                                                    .url = urls[i]};
    }
    snprintf(node->folder, sizeof node->folder, "%s/%s.0", world->scratch.path, office_names[number].id);
    tp_diag_init(&diag);
    node->skew_s = (int64_t)below(world, 200) - 100;
    if (world->by_processes) {
        memcpy(node->process.folder, node->folder, sizeof node->folder);
        must(tp_play_node_make(&node->process, &init, &diag), &diag, "init");
        node_start(world, number);
        return;
    }
    must(tp_organisation_init(node->folder, &init, &diag), &diag, "init");
    node_open(world, number);
}

/* ---- time ---------------------------------------------------------------------------------------------------------
 */

static inline void set_clocks(struct world *world)
{
    for (int i = 0; i < NODES; i++) {
        struct node *node = &world->nodes[i];
        int64_t now_s = world->now_s + node->skew_s;
        struct tp_diag diag;

        tp_diag_init(&diag);
        if (world->by_processes)
            set_clock(world, i);
        else if (now_s > tp_exchange_now(node->exchange))
            must(tp_exchange_set_now(node->exchange, now_s, &diag), &diag, "the clock");
    }
}

/* How many jobs were done. */
static inline unsigned work(struct world *world, int number, unsigned max)
{
    struct node *node = &world->nodes[number];
    struct tp_diag diag;
    unsigned count = 0;
    bool did = true;

    tp_diag_init(&diag);
    while (did && count < max) {
        must(tp_exchange_work(node->exchange, &did, &diag), &diag, "work");
        count += did;
        if (node->cut)
            move_to_copy(world, number);
    }
    observe_events(world, number, true);
    return count;
}

static inline void work_all(struct world *world)
{
    unsigned first = below(world, NODES), done = 1;

    if (world->by_processes) {
        settle(world);
        return;
    }
    for (int rounds = 0; done > 0 && rounds < 20; rounds++) {
        done = 0;
        for (unsigned i = 0; i < NODES; i++) {
            int node = (int)((first + i) % NODES);
            if (world->nodes[node].away_until_s <= world->now_s)
                done += work(world, node, WORK_MAX);
        }
    }
}

static inline void go_on(struct world *world, int64_t seconds)
{
    world->now_s += seconds;
    set_clocks(world);
    deliver_parcels(world);
    work_all(world);
}

/* ---- the agreements come into force -------------------------------------------------------------------------------
 */

static inline void propose(struct world *world, int deal)
{
    struct tp_buffer document, body;

    tp_buffer_init(&document);
    tp_buffer_init(&body);
    write_document(deal, &document);
    tp_write_text(&body, "{\"document\":%s}", (const char *)document.data);
    tp_write_u8(&body, '\0');
    assert_true(office_step(world, deal_facts[deal].sender, deal, "proposeAgreement", (const char *)body.data));
    tp_buffer_deinit(&document);
    tp_buffer_deinit(&body);
}

/* So that what goes on from node to node has arrived. */
static inline void let_settle(struct world *world)
{
    for (int i = 0; i < 20; i++)
        go_on(world, 60);
}

static inline void bring_into_force(struct world *world)
{
    for (int deal = 0; deal < DEALS; deal++)
        propose(world, deal);
    let_settle(world);
    for (int deal = 0; deal < DEALS; deal++)
        assert_true(
            office_step(world, deal_facts[deal].repository, deal, "takeAgreementStep", "{\"step\":\"notice\"}"));
    let_settle(world);
    go_on(world, NOTICE_DAYS * DAY + 600);
    for (int deal = 0; deal < DEALS; deal++) {
        assert_true(office_step(world, deal_facts[deal].repository, deal, "takeAgreementStep", "{\"step\":\"sign\"}"));
        assert_true(office_step(world, deal_facts[deal].sender, deal, "takeAgreementStep", "{\"step\":\"sign\"}"));
        if (party_count(deal) == 3)
            assert_true(office_step(world, ENFORCEMENT, deal, "takeAgreementStep", "{\"step\":\"sign\"}"));
    }
    let_settle(world);
    for (int deal = 0; deal < DEALS; deal++)
        assert_true(office_step(world, deal_facts[deal].sender, deal, "takeAgreementStep", "{\"step\":\"activate\"}"));
    let_settle(world);
    for (int deal = 0; deal < DEALS; deal++)
        for (size_t i = 0; deal_facts[deal].sources[i]; i++)
            assert_true(
                authority_step(world, deal_facts[deal].sender, deal, deal_facts[deal].sources[i], TP_EVENT_JOIN));
    let_settle(world);
}

/* Those whom the national repository knows. */
static inline void populate(struct world *world)
{
    for (uint32_t person = 0; person < PEOPLE / 3; person++)
        book(world, IDENT, "US-VA", person);
    go_on(world, 60);
    while (world->figures.analyses < 1000 && count_in_state(world, IDENT, "booking", "reviewing") > 0) {
        examine_all(world, IDENT);
        go_on(world, 60);
    }
}

/* ---- the middle ---------------------------------------------------------------------------------------------------
 */

static inline void book_somebody(struct world *world)
{
    static const struct {
        int node;
        const char *place;
    } places[] = {{CITY, "US-NY-061"},     {CITY, "US-NY-061"},     {NEW_YORK, "US-NY-027"}, {NEW_YORK, "US-NY-059"},
                  {NEW_YORK, "US-NY-119"}, {NEW_YORK, "US-NY-005"}, {NEW_YORK, "US-NY"},     {ILLINOIS, "US-IL-031"},
                  {ILLINOIS, "US-IL-031"}, {ILLINOIS, "US-IL-043"}, {ILLINOIS, "US-IL-097"}};
    const size_t place = below(world, TP_ARRAY_LENGTH(places));

    if (world->nodes[places[place].node].away_until_s <= world->now_s)
        book(world, places[place].node, places[place].place, below(world, PEOPLE));
}

static inline void tick(struct world *world)
{
    const int node = (int)below(world, NODES);

    for (uint32_t i = below(world, 8); i > 0; i--)
        book_somebody(world);
    if (chance(world, 500))
        turn_something(world);
    if (chance(world, 60))
        expunge_something(world);
    if (chance(world, 40)) {
        world->nodes[node].away_until_s = world->now_s + below(world, 12 * 3600);
        world->figures.away++;
    }
    if (chance(world, 40))
        crash(world, node);
    for (int i = 0; i < NODES; i++) {
        if (world->nodes[i].away_until_s > world->now_s || !chance(world, 600))
            continue;
        examine_all(world, i);
        decide_all(world, i);
    }
    go_on(world, chance(world, 900) ? below(world, 1800) : below(world, 8 * 3600));
}

/* ---- the end ------------------------------------------------------------------------------------------------------
 */

/* Until nothing is under way any more; the longest that anything may take is some weeks. */
static inline void make_peace(struct world *world)
{
    const int64_t end_s = world->now_s + (int64_t)PEACE_DAYS * DAY;

    world->peace = true;
    for (int i = 0; i < NODES; i++)
        world->nodes[i].away_until_s = 0;
    while (world->now_s < end_s && !world->violation[0]) {
        for (int i = 0; i < NODES; i++) {
            examine_all(world, i);
            decide_all(world, i);
        }
        go_on(world, 1800);
        if (!is_busy(world))
            return;
        if (world->now_s > end_s - (PEACE_DAYS - 3) * (int64_t)DAY)
            go_on(world, 6 * 3600);
    }
    if (!world->violation[0])
        tell_busy(world);
}

static inline struct world *world_new(uint64_t seed, size_t bookings, const char *program)
{
    struct world *world = calloc(1, sizeof *world);

    assert_non_null(world);
    the_world = world;
    world->seed = seed;
    world->rng = tp_rng_seed(seed, 0);
    world->now_s = BEGIN_S;
    world->by_processes = program != NULL;
    world->peace = true;
    world->seen_deal = world->waiting_deal = -1;
    world->booking_max = bookings + PEOPLE / 3;
    world->bookings = calloc(world->booking_max, sizeof *world->bookings);
    prints_size = world->booking_max * FINGERS * 2 + 1;
    prints = calloc(prints_size, sizeof *prints);
    assert_non_null(world->bookings);
    assert_non_null(prints);
    snprintf(world->scratch.path, sizeof world->scratch.path, "/dev/shm/tenprint_test_XXXXXX"); /* much is written */
    if (!mkdtemp(world->scratch.path))
        folder_make(&world->scratch);
    for (int i = 0; program && i < NODES; i++) {
        world->nodes[i].process.program = program;
        network_listen(world, i);
        assert_int_equal(tp_play_free_port(&world->nodes[i].process.port, NULL), TP_OK);
    }
    for (int i = 0; i < NODES; i++)
        make_node(world, i);
    return world;
}

/* Also after a failure, which leaves the folder to be looked at. */
static inline int end_processes(void **state)
{
    (void)state;
    for (int i = 0; the_world && i < NODES; i++)
        tp_play_node_deinit(&the_world->nodes[i].process);
    return 0;
}

static inline void world_free(struct world *world)
{
    (void)end_processes(NULL);
    the_world = NULL;
    for (int i = 0; i < NODES; i++) {
        tp_store_close(&world->nodes[i].store);
        tp_exchange_close(&world->nodes[i].exchange);
    }
    for (size_t i = 0; i < world->event_count; i++)
        tp_event_free(&world->events[i].event);
    folder_remove(&world->scratch);
    free(world->bookings);
    free(prints);
    free(world);
}

static inline uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

static inline void print_figures(const struct world *world)
{
    const struct figures *figures = &world->figures;

    print_message("# seed %" PRIu64 ": %" PRIu64 " bookings, %" PRIu64 " searches, %" PRIu64 " answers and %" PRIu64
                  " releases on the way; %" PRIu64 " analyses, %" PRIu64 " conclusions (%" PRIu64 " wrong), %" PRIu64
                  " decisions on releases\n",
                  world->seed, figures->bookings, figures->searches, figures->answers, figures->releases,
                  figures->analyses, figures->conclusions, figures->wrong, figures->decided);
    print_message("# %" PRIu64 " messages: %" PRIu64 " lost, %" PRIu64 " unheard, %" PRIu64 " doubled, %" PRIu64
                  " delayed, %" PRIu64 " altered; %" PRIu64 " crashes, %" PRIu64 " while sending, %" PRIu64
                  " times away; %" PRIu64 " stops, %" PRIu64 " returns, %" PRIu64 " expunged\n",
                  figures->sent, figures->lost, figures->unheard, figures->doubled, figures->delayed, figures->altered,
                  figures->crashes, figures->cuts, figures->away, figures->stops, figures->returns, figures->expunged);
}

/* By processes of PROGRAM, or in this one (NULL). */
static inline void play(uint64_t seed, uint64_t bookings, const char *program)
{
    struct world *world = world_new(seed, (size_t)bookings, program);

    bring_into_force(world);
    populate(world);
    world->peace = false;
    while (world->booking_count < world->booking_max && !world->violation[0])
        tick(world);
    make_peace(world);
    print_figures(world);
    if (program)
        stop_processes(world);
    if (!world->violation[0])
        check_endings(world);
    if (!world->violation[0] && bookings == EPISODE_BOOKINGS && (!world->figures.releases || !world->figures.decided))
        snprintf(world->violation, sizeof world->violation, "nothing was released, so nothing is shown about releases");
    if (world->violation[0])
        fail_msg("seed %" PRIu64 ": %s", world->seed, world->violation);
    world_free(world);
}

/* WANTED bookings, in worlds of their own. */
static inline void play_all(uint64_t wanted, const char *program)
{
    uint64_t seed = number_from("TP_SIMULATION_SEED", 2011);

    for (uint64_t done = 0; done < wanted; done += EPISODE_BOOKINGS)
        play(seed++, TP_MIN(wanted - done, (uint64_t)EPISODE_BOOKINGS), program);
}

#endif
