/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the small files of these tests as corpora: FOLDER/FORMAT/NAME, where FOLDER/FORMAT exists. */
#include <stdio.h>

#include "samples.h"

enum { FILE_BYTES_MAX = 2500 };

int main(int argc, char **argv)
{
    static struct samples samples;
    char path[4096];
    int failed = 0;

    if (argc != 2) {
        puts("usage: make_corpus FOLDER");
        return 2;
    }
    samples_make_all(&samples);
    for (size_t i = 0; i < samples.count; i++) {
        const struct sample *sample = &samples.items[i];

        snprintf(path, sizeof path, "%s/%s/%s", argv[1], sample->format, sample->name);
        if (sample->file.size_bytes <= FILE_BYTES_MAX)
            failed += tp_file_write(path, sample->file.data, sample->file.size_bytes, NULL) != TP_OK;
    }
    samples_free(&samples);
    return failed != 0;
}
