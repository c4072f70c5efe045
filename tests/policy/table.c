/* SPDX-License-Identifier: Apache-2.0 */
/* Every decision about one small agreement: in all states of its life with all ways to take part, and once in force
 * with all values of each member of a request, those that speak of the same clause crossed with each other.
 *
 *   table            prints the table
 *   table FILE       compares it with FILE, line by line; TAP
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/world.h"

/* ---- a line -------------------------------------------------------------------------------------------------------
 */

/* Appends the effect, and what did not allow it. */
static void write_decision(const struct world *world, const struct tp_request *request, int64_t clock_s,
                           struct tp_buffer *out)
{
    struct tp_decision decision;

    tp_decide(world->history, request, clock_s, &decision);
    tp_write_text(out, "%s", tp_effect_code(decision.effect));
    for (size_t i = 0; i < decision.count; i++) {
        if (decision.clauses[i].effect == TP_EFFECT_ALLOWED)
            continue;
        tp_write_text(out, " %s", tp_clause_code(decision.clauses[i].clause));
        if (decision.clauses[i].effect != decision.effect)
            tp_write_text(out, "(%s)", tp_effect_code(decision.clauses[i].effect));
    }
    tp_write_text(out, "\n");
}

/* ---- life and participation ---------------------------------------------------------------------------------------
 */

static void try_step(struct world *world, enum tp_event_kind kind, const char *by)
{
    const struct step step = {.kind = kind, .by = by, .version = world_newest(world)};

    (void)world_step(world, &step); /* whether it had the effect is looked at afterwards */
}

static void let_take_part(struct world *world, const char *source, enum tp_participation participation)
{
    if (participation != TP_PARTICIPATION_OUT)
        try_step(world, TP_EVENT_JOIN, source);
    if (participation == TP_PARTICIPATION_SUSPENDED)
        try_step(world, TP_EVENT_SUSPEND, source);
    if (participation == TP_PARTICIPATION_LEFT)
        try_step(world, TP_EVENT_LEAVE, source);
}

static void replace(struct world *world, struct draft *draft)
{
    draft->version = 2;
    memcpy(draft->amends, world_newest(world)->hash, sizeof draft->amends);
    draft->retention_days++;
    world_bring_into_force(world, draft);
}

struct standing {
    enum tp_life life;
    enum tp_participation state, county;
};

/* Leads the first version to where STANDING wants it, as far as that can be. */
static void lead(struct world *world, const struct standing *standing)
{
    struct draft draft = draft_plain();

    TP_ASSERT(world_propose(world, world_parties[DCJS], &draft) == TP_REFUSAL_NONE);
    if (standing->life == TP_LIFE_NONE)
        world->now_s--;
    if (standing->life >= TP_LIFE_NOTICED) {
        world_must(world, TP_EVENT_NOTICE, world_parties[DCJS]);
        world->now_s = tp_history_comments_end_s(world->history, world_newest(world));
    }
    let_take_part(world, world_sources[NY], standing->state);
    let_take_part(world, world_sources[NY_DUTCHESS], standing->county);
    if (standing->life >= TP_LIFE_SIGNED) {
        world_must(world, TP_EVENT_SIGN, world_parties[DCJS]);
        world_must(world, TP_EVENT_SIGN, world_parties[DHS]);
    }
    if (standing->life >= TP_LIFE_ACTIVE) {
        world->now_s = draft.from_s;
        world_must(world, TP_EVENT_ACTIVATE, world_parties[DHS]);
    }
    if (standing->life == TP_LIFE_SUSPENDED || standing->life == TP_LIFE_TERMINATED)
        world_must(world, standing->life == TP_LIFE_SUSPENDED ? TP_EVENT_SUSPEND : TP_EVENT_TERMINATE,
                   world_parties[DCJS]);
    if (standing->life == TP_LIFE_REPLACED)
        replace(world, &draft);
    if (standing->life == TP_LIFE_EXPIRED)
        world->now_s = draft.until_s;
}

static bool is_reached(const struct world *world, const struct standing *standing)
{
    const struct tp_terms *first = tp_history_version(world->history, 0);

    TP_ASSERT(tp_history_life(world->history, first, world->now_s) == standing->life);
    return tp_history_participation(world->history, first, world_sources[NY], world->now_s) == standing->state &&
           tp_history_participation(world->history, first, world_sources[NY_DUTCHESS], world->now_s) ==
               standing->county;
}

static void write_standing(const struct standing *standing, struct tp_buffer *out)
{
    struct world world;

    world_init(&world);
    lead(&world, standing);
    for (unsigned stage = 0; stage < TP_STAGES; stage++) {
        struct tp_request request = world_request(&world, (enum tp_stage)stage);

        request.version = tp_history_version(world.history, 0)->hash;
        if (!is_reached(&world, standing))
            continue;
        tp_write_text(out, "life=%s state=%s county=%s stage=%s: ", tp_life_code(standing->life),
                      tp_participation_code(standing->state), tp_participation_code(standing->county),
                      tp_stage_code(request.stage));
        write_decision(&world, &request, world.now_s, out);
    }
    world_deinit(&world);
}

static void write_standings(struct tp_buffer *out)
{
    for (unsigned life = TP_LIFE_NONE; life <= TP_LIFE_EXPIRED; life++) {
        for (unsigned at = 0; at < 16; at++) {
            const struct standing standing = {(enum tp_life)life, (enum tp_participation)(at / 4),
                                              (enum tp_participation)(at % 4)};
            write_standing(&standing, out);
        }
    }
}

/* ---- requests -----------------------------------------------------------------------------------------------------
 */

/* Sets a member of the request to one of its values; returns that value's name. */
typedef const char *value_fn(struct tp_request *request, unsigned value);

struct dimension {
    const char *name;
    unsigned count;
    value_fn *set;
};

static const char *set_version(struct tp_request *request, unsigned value)
{
    if (value > 0)
        request->version = value == 1 ? "0000" : NULL;
    return value == 0 ? "in-force" : value == 1 ? "other" : "none";
}

/* One of a list of ids, or nobody. */
static const char *one_of(const char *const *ids, unsigned count, unsigned value, const char **member)
{
    *member = value < count ? ids[value] : NULL;
    return value < count ? ids[value] : "nobody";
}

static const char *set_sender(struct tp_request *request, unsigned value)
{
    return one_of(world_parties, WORLD_PARTIES, value, &request->sender);
}

static const char *set_repository(struct tp_request *request, unsigned value)
{
    return one_of(world_parties, WORLD_PARTIES, value, &request->repository);
}

static const char *set_recipient(struct tp_request *request, unsigned value)
{
    return one_of(world_recipients, WORLD_RECIPIENTS, value, &request->recipient);
}

static const char *set_from(struct tp_request *request, unsigned value)
{
    return one_of(world_recipients, WORLD_RECIPIENTS, value, &request->from);
}

static const char *set_jurisdiction(struct tp_request *request, unsigned value)
{
    return one_of(world_sources, WORLD_SOURCES, value, &request->jurisdiction);
}

/* A word of a list, and behind the last "unknown". */
static const char *word_of(const struct tp_vocabulary *vocabulary, unsigned value, int *member)
{
    *member = value < vocabulary->count ? (int)value : -1;
    return value < vocabulary->count ? vocabulary->items[value].code : "unknown";
}

static const char *set_purpose(struct tp_request *request, unsigned value)
{
    return word_of(&tp_purposes, value, &request->purpose);
}

static const char *set_material(struct tp_request *request, unsigned value)
{
    return word_of(&tp_materials, value, &request->material);
}

static const char *set_offence(struct tp_request *request, unsigned value)
{
    return word_of(&tp_seriousness, value, &request->offence);
}

static const char *set_conviction(struct tp_request *request, unsigned value)
{
    return word_of(&tp_seriousness, value, &request->conviction);
}

static const char *set_category(struct tp_request *request, unsigned value)
{
    if (value < tp_categories.count)
        request->categories = BIT(value);
    request->categories_known = value <= tp_categories.count;
    return value < tp_categories.count ? tp_categories.items[value].code
           : request->categories_known ? "none"
                                       : "unknown";
}

static const char *yes(bool value)
{
    return value ? "yes" : "no";
}

static const char *set_match(struct tp_request *request, unsigned value)
{
    request->match = value > 0;
    return yes(request->match);
}

static const char *set_examiners(struct tp_request *request, unsigned value)
{
    static const char *const names[] = {"0", "1", "2", "3"};

    request->examiners = value;
    return names[value];
}

static const char *set_fields(struct tp_request *request, unsigned value)
{
    static const char *const names[] = {"none", "one-agreed", "all-agreed", "one-other", "agreed-and-other"};
    static const uint64_t sets[] = {0, BIT(0), BIT(0) | BIT(1), BIT(2), BIT(0) | BIT(2)};

    request->fields = sets[value];
    return names[value];
}

static const char *set_considered(struct tp_request *request, unsigned value)
{
    static const char *const names[] = {"none", "one-of-two", "both", "both-and-other"};
    static const uint64_t sets[] = {0, BIT(0), BIT(0) | BIT(2), BIT(0) | BIT(1) | BIT(2)};

    request->considered = sets[value];
    return names[value];
}

static const char *set_reason(struct tp_request *request, unsigned value)
{
    request->reason_written = value > 0;
    return yes(request->reason_written);
}

static const char *set_discretion(struct tp_request *request, unsigned value)
{
    static const char *const names[] = {"not-decided", "release", "decline"};

    request->discretion = (enum tp_discretion)value;
    return names[value];
}

static const char *set_retention(struct tp_request *request, unsigned value)
{
    static const char *const names[] = {"unknown", "0", "30", "31"};
    static const int64_t days[] = {-1, 0, 30, 31};

    request->retention_days = days[value];
    return names[value];
}

static const char *set_checkpoint(struct tp_request *request, unsigned value)
{
    static const char *const names[] = {"none", "0", "60", "61"};
    static const int64_t minutes[] = {-1, 0, 60, 61};

    request->checkpoint_age_minutes = minutes[value];
    return names[value];
}

enum { CROSSED_MAX = 4 };
struct cross {
    const char *stages; /* at which the clause they speak of applies */
    struct dimension dimensions[CROSSED_MAX];
};

/* All values of the dimensions of CROSS, as the digits of PLACE; false behind the last. */
static bool choose(const struct cross *cross, unsigned place, struct tp_request *request, struct tp_buffer *out)
{
    for (size_t i = 0; i < CROSSED_MAX && cross->dimensions[i].name; i++) {
        const struct dimension *dimension = &cross->dimensions[i];

        tp_write_text(out, " %s=%s", dimension->name, dimension->set(request, place % dimension->count));
        place /= dimension->count;
    }
    return place == 0;
}

static void write_cross(const struct world *world, const struct cross *cross, enum tp_stage stage,
                        struct tp_buffer *out)
{
    for (unsigned place = 0;; place++) {
        struct tp_request request = world_request(world, stage);
        const size_t before = out->size_bytes;

        tp_write_text(out, "%s", tp_stage_code(stage));
        if (!choose(cross, place, &request, out)) {
            out->size_bytes = before;
            return;
        }
        tp_write_text(out, ": ");
        write_decision(world, &request, world->now_s, out);
    }
}

static void write_requests(struct tp_buffer *out)
{
    const unsigned levels = (unsigned)tp_seriousness.count + 1;
    const struct cross crosses[] = {
        {"SEARO", {{"version", 3, set_version}}},
        {"SEARO", {{"sender", WORLD_PARTIES + 1, set_sender}, {"repository", WORLD_PARTIES + 1, set_repository}}},
        {"SEARO", {{"jurisdiction", WORLD_SOURCES + 1, set_jurisdiction}}},
        {"SEARO", {{"purpose", (unsigned)tp_purposes.count + 1, set_purpose}}},
        {"SE", {{"material", (unsigned)tp_materials.count + 1, set_material}}},
        {"SEARO", {{"offence", levels, set_offence}, {"conviction", levels, set_conviction}, {"match", 2, set_match}}},
        {"SEARO", {{"category", (unsigned)tp_categories.count + 2, set_category}, {"match", 2, set_match}}},
        {"SEARO", {{"checkpoint", 4, set_checkpoint}}},
        {"AR", {{"examiners", 4, set_examiners}, {"match", 2, set_match}}},
        {"ARO", {{"fields", 5, set_fields}, {"match", 2, set_match}}},
        {"RO",
         {{"recipient", WORLD_RECIPIENTS + 1, set_recipient},
          {"considered", 4, set_considered},
          {"reason", 2, set_reason},
          {"discretion", 3, set_discretion}}},
        {"O", {{"from", WORLD_RECIPIENTS + 1, set_from}, {"recipient", WORLD_RECIPIENTS + 1, set_recipient}}},
        {"RO", {{"retention", 4, set_retention}}},
    };
    const struct draft draft = draft_plain();
    struct world world;

    world_init(&world);
    world_bring_into_force(&world, &draft);
    for (unsigned stage = 0; stage < TP_STAGES; stage++) {
        for (size_t i = 0; i < TP_ARRAY_LENGTH(crosses); i++) {
            if (strchr(crosses[i].stages, "SEARO"[stage]))
                write_cross(&world, &crosses[i], (enum tp_stage)stage, out);
        }
    }
    world_deinit(&world);
}

/* ---- the whole ----------------------------------------------------------------------------------------------------
 */

/* The next line of TEXT without its newline; NULL behind the last. */
static char *take_line(char **text)
{
    char *line = *text, *end = strchr(line, '\n');

    if (!end)
        return NULL;
    *end = '\0';
    *text = end + 1;
    return line;
}

static int compare(char *table, char *expected)
{
    size_t lines = 0, different = 0;
    char *got, *wanted;

    do {
        got = take_line(&table);
        wanted = take_line(&expected);
        lines += got != NULL;
        if ((got || wanted) && (!got || !wanted || strcmp(got, wanted) != 0) && different++ < 20)
            printf("# expected: %s\n#      got: %s\n", wanted ? wanted : "nothing more", got ? got : "nothing more");
    } while (got || wanted);
    if (different > 0)
        puts("# if this is intended: build/tests/policy/table > tests/policy/expected.txt, and say why in the commit");
    printf("1..1\n%sok 1 - %zu decisions are as they were, %zu are not\n", different ? "not " : "", lines - different,
           different);
    return different != 0;
}

static int compare_with(struct tp_buffer *table, const char *path)
{
    struct tp_buffer expected;
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    int result;

    if (tp_file_read(path, 1 << 20, &data, &size_bytes, NULL) != TP_OK) {
        printf("Bail out! cannot read %s\n", path);
        return 1;
    }
    tp_buffer_init(&expected);
    tp_write_bytes(&expected, data, size_bytes);
    tp_write_u8(&expected, 0);
    result = compare((char *)table->data, (char *)expected.data);
    tp_buffer_deinit(&expected);
    free(data);
    return result;
}

int main(int argc, char **argv)
{
    struct tp_buffer table;
    int result = 0;

    tp_buffer_init(&table);
    write_standings(&table);
    write_requests(&table);
    tp_write_u8(&table, 0);
    TP_ASSERT(!table.bad);
    if (argc < 2)
        fputs((const char *)table.data, stdout);
    else
        result = compare_with(&table, argv[1]);
    tp_buffer_deinit(&table);
    world_end();
    return result;
}
