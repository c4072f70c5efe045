/* SPDX-License-Identifier: Apache-2.0 */
/* The prints of a booking: what extraction found, as blobs keep it, and what a contributor is told about it. */
#ifndef TP_BOOKING_PRINTS_H
#define TP_BOOKING_PRINTS_H

#include "booking/form.h"
#include "node/node.h"

/* One impression of one finger. Templates and images are borrowed where they come from a card or a form. */
struct tp_booking_print {
    const struct tp_template *tmpl; /* has position, impression and quality */
    struct tp_bytes image;          /* as in the file; nothing when there is none of this finger alone */
    uint8_t *own;                   /* the same where it was made here; owned */
    uint32_t width_px, height_px;
    float ppi;
    const char *media; /* "image/x-wsq"; "" without an image */
};
struct tp_booking_prints {
    struct tp_booking_print items[TP_BOOKING_PRINTS_MAX];
    size_t count;
};

/* Adds the prints of CARD, which are extracted, that are of known fingers. A finger that only a slap shows gets its
 * part of the slap as an image; one that has an image of its own has no second one. E_LIMIT, E_MEMORY. */
TP_NODISCARD tp_status tp_booking_prints_add_card(const struct tp_tenprint *card, struct tp_booking_prints *prints,
                                                  struct tp_diag *diag);
/* Adds a template of its own; it must stay. */
TP_NODISCARD tp_status tp_booking_prints_add(const struct tp_template *tmpl, struct tp_booking_prints *prints,
                                             struct tp_diag *diag);
void tp_booking_prints_deinit(struct tp_booking_prints *prints);

/* {"prints": [{"k", "position", "impression", "quality", "minutiae", "width", "height", "ppi", "media"}]}: the blob
 * "prints". */
void tp_booking_prints_write(const struct tp_booking_prints *prints, struct tp_json *out);

/* The media type of an image by its first bytes; "" for another. */
const char *tp_booking_media(struct tp_bytes image);

/* The best print of each finger, to be searched and enrolled: a rolled one unless it is poor and the other is better.
 * How many. */
size_t tp_booking_prints_choose(const struct tp_template *const *templates, size_t count,
                                const struct tp_template *chosen[TP_POSITION_MAX]);

/* ---- quality (quality.c) ------------------------------------------------------------------------------------------
 */

enum { TP_RETAKE_QUALITY = 30, TP_RETAKE_MINUTIAE = 12 };

/* X(name, code, words) */
#define TP_FINGER_STATE_LIST(X)                                                                                        \
    X(GOOD, "good", "")                                                                                                \
    X(POOR, "poor", "the ridges are not clear enough")                                                                 \
    X(SPARSE, "sparse", "too few features of the ridges can be seen")                                                  \
    X(ABSENT, "absent", "there is no print of it, and it is not declared missing")                                     \
    X(MISSING, "missing", "it is declared missing")
enum tp_finger_state {
#define TP_FINGER_STATE_ENUM(name, code, words) TP_FINGER_##name,
    TP_FINGER_STATE_LIST(TP_FINGER_STATE_ENUM)
#undef TP_FINGER_STATE_ENUM
        TP_FINGER_STATES
};
struct tp_finger_report {
    enum tp_finger_state state;
    uint8_t quality, minutiae; /* of the best print; quality TP_QUALITY_UNKNOWN where nothing says it */
    bool rolled;               /* it is a rolled one */
};
/* By finger, 1..10. DECLARED: bits by TP_FINGER_BIT. */
void tp_booking_judge(const struct tp_template *const *templates, size_t count, uint16_t declared,
                      struct tp_finger_report out[TP_POSITION_MAX + 1]);
/* Those to be taken again: all but the good and the missing. */
uint16_t tp_booking_retake(const struct tp_finger_report report[TP_POSITION_MAX + 1]);
/* The list "fingers" [{"finger", "state", "quality"?, "minutiae", "rolled", "retake"?: why}]. */
void tp_booking_report_write(const struct tp_finger_report report[TP_POSITION_MAX + 1], struct tp_json *out);
/* The fingers that a file declares missing (2.084, 14.018). */
uint16_t tp_booking_declared(const struct tp_transaction *file);

#endif
