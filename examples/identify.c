/* SPDX-License-Identifier: Apache-2.0 */
/* Searches a small gallery: identify PROBE IMAGE... enrols each IMAGE as a subject of its own and lists those whose
 * score a non-mated comparison reaches once in a thousand times at most. */
#include <stdio.h>
#include <stdlib.h>

#include <tenprint/tenprint.h>

enum { TOP = 5 };

static tp_status extract_file(struct tp_extractor *extractor, const char *path, struct tp_template *out,
                              struct tp_diag *diag)
{
    struct tp_image image;
    tp_status status;

    tp_template_init(out);
    status = tp_codec_load(path, NULL, &image, diag);
    if (status != TP_OK)
        return status;
    status = tp_extract(extractor, &image, NULL, out, diag);
    tp_image_deinit(&image);
    return status;
}

static tp_status enrol(struct tp_extractor *extractor, const char *path, struct tp_gallery *gallery,
                       struct tp_diag *diag)
{
    struct tp_template tmpl;
    tp_status status = extract_file(extractor, path, &tmpl, diag);

    if (status == TP_OK)
        status = tp_gallery_add(gallery, path, &tmpl, diag);
    tp_template_deinit(&tmpl);
    return status;
}

static tp_status search(struct tp_extractor *extractor, const char *path, const struct tp_gallery *gallery,
                        struct tp_diag *diag)
{
    const struct tp_identify_options options = {.top = TOP, .score_min = tp_score_for_fmr(0.001)};
    struct tp_candidates found = {0};
    struct tp_template probe;
    const struct tp_template *const probes[] = {&probe};
    tp_status status = extract_file(extractor, path, &probe, diag);

    if (status == TP_OK)
        status = tp_gallery_identify(gallery, probes, 1, &options, &found, diag);
    for (uint32_t i = 0; status == TP_OK && i < found.count; i++)
        printf("%s: score %d\n", found.items[i].subject, (int)found.items[i].score);
    if (status == TP_OK)
        printf("%u of %zu subjects\n", (unsigned)found.count, tp_gallery_subject_count(gallery));
    tp_candidates_deinit(&found);
    tp_template_deinit(&probe);
    return status;
}

int main(int argc, char **argv)
{
    struct tp_extractor *extractor = NULL;
    struct tp_gallery *gallery = NULL;
    struct tp_diag diag;
    tp_status status;

    if (argc < 3) {
        fprintf(stderr, "usage: identify PROBE IMAGE...\n");
        return 2;
    }
    tp_diag_init(&diag);
    status = tp_extractor_new(&extractor, &diag);
    if (status == TP_OK)
        status = tp_gallery_new(&gallery, &diag);
    for (int i = 2; status == TP_OK && i < argc; i++)
        status = enrol(extractor, argv[i], gallery, &diag);
    if (status == TP_OK)
        status = search(extractor, argv[1], gallery, &diag);
    if (status != TP_OK) {
        char line[1024];

        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    tp_gallery_free(&gallery);
    tp_extractor_free(&extractor);
    return status == TP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
