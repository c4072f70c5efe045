/* SPDX-License-Identifier: Apache-2.0 */
/* The result of a search depends on the gallery and the probes only. */
#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "../folder.h"
#include "kernel/kernel.h"
#include "town.h"

enum { SEARCHES = 10 };

/* Probes of a few people, in all kinds. */
static void make_sets(struct town_probes *probes, struct tp_probe_set *sets, size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        town_probes_make(i * 97 % TOWN_PEOPLE, i % TOWN_KINDS, 5, &probes[i]);
        sets[i] = probes[i].set;
    }
}

static void search_each(const struct tp_gallery *gallery, const struct tp_probe_set *sets, uint32_t thread_count,
                        struct tp_candidates *out)
{
    for (unsigned i = 0; i < SEARCHES; i++) {
        const struct tp_identify_options options = {.mode = i % 2, .thread_count = thread_count};

        assert_int_equal(tp_gallery_identify_all(gallery, &sets[i], 1, &options, &out[i], NULL), TP_OK);
    }
}

static void assert_same_results(const struct tp_gallery *gallery, const struct tp_probe_set *sets,
                                uint32_t thread_count, const struct tp_candidates *expected)
{
    struct tp_candidates found[SEARCHES];

    search_each(gallery, sets, thread_count, found);
    for (unsigned i = 0; i < SEARCHES; i++) {
        assert_same_candidates(&found[i], &expected[i]);
        tp_candidates_deinit(&found[i]);
    }
}

static void free_results(struct tp_candidates *found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tp_candidates_deinit(&found[i]);
}

/* In a child process, since a process chooses its kernels once. */
static uint64_t hash_at_level(const char *level)
{
    int ends[2], child_status;
    uint64_t hash = 0;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static struct town_probes probes[SEARCHES];
        struct tp_probe_set sets[SEARCHES];
        struct tp_candidates found[SEARCHES];
        struct tp_gallery *gallery;

        setenv("TP_CPU", level, 1);
        gallery = town_make();
        make_sets(probes, sets, SEARCHES);
        search_each(gallery, sets, 2, found);
        for (unsigned i = 0; i < SEARCHES; i++)
            hash = tp_hash64(found[i].items, found[i].count * sizeof *found[i].items, hash + found[i].count);
        _exit(write(ends[1], &hash, sizeof hash) != sizeof hash);
    }
    assert_int_equal(read(ends[0], &hash, sizeof hash), sizeof hash);
    assert_int_equal(waitpid(child, &child_status, 0), child);
    assert_int_equal(child_status, 0);
    close(ends[0]);
    close(ends[1]);
    return hash;
}

static void on_every_processor(void **state)
{
    uint64_t expected = hash_at_level("scalar");

    (void)state;
    assert_true(expected == hash_at_level("avx2"));
    assert_true(expected == hash_at_level("avx512"));
}

static void for_any_number_of_threads(void **state)
{
    static struct town_probes probes[SEARCHES];
    struct tp_gallery *gallery = town_make();
    struct tp_candidates expected[SEARCHES];
    struct tp_probe_set sets[SEARCHES];

    (void)state;
    make_sets(probes, sets, SEARCHES);
    search_each(gallery, sets, 1, expected);
    for (uint32_t count = 2; count <= 5; count++)
        assert_same_results(gallery, sets, count, expected);
    free_results(expected, SEARCHES);
    tp_gallery_free(&gallery);
}

/* Saved, mapped and compacted, with people removed before and after. */
static void in_memory_or_mapped(void **state)
{
    static struct town_probes probes[SEARCHES];
    const uint8_t mark[TP_GALLERY_MARK_BYTES] = {1, 2, 3};
    uint8_t found_mark[TP_GALLERY_MARK_BYTES];
    struct tp_gallery *gallery = town_make(), *mapped;
    struct tp_candidates expected[SEARCHES];
    struct tp_probe_set sets[SEARCHES];
    struct test_folder folder;
    const char *path;

    (void)state;
    make_sets(probes, sets, SEARCHES);
    for (uint32_t person = 1; person < TOWN_PEOPLE; person += 9) {
        char name[32];

        name_person(person, name, sizeof name);
        assert_int_equal(tp_gallery_remove(gallery, name, NULL), TP_OK);
    }
    search_each(gallery, sets, 2, expected);
    folder_make(&folder);
    path = folder_path(&folder, "town");
    assert_int_equal(tp_gallery_save(gallery, path, mark, NULL), TP_OK);
    assert_same_results(gallery, sets, 2, expected);
    tp_gallery_free(&gallery);
    assert_int_equal(tp_gallery_map(path, true, &mapped, found_mark, NULL), TP_OK);
    assert_memory_equal(mark, found_mark, sizeof mark);
    assert_same_results(mapped, sets, 2, expected);
    assert_true(tp_gallery_contains(mapped, "person-00002", NULL));
    assert_false(tp_gallery_contains(mapped, "person-00001", NULL));
    tp_gallery_free(&mapped);
    free_results(expected, SEARCHES);
    folder_remove(&folder);
}

/* More sets than one round takes. */
static void alone_or_in_a_batch(void **state)
{
    enum { SETS = 70 };
    static struct town_probes probes[SETS];
    static struct tp_probe_set sets[SETS];
    static struct tp_candidates found[SETS];
    const struct tp_identify_options options = {.thread_count = 2, .top = 4};
    struct tp_gallery *gallery = town_make();

    (void)state;
    make_sets(probes, sets, SETS);
    assert_int_equal(tp_gallery_identify_all(gallery, sets, SETS, &options, found, NULL), TP_OK);
    for (unsigned i = 0; i < SETS; i++) {
        struct tp_candidates one;

        assert_int_equal(tp_gallery_identify_all(gallery, &sets[i], 1, &options, &one, NULL), TP_OK);
        assert_same_candidates(&one, &found[i]);
        assert_int_equal(one.compared, found[i].compared);
        tp_candidates_deinit(&one);
    }
    free_results(found, SETS);
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(on_every_processor), /* first: no kernels are chosen yet */
    cmocka_unit_test(for_any_number_of_threads),
    cmocka_unit_test(in_memory_or_mapped),
    cmocka_unit_test(alone_or_in_a_batch),
};
TP_TEST_MAIN(tests)
