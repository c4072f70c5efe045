/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar kernels: the specification of the others. */
#include "kernel/kernel.h"

void tp_kernels_fill_scalar(struct tp_kernels *table)
{
    table->name = "scalar";
    tp_descriptor_fill_scalar(&table->descriptor);
    tp_filter_fill_scalar(&table->filter);
    tp_reference_fill_scalar(&table->reference);
    tp_relax_fill_scalar(&table->relax);
    tp_screen_fill_scalar(&table->screen);
    tp_signature_fill_scalar(&table->signature);
    tp_surround_fill_scalar(&table->surround);
}
