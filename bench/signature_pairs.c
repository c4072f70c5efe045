/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what tools/train-signatures learns from: the descriptors of minutiae that a full comparison pairs.
 *
 *     signature_pairs OUTPUT FOLDER...
 *
 * A FOLDER holds native templates of synthetic prints, <finger>_<impression>.tpt. Each pair of a finger's impressions
 * that scores at least 4000 gives a record of 168 bytes for each pair of minutiae that may be in a signature: number of
 * the finger (uint32), the two directions (uint8, clockwise), two zeros, both descriptors (10 x uint64 each). */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "match/match.h"

enum { IMPRESSIONS_MAX = 64, TEMPLATE_SIZE_MAX = 1 << 20, MATCHED = 4000 };

struct record {
    uint32_t finger;
    uint8_t theta_a, theta_b, zero[2];
    uint64_t a[TP_DESCRIPTOR_WORDS], b[TP_DESCRIPTOR_WORDS];
};

/* The impressions of one finger. */
struct finger {
    char name[256];
    uint32_t number;
    struct tp_features *features[IMPRESSIONS_MAX];
    size_t count;
};

static void give_up(const char *why)
{
    fprintf(stderr, "signature_pairs: %s\n", why);
    exit(2);
}

static void copy_descriptor(const struct tp_features *f, size_t i, uint64_t out[TP_DESCRIPTOR_WORDS])
{
    for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
        out[w] = f->blocks[i / TP_DESCRIPTOR_LANES].words[w][i % TP_DESCRIPTOR_LANES];
}

/* Where the minutia of the template's INDEX stands in F: its rank. */
static size_t rank_of(const struct tp_features *f, uint8_t index)
{
    size_t i = 0;

    while (i + 1 < f->minutia_count && tp_features_minutiae(f)[i].index != index)
        i++;
    return i;
}

static void write_pairs(const struct finger *finger, const struct tp_features *a, const struct tp_features *b,
                        const struct tp_match_detail *detail, FILE *out)
{
    for (uint32_t k = 0; k < detail->pair_count; k++) {
        size_t i = rank_of(a, detail->pairs[k].probe), j = rank_of(b, detail->pairs[k].candidate);
        struct record record = {finger->number, 0, 0, {0}, {0}, {0}};

        if (i >= TP_MIN(a->local_count, TP_SIGNATURE_MAX) || j >= TP_MIN(b->local_count, TP_SIGNATURE_MAX))
            continue;
        record.theta_a = tp_features_minutiae(a)[i].theta_q8;
        record.theta_b = tp_features_minutiae(b)[j].theta_q8;
        copy_descriptor(a, i, record.a);
        copy_descriptor(b, j, record.b);
        if (fwrite(&record, sizeof record, 1, out) != 1)
            give_up("cannot write");
    }
}

/* Compares all impressions of a finger with each other and forgets them. */
static void finish(struct finger *finger, struct tp_matcher *matcher, FILE *out)
{
    struct tp_match_detail detail;

    for (size_t i = 0; i < finger->count; i++)
        for (size_t j = i + 1; j < finger->count; j++)
            if (tp_match_detail(matcher, finger->features[i], finger->features[j], &detail) >= MATCHED)
                write_pairs(finger, finger->features[i], finger->features[j], &detail, out);
    for (size_t i = 0; i < finger->count; i++)
        tp_features_free(&finger->features[i]);
    finger->count = 0;
    finger->number++;
}

static void load(const char *path, struct finger *finger)
{
    struct tp_template tmpl;
    struct tp_diag diag = {0};
    uint8_t *data;
    size_t size;

    if (finger->count == IMPRESSIONS_MAX || tp_file_read(path, TEMPLATE_SIZE_MAX, &data, &size, &diag) != TP_OK)
        return;
    if (tp_template_decode(data, size, 0, &tmpl, NULL, &diag) == TP_OK) {
        if (tp_features_new(&tmpl, &finger->features[finger->count], &diag) == TP_OK)
            finger->count++;
        tp_template_deinit(&tmpl);
    }
    free(data);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void take_folder(const char *path, struct finger *finger, struct tp_matcher *matcher, FILE *out)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, by_name);

    for (int i = 0; i < count; i++) {
        size_t length = strcspn(entries[i]->d_name, "_");
        char file[4096];

        if (entries[i]->d_name[length] == '_') {
            if (strncmp(finger->name, entries[i]->d_name, length + 1) != 0)
                finish(finger, matcher, out);
            snprintf(finger->name, sizeof finger->name, "%s", entries[i]->d_name);
            snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
            load(file, finger);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    finish(finger, matcher, out);
}

int main(int argc, char **argv)
{
    struct finger finger = {.count = 0};
    struct tp_matcher *matcher;
    FILE *out;

    if (argc < 3)
        give_up("usage: signature_pairs OUTPUT FOLDER...");
    out = fopen(argv[1], "wb");
    if (!out || tp_matcher_new(&matcher, NULL) != TP_OK)
        give_up("cannot start");
    for (int i = 2; i < argc; i++)
        take_folder(argv[i], &finger, matcher, out);
    tp_matcher_free(&matcher);
    if (fclose(out) != 0)
        give_up("cannot write");
    return 0;
}
