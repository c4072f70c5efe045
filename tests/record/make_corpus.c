/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the sample transactions as a corpus: FOLDER/record/NAME, where FOLDER/record exists. */
#include "test.h"

#include "samples.h"

#include <stdio.h>

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

        snprintf(path, sizeof path, "%s/record/%s", argv[1], sample->name);
        failed += tp_file_write(path, sample->file.data, sample->file.size_bytes, NULL) != TP_OK;
    }
    samples_free(&samples);
    return failed != 0;
}
