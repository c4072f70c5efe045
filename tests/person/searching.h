/* SPDX-License-Identifier: Apache-2.0 */
/* Searching every file of two organisations for bytes, as somebody would who has the disks. */
#ifndef TP_TEST_PERSON_SEARCHING_H
#define TP_TEST_PERSON_SEARCHING_H

#include "test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static const char *searched_folders[2];
static const uint8_t *needle;
static size_t needle_bytes, hits;
static char where[4096];

static inline int search_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    uint8_t *data;
    size_t size;

    (void)info;
    (void)place;
    if (kind != FTW_F || tp_file_read(path, (size_t)1 << 30, &data, &size, NULL) != TP_OK)
        return 0;
    if (size >= needle_bytes && memmem(data, size, needle, needle_bytes)) {
        hits++;
        snprintf(where, sizeof where, "%s", path);
    }
    free(data);
    return 0;
}

static inline size_t files_with(const void *bytes, size_t size)
{
    needle = bytes;
    needle_bytes = size;
    hits = 0;
    where[0] = '\0';
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(nftw(searched_folders[i], search_file, 16, FTW_PHYS), 0);
    return hits;
}

/* As they are, in hex of either case, and in base64 wherever they begin in it. */
static inline size_t files_with_any_form(const uint8_t *bytes, size_t size)
{
    char hex[2 * 64 + 1], upper[2 * 64 + 1];
    size_t count = files_with(bytes, size);

    assert_true(size <= 64 && size > 6);
    tp_hex_encode(bytes, size, hex);
    count += files_with(hex, strlen(hex));
    for (size_t i = 0; i <= strlen(hex); i++)
        upper[i] = (char)(hex[i] >= 'a' ? hex[i] - 32 : hex[i]);
    count += files_with(upper, strlen(upper));
    for (size_t shift = 0; shift < 3; shift++) { /* what all texts have in common that hold the bytes there */
        size_t whole = (size - shift) / 3 * 3;
        struct tp_buffer text;
        tp_buffer_init(&text);
        tp_base64_encode(bytes + shift, whole, &text);
        count += files_with(text.data, text.size_bytes);
        tp_buffer_deinit(&text);
    }
    return count;
}

#endif
