/* SPDX-License-Identifier: Apache-2.0 */
/* Percentiles of samples. */
#include <math.h>
#include <stdlib.h>

#include "node/node.h"

static int ascending(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return first < second ? -1 : first > second;
}

double tp_percentile(double *samples, size_t count, double share)
{
    size_t rank = (size_t)ceil(share * (double)count);

    if (count == 0)
        return (double)NAN;
    qsort(samples, count, sizeof *samples, ascending);
    return samples[TP_CLAMP(rank, (size_t)1, count) - 1];
}
