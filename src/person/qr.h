/* SPDX-License-Identifier: Apache-2.0 */
/* A text as a QR code (ISO/IEC 18004), to be printed. */
#ifndef TP_PERSON_QR_H
#define TP_PERSON_QR_H

#include "base/base.h"

/* Adds an SVG element of class "qr" that stands in a page by itself, with its quiet zone; LABEL says what it is to who
 * cannot see it. E_ARGUMENT for no text, and for more than a code holds (some 2,000 bytes). */
TP_NODISCARD tp_status tp_qr_write(const char *text, const char *label, struct tp_buffer *out, struct tp_diag *diag);

#endif
