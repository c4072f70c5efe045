/* SPDX-License-Identifier: Apache-2.0 */
/* Real people to hide among synthetic ones: fingers of image folders, people put together from ten of them, and cards
 * whose rolled prints are enrolled and whose plain ones are searched. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "node/bench_identify.h"

enum kind { FINGERS, PEOPLE, CARDS };
enum { SEED = 23, DRAWS = 20 /* searches for a person put together */, FINGERS_ALONE_ARE = 2 };

/* ---- trials -------------------------------------------------------------------------------------------------------
 */

static tp_status add_trial(struct tp_bench_real *real, const char *mate, struct tp_bench_trial **out,
                           struct tp_diag *diag)
{
    struct tp_bench_trials *trials = &real->trials;
    struct tp_bench_trial *larger = realloc(trials->items, (trials->count + 1) * sizeof *larger);

    if (!larger)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu real searches", trials->count + 1);
    trials->items = larger;
    *out = &larger[trials->count++];
    memset(*out, 0, sizeof **out);
    snprintf((*out)->mate, sizeof(*out)->mate, "%s", mate);
    return TP_OK;
}

static tp_status copy_print(const struct tp_template *from, unsigned position, struct tp_template *to,
                            struct tp_diag *diag)
{
    tp_status status = tp_template_copy(from, to, diag);

    to->position = (uint8_t)position;
    return status;
}

static tp_status add_probe(struct tp_bench_trial *trial, const struct tp_template *print, unsigned position,
                           struct tp_diag *diag)
{
    return copy_print(print, position, &trial->probes[trial->probe_count++], diag);
}

static tp_status add_print(struct tp_bench_trial *trial, const struct tp_template *print, unsigned position,
                           struct tp_diag *diag)
{
    return copy_print(print, position, &trial->prints[trial->print_count++], diag);
}

/* ---- folders of images --------------------------------------------------------------------------------------------
 */

struct folder {
    struct tp_imageset images;
    struct tp_template *prints; /* of each */
};

/* Where finger FINGER's images begin, and how many there are. */
static size_t images_of(const struct tp_imageset *images, uint32_t finger, size_t *count)
{
    size_t first = 0;

    while (first < images->count && images->files[first].finger != finger)
        first++;
    *count = 0;
    while (first + *count < images->count && images->files[first + *count].finger == finger)
        ++*count;
    return first;
}

/* The first impression of each finger is enrolled, all others are searched. */
static tp_status add_fingers(const struct folder *folder, struct tp_bench_real *real, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (uint32_t finger = 0; status == TP_OK && finger < folder->images.finger_count; finger++) {
        char mate[TP_SUBJECT_ID_MAX];
        size_t count, first = images_of(&folder->images, finger, &count);
        snprintf(mate, sizeof mate, "%.100s %u", folder->images.name, finger);
        for (size_t i = 1; status == TP_OK && i < count; i++) {
            struct tp_bench_trial *trial = NULL;
            status = add_trial(real, mate, &trial, diag);
            if (status == TP_OK)
                status = add_print(trial, &folder->prints[first], FINGERS_ALONE_ARE, diag);
            if (status == TP_OK)
                status = add_probe(trial, &folder->prints[first + i], FINGERS_ALONE_ARE, diag);
        }
    }
    return status;
}

/* One finger of a person: enrolled by its first impression, searched by one of the others. */
static tp_status add_finger(const struct folder *folder, uint32_t finger, unsigned position, struct tp_rng *rng,
                            struct tp_bench_trial *trial, struct tp_diag *diag)
{
    size_t count, first = images_of(&folder->images, finger, &count);
    tp_status status;

    if (count < 2)
        return TP_OK;
    status = add_print(trial, &folder->prints[first], position, diag);
    if (status == TP_OK)
        status = add_probe(trial, &folder->prints[first + 1 + tp_rng_below(rng, (uint32_t)count - 1)], position, diag);
    return status;
}

static tp_status add_people(const struct folder *folder, struct tp_bench_real *real, struct tp_diag *diag)
{
    struct tp_rng rng = tp_rng_seed(SEED, folder->images.count);
    uint32_t people = folder->images.finger_count / TP_POSITION_MAX;
    tp_status status = TP_OK;

    for (uint32_t i = 0; status == TP_OK && i < people * DRAWS; i++) {
        struct tp_bench_trial *trial = NULL;
        char mate[TP_SUBJECT_ID_MAX];
        snprintf(mate, sizeof mate, "%.100s person %u", folder->images.name, (unsigned)(i / DRAWS));
        status = add_trial(real, mate, &trial, diag);
        for (uint32_t f = 0; status == TP_OK && f < TP_POSITION_MAX; f++) {
            unsigned position = tp_bench_fingers[f];
            status = add_finger(folder, i / DRAWS * TP_POSITION_MAX + position - 1, position, &rng, trial, diag);
        }
    }
    return status;
}

static tp_status load_folder(const char *path, float ppi, unsigned thread_count, struct tp_bench_real *out,
                             struct tp_diag *diag)
{
    const struct tp_evaluate_options options = {.ppi = ppi, .thread_count = thread_count};
    struct tp_evaluated_impression *impressions = NULL;
    struct tp_pool *pool = NULL;
    struct folder folder = {0};
    tp_status status = tp_imageset_open(path, &folder.images, diag);

    if (status == TP_OK)
        status = tp_alloc_zero((void **)&folder.prints, folder.images.count, sizeof *folder.prints, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&impressions, folder.images.count, sizeof *impressions, diag);
    if (status == TP_OK)
        status = tp_pool_new(thread_count, &pool, diag);
    if (status == TP_OK)
        status = tp_imageset_extract(&folder.images, &options, pool, folder.prints, impressions, diag);
    if (status == TP_OK)
        status = add_fingers(&folder, &out[FINGERS], diag);
    if (status == TP_OK)
        status = add_people(&folder, &out[PEOPLE], diag);
    for (size_t i = 0; folder.prints && i < folder.images.count; i++)
        tp_template_deinit(&folder.prints[i]);
    free(folder.prints);
    free(impressions);
    tp_pool_free(&pool);
    tp_imageset_deinit(&folder.images);
    return status;
}

/* ---- cards --------------------------------------------------------------------------------------------------------
 */

static bool is_rolled(const struct tp_template *print)
{
    return print->impression == TP_IMPRESSION_LIVE_ROLLED || print->impression == TP_IMPRESSION_INK_ROLLED;
}

/* The first print of a finger, rolled or plain; NULL for none. */
static const struct tp_template *find_print(const struct tp_tenprint *card, unsigned position, bool rolled)
{
    for (size_t s = 0; s < card->count; s++)
        for (size_t i = 0; i < card->sources[s].print_count; i++) {
            const struct tp_template *print = &card->sources[s].prints[i];
            if (print->position == position && is_rolled(print) == rolled)
                return print;
        }
    return NULL;
}

static tp_status add_card(const char *path, const struct tp_tenprint *card, struct tp_bench_real *real,
                          struct tp_diag *diag)
{
    const char *slash = strrchr(path, '/');
    struct tp_bench_trial *trial = NULL;
    char mate[TP_SUBJECT_ID_MAX];
    tp_status status;

    snprintf(mate, sizeof mate, "%.100s", slash ? slash + 1 : path);
    status = add_trial(real, mate, &trial, diag);
    for (size_t f = 0; status == TP_OK && f < TP_POSITION_MAX; f++) {
        const struct tp_template *rolled = find_print(card, tp_bench_fingers[f], true);
        const struct tp_template *plain = find_print(card, tp_bench_fingers[f], false);
        if (!rolled || !plain)
            continue;
        status = add_print(trial, rolled, tp_bench_fingers[f], diag);
        if (status == TP_OK)
            status = add_probe(trial, plain, tp_bench_fingers[f], diag);
    }
    if (status == TP_OK && trial->probe_count == 0)
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "shows no finger both rolled and plain");
    return status;
}

static tp_status load_card(const char *path, unsigned thread_count, struct tp_bench_real *out, struct tp_diag *diag)
{
    struct tp_workers workers = {0};
    struct tp_tenprint card;
    bool is_one;
    tp_status status = tp_tenprint_load(path, TP_TENPRINT_ENROL, false, &is_one, &card, diag);

    if (status == TP_OK && !is_one)
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "is neither a folder nor a transaction");
    if (status == TP_OK)
        status = tp_workers_init(thread_count, &workers, diag);
    if (status == TP_OK)
        status = tp_tenprint_extract_all(&card, &workers, 0, diag);
    if (status == TP_OK)
        status = add_card(path, &card, &out[CARDS], diag);
    tp_workers_deinit(&workers);
    tp_tenprint_deinit(&card);
    return tp_diag_in_file(diag, status, path);
}

/* ---- both ---------------------------------------------------------------------------------------------------------
 */

/* "DIR", "DIR@PPI" or "FILE". */
static tp_status load(const char *word, unsigned thread_count, struct tp_bench_real *out, struct tp_diag *diag)
{
    const char *at = strrchr(word, '@');
    float ppi = at ? strtof(at + 1, NULL) : 0;
    struct stat about;
    char path[4096];

    if (stat(word, &about) == 0 && S_ISREG(about.st_mode))
        return load_card(word, thread_count, out, diag);
    if (at && !(ppi >= 50 && ppi <= 5000))
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "the resolution after '@' is not a number from 50 to 5000");
    snprintf(path, sizeof path, "%.*s", (int)TP_MIN(at ? (size_t)(at - word) : strlen(word), sizeof path - 1), word);
    return load_folder(path, ppi, thread_count, out, diag);
}

tp_status tp_bench_real_load(const char *const *paths, size_t path_count, unsigned thread_count,
                             struct tp_bench_real *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    memset(out, 0, TP_BENCH_REAL_KINDS * sizeof *out);
    out[FINGERS].kind = "real fingers";
    out[PEOPLE] = (struct tp_bench_real){.kind = "real people", .whole = true};
    out[CARDS] = (struct tp_bench_real){.kind = "real cards", .whole = true};
    for (size_t i = 0; status == TP_OK && i < path_count; i++)
        status = load(paths[i], thread_count, out, diag);
    return status;
}

void tp_bench_real_deinit(struct tp_bench_real *real)
{
    tp_bench_trials_deinit(&real->trials);
}
