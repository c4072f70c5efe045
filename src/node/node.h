/* SPDX-License-Identifier: Apache-2.0 */
/* Use cases that join the engine's parts: what the commands and the server call. */
#ifndef TP_NODE_H
#define TP_NODE_H

#include <stdio.h>

#include <tenprint/codec.h>
#include <tenprint/extract.h>
#include <tenprint/match.h>
#include <tenprint/record.h>

#include "base/base.h"
#include "node/repository.h"
#include "node/scenario.h"
#include "node/tenprint.h"

/* ---- one impression from a file (impression.c) ------------------------------------------------------------------ */

/* Where a template came from. */
struct tp_impression_source {
    bool is_template; /* the file was a template, no image */
    bool ppi_assumed; /* neither the file nor the options said the resolution */
    float ppi;        /* of the image; 500 for a template */
    uint8_t *data;    /* the file, owned; so that it need not be read again */
    size_t size_bytes;
    struct tp_image image; /* at its own resolution, owned; empty for a template */
};
void tp_impression_source_deinit(struct tp_impression_source *source);

/* Whether a file is a template, by its first bytes. */
bool tp_impression_is_template(const uint8_t *data, size_t size_bytes);

/* An image and what the container that it came in says of the finger. */
struct tp_found_image {
    struct tp_image image;
    uint8_t position;   /* 0..TP_POSITION_MAX; 0 when nothing says */
    uint8_t impression; /* enum tp_impression_type */
};
/* Decodes an image file, or the first image of a finger image record (ISO/IEC 19794-4) or of a CBEFF file (XML). */
TP_NODISCARD tp_status tp_found_image_decode(const uint8_t *data, size_t size_bytes, struct tp_found_image *out,
                                             struct tp_diag *diag);

/* Reads PATH, an image or a template (told apart by content), and gives its template. Position and impression that
 * OPTIONS leave at 0 are those that a finger image record says. OPTIONS may be NULL; SOURCE,
 * which may be NULL, is to be freed by the caller. OUT must not own anything. The diagnostic names the file. */
TP_NODISCARD tp_status tp_impression_load(struct tp_extractor *extractor, const char *path,
                                          const struct tp_extract_options *options, struct tp_template *out,
                                          struct tp_impression_source *source, struct tp_diag *diag);

/* ---- ten-print cards: is every finger where it should be? (sequence.c) ------------------------------------------ */

/* One impression of a card. */
struct tp_sequence_print {
    const struct tp_template *tmpl;
    uint32_t record;  /* place in the transaction, for the findings */
    uint8_t position; /* 1..10, as declared */
    uint8_t type;     /* of that record */
    bool rolled;
};
#define TP_SEQUENCE_PRINTS_MAX 64
/* Compares all impressions of one person's card with each other and adds what they contradict to FINDINGS, rule
 * "sequence". Errors: fingers that are swapped or recorded twice, and four-finger impressions of the wrong hand.
 * Warnings: impressions that their counterparts neither confirm nor refute, with the reason. docs/method-slaps.md has
 * the thresholds. E_ARGUMENT (a position outside 1..10), E_LIMIT (too many prints), E_MEMORY. */
TP_NODISCARD tp_status tp_sequence_check(const struct tp_sequence_print *prints, size_t count,
                                         struct tp_findings *findings, struct tp_diag *diag);
/* The same for what was extracted from a transaction's records of types 3, 4 and 14 (sequence_card.c). Adds warnings
 * about slaps, too: fingers that were not found or not decided, and a hand whose shape is that of the other one.
 * E_NOT_FOUND when there is nothing to compare. */
TP_NODISCARD tp_status tp_sequence_check_prints(const struct tp_tenprint *tenprint, struct tp_findings *findings,
                                                struct tp_diag *diag);
/* Whether that check finds an error; false also where it cannot be made. */
bool tp_sequence_contradicts(const struct tp_tenprint *tenprint);
/* Extracts the prints of a transaction and checks them. An image that cannot be read is a warning. */
TP_NODISCARD tp_status tp_sequence_check_card(const struct tp_transaction *transaction, struct tp_findings *findings,
                                              struct tp_diag *diag);

/* ---- pictures of what was found (overlay.c) --------------------------------------------------------------------- */

/* One side of a picture: IMAGE at its own resolution PPI, or an empty image for an impression known by its template. */
struct tp_overlay_side {
    const struct tp_image *image;
    float ppi;
    const struct tp_template *tmpl;
    const char *label;
};

/* Draws an impression with its minutiae into PATH (.png or .svg). */
TP_NODISCARD tp_status tp_overlay_impression(const struct tp_overlay_side *side, const char *path,
                                             struct tp_diag *diag);

/* Draws a probe and a candidate side by side into PATH (.svg), paired minutiae joined by lines. */
TP_NODISCARD tp_status tp_overlay_match(const struct tp_overlay_side *probe, const struct tp_overlay_side *candidate,
                                        const struct tp_match_detail *detail, const char *path, struct tp_diag *diag);

/* Whether PATH ends in EXTENSION (".svg"), in any case. */
bool tp_path_has_extension(const char *path, const char *extension);

/* ---- images named <finger>_<impression>.<ext> in a folder (imageset.c) ------------------------------------------ */

struct tp_imageset_file {
    char *path, *name; /* owned; NAME is without folder and extension */
    uint32_t finger;   /* 0.. in the order of the fingers' names */
};
/* Sorted by finger, then impression; numbers in names sort by value. */
struct tp_imageset {
    char *name; /* the folder's own name, owned */
    struct tp_imageset_file *files;
    size_t count;
    uint32_t finger_count;
};
/* Lists the images (by extension) of FOLDER; other files are left aside. An image that is not named so, two of the same
 * name, and fewer than two images are E_FORMAT. */
TP_NODISCARD tp_status tp_imageset_open(const char *folder, struct tp_imageset *out, struct tp_diag *diag);
void tp_imageset_deinit(struct tp_imageset *set);

/* ---- error rates (accuracy.c) ----------------------------------------------------------------------------------- */

/* How many comparisons gave each score. A comparison that cannot be accepted at any threshold is in the count only. */
struct tp_accuracy {
    uint64_t mated_count, nonmated_count;
    uint64_t mated[TP_SCORE_MAX + 1], nonmated[TP_SCORE_MAX + 1];
};
void tp_accuracy_add(struct tp_accuracy *accuracy, int32_t score, bool mated); /* a negative score is never accepted */
void tp_accuracy_pool(struct tp_accuracy *accuracy, const struct tp_accuracy *other);

/* Shares at a threshold: a comparison is accepted when its score is at least THRESHOLD (0..TP_SCORE_MAX + 1). NaN when
 * there were no such comparisons. */
double tp_accuracy_fmr(const struct tp_accuracy *accuracy, int32_t threshold);
double tp_accuracy_fnmr(const struct tp_accuracy *accuracy, int32_t threshold);
/* The lowest threshold at which the false match rate is at most FMR. */
int32_t tp_accuracy_threshold(const struct tp_accuracy *accuracy, double fmr);
/* Equal error rate: where the straight lines between neighbouring operating points cross FMR = FNMR. NaN when there
 * are no mated or no non-mated comparisons. */
double tp_accuracy_eer(const struct tp_accuracy *accuracy);

/* ---- DET curves (det.c) ----------------------------------------------------------------------------------------- */

struct tp_det_curve {
    const char *name;
    const struct tp_accuracy *accuracy;
};
/* Appends an SVG picture: FNMR over FMR on logarithmic axes, one line for each curve. */
void tp_det_write(struct tp_buffer *out, const struct tp_det_curve *curves, size_t count);

/* ---- evaluation (extraction.c, evaluate.c) ---------------------------------------------------------------------- */

struct tp_evaluate_options {
    float ppi;             /* above 0: instead of what the files say */
    unsigned thread_count; /* 0 = one for each processor */
    bool through_format;   /* encode and decode each template before comparison */
    enum tp_template_format format;
    enum tp_search_mode mode; /* of searches */
};

/* One impression of an evaluated set. */
struct tp_evaluated_impression {
    uint8_t quality, minutia_count;
    uint32_t template_bytes; /* in the native encoding */
    int64_t extract_ns;      /* CPU time, reading the file not counted */
};

/* Extracts all IMAGES into TEMPLATES and describes them in IMPRESSIONS, arrays of images->count (TEMPLATES own nothing
 * before, and are to be freed even on failure). The first image that cannot be read ends it and is named in DIAG. */
TP_NODISCARD tp_status tp_imageset_extract(const struct tp_imageset *images, const struct tp_evaluate_options *options,
                                           struct tp_pool *pool, struct tp_template *templates,
                                           struct tp_evaluated_impression *impressions, struct tp_diag *diag);

/* All unordered pairs of a set, compared. */
struct tp_evaluated_set {
    struct tp_imageset images;
    struct tp_evaluated_impression *impressions; /* images.count */
    uint16_t *scores;                            /* by tp_evaluated_pair */
    struct tp_accuracy *accuracy;
    uint32_t failures;  /* impressions without minutiae; their comparisons count, with the score they get */
    int64_t compare_ns; /* CPU time of all comparisons */
};
/* Index of the pair of impressions I < J among COUNT. */
static inline size_t tp_evaluated_pair(size_t count, size_t i, size_t j)
{
    return i * (2 * count - i - 1) / 2 + (j - i - 1);
}

/* Extracts and compares all images of FOLDER. The result does not depend on the thread count. An image that cannot be
 * read ends it: OUT is then empty and DIAG names the file. */
TP_NODISCARD tp_status tp_evaluate(const char *folder, const struct tp_evaluate_options *options,
                                   struct tp_evaluated_set *out, struct tp_diag *diag);
void tp_evaluated_set_deinit(struct tp_evaluated_set *set);

/* One line for each comparison: "SET PROBE CANDIDATE SCORE". */
void tp_evaluated_set_write_scores(const struct tp_evaluated_set *set, FILE *out);

/* ---- quality (rejection.c) -------------------------------------------------------------------------------------- */

/* What remains after the worst impressions by quality were rejected. */
struct tp_rejection {
    size_t rejected;      /* impressions */
    uint64_t mated_count; /* pairs of two impressions that remain */
    double fnmr;          /* among them */
};
/* Rejects SHARE (0..1) of the impressions of all SETS, worst quality first (unknown quality counts as 0), ties in the
 * order of the names. */
TP_NODISCARD tp_status tp_evaluate_rejection(const struct tp_evaluated_set *sets, size_t set_count, int32_t threshold,
                                             double share, struct tp_rejection *out, struct tp_diag *diag);

/* ---- searches (background.c, searches.c) ------------------------------------------------------------------------ */

/* Opens a gallery to search in: a repository's file, or a folder of templates and images (each a subject of its own;
 * folders within are searched too, *.truth.tpt is left aside), or an empty one when PATH is NULL. */
TP_NODISCARD tp_status tp_background_open(const char *path, unsigned thread_count, struct tp_repository *out,
                                          struct tp_diag *diag);

struct tp_search_result {
    uint32_t set, image; /* the probe */
    uint32_t rank;       /* of the mate, from 1; 0 when it is no candidate */
    int32_t mate_score;  /* -1 when it is no candidate */
    int32_t other_score; /* of the best candidate that is somebody else; -1 when there is none */
    double wall_ms;
};

/* The first impression of each finger enrolled beside a background, all others searched. */
struct tp_searched {
    struct tp_imageset *sets;
    size_t set_count;
    struct tp_search_result *results; /* by set, then image */
    size_t count;
    size_t subject_count, impression_count; /* of the gallery */
};

struct tp_search_folder {
    const char *path;
    float ppi; /* above 0: instead of what the files say */
};
/* BACKGROUND as in tp_background_open. The results do not depend on the thread count, times do. */
TP_NODISCARD tp_status tp_evaluate_searches(const struct tp_search_folder *folders, size_t folder_count,
                                            const char *background, const struct tp_evaluate_options *options,
                                            struct tp_searched *out, struct tp_diag *diag);
void tp_searched_deinit(struct tp_searched *searched);

/* ---- batches of searches (batch.c) ------------------------------------------------------------------------------ */

/* Many people to search for, from a manifest: all rows of a subject are the prints of one, of known fingers or not. */
struct tp_batch;
/* Reads and extracts everything. The first row that fails is reported; E_LIMIT names a person with too many prints.
 * MANIFEST is borrowed. */
TP_NODISCARD tp_status tp_batch_new(const struct tp_manifest *manifest, unsigned thread_count, struct tp_batch **out,
                                    struct tp_diag *diag);
void tp_batch_free(struct tp_batch **batch);
size_t tp_batch_count(const struct tp_batch *batch);

struct tp_batch_result {
    const char *name;         /* of the probes: the manifest's subject */
    const char *const *files; /* where each probe is from; candidates name probes by this index */
    size_t probe_count;
    const struct tp_candidates *candidates; /* borrowed for the call */
};
typedef void tp_batch_fn(void *context, const struct tp_batch_result *result);

/* Searches GALLERY for all, some hundreds at a time, and gives each result to FN as soon as it is there, in the order
 * of the manifest. OPTIONS->progress may cancel (E_CANCELLED): what FN got until then is whole. */
TP_NODISCARD tp_status tp_batch_run(const struct tp_batch *batch, const struct tp_gallery *gallery,
                                    const struct tp_identify_options *options, tp_batch_fn *fn, void *context,
                                    struct tp_diag *diag);

/* ---- benchmarks (bench_*.c) ------------------------------------------------------------------------------------- */

/* One figure: CPU time of one thread unless the unit says otherwise, and a fixed loop of ours that ran beside it, since
 * machines differ. */
struct tp_bench_figure {
    const char *bench, *name;
    double value;
    const char *unit;
    const char *baseline; /* what the reference loop does; NULL without one */
    double baseline_value;
    const char *baseline_unit;
    double ratio; /* how many of the baseline one of ours costs */
};
typedef void tp_bench_fn(void *context, const struct tp_bench_figure *figure);

enum { TP_BENCH_LIST_MAX = 16 };
struct tp_bench_list {
    unsigned values[TP_BENCH_LIST_MAX];
    size_t count; /* 0 = a list of our own */
};

struct tp_bench_options {
    const char *folder;    /* images to measure with, named as for tp_evaluate; NULL for synthetic prints */
    float ppi;             /* of those images; 0 = what the files say */
    unsigned rounds;       /* how often everything is repeated; 0 = 3 */
    unsigned fingers;      /* synthetic fingers, 4 impressions each; 0 = 10 */
    FILE *table;           /* kernels, identify: tables go there, line by line, instead of figures */
    unsigned thread_count; /* of what is not timed; 0 = one for each processor */

    /* Searches. */
    struct tp_bench_list subjects; /* sizes of the gallery; none: 1,000, 3,000 and 10,000 people */
    struct tp_bench_list searched; /* fingers of a search, 1..10 each; none: 1, 2, 4 and 10 */
    struct tp_bench_list modes;    /* of enum tp_search_mode; none: thorough and fast */
    unsigned searches;             /* for people in the gallery, and as many for others; 0 = 1,000 */
    unsigned timed;                /* of these, how many are timed one by one; 0 = 100 */
    const char *galleries;         /* folder that galleries are kept in between runs; NULL = none */
    const char *plot;              /* an SVG picture of the cost by size; NULL = none */
    const char *const *real;       /* folders of images, DIR[@PPI], and transactions to hide there too */
    size_t real_count;
};

TP_NODISCARD tp_status tp_bench_extract(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                                        struct tp_diag *diag);
TP_NODISCARD tp_status tp_bench_compare(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                                        struct tp_diag *diag);
TP_NODISCARD tp_status tp_bench_kernels(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                                        struct tp_diag *diag);
TP_NODISCARD tp_status tp_bench_screen(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                                       struct tp_diag *diag);
TP_NODISCARD tp_status tp_bench_identify(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                                         struct tp_diag *diag);

/* The value below which SHARE (0..1) of the SAMPLES lie (nearest rank); sorts them. NaN when there are none. */
double tp_percentile(double *samples, size_t count, double share);

#endif
