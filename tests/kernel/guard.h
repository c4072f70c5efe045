/* SPDX-License-Identifier: Apache-2.0 */
/* Memory whose end is watched: a kernel that reads one byte past its input dies in its test. */
#ifndef TP_TEST_KERNEL_GUARD_H
#define TP_TEST_KERNEL_GUARD_H

#include "test.h"

#include <sys/mman.h>
#include <unistd.h>

/* SIZE bytes, zeroed, that end at a page nobody may touch; the caller gives *MAP, of *MAP_BYTES, to munmap. */
static inline void *guarded(size_t size, void **map, size_t *map_bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), used = (size + page - 1) / page * page;
    uint8_t *memory = mmap(NULL, used + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_true(memory != MAP_FAILED);
    assert_int_equal(mprotect(memory + used, page, PROT_NONE), 0);
    *map = memory;
    *map_bytes = used + page;
    return memory + used - size;
}

#endif
