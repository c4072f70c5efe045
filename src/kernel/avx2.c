/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels for AVX2 with POPCNT and BMI2. */
#include "kernel/kernel.h"

void tp_kernels_fill_avx2(struct tp_kernels *table)
{
    table->name = "avx2";
    tp_descriptor_fill_avx2(&table->descriptor);
    tp_filter_fill_avx2(&table->filter);
    tp_reference_fill_avx2(&table->reference);
    tp_relax_fill_avx2(&table->relax);
    tp_screen_fill_avx2(&table->screen);
    tp_signature_fill_avx2(&table->signature);
    tp_surround_fill_avx2(&table->surround);
}
