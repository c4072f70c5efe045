/* SPDX-License-Identifier: Apache-2.0 */
/* Finger minutiae records of ISO/IEC 19794-2:2005, clause 7 (the record format, not the card formats of clause 8).
 *
 *  byte  size  (numbers are big-endian)                                  clause
 *     0     4  format identifier "FMR\0"                                  7.3 record header
 *     4     4  version number " 20\0"
 *     8     4  length of record
 *    12        capture equipment and all that follows: see fmr.c
 *
 * Angles are in units of 360/256 degrees, which are those of tp_minutia, so that nothing is lost.
 */
#include "template/template.h"

enum { ANGLES = 256, HEAD_BYTES = 12 };

void tp_iso2005_write(const struct tp_template *tmpl, struct tp_buffer *out)
{
    tp_write_bytes(out, TP_FMR_START, TP_FMR_START_BYTES);
    tp_write_u32be(out, (uint32_t)(HEAD_BYTES + tp_fmr_body_bytes(tmpl)));
    tp_fmr_write_body(tmpl, ANGLES, out);
}

tp_status tp_iso2005_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                          struct tp_diag *diag)
{
    const int64_t at = tp_cursor_offset(in);
    const uint32_t length = tp_read_u32be(in);
    tp_status status = tp_fmr_check_length(in, at, length, diag);

    return status == TP_OK ? tp_fmr_read_body(in, ANGLES, view, out, views, diag) : status;
}
