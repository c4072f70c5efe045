/* SPDX-License-Identifier: Apache-2.0 */
/* Showing transactions: what text, JSON, XML and the HTML card have in common. */
#ifndef TP_CLI_RECORD_SHOW_H
#define TP_CLI_RECORD_SHOW_H

#include <stdio.h>

#include "record/record.h"

/* ---- a field in words (record_words.c) -------------------------------------------------------------------------- */

struct tp_shown_field {
    char tag[24];                     /* "14.013" */
    const struct tp_field_rule *rule; /* NULL for a field that no table has */
    const char *mnemonic, *name;      /* "" then */
    bool binary;                      /* the value is no text */
    bool is_image;                    /* and IMAGE describes it */
    struct tp_record_image image;
};
/* The field at PLACE of RECORD. */
void tp_show_field(const struct tp_transaction *transaction, const struct tp_record *record, size_t place,
                   struct tp_shown_field *out);
/* "50,256 bytes, WSQ20, 804 x 1000 pixels at 500 ppi": a binary value. */
void tp_show_binary(const struct tp_shown_field *field, size_t size_bytes, char *out, size_t size);
/* The mnemonic of item PLACE (from 0) of a subfield; NULL when it has none. */
const char *tp_show_item(const struct tp_field_rule *rule, size_t place);

enum tp_show_controls {
    TP_SHOW_SAFE,    /* control and direction characters become U+FFFD: for terminals and pages */
    TP_SHOW_COMPLETE /* they stay, but for NUL: for JSON, which escapes them */
};
/* Appends VALUE as UTF-8, without a final NUL. */
void tp_show_text(const struct tp_transaction *transaction, struct tp_bytes value, enum tp_show_controls controls,
                  struct tp_buffer *out);
/* The same as a new NUL-terminated string for free(); NULL when memory ran out. */
char *tp_show_string(const struct tp_transaction *transaction, struct tp_bytes value, enum tp_show_controls controls);

/* ---- the forms of output ---------------------------------------------------------------------------------------- */

struct tp_show {
    const char *file; /* as the user named it */
    const struct tp_transaction *transaction;
    const struct tp_findings *remarks;
};
TP_NODISCARD tp_status tp_show_as_text(const struct tp_show *show, FILE *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_show_as_json(const struct tp_show *show, FILE *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_show_as_xml(const struct tp_show *show, FILE *out, struct tp_diag *diag);

/* Writes every image into FOLDER, which is made when there is none, as record03-type14-idc02-position13.png. Images
 * that cannot be decoded are named on standard error and counted in *FAILED. */
TP_NODISCARD tp_status tp_show_images(const struct tp_show *show, const char *folder, size_t *failed,
                                      struct tp_diag *diag);

/* A ten-print card as one HTML page without scripts or references; OUT is initialised and empty. Values are escaped.
 * Images that cannot be decoded are said to be so on the card. */
TP_NODISCARD tp_status tp_show_card(const struct tp_show *show, struct tp_buffer *out, struct tp_diag *diag);

#endif
