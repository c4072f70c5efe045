/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmark of the search: people who are hidden and looked for, what the searches are worth, and how it is shown. */
#ifndef TP_NODE_BENCH_IDENTIFY_H
#define TP_NODE_BENCH_IDENTIFY_H

#include <tenprint/gallery.h>

#include "node/bench.h"

/* ---- what searches are worth (bench_statistics.c) ---------------------------------------------------------------- */

enum { TP_BENCH_FPIRS = 2 };
extern const double tp_bench_fpirs[TP_BENCH_FPIRS]; /* 0.1 % and 1 % */

/* Of one search; scores are -1 where there is none. */
struct tp_bench_outcome {
    bool mated;    /* the person is in the gallery */
    int32_t own;   /* of the mate when all its fingers are compared: what an exhaustive search would give it */
    int32_t mate;  /* of the mate among the candidates */
    int32_t other; /* of the best candidate that is somebody else */
    uint32_t rank; /* of the mate, from 1; 0 when it is no candidate */
};

struct tp_bench_verdict {
    size_t mated, others; /* searches; those that the thresholds come from */
    size_t first;         /* mates at rank 1 */
    int32_t threshold[TP_BENCH_FPIRS];
    size_t missed[TP_BENCH_FPIRS];   /* mates not among the candidates of at least the threshold */
    size_t findable[TP_BENCH_FPIRS]; /* mates that an exhaustive search would find at that threshold */
    size_t lost[TP_BENCH_FPIRS];     /* of these, missed */
};

/* Thresholds by the searches of strangers; where there is none, by the best candidate of each search that is not the
 * mate. E_MEMORY. */
TP_NODISCARD tp_status tp_bench_judge(const struct tp_bench_outcome *outcomes, size_t count,
                                      struct tp_bench_verdict *out, struct tp_diag *diag);

/* The lowest score that at most the share FPIR of OTHERS reach; sorts them. */
int32_t tp_bench_threshold(int32_t *others, size_t count, double fpir);

/* A share with the interval that holds the true one with 95 % (Wilson 1927); NaN for none of none. */
struct tp_bench_share {
    double value, low, high;
};
struct tp_bench_share tp_bench_share(size_t hits, size_t count);

/* y = slope x + offset by least squares, and R^2; NaN unless two X differ. */
struct tp_bench_line {
    double slope, offset, r2;
};
struct tp_bench_line tp_bench_fit(const double *x, const double *y, size_t count);

/* ---- people (bench_people.c) --------------------------------------------------------------------------------------
 */

/* The order in which a search takes fingers: index, middle, thumb, ring, little, each of the right and of the left. */
extern const uint8_t tp_bench_fingers[TP_POSITION_MAX];

/* A search to make, with any number of its first probes. */
struct tp_bench_trial {
    char mate[TP_SUBJECT_ID_MAX];               /* "": nobody in the gallery */
    struct tp_template probes[TP_POSITION_MAX]; /* owned, in the order of the fingers */
    unsigned probe_count;
    struct tp_template prints[TP_POSITION_MAX]; /* the mate's, as enrolled; owned */
    unsigned print_count;
    int32_t own[TP_POSITION_MAX]; /* the score of the first 1, 2 ... probes with all of these; see tp_bench_own */
};
struct tp_bench_trials {
    struct tp_bench_trial *items; /* owned */
    size_t count;
};
void tp_bench_trials_deinit(struct tp_bench_trials *trials);

/* COUNT of the first SUBJECTS people and as many strangers, in turn. */
TP_NODISCARD tp_status tp_bench_trials_make(unsigned subjects, unsigned count, unsigned thread_count,
                                            struct tp_bench_trials *out, struct tp_diag *diag);

/* A gallery of the first SUBJECTS people, with all fingers. */
struct tp_bench_gallery {
    struct tp_gallery *gallery;
    unsigned subjects;
    size_t size_bytes;
    double build_s, build_cpu_s; /* by the wall, and of all threads; 0 when it was there already */
    double save_s, map_s;        /* NaN without a file */
};
/* Maps the file for it in FOLDER, which is made first when there is none, or, with FOLDER NULL, makes it in memory. */
TP_NODISCARD tp_status tp_bench_gallery_open(unsigned subjects, const char *folder, unsigned thread_count,
                                             struct tp_bench_gallery *out, struct tp_diag *diag);
void tp_bench_gallery_close(struct tp_bench_gallery *gallery);

/* ---- real people (bench_real.c) -----------------------------------------------------------------------------------
 */

/* Trials of one kind. The mates are to be enrolled beside the people of the gallery; several trials may have one. */
struct tp_bench_real {
    const char *kind; /* "real fingers", "real people", "real cards" */
    bool whole;       /* people with several fingers */
    struct tp_bench_trials trials;
};
enum { TP_BENCH_REAL_KINDS = 3 };
/* PATHS are folders of images, DIR[@PPI] named as for tp_evaluate, whose fingers are taken one by one and, ten at a
 * time, as people; or transactions with rolled prints, which are enrolled, and plain ones, which are searched. OUT has
 * TP_BENCH_REAL_KINDS places. */
TP_NODISCARD tp_status tp_bench_real_load(const char *const *paths, size_t path_count, unsigned thread_count,
                                          struct tp_bench_real *out, struct tp_diag *diag);
void tp_bench_real_deinit(struct tp_bench_real *real);

/* ---- searches (bench_searches.c) ----------------------------------------------------------------------------------
 */

enum { TP_BENCH_BATCHES = 2, TP_BENCH_STAGES = 3 };
extern const unsigned tp_bench_batches[TP_BENCH_BATCHES]; /* searches at once: 16 and 64 */

/* One line of the table: a number of fingers in one mode. Times are 0 where they were not measured. */
struct tp_bench_row {
    const char *kind;
    unsigned subjects, fingers;
    enum tp_search_mode mode;
    struct tp_bench_verdict verdict;
    size_t lost_at[TP_BENCH_STAGES];     /* of the lost at FPIR 1 %: by codes, signatures, the comparison */
    unsigned timed;                      /* searches timed one by one */
    double p50_ms, p99_ms;               /* CPU time of a search, one thread */
    double stage_share[TP_BENCH_STAGES]; /* of that */
    double screened, refined, compared;  /* subjects of a search, mean */
    double batch_ms[TP_BENCH_BATCHES];   /* CPU time of a search among so many, one thread */
    double two_threads;                  /* how many times faster on the wall two threads are, medians */
};

struct tp_bench_plan {
    unsigned thread_count; /* of the searches that are not timed */
    unsigned timed;        /* searches to time, 0 = none */
};
/* Fills in what an exhaustive search would give the mates, by searching galleries of one subject each, for these
 * numbers of fingers. */
TP_NODISCARD tp_status tp_bench_own(struct tp_bench_trials *trials, const struct tp_bench_list *fingers,
                                    unsigned thread_count, struct tp_diag *diag);

/* Makes all TRIALS that have the row's fingers, and fills the row; KIND, subjects, fingers and mode are set. */
TP_NODISCARD tp_status tp_bench_search(const struct tp_gallery *gallery, const struct tp_bench_trials *trials,
                                       const struct tp_bench_plan *plan, struct tp_bench_row *row,
                                       struct tp_diag *diag);

/* ---- ranks (bench_screen.c) ---------------------------------------------------------------------------------------
 */

/* The share of the others that stand before SCORES[INDEX]; equal ones half. */
double tp_bench_rank(const int32_t *scores, size_t count, size_t index);

/* The best SHARE of SCORES, which are sorted for it: all above LEAST, and those that are LEAST by WEIGHT each. */
struct tp_bench_top {
    int32_t least;
    double weight;
};
struct tp_bench_top tp_bench_top(int32_t *scores, size_t count, double share);

/* ---- how it is shown (bench_table.c, bench_plot.c) ----------------------------------------------------------------
 */

const char *tp_bench_mode_name(enum tp_search_mode mode);
/* The way of writing that the options ask for: a table or figures. */
struct tp_bench_writer {
    FILE *table; /* NULL: figures */
    tp_bench_fn *fn;
    void *context;
};
void tp_bench_write_gallery(const struct tp_bench_writer *writer, const struct tp_bench_gallery *gallery);
void tp_bench_write_row(const struct tp_bench_writer *writer, const struct tp_bench_row *row);

/* Cost by size for each number of fingers and mode among ROWS, and what larger galleries need. */
void tp_bench_write_growth(const struct tp_bench_writer *writer, const struct tp_bench_row *rows, size_t count,
                           double bytes_per_subject);

/* The line of cost by size through the rows like ROWS[I]: X subjects, Y ms; false unless there are two sizes and I is
 * the first such row. */
bool tp_bench_growth_of(const struct tp_bench_row *rows, size_t count, size_t i, struct tp_bench_line *line,
                        double *exponent);

/* Appends an SVG picture of that, both axes logarithmic. */
void tp_bench_plot(struct tp_buffer *out, const struct tp_bench_row *rows, size_t count);

#endif
