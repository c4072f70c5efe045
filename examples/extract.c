/* SPDX-License-Identifier: Apache-2.0 */
/* Extracts the template of an image: extract IMAGE OUT. */
#include <stdio.h>
#include <stdlib.h>

#include <tenprint/tenprint.h>

static int write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    int good = file && fwrite(data, 1, size, file) == size;

    return file && fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
    struct tp_image image = {0};
    struct tp_extractor *extractor = NULL;
    struct tp_template tmpl;
    struct tp_diag diag;
    uint8_t *data = NULL;
    size_t size = 0;
    tp_status status;

    if (argc != 3) {
        fprintf(stderr, "usage: extract IMAGE OUT\n");
        return 2;
    }
    tp_diag_init(&diag);
    tp_template_init(&tmpl);
    status = tp_codec_load(argv[1], NULL, &image, &diag);
    if (status == TP_OK)
        status = tp_extractor_new(&extractor, &diag);
    if (status == TP_OK)
        status = tp_extract(extractor, &image, NULL, &tmpl, &diag);
    if (status == TP_OK)
        status = tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data, &size, &diag);
    if (status != TP_OK) {
        char line[1024];

        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "%s\n", line);
    } else if (write_file(argv[2], data, size)) {
        printf("%u minutiae, quality %u, %zu bytes\n", tmpl.minutia_count, tmpl.quality, size);
    } else {
        perror(argv[2]);
        status = TP_E_IO;
    }
    free(data);
    tp_template_deinit(&tmpl);
    tp_extractor_free(&extractor);
    tp_image_deinit(&image);
    return status == TP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
