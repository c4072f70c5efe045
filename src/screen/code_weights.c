/* SPDX-License-Identifier: Apache-2.0 */
/* The weights that codes are made with: a file that tools/train-codes writes, held by the program. Little-endian,
 * without gaps, sizes as in code.h:
 *
 *     "TPCODE 1"            8 bytes
 *     bits                  int8    [BITS][AXES]
 *     unknown               int16   [MASKS][AXES]
 *     zero                  int32   [AXES]
 *     share                 float32 [KINDS]
 *     middle, sharp, gain   float32 [AXES][KINDS] each
 *     traits                int8    [TRAITS][VECTOR]
 *     scale, shift          float32 [TRAITS] each
 *     signs                 bits    [TURNS][2][TRAITS], 1 turns a sign, low bits first
 */
#include "screen/code.h"

#include <pthread.h>
#include <string.h>

#include "screen/embedded.h"

static struct tp_code_weights held;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint64_t read_u64le(struct tp_cursor *in)
{
    uint64_t low = tp_read_u32le(in);

    return low | (uint64_t)tp_read_u32le(in) << 32;
}

static void read_i8(struct tp_cursor *in, size_t count, int8_t *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (int8_t)tp_read_u8(in);
}

static void read_floats(struct tp_cursor *in, size_t count, float *out)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t word = tp_read_u32le(in);

        memcpy(&out[i], &word, sizeof word);
    }
}

tp_status tp_code_weights_read(const uint8_t *data, size_t size_bytes, struct tp_code_weights *out,
                               struct tp_diag *diag)
{
    static const char magic[] = "TPCODE 1";
    struct tp_cursor in = tp_cursor_over(data, size_bytes);
    const uint8_t *start = tp_read_bytes(&in, sizeof magic - 1);

    if (!start || memcmp(start, magic, sizeof magic - 1) != 0)
        return tp_fail(diag, TP_E_FORMAT, "magic", 0, "this is no file of weights for codes");
    read_i8(&in, sizeof out->bits, &out->bits[0][0]);
    for (size_t i = 0; i < (size_t)TP_CODE_MASKS * TP_CODE_AXES; i++)
        (&out->unknown[0][0])[i] = (int16_t)tp_read_u16le(&in);
    for (size_t i = 0; i < TP_CODE_AXES; i++)
        out->zero[i] = (int32_t)tp_read_u32le(&in);
    read_floats(&in, TP_CODE_KINDS, out->share);
    read_floats(&in, (size_t)TP_CODE_AXES * TP_CODE_KINDS, &out->middle[0][0]);
    read_floats(&in, (size_t)TP_CODE_AXES * TP_CODE_KINDS, &out->sharp[0][0]);
    read_floats(&in, (size_t)TP_CODE_AXES * TP_CODE_KINDS, &out->gain[0][0]);
    read_i8(&in, sizeof out->traits, &out->traits[0][0]);
    read_floats(&in, TP_CODE_TRAITS, out->scale);
    read_floats(&in, TP_CODE_TRAITS, out->shift);
    for (size_t i = 0; i < sizeof out->signs / sizeof(uint64_t); i++)
        (&out->signs[0][0][0])[i] = read_u64le(&in);
    if (in.bad || tp_cursor_left(&in) != 0)
        return tp_fail(diag, TP_E_FORMAT, NULL, (int64_t)size_bytes, "weights for codes do not have %zu bytes",
                       size_bytes);
    return TP_OK;
}

static void load(void)
{
    TP_ASSERT(tp_code_weights_read(tp_code_files[0].data, tp_code_files[0].size_bytes, &held, NULL) == TP_OK);
}

const struct tp_code_weights *tp_code_weights(void)
{
    pthread_once(&once, load);
    return &held;
}
