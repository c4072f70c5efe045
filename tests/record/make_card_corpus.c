/* SPDX-License-Identifier: Apache-2.0 */
/* Writes transactions with small images into FOLDER: one for each compression, and one of everything. */
#include "test.h"

#include "samples.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIDE_PX = 40 };

struct form {
    const char *name; /* as in 14.011 */
    enum tp_codec_format format;
};
static const struct form forms[] = {{"NONE", TP_CODEC_RAW},
                                    {"WSQ20", TP_CODEC_WSQ},
                                    {"JP2", TP_CODEC_JP2},
                                    {"JPEGB", TP_CODEC_JPEG},
                                    {"PNG", TP_CODEC_PNG}};

static const char person[] =
    GS "2.002:00" GS "2.005:Y" GS "2.018:DOE,JANE" GS "2.022:19800102" GS "2.024:F" GS "2.047:20200101" US
       "THEFT [NCIC 2300]" RS "20200102" US "FRAUD" GS "2.051:20200301" US "THEFT" US "CONVICTED" GS "2.084:3" US "XX";
static const char minutiae[] = GS "9.002:01" GS "9.003:4" GS "9.004:S" GS "9.005:MAKER" US "A" GS "9.006:02" GS
                                  "9.007:U" RS "RS" GS "9.008:0100" US "0200" GS "9.010:2" GS "9.011:0" GS "9.012:1" US
                                  "00800080045" US "15" US "A" RS "2" US "01200110180" US "20" US "B";

/* An image of stripes in the form's bytes, in a record of TYPE. */
static bool add_image(struct tp_buffer *out, unsigned type, unsigned idc, const struct form *form)
{
    struct tp_image image;
    char tag[16], rest[256];
    size_t size_bytes;
    uint8_t *data;

    if (tp_image_init(&image, SIDE_PX, SIDE_PX, 500, NULL) != TP_OK)
        return false;
    for (size_t i = 0; i < (size_t)SIDE_PX * SIDE_PX; i++)
        image.pixels[i] = (i + i / SIDE_PX) / 4 % 2 ? 200 : 60;
    if (tp_codec_encode(&image, form->format, NULL, &data, &size_bytes, NULL) != TP_OK)
        return false;
    snprintf(tag, sizeof tag, "%u.001:", type);
    snprintf(rest, sizeof rest,
             GS "%u.002:%02u" GS "%u.003:%s" GS "%u.004:ORI" GS "%u.005:20200101" GS "%u.006:%u" GS "%u.007:%u" GS
                "%u.008:1" GS "%u.009:500" GS "%u.010:500" GS "%u.011:%s" GS "%u.012:%s" GS "%u.013:%u" GS "%u.999:",
             type, idc, type, type == 10 ? "FACE" : "1", type, type, type, SIDE_PX, type, SIDE_PX, type, type, type,
             type, form->name, type, type == 10 ? "GRAY" : "8", type, idc, type);
    sample_tagged(out, tag, rest, data, size_bytes);
    free(data);
    tp_image_deinit(&image);
    return true;
}

static bool save(struct tp_buffer *file, const char *folder, const char *name)
{
    char path[4096];
    bool done;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    done = !file->bad && tp_file_write(path, file->data, file->size_bytes, NULL) == TP_OK;
    tp_buffer_deinit(file);
    return done;
}

/* A signature of four by two pixels. */
static void add_signature(struct tp_buffer *out)
{
    static const uint8_t signature[] = {0, 0, 0, 20, 8, 0, 0, 0, 0, 4, 0, 2, 0, 255, 0, 255, 255, 0, 255, 0};

    tp_write_bytes(out, signature, sizeof signature);
}

int main(int argc, char **argv)
{
    struct tp_buffer file;
    bool good = argc == 2;

    for (size_t i = 0; good && i < TP_ARRAY_LENGTH(forms); i++) {
        tp_buffer_init(&file);
        sample_first(&file, "1" US "1" RS "14" US "01");
        good = add_image(&file, 14, 1, &forms[i]) && save(&file, argv[1], forms[i].name);
    }
    if (good) {
        tp_buffer_init(&file);
        sample_first(&file, "1" US "7" RS "2" US "00" RS "14" US "01" RS "14" US "02" RS "9" US "01" RS "10" US "03" RS
                            "20" US "04" RS "8" US "00");
        sample_tagged(&file, "2.001:", person, NULL, 0);
        good = add_image(&file, 14, 1, &forms[1]) && add_image(&file, 14, 2, &forms[2]);
        sample_tagged(&file, "9.001:", minutiae, NULL, 0);
        good = good && add_image(&file, 10, 3, &forms[3]) && add_image(&file, 20, 4, &forms[4]);
        add_signature(&file);
        good = good && save(&file, argv[1], "everything");
    }
    if (!good)
        puts("usage: make_card_corpus FOLDER (which must exist)");
    return good ? 0 : 2;
}
