/* SPDX-License-Identifier: Apache-2.0 */
/* PGM files. */
#include "samples.h"

static struct sample *make(struct samples *samples, const char *name, const char *head, unsigned bits)
{
    struct sample *sample = samples_add(samples, "pgm", name);

    tp_write_text(&sample->file, "%s", head);
    for (uint32_t y = 0; y < SAMPLE_HEIGHT_PX; y++)
        for (uint32_t x = 0; x < SAMPLE_WIDTH_PX; x++) {
            uint32_t value = picture_at(x, y, 1, bits);
            if (head[1] == '2')
                tp_write_text(&sample->file, x % 12 == 11 ? "%u\n" : "%u ", value);
            else if (bits > 8)
                tp_write_u16be(&sample->file, (uint16_t)value);
            else
                tp_write_u8(&sample->file, (uint8_t)value);
        }
    sample_expect(sample, bits, false);
    sample->ppi = 0;
    return sample;
}

void samples_make_pgm(struct samples *samples)
{
    make(samples, "binary_8", "P5\n37 29\n255\n", 8);
    make(samples, "binary_16", "P5 37 29 65535 ", 16);
    make(samples, "binary_12", "P5 37 29 4095 ", 12);
    make(samples, "binary_4", "P5 37 29 15 ", 4);
    make(samples, "decimal_8", "P2\n37 29\n255\n", 8);
    make(samples, "decimal_16", "P2 37 29 65535\n", 16);
    make(samples, "comments", "P5#a\n# b\r#c\n\t37#d\n 29\v\f255#e\n", 8);
    make(samples, "resolution", "P5\n# pixels per metre 19685\n37 29\n255\n", 8)->ppi = 500;
    make(samples, "resolution_not_ours", "P5\n# pixels per metre about 9\n37 29\n255\n", 8);
    make(samples, "resolution_senseless", "P5\n# pixels per metre 9999999\n37 29\n255\n", 8);

    sample_refused(make(samples, "no_pixels", "P5\n0 29\n255\n", 8), TP_E_FORMAT, "no pixels");
    sample_refused(make(samples, "letters", "P5\n37x29\n255\n", 8), TP_E_FORMAT, "decimal number");
    sample_refused(make(samples, "negative", "P5\n-37 29\n255\n", 8), TP_E_FORMAT, "decimal number");
    sample_refused(make(samples, "maximum_0", "P5\n37 29\n0\n", 8), TP_E_FORMAT, "largest value");
    sample_refused(make(samples, "maximum_65536", "P5\n37 29\n65536\n", 8), TP_E_FORMAT, "largest value");
    sample_refused(make(samples, "above_maximum", "P5\n37 29\n100\n", 8), TP_E_FORMAT, "above the largest");
    sample_refused(make(samples, "decimal_above_maximum", "P2\n37 29\n100\n", 8), TP_E_FORMAT, "above the largest");
    sample_refused(make(samples, "huge", "P5\n99999999999 99999999999\n255\n", 8), TP_E_LIMIT, "pixels");
    sample_refused(make(samples, "too_many_rows", "P5\n37 30\n255\n", 8), TP_E_TRUNCATED, "");
}
