/* SPDX-License-Identifier: Apache-2.0 */
/* A saved gallery against its store: what was enrolled since is added, who was deleted since is removed, and a file
 * that does not fit is not used.
 *
 * The mark of a saved gallery is 64 bytes: "TPG1", the store's identity (16 bytes), number and token of its last change
 * and the number of its last encounter, a hash of what this program makes of a print (8 bytes each, most significant
 * first), zeros, and the CRC-32 of all before. */
#include "node/saved.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "screen/screen.h"

enum { BUSY_TIMEOUT_DEFAULT_MS = 10000, BUSY_PAUSE_MS = 20, TRIES = 3, CHECKED_BYTES = TP_GALLERY_MARK_BYTES - 4 };

static const uint8_t magic[4] = {'T', 'P', 'G', '1'};

tp_status tp_saved_path(const char *path, char **out, struct tp_diag *diag)
{
    size_t size = strlen(path) + sizeof ".gallery";
    void *memory;
    tp_status status = tp_alloc(&memory, size, 1, diag);

    *out = memory;
    if (status == TP_OK)
        snprintf(*out, size, "%s.gallery", path);
    return status;
}

/* ---- the mark ---------------------------------------------------------------------------------------------------- */

static void put_integer(uint8_t *out, int64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        out[i] = (uint8_t)((uint64_t)value >> 8 * (bytes - 1 - i));
}

static int64_t read_i64(struct tp_cursor *cursor)
{
    uint64_t high = tp_read_u32be(cursor);

    return (int64_t)(high << 32 | tp_read_u32be(cursor));
}

/* A hash of the forms in which a gallery keeps prints: files of a program that makes others are of no use, whatever
 * versions they name. */
static tp_status hash_forms(int64_t *out, struct tp_diag *diag)
{
    struct tp_features *features = NULL;
    struct tp_signature signature;
    struct tp_template print;
    struct tp_code code;
    tp_status status;

    tp_template_init(&print);
    print.width_px = print.height_px = 400;
    for (unsigned i = 0; i < 30; i++)
        print.minutiae[print.minutia_count++] = (struct tp_minutia){.x_px = (uint16_t)(60 + i * 89 % 280),
                                                                    .y_px = (uint16_t)(60 + i * 151 % 280),
                                                                    .theta_q8 = (uint8_t)(i * 37),
                                                                    .type = (uint8_t)(1 + i % 2),
                                                                    .quality = 80};
    tp_template_sort(&print);
    status = tp_features_new(&print, &features, diag);
    if (status != TP_OK)
        return status;
    tp_code_make(features, &code);
    tp_signature_make(features, &signature);
    *out = (int64_t)tp_hash64(&signature, sizeof signature, tp_hash64(&code, sizeof code, TP_SCREEN_VERSION));
    tp_features_free(&features);
    return TP_OK;
}

tp_status tp_saved_mark(const struct tp_store_moment *moment, uint8_t out[TP_GALLERY_MARK_BYTES], struct tp_diag *diag)
{
    int64_t forms = 0;
    tp_status status = hash_forms(&forms, diag);

    memset(out, 0, TP_GALLERY_MARK_BYTES);
    memcpy(out, magic, sizeof magic);
    memcpy(out + 4, moment->identity, sizeof moment->identity);
    put_integer(out + 20, moment->change, 8);
    put_integer(out + 28, moment->token, 8);
    put_integer(out + 36, moment->encounter, 8);
    put_integer(out + 44, forms, 8);
    put_integer(out + CHECKED_BYTES, tp_crc32(out, CHECKED_BYTES), 4);
    return status;
}

tp_status tp_saved_mark_read(const uint8_t mark[TP_GALLERY_MARK_BYTES], struct tp_store_moment *out,
                             struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(mark, TP_GALLERY_MARK_BYTES);
    struct tp_cursor check = tp_cursor_over(mark + CHECKED_BYTES, 4);
    int64_t forms = 0;
    tp_status status = hash_forms(&forms, diag);

    memset(out, 0, sizeof *out);
    if (memcmp(tp_read_bytes(&cursor, sizeof magic), magic, sizeof magic) != 0 ||
        tp_read_u32be(&check) != tp_crc32(mark, CHECKED_BYTES))
        return tp_fail(diag, TP_E_FORMAT, "mark", -1, "does not say which repository this is the gallery of");
    memcpy(out->identity, tp_read_bytes(&cursor, sizeof out->identity), sizeof out->identity);
    out->change = read_i64(&cursor);
    out->token = read_i64(&cursor);
    out->encounter = read_i64(&cursor);
    if (status == TP_OK && read_i64(&cursor) != forms)
        status = tp_fail(diag, TP_E_VERSION, "mark", -1, "is of a program that makes other codes and signatures");
    return status;
}

/* Maps the file at REPOSITORY's path for it. Failures name the file. */
static tp_status map(struct tp_repository *repository, bool read_only, struct tp_gallery **out,
                     struct tp_store_moment *moment, struct tp_diag *diag)
{
    uint8_t mark[TP_GALLERY_MARK_BYTES];
    tp_status status = tp_gallery_map(repository->saved_path, read_only, out, mark, diag);

    if (status == TP_OK)
        status = tp_saved_mark_read(mark, moment, diag);
    if (status != TP_OK)
        tp_gallery_free(out);
    return tp_diag_in_file(diag, status, repository->saved_path);
}

int64_t tp_saved_deadline(const struct tp_repository *repository)
{
    int64_t wait_ms = repository->busy_timeout_ms > 0 ? repository->busy_timeout_ms : BUSY_TIMEOUT_DEFAULT_MS;

    return tp_clock_monotonic_ns() + wait_ms * 1000000;
}

bool tp_saved_wait(int64_t deadline_ns)
{
    const struct timespec pause = {.tv_nsec = BUSY_PAUSE_MS * 1000000};

    return tp_clock_monotonic_ns() < deadline_ns && nanosleep(&pause, NULL) == 0;
}

/* Maps the file to write, and waits while somebody else has it so. */
static tp_status map_patiently(struct tp_repository *repository, struct tp_gallery **out,
                               struct tp_store_moment *moment, struct tp_diag *diag)
{
    int64_t deadline_ns = tp_saved_deadline(repository);
    tp_status status;

    do {
        tp_diag_init(diag);
        status = map(repository, false, out, moment, diag);
    } while (status == TP_E_BUSY && tp_saved_wait(deadline_ns));
    return status;
}

/* ---- who was deleted --------------------------------------------------------------------------------------------- */

struct presence {
    const struct tp_gallery *gallery;
    size_t count;
};

static tp_status check_present(void *context, const char *subject, struct tp_diag *diag)
{
    struct presence *presence = context;

    presence->count++;
    if (tp_gallery_contains(presence->gallery, subject, NULL))
        return TP_OK;
    return tp_fail(diag, TP_E_FORMAT, NULL, -1, "subject %s is missing", subject);
}

struct leftovers {
    struct tp_repository *repository;
    char (*names)[TP_SUBJECT_ID_MAX]; /* owned */
    size_t count, capacity;
};

static tp_status take_leftover(void *context, const char *subject, struct tp_diag *diag)
{
    struct leftovers *left = context;
    bool had;
    tp_status status = tp_store_had_subject(left->repository->store, &left->repository->moment, subject, &had, diag);

    if (status != TP_OK || had)
        return status;
    if (left->count == left->capacity) {
        size_t capacity = left->capacity ? 2 * left->capacity : 16;
        void *names = realloc(left->names, capacity * sizeof *left->names);
        if (!names)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of subjects");
        left->names = names;
        left->capacity = capacity;
    }
    snprintf(left->names[left->count++], sizeof *left->names, "%s", subject);
    return TP_OK;
}

/* Removes everybody whom the store did not have at the gallery's moment, or has deleted since. */
static tp_status sweep(struct tp_repository *repository, struct tp_diag *diag)
{
    struct leftovers left = {.repository = repository};
    tp_status status = tp_gallery_each_subject(repository->gallery, take_leftover, &left, diag);

    for (size_t i = 0; status == TP_OK && i < left.count; i++)
        if (tp_gallery_contains(repository->gallery, left.names[i], NULL)) /* another process may be faster */
            status = tp_gallery_remove(repository->gallery, left.names[i], diag);
    free(left.names);
    return status;
}

/* After deletions: everybody who was there and stayed must be in the gallery, and nobody else. */
static tp_status apply_deletions(struct tp_repository *repository, struct tp_diag *diag)
{
    struct presence presence = {.gallery = repository->gallery};
    tp_status status = tp_store_each_subject(repository->store, &repository->moment, check_present, &presence, diag);

    if (status == TP_OK && tp_gallery_subject_count(repository->gallery) != presence.count)
        status = sweep(repository, diag);
    return status;
}

/* ---- up to date -------------------------------------------------------------------------------------------------- */

static tp_status update(struct tp_repository *repository, struct tp_diag *diag)
{
    struct tp_store_moment now;
    struct tp_store_since since;
    tp_status status = tp_store_now(repository->store, &now, diag);

    if (status == TP_OK)
        status = tp_store_count_since(repository->store, &repository->moment, &since, diag);
    if (status != TP_OK)
        return status;
    if (!since.known)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1,
                       "is of another repository, or of one that a backup has replaced since");
    if (since.deletions)
        status = apply_deletions(repository, diag);
    if (status == TP_OK && since.enrolments)
        status = tp_gallery_load_since(repository->gallery, repository->store, &repository->moment,
                                       repository->thread_count, diag);
    if (status == TP_OK)
        repository->moment = now;
    return status;
}

tp_status tp_saved_update(struct tp_repository *repository, struct tp_diag *diag)
{
    tp_status status = tp_store_read_begin(repository->store, diag);

    if (status != TP_OK)
        return status;
    status = update(repository, diag);
    tp_store_read_end(repository->store);
    return status;
}

static tp_status try_to_open(struct tp_repository *repository, struct tp_diag *diag)
{
    tp_status status = repository->writer ? map_patiently(repository, &repository->gallery, &repository->moment, diag)
                                          : map(repository, true, &repository->gallery, &repository->moment, diag);

    repository->mapped = status == TP_OK;
    if (status == TP_OK)
        status = tp_diag_in_file(diag, tp_saved_update(repository, diag), repository->saved_path);
    if (status != TP_OK) {
        tp_gallery_free(&repository->gallery);
        repository->mapped = false;
    }
    return status;
}

/* Whether it is the file that is at fault, so that the store can take its place. */
static bool blames_file(tp_status status)
{
    return status == TP_E_FORMAT || status == TP_E_VERSION || status == TP_E_IO || status == TP_E_NOT_FOUND ||
           status == TP_E_TRUNCATED || status == TP_E_CHECKSUM || status == TP_E_LIMIT || status == TP_E_DENIED;
}

/* Somebody who is deleted is left in the file, which this one may only read: out with them, if nobody writes. */
static void sweep_file(struct tp_repository *repository)
{
    if (map(repository, false, &repository->gallery, &repository->moment, NULL) == TP_OK)
        (void)!tp_saved_update(repository, NULL);
    tp_gallery_free(&repository->gallery);
}

/* Another process may delete while this one reads, so that what does not fit at first is looked at again. */
tp_status tp_saved_open(struct tp_repository *repository, bool *used, struct tp_diag *diag)
{
    struct tp_diag why;
    tp_status status = TP_OK;

    *used = false;
    tp_diag_init(&why);
    tp_diag_init(&repository->note);
    if (access(repository->saved_path, F_OK) != 0)
        return TP_OK;
    for (unsigned i = 0; i < TRIES; i++) {
        tp_diag_init(&why);
        status = try_to_open(repository, &why);
        if (status != TP_E_DENIED && status != TP_E_FORMAT)
            break;
        if (status == TP_E_DENIED)
            sweep_file(repository);
    }
    *used = status == TP_OK;
    if (status == TP_OK)
        return TP_OK;
    if (blames_file(status)) {
        if (status != TP_E_NOT_FOUND)
            repository->note = why;
        return TP_OK;
    }
    return tp_diag_pass(diag, status, &why);
}

/* ---- removal ----------------------------------------------------------------------------------------------------- */

/* What a link names, not the link. */
static bool unlink_file(const char *path)
{
    char *file = realpath(path, NULL);
    bool done = unlink(file ? file : path) == 0;

    free(file);
    return done;
}

static tp_status remove_from_file(struct tp_repository *repository, const char *subject, struct tp_diag *diag)
{
    struct tp_store_moment moment, now;
    struct tp_gallery *gallery;
    bool had = false;
    tp_status status = map_patiently(repository, &gallery, &moment, diag);

    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status == TP_E_FORMAT || status == TP_E_VERSION)
        return unlink_file(repository->saved_path) ? TP_OK : status;
    if (status != TP_OK)
        return status;
    status = tp_store_now(repository->store, &now, diag);
    if (status == TP_OK && memcmp(now.identity, moment.identity, sizeof now.identity) == 0) {
        /* somebody else may have enrolled that name again and saved meanwhile */
        status = tp_store_had_subject(repository->store, &moment, subject, &had, diag);
        if (status == TP_OK && !had)
            status = tp_gallery_remove(gallery, subject, diag);
        status = status == TP_E_NOT_FOUND ? TP_OK : status; /* enrolled after it was saved */
    }
    tp_gallery_free(&gallery);
    return status;
}

tp_status tp_saved_remove(struct tp_repository *repository, const char *subject, struct tp_diag *diag)
{
    struct tp_diag why;
    char words[512];
    tp_status status;

    tp_diag_init(&why);
    status = remove_from_file(repository, subject, &why);
    if (status == TP_OK)
        return TP_OK;
    snprintf(words, sizeof words, "%s", why.text);
    return tp_diag_in_file(diag,
                           tp_fail(diag, status, NULL, -1,
                                   "%s is deleted, but its bytes may stay in this file until the gallery is saved "
                                   "again: %s",
                                   subject, words),
                           repository->saved_path);
}

/* ---- description ------------------------------------------------------------------------------------------------- */

static tp_status describe(struct tp_repository *repository, struct tp_saved_gallery *out, struct tp_diag *diag)
{
    struct tp_store_moment moment;
    struct tp_store_since since = {0};
    tp_status status = map(repository, true, &repository->gallery, &moment, diag);

    if (status != TP_OK)
        return status;
    tp_gallery_count(repository->gallery, &out->counts);
    status = tp_store_count_since(repository->store, &moment, &since, diag);
    out->known = since.known;
    out->enrolments = since.enrolments;
    out->deletions = since.deletions;
    return status;
}

tp_status tp_saved_gallery_describe(const char *path, struct tp_saved_gallery *out, struct tp_diag *diag)
{
    const struct tp_store_options unchecked = {.unchecked = true};
    struct tp_repository repository = {0};
    tp_status status = tp_store_open(path, &unchecked, &repository.store, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        status = tp_saved_path(path, &repository.saved_path, diag);
    if (status == TP_OK) {
        snprintf(out->path, sizeof out->path, "%s", repository.saved_path);
        status = describe(&repository, out, diag);
    }
    tp_repository_close(&repository);
    return status;
}
