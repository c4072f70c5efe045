/* SPDX-License-Identifier: Apache-2.0 */
/* Names and widths of tiles, bundles of entries, and the hashes within a tile. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/tile.h"
#include "naive.h"

static const struct {
    const char *path;
    struct tp_tile tile;
} names[] = {
    {"tile/0/000", {0, 0, 256}},
    {"tile/0/x001/x234/067", {0, 1234067, 256}},
    {"tile/3/x001/x234/067.p/8", {3, 1234067, 8}},
    {"tile/63/999", {63, 999, 256}},
    {"tile/1/x001/000.p/255", {1, 1000, 255}},
    {"tile/entries/007", {TP_TILE_ENTRIES, 7, 256}},
    {"tile/entries/x123/456.p/1", {TP_TILE_ENTRIES, 123456, 1}},
    {"tile/7/x018/x446/x744/x073/x709/x551/615", {7, UINT64_MAX, 256}},
};

static void paths_are_written_and_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        char path[TP_TILE_PATH_BYTES];
        struct tp_tile tile;
        tp_tile_path(&names[i].tile, path);
        assert_string_equal(path, names[i].path);
        assert_true(tp_tile_parse(path, &tile));
        assert_int_equal(tile.level, names[i].tile.level);
        assert_true(tile.index == names[i].tile.index);
        assert_int_equal(tile.width, names[i].tile.width);
    }
}

static void other_spellings_are_refused(void **state)
{
    static const char *const paths[] = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/x/000",
        "tile/Entries/000",
        "tile/entries",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/x001/",
        "tile/0/x001/x002",
        "tile/0/x01/002",
        "tile/0/ 01",
        "tile/0/0a1",
        "tile/0/000/",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/",
        "tile/0/000.p/1x",
        "tile/0/000.q/1",
        "tile/0/x001.p/1",
        "/tile/0/000",
        "tile//0/000",
        "tile/0/000 ",
        "tile/7/x018/x446/x744/x073/x709/x551/616",
        "tile/7/x001/x018/x446/x744/x073/x709/x551/615",
        "tile/data/000",
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++) {
        struct tp_tile tile = {1, 1, 1};
        if (tp_tile_parse(paths[i], &tile))
            fail_msg("%s was accepted", paths[i]);
        assert_int_equal(tile.width, 0);
    }
}

/* Every index keeps its name. */
static void paths_go_round(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 0);

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct tp_tile tile = {(int)tp_rng_below(&rng, 65) - 1, tp_rng_u64(&rng), 1 + tp_rng_below(&rng, 256)}, again;
        char path[TP_TILE_PATH_BYTES];
        tile.index >>= tp_rng_below(&rng, 64);
        tp_tile_path(&tile, path);
        assert_true(tp_tile_parse(path, &again));
        assert_true(again.level == tile.level && again.index == tile.index && again.width == tile.width);
    }
}

static void widths_add_up(void **state)
{
    (void)state;
    assert_int_equal(tp_tile_width(0, 0, 0), 0);
    assert_int_equal(tp_tile_width(0, TP_TILE_ENTRIES, 0), 0);
    assert_int_equal(tp_tile_width(255, 1, 0), 0);
    assert_int_equal(tp_tile_width(256, 1, 0), 1);
    assert_int_equal(tp_tile_width(256, 0, 0), 256);
    assert_int_equal(tp_tile_width(256, 0, 1), 0);
    assert_int_equal(tp_tile_width(256, 0, UINT64_MAX), 0);
    assert_int_equal(tp_tile_width(INT64_MAX, 7, 0), 127);
    assert_int_equal(tp_tile_width(INT64_MAX, 8, 0), 0);
    for (uint64_t size = 0; size < 70000; size += 1 + size / 7)
        for (int level = TP_TILE_ENTRIES; level < 3; level++) {
            uint64_t sum = 0;
            for (uint64_t index = 0; index < 400; index++)
                sum += tp_tile_width(size, level, index);
            assert_true(sum == tp_tile_count(size, level));
            assert_true(sum == size >> 8 * (level < 0 ? 0 : level));
        }
}

static void bundles_give_back_their_entries(void **state)
{
    char big[TP_LEDGER_ENTRY_MAX];
    const struct tp_span entries[] = {{"", 0}, {"a", 1}, {big, sizeof big}, {"tail", 4}};
    struct tp_buffer bundle;
    struct tp_cursor cursor;
    struct tp_span entry;

    (void)state;
    memset(big, 'x', sizeof big);
    tp_buffer_init(&bundle);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(entries); i++)
        tp_bundle_add(&bundle, &entries[i]);
    assert_int_equal(bundle.size_bytes, 4 * 2 + 1 + sizeof big + 4);
    assert_memory_equal(bundle.data, "\0\0\0\1a\xff\xffx", 8);
    cursor = tp_cursor_over(bundle.data, bundle.size_bytes);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(entries); i++) {
        assert_true(tp_bundle_take(&cursor, &entry));
        assert_int_equal(entry.size_bytes, entries[i].size_bytes);
        assert_memory_equal(entry.data, entries[i].data, entry.size_bytes);
    }
    assert_int_equal(tp_cursor_left(&cursor), 0);
    assert_false(tp_bundle_take(&cursor, &entry));
    assert_null(entry.data);
    cursor = tp_cursor_over(bundle.data, bundle.size_bytes - 1);
    for (size_t i = 0; i < 3; i++)
        assert_true(tp_bundle_take(&cursor, &entry));
    assert_false(tp_bundle_take(&cursor, &entry));
    assert_int_equal(entry.size_bytes, 0);
    tp_buffer_deinit(&bundle);
}

static void tiles_have_the_roots_of_their_subtrees(void **state)
{
    static const unsigned widths[] = {1, 2, 3, 8, 100, 255, 256};
    static struct tp_tile_tree tree;
    struct tp_hasher *hasher;

    (void)state;
    assert_int_equal(tp_hasher_new(&hasher, NULL), TP_OK);
    naive_leaves(hasher, tree.nodes, TP_TILE_WIDTH);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(widths); i++) {
        tree.width = widths[i];
        tp_tile_hash(&tree, hasher);
        for (unsigned rank = 0; rank <= TP_TILE_HEIGHT; rank++)
            for (unsigned k = 0; k < widths[i] >> rank; k++) {
                struct tp_hash wanted = naive_root(hasher, &tree.nodes[k << rank], 1u << rank);
                assert_memory_equal(tp_tile_node(&tree, rank, k), &wanted, sizeof wanted);
            }
    }
    tp_hasher_free(&hasher);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(paths_are_written_and_read),
    cmocka_unit_test(other_spellings_are_refused),
    cmocka_unit_test(paths_go_round),
    cmocka_unit_test(widths_add_up),
    cmocka_unit_test(bundles_give_back_their_entries),
    cmocka_unit_test(tiles_have_the_roots_of_their_subtrees),
};

TP_TEST_MAIN(tests)
