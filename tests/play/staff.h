/* SPDX-License-Identifier: Apache-2.0 */
/* Who works at the nodes: contributors book people who do not exist, examiners conclude from the truth with a few
 * errors, releasing officers decide one way or the other. */
#ifndef TP_TEST_PLAY_STAFF_H
#define TP_TEST_PLAY_STAFF_H

#include "reach.h"

enum { EXAMINERS = 4, ERRORS_OF_THOUSAND = 10 };

/* ---- booking ------------------------------------------------------------------------------------------------------
 */

static inline void write_prints(struct world *world, size_t booking, uint32_t person, unsigned impression,
                                struct tp_buffer *out)
{
    for (unsigned finger = 1; finger <= FINGERS; finger++) {
        struct tp_template print = {0};
        size_t size_bytes, begin;
        uint8_t *data;

        assert_int_equal(tp_synth_template(world->seed, person, finger, impression, &print, NULL), TP_OK);
        assert_int_equal(tp_template_encode(&print, TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
        tp_write_text(out, "%s{\"position\":%u,\"template\":\"", finger > 1 ? "," : "", finger);
        begin = out->size_bytes;
        tp_base64_encode(data, size_bytes, out);
        remember_print(print_name((const char *)out->data + begin, out->size_bytes - begin), booking);
        tp_write_text(out, "\"}");
        free(data);
        tp_template_deinit(&print);
    }
}

static inline void book(struct world *world, int node, const char *place, uint32_t person)
{
    static const char *const levels[] = {"none", "level-3", "level-2", "level-1", "level-1"};
    const size_t number = world->booking_count;
    struct question question = {.operation = "submitBooking", .account = "clerk", .duties = TP_DUTY_BIT(CONTRIBUTOR)};
    const char *conviction = levels[person % TP_ARRAY_LENGTH(levels)];
    struct tp_buffer body;
    struct reply reply;

    if (number == world->booking_max)
        return;
    tp_buffer_init(&body);
    tp_write_text(&body,
                  "{\"jurisdiction\":\"%s\",\"offence\":\"level-2\",\"conviction\":\"%s\",\"categories\":[%s],"
                  "\"person\":{\"name\":\"PERSON-%u\"},\"prints\":[",
                  place, conviction, person % 17 == 3 ? "\"juvenile\"" : "", person);
    write_prints(world, number, person, (unsigned)number + 1, &body);
    tp_write_text(&body, "]}");
    assert_false(body.bad);
    question.body = (const char *)body.data;
    question.body_bytes = body.size_bytes;
    world->bookings[number] = (struct booking){.node = node, .person = person, .place = place};
    ask(world, node, &question, &reply);
    must(reply.status, &reply.diag, "submitBooking");
    snprintf(world->bookings[number].id, sizeof world->bookings[number].id, "%s",
             member_text(tp_json_root(reply.json), "booking"));
    world->booking_count++;
    world->figures.bookings++;
    reply_deinit(&reply);
    tp_buffer_deinit(&body);
}

/* ---- the truth ----------------------------------------------------------------------------------------------------
 */

static inline const struct booking *booking_named(const struct world *world, const char *id)
{
    for (size_t i = world->booking_count; i-- > 0;) /* mostly a late one */
        if (strcmp(world->bookings[i].id, id) == 0)
            return &world->bookings[i];
    return NULL;
}

/* The search that node's request ID came by, as its sender knows it; or the booking or the hop that leg ID is of. */
static inline bool step_back(struct world *world, int node, char id[TP_EXCHANGE_NAME_BYTES])
{
    struct tp_entry entry;

    if (look_up(world, node, "request", id, &entry))
        snprintf(id, TP_EXCHANGE_NAME_BYTES, "%.32s", tp_entry_text(&entry, "message"));
    else if (look_up(world, node, "leg", id, &entry))
        snprintf(id, TP_EXCHANGE_NAME_BYTES, "%s", entry.link);
    else
        return false;
    tp_entry_deinit(&entry);
    return true;
}

/* Who OWNER's prints are of: of a booking, or of the search that a partner sent, back to its booking; -1 when nobody
 * knows any more. */
static inline int person_of(struct world *world, const char *owner)
{
    char id[TP_EXCHANGE_NAME_BYTES];
    const struct booking *booking;

    snprintf(id, sizeof id, "%s", strchr(owner, '/') ? strchr(owner, '/') + 1 : owner);
    for (int steps = 0; steps < 2 * NODES; steps++) {
        bool found = false;

        if ((booking = booking_named(world, id)))
            return (int)booking->person;
        for (int node = 0; node < NODES && !found; node++)
            found = step_back(world, node, id);
        if (!found)
            return -1;
    }
    return -1;
}

/* Who SUBJECT is in NODE's repository: who was first booked under this name. */
static inline int person_behind(struct world *world, int node, const char *subject)
{
    const struct tp_store_query query = {.kind = "booking", .link = subject, .due_until_s = TP_STORE_NEVER, .limit = 1};
    struct tp_entry entry;
    const int person = look_for(world, node, &query, &entry) ? person_of(world, entry.name) : -1;

    tp_entry_deinit(&entry);
    return person;
}

/* ---- erasing ------------------------------------------------------------------------------------------------------
 */

/* A court orders that a booking be expunged, wherever it may be by then. */
static inline void expunge_something(struct world *world)
{
    struct booking *booking = &world->bookings[below(world, (uint32_t)world->booking_count)];
    struct question question = {
        .operation = "startErasure", .account = "officer", .duties = TP_DUTY_BIT(RELEASING_OFFICER)};
    struct reply reply;
    char body[128];

    if (booking->expunged || world->nodes[booking->node].away_until_s > world->now_s)
        return;
    snprintf(body, sizeof body, "{\"owner\":\"booking/%s\",\"reason\":\"expungement\",\"order\":\"2011-7\"}",
             booking->id);
    question.body = body;
    ask(world, booking->node, &question, &reply);
    must(reply.status, &reply.diag, "startErasure");
    reply_deinit(&reply);
    booking->expunged = true;
    world->figures.expunged++;
}

/* ---- examining ----------------------------------------------------------------------------------------------------
 */

static inline void conclude(struct world *world, int node, const char *account, const char *task,
                            const struct tp_json_value *candidate, bool same)
{
    const char *said = same ? "identification" : "exclusion";
    struct question question = {.operation = "recordConclusion",
                                .account = account,
                                .duties = TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER),
                                .values = {task, member_text(candidate, "candidate")}};
    struct reply reply;
    char body[256];

    if (chance(world, ERRORS_OF_THOUSAND)) {
        said = same ? "inconclusive" : "identification";
        world->figures.wrong++;
    }
    snprintf(body, sizeof body,
             "{\"conclusion\":\"%s\",\"reason\":\"Ridge endings and bifurcations around the core were compared one by "
             "one.\"}",
             said);
    question.body = body;
    ask(world, node, &question, &reply);
    if (!is_over(world, &reply))
        must(reply.status, &reply.diag, "recordConclusion");
    world->figures.conclusions++;
    reply_deinit(&reply);
}

/* Place in the case of the task's candidate number NUMBER, and of it who that is. */
static inline int candidate_person(struct world *world, int node, const char *task, size_t number, int *probe)
{
    const struct tp_json_value *candidate;
    struct tp_entry entry, about = {.content = NULL};
    int64_t place = 0;
    int person = -1;

    *probe = -1;
    if (look_up(world, node, "task", task, &entry) && look_up(world, node, "case", entry.link, &about)) {
        candidate = tp_json_element(tp_json_member(tp_json_root(entry.content), "candidates"), number);
        (void)tp_json_to_integer(tp_json_member(candidate, "place"), &place);
        candidate = tp_json_element(tp_json_member(tp_json_root(about.content), "candidates"), (size_t)place);
        person = person_behind(world, node, member_text(candidate, "subject"));
        *probe = person_of(world, about.link);
    }
    tp_entry_deinit(&entry);
    tp_entry_deinit(&about);
    return person;
}

/* Whether there was a task. */
static inline bool examine(struct world *world, int node, const char *account)
{
    struct question question = {
        .operation = "claimTask", .account = account, .duties = TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER)};
    struct reply claimed, analysed;
    const struct tp_json_value *candidates;
    char task[TP_EXCHANGE_NAME_BYTES];

    ask(world, node, &question, &claimed);
    if (claimed.status != TP_OK && claimed.status != TP_E_NOT_FOUND && claimed.status != TP_E_CONFLICT) /* too many */
        must(claimed.status, &claimed.diag, "claimTask");
    snprintf(task, sizeof task, "%s", claimed.status == TP_OK ? member_text(tp_json_root(claimed.json), "task") : "");
    reply_deinit(&claimed);
    if (!task[0])
        return false;
    if (!world->peace && chance(world, 20)) /* went home; the task comes back by itself */
        return true;
    question = (struct question){.operation = "recordAnalysis",
                                 .account = account,
                                 .duties = question.duties,
                                 .values = {task},
                                 .body = "{\"value\":true,\"prints\":[0],\"text\":\"Clear ridges and many details.\"}"};
    ask(world, node, &question, &analysed);
    if (!is_over(world, &analysed))
        must(analysed.status, &analysed.diag, "recordAnalysis");
    world->figures.analyses++;
    candidates = tp_json_member(tp_json_root(analysed.json), "candidates");
    for (size_t i = 0; i < tp_json_count(candidates); i++) {
        int probe, person = candidate_person(world, node, task, i, &probe);
        conclude(world, node, account, task, tp_json_element(candidates, i), person >= 0 && person == probe);
    }
    reply_deinit(&analysed);
    return true;
}

static inline void examine_all(struct world *world, int node)
{
    for (int i = 0; i < EXAMINERS; i++) {
        char account[16];

        snprintf(account, sizeof account, "examiner.%d", i);
        for (int tasks = 0; tasks < 8 && examine(world, node, account); tasks++)
            continue;
    }
}

/* ---- deciding on releases -----------------------------------------------------------------------------------------
 */

static inline void write_decision(struct world *world, const struct tp_json_value *shown, struct tp_buffer *out)
{
    static const char *const words[] = {"family", "children", "illness",  "years",   "offence", "sentence",
                                        "work",   "home",     "court",    "history", "danger",  "age",
                                        "health", "service",  "evidence", "letters", "lawyer",  "neighbour"};
    const struct tp_json_value *list = tp_json_member(shown, "circumstances");

    tp_write_text(out, "{\"circumstances\":{");
    for (size_t i = 0; i < tp_json_count(list); i++)
        tp_write_text(out, "%s\"%s\":{\"answer\":\"no\",\"note\":\"asked the file\"}", i ? "," : "",
                      member_text(tp_json_element(list, i), "circumstance"));
    tp_write_text(out, "},\"decision\":\"%s\",\"reason\":\"", chance(world, 600) ? "release" : "decline");
    for (int i = 0; i < 30; i++)
        tp_write_text(out, "%s%c ", words[below(world, TP_ARRAY_LENGTH(words))], 'a' + (char)below(world, 26));
    tp_write_text(out, "and so on.\"}");
    tp_write_u8(out, '\0');
    assert_false(out->bad);
}

static inline void decide_one(struct world *world, int node, const char *id)
{
    struct question question = {
        .operation = "getDiscretion", .account = "officer", .duties = TP_DUTY_BIT(RELEASING_OFFICER), .values = {id}};
    struct tp_buffer body;
    struct reply shown, decided;

    ask(world, node, &question, &shown);
    if (is_over(world, &shown)) {
        reply_deinit(&shown);
        return;
    }
    must(shown.status, &shown.diag, "getDiscretion");
    tp_buffer_init(&body);
    write_decision(world, tp_json_root(shown.json), &body);
    question.operation = "decideDiscretion";
    question.body = (const char *)body.data;
    ask(world, node, &question, &decided);
    if (!is_over(world, &decided))
        must(decided.status, &decided.diag, "decideDiscretion");
    world->figures.decided++;
    reply_deinit(&shown);
    reply_deinit(&decided);
    tp_buffer_deinit(&body);
}

static inline void decide_all(struct world *world, int node)
{
    const struct question question = {
        .operation = "listDiscretions", .account = "officer", .duties = TP_DUTY_BIT(RELEASING_OFFICER)};
    const struct tp_json_value *list;
    struct reply reply;

    ask(world, node, &question, &reply);
    must(reply.status, &reply.diag, "listDiscretions");
    list = tp_json_member(tp_json_root(reply.json), "discretions");
    for (size_t i = 0; i < tp_json_count(list); i++)
        if (world->peace || chance(world, 500))
            decide_one(world, node, member_text(tp_json_element(list, i), "discretion"));
    reply_deinit(&reply);
}

#endif
