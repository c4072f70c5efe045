/* SPDX-License-Identifier: Apache-2.0 */
/* Structured field values of HTTP (RFC 9651), as far as signatures and digests need them: dictionaries of items and
 * inner lists. No decimals, dates or display strings; a key that comes twice is refused, where the RFC takes the last:
 * two readers of one signed message must not see two things. */
#ifndef TP_PARTNER_FIELDS_H
#define TP_PARTNER_FIELDS_H

#include "base/base.h"

enum {
    TP_SF_TEXT_MAX = 128, /* bytes of a string, a token or a byte sequence */
    TP_SF_KEY_MAX = 32,
    TP_SF_ITEMS_MAX = 12,
    TP_SF_PARAMETERS_MAX = 6,
    TP_SF_ITEM_PARAMETERS_MAX = 2,
    TP_SF_MEMBERS_MAX = 4,
    TP_SF_INPUT_MAX = 4096
};

enum tp_sf_kind { TP_SF_INTEGER, TP_SF_STRING, TP_SF_TOKEN, TP_SF_BYTES, TP_SF_FLAG };

struct tp_sf_value {
    enum tp_sf_kind kind;
    int64_t integer;               /* at most 15 digits; of a flag 0 or 1 */
    char text[TP_SF_TEXT_MAX + 1]; /* a string's or token's characters, the bytes of a sequence */
    size_t size_bytes;
};
struct tp_sf_parameter {
    char key[TP_SF_KEY_MAX + 1];
    struct tp_sf_value value;
};
struct tp_sf_item {
    struct tp_sf_value value;
    struct tp_sf_parameter parameters[TP_SF_ITEM_PARAMETERS_MAX];
    size_t parameter_count;
};
struct tp_sf_member {
    char key[TP_SF_KEY_MAX + 1];
    bool is_list;
    struct tp_sf_item items[TP_SF_ITEMS_MAX]; /* one, or those of an inner list */
    size_t item_count;
    struct tp_sf_parameter parameters[TP_SF_PARAMETERS_MAX]; /* of an inner list */
    size_t parameter_count;
};
struct tp_sf_dictionary {
    struct tp_sf_member members[TP_SF_MEMBERS_MAX];
    size_t count;
};

/* E_FORMAT, E_LIMIT; FIELD names the header in the diagnostic. */
TP_NODISCARD tp_status tp_sf_parse(const char *field, const char *text, struct tp_sf_dictionary *out,
                                   struct tp_diag *diag);
/* The one form in which the RFC writes it. */
void tp_sf_write(const struct tp_sf_dictionary *dictionary, struct tp_buffer *out);
/* An inner list with its parameters, without its key: what "@signature-params" says. */
void tp_sf_write_list(const struct tp_sf_member *member, struct tp_buffer *out);
void tp_sf_write_item(const struct tp_sf_item *item, struct tp_buffer *out);

/* NULL for none. */
const struct tp_sf_member *tp_sf_find(const struct tp_sf_dictionary *dictionary, const char *key);
const struct tp_sf_value *tp_sf_parameter(const struct tp_sf_member *member, const char *key);

#endif
