/* SPDX-License-Identifier: Apache-2.0 */
/* Everything at once, for TP_SOAK_SECONDS (3): one thread enrols, deletes, saves and reopens, others search alone and
 * in batches, and a second process opens the repository and searches in it. A naive model says who is there; whoever
 * did not change during a search must be found, or must not be, and deleted people are in no file. A crowd that stays
 * makes the gallery large enough for searches that screen. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "saved_fixture.h"

enum { CROWD = 140, CROWD_IMPRESSIONS = 4, CROWD_NUMBER = 1000 }; /* a row for each impression */
enum { PEOPLE = 60, SEARCHERS = 2, BATCH = 4, ENCOUNTERS_MAX = 3, TRUTH_EVERY = 100 };

static const char gallery_file[] = "people.db.gallery";

/* Shared between threads and processes. The counter is odd while the person is being changed. */
struct person {
    atomic_uint change;
    atomic_bool present;
    unsigned encounters[ENCOUNTERS_MAX], encounter_count; /* the writer's only: numbers of their impressions */
};

static struct model {
    struct person people[PEOPLE];
    atomic_bool over;
    atomic_ullong searches, screened, opened, wrong;
} * model;

/* Searchers hold it for reading; the gallery is replaced under it. Who comes after a writer waits at the gate. */
static pthread_rwlock_t gallery_lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct tp_repository repository;

static unsigned seconds_to_run(void)
{
    const char *text = getenv("TP_SOAK_SECONDS");

    return text ? (unsigned)strtoul(text, NULL, 10) : 3;
}

/* ---- searching --------------------------------------------------------------------------------------------------- */

/* What was known of the people searched for before the search began. */
struct wanted {
    uint32_t person[BATCH];
    unsigned change[BATCH];
    bool present[BATCH];
    struct tp_template templates[BATCH][SAVED_FINGERS];
    const struct tp_template *probes[BATCH][SAVED_FINGERS];
    struct tp_probe_set sets[BATCH];
};

static void note_state(struct wanted *wanted, unsigned i)
{
    wanted->change[i] = atomic_load(&model->people[wanted->person[i]].change);
    wanted->present[i] = atomic_load(&model->people[wanted->person[i]].present);
}

static void choose(struct wanted *wanted, unsigned count, struct tp_rng *rng)
{
    for (unsigned i = 0; i < count; i++) {
        wanted->person[i] = tp_rng_below(rng, PEOPLE);
        for (unsigned f = 0; f < SAVED_FINGERS; f++) {
            make_impression(wanted->person[i], f + 1, 50, (uint8_t)(f + 1), &wanted->templates[i][f]);
            wanted->probes[i][f] = &wanted->templates[i][f];
        }
        wanted->sets[i] = (struct tp_probe_set){wanted->probes[i], SAVED_FINGERS};
        note_state(wanted, i);
    }
}

static void judge(const struct wanted *wanted, unsigned i, const struct tp_candidates *found, const char *who)
{
    const struct person *person = &model->people[wanted->person[i]];
    char name[32];
    bool first, any = false;

    name_person(wanted->person[i], name, sizeof name);
    first = found->count > 0 && strcmp(found->items[0].subject, name) == 0;
    for (uint32_t c = 0; c < found->count; c++)
        any = any || strcmp(found->items[c].subject, name) == 0;
    if (wanted->change[i] % 2 != 0 || atomic_load(&person->change) != wanted->change[i])
        return;
    if (wanted->present[i] ? first : !any)
        return;
    atomic_fetch_add(&model->wrong, 1);
    fprintf(stderr, "# %s: %s is %s, but %s\n", who, name, wanted->present[i] ? "there" : "not there",
            any ? "found" : "not found");
}

static void search_and_judge(const struct tp_gallery *gallery, struct wanted *wanted, unsigned count, const char *who)
{
    static atomic_uint turn;
    const enum tp_search_mode mode = atomic_fetch_add(&turn, 1) % 2 ? TP_SEARCH_FAST : TP_SEARCH_THOROUGH;
    const struct tp_identify_options options = {.score_min = 3000, .thread_count = 1, .mode = mode};
    struct tp_candidates found[BATCH] = {{0}};
    tp_status status = count == 1
                           ? tp_gallery_identify(gallery, wanted->probes[0], SAVED_FINGERS, &options, found, NULL)
                           : tp_gallery_identify_all(gallery, wanted->sets, count, &options, found, NULL);

    if (status != TP_OK)
        atomic_fetch_add(&model->wrong, 1);
    for (unsigned i = 0; i < count; i++) {
        if (status == TP_OK)
            judge(wanted, i, &found[i], who);
        if (found[i].compared < found[i].subjects)
            atomic_fetch_add(&model->screened, 1);
        tp_candidates_deinit(&found[i]);
    }
    atomic_fetch_add(&model->searches, count);
}

static void *search_on(void *number)
{
    struct tp_rng rng = tp_rng_seed(7, (uint64_t)(uintptr_t)number);
    struct wanted *wanted = calloc(1, sizeof *wanted);

    while (wanted && !atomic_load(&model->over)) {
        unsigned count = tp_rng_below(&rng, 2) ? 1 : BATCH;

        pthread_mutex_lock(&gate);
        pthread_rwlock_rdlock(&gallery_lock);
        pthread_mutex_unlock(&gate);
        choose(wanted, count, &rng);
        search_and_judge(repository.gallery, wanted, count, "thread");
        pthread_rwlock_unlock(&gallery_lock);
    }
    free(wanted);
    return NULL;
}

/* The second process: what it opens is as new as the store, whatever the file says. */
static void read_elsewhere(void)
{
    const struct tp_repository_options options = {.searchable = true, .thread_count = 1, .busy_timeout_ms = 5000};
    struct tp_rng rng = tp_rng_seed(8, 8);
    struct wanted *wanted = calloc(1, sizeof *wanted);

    while (wanted && !atomic_load(&model->over)) {
        struct tp_repository other;
        struct tp_diag diag;

        choose(wanted, BATCH, &rng);
        tp_diag_init(&diag);
        if (tp_repository_open(folder_path(&folder, "people.db"), &options, &other, &diag) != TP_OK) {
            atomic_fetch_add(&model->wrong, 1);
            fprintf(stderr, "# second process: %s: %s\n", diag.file, diag.text);
            break;
        }
        search_and_judge(other.gallery, wanted, BATCH, "second process");
        tp_repository_close(&other);
        atomic_fetch_add(&model->opened, 1);
    }
    free(wanted);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static struct tp_repository open_writer(void)
{
    const struct tp_repository_options options = {
        .create = true, .searchable = true, .writer = true, .thread_count = 1, .busy_timeout_ms = 10000};
    struct tp_repository out;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_repository_open(folder_path(&folder, "people.db"), &options, &out, &diag) != TP_OK)
        fail_msg("%s: %s", diag.file, diag.text);
    if (out.note.status != TP_OK)
        fail_msg("%s: %s", out.note.file, out.note.text);
    return out;
}

static void enrol_person(uint32_t number)
{
    struct person *person = &model->people[number];
    char name[32];

    if (person->encounter_count == ENCOUNTERS_MAX)
        return;
    name_person(number, name, sizeof name);
    atomic_fetch_add(&person->change, 1);
    person->encounters[person->encounter_count] = person->encounter_count;
    enrol_as(repository.store, name, number, person->encounter_count++);
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    atomic_store(&person->present, true);
    atomic_fetch_add(&person->change, 1);
}

/* Several impressions of one finger each. */
static void enrol_crowd(void)
{
    for (uint32_t i = 0; i < CROWD; i++) {
        struct tp_store_impression impressions[CROWD_IMPRESSIONS];
        uint8_t *data[CROWD_IMPRESSIONS];
        char name[32];

        snprintf(name, sizeof name, "crowd-%u", i);
        for (unsigned k = 0; k < CROWD_IMPRESSIONS; k++) {
            struct tp_template tmpl;
            size_t size_bytes;

            make_impression(CROWD_NUMBER + i, 1, k, 1, &tmpl);
            assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data[k], &size_bytes, NULL), TP_OK);
            impressions[k] = (struct tp_store_impression){1, 80, data[k], size_bytes};
        }
        assert_int_equal(tp_store_enrol(repository.store, name, 7, impressions, CROWD_IMPRESSIONS, NULL), TP_OK);
        for (unsigned k = 0; k < CROWD_IMPRESSIONS; k++)
            free(data[k]);
    }
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
}

static void assert_gone_from_file(uint32_t number, unsigned encounters)
{
    char name[32];

    name_person(number, name, sizeof name);
    for (unsigned i = 0; i < encounters; i++)
        assert_false(file_holds_person(gallery_file, name, number, i));
}

/* By the process that has the gallery, or as another one does: then the first one sweeps. */
static void delete_person(uint32_t number, bool elsewhere)
{
    struct person *person = &model->people[number];
    char name[32];

    if (person->encounter_count == 0)
        return;
    name_person(number, name, sizeof name);
    atomic_fetch_add(&person->change, 1);
    if (elsewhere) {
        assert_int_equal(tp_store_delete(repository.store, name, NULL, NULL) == TP_E_NOT_FOUND, false);
        assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    } else {
        tp_status status = tp_repository_delete(&repository, name, NULL);

        assert_true(status == TP_OK || status == TP_E_BUSY); /* busy: a reader keeps the store's log */
    }
    if (repository.mapped)
        assert_gone_from_file(number, person->encounter_count);
    person->encounter_count = 0;
    atomic_store(&person->present, false);
    atomic_fetch_add(&person->change, 1);
}

static void save(void)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_repository_save(&repository, &diag) != TP_OK)
        fail_msg("%s: %s", diag.file, diag.text);
}

static void reopen(void)
{
    pthread_mutex_lock(&gate);
    pthread_rwlock_wrlock(&gallery_lock);
    tp_repository_close(&repository);
    repository = open_writer();
    pthread_rwlock_unlock(&gallery_lock);
    pthread_mutex_unlock(&gate);
}

/* A search among all gives those of the EXPECTED list, and anybody of the crowd between them. */
static void compare_lists(const struct tp_candidates *expected, const struct tp_candidates *found)
{
    uint32_t next = 0;

    for (uint32_t c = 0; c < found->count; c++) {
        if (strncmp(found->items[c].subject, "crowd-", 6) == 0)
            continue;
        assert_true(next < expected->count);
        assert_string_equal(found->items[c].subject, expected->items[next].subject);
        assert_int_equal(found->items[c].score, expected->items[next++].score);
    }
    assert_int_equal(next, expected->count);
}

/* A gallery of the model's own, made new, gives the same lists. */
static void compare_with_truth(struct tp_rng *rng)
{
    const struct tp_identify_options options = {.top = PEOPLE + CROWD, .thread_count = 1, .mode = TP_SEARCH_EXHAUSTIVE};
    struct wanted *wanted = calloc(1, sizeof *wanted);
    struct tp_gallery *truth;
    size_t present = 0;

    assert_non_null(wanted);
    assert_int_equal(tp_gallery_new(&truth, NULL), TP_OK);
    for (uint32_t number = 0; number < PEOPLE; number++) {
        const struct person *person = &model->people[number];
        char name[32];

        name_person(number, name, sizeof name);
        present += person->encounter_count > 0;
        for (unsigned e = 0; e < person->encounter_count; e++)
            for (unsigned f = 1; f <= SAVED_FINGERS; f++) {
                struct tp_template tmpl;

                make_impression(number, f, person->encounters[e], (uint8_t)f, &tmpl);
                assert_int_equal(tp_gallery_add(truth, name, &tmpl, NULL), TP_OK);
            }
    }
    assert_int_equal(tp_gallery_subject_count(repository.gallery), present + CROWD);
    assert_int_equal(tp_gallery_impression_count(repository.gallery),
                     tp_gallery_impression_count(truth) + CROWD * CROWD_IMPRESSIONS);
    choose(wanted, BATCH, rng);
    for (unsigned i = 0; i < BATCH; i++) {
        struct tp_candidates expected, found;

        assert_int_equal(tp_gallery_identify(truth, wanted->probes[i], SAVED_FINGERS, &options, &expected, NULL),
                         TP_OK);
        assert_int_equal(
            tp_gallery_identify(repository.gallery, wanted->probes[i], SAVED_FINGERS, &options, &found, NULL), TP_OK);
        compare_lists(&expected, &found);
        tp_candidates_deinit(&expected);
        tp_candidates_deinit(&found);
    }
    tp_gallery_free(&truth);
    free(wanted);
}

static size_t write_on(int64_t end_ns)
{
    struct tp_rng rng = tp_rng_seed(6, 6);
    size_t steps = 0;

    for (; tp_clock_monotonic_ns() < end_ns && atomic_load(&model->wrong) == 0; steps++) {
        uint32_t dice = tp_rng_below(&rng, 100), number = tp_rng_below(&rng, PEOPLE);

        if (dice < 55)
            enrol_person(number);
        else if (dice < 80)
            delete_person(number, false);
        else if (dice < 88)
            delete_person(number, true);
        else if (dice < 93)
            save();
        else if (dice < 96)
            reopen();
        else
            assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
        if (steps % TRUTH_EVERY == 0)
            compare_with_truth(&rng);
    }
    compare_with_truth(&rng);
    return steps;
}

static pid_t start_second_process(void)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        read_elsewhere();
        _exit(0);
    }
    return child;
}

static void everything_at_once(void **state)
{
    pthread_t threads[SEARCHERS];
    size_t steps;
    pid_t child;
    int status;

    (void)state;
    folder_make(&folder);
    model = mmap(NULL, sizeof *model, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(model != MAP_FAILED);
    repository = open_writer();
    enrol_crowd();
    for (uint32_t number = 0; number < PEOPLE; number += 2)
        enrol_person(number);
    save();
    tp_repository_close(&repository); /* a database must not be open across a fork */
    child = start_second_process();
    repository = open_writer();
    for (uintptr_t i = 0; i < SEARCHERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, search_on, (void *)i), 0);
    steps = write_on(tp_clock_monotonic_ns() + (int64_t)seconds_to_run() * 1000000000);
    atomic_store(&model->over, true);
    for (unsigned i = 0; i < SEARCHERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    print_message("%zu changes, %llu searches, %llu of them screened, opened %llu times by the second process\n", steps,
                  (unsigned long long)atomic_load(&model->searches), (unsigned long long)atomic_load(&model->screened),
                  (unsigned long long)atomic_load(&model->opened));
    assert_int_equal(atomic_load(&model->wrong), 0);
    assert_true(atomic_load(&model->screened) > 0);
    tp_repository_close(&repository);
    munmap(model, sizeof *model);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(everything_at_once)};
TP_TEST_MAIN(tests)
