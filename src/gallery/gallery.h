/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a gallery: rows, and the searchers that wait for the next search. */
#ifndef TP_GALLERY_GALLERY_H
#define TP_GALLERY_GALLERY_H

#include "gallery/rows.h"
#include "gallery/searcher.h"
#include <tenprint/gallery.h>

struct tp_gallery {
    struct tp_rows *rows;            /* owned */
    struct tp_searcher_shelf *shelf; /* owned */
};

#endif
