/* SPDX-License-Identifier: Apache-2.0 */
/* What the person reads, by language: catalogues of sentences (data/person) with {places} for what is different each
 * time. */
#ifndef TP_PERSON_WORDS_H
#define TP_PERSON_WORDS_H

#include "json/json.h"

struct tp_words;
/* E_ARGUMENT names the languages that there are. */
TP_NODISCARD tp_status tp_words_open(const char *language, struct tp_words **out, struct tp_diag *diag);
void tp_words_close(struct tp_words **words);
/* The sentence of that key; that of PREFIX + CODE, or of PREFIX + OTHERWISE when no such code has one. The key itself
 * when there is none. */
const char *tp_words_get(const struct tp_words *words, const char *key);
const char *tp_words_code(const struct tp_words *words, const char *prefix, const char *code, const char *otherwise);

struct tp_words_value {
    const char *name, *text; /* NAME NULL ends a list */
};
/* Appends SENTENCE with the values in its places. */
void tp_words_fill(const char *sentence, const struct tp_words_value *values, struct tp_buffer *out);
/* A day as text that every language reads in the same way: "2011-06-01". */
enum { TP_WORDS_DAY_BYTES = 11 };
void tp_words_day(int64_t time_s, char out[TP_WORDS_DAY_BYTES]);

#endif
