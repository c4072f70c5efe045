/* SPDX-License-Identifier: Apache-2.0 */
/* packed FOLDER...: how small the templates (*.tpt) of each folder pack, and what that and preparing a survivor of the
 * screening cost, one JSON line for each folder. Every template is checked to give the same features after it. */
#include "template/template.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/match.h>

enum { FILES_MAX = 20000, FILE_BYTES_MAX = 1 << 17, ROUNDS = 20, PATH_SIZE = 4096 };

struct print {
    struct tp_template tmpl;
    size_t native_bytes, at, packed_bytes;
};

static void must(tp_status status, const struct tp_diag *diag)
{
    if (status != TP_OK)
        fprintf(stderr, "packed: %s: %s\n", diag->file, diag->text);
    TP_ASSERT(status == TP_OK);
}

static size_t read_folder(const char *path, struct print *prints)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    size_t count = 0;

    while (folder && count < FILES_MAX && (entry = readdir(folder))) {
        const char *end = strrchr(entry->d_name, '.');
        char file[PATH_SIZE];
        struct tp_diag diag;
        uint8_t *data;

        if (!end || strcmp(end, ".tpt") != 0)
            continue;
        tp_diag_init(&diag);
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        must(tp_file_read(file, FILE_BYTES_MAX, &data, &prints[count].native_bytes, &diag), &diag);
        must(tp_template_decode(data, prints[count].native_bytes, 0, &prints[count].tmpl, NULL, &diag), &diag);
        free(data);
        count++;
    }
    if (folder)
        closedir(folder);
    return count;
}

static void check(const struct tp_template *before, const struct tp_template *after)
{
    struct tp_features *a, *b;
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_features_new(before, &a, &diag), &diag);
    must(tp_features_new(after, &b, &diag), &diag);
    TP_ASSERT(tp_features_size_bytes(a) == tp_features_size_bytes(b));
    TP_ASSERT(memcmp(a, b, tp_features_size_bytes(a)) == 0);
    tp_features_free(&a);
    tp_features_free(&b);
}

static void measure(const char *path, struct print *prints, size_t count)
{
    static uint8_t cells[TP_FIELD_CELLS_MAX];
    size_t native = 0, minutiae = 0, largest = 0;
    struct tp_buffer packed;
    struct tp_template out;
    struct tp_features *features;
    struct tp_diag diag;
    int64_t start, pack_ns, unpack_ns, features_ns = 0;

    tp_diag_init(&diag);
    tp_buffer_init(&packed);
    start = tp_clock_cpu_ns();
    for (size_t i = 0; i < count; i++) {
        prints[i].at = packed.size_bytes;
        must(tp_template_pack(&prints[i].tmpl, &packed, &diag), &diag);
        prints[i].packed_bytes = packed.size_bytes - prints[i].at;
        largest = TP_MAX(largest, prints[i].packed_bytes);
        native += prints[i].native_bytes;
        minutiae += prints[i].tmpl.minutia_count;
    }
    pack_ns = tp_clock_cpu_ns() - start;
    start = tp_clock_cpu_ns();
    for (size_t n = 0; n < ROUNDS * count; n++)
        must(tp_template_unpack(packed.data + prints[n % count].at, prints[n % count].packed_bytes, &out, cells, &diag),
             &diag);
    unpack_ns = tp_clock_cpu_ns() - start;
    for (size_t i = 0; i < count; i++) {
        must(tp_template_unpack(packed.data + prints[i].at, prints[i].packed_bytes, &out, cells, &diag), &diag);
        check(&prints[i].tmpl, &out);
        start = tp_clock_cpu_ns();
        must(tp_features_new(&out, &features, &diag), &diag);
        features_ns += tp_clock_cpu_ns() - start;
        tp_features_free(&features);
    }
    printf("{\"folder\":\"%s\",\"templates\":%zu,\"minutiae\":%.1f,\"native_bytes\":%.1f,\"packed_bytes\":%.1f,"
           "\"largest_bytes\":%zu,\"pack_us\":%.2f,\"unpack_us\":%.2f,\"features_us\":%.2f}\n",
           path, count, (double)minutiae / (double)count, (double)native / (double)count,
           (double)packed.size_bytes / (double)count, largest, (double)pack_ns / (double)count / 1e3,
           (double)unpack_ns / (double)(ROUNDS * count) / 1e3, (double)features_ns / (double)count / 1e3);
    tp_buffer_deinit(&packed);
}

int main(int argc, char **argv)
{
    struct print *prints = calloc(FILES_MAX, sizeof *prints);

    for (int i = 1; prints && i < argc; i++) {
        size_t count = read_folder(argv[i], prints);

        if (count > 0)
            measure(argv[i], prints, count);
        for (size_t n = 0; n < count; n++)
            tp_template_deinit(&prints[n].tmpl);
    }
    free(prints);
    return argc < 2 || !prints;
}
