/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and codes: what is written reads back, codes are free of prefixes and as short as they can be. */
#include <stdlib.h>
#include <string.h>

#include "codec/wsq_encode.h"

#include "test.h"

/* ---- codes ------------------------------------------------------------------------------------------------------ */

static void check_codes(const struct tp_wsq_huffman *huffman, const uint32_t frequencies[TP_WSQ_SYMBOLS])
{
    uint32_t taken = 0, listed = 0, code = 0;

    for (unsigned length = 1; length <= TP_WSQ_CODE_BITS_MAX; length++, code <<= 1)
        for (unsigned i = 0; i < huffman->counts[length - 1]; i++, listed++) {
            unsigned symbol = huffman->symbols[listed];
            assert_int_equal(huffman->lengths[symbol], length);
            assert_int_equal(huffman->codes[symbol], code++);
            taken += 65536u >> length;
        }
    assert_int_equal(listed, huffman->symbol_count);
    assert_true(taken < 65536); /* all ones stay free */
    for (unsigned symbol = 0; symbol < TP_WSQ_SYMBOLS; symbol++)
        if (frequencies[symbol] > 0)
            assert_in_range(huffman->lengths[symbol], 1, TP_WSQ_CODE_BITS_MAX);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* What Huffman's own algorithm needs for these symbols and one that never occurs, for codes of any length. */
static uint64_t least_bits(const uint32_t frequencies[TP_WSQ_SYMBOLS])
{
    uint64_t heap[TP_WSQ_SYMBOLS + 1] = {0}, bits = 0;
    size_t count = 1;

    for (unsigned symbol = 0; symbol < TP_WSQ_SYMBOLS; symbol++)
        if (frequencies[symbol] > 0)
            heap[count++] = frequencies[symbol];
    for (; count > 1; count--) {
        qsort(heap, count, sizeof heap[0], by_value);
        bits += heap[0] + heap[1];
        heap[0] += heap[1];
        memmove(heap + 1, heap + 2, (count - 2) * sizeof heap[0]);
    }
    return bits;
}

static void shortest_codes(void **state)
{
    struct tp_rng rng = tp_rng_seed(4, 4);

    (void)state;
    for (int round = 0; round < 300; round++) {
        uint32_t frequencies[TP_WSQ_SYMBOLS] = {0}, spread = 1 + tp_rng_below(&rng, 300);
        struct tp_wsq_huffman huffman;
        uint32_t symbols = 1 + tp_rng_below(&rng, 100);

        for (uint32_t i = 0; i < symbols; i++) {
            uint32_t symbol = 1 + tp_rng_below(&rng, 100);
            frequencies[symbol] = 1 + tp_rng_below(&rng, spread);
        }
        tp_wsq_huffman_init(&huffman, frequencies);
        check_codes(&huffman, frequencies);
        assert_int_equal(tp_wsq_huffman_bits(&huffman, frequencies), least_bits(frequencies));
    }
}

static void long_codes(void **state)
{
    uint32_t frequencies[TP_WSQ_SYMBOLS] = {[1] = 1, [2] = 1};
    struct tp_wsq_huffman huffman;

    (void)state;
    for (unsigned i = 3; i <= 40; i++) /* as Fibonacci's numbers grow, so do lengths */
        frequencies[i] = frequencies[i - 1] + frequencies[i - 2];
    tp_wsq_huffman_init(&huffman, frequencies);
    check_codes(&huffman, frequencies);
    assert_true(huffman.counts[15] > 1);
    for (unsigned i = 1; i < TP_WSQ_SYMBOLS; i++)
        frequencies[i] = i == 9 ? UINT32_MAX : 1;
    tp_wsq_huffman_init(&huffman, frequencies);
    check_codes(&huffman, frequencies);
    assert_int_equal(huffman.lengths[9], 1);
}

static void few_symbols(void **state)
{
    uint32_t frequencies[TP_WSQ_SYMBOLS] = {0};
    struct tp_wsq_huffman huffman;

    (void)state;
    tp_wsq_huffman_init(&huffman, frequencies);
    check_codes(&huffman, frequencies);
    assert_int_equal(huffman.symbol_count, 1);
    frequencies[200] = 5;
    tp_wsq_huffman_init(&huffman, frequencies);
    check_codes(&huffman, frequencies);
    assert_int_equal(huffman.symbol_count, 1);
    assert_int_equal(huffman.symbols[0], 200);
}

/* ---- tokens and bits -------------------------------------------------------------------------------------------- */

struct reader {
    struct tp_cursor bytes;
    unsigned byte, bits_left, stuffed;
};

static unsigned take_bit(struct reader *reader)
{
    if (reader->bits_left == 0) {
        reader->byte = tp_read_u8(&reader->bytes);
        reader->bits_left = 8;
        if (reader->byte == 0xff) {
            assert_int_equal(tp_read_u8(&reader->bytes), 0);
            reader->stuffed++;
        }
    }
    return reader->byte >> --reader->bits_left & 1;
}

static unsigned take_bits(struct reader *reader, unsigned count)
{
    unsigned value = 0;

    for (; count > 0; count--)
        value = value << 1 | take_bit(reader);
    return value;
}

static unsigned take_symbol(struct reader *reader, const struct tp_wsq_huffman *huffman)
{
    unsigned code = 0;

    for (unsigned length = 1; length <= TP_WSQ_CODE_BITS_MAX; length++) {
        code = code << 1 | take_bit(reader);
        for (unsigned i = 0; i < huffman->symbol_count; i++) {
            unsigned symbol = huffman->symbols[i];
            if (huffman->lengths[symbol] == length && huffman->codes[symbol] == code)
                return symbol;
        }
    }
    fail_msg("no code");
    return 0;
}

/* Reads COUNT indices as the specification says and compares them. */
static void check_reading(struct reader *reader, const struct tp_wsq_huffman *huffman, const int16_t *indices,
                          size_t count)
{
    for (size_t i = 0; i < count;) {
        unsigned symbol = take_symbol(reader, huffman), zeros = 0;
        int index = 0;

        if (symbol <= 100)
            zeros = symbol;
        else if (symbol >= 107)
            index = (int)symbol - 180;
        else if (symbol >= 105)
            zeros = take_bits(reader, symbol == 105 ? 8 : 16);
        else
            index = (int)take_bits(reader, symbol <= 102 ? 8 : 16) * (symbol % 2 ? 1 : -1);
        assert_true(zeros <= count - i && (zeros > 0) == (index == 0));
        for (; zeros > 0; zeros--)
            assert_int_equal(indices[i++], 0);
        if (index != 0)
            assert_int_equal(indices[i++], index);
    }
    while (reader->bits_left > 0)
        assert_int_equal(take_bit(reader), 1);
    assert_int_equal(tp_cursor_left(&reader->bytes), 0);
}

static unsigned check_indices(const int16_t *indices, size_t count)
{
    uint32_t frequencies[TP_WSQ_SYMBOLS] = {0};
    tp_wsq_token *tokens = calloc(count + 1, sizeof *tokens);
    struct tp_wsq_huffman huffman;
    struct reader reader = {0};
    struct tp_buffer buffer;
    size_t token_count;

    assert_non_null(tokens);
    tp_buffer_init(&buffer);
    token_count = tp_wsq_tokenise(indices, count, tokens, frequencies);
    assert_true(token_count <= count);
    tp_wsq_huffman_init(&huffman, frequencies);
    check_codes(&huffman, frequencies);
    tp_wsq_write_tokens(&huffman, tokens, token_count, &buffer);
    reader.bytes = tp_cursor_over(buffer.data, buffer.size_bytes);
    check_reading(&reader, &huffman, indices, count);
    if (count > 0)
        assert_int_equal(buffer.size_bytes - reader.stuffed, (tp_wsq_huffman_bits(&huffman, frequencies) + 7) / 8);
    tp_buffer_deinit(&buffer);
    free(tokens);
    return reader.stuffed;
}

static void every_form(void **state)
{
    static const int16_t values[] = {0,    1,   -1,  73,   -73,   74,     -74,   75,    -75, 255,
                                     -255, 256, 256, -256, 32767, -32767, 12345, -9876, 0,   0};

    (void)state;
    for (size_t count = 0; count <= TP_ARRAY_LENGTH(values); count++)
        check_indices(values, count);
}

static void runs_of_every_length(void **state)
{
    static const size_t runs[] = {1, 2, 3, 4, 5, 99, 100, 101, 254, 255, 256, 257, 65534, 65535, 65536, 65636, 200000};
    int16_t *indices = calloc(200002, sizeof *indices);

    (void)state;
    assert_non_null(indices);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(runs); i++) {
        check_indices(indices, runs[i]);
        indices[runs[i]] = -3;
        check_indices(indices, runs[i] + 1);
        indices[0] = 9;
        check_indices(indices, runs[i] + 1);
        indices[runs[i]] = indices[0] = 0;
    }
    free(indices);
}

static void random_indices(void **state)
{
    enum { COUNT = 20000 };
    static int16_t indices[COUNT];
    struct tp_rng rng = tp_rng_seed(5, 5);
    unsigned stuffed = 0;

    (void)state;
    for (int round = 0; round < 12; round++) {
        float spread = 1 + (float)(round * round * round);

        for (size_t i = 0; i < COUNT; i++)
            indices[i] = (int16_t)(spread * tp_rng_normal(&rng) * tp_rng_normal(&rng));
        stuffed += check_indices(indices, COUNT);
    }
    assert_true(stuffed > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(shortest_codes), cmocka_unit_test(long_codes),           cmocka_unit_test(few_symbols),
    cmocka_unit_test(every_form),     cmocka_unit_test(runs_of_every_length), cmocka_unit_test(random_indices),
};
TP_TEST_MAIN(tests)
