/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>

#include "town.h"

static struct tp_candidates identify(const struct tp_gallery *gallery, const struct town_probes *probes,
                                     enum tp_search_mode mode, uint32_t top)
{
    const struct tp_identify_options options = {.top = top, .mode = mode, .thread_count = 2};
    struct tp_candidates found;

    assert_int_equal(tp_gallery_identify(gallery, probes->set.probes, probes->set.probe_count, &options, &found, NULL),
                     TP_OK);
    return found;
}

/* Whose prints are in the gallery as they are is found, whatever the probes and the mode. */
static void never_loses_an_exact_duplicate(void **state)
{
    struct tp_gallery *gallery = town_make();

    (void)state;
    for (uint32_t person = 4; person < TOWN_PEOPLE; person += 149)
        for (unsigned kind = 0; kind < TOWN_KINDS; kind++)
            for (unsigned mode = TP_SEARCH_THOROUGH; mode <= TP_SEARCH_FAST; mode++) {
                struct town_probes probes;
                struct tp_candidates found;
                char name[32];

                if (person % 7 == 3 && kind == 1)
                    continue;
                name_person(person, name, sizeof name);
                town_probes_make(person, kind, 0, &probes);
                found = identify(gallery, &probes, mode, 3);
                assert_true(found.count >= 1);
                assert_string_equal(found.items[0].subject, name);
                assert_int_equal(found.subjects, TOWN_PEOPLE);
                assert_int_equal(found.screened, TOWN_PEOPLE);
                assert_true(found.refined <= found.screened);
                assert_true(found.compared <= found.refined);
                assert_true(found.compared < TOWN_PEOPLE);
                tp_candidates_deinit(&found);
            }
    tp_gallery_free(&gallery);
}

/* A mode decides who is compared, not how: each score is what the exhaustive search gives the same subject. */
static void scores_are_those_of_an_exhaustive_search(void **state)
{
    struct tp_gallery *gallery = town_make();

    (void)state;
    for (unsigned kind = 0; kind < TOWN_KINDS; kind++) {
        struct tp_candidates all, some;
        struct town_probes probes;
        uint32_t at = 0;

        town_probes_make(700 + kind, kind, 5, &probes);
        all = identify(gallery, &probes, TP_SEARCH_EXHAUSTIVE, TOWN_PEOPLE);
        some = identify(gallery, &probes, TP_SEARCH_FAST, TOWN_PEOPLE);
        assert_int_equal(all.compared, all.count);
        assert_true(some.count >= 1 && some.count < all.count);
        for (uint32_t i = 0; i < some.count; i++) {
            while (at < all.count && strcmp(all.items[at].subject, some.items[i].subject) != 0)
                at++;
            assert_true(at < all.count);
            assert_memory_equal(&some.items[i], &all.items[at], sizeof all.items[at]);
        }
        tp_candidates_deinit(&all);
        tp_candidates_deinit(&some);
    }
    tp_gallery_free(&gallery);
}

/* A person who is in the gallery under two names is found under both, though the first alone makes the answer clear. */
static void finds_who_is_enrolled_twice(void **state)
{
    struct tp_gallery *gallery = town_make();

    (void)state;
    for (uint32_t person = 10; person < TOWN_PEOPLE; person += 250) {
        struct tp_template templates[2];
        const struct tp_template *pointers[] = {&templates[0], &templates[1]};
        struct town_probes probes;
        struct tp_candidates found;
        char name[32];

        make_impression(person, 2, 3, 2, &templates[0]);
        make_impression(person, 7, 3, 7, &templates[1]);
        snprintf(name, sizeof name, "again-%u", person);
        assert_int_equal(tp_gallery_add_all(gallery, name, pointers, 2, NULL), TP_OK);
        town_probes_make(person, 1, 0, &probes);
        found = identify(gallery, &probes, TP_SEARCH_FAST, 2);
        assert_int_equal(found.count, 2);
        assert_true(strcmp(found.items[0].subject, name) == 0 || strcmp(found.items[1].subject, name) == 0);
        assert_true(found.items[1].score > 6000);
        tp_candidates_deinit(&found);
    }
    tp_gallery_free(&gallery);
}

/* ---- beside one who changes the gallery ---------------------------------------------------------------------------
 */

struct changes {
    struct tp_gallery *gallery;
    atomic_bool stop, failed;
};

/* People from 100 on come and go, and rows get other numbers again and again. */
static void *change_and_compact(void *argument)
{
    struct changes *changes = argument;

    for (uint32_t i = 0; !atomic_load(&changes->stop); i++) {
        uint32_t person = 100 + i * 31 % 800;
        struct tp_template tmpl;
        char name[32];

        name_person(person, name, sizeof name);
        make_impression(person, 7, 0, 7, &tmpl);
        if (tp_gallery_remove(changes->gallery, name, NULL) != TP_OK ||
            tp_gallery_add(changes->gallery, name, &tmpl, NULL) != TP_OK ||
            (i % 8 == 0 && tp_gallery_compact(changes->gallery, NULL) != TP_OK))
            atomic_store(&changes->failed, true);
    }
    return NULL;
}

/* Person 50 stays and is found with the same score. */
static void goes_on_while_rows_are_renumbered(void **state)
{
    struct changes changes = {.gallery = town_make()};
    struct town_probes probes;
    struct tp_candidates quiet;
    pthread_t thread;

    (void)state;
    town_probes_make(50, 1, 5, &probes);
    quiet = identify(changes.gallery, &probes, TP_SEARCH_THOROUGH, 1);
    assert_int_equal(pthread_create(&thread, NULL, change_and_compact, &changes), 0);
    for (unsigned i = 0; i < 30; i++) {
        struct tp_candidates found = identify(changes.gallery, &probes, i % 3, 1);

        assert_int_equal(found.count, 1);
        assert_memory_equal(found.items, quiet.items, sizeof *quiet.items);
        tp_candidates_deinit(&found);
    }
    atomic_store(&changes.stop, true);
    pthread_join(thread, NULL);
    assert_false(atomic_load(&changes.failed));
    tp_candidates_deinit(&quiet);
    tp_gallery_free(&changes.gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(never_loses_an_exact_duplicate),
    cmocka_unit_test(scores_are_those_of_an_exhaustive_search),
    cmocka_unit_test(finds_who_is_enrolled_twice),
    cmocka_unit_test(goes_on_while_rows_are_renumbered),
};
TP_TEST_MAIN(tests)
