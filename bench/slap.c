/* SPDX-License-Identifier: Apache-2.0 */
/* How well slaps are segmented: synthetic slaps whose fingers are known, or images to look at.
 *
 *     slap [--count N] [--seed S] [--save FOLDER]     N slaps of each kind (default 40)
 *     slap IMAGE POSITION [MISSING] [-o PICTURE.png]  one image; MISSING: fingers known to be missing, "9" or "2,3" */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>
#include <tenprint/slap.h>

#include "base/base.h"
#include "codec/codec.h"
#include "image/image.h"
#include "synth/synth.h"

struct figures {
    unsigned slaps, whole, fingers, found, misnamed, undecided, extra, hands_right, hands_wrong, alarms, too_many;
    double overlap, cpu_ms, megapixels;
};

struct run {
    struct tp_synth *synth;
    uint64_t seed;
    unsigned count;
    const char *folder; /* NULL: pictures are not wanted */
};

static void corners_of(const struct tp_slap_finger *finger, float *x, float *y)
{
    float c = tp_cos(finger->rotation_rad), s = tp_sin(finger->rotation_rad);

    for (int i = 0; i < 4; i++) {
        float u = (i == 0 || i == 3 ? -0.5f : 0.5f) * finger->width_px, v = (i < 2 ? -0.5f : 0.5f) * finger->height_px;
        x[i] = finger->x_px + u * c + v * s;
        y[i] = finger->y_px - u * s + v * c;
    }
}

static void draw_finger(struct tp_canvas *canvas, const struct tp_slap_finger *finger, struct tp_colour colour)
{
    float x[4], y[4];

    corners_of(finger, x, y);
    for (int i = 0; i < 4; i++)
        for (float k = 0; k < 5; k++)
            tp_canvas_draw_line(canvas, &(struct tp_segment){x[i] + k, y[i], x[(i + 1) % 4] + k, y[(i + 1) % 4]},
                                colour);
    tp_canvas_draw_circle(canvas, (x[0] + x[1]) / 2, (y[0] + y[1]) / 2, 12, colour);
}

static tp_status save_picture(const struct tp_image *image, const struct tp_slap *slap, const char *path,
                              struct tp_diag *diag)
{
    static const struct tp_colour colours[] = {{220, 0, 0}, {0, 150, 0}, {0, 0, 230}, {240, 130, 0}};
    struct tp_canvas canvas;
    tp_status status = tp_canvas_init(&canvas, image->width_px, image->height_px, diag);

    if (status)
        return status;
    tp_canvas_draw_image(&canvas, image, 0, 0);
    for (uint32_t i = 0; i < slap->finger_count; i++)
        draw_finger(&canvas, &slap->fingers[i], colours[i]);
    status = tp_codec_save_canvas(&canvas, path, diag);
    tp_canvas_deinit(&canvas);
    return status;
}

static bool inside(const struct tp_slap_finger *f, float x, float y)
{
    float c = tp_cos(f->rotation_rad), s = tp_sin(f->rotation_rad), dx = x - f->x_px, dy = y - f->y_px;

    return fabsf(dx * c - dy * s) <= f->width_px / 2 && fabsf(dx * s + dy * c) <= f->height_px / 2;
}

/* Intersection over union of the true rectangle and the found one; SCALE: found pixels for each true one. */
static float overlap_of(const struct tp_synth_slap_finger *truth, const struct tp_slap_finger *found, float scale)
{
    float c = tp_cos(truth->rotation_rad), s = tp_sin(truth->rotation_rad), common = 0;
    float true_area = truth->width_px * truth->height_px, area = found->width_px * found->height_px / (scale * scale);

    for (int i = 0; i < 40 * 40; i++) {
        float u = ((float)(i % 40) / 39 - 0.5f) * truth->width_px, v = ((float)(i / 40) / 39 - 0.5f) * truth->height_px;
        common += inside(found, scale * (truth->x_px + u * c + v * s), scale * (truth->y_px - u * s + v * c));
    }
    common *= true_area / (40 * 40);
    return common / (true_area + area - common);
}

/* The share of a true finger that the image shows. */
static float visible_share(const struct tp_synth_slap_finger *f, const struct tp_image *image, float scale)
{
    float c = tp_cos(f->rotation_rad), s = tp_sin(f->rotation_rad), count = 0;

    for (int i = 0; i < 20 * 20; i++) {
        float u = ((float)(i % 20) / 19 - 0.5f) * f->width_px, v = ((float)(i / 20) / 19 - 0.5f) * f->height_px;
        float x = scale * (f->x_px + u * c + v * s), y = scale * (f->y_px - u * s + v * c);
        count += x >= 0 && y >= 0 && x < (float)image->width_px && y < (float)image->height_px;
    }
    return count / (20 * 20);
}

/* Fingers that the image cuts by more than this need not be found. */
static const float visible_least = 0.75f;

static const struct tp_slap_finger *best_of(const struct tp_synth_slap_finger *truth, const struct tp_slap *slap,
                                            float scale, float *overlap)
{
    const struct tp_slap_finger *best = NULL;

    *overlap = 0.5f;
    for (uint32_t k = 0; k < slap->finger_count; k++) {
        float here = overlap_of(truth, &slap->fingers[k], scale);
        if (here > *overlap) {
            *overlap = here;
            best = &slap->fingers[k];
        }
    }
    return best;
}

static bool holds_centre(const struct tp_synth_slap_finger *truth, const struct tp_slap_finger *found, float scale)
{
    struct tp_slap_finger as_found = {.x_px = truth->x_px * scale, .y_px = truth->y_px * scale};

    as_found.width_px = truth->width_px * scale;
    as_found.height_px = truth->height_px * scale;
    as_found.rotation_rad = truth->rotation_rad;
    return inside(&as_found, found->x_px, found->y_px);
}

static void judge(const struct tp_synth_slap_truth *truth, const struct tp_slap *slap, const struct tp_image *image,
                  bool right, struct figures *out)
{
    unsigned found = 0, named = 0, visible = 0, cut = 0;
    float scale = image->ppi / 500;

    for (uint32_t i = 0; i < truth->count; i++) {
        float overlap;
        const struct tp_slap_finger *best = best_of(&truth->fingers[i], slap, scale, &overlap);
        if (visible_share(&truth->fingers[i], image, scale) < visible_least) {
            for (uint32_t k = 0; k < slap->finger_count; k++)
                cut += holds_centre(&truth->fingers[i], &slap->fingers[k], scale);
            continue;
        }
        visible++;
        if (!best)
            continue;
        found++;
        out->overlap += (double)overlap;
        named += best->position == truth->fingers[i].position;
        out->undecided += best->position == 0;
        out->misnamed += best->position != 0 && best->position != truth->fingers[i].position;
    }
    out->slaps++;
    out->whole += named == visible && slap->finger_count == visible + cut;
    out->fingers += visible;
    out->found += found;
    out->extra += slap->finger_count - found - cut;
    out->hands_right += slap->hand == (right ? TP_SLAP_HAND_RIGHT : TP_SLAP_HAND_LEFT);
    out->hands_wrong += slap->hand == (right ? TP_SLAP_HAND_LEFT : TP_SLAP_HAND_RIGHT);
    out->too_many += (slap->remarks & TP_SLAP_TOO_MANY) != 0;
    out->alarms += (slap->remarks & TP_SLAP_OTHER_HAND) != 0;
}

/* What is varied: one kind of slap for each line of the table. */
struct kind {
    const char *name;
    uint8_t position;
    float ppi, rotation_rad; /* rotation 0: drawn */
    unsigned missing;        /* how many fingers are; announced when ANNOUNCED */
    bool announced, declared_wrong;
};
static const struct kind kinds[] = {
    {"right four", 13, 500, 0, 0, false, false},
    {"left four", 14, 500, 0, 0, false, false},
    {"right four, 1000 ppi", 13, 1000, 0, 0, false, false},
    {"tilted by 30 degrees", 13, 500, 0.52f, 0, false, false},
    {"tilted by -30 degrees", 14, 500, -0.52f, 0, false, false},
    {"one finger missing", 13, 500, 0, 1, false, false},
    {"the same, announced", 13, 500, 0, 1, true, false},
    {"two missing, announced", 14, 500, 0, 2, true, false},
    {"the other hand's", 14, 500, 0, 0, false, true},
    {"two thumbs", 15, 500, 0, 0, false, false},
};

static tp_status run_slap(const struct run *run, const struct kind *kind, unsigned number, struct figures *figures,
                          struct tp_diag *diag)
{
    struct tp_synth_slap_style style;
    struct tp_slap_options options = {.position = kind->position};
    struct tp_synth_slap_truth truth;
    struct tp_image image, scaled;
    struct tp_slap slap;
    tp_status status;
    int64_t begin_ns;
    char path[512];

    tp_synth_slap_style_draw(run->seed + 1000 * number, kind->position, &style);
    style.people = run->seed;
    style.person = number;
    style.rotation_rad = kind->rotation_rad == 0 ? style.rotation_rad : kind->rotation_rad;
    style.ink &= kind->rotation_rad == 0; /* a card's box is too low for that */
    for (unsigned i = 0; i < kind->missing; i++)
        style.missing |= TP_FINGER_BIT((kind->position == 13 ? 2 : 7) + (number + i * (1 + number / 4 % 3)) % 4);
    options.missing = kind->announced ? style.missing : 0;
    if (kind->declared_wrong)
        options.position = (uint8_t)(27 - kind->position);
    status = tp_synth_slap(run->synth, &style, &image, &truth, diag);
    if (!status)
        status = tp_image_resample(&image, kind->ppi, &scaled, diag);
    tp_image_deinit(&image);
    if (status)
        return status;
    begin_ns = tp_clock_cpu_ns();
    status = tp_slap_segment(&scaled, &options, &slap, diag);
    figures->cpu_ms += (double)(tp_clock_cpu_ns() - begin_ns) * 1e-6;
    figures->megapixels += (double)scaled.width_px * scaled.height_px * 1e-6;
    for (uint32_t i = 0; i < truth.count && kind->declared_wrong; i++)
        truth.fingers[i].position = (uint8_t)(12 - truth.fingers[i].position); /* the places, named as declared */
    if (!status)
        judge(&truth, &slap, &scaled, kind->position == 13, figures);
    if (!status && run->folder) {
        snprintf(path, sizeof path, "%s/%zu-%03u.png", run->folder, (size_t)(kind - kinds), number);
        status = save_picture(&scaled, &slap, path, diag);
    }
    tp_image_deinit(&scaled);
    return status;
}

static double percent(unsigned part, unsigned all)
{
    return all ? 100.0 * part / all : 0;
}

static tp_status run_all(struct run *run, struct tp_diag *diag)
{
    tp_status status = tp_synth_new(&run->synth, diag);

    printf("%-24s %6s %6s %6s %8s %8s %9s %6s %7s %6s %6s %8s %6s %6s\n", "", "slaps", "whole", "found", "overlap",
           "misnamed", "undecided", "extra", "hand ok", "wrong", "alarms", "too many", "ms", "ms/MP");
    for (size_t k = 0; k < TP_ARRAY_LENGTH(kinds) && !status; k++) {
        struct figures f = {0};
        for (unsigned i = 0; i < run->count && !status; i++)
            status = run_slap(run, &kinds[k], i, &f, diag);
        printf("%-24s %6u %5.1f%% %5.1f%% %8.2f %8u %9u %6u %6.1f%% %5.1f%% %6u %8u %6.1f %6.1f\n", kinds[k].name,
               f.slaps, percent(f.whole, f.slaps), percent(f.found, f.fingers), f.found ? f.overlap / f.found : 0,
               f.misnamed, f.undecided, f.extra, percent(f.hands_right, f.slaps), percent(f.hands_wrong, f.slaps),
               f.alarms, f.too_many, f.cpu_ms / f.slaps, f.cpu_ms / f.megapixels);
        fflush(stdout);
    }
    tp_synth_free(&run->synth);
    return status;
}

static tp_status show_image(const char *path, const struct tp_slap_options *options, const char *picture,
                            struct tp_diag *diag)
{
    struct tp_image image;
    struct tp_slap slap;
    int64_t begin_ns;
    tp_status status = tp_codec_load(path, NULL, &image, diag);

    if (status)
        return status;
    begin_ns = tp_clock_cpu_ns();
    status = tp_slap_segment(&image, options, &slap, diag);
    printf("%.1f ms: %u of %u fingers, turned by %.0f degrees, hand %d (%.2f), remarks %u\n",
           (double)(tp_clock_cpu_ns() - begin_ns) * 1e-6, slap.finger_count, slap.expected_count,
           (double)slap.rotation_rad * 57.2958, (int)slap.hand, (double)slap.hand_confidence, slap.remarks);
    for (uint32_t i = 0; i < slap.finger_count; i++) {
        const struct tp_slap_finger *f = &slap.fingers[i];
        printf(
            "  %2u (possible %03x) confidence %.2f, %.0f x %.0f around (%.0f, %.0f) turned by %.0f, box %u %u %u %u\n",
            f->position, f->possible, (double)f->confidence, (double)f->width_px, (double)f->height_px, (double)f->x_px,
            (double)f->y_px, (double)f->rotation_rad * 57.2958, f->left_px, f->top_px, f->right_px, f->bottom_px);
    }
    if (!status && picture)
        status = save_picture(&image, &slap, picture, diag);
    tp_image_deinit(&image);
    return status;
}

static uint16_t read_fingers(const char *text)
{
    uint16_t fingers = 0;

    while (*text) {
        char *end;
        long finger = strtol(text, &end, 10);
        if (finger >= 1 && finger <= 10)
            fingers |= TP_FINGER_BIT(finger);
        text = *end ? end + 1 : end;
    }
    return fingers;
}

int main(int argc, char **argv)
{
    struct run run = {.seed = 1, .count = 40};
    struct tp_slap_options options = {0};
    const char *words[3] = {NULL, "13", ""}, *picture = NULL;
    struct tp_diag diag;
    tp_status status;
    int word_count = 0;
    char line[512];

    tp_diag_init(&diag);
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (argv[i][0] != '-') {
            words[TP_MIN(word_count, 2)] = argv[i];
            word_count++;
            continue;
        }
        run.count = strcmp(argv[i], "--count") == 0 ? (unsigned)strtoul(value, NULL, 10) : run.count;
        run.seed = strcmp(argv[i], "--seed") == 0 ? strtoul(value, NULL, 10) : run.seed;
        run.folder = strcmp(argv[i], "--save") == 0 ? value : run.folder;
        picture = strcmp(argv[i], "-o") == 0 ? value : picture;
        i++;
    }
    options.position = (uint8_t)strtoul(words[1], NULL, 10);
    options.missing = read_fingers(words[2]);
    status = words[0] ? show_image(words[0], &options, picture, &diag) : run_all(&run, &diag);
    if (status) {
        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "slap: %s\n", line);
    }
    return status ? 1 : 0;
}
