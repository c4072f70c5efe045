/* SPDX-License-Identifier: Apache-2.0 */
/* The word of a minutia: signs of 64 weighted sums of its descriptor's bits.
 *
 * data/screening/signature.bin, made by tools/train-signatures, holds
 *     int8   bits[512][64]    what each bit adds to each sum when it is set
 *     int8   unknown[96][64]  what a place adds when it lies in the background: what its bits add on average
 *     int16  start[64]        little endian: minus the averages of all places
 * A sum cannot leave 16 bits, whatever bits are set: the script sees to that. */
#include "screen/signature.h"

#include "base/base.h"
#include "screen/embedded.h"

enum { OUTPUTS = 64, BITS = 512, CELL_PLACES = 64, SAMPLE_PLACES = 32, UNKNOWN = CELL_PLACES + SAMPLE_PLACES };
enum { WEIGHTS_BYTES = (BITS + UNKNOWN) * OUTPUTS + 2 * OUTPUTS };

static void add_row(const int8_t *row, int16_t *sums)
{
    for (int o = 0; o < OUTPUTS; o++)
        sums[o] = (int16_t)(sums[o] + row[o]);
}

/* Adds the row of each bit that is set. */
static void add_rows(uint64_t bits, const int8_t *rows, int16_t *sums)
{
    for (; bits; bits &= bits - 1)
        add_row(rows + __builtin_ctzll(bits) * OUTPUTS, sums);
}

uint64_t tp_signature_word(const uint64_t descriptor[TP_DESCRIPTOR_WORDS])
{
    const struct tp_embedded *weights = &tp_signature_weights[0];
    const int8_t *rows = (const int8_t *)weights->data, *unknown = rows + BITS * OUTPUTS;
    struct tp_cursor start = tp_cursor_over(weights->data + (BITS + UNKNOWN) * OUTPUTS, sizeof(int16_t) * OUTPUTS);
    int16_t sums[OUTPUTS];
    uint64_t word = 0;

    TP_ASSERT(weights->size_bytes == WEIGHTS_BYTES);
    for (int o = 0; o < OUTPUTS; o++)
        sums[o] = (int16_t)tp_read_u16le(&start);
    for (int w = 0; w < TP_DESCRIPTOR_BIT_WORDS; w++)
        add_rows(descriptor[w], rows + w * 64 * OUTPUTS, sums);
    add_rows(~descriptor[TP_DESCRIPTOR_BIT_WORDS], unknown, sums);
    add_rows(~descriptor[TP_DESCRIPTOR_BIT_WORDS + 1] & UINT32_MAX, unknown + CELL_PLACES * OUTPUTS, sums);
    for (int o = 0; o < OUTPUTS; o++)
        word |= (uint64_t)(sums[o] > 0) << o;
    return word;
}
