/* SPDX-License-Identifier: Apache-2.0 */
/* Prints random cases and what the evaluator makes of them, for second.py: one JSON object a line, each a history with
 * some instants and many requests.
 *
 *   cases SEED COUNT
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/generate.h"

enum { REQUESTS = 100, INSTANTS = 12 };

/* ---- a history ----------------------------------------------------------------------------------------------------
 */

static void print_versions(const struct world *world)
{
    printf("{\"versions\":[");
    for (size_t i = 0; i < tp_history_version_count(world->history); i++) {
        size_t bytes;
        const struct tp_terms *terms = tp_history_version(world->history, i);
        const char *document = tp_terms_document(terms, &bytes);

        printf("%s{\"hash\":\"%s\",\"document\":%.*s}", i > 0 ? "," : "", terms->hash, (int)bytes, document);
    }
    printf("],\"events\":[");
    for (size_t i = 0; i < tp_history_count(world->history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(world->history, i, &received_s);

        printf("%s{\"kind\":\"%s\",\"by\":\"%s\",\"version\":\"%s\",\"sequence\":%" PRIu32 ",\"time\":%" PRId64
               ",\"received\":%" PRId64 "}",
               i > 0 ? "," : "", tp_events.items[event->kind].code, event->by, event->version, event->sequence,
               event->time_s, received_s);
    }
    printf("]");
}

/* What the history says at some clocks: the life of each version, the part of each source, who may send. */
static void print_instants(struct tp_rng *rng, const struct world *world)
{
    printf(",\"instants\":[");
    for (unsigned i = 0; i < INSTANTS; i++) {
        const int64_t clock_s = generate_clock(rng, world);
        const struct tp_terms *terms =
            tp_history_version(world->history, tp_rng_below(rng, (uint32_t)tp_history_version_count(world->history)));

        printf("%s{\"clock\":%" PRId64 ",\"version\":\"%s\",\"life\":\"%s\",\"participation\":{", i > 0 ? "," : "",
               clock_s, terms->hash, tp_life_code(tp_history_life(world->history, terms, clock_s)));
        for (size_t at = 0; at < terms->source_count; at++)
            printf("%s\"%s\":\"%s\"", at > 0 ? "," : "", terms->sources[at].jurisdiction,
                   tp_participation_code(
                       tp_history_participation(world->history, terms, terms->sources[at].jurisdiction, clock_s)));
        printf("}}");
    }
    printf("]");
}

/* ---- a request ----------------------------------------------------------------------------------------------------
 */

static void print_text(const char *name, const char *text)
{
    if (text)
        printf(",\"%s\":\"%s\"", name, text);
    else
        printf(",\"%s\":null", name);
}

/* A place in a list by its code; -1 is null, any other place its number. */
static void print_place(const char *name, const struct tp_vocabulary *vocabulary, int place)
{
    if (place >= 0 && (size_t)place < vocabulary->count)
        print_text(name, vocabulary->items[place].code);
    else if (place == -1)
        print_text(name, NULL);
    else
        printf(",\"%s\":%d", name, place);
}

/* Bits beyond the list are words that no list has. */
static void print_set(const char *name, const struct tp_vocabulary *vocabulary, uint64_t set)
{
    const char *comma = "";

    printf(",\"%s\":[", name);
    for (unsigned i = 0; i < 64; i++) {
        if ((set >> i & 1) == 0)
            continue;
        if (i < vocabulary->count)
            printf("%s\"%s\"", comma, vocabulary->items[i].code);
        else
            printf("%s\"unknown-%u\"", comma, i);
        comma = ",";
    }
    printf("]");
}

static const char *flag(bool value)
{
    return value ? "true" : "false";
}

static void print_request(const struct tp_request *request)
{
    static const char *const discretions[] = {"not-decided", "release", "decline", "unknown"};

    printf("{\"stage\":\"%s\"", tp_stage_code(request->stage));
    print_text("version", request->version);
    print_text("sender", request->sender);
    print_text("repository", request->repository);
    print_text("recipient", request->recipient);
    print_text("from", request->from);
    print_text("jurisdiction", request->jurisdiction);
    print_place("purpose", &tp_purposes, request->purpose);
    print_place("material", &tp_materials, request->material);
    print_place("offence", &tp_seriousness, request->offence);
    print_place("conviction", &tp_seriousness, request->conviction);
    print_set("categories", &tp_categories, request->categories);
    printf(",\"categories_known\":%s,\"match\":%s,\"examiners\":%u", flag(request->categories_known),
           flag(request->match), request->examiners);
    print_set("considered", &tp_circumstances, request->considered);
    printf(",\"reason_written\":%s,\"discretion\":\"%s\"", flag(request->reason_written),
           discretions[request->discretion]);
    print_set("fields", &tp_fields, request->fields);
    printf(",\"retention_days\":%" PRId64 ",\"checkpoint_age_minutes\":%" PRId64 "}", request->retention_days,
           request->checkpoint_age_minutes);
}

static void print_case(struct tp_rng *rng, const struct world *world)
{
    const int64_t clock_s = generate_clock(rng, world);
    const struct tp_request request = generate_request(rng, world, clock_s);
    struct tp_decision decision;

    tp_decide(world->history, &request, clock_s, &decision);
    printf("{\"clock\":%" PRId64 ",\"request\":", clock_s);
    print_request(&request);
    printf(",\"effect\":\"%s\",\"clauses\":{", tp_effect_code(decision.effect));
    for (size_t i = 0; i < decision.count; i++)
        printf("%s\"%s\":\"%s\"", i > 0 ? "," : "", tp_clause_code(decision.clauses[i].clause),
               tp_effect_code(decision.clauses[i].effect));
    printf("}}");
}

static void print_history(struct tp_rng *rng, long requests)
{
    struct world world;

    world_init(&world);
    generate_history(rng, &world, 15 + tp_rng_below(rng, 75));
    print_versions(&world);
    print_instants(rng, &world);
    printf(",\"cases\":[");
    for (long i = 0; i < requests; i++) {
        if (i > 0)
            printf(",");
        print_case(rng, &world);
    }
    printf("]}\n");
    world_deinit(&world);
}

int main(int argc, char **argv)
{
    const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    long left = argc > 2 ? strtol(argv[2], NULL, 10) : REQUESTS;

    for (uint64_t stream = 0; left > 0; stream++) {
        struct tp_rng rng = tp_rng_seed(seed, stream);
        const long requests = TP_MIN(left, (long)REQUESTS);

        print_history(&rng, requests);
        left -= requests;
    }
    world_end();
    return 0;
}
