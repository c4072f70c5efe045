/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: entropy coding of the indices of a block.
 *
 * symbol      stands for                                      followed by
 * 1..100      as many zeros
 * 101, 102    a positive, negative index                      8 bits, its magnitude
 * 103, 104    the same                                        16 bits
 * 105, 106    zeros                                           8, 16 bits, how many
 * 107..254    an index of -73..74, which is symbol - 180 (180, zero itself, does not occur)
 *
 * Code words are canonical: by rising length, then by symbol; the word of all ones stays free, for it pads the last
 * byte. A byte 255 is followed by a byte 0, which is not data. */
#include "codec/wsq_encode.h"

#include <string.h>

enum {
    RUN_LONGEST = 100,
    POSITIVE_8 = 101,
    NEGATIVE_8 = 102,
    POSITIVE_16 = 103,
    NEGATIVE_16 = 104,
    ZEROS_8 = 105,
    ZEROS_16 = 106,
    INDEX_ZERO = 180,
    INDEX_LEAST = -73,
    INDEX_LARGEST = 74
};

/* How many bits follow the code of SYMBOL. */
static unsigned extra_bits(unsigned symbol)
{
    if (symbol < POSITIVE_8 || symbol > ZEROS_16)
        return 0;
    return symbol == POSITIVE_8 || symbol == NEGATIVE_8 || symbol == ZEROS_8 ? 8 : 16;
}

/* ---- tokens ----------------------------------------------------------------------------------------------------- */

static tp_wsq_token token_of(unsigned symbol, size_t extra)
{
    return (tp_wsq_token)(symbol | extra << 8);
}

/* Of a run of at most 65,535 zeros. */
static tp_wsq_token zeros_token(size_t zeros)
{
    if (zeros <= RUN_LONGEST)
        return token_of((unsigned)zeros, 0);
    return token_of(zeros <= UINT8_MAX ? ZEROS_8 : ZEROS_16, zeros);
}

static tp_wsq_token index_token(int index)
{
    unsigned magnitude = (unsigned)(index < 0 ? -index : index);

    if (index >= INDEX_LEAST && index <= INDEX_LARGEST)
        return token_of((unsigned)(index + INDEX_ZERO), 0);
    if (magnitude <= UINT8_MAX)
        return token_of(index < 0 ? NEGATIVE_8 : POSITIVE_8, magnitude);
    return token_of(index < 0 ? NEGATIVE_16 : POSITIVE_16, magnitude);
}

/* How many zeros there are from INDICES on, at most COUNT. */
static size_t count_zeros(const int16_t *indices, size_t count)
{
    size_t zeros = 0;
    uint64_t four;

    while (zeros + 4 <= count) {
        memcpy(&four, indices + zeros, sizeof four);
        if (four != 0)
            break;
        zeros += 4;
    }
    while (zeros < count && indices[zeros] == 0)
        zeros++;
    return zeros;
}

size_t tp_wsq_tokenise(const int16_t *indices, size_t count, tp_wsq_token *tokens, uint32_t frequencies[TP_WSQ_SYMBOLS])
{
    size_t token_count = 0;

    for (size_t i = 0; i < count;) {
        tp_wsq_token token;

        if (indices[i] == 0) {
            size_t zeros = count_zeros(indices + i, TP_MIN(count - i, (size_t)UINT16_MAX));
            token = zeros_token(zeros);
            i += zeros;
        } else {
            token = index_token(indices[i++]);
        }
        frequencies[token & 255]++;
        tokens[token_count++] = token;
    }
    return token_count;
}

/* ---- codes ------------------------------------------------------------------------------------------------------ */

enum { LEAVES_MAX = TP_WSQ_SYMBOLS + 1, NOT_A_SYMBOL = TP_WSQ_SYMBOLS };

struct leaf {
    uint64_t weight;
    unsigned symbol;
};

/* The symbols that occur by rising weight, after a leaf of weight 0 that stands for the code word of all ones. */
static unsigned list_leaves(const uint32_t frequencies[TP_WSQ_SYMBOLS], struct leaf leaves[LEAVES_MAX])
{
    unsigned count = 1;

    leaves[0] = (struct leaf){0, NOT_A_SYMBOL};
    for (unsigned symbol = 0; symbol < TP_WSQ_SYMBOLS; symbol++) {
        unsigned at = count;

        if (frequencies[symbol] == 0)
            continue;
        for (; leaves[at - 1].weight > frequencies[symbol]; at--)
            leaves[at] = leaves[at - 1];
        leaves[at] = (struct leaf){frequencies[symbol], symbol};
        count++;
    }
    if (count == 1)
        leaves[count++] = (struct leaf){1, 1};
    return count;
}

/* The lists of package-merge (Larmore and Hirschberg 1990), one for each bit of length: leaves and pairs of the list
 * before, by rising weight. Only which of them are leaves is kept. */
struct packages {
    uint64_t weights[2 * LEAVES_MAX];
    unsigned count;
    bool is_leaf[TP_WSQ_CODE_BITS_MAX][2 * LEAVES_MAX];
};

static void merge(const struct leaf *leaves, unsigned leaf_count, unsigned level, struct packages *packages)
{
    uint64_t weights[2 * LEAVES_MAX];
    unsigned pairs = packages->count / 2, leaf = 0, pair = 0, count = 0;

    while (leaf < leaf_count || pair < pairs) {
        uint64_t weight = pair < pairs ? packages->weights[2 * pair] + packages->weights[2 * pair + 1] : UINT64_MAX;

        packages->is_leaf[level][count] = leaf < leaf_count && leaves[leaf].weight <= weight;
        if (packages->is_leaf[level][count]) {
            weights[count++] = leaves[leaf++].weight;
        } else {
            weights[count++] = weight;
            pair++;
        }
    }
    memcpy(packages->weights, weights, count * sizeof weights[0]);
    packages->count = count;
}

/* The lengths of the leaves' codes: how often each is among those chosen from all lists. */
static void find_lengths(const struct leaf *leaves, unsigned leaf_count, uint8_t lengths[LEAVES_MAX])
{
    struct packages packages = {.count = 0};
    unsigned chosen = 2 * leaf_count - 2;

    for (unsigned level = 0; level < TP_WSQ_CODE_BITS_MAX; level++)
        merge(leaves, leaf_count, level, &packages);
    memset(lengths, 0, LEAVES_MAX);
    for (unsigned level = TP_WSQ_CODE_BITS_MAX; level-- > 0;) {
        unsigned leaf = 0;

        for (unsigned i = 0; i < chosen; i++)
            if (packages.is_leaf[level][i])
                lengths[leaf++]++;
        chosen = 2 * (chosen - leaf);
    }
}

/* How many ones CODE begins and ends with, each such run counted as twice as bad as one shorter by one. */
static unsigned danger(unsigned code, unsigned length)
{
    unsigned leading = 0, trailing = 0;

    while (leading < length && code >> (length - 1 - leading) & 1)
        leading++;
    while (trailing < length && code >> trailing & 1)
        trailing++;
    return (1u << leading) + (1u << trailing);
}

/* Gives the COUNT codes of LENGTH from FIRST on to symbols by falling frequency, those first that are least likely to
 * be part of a byte 255, which costs another byte. */
static void assign_codes(struct tp_wsq_huffman *out, const struct leaf *leaves, unsigned count, unsigned length,
                         unsigned first)
{
    bool taken[TP_WSQ_SYMBOLS] = {false};

    for (unsigned i = 0; i < count; i++) {
        const struct leaf *leaf = leaves - i;
        unsigned best = 0;

        while (taken[best])
            best++;
        for (unsigned other = best + 1; other < count; other++)
            if (!taken[other] && danger(first + other, length) < danger(first + best, length))
                best = other;
        taken[best] = true;
        out->codes[leaf->symbol] = (uint16_t)(first + best);
        out->lengths[leaf->symbol] = (uint8_t)length;
        out->symbols[out->symbol_count + best] = (uint8_t)leaf->symbol;
    }
    out->counts[length - 1] = (uint8_t)count;
    out->symbol_count += count;
}

void tp_wsq_huffman_init(struct tp_wsq_huffman *out, const uint32_t frequencies[TP_WSQ_SYMBOLS])
{
    struct leaf leaves[LEAVES_MAX];
    uint8_t lengths[LEAVES_MAX];
    unsigned leaf_count = list_leaves(frequencies, leaves), code = 0, at = leaf_count - 1;

    memset(out, 0, sizeof *out);
    find_lengths(leaves, leaf_count, lengths);
    for (unsigned length = 1; length <= TP_WSQ_CODE_BITS_MAX; length++) {
        unsigned count = 0;

        while (at - count > 0 && lengths[at - count] == length)
            count++;
        assign_codes(out, leaves + at, count, length, code);
        at -= count;
        code = (code + count) << 1;
    }
}

uint64_t tp_wsq_huffman_bits(const struct tp_wsq_huffman *huffman, const uint32_t frequencies[TP_WSQ_SYMBOLS])
{
    uint64_t bits = 0;

    for (unsigned symbol = 0; symbol < TP_WSQ_SYMBOLS; symbol++)
        bits += (uint64_t)frequencies[symbol] * (huffman->lengths[symbol] + extra_bits(symbol));
    return bits;
}

/* ---- bits ------------------------------------------------------------------------------------------------------- */

struct bits {
    struct tp_buffer *buffer;
    uint64_t pending; /* in the low bits */
    unsigned count;
    size_t piece_bytes;
    uint8_t piece[4096];
};

static void flush_piece(struct bits *bits)
{
    tp_write_bytes(bits->buffer, bits->piece, bits->piece_bytes);
    bits->piece_bytes = 0;
}

/* Writes the whole bytes that are pending. */
static void drain(struct bits *bits)
{
    if (bits->piece_bytes + 16 > sizeof bits->piece)
        flush_piece(bits);
    while (bits->count >= 8) {
        uint8_t byte = (uint8_t)(bits->pending >> (bits->count -= 8));

        bits->piece[bits->piece_bytes++] = byte;
        if (byte == 0xff)
            bits->piece[bits->piece_bytes++] = 0;
    }
}

void tp_wsq_write_tokens(const struct tp_wsq_huffman *huffman, const tp_wsq_token *tokens, size_t count,
                         struct tp_buffer *buffer)
{
    struct bits bits = {.buffer = buffer};

    for (size_t i = 0; i < count; i++) {
        unsigned symbol = tokens[i] & 255, extra = extra_bits(symbol);

        bits.pending = (bits.pending << huffman->lengths[symbol] | huffman->codes[symbol]) << extra | tokens[i] >> 8;
        bits.count += huffman->lengths[symbol] + extra;
        if (bits.count >= 32)
            drain(&bits);
    }
    drain(&bits);
    if (bits.count > 0) {
        unsigned padding = 8 - bits.count;

        bits.pending = bits.pending << padding | ((1u << padding) - 1);
        bits.count = 8;
        drain(&bits);
    }
    flush_piece(&bits);
}
