/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds a fuzz target the files of its corpus, as a TAP test; under any compiler. */
#include "base/base.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES_MAX = 1 << 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static bool replay(const char *folder, const char *name)
{
    char path[4096];
    uint8_t *data;
    size_t size_bytes;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (tp_file_read(path, FILE_BYTES_MAX, &data, &size_bytes, NULL) != TP_OK)
        return false;
    LLVMFuzzerTestOneInput(data, size_bytes);
    free(data);
    return true;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    int number = 0, failed = 0;

    if (count < 0) {
        puts("Bail out! usage: replay FOLDER");
        return 2;
    }
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            bool done = replay(argv[1], entries[i]->d_name);
            printf("%sok %d - %s\n", done ? "" : "not ", ++number, entries[i]->d_name);
            failed += !done;
        }
        free(entries[i]);
    }
    free(entries);
    printf("1..%d\n", number);
    return failed != 0 || number == 0;
}
