/* SPDX-License-Identifier: Apache-2.0 */
/* The agreements of the simulation: how they came into force, and what their signers do to them at random moments. */
#ifndef TP_TEST_PLAY_DEALS_H
#define TP_TEST_PLAY_DEALS_H

#include "network.h"

/* ---- documents ----------------------------------------------------------------------------------------------------
 */

/* What the national repository finds may be released to a third party. */
static inline size_t party_count(int deal)
{
    return deal_facts[deal].repository == IDENT ? 3 : 2;
}

static inline void write_document(int deal, struct tp_buffer *out)
{
    const int parties[] = {deal_facts[deal].sender, deal_facts[deal].repository, ENFORCEMENT};
    const char *const roles[] = {"sender", "repository", "recipient"};

    tp_write_text(out, "{\"form\":\"tenprint-agreement/1\",\"version\":1,\"title\":\"Simulated %d\",\"parties\":[",
                  deal);
    for (size_t i = 0; i < party_count(deal); i++)
        tp_write_text(out,
                      "%s{\"id\":\"%s\",\"name\":\"%s\",\"jurisdiction\":\"%s\",\"key\":\"%s\",\"roles\":[\"%s\"]}",
                      i ? "," : "", office_names[parties[i]].id, office_names[parties[i]].id,
                      office_names[parties[i]].jurisdiction, key_text(office_names[parties[i]].id), roles[i]);
    tp_write_text(out, "],\"sources\":[");
    for (size_t i = 0; deal_facts[deal].sources[i]; i++)
        tp_write_text(out, "%s{\"jurisdiction\":\"%s\",\"key\":\"%s\"}", i ? "," : "", deal_facts[deal].sources[i],
                      key_text(deal_facts[deal].sources[i]));
    tp_write_text(out,
                  "],\"purposes\":[\"criminal-identification\"],\"repository\":{\"party\":\"%s\",\"name\":\"Prints\"},"
                  "\"sent\":[\"templates\"],\"thresholds\":{\"search\":{\"offence\":\"none\",\"conviction\":\"none\"},"
                  "\"release\":{\"offence\":\"none\",\"conviction\":\"level-2\"}},\"exclusions\":[\"juvenile\"],"
                  "\"reviews\":{\"examiners\":2,\"circumstances\":[\"elderly\",\"minor\"]},"
                  "\"release\":{\"fields\":[\"match\",\"name\"],\"recipients\":[{\"id\":\"%s\","
                  "\"name\":\"Somebody\",\"enforcement\":true}],\"retention_days\":30,\"onward\":[]},"
                  "\"notice\":{\"days\":%d,\"by\":[\"%s\"]},\"witness\":{\"required\":false,\"max_age_minutes\":0},"
                  "\"validity\":{\"from\":\"2011-01-11T00:00:00Z\",\"until\":\"2014-01-01T00:00:00Z\"}}",
                  office_names[deal_facts[deal].repository].id,
                  party_count(deal) == 3 ? office_names[ENFORCEMENT].id : "no-node", NOTICE_DAYS,
                  office_names[deal_facts[deal].repository].id);
    tp_write_u8(out, '\0');
    assert_false(out->bad);
}

/* ---- steps --------------------------------------------------------------------------------------------------------
 */

static inline void remember_event(struct world *world, int deal, struct tp_event *event)
{
    if (world->event_count == EVENTS_MAX)
        fail_msg("more than %d events", EVENTS_MAX);
    world->events[world->event_count++] = (struct signed_event){event, deal};
}

/* An officer at NODE takes a step; false when the node refuses it. */
static inline bool office_step(struct world *world, int node, int deal, const char *operation, const char *body)
{
    struct question question = {.operation = operation,
                                .account = "agreements",
                                .duties = TP_DUTY_BIT(AGREEMENT_OFFICER),
                                .values = {world->deals[deal]},
                                .body = body};
    struct tp_event *event;
    struct reply taken, file;

    ask(world, node, &question, &taken);
    if (taken.status == TP_E_CONFLICT) {
        if (world->peace)
            print_message("# %s: %s: %s\n", office_names[node].id, taken.diag.field, taken.diag.text);
        reply_deinit(&taken);
        return false;
    }
    must(taken.status, &taken.diag, operation);
    snprintf(world->deals[deal], sizeof world->deals[deal], "%s", member_text(tp_json_root(taken.json), "agreement"));
    question = (struct question){.operation = "getAgreementEvent",
                                 .account = "",
                                 .values = {world->deals[deal], member_text(tp_json_root(taken.json), "event")}};
    ask(world, node, &question, &file);
    must(file.status, &file.diag, "getAgreementEvent");
    assert_int_equal(tp_event_parse(file.bytes.data, file.bytes.size_bytes, &event, NULL), TP_OK);
    remember_event(world, deal, event);
    reply_deinit(&taken);
    reply_deinit(&file);
    return true;
}

static inline uint32_t last_number(const struct world *world, int deal, const char *by, enum tp_event_kind kind)
{
    uint32_t number = 0;

    for (size_t i = 0; i < world->event_count; i++)
        if (world->events[i].deal == deal && strcmp(world->events[i].event->by, by) == 0 &&
            (kind == TP_EVENT_KINDS || world->events[i].event->kind == kind))
            number = TP_MAX(number, world->events[i].event->sequence);
    return number;
}

/* The authority of PLACE signs an event on its own machine and hands it in at NODE; false when that refuses it. */
static inline bool authority_step(struct world *world, int node, int deal, const char *place, enum tp_event_kind kind)
{
    struct question question = {
        .operation = "acceptEvent", .account = "agreements", .duties = TP_DUTY_BIT(AGREEMENT_OFFICER)};
    struct tp_signer *signer = signer_of(place);
    struct tp_event *event = calloc(1, sizeof *event);
    struct tp_buffer text;
    struct reply reply;
    bool taken;

    assert_non_null(event);
    snprintf(event->agreement, sizeof event->agreement, "%s", world->deals[deal]);
    snprintf(event->version, sizeof event->version, "%s", world->deals[deal]);
    snprintf(event->by, sizeof event->by, "%s", place);
    event->kind = kind;
    event->sequence = last_number(world, deal, place, TP_EVENT_KINDS) + 1;
    event->time_s = world->now_s;
    assert_int_equal(tp_event_sign(event, signer, NULL), TP_OK);
    tp_signer_free(&signer);
    tp_buffer_init(&text);
    assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
    question.body = (const char *)text.data;
    question.body_bytes = text.size_bytes;
    ask(world, node, &question, &reply);
    taken = reply.status == TP_OK;
    if (!taken && reply.status != TP_E_CONFLICT)
        must(reply.status, &reply.diag, "acceptEvent");
    if (taken)
        remember_event(world, deal, event);
    else
        tp_event_free(&event);
    reply_deinit(&reply);
    tp_buffer_deinit(&text);
    return taken;
}

/* ---- at random ----------------------------------------------------------------------------------------------------
 */

/* PLACE comes back when it is out; false when it is in. */
static inline bool come_back(struct world *world, int node, int deal, const char *place)
{
    uint32_t join = last_number(world, deal, place, TP_EVENT_JOIN);
    uint32_t back = TP_MAX(join, last_number(world, deal, place, TP_EVENT_RESUME));

    if (last_number(world, deal, place, TP_EVENT_LEAVE) > join)
        world->figures.returns += authority_step(world, node, deal, place, TP_EVENT_JOIN);
    else if (last_number(world, deal, place, TP_EVENT_SUSPEND) > back)
        world->figures.returns += authority_step(world, node, deal, place, TP_EVENT_RESUME);
    else
        return false;
    return true;
}

/* A place stops or comes back, at whichever of the two parties it trusts. Taking part is the rule. */
static inline void turn_place(struct world *world, int deal)
{
    const char *const *sources = deal_facts[deal].sources;
    int node = chance(world, 500) ? deal_facts[deal].sender : deal_facts[deal].repository;
    size_t count = 0, stop;

    while (sources[count])
        count++;
    stop = below(world, (uint32_t)count);
    if (world->nodes[node].away_until_s > world->now_s)
        return;
    for (size_t i = 0; i < count; i++)
        if (!come_back(world, node, deal, sources[i]) && i == stop && chance(world, 150))
            world->figures.stops +=
                authority_step(world, node, deal, sources[i], chance(world, 500) ? TP_EVENT_LEAVE : TP_EVENT_SUSPEND);
}

static inline void turn_party(struct world *world, int deal)
{
    int node = chance(world, 500) ? deal_facts[deal].sender : deal_facts[deal].repository;
    const char *id = office_names[node].id;
    bool suspended = last_number(world, deal, id, TP_EVENT_SUSPEND) > last_number(world, deal, id, TP_EVENT_RESUME);

    if (world->nodes[node].away_until_s > world->now_s)
        return;
    if (suspended)
        world->figures.returns += office_step(world, node, deal, "takeAgreementStep", "{\"step\":\"resume\"}");
    else if (chance(world, 60))
        world->figures.stops += office_step(world, node, deal, "takeAgreementStep", "{\"step\":\"suspend\"}");
}

/* A place leaves while a search of somebody who was booked there waits to be sent again. */
static inline bool leave_in_time(struct world *world)
{
    int deal = world->waiting_deal, node;

    if (deal < 0 || !is_listed(deal, world->waiting_place) || !chance(world, 300))
        return false;
    node = deal_facts[deal].sender;
    if (world->nodes[node].away_until_s > world->now_s || !is_in(world, node, deal, world->waiting_place))
        return false;
    world->figures.stops += authority_step(world, node, deal, world->waiting_place, TP_EVENT_LEAVE);
    world->waiting_deal = -1;
    return true;
}

static inline void turn_something(struct world *world)
{
    int deal = (int)below(world, DEALS);

    if (leave_in_time(world))
        return;
    if (chance(world, 700))
        turn_place(world, deal);
    else
        turn_party(world, deal);
}

#endif
