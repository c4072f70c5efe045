/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of searches, as lines of a table or as figures one by one. */
#include <math.h>
#include <string.h>

#include "node/bench_identify.h"

static const double larger[] = {1e7, 1e8};

const char *tp_bench_mode_name(enum tp_search_mode mode)
{
    switch (mode) {
    case TP_SEARCH_THOROUGH:
        return "thorough";
    case TP_SEARCH_FAST:
        return "fast";
    case TP_SEARCH_EXHAUSTIVE:
        return "exhaustive";
    }
    return "?";
}

static void give(const struct tp_bench_writer *writer, const char *prefix, const char *what, double value,
                 const char *unit)
{
    char name[128];

    if (!isfinite(value))
        return;
    snprintf(name, sizeof name, "%s, %s", prefix, what);
    writer->fn(writer->context,
               &(struct tp_bench_figure){.bench = "identify", .name = name, .value = value, .unit = unit});
}

/* ---- a gallery ----------------------------------------------------------------------------------------------------
 */

static void print_gallery(FILE *table, const struct tp_bench_gallery *gallery)
{
    double bytes = (double)gallery->size_bytes, people = gallery->subjects;

    fprintf(table, "\n%u people with ten fingers: %.1f MB, %.0f bytes each; ", gallery->subjects, bytes / 1e6,
            bytes / people);
    if (gallery->build_s > 0)
        fprintf(table, "made in %.1f s (%.2f ms of CPU a person)", gallery->build_s,
                gallery->build_cpu_s * 1e3 / people);
    else
        fprintf(table, "made before");
    if (isfinite(gallery->save_s))
        fprintf(table, ", saved in %.2f s", gallery->save_s);
    if (isfinite(gallery->map_s))
        fprintf(table, ", mapped in %.2f ms", gallery->map_s * 1e3);
    fprintf(table, "\n%-13s %3s %-10s %17s %17s %6s %10s %18s %8s %8s %7s %7s %7s %5s %9s\n", "", "", "",
            "FNIR % at 0.1 %", "at FPIR 1 %", "rank 1", "lost", "lost at 1 %", "ms", "ms", "million", "of 16", "of 64",
            "two", "people");
    fprintf(table, "%-13s %3s %-10s %17s %17s %6s %10s %18s %8s %8s %7s %7s %7s %5s %9s\n", "who", "fgr", "mode",
            "(95 %)", "(95 %)", "%", "at 0.1 %", "code+sign+compare", "p50", "p99", "a s", "at once", "at once", "thr.",
            "compared");
}

void tp_bench_write_gallery(const struct tp_bench_writer *writer, const struct tp_bench_gallery *gallery)
{
    char prefix[64];

    if (writer->table) {
        print_gallery(writer->table, gallery);
        return;
    }
    snprintf(prefix, sizeof prefix, "%u people", gallery->subjects);
    give(writer, prefix, "a person", (double)gallery->size_bytes / gallery->subjects, "bytes");
    if (gallery->build_s > 0) {
        give(writer, prefix, "making them, by the wall", gallery->build_s, "s");
        give(writer, prefix, "making a person", gallery->build_cpu_s * 1e3 / gallery->subjects, "ms");
    }
    give(writer, prefix, "saving", gallery->save_s, "s");
    give(writer, prefix, "mapping", gallery->map_s * 1e3, "ms");
}

/* ---- a row --------------------------------------------------------------------------------------------------------
 */

static double per_s(const struct tp_bench_row *row, double ms)
{
    return ms > 0 ? row->subjects / (ms / 1e3) : 0;
}

static void print_share(FILE *table, size_t hits, size_t count)
{
    struct tp_bench_share share = tp_bench_share(hits, count);
    char text[48];

    snprintf(text, sizeof text, "%.2f (%.2f-%.2f)", 100 * share.value, 100 * share.low, 100 * share.high);
    fprintf(table, " %17s", text);
}

static void print_row(FILE *table, const struct tp_bench_row *row)
{
    const struct tp_bench_verdict *verdict = &row->verdict;
    char lost[2][48];

    snprintf(lost[0], sizeof lost[0], "%zu/%zu", verdict->lost[0], verdict->findable[0]);
    snprintf(lost[1], sizeof lost[1], "%zu+%zu+%zu/%zu", row->lost_at[0], row->lost_at[1], row->lost_at[2],
             verdict->findable[1]);
    fprintf(table, "%-13s %3u %-10s", row->kind, row->fingers, tp_bench_mode_name(row->mode));
    print_share(table, verdict->missed[0], verdict->mated);
    print_share(table, verdict->missed[1], verdict->mated);
    fprintf(table, " %6.1f %10s %18s", 100.0 * (double)verdict->first / (double)verdict->mated, lost[0], lost[1]);
    if (row->timed)
        fprintf(table, " %8.3g %8.3g %7.3g %7.3g %7.3g %5.2f %9.1f", row->p50_ms, row->p99_ms,
                per_s(row, row->p50_ms) / 1e6, per_s(row, row->batch_ms[0]) / 1e6, per_s(row, row->batch_ms[1]) / 1e6,
                row->two_threads, row->compared);
    fputc('\n', table);
    fflush(table);
}

static void give_errors(const struct tp_bench_writer *writer, const char *prefix, const struct tp_bench_verdict *v)
{
    for (int r = 0; r < TP_BENCH_FPIRS; r++) {
        struct tp_bench_share missed = tp_bench_share(v->missed[r], v->mated);
        char what[64];
        snprintf(what, sizeof what, "FNIR at FPIR %g %%", 100 * tp_bench_fpirs[r]);
        give(writer, prefix, what, 100 * missed.value, "%");
        snprintf(what, sizeof what, "FNIR at FPIR %g %%, at most (95 %%)", 100 * tp_bench_fpirs[r]);
        give(writer, prefix, what, 100 * missed.high, "%");
        snprintf(what, sizeof what, "threshold at FPIR %g %%", 100 * tp_bench_fpirs[r]);
        give(writer, prefix, what, v->threshold[r], "score");
        snprintf(what, sizeof what, "lost by screening at FPIR %g %%", 100 * tp_bench_fpirs[r]);
        give(writer, prefix, what, 100 * tp_bench_share(v->lost[r], v->findable[r]).value, "%");
    }
    give(writer, prefix, "rank 1", 100 * tp_bench_share(v->first, v->mated).value, "%");
    give(writer, prefix, "searches for people who are there", (double)v->mated, "searches");
    give(writer, prefix, "searches that the thresholds come from", (double)v->others, "searches");
}

static void give_times(const struct tp_bench_writer *writer, const char *prefix, const struct tp_bench_row *row)
{
    static const char *const stages[TP_BENCH_STAGES] = {"codes", "signatures", "comparison"};
    char what[64];

    give(writer, prefix, "search, median", row->p50_ms, "ms");
    give(writer, prefix, "search, 99th percentile", row->p99_ms, "ms");
    give(writer, prefix, "people a second and thread", per_s(row, row->p50_ms), "per s");
    for (int b = 0; b < TP_BENCH_BATCHES; b++) {
        snprintf(what, sizeof what, "people a second and thread, %u searches at once", tp_bench_batches[b]);
        give(writer, prefix, what, row->batch_ms[b] > 0 ? per_s(row, row->batch_ms[b]) : (double)NAN, "per s");
    }
    give(writer, prefix, "two threads", row->two_threads, "times as fast");
    for (int s = 0; s < TP_BENCH_STAGES; s++) {
        snprintf(what, sizeof what, "time of the %s", stages[s]);
        give(writer, prefix, what, 100 * row->stage_share[s], "%");
    }
    give(writer, prefix, "screened", row->screened, "people");
    give(writer, prefix, "refined", row->refined, "people");
    give(writer, prefix, "compared", row->compared, "people");
}

void tp_bench_write_row(const struct tp_bench_writer *writer, const struct tp_bench_row *row)
{
    static const char *const stages[TP_BENCH_STAGES] = {"codes", "signatures", "the comparison"};
    char prefix[96], what[64];

    if (writer->table) {
        print_row(writer->table, row);
        return;
    }
    snprintf(prefix, sizeof prefix, "%u people, %s, %u finger%s, %s", row->subjects, row->kind, row->fingers,
             row->fingers > 1 ? "s" : "", tp_bench_mode_name(row->mode));
    give_errors(writer, prefix, &row->verdict);
    for (int s = 0; s < TP_BENCH_STAGES; s++) {
        snprintf(what, sizeof what, "lost by %s", stages[s]);
        give(writer, prefix, what, (double)row->lost_at[s], "searches");
    }
    if (row->timed)
        give_times(writer, prefix, row);
}

/* ---- growth -------------------------------------------------------------------------------------------------------
 */

static void write_line(const struct tp_bench_writer *writer, const struct tp_bench_row *row,
                       const struct tp_bench_line *line, double exponent)
{
    char prefix[96];

    snprintf(prefix, sizeof prefix, "growth, %u finger%s, %s", row->fingers, row->fingers > 1 ? "s" : "",
             tp_bench_mode_name(row->mode));
    if (writer->table) {
        fprintf(writer->table, "%3u %-10s  N^%.2f  R^2 %.5f  %10.3g ns a person", row->fingers,
                tp_bench_mode_name(row->mode), exponent, line->r2, line->slope * 1e6);
        for (size_t i = 0; i < TP_ARRAY_LENGTH(larger); i++)
            fprintf(writer->table, "  %9.3g s", (line->offset + line->slope * larger[i]) / 1e3);
        fputc('\n', writer->table);
        return;
    }
    give(writer, prefix, "exponent", exponent, "");
    give(writer, prefix, "R^2", line->r2, "");
    give(writer, prefix, "a person", line->slope * 1e6, "ns");
    give(writer, prefix, "10 million people", (line->offset + line->slope * 1e7) / 1e3, "s");
    give(writer, prefix, "100 million people", (line->offset + line->slope * 1e8) / 1e3, "s");
}

void tp_bench_write_growth(const struct tp_bench_writer *writer, const struct tp_bench_row *rows, size_t count,
                           double bytes_per_subject)
{
    bool begun = false;

    for (size_t i = 0; i < count; i++) {
        struct tp_bench_line line;
        double exponent;
        if (!rows[i].timed || !tp_bench_growth_of(rows, count, i, &line, &exponent))
            continue;
        if (writer->table && !begun)
            fprintf(writer->table,
                    "\nGrowth: a line through the medians, and what it says of 10 and 100 million people, one thread; "
                    "they take %.0f and %.0f GB.\n",
                    bytes_per_subject * larger[0] / 1e9, bytes_per_subject * larger[1] / 1e9);
        begun = true;
        write_line(writer, &rows[i], &line, exponent);
    }
    if (!writer->table && begun) {
        give(writer, "growth, memory", "10 million people", bytes_per_subject * larger[0] / 1e9, "GB");
        give(writer, "growth, memory", "100 million people", bytes_per_subject * larger[1] / 1e9, "GB");
    }
}
