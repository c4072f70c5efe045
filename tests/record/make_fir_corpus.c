/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the finger image records of these tests into FOLDER. */
#include <stdio.h>

#include "make_fir.h"

int main(int argc, char **argv)
{
    struct fir_sample samples[FIR_SAMPLES];
    char path[4096];
    int failed = 0;

    if (argc != 2) {
        puts("usage: make_fir_corpus FOLDER");
        return 2;
    }
    fir_make_all(samples);
    for (size_t i = 0; i < FIR_SAMPLES; i++) {
        snprintf(path, sizeof path, "%s/%s", argv[1], samples[i].name);
        failed += tp_file_write(path, samples[i].file.data, samples[i].file.size_bytes, NULL) != TP_OK;
    }
    fir_free_all(samples);
    return failed != 0;
}
