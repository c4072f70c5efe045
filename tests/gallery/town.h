/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery that is large enough to be screened, made of people.h: most people have fingers 2 and 7, some a second
 * impression, a finger of unknown position, or a finger more. */
#ifndef TP_TEST_TOWN_H
#define TP_TEST_TOWN_H

#include <stdatomic.h>

#include "people.h"

enum { TOWN_PEOPLE = 1000 };

static inline void town_add(struct tp_gallery *gallery, uint32_t person)
{
    struct tp_template templates[4];
    const struct tp_template *pointers[4] = {&templates[0], &templates[1], &templates[2], &templates[3]};
    size_t count = 2;
    char name[32];

    make_impression(person, 2, 0, person % 7 == 3 ? 0 : 2, &templates[0]);
    make_impression(person, 7, 0, 7, &templates[1]);
    if (person % 5 == 1)
        make_impression(person, 2, 1, 2, &templates[count++]);
    if (person % 4 == 2)
        make_impression(person, 9, 0, 9, &templates[count++]);
    name_person(person, name, sizeof name);
    assert_int_equal(tp_gallery_add_all(gallery, name, pointers, count, NULL), TP_OK);
}

static inline struct tp_gallery *town_make(void)
{
    struct tp_gallery *gallery;

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < TOWN_PEOPLE; person++)
        town_add(gallery, person);
    return gallery;
}

/* Probes of somebody: what they are depends on KIND. */
enum { TOWN_KINDS = 5 };
struct town_probes {
    struct tp_template templates[4];
    const struct tp_template *pointers[4];
    struct tp_probe_set set;
};
static inline void town_probes_make(uint32_t person, unsigned kind, uint32_t number, struct town_probes *out)
{
    static const struct {
        uint8_t count, fingers[4], positions[4];
    } kinds[TOWN_KINDS] = {
        {1, {7}, {7}},                   /* one finger */
        {2, {2, 7}, {2, 7}},             /* two */
        {1, {7}, {0}},                   /* one of unknown position */
        {3, {9, 7, 2}, {9, 7, 2}},       /* one more than most people have here */
        {4, {7, 2, 7, 2}, {7, 0, 7, 0}}, /* several of one, and two unknown */
    };

    for (unsigned i = 0; i < kinds[kind].count; i++) {
        make_impression(person, kinds[kind].fingers[i], number + i / 2, kinds[kind].positions[i], &out->templates[i]);
        out->pointers[i] = &out->templates[i];
    }
    out->set = (struct tp_probe_set){out->pointers, kinds[kind].count};
}

static inline void assert_same_candidates(const struct tp_candidates *a, const struct tp_candidates *b)
{
    assert_int_equal(a->count, b->count);
    for (uint32_t i = 0; i < a->count; i++)
        assert_memory_equal(&a->items[i], &b->items[i], sizeof a->items[i]);
}

#endif
