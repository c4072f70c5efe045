/* SPDX-License-Identifier: Apache-2.0 */
/* The right edge: growing entry by entry gives the same files as growing at once, and reading it back gives the same
 * edge. */
#include "test.h"

#include "ledger/reader.h"
#include "ledgers.h"

static struct test_folder folder;
static struct tp_disk disk;
static struct tp_hasher *hasher;

static int make(void **state)
{
    (void)state;
    memory_folder_make(&folder);
    return tp_hasher_new(&hasher, NULL) != TP_OK || tp_disk_init(&disk, folder.path, NULL) != TP_OK;
}

static int clear(void **state)
{
    (void)state;
    tp_hasher_free(&hasher);
    folder_remove(&folder);
    return 0;
}

static void grow(struct tp_edge *edge, uint64_t count)
{
    const struct tp_edge_sink sink = {&disk, hasher};
    uint64_t old_size = edge->tree.size;
    char text[96];

    for (uint64_t i = 0; i < count; i++) {
        struct tp_span entry = entry_of(old_size + i, text);
        assert_ok(tp_edge_add(edge, &sink, &entry, DIAG));
    }
    assert_ok(tp_edge_finish(edge, &sink, old_size, DIAG));
}

/* Of the parts that count: what lies behind a level's width is left over. */
static void assert_same_edge(const struct tp_edge *a, const struct tp_edge *b)
{
    struct tp_hash root_a, root_b;

    assert_true(a->tree.size == b->tree.size);
    tp_tree_root(&a->tree, hasher, &root_a);
    tp_tree_root(&b->tree, hasher, &root_b);
    assert_memory_equal(&root_a, &root_b, sizeof root_a);
    for (int level = 0; level < TP_TILE_LEVELS; level++)
        assert_memory_equal(a->hashes[level], b->hashes[level],
                            tp_tile_count(a->tree.size, level) % TP_TILE_WIDTH * sizeof a->hashes[0][0]);
    assert_int_equal(a->bundle.size_bytes, b->bundle.size_bytes);
    if (a->bundle.size_bytes > 0)
        assert_memory_equal(a->bundle.data, b->bundle.data, a->bundle.size_bytes);
}

static void is_read_back(void **state)
{
    static const uint64_t sizes[] = {0, 1, 255, 256, 257, 512, 65536, 65537, 66100};
    static struct tp_edge edge, again;
    struct tp_ledger *ledger;
    struct tp_reader *reader;
    char path[512];

    (void)state;
    snprintf(path, sizeof path, "%s/log", folder.path);
    tp_edge_init(&edge);
    make_ledger(path, 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        grow(&edge, sizes[i] - edge.tree.size);
        assert_ok(tp_ledger_open(path, ORIGIN, log_signer, &ledger, DIAG));
        for (uint64_t at = tp_ledger_size(ledger); at < sizes[i]; at = tp_ledger_size(ledger))
            assert_ok(append_entries(ledger, at, (size_t)TP_MIN(sizes[i] - at, 5000), DIAG));
        tp_ledger_close(&ledger);
        tp_edge_init(&again);
        assert_ok(tp_reader_open(path, &log_verifier, &reader, DIAG));
        assert_ok(tp_edge_load(&again, reader, DIAG));
        tp_reader_close(&reader);
        assert_same_edge(&edge, &again);
        tp_edge_deinit(&again);
    }
    tp_edge_deinit(&edge);
}

static void a_copy_grows_alone(void **state)
{
    static struct tp_edge edge, copy, kept;

    (void)state;
    tp_edge_init(&edge);
    tp_edge_init(&copy);
    tp_edge_init(&kept);
    grow(&edge, 300);
    assert_ok(tp_edge_copy(&edge, &copy, DIAG));
    assert_ok(tp_edge_copy(&edge, &kept, DIAG));
    assert_same_edge(&edge, &copy);
    grow(&copy, 300);
    assert_same_edge(&edge, &kept);
    assert_ok(tp_edge_copy(&copy, &kept, DIAG));
    assert_ok(tp_edge_copy(&edge, &kept, DIAG));
    assert_same_edge(&edge, &kept);
    tp_edge_deinit(&edge);
    tp_edge_deinit(&copy);
    tp_edge_deinit(&kept);
}

static void tidies_what_full_tiles_replace(void **state)
{
    static struct tp_edge edge;

    (void)state;
    tp_edge_init(&edge);
    grow(&edge, 100);
    grow(&edge, 100);
    grow(&edge, 400);
    assert_true(tp_disk_has(&disk, "tile/0/000.p/100") && tp_disk_has(&disk, "tile/0/000.p/200"));
    assert_ok(tp_edge_tidy(&disk, 100, 200, DIAG));
    assert_true(tp_disk_has(&disk, "tile/0/000.p/100"));
    assert_ok(tp_edge_tidy(&disk, 200, 600, DIAG));
    assert_false(tp_disk_has(&disk, "tile/0/000.p"));
    assert_false(tp_disk_has(&disk, "tile/entries/000.p"));
    assert_true(tp_disk_has(&disk, "tile/0/002.p/88") && tp_disk_has(&disk, "tile/entries/002.p/88"));
    assert_true(tp_disk_has(&disk, "tile/1/000.p/2"));
    tp_edge_deinit(&edge);
}

/* The folders synced, in order. */
static bool note_synced(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    char *list = context;

    (void)to;
    if (step == TP_DISK_SYNC_FOLDER)
        snprintf(list + strlen(list), 2000 - strlen(list), "%s\n", name);
    return true;
}

static void syncs_each_folder_once_a_level(void **state)
{
    static struct tp_edge edge;
    char list[2000] = "";

    (void)state;
    tp_edge_init(&edge);
    disk.allows = note_synced;
    disk.context = list;
    grow(&edge, 700);
    assert_string_equal(list, "tile/entries\ntile\ntile/entries/002.p\ntile/0\ntile\ntile/0/002.p\ntile/1/000.p\n"
                              "tile/1\ntile\n\n");
    tp_edge_deinit(&edge);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(is_read_back, make, clear),
    cmocka_unit_test_setup_teardown(a_copy_grows_alone, make, clear),
    cmocka_unit_test_setup_teardown(tidies_what_full_tiles_replace, make, clear),
    cmocka_unit_test_setup_teardown(syncs_each_folder_once_a_level, make, clear),
};

LEDGER_TEST_MAIN(tests)
