/* SPDX-License-Identifier: Apache-2.0 */
/* The stages of extraction and the workspace that they share. A stage reads and writes members of struct tp_work, in
 * the order of tp_extract (extract.c). Angles inside extraction are in image axes (y grows downward); a doubled-angle
 * vector (cos 2a, sin 2a) stands for a ridge orientation a modulo pi. */
#ifndef TP_EXTRACT_STAGES_H
#define TP_EXTRACT_STAGES_H

#include <tenprint/extract.h>

#include "base/base.h"
#include "kernel/kernel.h"

#define TP_CELL_PX 4          /* of the coarse grid */
#define TP_LATTICE_PX 12      /* between the windows of spectra and periods */
#define TP_PAD_PX 32          /* zeros around pixel planes, more than any filter reaches */
#define TP_NORMAL_UNIT 200.0f /* of the normalised image: one local deviation */
#define TP_NORMAL_LIMIT 500   /* its clamp; 64 times it fits 16 bits (orientation.c) */

/* Gabor bank: orientations of pi/32, periods spaced evenly in their logarithm. */
enum { TP_GABOR_ORIENTATIONS = 32, TP_GABOR_PERIODS = 16, TP_GABOR_RADIUS = 11 };
#define TP_PERIOD_MIN_PX 4.5f
#define TP_PERIOD_MAX_PX 16.0f

#define TP_SIGNATURE_LENGTH 53 /* samples across the ridges in the frequency stage */

#define TP_SPECTRUM_UNIT 16384.0f /* norm of a wave's filter */

/* The first halves of the even and the odd filter of each wave, in the order of kernel/filter.h, and what comes out. */
struct tp_spectrum_taps {
    int16_t even[TP_SPECTRUM_SAMPLES * TP_SPECTRUM_FILTERS], odd[TP_SPECTRUM_SAMPLES * TP_SPECTRUM_FILTERS];
};
struct tp_spectrum_sums {
    int32_t even[TP_SPECTRUM_BATCH][TP_SPECTRUM_FILTERS], odd[TP_SPECTRUM_BATCH][TP_SPECTRUM_FILTERS];
};

/* What does not depend on the image: made once for each extractor. */
struct tp_tables {
    int16_t *gabor; /* [period][orientation][23][32] */
    struct tp_spectrum_taps *spectrum;
    float double_cos[16], double_sin[16];
    float wave_cos[TP_SIGNATURE_LENGTH][TP_GABOR_PERIODS];
    float wave_sin[TP_SIGNATURE_LENGTH][TP_GABOR_PERIODS];
    float window[TP_SIGNATURE_LENGTH], window_sum;
};

/* A bit for each pixel, one row of 64-bit words after the other, bit x % 64 of word x / 64; a zero row above and below.
 */
struct tp_bits {
    uint64_t *words; /* of row 0 */
    uint32_t words_per_row, rows;
};

/* One-pixel lines with a margin of zeros, so that every pixel has eight neighbours. */
struct tp_skeleton {
    uint8_t *at; /* of pixel (0, 0); 1 on the line */
    int32_t stride_px;
    uint32_t *pixels; /* offsets of the line's pixels from at; may list erased ones */
    uint32_t pixel_count;
};

/* A loose end of a skeleton line. */
struct tp_ending {
    int32_t x_px, y_px;
    float dx, dy; /* unit vector from the end into its line; (0, 0) for a lone pixel */
    uint8_t type; /* enum tp_minutia_type */
    uint8_t quality;
    bool dropped;
};

/* Two ends (their indices) that face each other over a gap. */
struct tp_gap {
    int32_t length2_px;
    uint32_t a, b;
};

struct tp_work {
    struct tp_arena arena;
    uint32_t width_px, height_px;
    int32_t stride_px;      /* of normal and response */
    uint32_t columns, rows; /* of the coarse grid */

    int16_t *normal;   /* normalised image, ridges positive */
    int16_t *response; /* enhanced image, ridges positive; 0 outside the mask */

    /* On the coarse grid, columns * rows each. */
    float *mean, *contrast; /* local mean and deviation, gray levels */
    float *flow_x, *flow_y; /* doubled-angle unit vectors of the ridges */
    float *coherence;       /* 0..1 of the structure tensor */
    float *energy;          /* local gradient energy */
    float *period;          /* index into the bank of periods, with a fraction */
    float *ridgeness;       /* 0..1: how much it looks like parallel ridges */
    float *quality;         /* 0..1 of the enhanced ridges */
    uint8_t *mask;          /* 1: ridges */
    uint16_t *distance;     /* from the mask's border, in thirds of a cell */
    float *wave_x, *wave_y; /* doubled-angle vectors of the strongest waves, on the lattice */
    uint32_t lattice_columns, lattice_rows;
    float *scratch[6];
    float *line; /* one padded row or more */

    struct tp_bits bits[2];
    uint8_t *skeleton_bytes;
    struct tp_skeleton skeleton;
    struct tp_ending *endings;
    uint32_t ending_count, ending_capacity;
    struct tp_gap *gaps;
    uint32_t gap_capacity;
};

/* ---- workspace.c ------------------------------------------------------------------------------------------------ */

tp_status tp_tables_init(struct tp_tables *out, struct tp_diag *diag);
void tp_tables_deinit(struct tp_tables *tables);

/* Makes WORK fit an image of this size: allocates only when none as large was seen before. */
tp_status tp_work_fit(struct tp_work *work, uint32_t width_px, uint32_t height_px, struct tp_diag *diag);
void tp_work_deinit(struct tp_work *work);

/* ---- grid.c: arithmetic on the coarse grid -------------------------------------------------------------------- */

/* Gaussian smoothing in place of a columns x rows plane (zeros outside); LINE and SCRATCH are scratch: a row plus
 * twice the radius (3 sigma), and a plane. */
struct tp_grid {
    uint32_t columns, rows;
    float *line, *scratch;
};
void tp_grid_smooth(const struct tp_grid *grid, float *plane, float sigma_cells);
/* Interpolates the row of cells at pixel row Y_PX into LINE: columns + 2 values, ends repeated. */
void tp_grid_row(const float *plane, uint32_t columns, uint32_t rows, uint32_t y_px, float *line);
/* The value at pixel X_PX of a line made by tp_grid_row. */
static inline float tp_grid_at(const float *line, uint32_t x_px)
{
    uint32_t i = (x_px + TP_CELL_PX / 2) / TP_CELL_PX;
    float f = ((float)((x_px + TP_CELL_PX / 2) % TP_CELL_PX) + 0.5f) / TP_CELL_PX;
    return line[i] + (line[i + 1] - line[i]) * f;
}
struct tp_grid tp_work_grid(const struct tp_work *work);
/* Cell of a pixel. */
static inline size_t tp_cell(const struct tp_work *work, int32_t x_px, int32_t y_px)
{
    return (size_t)(y_px / TP_CELL_PX) * work->columns + (size_t)(x_px / TP_CELL_PX);
}

/* ---- the stages ------------------------------------------------------------------------------------------------- */

void tp_normalise(struct tp_work *work, const uint8_t *pixels);
/* A wave's two filters, given whole with their sums of squares: even and odd about the centre of the window. */
void tp_spectrum_put(const float *even, const float *odd, float even_norm, float odd_norm, int wave,
                     struct tp_spectrum_taps *out);
/* Of TP_SPECTRUM_BATCH windows, one after the other; no sample may exceed 16383. */
void tp_spectrum_measure(const struct tp_spectrum_taps *taps, const int16_t *windows, struct tp_spectrum_sums *out);
void tp_spectrum_tables(struct tp_tables *tables);
void tp_measure_spectrum(struct tp_work *work, const struct tp_tables *tables);
/* Interpolates a plane of the lattice to the grid. */
void tp_lattice_spread(const struct tp_work *work, const float *from, float *to);
void tp_orient(struct tp_work *work);
/* The ridge period that an index names. */
float tp_period_px(float index);
void tp_frequency_tables(struct tp_tables *tables);
void tp_measure_frequency(struct tp_work *work, const struct tp_tables *tables);
void tp_segment(struct tp_work *work);
void tp_gabor_tables(struct tp_tables *tables);
void tp_enhance(struct tp_work *work, const struct tp_tables *tables);
void tp_binarise(const struct tp_work *work, struct tp_bits *bits, bool ridges);
void tp_thin(struct tp_bits *bits, struct tp_bits *scratch);
void tp_trace(struct tp_work *work, const struct tp_bits *bits);
/* Deletes the pixels that no line needs: all over, and around a pixel that was erased. */
void tp_clean_around(struct tp_skeleton *skeleton, uint32_t offset);
void tp_clean_skeleton(struct tp_skeleton *skeleton);
void tp_collect_endings(struct tp_work *work, enum tp_minutia_type type);
void tp_repair_skeleton(struct tp_work *work);
/* The loose ends of the skeleton, at most ROOM, in the order of its pixels. */
uint32_t tp_find_ends(const struct tp_work *work, struct tp_ending *out, uint32_t room);
/* From the mask's border; 0 outside. */
float tp_border_distance_px(const struct tp_work *work, float x_px, float y_px);
void tp_filter_endings(struct tp_work *work);
void tp_grade_ridges(struct tp_work *work);
void tp_grade_endings(struct tp_work *work);
uint8_t tp_grade_impression(const struct tp_work *work, const struct tp_template *tmpl);
struct tp_minutia tp_minutia_of(const struct tp_ending *end);
void tp_store_minutiae(struct tp_work *work, struct tp_template *out);
void tp_store_field(const struct tp_work *work, struct tp_template *out);

/* ---- trace.c: walking on the skeleton --------------------------------------------------------------------------- */

extern const int8_t tp_step_x[8], tp_step_y[8]; /* the eight neighbours, anticlockwise from east */
/* Which of the eight neighbours of pixel OFFSET are set, bit i for step i. */
unsigned tp_neighbours(const struct tp_skeleton *skeleton, uint32_t offset);
/* BITS without its lowest one: 0 when BITS has at most one. The baseline processor has no population count. */
static inline unsigned tp_drop_bit(unsigned bits)
{
    return bits & (bits - 1);
}

enum tp_walk_end { TP_WALK_LIMIT, TP_WALK_ENDING, TP_WALK_JUNCTION };
/* Walks from the ending at START along its line, at most LIMIT pixels. PATH (LIMIT + 1 entries) receives the pixels
 * from START on, without a junction's. Returns why it stopped; *COUNT says how many pixels are in PATH. */
enum tp_walk_end tp_walk(const struct tp_skeleton *skeleton, uint32_t start, uint32_t limit, uint32_t *path,
                         uint32_t *count);

/* ---- picture.c: what the trace shows ---------------------------------------------------------------------------- */

struct tp_tracer {
    tp_trace_fn *fn; /* NULL: nobody looks */
    void *context;
    bool stages_only; /* no pictures */
    uint8_t *picture; /* width x height */
};
tp_status tp_tracer_init(struct tp_tracer *out, const struct tp_extract_options *options, const struct tp_image *image,
                         struct tp_diag *diag);
void tp_tracer_deinit(struct tp_tracer *tracer);
/* Marks the end of a stage that has no picture of its own. */
void tp_tracer_mark(const struct tp_tracer *tracer, const char *stage);
typedef void tp_show_fn(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work);
tp_show_fn tp_show_normal, tp_show_orientation, tp_show_frequency, tp_show_mask, tp_show_ridgeness, tp_show_response,
    tp_show_quality, tp_show_bits, tp_show_skeleton, tp_show_endings;

#endif
