/* SPDX-License-Identifier: Apache-2.0 */
/* Small things that several commands read and print alike. */
#ifndef TP_CLI_FORMAT_H
#define TP_CLI_FORMAT_H

#include <tenprint/template.h>

/* "native", "iso", "incits"; E_ARGUMENT otherwise. */
TP_NODISCARD tp_status tp_format_by_name(const char *name, enum tp_template_format *out, struct tp_diag *diag);

/* A false match rate in words: "1 in 25,000"; below one in a billion, which nobody has measured, no figure. */
void tp_format_rate(double rate, char *out, size_t size_bytes);

#endif
