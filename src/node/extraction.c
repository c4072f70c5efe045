/* SPDX-License-Identifier: Apache-2.0 */
/* Extraction of all images of a folder, in threads. */
#include <pthread.h>
#include <stdlib.h>

#include "node/node.h"

/* What the workers share. Workers write only the results of their own index. */
struct run {
    const struct tp_imageset *images;
    const struct tp_evaluate_options *options;
    struct tp_template *templates;
    struct tp_evaluated_impression *impressions;
    struct tp_extractor **extractors; /* by worker */
    struct tp_progress *progress;
    pthread_mutex_t lock; /* of what follows: the first failure in the order of the files */
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

static tp_status describe(const struct tp_template *tmpl, struct tp_evaluated_impression *out, struct tp_diag *diag)
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
    const char *path = run->images->files[index].path;
    struct tp_evaluated_impression *out = &run->impressions[index];
    struct tp_template *tmpl = &run->templates[index];
    struct tp_image image;
    tp_status status = tp_codec_load(path, NULL, &image, diag);

    if (status == TP_OK) {
        int64_t start_ns = tp_clock_cpu_ns();
        status = tp_extract(run->extractors[worker], &image, &options, tmpl, diag);
        out->extract_ns = tp_clock_cpu_ns() - start_ns;
    }
    tp_image_deinit(&image);
    if (status == TP_OK)
        status = describe(tmpl, out, diag);
    if (status == TP_OK && run->options->through_format)
        status = pass_through(run->options->format, tmpl, diag);
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

static tp_status make_extractors(struct run *run, unsigned count, struct tp_diag *diag)
{
    tp_status status = tp_alloc_zero((void **)&run->extractors, count, sizeof(struct tp_extractor *), diag);

    for (unsigned i = 0; status == TP_OK && i < count; i++)
        status = tp_extractor_new(&run->extractors[i], diag);
    return status;
}

tp_status tp_imageset_extract(const struct tp_imageset *images, const struct tp_evaluate_options *options,
                              struct tp_pool *pool, struct tp_template *templates,
                              struct tp_evaluated_impression *impressions, struct tp_diag *diag)
{
    struct run run = {.images = images,
                      .options = options,
                      .templates = templates,
                      .impressions = impressions,
                      .lock = PTHREAD_MUTEX_INITIALIZER};
    unsigned workers = tp_pool_thread_count(pool);
    char what[64];
    tp_status status = make_extractors(&run, workers, diag);

    for (size_t i = 0; i < images->count; i++)
        tp_template_init(&templates[i]);
    snprintf(what, sizeof what, "%.40s extracted", images->name);
    if (status == TP_OK)
        status = tp_progress_new(what, images->count, &run.progress, diag);
    if (status == TP_OK) {
        tp_pool_run(pool, images->count, extract_one, &run);
        status = run.failed_status;
        if (status != TP_OK && diag)
            *diag = run.failed_diag;
    }
    tp_progress_free(&run.progress);
    for (unsigned i = 0; run.extractors && i < workers; i++)
        tp_extractor_free(&run.extractors[i]);
    free(run.extractors);
    pthread_mutex_destroy(&run.lock);
    return status;
}
