/* SPDX-License-Identifier: Apache-2.0 */
/* Finger minutiae records of ANSI INCITS 378-2004, clause 6.
 *
 *  byte  size  (numbers are big-endian)                                  clause
 *     0     4  format identifier "FMR\0"                                  6.4.1
 *     4     4  version number " 20\0"                                     6.4.2
 *     8     2  length of record; 0 when it takes more than two bytes,     6.4.3
 *              then 4 bytes follow that hold it
 *    10     2  CBEFF product identifier: owner, not 0                     6.4.4
 *    12     2  CBEFF product identifier: type
 *    14        capture equipment and all that follows: see fmr.c
 *
 * Angles are in units of 2 degrees. An ISO record starts with the same eight bytes; its length has four
 * bytes. Since neither may exceed 1 MiB here, the first two bytes after the version are 0..16 in an ISO
 * record and 0 or at least 26 (the shortest record) in this one; after a 0 the next two are at least 24 in an
 * ISO record and 1..16 in this one.
 */
#include "template/template.h"

enum {
    ANGLES = 180,
    HEAD_BYTES = 14,
    VENDOR_UNKNOWN = 0x0103, /* in the IBIA register of CBEFF owners */
    HIGH_MAX = TP_FMR_LIMIT_BYTES >> 16
};

bool tp_incits2004_detect(struct tp_cursor after_version)
{
    const uint16_t first = tp_read_u16be(&after_version);

    return first > HIGH_MAX || (first == 0 && tp_read_u16be(&after_version) <= HIGH_MAX);
}

void tp_incits2004_write(const struct tp_template *tmpl, struct tp_buffer *out)
{
    tp_write_bytes(out, TP_FMR_START, TP_FMR_START_BYTES);
    tp_write_u16be(out, (uint16_t)(HEAD_BYTES + tp_fmr_body_bytes(tmpl))); /* one view never needs more */
    tp_write_u16be(out, VENDOR_UNKNOWN);
    tp_write_u16be(out, 0);
    tp_fmr_write_body(tmpl, ANGLES, out);
}

tp_status tp_incits2004_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                             struct tp_diag *diag)
{
    int64_t at = tp_cursor_offset(in);
    const uint16_t length = tp_read_u16be(in);
    tp_status status = tp_fmr_check_length(in, at, length ? length : tp_read_u32be(in), diag);

    if (status != TP_OK)
        return status;
    at = tp_cursor_offset(in);
    if (tp_read_u16be(in) == 0)
        return tp_fail(diag, TP_E_FORMAT, "CBEFF product identifier owner", at, "0 is not allowed");
    tp_read_u16be(in); /* the type is the owner's own affair */
    return tp_fmr_read_body(in, ANGLES, view, out, views, diag);
}
