/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a gallery: subjects as gallery.c keeps and identify.c reads them. */
#ifndef TP_GALLERY_GALLERY_H
#define TP_GALLERY_GALLERY_H

#include <pthread.h>

#include "base/base.h"
#include <tenprint/gallery.h>

enum { TP_POSITION_COUNT = TP_POSITION_MAX + 1 }; /* with 0, unknown */

struct tp_gallery_subject {
    struct tp_gallery_subject *next;    /* in its hash bucket */
    size_t index;                       /* in the gallery's array */
    uint16_t counts[TP_POSITION_COUNT]; /* impressions of each position */
    uint32_t impression_count;          /* their sum */
    struct tp_features **impressions;   /* owned, by rising position */
    char id[];
};

/* What a search needs beside the probes. Searches take one from the gallery and put it back, so that only the first
 * ones start threads. */
struct tp_searcher {
    struct tp_searcher *next;
    uint32_t thread_count; /* as asked for */
    struct tp_pool *pool;
    struct tp_searcher_worker *workers; /* owned, one for each thread of the pool */
};
void tp_searcher_free(struct tp_searcher **searcher);

/* What changes even when the gallery does not. */
struct tp_gallery_sync {
    pthread_rwlock_t lock; /* of the subjects */
    pthread_mutex_t idle_lock;
    struct tp_searcher *idle;
};

struct tp_gallery {
    struct tp_gallery_sync *sync;         /* owned */
    struct tp_gallery_subject **subjects; /* owned, in no particular order */
    size_t subject_count, subject_capacity;
    struct tp_gallery_subject **buckets; /* owned; a power of two of them, at least one for each subject */
    size_t bucket_count;
    size_t impression_count, size_bytes;
};

#endif
