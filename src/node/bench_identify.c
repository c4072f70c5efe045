/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the search: time by size of the gallery, one thread. */
#include <stdlib.h>
#include <string.h>

#include <tenprint/gallery.h>

#include "node/bench.h"
#include "synth/synth.h"

enum { SEED = 21, SEARCHES = 10, ROUNDS_DEFAULT = 3, SUBJECTS_DEFAULT = 10000 };

/* Which fingers the subjects and the probes have. */
struct shape {
    const char *name;
    unsigned finger_count;
    uint8_t fingers[TP_POSITION_MAX];
};
static const struct shape shapes[] = {{"one finger", 1, {2}}, {"ten fingers", 10, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}};

struct bench {
    tp_bench_fn *fn;
    void *context;
    const struct shape *shape;
    struct tp_gallery *gallery;
    unsigned subjects, rounds;
    double *search_ms; /* SEARCHES * rounds */
    unsigned found;    /* first candidates that are right */
    double read_bytes_per_s;
};

static void name_subject(unsigned person, char out[32])
{
    snprintf(out, 32, "p%06u", person);
}

/* Takes impression IMPRESSION of all fingers of PERSON. */
static tp_status make_person(const struct shape *shape, unsigned person, unsigned impression, struct tp_template *out,
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < shape->finger_count; i++)
        status = tp_synth_template(SEED, person, shape->fingers[i], impression, &out[i], diag);
    return status;
}

static tp_status enrol(struct bench *bench, unsigned person, struct tp_diag *diag)
{
    struct tp_template templates[TP_POSITION_MAX] = {0};
    char subject[32];
    tp_status status = make_person(bench->shape, person, 1, templates, diag);

    name_subject(person, subject);
    for (unsigned i = 0; i < bench->shape->finger_count; i++) {
        if (status == TP_OK)
            status = tp_gallery_add(bench->gallery, subject, &templates[i], diag);
        tp_template_deinit(&templates[i]);
    }
    return status;
}

static tp_status search(struct bench *bench, unsigned number, struct tp_diag *diag)
{
    const struct tp_identify_options options = {.top = 10, .thread_count = 1};
    struct tp_template templates[TP_POSITION_MAX] = {0};
    const struct tp_template *probes[TP_POSITION_MAX];
    unsigned person = number * (bench->subjects / SEARCHES) % TP_MAX(bench->subjects, 1u);
    struct tp_candidates candidates = {0};
    char subject[32];
    int64_t start_ns;
    tp_status status = make_person(bench->shape, person, 2, templates, diag);

    for (unsigned i = 0; i < bench->shape->finger_count; i++)
        probes[i] = &templates[i];
    start_ns = tp_clock_cpu_ns();
    if (status == TP_OK)
        status = tp_gallery_identify(bench->gallery, probes, bench->shape->finger_count, &options, &candidates, diag);
    bench->search_ms[number] = (double)(tp_clock_cpu_ns() - start_ns) / 1e6;
    name_subject(person, subject);
    bench->found += candidates.count > 0 && strcmp(candidates.items[0].subject, subject) == 0;
    tp_candidates_deinit(&candidates);
    for (unsigned i = 0; i < bench->shape->finger_count; i++)
        tp_template_deinit(&templates[i]);
    return status;
}

static void report(const struct bench *bench, const char *what, double value, const char *unit)
{
    char name[96];

    snprintf(name, sizeof name, "%s, %u subjects, %s", bench->shape->name, bench->subjects, what);
    bench->fn(bench->context,
              &(struct tp_bench_figure){.bench = "identify", .name = name, .value = value, .unit = unit});
}

static void report_search(const struct bench *bench)
{
    unsigned searches = SEARCHES * bench->rounds;
    double median_ms = tp_percentile(bench->search_ms, searches, 0.5);
    double bytes = (double)tp_gallery_size_bytes(bench->gallery);
    char name[96];

    snprintf(name, sizeof name, "%s, %u subjects, search, median", bench->shape->name, bench->subjects);
    bench->fn(bench->context, &(struct tp_bench_figure){.bench = "identify",
                                                        .name = name,
                                                        .value = median_ms,
                                                        .unit = "ms",
                                                        .baseline = "reading the gallery's bytes once, in order",
                                                        .baseline_value = bytes / bench->read_bytes_per_s * 1e3,
                                                        .baseline_unit = "ms",
                                                        .ratio = median_ms / (bytes / bench->read_bytes_per_s * 1e3)});
    report(bench, "search, 99th percentile", tp_percentile(bench->search_ms, searches, 0.99), "ms");
    report(bench, "impressions compared", (double)tp_gallery_impression_count(bench->gallery) / (median_ms / 1e3),
           "per s");
    report(bench, "memory of an impression", bytes / (double)tp_gallery_impression_count(bench->gallery), "bytes");
    report(bench, "right person first", 100.0 * bench->found / searches, "% of searches");
}

static tp_status fill_and_search(struct bench *bench, struct tp_diag *diag)
{
    struct tp_progress *progress;
    tp_status status = tp_progress_new("subjects", bench->subjects, &progress, diag);

    for (unsigned person = 0; status == TP_OK && person < bench->subjects; person++) {
        status = enrol(bench, person, diag);
        tp_progress_step(progress, 1);
    }
    tp_progress_free(&progress);
    for (unsigned i = 0; status == TP_OK && i < SEARCHES * bench->rounds; i++)
        status = search(bench, i, diag);
    if (status == TP_OK)
        report_search(bench);
    return status;
}

static tp_status run(struct bench *bench, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, (size_t)SEARCHES * bench->rounds, sizeof *bench->search_ms, diag);

    bench->search_ms = memory;
    bench->found = 0;
    if (status == TP_OK)
        status = tp_gallery_new(&bench->gallery, diag);
    if (status == TP_OK)
        status = fill_and_search(bench, diag);
    tp_gallery_free(&bench->gallery);
    free(bench->search_ms);
    return status;
}

tp_status tp_bench_identify(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                            struct tp_diag *diag)
{
    unsigned subjects_max = options->subjects_max ? options->subjects_max : SUBJECTS_DEFAULT;
    struct bench bench = {.fn = fn, .context = context, .rounds = options->rounds ? options->rounds : ROUNDS_DEFAULT};
    tp_status status = tp_reference_read_bytes_per_s(&bench.read_bytes_per_s, diag);

    for (size_t s = 0; s < TP_ARRAY_LENGTH(shapes); s++)
        for (unsigned subjects = 100; status == TP_OK && subjects * shapes[s].finger_count <= subjects_max;
             subjects *= 10) {
            bench.shape = &shapes[s];
            bench.subjects = subjects;
            status = run(&bench, diag);
        }
    return status;
}
