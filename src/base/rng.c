/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers that a seed reproduces on every machine. */
#include "base/base.h"

#include <math.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

struct tp_rng tp_rng_seed(uint64_t seed, uint64_t stream)
{
    uint64_t stream_state = stream;
    uint64_t state = seed ^ splitmix(&stream_state);
    struct tp_rng rng;

    for (int i = 0; i < 4; i++)
        rng.state[i] = splitmix(&state);
    return rng;
}

uint64_t tp_rng_u64(struct tp_rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint32_t tp_rng_below(struct tp_rng *rng, uint32_t bound)
{
    uint32_t reject_below;

    TP_ASSERT(bound > 0);
    reject_below = (0u - bound) % bound;
    for (;;) {
        uint64_t product = (tp_rng_u64(rng) >> 32) * (uint64_t)bound;
        if ((uint32_t)product >= reject_below)
            return (uint32_t)(product >> 32);
    }
}

float tp_rng_unit(struct tp_rng *rng)
{
    return (float)(tp_rng_u64(rng) >> 40) * 0x1p-24f;
}

float tp_rng_range(struct tp_rng *rng, float low, float high)
{
    return low + (high - low) * tp_rng_unit(rng);
}

/* Box and Muller's transform. */
float tp_rng_normal(struct tp_rng *rng)
{
    float radius = sqrtf(-2.0f * tp_log(1.0f - tp_rng_unit(rng)));
    return radius * tp_cos(2.0f * TP_PI * tp_rng_unit(rng));
}
