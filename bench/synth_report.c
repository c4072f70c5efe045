/* SPDX-License-Identifier: Apache-2.0 */
/* How synthetic prints behave beside real ones: for each folder of images, quantiles of the minutiae count, the quality
 * and the scores of mated and other comparisons; and where the truth is known (truth/ in the folder), what extraction
 * finds of it. tools/synth-report makes the synthetic folders and runs this. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/node.h"
#include "synth/synth.h"

enum { SAMPLES_MAX = 1 << 20 };
static const float match_distance_px = 10, match_angle_rad = 0.52f;

static int compare_ints(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Prints the quantiles of VALUES, which are sorted for it. */
static void print_quantiles(int *values, size_t count, const double *shares, size_t share_count)
{
    qsort(values, count, sizeof *values, compare_ints);
    for (size_t i = 0; i < share_count; i++)
        printf(" %6d", count ? values[(size_t)(shares[i] * (double)(count - 1) + 0.5)] : -1);
}

static void print_behaviour(const struct tp_evaluated_set *set, int *samples)
{
    static const double middle[] = {0.1, 0.5, 0.9}, low[] = {0.02, 0.1, 0.5, 0.9}, high[] = {0.5, 0.99, 0.999};
    const struct tp_accuracy *accuracy = set->accuracy;
    size_t count = set->images.count, used = 0;

    printf("%-16s", set->images.name);
    for (size_t i = 0; i < count; i++)
        samples[i] = set->impressions[i].minutia_count;
    print_quantiles(samples, count, middle, 3);
    for (size_t i = 0; i < count; i++)
        samples[i] = set->impressions[i].quality;
    print_quantiles(samples, count, middle, 3);
    for (int mated = 1; mated >= 0; mated--) {
        used = 0;
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count && used < SAMPLES_MAX; j++)
                if ((set->images.files[i].finger == set->images.files[j].finger) == mated)
                    samples[used++] = set->scores[tp_evaluated_pair(count, i, j)];
        print_quantiles(samples, used, mated ? low : high, mated ? 4 : 3);
    }
    printf(" %6.2f %6.2f\n", 100 * tp_accuracy_eer(accuracy),
           100 * tp_accuracy_fnmr(accuracy, tp_accuracy_threshold(accuracy, 0.001)));
}

/* What extraction found of the truth, over the images of a folder. */
struct recovery {
    unsigned true_count, found_count, paired, same_type;
    double square_px, square_rad;
};

static bool same_place(const struct tp_minutia *a, const struct tp_minutia *b, float *square_px, float *turn_rad)
{
    float dx = (float)a->x_px - (float)b->x_px, dy = (float)a->y_px - (float)b->y_px;

    *square_px = dx * dx + dy * dy;
    *turn_rad = tp_angle_difference(tp_angle_from_q8(a->theta_q8), tp_angle_from_q8(b->theta_q8));
    return *square_px <= match_distance_px * match_distance_px && fabsf(*turn_rad) <= match_angle_rad;
}

/* Pairs each true minutia with the nearest free found one. */
static void add_recovery(struct recovery *sum, const struct tp_template *truth, const struct tp_template *found)
{
    bool taken[TP_MINUTIAE_MAX] = {false};

    sum->true_count += truth->minutia_count;
    sum->found_count += found->minutia_count;
    for (int i = 0; i < truth->minutia_count; i++) {
        float best_square = 1e9f, best_turn = 0, square, turn;
        int best = -1;
        for (int j = 0; j < found->minutia_count; j++)
            if (!taken[j] && same_place(&truth->minutiae[i], &found->minutiae[j], &square, &turn) &&
                square < best_square) {
                best = j;
                best_square = square;
                best_turn = turn;
            }
        if (best < 0)
            continue;
        taken[best] = true;
        sum->paired++;
        sum->same_type += truth->minutiae[i].type == found->minutiae[best].type;
        sum->square_px += best_square;
        sum->square_rad += best_turn * best_turn;
    }
}

static tp_status recover(const char *folder, const struct tp_imageset *images, struct recovery *sum,
                         struct tp_diag *diag)
{
    struct tp_extractor *extractor;
    tp_status status = tp_extractor_new(&extractor, diag);

    for (size_t i = 0; i < images->count && status == TP_OK; i++) {
        struct tp_template truth, found;
        char path[4096];
        snprintf(path, sizeof path, "%s/truth/%s.truth.tpt", folder, images->files[i].name);
        status = tp_impression_load(extractor, path, NULL, &truth, NULL, diag);
        if (status != TP_OK)
            break;
        status = tp_impression_load(extractor, images->files[i].path, NULL, &found, NULL, diag);
        if (status == TP_OK)
            add_recovery(sum, &truth, &found);
        tp_template_deinit(&truth);
        tp_template_deinit(&found);
    }
    tp_extractor_free(&extractor);
    return status;
}

static void print_recovery(const char *name, const struct recovery *r)
{
    printf("%-16s %8.1f %8.1f %8.1f %8.2f %8.2f\n", name, 100.0 * r->paired / r->true_count,
           100.0 * r->paired / r->found_count, 100.0 * r->same_type / r->paired, sqrt(r->square_px / r->paired),
           sqrt(r->square_rad / r->paired) * 180 / 3.14159265);
}

/* ---- templates without images, and what it all costs ------------------------------------------------------------ */

enum { DIRECT_PEOPLE = 10, DIRECT_IMPRESSIONS = 8, DIRECT_COUNT = DIRECT_PEOPLE * DIRECT_IMPRESSIONS };

static tp_status compare_all(struct tp_features *const *features, struct tp_evaluated_set *set, struct tp_diag *diag)
{
    struct tp_matcher *matcher;
    tp_status status = tp_matcher_new(&matcher, diag);

    for (size_t i = 0; i < DIRECT_COUNT && status == TP_OK; i++)
        for (size_t j = i + 1; j < DIRECT_COUNT; j++) {
            int32_t score = tp_match_score(matcher, features[i], features[j]);
            set->scores[tp_evaluated_pair(DIRECT_COUNT, i, j)] = (uint16_t)score;
            tp_accuracy_add(set->accuracy, score, i / DIRECT_IMPRESSIONS == j / DIRECT_IMPRESSIONS);
        }
    tp_matcher_free(&matcher);
    return status;
}

/* The same table's row for templates made straight away. */
static tp_status report_direct(int *samples, struct tp_diag *diag)
{
    static struct tp_imageset_file files[DIRECT_COUNT];
    static struct tp_evaluated_impression impressions[DIRECT_COUNT];
    static uint16_t scores[DIRECT_COUNT * (DIRECT_COUNT - 1) / 2];
    static struct tp_accuracy accuracy;
    static struct tp_features *features[DIRECT_COUNT];
    static char name[] = "templates";
    struct tp_evaluated_set set = {{name, files, DIRECT_COUNT, DIRECT_PEOPLE}, impressions, scores, &accuracy, 0, 0};
    tp_status status = TP_OK;

    for (unsigned i = 0; i < DIRECT_COUNT && status == TP_OK; i++) {
        struct tp_template tmpl;
        status = tp_synth_template(1, i / DIRECT_IMPRESSIONS, 2, 1 + i % DIRECT_IMPRESSIONS, &tmpl, diag);
        if (status != TP_OK)
            break;
        files[i].finger = i / DIRECT_IMPRESSIONS;
        impressions[i].quality = tmpl.quality;
        impressions[i].minutia_count = tmpl.minutia_count;
        status = tp_features_new(&tmpl, &features[i], diag);
        tp_template_deinit(&tmpl);
    }
    if (status == TP_OK)
        status = compare_all(features, &set, diag);
    if (status == TP_OK)
        print_behaviour(&set, samples);
    for (unsigned i = 0; i < DIRECT_COUNT; i++)
        tp_features_free(&features[i]);
    return status;
}

/* CPU time on this thread for the right index fingers of the first people. */
static tp_status report_cost(struct tp_diag *diag)
{
    enum { PEOPLE = 20, TEMPLATES = 2000 };
    struct tp_synth *synth;
    int64_t masters = 0, impressions = 0, templates, begun;
    tp_status status = tp_synth_new(&synth, diag);

    for (uint32_t person = 0; person < PEOPLE && status == TP_OK; person++) {
        struct tp_synth_master *master;
        struct tp_synth_style style;
        struct tp_image image;
        struct tp_template truth;
        begun = tp_clock_cpu_ns();
        status = tp_synth_master_new(synth, 1, person, 2, &master, diag);
        masters += tp_clock_cpu_ns() - begun;
        if (status != TP_OK)
            break;
        tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, 1, &style);
        begun = tp_clock_cpu_ns();
        status = tp_synth_impression(master, &style, &image, &truth, diag);
        impressions += tp_clock_cpu_ns() - begun;
        tp_image_deinit(&image);
        tp_template_deinit(&truth);
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
    begun = tp_clock_cpu_ns();
    for (uint32_t person = 0; person < TEMPLATES && status == TP_OK; person++) {
        struct tp_template tmpl;
        status = tp_synth_template(1, person, 2, 1, &tmpl, diag);
        tp_template_deinit(&tmpl);
    }
    templates = tp_clock_cpu_ns() - begun;
    printf("\nCPU time: %.1f ms for a master pattern, %.1f ms for an optical impression, %.0f templates per s\n",
           (double)masters / PEOPLE / 1e6, (double)impressions / PEOPLE / 1e6, TEMPLATES / ((double)templates / 1e9));
    return status;
}

/* "DIR" or "DIR@PPI" as for `tenprint evaluate`. */
static tp_status report_folder(const char *argument, int *samples, struct recovery *recovery, struct tp_diag *diag)
{
    struct tp_evaluate_options options = {0};
    struct tp_evaluated_set set;
    char folder[3000], truth[3072];
    const char *at = strrchr(argument, '@');
    tp_status status;

    snprintf(folder, sizeof folder, "%.*s", (int)(at ? (size_t)(at - argument) : strlen(argument)), argument);
    if (at)
        options.ppi = strtof(at + 1, NULL);
    status = tp_evaluate(folder, &options, &set, diag);
    if (status != TP_OK)
        return status;
    print_behaviour(&set, samples);
    snprintf(truth, sizeof truth, "%s/truth", folder);
    if (access(truth, R_OK) == 0)
        status = recover(folder, &set.images, recovery, diag);
    tp_evaluated_set_deinit(&set);
    return status;
}

int main(int argc, char **argv)
{
    static int samples[SAMPLES_MAX];
    static struct recovery recoveries[64];
    struct tp_diag diag;
    tp_status status = TP_OK;

    tp_diag_init(&diag);
    printf("%-16s %20s %20s %27s %20s %13s\n", "", "minutiae", "quality", "mated scores", "other scores", "error, %");
    printf("%-16s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s\n", "folder", "10 %", "50 %", "90 %",
           "10 %", "50 %", "90 %", "2 %", "10 %", "50 %", "90 %", "50 %", "99 %", "99.9 %", "EER", "0.1 %");
    for (int i = 1; i < argc && i < 64 && status == TP_OK; i++)
        status = report_folder(argv[i], samples, &recoveries[i], &diag);
    if (status == TP_OK)
        status = report_direct(samples, &diag);
    printf("\n%-16s %8s %8s %8s %8s %8s\n", "extraction", "recall", "precis.", "type ok", "rms px", "rms deg");
    for (int i = 1; i < argc && i < 64; i++)
        if (recoveries[i].true_count > 0)
            print_recovery(strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i], &recoveries[i]);
    if (status == TP_OK)
        status = report_cost(&diag);
    if (status != TP_OK) {
        char line[1024];
        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "synth_report: %s\n", line);
    }
    return status != TP_OK;
}
