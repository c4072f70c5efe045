/* SPDX-License-Identifier: Apache-2.0 */
/* Anonymous mappings. */
#include "gallery/pages.h"

#include <sys/mman.h>

bool (*tp_pages_allow)(size_t size_bytes);

void tp_pages_advise(void *pages, size_t size_bytes, bool wants_huge)
{
    /* Advice may be refused, and then all is as it would be without. */
    if (wants_huge)
        (void)madvise(pages, size_bytes, MADV_HUGEPAGE);
    (void)madvise(pages, size_bytes, MADV_DONTDUMP);
}

/* Gives back what lies before and behind the aligned part of a mapping that was made too large. */
static uint8_t *align_huge(uint8_t *pages, size_t size_bytes)
{
    size_t before = (0 - (uintptr_t)pages) & (TP_PAGE_HUGE_BYTES - 1);

    if (before > 0)
        munmap(pages, before);
    if (before < TP_PAGE_HUGE_BYTES)
        munmap(pages + before + size_bytes, TP_PAGE_HUGE_BYTES - before);
    return pages + before;
}

static size_t whole_pages(size_t size_bytes)
{
    return (size_bytes + TP_PAGE_BYTES - 1) & ~(size_t)(TP_PAGE_BYTES - 1);
}

tp_status tp_pages_new(size_t size_bytes, bool wants_huge, void **out, struct tp_diag *diag)
{
    bool is_huge = wants_huge && size_bytes >= TP_PAGE_HUGE_BYTES;
    void *pages = MAP_FAILED;

    *out = NULL;
    if (size_bytes > 0 && size_bytes < SIZE_MAX / 2 && (!tp_pages_allow || tp_pages_allow(size_bytes)))
        pages = mmap(NULL, whole_pages(size_bytes) + (is_huge ? TP_PAGE_HUGE_BYTES : 0), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu bytes of a gallery", size_bytes);
    if (is_huge)
        pages = align_huge(pages, whole_pages(size_bytes));
    tp_pages_advise(pages, whole_pages(size_bytes), is_huge);
    *out = pages;
    return TP_OK;
}

void tp_pages_free(void *pages, size_t size_bytes)
{
    if (pages)
        munmap(pages, whole_pages(size_bytes));
}
