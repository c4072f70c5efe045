/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: arenas for workspaces, checked allocation, wiping. */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT_BYTES = 64 };

tp_status tp_arena_init(struct tp_arena *out, size_t size_bytes, struct tp_diag *diag)
{
    size_t rounded = (size_bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;

    memset(out, 0, sizeof *out);
    if (rounded < size_bytes ||
        !(out->memory = aligned_alloc(ALIGNMENT_BYTES, TP_MAX(rounded, (size_t)ALIGNMENT_BYTES))))
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a workspace of %zu bytes", size_bytes);
    out->size_bytes = rounded;
    return TP_OK;
}

void tp_arena_deinit(struct tp_arena *arena)
{
    free(arena->memory);
    memset(arena, 0, sizeof *arena);
}

void *tp_arena_take(struct tp_arena *arena, size_t count, size_t element_bytes)
{
    size_t left = arena->size_bytes - arena->used_bytes;
    size_t bytes;
    void *taken;

    if (element_bytes != 0 && count > left / element_bytes)
        return NULL;
    bytes = (count * element_bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    if (bytes > left)
        return NULL;
    taken = arena->memory + arena->used_bytes;
    arena->used_bytes += bytes;
    return taken;
}

void tp_arena_rewind(struct tp_arena *arena, size_t mark)
{
    TP_ASSERT(mark <= arena->used_bytes);
    arena->used_bytes = mark;
}

static bool overflows(size_t count, size_t element_bytes)
{
    return element_bytes != 0 && count > SIZE_MAX / element_bytes;
}

static tp_status checked(void *memory, void **out, size_t count, size_t element_bytes, struct tp_diag *diag)
{
    *out = memory;
    if (!memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu x %zu bytes", count, element_bytes);
    return TP_OK;
}

tp_status tp_alloc_zero(void **out, size_t count, size_t element_bytes, struct tp_diag *diag)
{
    void *memory = overflows(count, element_bytes) ? NULL : calloc(1, TP_MAX(count * element_bytes, (size_t)1));

    return checked(memory, out, count, element_bytes, diag);
}

tp_status tp_alloc(void **out, size_t count, size_t element_bytes, struct tp_diag *diag)
{
    void *memory = overflows(count, element_bytes) ? NULL : malloc(TP_MAX(count * element_bytes, (size_t)1));

    return checked(memory, out, count, element_bytes, diag);
}

void tp_wipe(void *memory, size_t size_bytes)
{
    if (size_bytes)
        explicit_bzero(memory, size_bytes);
}
