/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9. A child maps a gallery; one of its threads adds and removes people, another one saves and compacts; they say
 * through a pipe what they begin and what is done. At some instant it is killed. Then the file maps, holds each person
 * whole or not at all, everyone who was saved and nobody who was removed; what was removed has left no byte.
 * TP_CRASH_ROUNDS=500 for a longer run; TP_CRASH_SEED for another one. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "crowd.h"
#include "folder.h"

enum { PEOPLE = 120, ROUNDS = 25, PRINTS = 12 };
enum what { ADD, REMOVE, SAVE };

struct message {
    enum what what;
    bool is_done;
    uint32_t who, version;
    uint64_t number; /* of the change; of a saving: up to which all changes were done when it began */
};

/* What may be in the file of a person: a version, 0 for none. */
struct person {
    uint32_t version, pending_version;
    uint64_t number; /* of the change that brought it there */
    bool is_adding, is_removing;
};

static struct run {
    struct test_folder folder;
    char path[128];
    uint64_t seed, saved; /* changes up to this one are in the file */
    uint32_t version;
    struct person people[PEOPLE];
    uint64_t changes, savings, finished[2];
} run;

static void name_of(uint32_t who, char out[32])
{
    snprintf(out, 32, "person %u", who);
}

static uint32_t print_count_of(uint32_t version)
{
    return 1 + version % PRINTS;
}

/* ---- the child --------------------------------------------------------------------------------------------------- */

static struct child {
    struct tp_rows *rows;
    struct tp_rng rng, saving_rng;
    int pipe;
    _Atomic uint64_t done; /* changes */
} child;

static void tell(enum what what, bool is_done, uint32_t who, uint32_t version, uint64_t number)
{
    struct message message = {what, is_done, who, version, number};

    if (write(child.pipe, &message, sizeof message) != sizeof message)
        _exit(1);
}

static void *save_for_ever(void *context)
{
    static const uint8_t mark[TP_ROWS_MARK_BYTES] = {7};

    (void)context;
    for (;;) {
        const struct timespec pause = {.tv_nsec = tp_rng_below(&child.saving_rng, 3000000)};
        uint64_t number = atomic_load(&child.done);
        tp_status status;

        tell(SAVE, false, 0, 0, number);
        if (tp_rng_below(&child.saving_rng, 2))
            status = tp_rows_save(child.rows, run.path, mark, NULL);
        else
            status = tp_rows_compact(child.rows, NULL);
        if (status != TP_OK)
            _exit(2);
        tell(SAVE, true, 0, 0, number);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static void change_somebody(uint64_t number)
{
    uint32_t who = tp_rng_below(&child.rng, PEOPLE);
    struct person *person = &run.people[who];
    bool is_removal = person->version != 0;
    uint32_t version = is_removal ? person->version : ++run.version;
    char name[32];

    name_of(who, name);
    tell(is_removal ? REMOVE : ADD, false, who, version, number);
    if (is_removal ? tp_rows_remove(child.rows, name, NULL) != TP_OK
                   : crowd_add_to(child.rows, name, version * PRINTS, print_count_of(version), NULL) != TP_OK)
        _exit(3);
    person->version = is_removal ? 0 : version;
    tell(is_removal ? REMOVE : ADD, true, who, version, number);
    atomic_store(&child.done, number);
}

static _Noreturn void run_child(unsigned round, int pipe)
{
    uint8_t mark[TP_ROWS_MARK_BYTES];
    pthread_t thread;

    child.pipe = pipe;
    child.rng = tp_rng_seed(run.seed, 2 * round);
    child.saving_rng = tp_rng_seed(run.seed, 2 * round + 1);
    if (tp_rows_map(run.path, false, &child.rows, mark, NULL) != TP_OK ||
        pthread_create(&thread, NULL, save_for_ever, NULL) != 0)
        _exit(4);
    for (uint64_t number = 1;; number++)
        change_somebody(number);
}

/* ---- the parent -------------------------------------------------------------------------------------------------- */

static void note(const struct message *message)
{
    struct person *person = &run.people[message->who];

    if (message->what == SAVE) {
        run.savings += message->is_done;
        run.saved = message->is_done ? message->number : run.saved;
        return;
    }
    run.version = message->version > run.version ? message->version : run.version;
    person->is_adding = message->what == ADD && !message->is_done;
    person->is_removing = message->what == REMOVE && !message->is_done;
    person->pending_version = message->version;
    if (!message->is_done)
        return;
    run.changes++;
    person->version = message->what == ADD ? message->version : 0;
    person->number = message->number;
}

static void listen_and_kill(pid_t pid, int pipe, int64_t until_ns)
{
    bool is_killed = false;
    struct message message;
    int status;

    assert_int_equal(fcntl(pipe, F_SETFL, O_NONBLOCK), 0);
    for (;;) {
        ssize_t got = read(pipe, &message, sizeof message);
        if (got == 0)
            break;
        if (got > 0) {
            assert_int_equal(got, sizeof message); /* so small a write is whole or not there */
            note(&message);
        } else {
            const struct timespec pause = {.tv_nsec = 100000};
            nanosleep(&pause, NULL);
        }
        if (!is_killed && tp_clock_monotonic_ns() >= until_ns) {
            assert_int_equal(kill(pid, SIGKILL), 0);
            is_killed = true;
        }
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static uint32_t *prints_of(uint32_t version)
{
    static uint32_t prints[PRINTS];

    for (uint32_t i = 0; i < print_count_of(version); i++)
        prints[i] = version * PRINTS + i;
    return prints;
}

/* Whether the person is there as VERSION: the number of impressions tells in part, check_crowd tells all. */
static bool is_there_as(const struct tp_view *view, uint32_t who, uint32_t version, struct tp_rows *rows)
{
    struct crowd_print print;
    char name[32];
    uint32_t count;

    name_of(who, name);
    if (!tp_rows_contains(rows, name, &count))
        return version == 0;
    if (version == 0 || count != print_count_of(version))
        return false;
    crowd_print_make(version * PRINTS, &print);
    for (size_t s = 0; s < view->segment_count; s++)
        for (uint32_t i = 0; i < atomic_load(view->segments[s]->count); i++)
            if (tp_row_alive(view->segments[s], i) && view->segments[s]->rows[i].head == i &&
                strcmp(tp_row_name(view->segments[s], i), name) == 0)
                return view->segments[s]->rows[i].sizes[print.position] == print.size_bytes &&
                       memcmp(tp_row_packed(view->segments[s], i, print.position), print.packed, print.size_bytes) == 0;
    return false;
}

/* The version of a person that is in the file, which must be one that may be. */
static uint32_t version_in(const struct tp_view *view, uint32_t who, struct tp_rows *rows, unsigned kinds[2])
{
    const struct person *person = &run.people[who];
    bool may_be_absent = person->version == 0 || person->is_removing || person->number > run.saved;

    if (person->version != 0 && is_there_as(view, who, person->version, rows))
        return person->version;
    if (person->is_adding && is_there_as(view, who, person->pending_version, rows)) {
        kinds[0]++;
        return person->pending_version;
    }
    assert_true(may_be_absent && is_there_as(view, who, 0, rows));
    kinds[1] += person->is_removing;
    return 0;
}

static void check_after_kill(void)
{
    uint8_t mark[TP_ROWS_MARK_BYTES];
    struct crowd crowd = {0};
    struct tp_rows_pin pin;
    struct tp_rows *rows;
    unsigned kinds[2] = {0};
    char name[32];

    assert_ok(tp_rows_map(run.path, true, &rows, mark, DIAG)); /* as the child left it */
    tp_rows_free(&rows);
    assert_ok(tp_rows_map(run.path, false, &rows, mark, DIAG));
    assert_int_not_equal(access(folder_path(&run.folder, "gallery.new"), F_OK), 0);
    tp_rows_pin(rows, &pin);
    for (uint32_t who = 0; who < PEOPLE; who++) {
        uint32_t version = version_in(pin.view, who, rows, kinds);
        run.people[who] = (struct person){.version = version};
        name_of(who, name);
        for (uint32_t i = 0; version != 0 && i < print_count_of(version); i++)
            crowd_note(&crowd, name, prints_of(version)[i], 1);
    }
    tp_rows_unpin(&pin);
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
    run.finished[0] += kinds[0];
    run.finished[1] += kinds[1];
    run.saved = 0;
}

static void run_round(unsigned round, struct tp_rng *rng)
{
    int64_t until_ns = tp_clock_monotonic_ns() + 1000 * tp_rng_below(rng, round % 4 ? 90000 : 12000);
    int pipes[2];
    pid_t pid;

    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(pipes[0]);
        run_child(round, pipes[1]);
    }
    close(pipes[1]);
    listen_and_kill(pid, pipes[0], until_ns);
    close(pipes[0]);
}

static void no_kill_loses_anybody_or_brings_them_back(void **state)
{
    static const uint8_t mark[TP_ROWS_MARK_BYTES] = {7};
    unsigned rounds = number_from("TP_CRASH_ROUNDS", ROUNDS);
    struct tp_rows *rows;
    struct tp_rng rng;

    (void)state;
    run.seed = number_from("TP_CRASH_SEED", 1);
    rng = tp_rng_seed(run.seed, UINT64_MAX);
    folder_make(&run.folder);
    snprintf(run.path, sizeof run.path, "%s/gallery", run.folder.path);
    assert_ok(tp_rows_new(&rows, DIAG));
    assert_ok(tp_rows_save(rows, run.path, mark, DIAG));
    tp_rows_free(&rows);
    for (unsigned round = 0; round < rounds; round++) {
        run_round(round, &rng);
        check_after_kill();
    }
    printf(
        "# %u kills (seed %u): %llu changes and %llu savings acknowledged; %llu removals and %llu additions that were "
        "not were done\n",
        rounds, (unsigned)run.seed, (unsigned long long)run.changes, (unsigned long long)run.savings,
        (unsigned long long)run.finished[1], (unsigned long long)run.finished[0]);
    assert_true(rounds < 20 || (run.changes > 0 && run.savings > 0));
    folder_remove(&run.folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_kill_loses_anybody_or_brings_them_back),
};

TP_TEST_MAIN(tests)
