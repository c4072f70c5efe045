/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the search: galleries of growing size, people hidden in them, and the real ones beside. */
#include <stdlib.h>
#include <string.h>

#include "node/bench_identify.h"

enum { SEARCHES_DEFAULT = 1000, TIMED_DEFAULT = 100, ROWS_MAX = TP_BENCH_LIST_MAX * TP_BENCH_LIST_MAX * 3 };

static const struct tp_bench_list sizes_default = {{1000, 3000, 10000}, 3};
static const struct tp_bench_list fingers_default = {{1, 2, 4, 10}, 4};
static const struct tp_bench_list modes_default = {{TP_SEARCH_THOROUGH, TP_SEARCH_FAST}, 2};

struct bench {
    const struct tp_bench_options *options;
    const struct tp_bench_list *sizes, *fingers, *modes;
    struct tp_bench_writer writer;
    struct tp_bench_real real[TP_BENCH_REAL_KINDS];
    struct tp_bench_row *rows; /* those of synthetic people */
    size_t row_count;
    double bytes_per_subject; /* of the last gallery */
    struct tp_diag *diag;
};

static tp_status check_lists(const struct bench *bench)
{
    for (size_t i = 0; i < bench->fingers->count; i++)
        if (bench->fingers->values[i] < 1 || bench->fingers->values[i] > TP_POSITION_MAX)
            return tp_fail(bench->diag, TP_E_ARGUMENT, NULL, -1, "a search takes 1 to 10 fingers, not %u",
                           bench->fingers->values[i]);
    for (size_t i = 0; i < bench->sizes->count; i++)
        if (bench->sizes->values[i] < 1 || bench->sizes->values[i] > 100000000)
            return tp_fail(bench->diag, TP_E_ARGUMENT, NULL, -1, "a gallery has 1 to 100,000,000 people, not %u",
                           bench->sizes->values[i]);
    return TP_OK;
}

/* All numbers of fingers and modes. */
static tp_status run_rows(struct bench *bench, const struct tp_bench_gallery *gallery,
                          const struct tp_bench_trials *trials, const struct tp_bench_plan *plan,
                          const struct tp_bench_real *real)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < bench->fingers->count * bench->modes->count; i++) {
        struct tp_bench_row row = {.kind = real ? real->kind : "synthetic",
                                   .subjects = gallery->subjects,
                                   .fingers = bench->fingers->values[i / bench->modes->count],
                                   .mode = (enum tp_search_mode)bench->modes->values[i % bench->modes->count]};
        if (real && real->whole && row.fingers == 1) /* their fingers are a line of their own */
            continue;
        status = tp_bench_search(gallery->gallery, trials, plan, &row, bench->diag);
        if (status != TP_OK)
            break;
        if (row.verdict.mated)
            tp_bench_write_row(&bench->writer, &row);
        if (plan->timed)
            bench->rows[bench->row_count++] = row;
    }
    return status;
}

static tp_status run_synthetic(struct bench *bench, const struct tp_bench_gallery *gallery)
{
    const struct tp_bench_options *options = bench->options;
    const struct tp_bench_plan plan = {options->thread_count, options->timed ? options->timed : TIMED_DEFAULT};
    struct tp_bench_trials trials;
    tp_status status = tp_bench_trials_make(gallery->subjects, options->searches ? options->searches : SEARCHES_DEFAULT,
                                            options->thread_count, &trials, bench->diag);

    if (status != TP_OK)
        return status;
    status = tp_bench_own(&trials, bench->fingers, options->thread_count, bench->diag);
    if (status == TP_OK)
        status = run_rows(bench, gallery, &trials, &plan, NULL);
    tp_bench_trials_deinit(&trials);
    return status;
}

/* Enrols the mates of REAL, each once. */
static tp_status enrol_real(struct tp_gallery *gallery, const struct tp_bench_real *real, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < real->trials.count; i++) {
        const struct tp_bench_trial *trial = &real->trials.items[i];
        const struct tp_template *prints[TP_POSITION_MAX];
        for (unsigned k = 0; k < trial->print_count; k++)
            prints[k] = &trial->prints[k];
        if (!tp_gallery_contains(gallery, trial->mate, NULL))
            status = tp_gallery_add_all(gallery, trial->mate, prints, trial->print_count, diag);
    }
    return status;
}

static tp_status run_real(struct bench *bench, const struct tp_bench_gallery *gallery, const struct tp_bench_real *real)
{
    const struct tp_bench_plan plan = {.thread_count = bench->options->thread_count};
    tp_status status = TP_OK;

    if (real->trials.count == 0)
        return TP_OK;
    status = enrol_real(gallery->gallery, real, bench->diag);
    if (status == TP_OK)
        status = run_rows(bench, gallery, &real->trials, &plan, real);
    for (size_t i = 0; status == TP_OK && i < real->trials.count; i++)
        if (tp_gallery_contains(gallery->gallery, real->trials.items[i].mate, NULL))
            status = tp_gallery_remove(gallery->gallery, real->trials.items[i].mate, bench->diag);
    return status;
}

static tp_status run_size(struct bench *bench, unsigned subjects)
{
    struct tp_bench_gallery gallery;
    tp_status status =
        tp_bench_gallery_open(subjects, bench->options->galleries, bench->options->thread_count, &gallery, bench->diag);

    if (status != TP_OK)
        return status;
    bench->bytes_per_subject = (double)gallery.size_bytes / subjects;
    tp_bench_write_gallery(&bench->writer, &gallery);
    status = run_synthetic(bench, &gallery);
    for (int k = 0; status == TP_OK && k < TP_BENCH_REAL_KINDS; k++)
        status = run_real(bench, &gallery, &bench->real[k]);
    tp_bench_gallery_close(&gallery);
    return status;
}

static tp_status prepare(struct bench *bench)
{
    const struct tp_bench_options *options = bench->options;
    tp_status status = check_lists(bench);

    if (status == TP_OK)
        status = tp_alloc((void **)&bench->rows, ROWS_MAX, sizeof *bench->rows, bench->diag);
    if (status == TP_OK)
        status =
            tp_bench_real_load(options->real, options->real_count, options->thread_count, bench->real, bench->diag);
    for (int k = 0; status == TP_OK && k < TP_BENCH_REAL_KINDS; k++)
        status = tp_bench_own(&bench->real[k].trials, bench->fingers, options->thread_count, bench->diag);
    return status;
}

static tp_status draw(const struct bench *bench)
{
    struct tp_buffer picture;
    tp_status status;

    tp_buffer_init(&picture);
    tp_bench_plot(&picture, bench->rows, bench->row_count);
    status = picture.bad ? tp_fail(bench->diag, TP_E_MEMORY, NULL, -1, "no memory for the picture")
                         : tp_file_write(bench->options->plot, picture.data, picture.size_bytes, bench->diag);
    tp_buffer_deinit(&picture);
    return tp_diag_in_file(bench->diag, status, bench->options->plot);
}

tp_status tp_bench_identify(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                            struct tp_diag *diag)
{
    struct bench bench = {.options = options,
                          .sizes = options->subjects.count ? &options->subjects : &sizes_default,
                          .fingers = options->searched.count ? &options->searched : &fingers_default,
                          .modes = options->modes.count ? &options->modes : &modes_default,
                          .writer = {options->table, fn, context},
                          .diag = diag};
    tp_status status = prepare(&bench);

    for (size_t i = 0; status == TP_OK && i < bench.sizes->count; i++)
        status = run_size(&bench, bench.sizes->values[i]);
    if (status == TP_OK) {
        tp_bench_write_growth(&bench.writer, bench.rows, bench.row_count, bench.bytes_per_subject);
        status = options->plot ? draw(&bench) : TP_OK;
    }
    for (int k = 0; k < TP_BENCH_REAL_KINDS; k++)
        tp_bench_real_deinit(&bench.real[k]);
    free(bench.rows);
    return status;
}
