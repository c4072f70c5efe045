/* SPDX-License-Identifier: Apache-2.0 */
/* Relaxation kernels at this level: scalar. */
#include "kernel/relax_wide.h"

void tp_relax_fill_scalar(struct tp_relax_kernels *table)
{
    table->agree = agree;
    table->gather = gather;
}
