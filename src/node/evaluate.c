/* SPDX-License-Identifier: Apache-2.0 */
/* Extraction and comparison of all images of a folder, in threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "node/node.h"

/* What one evaluation's workers share. Workers write only the results of their own index. */
struct run {
    const struct tp_evaluate_options *options;
    struct tp_evaluated_set *set;
    struct tp_pool *pool;
    struct tp_progress *progress;
    struct tp_extractor **extractors; /* by worker */
    struct tp_matcher **matchers;
    struct tp_features **features; /* by impression */
    int64_t *row_ns;               /* CPU time by row of the score matrix */
    pthread_mutex_t lock;          /* of what follows: the first failure in the order of the files */
    size_t failed_index;
    tp_status failed_status;
    struct tp_diag failed_diag;
};

/* Indices are handed out in rising order, so that the lowest failing one is met on every run. */
static bool has_failed_before(struct run *run, size_t index)
{
    bool failed;

    pthread_mutex_lock(&run->lock);
    failed = run->failed_status != TP_OK && run->failed_index < index;
    pthread_mutex_unlock(&run->lock);
    return failed;
}

static void note_failure(struct run *run, size_t index, tp_status status, const struct tp_diag *diag)
{
    pthread_mutex_lock(&run->lock);
    if (run->failed_status == TP_OK || index < run->failed_index) {
        run->failed_index = index;
        run->failed_status = status;
        run->failed_diag = *diag;
    }
    pthread_mutex_unlock(&run->lock);
}

/* Replaces TMPL by what remains of it in a format. */
static tp_status pass_through(enum tp_template_format format, struct tp_template *tmpl, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_template_encode(tmpl, format, &data, &size_bytes, diag);

    tp_template_deinit(tmpl);
    if (status == TP_OK)
        status = tp_template_decode(data, size_bytes, 0, tmpl, NULL, diag);
    free(data);
    return status;
}

static tp_status note_impression(const struct tp_template *tmpl, struct tp_evaluated_impression *out,
                                 struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_template_encode(tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, diag);

    free(data);
    out->quality = tmpl->quality;
    out->minutia_count = tmpl->minutia_count;
    out->template_bytes = (uint32_t)size_bytes;
    return status;
}

static tp_status extract_file(struct run *run, size_t index, unsigned worker, struct tp_diag *diag)
{
    const struct tp_extract_options options = {.ppi = run->options->ppi};
    struct tp_evaluated_impression *out = &run->set->impressions[index];
    const char *path = run->set->images.files[index].path;
    struct tp_image image;
    struct tp_template tmpl;
    tp_status status;

    tp_template_init(&tmpl);
    status = tp_codec_load(path, NULL, &image, diag);
    if (status == TP_OK) {
        int64_t start_ns = tp_clock_cpu_ns();
        status = tp_extract(run->extractors[worker], &image, &options, &tmpl, diag);
        out->extract_ns = tp_clock_cpu_ns() - start_ns;
    }
    tp_image_deinit(&image);
    if (status == TP_OK)
        status = note_impression(&tmpl, out, diag);
    if (status == TP_OK && run->options->through_format)
        status = pass_through(run->options->format, &tmpl, diag);
    if (status == TP_OK)
        status = tp_features_new(&tmpl, &run->features[index], diag);
    tp_template_deinit(&tmpl);
    return tp_diag_in_file(diag, status, path);
}

static void extract_one(void *context, size_t index, unsigned worker)
{
    struct run *run = context;
    struct tp_diag diag;
    tp_status status;

    if (has_failed_before(run, index))
        return;
    tp_diag_init(&diag);
    status = extract_file(run, index, worker, &diag);
    if (status != TP_OK)
        note_failure(run, index, status, &diag);
    tp_progress_step(run->progress, 1);
}

static void compare_row(void *context, size_t row, unsigned worker)
{
    struct run *run = context;
    size_t count = run->set->images.count;
    int64_t start_ns = tp_clock_cpu_ns();

    for (size_t j = row + 1; j < count; j++) {
        int32_t score = tp_match_score(run->matchers[worker], run->features[row], run->features[j]);
        run->set->scores[tp_evaluated_pair(count, row, j)] = (uint16_t)score;
    }
    run->row_ns[row] = tp_clock_cpu_ns() - start_ns;
    tp_progress_step(run->progress, count - row - 1);
}

static void count_scores(struct tp_evaluated_set *set)
{
    const struct tp_imageset *images = &set->images;

    for (size_t i = 0, pair = 0; i < images->count; i++)
        for (size_t j = i + 1; j < images->count; j++, pair++)
            tp_accuracy_add(set->accuracy, set->scores[pair], images->files[i].finger == images->files[j].finger);
    for (size_t i = 0; i < images->count; i++)
        set->failures += set->impressions[i].minutia_count == 0;
}

static tp_status allocate(struct run *run, struct tp_diag *diag)
{
    struct tp_evaluated_set *set = run->set;
    size_t count = set->images.count, workers = tp_pool_thread_count(run->pool);
    struct {
        void **to;
        size_t count, element_bytes;
    } wanted[] = {
        {(void **)&set->impressions, count, sizeof *set->impressions},
        {(void **)&set->scores, count * (count - 1) / 2, sizeof *set->scores},
        {(void **)&set->accuracy, 1, sizeof *set->accuracy},
        {(void **)&run->extractors, workers, sizeof *run->extractors},
        {(void **)&run->matchers, workers, sizeof *run->matchers},
        {(void **)&run->features, count, sizeof *run->features},
        {(void **)&run->row_ns, count, sizeof *run->row_ns},
    };
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(wanted); i++)
        status = tp_alloc_zero(wanted[i].to, wanted[i].count, wanted[i].element_bytes, diag);
    for (size_t i = 0; status == TP_OK && i < workers; i++)
        status = tp_extractor_new(&run->extractors[i], diag);
    for (size_t i = 0; status == TP_OK && i < workers; i++)
        status = tp_matcher_new(&run->matchers[i], diag);
    return status;
}

static void release(struct run *run)
{
    unsigned workers = run->pool ? tp_pool_thread_count(run->pool) : 0;

    for (unsigned i = 0; i < workers && run->extractors; i++)
        tp_extractor_free(&run->extractors[i]);
    for (unsigned i = 0; i < workers && run->matchers; i++)
        tp_matcher_free(&run->matchers[i]);
    for (size_t i = 0; i < run->set->images.count && run->features; i++)
        tp_features_free(&run->features[i]);
    free(run->extractors);
    free(run->matchers);
    free(run->features);
    free(run->row_ns);
    tp_pool_free(&run->pool);
    pthread_mutex_destroy(&run->lock);
}

/* Runs FN for 0..COUNT-1 under a progress line of TOTAL steps. */
static tp_status run_stage(struct run *run, tp_pool_fn *fn, const char *verb, size_t count, size_t total,
                           struct tp_diag *diag)
{
    char what[64];
    tp_status status;

    snprintf(what, sizeof what, "%s %.40s", run->set->images.name, verb);
    status = tp_progress_new(what, total, &run->progress, diag);
    if (status != TP_OK)
        return status;
    tp_pool_run(run->pool, count, fn, run);
    tp_progress_free(&run->progress);
    if (run->failed_status != TP_OK && diag)
        *diag = run->failed_diag;
    return run->failed_status;
}

static tp_status extract_and_compare(struct run *run, struct tp_diag *diag)
{
    struct tp_evaluated_set *set = run->set;
    size_t count = set->images.count;
    tp_status status = allocate(run, diag);

    if (status == TP_OK)
        status = run_stage(run, extract_one, "extracted", count, count, diag);
    if (status == TP_OK)
        status = run_stage(run, compare_row, "compared", count, count * (count - 1) / 2, diag);
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        set->compare_ns += run->row_ns[i];
    count_scores(set);
    return TP_OK;
}

tp_status tp_evaluate(const char *folder, const struct tp_evaluate_options *options, struct tp_evaluated_set *out,
                      struct tp_diag *diag)
{
    struct run run = {.options = options, .set = out, .lock = PTHREAD_MUTEX_INITIALIZER};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_imageset_open(folder, &out->images, diag);
    if (status == TP_OK)
        status = tp_pool_new(options->thread_count, &run.pool, diag);
    if (status == TP_OK)
        status = extract_and_compare(&run, diag);
    release(&run);
    if (status != TP_OK)
        tp_evaluated_set_deinit(out);
    return status;
}

void tp_evaluated_set_deinit(struct tp_evaluated_set *set)
{
    tp_imageset_deinit(&set->images);
    free(set->impressions);
    free(set->scores);
    free(set->accuracy);
    memset(set, 0, sizeof *set);
}

void tp_evaluated_set_write_scores(const struct tp_evaluated_set *set, FILE *out)
{
    const struct tp_imageset *images = &set->images;

    for (size_t i = 0, pair = 0; i < images->count; i++)
        for (size_t j = i + 1; j < images->count; j++, pair++)
            fprintf(out, "%s %s %s %u\n", images->name, images->files[i].name, images->files[j].name,
                    (unsigned)set->scores[pair]);
}
