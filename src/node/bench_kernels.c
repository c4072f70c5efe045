/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the kernels: bytes a cycle of each, on each level and from each memory, beside a plain read of the same
 * bytes and beside counting their bits. */
#include <stdlib.h>
#include <string.h>

#include "node/bench.h"
#include "screen/screen.h"

enum {
    ROUNDS_DEFAULT = 3,
    BYTES_MAX = 128 << 20,
    CHUNK_BYTES = 1 << 20,
    SIGNATURES = BYTES_MAX / sizeof(struct tp_signature),
    OUT_BYTES =
        BYTES_MAX / 2, /* at most that for each byte read: an index of 4 for a score of 2, all picked, in tiles */
    PICK_TILE = 65536,
    GABOR_FILTERS = 8,
    SMALL = TP_GABOR_FILTER_TAPS * GABOR_FILTERS,
    GABOR_STRIDE = 512,
    GABOR_PAIRS = (GABOR_STRIDE - 32) / 2,
};
static const int64_t sample_ns = 4000000;

static const struct {
    const char *name;
    size_t size_bytes;
} places[] = {{"L1", 16 << 10}, {"L2", 512 << 10}, {"memory", BYTES_MAX}};

struct buffers {
    uint8_t *data; /* BYTES_MAX random ones */
    uint8_t *out;
    int16_t *small; /* SMALL taps of filters */
    uint16_t filters[GABOR_PAIRS];
    struct tp_signature *signatures; /* SIGNATURES random ones */
    struct tp_signature_probe *probe;
    uint64_t sum; /* so that no result is dropped */
};

/* Runs over SIZE bytes of the data once. */
typedef void pass_fn(const struct tp_kernels *kernels, struct buffers *buffers, size_t size_bytes);

static void pass_read(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    b->sum += kernels->reference.read((const uint64_t *)(const void *)b->data, size_bytes / 8);
}

static void pass_popcount(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    b->sum += kernels->reference.popcount((const uint64_t *)(const void *)b->data, size_bytes / 8, b->sum);
}

static void pass_scan(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    const struct tp_code_probe probe = {.words = {b->sum, 1, 2, 3, 4, 5, 6, 7}, .limit = 250, .weight = 16};

    kernels->screen.scan((const struct tp_code_block *)(const void *)b->data, size_bytes / sizeof(struct tp_code_block),
                         &probe, (uint16_t *)(void *)b->out);
}

static void pass_pick_scores(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at += PICK_TILE)
        b->sum += kernels->screen.pick((const uint16_t *)(const void *)(b->data + at),
                                       TP_MIN(size_bytes - at, (size_t)PICK_TILE) / 2, UINT16_MAX - UINT16_MAX / 1000,
                                       (uint32_t *)(void *)b->out);
}

static void pass_similarity(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    const struct tp_descriptor_block *blocks = (const struct tp_descriptor_block *)(const void *)b->data;

    kernels->descriptor.similarity(blocks, 1, blocks, size_bytes / sizeof *blocks, b->out);
}

static void pass_pick_similar(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at += PICK_TILE)
        b->sum += kernels->descriptor.pick(b->data + at, TP_MIN(size_bytes - at, (size_t)PICK_TILE), 255,
                                           (uint16_t *)(void *)b->out);
}

static void pass_gabor(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    const int16_t *pixels = (const int16_t *)(const void *)b->data;
    size_t rows = size_bytes / (GABOR_STRIDE * sizeof *pixels);

    for (size_t row = TP_GABOR_ROWS / 2; row + TP_GABOR_ROWS / 2 < rows; row++)
        kernels->filter.gabor_row(pixels + row * GABOR_STRIDE + TP_GABOR_ROWS / 2, GABOR_STRIDE, b->small, b->filters,
                                  GABOR_PAIRS, (int16_t *)(void *)b->out);
}

static void pass_spectrum(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    const int16_t *samples = (const int16_t *)(const void *)b->data;
    const size_t batch = (size_t)TP_SPECTRUM_BATCH * TP_SPECTRUM_SAMPLES;

    for (size_t i = 0; i < size_bytes / (batch * sizeof *samples); i++)
        kernels->filter.spectrum(samples + i * batch, b->small, (int32_t *)(void *)b->out);
}

static void pass_signatures(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    kernels->signature.scan(&b->probe->query, b->signatures, size_bytes / sizeof *b->signatures,
                            (uint16_t *)(void *)b->out);
}

static void pass_nearest(const struct tp_kernels *kernels, struct buffers *b, size_t size_bytes)
{
    uint16_t nearest[TP_SIGNATURE_MAX];

    for (size_t i = 0; i < size_bytes / sizeof *b->signatures; i++) {
        kernels->signature.nearest(&b->probe->query, &b->signatures[i], nearest);
        b->sum += nearest[0];
    }
}

static const struct {
    const char *name;
    pass_fn *pass;
    double counted; /* bits counted for each bit read */
    bool slow;      /* hundreds of operations for each byte, so that it does not matter whence */
} cases[] = {
    {"plain read", pass_read, 0, false},
    {"count of bits", pass_popcount, 1, false},
    {"screen.scan", pass_scan, 1, false},
    {"screen.pick", pass_pick_scores, 0, false},
    {"signature.scan", pass_signatures, 0, false},
    {"signature.nearest", pass_nearest, 0, false},
    {"descriptor.similarity", pass_similarity, 24.0 / TP_DESCRIPTOR_WORDS, false},
    {"descriptor.pick", pass_pick_similar, 0, false},
    {"filter.gabor_row", pass_gabor, 0, true},
    {"filter.spectrum", pass_spectrum, 0, true},
};

struct rate {
    double per_cycle, per_s; /* bytes */
};

/* The best of ROUNDS samples of some milliseconds; the clock's rate is measured right behind each. Asking for the time
 * takes as long as reading tens of kilobytes, so it is done once for many passes. */
static struct rate measure(pass_fn *pass, const struct tp_kernels *kernels, struct buffers *buffers, size_t size_bytes,
                           unsigned rounds)
{
    const size_t chunk = TP_MAX((size_t)1, CHUNK_BYTES / size_bytes);
    struct rate best = {0};

    pass(kernels, buffers, size_bytes);
    for (unsigned round = 0; round < rounds; round++) {
        int64_t begun_ns = tp_clock_cpu_ns(), passed_ns;
        size_t passes = 0;
        double per_s;
        do {
            for (size_t i = 0; i < chunk; i++)
                pass(kernels, buffers, size_bytes);
            passes += chunk;
            passed_ns = tp_clock_cpu_ns() - begun_ns;
        } while (passed_ns < sample_ns);
        per_s = (double)size_bytes * (double)passes / ((double)passed_ns / 1e9);
        if (per_s > best.per_s)
            best = (struct rate){per_s / tp_reference_cycles_per_s(), per_s};
    }
    return best;
}

/* The fastest of all levels: a read from one place, and counting bits where reading is no limit. */
struct limits {
    struct rate read, count;
};

static struct rate measure_fastest(pass_fn *pass, struct buffers *buffers, size_t size_bytes, unsigned rounds)
{
    struct rate fastest = {0};

    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);
        struct rate rate = {0};
        if (kernels)
            rate = measure(pass, kernels, buffers, size_bytes, rounds);
        fastest = rate.per_s > fastest.per_s ? rate : fastest;
    }
    return fastest;
}

struct output {
    const struct tp_bench_options *options;
    tp_bench_fn *fn;
    void *context;
};

static void report(const struct output *output, const char *name, const struct rate *rate, const struct limits *limits,
                   double counted)
{
    char text[128];

    output->fn(output->context, &(struct tp_bench_figure){.bench = "kernels",
                                                          .name = name,
                                                          .value = rate->per_cycle,
                                                          .unit = "B/cycle",
                                                          .baseline = "plain read of the same memory",
                                                          .baseline_value = limits->read.per_cycle,
                                                          .baseline_unit = "B/cycle",
                                                          .ratio = limits->read.per_s / rate->per_s});
    if (counted <= 0)
        return;
    snprintf(text, sizeof text, "%s, of the rate of counting bits", name);
    output->fn(output->context, &(struct tp_bench_figure){.bench = "kernels",
                                                          .name = text,
                                                          .value = 100 * counted * rate->per_s / limits->count.per_s,
                                                          .unit = "%"});
}

static void print_row(FILE *table, const char *names[3], const struct rate *rate, const struct limits *limits,
                      double counted)
{
    fprintf(table, "%-22s %-7s %-7s %8.2f %8.2f %9.1f", names[0], names[1], names[2], rate->per_s / 1e9,
            rate->per_cycle, 100 * rate->per_s / limits->read.per_s);
    if (counted > 0)
        fprintf(table, " %9.1f", 100 * counted * rate->per_s / limits->count.per_s);
    fputc('\n', table);
    fflush(table);
}

static void run_place(const struct output *output, struct buffers *buffers, size_t place)
{
    size_t size_bytes = places[place].size_bytes;
    unsigned rounds = output->options->rounds ? output->options->rounds : ROUNDS_DEFAULT;
    const struct limits limits = {measure_fastest(pass_read, buffers, size_bytes, rounds),
                                  measure_fastest(pass_popcount, buffers, places[0].size_bytes, rounds)};

    for (size_t c = 0; c < TP_ARRAY_LENGTH(cases); c++)
        for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
            const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);
            const char *names[3] = {cases[c].name, kernels ? kernels->name : "", places[place].name};
            struct rate rate;
            char name[96];
            if (!kernels || (cases[c].slow && strcmp(names[2], "L2") != 0))
                continue;
            rate = measure(cases[c].pass, kernels, buffers, size_bytes, rounds);
            snprintf(name, sizeof name, "%s, %s, %s", names[0], names[1], names[2]);
            if (output->options->table)
                print_row(output->options->table, names, &rate, &limits, cases[c].counted);
            else
                report(output, name, &rate, &limits, cases[c].counted);
        }
}

/* As full as they can be, of minutiae in all directions. */
static void fill_signatures(struct buffers *buffers, struct tp_rng *rng)
{
    for (size_t i = 0; i < SIGNATURES; i++) {
        struct tp_signature *signature = &buffers->signatures[i];
        for (size_t k = 0; k < TP_SIGNATURE_MAX; k++) {
            signature->words[k] = tp_rng_u64(rng);
            signature->theta_q8[k] = (uint8_t)(k * 256 / TP_SIGNATURE_MAX);
            signature->x[k] = signature->y[k] = (uint8_t)(k * 37 % 101);
        }
        signature->count = TP_SIGNATURE_MAX;
    }
    tp_signature_probe(&buffers->signatures[SIGNATURES / 2], buffers->probe);
}

static void fill(struct buffers *buffers)
{
    struct tp_rng rng = tp_rng_seed(3, 1);
    uint64_t *words = (uint64_t *)(void *)buffers->data;

    for (size_t i = 0; i < BYTES_MAX / sizeof *words; i++)
        words[i] = tp_rng_u64(&rng);
    memset(buffers->out, 0, OUT_BYTES);
    for (size_t i = 0; i < SMALL; i++)
        buffers->small[i] = (int16_t)tp_rng_below(&rng, 64); /* 32 bits hold any sum of products */
    fill_signatures(buffers, &rng);
    for (size_t i = 0; i < GABOR_PAIRS; i++)
        buffers->filters[i] = (uint16_t)(i / 16 % GABOR_FILTERS);
}

tp_status tp_bench_kernels(const struct tp_bench_options *options, tp_bench_fn *fn, void *context, struct tp_diag *diag)
{
    const struct output output = {options, fn, context};
    struct buffers buffers = {.sum = 1};
    struct tp_arena arena;
    tp_status status = tp_arena_init(&arena, (size_t)2 * BYTES_MAX + OUT_BYTES + ((size_t)1 << 20), diag);

    if (status != TP_OK)
        return status;
    buffers.data = tp_arena_take(&arena, BYTES_MAX, 1);
    buffers.out = tp_arena_take(&arena, OUT_BYTES, 1);
    buffers.small = tp_arena_take(&arena, SMALL, sizeof(int16_t));
    buffers.signatures = tp_arena_take(&arena, SIGNATURES, sizeof *buffers.signatures);
    buffers.probe = tp_arena_take(&arena, 1, sizeof *buffers.probe);
    memset(buffers.signatures, 0, SIGNATURES * sizeof *buffers.signatures);
    fill(&buffers);
    if (options->table)
        fprintf(options->table,
                "A cycle here is a dependent addition: %.2f GHz. %% of the fastest level's.\n%-22s %-7s %-7s %8s %8s "
                "%9s %9s\n",
                tp_reference_cycles_per_s() / 1e9, "kernel", "level", "from", "GB/s", "B/cycle", "% of read",
                "% of bits");
    for (size_t place = 0; place < TP_ARRAY_LENGTH(places); place++)
        run_place(&output, &buffers, place);
    tp_arena_deinit(&arena);
    return TP_OK;
}
