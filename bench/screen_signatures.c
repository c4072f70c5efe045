/* SPDX-License-Identifier: Apache-2.0 */
/* What screening by signatures loses, and how fast it is.
 *
 *     screen_signatures BACKGROUND FOLDER...
 *
 * BACKGROUND is what `tenprint synth --templates` wrote (folders in it are looked into); a FOLDER holds native
 * templates named <finger>_<impression>.tpt. Each print that the full comparison matches to another of its finger
 * (score >= 4000,
 * >= 6000) is searched in the background with that other hidden in it: lost when it is not among the best share. The
 * scan of words comes first and leaves SCAN_SHARE of the background, then the score ranks. Also: how many of the other
 * fingers of the same folder (the same sensor) rank that high, and how the scores of other fingers are distributed. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "match/match.h"
#include "screen/signature.h"

enum { NAME_SIZE = 64, TEMPLATE_SIZE_MAX = 1 << 20, STRONG = 6000, MATCHED = 4000, PROBES_MAX = 1500 };
#define SCAN_SHARE 0.03

struct print {
    char name[NAME_SIZE];
    int folder;
    struct tp_features *features; /* NULL in the background */
};
struct prints {
    struct print *items;
    struct tp_signature *signatures;
    size_t count, room;
};

static const double SHARES[] = {0.0003, 0.001, 0.003, 0.01, 0.03};
enum { SHARE_COUNT = sizeof SHARES / sizeof SHARES[0], LEAGUES = 2 };
struct tally {
    size_t probes, mates[LEAGUES], lost_words[LEAGUES][SHARE_COUNT], lost[LEAGUES][SHARE_COUNT];
    size_t others, others_above[SHARE_COUNT], below_other[LEAGUES];
};

/* Of one probe's search of the background: the values that the best shares reach. */
struct search {
    struct tp_signature_probe probe;
    uint16_t *words;
    uint32_t *sums; /* 0 where the words alone ended it */
    uint16_t bound, words_at[SHARE_COUNT];
    uint32_t sums_at[SHARE_COUNT];
    uint32_t other; /* the best sum of another finger of the folder */
};

/* How often the sums of other fingers reach a value, in steps of SUM_STEP. */
enum { SUM_STEP = 32, SUM_BINS = 2400 };
static uint64_t sums_seen[SUM_BINS];

static void *need(void *memory)
{
    if (!memory) {
        fputs("screen_signatures: no memory\n", stderr);
        exit(4);
    }
    return memory;
}

static void make_room(struct prints *prints)
{
    size_t room = prints->room ? 2 * prints->room : 1024;
    struct tp_signature *grown = need(aligned_alloc(64, room * sizeof *grown));

    if (prints->count < prints->room)
        return;
    if (prints->count)
        memcpy(grown, prints->signatures, prints->count * sizeof *grown);
    free(prints->signatures);
    prints->signatures = grown;
    prints->items = need(realloc(prints->items, room * sizeof *prints->items));
    prints->room = room;
}

static void load_print(struct prints *prints, const char *path, const char *name, int folder, bool keep)
{
    struct print *print;
    struct tp_template tmpl;
    struct tp_diag diag = {0};
    uint8_t *data;
    size_t size;

    if (tp_file_read(path, TEMPLATE_SIZE_MAX, &data, &size, &diag) != TP_OK)
        return;
    make_room(prints);
    print = &prints->items[prints->count];
    snprintf(print->name, sizeof print->name, "%s", name);
    print->folder = folder;
    if (tp_template_decode(data, size, 0, &tmpl, NULL, &diag) == TP_OK) {
        if (tp_features_new(&tmpl, &print->features, &diag) == TP_OK) {
            tp_signature_make(print->features, &prints->signatures[prints->count++]);
            if (!keep)
                tp_features_free(&print->features);
        }
        tp_template_deinit(&tmpl);
    }
    free(data);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void load_folder(struct prints *prints, const char *path, int folder, bool keep)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, by_name);

    for (int i = 0; i < count; i++) {
        char below[4096];

        snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (strchr(entries[i]->d_name, '_'))
            load_print(prints, below, entries[i]->d_name, folder, keep);
        else if (entries[i]->d_name[0] != '.' && !keep)
            load_folder(prints, below, folder, keep);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static int falling16(const void *left, const void *right)
{
    return *(const uint16_t *)right - *(const uint16_t *)left;
}

static int falling32(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a < b) - (a > b);
}

static uint32_t sum_of(const struct search *search, const struct tp_signature *candidate)
{
    uint16_t words;

    tp_signature_scan(&search->probe, candidate, 1, &words);
    return words > search->bound ? tp_signature_sum(&search->probe, candidate) : 0;
}

static void search_background(const struct prints *background, const struct tp_signature *probe, struct search *out)
{
    tp_signature_probe(probe, &out->probe);
    tp_signature_scan(&out->probe, background->signatures, background->count, out->words);
    qsort(out->words, background->count, sizeof *out->words, falling16);
    for (int k = 0; k < SHARE_COUNT; k++)
        out->words_at[k] = out->words[(size_t)(SHARES[k] * (double)background->count)];
    out->bound = out->words[(size_t)(SCAN_SHARE * (double)background->count)];
    for (size_t i = 0; i < background->count; i++)
        out->sums[i] = sum_of(out, &background->signatures[i]);
    qsort(out->sums, background->count, sizeof *out->sums, falling32);
    for (int k = 0; k < SHARE_COUNT; k++)
        out->sums_at[k] = out->sums[(size_t)(SHARES[k] * (double)background->count)];
}

/* Adds what all other fingers of the background get, whether the words alone would end it or not. */
static void see_sums(const struct prints *background, const struct search *search)
{
    for (size_t i = 0; i < background->count; i++) {
        uint32_t bin = tp_signature_sum(&search->probe, &background->signatures[i]) / SUM_STEP;

        sums_seen[TP_MIN(bin, (uint32_t)SUM_BINS - 1)]++;
    }
}

static bool same_finger(const struct print *a, const struct print *b)
{
    size_t length = strcspn(a->name, "_");

    return a->folder == b->folder && strncmp(a->name, b->name, length + 1) == 0;
}

static void meet_mate(const struct search *search, const struct tp_signature *mate, int32_t score, struct tally *tally)
{
    uint32_t sum = sum_of(search, mate);
    uint16_t words;

    tp_signature_scan(&search->probe, mate, 1, &words);
    for (int league = 0; league < LEAGUES; league++) {
        if (score < (league ? STRONG : MATCHED))
            continue;
        tally->mates[league]++;
        tally->below_other[league] += tp_signature_sum(&search->probe, mate) <= search->other;
        for (int k = 0; k < SHARE_COUNT; k++) {
            tally->lost_words[league][k] += words <= search->words_at[k];
            tally->lost[league][k] += sum <= search->sums_at[k];
        }
    }
}

/* All other fingers of the probe's folder: prints of the same sensor. */
static void meet_others(const struct prints *prints, size_t p, struct search *search, struct tally *tally)
{
    search->other = 0;
    for (size_t i = 0; i < prints->count; i++) {
        uint32_t sum;

        if (prints->items[i].folder != prints->items[p].folder || same_finger(&prints->items[p], &prints->items[i]))
            continue;
        sum = tp_signature_sum(&search->probe, &prints->signatures[i]);
        search->other = TP_MAX(search->other, sum);
        tally->others++;
        sum = sum_of(search, &prints->signatures[i]);
        for (int k = 0; k < SHARE_COUNT; k++)
            tally->others_above[k] += sum > search->sums_at[k];
    }
}

/* Searches the background for print P when it has a mate that the full comparison finds. */
static void try_probe(const struct prints *background, const struct prints *prints, size_t p,
                      struct tp_matcher *matcher, struct search *search, struct tally *tally)
{
    const struct print *probe = &prints->items[p];
    bool searched = false;

    for (size_t i = 0; i < prints->count; i++) {
        int32_t score;

        if (i == p || !same_finger(probe, &prints->items[i]))
            continue;
        score = tp_match_score(matcher, probe->features, prints->items[i].features);
        if (score < MATCHED)
            continue;
        if (!searched) {
            search_background(background, &prints->signatures[p], search);
            meet_others(prints, p, search, tally);
            see_sums(background, search);
            tally->probes++;
        }
        searched = true;
        meet_mate(search, &prints->signatures[i], score, tally);
    }
}

static double percent(size_t part, size_t whole)
{
    return 100.0 * (double)part / (double)TP_MAX(whole, (size_t)1);
}

static void print_tally(const char *name, const struct tally *tally)
{
    for (int league = 0; league < LEAGUES; league++) {
        printf("| %s | >= %d | %zu |", name, league ? STRONG : MATCHED, tally->mates[league]);
        for (int k = 0; k < SHARE_COUNT; k++)
            printf(" %.2f |", percent(tally->lost_words[league][k], tally->mates[league]));
        for (int k = 0; k < SHARE_COUNT; k++)
            printf(" %.2f |", percent(tally->lost[league][k], tally->mates[league]));
        for (int k = 1; k < SHARE_COUNT; k += 2)
            printf(" %.2f |", percent(tally->others_above[k], tally->others));
        printf(" %.2f |", percent(tally->below_other[league], tally->mates[league]));
        printf("\n");
    }
}

static void add_tally(const struct tally *part, struct tally *total)
{
    const size_t *from = (const size_t *)(const void *)part;
    size_t *to = (size_t *)(void *)total;

    for (size_t i = 0; i < sizeof *part / sizeof *from; i++)
        to[i] += from[i];
}

static void print_losses(const struct prints *background, const struct prints *prints, char **folders, int count)
{
    struct search search = {.words = need(calloc(background->count, sizeof(uint16_t))),
                            .sums = need(calloc(background->count, sizeof(uint32_t)))};
    struct tally total = {0};
    struct tp_matcher *matcher;
    size_t step = prints->count / PROBES_MAX + 1;

    if (tp_matcher_new(&matcher, NULL) != TP_OK)
        need(NULL);
    puts("| folder | score | mates | words: lost at 0.03 % | 0.1 % | 0.3 % | 1 % | 3 % | all: lost at 0.03 % | 0.1 % | "
         "0.3 % | 1 % | 3 % | same sensor above 0.1 % | 1 % | mates not above all of the same sensor "
         "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int folder = 0; folder < count; folder++) {
        struct tally tally = {0};

        for (size_t p = 0; p < prints->count; p += step)
            if (prints->items[p].folder == folder)
                try_probe(background, prints, p, matcher, &search, &tally);
        print_tally(strrchr(folders[folder], '/') ? strrchr(folders[folder], '/') + 1 : folders[folder], &tally);
        add_tally(&tally, &total);
    }
    print_tally("all", &total);
    tp_matcher_free(&matcher);
    free(search.words);
    free(search.sums);
}

/* Table KNOTS of src/screen/signature.c, from the background alone. */
static void print_knots(void)
{
    static const double shares[] = {0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001};
    uint64_t total = 0, above = 0;
    int bin = SUM_BINS, at = TP_ARRAY_LENGTH(shares) - 1;

    for (int i = 0; i < SUM_BINS; i++)
        total += sums_seen[i];
    printf("\n%llu sums of other fingers; knots, falling:", (unsigned long long)total);
    while (bin-- > 0 && at >= 0) {
        above += sums_seen[bin];
        for (; at >= 0 && (double)above > shares[at] * (double)total; at--)
            printf(" {%d, %.0f}", bin * SUM_STEP, -1000 * log10(shares[at]));
    }
    puts("");
}

static void print_rate(const struct prints *background, const struct tp_kernels *kernels)
{
    uint16_t *words = need(calloc(background->count, sizeof *words));
    struct tp_signature_probe probe;
    int64_t best_ns[2] = {INT64_MAX, INT64_MAX};

    for (size_t p = 0; p < 20; p++) {
        int64_t start;

        tp_signature_probe(&background->signatures[p * background->count / 20], &probe);
        probe.kernels = kernels;
        start = tp_clock_cpu_ns();
        tp_signature_scan(&probe, background->signatures, background->count, words);
        best_ns[0] = TP_MIN(best_ns[0], tp_clock_cpu_ns() - start);
        start = tp_clock_cpu_ns();
        for (size_t i = 0; i < background->count; i++)
            words[i] = (uint16_t)tp_signature_score(&probe, &background->signatures[i]);
        best_ns[1] = TP_MIN(best_ns[1], tp_clock_cpu_ns() - start);
    }
    printf("| %s | %.2f | %.2f |\n", kernels->name, 1e3 * (double)background->count / (double)best_ns[0],
           1e3 * (double)background->count / (double)best_ns[1]);
    free(words);
}

int main(int argc, char **argv)
{
    struct prints background = {0}, prints = {0};

    if (argc < 3) {
        fputs("usage: screen_signatures BACKGROUND FOLDER...\n", stderr);
        return 2;
    }
    load_folder(&background, argv[1], -1, false);
    for (int i = 2; i < argc; i++)
        load_folder(&prints, argv[i], i - 2, true);
    if (background.count < 1000 || prints.count < 2) {
        fputs("screen_signatures: too few templates\n", stderr);
        return 2;
    }
    printf("%zu prints in the background, %zu others, %zu bytes a signature\n\n", background.count, prints.count,
           sizeof(struct tp_signature));
    print_losses(&background, &prints, argv + 2, argc - 2);
    print_knots();
    puts("\n| kernels | words, M prints/s | score, M prints/s |\n|---|---|---|");
    for (int level = 0; level < TP_KERNEL_LEVELS; level++)
        if (tp_kernels_at((enum tp_kernel_level)level))
            print_rate(&background, tp_kernels_at((enum tp_kernel_level)level));
    for (size_t i = 0; i < prints.count; i++)
        tp_features_free(&prints.items[i].features);
    free(prints.items);
    free(prints.signatures);
    free(background.items);
    free(background.signatures);
    return 0;
}
