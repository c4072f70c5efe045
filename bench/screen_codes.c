/* SPDX-License-Identifier: Apache-2.0 */
/* What screening by codes loses, and what codes are trained on.
 *
 *     screen_codes report FOLDER...            the losses of each folder, as a table
 *     screen_codes words FOLDER...             uint32 count, then COUNT descriptors of 10 uint64, for each print
 *     screen_codes vectors WEIGHTS FOLDER...   768 int16 for each print, by the weights in a file
 *
 * A FOLDER holds native templates <finger>_<impression>.tpt, taken in the order of their names; it may also be a
 * ten-print transaction, whose rolled and plain prints are impressions of the same fingers. Every impression of a
 * finger is searched for every other one. A person of K fingers is made of K fingers of the folder: the probes are one
 * impression each, the mate another impression each, and the other persons impressions of other fingers. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "match/match.h"
#include "node/node.h"
#include "screen/code.h"

enum { NAME_SIZE = 64, TEMPLATE_SIZE_MAX = 1 << 20, OTHERS = 10000, PERSONS = 2000, LANES = TP_SCREEN_LANES };

struct print {
    char finger[NAME_SIZE];
    struct tp_features *features;
    struct tp_code_probe probe;
};
struct prints {
    struct print *items;
    size_t count, room;
    struct tp_code_block *blocks;
    uint16_t *scores; /* of each print against each, COUNT rounded up to lanes in a row */
    size_t stride;
};

static void *need(void *memory)
{
    if (!memory) {
        fputs("screen_codes: no memory\n", stderr);
        exit(4);
    }
    return memory;
}

static _Noreturn void give_up(const char *path, const struct tp_diag *diag)
{
    fprintf(stderr, "screen_codes: %s: %s\n", path, diag->text);
    exit(1);
}

static struct tp_features *read_features(const char *path)
{
    struct tp_features *features;
    struct tp_template tmpl;
    struct tp_diag diag;
    uint8_t *data;
    size_t size;

    tp_diag_init(&diag);
    if (tp_file_read(path, TEMPLATE_SIZE_MAX, &data, &size, &diag) != TP_OK ||
        tp_template_decode(data, size, 0, &tmpl, NULL, &diag) != TP_OK ||
        tp_features_new(&tmpl, &features, &diag) != TP_OK)
        give_up(path, &diag);
    free(data);
    tp_template_deinit(&tmpl);
    return features;
}

static struct print *add_print(struct prints *prints)
{
    if (prints->count == prints->room) {
        prints->room = prints->room ? 2 * prints->room : 1024;
        prints->items = need(realloc(prints->items, prints->room * sizeof *prints->items));
    }
    return &prints->items[prints->count++];
}

static void load_print(struct prints *prints, const char *folder, const char *name)
{
    const char *end = strrchr(name, '_');
    struct print *print;
    char path[4096];

    if (!end || end - name >= NAME_SIZE)
        return;
    print = add_print(prints);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(print->finger, sizeof print->finger, "%.*s", (int)(end - name), name);
    print->features = read_features(path);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void load_card(struct prints *prints, const char *path)
{
    struct tp_tenprint card;
    struct tp_workers workers;
    struct tp_diag diag;
    bool is_one;

    tp_diag_init(&diag);
    if (tp_tenprint_load(path, TP_TENPRINT_ENROL, false, &is_one, &card, &diag) != TP_OK || !is_one ||
        tp_workers_init(1, &workers, &diag) != TP_OK || tp_tenprint_extract_all(&card, &workers, 0, &diag) != TP_OK)
        give_up(path, &diag);
    for (size_t i = 0; i < card.count; i++)
        for (size_t k = 0; k < card.sources[i].print_count; k++) {
            const struct tp_template *tmpl = &card.sources[i].prints[k];
            struct print *print = add_print(prints);

            snprintf(print->finger, sizeof print->finger, "%u", tmpl->position);
            if (tp_features_new(tmpl, &print->features, &diag) != TP_OK)
                give_up(path, &diag);
        }
    tp_workers_deinit(&workers);
    tp_tenprint_deinit(&card);
}

static void load_folder(struct prints *prints, const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, by_name);

    if (count < 0) {
        load_card(prints, path);
        return;
    }
    for (int i = 0; i < count; i++) {
        load_print(prints, path, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static void unload(struct prints *prints)
{
    for (size_t i = 0; i < prints->count; i++)
        tp_features_free(&prints->items[i].features);
    free(prints->items);
    free(prints->blocks);
    free(prints->scores);
    memset(prints, 0, sizeof *prints);
}

/* ---- what training needs ----------------------------------------------------------------------------------------- */

static void write_words(const struct tp_features *f)
{
    uint32_t count = f->local_count;

    fwrite(&count, sizeof count, 1, stdout);
    for (unsigned i = 0; i < count; i++)
        for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
            fwrite(&f->blocks[i / LANES].words[w][i % LANES], sizeof(uint64_t), 1, stdout);
}

static void write_vector(const struct tp_code_weights *weights, const struct tp_features *f)
{
    int16_t vector[TP_CODE_VECTOR];

    tp_code_vector(weights, f, vector);
    fwrite(vector, sizeof vector, 1, stdout);
}

static struct tp_code_weights *read_weights(const char *path)
{
    struct tp_code_weights *weights = need(malloc(sizeof *weights));
    struct tp_diag diag;
    uint8_t *data;
    size_t size;

    tp_diag_init(&diag);
    if (tp_file_read(path, TEMPLATE_SIZE_MAX, &data, &size, &diag) != TP_OK ||
        tp_code_weights_read(data, size, weights, &diag) != TP_OK)
        give_up(path, &diag);
    free(data);
    return weights;
}

static void write_prints(const char *folder, const struct tp_code_weights *weights)
{
    struct prints prints = {0};

    load_folder(&prints, folder);
    for (size_t i = 0; i < prints.count; i++)
        if (weights)
            write_vector(weights, prints.items[i].features);
        else
            write_words(prints.items[i].features);
    unload(&prints);
}

/* ---- what screening loses ---------------------------------------------------------------------------------------- */

static const double SHARES[] = {0.001, 0.01, 0.05, 0.1};
enum { SHARE_COUNT = sizeof SHARES / sizeof SHARES[0] };
struct tally {
    size_t searches, lost[SHARE_COUNT];
};

static void count_search(struct tally *tally, size_t nearer, size_t others)
{
    tally->searches++;
    for (int s = 0; s < SHARE_COUNT; s++)
        tally->lost[s] += (double)nearer > SHARES[s] * (double)others;
}

static void print_tally(const char *folder, int fingers, const struct tally *tally)
{
    printf("| %s | %d |", folder, fingers);
    for (int s = 0; s < SHARE_COUNT; s++)
        printf(" %.2f |", 100.0 * (double)tally->lost[s] / (double)TP_MAX(tally->searches, 1u));
    printf(" %zu |\n", tally->searches);
}

static void score_all(struct prints *prints)
{
    size_t blocks = (prints->count + LANES - 1) / LANES;
    int64_t begin;

    prints->stride = blocks * LANES;
    prints->blocks = need(aligned_alloc(64, TP_MAX(blocks, 1u) * sizeof *prints->blocks));
    prints->scores = need(calloc(prints->count * prints->stride + 1, sizeof *prints->scores));
    memset(prints->blocks, 0, blocks * sizeof *prints->blocks);
    begin = tp_clock_cpu_ns();
    for (size_t i = 0; i < prints->count; i++) {
        struct print *print = &prints->items[i];
        struct tp_code code;

        tp_code_make(print->features, &code);
        tp_code_probe(&code, print->features, &print->probe);
        tp_code_store(&code, &prints->blocks[i / LANES], i % LANES);
    }
    fprintf(stderr, "%.1f us a code\n", 1e-3 * (double)(tp_clock_cpu_ns() - begin) / (double)TP_MAX(prints->count, 1u));
    for (size_t i = 0; i < prints->count; i++)
        tp_kernels()->screen.scan(prints->blocks, blocks, &prints->items[i].probe, &prints->scores[i * prints->stride]);
}

static bool same_finger(const struct prints *prints, size_t a, size_t b)
{
    return strcmp(prints->items[a].finger, prints->items[b].finger) == 0;
}

/* Every impression for every other of its finger, among those of other fingers. */
static void search_one(const struct prints *prints, struct tally *tally)
{
    for (size_t i = 0; i < prints->count; i++)
        for (size_t mate = 0; mate < prints->count; mate++) {
            const uint16_t *scores = &prints->scores[i * prints->stride];
            size_t nearer = 0, others = 0;

            if (mate == i || !same_finger(prints, i, mate))
                continue;
            for (size_t j = 0; j < prints->count; j++)
                if (!same_finger(prints, i, j)) {
                    others++;
                    nearer += scores[j] >= scores[mate];
                }
            count_search(tally, nearer, others);
        }
}

static size_t draw_print(const struct prints *prints, struct tp_rng *rng, size_t like, bool same)
{
    size_t i;

    do
        i = tp_rng_below(rng, (uint32_t)prints->count);
    while (i == like || same_finger(prints, i, like) != same);
    return i;
}

/* Whether every print has another of its finger and one of another. */
static bool has_mates(const struct prints *prints)
{
    for (size_t i = 0; i < prints->count; i++) {
        size_t mates = 0;

        for (size_t j = 0; j < prints->count; j++)
            mates += same_finger(prints, i, j);
        if (mates < 2 || mates == prints->count)
            return false;
    }
    return prints->count > 0;
}

static void search_person(const struct prints *prints, int fingers, struct tp_rng *rng, struct tally *tally)
{
    size_t probes[TP_POSITION_MAX], nearer = 0;
    unsigned mate = 0;

    for (int f = 0; f < fingers; f++) {
        probes[f] = tp_rng_below(rng, (uint32_t)prints->count);
        mate += prints->scores[probes[f] * prints->stride + draw_print(prints, rng, probes[f], true)];
    }
    for (int other = 0; other < OTHERS; other++) {
        unsigned sum = 0;

        for (int f = 0; f < fingers; f++)
            sum += prints->scores[probes[f] * prints->stride + draw_print(prints, rng, probes[f], false)];
        nearer += sum >= mate;
    }
    count_search(tally, nearer, OTHERS);
}

static void report(const char *folder)
{
    static const int fingers[] = {2, 4, 10};
    const char *name = strrchr(folder, '/') ? strrchr(folder, '/') + 1 : folder;
    struct prints prints = {0};
    struct tally one = {0};

    load_folder(&prints, folder);
    score_all(&prints);
    search_one(&prints, &one);
    print_tally(name, 1, &one);
    if (!has_mates(&prints)) {
        unload(&prints);
        return;
    }
    for (size_t k = 0; k < TP_ARRAY_LENGTH(fingers); k++) {
        struct tp_rng rng = tp_rng_seed((uint64_t)fingers[k], 0);
        struct tally several = {0};

        for (int person = 0; person < PERSONS; person++)
            search_person(&prints, fingers[k], &rng, &several);
        print_tally(name, fingers[k], &several);
    }
    unload(&prints);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    bool wants_weights = strcmp(what, "vectors") == 0;
    struct tp_code_weights *weights;

    if ((strcmp(what, "report") != 0 && strcmp(what, "words") != 0 && !wants_weights) || argc < 3 + wants_weights) {
        fputs("usage: screen_codes report|words FOLDER...\n       screen_codes vectors WEIGHTS FOLDER...\n", stderr);
        return 2;
    }
    weights = wants_weights ? read_weights(argv[2]) : NULL;
    if (strcmp(what, "report") == 0)
        puts("| set | fingers | lost at 0.1 % | 1 % | 5 % | 10 % | searches |\n|---|---|---|---|---|---|---|");
    for (int i = 2 + wants_weights; i < argc; i++)
        if (strcmp(what, "report") == 0)
            report(argv[i]);
        else
            write_prints(argv[i], weights);
    free(weights);
    return 0;
}
