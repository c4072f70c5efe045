/* SPDX-License-Identifier: Apache-2.0 */
/* Large memory from the system, zero and only occupied where it is used. */
#ifndef TP_GALLERY_PAGES_H
#define TP_GALLERY_PAGES_H

#include "base/base.h"

enum { TP_PAGE_BYTES = 4096, TP_PAGE_HUGE_BYTES = 2 << 20 };

/* Zeros, at a multiple of TP_PAGE_HUGE_BYTES when the size is at least that and WANTS_HUGE asks for huge pages, which
 * the system may refuse. Not part of a core dump. */
TP_NODISCARD tp_status tp_pages_new(size_t size_bytes, bool wants_huge, void **out, struct tp_diag *diag);
void tp_pages_free(void *pages, size_t size_bytes); /* NULL is accepted */

/* Of memory that holds templates, however it came: huge pages where offered, and no core dump. */
void tp_pages_advise(void *pages, size_t size_bytes, bool wants_huge);

/* For tests: when not NULL it is asked before memory is taken, and false refuses it. */
extern bool (*tp_pages_allow)(size_t size_bytes);

#endif
