/* SPDX-License-Identifier: Apache-2.0 */
/* Small images of ridges for tests that need files and not realism: seeded, one flow for each finger. */
#ifndef TP_TEST_PRINTS_H
#define TP_TEST_PRINTS_H

#include <math.h>

#include "folder.h"

enum { PRINT_SIDE = 128 };

/* A PGM file of ridges around a centre that depends on FINGER, moved a little with IMPRESSION. */
static inline void print_write(const struct test_folder *folder, const char *name, unsigned finger, unsigned impression)
{
    unsigned char file[32 + PRINT_SIDE * PRINT_SIDE];
    size_t at = (size_t)snprintf((char *)file, 32, "P5\n%d %d\n255\n", PRINT_SIDE, PRINT_SIDE);
    double cx = 40 + 17.0 * (finger % 5) + impression, cy = 150 - 23.0 * (finger % 7) - impression;

    for (int y = 0; y < PRINT_SIDE; y++)
        for (int x = 0; x < PRINT_SIDE; x++) {
            double turn = atan2(y - cy, x - cx), r = hypot(x - cx, y - cy);
            file[at++] = (unsigned char)(128 + 100 * cos(r * 0.7 + turn * (double)(2 + finger % 3)));
        }
    folder_write(folder, name, file, at);
}

/* FINGERS x IMPRESSIONS files named 1_1.pgm and so on. */
static inline void prints_write(const struct test_folder *folder, unsigned fingers, unsigned impressions)
{
    for (unsigned finger = 1; finger <= fingers; finger++)
        for (unsigned impression = 1; impression <= impressions; impression++) {
            char name[32];
            snprintf(name, sizeof name, "%u_%u.pgm", finger, impression);
            print_write(folder, name, finger, impression);
        }
}

#endif
