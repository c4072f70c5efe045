/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "gallery/fusion.h"
#include "people.h"

enum { PROBES_MAX = 16, MANY = TP_TEST_SOME(1000, 300) }; /* many: more than are all compared fully */

/* Probes of one person: numbers of fingers, and the positions they are given under. */
struct probes {
    struct tp_template templates[PROBES_MAX];
    const struct tp_template *pointers[PROBES_MAX];
    size_t count;
};

static void add_probe(struct probes *probes, uint32_t person, unsigned finger, uint8_t position, uint32_t number)
{
    make_impression(person, finger, number, position, &probes->templates[probes->count]);
    probes->pointers[probes->count] = &probes->templates[probes->count];
    probes->count++;
}

static void enrol(struct tp_gallery *gallery, const char *name, uint32_t person, unsigned finger, uint8_t position,
                  uint32_t number)
{
    struct tp_template tmpl;

    make_impression(person, finger, number, position, &tmpl);
    assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
}

/* COUNT people with fingers 2 and 7, every third with a second impression of finger 2. */
static struct tp_gallery *make_gallery(uint32_t count)
{
    struct tp_gallery *gallery;

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < count; person++) {
        char name[32];

        name_person(person, name, sizeof name);
        enrol(gallery, name, person, 2, 2, 0);
        enrol(gallery, name, person, 7, 7, 0);
        if (person % 3 == 0)
            enrol(gallery, name, person, 2, 2, 1);
    }
    return gallery;
}

static struct tp_candidates identify(const struct tp_gallery *gallery, const struct probes *probes, uint32_t top,
                                     int32_t score_min, uint32_t thread_count)
{
    const struct tp_identify_options options = {.top = top, .score_min = score_min, .thread_count = thread_count};
    struct tp_candidates found;

    assert_int_equal(tp_gallery_identify(gallery, probes->pointers, probes->count, &options, &found, NULL), TP_OK);
    return found;
}

static void assert_same(const struct tp_candidates *a, const struct tp_candidates *b)
{
    assert_int_equal(a->count, b->count);
    for (uint32_t i = 0; i < a->count; i++)
        assert_memory_equal(&a->items[i], &b->items[i], sizeof a->items[i]);
}

static void finds_one_of_many(void **state)
{
    struct tp_gallery *gallery = make_gallery(MANY);

    (void)state;
    for (uint32_t person = 1; person < MANY; person += MANY / 20 * 9) {
        struct probes one = {.count = 0}, two = {.count = 0};
        struct tp_candidates by_one, by_two, threads;
        char name[32];

        name_person(person, name, sizeof name);
        add_probe(&one, person, 2, 2, 9);
        add_probe(&two, person, 7, 7, 9);
        add_probe(&two, person, 2, 2, 9);
        by_one = identify(gallery, &one, 5, 0, 2);
        by_two = identify(gallery, &two, 5, 0, 1);
        assert_int_equal(by_one.count, 5);
        assert_string_equal(by_one.items[0].subject, name);
        assert_string_equal(by_two.items[0].subject, name);
        assert_true(by_two.items[0].score >= by_one.items[0].score);
        assert_int_equal(by_two.items[0].finger_probes[2], 1);
        assert_int_equal(by_two.items[0].finger_scores[2], by_one.items[0].finger_scores[2]);
        assert_int_equal(by_one.items[0].finger_scores[7], -1);
        for (uint32_t i = 1; i < 5; i++)
            assert_true(by_one.items[i].score <= by_one.items[i - 1].score);
        for (uint32_t count = 2; count <= 5; count += 3) {
            threads = identify(gallery, &two, 5, 0, count);
            assert_same(&by_two, &threads);
            tp_candidates_deinit(&threads);
        }
        tp_candidates_deinit(&by_one);
        tp_candidates_deinit(&by_two);
    }
    tp_gallery_free(&gallery);
}

/* What the search must give for a person of make_gallery, by comparing features outside of any gallery. */
static int32_t expected_score(struct tp_matcher *matcher, const struct probes *probes, uint32_t person)
{
    int32_t scores[TP_ASSIGN_COLUMNS_MAX];

    for (size_t i = 0; i < probes->count; i++) {
        unsigned finger = probes->templates[i].position;
        size_t count = finger == 2 && person % 3 == 0 ? 2 : 1;
        struct tp_features *probe, *candidates[2] = {NULL, NULL};

        assert_int_equal(tp_features_new(&probes->templates[i], &probe, NULL), TP_OK);
        for (uint32_t number = 0; number < count; number++) {
            struct tp_template tmpl;
            make_impression(person, finger, number, (uint8_t)finger, &tmpl);
            assert_int_equal(tp_features_new(&tmpl, &candidates[number], NULL), TP_OK);
        }
        scores[i] = tp_match_score_sets(matcher, (const struct tp_features *const *)&probe, 1,
                                        (const struct tp_features *const *)candidates, count);
        tp_features_free(&probe);
        tp_features_free(&candidates[0]);
        tp_features_free(&candidates[1]);
    }
    return tp_fuse_scores(scores, (unsigned)probes->count, 1);
}

/* Fingers 2 and 7. */
static int32_t fuse_two(const struct tp_candidate *candidate, uint64_t trials)
{
    const int32_t scores[] = {candidate->finger_scores[2], candidate->finger_scores[7]};

    return tp_fuse_scores(scores, 2, trials);
}

static void equals_brute_force(void **state)
{
    enum { PEOPLE = 120 };
    struct tp_gallery *gallery = make_gallery(PEOPLE);
    struct tp_matcher *matcher;
    struct probes probes = {.count = 0};
    struct tp_candidates all, best;
    bool seen[PEOPLE] = {false};

    (void)state;
    assert_int_equal(tp_matcher_new(&matcher, NULL), TP_OK);
    add_probe(&probes, 60, 2, 2, 9);
    add_probe(&probes, 60, 7, 7, 9);
    all = identify(gallery, &probes, PEOPLE + 10, 0, 2);
    assert_int_equal(all.count, PEOPLE);
    for (uint32_t i = 0; i < all.count; i++) {
        uint32_t person = (uint32_t)strtoul(all.items[i].subject + 7, NULL, 10);

        assert_false(seen[person]);
        seen[person] = true;
        assert_int_equal(all.items[i].score, expected_score(matcher, &probes, person));
        if (i > 0 && all.items[i].score == all.items[i - 1].score)
            assert_true(strcmp(all.items[i - 1].subject, all.items[i].subject) < 0);
        else if (i > 0)
            assert_true(all.items[i].score < all.items[i - 1].score);
    }
    for (uint32_t top = 1; top < PEOPLE; top += 17) {
        best = identify(gallery, &probes, top, 0, 2);
        assert_int_equal(best.count, top);
        assert_memory_equal(best.items, all.items, top * sizeof *best.items);
        tp_candidates_deinit(&best);
    }
    best = identify(gallery, &probes, PEOPLE, all.items[0].score, 2);
    assert_int_equal(best.count, 1);
    tp_candidates_deinit(&best);
    best = identify(gallery, &probes, PEOPLE, all.items[0].score + 1, 2);
    assert_int_equal(best.count, 0);
    tp_candidates_deinit(&best);
    tp_candidates_deinit(&all);
    tp_matcher_free(&matcher);
    tp_gallery_free(&gallery);
}

static void places_probes_of_unknown_position(void **state)
{
    struct tp_gallery *gallery = make_gallery(50);
    struct probes unknown = {.count = 0}, known = {.count = 0}, mixed = {.count = 0};
    struct tp_candidates by_unknown, by_known, by_mixed;
    const struct tp_candidate *first;

    (void)state;
    add_probe(&unknown, 20, 7, 0, 9);
    add_probe(&unknown, 20, 2, 0, 9);
    add_probe(&known, 20, 7, 7, 9);
    add_probe(&known, 20, 2, 2, 9);
    add_probe(&mixed, 20, 2, 0, 9);
    add_probe(&mixed, 20, 7, 7, 9);
    by_unknown = identify(gallery, &unknown, 50, 0, 2);
    by_known = identify(gallery, &known, 50, 0, 2);
    by_mixed = identify(gallery, &mixed, 50, 0, 2);
    first = &by_unknown.items[0];
    assert_string_equal(first->subject, "person-00020");
    assert_int_equal(first->finger_probes[7], 0);
    assert_int_equal(first->finger_probes[2], 1);
    assert_int_equal(first->finger_scores[7], by_known.items[0].finger_scores[7]);
    assert_int_equal(first->finger_scores[2], by_known.items[0].finger_scores[2]);
    assert_int_equal(first->finger_scores[0], -1);
    /* two ways to place two probes on two fingers; with one known there is one way for the other */
    assert_int_equal(first->score, fuse_two(first, 2));
    assert_int_equal(by_mixed.items[0].score, by_known.items[0].score);
    assert_int_equal(by_mixed.items[0].finger_probes[7], 1);
    assert_int_equal(by_unknown.count, 50);
    tp_candidates_deinit(&by_unknown);
    tp_candidates_deinit(&by_known);
    tp_candidates_deinit(&by_mixed);
    tp_gallery_free(&gallery);
}

static void compares_with_enrolled_unknown_positions(void **state)
{
    struct tp_gallery *gallery;
    struct probes known = {.count = 0}, unknown = {.count = 0}, other = {.count = 0};
    struct tp_candidates found;

    (void)state;
    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    enrol(gallery, "without position", 1, 4, 0, 0);
    enrol(gallery, "with position", 1, 4, 4, 0);
    enrol(gallery, "other finger", 1, 5, 5, 0);
    add_probe(&known, 1, 4, 4, 9);
    found = identify(gallery, &known, 0, 0, 1);
    assert_int_equal(found.count, 2); /* "other finger" cannot be compared */
    assert_string_equal(found.items[0].subject, "with position");
    assert_string_equal(found.items[1].subject, "without position");
    assert_int_equal(found.items[0].finger_scores[4], found.items[1].finger_scores[0]);
    tp_candidates_deinit(&found);
    add_probe(&unknown, 1, 4, 0, 9);
    found = identify(gallery, &unknown, 0, 0, 1);
    assert_int_equal(found.count, 3);
    tp_candidates_deinit(&found);
    add_probe(&other, 1, 9, 9, 9);
    add_probe(&other, 1, 10, 10, 9);
    found = identify(gallery, &other, 0, 0, 1);
    assert_int_equal(found.count, 1); /* one of the two may be the finger without position */
    assert_string_equal(found.items[0].subject, "without position");
    tp_candidates_deinit(&found);
    tp_gallery_free(&gallery);
}

static void takes_several_probes_of_a_finger(void **state)
{
    struct tp_gallery *gallery = make_gallery(10);
    struct probes probes = {.count = 0};
    struct tp_candidates found;

    (void)state;
    add_probe(&probes, 3, 7, 7, 8);
    add_probe(&probes, 3, 2, 2, 8);
    add_probe(&probes, 3, 7, 7, 9);
    found = identify(gallery, &probes, 1, 0, 1);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.items[0].subject, "person-00003");
    assert_int_equal(found.items[0].finger_probes[7], 0);
    assert_int_equal(found.items[0].finger_probes[2], 1);
    assert_int_equal(found.items[0].score, fuse_two(&found.items[0], 1));
    tp_candidates_deinit(&found);
    tp_gallery_free(&gallery);
}

static void forgets_the_removed(void **state)
{
    struct tp_gallery *gallery = make_gallery(30);
    struct probes probes = {.count = 0};
    struct tp_candidates found;

    (void)state;
    add_probe(&probes, 11, 2, 2, 9);
    assert_int_equal(tp_gallery_remove(gallery, "person-00011", NULL), TP_OK);
    found = identify(gallery, &probes, 100, 0, 2);
    assert_int_equal(found.count, 29);
    for (uint32_t i = 0; i < found.count; i++)
        assert_string_not_equal(found.items[i].subject, "person-00011");
    tp_candidates_deinit(&found);
    tp_gallery_free(&gallery);
}

static void refuses_bad_probes(void **state)
{
    struct tp_gallery *gallery = make_gallery(1);
    const struct tp_template *many[TP_PROBES_MAX + 1];
    struct tp_candidates found;
    struct tp_template probe;

    (void)state;
    make_impression(0, 2, 9, 2, &probe);
    for (unsigned i = 0; i <= TP_PROBES_MAX; i++)
        many[i] = &probe;
    assert_int_equal(tp_gallery_identify(gallery, many, 0, NULL, &found, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_gallery_identify(gallery, many, TP_PROBES_MAX + 1, NULL, &found, NULL), TP_E_LIMIT);
    assert_int_equal(tp_gallery_identify(gallery, many, TP_PROBES_MAX, NULL, &found, NULL), TP_OK);
    assert_int_equal(found.count, 1);
    tp_candidates_deinit(&found);
    probe.position = 0;
    assert_int_equal(tp_gallery_identify(gallery, many, TP_PROBES_UNKNOWN_MAX + 1, NULL, &found, NULL), TP_E_LIMIT);
    assert_int_equal(tp_gallery_identify(gallery, many, TP_PROBES_UNKNOWN_MAX, NULL, &found, NULL), TP_OK);
    tp_candidates_deinit(&found);
    probe.position = 11;
    assert_int_equal(tp_gallery_identify(gallery, many, 1, NULL, &found, NULL), TP_E_ARGUMENT);
    assert_null(found.items);
    tp_gallery_free(&gallery);
}

static void searches_an_empty_gallery(void **state)
{
    struct tp_gallery *gallery = make_gallery(0);
    struct probes probes = {.count = 0};
    struct tp_candidates found;

    (void)state;
    add_probe(&probes, 1, 1, 1, 0);
    found = identify(gallery, &probes, 0, 0, 2);
    assert_int_equal(found.count, 0);
    tp_candidates_deinit(&found);
    tp_gallery_free(&gallery);
}

/* ---- many threads -------------------------------------------------------------------------------------------------
 */

struct traffic {
    struct tp_gallery *gallery;
    atomic_bool failed;
};

/* Person 5 stays; whatever others do, it is found with the same score. cmocka's assertions are for the main thread. */
static void *search_on(void *argument)
{
    struct traffic *traffic = argument;
    struct probes probes = {.count = 0};
    int32_t score = -1;

    add_probe(&probes, 5, 2, 2, 9);
    for (unsigned i = 0; i < 60; i++) {
        const struct tp_identify_options options = {.top = 3, .thread_count = 1 + i % 2};
        struct tp_candidates found;

        if (tp_gallery_identify(traffic->gallery, probes.pointers, 1, &options, &found, NULL) != TP_OK ||
            found.count == 0 || strcmp(found.items[0].subject, "person-00005") != 0 ||
            (score >= 0 && score != found.items[0].score))
            traffic->failed = true;
        else
            score = found.items[0].score;
        tp_candidates_deinit(&found);
    }
    return NULL;
}

static void *change_on(void *argument)
{
    struct traffic *traffic = argument;

    for (uint32_t i = 0; i < 200; i++) {
        struct tp_template tmpl;
        char name[32];

        name_person(100 + i, name, sizeof name);
        make_impression(100 + i, 2, 0, 2, &tmpl);
        if (tp_gallery_add(traffic->gallery, name, &tmpl, NULL) != TP_OK ||
            (i % 2 && tp_gallery_remove(traffic->gallery, name, NULL) != TP_OK))
            traffic->failed = true;
    }
    return NULL;
}

static void searches_while_others_add_and_remove(void **state)
{
    struct traffic traffic = {.gallery = make_gallery(20)};
    pthread_t threads[4];

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, i < 3 ? search_on : change_on, &traffic), 0);
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_false(traffic.failed);
    assert_int_equal(tp_gallery_subject_count(traffic.gallery), 120);
    tp_gallery_free(&traffic.gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_one_of_many),
    cmocka_unit_test(equals_brute_force),
    cmocka_unit_test(places_probes_of_unknown_position),
    cmocka_unit_test(compares_with_enrolled_unknown_positions),
    cmocka_unit_test(takes_several_probes_of_a_finger),
    cmocka_unit_test(forgets_the_removed),
    cmocka_unit_test(refuses_bad_probes),
    cmocka_unit_test(searches_an_empty_gallery),
    cmocka_unit_test(searches_while_others_add_and_remove),
};
TP_TEST_MAIN(tests)
