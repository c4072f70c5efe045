/* SPDX-License-Identifier: Apache-2.0 */
/* What a sensor makes of skin. */
#ifndef TP_SYNTH_SENSOR_H
#define TP_SYNTH_SENSOR_H

#include "synth/synth.h"

/* Turns IMAGE, which holds how far ridges cover each pixel (0..255), into the gray image of STYLE's sensor. */
void tp_synth_sense(struct tp_image *image, const struct tp_synth_style *style);

#endif
