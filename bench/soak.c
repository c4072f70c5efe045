/* SPDX-License-Identifier: Apache-2.0 */
/* soak [COUNT]: extracts COUNT (10,000) prints of 640x480 in one process and prints what memory that took, one JSON
 * line for each figure. Exit 1 when memory grows after the first tenth, or exceeds 64 MiB. */
#include "base/base.h"
#include "synth/synth.h"

#include <tenprint/extract.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PRINTS = 8, WIDTH_PX = 640, HEIGHT_PX = 480, GROWTH_MAX_KIB = 256, PEAK_MAX_KIB = 64 * 1024 };

typedef uint8_t print_pixels[WIDTH_PX * HEIGHT_PX];

static void must(tp_status status)
{
    TP_ASSERT(status == TP_OK);
}

static void make_prints(print_pixels *prints)
{
    struct tp_synth *synth;

    must(tp_synth_new(&synth, NULL));
    for (uint32_t i = 0; i < PRINTS; i++) {
        struct tp_synth_master *master;
        struct tp_synth_style style;
        struct tp_image image;
        struct tp_template truth;

        must(tp_synth_master_new(synth, 1, i, 1 + i, &master, NULL));
        tp_synth_style_draw(&master->finger, TP_SYNTH_LARGE, 1, &style);
        must(tp_synth_impression(master, &style, &image, &truth, NULL));
        memcpy(prints[i], image.pixels, sizeof prints[i]);
        tp_template_deinit(&truth);
        tp_image_deinit(&image);
        tp_synth_master_free(&master);
    }
    tp_synth_free(&synth);
}

/* The prints, made by another process so that its memory does not count here. */
static print_pixels *shared_prints(void)
{
    size_t size_bytes = PRINTS * sizeof(print_pixels);
    print_pixels *prints = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child;
    int how;

    TP_ASSERT(prints != MAP_FAILED);
    child = fork();
    TP_ASSERT(child >= 0);
    if (child == 0) {
        make_prints(prints);
        _exit(0);
    }
    TP_ASSERT(waitpid(child, &how, 0) == child && how == 0);
    return prints;
}

/* A line of /proc/self/status: VmRSS (now) or VmHWM (the peak). */
static long memory_kib(const char *what)
{
    char line[128];
    long value = -1;
    FILE *file = fopen("/proc/self/status", "r");

    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, what, strlen(what)) == 0)
            value = strtol(line + strlen(what) + 1, NULL, 10);
    if (file)
        fclose(file);
    TP_ASSERT(value > 0);
    return value;
}

static void extract(struct tp_extractor *extractor, uint8_t *pixels)
{
    const struct tp_image image = {WIDTH_PX, HEIGHT_PX, TP_PPI_STANDARD, pixels};
    struct tp_template tmpl;
    uint8_t *data;
    size_t size_bytes;

    must(tp_extract(extractor, &image, NULL, &tmpl, NULL));
    must(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, NULL));
    free(data);
    tp_template_deinit(&tmpl);
}

int main(int argc, char **argv)
{
    const long count = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    print_pixels *prints = shared_prints();
    struct tp_extractor *extractor;
    long first_kib = 0, growth_kib, peak_kib;

    must(tp_extractor_new(&extractor, NULL));
    for (long i = 0; i < count; i++) {
        if (i == count / 10)
            first_kib = memory_kib("VmRSS:");
        extract(extractor, prints[i % PRINTS]);
    }
    growth_kib = memory_kib("VmRSS:") - first_kib;
    peak_kib = memory_kib("VmHWM:");
    tp_extractor_free(&extractor);
    printf("{\"figure\": \"growth of memory from extraction %ld to %ld\", \"value\": %ld, \"unit\": \"KiB\"}\n",
           count / 10, count, growth_kib);
    printf(
        "{\"figure\": \"peak memory of a process that extracts %dx%d prints\", \"value\": %.1f, \"unit\": \"MiB\"}\n",
        WIDTH_PX, HEIGHT_PX, (double)peak_kib / 1024);
    return growth_kib > GROWTH_MAX_KIB || peak_kib > PEAK_MAX_KIB;
}
