/* SPDX-License-Identifier: Apache-2.0 */
/* The packed form of a template: what a gallery keeps of each impression in memory, in about 300 bytes.
 *
 * It holds what a comparison sees, bit for bit: the image's size, the minutiae in their order, and of the field the
 * cells with a coherence (the orientation of background is dropped). Position, impression type and quality are not
 * carried. Bits, the most significant of each byte first:
 *
 *    12 width_px, 12 height_px, 8 minutia count
 *     8 column, 8 row, 8 columns, 8 rows: in cells, the box around all minutiae and all cells of the field, 0 if none
 *     1 whether there is a field
 *     1 whether types take 2 bits; else 1, 0 for an ending and 1 for a bifurcation
 *       with a field, for each cell of the box, row by row, a symbol
 *     3 and 2: the parameters of the Rice codes of directions and of qualities
 *       for each minutia: its quality, 7 bits, later how much lower than the one before (Rice)
 *                         its place in the box, y * width + x, in as many bits as the highest place needs
 *                         its type
 *                         its direction, 8 bits; with a field, 1 bit and a Rice code
 *       zeros to the end of the byte
 *
 * A cell is predicted from its neighbours, a plane through those to the left, above and between. Symbol 0 is
 * background; the next 49 are a coherence and how the orientation differs from the predicted one, by -3..3; the last
 * escapes to the 8 bits of the cell, 0 for background. Symbols have prefix codes, one set for each sum of the
 * coherences to the left and above. Their lengths are those of synthetic prints, made by tools/train-packed.
 *
 * A minutia looks along the ridges: its direction is coded by how it differs from the orientation of its cell, folded
 * into a half circle, and by which half it was. */
#include "template/template.h"

#include <pthread.h>
#include <string.h>

enum { CONTEXTS = 15, SYMBOLS = 51, RESIDUALS = 7, ESCAPE = SYMBOLS - 1, CODE_BITS_MAX = 9 };
enum { ORIENTATION = 0xF8, COHERENCE = 7 }; /* of a cell */
enum { SIDE_BITS = 12, QUALITY_BITS = 7, TURN_PARAMETER_BITS = 3, DROP_PARAMETER_BITS = 2 };
enum { RICE_ONES_MAX = 24 };

/* Code lengths of symbols 0..50 in each context; - for a symbol without a code. */
static const char code_lengths[CONTEXTS][SYMBOLS + 1] = {
    "1564-5-65-5-6----6--------------------------------2", "1345677-556699-5677---6678---788------------------5",
    "14456889456688-55679--6678---7789---9-------------5", "2445678-445678-356688-5567---5677---88------------5",
    "2456799-3456799445789-556799-5577---789-----------5", "34568---345779-345779-45678--556699-6688----------5",
    "4466----45588--34477--45578--44679--45669---------5", "5466----566----34487--34477--45588--4568---98-9---5",
    "7677----577----45588--244779934487--466-----------5", "8799----677----566----34477--2437688455-----------5",
    "--------7------677----45588--233668834488---------5", "--------9------8-9----688----244779923366888------5",
    "-----------------------------576----1326688788----6", "-----------------------------8------233778824377996",
    "------------------------------------56599--13266997",
};

/* The box and what follows from it. */
struct box {
    unsigned column, row, columns, rows;
};

static unsigned place_bits(const struct box *box)
{
    uint32_t highest = box->columns * box->rows * TP_FIELD_CELL_PX * TP_FIELD_CELL_PX;

    return highest > 1 ? 32 - (unsigned)__builtin_clz(highest - 1) : 0;
}

/* ---- codes ------------------------------------------------------------------------------------------------------- */

/* A symbol as a reader finds it by the next CODE_BITS_MAX bits. */
struct entry {
    uint8_t cell; /* the coherence and, above it, the difference of the orientation */
    uint8_t bits; /* length of the code */
    bool is_escape;
};

static struct {
    struct entry entries[CONTEXTS][1 << CODE_BITS_MAX];
    struct {
        uint16_t code;
        uint8_t bits; /* 0: none */
    } codes[CONTEXTS][SYMBOLS];
} tables;
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static uint8_t cell_of_symbol(unsigned symbol)
{
    unsigned folded = (symbol - 1) % RESIDUALS, residual = folded % 2 ? 0 - (folded + 1) / 2 : folded / 2;

    return symbol == 0 ? 0 : (uint8_t)(residual << 3 | (1 + (symbol - 1) / RESIDUALS));
}

/* Canonical codes: by rising length, then symbol. */
static void make_context(unsigned context)
{
    unsigned next = 0;

    for (unsigned bits = 1; bits <= CODE_BITS_MAX; bits++)
        for (unsigned symbol = 0; symbol < SYMBOLS; symbol++) {
            unsigned spare = CODE_BITS_MAX - bits;

            if (code_lengths[context][symbol] != (char)('0' + bits))
                continue;
            tables.codes[context][symbol].code = (uint16_t)(next >> spare);
            tables.codes[context][symbol].bits = (uint8_t)bits;
            for (unsigned end = next + (1u << spare); next < end; next++)
                tables.entries[context][next] = (struct entry){cell_of_symbol(symbol), (uint8_t)bits, symbol == ESCAPE};
        }
    TP_ASSERT(next == 1u << CODE_BITS_MAX);
}

static void make_tables(void)
{
    for (unsigned context = 0; context < CONTEXTS; context++)
        make_context(context);
}

/* What the neighbours, 0 where there is none, say of a cell's orientation. */
static inline uint8_t predict(uint8_t left, uint8_t up, uint8_t up_left, uint8_t up_right)
{
    if (left && up && up_left)
        return (uint8_t)(((left & ORIENTATION) + (up & ORIENTATION) - (up_left & ORIENTATION)) & ORIENTATION);
    return ORIENTATION & (left ? left : up ? up : up_right);
}

/* ---- packing ----------------------------------------------------------------------------------------------------- */

struct writer {
    struct tp_buffer *out;
    uint64_t window; /* the lowest COUNT bits are to be written */
    unsigned count;
};

static void put(struct writer *writer, uint32_t value, unsigned bits)
{
    writer->window = writer->window << bits | value;
    for (writer->count += bits; writer->count >= 8; writer->count -= 8)
        tp_write_u8(writer->out, (uint8_t)(writer->window >> (writer->count - 8)));
}

static void put_rice(struct writer *writer, unsigned value, unsigned parameter)
{
    unsigned ones = value >> parameter;

    put(writer, (1u << (ones + 1)) - 2, ones + 1);
    put(writer, value & ((1u << parameter) - 1), parameter);
}

/* Bits that VALUE takes; very many when it has too many ones. */
static unsigned rice_bits(unsigned value, unsigned parameter)
{
    return value >> parameter > RICE_ONES_MAX ? 1u << 16 : (value >> parameter) + 1 + parameter;
}

static unsigned best_parameter(const uint8_t *values, unsigned count, unsigned parameter_max)
{
    unsigned best = 0, fewest = UINT32_MAX;

    for (unsigned parameter = 0; parameter <= parameter_max; parameter++) {
        unsigned bits = 0;

        for (unsigned i = 0; i < count; i++)
            bits += rice_bits(values[i], parameter);
        if (bits < fewest) {
            fewest = bits;
            best = parameter;
        }
    }
    return best;
}

/* What of a cell is kept: nothing of background. */
static uint8_t cell_at(const struct tp_template *tmpl, unsigned column, unsigned row)
{
    uint8_t cell = tmpl->field[row * tmpl->columns + column];

    return TP_FIELD_COHERENCE(cell) ? cell : 0;
}

static void widen(struct box *box, unsigned column, unsigned row)
{
    unsigned right = box->column + box->columns, bottom = box->row + box->rows;

    if (box->columns == 0) {
        *box = (struct box){column, row, 1, 1};
        return;
    }
    box->column = TP_MIN(box->column, column);
    box->row = TP_MIN(box->row, row);
    box->columns = TP_MAX(right, column + 1) - box->column;
    box->rows = TP_MAX(bottom, row + 1) - box->row;
}

static struct box box_of(const struct tp_template *tmpl)
{
    struct box box = {0, 0, 0, 0};

    for (unsigned row = 0; row < tmpl->rows; row++)
        for (unsigned column = 0; column < tmpl->columns; column++)
            if (cell_at(tmpl, column, row))
                widen(&box, column, row);
    for (unsigned i = 0; i < tmpl->minutia_count; i++)
        widen(&box, tmpl->minutiae[i].x_px / TP_FIELD_CELL_PX, tmpl->minutiae[i].y_px / TP_FIELD_CELL_PX);
    return box;
}

static void put_cell(struct writer *writer, unsigned context, uint8_t cell, uint8_t predicted)
{
    unsigned residual = (unsigned)((cell & ORIENTATION) - predicted) >> 3 & 31, symbol = 0;

    if (cell) {
        residual = residual < 16 ? 2 * residual : 2 * (32 - residual) - 1;
        symbol = residual < RESIDUALS ? 1 + ((cell & COHERENCE) - 1u) * RESIDUALS + residual : ESCAPE;
    }
    if (tables.codes[context][symbol].bits == 0)
        symbol = ESCAPE;
    put(writer, tables.codes[context][symbol].code, tables.codes[context][symbol].bits);
    if (symbol == ESCAPE)
        put(writer, cell, 8);
}

static void put_field(struct writer *writer, const struct tp_template *tmpl, const struct box *box)
{
    uint8_t lines[2][UINT8_MAX + 2] = {{0}}; /* this row and the one above, each between two empty cells */

    for (unsigned row = 0; row < box->rows; row++) {
        uint8_t *above = lines[row % 2], *line = lines[(row + 1) % 2];

        for (unsigned i = 1; i <= box->columns; i++) {
            line[i] = cell_at(tmpl, box->column + i - 1, box->row + row);
            put_cell(writer, (line[i - 1] & COHERENCE) + (above[i] & COHERENCE), line[i],
                     predict(line[i - 1], above[i], above[i - 1], above[i + 1]));
        }
    }
}

/* How M's direction differs from the ridges, folded twice: into a half circle, and to a number from 0 up. */
static uint8_t fold_direction(const struct tp_template *tmpl, const struct tp_minutia *m, bool *is_opposite)
{
    uint8_t cell = cell_at(tmpl, m->x_px / TP_FIELD_CELL_PX, m->y_px / TP_FIELD_CELL_PX);
    unsigned turn = (m->theta_q8 - TP_FIELD_ORIENTATION(cell) * 4u) & 255, half = (turn + 64) & 127;

    *is_opposite = ((turn + 64) & 128) != 0;
    return (uint8_t)(half >= 64 ? 2 * (half - 64) : 2 * (64 - half) - 1);
}

static void put_minutiae(struct writer *writer, const struct tp_template *tmpl, const struct box *box,
                         unsigned type_bits)
{
    unsigned count = tmpl->minutia_count, turn_parameter, drop_parameter;
    uint8_t turns[TP_MINUTIAE_MAX] = {0}, drops[TP_MINUTIAE_MAX] = {0};
    bool is_opposite[TP_MINUTIAE_MAX] = {false};

    for (unsigned i = 0; i < count; i++) {
        turns[i] = tmpl->field ? fold_direction(tmpl, &tmpl->minutiae[i], &is_opposite[i]) : 0;
        drops[i] = i > 0 ? (uint8_t)(tmpl->minutiae[i - 1].quality - tmpl->minutiae[i].quality) : 0;
    }
    turn_parameter = best_parameter(turns, count, (1 << TURN_PARAMETER_BITS) - 1);
    drop_parameter = best_parameter(drops, count, (1 << DROP_PARAMETER_BITS) - 1);
    put(writer, turn_parameter, TURN_PARAMETER_BITS);
    put(writer, drop_parameter, DROP_PARAMETER_BITS);
    for (unsigned i = 0; i < count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[i];
        unsigned x = m->x_px - box->column * TP_FIELD_CELL_PX, y = m->y_px - box->row * TP_FIELD_CELL_PX;

        if (i == 0)
            put(writer, m->quality, QUALITY_BITS);
        else
            put_rice(writer, drops[i], drop_parameter);
        put(writer, y * box->columns * TP_FIELD_CELL_PX + x, place_bits(box));
        put(writer, type_bits == 2 ? m->type : m->type == TP_MINUTIA_BIFURCATION, type_bits);
        if (tmpl->field) {
            put(writer, is_opposite[i], 1);
            put_rice(writer, turns[i], turn_parameter);
        } else {
            put(writer, m->theta_q8, 8);
        }
    }
}

static unsigned type_bits_of(const struct tp_template *tmpl)
{
    for (unsigned i = 0; i < tmpl->minutia_count; i++)
        if (tmpl->minutiae[i].type == TP_MINUTIA_OTHER)
            return 2;
    return 1;
}

tp_status tp_template_pack(const struct tp_template *tmpl, struct tp_buffer *out, struct tp_diag *diag)
{
    struct box box = box_of(tmpl);
    const unsigned head[] = {box.column, box.row, box.columns, box.rows};
    struct writer writer = {out, 0, 0};
    size_t before = out->size_bytes;

    pthread_once(&tables_once, make_tables);
    put(&writer, tmpl->width_px, SIDE_BITS);
    put(&writer, tmpl->height_px, SIDE_BITS);
    put(&writer, tmpl->minutia_count, 8);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(head); i++)
        put(&writer, head[i], 8);
    put(&writer, tmpl->field != NULL, 1);
    put(&writer, type_bits_of(tmpl) - 1, 1);
    if (tmpl->field)
        put_field(&writer, tmpl, &box);
    put_minutiae(&writer, tmpl, &box, type_bits_of(tmpl));
    put(&writer, 0, (8 - writer.count) % 8);
    if (out->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to pack a template");
    if (out->size_bytes - before > UINT16_MAX)
        return tp_fail(diag, TP_E_LIMIT, "ridge field", -1, "a packed template of %zu bytes, %d at most are accepted",
                       out->size_bytes - before, UINT16_MAX);
    return TP_OK;
}

/* ---- unpacking --------------------------------------------------------------------------------------------------- */

/* WINDOW holds COUNT bits, the next one highest, and zeros after them; the last BEYOND of them are none of the data. */
struct reader {
    struct tp_cursor in;
    uint64_t window;
    unsigned count, beyond;
};

enum { BITS_READY = 33 }; /* after a fill, at least */

static inline void fill(struct reader *reader)
{
    while (reader->count < BITS_READY) {
        size_t left = tp_cursor_left(&reader->in);

        if (left >= 4) {
            reader->window |= (uint64_t)tp_read_u32be(&reader->in) << (32 - reader->count);
            reader->count += 32;
            continue;
        }
        if (left > 0)
            reader->window |= (uint64_t)tp_read_u8(&reader->in) << (56 - reader->count);
        else
            reader->beyond += 8;
        reader->count += 8;
    }
}

/* How the numbers of a minutia are written. */
struct forms {
    unsigned place_bits, type_bits, turn_parameter, drop_parameter;
};

/* At most BITS_READY since the last fill. */
static inline uint32_t take(struct reader *reader, unsigned bits)
{
    uint32_t value = (uint32_t)(reader->window >> 1 >> (63 - bits));

    reader->window <<= bits;
    reader->count -= bits;
    return value;
}

/* Fills first. False for more ones than a writer makes. */
static bool take_rice(struct reader *reader, unsigned parameter, unsigned *value)
{
    unsigned ones;

    fill(reader);
    ones = (unsigned)__builtin_clzll(~reader->window | 1);
    if (ones > RICE_ONES_MAX)
        return false;
    take(reader, ones + 1);
    *value = ones << parameter | take(reader, parameter);
    return true;
}

/* False for an escape to what is no cell. */
static bool read_field(struct reader *reader, const struct box *box, struct tp_template *out)
{
    static const uint8_t blank[UINT8_MAX + 1];

    for (unsigned row = 0; row < box->rows; row++) {
        uint8_t *line = out->field + (box->row + row) * out->columns + box->column;
        const uint8_t *above = row > 0 ? line - out->columns : blank;
        uint8_t left = 0, up_left = 0;

        for (unsigned i = 0; i < box->columns; i++) {
            uint8_t up = above[i], predicted = predict(left, up, up_left, i + 1 < box->columns ? above[i + 1] : 0);
            const struct entry *entry;

            fill(reader);
            entry = &tables.entries[(left & COHERENCE) + (up & COHERENCE)][reader->window >> (64 - CODE_BITS_MAX)];
            take(reader, entry->bits);
            left = entry->cell & COHERENCE;
            if (left)
                left |= (entry->cell + predicted) & ORIENTATION;
            if (entry->is_escape)
                left = (uint8_t)take(reader, 8);
            if (left && !TP_FIELD_COHERENCE(left))
                return false;
            line[i] = left;
            up_left = up;
        }
    }
    return true;
}

static uint8_t unfold_direction(const struct tp_template *out, const struct tp_minutia *m, unsigned folded,
                                bool is_opposite)
{
    uint8_t cell = out->field[m->y_px / TP_FIELD_CELL_PX * out->columns + m->x_px / TP_FIELD_CELL_PX];
    unsigned turn = folded % 2 ? 0 - (folded + 1) / 2 : folded / 2;

    return (uint8_t)(TP_FIELD_ORIENTATION(cell) * 4 + turn + (is_opposite ? 128 : 0));
}

/* False for anything that a writer does not make. */
static bool read_minutia(struct reader *reader, const struct box *box, const struct forms *forms, unsigned i,
                         struct tp_template *out)
{
    struct tp_minutia *m = &out->minutiae[i];
    unsigned width = box->columns * TP_FIELD_CELL_PX, drop = 0, place, folded;
    bool is_opposite;

    fill(reader);
    if (i == 0)
        m->quality = (uint8_t)take(reader, QUALITY_BITS);
    else if (!take_rice(reader, forms->drop_parameter, &drop) || drop > m[-1].quality)
        return false;
    else
        m->quality = (uint8_t)(m[-1].quality - drop);
    fill(reader);
    place = take(reader, forms->place_bits);
    m->type = (uint8_t)take(reader, forms->type_bits);
    if (forms->type_bits == 1)
        m->type += TP_MINUTIA_ENDING;
    m->x_px = (uint16_t)(box->column * TP_FIELD_CELL_PX + place % width);
    m->y_px = (uint16_t)(box->row * TP_FIELD_CELL_PX + place / width);
    if (m->x_px >= out->width_px || m->y_px >= out->height_px)
        return false;
    fill(reader);
    if (!out->field) {
        m->theta_q8 = (uint8_t)take(reader, 8);
        return true;
    }
    is_opposite = take(reader, 1);
    if (!take_rice(reader, forms->turn_parameter, &folded) || folded > 127)
        return false;
    m->theta_q8 = unfold_direction(out, m, folded, is_opposite);
    return true;
}

static bool read_minutiae(struct reader *reader, const struct box *box, unsigned type_bits, struct tp_template *out)
{
    struct forms forms = {.place_bits = place_bits(box), .type_bits = type_bits};

    fill(reader);
    forms.turn_parameter = take(reader, TURN_PARAMETER_BITS);
    forms.drop_parameter = take(reader, DROP_PARAMETER_BITS);
    for (unsigned i = 0; i < out->minutia_count; i++)
        if (!read_minutia(reader, box, &forms, i, out))
            return false;
    return true;
}

/* Whether nothing is missing, and nothing but zeros to the end of a byte is left. */
static bool is_at_end(const struct reader *reader)
{
    return reader->count >= reader->beyond && reader->count - reader->beyond < 8 && reader->window == 0 &&
           tp_cursor_left(&reader->in) == 0;
}

/* The size of the image, the number of minutiae and the box; a field of zeros. */
static tp_status read_head(struct reader *reader, struct tp_template *out, struct box *box, uint8_t *cells,
                           struct tp_diag *diag)
{
    unsigned columns, rows;

    fill(reader);
    out->width_px = (uint16_t)take(reader, SIDE_BITS);
    out->height_px = (uint16_t)take(reader, SIDE_BITS);
    out->minutia_count = (uint8_t)take(reader, 8);
    fill(reader);
    box->column = take(reader, 8);
    box->row = take(reader, 8);
    box->columns = take(reader, 8);
    box->rows = take(reader, 8);
    fill(reader);
    columns = (out->width_px + TP_FIELD_CELL_PX - 1u) / TP_FIELD_CELL_PX;
    rows = (out->height_px + TP_FIELD_CELL_PX - 1u) / TP_FIELD_CELL_PX;
    if (columns > UINT8_MAX || rows > UINT8_MAX)
        return tp_fail(diag, TP_E_FORMAT, "size", 0, "an image of %ux%u pixels", out->width_px, out->height_px);
    if (box->column + box->columns > columns || box->row + box->rows > rows ||
        (out->minutia_count > 0 && box->columns * box->rows == 0))
        return tp_fail(diag, TP_E_FORMAT, "box", -1, "%ux%u cells at %u,%u of %ux%u", box->columns, box->rows,
                       box->column, box->row, columns, rows);
    if (!take(reader, 1))
        return TP_OK;
    out->columns = (uint8_t)columns;
    out->rows = (uint8_t)rows;
    out->field = memset(cells, 0, columns * rows);
    return TP_OK;
}

tp_status tp_template_unpack(const uint8_t *packed, size_t size_bytes, struct tp_template *out, uint8_t *cells,
                             struct tp_diag *diag)
{
    struct reader reader = {.in = tp_cursor_over(packed, size_bytes)};
    struct box box;
    tp_status status;
    unsigned type_bits;

    pthread_once(&tables_once, make_tables);
    tp_template_init(out);
    out->quality = TP_QUALITY_UNKNOWN;
    status = read_head(&reader, out, &box, cells, diag);
    type_bits = 1 + take(&reader, 1);
    if (status == TP_OK && out->field && !read_field(&reader, &box, out))
        status = tp_fail(diag, TP_E_FORMAT, "ridge field", -1, "an escape to what is no cell");
    if (status == TP_OK && !read_minutiae(&reader, &box, type_bits, out))
        status = tp_fail(diag, TP_E_FORMAT, "minutiae", -1, "a minutia that is none");
    if (status == TP_OK && !is_at_end(&reader))
        status = tp_fail(diag, TP_E_FORMAT, "length", -1, "%zu bytes are not what the template takes", size_bytes);
    if (status == TP_OK)
        status = tp_template_validate(out, diag);
    if (status != TP_OK)
        tp_template_init(out);
    return status;
}
