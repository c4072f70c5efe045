/* SPDX-License-Identifier: Apache-2.0 */
/* The encodings behind tp_template_encode and tp_template_decode; one file each. */
#ifndef TP_TEMPLATE_H
#define TP_TEMPLATE_H

#include <tenprint/template.h>

#include "base/base.h"

/* One of enum tp_impression_type. */
bool tp_impression_is_valid(unsigned impression);

/* Each writer appends a valid template to OUT; each reader fills OUT, which is initialised, and may leave it
 * half filled on failure (the caller empties it). */
bool tp_native_detect(const uint8_t *data, size_t size_bytes);
void tp_native_write(const struct tp_template *tmpl, struct tp_buffer *out);
TP_NODISCARD tp_status tp_native_read(const uint8_t *data, size_t size_bytes, struct tp_template *out,
                                      struct tp_diag *diag);

#endif
