/* SPDX-License-Identifier: Apache-2.0 */
/* The observer: reads every byte that is sent, knows of each print whose it is and where that person was booked, and
 * what each node has been told of who takes part. It shares no code with the policy. */
#ifndef TP_TEST_PLAY_OBSERVER_H
#define TP_TEST_PLAY_OBSERVER_H

#include "reach.h"

struct learning {
    struct world *world;
    struct node *node;
    bool is_settled;
};

static inline tp_status learn_event(void *context, const struct tp_store_document *document, struct tp_diag *diag)
{
    const struct learning *learning = context;

    (void)diag;
    for (size_t i = 0; i < learning->world->event_count; i++) {
        const struct tp_event *event = learning->world->events[i].event;
        if (strcmp(event->hash, document->name) == 0 &&
            (learning->is_settled || event->kind == TP_EVENT_JOIN || event->kind == TP_EVENT_RESUME))
            learning->node->known[i] = true;
    }
    return TP_OK;
}

/* What NODE has been told and has stored, it knows. What a process sends just then may have been permitted just before:
 * that somebody stops counts from when the node IS_SETTLED, with nothing under way. */
static inline void observe_events(struct world *world, int node, bool is_settled)
{
    struct learning learning = {world, &world->nodes[node], is_settled};

    assert_int_equal(tp_store_each_document(store_of(world, node), "event", learn_event, &learning, NULL), TP_OK);
}

/* The highest number of an event of KIND by BY in DEAL that NODE knows; 0 for none. */
static inline uint32_t highest(const struct world *world, int node, int deal, const char *by, enum tp_event_kind kind)
{
    uint32_t number = 0;

    for (size_t i = 0; i < world->event_count; i++) {
        const struct signed_event *one = &world->events[i];
        if (world->nodes[node].known[i] && one->deal == deal && one->event->kind == kind &&
            strcmp(one->event->by, by) == 0 && one->event->sequence > number)
            number = one->event->sequence;
    }
    return number;
}

static inline bool is_in(const struct world *world, int node, int deal, const char *place)
{
    uint32_t join = highest(world, node, deal, place, TP_EVENT_JOIN);
    uint32_t back = TP_MAX(join, highest(world, node, deal, place, TP_EVENT_RESUME));

    return join > highest(world, node, deal, place, TP_EVENT_LEAVE) &&
           back > highest(world, node, deal, place, TP_EVENT_SUSPEND);
}

static inline bool is_listed(int deal, const char *place)
{
    for (size_t i = 0; deal_facts[deal].sources[i]; i++)
        if (strcmp(deal_facts[deal].sources[i], place) == 0)
            return true;
    return false;
}

/* Why nothing of a booking in PLACE may leave NODE under DEAL as far as it knows; NULL when it may. */
static inline const char *why_not(const struct world *world, int node, int deal, const char *place)
{
    char state[8];

    snprintf(state, sizeof state, "%.5s", place);
    if (node != deal_facts[deal].sender)
        return "another's agreement";
    if (!is_listed(deal, place))
        return "its place is not in the agreement";
    if (!is_in(world, node, deal, place) || !is_in(world, node, deal, state))
        return "its place takes no part";
    for (int party = 0; party < NODES; party++) {
        const char *id = office_names[party].id;
        if (highest(world, node, deal, id, TP_EVENT_SUSPEND) > highest(world, node, deal, id, TP_EVENT_RESUME))
            return "a party has suspended it";
    }
    return NULL;
}

static inline int deal_of(const struct world *world, const char *hash)
{
    for (int deal = 0; deal < DEALS; deal++)
        if (strcmp(world->deals[deal], hash) == 0)
            return deal;
    return -1;
}

/* The value of the first member NAME in TEXT, found as text and not as JSON; "" for none. */
static inline void find_member(const char *text, const char *name, char *out, size_t size)
{
    char lead[64];
    const char *at;

    snprintf(lead, sizeof lead, "\"%s\":\"", name);
    at = strstr(text, lead);
    snprintf(out, size, "%.*s", at ? (int)strcspn(at + strlen(lead), "\"") : 0, at ? at + strlen(lead) : "");
}

/* Every print in TEXT must be of somebody who was booked where that is allowed, and none may be in what is no search.
 */
static inline void observe_prints(struct world *world, int from, const char *text, const char *kind, int deal)
{
    world->seen_deal = -1;
    static const char lead[] = "\"template\":\"";
    const char *why;

    for (const char *at = text; (at = strstr(at, lead));) {
        const size_t length = strcspn(at + sizeof lead - 1, "\"");
        const struct booking *booking = booking_of_print(world, print_name(at + sizeof lead - 1, length));

        at += sizeof lead - 1 + length;
        if (strcmp(kind, "search") != 0)
            violate(world, "%s sent a print in a message of kind %s", office_names[from].id, kind);
        else if (!booking)
            violate(world, "%s sent a print of nobody who was booked", office_names[from].id);
        else if (deal < 0)
            violate(world, "%s sent a print under no agreement", office_names[from].id);
        else if ((why = why_not(world, from, deal, booking->place)))
            violate(world, "%s sent a print of a booking in %s: %s", office_names[from].id, booking->place, why);
        if (booking) {
            world->seen_deal = deal;
            world->seen_place = booking->place;
        }
    }
}

/* The name of somebody is in what was agreed to be told: answers and releases. */
static inline void observe(struct world *world, int from, const struct tp_wire_request *request)
{
    char *text = strndup(request->body, request->body_bytes);
    char kind[32], version[TP_HASH_TEXT_BYTES];

    assert_non_null(text);
    observe_events(world, from, !world->by_processes);
    find_member(text, "kind", kind, sizeof kind);
    find_member(text, "agreement", version, sizeof version);
    world->figures.sent++;
    world->figures.searches += strcmp(kind, "search") == 0;
    world->figures.answers += strcmp(kind, "answer") == 0;
    world->figures.releases += strcmp(kind, "release") == 0;
    observe_prints(world, from, text, kind, deal_of(world, version));
    if (strstr(text, "PERSON-") && strcmp(kind, "answer") != 0 && strcmp(kind, "release") != 0)
        violate(world, "%s sent a name in a message of kind %s", office_names[from].id, kind);
    free(text);
}

#endif
