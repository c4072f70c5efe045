/* SPDX-License-Identifier: Apache-2.0 */
/* Files of data/screening inside the library; tools/embed makes the definition. */
#ifndef TP_SCREEN_EMBEDDED_H
#define TP_SCREEN_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

struct tp_embedded {
    const char *name; /* "signature"; NULL at the end */
    const uint8_t *data;
    size_t size_bytes;
};
extern const struct tp_embedded tp_code_files[], tp_signature_weights[];

#endif
