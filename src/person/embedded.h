/* SPDX-License-Identifier: Apache-2.0 */
/* Files of data/person inside the program; tools/embed makes the definition. */
#ifndef TP_PERSON_EMBEDDED_H
#define TP_PERSON_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

struct tp_embedded {
    const char *name; /* "en"; NULL at the end */
    const uint8_t *data;
    size_t size_bytes;
};
extern const struct tp_embedded tp_person_words_files[];

#endif
