/* SPDX-License-Identifier: Apache-2.0 */
/* rows [COUNT [FOLDER]]: a gallery of COUNT (20,000) ten-finger subjects, whose templates have 300 bytes as packed ones
 * have, added, saved in FOLDER (/tmp), mapped and removed from. One JSON line for each figure. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gallery/rows.h"

enum { FINGERS = 10, PACKED_BYTES = 300, REMOVALS = 200, PINS = 1000000, BLOCK_BYTES = 1 << 20 };

static const uint8_t mark[TP_ROWS_MARK_BYTES];

static void must(tp_status status)
{
    TP_ASSERT(status == TP_OK);
}

static void print_figure(const char *what, double value, const char *unit)
{
    printf("{\"bench\": \"rows\", \"what\": \"%s\", \"value\": %.6g, \"unit\": \"%s\"}\n", what, value, unit);
    fflush(stdout);
}

static double seconds_since(int64_t begin_ns)
{
    return (double)(tp_clock_monotonic_ns() - begin_ns) / 1e9;
}

static void name_of(uint32_t i, char out[16])
{
    snprintf(out, 16, "P%09u", i);
}

static void fill(struct tp_rows *rows, uint32_t count)
{
    struct tp_rng rng = tp_rng_seed(1, 1);
    static struct tp_code codes[FINGERS];
    static struct tp_signature signatures[FINGERS];
    static uint8_t packed[FINGERS][PACKED_BYTES];
    struct tp_row_print prints[FINGERS];
    char name[16];

    for (uint32_t i = 0; i < count; i++) {
        for (uint8_t f = 0; f < FINGERS; f++) {
            for (size_t w = 0; w < TP_CODE_WORDS; w++)
                codes[f].words[w] = tp_rng_u64(&rng);
            memset(&signatures[f], (int)(codes[f].words[0] & 255), sizeof signatures[f]);
            memset(packed[f], (int)(codes[f].words[1] & 255), PACKED_BYTES);
            prints[f] = (struct tp_row_print){(uint8_t)(f + 1), 60, &codes[f], &signatures[f], packed[f], PACKED_BYTES};
        }
        name_of(i, name);
        must(tp_rows_add(rows, name, prints, FINGERS, NULL));
    }
}

static double content_bytes(void)
{
    return FINGERS * ((double)sizeof(struct tp_code) + (double)sizeof(struct tp_signature) + PACKED_BYTES);
}

static void print_sizes(struct tp_rows *rows, const char *where)
{
    struct tp_rows_counts counts;
    char what[80];
    double each;

    tp_rows_count(rows, &counts);
    each = (double)counts.size_bytes / (double)counts.subjects;
    snprintf(what, sizeof what, "a subject %s", where);
    print_figure(what, each, "bytes");
    snprintf(what, sizeof what, "of that, not codes, signatures or templates, %s", where);
    print_figure(what, each - content_bytes(), "bytes");
}

/* What the disk takes when it is written to plainly. */
static void bench_disk(const char *path, double size_bytes)
{
    static uint8_t block[BLOCK_BYTES];
    char plain[512];
    int64_t begin_ns = tp_clock_monotonic_ns();
    int fd;

    snprintf(plain, sizeof plain, "%s.plain", path);
    fd = open(plain, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    memset(block, 77, sizeof block);
    for (double left = size_bytes; left > 0; left -= BLOCK_BYTES)
        TP_ASSERT(write(fd, block, sizeof block) == (ssize_t)sizeof block);
    TP_ASSERT(fsync(fd) == 0);
    print_figure("a plain file of that size, written and synced", size_bytes / 1e6 / seconds_since(begin_ns), "MB/s");
    close(fd);
    unlink(plain);
}

static void bench_save(struct tp_rows *rows, const char *path)
{
    int64_t begin_ns = tp_clock_monotonic_ns();
    struct stat info;
    double took_s;

    must(tp_rows_save(rows, path, mark, NULL));
    took_s = seconds_since(begin_ns);
    TP_ASSERT(stat(path, &info) == 0);
    print_figure("the file", (double)info.st_size / 1e6, "MB");
    print_figure("save", took_s, "s");
    print_figure("save", (double)info.st_size / 1e6 / took_s, "MB/s");
    bench_disk(path, (double)info.st_size);
}

static void forget_file(const char *path)
{
    int fd = open(path, O_RDONLY);

    TP_ASSERT(fd >= 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
    close(fd);
}

static struct tp_rows *bench_map(const char *path, const char *what)
{
    uint8_t out[TP_ROWS_MARK_BYTES];
    int64_t begin_ns = tp_clock_monotonic_ns(), begin_cpu_ns = tp_clock_cpu_ns();
    struct tp_rows *rows;

    must(tp_rows_map(path, false, &rows, out, NULL));
    print_figure(what, seconds_since(begin_ns), "s");
    print_figure("of that, processor time", (double)(tp_clock_cpu_ns() - begin_cpu_ns) / 1e9, "s");
    return rows;
}

static int by_value(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return (*one > *two) - (*one < *two);
}

static void bench_removals(struct tp_rows *rows, uint32_t first, const char *where)
{
    double took_ms[REMOVALS];
    char name[16], what[80];

    for (uint32_t i = 0; i < REMOVALS; i++) {
        int64_t begin_ns = tp_clock_monotonic_ns();
        name_of(first + i, name);
        must(tp_rows_remove(rows, name, NULL));
        took_ms[i] = 1000 * seconds_since(begin_ns);
    }
    qsort(took_ms, REMOVALS, sizeof took_ms[0], by_value);
    snprintf(what, sizeof what, "remove %s, p50", where);
    print_figure(what, took_ms[REMOVALS / 2], "ms");
    snprintf(what, sizeof what, "remove %s, p99", where);
    print_figure(what, took_ms[REMOVALS * 99 / 100], "ms");
}

static void bench_pins(struct tp_rows *rows)
{
    int64_t begin_ns = tp_clock_monotonic_ns();

    for (unsigned i = 0; i < PINS; i++) {
        struct tp_rows_pin pin;
        tp_rows_pin(rows, &pin);
        tp_rows_unpin(&pin);
    }
    print_figure("pin and unpin", seconds_since(begin_ns) * 1e9 / PINS, "ns");
}

int main(int argc, char **argv)
{
    uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 20000;
    char path[512];
    struct tp_rows *rows;
    int64_t begin_ns;

    snprintf(path, sizeof path, "%s/rows-%d", argc > 2 ? argv[2] : "/tmp", (int)getpid());
    if (count < 2 * REMOVALS || count > 100000000)
        return 2;
    must(tp_rows_new(&rows, NULL));
    begin_ns = tp_clock_monotonic_ns();
    fill(rows, count);
    print_figure("add", count / seconds_since(begin_ns), "subjects/s");
    print_sizes(rows, "in memory");
    bench_removals(rows, 0, "from memory");
    bench_save(rows, path);
    print_sizes(rows, "in the file");
    tp_rows_free(&rows);
    rows = bench_map(path, "map");
    tp_rows_free(&rows);
    forget_file(path);
    rows = bench_map(path, "map, not in memory before");
    bench_removals(rows, REMOVALS, "from the file");
    bench_pins(rows);
    tp_rows_free(&rows);
    unlink(path);
    return 0;
}
