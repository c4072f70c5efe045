/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the members of a JSON document, each of which knows its path: the first mistake is kept with the path of the
 * member and the rule that it breaks, and everything read after it is empty. */
#ifndef TP_AGREEMENT_MEMBER_H
#define TP_AGREEMENT_MEMBER_H

#include "agreement/agreement.h"
#include "json/json.h"

struct tp_reading {
    tp_status status;
    struct tp_diag *diag;
};

struct tp_member {
    struct tp_reading *reading;
    const struct tp_json_value *value; /* NULL once something was wrong */
    char path[64];                     /* "release.recipients[2].id" */
};

/* PATH names the whole in front of its members; it may be empty. */
struct tp_member tp_member_root(struct tp_reading *reading, const struct tp_json_value *value, const char *path);
void tp_member_refuse(const struct tp_member *member, const char *format, ...) TP_PRINTF(2, 3);

/* That it is an object with exactly these members: names with blanks between, those with a '?' may be missing. */
void tp_member_expect(const struct tp_member *object, const char *names);
bool tp_member_has(const struct tp_member *object, const char *name);
struct tp_member tp_member_of(const struct tp_member *object, const char *name);
/* How many elements the list has, 0 unless LOW <= count <= HIGH. */
size_t tp_member_count(const struct tp_member *list, size_t low, size_t high);
struct tp_member tp_member_at(const struct tp_member *list, size_t place);

/* Text of 1 .. SIZE_MAX bytes that can be printed on one line; "" when it is not. */
const char *tp_member_text(const struct tp_member *member, size_t size_max);
/* a-z, 0-9 and '-' between them, at most TP_ID_MAX - 1. */
const char *tp_member_id(const struct tp_member *member);
/* ID or not, for who does not read from a document. */
bool tp_id_is_valid(const char *text);
const char *tp_member_jurisdiction(const struct tp_member *member);
int64_t tp_member_integer(const struct tp_member *member, int64_t low, int64_t high);
bool tp_member_flag(const struct tp_member *member);
int64_t tp_member_time(const struct tp_member *member);
int tp_member_word(const struct tp_member *member, const struct tp_vocabulary *vocabulary); /* 0 when it is none */
/* A list of words in ascending order, as bits by their places. */
uint64_t tp_member_words(const struct tp_member *list, const struct tp_vocabulary *vocabulary, size_t low);
void tp_member_hash(const struct tp_member *member, char out[TP_HASH_TEXT_BYTES]);
/* Base64 of exactly SIZE bytes. */
void tp_member_bytes(const struct tp_member *member, uint8_t *out, size_t size_bytes);

#endif
