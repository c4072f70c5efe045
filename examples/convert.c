/* SPDX-License-Identifier: Apache-2.0 */
/* Converts a template file: convert IN OUT native|iso|incits. Of several finger views it takes the first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/tenprint.h>

static size_t read_file(const char *path, uint8_t *data, size_t limit)
{
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(data, 1, limit, file) : 0;

    if (file)
        fclose(file);
    return size;
}

static int write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    int good = file && fwrite(data, 1, size, file) == size;

    return file && fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"native", "iso", "incits"}; /* in the order of enum tp_template_format */
    static uint8_t in[1 << 20];
    int format = 0;
    struct tp_template tmpl;
    struct tp_diag diag;
    unsigned views;
    uint8_t *out = NULL;
    size_t size = 0;
    tp_status status;

    while (argc == 4 && format < 3 && strcmp(argv[3], names[format]) != 0)
        format++;
    if (argc != 4 || format == 3) {
        fprintf(stderr, "usage: convert IN OUT native|iso|incits\n");
        return 2;
    }
    tp_diag_init(&diag);
    status = tp_template_decode(in, read_file(argv[1], in, sizeof in), 0, &tmpl, &views, &diag);
    if (status == TP_OK)
        status = tp_template_encode(&tmpl, (enum tp_template_format)format, &out, &size, &diag);
    if (status != TP_OK) {
        char line[1024];

        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "%s: %s\n", argv[1], line);
    } else if (write_file(argv[2], out, size)) {
        printf("%u minutiae, view 1 of %u, %zu bytes\n", tmpl.minutia_count, views, size);
    } else {
        perror(argv[2]);
        status = TP_E_IO;
    }
    free(out);
    tp_template_deinit(&tmpl);
    return status == TP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
