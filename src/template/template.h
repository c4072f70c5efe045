/* SPDX-License-Identifier: Apache-2.0 */
/* The encodings behind tp_template_encode and tp_template_decode, one file each. */
#ifndef TP_TEMPLATE_H
#define TP_TEMPLATE_H

#include <tenprint/template.h>

#include "base/base.h"

/* One of enum tp_impression_type. */
bool tp_impression_is_valid(unsigned impression);

/* Each writer appends a valid template to OUT. Each reader fills OUT, which is initialised, and may leave it half
 * filled on failure: the caller empties it. */

/* native.c */
bool tp_native_detect(const uint8_t *data, size_t size_bytes);
void tp_native_write(const struct tp_template *tmpl, struct tp_buffer *out);
TP_NODISCARD tp_status tp_native_read(const uint8_t *data, size_t size_bytes, struct tp_template *out,
                                      struct tp_diag *diag);

/* packed.c: what a comparison needs of a template, bit for bit, in about 300 bytes of memory. The features of an
 * unpacked template are those of the original one; position, impression type and quality are not carried, nor the
 * orientation of cells without coherence. */
enum { TP_FIELD_CELLS_MAX = UINT8_MAX * UINT8_MAX };
/* Appends at most 65,535 bytes to OUT. TMPL is valid. E_LIMIT (a field of noise could need more), E_MEMORY. */
TP_NODISCARD tp_status tp_template_pack(const struct tp_template *tmpl, struct tp_buffer *out, struct tp_diag *diag);
/* OUT is valid, its position and impression type are 0, its quality is unknown; on failure it is empty. Its field lies
 * in CELLS, which is the caller's and has room for TP_FIELD_CELLS_MAX: do not deinit OUT. Allocates nothing. E_FORMAT.
 */
TP_NODISCARD tp_status tp_template_unpack(const uint8_t *packed, size_t size_bytes, struct tp_template *out,
                                          uint8_t *cells, struct tp_diag *diag);

/* fmr.c: what the finger minutiae records of ISO/IEC 19794-2:2005 and INCITS 378-2004 have in common. */
#define TP_FMR_START "FMR\0 20\0" /* format identifier and version number */
enum { TP_FMR_START_BYTES = 8, TP_FMR_LIMIT_BYTES = 1 << 20 };
bool tp_fmr_detect(const uint8_t *data, size_t size_bytes);
TP_NODISCARD tp_status tp_fmr_read(const uint8_t *data, size_t size_bytes, unsigned view, struct tp_template *out,
                                   unsigned *views, struct tp_diag *diag);
/* The length of record, read at OFFSET, must be that of the data, but for zeros after it: IN then ends before them. */
TP_NODISCARD tp_status tp_fmr_check_length(struct tp_cursor *in, int64_t offset_bytes, uint32_t length_bytes,
                                           struct tp_diag *diag);
/* From the capture equipment field on. ANGLES is into how many units the record divides a circle. */
TP_NODISCARD tp_status tp_fmr_read_body(struct tp_cursor *in, unsigned angles, unsigned view, struct tp_template *out,
                                        unsigned *views, struct tp_diag *diag);
void tp_fmr_write_body(const struct tp_template *tmpl, unsigned angles, struct tp_buffer *out);
size_t tp_fmr_body_bytes(const struct tp_template *tmpl);

/* What all finger minutiae records are read with, view by view. */
struct tp_fmr_reader {
    struct tp_cursor *in;
    const char *view_word; /* what the standard calls a view */
    unsigned angles;
    unsigned width_px, height_px, resolution, y_resolution; /* as in the record */
    bool has_qualities;                                     /* minutiae have 6 bytes, not 5 */
    bool quality_codes;                                     /* 254 and 255 stand for no quality */
    bool is_last;                                           /* no view follows the one being read */
    unsigned view_number;                                   /* of the view being read, from 1 as people count */
    uint16_t next_view[TP_POSITION_MAX + 1];
    struct tp_diag *diag;
};
/* VALUE in FIELD of the current view, and of its minutia MINUTIA unless that is 0, is not what it has to be. */
TP_NODISCARD tp_status tp_fmr_refuse(const struct tp_fmr_reader *r, int64_t offset, unsigned minutia, const char *field,
                                     unsigned value, const char *expected);
/* As much as FIELD announces does not fit into the record. */
TP_NODISCARD tp_status tp_fmr_refuse_short(const struct tp_fmr_reader *r, int64_t offset, const char *field,
                                           size_t needed);
/* Views of a finger count upwards from 0. */
bool tp_fmr_view_is_next(struct tp_fmr_reader *r, unsigned position, unsigned view);
/* Size and resolution of the image into R, and its size at 500 ppi into OUT; tp_fmr_check_image only does the latter.
 */
TP_NODISCARD tp_status tp_fmr_read_image(struct tp_fmr_reader *r, struct tp_template *out);
TP_NODISCARD tp_status tp_fmr_check_image(const struct tp_fmr_reader *r, int64_t size_at, int64_t resolution_at,
                                          struct tp_template *out);
/* The minutiae, as many as OUT says, and the extended data after them. */
TP_NODISCARD tp_status tp_fmr_read_minutiae(struct tp_fmr_reader *r, struct tp_template *out);

/* After the last of COUNT views: nothing follows, and VIEW was one of them. */
TP_NODISCARD tp_status tp_fmr_check_end(const struct tp_fmr_reader *r, unsigned view, unsigned count, int64_t count_at,
                                        unsigned *views);

/* iso2011.c and incits2009.c: what follows the version number 030. */
TP_NODISCARD tp_status tp_iso2011_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                                       struct tp_diag *diag);
bool tp_incits2009_detect(const uint8_t *data, size_t size_bytes);
TP_NODISCARD tp_status tp_incits2009_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                                          struct tp_diag *diag);
/* The type of struct tp_template for one of the standards since 2007; false for codes that they do not have. */
bool tp_fmr_impression_of(unsigned code, uint8_t *impression);

/* iso2005.c and incits2004.c: what follows the version number. */
void tp_iso2005_write(const struct tp_template *tmpl, struct tp_buffer *out);
TP_NODISCARD tp_status tp_iso2005_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                                       struct tp_diag *diag);
/* Whether the bytes after the version number start an INCITS 378-2004 header rather than one of ISO/IEC 19794-2. */
bool tp_incits2004_detect(struct tp_cursor after_version);
void tp_incits2004_write(const struct tp_template *tmpl, struct tp_buffer *out);
TP_NODISCARD tp_status tp_incits2004_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                                          struct tp_diag *diag);

#endif
