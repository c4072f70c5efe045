/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery: subjects with templates, in memory or mapped from a file, and 1:N identification. */
#ifndef TENPRINT_GALLERY_H
#define TENPRINT_GALLERY_H

#include <stdbool.h>

#include <tenprint/match.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_SUBJECT_ID_MAX 128    /* bytes of UTF-8 with the final NUL */
#define TP_PROBES_MAX 64         /* impressions in one search */
#define TP_PROBES_UNKNOWN_MAX 10 /* of these, impressions of unknown position */
#define TP_GALLERY_MARK_BYTES 64

/* Subjects and their impressions. All functions but tp_gallery_free may be called from any number of threads: searches
 * take no lock and run beside each other and beside one that adds, removes, saves or compacts. What is added or removed
 * while a search runs may or may not be seen by it. */
struct tp_gallery;

TP_API TP_NODISCARD tp_status tp_gallery_new(struct tp_gallery **out, struct tp_diag *diag);
TP_API void tp_gallery_free(struct tp_gallery **gallery);

/* Adds COUNT (>= 1) impressions to SUBJECT, which is made when new. A template's finger is its position; impressions of
 * unknown position (0) are taken to be of one and the same finger. All are added or, on failure, none: E_ARGUMENT (an
 * identifier that is empty or too long, no template), E_FORMAT (a template that is not valid), E_LIMIT (more than
 * 65,535 impressions of one finger), E_MEMORY. One call with all impressions of a person takes less memory than one
 * call for each.
 */
TP_API TP_NODISCARD tp_status tp_gallery_add_all(struct tp_gallery *gallery, const char *subject,
                                                 const struct tp_template *const *templates, size_t count,
                                                 struct tp_diag *diag);

/* The same for one impression. */
TP_API TP_NODISCARD tp_status tp_gallery_add(struct tp_gallery *gallery, const char *subject,
                                             const struct tp_template *tmpl, struct tp_diag *diag);

/* Removes SUBJECT and overwrites all that was made of its impressions with zeros, for a mapped gallery in the file too,
 * before this returns. E_NOT_FOUND; E_DENIED (mapped to be read only); E_IO: it is gone, but the disk did not say that
 * the zeros are on it. */
TP_API TP_NODISCARD tp_status tp_gallery_remove(struct tp_gallery *gallery, const char *subject, struct tp_diag *diag);

/* Whether SUBJECT is there; *IMPRESSION_COUNT (may be NULL) is how many impressions it has, 0 when it is not. */
TP_API bool tp_gallery_contains(const struct tp_gallery *gallery, const char *subject, uint32_t *impression_count);

/* Calls VISIT with each subject that is there, in no particular order; SUBJECT is valid during the call only. Anything
 * but TP_OK ends the walk with that status. VISIT must neither change the gallery nor call
 * tp_gallery_contains, which may wait for a removal that waits for the walk. */
typedef tp_status tp_gallery_subject_fn(void *context, const char *subject, struct tp_diag *diag);
TP_API TP_NODISCARD tp_status tp_gallery_each_subject(const struct tp_gallery *gallery, tp_gallery_subject_fn *visit,
                                                      void *context, struct tp_diag *diag);

struct tp_gallery_counts {
    uint64_t subjects, impressions;
    uint64_t dead;       /* places of removed subjects, which saving and compacting give back */
    uint64_t size_bytes; /* memory and the mapped file, everything included */
};
TP_API void tp_gallery_count(const struct tp_gallery *gallery, struct tp_gallery_counts *out);

TP_API size_t tp_gallery_subject_count(const struct tp_gallery *gallery);
TP_API size_t tp_gallery_impression_count(const struct tp_gallery *gallery);
/* Bytes of memory and of the mapped file that the gallery takes, everything included. */
TP_API size_t tp_gallery_size_bytes(const struct tp_gallery *gallery);

/* ---- files --------------------------------------------------------------------------------------------------------
 */

/* Writes the gallery to PATH, which is at every moment the old file or the new one, and goes on with that file mapped.
 * MARK is the caller's: what the gallery was made from, for instance. Searches go on meanwhile. E_IO, E_MEMORY: all is
 * as before. */
TP_API TP_NODISCARD tp_status tp_gallery_save(struct tp_gallery *gallery, const char *path,
                                              const uint8_t mark[TP_GALLERY_MARK_BYTES], struct tp_diag *diag);

/* The same for who changes the gallery under a lock of its own: BEGUN is called once, whatever comes of it and before
 * much is done, and may let that lock go. What was changed by then belongs to what MARK names, and to the file; what is
 * added after it does not, and what is removed after it leaves the file. */
typedef void tp_gallery_begun_fn(void *context);
TP_API TP_NODISCARD tp_status tp_gallery_save_beside(struct tp_gallery *gallery, const char *path,
                                                     const uint8_t mark[TP_GALLERY_MARK_BYTES],
                                                     tp_gallery_begun_fn *begun, void *context, struct tp_diag *diag);
/* Whether it goes on with a file: it was mapped, or saved. */
TP_API bool tp_gallery_is_mapped(const struct tp_gallery *gallery);

/* Maps a saved gallery, sharing its memory with other processes that do. What is added lies in memory until it is
 * saved; what is removed is zeroed in the file. One process may write: E_BUSY for a second one, unless READ_ONLY.
 * E_NOT_FOUND, E_IO, E_FORMAT (damaged), E_VERSION (made by a program whose screening forms mean something else: make
 * it anew from the templates). */
TP_API TP_NODISCARD tp_status tp_gallery_map(const char *path, bool read_only, struct tp_gallery **out,
                                             uint8_t mark[TP_GALLERY_MARK_BYTES], struct tp_diag *diag);

/* Gives back what removed subjects took, while searches go on. E_CONFLICT for one that goes on with a file: its mark says
 * which moment of what lies behind it the file is of, so that is saved, under a new mark; else what was added since would
 * be in the file, and added again when it is mapped. */
TP_API TP_NODISCARD tp_status tp_gallery_compact(struct tp_gallery *gallery, struct tp_diag *diag);

/* ---- identification -----------------------------------------------------------------------------------------------
 */

/* How much of the gallery is looked at closely; docs/method-identification.md has the numbers. Galleries of some
 * hundreds of subjects are always searched exhaustively. */
enum tp_search_mode {
    TP_SEARCH_THOROUGH = 0, /* screened: loses less than 1 % of what an exhaustive search with one finger finds */
    TP_SEARCH_FAST,         /* screened more: less than 3 % */
    TP_SEARCH_EXHAUSTIVE    /* every subject is compared with all fingers */
};

struct tp_identify_options {
    uint32_t top;             /* candidates wanted at most; 0 = 10 */
    int32_t score_min;        /* candidates below it are left out */
    uint32_t thread_count;    /* 0 = one for each processor */
    enum tp_search_mode mode; /* THOROUGH unless told */

    /* Called now and then from the calling thread with the share of the work that is done, 0..1, never falling; may be
     * NULL. When it returns false the search ends: E_CANCELLED. It must not remove from, save or compact the gallery:
     * these wait for the search. */
    bool (*progress)(void *context, double share);
    void *context;
};

struct tp_candidate {
    char subject[TP_SUBJECT_ID_MAX];
    int32_t score;             /* fused over the fingers, calibrated like a comparison score (per subject compared) */
    int32_t finger_scores[11]; /* by the candidate's position, 0 = unknown position; -1 where nothing was compared */
    uint8_t finger_probes[11]; /* index of the (first) probe that was compared there */
};

struct tp_candidates {
    struct tp_candidate *items; /* owned; by falling score, ties by subject */
    uint32_t count;
    uint64_t subjects; /* in the gallery */
    uint64_t screened; /* of these, looked at by their screening codes */
    uint64_t refined;  /* by their signatures */
    uint64_t compared; /* by a full comparison of at least one finger */
};
TP_API void tp_candidates_deinit(struct tp_candidates *candidates);

/* Searches PROBES, impressions of one person, and gives the best candidates, at most OPTIONS->top. OPTIONS may be NULL.
 * The result is the same for any thread count and processor. A candidate's score is that of comparing all its fingers,
 * whatever the mode; the mode decides who is looked at so closely.
 *
 * Probes of one known position are compared together with the impressions of the same finger. Each probe of unknown
 * position is taken to be a finger of its own, and they are assigned one-to-one to the subject's other fingers so that
 * the sum of scores is highest. A subject's impressions of unknown position take part in that assignment, and may also
 * be given to a probe of known position whose finger the subject lacks. docs/method-identification.md has the formula
 * that fuses the scores and corrects for the number of assignments. A subject that shares no finger with the probes is
 * no candidate.
 *
 * Failures leave OUT empty: E_ARGUMENT (no probe, or a position above 10), E_LIMIT (above TP_PROBES_MAX or
 * TP_PROBES_UNKNOWN_MAX), E_MEMORY, E_CANCELLED. */
TP_API TP_NODISCARD tp_status tp_gallery_identify(const struct tp_gallery *gallery,
                                                  const struct tp_template *const *probes, size_t probe_count,
                                                  const struct tp_identify_options *options, struct tp_candidates *out,
                                                  struct tp_diag *diag);

/* The probes of one person. */
struct tp_probe_set {
    const struct tp_template *const *probes;
    size_t probe_count;
};

/* SET_COUNT searches with the same OPTIONS, which read the gallery together: OUT[i] is what tp_gallery_identify gives
 * for SETS[i]. Memory does not grow with SET_COUNT but for OUT. Failures leave all of OUT empty. */
TP_API TP_NODISCARD tp_status tp_gallery_identify_all(const struct tp_gallery *gallery, const struct tp_probe_set *sets,
                                                      size_t set_count, const struct tp_identify_options *options,
                                                      struct tp_candidates *out, struct tp_diag *diag);

/* The lowest score_min for which a search of a gallery of SUBJECTS for a person who is not in it gives any candidate
 * with a chance of at most FPIR (0 < FPIR < 1; the false positive identification rate): each subject gets the same
 * share of it, p = 1 - (1 - FPIR)^(1 / SUBJECTS), so the score is -1000 log10 p. 0..TP_SCORE_MAX. */
TP_API int32_t tp_score_for_fpir(double fpir, uint64_t subjects);

#ifdef __cplusplus
}
#endif
#endif
