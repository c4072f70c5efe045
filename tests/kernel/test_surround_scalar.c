/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "guard.h"
#include "kernel/kernel.h"

static struct tp_surround_places places;

/* Cells scattered over a disc and put into groups by quadrant of their order, with weights of chance. */
static void make_places(struct tp_rng *rng)
{
    memset(&places, 0, sizeof places);
    for (int i = 0; i < TP_SURROUND_CELLS; i++) {
        int g = i / TP_SURROUND_GROUP;

        places.cell_index[i] = (uint8_t)(i % TP_SURROUND_GROUP * TP_SURROUND_GROUPS + g);
        places.group_cells[g] |= (uint64_t)1 << places.cell_index[i];
        places.cell_x[i] = tp_rng_range(rng, g % 2 ? 0 : -53, g % 2 ? 53 : 0);
        places.cell_y[i] = tp_rng_range(rng, g / 2 ? 0 : -53, g / 2 ? 53 : 0);
        places.boxes[g].left = g % 2 ? -24 : -77;
        places.boxes[g].right = places.boxes[g].left + 101;
        places.boxes[g].top = g / 2 ? -24 : -77;
        places.boxes[g].bottom = places.boxes[g].top + 101;
    }
    for (int i = 0; i < TP_SURROUND_SAMPLES; i++) {
        places.sample_x[i] = tp_rng_range(rng, -45, 45);
        places.sample_y[i] = tp_rng_range(rng, -45, 45);
        places.doubled_x[i] = tp_cos((float)i * (TP_PI / 16));
        places.doubled_y[i] = tp_sin((float)i * (TP_PI / 16));
    }
    for (int i = 0; i < 256; i++) {
        places.cosine[i] = tp_cos(tp_angle_from_q8((uint8_t)i));
        places.sine[i] = tp_sin(tp_angle_from_q8((uint8_t)i));
        for (int d = 0; d < TP_SURROUND_DIRECTIONS; d++)
            places.weights[i][d] = tp_rng_unit(rng);
    }
}

static void make_print(struct tp_rng *rng, uint32_t count, uint8_t *cells, struct tp_surround_print *out)
{
    uint32_t spread = 1 + tp_rng_below(rng, 600), i = 0;

    memset(out, 0, sizeof *out);
    out->count = count;
    for (; i < count; i++) {
        out->x[i] = (float)tp_rng_below(rng, spread);
        out->y[i] = (float)tp_rng_below(rng, spread);
        out->theta_q8[i] = (uint8_t)tp_rng_below(rng, 256);
    }
    for (; i % 16; i++)
        out->x[i] = out->y[i] = 1e6f;
    out->cells = cells;
    out->column0 = (int32_t)tp_rng_below(rng, 10);
    out->row0 = (int32_t)tp_rng_below(rng, 10);
}

/* COLUMNS x ROWS random cells with their margin, before a page that nobody may touch. */
static uint8_t *guarded_cells(struct tp_rng *rng, uint32_t columns, uint32_t rows, void **map, size_t *map_bytes)
{
    uint8_t *memory = guarded((columns + 4) * (rows + 2) + 2, map, map_bytes);

    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t column = 0; column < columns; column++)
            memory[(row + 1) * (columns + 4) + 2 + column] = tp_rng_below(rng, 4) ? (uint8_t)tp_rng_below(rng, 256) : 0;
    return memory;
}

/* Where either is unsure the caller decides. */
static void assert_agree(const struct tp_surround_bits *a, const struct tp_surround_bits *b)
{
    uint64_t sure = ~(a->unsure | b->unsure);

    for (int w = 0; w < TP_SURROUND_DIRECTIONS; w++)
        assert_true((a->words[w] & sure) == (b->words[w] & sure));
    for (int w = TP_SURROUND_DIRECTIONS; w < 10; w++)
        assert_true(a->words[w] == b->words[w]);
}

static void every_level_gives_the_same(void **state)
{
    uint64_t unsure = 0, described = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct tp_rng rng = tp_rng_seed(51, seed);
        uint32_t columns = tp_rng_below(&rng, 40), rows = columns ? 1 + tp_rng_below(&rng, 40) : 0;
        struct tp_surround_print print;
        size_t map_bytes;
        void *map;
        uint8_t *cells = guarded_cells(&rng, columns, rows, &map, &map_bytes);

        make_places(&rng);
        make_print(&rng, seed % 10 ? 1 + tp_rng_below(&rng, 60) : 255, cells, &print);
        print.columns = (int32_t)columns;
        print.rows = (int32_t)rows;
        for (uint32_t self = 0; self < print.count; self++) {
            struct tp_surround_bits expected, found;

            tp_kernels_at(TP_KERNEL_SCALAR)->surround.describe(&places, &print, self, &expected);
            for (int level = TP_KERNEL_SCALAR + 1; level < TP_KERNEL_LEVELS; level++) {
                if (!tp_kernels_at((enum tp_kernel_level)level))
                    continue;
                memset(&found, 0xA5, sizeof found);
                tp_kernels_at((enum tp_kernel_level)level)->surround.describe(&places, &print, self, &found);
                assert_agree(&expected, &found);
                unsure += (unsigned)__builtin_popcountll(expected.unsure | found.unsure);
                described += TP_SURROUND_CELLS;
            }
        }
        munmap(map, map_bytes);
    }
    assert_true(unsure * 100 <= described);
}

/* One neighbour exactly at a cell that looks in direction 2. */
static void a_neighbour_sets_the_bits_of_its_cells(void **state)
{
    struct tp_rng rng = tp_rng_seed(52, 0);
    uint8_t cells[14 * 12 + 2];
    struct tp_surround_print print;
    struct tp_surround_bits bits;

    (void)state;
    make_places(&rng);
    memset(places.weights, 0, sizeof places.weights);
    places.weights[7][2] = 1;
    make_print(&rng, 2, cells, &print);
    memset(cells, 0, sizeof cells);
    for (int row = 0; row < 10; row++)
        memset(cells + (row + 1) * 14 + 2, 16 << 3 | 7, 10); /* upright ridges */
    print.column0 = print.row0 = 0;
    print.columns = print.rows = 10;
    print.x[0] = print.y[0] = 80;
    print.theta_q8[0] = 0;
    print.x[1] = 80 + places.cell_x[5];
    print.y[1] = 80 + places.cell_y[5];
    print.theta_q8[1] = 7;
    tp_kernels()->surround.describe(&places, &print, 0, &bits);
    assert_true(bits.words[2] & (uint64_t)1 << places.cell_index[5]);
    assert_true(bits.words[0] == 0 && bits.words[1] == 0 && bits.words[3] == 0);
    assert_true(bits.words[8] == UINT64_MAX && bits.words[9] == UINT64_MAX);
    assert_true((bits.words[6] & 0xFFFFFFFF) == 0 && (bits.words[7] & 0xFFFFFFFF) == 0xFFFFFFFF);
    memset(cells, 0, sizeof cells);
    print.columns = 0;
    tp_kernels()->surround.describe(&places, &print, 0, &bits);
    for (int w = 0; w < 10; w++)
        assert_true(bits.words[w] == 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_level_gives_the_same),
    cmocka_unit_test(a_neighbour_sets_the_bits_of_its_cells),
};
TP_TEST_MAIN(tests)
