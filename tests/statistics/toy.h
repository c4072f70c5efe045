/* SPDX-License-Identifier: Apache-2.0 */
/* Random ledgers in memory for tests of statistics: cases of a few states over some months, and what is logged of them.
 */
#ifndef TP_TEST_STATISTICS_TOY_H
#define TP_TEST_STATISTICS_TOY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/statistics.h"

#define TOY(name) TP_LEAF_##name##_MEMBER

enum { TOY_BEGIN = 1293840000 }; /* 2011-01-01T00:00:00Z */

struct toy {
    struct tp_buffer *entries;   /* owned */
    struct tp_opening *openings; /* owned; of each entry */
    size_t count, capacity;
    struct tp_rng rng;
    int64_t time_s;
};

static inline const char *toy_pick(struct toy *toy, const char *const *values, uint32_t count)
{
    return values[tp_rng_below(&toy->rng, count)];
}
#define TOY_PICK(toy, ...)                                                                                             \
    toy_pick(toy, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Commits to a record with COUNTY and appends. */
static inline uint64_t toy_append(struct toy *toy, struct tp_leaf *leaf, const char *county)
{
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *record;

    if (toy->count == toy->capacity) {
        toy->capacity = toy->capacity * 2 + 64;
        toy->entries = realloc(toy->entries, toy->capacity * sizeof *toy->entries);
        toy->openings = realloc(toy->openings, toy->capacity * sizeof *toy->openings);
        assert_true(toy->entries && toy->openings);
    }
    assert_int_equal(tp_json_new(&record, NULL), TP_OK);
    tp_time_format(toy->time_s, time);
    tp_json_text(record, TP_RECORD_TIME, time);
    if (county)
        tp_json_text(record, TP_RECORD_COUNTY, county);
    assert_int_equal(tp_leaf_commit(leaf, record, &toy->openings[toy->count], NULL), TP_OK);
    tp_json_free(&record);
    tp_buffer_init(&toy->entries[toy->count]);
    assert_int_equal(tp_leaf_write(leaf, &toy->entries[toy->count], NULL), TP_OK);
    return toy->count++;
}

struct toy_case {
    const char *state, *level;
    char county[16];
};

static inline void toy_case_leaf(struct toy *toy, enum tp_leaf_kind kind, const struct toy_case *about,
                                 struct tp_leaf *out)
{
    tp_leaf_init(out, kind, toy->time_s);
    tp_leaf_set(out, TOY(STATE), about->state);
    if (tp_leaf_presence(kind, TOY(LEVEL)) != TP_LEAF_NEVER)
        tp_leaf_set(out, TOY(LEVEL), about->level);
}

static inline bool toy_decide(struct toy *toy, const char *stage, const struct toy_case *about, const char *clauses,
                              const char *effect)
{
    struct tp_leaf leaf;

    toy_case_leaf(toy, TP_LEAF_DECISION, about, &leaf);
    tp_leaf_set(&leaf, TOY(STAGE), stage);
    tp_leaf_set(&leaf, TOY(EFFECT), clauses ? effect : "allowed");
    tp_leaf_set(&leaf, TOY(CLAUSES), clauses);
    (void)toy_append(toy, &leaf, about->county);
    return !clauses;
}

static inline void toy_match(struct toy *toy, const struct toy_case *about, const char *outcome)
{
    struct tp_leaf leaf;

    toy_case_leaf(toy, TP_LEAF_MATCH, about, &leaf);
    tp_leaf_set(&leaf, TOY(OUTCOME), outcome);
    tp_leaf_set(&leaf, TOY(ELAPSED), TOY_PICK(toy, "hour", "hour", "day", "week"));
    (void)toy_append(toy, &leaf, about->county);
}

static inline void toy_review(struct toy *toy, const struct toy_case *about)
{
    const char *outcome = TOY_PICK(toy, "identification", "identification", "exclusion", "inconclusive");
    bool said = strcmp(outcome, "inconclusive") != 0;
    struct tp_leaf leaf;

    toy_case_leaf(toy, TP_LEAF_REVIEW, about, &leaf);
    tp_leaf_set(&leaf, TOY(OUTCOME), outcome);
    tp_leaf_set(&leaf, TOY(SEEDED),
                said ? TOY_PICK(toy, "no", "no", "no", "correct", "correct", "wrong", "identified", "excluded")
                     : TOY_PICK(toy, "no", "undecided", "identified"));
    tp_leaf_set(&leaf, TOY(ELAPSED), TOY_PICK(toy, "hour", "day", "longer"));
    (void)toy_append(toy, &leaf, about->county);
}

/* One booking: each leaf follows from the one before, so that the figures add up as in life. */
static inline void toy_booking(struct toy *toy)
{
    struct toy_case about = {.state = TOY_PICK(toy, "US-NY", "US-NY", "US-NY", "US-IL", "US-IL", "US-MA", "US-WY")};
    struct tp_leaf leaf;

    about.level = TOY_PICK(toy, "none", "none", "none", "level-3", "level-2", "level-1", "unknown");
    snprintf(about.county, sizeof about.county, "%s-%03u", about.state, 1 + 2 * (unsigned)tp_rng_below(&toy->rng, 12));
    toy_case_leaf(toy, TP_LEAF_SUBMISSION, &about, &leaf);
    (void)toy_append(toy, &leaf, about.county);
    if (!toy_decide(toy, "send", &about, TOY_PICK(toy, NULL, NULL, "participation", "exclusion", "exclusion witness"),
                    "denied"))
        return;
    if (tp_rng_below(&toy->rng, 3) > 0) {
        toy_match(toy, &about, "none");
        return;
    }
    toy_match(toy, &about, "match");
    toy_review(toy, &about);
    toy_review(toy, &about);
    (void)toy_decide(toy, "release", &about, TOY_PICK(toy, NULL, "release-threshold", "discretion"), "withheld");
}

static inline void toy_erasure(struct toy *toy)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_ERASURE, toy->time_s);
    tp_leaf_set(&leaf, TOY(STATE), "US-NY");
    tp_leaf_set(&leaf, TOY(REASON), TOY_PICK(toy, "expungement", "retention", "correction"));
    (void)toy_append(toy, &leaf, NULL);
}

static inline void toy_reclassify(struct toy *toy, uint64_t of, const char *level)
{
    char text[24];
    struct tp_leaf leaf, old;

    assert_int_equal(tp_leaf_read(toy->entries[of].data, toy->entries[of].size_bytes, &old, NULL), TP_OK);
    if (old.kind == TP_LEAF_RECLASSIFICATION || old.values[TOY(LEVEL)][0] == '\0')
        return;
    tp_leaf_init(&leaf, TP_LEAF_RECLASSIFICATION, toy->time_s);
    snprintf(text, sizeof text, "%llu", (unsigned long long)of);
    tp_leaf_set(&leaf, TOY(OF), text);
    tp_leaf_set(&leaf, TOY(LEVEL), level);
    (void)toy_append(toy, &leaf, NULL);
}

/* BOOKINGS spread evenly over MONTHS, with erasures and, if RECLASSIFY, reclassifications between them. */
static inline void toy_make_with(struct toy *toy, uint64_t seed, unsigned bookings, unsigned months, bool reclassify)
{
    size_t first, end;
    const char *level;

    memset(toy, 0, sizeof *toy);
    toy->rng = tp_rng_seed(seed, 7);
    for (unsigned i = 0; i < bookings; i++) {
        toy->time_s = TOY_BEGIN + (int64_t)i * months * 30 * 86400 / (bookings > 0 ? bookings : 1);
        first = toy->count;
        toy_booking(toy);
        end = toy->count;
        if (tp_rng_below(&toy->rng, 12) == 0)
            toy_erasure(toy);
        if (tp_rng_below(&toy->rng, 15) > 0 || !reclassify)
            continue;
        level = TOY_PICK(toy, "none", "level-3", "level-2", "level-1");
        for (size_t of = first; of < end; of++) /* the whole case, as the node does it */
            toy_reclassify(toy, of, level);
    }
}

static inline void toy_make(struct toy *toy, uint64_t seed, unsigned bookings, unsigned months)
{
    toy_make_with(toy, seed, bookings, months, true);
}

static inline void toy_free(struct toy *toy)
{
    for (size_t i = 0; i < toy->count; i++) {
        tp_buffer_deinit(&toy->entries[i]);
        tp_opening_deinit(&toy->openings[i]);
    }
    free(toy->entries);
    free(toy->openings);
}

/* Statistics of the first SIZE entries by the newest definitions. */
static inline void toy_count(const struct toy *toy, size_t size, const struct tp_definitions *definitions,
                             struct tp_statistics **out)
{
    assert_int_equal(tp_statistics_new(definitions, out, NULL), TP_OK);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(tp_statistics_add(*out, i, toy->entries[i].data, toy->entries[i].size_bytes, NULL), TP_OK);
}

#endif
