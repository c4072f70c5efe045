/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects in memory: an array to search, and a hash table to find them by name. */
#include "gallery/gallery.h"

#include <stdlib.h>
#include <string.h>

static struct tp_gallery_sync *sync_new(void)
{
    struct tp_gallery_sync *sync = calloc(1, sizeof *sync);
    pthread_rwlockattr_t attributes;

    if (!sync)
        return NULL;
    pthread_rwlockattr_init(&attributes);
    /* A stream of searches must not keep an enrolment waiting for ever. */
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&sync->lock, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    pthread_mutex_init(&sync->idle_lock, NULL);
    return sync;
}

static void sync_free(struct tp_gallery_sync *sync)
{
    if (!sync)
        return;
    while (sync->idle) {
        struct tp_searcher *searcher = sync->idle;
        sync->idle = searcher->next;
        tp_searcher_free(&searcher);
    }
    pthread_mutex_destroy(&sync->idle_lock);
    pthread_rwlock_destroy(&sync->lock);
    free(sync);
}

tp_status tp_gallery_new(struct tp_gallery **out, struct tp_diag *diag)
{
    enum { FIRST_BUCKETS = 64 };
    struct tp_gallery *gallery = calloc(1, sizeof *gallery);

    *out = NULL;
    if (!gallery || !(gallery->sync = sync_new()) ||
        !(gallery->buckets = calloc(FIRST_BUCKETS, sizeof *gallery->buckets))) {
        tp_gallery_free(&gallery);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a gallery");
    }
    gallery->bucket_count = FIRST_BUCKETS;
    *out = gallery;
    return TP_OK;
}

static void features_free_all(struct tp_features **features, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tp_features_free(&features[i]);
}

static void subject_free(struct tp_gallery_subject *subject)
{
    features_free_all(subject->impressions, subject->impression_count);
    free(subject->impressions);
    tp_wipe(subject->id, strlen(subject->id));
    free(subject);
}

void tp_gallery_free(struct tp_gallery **slot)
{
    struct tp_gallery *gallery = *slot;

    if (!gallery)
        return;
    for (size_t i = 0; i < gallery->subject_count; i++)
        subject_free(gallery->subjects[i]);
    free(gallery->subjects);
    free(gallery->buckets);
    sync_free(gallery->sync);
    free(gallery);
    *slot = NULL;
}

static struct tp_gallery_subject **bucket_of(const struct tp_gallery *gallery, const char *id)
{
    return &gallery->buckets[tp_hash64(id, strlen(id), 0) & (gallery->bucket_count - 1)];
}

/* The link that points to subject ID, or to NULL at the end of its bucket. */
static struct tp_gallery_subject **find_link(const struct tp_gallery *gallery, const char *id)
{
    struct tp_gallery_subject **link = bucket_of(gallery, id);

    while (*link && strcmp((*link)->id, id) != 0)
        link = &(*link)->next;
    return link;
}

static void link_subject(struct tp_gallery *gallery, struct tp_gallery_subject *subject)
{
    struct tp_gallery_subject **bucket = bucket_of(gallery, subject->id);

    subject->next = *bucket;
    *bucket = subject;
}

/* Makes room for one more subject; changes nothing that shows when there is no memory. */
static bool reserve_subject(struct tp_gallery *gallery)
{
    size_t capacity = gallery->subject_capacity ? 2 * gallery->subject_capacity : 64;
    struct tp_gallery_subject **subjects, **buckets;

    if (gallery->subject_count < gallery->subject_capacity)
        return true;
    buckets = calloc(capacity, sizeof(struct tp_gallery_subject *));
    subjects = realloc(gallery->subjects, capacity * sizeof *subjects);
    if (subjects)
        gallery->subjects = subjects;
    if (!subjects || !buckets) {
        free(buckets);
        return false;
    }
    gallery->subject_capacity = capacity;
    free(gallery->buckets);
    gallery->buckets = buckets;
    gallery->bucket_count = capacity;
    for (size_t i = 0; i < gallery->subject_count; i++)
        link_subject(gallery, subjects[i]);
    return true;
}

static struct tp_gallery_subject *append_subject(struct tp_gallery *gallery, const char *id)
{
    struct tp_gallery_subject *subject;
    size_t id_bytes = strlen(id) + 1;

    if (!reserve_subject(gallery) || !(subject = calloc(1, sizeof *subject + id_bytes)))
        return NULL;
    memcpy(subject->id, id, id_bytes);
    subject->index = gallery->subject_count;
    gallery->subjects[gallery->subject_count++] = subject;
    link_subject(gallery, subject);
    return subject;
}

static void unlink_subject(struct tp_gallery *gallery, struct tp_gallery_subject **link)
{
    struct tp_gallery_subject *subject = *link;
    struct tp_gallery_subject *last = gallery->subjects[--gallery->subject_count];

    *link = subject->next;
    last->index = subject->index;
    gallery->subjects[last->index] = last;
}

/* Puts FEATURES behind SUBJECT's impressions of POSITION; there is room. */
static void insert_impression(struct tp_gallery_subject *subject, unsigned position, struct tp_features *features)
{
    size_t at = 0;

    for (unsigned p = 0; p <= position; p++)
        at += subject->counts[p];
    memmove(&subject->impressions[at + 1], &subject->impressions[at],
            (subject->impression_count - at) * sizeof(struct tp_features *));
    subject->impressions[at] = features;
    subject->counts[position]++;
    subject->impression_count++;
}

/* Makes room in SUBJECT for COUNT impressions whose positions TEMPLATES name. */
static tp_status reserve_impressions(struct tp_gallery_subject *subject, const struct tp_template *const *templates,
                                     size_t count, struct tp_diag *diag)
{
    struct tp_features **impressions;
    size_t added[TP_POSITION_COUNT] = {0};

    for (size_t i = 0; i < count; i++)
        if (subject->counts[templates[i]->position] + ++added[templates[i]->position] > UINT16_MAX)
            return tp_fail(diag, TP_E_LIMIT, NULL, -1, "subject %s: more than %d impressions of finger %u", subject->id,
                           UINT16_MAX, templates[i]->position);
    impressions = realloc(subject->impressions, (subject->impression_count + count) * sizeof *impressions);
    if (!impressions)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for subject %s", subject->id);
    subject->impressions = impressions;
    return TP_OK;
}

/* Hands FEATURES to subject ID; on failure the gallery is as it was. The write lock is held. */
static tp_status add_locked(struct tp_gallery *gallery, const char *id, const struct tp_template *const *templates,
                            struct tp_features **features, size_t count, struct tp_diag *diag)
{
    struct tp_gallery_subject *subject = *find_link(gallery, id);
    tp_status status;

    if (!subject && !(subject = append_subject(gallery, id)))
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for subject %s", id);
    status = reserve_impressions(subject, templates, count, diag);
    for (size_t i = 0; status == TP_OK && i < count; i++) {
        insert_impression(subject, templates[i]->position, features[i]);
        gallery->size_bytes += tp_features_size_bytes(features[i]);
        gallery->impression_count++;
    }
    if (subject->impression_count == 0) {
        unlink_subject(gallery, find_link(gallery, id));
        subject_free(subject);
    }
    return status;
}

static tp_status check_arguments(const char *id, const struct tp_template *const *templates, size_t count,
                                 struct tp_diag *diag)
{
    if (id[0] == '\0' || strlen(id) >= TP_SUBJECT_ID_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "the identifier must have 1 to %d bytes",
                       TP_SUBJECT_ID_MAX - 1);
    if (count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "no impression for %s", id);
    for (size_t i = 0; i < count; i++)
        if (templates[i]->position > TP_POSITION_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, "position", -1, "%u is no finger position", templates[i]->position);
    return TP_OK;
}

tp_status tp_gallery_add_all(struct tp_gallery *gallery, const char *subject,
                             const struct tp_template *const *templates, size_t count, struct tp_diag *diag)
{
    struct tp_features **features;
    void *memory;
    size_t made = 0;
    tp_status status = check_arguments(subject, templates, count, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, count, sizeof *features, diag);
    if (status != TP_OK)
        return status;
    features = memory;
    while (status == TP_OK && made < count) {
        status = tp_features_new(templates[made], &features[made], diag);
        if (status == TP_OK)
            made++;
    }
    if (status == TP_OK) {
        pthread_rwlock_wrlock(&gallery->sync->lock);
        status = add_locked(gallery, subject, templates, features, count, diag);
        pthread_rwlock_unlock(&gallery->sync->lock);
    }
    if (status != TP_OK)
        features_free_all(features, made);
    free(features);
    return status;
}

tp_status tp_gallery_add(struct tp_gallery *gallery, const char *subject, const struct tp_template *tmpl,
                         struct tp_diag *diag)
{
    return tp_gallery_add_all(gallery, subject, &tmpl, 1, diag);
}

tp_status tp_gallery_remove(struct tp_gallery *gallery, const char *id, struct tp_diag *diag)
{
    struct tp_gallery_subject **link, *subject;

    pthread_rwlock_wrlock(&gallery->sync->lock);
    link = find_link(gallery, id);
    subject = *link;
    if (subject) {
        unlink_subject(gallery, link);
        gallery->impression_count -= subject->impression_count;
        for (size_t i = 0; i < subject->impression_count; i++)
            gallery->size_bytes -= tp_features_size_bytes(subject->impressions[i]);
    }
    pthread_rwlock_unlock(&gallery->sync->lock);
    if (!subject)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no subject %.*s", TP_SUBJECT_ID_MAX, id);
    subject_free(subject);
    return TP_OK;
}

static size_t read_locked(const struct tp_gallery *gallery, const size_t *member)
{
    size_t value;

    pthread_rwlock_rdlock(&gallery->sync->lock);
    value = *member;
    pthread_rwlock_unlock(&gallery->sync->lock);
    return value;
}

size_t tp_gallery_subject_count(const struct tp_gallery *gallery)
{
    return read_locked(gallery, &gallery->subject_count);
}

size_t tp_gallery_impression_count(const struct tp_gallery *gallery)
{
    return read_locked(gallery, &gallery->impression_count);
}

size_t tp_gallery_size_bytes(const struct tp_gallery *gallery)
{
    return read_locked(gallery, &gallery->size_bytes);
}
