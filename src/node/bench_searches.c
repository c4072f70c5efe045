/* SPDX-License-Identifier: Apache-2.0 */
/* Searches for the trials' people: all of them in batches for what they are worth, some one by one for their time. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "gallery/trace.h"
#include "node/bench_identify.h"

enum { BATCH = 64, PAIRED = 15, NEVER = -1 };

const unsigned tp_bench_batches[TP_BENCH_BATCHES] = {16, 64};

struct run {
    const struct tp_gallery *gallery;
    const struct tp_bench_trials *trials;
    const struct tp_bench_plan *plan;
    struct tp_bench_row *row;
    size_t *wanted; /* trials that have the row's fingers */
    size_t count;
    struct tp_bench_outcome *outcomes; /* of these */
    struct tp_diag *diag;
};

/* The first COUNT probes of a trial. */
struct probes {
    const struct tp_template *pointers[TP_POSITION_MAX];
    struct tp_probe_set set;
};

static void take_probes(const struct tp_bench_trial *trial, unsigned count, struct probes *out)
{
    for (unsigned i = 0; i < count; i++)
        out->pointers[i] = &trial->probes[i];
    out->set = (struct tp_probe_set){out->pointers, count};
}

static struct tp_identify_options options_of(const struct run *run, unsigned thread_count)
{
    return (struct tp_identify_options){.top = 10, .thread_count = thread_count, .mode = run->row->mode};
}

/* ---- the mates' own scores ----------------------------------------------------------------------------------------
 */

static tp_status score_own(struct tp_bench_trial *trial, const struct tp_bench_list *fingers)
{
    const struct tp_identify_options options = {.top = 1, .thread_count = 1, .mode = TP_SEARCH_EXHAUSTIVE};
    const struct tp_template *prints[TP_POSITION_MAX];
    struct tp_gallery *gallery;
    tp_status status = tp_gallery_new(&gallery, NULL);

    for (unsigned i = 0; i < trial->print_count; i++)
        prints[i] = &trial->prints[i];
    if (status == TP_OK)
        status = tp_gallery_add_all(gallery, trial->mate, prints, trial->print_count, NULL);
    for (size_t i = 0; status == TP_OK && i < fingers->count; i++) {
        struct tp_candidates candidates;
        struct probes probes;
        if (fingers->values[i] > trial->probe_count)
            continue;
        take_probes(trial, fingers->values[i], &probes);
        status = tp_gallery_identify(gallery, probes.set.probes, probes.set.probe_count, &options, &candidates, NULL);
        trial->own[fingers->values[i] - 1] = candidates.count ? candidates.items[0].score : NEVER;
        tp_candidates_deinit(&candidates);
    }
    tp_gallery_free(&gallery);
    return status;
}

struct owning {
    struct tp_bench_trials *trials;
    const struct tp_bench_list *fingers;
    pthread_mutex_t lock; /* of the status */
    tp_status status;
};

static void own_one(void *context, size_t index, unsigned worker)
{
    struct owning *owning = context;
    struct tp_bench_trial *trial = &owning->trials->items[index];
    tp_status status;

    (void)worker;
    if (!trial->mate[0])
        return;
    status = score_own(trial, owning->fingers);
    if (status == TP_OK)
        return;
    pthread_mutex_lock(&owning->lock);
    owning->status = status;
    pthread_mutex_unlock(&owning->lock);
}

tp_status tp_bench_own(struct tp_bench_trials *trials, const struct tp_bench_list *fingers, unsigned thread_count,
                       struct tp_diag *diag)
{
    struct owning owning = {.trials = trials, .fingers = fingers, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct tp_pool *pool;
    tp_status status = tp_pool_new(thread_count, &pool, diag);

    if (status != TP_OK)
        return status;
    tp_pool_run(pool, trials->count, own_one, &owning);
    tp_pool_free(&pool);
    pthread_mutex_destroy(&owning.lock);
    return owning.status == TP_OK ? TP_OK : tp_fail(diag, owning.status, NULL, -1, "a mate could not be compared");
}

/* ---- what all searches are worth ----------------------------------------------------------------------------------
 */

static struct tp_bench_outcome outcome_of(const struct tp_bench_trial *trial, unsigned fingers,
                                          const struct tp_candidates *candidates)
{
    struct tp_bench_outcome out = {.mated = trial->mate[0] != 0, .own = NEVER, .mate = NEVER, .other = NEVER};

    if (out.mated)
        out.own = trial->own[fingers - 1];
    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct tp_candidate *candidate = &candidates->items[i];
        if (out.mated && strcmp(candidate->subject, trial->mate) == 0) {
            out.mate = candidate->score;
            out.rank = i + 1;
        } else if (out.other == NEVER) {
            out.other = candidate->score;
        }
    }
    return out;
}

/* Searches COUNT trials at once, from the wanted one FIRST on; OUTCOMES may be NULL. */
static tp_status search_batch(struct run *run, size_t first, size_t count, unsigned thread_count,
                              struct tp_bench_outcome *outcomes)
{
    const struct tp_identify_options options = options_of(run, thread_count);
    struct probes probes[BATCH];
    struct tp_probe_set sets[BATCH] = {0};
    struct tp_candidates candidates[BATCH];
    tp_status status;

    for (size_t i = 0; i < count; i++) {
        take_probes(&run->trials->items[run->wanted[first + i]], run->row->fingers, &probes[i]);
        sets[i] = probes[i].set;
    }
    status = tp_gallery_identify_all(run->gallery, sets, count, &options, candidates, run->diag);
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        if (outcomes)
            outcomes[i] = outcome_of(&run->trials->items[run->wanted[first + i]], run->row->fingers, &candidates[i]);
        tp_candidates_deinit(&candidates[i]);
    }
    return TP_OK;
}

static tp_status search_all(struct run *run)
{
    struct tp_progress *progress;
    tp_status status = tp_progress_new("searches", run->count, &progress, run->diag);

    for (size_t at = 0; status == TP_OK && at < run->count; at += BATCH) {
        size_t count = TP_MIN(run->count - at, (size_t)BATCH);
        status = search_batch(run, at, count, run->plan->thread_count, run->outcomes + at);
        tp_progress_step(progress, count);
    }
    tp_progress_free(&progress);
    return status == TP_OK ? tp_bench_judge(run->outcomes, run->count, &run->row->verdict, run->diag) : status;
}

/* Searches once more for the mates that were lost, to see where. */
static tp_status find_losses(struct run *run)
{
    const struct tp_identify_options options = options_of(run, 1);
    int32_t least = run->row->verdict.threshold[TP_BENCH_FPIRS - 1];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->count; i++) {
        const struct tp_bench_trial *trial = &run->trials->items[run->wanted[i]];
        struct tp_search_trace trace = {.subject = trial->mate};
        struct tp_candidates candidates;
        struct probes probes;
        if (!run->outcomes[i].mated || run->outcomes[i].own < least || run->outcomes[i].mate >= least)
            continue;
        take_probes(trial, run->row->fingers, &probes);
        status = tp_gallery_identify_traced(run->gallery, &probes.set, &options, &trace, &candidates, run->diag);
        if (status != TP_OK)
            break;
        if (candidates.screened && trace.code_rank == TP_RANK_NONE)
            run->row->lost_at[0]++;
        else if (candidates.refined && trace.signature_rank == TP_RANK_NONE)
            run->row->lost_at[1]++;
        else
            run->row->lost_at[2]++;
        tp_candidates_deinit(&candidates);
    }
    return status;
}

/* ---- times --------------------------------------------------------------------------------------------------------
 */

static tp_status time_one(struct run *run, size_t i, unsigned thread_count, struct tp_search_trace *trace,
                          struct tp_candidates *candidates)
{
    const struct tp_identify_options options = options_of(run, thread_count);
    struct probes probes;

    take_probes(&run->trials->items[run->wanted[i]], run->row->fingers, &probes);
    return tp_gallery_identify_traced(run->gallery, &probes.set, &options, trace, candidates, run->diag);
}

/* CPU time one by one, and where it goes. */
static tp_status time_singly(struct run *run)
{
    unsigned count = (unsigned)TP_MIN((size_t)run->plan->timed, run->count);
    double *each_ms, all_s = 0;
    struct tp_bench_row *row = run->row;
    tp_status status = tp_alloc((void **)&each_ms, count, sizeof *each_ms, run->diag);

    if (status != TP_OK)
        return status;
    for (unsigned i = 0; status == TP_OK && i < count; i++) {
        int64_t begun_ns = tp_clock_cpu_ns();
        struct tp_search_trace trace = {0};
        struct tp_candidates candidates;
        status = time_one(run, i, 1, &trace, &candidates);
        each_ms[i] = (double)(tp_clock_cpu_ns() - begun_ns) / 1e6;
        if (status != TP_OK)
            break;
        row->screened += (double)candidates.screened / count;
        row->refined += (double)candidates.refined / count;
        row->compared += (double)candidates.compared / count;
        row->stage_share[0] += trace.screening_s;
        row->stage_share[1] += trace.refinement_s;
        row->stage_share[2] += trace.comparison_s;
        tp_candidates_deinit(&candidates);
    }
    for (int s = 0; s < TP_BENCH_STAGES; s++)
        all_s += row->stage_share[s];
    for (int s = 0; s < TP_BENCH_STAGES && all_s > 0; s++)
        row->stage_share[s] /= all_s;
    row->timed = count;
    row->p50_ms = tp_percentile(each_ms, count, 0.5);
    row->p99_ms = tp_percentile(each_ms, count, 0.99);
    free(each_ms);
    return status;
}

static tp_status time_batches(struct run *run)
{
    tp_status status = TP_OK;

    for (int b = 0; status == TP_OK && b < TP_BENCH_BATCHES; b++) {
        size_t count = tp_bench_batches[b];
        int64_t begun_ns = tp_clock_cpu_ns();
        if (count > run->count)
            continue;
        status = search_batch(run, 0, count, 1, NULL);
        run->row->batch_ms[b] = (double)(tp_clock_cpu_ns() - begun_ns) / 1e6 / (double)count;
    }
    return status;
}

/* The same searches with one thread and with two in turn, by the clock on the wall; the first is for warming up. */
static tp_status time_threads(struct run *run)
{
    double each_ms[2][PAIRED];
    size_t count = TP_MIN(run->count, (size_t)PAIRED);
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < 2 * count + 2; i++) {
        unsigned threads = 1 + i % 2;
        struct tp_candidates candidates;
        struct tp_search_trace trace = {0};
        int64_t begun_ns = tp_clock_monotonic_ns();
        status = time_one(run, i < 2 ? 0 : i / 2 - 1, threads, &trace, &candidates);
        if (status == TP_OK && i >= 2)
            each_ms[threads - 1][i / 2 - 1] = (double)(tp_clock_monotonic_ns() - begun_ns) / 1e6;
        if (status == TP_OK)
            tp_candidates_deinit(&candidates);
    }
    if (status == TP_OK && count)
        run->row->two_threads = tp_percentile(each_ms[0], count, 0.5) / tp_percentile(each_ms[1], count, 0.5);
    return status;
}

tp_status tp_bench_search(const struct tp_gallery *gallery, const struct tp_bench_trials *trials,
                          const struct tp_bench_plan *plan, struct tp_bench_row *row, struct tp_diag *diag)
{
    struct run run = {.gallery = gallery, .trials = trials, .plan = plan, .row = row, .diag = diag};
    tp_status status = tp_alloc((void **)&run.wanted, trials->count, sizeof *run.wanted, diag);

    if (status == TP_OK)
        status = tp_alloc((void **)&run.outcomes, trials->count, sizeof *run.outcomes, diag);
    for (size_t i = 0; status == TP_OK && i < trials->count; i++)
        if (trials->items[i].probe_count >= row->fingers)
            run.wanted[run.count++] = i;
    if (status == TP_OK)
        status = search_all(&run);
    if (status == TP_OK)
        status = find_losses(&run);
    if (status == TP_OK && plan->timed && run.count) {
        status = time_singly(&run);
        if (status == TP_OK)
            status = time_batches(&run);
        if (status == TP_OK)
            status = time_threads(&run);
    }
    free(run.wanted);
    free(run.outcomes);
    return status;
}
