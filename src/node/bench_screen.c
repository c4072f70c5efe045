/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the screening forms alone, one finger against single fingers: how often the mate is not among the best
 * few percent, and whether a form tells apart where prints come from, which would make synthetic galleries easy. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "node/bench_identify.h"
#include "screen/screen.h"
#include "synth/synth.h"

enum {
    SYNTHETIC,
    SEED = 22,
    GROUPS_MAX = 32,
    FORMS = 3,
    ROWS_DEFAULT = 5000,
    PROBES_DEFAULT = 1000,
    SHARES = 3,
    ORIGINS = 3
};
enum { STRANGERS_EACH = 100 }; /* comparisons of a probe with rows that are not its mate */
static const char *const form_names[FORMS] = {"codes", "signatures at first look", "signatures"};
static const double shares[SHARES] = {0.01, 0.05, 0.1};
static const int32_t matchable = 3000, reached = 2000; /* scores */

/* Where rows come from, as a probe sees it. */
enum origin { OWN, OTHER, MADE };
static const char *const origin_names[ORIGINS] = {"the probe's folder", "other folders", "synthetic ones"};

/* A print as all its forms. */
struct print {
    struct tp_features *features;
    struct tp_code code;
    struct tp_signature signature;
    uint32_t finger; /* in its group */
    uint8_t group, minutiae;
};

/* Sums over the probes of a group. */
struct sums {
    size_t probes, matchable, strangers, strangers_reached;
    size_t missed[FORMS][SHARES], missed_matchable[FORMS][SHARES];
    double top[FORMS][ORIGINS], rows[ORIGINS]; /* rows among the best 1 %, and in all */
};

struct group {
    char name[64];
    struct sums sums;
    double minutiae[3]; /* the 10th, 50th and 90th percentile */
};

struct worker {
    struct tp_matcher *matcher;
    struct tp_signature_probe probe;
    int32_t *scores; /* of the rows */
    int32_t *sorted;
    uint16_t *words; /* scores as kernels write them */
    struct sums sums[GROUPS_MAX];
};

struct bench {
    struct print *rows, *probes; /* owned */
    size_t row_count, probe_count, row_room, probe_room;
    struct tp_code_block *blocks;
    struct group groups[GROUPS_MAX];
    size_t group_count;
    struct worker *workers;
    struct tp_pool *pool;
    struct tp_diag *diag;
};

/* ---- ranks --------------------------------------------------------------------------------------------------------
 */

double tp_bench_rank(const int32_t *scores, size_t count, size_t index)
{
    size_t before = 0, equal = 0;

    for (size_t i = 0; i < count; i++) {
        before += scores[i] > scores[index];
        equal += i != index && scores[i] == scores[index];
    }
    return count > 1 ? ((double)before + (double)equal / 2) / (double)(count - 1) : 0;
}

static int falling(const void *a, const void *b)
{
    int32_t first = *(const int32_t *)a, second = *(const int32_t *)b;

    return first < second ? 1 : first > second ? -1 : 0;
}

struct tp_bench_top tp_bench_top(int32_t *scores, size_t count, double share)
{
    size_t wanted = (size_t)ceil(share * (double)count), above = 0, equal = 0;
    struct tp_bench_top top = {0};

    if (count == 0 || wanted == 0)
        return top;
    qsort(scores, count, sizeof *scores, falling);
    top.least = scores[wanted - 1];
    for (size_t i = 0; i < count; i++) {
        above += scores[i] > top.least;
        equal += scores[i] == top.least;
    }
    top.weight = (double)(wanted - above) / (double)equal;
    return top;
}

/* ---- prints -------------------------------------------------------------------------------------------------------
 */

static tp_status add_print(struct bench *bench, bool row, size_t group, uint32_t finger, const struct tp_template *from)
{
    struct print **list = row ? &bench->rows : &bench->probes;
    size_t *count = row ? &bench->row_count : &bench->probe_count;
    size_t *room = row ? &bench->row_room : &bench->probe_room;
    struct print *print;
    tp_status status;

    if (*count == *room) {
        size_t larger = *room ? 2 * *room : 1024;
        void *memory = realloc(*list, larger * sizeof **list);
        if (!memory)
            return tp_fail(bench->diag, TP_E_MEMORY, NULL, -1, "no memory for %zu prints", larger);
        *list = memory;
        *room = larger;
    }
    print = &(*list)[*count];
    memset(print, 0, sizeof *print);
    status = tp_features_new(from, &print->features, bench->diag);
    if (status != TP_OK)
        return status;
    tp_code_make(print->features, &print->code);
    tp_signature_make(print->features, &print->signature);
    print->group = (uint8_t)group;
    print->finger = finger;
    print->minutiae = from->minutia_count;
    ++*count;
    return TP_OK;
}

static tp_status add_synthetic(struct bench *bench, unsigned rows, unsigned probes)
{
    struct tp_progress *progress;
    tp_status status = tp_progress_new("making prints", (size_t)rows + probes, &progress, bench->diag);

    snprintf(bench->groups[SYNTHETIC].name, sizeof bench->groups[SYNTHETIC].name, "synthetic");
    bench->group_count = 1;
    for (uint32_t i = 0; status == TP_OK && i < rows + probes; i++) {
        bool row = i < rows;
        uint32_t person = row ? i : i - rows;
        struct tp_template print;
        status = tp_synth_template(SEED, person, tp_bench_fingers[0], row ? 1 : 2, &print, bench->diag);
        if (status == TP_OK)
            status = add_print(bench, row, SYNTHETIC, person, &print);
        tp_template_deinit(&print);
        tp_progress_step(progress, 1);
    }
    tp_progress_free(&progress);
    return status;
}

/* The first impression of each finger of a folder is a row, the others are probes. */
static tp_status add_folder(struct bench *bench, const char *path, unsigned thread_count)
{
    struct tp_bench_real real[TP_BENCH_REAL_KINDS];
    struct group *group = &bench->groups[bench->group_count];
    const char *slash = strrchr(path, '/');
    uint32_t fingers = 0;
    tp_status status;

    if (bench->group_count == GROUPS_MAX)
        return tp_fail(bench->diag, TP_E_LIMIT, path, -1, "is one folder too many");
    status = tp_bench_real_load(&path, 1, thread_count, real, bench->diag);
    snprintf(group->name, sizeof group->name, "%.60s", slash && slash[1] ? slash + 1 : path);
    group->name[strcspn(group->name, "@")] = 0;
    for (size_t i = 0; status == TP_OK && i < real[0].trials.count; i++) {
        const struct tp_bench_trial *trial = &real[0].trials.items[i];
        if (i == 0 || strcmp(trial->mate, trial[-1].mate) != 0)
            status = add_print(bench, true, bench->group_count, fingers++, &trial->prints[0]);
        if (status == TP_OK)
            status = add_print(bench, false, bench->group_count, fingers - 1, &trial->probes[0]);
    }
    for (int k = 0; k < TP_BENCH_REAL_KINDS; k++)
        tp_bench_real_deinit(&real[k]);
    bench->group_count++;
    return status;
}

/* The rows' codes, side by side; and how many minutiae the prints of each group have. */
static tp_status arrange(struct bench *bench)
{
    size_t blocks = (bench->row_count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES;
    double *counts = NULL;
    tp_status status = tp_alloc_zero((void **)&bench->blocks, blocks, sizeof *bench->blocks, bench->diag);

    if (status == TP_OK)
        status = tp_alloc((void **)&counts, bench->row_count + bench->probe_count, sizeof *counts, bench->diag);
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < bench->row_count; i++)
        tp_code_store(&bench->rows[i].code, &bench->blocks[i / TP_SCREEN_LANES], i % TP_SCREEN_LANES);
    for (size_t g = 0; g < bench->group_count; g++) {
        size_t count = 0;
        for (size_t i = 0; i < bench->row_count + bench->probe_count; i++) {
            const struct print *print = i < bench->row_count ? &bench->rows[i] : &bench->probes[i - bench->row_count];
            if (print->group == g)
                counts[count++] = print->minutiae;
        }
        for (int k = 0; k < 3; k++)
            bench->groups[g].minutiae[k] = tp_percentile(counts, count, 0.1 + 0.4 * k);
    }
    free(counts);
    return TP_OK;
}

/* ---- one probe ----------------------------------------------------------------------------------------------------
 */

static bool is_mate(const struct print *row, const struct print *probe)
{
    return row->group == probe->group && row->finger == probe->finger;
}

static enum origin origin_of(const struct print *row, const struct print *probe)
{
    return row->group == SYNTHETIC ? MADE : row->group == probe->group ? OWN : OTHER;
}

static void score_codes(const struct bench *bench, const struct print *probe, struct worker *worker)
{
    size_t blocks = (bench->row_count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES;
    struct tp_code_probe code;

    tp_code_probe(&probe->code, probe->features, &code);
    memset(worker->words, 0, blocks * TP_SCREEN_LANES * sizeof *worker->words);
    tp_kernels()->screen.scan(bench->blocks, blocks, &code, worker->words);
    for (size_t i = 0; i < bench->row_count; i++)
        worker->scores[i] = worker->words[i];
}

static void score_signatures(const struct bench *bench, const struct print *probe, bool closely, struct worker *worker)
{
    tp_signature_probe(&probe->signature, &worker->probe);
    for (size_t i = 0; i < bench->row_count; i++) {
        if (!closely)
            tp_signature_scan(&worker->probe, &bench->rows[i].signature, 1, worker->words);
        worker->scores[i] =
            closely ? tp_signature_score(&worker->probe, &bench->rows[i].signature) : (int32_t)worker->words[0];
    }
}

/* Where the best 1 % come from: rows that tie with the last of them count in part. */
static void count_top(const struct bench *bench, const struct print *probe, const struct worker *worker,
                      double top[ORIGINS])
{
    size_t count = 0;
    struct tp_bench_top best;

    for (size_t i = 0; i < bench->row_count; i++)
        if (!is_mate(&bench->rows[i], probe))
            worker->sorted[count++] = worker->scores[i];
    best = tp_bench_top(worker->sorted, count, shares[0]);
    for (size_t i = 0; i < bench->row_count; i++)
        if (!is_mate(&bench->rows[i], probe) && worker->scores[i] >= best.least)
            top[origin_of(&bench->rows[i], probe)] += worker->scores[i] > best.least ? 1 : best.weight;
}

/* Full comparisons: with the mate, which tells whether anybody could find it, and with some others. */
static bool compare(const struct bench *bench, const struct print *probe, size_t mate, struct worker *worker,
                    struct sums *sums)
{
    size_t step = TP_MAX(bench->row_count / STRANGERS_EACH, (size_t)1);

    for (size_t i = (size_t)probe->finger % step; i < bench->row_count; i += step)
        if (i != mate) {
            int32_t score = tp_match_score(worker->matcher, probe->features, bench->rows[i].features);
            sums->strangers++;
            sums->strangers_reached += score >= reached;
        }
    return tp_match_score(worker->matcher, probe->features, bench->rows[mate].features) >= matchable;
}

static void look_for(void *context, size_t index, unsigned number)
{
    const struct bench *bench = context;
    const struct print *probe = &bench->probes[index];
    struct worker *worker = &bench->workers[number];
    struct sums *sums = &worker->sums[probe->group];
    size_t mate = 0;
    bool could;

    while (!is_mate(&bench->rows[mate], probe))
        mate++;
    could = compare(bench, probe, mate, worker, sums);
    sums->probes++;
    sums->matchable += could;
    for (size_t i = 0; i < bench->row_count; i++)
        sums->rows[origin_of(&bench->rows[i], probe)] += i != mate;
    for (int form = 0; form < FORMS; form++) {
        double rank;
        if (form)
            score_signatures(bench, probe, form == 2, worker);
        else
            score_codes(bench, probe, worker);
        rank = tp_bench_rank(worker->scores, bench->row_count, mate);
        for (int k = 0; k < SHARES; k++) {
            sums->missed[form][k] += rank > shares[k];
            sums->missed_matchable[form][k] += could && rank > shares[k];
        }
        count_top(bench, probe, worker, sums->top[form]);
    }
}

static void add_sums(struct sums *to, const struct sums *from)
{
    to->probes += from->probes;
    to->matchable += from->matchable;
    to->strangers += from->strangers;
    to->strangers_reached += from->strangers_reached;
    for (int o = 0; o < ORIGINS; o++)
        to->rows[o] += from->rows[o];
    for (int form = 0; form < FORMS; form++) {
        for (int k = 0; k < SHARES; k++) {
            to->missed[form][k] += from->missed[form][k];
            to->missed_matchable[form][k] += from->missed_matchable[form][k];
        }
        for (int o = 0; o < ORIGINS; o++)
            to->top[form][o] += from->top[form][o];
    }
}

static tp_status look_for_all(struct bench *bench)
{
    unsigned workers = tp_pool_thread_count(bench->pool);
    size_t room = bench->row_count + TP_SCREEN_LANES;
    tp_status status = tp_alloc_zero((void **)&bench->workers, workers, sizeof *bench->workers, bench->diag);

    for (unsigned i = 0; status == TP_OK && i < workers; i++) {
        struct worker *worker = &bench->workers[i];
        status = tp_matcher_new(&worker->matcher, bench->diag);
        if (status == TP_OK)
            status = tp_alloc((void **)&worker->scores, room, sizeof *worker->scores, bench->diag);
        if (status == TP_OK)
            status = tp_alloc((void **)&worker->sorted, room, sizeof *worker->sorted, bench->diag);
        if (status == TP_OK)
            status = tp_alloc((void **)&worker->words, room, sizeof *worker->words, bench->diag);
    }
    if (status == TP_OK)
        tp_pool_run(bench->pool, bench->probe_count, look_for, bench);
    for (unsigned i = 0; bench->workers && i < workers; i++) {
        for (size_t g = 0; g < bench->group_count; g++)
            add_sums(&bench->groups[g].sums, &bench->workers[i].sums[g]);
        tp_matcher_free(&bench->workers[i].matcher);
        free(bench->workers[i].scores);
        free(bench->workers[i].sorted);
        free(bench->workers[i].words);
    }
    free(bench->workers);
    return status;
}

/* ---- report -------------------------------------------------------------------------------------------------------
 */

static double percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : (double)NAN;
}

/* The share of ORIGIN among the best 1 % over its share among all rows. */
static double favour(const struct sums *sums, int form, int origin)
{
    double top = 0, rows = 0;

    for (int o = 0; o < ORIGINS; o++) {
        top += sums->top[form][o];
        rows += sums->rows[o];
    }
    return sums->rows[origin] > 0 ? sums->top[form][origin] / top / (sums->rows[origin] / rows) : (double)NAN;
}

static void print_form(FILE *table, const struct sums *sums, int form)
{
    fprintf(table, "  %-24s", form_names[form]);
    for (int k = 0; k < SHARES; k++)
        fprintf(table, " %6.1f", percent((double)sums->missed[form][k], (double)sums->probes));
    fputs("  ", table);
    for (int k = 0; k < SHARES; k++)
        fprintf(table, " %6.2f", percent((double)sums->missed_matchable[form][k], (double)sums->matchable));
    fputs("  ", table);
    for (int o = 0; o < ORIGINS; o++)
        fprintf(table, " %8.2f", favour(sums, form, o));
    fputc('\n', table);
}

static void print_group(FILE *table, const struct group *group)
{
    const struct sums *sums = &group->sums;

    fprintf(
        table,
        "%s: %zu probes; minutiae (10, 50, 90 %%) %.0f %.0f %.0f; %.1f %% can be found; %.3f %% of others reach %d\n",
        group->name, sums->probes, group->minutiae[0], group->minutiae[1], group->minutiae[2],
        percent((double)sums->matchable, (double)sums->probes),
        percent((double)sums->strangers_reached, (double)sums->strangers), (int)reached);
    for (int form = 0; form < FORMS; form++)
        print_form(table, sums, form);
}

static void print_table(FILE *table, const struct bench *bench)
{
    struct sums all = {0};

    fprintf(
        table,
        "One finger against %zu single fingers. Missed: %% of probes whose mate is not among the best 1, 5, 10 %%; of "
        "all, and of those that can be found: whose mate a comparison gives %d or more.\nFavour: the share among "
        "the best 1 %% over that among all, of others' prints from the probe's folder, from other folders, and of "
        "synthetic ones (1 = blind).\n\n  %-24s %-20s   %-20s   %s\n  %-24s %6s %6s %6s   %6s %6s %6s   %8s %8s %8s\n",
        bench->row_count, (int)matchable, "", "missed, of all", "that can be found", "favour of", "", "1 %", "5 %",
        "10 %", "1 %", "5 %", "10 %", "own", "others", "synth.");
    for (size_t g = 0; g < bench->group_count; g++)
        if (bench->groups[g].sums.probes)
            print_group(table, &bench->groups[g]);
    for (size_t g = SYNTHETIC + 1; g < bench->group_count; g++)
        add_sums(&all, &bench->groups[g].sums);
    fprintf(table, "all folders: %zu probes\n", all.probes);
    for (int form = 0; form < FORMS && all.probes; form++)
        print_form(table, &all, form);
}

struct output {
    tp_bench_fn *fn;
    void *context;
    const char *group;
};

static void give(const struct output *output, const char *what, double value, const char *unit)
{
    char name[160];

    if (!isfinite(value))
        return;
    snprintf(name, sizeof name, "%s, %s", output->group, what);
    output->fn(output->context,
               &(struct tp_bench_figure){.bench = "screen", .name = name, .value = value, .unit = unit});
}

static void give_group(const struct output *output, const struct sums *sums)
{
    char what[96];

    give(output, "probes", (double)sums->probes, "prints");
    give(output, "can be found", percent((double)sums->matchable, (double)sums->probes), "%");
    give(output, "others that reach 2000", percent((double)sums->strangers_reached, (double)sums->strangers), "%");
    for (int form = 0; form < FORMS; form++) {
        for (int k = 0; k < SHARES; k++) {
            snprintf(what, sizeof what, "%s, not among the best %g %%", form_names[form], 100 * shares[k]);
            give(output, what, percent((double)sums->missed[form][k], (double)sums->probes), "%");
            snprintf(what, sizeof what, "%s, not among the best %g %% though it can be found", form_names[form],
                     100 * shares[k]);
            give(output, what, percent((double)sums->missed_matchable[form][k], (double)sums->matchable), "%");
        }
        for (int o = 0; o < ORIGINS; o++) {
            snprintf(what, sizeof what, "%s, favour of %s", form_names[form], origin_names[o]);
            give(output, what, favour(sums, form, o), "times chance");
        }
    }
}

tp_status tp_bench_screen(const struct tp_bench_options *options, tp_bench_fn *fn, void *context, struct tp_diag *diag)
{
    unsigned rows = options->subjects.count ? options->subjects.values[0] : ROWS_DEFAULT;
    unsigned probes = TP_MIN(options->searches ? options->searches : PROBES_DEFAULT, rows);
    struct bench bench = {.diag = diag};
    tp_status status = tp_pool_new(options->thread_count, &bench.pool, diag);

    if (status == TP_OK)
        status = add_synthetic(&bench, rows, probes);
    for (size_t i = 0; status == TP_OK && i < options->real_count; i++)
        status = add_folder(&bench, options->real[i], options->thread_count);
    if (status == TP_OK)
        status = arrange(&bench);
    if (status == TP_OK)
        status = look_for_all(&bench);
    if (status == TP_OK && options->table)
        print_table(options->table, &bench);
    for (size_t g = 0; status == TP_OK && !options->table && g < bench.group_count; g++)
        give_group(&(struct output){fn, context, bench.groups[g].name}, &bench.groups[g].sums);
    for (size_t i = 0; i < bench.row_count; i++)
        tp_features_free(&bench.rows[i].features);
    for (size_t i = 0; i < bench.probe_count; i++)
        tp_features_free(&bench.probes[i].features);
    free(bench.rows);
    free(bench.probes);
    free(bench.blocks);
    tp_pool_free(&bench.pool);
    return status;
}
