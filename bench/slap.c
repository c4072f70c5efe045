/* SPDX-License-Identifier: Apache-2.0 */
/* Segmentation of slaps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>
#include <tenprint/slap.h>

#include "base/base.h"
#include "codec/codec.h"
#include "image/image.h"

static void draw_finger(struct tp_canvas *canvas, const struct tp_slap_finger *finger, struct tp_colour colour)
{
    float c = tp_cos(finger->rotation_rad), s = tp_sin(finger->rotation_rad);
    float x[4], y[4];

    for (int i = 0; i < 4; i++) {
        float u = (i == 0 || i == 3 ? -1.0f : 1.0f) * finger->width_px / 2,
              v = (i < 2 ? -1.0f : 1.0f) * finger->height_px / 2;
        x[i] = finger->x_px + u * c + v * s;
        y[i] = finger->y_px - u * s + v * c;
    }
    for (int k = 0; k < 5; k++)
        for (int i = 0; i < 4; i++)
            tp_canvas_draw_line(
                canvas, &(struct tp_segment){x[i] + (float)k, y[i], x[(i + 1) % 4] + (float)k, y[(i + 1) % 4]}, colour);
    tp_canvas_draw_line(canvas, &(struct tp_segment){x[0], y[0], x[2], y[2]}, colour);
}

int main(int argc, char **argv)
{
    struct tp_slap_options options = {0};
    struct tp_image image;
    struct tp_canvas canvas;
    struct tp_slap slap;
    int64_t begin;

    if (argc < 3)
        return 2;
    options.position = (uint8_t)strtol(argv[2], NULL, 10);
    options.missing = (uint16_t)(argc > 4 ? strtol(argv[4], NULL, 16) : 0);
    if (tp_codec_load(argv[1], NULL, &image, NULL))
        return 1;
    if (tp_slap_segment(&image, &options, &slap, NULL))
        return 1;
    begin = tp_clock_cpu_ns();
    if (tp_slap_segment(&image, &options, &slap, NULL))
        return 1;
    printf("%.1f ms, %u of %u fingers, rotation %.0f, hand %d %.2f, remarks %u\n",
           (double)(tp_clock_cpu_ns() - begin) * 1e-6, slap.finger_count, slap.expected_count,
           (double)slap.rotation_rad * 57.3, slap.hand, (double)slap.hand_confidence, slap.remarks);
    if (tp_canvas_init(&canvas, image.width_px, image.height_px, NULL))
        return 1;
    tp_canvas_draw_image(&canvas, &image, 0, 0);
    for (uint32_t i = 0; i < slap.finger_count; i++) {
        const struct tp_slap_finger *f = &slap.fingers[i];
        static const struct tp_colour colours[4] = {{255, 0, 0}, {0, 160, 0}, {0, 0, 255}, {255, 128, 0}};
        draw_finger(&canvas, f, colours[i]);
        printf("  %2u (%03x) conf %.2f centre %.0f %.0f size %.0f x %.0f rotation %.0f box %u %u %u %u\n", f->position,
               f->possible, (double)f->confidence, (double)f->x_px, (double)f->y_px, (double)f->width_px,
               (double)f->height_px, (double)f->rotation_rad * 57.3, f->left_px, f->top_px, f->right_px, f->bottom_px);
    }
    if (argc > 3 && tp_codec_save_canvas(&canvas, argv[3], NULL))
        return 1;
    return 0;
}
