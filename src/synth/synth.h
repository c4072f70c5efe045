/* SPDX-License-Identifier: Apache-2.0 */
/* Synthetic fingerprints: people with ten fingers, master patterns grown from a model of the ridge flow, impressions of
 * them as sensors would take them, and templates without images. Everything follows from a seed, byte for byte, on
 * every machine. The methods and their sources are in docs/method-synthesis.md. */
#ifndef TP_SYNTH_H
#define TP_SYNTH_H

#include <stdbool.h>

#include "base/base.h"

#include <tenprint/image.h>
#include <tenprint/template.h>

/* ---- the model of a finger (finger.c) --------------------------------------------------------------------------- */

/* Left and right as seen on the print. */
enum tp_synth_class {
    TP_SYNTH_ARCH,
    TP_SYNTH_TENTED_ARCH,
    TP_SYNTH_LEFT_LOOP,
    TP_SYNTH_RIGHT_LOOP,
    TP_SYNTH_WHORL,
    TP_SYNTH_TWIN_LOOP,
    TP_SYNTH_CLASS_COUNT
};

/* A master pattern's size, in pixels at 500 ppi: about a rolled print. */
enum { TP_SYNTH_WIDTH_PX = 400, TP_SYNTH_HEIGHT_PX = 496 };

/* A singular point of the ridge flow, and how the flow around it departs from the plain zero-pole model: coefficients
 * of sin a, cos a, sin 2a, cos 2a in the angle that it contributes. */
struct tp_synth_singularity {
    float x_px, y_px;
    float bend[4];
};

/* All that is fixed about one finger of one person; follows from (seed, person, position). */
struct tp_synth_finger {
    uint64_t seed;
    uint32_t person;
    uint8_t position; /* 1..10 */
    uint8_t class_;   /* enum tp_synth_class */
    uint8_t core_count, delta_count;
    struct tp_synth_singularity cores[2], deltas[2];
    float tilt_rad;                      /* of the whole pattern */
    float side_left_rad, side_right_rad; /* how far ridges lean at the pad's sides, above the core */
    float bulge_rad;                     /* slope of an arch's flanks */
    float axis_x_px, axis_y_px;          /* the middle of the pattern */
    float half_width_px, tip_y_px;       /* outline of the pad */
    float period_px;                     /* mean ridge period */
    float moisture;                      /* of this person's skin: about -1 (dry) .. 1 (wet) */
    float wear;                          /* 0 .. 1: creases, worn ridges */
    uint32_t noise_key;
};

/* PERSON counts from 0, POSITION is 1..10. */
void tp_synth_finger_init(struct tp_synth_finger *out, uint64_t seed, uint32_t person, unsigned position);

/* The class alone, as cheaply as it can be had. */
enum tp_synth_class tp_synth_class_of(uint64_t seed, uint32_t person, unsigned position);
const char *tp_synth_class_name(enum tp_synth_class class_);

/* ---- its ridge flow (flow.c) ------------------------------------------------------------------------------------ */

/* Ridge orientation at a point of the pattern, anticlockwise from the x axis as seen, in [0, pi). */
float tp_synth_orientation(const struct tp_synth_finger *finger, float x_px, float y_px);
/* Ridge period there. */
float tp_synth_period(const struct tp_synth_finger *finger, float x_px, float y_px);
/* Above 0 inside the finger's outline, falling to 0 at it, below 0 outside; about 1 in the middle. */
float tp_synth_inside(const struct tp_synth_finger *finger, float x_px, float y_px);

/* ---- master patterns (master.c, growth.c, truth.c) -------------------------------------------------------------- */

/* A point where a ridge or a valley begins. Position and direction as in struct tp_minutia, but exact. */
struct tp_synth_minutia {
    float x_px, y_px, theta_rad;
    uint8_t type; /* enum tp_minutia_type */
};

enum { TP_SYNTH_MINUTIAE_MAX = TP_MINUTIAE_MAX };

/* A finger's pattern. Ridges are above 0: -1000 .. 1000; 0 outside the outline. */
struct tp_synth_master {
    struct tp_synth_finger finger;
    int16_t *pattern; /* TP_SYNTH_WIDTH_PX * TP_SYNTH_HEIGHT_PX, owned */
    uint8_t *pores;   /* the same size, owned: 0 .. 255, how open the skin is there */
    uint8_t *creases; /* the same size, owned: 0 .. 255, how far the skin is from touching */
    uint32_t minutia_count;
    struct tp_synth_minutia minutiae[TP_SYNTH_MINUTIAE_MAX];
};

/* A worker's reusable memory with the filter bank. One thread at a time; nothing in it influences results. */
struct tp_synth;
TP_NODISCARD tp_status tp_synth_new(struct tp_synth **out, struct tp_diag *diag);
void tp_synth_free(struct tp_synth **synth);

/* Grows the pattern of one finger. E_ARGUMENT (position), E_MEMORY. Free with tp_synth_master_free. */
TP_NODISCARD tp_status tp_synth_master_new(struct tp_synth *synth, uint64_t seed, uint32_t person, unsigned position,
                                           struct tp_synth_master **out, struct tp_diag *diag);
void tp_synth_master_free(struct tp_synth_master **master);

/* ---- impressions (style.c, skin.c, impression.c, sensor.c) ------------------------------------------------------- */

enum tp_synth_sensor {
    TP_SYNTH_OPTICAL,    /* 388 x 374 */
    TP_SYNTH_CAPACITIVE, /* 300 x 300 */
    TP_SYNTH_THERMAL,    /* 300 x 480 */
    TP_SYNTH_LARGE,      /* optical, 640 x 480 */
    TP_SYNTH_INK,        /* 500 x 500, cut from a card */
    TP_SYNTH_SENSOR_COUNT
};
/* "optical" ...; NULL outside the range. */
const char *tp_synth_sensor_name(enum tp_synth_sensor sensor);

/* How one impression is taken. Every value is accepted; those outside the given ranges are clamped to them. */
struct tp_synth_style {
    enum tp_synth_sensor sensor;
    uint64_t seed;                /* of all noise */
    uint16_t width_px, height_px; /* 16 .. 1024; 0 = the sensor's own */
    float rotation_rad;           /* of the finger on the sensor, anticlockwise; any */
    float dx_px, dy_px;           /* of the finger's middle from the image's; -1000 .. 1000 */
    float slip_x_px, slip_y_px;   /* how far the finger was dragged, which distorts; -20 .. 20 */
    float torsion_rad;            /* and twisted; -0.3 .. 0.3 */
    float contact_x, contact_y;   /* half axes of the contact area over those of a full plain print; 0.2 .. 1.6 */
    float shift_x_px, shift_y_px; /* of the contact area over the finger; -200 .. 200 */
    float pressure;               /* -1 light .. 1 heavy */
    float moisture;               /* -1.5 dry .. 1.5 wet */
    float noise;                  /* 0 .. 1 */
    float scratches;              /* 0 .. 1 */
    float pores;                  /* how visible they are, 0 .. 1 */
};

/* Draws the way in which impression number IMPRESSION (from 1) of FINGER is taken on SENSOR. */
void tp_synth_style_draw(const struct tp_synth_finger *finger, enum tp_synth_sensor sensor, unsigned impression,
                         struct tp_synth_style *out);

/* Takes an impression of MASTER: the new image OUT, and in TRUTH (which must not own anything) the minutiae inside the
 * contact area with the ridge field. E_MEMORY; both are then empty. */
TP_NODISCARD tp_status tp_synth_impression(const struct tp_synth_master *master, const struct tp_synth_style *style,
                                           struct tp_image *out, struct tp_template *truth, struct tp_diag *diag);

/* ---- slaps (slap.c) --------------------------------------------------------------------------------------------- */

/* How the fingers of one hand, or two thumbs, are pressed down at once. */
struct tp_synth_slap_style {
    uint64_t people;    /* the seed of the people */
    uint32_t person;    /* one of them */
    uint64_t seed;      /* of all noise */
    uint8_t position;   /* 13 right four, 14 left four, 15 two thumbs: as in ANSI/NIST-ITL */
    uint16_t missing;   /* bit p: finger p leaves no print */
    bool ink;           /* on a card: its lines, print, writing and neighbours; else a live-scan device */
    float rotation_rad; /* of the hand, anticlockwise; -0.6 .. 0.6 */
    float gap_mm;       /* between the prints of neighbouring fingers; 0 .. 12 */
    float joints;       /* how much of the joints below the crease shows, 0 .. 1 */
    float moisture;     /* as of an impression */
    uint8_t background; /* gray level, 128 .. 255 */
    float noise;        /* 0 .. 1 */
    float size;         /* of the hand; 0.7 (a child's) .. 1.2 */
};
/* Draws a style from its SEED. */
void tp_synth_slap_style_draw(uint64_t seed, uint8_t position, struct tp_synth_slap_style *out);

/* Where a finger's last joint is, as in struct tp_slap_finger. */
struct tp_synth_slap_finger {
    uint8_t position;
    float x_px, y_px, width_px, height_px, rotation_rad;
};
struct tp_synth_slap_truth {
    struct tp_synth_slap_finger fingers[4]; /* from left to right */
    uint32_t count;
};
/* The new image OUT of 500 ppi: a slap, and where they are. E_ARGUMENT (position), E_MEMORY; OUT is
 * then empty. */
TP_NODISCARD tp_status tp_synth_slap(struct tp_synth *synth, const struct tp_synth_slap_style *style,
                                     struct tp_image *out, struct tp_synth_slap_truth *truth, struct tp_diag *diag);

/* ---- templates without images (direct.c) ------------------------------------------------------------------------ */

/* The template that an extractor might have found in impression number IMPRESSION (from 1), with the errors of one:
 * made from the model of the finger alone, thousands of times faster. Its minutiae are not those of
 * tp_synth_master_new. OUT must not own anything. E_ARGUMENT (position), E_MEMORY. */
TP_NODISCARD tp_status tp_synth_template(uint64_t seed, uint32_t person, unsigned position, unsigned impression,
                                         struct tp_template *out, struct tp_diag *diag);

#endif
