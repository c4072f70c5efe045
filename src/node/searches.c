/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluation of 1:N search: one impression of each finger enrolled beside a background, the others searched. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/node.h"

enum { TOP = 10 };

struct run {
    const struct tp_evaluate_options *options;
    struct tp_repository background;
    struct tp_pool *pool;
    struct tp_searched *out;
    struct tp_template **templates; /* by set, then image; owned */
};

/* Two folders may have the same name, so the set's number is what counts. */
static void name_subject(const struct tp_searched *searched, uint32_t set, uint32_t finger, char out[TP_SUBJECT_ID_MAX])
{
    snprintf(out, TP_SUBJECT_ID_MAX, "evaluated/%u/%u/%.40s", set, finger, searched->sets[set].name);
}

static bool is_enrolled(const struct tp_imageset *images, size_t i)
{
    return i == 0 || images->files[i].finger != images->files[i - 1].finger;
}

static tp_status extract_set(struct run *run, const struct tp_search_folder *folder, struct tp_diag *diag)
{
    size_t s = run->out->set_count;
    struct tp_imageset *images = &run->out->sets[s];
    struct tp_evaluate_options options = *run->options;
    void *impressions = NULL;
    tp_status status = tp_imageset_open(folder->path, images, diag);

    if (status != TP_OK)
        return status;
    run->out->set_count++;
    if (folder->ppi > 0)
        options.ppi = folder->ppi;
    status = tp_alloc_zero((void **)&run->templates[s], images->count, sizeof **run->templates, diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&impressions, images->count, sizeof(struct tp_evaluated_impression), diag);
    if (status == TP_OK)
        status = tp_imageset_extract(images, &options, run->pool, run->templates[s], impressions, diag);
    free(impressions);
    return status;
}

static tp_status enrol_set(struct run *run, uint32_t set, struct tp_diag *diag)
{
    const struct tp_imageset *images = &run->out->sets[set];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < images->count; i++) {
        char subject[TP_SUBJECT_ID_MAX];
        if (!is_enrolled(images, i)) {
            run->out->count++;
            continue;
        }
        name_subject(run->out, set, images->files[i].finger, subject);
        status = tp_gallery_add(run->background.gallery, subject, &run->templates[set][i], diag);
    }
    return status;
}

static void judge(const struct tp_candidates *candidates, const char *mate, struct tp_search_result *result)
{
    result->mate_score = result->other_score = -1;
    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct tp_candidate *candidate = &candidates->items[i];
        if (strcmp(candidate->subject, mate) == 0) {
            result->rank = i + 1;
            result->mate_score = candidate->score;
        } else if (candidate->score > result->other_score) {
            result->other_score = candidate->score;
        }
    }
}

static tp_status search(struct run *run, uint32_t set, uint32_t image, struct tp_search_result *result,
                        struct tp_diag *diag)
{
    const struct tp_identify_options options = {
        .top = TOP, .thread_count = run->options->thread_count, .mode = run->options->mode};
    const struct tp_template *probe = &run->templates[set][image];
    struct tp_candidates candidates = {0};
    char mate[TP_SUBJECT_ID_MAX];
    int64_t start_ns = tp_clock_monotonic_ns();
    tp_status status = tp_gallery_identify(run->background.gallery, &probe, 1, &options, &candidates, diag);

    *result = (struct tp_search_result){.set = set, .image = image};
    result->wall_ms = (double)(tp_clock_monotonic_ns() - start_ns) / 1e6;
    name_subject(run->out, set, run->out->sets[set].files[image].finger, mate);
    judge(&candidates, mate, result);
    tp_candidates_deinit(&candidates);
    return status;
}

static tp_status search_all(struct run *run, struct tp_diag *diag)
{
    struct tp_progress *progress = NULL;
    size_t done = 0;
    tp_status status = tp_alloc_zero((void **)&run->out->results, run->out->count, sizeof *run->out->results, diag);

    if (status == TP_OK)
        status = tp_progress_new("searches", run->out->count, &progress, diag);
    for (uint32_t set = 0; status == TP_OK && set < run->out->set_count; set++)
        for (uint32_t i = 0; status == TP_OK && i < run->out->sets[set].count; i++) {
            if (is_enrolled(&run->out->sets[set], i))
                continue;
            status = search(run, set, i, &run->out->results[done++], diag);
            tp_progress_step(progress, 1);
        }
    tp_progress_free(&progress);
    return status;
}

static tp_status evaluate(struct run *run, const struct tp_search_folder *folders, size_t folder_count,
                          struct tp_diag *diag)
{
    struct tp_searched *out = run->out;
    tp_status status = tp_alloc_zero((void **)&out->sets, folder_count, sizeof *out->sets, diag);

    if (status == TP_OK)
        status = tp_alloc_zero((void **)&run->templates, folder_count, sizeof *run->templates, diag);
    if (status == TP_OK)
        status = tp_pool_new(run->options->thread_count, &run->pool, diag);
    for (size_t i = 0; status == TP_OK && i < folder_count; i++)
        status = extract_set(run, &folders[i], diag);
    for (uint32_t set = 0; status == TP_OK && set < out->set_count; set++)
        status = enrol_set(run, set, diag);
    if (status != TP_OK)
        return status;
    out->subject_count = tp_gallery_subject_count(run->background.gallery);
    out->impression_count = tp_gallery_impression_count(run->background.gallery);
    return search_all(run, diag);
}

tp_status tp_evaluate_searches(const struct tp_search_folder *folders, size_t folder_count, const char *background,
                               const struct tp_evaluate_options *options, struct tp_searched *out, struct tp_diag *diag)
{
    struct run run = {.options = options, .out = out};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_background_open(background, options->thread_count, &run.background, diag);
    if (status == TP_OK)
        status = evaluate(&run, folders, folder_count, diag);
    for (size_t s = 0; run.templates && s < out->set_count; s++) {
        for (size_t i = 0; run.templates[s] && i < out->sets[s].count; i++)
            tp_template_deinit(&run.templates[s][i]);
        free(run.templates[s]);
    }
    free(run.templates);
    tp_pool_free(&run.pool);
    tp_repository_close(&run.background);
    if (status != TP_OK)
        tp_searched_deinit(out);
    return status;
}

void tp_searched_deinit(struct tp_searched *searched)
{
    for (size_t i = 0; i < searched->set_count; i++)
        tp_imageset_deinit(&searched->sets[i]);
    free(searched->sets);
    free(searched->results);
    memset(searched, 0, sizeof *searched);
}
