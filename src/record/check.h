/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the checker: what a rule gets, and how it reports. Each check_*.c holds the rules of a family of records. */
#ifndef TP_RECORD_CHECK_H
#define TP_RECORD_CHECK_H

#include "record/record.h"

/* A record that is being checked. */
struct tp_check {
    const struct tp_transaction *transaction;
    const struct tp_record *record;
    uint32_t place;
    uint8_t type;
    unsigned version; /* enum tp_itl_version; that of a transaction without one is the newest */
    struct tp_findings *findings;
    int64_t charset; /* of text: 0 is 7-bit ASCII, 3 UTF-8 (1.015 DCS) */
};

/* A field, or a part of it: 0 for all of it. */
struct tp_spot {
    uint32_t field, subfield, item;
};

/* RULE is static. */
void tp_check_error(const struct tp_check *check, struct tp_spot spot, const char *rule, const char *format, ...)
    TP_PRINTF(4, 5);
void tp_check_warning(const struct tp_check *check, struct tp_spot spot, const char *rule, const char *format, ...)
    TP_PRINTF(4, 5);
/* An error from version FROM on, before a warning. */
void tp_check_since(const struct tp_check *check, unsigned from, struct tp_spot spot, const char *rule,
                    const char *format, ...) TP_PRINTF(5, 6);

struct tp_bytes tp_check_get(const struct tp_check *check, uint32_t field);
bool tp_check_has(const struct tp_check *check, uint32_t field); /* there, and not empty */
/* The number that a field is, or an item of it; OTHERWISE for anything else. */
int64_t tp_check_number(const struct tp_check *check, uint32_t field, int64_t otherwise);
int64_t tp_check_item_number(struct tp_bytes value, size_t item, int64_t otherwise);

/* Walks the subfields of a field; false after the last. */
struct tp_subfields {
    struct tp_bytes rest, value; /* value: the current subfield */
    uint32_t number;             /* from 1 */
};
struct tp_subfields tp_check_subfields(const struct tp_check *check, uint32_t field);
bool tp_check_next(struct tp_subfields *subfields);
/* Item ITEM, from 1, of one subfield. */
struct tp_bytes tp_check_item(struct tp_bytes subfield, size_t item);

/* Whether VALUES ("A|B", "0..13|255") allows VALUE. */
bool tp_check_allowed(struct tp_bytes value, const char *values);
/* "ITL 2011 8.14", static. */
const char *tp_check_rule(uint8_t type);

/* The families, each called for the records it is about. */
void tp_check_transaction(const struct tp_check *check); /* check_type_1.c: type 1 */
void tp_check_image(const struct tp_check *check);       /* check_image.c: records with an image */
void tp_check_ridge(const struct tp_check *check);       /* check_ridge.c: 4, 13, 14, 15, 19 */
void tp_check_minutiae(const struct tp_check *check);    /* check_minutiae.c: 9 */
void tp_check_face(const struct tp_check *check);        /* check_face.c: 10 */
void tp_check_iris(const struct tp_check *check);        /* check_iris.c: 17 */
void tp_check_common(const struct tp_check *check);      /* check_common.c: 902 to 998 of all, 18, 20, 21 */

/* A polygon from item FIRST of SUBFIELD on, whose item FIRST - 1 says how many points it has: that many, inside the
 * image, none twice (check_common.c). */
struct tp_polygon_rule {
    uint32_t field;
    size_t first;
    int64_t width, height; /* 0: unknown */
    const char *rule;
};
void tp_check_polygon(const struct tp_check *check, const struct tp_subfields *at,
                      const struct tp_polygon_rule *polygon);
/* What boundary code C (circle), E (ellipse) or P (polygon), in item FIRST - 2, asks of the number of points. */
void tp_check_curve(const struct tp_check *check, const struct tp_subfields *at, const struct tp_polygon_rule *curve);
/* A box of LHC, RHC, TVC, BVC from item FIRST on; */
void tp_check_box(const struct tp_check *check, const struct tp_subfields *at, const struct tp_polygon_rule *box);

#endif
