/* SPDX-License-Identifier: Apache-2.0 */
/* Results that every compiler, SIMD level, thread count and processor must give bit for bit: a hash for each stage of
 * each print. Without an argument prints them; with one, compares them with that file, as a TAP test. */
#include "base/base.h"
#include "kernel/kernel.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINES_MAX = 512, LINE_MAX_BYTES = 80 };

struct golden {
    char lines[LINES_MAX][LINE_MAX_BYTES];
    size_t count;
};

static void record(struct golden *golden, const char *what, uint64_t hash)
{
    TP_ASSERT(golden->count < LINES_MAX);
    snprintf(golden->lines[golden->count++], LINE_MAX_BYTES, "%s %016" PRIx64, what, hash);
}

static void record_arithmetic(struct golden *golden)
{
    struct tp_rng rng = tp_rng_seed(1, 0);
    uint64_t elementary = 0, normal = 0;

    for (int i = 0; i < 100000; i++) {
        float x = tp_rng_range(&rng, -80.0f, 80.0f), y = tp_rng_range(&rng, -80.0f, 80.0f);
        const float results[] = {tp_sin(x), tp_cos(x), tp_atan2(y, x), tp_exp(x), tp_log(y * y)};
        const float deviate = tp_rng_normal(&rng);

        elementary = tp_hash64(results, sizeof results, elementary);
        normal = tp_hash64(&deviate, sizeof deviate, normal);
    }
    record(golden, "base elementary", elementary);
    record(golden, "base normal", normal);
}

/* Compares with the file at PATH, line by line; returns the number of lines that differ. */
static int compare(const struct golden *golden, const char *path)
{
    char expected[LINE_MAX_BYTES + 2];
    int different = 0;
    FILE *file = fopen(path, "r");

    if (!file) {
        printf("Bail out! cannot open %s\n", path);
        return 1;
    }
    printf("1..%zu\n", golden->count + 1);
    for (size_t i = 0; i < golden->count; i++) {
        bool same;

        if (!fgets(expected, sizeof expected, file))
            expected[0] = '\0';
        expected[strcspn(expected, "\n")] = '\0';
        same = strcmp(expected, golden->lines[i]) == 0;
        different += !same;
        printf("%sok %zu - %s (%s)\n", same ? "" : "not ", i + 1, golden->lines[i], tp_kernels()->name);
        if (!same)
            printf("# expected: %s\n", expected);
    }
    different += fgets(expected, sizeof expected, file) != NULL;
    printf("%sok %zu - nothing more is expected\n", feof(file) ? "" : "not ", golden->count + 1);
    fclose(file);
    return different;
}

int main(int argc, char **argv)
{
    static struct golden golden;

    record_arithmetic(&golden);
    if (argc > 1)
        return compare(&golden, argv[1]) != 0;
    for (size_t i = 0; i < golden.count; i++)
        puts(golden.lines[i]);
    return 0;
}
