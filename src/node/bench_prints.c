/* SPDX-License-Identifier: Apache-2.0 */
/* Prints to measure with: of a folder, or synthetic. */
#include <stdlib.h>
#include <string.h>

#include "node/bench.h"
#include "synth/synth.h"

enum { IMPRESSIONS = 4, FINGERS_DEFAULT = 10, SEED = 20 };

static tp_status allocate(struct tp_bench_prints *prints, size_t count, struct tp_diag *diag)
{
    void *images, *fingers;
    tp_status status = tp_alloc_zero(&images, count, sizeof *prints->images, diag);

    if (status != TP_OK)
        return status;
    prints->images = images;
    status = tp_alloc_zero(&fingers, count, sizeof *prints->fingers, diag);
    prints->fingers = fingers;
    return status;
}

static tp_status load(const struct tp_bench_options *options, struct tp_bench_prints *out, struct tp_diag *diag)
{
    struct tp_imageset set;
    tp_status status = tp_imageset_open(options->folder, &set, diag);

    if (status == TP_OK)
        status = allocate(out, set.count, diag);
    for (size_t i = 0; status == TP_OK && i < set.count; i++) {
        status = tp_codec_load(set.files[i].path, NULL, &out->images[i], diag);
        if (status != TP_OK)
            break;
        out->fingers[out->count++] = set.files[i].finger;
        if (options->ppi > 0)
            out->images[i].ppi = options->ppi;
    }
    tp_imageset_deinit(&set);
    return status;
}

static tp_status take_impressions(const struct tp_synth_master *master, uint32_t finger, struct tp_bench_prints *out,
                                  struct tp_diag *diag)
{
    enum tp_synth_sensor sensor = (enum tp_synth_sensor)(finger % TP_SYNTH_SENSOR_COUNT);
    tp_status status = TP_OK;

    for (unsigned k = 1; status == TP_OK && k <= IMPRESSIONS; k++) {
        struct tp_synth_style style;
        struct tp_template truth;
        tp_synth_style_draw(&master->finger, sensor, k, &style);
        status = tp_synth_impression(master, &style, &out->images[out->count], &truth, diag);
        if (status != TP_OK)
            break;
        tp_template_deinit(&truth);
        out->fingers[out->count++] = finger;
    }
    return status;
}

static tp_status make(unsigned fingers, struct tp_bench_prints *out, struct tp_diag *diag)
{
    struct tp_synth *synth = NULL;
    tp_status status = allocate(out, (size_t)fingers * IMPRESSIONS, diag);

    if (status == TP_OK)
        status = tp_synth_new(&synth, diag);
    for (uint32_t finger = 0; status == TP_OK && finger < fingers; finger++) {
        struct tp_synth_master *master;
        status = tp_synth_master_new(synth, SEED, finger, 1 + finger % TP_POSITION_MAX, &master, diag);
        if (status != TP_OK)
            break;
        status = take_impressions(master, finger, out, diag);
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
    return status;
}

tp_status tp_bench_prints_make(const struct tp_bench_options *options, struct tp_bench_prints *out,
                               struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    status = options->folder ? load(options, out, diag)
                             : make(options->fingers ? options->fingers : FINGERS_DEFAULT, out, diag);
    if (status != TP_OK)
        tp_bench_prints_deinit(out);
    return status;
}

void tp_bench_prints_deinit(struct tp_bench_prints *prints)
{
    for (size_t i = 0; i < prints->count; i++)
        tp_image_deinit(&prints->images[i]);
    free(prints->images);
    free(prints->fingers);
    memset(prints, 0, sizeof *prints);
}
