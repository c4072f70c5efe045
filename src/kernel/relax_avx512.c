/* SPDX-License-Identifier: Apache-2.0 */
/* Relaxation kernels at this level: avx512. */
#include "kernel/relax_wide.h"

void tp_relax_fill_avx512(struct tp_relax_kernels *table)
{
    table->agree = agree;
    table->gather = gather;
}
