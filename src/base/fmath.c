/* SPDX-License-Identifier: Apache-2.0 */
/* Elementary functions by argument reduction and polynomials, in operations that IEEE 754 rounds the same everywhere.
 * Coefficients: Taylor series, whose truncation error on the reduced ranges lies below float precision. */
#include "base/base.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The polynomial in X with COEFFICIENTS by rising power. */
static float polynomial(float x, const float *coefficients, size_t count)
{
    float value = coefficients[count - 1];

    for (size_t i = count - 1; i-- > 0;)
        value = coefficients[i] + x * value;
    return value;
}

#define POLYNOMIAL(x, coefficients) polynomial((x), (coefficients), TP_ARRAY_LENGTH(coefficients))

/* atan on [0, tan(pi/8)] */
static float atan_small(float x)
{
    static const float series[] = {1.0f, -1.0f / 3, 1.0f / 5, -1.0f / 7, 1.0f / 9, -1.0f / 11, 1.0f / 13};

    return x * POLYNOMIAL(x * x, series);
}

/* atan of Y/X for 0 <= Y <= X, X > 0. */
static float atan_octant(float y, float x)
{
    const float tan_eighth = 0.414213562f;

    if (y <= tan_eighth * x)
        return atan_small(y / x);
    return TP_PI / 4 - atan_small((x - y) / (x + y));
}

float tp_atan2(float y, float x)
{
    float ax = fabsf(x), ay = fabsf(y), angle;

    if (ax == 0.0f && ay == 0.0f)
        return 0.0f;
    angle = ay <= ax ? atan_octant(ay, ax) : TP_PI / 2 - atan_octant(ax, ay);
    if (x < 0.0f)
        angle = TP_PI - angle;
    return y < 0.0f ? -angle : angle;
}

/* sin and cos on [-pi/4, pi/4] */
static float sin_small(float x)
{
    static const float series[] = {1.0f, -1.0f / 6, 1.0f / 120, -1.0f / 5040, 1.0f / 362880};

    return x * POLYNOMIAL(x * x, series);
}

static float cos_small(float x)
{
    static const float series[] = {1.0f, -1.0f / 2, 1.0f / 24, -1.0f / 720, 1.0f / 40320};

    return POLYNOMIAL(x * x, series);
}

/* X minus the nearest multiple of pi/2, which *QUADRANT receives modulo 4. */
static float reduce_quarter(float x, int *quadrant)
{
    double turns = (double)x * 0.63661977236758134308;
    double nearest = turns < 0 ? (double)(int64_t)(turns - 0.5) : (double)(int64_t)(turns + 0.5);

    *quadrant = (int)((int64_t)nearest & 3);
    return (float)((double)x - nearest * 1.57079632679489661923);
}

float tp_sin(float x)
{
    int quadrant;
    float r = reduce_quarter(x, &quadrant);
    float value = quadrant & 1 ? cos_small(r) : sin_small(r);

    return quadrant & 2 ? -value : value;
}

float tp_cos(float x)
{
    int quadrant;
    float r = reduce_quarter(x, &quadrant);
    float value = quadrant & 1 ? sin_small(r) : cos_small(r);

    return quadrant == 1 || quadrant == 2 ? -value : value;
}

static float power_of_two(int exponent)
{
    uint32_t bits = (uint32_t)(exponent + 127) << 23;
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

float tp_exp(float x)
{
    static const float series[] = {1.0f, 1.0f, 1.0f / 2, 1.0f / 6, 1.0f / 24, 1.0f / 120, 1.0f / 720, 1.0f / 5040};
    double scaled, r;
    int exponent;
    float f;

    if (!(x >= -87.0f))
        return 0.0f;
    if (x > 88.0f)
        return FLT_MAX;
    scaled = (double)x * 1.44269504088896340736;
    exponent = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    r = (double)x - exponent * 0.69314718055994530942;
    f = POLYNOMIAL((float)r, series);
    return f * power_of_two(exponent);
}

float tp_log(float x)
{
    static const float series[] = {1.0f, 1.0f / 3, 1.0f / 5, 1.0f / 7, 1.0f / 9};
    uint32_t bits;
    int exponent;
    float m, s;

    if (!(x > 0.0f))
        return -FLT_MAX;
    if (x < FLT_MIN)
        return tp_log(x * 0x1p32f) - 22.1807097779f;
    memcpy(&bits, &x, sizeof bits);
    exponent = (int)(bits >> 23) - 127;
    bits = (bits & 0x007FFFFFu) | 0x3F800000u;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.41421356f) {
        m *= 0.5f;
        exponent++;
    }
    s = (m - 1.0f) / (m + 1.0f);
    s = 2.0f * s * POLYNOMIAL(s * s, series);
    return (float)((double)exponent * 0.69314718055994530942 + (double)s);
}

uint8_t tp_angle_to_q8(float angle_rad)
{
    float steps = angle_rad * (128.0f / TP_PI);
    return (uint8_t)(int32_t)(steps < 0 ? steps - 0.5f : steps + 0.5f);
}

float tp_angle_from_q8(uint8_t theta_q8)
{
    return (float)theta_q8 * (TP_PI / 128.0f);
}

float tp_angle_difference(float a_rad, float b_rad)
{
    float d = a_rad - b_rad;

    while (d > TP_PI)
        d -= 2.0f * TP_PI;
    while (d <= -TP_PI)
        d += 2.0f * TP_PI;
    return d;
}
