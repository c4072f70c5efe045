/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of every decoder, its library's included, fails once: the result is an error or the whole picture,
 * and nothing leaks. TIFF is left out: libtiff 4.5.0 itself dereferences NULL when some of its small ones fail. So does
 * OpenJPEG 2.5.0, of which the large ones are tried. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "test.h"

enum { OPENJPEG_LEAST_BYTES = 256 };

#if defined(__has_feature)
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&                           \
    !HAS_FEATURE(address_sanitizer) && !HAS_FEATURE(thread_sanitizer) && !HAS_FEATURE(memory_sanitizer)
#define CAN_COUNT 1

/* This program's own allocation functions go before the C library's, for the libraries too. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static bool counting;
static long until_failure, blocks;
static size_t least_bytes; /* smaller allocations never fail */

static bool fails(size_t size)
{
    return counting && size >= least_bytes && until_failure-- == 0;
}

void *malloc(size_t size)
{
    void *memory = fails(size) ? NULL : __libc_malloc(size);
    blocks += counting && memory;
    return memory;
}

void *calloc(size_t count, size_t size)
{
    void *memory = fails(count * size) ? NULL : __libc_calloc(count, size);
    blocks += counting && memory;
    return memory;
}

void *realloc(void *memory, size_t size)
{
    void *moved = fails(size) ? NULL : __libc_realloc(memory, size);
    blocks += counting && moved && !memory;
    return moved;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = fails(size) ? NULL : __libc_memalign(alignment, size);
    blocks += counting && *memory;
    return *memory ? 0 : ENOMEM;
}

void free(void *memory)
{
    blocks -= counting && memory;
    __libc_free(memory);
}

/* Decodes with the N-th allocation failing; false when there were fewer than N. */
static bool survives(const struct sample *sample, long n)
{
    struct tp_image image;
    struct tp_diag diag;
    tp_status status;
    bool intact;

    tp_diag_init(&diag);
    until_failure = n;
    blocks = 0;
    counting = true;
    status = tp_codec_decode(sample->file.data, sample->file.size_bytes, NULL, &image, &diag);
    intact =
        status != TP_OK || memcmp(image.pixels, sample->pixels, sizeof sample->pixels) == 0 || sample->tolerance > 0;
    tp_image_deinit(&image);
    counting = false;
    if (blocks != 0)
        fail_msg("%s %s: %ld blocks leak when allocation %ld fails", sample->format, sample->name, blocks, n);
    if (!intact || (status != TP_OK && diag.text[0] == '\0'))
        fail_msg("%s %s: %s (%s) when allocation %ld fails", sample->format, sample->name, tp_status_name(status),
                 diag.text, n);
    return until_failure < 0;
}

static void each_allocation_fails(void **state)
{
    static struct samples samples;
    long tried = 0;

    (void)state;
    samples_make_png(&samples);
    samples_make_pgm(&samples);
    samples_make_bmp(&samples);
    samples_make_jpeg(&samples);
    samples_make_wsq(&samples);
    samples_make_jp2(&samples);
    for (size_t i = 0; i < samples.count; i++) {
        least_bytes = strcmp(samples.items[i].format, "jp2") == 0 ? OPENJPEG_LEAST_BYTES : 0;
        for (long n = 0; survives(&samples.items[i], n); n++)
            tried++;
    }
    samples_free(&samples);
    print_message("# %ld failed allocations\n", tried);
    assert_true(tried > 100);
}

static bool encoder_survives(const struct tp_image *image, long n)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    until_failure = n;
    blocks = 0;
    counting = true;
    status = tp_codec_encode(image, TP_CODEC_WSQ, NULL, &data, &size_bytes, NULL);
    free(data);
    counting = false;
    assert_int_equal(blocks, 0);
    if (status != (until_failure < 0 ? TP_E_MEMORY : TP_OK))
        fail_msg("%s when allocation %ld fails", tp_status_name(status), n);
    return until_failure < 0;
}

static void each_allocation_of_the_wsq_encoder_fails(void **state)
{
    struct tp_image image;
    long tried = 0;

    (void)state;
    least_bytes = 0;
    assert_int_equal(tp_image_init(&image, 120, 90, 500, NULL), TP_OK);
    for (size_t i = 0; i < (size_t)120 * 90; i++)
        image.pixels[i] = (uint8_t)(i * i >> 3);
    while (encoder_survives(&image, tried))
        tried++;
    tp_image_deinit(&image);
    assert_true(tried > 3);
}

#else

static void each_allocation_of_the_wsq_encoder_fails(void **state)
{
    (void)state; /* as below */
}

static void each_allocation_fails(void **state)
{
    (void)state;
    print_message("# skipped: a sanitizer owns malloc\n"); /* cmocka writes skip() as a failure */
}

#endif

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_allocation_fails),
    cmocka_unit_test(each_allocation_of_the_wsq_encoder_fails),
};
TP_TEST_MAIN(tests)
