/* SPDX-License-Identifier: Apache-2.0 */
/* What `tenprint evaluate --identify` prints. */
#include "cli/searches.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

static const double fpir_limits[] = {0.01, 0.001};
enum { FPIR_LIMITS = 2 };

/* Figures of one set, or of all. */
struct row {
    const char *name;
    size_t searches;
    double rank_1, fnir[FPIR_LIMITS];
    int32_t scores[FPIR_LIMITS]; /* thresholds */
};

/* Rates of searches are rates of comparisons with the mate, and with the best of the others, which is what a search
 * without the mate would have found. SET beyond the last one stands for all. */
static void summarise(const struct tp_searched *searched, size_t set, struct tp_accuracy *accuracy, struct row *out)
{
    size_t first = 0;

    memset(accuracy, 0, sizeof *accuracy);
    *out = (struct row){.name = set < searched->set_count ? searched->sets[set].name : "pooled"};
    for (size_t i = 0; i < searched->count; i++) {
        const struct tp_search_result *result = &searched->results[i];
        if (set < searched->set_count && result->set != set)
            continue;
        tp_accuracy_add(accuracy, result->mate_score, true);
        tp_accuracy_add(accuracy, result->other_score, false);
        first += result->rank == 1;
        out->searches++;
    }
    out->rank_1 = out->searches ? (double)first / (double)out->searches : 0;
    for (size_t i = 0; i < FPIR_LIMITS; i++) {
        out->scores[i] = tp_accuracy_threshold(accuracy, fpir_limits[i]);
        out->fnir[i] = tp_accuracy_fnmr(accuracy, out->scores[i]);
    }
}

static tp_status search_times(const struct tp_searched *searched, double times_ms[2], struct tp_diag *diag)
{
    double *samples;
    void *memory;
    tp_status status = tp_alloc(&memory, searched->count, sizeof *samples, diag);

    if (status != TP_OK)
        return status;
    samples = memory;
    for (size_t i = 0; i < searched->count; i++)
        samples[i] = searched->results[i].wall_ms;
    times_ms[0] = tp_percentile(samples, searched->count, 0.5);
    times_ms[1] = tp_percentile(samples, searched->count, 0.99);
    free(memory);
    return TP_OK;
}

static void print_text(const struct tp_searched *searched, const struct row *rows, size_t row_count,
                       const double times_ms[2])
{
    printf("gallery: %zu subjects, %zu impressions\n\n", searched->subject_count, searched->impression_count);
    printf("%-16s %9s %9s %16s %9s %18s\n", "search in %", "searches", "rank 1", "FNIR at FPIR 1 %", "0.1 %",
           "score at 1, 0.1 %");
    for (size_t i = 0; i < row_count; i++)
        printf("%-16s %9zu %9.2f %16.2f %9.2f %9d %8d\n", rows[i].name, rows[i].searches, 100 * rows[i].rank_1,
               100 * rows[i].fnir[0], 100 * rows[i].fnir[1], rows[i].scores[0], rows[i].scores[1]);
    printf("\ntime of a search: median %.1f ms, 99th percentile %.1f ms\n", times_ms[0], times_ms[1]);
}

static tp_status print_json(const struct tp_searched *searched, const struct row *rows, size_t row_count,
                            const double times_ms[2], struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "subjects", (int64_t)searched->subject_count);
    tp_json_integer(json, "impressions", (int64_t)searched->impression_count);
    tp_json_list(json, "sets");
    for (size_t i = 0; i < row_count; i++) {
        tp_json_object(json, NULL);
        tp_json_text(json, "set", rows[i].name);
        tp_json_integer(json, "searches", (int64_t)rows[i].searches);
        tp_json_number(json, "rank_1", rows[i].rank_1);
        tp_json_number(json, "fnir_at_fpir_1e-2", rows[i].fnir[0]);
        tp_json_number(json, "fnir_at_fpir_1e-3", rows[i].fnir[1]);
        tp_json_integer(json, "score_at_fpir_1e-2", rows[i].scores[0]);
        tp_json_integer(json, "score_at_fpir_1e-3", rows[i].scores[1]);
        tp_json_close(json);
    }
    tp_json_close(json);
    tp_json_number(json, "search_ms_median", times_ms[0]);
    tp_json_number(json, "search_ms_p99", times_ms[1]);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_cli_searches_output(const struct tp_arguments *arguments, const struct tp_searched *searched,
                                 struct tp_diag *diag)
{
    size_t row_count = searched->set_count + (searched->set_count > 1);
    double times_ms[2];
    void *rows, *accuracy = NULL;
    tp_status status = tp_alloc_zero(&rows, row_count, sizeof(struct row), diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&accuracy, 1, sizeof(struct tp_accuracy), diag);
    if (status == TP_OK)
        status = search_times(searched, times_ms, diag);
    if (status == TP_OK) {
        for (size_t i = 0; i < row_count; i++)
            summarise(searched, i, accuracy, (struct row *)rows + i);
        if (tp_option_given(arguments, "json"))
            status = print_json(searched, rows, row_count, times_ms, diag);
        else
            print_text(searched, rows, row_count, times_ms);
    }
    free(rows);
    free(accuracy);
    return status;
}

void tp_cli_searches_write(const struct tp_searched *searched, FILE *out)
{
    for (size_t i = 0; i < searched->count; i++) {
        const struct tp_search_result *result = &searched->results[i];
        const struct tp_imageset *images = &searched->sets[result->set];
        fprintf(out, "%s %s %u %d %d\n", images->name, images->files[result->image].name, result->rank,
                result->mate_score, result->other_score);
    }
}
