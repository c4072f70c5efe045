/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the comparison: comparisons a second of one thread, by where they end. */
#include <stdlib.h>

#include "match/match.h"
#include "node/bench.h"

enum { ROUNDS_DEFAULT = 3, DESCRIPTOR_WORDS = 8, KINDS = 2, STAGES = 2 };
static const char *const kind_names[KINDS] = {"non-mated", "mated"};
static const char *const stage_names[STAGES] = {"relaxation", "alignment"};

struct pair {
    uint32_t probe, candidate;
};

/* Comparisons that end at the same stage. */
struct group {
    struct pair *pairs; /* owned */
    size_t count;
    int64_t cpu_ns; /* of all rounds */
};

struct bench {
    tp_bench_fn *fn;
    void *context;
    struct tp_features **features;
    size_t count;
    struct tp_matcher *matcher;
    struct group groups[KINDS][STAGES];
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

/* Sorts all pairs into the groups, untimed. */
static void classify(const struct tp_bench_prints *prints, struct bench *bench)
{
    for (uint32_t i = 0; i < bench->count; i++)
        for (uint32_t j = i + 1; j < bench->count; j++) {
            struct tp_match_raw raw = tp_match_raw(bench->matcher, bench->features[i], bench->features[j]);
            struct group *group = &bench->groups[prints->fingers[i] == prints->fingers[j]][raw.aligned];
            group->pairs[group->count++] = (struct pair){i, j};
        }
}

static void time_group(struct bench *bench, struct group *group)
{
    int64_t start_ns = tp_clock_cpu_ns();

    for (size_t k = 0; k < group->count; k++) {
        const struct pair *pair = &group->pairs[k];
        tp_match_score(bench->matcher, bench->features[pair->probe], bench->features[pair->candidate]);
    }
    group->cpu_ns += tp_clock_cpu_ns() - start_ns;
}

static void report_kind(const struct bench *bench, int kind, unsigned rounds)
{
    const struct group *groups = bench->groups[kind];
    size_t count = 0;
    int64_t cpu_ns = 0;
    char name[80];

    for (int s = 0; s < STAGES; s++) {
        count += groups[s].count;
        cpu_ns += groups[s].cpu_ns;
    }
    if (count == 0)
        return;
    snprintf(name, sizeof name, "%s comparisons", kind_names[kind]);
    bench->fn(bench->context, &(struct tp_bench_figure){.bench = "compare",
                                                        .name = name,
                                                        .value = (double)count * rounds / ((double)cpu_ns / 1e9),
                                                        .unit = "per s",
                                                        .baseline = "xor and popcount of 512 bits, plain C",
                                                        .baseline_value = bench->popcount_per_s / DESCRIPTOR_WORDS,
                                                        .baseline_unit = "per s",
                                                        .ratio = bench->popcount_per_s / DESCRIPTOR_WORDS /
                                                                 ((double)count * rounds / ((double)cpu_ns / 1e9))});
    for (int s = 0; s < STAGES; s++) {
        if (groups[s].count == 0)
            continue;
        snprintf(name, sizeof name, "%s that end at %s, share", kind_names[kind], stage_names[s]);
        bench->fn(bench->context, &(struct tp_bench_figure){.bench = "compare",
                                                            .name = name,
                                                            .value = 100 * (double)groups[s].count / (double)count,
                                                            .unit = "%"});
        snprintf(name, sizeof name, "%s that end at %s, each", kind_names[kind], stage_names[s]);
        bench->fn(bench->context,
                  &(struct tp_bench_figure){.bench = "compare",
                                            .name = name,
                                            .value = (double)groups[s].cpu_ns / 1e3 / (double)groups[s].count / rounds,
                                            .unit = "us"});
    }
}

static void report(const struct bench *bench, unsigned rounds)
{
    size_t bytes = 0;

    for (size_t i = 0; i < bench->count; i++)
        bytes += tp_features_size_bytes(bench->features[i]);
    for (int kind = 0; kind < KINDS; kind++)
        report_kind(bench, kind, rounds);
    bench->fn(bench->context, &(struct tp_bench_figure){.bench = "compare",
                                                        .name = "prepared features, mean",
                                                        .value = (double)bytes / (double)TP_MAX(bench->count, 1u),
                                                        .unit = "bytes"});
}

static tp_status allocate(struct bench *bench, struct tp_diag *diag)
{
    size_t pairs = bench->count * (bench->count - 1) / 2;
    tp_status status = tp_alloc_zero((void **)&bench->features, bench->count, sizeof *bench->features, diag);

    for (int i = 0; status == TP_OK && i < KINDS * STAGES; i++)
        status = tp_alloc((void **)&bench->groups[i / STAGES][i % STAGES].pairs, pairs, sizeof(struct pair), diag);
    return status == TP_OK ? tp_matcher_new(&bench->matcher, diag) : status;
}

static void release(struct bench *bench)
{
    for (size_t i = 0; bench->features && i < bench->count; i++)
        tp_features_free(&bench->features[i]);
    free(bench->features);
    for (int i = 0; i < KINDS * STAGES; i++)
        free(bench->groups[i / STAGES][i % STAGES].pairs);
    tp_matcher_free(&bench->matcher);
}

tp_status tp_bench_compare(const struct tp_bench_options *options, tp_bench_fn *fn, void *context, struct tp_diag *diag)
{
    struct bench bench = {.fn = fn, .context = context, .popcount_per_s = tp_reference_popcount_per_s()};
    unsigned rounds = options->rounds ? options->rounds : ROUNDS_DEFAULT;
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
        for (unsigned round = 0; round < rounds; round++)
            for (int i = 0; i < KINDS * STAGES; i++)
                time_group(&bench, &bench.groups[i / STAGES][i % STAGES]);
        report(&bench, rounds);
    }
    release(&bench);
    tp_bench_prints_deinit(&prints);
    return status;
}
