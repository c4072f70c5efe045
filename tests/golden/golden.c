/* SPDX-License-Identifier: Apache-2.0 */
/* Results that every compiler, SIMD level, thread count and processor must give bit for bit: a hash for each stage of
 * synthetic prints, from pattern to candidate list. Without an argument prints them; with one, compares them with that
 * file, as a TAP test. */
#include "base/base.h"
#include "kernel/kernel.h"
#include "screen/screen.h"
#include "synth/synth.h"

#include <tenprint/extract.h>
#include <tenprint/gallery.h>
#include <tenprint/match.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 512, LINE_MAX_BYTES = 80, SEED = 1, FINGERS = 3, SENSORS = 2, PRINTS = FINGERS * SENSORS };

struct golden {
    char lines[LINES_MAX][LINE_MAX_BYTES];
    size_t count;
    char prefix[32];
    struct tp_template templates[PRINTS];
};

/* Golden prints are made without diagnostics: a failure is a bug. */
static void must(tp_status status)
{
    TP_ASSERT(status == TP_OK);
}

static void record(struct golden *golden, const char *what, uint64_t hash)
{
    TP_ASSERT(golden->count < LINES_MAX);
    snprintf(golden->lines[golden->count++], LINE_MAX_BYTES, "%s%s %016" PRIx64, golden->prefix, what, hash);
}

static void record_arithmetic(struct golden *golden)
{
    struct tp_rng rng = tp_rng_seed(SEED, 0);
    uint64_t elementary = 0, normal = 0;

    for (int i = 0; i < 100000; i++) {
        float x = tp_rng_range(&rng, -80.0f, 80.0f), y = tp_rng_range(&rng, -80.0f, 80.0f);
        const float results[] = {tp_sin(x), tp_cos(x), tp_atan2(y, x), tp_exp(x), tp_log(y * y)};
        const float deviate = tp_rng_normal(&rng);

        elementary = tp_hash64(results, sizeof results, elementary);
        normal = tp_hash64(&deviate, sizeof deviate, normal);
    }
    record(golden, "elementary", elementary);
    record(golden, "normal", normal);
}

static uint64_t hash_minutiae(const struct tp_minutia *minutiae, size_t count)
{
    uint64_t hash = count;

    for (size_t i = 0; i < count; i++) {
        const struct tp_minutia *m = &minutiae[i];
        const uint16_t members[] = {m->x_px, m->y_px, m->theta_q8, m->type, m->quality};
        hash = tp_hash64(members, sizeof members, hash);
    }
    return hash;
}

static uint64_t hash_image(const struct tp_image *image)
{
    return tp_hash64(image->pixels, (size_t)image->width_px * image->height_px, image->width_px);
}

static void record_template(struct golden *golden, const char *what, const struct tp_template *tmpl)
{
    static const char *const names[] = {"native", "iso", "incits"};
    char line[48];

    for (int format = TP_FORMAT_NATIVE; format <= TP_FORMAT_INCITS_2004; format++) {
        uint8_t *data;
        size_t size_bytes;

        must(tp_template_encode(tmpl, (enum tp_template_format)format, &data, &size_bytes, NULL));
        snprintf(line, sizeof line, "%s %s", what, names[format]);
        record(golden, line, tp_hash64(data, size_bytes, 0));
        free(data);
    }
}

static void record_layer(void *golden, const struct tp_trace_layer *layer)
{
    uint64_t pixels = layer->pixels ? tp_hash64(layer->pixels, (size_t)layer->width_px * layer->height_px, 0) : 0;
    uint64_t minutiae = layer->minutiae ? hash_minutiae(layer->minutiae, layer->minutia_count) : 0;

    record(golden, layer->stage, pixels ^ minutiae);
}

static void record_extraction(struct golden *golden, const struct tp_image *image, struct tp_template *out)
{
    const struct tp_extract_options options = {.position = 1, .trace = record_layer, .trace_context = golden};
    struct tp_extractor *extractor;

    must(tp_extractor_new(&extractor, NULL));
    must(tp_extract(extractor, image, &options, out, NULL));
    tp_extractor_free(&extractor);
    record_template(golden, "extracted", out);
}

static void record_print(struct golden *golden, const struct tp_synth_master *master, unsigned sensor, unsigned index)
{
    struct tp_synth_style style;
    struct tp_image image, enlarged;
    struct tp_template truth;

    tp_synth_style_draw(&master->finger, (enum tp_synth_sensor)sensor, 1, &style);
    must(tp_synth_impression(master, &style, &image, &truth, NULL));
    record(golden, "impression", hash_image(&image));
    record_template(golden, "truth", &truth);
    must(tp_image_resample(&image, 569.0f, &enlarged, NULL));
    record(golden, "resample", hash_image(&enlarged));
    record_extraction(golden, &image, &golden->templates[index]);
    tp_template_deinit(&truth);
    tp_image_deinit(&enlarged);
    tp_image_deinit(&image);
}

/* Each print is of another person's finger, except that every sensor sees the same fingers. */
static void record_prints(struct golden *golden)
{
    struct tp_synth *synth;

    must(tp_synth_new(&synth, NULL));
    for (unsigned finger = 0; finger < FINGERS; finger++) {
        struct tp_synth_master *master;
        struct tp_template direct;

        snprintf(golden->prefix, sizeof golden->prefix, "finger %u: ", finger);
        must(tp_synth_master_new(synth, SEED, finger, 2 + finger, &master, NULL));
        record(golden, "master",
               tp_hash64(master->pattern, sizeof(int16_t) * TP_SYNTH_WIDTH_PX * TP_SYNTH_HEIGHT_PX, 0));
        must(tp_synth_template(SEED, finger, 2 + finger, 1, &direct, NULL));
        record_template(golden, "direct", &direct);
        tp_template_deinit(&direct);
        for (unsigned sensor = 0; sensor < SENSORS; sensor++) {
            snprintf(golden->prefix, sizeof golden->prefix, "finger %u, %s: ", finger,
                     tp_synth_sensor_name((enum tp_synth_sensor)sensor));
            record_print(golden, master, sensor, finger * SENSORS + sensor);
        }
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
    golden->prefix[0] = '\0';
}

static uint64_t hash_detail(const struct tp_match_detail *detail)
{
    const float motion[] = {detail->rotation_rad, detail->dx_px, detail->dy_px};
    uint64_t hash = tp_hash64(&detail->score, sizeof detail->score, 0);

    hash = tp_hash64(detail->pairs, detail->pair_count * sizeof detail->pairs[0], hash);
    return tp_hash64(motion, sizeof motion, hash);
}

static void record_signatures(struct golden *golden)
{
    struct tp_signature signatures[PRINTS];
    struct tp_signature_probe probe;
    uint16_t words[PRINTS];
    uint64_t scores = 0;

    for (size_t i = 0; i < PRINTS; i++) {
        struct tp_features *features;

        must(tp_features_new(&golden->templates[i], &features, NULL));
        tp_signature_make(features, &signatures[i]);
        tp_features_free(&features);
    }
    for (size_t i = 0; i < PRINTS; i++) {
        tp_signature_probe(&signatures[i], &probe);
        tp_signature_scan(&probe, signatures, PRINTS, words);
        scores = tp_hash64(words, sizeof words, scores);
        for (size_t j = 0; j < PRINTS; j++) {
            int32_t score = tp_signature_score(&probe, &signatures[j]);

            scores = tp_hash64(&score, sizeof score, scores);
        }
    }
    record(golden, "signatures", tp_hash64(signatures, sizeof signatures, 0));
    record(golden, "signatures' scores", scores);
}

static void record_comparisons(struct golden *golden)
{
    struct tp_features *features[PRINTS];
    struct tp_match_detail detail;
    struct tp_matcher *matcher;
    char line[48];

    must(tp_matcher_new(&matcher, NULL));
    for (size_t i = 0; i < PRINTS; i++)
        must(tp_features_new(&golden->templates[i], &features[i], NULL));
    for (size_t i = 0; i < PRINTS; i++)
        for (size_t j = i + 1; j < PRINTS; j++) {
            tp_match_detail(matcher, features[i], features[j], &detail);
            snprintf(line, sizeof line, "compare %zu with %zu: score %d", i, j, detail.score);
            record(golden, line, hash_detail(&detail));
            TP_ASSERT(tp_match_score(matcher, features[i], features[j]) == detail.score);
            TP_ASSERT(tp_match_score(matcher, features[j], features[i]) == detail.score);
        }
    for (size_t i = 0; i < PRINTS; i++)
        tp_features_free(&features[i]);
    tp_matcher_free(&matcher);
}

static void record_codes(struct golden *golden)
{
    struct tp_features *features;
    struct tp_code code;
    char line[48];

    for (size_t i = 0; i < PRINTS; i++) {
        must(tp_features_new(&golden->templates[i], &features, NULL));
        tp_code_make(features, &code);
        snprintf(line, sizeof line, "code %zu", i);
        record(golden, line, tp_hash64(&code, sizeof code, 0));
        tp_features_free(&features);
    }
}

static uint64_t hash_candidates(const struct tp_candidates *candidates)
{
    uint64_t hash = candidates->count;

    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct tp_candidate *candidate = &candidates->items[i];
        hash = tp_hash64(candidate->subject, strlen(candidate->subject), hash);
        hash = tp_hash64(&candidate->score, sizeof candidate->score, hash);
        hash = tp_hash64(candidate->finger_scores, sizeof candidate->finger_scores, hash);
    }
    return hash;
}

/* The first sensor's prints and templates without images make the gallery, the second sensor's prints the probe. */
static void record_identification(struct golden *golden)
{
    const struct tp_template *const probe = &golden->templates[1];
    struct tp_gallery *gallery;
    char subject[16], line[48];

    must(tp_gallery_new(&gallery, NULL));
    for (unsigned i = 0; i < 100 + FINGERS; i++) {
        struct tp_template direct;

        snprintf(subject, sizeof subject, "%03u", i);
        must(tp_synth_template(SEED, i, 1, 1, &direct, NULL));
        must(tp_gallery_add(gallery, subject, i < FINGERS ? &golden->templates[i * SENSORS] : &direct, NULL));
        tp_template_deinit(&direct);
    }
    for (uint32_t threads = 1; threads <= 3; threads++) {
        const struct tp_identify_options options = {.top = 20, .thread_count = threads};
        struct tp_candidates candidates;

        must(tp_gallery_identify(gallery, &probe, 1, &options, &candidates, NULL));
        snprintf(line, sizeof line, "identify with %u threads", threads);
        record(golden, line, hash_candidates(&candidates));
        tp_candidates_deinit(&candidates);
    }
    tp_gallery_free(&gallery);
}

/* Compares with the file at PATH, line by line; returns the number of lines that differ. */
static int compare(const struct golden *golden, const char *path)
{
    char expected[LINE_MAX_BYTES + 2];
    int different = 0;
    FILE *file = fopen(path, "r");

    if (!file) {
        printf("Bail out! cannot open %s\n", path);
        return 1;
    }
    printf("1..%zu\n", golden->count + 1);
    for (size_t i = 0; i < golden->count; i++) {
        bool same;

        if (!fgets(expected, sizeof expected, file))
            expected[0] = '\0';
        expected[strcspn(expected, "\n")] = '\0';
        same = strcmp(expected, golden->lines[i]) == 0;
        different += !same;
        printf("%sok %zu - %s (%s)\n", same ? "" : "not ", i + 1, golden->lines[i], tp_kernels()->name);
        if (!same)
            printf("# expected: %s\n", expected);
    }
    different += fgets(expected, sizeof expected, file) != NULL;
    printf("%sok %zu - nothing more is expected\n", feof(file) ? "" : "not ", golden->count + 1);
    fclose(file);
    if (different)
        puts("# if this is intended: build/tests/golden/golden > tests/golden/expected.txt, and say why in the commit");
    return different;
}

int main(int argc, char **argv)
{
    static struct golden golden;

    record_arithmetic(&golden);
    record_prints(&golden);
    record_comparisons(&golden);
    record_codes(&golden);
    record_signatures(&golden);
    record_identification(&golden);
    for (size_t i = 0; i < PRINTS; i++)
        tp_template_deinit(&golden.templates[i]);
    if (argc > 1)
        return compare(&golden, argv[1]) != 0;
    for (size_t i = 0; i < golden.count; i++)
        puts(golden.lines[i]);
    return 0;
}
