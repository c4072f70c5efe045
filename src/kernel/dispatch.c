/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the kernel table once: from the lowest level up, stopping at the first that the processor lacks. */
#include "kernel/kernel.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tp_kernels tables[TP_KERNEL_LEVELS];
static enum tp_kernel_level highest;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static enum tp_kernel_level detect(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("popcnt") || !__builtin_cpu_supports("bmi2"))
        return TP_KERNEL_SCALAR;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512vpopcntdq"))
        return TP_KERNEL_AVX2;
    return TP_KERNEL_AVX512;
#else
    return TP_KERNEL_SCALAR;
#endif
}

static enum tp_kernel_level cap(enum tp_kernel_level level)
{
    static const char *const names[TP_KERNEL_LEVELS] = {"scalar", "avx2", "avx512"};
    const char *wanted = getenv("TP_CPU");

    if (!wanted)
        return level;
    for (int i = 0; i < TP_KERNEL_LEVELS; i++)
        if (strcmp(wanted, names[i]) == 0)
            return (enum tp_kernel_level)i < level ? (enum tp_kernel_level)i : level;
    fprintf(stderr, "tenprint: TP_CPU=%s is no kernel level (scalar, avx2, avx512)\n", wanted);
    abort();
}

static void choose(void)
{
    highest = cap(detect());
    for (int level = 0; level <= (int)highest; level++) {
        if (level > 0)
            tables[level] = tables[level - 1];
#if defined(__x86_64__)
        if (level == TP_KERNEL_AVX512)
            tp_kernels_fill_avx512(&tables[level]);
        if (level == TP_KERNEL_AVX2)
            tp_kernels_fill_avx2(&tables[level]);
#endif
        if (level == TP_KERNEL_SCALAR)
            tp_kernels_fill_scalar(&tables[level]);
    }
}

const struct tp_kernels *tp_kernels(void)
{
    pthread_once(&once, choose);
    return &tables[highest];
}

const struct tp_kernels *tp_kernels_at(enum tp_kernel_level level)
{
    pthread_once(&once, choose);
    return level <= highest ? &tables[level] : NULL;
}
