/* SPDX-License-Identifier: Apache-2.0 */
/* Segmentation of slaps: image -> fingers. */
#include <string.h>

#include <tenprint/slap.h>

#include "base/base.h"

#define PPI_MIN 100.0f
#define PPI_MAX 4000.0f
#define SIDE_MAX_IN 10.0f
#define PIXELS_MAX 100000000u

uint16_t tp_slap_expected(uint8_t position)
{
    if (position >= 1 && position <= 10)
        return TP_FINGER_BIT(position);
    switch (position) {
    case TP_SLAP_RIGHT_THUMB:
        return TP_FINGER_BIT(1);
    case TP_SLAP_LEFT_THUMB:
        return TP_FINGER_BIT(6);
    case TP_SLAP_RIGHT_FOUR:
        return TP_FINGER_BIT(2) | TP_FINGER_BIT(3) | TP_FINGER_BIT(4) | TP_FINGER_BIT(5);
    case TP_SLAP_LEFT_FOUR:
        return TP_FINGER_BIT(7) | TP_FINGER_BIT(8) | TP_FINGER_BIT(9) | TP_FINGER_BIT(10);
    case TP_SLAP_TWO_THUMBS:
        return TP_FINGER_BIT(1) | TP_FINGER_BIT(6);
    default:
        return 0;
    }
}

static tp_status check(const struct tp_image *image, const struct tp_slap_options *options, float *ppi,
                       struct tp_diag *diag)
{
    float side = (float)TP_MAX(image->width_px, image->height_px);

    *ppi = options->ppi > 0 ? options->ppi : image->ppi > 0 ? image->ppi : TP_PPI_STANDARD;
    if (!image->pixels || image->width_px == 0 || image->height_px == 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the image is empty");
    if (options->position < TP_SLAP_RIGHT_THUMB || !tp_slap_expected(options->position))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "friction ridge position %u is no slap", options->position);
    if (!(*ppi >= PPI_MIN && *ppi <= PPI_MAX))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "a slap of %.0f ppi cannot be read", (double)*ppi);
    if ((uint64_t)image->width_px * image->height_px > PIXELS_MAX || side > SIDE_MAX_IN * *ppi)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the slap is %u x %u pixels at %.0f ppi", image->width_px,
                       image->height_px, (double)*ppi);
    return TP_OK;
}

tp_status tp_slap_segment(const struct tp_image *image, const struct tp_slap_options *options, struct tp_slap *out,
                          struct tp_diag *diag)
{
    uint16_t expected = tp_slap_expected(options->position);
    tp_status status;
    float ppi;

    memset(out, 0, sizeof *out);
    status = check(image, options, &ppi, diag);
    if (status)
        return status;
    expected = (uint16_t)(expected & ~options->missing);
    while (expected) {
        expected = (uint16_t)(expected & (expected - 1));
        out->expected_count++;
    }
    if (out->finger_count < out->expected_count)
        out->remarks |= TP_SLAP_TOO_FEW;
    return TP_OK;
}
