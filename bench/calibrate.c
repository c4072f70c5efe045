/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the tables of src/match/calibration.c and tests them on folders that were left out.
 *
 *     calibrate [--bare] FOLDER...
 *
 * A FOLDER holds templates named <finger>_<impression>.<anything>; --bare drops their fields, as an ISO record does.
 * Comparisons of different fingers of a folder are non-mated. Folders are not compared with each other: prints of two
 * sensors resemble each other less, and a rate named from them would be too low for those of one. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "match/match.h"

enum { FOLDERS_MAX = 64, NAME_SIZE = 64, TEMPLATE_SIZE_MAX = 1 << 20 };
#define ALIGNED_OFFSET 1000.0f /* raises aligned comparisons above rejected ones */

struct print {
    char name[NAME_SIZE];
    int folder;
    struct tp_features *features;
};

struct comparison {
    float raw;
    int folder;
};

struct bench {
    struct print *prints;
    size_t print_count;
    struct comparison *comparisons; /* non-mated */
    size_t comparison_count;
};

/* The raw scores that the shares of non-mated comparisons reach. */
static const double SHARES[] = {0.03, 0.01, 0.003, 0.001};
enum { SHARE_COUNT = sizeof SHARES / sizeof SHARES[0] };
struct fit {
    float consistency[3]; /* that 75 %, 50 % and all aligned comparisons reach */
    double aligned_share;
    float least, raw[SHARE_COUNT];
    float excess; /* mean raw score above the last */
};

static void *need(void *memory)
{
    if (!memory) {
        fputs("calibrate: no memory\n", stderr);
        exit(4);
    }
    return memory;
}

static void load_print(struct bench *bench, const char *folder, const char *name, int index, bool bare)
{
    char path[4096];
    uint8_t *data;
    size_t size;
    struct tp_template tmpl;
    struct tp_diag diag = {0};
    struct print *print;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (tp_file_read(path, TEMPLATE_SIZE_MAX, &data, &size, &diag) != TP_OK)
        return;
    bench->prints = need(realloc(bench->prints, (bench->print_count + 1) * sizeof *bench->prints));
    print = &bench->prints[bench->print_count];
    snprintf(print->name, sizeof print->name, "%s", name);
    print->folder = index;
    if (tp_template_decode(data, size, 0, &tmpl, NULL, &diag) == TP_OK) {
        if (bare) {
            free(tmpl.field);
            tmpl.field = NULL;
            tmpl.columns = tmpl.rows = 0;
        }
        if (tp_features_new(&tmpl, &print->features, &diag) == TP_OK)
            bench->print_count++;
        tp_template_deinit(&tmpl);
    }
    free(data);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void load_folder(struct bench *bench, const char *folder, int index, bool bare)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, by_name);

    for (int i = 0; i < count; i++) {
        if (strchr(entries[i]->d_name, '_'))
            load_print(bench, folder, entries[i]->d_name, index, bare);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static bool same_finger(const struct print *a, const struct print *b)
{
    size_t length = strcspn(a->name, "_");

    return strncmp(a->name, b->name, length + 1) == 0;
}

static void compare_all(struct bench *bench)
{
    struct tp_matcher *matcher;

    if (tp_matcher_new(&matcher, NULL) != TP_OK)
        need(NULL);
    bench->comparisons = need(calloc(bench->print_count * bench->print_count / 2 + 1, sizeof *bench->comparisons));
    for (size_t i = 0; i < bench->print_count; i++)
        for (size_t j = i + 1; j < bench->print_count; j++) {
            const struct print *a = &bench->prints[i], *b = &bench->prints[j];
            struct tp_match_raw raw;

            if (a->folder != b->folder || same_finger(a, b))
                continue;
            raw = a->features->key < b->features->key ? tp_match_raw(matcher, a->features, b->features)
                                                      : tp_match_raw(matcher, b->features, a->features);
            bench->comparisons[bench->comparison_count++] =
                (struct comparison){raw.aligned ? ALIGNED_OFFSET + raw.score : raw.score, a->folder};
        }
    tp_matcher_free(&matcher);
}

static int falling(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;

    return (a < b) - (a > b);
}

/* Fits all comparisons but those of folder WITHOUT (-1: all). */
static struct fit fit_without(const struct bench *bench, int without)
{
    float *raw = need(calloc(bench->comparison_count + 1, sizeof *raw));
    size_t count = 0, aligned = 0, tail;
    struct fit fit = {0};

    for (size_t i = 0; i < bench->comparison_count; i++)
        if (bench->comparisons[i].folder != without)
            raw[count++] = bench->comparisons[i].raw;
    qsort(raw, count, sizeof *raw, falling);
    while (aligned < count && raw[aligned] > ALIGNED_OFFSET / 2)
        aligned++;
    fit.aligned_share = (double)aligned / (double)TP_MAX(count, (size_t)1);
    if (aligned == 0 || aligned == count) {
        free(raw);
        return fit;
    }
    fit.consistency[0] = raw[count * 3 / 4];
    fit.consistency[1] = raw[count / 2];
    fit.consistency[2] = raw[aligned];
    fit.least = raw[aligned - 1] - ALIGNED_OFFSET;
    for (int k = 0; k < SHARE_COUNT; k++)
        fit.raw[k] = raw[(size_t)(SHARES[k] * (double)count)] - ALIGNED_OFFSET;
    tail = (size_t)(SHARES[SHARE_COUNT - 1] * (double)count);
    for (size_t i = 0; i < tail; i++)
        fit.excess += (raw[i] - ALIGNED_OFFSET - fit.raw[SHARE_COUNT - 1]) / (float)tail;
    free(raw);
    return fit;
}

/* The raw score that FIT says a share of non-mated comparisons reaches, for shares up to its first. */
static float raw_for(const struct fit *fit, double share)
{
    int k = 0;

    if (share <= SHARES[SHARE_COUNT - 1])
        return fit->raw[SHARE_COUNT - 1] + fit->excess * (float)log(SHARES[SHARE_COUNT - 1] / share);
    while (k + 2 < SHARE_COUNT && SHARES[k + 1] > share)
        k++;
    return fit->raw[k] +
           (fit->raw[k + 1] - fit->raw[k]) * (float)(log(SHARES[k] / share) / log(SHARES[k] / SHARES[k + 1]));
}

static void print_tables(const struct fit *fit)
{
    double first = -1000 * log10(fit->aligned_share);
    float last = fit->raw[SHARE_COUNT - 1];

    printf("static const struct knot REJECTED[] = {{0, 0}, {%.2ff, 125}, {%.2ff, 301}, {%.2ff, %.0f}};\n",
           (double)fit->consistency[0], (double)fit->consistency[1], (double)fit->consistency[2], first);
    printf("static const struct knot ALIGNED[] = {{%.2ff, %.0f}", (double)fit->least, first);
    for (int k = 0; k < SHARE_COUNT; k++)
        printf(", {%.2ff, %.0f}", (double)fit->raw[k], -1000 * log10(SHARES[k]));
    printf(", {%.2ff, 6000}};\n", (double)last + (double)fit->excess * 3 * log(10));
}

/* For each folder: how often its non-mated comparisons reach what a fit without it names. */
static void validate(const struct bench *bench, char **folders, int folder_count)
{
    enum { NAMED = 3 };
    static const double named[NAMED] = {0.01, 0.001, 0.0001};

    printf("%-28s %8s  share that reaches the named 1 %%, 0.1 %%, 0.01 %%\n", "left out", "pairs");
    for (int f = 0; f < folder_count; f++) {
        struct fit fit = fit_without(bench, f);
        size_t count = 0, reached[NAMED] = {0};

        for (size_t i = 0; i < bench->comparison_count; i++) {
            const struct comparison *c = &bench->comparisons[i];

            if (c->folder != f)
                continue;
            count++;
            for (int k = 0; k < NAMED; k++)
                reached[k] += c->raw - ALIGNED_OFFSET >= raw_for(&fit, named[k]);
        }
        printf("%-28s %8zu ", strrchr(folders[f], '/') ? strrchr(folders[f], '/') + 1 : folders[f], count);
        for (int k = 0; k < NAMED; k++)
            printf(" %.4f %%", 100.0 * (double)reached[k] / (double)TP_MAX(count, (size_t)1));
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    bool bare = argc > 1 && strcmp(argv[1], "--bare") == 0;
    char **folders = argv + 1 + bare;
    int folder_count = argc - 1 - bare;
    struct fit fit;

    if (folder_count < 1 || folder_count > FOLDERS_MAX) {
        fputs("usage: calibrate [--bare] FOLDER...\n", stderr);
        return 2;
    }
    for (int f = 0; f < folder_count; f++)
        load_folder(&bench, folders[f], f, bare);
    compare_all(&bench);
    fit = fit_without(&bench, -1);
    printf("%zu prints, %zu non-mated comparisons, %.1f %% of them aligned\n", bench.print_count,
           bench.comparison_count, 100 * fit.aligned_share);
    print_tables(&fit);
    if (folder_count > 1)
        validate(&bench, folders, folder_count);
    for (size_t i = 0; i < bench.print_count; i++)
        tp_features_free(&bench.prints[i].features);
    free(bench.prints);
    free(bench.comparisons);
    return 0;
}
