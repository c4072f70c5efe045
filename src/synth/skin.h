/* SPDX-License-Identifier: Apache-2.0 */
/* Where the skin of a finger comes to lie on a sensor. */
#ifndef TP_SYNTH_SKIN_H
#define TP_SYNTH_SKIN_H

#include "synth/synth.h"

struct tp_synth_point {
    float x, y;
};

/* One placement, made ready. */
struct tp_synth_skin {
    const struct tp_synth_finger *finger;
    float cosine, sine, rotation_rad;           /* of the rotation */
    struct tp_synth_point image_middle, middle; /* the same place on the image and on the finger */
    struct tp_synth_point contact, half;        /* middle and half axes of the contact area, on the finger */
    struct tp_synth_point slip;
    float torsion_cosine, torsion_sine;
    float width_px, height_px; /* of the image */
    uint32_t edge_key;
};

/* Clamps STYLE to its ranges and fills in the sensor's size. */
void tp_synth_style_clamp(struct tp_synth_style *style);
void tp_synth_skin_init(struct tp_synth_skin *out, const struct tp_synth_finger *finger,
                        const struct tp_synth_style *style);
/* From the image to the pattern, and back (which iterates). */
struct tp_synth_point tp_synth_skin_from_image(const struct tp_synth_skin *skin, struct tp_synth_point image);
struct tp_synth_point tp_synth_skin_to_image(const struct tp_synth_skin *skin, struct tp_synth_point pattern);
/* The direction THETA of the pattern at what IMAGE shows, as it lies on the image. */
float tp_synth_skin_direction(const struct tp_synth_skin *skin, struct tp_synth_point image, float theta_rad);
/* Above 0 where skin touches: about 1 in the middle, 0 at the ragged edge. IMAGE maps to PATTERN. */
float tp_synth_skin_contact(const struct tp_synth_skin *skin, struct tp_synth_point image,
                            struct tp_synth_point pattern);
/* Whether an extractor could see a minutia at IMAGE: inside the image and the contact area, and not at its edge. */
bool tp_synth_skin_visible(const struct tp_synth_skin *skin, struct tp_synth_point image);
/* Makes TRUTH, which must not own anything, the template of this placement without its minutiae. */
TP_NODISCARD tp_status tp_synth_skin_template(const struct tp_synth_skin *skin, const struct tp_synth_style *style,
                                              struct tp_template *truth, struct tp_diag *diag);

#endif
