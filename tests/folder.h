/* SPDX-License-Identifier: Apache-2.0 */
/* A scratch folder for a test, removed with all in it. */
#ifndef TP_TEST_FOLDER_H
#define TP_TEST_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test_folder {
    char path[64];
};

static inline void folder_make(struct test_folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/tenprint_test_XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

static inline void folder_remove(const struct test_folder *folder)
{
    char line[128];

    snprintf(line, sizeof line, "rm -rf '%s'", folder->path);
    assert_int_equal(system(line), 0);
}

/* The path of NAME in the folder, in one of four static buffers. */
static inline const char *folder_path(const struct test_folder *folder, const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

static inline void folder_write(const struct test_folder *folder, const char *name, const void *data, size_t size_bytes)
{
    FILE *file = fopen(folder_path(folder, name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size_bytes, file), size_bytes);
    fclose(file);
}

#endif
