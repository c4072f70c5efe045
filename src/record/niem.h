/* SPDX-License-Identifier: Apache-2.0 */
/* The table behind the reader of the XML encoding: element to field. */
#ifndef TP_RECORD_NIEM_H
#define TP_RECORD_NIEM_H

#include "record/record.h"

/* How the text of an element becomes a value, or a part of one. */
enum tp_niem_form {
    TP_NIEM_TEXT,
    TP_NIEM_NUMBER,     /* leading zeros cut */
    TP_NIEM_TWO_DIGITS, /* zeros put before, up to so many digits */
    TP_NIEM_THREE_DIGITS,
    TP_NIEM_FOUR_DIGITS,
    TP_NIEM_DATE,       /* 2012-07-26 -> 20120726 */
    TP_NIEM_UTC,        /* 2012-07-26T11:15:45Z -> 20120726111545Z */
    TP_NIEM_BINARY,     /* base64 */
    TP_NIEM_STANDARD,   /* true -> S, false -> U */
    TP_NIEM_ONE_ZERO,   /* true -> 1, false -> 0 */
    TP_NIEM_YES_NO,     /* true -> Y, false -> N */
    TP_NIEM_AFTER_COMMA /* a comma before it: "3,7" of two parts */
};

struct tp_niem_row {
    uint32_t types; /* bit T for record type T */
    uint16_t field;
    uint8_t subfield, item; /* from 0: where the first one goes */
    uint8_t item_step;      /* how far the next of a repeated item goes */
    uint8_t part;           /* of an item that is made of several elements, in order */
    uint8_t form;           /* enum tp_niem_form */
    /* Names without prefixes, from the record's element downward; '*' after the element that is repeated for each
     * subfield, '+' after the one that is repeated for each item, '?' for any one element. */
    const char *path;
};
extern const struct tp_niem_row tp_niem_rows[];
extern const size_t tp_niem_row_count;

#endif
