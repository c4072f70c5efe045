/* SPDX-License-Identifier: Apache-2.0 */
/* Compares two images: compare A B prints the score and the false match rate that it stands for. */
#include <stdio.h>
#include <stdlib.h>

#include <tenprint/tenprint.h>

/* From a file to what the comparison needs. */
static tp_status prepare(struct tp_extractor *extractor, const char *path, struct tp_features **out,
                         struct tp_diag *diag)
{
    struct tp_image image;
    struct tp_template tmpl;
    tp_status status = tp_codec_load(path, NULL, &image, diag);

    if (status != TP_OK)
        return status;
    status = tp_extract(extractor, &image, NULL, &tmpl, diag);
    tp_image_deinit(&image);
    if (status != TP_OK)
        return status;
    status = tp_features_new(&tmpl, out, diag);
    tp_template_deinit(&tmpl);
    return status;
}

int main(int argc, char **argv)
{
    struct tp_extractor *extractor = NULL;
    struct tp_matcher *matcher = NULL;
    struct tp_features *features[2] = {NULL, NULL};
    struct tp_match_detail detail;
    struct tp_diag diag;
    tp_status status;

    if (argc != 3) {
        fprintf(stderr, "usage: compare A B\n");
        return 2;
    }
    tp_diag_init(&diag);
    status = tp_extractor_new(&extractor, &diag);
    for (int i = 0; status == TP_OK && i < 2; i++)
        status = prepare(extractor, argv[1 + i], &features[i], &diag);
    if (status == TP_OK)
        status = tp_matcher_new(&matcher, &diag);
    if (status == TP_OK) {
        tp_match_detail(matcher, features[0], features[1], &detail);
        printf("score %d, %u pairs of minutiae, false match rate %.2g\n", (int)detail.score,
               (unsigned)detail.pair_count, tp_score_fmr(detail.score));
    } else {
        char line[1024];

        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    tp_matcher_free(&matcher);
    tp_features_free(&features[0]);
    tp_features_free(&features[1]);
    tp_extractor_free(&extractor);
    return status == TP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
