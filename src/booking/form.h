/* SPDX-License-Identifier: Apache-2.0 */
/* A booking as JSON (docs/bookings.md): facts, the person, and prints as images or templates, or an EBTS file with what
 * it cannot say itself. */
#ifndef TP_BOOKING_FORM_H
#define TP_BOOKING_FORM_H

#include <tenprint/template.h>

#include "booking/facts.h"

enum { TP_BOOKING_PRINTS_MAX = 64 };

/* An image or a template that was sent. */
struct tp_booking_picture {
    uint8_t position;   /* friction ridge position, 1 to 15; of a template 1 to 10 */
    uint8_t impression; /* enum tp_impression_type */
    float ppi;          /* above 0: instead of what the image says */
    bool is_template;
    struct tp_buffer data; /* owned */
};

struct tp_booking_form {
    struct tp_booking_told told;              /* strings of the document, and of CATEGORIES */
    struct tp_buffer categories;              /* owned */
    const struct tp_json_value *person;       /* object of members by tp_fields; NULL */
    const char *missing[TP_POSITION_MAX + 1]; /* by finger: "XX" amputated, "UP" unable to print; NULL */
    struct tp_buffer transaction;             /* an EBTS file; empty without one, and then there are pictures */
    struct tp_booking_picture pictures[TP_BOOKING_PRINTS_MAX];
    size_t count;
};

/* ROOT must stay alive. Unknown members and values of the wrong kind are E_FORMAT and named; OUT is to be freed even on
 * failure. */
TP_NODISCARD tp_status tp_booking_form_read(const struct tp_json_value *root, struct tp_booking_form *out,
                                            struct tp_diag *diag);
void tp_booking_form_deinit(struct tp_booking_form *form);

/* The form's images as a transaction of records of type 14, in the order of the form, so that they are extracted and
 * checked like a file's. Images are decoded once to know that they can be: E_FORMAT and others name "prints[3].image".
 * E_NOT_FOUND when the form has no image. */
TP_NODISCARD tp_status tp_booking_form_card(const struct tp_booking_form *form, struct tp_transaction **out,
                                            struct tp_diag *diag);

#endif
