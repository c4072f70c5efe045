/* SPDX-License-Identifier: Apache-2.0 */
/* Comparison of all images of a folder with each other, in threads. */
#include <stdlib.h>
#include <string.h>

#include "node/node.h"

/* What one evaluation's workers share. Workers write only the results of their own row. */
struct run {
    struct tp_evaluated_set *set;
    struct tp_pool *pool;
    struct tp_progress *progress;
    struct tp_template *templates; /* by impression */
    struct tp_features **features;
    struct tp_matcher **matchers; /* by worker */
    int64_t *row_ns;              /* CPU time by row of the score matrix */
};

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
        {(void **)&run->templates, count, sizeof *run->templates},
        {(void **)&run->features, count, sizeof *run->features},
        {(void **)&run->matchers, workers, sizeof *run->matchers},
        {(void **)&run->row_ns, count, sizeof *run->row_ns},
    };
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(wanted); i++)
        status = tp_alloc_zero(wanted[i].to, wanted[i].count, wanted[i].element_bytes, diag);
    for (size_t i = 0; status == TP_OK && i < workers; i++)
        status = tp_matcher_new(&run->matchers[i], diag);
    return status;
}

static void release(struct run *run)
{
    unsigned workers = run->pool ? tp_pool_thread_count(run->pool) : 0;

    for (unsigned i = 0; i < workers && run->matchers; i++)
        tp_matcher_free(&run->matchers[i]);
    for (size_t i = 0; i < run->set->images.count; i++) {
        if (run->features)
            tp_features_free(&run->features[i]);
        if (run->templates)
            tp_template_deinit(&run->templates[i]);
    }
    free(run->matchers);
    free(run->features);
    free(run->templates);
    free(run->row_ns);
    tp_pool_free(&run->pool);
}

static tp_status compare(struct run *run, struct tp_diag *diag)
{
    struct tp_evaluated_set *set = run->set;
    size_t count = set->images.count;
    char what[64];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = tp_features_new(&run->templates[i], &run->features[i], diag);
    snprintf(what, sizeof what, "%.40s compared", set->images.name);
    if (status == TP_OK)
        status = tp_progress_new(what, count * (count - 1) / 2, &run->progress, diag);
    if (status != TP_OK)
        return status;
    tp_pool_run(run->pool, count, compare_row, run);
    tp_progress_free(&run->progress);
    for (size_t i = 0; i < count; i++)
        set->compare_ns += run->row_ns[i];
    count_scores(set);
    return TP_OK;
}

tp_status tp_evaluate(const char *folder, const struct tp_evaluate_options *options, struct tp_evaluated_set *out,
                      struct tp_diag *diag)
{
    struct run run = {.set = out};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_imageset_open(folder, &out->images, diag);
    if (status == TP_OK)
        status = tp_pool_new(options->thread_count, &run.pool, diag);
    if (status == TP_OK)
        status = allocate(&run, diag);
    if (status == TP_OK)
        status = tp_imageset_extract(&out->images, options, run.pool, run.templates, out->impressions, diag);
    if (status == TP_OK)
        status = compare(&run, diag);
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
