/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: entropy-coded data (specification, Part 1). Huffman codes, canonical and of at most 16 bits, stand
 * for
 *
 *       1..100  that many zeros in a row            105  zeros, their number in the next 8 bits
 *          101  a positive coefficient, next 8 bits 106  zeros, next 16 bits
 *          102  a negative one, next 8 bits         107..254  the coefficient symbol - 180
 *          103  a positive one, next 16 bits
 *          104  a negative one, next 16 bits
 *
 * A byte FF of the data is followed by 00; FF and anything else is the marker that ends the data. The last byte is
 * filled with ones. Where a restart interval is defined, data may be cut by restart markers, each numbered one higher
 * than the one before (modulo 8), between two codes. */
#include "codec/wsq_decode.h"

#include <string.h>

enum symbol {
    RUN_MOST = 100,
    POSITIVE_8 = 101,
    NEGATIVE_8,
    POSITIVE_16,
    NEGATIVE_16,
    RUN_8,
    RUN_16,
    VALUE_FIRST,
    VALUE_ZERO = 180,
    VALUE_LAST = 254
};

/* ---- codes ------------------------------------------------------------------------------------------------------ */

static void fill_entries(struct tp_wsq_lookup *lookup, unsigned code, unsigned bits, uint8_t symbol)
{
    unsigned spare = TP_WSQ_LOOKUP_BITS - bits;

    for (unsigned i = 0; i < 1u << spare; i++)
        lookup->entries[(code << spare) + i] = (uint16_t)(bits << 8 | symbol);
}

bool tp_wsq_lookup_init(struct tp_wsq_lookup *out, const struct tp_wsq_codes *codes)
{
    unsigned code = 0, symbol = 0;

    memset(out, 0, sizeof *out);
    out->symbols = codes->symbols;
    for (unsigned bits = 1; bits <= TP_WSQ_CODE_BITS_MAX; bits++) {
        unsigned count = codes->counts[bits - 1];

        if (code + count > 1u << bits)
            return false;
        out->first_symbol[bits - 1] = (int32_t)symbol - (int32_t)code;
        out->last[bits - 1] = count > 0 ? (int32_t)(code + count) - 1 : -1;
        for (unsigned i = 0; i < count; i++, symbol++, code++)
            if (bits <= TP_WSQ_LOOKUP_BITS)
                fill_entries(out, code, bits, codes->symbols[symbol]);
        code <<= 1;
    }
    return true;
}

/* ---- bits ------------------------------------------------------------------------------------------------------- */

/* Data up to a marker. WINDOW holds COUNT bits, the first of them highest, and zeros after them. */
struct bits {
    struct tp_cursor in;
    uint64_t window;
    unsigned count;
};

enum { BITS_NEEDED = TP_WSQ_CODE_BITS_MAX + 16 };

static bool has_ff(const uint8_t *four)
{
    return four[0] == 0xff || four[1] == 0xff || four[2] == 0xff || four[3] == 0xff;
}

/* At least BITS_NEEDED, as long as the data has them. */
static void bits_fill(struct bits *bits)
{
    if (bits->count < BITS_NEEDED && tp_cursor_left(&bits->in) >= 4 && !has_ff(bits->in.at)) {
        bits->window |= (uint64_t)tp_read_u32be(&bits->in) << (BITS_NEEDED - bits->count);
        bits->count += 32;
    }
    while (bits->count < BITS_NEEDED && tp_cursor_left(&bits->in) > 0) {
        uint8_t byte = tp_read_u8(&bits->in);

        if (byte == 0xff)
            tp_read_u8(&bits->in); /* the 00 after it */
        bits->window |= (uint64_t)byte << (56 - bits->count);
        bits->count += 8;
    }
}

/* Takes N bits, 1..16; false when there are fewer. */
static bool bits_take(struct bits *bits, unsigned n, unsigned *out)
{
    *out = (unsigned)(bits->window >> (64 - n));
    if (n > bits->count)
        return false;
    bits->window <<= n;
    bits->count -= n;
    return true;
}

static bool bits_all_ones(const struct bits *bits)
{
    return bits->count == 0 || ~bits->window >> (64 - bits->count) == 0;
}

/* The bytes from here to the next marker, or to the end of the file. */
static struct tp_cursor take_data(struct tp_cursor *cursor)
{
    const uint8_t *at = cursor->at, *end = cursor->end;

    while (at < end) {
        at = memchr(at, 0xff, (size_t)(end - at));
        if (!at)
            at = end;
        else if (end - at >= 2 && at[1] == 0)
            at += 2;
        else
            break;
    }
    return tp_read_sub(cursor, (size_t)(at - cursor->at));
}

/* ---- where coefficients go -------------------------------------------------------------------------------------- */

struct place {
    const struct tp_wsq_block *block;
    unsigned band;
    float *row; /* of the band */
    uint32_t x, rows_left;
    uint64_t left; /* coefficients of the whole block */
};

static bool is_coded(const struct tp_wsq_block *block, unsigned band)
{
    return block->quantiser->width[band] > 0;
}

uint64_t tp_wsq_block_size(const struct tp_wsq_block *block)
{
    uint64_t size = 0;

    for (unsigned i = block->first; i < block->end; i++)
        if (is_coded(block, i))
            size += (uint64_t)block->tree->bands[i].width * block->tree->bands[i].height;
    return size;
}

/* To the first coefficient of BAND, or of the first coded one after it. */
static void place_at_band(struct place *place, unsigned band)
{
    const struct tp_wsq_block *block = place->block;
    const struct tp_wsq_band *bands = block->tree->bands;

    while (band < block->end && (!is_coded(block, band) || bands[band].width == 0 || bands[band].height == 0))
        band++;
    place->band = TP_MIN(band, block->end - 1);
    place->row = block->plane + (size_t)bands[place->band].y * block->width_px + bands[place->band].x;
    place->rows_left = bands[place->band].height;
    place->x = 0;
}

static void place_next_row(struct place *place)
{
    place->x = 0;
    place->row += place->block->width_px;
    if (--place->rows_left == 0)
        place_at_band(place, place->band + 1);
}

/* COUNT zeros, at most those that are left. */
static void skip(struct place *place, uint32_t count)
{
    place->left -= count;
    while (count > 0) {
        uint32_t in_row = TP_MIN(count, place->block->tree->bands[place->band].width - place->x);

        count -= in_row;
        place->x += in_row;
        if (place->x == place->block->tree->bands[place->band].width)
            place_next_row(place);
    }
}

/* A coefficient other than zero, as its bin and sign; there is at least one left. */
static void put(struct place *place, unsigned bin, bool negative)
{
    const struct tp_wsq_quantiser *quantiser = place->block->quantiser;
    float size =
        quantiser->width[place->band] * ((float)bin - quantiser->centre) + quantiser->zero_width[place->band] / 2;

    place->row[place->x] = negative ? -size : size;
    place->block->filled[place->band] = true;
    skip(place, 1);
}

/* ---- decoding --------------------------------------------------------------------------------------------------- */

struct decoding {
    struct tp_wsq_data *data;
    const struct tp_wsq_lookup *lookup;
    struct bits bits;
    struct place place;
    int next_restart; /* its number; -1 when any will do */
};

static tp_status refuse(struct decoding *d, tp_status status, const char *words)
{
    int64_t offset = tp_cursor_offset(d->data->cursor) - (int64_t)tp_cursor_left(&d->bits.in) - d->bits.count / 8;

    return tp_fail(d->data->diag, status, "WSQ entropy-coded data", offset,
                   "%s, %llu coefficients before the block's end", words, (unsigned long long)d->place.left);
}

static tp_status refuse_end(struct decoding *d)
{
    return tp_cursor_left(d->data->cursor) < 2 ? refuse(d, TP_E_TRUNCATED, "the file ends early")
                                               : refuse(d, TP_E_FORMAT, "the data ends early");
}

/* At the end of data: goes on after a restart marker, if there is one. */
static tp_status restart(struct decoding *d)
{
    struct tp_cursor after = *d->data->cursor;
    int number = tp_read_u16be(&after) - TP_WSQ_RST;

    if (after.bad || number < 0 || number > 7 || d->bits.count >= 8)
        return refuse_end(d);
    if (!d->data->restarts)
        return refuse(d, TP_E_FORMAT, "a restart marker, without an interval");
    if (d->next_restart >= 0 && number != d->next_restart)
        return refuse(d, TP_E_FORMAT, "a restart marker out of sequence");
    *d->data->cursor = after;
    d->next_restart = (number + 1) % 8;
    d->bits = (struct bits){.in = take_data(d->data->cursor)};
    return TP_OK;
}

/* The next symbol, or -1 when the bits end within it or are no code. */
static int take_symbol(struct decoding *d)
{
    const struct tp_wsq_lookup *lookup = d->lookup;
    unsigned entry = lookup->entries[d->bits.window >> (64 - TP_WSQ_LOOKUP_BITS)], code;

    if (entry > 0)
        return bits_take(&d->bits, entry >> 8, &code) ? (int)(entry & 0xff) : -1;
    for (unsigned bits = TP_WSQ_LOOKUP_BITS + 1; bits <= TP_WSQ_CODE_BITS_MAX; bits++)
        if ((int32_t)(d->bits.window >> (64 - bits)) <= lookup->last[bits - 1])
            return bits_take(&d->bits, bits, &code) ? lookup->symbols[(int32_t)code + lookup->first_symbol[bits - 1]]
                                                    : -1;
    return -1;
}

static tp_status skip_checked(struct decoding *d, unsigned count)
{
    if (count > d->place.left)
        return refuse(d, TP_E_FORMAT, "a run of zeros that is longer than what is left");
    skip(&d->place, count);
    return TP_OK;
}

/* A symbol that is followed by bits. */
static tp_status take_long(struct decoding *d, int symbol)
{
    bool wide = symbol == POSITIVE_16 || symbol == NEGATIVE_16 || symbol == RUN_16;
    unsigned value;

    if (!bits_take(&d->bits, wide ? 16 : 8, &value))
        return refuse_end(d);
    if (symbol == RUN_8 || symbol == RUN_16 || value == 0)
        return skip_checked(d, symbol == RUN_8 || symbol == RUN_16 ? value : 1);
    put(&d->place, value, symbol == NEGATIVE_8 || symbol == NEGATIVE_16);
    return TP_OK;
}

static tp_status take_coefficients(struct decoding *d)
{
    int symbol = take_symbol(d);

    if (symbol < 0)
        return d->bits.count < BITS_NEEDED ? restart(d) : refuse(d, TP_E_FORMAT, "bits that are no code");
    if (symbol >= VALUE_FIRST && symbol <= VALUE_LAST) {
        if (symbol == VALUE_ZERO)
            return skip_checked(d, 1);
        put(&d->place, (unsigned)TP_MAX(symbol - VALUE_ZERO, VALUE_ZERO - symbol), symbol < VALUE_ZERO);
        return TP_OK;
    }
    if (symbol >= 1 && symbol <= RUN_MOST)
        return skip_checked(d, (unsigned)symbol);
    if (symbol >= POSITIVE_8 && symbol <= RUN_16)
        return take_long(d, symbol);
    return refuse(d, TP_E_FORMAT, "a code for an undefined symbol");
}

/* Only filling may follow the last coefficient. */
static tp_status check_filling(struct decoding *d)
{
    bits_fill(&d->bits);
    while (d->bits.count >= 8 && bits_all_ones(&d->bits)) {
        d->bits.window = 0;
        d->bits.count = 0;
        bits_fill(&d->bits);
    }
    return d->bits.count < 8 ? TP_OK : refuse(d, TP_E_FORMAT, "more data than the block has coefficients");
}

tp_status tp_wsq_read_block(struct tp_wsq_data *data, const struct tp_wsq_lookup *lookup,
                            const struct tp_wsq_block *block)
{
    struct decoding d = {.data = data,
                         .lookup = lookup,
                         .bits = {.in = take_data(data->cursor)},
                         .place = {.block = block, .left = tp_wsq_block_size(block)},
                         .next_restart = -1};
    tp_status status = TP_OK;

    place_at_band(&d.place, block->first);
    while (status == TP_OK && d.place.left > 0) {
        bits_fill(&d.bits);
        if (d.bits.count < 8 && data->restarts && bits_all_ones(&d.bits))
            status = restart(&d);
        else
            status = take_coefficients(&d);
    }
    return status == TP_OK ? check_filling(&d) : status;
}
