/* SPDX-License-Identifier: Apache-2.0 */
/* Synthetic people: galleries of them, kept in files between runs, and searches for some of them and for others. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "node/bench_identify.h"
#include "screen/screen.h"
#include "synth/synth.h"

enum { SEED = 21, ENROLLED = 1, SEARCHED = 2, FIRST_STRANGER = 1 << 30 };

const uint8_t tp_bench_fingers[TP_POSITION_MAX] = {2, 7, 3, 8, 1, 6, 4, 9, 5, 10};

static tp_status make_person(uint32_t person, unsigned impression, struct tp_template out[TP_POSITION_MAX],
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < TP_POSITION_MAX; i++)
        status = tp_synth_template(SEED, person, tp_bench_fingers[i], impression, &out[i], diag);
    return status;
}

static void name_person(uint32_t person, char out[TP_SUBJECT_ID_MAX])
{
    snprintf(out, TP_SUBJECT_ID_MAX, "p%07u", (unsigned)person);
}

/* ---- galleries ----------------------------------------------------------------------------------------------------
 */

struct building {
    struct tp_gallery *gallery;
    struct tp_progress *progress;
    pthread_mutex_t lock; /* of what follows */
    int64_t cpu_ns;
    tp_status status; /* the first failure */
    struct tp_diag *diag;
};

static tp_status enrol(struct tp_gallery *gallery, uint32_t person, struct tp_diag *diag)
{
    struct tp_template prints[TP_POSITION_MAX] = {0};
    const struct tp_template *pointers[TP_POSITION_MAX];
    char subject[TP_SUBJECT_ID_MAX];
    tp_status status = make_person(person, ENROLLED, prints, diag);

    for (size_t i = 0; i < TP_POSITION_MAX; i++)
        pointers[i] = &prints[i];
    name_person(person, subject);
    if (status == TP_OK)
        status = tp_gallery_add_all(gallery, subject, pointers, TP_POSITION_MAX, diag);
    for (size_t i = 0; i < TP_POSITION_MAX; i++)
        tp_template_deinit(&prints[i]);
    return status;
}

static void build_one(void *context, size_t index, unsigned worker)
{
    struct building *building = context;
    int64_t begun_ns = tp_clock_cpu_ns();
    struct tp_diag diag;
    tp_status status;

    (void)worker;
    tp_diag_init(&diag);
    status = enrol(building->gallery, (uint32_t)index, &diag);
    pthread_mutex_lock(&building->lock);
    building->cpu_ns += tp_clock_cpu_ns() - begun_ns;
    if (status != TP_OK && building->status == TP_OK) {
        building->status = status;
        if (building->diag)
            *building->diag = diag;
    }
    pthread_mutex_unlock(&building->lock);
    tp_progress_step(building->progress, 1);
}

static tp_status build(struct tp_bench_gallery *out, unsigned thread_count, struct tp_diag *diag)
{
    struct building building = {.lock = PTHREAD_MUTEX_INITIALIZER, .diag = diag};
    int64_t begun_ns = tp_clock_monotonic_ns();
    struct tp_pool *pool = NULL;
    tp_status status = tp_gallery_new(&out->gallery, diag);

    building.gallery = out->gallery;
    if (status == TP_OK)
        status = tp_pool_new(thread_count, &pool, diag);
    if (status == TP_OK)
        status = tp_progress_new("making people", out->subjects, &building.progress, diag);
    if (status == TP_OK) {
        tp_pool_run(pool, out->subjects, build_one, &building);
        status = building.status;
    }
    tp_progress_free(&building.progress);
    tp_pool_free(&pool);
    pthread_mutex_destroy(&building.lock);
    out->build_s = (double)(tp_clock_monotonic_ns() - begun_ns) / 1e9;
    out->build_cpu_s = (double)building.cpu_ns / 1e9;
    return status;
}

/* What a file is made from: it is made anew when this program would make other people or other forms of them, which a
 * print tells, its code and its signature. */
static tp_status make_mark(unsigned subjects, uint8_t mark[TP_GALLERY_MARK_BYTES], struct tp_diag *diag)
{
    struct tp_template print;
    struct tp_features *features = NULL;
    struct tp_signature signature;
    struct tp_code code;
    uint64_t hash;
    tp_status status = tp_synth_template(SEED, 0, tp_bench_fingers[0], ENROLLED, &print, diag);

    memset(mark, 0, TP_GALLERY_MARK_BYTES);
    if (status == TP_OK)
        status = tp_features_new(&print, &features, diag);
    tp_template_deinit(&print);
    if (status != TP_OK)
        return status;
    tp_code_make(features, &code);
    tp_signature_make(features, &signature);
    hash = tp_hash64(features, tp_features_size_bytes(features), 0);
    hash = tp_hash64(&signature, sizeof signature, tp_hash64(&code, sizeof code, hash));
    snprintf((char *)mark, TP_GALLERY_MARK_BYTES, "%u people, seed %u, %016llx", subjects, (unsigned)SEED,
             (unsigned long long)hash);
    tp_features_free(&features);
    return TP_OK;
}

/* Maps PATH when it is what MARK says. */
static tp_status map(const char *path, const uint8_t mark[TP_GALLERY_MARK_BYTES], struct tp_bench_gallery *out,
                     struct tp_diag *diag)
{
    uint8_t found[TP_GALLERY_MARK_BYTES];
    int64_t begun_ns = tp_clock_monotonic_ns();
    tp_status status = tp_gallery_map(path, false, &out->gallery, found, diag);

    out->map_s = (double)(tp_clock_monotonic_ns() - begun_ns) / 1e9;
    if (status == TP_OK && memcmp(found, mark, sizeof found) != 0) {
        tp_gallery_free(&out->gallery);
        status = tp_fail(diag, TP_E_VERSION, NULL, -1, "is a gallery of other people");
    }
    return status;
}

static tp_status build_file(const char *path, const uint8_t mark[TP_GALLERY_MARK_BYTES], unsigned thread_count,
                            struct tp_bench_gallery *out, struct tp_diag *diag)
{
    int64_t begun_ns;
    tp_status status = build(out, thread_count, diag);

    begun_ns = tp_clock_monotonic_ns();
    if (status == TP_OK)
        status = tp_gallery_save(out->gallery, path, mark, diag);
    out->save_s = (double)(tp_clock_monotonic_ns() - begun_ns) / 1e9;
    tp_gallery_free(&out->gallery);
    return status == TP_OK ? map(path, mark, out, diag) : status;
}

tp_status tp_bench_gallery_open(unsigned subjects, const char *folder, unsigned thread_count,
                                struct tp_bench_gallery *out, struct tp_diag *diag)
{
    uint8_t mark[TP_GALLERY_MARK_BYTES];
    char path[4096];
    tp_status status = make_mark(subjects, mark, diag);

    *out = (struct tp_bench_gallery){.subjects = subjects, .save_s = (double)NAN, .map_s = (double)NAN};
    if (status != TP_OK)
        return status;
    if (folder) {
        int length = snprintf(path, sizeof path, "%s/people-%u-seed%u-v%u.gallery", folder, subjects, (unsigned)SEED,
                              (unsigned)TP_SCREEN_VERSION);
        if (length < 0 || (size_t)length >= sizeof path)
            return tp_fail(diag, TP_E_ARGUMENT, folder, -1, "is too long a name");
        status = map(path, mark, out, NULL);
        if (status == TP_E_NOT_FOUND || status == TP_E_VERSION || status == TP_E_FORMAT)
            status = build_file(path, mark, thread_count, out, diag);
        else if (status != TP_OK) /* with the reason */
            status = map(path, mark, out, diag);
    } else {
        status = build(out, thread_count, diag);
        if (status == TP_OK)
            status = tp_gallery_compact(out->gallery, diag);
    }
    if (status == TP_OK)
        out->size_bytes = tp_gallery_size_bytes(out->gallery);
    else
        tp_bench_gallery_close(out);
    return folder ? tp_diag_in_file(diag, status, path) : status;
}

void tp_bench_gallery_close(struct tp_bench_gallery *gallery)
{
    tp_gallery_free(&gallery->gallery);
}

/* ---- trials -------------------------------------------------------------------------------------------------------
 */

struct making {
    struct tp_bench_trials *trials;
    unsigned subjects;
    pthread_mutex_t lock; /* of the status */
    tp_status status;
};

/* Mates at even places, strangers at odd ones. */
static tp_status make_trial(const struct making *making, size_t index)
{
    struct tp_bench_trial *trial = &making->trials->items[index];
    size_t mates = making->trials->count / 2;
    uint32_t person = (uint32_t)(index / 2 * making->subjects / mates);
    tp_status status;

    if (index % 2)
        return make_person((uint32_t)(FIRST_STRANGER + index / 2), SEARCHED, trial->probes, NULL);
    name_person(person, trial->mate);
    status = make_person(person, SEARCHED, trial->probes, NULL);
    return status == TP_OK ? make_person(person, ENROLLED, trial->prints, NULL) : status;
}

static void make_one(void *context, size_t index, unsigned worker)
{
    struct making *making = context;
    struct tp_bench_trial *trial = &making->trials->items[index];
    tp_status status = make_trial(making, index);

    (void)worker;
    trial->probe_count = TP_POSITION_MAX;
    trial->print_count = index % 2 ? 0 : TP_POSITION_MAX;
    if (status == TP_OK)
        return;
    pthread_mutex_lock(&making->lock);
    making->status = status;
    pthread_mutex_unlock(&making->lock);
}

tp_status tp_bench_trials_make(unsigned subjects, unsigned count, unsigned thread_count, struct tp_bench_trials *out,
                               struct tp_diag *diag)
{
    struct making making = {.trials = out, .subjects = subjects, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct tp_pool *pool = NULL;
    tp_status status;

    memset(out, 0, sizeof *out);
    count = TP_MIN(count, subjects);
    status = tp_alloc_zero((void **)&out->items, (size_t)count * 2, sizeof *out->items, diag);
    if (status == TP_OK)
        status = tp_pool_new(thread_count, &pool, diag);
    if (status == TP_OK) {
        out->count = (size_t)count * 2;
        tp_pool_run(pool, out->count, make_one, &making);
        if (making.status != TP_OK)
            status = tp_fail(diag, making.status, NULL, -1, "a synthetic print could not be made");
    }
    tp_pool_free(&pool);
    pthread_mutex_destroy(&making.lock);
    if (status != TP_OK)
        tp_bench_trials_deinit(out);
    return status;
}

void tp_bench_trials_deinit(struct tp_bench_trials *trials)
{
    for (size_t i = 0; i < trials->count; i++)
        for (size_t k = 0; k < TP_POSITION_MAX; k++) {
            tp_template_deinit(&trials->items[i].probes[k]);
            tp_template_deinit(&trials->items[i].prints[k]);
        }
    free(trials->items);
    memset(trials, 0, sizeof *trials);
}
