/* SPDX-License-Identifier: Apache-2.0 */
/* What a ledger costs: durable leaves a second (one caller, batches, callers at once), a large one published, verified
 * from scratch and read, proofs. Prints JSON lines, each with what the machine itself does in the same run: a write and
 * a sync of as many bytes, SHA-256 of as much.
 *
 *   ledger [LEAVES [FOLDER]]     1,000,000 leaves, in a folder of its own below FOLDER (/tmp), removed at the end
 */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

#define ORIGIN "ledger.example/bench"

enum {
    LEAF_BYTES = 200,
    BATCH = 64,
    THREADS = 8,
    SECONDS = 3,
    BUILD_BATCH = 1000,
    PROOFS = 20000,
    PUBLISH_EVERY = 100,
    PUBLICATIONS = 51
};

static char folder[256];
static struct tp_signer *signer;
static struct tp_verifier verifier;

static void must(tp_status status, const struct tp_diag *diag)
{
    char line[512];

    if (status == TP_OK)
        return;
    tp_diag_format(diag, line, sizeof line);
    fprintf(stderr, "ledger: %s\n", line);
    exit(1);
}

static double seconds_since(int64_t start_ns)
{
    return (double)(tp_clock_monotonic_ns() - start_ns) / 1e9;
}

static void print(const char *figure, double value, const char *unit, const char *baseline, double baseline_value)
{
    printf("{\"bench\":\"ledger\",\"figure\":\"%s\",\"value\":%.6g,\"unit\":\"%s\"", figure, value, unit);
    if (baseline)
        printf(",\"baseline\":\"%s\",\"baseline_value\":%.6g", baseline, baseline_value);
    puts("}");
    fflush(stdout);
}

static struct tp_span leaf_of(uint64_t index, char out[LEAF_BYTES])
{
    int length = snprintf(out, LEAF_BYTES, "%020" PRIu64, index);

    memset(out + length, 'x', (size_t)(LEAF_BYTES - length));
    return (struct tp_span){out, LEAF_BYTES};
}

static void append(struct tp_ledger *ledger, size_t count)
{
    static _Thread_local char texts[BUILD_BATCH][LEAF_BYTES];
    static _Thread_local struct tp_span entries[BUILD_BATCH];
    struct tp_diag diag;
    uint64_t first;

    tp_diag_init(&diag);
    for (size_t i = 0; i < count; i++)
        entries[i] = leaf_of(i, texts[i]);
    must(tp_ledger_append(ledger, entries, count, &first, &diag), &diag);
}

/* ---- the machine itself ------------------------------------------------------------------------------------------ */

/* Writes and syncs of SIZE bytes at the end of a file, a second. */
static double syncs_a_second(size_t size_bytes)
{
    int64_t start_ns = tp_clock_monotonic_ns();
    char path[300], *bytes = calloc(1, size_bytes);
    uint64_t count = 0;
    int fd;

    snprintf(path, sizeof path, "%s/plain", folder);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    TP_ASSERT(fd >= 0 && bytes);
    for (; seconds_since(start_ns) < SECONDS; count++)
        TP_ASSERT(write(fd, bytes, size_bytes) == (ssize_t)size_bytes && fdatasync(fd) == 0);
    close(fd);
    unlink(path);
    free(bytes);
    return (double)count / seconds_since(start_ns);
}

/* Seconds for what a tree of COUNT leaves is at least: each leaf's hash, and one node for each. */
static double hashing_s(uint64_t count)
{
    struct tp_hasher *hasher;
    struct tp_hash a, b = {{0}};
    char text[LEAF_BYTES];
    struct tp_diag diag;
    struct tp_span leaf = leaf_of(0, text);
    int64_t start_ns;

    tp_diag_init(&diag);
    must(tp_hasher_new(&hasher, &diag), &diag);
    start_ns = tp_clock_monotonic_ns();
    for (uint64_t i = 0; i < count; i++) {
        tp_hash_leaf(hasher, leaf.data, leaf.size_bytes, &a);
        tp_hash_node(hasher, &a, &b, &b);
    }
    tp_hasher_free(&hasher);
    return seconds_since(start_ns);
}

static void measure_sha256(void)
{
    static uint8_t block[1 << 20];
    int64_t start_ns = tp_clock_monotonic_ns();
    uint8_t out[TP_SHA256_BYTES];
    struct tp_diag diag;
    double megabytes = 0;

    tp_diag_init(&diag);
    for (; seconds_since(start_ns) < 1; megabytes += sizeof block / 1e6)
        must(tp_sha256(block, sizeof block, out, &diag), &diag);
    print("SHA-256 of long messages", megabytes / seconds_since(start_ns), "MB/s", NULL, 0);
    print("SHA-256 of a leaf and a node", 2e5 / hashing_s(100000), "hashes/s", NULL, 0);
}

/* ---- appending --------------------------------------------------------------------------------------------------- */

static struct tp_ledger *open_ledger(const char *name)
{
    struct tp_ledger *ledger;
    struct tp_diag diag;
    char path[300];

    tp_diag_init(&diag);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    must(tp_ledger_create(path, ORIGIN, signer, &diag), &diag);
    must(tp_ledger_open(path, ORIGIN, signer, &ledger, &diag), &diag);
    return ledger;
}

static void measure_one_caller(const char *name, const char *figure, size_t batch)
{
    struct tp_ledger *ledger = open_ledger(name);
    int64_t start_ns = tp_clock_monotonic_ns();
    double rate;

    while (seconds_since(start_ns) < SECONDS)
        append(ledger, batch);
    rate = (double)tp_ledger_size(ledger) / seconds_since(start_ns);
    tp_ledger_close(&ledger);
    print(figure, rate, "leaves/s", "a plain file: writes and syncs of as many bytes, times leaves in one",
          (double)batch * syncs_a_second(batch * LEAF_BYTES));
}

struct caller {
    struct tp_ledger *ledger;
    int64_t start_ns;
};

static void *append_alone(void *context)
{
    const struct caller *caller = context;

    while (seconds_since(caller->start_ns) < SECONDS)
        append(caller->ledger, 1);
    return NULL;
}

static void measure_callers(void)
{
    struct caller caller = {open_ledger("callers"), tp_clock_monotonic_ns()};
    pthread_t threads[THREADS];
    double rate;

    for (unsigned i = 0; i < THREADS; i++)
        TP_ASSERT(pthread_create(&threads[i], NULL, append_alone, &caller) == 0);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    rate = (double)tp_ledger_size(caller.ledger) / seconds_since(caller.start_ns);
    tp_ledger_close(&caller.ledger);
    print("durable leaves, 8 callers of 1", rate, "leaves/s", "a plain file: writes and syncs of one leaf",
          syncs_a_second(LEAF_BYTES));
}

/* ---- a large ledger ---------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return *one < *two ? -1 : *one > *two;
}

static void measure_publishing(struct tp_ledger *ledger)
{
    double times_ms[PUBLICATIONS];
    struct tp_diag diag;

    tp_diag_init(&diag);
    for (unsigned i = 0; i < PUBLICATIONS; i++) {
        int64_t start_ns = tp_clock_monotonic_ns();
        append(ledger, 1);
        must(tp_ledger_publish(ledger, &diag), &diag);
        times_ms[i] = 1e3 * seconds_since(start_ns);
    }
    qsort(times_ms, PUBLICATIONS, sizeof times_ms[0], by_value);
    print("one leaf appended and published, p50", times_ms[PUBLICATIONS / 2], "ms", "a plain file: a write and a sync",
          1e3 / syncs_a_second(LEAF_BYTES));
}

static void build(uint64_t size)
{
    struct tp_ledger *ledger = open_ledger("large");
    struct tp_diag diag;
    int64_t start_ns = tp_clock_monotonic_ns();
    double publishing_s = 0;

    tp_diag_init(&diag);
    for (uint64_t at = 0, round = 1; at < size; at += BUILD_BATCH, round++) {
        append(ledger, (size_t)TP_MIN(BUILD_BATCH, size - at));
        if (round % PUBLISH_EVERY == 0 || at + BUILD_BATCH >= size) {
            int64_t publish_ns = tp_clock_monotonic_ns();
            must(tp_ledger_publish(ledger, &diag), &diag);
            publishing_s += seconds_since(publish_ns);
        }
    }
    print("appended and published, batches of 1,000", (double)size / seconds_since(start_ns), "leaves/s", NULL, 0);
    print("publishing 100,000 leaves at a time", (double)size / publishing_s, "leaves/s", NULL, 0);
    measure_publishing(ledger);
    tp_ledger_close(&ledger);
}

static tp_status count_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    (void)index;
    (void)data;
    (void)size_bytes;
    (void)diag;
    ++*(uint64_t *)context;
    return TP_OK;
}

static void measure_reading(const char *path)
{
    struct tp_reader *reader;
    struct tp_diag diag;
    uint64_t size, seen = 0;
    double passed_s, alone_s;
    int64_t start_ns = tp_clock_monotonic_ns();

    tp_diag_init(&diag);
    must(tp_ledger_verify(path, &verifier, NULL, &size, &diag), &diag);
    passed_s = seconds_since(start_ns);
    alone_s = hashing_s(size);
    print("verified from scratch", passed_s, "s", "hashing alone", alone_s);
    start_ns = tp_clock_monotonic_ns();
    must(tp_reader_open(path, &verifier, &reader, &diag), &diag);
    must(tp_reader_each(reader, 0, size, count_entry, &seen, &diag), &diag);
    passed_s = seconds_since(start_ns);
    print("entries read and checked", (double)seen / passed_s, "leaves/s", "hashing alone", (double)size / alone_s);
    tp_reader_close(&reader);
}

/* ---- proofs ------------------------------------------------------------------------------------------------------ */

static void print_times(const char *what, double *times_us, size_t count, double verify_us)
{
    char figure[100];
    double sum_us = 0;

    for (size_t i = 0; i < count; i++)
        sum_us += times_us[i];
    qsort(times_us, count, sizeof times_us[0], by_value);
    snprintf(figure, sizeof figure, "%s", what);
    print(figure, 1e6 * (double)count / sum_us, "proofs/s of CPU", "verifying such a proof", 1e6 / verify_us);
    snprintf(figure, sizeof figure, "%s: p50", what);
    print(figure, times_us[count / 2], "us of CPU", NULL, 0);
    snprintf(figure, sizeof figure, "%s: p99", what);
    print(figure, times_us[count * 99 / 100], "us of CPU", NULL, 0);
}

/* One proof of each kind at a random place, and its verification. */
struct prover {
    struct tp_reader *reader;
    struct tp_hasher *hasher;
    struct tp_rng rng;
    uint64_t batched; /* leaves that were appended in batches; the others came alone */
    double verify_us;
};

static void prove_inclusion(struct prover *prover, double *time_us)
{
    const struct tp_checkpoint *checkpoint = tp_reader_checkpoint(prover->reader);
    uint64_t index = tp_rng_below(&prover->rng, (uint32_t)checkpoint->size);
    struct tp_hash leaf;
    struct tp_span entry;
    char text[LEAF_BYTES];
    struct tp_proof proof;
    struct tp_diag diag;
    int64_t start_ns = tp_clock_cpu_ns();

    tp_diag_init(&diag);
    must(tp_reader_inclusion(prover->reader, index, checkpoint->size, &proof, &diag), &diag);
    *time_us = (double)(tp_clock_cpu_ns() - start_ns) / 1e3;
    entry = leaf_of(index < prover->batched ? index % BUILD_BATCH : 0, text);
    start_ns = tp_clock_cpu_ns();
    tp_hash_leaf(prover->hasher, entry.data, entry.size_bytes, &leaf);
    TP_ASSERT(tp_inclusion_holds(prover->hasher, &leaf, index, checkpoint->size, &proof, &checkpoint->root));
    prover->verify_us += (double)(tp_clock_cpu_ns() - start_ns) / 1e3;
}

static void prove_consistency(struct prover *prover, double *time_us)
{
    const struct tp_checkpoint *checkpoint = tp_reader_checkpoint(prover->reader);
    uint64_t old_size = tp_rng_below(&prover->rng, (uint32_t)checkpoint->size);
    struct tp_hash old_root;
    struct tp_proof proof;
    struct tp_diag diag;
    int64_t start_ns = tp_clock_cpu_ns();

    tp_diag_init(&diag);
    must(tp_reader_consistency(prover->reader, old_size, checkpoint->size, &proof, &diag), &diag);
    *time_us = (double)(tp_clock_cpu_ns() - start_ns) / 1e3;
    must(tp_reader_root(prover->reader, old_size, &old_root, &diag), &diag);
    start_ns = tp_clock_cpu_ns();
    TP_ASSERT(tp_consistency_holds(prover->hasher, old_size, &old_root, checkpoint->size, &checkpoint->root, &proof));
    prover->verify_us += (double)(tp_clock_cpu_ns() - start_ns) / 1e3;
}

static void measure_proofs(const char *path, const char *what, uint64_t size, void (*prove)(struct prover *, double *))
{
    struct prover prover = {.rng = tp_rng_seed(1, 0), .batched = size};
    double *times_us = calloc(PROOFS, sizeof *times_us);
    struct tp_diag diag;

    TP_ASSERT(times_us);
    tp_diag_init(&diag);
    must(tp_hasher_new(&prover.hasher, &diag), &diag);
    must(tp_reader_open(path, &verifier, &prover.reader, &diag), &diag);
    for (unsigned i = 0; i < PROOFS; i++)
        prove(&prover, &times_us[i]);
    print_times(what, times_us, PROOFS, prover.verify_us / PROOFS);
    tp_reader_close(&prover.reader);
    tp_hasher_free(&prover.hasher);
    free(times_us);
}

int main(int argc, char **argv)
{
    uint64_t size = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    char path[300], command[400];
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (size < 2 || size > UINT32_MAX - 1 || argc > 3) {
        fputs("usage: ledger [LEAVES [FOLDER]]\n", stderr);
        return 2;
    }
    snprintf(folder, sizeof folder, "%s/tenprint_bench_XXXXXX", argc > 2 ? argv[2] : "/tmp");
    TP_ASSERT(mkdtemp(folder));
    must(tp_signer_generate(&signer, &diag), &diag);
    must(tp_verifier_make(ORIGIN, TP_KEY_NOTE, tp_signer_public(signer), &verifier, &diag), &diag);
    measure_sha256();
    measure_one_caller("one", "durable leaves, one caller of 1", 1);
    measure_one_caller("batch", "durable leaves, one caller of 64", BATCH);
    measure_callers();
    build(size);
    snprintf(path, sizeof path, "%s/large", folder);
    measure_reading(path);
    measure_proofs(path, "inclusion proofs", size, prove_inclusion);
    measure_proofs(path, "consistency proofs", size, prove_consistency);
    tp_signer_free(&signer);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 1;
}
