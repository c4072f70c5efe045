/* SPDX-License-Identifier: Apache-2.0 */
/* Files of data/statistics inside the program; tools/embed makes the definition. */
#ifndef TP_STATISTICS_EMBEDDED_H
#define TP_STATISTICS_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

struct tp_embedded {
    const char *name; /* "definitions-1"; NULL at the end */
    const uint8_t *data;
    size_t size_bytes;
};
extern const struct tp_embedded tp_definitions_files[];

#endif
