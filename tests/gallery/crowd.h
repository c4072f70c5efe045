/* SPDX-License-Identifier: Apache-2.0 */
/* Rows against a naive model: a list of people, each with the numbers of their impressions. An impression is made of
 * its number, so that what a gallery holds can be held against it byte by byte. */
#ifndef TP_TEST_GALLERY_CROWD_H
#define TP_TEST_GALLERY_CROWD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gallery/rows.h"
#include <tenprint/gallery.h>

#define assert_ok(call) crowd_assert_ok((call), &crowd_diag, __FILE__, __LINE__)

static struct tp_diag crowd_diag;
#define DIAG (tp_diag_init(&crowd_diag), &crowd_diag)

static inline void crowd_assert_ok(tp_status status, const struct tp_diag *diag, const char *file, int line)
{
    if (status == TP_OK)
        return;
    print_error("%s: %s\n", tp_status_name(status), diag->text);
    _fail(file, line);
}

enum { PRINT_BYTES_MAX = 700 };

/* An impression as it is added, and what it is made of. */
struct crowd_print {
    struct tp_code code;
    struct tp_signature signature;
    uint8_t packed[PRINT_BYTES_MAX];
    uint16_t size_bytes;
    uint8_t position, quality;
};

static inline void crowd_print_make(uint32_t number, struct crowd_print *out)
{
    struct tp_rng rng = tp_rng_seed(number, 41);
    uint64_t *words = (uint64_t *)(void *)&out->signature;

    for (size_t i = 0; i < TP_CODE_WORDS; i++)
        out->code.words[i] = tp_rng_u64(&rng);
    for (size_t i = 0; i < sizeof out->signature / sizeof words[0]; i++)
        words[i] = tp_rng_u64(&rng);
    out->size_bytes = (uint16_t)(1 + tp_rng_below(&rng, PRINT_BYTES_MAX));
    out->position = (uint8_t)tp_rng_below(&rng, TP_POSITION_COUNT);
    out->quality = (uint8_t)tp_rng_below(&rng, 101);
    for (size_t i = 0; i < out->size_bytes; i++)
        out->packed[i] = (uint8_t)(1 + tp_rng_below(&rng, 255));
}

static inline struct tp_row_print crowd_row_print(const struct crowd_print *print)
{
    return (struct tp_row_print){print->position,   print->quality, &print->code,
                                 &print->signature, print->packed,  print->size_bytes};
}

/* Adds the impressions FIRST .. FIRST + COUNT - 1 to NAME. */
static inline tp_status crowd_add_to(struct tp_rows *rows, const char *name, uint32_t first, size_t count,
                                     struct tp_diag *diag)
{
    struct crowd_print *prints = malloc(count * sizeof *prints);
    struct tp_row_print *added = malloc(count * sizeof *added);
    tp_status status;

    assert_true(prints && added);
    for (size_t i = 0; i < count; i++) {
        crowd_print_make(first + (uint32_t)i, &prints[i]);
        added[i] = crowd_row_print(&prints[i]);
    }
    status = tp_rows_add(rows, name, added, count, diag);
    free(prints);
    free(added);
    return status;
}

/* ---- the model --------------------------------------------------------------------------------------------------- */

struct crowd_person {
    char name[TP_SUBJECT_ID_MAX];
    uint32_t *prints;
    size_t print_count;
};
struct crowd {
    struct crowd_person *people;
    size_t count, capacity;
};

static inline void crowd_deinit(struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->count; i++)
        free(crowd->people[i].prints);
    free(crowd->people);
    *crowd = (struct crowd){0};
}

static inline struct crowd_person *crowd_find(const struct crowd *crowd, const char *name)
{
    for (size_t i = 0; i < crowd->count; i++)
        if (strcmp(crowd->people[i].name, name) == 0)
            return &crowd->people[i];
    return NULL;
}

static inline void crowd_note(struct crowd *crowd, const char *name, uint32_t first, size_t count)
{
    struct crowd_person *person = crowd_find(crowd, name);

    if (!person) {
        if (crowd->count == crowd->capacity) {
            crowd->capacity = 2 * crowd->capacity + 16;
            crowd->people = realloc(crowd->people, crowd->capacity * sizeof *crowd->people);
            assert_non_null(crowd->people);
        }
        person = &crowd->people[crowd->count++];
        *person = (struct crowd_person){0};
        snprintf(person->name, sizeof person->name, "%s", name);
    }
    person->prints = realloc(person->prints, (person->print_count + count) * sizeof person->prints[0]);
    assert_non_null(person->prints);
    for (size_t i = 0; i < count; i++)
        person->prints[person->print_count++] = first + (uint32_t)i;
}

static inline void crowd_forget(struct crowd *crowd, const char *name)
{
    struct crowd_person *person = crowd_find(crowd, name);

    assert_non_null(person);
    free(person->prints);
    *person = crowd->people[--crowd->count];
}

/* Adds to both. */
static inline void crowd_add(struct crowd *crowd, struct tp_rows *rows, const char *name, uint32_t first, size_t count)
{
    assert_ok(crowd_add_to(rows, name, first, count, DIAG));
    crowd_note(crowd, name, first, count);
}

/* ---- the gallery held against it --------------------------------------------------------------------------------- */

static inline void check_print(const struct tp_segment *segment, uint32_t index, const struct crowd_print *print)
{
    const struct tp_row *row = &segment->rows[index];
    unsigned p = print->position;

    assert_int_equal(row->sizes[p], print->size_bytes);
    assert_int_equal(row->qualities[p], print->quality);
    for (int w = 0; w < TP_CODE_WORDS; w++)
        assert_true(segment->codes[p][index / TP_SCREEN_LANES].words[w][index % TP_SCREEN_LANES] ==
                    print->code.words[w]);
    assert_memory_equal(&segment->signatures[p][index], &print->signature, sizeof print->signature);
    assert_memory_equal(tp_row_packed(segment, index, p), print->packed, print->size_bytes);
}

/* The chain from ROW on holds each position's impressions in the order in which they came. */
static inline void check_person(const struct tp_view *view, uint32_t row, const struct crowd_person *person)
{
    for (uint32_t head = row, index; row != TP_ROW_NONE;) {
        const struct tp_segment *segment = tp_view_find(view, row, &index);
        assert_non_null(segment);
        assert_true(tp_row_alive(segment, index) && tp_row_intact(segment, index));
        assert_int_equal(segment->rows[index].head, head);
        assert_string_equal(tp_row_name(segment, index), person->name);
        row = tp_row_next(segment, index);
    }
}

/* The rows' impressions of POSITION along the chain from ROW on are those of the person, in order. */
static inline size_t check_position(const struct tp_view *view, uint32_t row, const struct crowd_person *person,
                                    unsigned position)
{
    struct crowd_print print;
    size_t at = 0, found = 0;
    uint32_t index;

    for (; row != TP_ROW_NONE;) {
        const struct tp_segment *segment = tp_view_find(view, row, &index);
        row = tp_row_next(segment, index);
        if (segment->rows[index].sizes[position] == 0)
            continue;
        do {
            assert_true(at < person->print_count);
            crowd_print_make(person->prints[at++], &print);
        } while (print.position != position);
        check_print(segment, index, &print);
        found++;
    }
    return found;
}

static inline void check_segment(const struct tp_view *view, const struct tp_segment *segment,
                                 const struct crowd *crowd, size_t *subjects)
{
    uint32_t count = atomic_load_explicit(segment->count, memory_order_acquire);

    for (uint32_t i = 0; i < count; i++) {
        const struct crowd_person *person;
        size_t found = 0;
        if (!tp_row_alive(segment, i) || segment->rows[i].head != segment->first_row + i)
            continue;
        person = crowd_find(crowd, tp_row_name(segment, i));
        assert_non_null(person);
        check_person(view, segment->first_row + i, person);
        for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
            found += check_position(view, segment->first_row + i, person, p);
        assert_int_equal(found, person->print_count);
        ++*subjects;
    }
}

/* A row that is no more has left nothing. */
static inline void check_dead(const struct tp_segment *segment)
{
    static const struct tp_row none;
    uint32_t count = atomic_load_explicit(segment->count, memory_order_acquire);

    for (uint32_t i = 0; i < count; i++) {
        if (tp_row_alive(segment, i))
            continue;
        assert_memory_equal(&segment->rows[i], &none, sizeof none);
        for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
            if (!segment->codes[p])
                continue;
            for (int w = 0; w < TP_CODE_WORDS; w++)
                assert_true(segment->codes[p][i / TP_SCREEN_LANES].words[w][i % TP_SCREEN_LANES] == 0);
            assert_true(segment->signatures[p][i].words[0] == 0 && segment->signatures[p][i].count == 0);
        }
    }
}

static inline void check_crowd(struct tp_rows *rows, const struct crowd *crowd)
{
    struct tp_rows_counts counts;
    struct tp_rows_pin pin;
    size_t subjects = 0, impressions = 0;
    uint32_t count;

    tp_rows_pin(rows, &pin);
    for (size_t s = 0; s < pin.view->segment_count; s++) {
        check_segment(pin.view, pin.view->segments[s], crowd, &subjects);
        check_dead(pin.view->segments[s]);
    }
    tp_rows_unpin(&pin);
    assert_int_equal(subjects, crowd->count);
    for (size_t i = 0; i < crowd->count; i++) {
        assert_true(tp_rows_contains(rows, crowd->people[i].name, &count));
        assert_int_equal(count, crowd->people[i].print_count);
        impressions += count;
    }
    tp_rows_count(rows, &counts);
    assert_int_equal(counts.subjects, crowd->count);
    assert_int_equal(counts.impressions, impressions);
    assert_true(counts.rows >= counts.dead_rows + counts.subjects);
}

static inline unsigned number_from(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);

    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

#endif
