/* SPDX-License-Identifier: Apache-2.0 */
/* The world of the simulations: organisations, each in a folder of its own and with a clock of its own, as exchanges in
 * this process (test_simulation.c) or as processes of their own (test_node.c); the agreements between them, and who is
 * booked. */
#ifndef TP_TEST_PLAY_WORLD_H
#define TP_TEST_PLAY_WORLD_H

#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "booking/booking.h"
#include "exchange/exchange.h"
#include "folder.h"
#include "office/office.h"
#include "partner/partner.h"
#include "person/person.h"
#include "play/play.h"
#include "review/review.h"
#include "synth/synth.h"

enum {
    NODES = 5,
    DEALS = 3,
    PEOPLE = 240,
    EVENTS_MAX = 4096,
    PARCELS_MAX = 4096,
    FINGERS = 1,
    DAY = 86400,
    NOTICE_DAYS = 1
};
#define BEGIN_S INT64_C(1306886400) /* 2011-06-01T00:00:00Z */

enum { CITY, NEW_YORK, ILLINOIS, IDENT, ENFORCEMENT };
static const struct {
    const char *id, *jurisdiction;
} office_names[NODES] = {
    {"nyc-pd", "US-NY-061"}, {"ny-dcjs", "US-NY"}, {"il-isp", "US-IL"}, {"dhs-ident", "US"}, {"ice-ero", "US"}};

/* Who sends to whom, and whose bookings. */
static const struct {
    int sender, repository;
    const char *sources[6];
} deal_facts[DEALS] = {{CITY, NEW_YORK, {"US-NY", "US-NY-061", NULL}},
                       {NEW_YORK, IDENT, {"US-NY", "US-NY-027", "US-NY-059", "US-NY-061", "US-NY-119", NULL}},
                       {ILLINOIS, IDENT, {"US-IL", "US-IL-031", "US-IL-043", NULL}}};

/* An event that somebody signed. */
struct signed_event {
    struct tp_event *event; /* owned */
    int deal;
};

struct booking {
    char id[TP_EXCHANGE_ID_BYTES];
    int node;
    uint32_t person;
    const char *place;
    bool expunged; /* somebody was entitled to it */
};

/* A message that arrives later. */
struct parcel {
    int64_t due_s;
    int to;
    struct tp_wire_request request; /* with copies of all that it points to */
    char *texts;                    /* owned */
    size_t texts_used;
};

struct node {
    char folder[160];
    unsigned generation;          /* of the folder: counts crashes */
    struct tp_exchange *exchange; /* NULL while it is a process */
    struct tp_play_node process;
    int listener;           /* of a process: the network's, where its partners believe it */
    uint16_t port;          /* of that */
    struct tp_store *store; /* read beside the node; NULL until it is needed */
    int64_t skew_s, away_until_s;
    bool cut; /* the power went while it was sending: what it did since is lost */
    bool known[EVENTS_MAX];
};

struct figures {
    uint64_t bookings, sent, lost, unheard, doubled, delayed, altered, forged, crashes, cuts, away, stops, returns,
        analyses, conclusions, wrong, decided, searches, answers, releases, expunged;
};

struct world {
    struct tp_rng rng;
    uint64_t seed;
    int64_t now_s;
    struct test_folder scratch;
    struct node nodes[NODES];
    char deals[DEALS][TP_HASH_TEXT_BYTES];
    struct signed_event events[EVENTS_MAX];
    size_t event_count;
    struct booking *bookings; /* owned */
    size_t booking_count, booking_max;
    struct parcel parcels[PARCELS_MAX];
    size_t parcel_count;
    int seen_deal, waiting_deal; /* of the last message, when it was a search; of one that will be sent again; or -1 */
    const char *seen_place, *waiting_place;
    bool by_processes;
    bool peace; /* no more faults */
    struct figures figures;
    char violation[512];
};
static struct world *the_world;

static inline uint32_t below(struct world *world, uint32_t bound)
{
    return tp_rng_below(&world->rng, bound);
}

static inline bool chance(struct world *world, uint32_t of_thousand)
{
    return below(world, 1000) < of_thousand;
}

static inline void violate(struct world *world, const char *format, ...) TP_PRINTF(2, 3);
static inline void violate(struct world *world, const char *format, ...)
{
    va_list arguments;

    if (world->violation[0])
        return;
    va_start(arguments, format);
    vsnprintf(world->violation, sizeof world->violation, format, arguments);
    va_end(arguments);
}

static inline void must(tp_status status, const struct tp_diag *diag, const char *what)
{
    if (status != TP_OK)
        fail_msg("seed %" PRIu64 ": %s: %s: %s: %s", the_world->seed, what, diag->file, diag->field, diag->text);
}

/* ---- templates: which booking they are of ---------------------------------------------------------------------------
 */

/* FNV-1a of the base64 text of a template: what the observer looks for in all that is sent. */
static inline uint64_t print_name(const char *text, size_t length)
{
    uint64_t name = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < length; i++)
        name = (name ^ (uint8_t)text[i]) * UINT64_C(1099511628211);
    return name;
}

static struct {
    uint64_t name;
    size_t booking; /* + 1; 0: free */
} * prints;
static size_t prints_size;

static inline void remember_print(uint64_t name, size_t booking)
{
    size_t place = name % prints_size;

    while (prints[place].booking)
        place = (place + 1) % prints_size;
    prints[place].name = name;
    prints[place].booking = booking + 1;
}

static inline const struct booking *booking_of_print(const struct world *world, uint64_t name)
{
    size_t place = name % prints_size;

    for (; prints[place].booking; place = (place + 1) % prints_size)
        if (prints[place].name == name)
            return &world->bookings[prints[place].booking - 1];
    return NULL;
}

/* ---- keys -----------------------------------------------------------------------------------------------------------
 */

static inline void seed_of(const char *name, uint8_t seed[TP_SEED_BYTES])
{
    memset(seed, 0, TP_SEED_BYTES);
    memcpy(seed, name, TP_MIN(strlen(name), (size_t)TP_SEED_BYTES));
}

static inline struct tp_signer *signer_of(const char *name)
{
    uint8_t seed[TP_SEED_BYTES];
    struct tp_signer *signer;

    seed_of(name, seed);
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    return signer;
}

/* The public key of NAME as base64, in one of eight static buffers. */
static inline const char *key_text(const char *name)
{
    static char texts[8][64];
    static unsigned next;
    struct tp_signer *signer = signer_of(name);
    struct tp_buffer text;
    char *out = texts[next++ % 8];

    tp_buffer_init(&text);
    tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &text);
    snprintf(out, sizeof texts[0], "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    tp_signer_free(&signer);
    return out;
}

#endif
