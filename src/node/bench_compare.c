/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the comparison: comparisons a second of one thread, and where their time goes. */
#include <stdlib.h>

#include "match/match.h"
#include "node/bench.h"

enum { ROUNDS_DEFAULT = 3, DESCRIPTOR_WORDS = 8, KINDS = 2 };
static const char *const kind_names[KINDS] = {"non-mated", "mated"};

/* How far a timed comparison goes: the steps of tp_match_raw. */
enum depth { LOCAL, RELAXED, WHOLE, DEPTHS };

struct pair {
    uint32_t probe, candidate;
};

/* The mated comparisons, or the others. */
struct kind {
    const char *name;
    struct pair *pairs; /* owned */
    size_t count, aligned_count;
    int64_t cpu_ns[DEPTHS]; /* of all rounds */
};

struct bench {
    tp_bench_fn *fn;
    void *context;
    struct tp_features **features;
    size_t count;
    struct tp_matcher *matcher;
    struct kind kinds[KINDS];
    unsigned rounds;
    double popcount_per_s;
};

static tp_status prepare(const struct tp_bench_prints *prints, struct bench *bench, struct tp_diag *diag)
{
    struct tp_extractor *extractor;
    tp_status status = tp_extractor_new(&extractor, diag);

    for (size_t i = 0; status == TP_OK && i < prints->count; i++) {
        struct tp_template tmpl;
        status = tp_extract(extractor, &prints->images[i], NULL, &tmpl, diag);
        if (status != TP_OK)
            break;
        status = tp_features_new(&tmpl, &bench->features[i], diag);
        tp_template_deinit(&tmpl);
    }
    tp_extractor_free(&extractor);
    return status;
}

/* Sorts all pairs by kind, untimed. */
static void classify(const struct tp_bench_prints *prints, struct bench *bench)
{
    for (uint32_t i = 0; i < bench->count; i++)
        for (uint32_t j = i + 1; j < bench->count; j++) {
            struct kind *kind = &bench->kinds[prints->fingers[i] == prints->fingers[j]];
            kind->pairs[kind->count++] = (struct pair){i, j};
            kind->aligned_count += tp_match_raw(bench->matcher, bench->features[i], bench->features[j]).aligned;
        }
}

static void time_kind(struct bench *bench, struct kind *kind, enum depth depth)
{
    int64_t start_ns = tp_clock_cpu_ns();

    for (size_t k = 0; k < kind->count; k++) {
        const struct tp_features *probe = bench->features[kind->pairs[k].probe];
        const struct tp_features *candidate = bench->features[kind->pairs[k].candidate];
        if (depth == WHOLE) {
            tp_match_score(bench->matcher, probe, candidate);
            continue;
        }
        tp_local_find(bench->matcher, probe, candidate);
        if (depth == RELAXED)
            tp_local_relax(bench->matcher);
    }
    kind->cpu_ns[depth] += tp_clock_cpu_ns() - start_ns;
}

static void report_plain(const struct bench *bench, const struct kind *kind, const char *what, double value,
                         const char *unit)
{
    char name[80];

    snprintf(name, sizeof name, "%s, %s", kind->name, what);
    bench->fn(bench->context,
              &(struct tp_bench_figure){.bench = "compare", .name = name, .value = value, .unit = unit});
}

static void report_rate(const struct bench *bench, const struct kind *kind)
{
    double per_s = (double)kind->count * bench->rounds / ((double)kind->cpu_ns[WHOLE] / 1e9);
    double baseline_per_s = bench->popcount_per_s / DESCRIPTOR_WORDS;
    char name[80];

    snprintf(name, sizeof name, "%s, comparisons", kind->name);
    bench->fn(bench->context, &(struct tp_bench_figure){.bench = "compare",
                                                        .name = name,
                                                        .value = per_s,
                                                        .unit = "per s",
                                                        .baseline = "xor and popcount of 512 bits, plain C",
                                                        .baseline_value = baseline_per_s,
                                                        .baseline_unit = "per s",
                                                        .ratio = baseline_per_s / per_s});
}

/* A step's time is what a comparison that stops after it takes longer than one that stops before it. */
static void report_kind(const struct bench *bench, const struct kind *kind)
{
    double each_us = 1e-3 / ((double)kind->count * bench->rounds);

    if (kind->count == 0)
        return;
    report_rate(bench, kind);
    report_plain(bench, kind, "local pairs, each", (double)kind->cpu_ns[LOCAL] * each_us, "us");
    report_plain(bench, kind, "relaxation, each", (double)(kind->cpu_ns[RELAXED] - kind->cpu_ns[LOCAL]) * each_us,
                 "us");
    report_plain(bench, kind, "alignment, mean over all",
                 (double)(kind->cpu_ns[WHOLE] - kind->cpu_ns[RELAXED]) * each_us, "us");
    report_plain(bench, kind, "share that gets to the alignment",
                 100 * (double)kind->aligned_count / (double)kind->count, "%");
}

static void report(const struct bench *bench)
{
    size_t bytes = 0;

    for (size_t i = 0; i < bench->count; i++)
        bytes += tp_features_size_bytes(bench->features[i]);
    for (int k = 0; k < KINDS; k++)
        report_kind(bench, &bench->kinds[k]);
    bench->fn(bench->context, &(struct tp_bench_figure){.bench = "compare",
                                                        .name = "prepared features, mean",
                                                        .value = (double)bytes / (double)bench->count,
                                                        .unit = "bytes"});
}

static tp_status allocate(struct bench *bench, struct tp_diag *diag)
{
    size_t pairs = bench->count * (bench->count - 1) / 2;
    tp_status status = tp_alloc_zero((void **)&bench->features, bench->count, sizeof *bench->features, diag);

    for (int k = 0; status == TP_OK && k < KINDS; k++) {
        bench->kinds[k].name = kind_names[k];
        status = tp_alloc((void **)&bench->kinds[k].pairs, pairs, sizeof(struct pair), diag);
    }
    return status == TP_OK ? tp_matcher_new(&bench->matcher, diag) : status;
}

static void release(struct bench *bench)
{
    for (size_t i = 0; bench->features && i < bench->count; i++)
        tp_features_free(&bench->features[i]);
    free(bench->features);
    for (int k = 0; k < KINDS; k++)
        free(bench->kinds[k].pairs);
    tp_matcher_free(&bench->matcher);
}

tp_status tp_bench_compare(const struct tp_bench_options *options, tp_bench_fn *fn, void *context, struct tp_diag *diag)
{
    struct bench bench = {.fn = fn,
                          .context = context,
                          .rounds = options->rounds ? options->rounds : ROUNDS_DEFAULT,
                          .popcount_per_s = tp_reference_popcount_per_s()};
    struct tp_bench_prints prints;
    tp_status status = tp_bench_prints_make(options, &prints, diag);

    if (status != TP_OK)
        return status;
    bench.count = prints.count;
    status = allocate(&bench, diag);
    if (status == TP_OK)
        status = prepare(&prints, &bench, diag);
    if (status == TP_OK) {
        classify(&prints, &bench);
        for (unsigned i = 0; i < bench.rounds * KINDS * DEPTHS; i++)
            time_kind(&bench, &bench.kinds[i / DEPTHS % KINDS], (enum depth)(i % DEPTHS));
        report(&bench);
    }
    release(&bench);
    tp_bench_prints_deinit(&prints);
    return status;
}
