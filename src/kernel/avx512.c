/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels for AVX-512 (F, BW, VL, DQ, VPOPCNTDQ). */
#include "kernel/kernel.h"

void tp_kernels_fill_avx512(struct tp_kernels *table)
{
    table->name = "avx512";
    tp_descriptor_fill_avx512(&table->descriptor);
    tp_filter_fill_avx512(&table->filter);
    tp_reference_fill_avx512(&table->reference);
    tp_relax_fill_avx512(&table->relax);
    tp_screen_fill_avx512(&table->screen);
    tp_signature_fill_avx512(&table->signature);
    tp_surround_fill_avx512(&table->surround);
}
