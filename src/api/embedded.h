/* SPDX-License-Identifier: Apache-2.0 */
/* The description of the API inside the program; tools/embed makes the definition. */
#ifndef TP_API_EMBEDDED_H
#define TP_API_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

struct tp_embedded {
    const char *name; /* "openapi"; NULL at the end */
    const uint8_t *data;
    size_t size_bytes;
};
extern const struct tp_embedded tp_api_files[];

#endif
