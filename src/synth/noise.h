/* SPDX-License-Identifier: Apache-2.0 */
/* Stateless noise: a value for each point of the plane, from a key. */
#ifndef TP_SYNTH_NOISE_H
#define TP_SYNTH_NOISE_H

#include <stdint.h>

#include "base/base.h"

/* What a stream of random numbers is for; one for each, so that a change in one leaves the others alone. */
enum tp_synth_purpose {
    TP_SYNTH_FOR_PERSON,
    TP_SYNTH_FOR_FINGER,
    TP_SYNTH_FOR_GROWTH,
    TP_SYNTH_FOR_SKIN,
    TP_SYNTH_FOR_STYLE,
    TP_SYNTH_FOR_DIRECT
};
struct tp_rng tp_synth_stream(uint64_t seed, uint32_t person, unsigned position, unsigned impression,
                              enum tp_synth_purpose purpose);

static inline uint32_t tp_synth_hash(uint32_t key, int32_t x, int32_t y)
{
    uint32_t h = key ^ (uint32_t)x * 0x9E3779B1u ^ (uint32_t)y * 0x85EBCA77u;

    h ^= h >> 15;
    h *= 0x2C1B3C6Du;
    h ^= h >> 12;
    h *= 0x297A2D39u;
    return h ^ h >> 15;
}

/* About normal, mean 0, deviation 1, independent for each pair of integers: the sum of four bytes. */
static inline float tp_synth_grain(uint32_t key, int32_t x, int32_t y)
{
    uint32_t h = tp_synth_hash(key, x, y);
    uint32_t sum = (h & 255) + (h >> 8 & 255) + (h >> 16 & 255) + (h >> 24);

    return ((float)sum - 510.0f) * (1.0f / 147.8f);
}

/* Smooth noise in -1 .. 1 with features of about one unit: lattice values, smoothly blended. The lattice is turned by
 * 37 degrees, because its axes show where they lie along an image's. */
static inline float tp_synth_noise(uint32_t key, float x, float y)
{
    float along = 0.8f * x + 0.6f * y, across = 0.8f * y - 0.6f * x;
    int32_t ix = (int32_t)along - (along < 0), iy = (int32_t)across - (across < 0);
    float u = along - (float)ix, v = across - (float)iy;
    float a = (float)(tp_synth_hash(key, ix, iy) >> 8), b = (float)(tp_synth_hash(key, ix + 1, iy) >> 8);
    float c = (float)(tp_synth_hash(key, ix, iy + 1) >> 8), d = (float)(tp_synth_hash(key, ix + 1, iy + 1) >> 8);

    u = u * u * (3.0f - 2.0f * u);
    v = v * v * (3.0f - 2.0f * v);
    a += (b - a) * u;
    c += (d - c) * u;
    return (a + (c - a) * v) * (1.0f / (1 << 23)) - 1.0f;
}

/* 0 below LOW, 1 above HIGH, smooth between. */
static inline float tp_synth_step(float low, float high, float x)
{
    float t = (x - low) / (high - low);

    t = TP_CLAMP(t, 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

#endif
