/* SPDX-License-Identifier: Apache-2.0 */
/* What WSQ costs, as Markdown.
 *
 *     build/bench/wsq [FOLDER...]              rate, ratio and loss for synthetic prints and those of the folders;
 * speed build/bench/wsq --against WSQ SOURCES    for each WSQ/NAME.wsq of another encoder its loss, and ours at its
 * rate and at its size; SOURCES/NAME.png are the pixels
 *
 * In ../shared/data/records/wsq the other encoder was given PGM files and took their heads for pixels; where that
 * explains the file better than the picture alone, the head is put before the pixels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/wsq_encode.h"
#include "node/node.h"
#include "synth/synth.h"

static const float rates_bpp[] = {0.5f, 0.75f, 1, 1.5f, 2.25f};
enum { RATES = TP_ARRAY_LENGTH(rates_bpp), SYNTHETIC = 20 };

/* Peak signal to noise in decibels; 99 for equal images. */
static double psnr(const struct tp_image *a, const struct tp_image *b)
{
    size_t count = (size_t)a->width_px * a->height_px;
    double sum = 0;

    if (a->width_px != b->width_px || a->height_px != b->height_px)
        return 0;
    for (size_t i = 0; i < count; i++) {
        double difference = (double)a->pixels[i] - b->pixels[i];
        sum += difference * difference;
    }
    return sum > 0 ? 10 * log10(255.0 * 255.0 * (double)count / sum) : 99;
}

/* One image there and back. */
struct trip {
    double psnr_db, encode_ms, decode_ms;
    size_t size_bytes;
};

static tp_status travel(const struct tp_image *image, const struct tp_codec_options *options, struct trip *out,
                        struct tp_diag *diag)
{
    struct tp_image back = {0};
    uint8_t *data;
    int64_t begun = tp_clock_cpu_ns(), between;
    tp_status status = tp_codec_encode(image, TP_CODEC_WSQ, options, &data, &out->size_bytes, diag);

    between = tp_clock_cpu_ns();
    if (status == TP_OK)
        status = tp_codec_decode(data, out->size_bytes, NULL, &back, diag);
    out->encode_ms = (double)(between - begun) / 1e6;
    out->decode_ms = (double)(tp_clock_cpu_ns() - between) / 1e6;
    if (status == TP_OK)
        out->psnr_db = psnr(image, &back);
    tp_image_deinit(&back);
    free(data);
    return status;
}

/* ---- rate and loss ---------------------------------------------------------------------------------------------- */

struct sums {
    size_t images;
    double pixels, bytes, psnr_db, least_db, encode_ms, decode_ms;
};

static tp_status add_image(const struct tp_image *image, struct sums sums[RATES], struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; i < RATES && status == TP_OK; i++) {
        const struct tp_codec_options options = {.rate_bpp = rates_bpp[i]};
        struct trip trip;

        status = travel(image, &options, &trip, diag);
        if (status != TP_OK)
            break;
        sums[i].least_db = sums[i].images == 0 ? trip.psnr_db : fmin(sums[i].least_db, trip.psnr_db);
        sums[i].images++;
        sums[i].pixels += (double)image->width_px * image->height_px;
        sums[i].bytes += (double)trip.size_bytes;
        sums[i].psnr_db += trip.psnr_db;
        sums[i].encode_ms += trip.encode_ms;
        sums[i].decode_ms += trip.decode_ms;
    }
    return status;
}

static void print_sums(const char *name, const struct sums sums[RATES])
{
    for (size_t i = 0; i < RATES; i++) {
        const struct sums *s = &sums[i];
        printf("| %s | %zu | %.2f | %.3f | %.1f:1 | %.2f | %.2f | %.1f | %.1f |\n", name, s->images,
               (double)rates_bpp[i], 8 * s->bytes / s->pixels, s->pixels / s->bytes, s->psnr_db / (double)s->images,
               s->least_db, s->encode_ms / s->pixels * 1e6, s->decode_ms / s->pixels * 1e6);
    }
}

static tp_status report_synthetic(struct tp_diag *diag)
{
    struct sums sums[RATES] = {{0}};
    struct tp_synth *synth;
    tp_status status = tp_synth_new(&synth, diag);

    for (uint32_t i = 0; i < SYNTHETIC && status == TP_OK; i++) {
        struct tp_synth_master *master;
        struct tp_synth_style style;
        struct tp_image image;
        struct tp_template truth;

        status = tp_synth_master_new(synth, 1, i, 1 + i % 10, &master, diag);
        if (status != TP_OK)
            break;
        tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, 1, &style);
        status = tp_synth_impression(master, &style, &image, &truth, diag);
        if (status == TP_OK)
            status = add_image(&image, sums, diag);
        tp_image_deinit(&image);
        tp_template_deinit(&truth);
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
    if (status == TP_OK)
        print_sums("synthetic", sums);
    return status;
}

static tp_status report_folder(const char *folder, struct tp_diag *diag)
{
    struct sums sums[RATES] = {{0}};
    struct tp_imageset set;
    tp_status status = tp_imageset_open(folder, &set, diag);

    for (size_t i = 0; i < set.count && status == TP_OK; i++) {
        struct tp_image image;

        status = tp_codec_load(set.files[i].path, NULL, &image, diag);
        if (status == TP_OK)
            status = add_image(&image, sums, diag);
        tp_image_deinit(&image);
    }
    if (status == TP_OK)
        print_sums(set.name, sums);
    tp_imageset_deinit(&set);
    return status;
}

static tp_status report_rates(char **folders, int count, struct tp_diag *diag)
{
    tp_status status;

    puts(
        "| prints | images | rate given | bits per pixel | ratio | PSNR, dB | least | encode, ms/MP | decode, ms/MP |\n"
        "|---|---|---|---|---|---|---|---|---|");
    status = report_synthetic(diag);
    for (int i = 0; i < count && status == TP_OK; i++)
        status = report_folder(folders[i], diag);
    return status;
}

/* ---- against files of another encoder --------------------------------------------------------------------------- */

/* Puts a PGM head before the pixels and drops as many at the end. */
static void shift_by_head(struct tp_image *image)
{
    char head[64];
    size_t count = (size_t)image->width_px * image->height_px;
    size_t bytes = (size_t)snprintf(head, sizeof head, "P5\n%u %u\n255\n", image->width_px, image->height_px);

    memmove(image->pixels + bytes, image->pixels, count - bytes);
    memcpy(image->pixels, head, bytes);
}

/* The number after WSQ_BITRATE in the file's comment; 0 when there is none. */
static float rate_of(const uint8_t *data, size_t size_bytes)
{
    static const char key[] = "WSQ_BITRATE ";
    char text[16] = "";

    for (size_t i = 0; i + sizeof key + sizeof text < TP_MIN(size_bytes, (size_t)1000); i++)
        if (memcmp(data + i, key, sizeof key - 1) == 0)
            memcpy(text, data + i + sizeof key - 1, sizeof text - 1);
    return strtof(text, NULL);
}

/* The widths of bins in a WSQ file. */
static bool read_widths(const uint8_t *data, size_t size_bytes, float widths[TP_WSQ_BANDS])
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes), body;
    uint16_t marker;

    tp_read_u16be(&cursor);
    do {
        marker = tp_read_u16be(&cursor);
        body = tp_read_sub(&cursor, (size_t)tp_read_u16be(&cursor) - 2);
    } while (!cursor.bad && marker != TP_WSQ_DQT && marker != TP_WSQ_SOB);
    tp_read_bytes(&body, 3);
    for (unsigned k = 0; k < TP_WSQ_BANDS; k++) {
        unsigned exponent = tp_read_u8(&body);
        widths[k] = (float)(tp_read_u16be(&body) / pow(10, exponent));
        tp_read_bytes(&body, 3);
    }
    return !body.bad && marker == TP_WSQ_DQT;
}

/* The sum of squares by which decoding misses the samples of one band. */
static double miss_of(const struct tp_wsq_band *band, const float *plane, uint32_t width_px, float width)
{
    double sum = 0, half = (double)tp_wsq_zero_width(width) / 2;

    for (uint32_t y = band->y; y < band->y + band->height; y++)
        for (uint32_t x = band->x; x < band->x + band->width; x++) {
            double size = fabs((double)plane[(size_t)y * width_px + x]), kept = 0;

            if (width > 0 && size > half)
                kept = (floor((size - half) / (double)width) + 1 - 0.44) * (double)width + half;
            sum += (size - kept) * (size - kept);
        }
    return sum;
}

/* The PSNR that the file's bins, left out bands and whole gray levels explain, as if the filters kept lengths (they do
 * so nearly): what an encoder and a decoder without any other loss would give. */
static double expected_psnr(const struct tp_image *source, const uint8_t *data, size_t size_bytes)
{
    size_t count = (size_t)source->width_px * source->height_px;
    float *plane = calloc(count, sizeof *plane), *scratch = calloc(count, sizeof *scratch), widths[TP_WSQ_BANDS];
    double sum = 0, mean = 0, low = 255, high = 0, scale;
    struct tp_wsq_tree tree;

    if (!plane || !scratch || !read_widths(data, size_bytes, widths)) {
        free(plane);
        free(scratch);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        mean += source->pixels[i] / (double)count;
        low = fmin(low, source->pixels[i]);
        high = fmax(high, source->pixels[i]);
    }
    scale = fmax(high - mean, mean - low) / 128;
    for (size_t i = 0; i < count; i++)
        plane[i] = (float)((source->pixels[i] - mean) / scale);
    tp_wsq_tree_init(&tree, source->width_px, source->height_px);
    tp_wsq_analyse(&tree, &tp_wsq_filters_9_7, plane, source->width_px, scratch);
    for (unsigned k = 0; k < TP_WSQ_BANDS; k++)
        sum += miss_of(&tree.bands[k], plane, source->width_px, widths[k]);
    free(plane);
    free(scratch);
    return 10 * log10(255.0 * 255.0 * (double)count / (sum * scale * scale + (double)count / 12));
}

/* How often ours was at least as good, but for rounding, and how much better. */
#define ROUNDING_DB 0.001

struct contest {
    size_t files, as_good_at_rate, as_good_at_size;
    double gain_at_rate_db, gain_at_size_db;
};

static tp_status contest_file(const char *name, const uint8_t *data, size_t size_bytes, struct tp_image *source,
                              struct contest *contest, struct tp_diag *diag)
{
    double count = (double)source->width_px * source->height_px, theirs_db;
    struct tp_image theirs;
    struct trip at_rate, at_size;
    tp_status status = tp_codec_decode(data, size_bytes, NULL, &theirs, diag);
    struct tp_codec_options options = {.rate_bpp = rate_of(data, size_bytes)};

    if (status != TP_OK)
        return status;
    theirs_db = psnr(&theirs, source);
    shift_by_head(source);
    theirs_db = fmax(theirs_db, psnr(&theirs, source));
    tp_image_deinit(&theirs);
    status = travel(source, &options, &at_rate, diag);
    options = (struct tp_codec_options){.ratio = (float)(count / ((double)size_bytes + 0.5))};
    if (status == TP_OK)
        status = travel(source, &options, &at_size, diag);
    if (status != TP_OK)
        return status;
    printf("| %s | %zu | %.3f | %.2f | %.3f | %zu | %.3f | %zu | %.3f |\n", name, size_bytes,
           8 * (double)size_bytes / count, expected_psnr(source, data, size_bytes), theirs_db, at_rate.size_bytes,
           at_rate.psnr_db, at_size.size_bytes, at_size.psnr_db);
    contest->files++;
    contest->as_good_at_rate += at_rate.psnr_db >= theirs_db - ROUNDING_DB;
    contest->as_good_at_size += at_size.psnr_db >= theirs_db - ROUNDING_DB;
    contest->gain_at_rate_db += at_rate.psnr_db - theirs_db;
    contest->gain_at_size_db += at_size.psnr_db - theirs_db;
    return TP_OK;
}

static tp_status report_against(const char *wsq_folder, const char *source_folder, struct tp_diag *diag)
{
    struct contest contest = {0};
    struct tp_imageset set;
    tp_status status = tp_imageset_open(source_folder, &set, diag);

    puts("| file | bytes | bits per pixel | its bins explain, dB | decoded, dB | ours at its rate: bytes | dB "
         "| ours at its size: bytes | dB |\n|---|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < set.count && status == TP_OK; i++) {
        struct tp_image source;
        char path[4096];
        uint8_t *data;
        size_t size_bytes;

        snprintf(path, sizeof path, "%s/%s.wsq", wsq_folder, set.files[i].name);
        if (tp_file_read(path, 1 << 26, &data, &size_bytes, NULL) != TP_OK)
            continue;
        status = tp_codec_load(set.files[i].path, NULL, &source, diag);
        if (status == TP_OK)
            status = contest_file(set.files[i].name, data, size_bytes, &source, &contest, diag);
        tp_image_deinit(&source);
        free(data);
    }
    tp_imageset_deinit(&set);
    if (contest.files > 0)
        printf(
            "\n%zu files; ours at least as good for %zu at the same rate (%+.3f dB on average), %zu at the same size "
            "(%+.3f dB)\n",
            contest.files, contest.as_good_at_rate, contest.gain_at_rate_db / (double)contest.files,
            contest.as_good_at_size, contest.gain_at_size_db / (double)contest.files);
    return status;
}

int main(int argc, char **argv)
{
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    if (argc == 4 && strcmp(argv[1], "--against") == 0)
        status = report_against(argv[2], argv[3], &diag);
    else
        status = report_rates(argv + 1, argc - 1, &diag);
    if (status != TP_OK) {
        char line[1024];
        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "wsq: %s\n", line);
    }
    return status != TP_OK;
}
