/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: finger image records. What is accepted lies inside the file, and every view can be asked for. */
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const struct tp_codec_limits limits = {1000, 1 << 16, 1 << 20};
    unsigned views = 1, again;

    for (unsigned view = 0; view < views && view < 4; view++) {
        struct tp_finger_image finger;
        struct tp_image image;
        struct tp_diag diag;
        tp_status status;

        tp_diag_init(&diag);
        status = tp_fir_read(data, size_bytes, view, &finger, &again, &diag);
        TP_ASSERT(diag.status == status && (status == TP_OK) == (finger.data.data != NULL));
        if (status != TP_OK)
            return 0;
        TP_ASSERT(again > view && (view == 0 || again == views));
        TP_ASSERT(finger.data.data >= data && finger.data.size_bytes <= size_bytes);
        views = again;
        if (tp_fir_decode(&finger, &limits, &image, NULL) == TP_OK)
            tp_image_deinit(&image);
    }
    return 0;
}
