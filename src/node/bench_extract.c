/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the extraction: CPU time of an image, by stage, and memory. */
#include <stdlib.h>
#include <string.h>

#include "node/bench.h"

enum { STAGES_MAX = 24, ROUNDS_DEFAULT = 3 };

/* CPU time by stage, added up over all images. */
struct stage_clock {
    struct {
        char name[32];
        int64_t cpu_ns;
    } stages[STAGES_MAX];
    size_t stage_count;
    int64_t last_ns; /* when the stage that runs now began */
};

struct bench {
    const struct tp_bench_prints *prints;
    tp_bench_fn *fn;
    void *context;
    double chain_per_s;
    double *image_ms; /* of each image, the fastest round */
    double *bytes;    /* of its native template */
    struct stage_clock clock;
};

static void end_stage(void *context, const struct tp_trace_layer *layer)
{
    struct stage_clock *clock = context;
    int64_t now_ns = tp_clock_cpu_ns();
    size_t i = 0;

    while (i < clock->stage_count && strcmp(clock->stages[i].name, layer->stage) != 0)
        i++;
    if (i == clock->stage_count && i < STAGES_MAX) {
        snprintf(clock->stages[i].name, sizeof clock->stages[i].name, "%s", layer->stage);
        clock->stage_count++;
    }
    if (i < STAGES_MAX)
        clock->stages[i].cpu_ns += now_ns - clock->last_ns;
    clock->last_ns = tp_clock_cpu_ns();
}

static tp_status extract(struct tp_extractor *extractor, struct bench *bench, size_t index, bool timed,
                         struct tp_diag *diag)
{
    struct tp_extract_options options = {.trace_stages_only = true};
    struct tp_template tmpl;
    uint8_t *data = NULL;
    size_t size_bytes;
    int64_t start_ns;
    double ms;
    tp_status status;

    if (timed) {
        options.trace = end_stage;
        options.trace_context = &bench->clock;
    }
    start_ns = bench->clock.last_ns = tp_clock_cpu_ns();
    status = tp_extract(extractor, &bench->prints->images[index], &options, &tmpl, diag);
    if (status != TP_OK)
        return status;
    end_stage(&bench->clock, &(struct tp_trace_layer){.stage = timed ? "storing" : "untimed"});
    ms = (double)(tp_clock_cpu_ns() - start_ns) / 1e6;
    if (!timed && (bench->image_ms[index] <= 0 || ms < bench->image_ms[index]))
        bench->image_ms[index] = ms;
    status = tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, diag);
    bench->bytes[index] = (double)size_bytes;
    free(data);
    tp_template_deinit(&tmpl);
    return status;
}

static tp_status extract_all(struct tp_extractor *extractor, struct bench *bench, bool timed, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < bench->prints->count; i++)
        status = extract(extractor, bench, i, timed, diag);
    return status;
}

static void report_ms(const struct bench *bench, const char *name, double ms)
{
    const struct tp_bench_figure figure = {.bench = "extract",
                                           .name = name,
                                           .value = ms,
                                           .unit = "ms",
                                           .baseline = "1,000,000 dependent 64-bit multiply-adds",
                                           .baseline_value = 1e6 / bench->chain_per_s * 1e3,
                                           .baseline_unit = "ms",
                                           .ratio = ms * bench->chain_per_s / 1e9};

    bench->fn(bench->context, &figure);
}

static void report_plain(const struct bench *bench, const char *name, double value, const char *unit)
{
    const struct tp_bench_figure figure = {.bench = "extract", .name = name, .value = value, .unit = unit};

    bench->fn(bench->context, &figure);
}

static void report(struct bench *bench, uint64_t before_bytes)
{
    size_t count = bench->prints->count;
    uint64_t now_bytes = tp_memory_now_bytes();

    report_ms(bench, "image, median", tp_percentile(bench->image_ms, count, 0.5));
    report_ms(bench, "image, 95th percentile", tp_percentile(bench->image_ms, count, 0.95));
    for (size_t i = 0; i < bench->clock.stage_count; i++) {
        char name[64];
        if (strcmp(bench->clock.stages[i].name, "untimed") == 0)
            continue;
        snprintf(name, sizeof name, "stage %s, mean", bench->clock.stages[i].name);
        report_plain(bench, name, (double)bench->clock.stages[i].cpu_ns / 1e6 / (double)count, "ms");
    }
    report_plain(bench, "native template, median", tp_percentile(bench->bytes, count, 0.5), "bytes");
    report_plain(bench, "peak memory of the process", (double)tp_memory_peak_bytes() / (1 << 20), "MiB");
    report_plain(bench, "memory growth after the first round", ((double)now_bytes - (double)before_bytes) / 1024,
                 "KiB");
}

static tp_status run(struct bench *bench, unsigned rounds, struct tp_diag *diag)
{
    struct tp_extractor *extractor;
    struct tp_progress *progress = NULL;
    uint64_t before_bytes = 0;
    tp_status status = tp_extractor_new(&extractor, diag);

    if (status == TP_OK)
        status = tp_progress_new("rounds", rounds, &progress, diag);
    for (unsigned round = 0; status == TP_OK && round < rounds; round++) {
        status = extract_all(extractor, bench, false, diag);
        if (round == 0)
            before_bytes = tp_memory_now_bytes();
        tp_progress_step(progress, 1);
    }
    tp_progress_free(&progress);
    if (status == TP_OK)
        status = extract_all(extractor, bench, true, diag);
    tp_extractor_free(&extractor);
    if (status == TP_OK)
        report(bench, before_bytes);
    return status;
}

tp_status tp_bench_extract(const struct tp_bench_options *options, tp_bench_fn *fn, void *context, struct tp_diag *diag)
{
    struct tp_bench_prints prints;
    struct bench bench = {.prints = &prints, .fn = fn, .context = context, .chain_per_s = tp_reference_chain_per_s()};
    tp_status status = tp_bench_prints_make(options, &prints, diag);

    if (status != TP_OK)
        return status;
    status = tp_alloc_zero((void **)&bench.image_ms, prints.count, sizeof *bench.image_ms, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&bench.bytes, prints.count, sizeof *bench.bytes, diag);
    if (status == TP_OK)
        status = run(&bench, options->rounds ? options->rounds : ROUNDS_DEFAULT, diag);
    free(bench.image_ms);
    free(bench.bytes);
    tp_bench_prints_deinit(&prints);
    return status;
}
