/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "crowd.h"
#include "folder.h"
#include "gallery/pages.h"
#include "gallery/rows_parts.h"

static const uint8_t some_mark[TP_ROWS_MARK_BYTES] = {1, 2, 3};

static void fill(struct crowd *crowd, struct tp_rows *rows, uint32_t first, uint32_t count)
{
    char name[32];

    for (uint32_t i = first; i < first + count; i++) {
        snprintf(name, sizeof name, "person %u", i);
        crowd_add(crowd, rows, name, i * 16, 1 + i % 12);
    }
}

static void remove_from_both(struct crowd *crowd, struct tp_rows *rows, const char *name)
{
    assert_ok(tp_rows_remove(rows, name, DIAG));
    crowd_forget(crowd, name);
}

static uint64_t generation_of(struct tp_rows *rows)
{
    struct tp_rows_pin pin;
    uint64_t generation;

    tp_rows_pin(rows, &pin);
    generation = pin.view->generation;
    tp_rows_unpin(&pin);
    return generation;
}

static void nothing_to_do_is_done(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    assert_ok(tp_rows_compact(rows, DIAG));
    assert_int_equal(generation_of(rows), 1);
    fill(&crowd, rows, 0, 20);
    assert_ok(tp_rows_compact(rows, DIAG));
    assert_int_equal(generation_of(rows), 2);
    assert_ok(tp_rows_compact(rows, DIAG));
    assert_int_equal(generation_of(rows), 2);
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void all_may_be_gone(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    fill(&crowd, rows, 0, 3);
    while (crowd.count > 0)
        remove_from_both(&crowd, rows, crowd.people[0].name);
    assert_ok(tp_rows_compact(rows, DIAG));
    check_crowd(rows, &crowd);
    fill(&crowd, rows, 0, 3);
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

/* Ten fingers that came one by one are one row then. */
static void rows_of_a_subject_are_filled_up(void **state)
{
    struct tp_rows_counts before, after;
    struct crowd crowd = {0};
    struct tp_rows *rows;
    uint32_t added = 0;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    for (unsigned p = 0; added < 30; p = (p + 1) % TP_POSITION_COUNT) {
        struct crowd_print print;
        uint32_t number = added * 1000;
        do
            crowd_print_make(++number, &print);
        while (print.position != p);
        crowd_add(&crowd, rows, "anna", number, 1);
        fill(&crowd, rows, 100 + added++, 1);
    }
    tp_rows_count(rows, &before);
    assert_ok(tp_rows_compact(rows, DIAG));
    check_crowd(rows, &crowd);
    tp_rows_count(rows, &after);
    assert_int_equal(before.impressions, after.impressions);
    assert_true(after.rows <= before.rows - 30 + 3);
    assert_true(after.size_bytes < before.size_bytes);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void a_subject_of_the_base_goes_on_in_deltas(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    fill(&crowd, rows, 0, 10);
    for (uint32_t turn = 0; turn < 3; turn++) {
        assert_ok(tp_rows_compact(rows, DIAG));
        for (uint32_t i = 0; i < 4; i++)
            crowd_add(&crowd, rows, "person 3", 1000 + (turn * 4 + i) * 50, 1 + 13 * i);
        check_crowd(rows, &crowd);
    }
    remove_from_both(&crowd, rows, "person 3");
    check_crowd(rows, &crowd);
    assert_ok(tp_rows_compact(rows, DIAG));
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

/* ---- as the model does ------------------------------------------------------------------------------------------- */

static void map_again(struct tp_rows **rows, const char *path)
{
    uint8_t mark[TP_ROWS_MARK_BYTES];

    tp_rows_free(rows);
    assert_ok(tp_rows_map(path, false, rows, mark, DIAG));
    assert_memory_equal(mark, some_mark, sizeof mark);
}

/* Random additions, removals, compactions, savings and mappings. */
static void play(const char *path, uint64_t seed)
{
    unsigned steps = 1500 * number_from("TP_SOAK", 1);
    struct tp_rng rng = tp_rng_seed(seed, 1);
    struct crowd crowd = {0};
    struct tp_rows *rows;
    char name[32];

    assert_ok(tp_rows_new(&rows, DIAG));
    for (unsigned i = 0; i < steps; i++) {
        uint32_t what = tp_rng_below(&rng, 1000);
        snprintf(name, sizeof name, "person %u", tp_rng_below(&rng, 200));
        if (what < 15)
            assert_ok(tp_rows_compact(rows, DIAG));
        else if (path && what < 25)
            assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
        else if (what < 300 && crowd_find(&crowd, name))
            remove_from_both(&crowd, rows, name);
        else
            crowd_add(&crowd, rows, name, i * 16, 1 + tp_rng_below(&rng, 12));
        if (path && what >= 990) {
            assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
            map_again(&rows, path);
        }
        if (i % 250 == 249)
            check_crowd(rows, &crowd);
    }
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void compactions_change_nothing(void **state)
{
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    for (uint64_t seed = 0; seed < 2; seed++) {
        play(NULL, seed);
        play(folder_path(&folder, "gallery"), 100 + seed);
    }
    folder_remove(&folder);
}

/* ---- when a step fails ------------------------------------------------------------------------------------------- */

static int steps_left;
static enum tp_rows_step last_step;

static bool count_down(void)
{
    return steps_left < 0 || steps_left-- > 0;
}
static bool allow_step(enum tp_rows_step step)
{
    last_step = step;
    return count_down();
}
static bool allow_pages(size_t size_bytes)
{
    (void)size_bytes;
    return count_down();
}

static void set_failing(bool is_set)
{
    tp_rows_file_allow = is_set ? allow_step : NULL;
    tp_pages_allow = is_set ? allow_pages : NULL;
}

/* Saves with the n-th step failing, for each n, until none fails: before that nothing has changed, neither in memory
 * nor in the file. */
static void a_step_that_fails_changes_nothing(void **state)
{
    struct test_folder folder;
    struct crowd crowd = {0}, in_file = {0};
    struct tp_rows *rows, *mapped;
    uint8_t mark[TP_ROWS_MARK_BYTES];
    const char *path, *copy;
    char line[512];
    tp_status status;
    bool is_new = false;
    int fails = 0;

    (void)state;
    folder_make(&folder);
    path = strdup(folder_path(&folder, "gallery"));
    copy = strdup(folder_path(&folder, "copy"));
    assert_ok(tp_rows_new(&rows, DIAG));
    fill(&crowd, rows, 0, 30);
    fill(&in_file, rows, 100, 0);
    assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
    for (size_t i = 0; i < crowd.count; i++)
        for (size_t k = 0; k < crowd.people[i].print_count; k++)
            crowd_note(&in_file, crowd.people[i].name, crowd.people[i].prints[k], 1);
    fill(&crowd, rows, 30, 10);
    do {
        steps_left = fails++;
        set_failing(true);
        status = tp_rows_save(rows, path, some_mark, DIAG);
        set_failing(false);
        check_crowd(rows, &crowd);
        snprintf(line, sizeof line, "cp '%s' '%s'", path, copy);
        assert_int_equal(system(line), 0);
        assert_ok(tp_rows_map(copy, true, &mapped, mark, DIAG));
        is_new = is_new || status == TP_OK || (status == TP_E_IO && last_step == TP_ROWS_STEP_SYNC_FOLDER);
        check_crowd(mapped, is_new ? &crowd : &in_file);
        tp_rows_free(&mapped);
        assert_true(status == TP_OK || status == TP_E_IO || status == TP_E_MEMORY);
        assert_int_not_equal(access(folder_path(&folder, "gallery.new"), F_OK), 0);
    } while (status != TP_OK);
    printf("# %d steps that fail\n", fails - 1);
    assert_true(fails > 9);
    assert_true(is_new);
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    crowd_deinit(&in_file);
    tp_rows_free(&rows);
    free((void *)(uintptr_t)path);
    free((void *)(uintptr_t)copy);
    folder_remove(&folder);
}

/* A removal goes on when the disk does not: the subject is gone, and the failure is told. */
static void a_removal_goes_on_without_the_disk(void **state)
{
    struct test_folder folder;
    struct crowd crowd = {0};
    struct tp_rows *rows;
    const char *path;

    (void)state;
    folder_make(&folder);
    path = folder_path(&folder, "gallery");
    assert_ok(tp_rows_new(&rows, DIAG));
    fill(&crowd, rows, 0, 30);
    assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
    for (int fails = 0; fails < 3; fails++) {
        char name[32];
        snprintf(name, sizeof name, "person %d", fails);
        steps_left = fails;
        set_failing(true);
        assert_int_equal(tp_rows_remove(rows, name, DIAG), TP_E_IO);
        set_failing(false);
        crowd_forget(&crowd, name);
        check_crowd(rows, &crowd);
    }
    map_again(&rows, path);
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
    folder_remove(&folder);
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

static void damage_is_not_carried_on(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    fill(&crowd, rows, 0, 20);
    rows->state.segments[0]->memory[rows->state.segments[0]->layout.records + 5] ^= 1;
    assert_int_equal(tp_rows_compact(rows, DIAG), TP_E_CHECKSUM);
    assert_non_null(strstr(crowd_diag.text, "person 0"));
    remove_from_both(&crowd, rows, "person 0");
    assert_ok(tp_rows_compact(rows, DIAG));
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

/* ---- at the same time -------------------------------------------------------------------------------------------- */

/* Each writer has people of its own, whom nobody else adds or removes. */
enum { WRITERS = 2, READERS = 2, PEOPLE = 40 };
struct party {
    struct tp_rows *rows;
    const char *path; /* NULL: in memory */
    _Atomic bool is_over;
    _Atomic uint64_t reads, turns[WRITERS];
    struct crowd crowds[WRITERS];
};
struct guest {
    struct party *party;
    unsigned number;
};

static void *write_for_a_while(void *context)
{
    struct guest *guest = context;
    struct crowd *crowd = &guest->party->crowds[guest->number];
    struct tp_rng rng = tp_rng_seed(9, guest->number);
    char name[32];

    while (!atomic_load(&guest->party->is_over)) {
        uint32_t first = tp_rng_below(&rng, 1 << 20);
        snprintf(name, sizeof name, "%u of %u", tp_rng_below(&rng, PEOPLE), guest->number);
        if (crowd_find(crowd, name)) {
            if (tp_rows_remove(guest->party->rows, name, NULL) != TP_OK)
                abort();
            crowd_forget(crowd, name);
        } else {
            if (crowd_add_to(guest->party->rows, name, first, 1 + first % 9, NULL) != TP_OK)
                abort();
            crowd_note(crowd, name, first, 1 + first % 9);
        }
        atomic_fetch_add(&guest->party->turns[guest->number], 1);
    }
    return NULL;
}

/* Reads codes as a scan does, all of them, and then all of what is alive. */
static uint64_t read_segment(const struct tp_segment *segment)
{
    uint32_t count = atomic_load_explicit(segment->count, memory_order_acquire);
    uint64_t sum = 0;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        const struct tp_code_block *blocks = segment->codes[p];
        for (uint32_t b = 0; blocks && b < (count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES; b++)
            for (int lane = 0; lane < TP_SCREEN_LANES; lane++)
                sum += blocks[b].words[0][lane];
        for (uint32_t i = 0; blocks && i < count; i++)
            sum += segment->signatures[p][i].words[0];
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!tp_row_alive(segment, i))
            continue;
        if (!tp_row_intact(segment, i) || !strstr(tp_row_name(segment, i), " of "))
            abort();
        (void)tp_row_next(segment, i);
    }
    return sum;
}

static void *read_for_a_while(void *context)
{
    struct guest *guest = context;
    uint64_t sum = 0;

    while (!atomic_load(&guest->party->is_over)) {
        struct tp_rows_pin pin;
        tp_rows_pin(guest->party->rows, &pin);
        for (size_t s = 0; s < pin.view->segment_count; s++)
            sum += read_segment(pin.view->segments[s]);
        tp_rows_unpin(&pin);
        atomic_fetch_add(&guest->party->reads, 1 + (sum & 0));
    }
    return NULL;
}

static unsigned compact_for_a_while(struct party *party)
{
    int64_t until_ns = tp_clock_monotonic_ns() + INT64_C(700000000) * number_from("TP_SOAK", 1);
    unsigned count = 0;

    while (tp_clock_monotonic_ns() < until_ns || count < 3) {
        if (party->path)
            assert_ok(tp_rows_save(party->rows, party->path, some_mark, DIAG));
        else
            assert_ok(tp_rows_compact(party->rows, DIAG));
        count++;
        sched_yield();
    }
    return count;
}

static void give_party(const char *path)
{
    static struct party party;
    struct guest guests[WRITERS + READERS];
    pthread_t threads[WRITERS + READERS];
    struct crowd all = {0};
    unsigned compactions;

    party = (struct party){.path = path};
    assert_ok(tp_rows_new(&party.rows, DIAG));
    for (unsigned i = 0; i < WRITERS + READERS; i++) {
        guests[i] = (struct guest){&party, i};
        assert_int_equal(
            pthread_create(&threads[i], NULL, i < WRITERS ? write_for_a_while : read_for_a_while, &guests[i]), 0);
    }
    compactions = compact_for_a_while(&party);
    atomic_store(&party.is_over, true);
    for (unsigned i = 0; i < WRITERS + READERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (unsigned i = 0; i < WRITERS; i++) {
        for (size_t k = 0; k < party.crowds[i].count; k++)
            for (size_t n = 0; n < party.crowds[i].people[k].print_count; n++)
                crowd_note(&all, party.crowds[i].people[k].name, party.crowds[i].people[k].prints[n], 1);
        crowd_deinit(&party.crowds[i]);
    }
    printf("# %u compactions%s beside %llu and %llu changes and %llu readings\n", compactions,
           path ? " into a file" : "", (unsigned long long)party.turns[0], (unsigned long long)party.turns[1],
           (unsigned long long)party.reads);
    check_crowd(party.rows, &all);
    if (path) {
        assert_ok(tp_rows_save(party.rows, path, some_mark, DIAG));
        map_again(&party.rows, path);
        check_crowd(party.rows, &all);
    }
    crowd_deinit(&all);
    tp_rows_free(&party.rows);
}

static void everybody_goes_on_meanwhile(void **state)
{
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    give_party(NULL);
    give_party(folder_path(&folder, "gallery"));
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_to_do_is_done),
    cmocka_unit_test(all_may_be_gone),
    cmocka_unit_test(rows_of_a_subject_are_filled_up),
    cmocka_unit_test(a_subject_of_the_base_goes_on_in_deltas),
    cmocka_unit_test(compactions_change_nothing),
    cmocka_unit_test(a_step_that_fails_changes_nothing),
    cmocka_unit_test(a_removal_goes_on_without_the_disk),
    cmocka_unit_test(damage_is_not_carried_on),
    cmocka_unit_test(everybody_goes_on_meanwhile),
};

TP_TEST_MAIN(tests)
