/* SPDX-License-Identifier: Apache-2.0 */
/* Templates: the features of one impression, and their encodings. */
#ifndef TENPRINT_TEMPLATE_H
#define TENPRINT_TEMPLATE_H

#include <stddef.h>

#include <tenprint/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_MINUTIAE_MAX 255 /* a one-byte count in ISO/IEC 19794-2:2005 and INCITS 378-2004 */
#define TP_FIELD_CELL_PX 16
#define TP_TEMPLATE_SIDE_MAX_PX 4080 /* 255 cells, so that a byte counts them */
#define TP_QUALITY_UNKNOWN 255

/* Values of ISO/IEC 19794-2:2005, 7.4 (finger minutiae data). */
enum tp_minutia_type { TP_MINUTIA_OTHER = 0, TP_MINUTIA_ENDING = 1, TP_MINUTIA_BIFURCATION = 2 };

/* One minutia. Pixels at 500 ppi from the top left. The direction counts anticlockwise from the positive x axis as seen
 * on the screen (y grows downward, so the unit vector is (cos, -sin)), in units of 2*pi/256, and points as in ISO/IEC
 * 19794-2: from a ridge ending along its ridge; from a bifurcation along the valley between its two branches. */
struct tp_minutia {
    uint16_t x_px, y_px;
    uint8_t theta_q8;
    uint8_t type;    /* enum tp_minutia_type */
    uint8_t quality; /* 1..100, 0 = not reported */
};

/* Friction ridge positions 1 (right thumb) .. 10 (left little) as in ANSI/NIST-ITL, 0 unknown. */
enum { TP_POSITION_UNKNOWN = 0, TP_POSITION_MAX = 10 };

/* Values of ISO/IEC 19794-2:2005, 7.4 (finger header); the codes between are reserved. */
enum tp_impression_type {
    TP_IMPRESSION_LIVE_PLAIN = 0,
    TP_IMPRESSION_LIVE_ROLLED = 1,
    TP_IMPRESSION_INK_PLAIN = 2,
    TP_IMPRESSION_INK_ROLLED = 3,
    TP_IMPRESSION_SWIPE = 8,
    TP_IMPRESSION_CONTACTLESS = 9
};

/* The ridge field: one byte for each cell of TP_FIELD_CELL_PX squared, row-major, origin at the top left. Low 3 bits:
 * ridge coherence 0 (background) .. 7; high 5 bits: ridge orientation modulo pi, anticlockwise from the x axis, in
 * units of pi/32. A template read from ISO/IEC 19794-2 or INCITS 378 has none (columns = rows = 0). */
#define TP_FIELD_COHERENCE(cell) (7 & (cell))
#define TP_FIELD_ORIENTATION(cell) ((cell) >> 3)
#define TP_FIELD_CELL(orientation, coherence) ((uint8_t)((31 & (orientation)) << 3 | (7 & (coherence))))

/* The features of one impression. Minutiae are sorted by falling quality, then y_px, then x_px, then theta_q8. */
struct tp_template {
    uint16_t width_px, height_px; /* of the image at 500 ppi, 1..TP_TEMPLATE_SIDE_MAX_PX */
    uint8_t position;             /* 0..10 */
    uint8_t impression;           /* enum tp_impression_type */
    uint8_t quality;              /* 0..100 of the whole impression, or TP_QUALITY_UNKNOWN */
    uint8_t minutia_count;
    uint8_t columns, rows; /* of the field; both 0 without one, else ceil(side / TP_FIELD_CELL_PX) */
    struct tp_minutia minutiae[TP_MINUTIAE_MAX];
    uint8_t *field; /* columns * rows, owned; NULL without one */
};

enum tp_template_format { TP_FORMAT_NATIVE, TP_FORMAT_ISO_2005, TP_FORMAT_INCITS_2004 };

/* An empty template of no size. */
TP_API void tp_template_init(struct tp_template *out);

/* Frees the field and empties the template. */
TP_API void tp_template_deinit(struct tp_template *tmpl);

/* Gives TMPL a zeroed field that covers width_px x height_px, replacing one it had. E_MEMORY, E_ARGUMENT. */
TP_API TP_NODISCARD tp_status tp_template_make_field(struct tp_template *tmpl, struct tp_diag *diag);

/* A deep copy into OUT, which must not own anything. */
TP_API TP_NODISCARD tp_status tp_template_copy(const struct tp_template *tmpl, struct tp_template *out,
                                               struct tp_diag *diag);

/* Puts the minutiae into the order that struct tp_template promises. */
TP_API void tp_template_sort(struct tp_template *tmpl);

/* E_FORMAT, naming the member, unless every member lies in its range and the order holds. */
TP_API TP_NODISCARD tp_status tp_template_validate(const struct tp_template *tmpl, struct tp_diag *diag);

/* Encodes TMPL into the new buffer *DATA of *SIZE bytes, to be freed with free(). */
TP_API TP_NODISCARD tp_status tp_template_encode(const struct tp_template *tmpl, enum tp_template_format format,
                                                 uint8_t **data, size_t *size_bytes, struct tp_diag *diag);

/* Decodes one template, told apart by its first bytes. A record of several finger views gives view VIEW (0-based);
 * *VIEWS, which may be NULL, receives how many there are. Strict: lengths, counts, ranges, reserved bits and what
 * follows the record are checked. OUT is empty on failure. */
TP_API TP_NODISCARD tp_status tp_template_decode(const uint8_t *data, size_t size_bytes, unsigned view,
                                                 struct tp_template *out, unsigned *views, struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
