/* SPDX-License-Identifier: Apache-2.0 */
/* Writes WSQ files for check_wsq.py into FOLDER: NAME_DB.wsq beside the NAME_DB.pgm it was made from, where DB is how
 * many decibels it must keep at least; and, where TP_DATA is, same_NAME.wsq from the pixels that another encoder made
 * NAME.wsq from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"

#include "wsq_reference.h"

#include "test.h"

static void write_file(const char *folder, const char *name, const char *extension, const struct tp_buffer *file)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s.%s", folder, name, extension);
    if (tp_file_write(path, file->data, file->size_bytes, NULL) != TP_OK)
        exit(1);
}

static void write_wsq(const char *folder, const char *name, const struct tp_image *image, float rate_bpp)
{
    const struct tp_codec_options options = {.rate_bpp = rate_bpp};
    struct tp_buffer file;

    tp_buffer_init(&file);
    if (tp_codec_encode_wsq(image, &options, &file, NULL) != TP_OK)
        exit(1);
    write_file(folder, name, "wsq", &file);
    tp_buffer_deinit(&file);
}

static void write_pair(const char *folder, const char *name, const struct tp_image *image, float rate_bpp)
{
    struct tp_buffer file;

    tp_buffer_init(&file);
    if (tp_codec_encode_pgm(image, &file, NULL) != TP_OK)
        exit(1);
    write_file(folder, name, "pgm", &file);
    tp_buffer_deinit(&file);
    write_wsq(folder, name, image, rate_bpp);
}

static void write_pictures(const char *folder)
{
    static const struct {
        const char *name;
        uint32_t width_px, height_px;
        float rate_bpp;
        int gray; /* 0: ridges */
    } pictures[] = {
        {"ridges_25", 200, 150, 0.75f, 0}, {"odd_30", 101, 77, 2.25f, 0},    {"fine_32", 67, 130, 6, 0},
        {"narrow_25", 3, 200, 2.25f, 0},   {"low_25", 200, 2, 2.25f, 0},     {"tiny_20", 5, 4, 2.25f, 0},
        {"dot_99", 1, 1, 0.75f, 0},        {"flat_99", 90, 70, 0.75f, 113},  {"white_99", 33, 64, 0.75f, 255},
        {"line_99", 1, 70, 0.75f, 1},      {"coarse_15", 120, 90, 0.05f, 0}, {"blank_99", 700, 400, 0.75f, 200},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(pictures); i++) {
        struct tp_image image;

        reference_ridges(&image, pictures[i].width_px, pictures[i].height_px);
        if (pictures[i].gray > 0)
            memset(image.pixels, pictures[i].gray, (size_t)image.width_px * image.height_px);
        write_pair(folder, pictures[i].name, &image, pictures[i].rate_bpp);
        tp_image_deinit(&image);
    }
}

static void write_print(const char *folder)
{
    struct tp_image image;

    reference_print(&image, 2);
    write_pair(folder, "print_29", &image, 0.75f);
    image.ppi = 0;
    write_pair(folder, "fineprint_37", &image, 2.25f);
    tp_image_deinit(&image);
}

/* The other encoder was given PGM files and took their heads for pixels. */
static void write_same(const char *folder, const char *data)
{
    static const char head[] = "P5\n300 300\n255\n";
    enum { HEAD_BYTES = sizeof head - 1 };

    for (int finger = 101; finger <= 110; finger++)
        for (int impression = 1; impression <= 7; impression += 2) {
            char path[4096], name[32];
            struct tp_image image;

            snprintf(path, sizeof path, "%s/fingerprints/fvc2000_db1/%d_%d.png", data, finger, impression);
            snprintf(name, sizeof name, "same_%d_%d", finger, impression);
            if (tp_codec_load(path, NULL, &image, NULL) != TP_OK)
                return;
            memmove(image.pixels + HEAD_BYTES, image.pixels, (size_t)image.width_px * image.height_px - HEAD_BYTES);
            memcpy(image.pixels, head, HEAD_BYTES);
            write_wsq(folder, name, &image, 2.25f);
            tp_image_deinit(&image);
        }
}

int main(int argc, char **argv)
{
    const char *data = getenv("TP_DATA");

    if (argc != 2) {
        puts("usage: write_wsq FOLDER");
        return 2;
    }
    write_pictures(argv[1]);
    write_print(argv[1]);
    if (data)
        write_same(argv[1], data);
    return 0;
}
