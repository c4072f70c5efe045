/* SPDX-License-Identifier: Apache-2.0 */
/* Slaps: images of several fingers pressed down at once, cut into fingers. */
#ifndef TENPRINT_SLAP_H
#define TENPRINT_SLAP_H

#include <tenprint/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Friction ridge positions of ANSI/NIST-ITL whose images are plain impressions of one or more fingers. */
enum tp_slap_position {
    TP_SLAP_RIGHT_THUMB = 11,
    TP_SLAP_LEFT_THUMB = 12,
    TP_SLAP_RIGHT_FOUR = 13, /* 2 to 5 from left to right, as prints show them */
    TP_SLAP_LEFT_FOUR = 14,  /* 10 to 7 from left to right */
    TP_SLAP_TWO_THUMBS = 15  /* 6 and 1 from left to right */
};
#define TP_SLAP_FINGERS_MAX 4

/* A set of fingers: bit p for friction ridge position p (1..10). */
#define TP_FINGER_BIT(position) ((uint16_t)(1u << (position)))

struct tp_slap_options {
    float ppi;        /* overrides the image's resolution when above 0 */
    uint8_t position; /* enum tp_slap_position */
    uint16_t missing; /* fingers known to be missing (field AMP: amputated, bandaged); others may be missing too */
};

/* One finger, from its tip down to the crease of the last joint. All coordinates are pixels of the image, from its top
 * left corner. */
struct tp_slap_finger {
    uint8_t position;  /* 1..10, 0 when the image does not decide between several */
    uint16_t possible; /* the fingers it can be; one bit when position is known */
    float confidence;  /* 0..1: how much it looks like the last joint of a finger, with ridges */

    float x_px, y_px;          /* centre of the rectangle around it */
    float width_px, height_px; /* across the finger, and along it from tip to crease */
    float rotation_rad;        /* of the finger from upright, anticlockwise as seen; within +-pi/3 */

    uint32_t left_px, top_px, right_px,
        bottom_px; /* upright box around that, cut to the image; the last two exclusive */
};

enum tp_slap_hand { TP_SLAP_HAND_UNKNOWN, TP_SLAP_HAND_RIGHT, TP_SLAP_HAND_LEFT };

/* What the user of a slap should know of it. */
enum tp_slap_remark {
    TP_SLAP_TOO_FEW = 1,    /* fewer fingers than expected */
    TP_SLAP_TOO_MANY = 2,   /* more, it seems; the most likely ones are given */
    TP_SLAP_AMBIGUOUS = 4,  /* the position of some finger is not decided */
    TP_SLAP_OTHER_HAND = 8, /* the shape of the hand speaks clearly against the declared position */
};

struct tp_slap {
    struct tp_slap_finger fingers[TP_SLAP_FINGERS_MAX]; /* from left to right */
    uint32_t finger_count, expected_count;
    float rotation_rad;     /* of the hand, as of the fingers */
    enum tp_slap_hand hand; /* what the shape of the hand says, whatever was declared; thumbs never say */
    float hand_confidence;  /* 0..1; hand is unknown when it is low */
    unsigned remarks;       /* enum tp_slap_remark, joined */
};

/* Finds the fingers of the slap IMAGE. An image without fingers gives none (and TP_SLAP_TOO_FEW), no error. Positions
 * follow OPTIONS->position, also where TP_SLAP_OTHER_HAND is remarked. An image of unknown resolution is taken to have
 * 500 ppi. Deterministic on every machine. E_ARGUMENT (an empty image, another position, a resolution outside
 * 100..4,000), E_LIMIT (more than 100 million pixels, or a side above 10 inches), E_MEMORY; OUT then holds no fingers.
 */
TP_API TP_NODISCARD tp_status tp_slap_segment(const struct tp_image *image, const struct tp_slap_options *options,
                                              struct tp_slap *out, struct tp_diag *diag);

/* Copies FINGER out of the slap IMAGE into the new image OUT: its upright box at the source's resolution, what belongs
 * to other fingers painted over with the background. Ready for tp_extract (impression type: plain). FINGER's box must
 * lie inside IMAGE (E_ARGUMENT); E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_slap_crop(const struct tp_image *image, const struct tp_slap_finger *finger,
                                           struct tp_image *out, struct tp_diag *diag);

/* Fingers that an image of this friction ridge position shows: TP_FINGER_BIT of 1..10; 0 for other positions. Positions
 * 1..10 give themselves. */
TP_API uint16_t tp_slap_expected(uint8_t position);

#ifdef __cplusplus
}
#endif
#endif
