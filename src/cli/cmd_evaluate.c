/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint evaluate */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/candidates.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/searches.h"
#include "node/node.h"
#include "json/json.h"

static const double fmr_limits[] = {0.01, 0.001, 0}; /* of the FNMR columns */
static const double named_rates[] = {0.01, 0.001, 0.0001};
static const double rejected_shares[] = {0, 0.05, 0.1, 0.2};
#define STRICT_RATE 1e-6 /* what `identify` asks for by default */
enum { FMR_LIMITS = 3, NAMED_RATES = 3, REJECTED_SHARES = 4 };

/* One row of the tables: a set, or all of them pooled. */
struct row {
    const char *name;
    const struct tp_evaluated_set *sets;
    size_t set_count;
    const struct tp_accuracy *accuracy;
    size_t images;
    uint32_t failures;
    int32_t threshold; /* at FMR 0.1 % */
    double eer, fnmr[FMR_LIMITS], observed[NAMED_RATES];
    struct tp_rejection rejection[REJECTED_SHARES],
        strict_rejection[REJECTED_SHARES];               /* at that score; STRICT_RATE's */
    double extract_ms[2], template_bytes, compare_per_s; /* median and 95th percentile, median */
};

struct report {
    struct tp_evaluated_set *sets;
    size_t set_count;
    struct tp_accuracy *pooled;
    struct row *rows; /* the sets, then the pooled one if there are several */
    size_t row_count;
};

static void summarise_costs(struct row *row, double *samples)
{
    uint64_t pairs = row->accuracy->mated_count + row->accuracy->nonmated_count;
    int64_t compare_ns = 0;
    size_t count = 0;

    for (size_t s = 0; s < row->set_count; s++) {
        for (size_t i = 0; i < row->sets[s].images.count; i++)
            samples[count++] = (double)row->sets[s].impressions[i].extract_ns / 1e6;
        compare_ns += row->sets[s].compare_ns;
    }
    row->extract_ms[0] = tp_percentile(samples, count, 0.5);
    row->extract_ms[1] = tp_percentile(samples, count, 0.95);
    row->compare_per_s = compare_ns > 0 ? (double)pairs / ((double)compare_ns / 1e9) : (double)NAN;
    count = 0;
    for (size_t s = 0; s < row->set_count; s++)
        for (size_t i = 0; i < row->sets[s].images.count; i++)
            samples[count++] = row->sets[s].impressions[i].template_bytes;
    row->template_bytes = tp_percentile(samples, count, 0.5);
}

static tp_status reject(const struct row *row, int32_t threshold, struct tp_rejection *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < REJECTED_SHARES; i++)
        status = tp_evaluate_rejection(row->sets, row->set_count, threshold, rejected_shares[i], &out[i], diag);
    return status;
}

/* Fills a row whose sets and accuracy are set. */
static tp_status summarise(struct row *row, struct tp_diag *diag)
{
    void *samples;
    tp_status status;

    for (size_t s = 0; s < row->set_count; s++) {
        row->images += row->sets[s].images.count;
        row->failures += row->sets[s].failures;
    }
    row->eer = tp_accuracy_eer(row->accuracy);
    row->threshold = tp_accuracy_threshold(row->accuracy, 0.001);
    for (size_t i = 0; i < FMR_LIMITS; i++)
        row->fnmr[i] = tp_accuracy_fnmr(row->accuracy, tp_accuracy_threshold(row->accuracy, fmr_limits[i]));
    for (size_t i = 0; i < NAMED_RATES; i++)
        row->observed[i] = tp_accuracy_fmr(row->accuracy, tp_score_for_fmr(named_rates[i]));
    status = tp_alloc(&samples, row->images, sizeof(double), diag);
    if (status != TP_OK)
        return status;
    summarise_costs(row, samples);
    free(samples);
    status = reject(row, row->threshold, row->rejection, diag);
    if (status == TP_OK)
        status = reject(row, tp_score_for_fmr(STRICT_RATE), row->strict_rejection, diag);
    return status;
}

static tp_status make_rows(struct report *report, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, report->set_count + 1, sizeof *report->rows, diag);

    if (status != TP_OK)
        return status;
    report->rows = memory;
    for (size_t s = 0; s < report->set_count; s++) {
        const struct tp_evaluated_set *set = &report->sets[s];
        report->rows[report->row_count++] =
            (struct row){.name = set->images.name, .sets = set, .set_count = 1, .accuracy = set->accuracy};
    }
    if (report->set_count > 1) {
        status = tp_alloc_zero(&memory, 1, sizeof *report->pooled, diag);
        if (status != TP_OK)
            return status;
        report->pooled = memory;
        for (size_t s = 0; s < report->set_count; s++)
            tp_accuracy_pool(report->pooled, report->sets[s].accuracy);
        report->rows[report->row_count++] = (struct row){
            .name = "pooled", .sets = report->sets, .set_count = report->set_count, .accuracy = report->pooled};
    }
    for (size_t i = 0; status == TP_OK && i < report->row_count; i++)
        status = summarise(&report->rows[i], diag);
    return status;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

static void print_accuracy(const struct report *report)
{
    printf("%-16s %6s %6s %8s %6s %7s  FNMR at FMR 1 %%  0.1 %%     0  score at 0.1 %%\n", "error rates in %", "images",
           "failed", "mated", "others", "EER");
    for (size_t i = 0; i < report->row_count; i++) {
        const struct row *row = &report->rows[i];
        printf("%-16s %6zu %6u %8llu %6llu %7.2f %15.2f %6.2f %6.2f %9d\n", row->name, row->images, row->failures,
               (unsigned long long)row->accuracy->mated_count, (unsigned long long)row->accuracy->nonmated_count,
               100 * row->eer, 100 * row->fnmr[0], 100 * row->fnmr[1], 100 * row->fnmr[2], row->threshold);
    }
}

static void print_rejection(const struct report *report)
{
    printf("\nFNMR in %%, worst quality rejected\n%-18s%-36sat score %d\n%-16s", "", "at the score of FMR 0.1 %",
           tp_score_for_fmr(STRICT_RATE), "share rejected");
    for (size_t k = 0; k < 2 * REJECTED_SHARES; k++)
        printf(" %6.0f %%", 100 * rejected_shares[k % REJECTED_SHARES]);
    for (size_t i = 0; i < report->row_count; i++) {
        printf("\n%-16s", report->rows[i].name);
        for (size_t k = 0; k < REJECTED_SHARES; k++)
            printf(" %8.2f", 100 * report->rows[i].rejection[k].fnmr);
        for (size_t k = 0; k < REJECTED_SHARES; k++)
            printf(" %8.2f", 100 * report->rows[i].strict_rejection[k].fnmr);
    }
    putchar('\n');
}

static void print_calibration(const struct report *report)
{
    printf("\nfalse match rate observed at the score that names it, in %%, and its ratio to the named one\n%-16s",
           "named");
    for (size_t k = 0; k < NAMED_RATES; k++)
        printf(" %14g %%", 100 * named_rates[k]);
    for (size_t i = 0; i < report->row_count; i++) {
        printf("\n%-16s", report->rows[i].name);
        for (size_t k = 0; k < NAMED_RATES; k++)
            printf(" %9.4f %6.2f", 100 * report->rows[i].observed[k], report->rows[i].observed[k] / named_rates[k]);
    }
    putchar('\n');
}

static void print_costs(const struct report *report)
{
    printf("\n%-16s %10s %8s %18s %16s\n", "cost (CPU time)", "extract ms", "p95", "comparisons per s",
           "template bytes");
    for (size_t i = 0; i < report->row_count; i++) {
        const struct row *row = &report->rows[i];
        printf("%-16s %10.1f %8.1f %18.0f %16.0f\n", row->name, row->extract_ms[0], row->extract_ms[1],
               row->compare_per_s, row->template_bytes);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void add_rejection(struct tp_json *json, const char *name, const struct tp_rejection *rejection)
{
    tp_json_list(json, name);
    for (size_t k = 0; k < REJECTED_SHARES; k++) {
        tp_json_object(json, NULL);
        tp_json_number(json, "share", rejected_shares[k]);
        tp_json_integer(json, "rejected", (int64_t)rejection[k].rejected);
        tp_json_integer(json, "mated", (int64_t)rejection[k].mated_count);
        tp_json_number(json, "fnmr", rejection[k].fnmr);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static void add_calibration(struct tp_json *json, const struct row *row)
{
    tp_json_list(json, "calibration");
    for (size_t k = 0; k < NAMED_RATES; k++) {
        tp_json_object(json, NULL);
        tp_json_number(json, "named_fmr", named_rates[k]);
        tp_json_integer(json, "score", tp_score_for_fmr(named_rates[k]));
        tp_json_number(json, "observed_fmr", row->observed[k]);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static void add_row(struct tp_json *json, const struct row *row)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "set", row->name);
    tp_json_integer(json, "images", (int64_t)row->images);
    tp_json_integer(json, "failures", row->failures);
    tp_json_integer(json, "mated", (int64_t)row->accuracy->mated_count);
    tp_json_integer(json, "nonmated", (int64_t)row->accuracy->nonmated_count);
    tp_json_number(json, "eer", row->eer);
    tp_json_number(json, "fnmr_at_fmr_1e-2", row->fnmr[0]);
    tp_json_number(json, "fnmr_at_fmr_1e-3", row->fnmr[1]);
    tp_json_number(json, "fnmr_at_fmr_0", row->fnmr[2]);
    tp_json_integer(json, "score_at_fmr_1e-3", row->threshold);
    add_rejection(json, "rejection", row->rejection);
    add_rejection(json, "rejection_at_fmr_1e-6", row->strict_rejection);
    add_calibration(json, row);
    tp_json_number(json, "extract_cpu_ms_median", row->extract_ms[0]);
    tp_json_number(json, "extract_cpu_ms_p95", row->extract_ms[1]);
    tp_json_number(json, "comparisons_per_cpu_s", row->compare_per_s);
    tp_json_number(json, "template_bytes_median", row->template_bytes);
    tp_json_close(json);
}

static tp_status print_json(const struct report *report, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_list(json, "sets");
    for (size_t i = 0; i < report->row_count; i++)
        add_row(json, &report->rows[i]);
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

/* ---- files ------------------------------------------------------------------------------------------------------ */

static void write_comparisons(const void *context, FILE *out)
{
    const struct report *report = context;

    for (size_t s = 0; s < report->set_count; s++)
        tp_evaluated_set_write_scores(&report->sets[s], out);
}

static void write_searches(const void *context, FILE *out)
{
    tp_cli_searches_write(context, out);
}

/* Calls WRITE for the file of --scores, if that was given. */
static tp_status write_scores(const struct tp_arguments *arguments, void (*write)(const void *context, FILE *out),
                              const void *context, struct tp_diag *diag)
{
    const char *path = tp_option_text(arguments, "scores");
    FILE *out = path ? fopen(path, "w") : NULL;
    bool written = out != NULL;

    if (!path)
        return TP_OK;
    if (out) {
        write(context, out);
        written = !ferror(out);
        if (fclose(out) != 0)
            written = false;
    }
    if (written)
        return TP_OK;
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot write: %s", strerror(errno)), path);
}

static tp_status write_plot(const struct report *report, const char *path, struct tp_diag *diag)
{
    struct tp_det_curve *curves;
    struct tp_buffer text;
    void *memory;
    tp_status status = tp_alloc(&memory, report->row_count, sizeof *curves, diag);

    if (status != TP_OK)
        return status;
    curves = memory;
    for (size_t i = 0; i < report->row_count; i++)
        curves[i] = (struct tp_det_curve){report->rows[i].name, report->rows[i].accuracy};
    tp_buffer_init(&text);
    tp_det_write(&text, curves, report->row_count);
    status = text.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the plot")
                      : tp_file_write(path, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    free(memory);
    return status;
}

/* ---- the command ------------------------------------------------------------------------------------------------ */

/* What the folders are evaluated with. */
struct job {
    struct tp_search_folder *folders; /* owned, with their paths */
    size_t folder_count;
    struct tp_evaluate_options options;
};

/* "DIR@569" names a folder and its resolution. */
static tp_status parse_folder(const char *word, struct tp_search_folder *out, struct tp_diag *diag)
{
    const char *at = strrchr(word, '@');
    char *end;
    double ppi = at ? strtod(at + 1, &end) : 0;

    if (at && (at[1] < '0' || at[1] > '9' || *end != '\0'))
        at = NULL;
    if (at && !(ppi >= 50 && ppi <= 5000))
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "the resolution after '@' is not a number from 50 to 5000");
    out->ppi = at ? (float)ppi : 0;
    out->path = strndup(word, at ? (size_t)(at - word) : strlen(word));
    return out->path ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of folders");
}

static tp_status parse_job(const struct tp_arguments *arguments, struct job *out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = TP_OK;

    out->options = (struct tp_evaluate_options){.ppi = (float)tp_option_number(arguments, "ppi", 0),
                                                .thread_count = (unsigned)tp_option_integer(arguments, "threads", 0),
                                                .through_format = tp_option_given(arguments, "format")};
    if (tp_option_given(arguments, "background") && !tp_option_given(arguments, "identify"))
        return tp_fail(diag, TP_E_ARGUMENT, "--background", -1, "is of use with --identify only");
    if (tp_option_given(arguments, "plot") && tp_option_given(arguments, "identify"))
        return tp_fail(diag, TP_E_ARGUMENT, "--plot", -1, "draws comparisons, not searches");
    if (tp_option_given(arguments, "mode") && !tp_option_given(arguments, "identify"))
        return tp_fail(diag, TP_E_ARGUMENT, "--mode", -1, "is of use with --identify only");
    status = tp_cli_mode_parse(tp_option_text(arguments, "mode"), &out->options.mode, diag);
    if (status == TP_OK && out->options.through_format)
        status = tp_format_by_name(tp_option_text(arguments, "format"), &out->options.format, diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, (size_t)arguments->positional_count, sizeof *out->folders, diag);
    if (status != TP_OK)
        return status;
    out->folders = memory;
    out->folder_count = (size_t)arguments->positional_count;
    for (size_t i = 0; status == TP_OK && i < out->folder_count; i++)
        status = parse_folder(arguments->positional[i], &out->folders[i], diag);
    return status;
}

static void job_deinit(struct job *job)
{
    for (size_t i = 0; i < job->folder_count; i++)
        free((void *)(uintptr_t)job->folders[i].path);
    free(job->folders);
}

static tp_status evaluate_folders(const struct job *job, struct report *report, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, job->folder_count, sizeof *report->sets, diag);

    report->sets = memory;
    for (size_t i = 0; status == TP_OK && i < job->folder_count; i++) {
        struct tp_evaluate_options options = job->options;
        if (job->folders[i].ppi > 0)
            options.ppi = job->folders[i].ppi;
        status = tp_evaluate(job->folders[i].path, &options, &report->sets[i], diag);
        report->set_count += status == TP_OK;
    }
    return status == TP_OK ? make_rows(report, diag) : status;
}

static tp_status output(const struct tp_arguments *arguments, const struct report *report, struct tp_diag *diag)
{
    const char *plot = tp_option_text(arguments, "plot");
    tp_status status = write_scores(arguments, write_comparisons, report, diag);

    if (status == TP_OK && plot)
        status = write_plot(report, plot, diag);
    if (status != TP_OK)
        return status;
    if (tp_option_given(arguments, "json"))
        return print_json(report, diag);
    print_accuracy(report);
    print_rejection(report);
    print_calibration(report);
    print_costs(report);
    return TP_OK;
}

static tp_status run_comparisons(const struct tp_arguments *arguments, const struct job *job, struct tp_diag *diag)
{
    struct report report = {0};
    tp_status status = evaluate_folders(job, &report, diag);

    if (status == TP_OK)
        status = output(arguments, &report, diag);
    for (size_t s = 0; s < report.set_count; s++)
        tp_evaluated_set_deinit(&report.sets[s]);
    free(report.sets);
    free(report.pooled);
    free(report.rows);
    return status;
}

static tp_status run_searches(const struct tp_arguments *arguments, const struct job *job, struct tp_diag *diag)
{
    struct tp_searched searched;
    tp_status status = tp_evaluate_searches(job->folders, job->folder_count, tp_option_text(arguments, "background"),
                                            &job->options, &searched, diag);

    if (status == TP_OK)
        status = write_scores(arguments, write_searches, &searched, diag);
    if (status == TP_OK)
        status = tp_cli_searches_output(arguments, &searched, diag);
    tp_searched_deinit(&searched);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct job job = {0};
    tp_status status = parse_job(arguments, &job, diag);

    if (status == TP_OK)
        status = tp_option_given(arguments, "identify") ? run_searches(arguments, &job, diag)
                                                        : run_comparisons(arguments, &job, diag);
    job_deinit(&job);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_PPI,
    TP_OPTION_FORMAT("pass each template through this encoding before comparison: native, iso or incits"),
    {.name = "identify", .kind = TP_OPTION_FLAG, .help = "search (1:N) instead of comparing all pairs"},
    {"background", 0, TP_OPTION_TEXT, "GALLERY",
     "search among these too: a file made by enroll, or a folder of templates and images", 0, 0},
    TP_OPTION_MODE,
    {"scores", 0, TP_OPTION_TEXT, "FILE",
     "write a line for each comparison (SET PROBE CANDIDATE SCORE) or search (SET PROBE RANK MATE OTHER)", 0, 0},
    {"plot", 0, TP_OPTION_TEXT, "FILE.svg", "draw the DET curves", 0, 0},
    TP_OPTION_THREADS,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_evaluate = {
    .name = "evaluate",
    .synopsis = "DIR[@PPI]... [OPTION]...",
    .summary = "measure error rates on folders of images",
    .description =
        "Compares all pairs of images within each folder and prints error rates. The images are named "
        "FINGER_IMPRESSION.EXT; two of the same FINGER are a mated pair. DIR@569 gives one folder's resolution, --ppi "
        "that of all others.\n\n"
        "Several folders give one row each and a pooled one, in which all comparisons share one threshold. An image "
        "that cannot be read ends the command. docs/evaluation.md defines every figure.\n\n"
        "With --identify the first impression of each finger is enrolled beside the background, and all others are "
        "searched for.",
    .example = "tenprint evaluate fvc2002_db1 fvc2002_db2@569 --plot det.svg --scores scores.txt\n"
               "tenprint evaluate fvc2002_db1 --identify --background people.db --mode fast\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1000,
    .run = run,
};
