/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9. A child appends from several threads and publishes; it says through a pipe what was acknowledged. At some
 * instant it is killed. Then the published files verify as they lie there, opening gives a ledger that holds all that
 * was acknowledged where it was said to be, no batch in part, and every checkpoint that anybody could read is a prefix
 * of it. TP_CRASH_ROUNDS=500 for a longer run; TP_CRASH_SEED for another one. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledgers.h"

enum { THREADS = 4, BATCH_MAX = 20, ACKS_MAX = 1 << 20, SEEN_MAX = 1 << 16, ROUNDS = 25, ALL_EVERY = 10 };

/* A batch as its entries say it: "<round> <thread> <batch> <place>/<count> ...". */
struct batch {
    unsigned round, thread, number, count;
};
struct ack {
    struct batch batch;
    uint64_t first;
};

/* ---- the child --------------------------------------------------------------------------------------------------- */

struct worker {
    struct tp_ledger *ledger;
    struct batch batch;
    int pipe;
    struct tp_rng rng;
};

static size_t write_entry(const struct batch *batch, unsigned place, char out[96])
{
    return (size_t)snprintf(out, 96, "%u %u %u %u/%u %.*s", batch->round, batch->thread, batch->number, place,
                            batch->count, (int)(batch->number % 40), "........................................");
}

static void append_batch(struct worker *worker)
{
    struct ack ack = {.batch = worker->batch};
    struct tp_span entries[BATCH_MAX];
    char texts[BATCH_MAX][96];

    for (unsigned i = 0; i < ack.batch.count; i++)
        entries[i] = (struct tp_span){texts[i], write_entry(&ack.batch, i, texts[i])};
    if (tp_ledger_append(worker->ledger, entries, ack.batch.count, &ack.first, NULL) != TP_OK ||
        write(worker->pipe, &ack, sizeof ack) != sizeof ack)
        _exit(1);
}

static void *append_for_ever(void *context)
{
    struct worker *worker = context;

    for (;;) {
        worker->batch.count = 1 + tp_rng_below(&worker->rng, BATCH_MAX);
        append_batch(worker);
        worker->batch.number++;
    }
    return NULL;
}

static _Noreturn void run_child(const char *path, unsigned round, int pipe, uint64_t seed)
{
    static struct worker workers[THREADS];
    struct tp_rng rng = tp_rng_seed(seed, 1000 + round);
    struct tp_ledger *ledger;
    pthread_t thread;

    if (tp_ledger_open(path, ORIGIN, log_signer, &ledger, NULL) != TP_OK)
        _exit(2);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){ledger, {round, i, 0, 0}, pipe, tp_rng_seed(seed, round * THREADS + i)};
        if (pthread_create(&thread, NULL, append_for_ever, &workers[i]) != 0)
            _exit(3);
    }
    for (;;) {
        const struct timespec pause = {.tv_nsec = tp_rng_below(&rng, 4000000)};
        nanosleep(&pause, NULL);
        if (tp_ledger_publish(ledger, NULL) != TP_OK)
            _exit(4);
    }
}

/* ---- the parent -------------------------------------------------------------------------------------------------- */

static struct run {
    char path[512];
    uint64_t seed;
    struct tp_rng rng;
    struct ack *acks;
    size_t ack_count, checked; /* up to which they were held against the ledger */
    struct tp_checkpoint *seen;
    size_t seen_count, seen_checked;
    uint64_t size; /* of the ledger after the last round */
} run;

/* Any reader could have it now. */
static void see_checkpoint(void)
{
    char path[600];
    struct tp_checkpoint checkpoint;
    struct tp_note note;
    size_t size_bytes;
    uint8_t *data;

    snprintf(path, sizeof path, "%s/checkpoint", run.path);
    assert_ok(tp_file_read(path, TP_NOTE_MAX, &data, &size_bytes, DIAG));
    assert_ok(tp_note_parse(data, size_bytes, &note, DIAG));
    assert_non_null(tp_note_signature_of(&note, &log_verifier));
    assert_ok(tp_checkpoint_parse(note.text, &checkpoint, DIAG));
    if (run.seen_count == 0 || checkpoint.size != run.seen[run.seen_count - 1].size) {
        assert_true(run.seen_count < SEEN_MAX);
        run.seen[run.seen_count++] = checkpoint;
    }
    tp_note_deinit(&note);
    free(data);
}

/* Takes what the child says until it is told to stop, kills it, and takes the rest. */
static void listen_and_kill(pid_t child, int pipe, int64_t until_ns)
{
    bool is_killed = false;
    int status;

    assert_int_equal(fcntl(pipe, F_SETFL, O_NONBLOCK), 0);
    for (;;) {
        ssize_t got;
        assert_true(run.ack_count < ACKS_MAX);
        got = read(pipe, &run.acks[run.ack_count], sizeof run.acks[0]);
        if (got == 0)
            break;
        if (got > 0) {
            assert_int_equal(got, sizeof run.acks[0]); /* so small a write is whole or not there */
            run.ack_count++;
        } else if (!is_killed) {
            const struct timespec pause = {.tv_nsec = 200000};
            see_checkpoint();
            nanosleep(&pause, NULL);
        }
        if (!is_killed && tp_clock_monotonic_ns() >= until_ns) {
            assert_int_equal(kill(child, SIGKILL), 0);
            is_killed = true;
        }
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* What the walk over the entries expects next. */
struct walk {
    struct batch batch;
    unsigned place;
    size_t next_ack;
};

static bool is_same_batch(const struct batch *a, const struct batch *b)
{
    return a->round == b->round && a->thread == b->thread && a->number == b->number && a->count == b->count;
}

static void read_entry(const char *text, struct batch *batch, unsigned *place)
{
    unsigned *const numbers[] = {&batch->round, &batch->thread, &batch->number, place, &batch->count};
    char *at;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(numbers); i++) {
        *numbers[i] = (unsigned)strtoul(text, &at, 10);
        assert_true(*at == (i == 3 ? '/' : ' '));
        text = at + 1;
    }
}

static tp_status check_place(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct walk *walk = context;
    char text[96], wanted[96];
    struct batch batch;
    unsigned place;

    (void)diag;
    assert_true(size_bytes < sizeof text);
    memcpy(text, data, size_bytes);
    text[size_bytes] = '\0';
    read_entry(text, &batch, &place);
    write_entry(&batch, place, wanted);
    assert_string_equal(text, wanted);
    if (place > 0)
        assert_true(is_same_batch(&batch, &walk->batch) && place == walk->place + 1);
    else
        assert_true(walk->place + 1 == walk->batch.count);
    walk->batch = batch;
    walk->place = place;
    if (walk->next_ack < run.ack_count && run.acks[walk->next_ack].first == index) {
        assert_true(place == 0 && is_same_batch(&run.acks[walk->next_ack].batch, &batch));
        walk->next_ack++;
    }
    return TP_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct ack *one = a, *two = b;

    return one->first < two->first ? -1 : one->first > two->first;
}

/* All, or what came since the last time. Batches begin at FROM. */
static void check_entries_from(struct tp_reader *reader, bool all)
{
    uint64_t from = all ? 0 : run.size;
    struct walk walk = {.batch.count = 1, .next_ack = all ? 0 : run.checked};

    qsort(run.acks + run.checked, run.ack_count - run.checked, sizeof run.acks[0], by_place);
    assert_ok(tp_reader_each(reader, from, tp_reader_checkpoint(reader)->size - from, check_place, &walk, DIAG));
    assert_true(walk.place + 1 == walk.batch.count);
    assert_true(walk.next_ack == run.ack_count); /* no acknowledged one was passed over */
    run.checked = run.ack_count;
}

static void check_checkpoints(struct tp_reader *reader, bool all)
{
    for (size_t i = all ? 0 : run.seen_checked; i < run.seen_count; i++) {
        struct tp_hash root;
        assert_true(run.seen[i].size <= tp_reader_checkpoint(reader)->size);
        assert_ok(tp_reader_root(reader, run.seen[i].size, &root, DIAG));
        assert_memory_equal(&root, &run.seen[i].root, sizeof root);
    }
    run.seen_checked = run.seen_count;
}

static void check_after_kill(bool all)
{
    struct tp_reader *reader;
    struct tp_ledger *ledger;
    uint64_t size;

    see_checkpoint();
    assert_ok(tp_reader_open(run.path, &log_verifier, &reader, DIAG)); /* as the child left it */
    tp_reader_close(&reader);
    assert_ok(tp_ledger_open(run.path, ORIGIN, log_signer, &ledger, DIAG));
    size = tp_ledger_size(ledger);
    tp_ledger_close(&ledger);
    assert_ok(tp_reader_open(run.path, &log_verifier, &reader, DIAG));
    assert_true(tp_reader_checkpoint(reader)->size == size);
    check_entries_from(reader, all);
    check_checkpoints(reader, all);
    tp_reader_close(&reader);
    if (all) {
        uint64_t verified;
        assert_ok(tp_ledger_verify(run.path, &log_verifier, NULL, &verified, DIAG));
        assert_true(verified == size);
    }
    run.size = size;
}

static void run_round(unsigned round)
{
    int64_t until_ns = tp_clock_monotonic_ns() + 1000 * tp_rng_below(&run.rng, round % 4 ? 60000 : 6000);
    int pipes[2];
    pid_t child;

    assert_int_equal(pipe(pipes), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        run_child(run.path, round, pipes[1], run.seed);
    }
    close(pipes[1]);
    listen_and_kill(child, pipes[0], until_ns);
    close(pipes[0]);
}

static unsigned number_from(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);

    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static void no_kill_loses_anything(void **state)
{
    unsigned rounds = number_from("TP_CRASH_ROUNDS", ROUNDS);
    struct test_folder folder;

    (void)state;
    run.seed = number_from("TP_CRASH_SEED", 1);
    run.rng = tp_rng_seed(run.seed, 0);
    run.acks = malloc(ACKS_MAX * sizeof *run.acks);
    run.seen = malloc(SEEN_MAX * sizeof *run.seen);
    assert_true(run.acks && run.seen);
    folder_make(&folder);
    snprintf(run.path, sizeof run.path, "%s/log", folder.path);
    assert_ok(tp_ledger_create(run.path, ORIGIN, log_signer, DIAG));
    for (unsigned round = 0; round < rounds; round++) {
        run_round(round);
        check_after_kill(round % ALL_EVERY == ALL_EVERY - 1 || round + 1 == rounds);
    }
    printf("# %u kills (seed %u): %llu leaves, %zu batches acknowledged, %zu checkpoints seen\n", rounds,
           (unsigned)run.seed, (unsigned long long)run.size, run.ack_count, run.seen_count);
    assert_true(rounds < 20 || (run.ack_count > 0 && run.seen_count > 1));
    free(run.acks);
    free(run.seen);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_kill_loses_anything),
};

LEDGER_TEST_MAIN(tests)
