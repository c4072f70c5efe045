/* SPDX-License-Identifier: Apache-2.0 */
/* Reference loops: fixed work in plain C, to compare figures across machines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/bench.h"

/* Keeps the compiler from dropping a loop whose result nobody uses. */
static volatile uint64_t sink;

/* COUNT of something in the CPU time since START, a second. */
static double rate_since(int64_t start_ns, double count)
{
    return count / ((double)TP_MAX(tp_clock_cpu_ns() - start_ns, 1) / 1e9);
}

double tp_reference_chain_per_s(void)
{
    const uint64_t steps = 10000000;
    int64_t start_ns = tp_clock_cpu_ns();
    uint64_t x = (uint64_t)start_ns;

    for (uint64_t i = 0; i < steps; i++)
        x = x * 6364136223846793005u + 1442695040888963407u;
    sink = x;
    return rate_since(start_ns, (double)steps);
}

/* The empty statement keeps the compiler from joining additions. */
#define ADD(x, y)                                                                                                      \
    do {                                                                                                               \
        (x) += (y);                                                                                                    \
        __asm__ volatile("" : "+r"(x));                                                                                \
    } while (0)

double tp_reference_cycles_per_s(void)
{
    const uint64_t steps = 1000000; /* of eight additions */
    int64_t start_ns = tp_clock_cpu_ns();
    uint64_t x = (uint64_t)start_ns, y = x | 1;

    for (uint64_t i = 0; i < steps; i++) {
        ADD(x, y);
        ADD(x, y);
        ADD(x, y);
        ADD(x, y);
        ADD(x, y);
        ADD(x, y);
        ADD(x, y);
        ADD(x, y);
    }
    sink = x;
    return rate_since(start_ns, 8 * (double)steps);
}

double tp_reference_popcount_per_s(void)
{
    enum { WORDS = 1024, PASSES = 4000 };
    uint64_t words[WORDS], total = 0;
    int64_t start_ns = tp_clock_cpu_ns();

    for (size_t i = 0; i < WORDS; i++)
        words[i] = (uint64_t)start_ns * (2 * i + 1);
    for (uint64_t pass = 0; pass < PASSES; pass++)
        for (size_t i = 0; i < WORDS; i++)
            total += (uint64_t)__builtin_popcountll(words[i] ^ pass);
    sink = total;
    return rate_since(start_ns, (double)WORDS * PASSES);
}

tp_status tp_reference_read_bytes_per_s(double *rate, struct tp_diag *diag)
{
    const size_t count = (size_t)8 << 20;
    uint64_t *words, total = 0;
    int64_t start_ns;
    void *memory;
    tp_status status = tp_alloc(&memory, count, sizeof *words, diag);

    *rate = 0;
    if (status != TP_OK)
        return status;
    words = memory;
    memset(words, 1, count * sizeof *words);
    start_ns = tp_clock_cpu_ns();
    for (size_t i = 0; i < count; i++)
        total ^= words[i];
    sink = total;
    *rate = rate_since(start_ns, (double)(count * sizeof *words));
    free(memory);
    return TP_OK;
}

/* The line "NAME:  123 kB" of the process's status. */
static uint64_t read_status_bytes(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    uint64_t bytes = 0;

    while (file && bytes == 0 && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            bytes = strtoull(line + strlen(name) + 1, NULL, 10) * 1024;
    if (file)
        fclose(file);
    return bytes;
}

uint64_t tp_memory_peak_bytes(void)
{
    return read_status_bytes("VmHWM");
}

uint64_t tp_memory_now_bytes(void)
{
    return read_status_bytes("VmRSS");
}
