/* SPDX-License-Identifier: Apache-2.0 */
/* Four floats that are computed with together, each by the operations that it would have alone: loops whose order a
 * compiler may not change, but would have to in order to be fast. An extension of gcc and clang, on every processor. */
#ifndef TP_EXTRACT_QUAD_H
#define TP_EXTRACT_QUAD_H

#include <string.h>

typedef float tp_quad __attribute__((vector_size(16)));
enum { TP_QUAD = 4 };

static inline tp_quad tp_quad_of(float value)
{
    return (tp_quad){value, value, value, value};
}

static inline tp_quad tp_quad_load(const float *values)
{
    tp_quad out;

    memcpy(&out, values, sizeof out);
    return out;
}

static inline void tp_quad_store(float *out, tp_quad values)
{
    memcpy(out, &values, sizeof values);
}

#endif
