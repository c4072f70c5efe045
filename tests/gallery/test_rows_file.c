/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crowd.h"
#include "folder.h"
#include "gallery/rows_parts.h"

static const uint8_t some_mark[TP_ROWS_MARK_BYTES] = {9, 8, 7};
static struct test_folder folder;
static char path[128];

/* A saved gallery of COUNT people, open for writing. */
static struct tp_rows *make(struct crowd *crowd, uint32_t count)
{
    struct tp_rows *rows;
    char name[32];

    folder_make(&folder);
    snprintf(path, sizeof path, "%s/gallery", folder.path);
    assert_ok(tp_rows_new(&rows, DIAG));
    for (uint32_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "person %u", i);
        crowd_add(crowd, rows, name, i * 16, 1 + i % 13);
    }
    assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
    return rows;
}

static void end(struct crowd *crowd)
{
    crowd_deinit(crowd);
    folder_remove(&folder);
}

static tp_status try_map(bool read_only)
{
    uint8_t mark[TP_ROWS_MARK_BYTES];
    struct tp_rows *rows;
    tp_status status = tp_rows_map(path, read_only, &rows, mark, DIAG);

    assert_int_equal(status == TP_OK, rows != NULL);
    tp_rows_free(&rows);
    return status;
}

static void a_saved_gallery_is_mapped_as_it_was(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 100);
    uint8_t mark[TP_ROWS_MARK_BYTES];
    struct tp_rows_counts counts;
    struct stat info;

    (void)state;
    check_crowd(rows, &crowd);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    tp_rows_count(rows, &counts);
    assert_true(counts.size_bytes >= (size_t)info.st_size);
    assert_int_equal(counts.dead_rows, 0);
    tp_rows_free(&rows);
    for (int read_only = 0; read_only < 2; read_only++) {
        assert_ok(tp_rows_map(path, read_only, &rows, mark, DIAG));
        assert_memory_equal(mark, some_mark, sizeof mark);
        check_crowd(rows, &crowd);
        assert_false(tp_rows_is_replaced(rows));
        tp_rows_free(&rows);
    }
    end(&crowd);
}

/* Who only reads goes on with the old file, and can know it. */
static void a_reader_knows_that_its_file_was_replaced(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 20), *reader;
    uint8_t mark[TP_ROWS_MARK_BYTES];

    (void)state;
    assert_ok(tp_rows_map(path, true, &reader, mark, DIAG));
    assert_false(tp_rows_is_replaced(reader));
    assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
    assert_true(tp_rows_is_replaced(reader));
    assert_false(tp_rows_is_replaced(rows));
    check_crowd(reader, &crowd);
    tp_rows_free(&reader);
    tp_rows_free(&rows);
    end(&crowd);
}

/* What is removed leaves the file at once: read without the mapping. */
static void what_is_removed_leaves_the_file(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 30);
    size_t size_bytes;
    uint8_t *data;

    (void)state;
    for (int round = 0; round < 2; round++) {
        struct crowd_print print;
        crowd_print_make(crowd_find(&crowd, "person 25")->prints[0], &print);
        assert_ok(tp_file_read(path, 1u << 30, &data, &size_bytes, DIAG));
        assert_int_equal(memmem(data, size_bytes, print.packed, print.size_bytes) == NULL, round);
        assert_int_equal(memmem(data, size_bytes, &print.signature, sizeof print.signature) == NULL, round);
        assert_int_equal(memmem(data, size_bytes, "person 25", 9) == NULL, round);
        free(data);
        if (round == 0)
            assert_ok(tp_rows_remove(rows, "person 25", DIAG));
    }
    crowd_forget(&crowd, "person 25");
    check_crowd(rows, &crowd);
    tp_rows_free(&rows);
    end(&crowd);
}

static void what_is_read_only_stays(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 30);
    uint8_t mark[TP_ROWS_MARK_BYTES];
    char other[140];

    (void)state;
    tp_rows_free(&rows);
    assert_ok(tp_rows_map(path, true, &rows, mark, DIAG));
    assert_int_equal(tp_rows_remove(rows, "person 3", DIAG), TP_E_DENIED);
    assert_int_equal(tp_rows_compact(rows, DIAG), TP_E_DENIED);
    assert_int_equal(tp_rows_save(rows, path, some_mark, DIAG), TP_E_DENIED);
    crowd_add(&crowd, rows, "person 3", 900, 3);
    crowd_add(&crowd, rows, "somebody", 910, 3);
    check_crowd(rows, &crowd);
    assert_ok(tp_rows_remove(rows, "somebody", DIAG));
    crowd_forget(&crowd, "somebody");
    snprintf(other, sizeof other, "%s.2", path);
    assert_ok(tp_rows_save(rows, other, some_mark, DIAG)); /* and that is its own */
    assert_ok(tp_rows_remove(rows, "person 3", DIAG));
    crowd_forget(&crowd, "person 3");
    check_crowd(rows, &crowd);
    tp_rows_free(&rows);
    end(&crowd);
}

static void what_is_no_gallery_is_refused(void **state)
{
    static const uint8_t zeros[8192];
    struct tp_rows *rows;

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/gallery", folder.path);
    assert_int_equal(try_map(false), TP_E_NOT_FOUND);
    assert_int_equal(try_map(true), TP_E_NOT_FOUND);
    folder_write(&folder, "gallery", zeros, 0);
    assert_int_equal(try_map(false), TP_E_FORMAT);
    folder_write(&folder, "gallery", zeros, sizeof zeros);
    assert_int_equal(try_map(true), TP_E_FORMAT);
    assert_non_null(strstr(crowd_diag.file, "gallery"));
    snprintf(path, sizeof path, "%s", folder.path);
    assert_int_equal(try_map(true), TP_E_FORMAT);
    assert_ok(tp_rows_new(&rows, DIAG));
    assert_int_equal(tp_rows_save(rows, path, some_mark, DIAG), TP_E_IO);
    assert_int_equal(tp_rows_save(rows, "", some_mark, DIAG), TP_E_ARGUMENT);
    assert_int_equal(tp_rows_save(rows, "/nowhere/at/all", some_mark, DIAG), TP_E_NOT_FOUND);
    snprintf(path, sizeof path, "%s/fifo", folder.path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(tp_rows_save(rows, path, some_mark, DIAG), TP_E_IO);
    assert_int_equal(try_map(true), TP_E_FORMAT);
    tp_rows_free(&rows);
    folder_remove(&folder);
}

/* ---- versions ---------------------------------------------------------------------------------------------------- */

static void change_head(size_t offset, uint32_t value, bool is_sealed)
{
    struct tp_rows_head head;
    int fd = open(path, O_RDWR);

    assert_int_equal(pread(fd, &head, sizeof head, 0), sizeof head);
    memcpy((uint8_t *)&head + offset, &value, sizeof value);
    if (is_sealed)
        head.check = tp_rows_head_check(&head);
    assert_int_equal(pwrite(fd, &head, sizeof head, 0), sizeof head);
    close(fd);
}

static void what_another_program_means_is_refused(void **state)
{
    static const size_t versions[] = {
        offsetof(struct tp_rows_head, version),         offsetof(struct tp_rows_head, byte_order),
        offsetof(struct tp_rows_head, screen_version),  offsetof(struct tp_rows_head, row_bytes),
        offsetof(struct tp_rows_head, block_bytes),     offsetof(struct tp_rows_head, signature_bytes),
        offsetof(struct tp_rows_head, name_entry_bytes)};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(versions); i++) {
        struct crowd crowd = {0};
        struct tp_rows *rows = make(&crowd, 3);
        tp_rows_free(&rows);
        change_head(versions[i], 77, true);
        assert_int_equal(try_map(true), TP_E_VERSION);
        end(&crowd);
    }
}

/* Counts that lie, with a check that does not. */
static void counts_are_not_believed(void **state)
{
    static const struct {
        size_t offset;
        uint32_t value;
    } lies[] = {
        {offsetof(struct tp_rows_head, count), 1000},
        {offsetof(struct tp_rows_head, count), 40},
        {offsetof(struct tp_rows_head, count), 2},
        {offsetof(struct tp_rows_head, capacity), 1u << 31},
        {offsetof(struct tp_rows_head, capacity), 7},
        {offsetof(struct tp_rows_head, positions), 0xFFFF},
        {offsetof(struct tp_rows_head, positions), 0},
        {offsetof(struct tp_rows_head, record_bytes), 5},
        {offsetof(struct tp_rows_head, record_bytes) + 4, 0xFFFFFFFF},
        {offsetof(struct tp_rows_head, name_bytes), 0},
        {offsetof(struct tp_rows_head, name_bytes) + 4, 9},
        {offsetof(struct tp_rows_head, index_slots), 0},
        {offsetof(struct tp_rows_head, index_slots), 48},
        {offsetof(struct tp_rows_head, index_slots) + 4, 1u << 28},
        {offsetof(struct tp_rows_head, size_bytes), 4096},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(lies); i++) {
        struct crowd crowd = {0};
        struct tp_rows *rows = make(&crowd, 30);
        tp_rows_free(&rows);
        change_head(lies[i].offset, lies[i].value, true);
        assert_int_equal(try_map(true), TP_E_FORMAT);
        end(&crowd);
    }
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

/* Goes over all of a damaged gallery that mapped nevertheless; nothing of it may fault. */
static uint64_t use_all(struct tp_rows *rows)
{
    struct tp_rows_pin pin;
    uint64_t sum = 0;

    tp_rows_pin(rows, &pin);
    for (size_t s = 0; s < pin.view->segment_count; s++)
        for (uint32_t i = 0; i < atomic_load(pin.view->segments[s]->count); i++) {
            const struct tp_segment *segment = pin.view->segments[s];
            uint32_t count, at;
            if (!tp_row_alive(segment, i))
                continue;
            sum += tp_row_intact(segment, i) + strlen(tp_row_name(segment, i));
            (void)tp_view_find(pin.view, tp_row_next(segment, i), &at);
            for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
                for (unsigned b = 0; b < segment->rows[i].sizes[p]; b++)
                    sum += tp_row_packed(segment, i, p)[b];
            (void)tp_rows_contains(rows, tp_row_name(segment, i), &count);
        }
    tp_rows_unpin(&pin);
    return sum;
}

/* A file with some bytes changed, or cut, gives a reason or a gallery that can be used, in which what is not as it was
 * saved is seen. */
static void a_damaged_file_is_no_danger(void **state)
{
    unsigned rounds = 400 * number_from("TP_SOAK", 1), refused = 0;
    struct tp_rng rng = tp_rng_seed(number_from("TP_SEED", 3), 0);
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 12);
    size_t size_bytes;
    uint8_t *data, *damaged;

    (void)state;
    tp_rows_free(&rows);
    assert_ok(tp_file_read(path, 1u << 30, &data, &size_bytes, DIAG));
    damaged = malloc(size_bytes);
    assert_non_null(damaged);
    for (unsigned i = 0; i < rounds; i++) {
        /* mostly in the head, the rows and the names */
        uint32_t end_of = tp_rng_below(&rng, 3) ? 4096 + 13 * 64 : (uint32_t)size_bytes;
        uint32_t begin = tp_rng_below(&rng, 4) ? 4096 : 0, count = 1 + tp_rng_below(&rng, 3);
        size_t left = tp_rng_below(&rng, 10) ? size_bytes : tp_rng_below(&rng, (uint32_t)size_bytes);
        uint8_t mark[TP_ROWS_MARK_BYTES];
        tp_status status;
        memcpy(damaged, data, size_bytes);
        for (uint32_t k = 0; k < count; k++) {
            uint32_t at = begin + tp_rng_below(&rng, end_of - begin);
            damaged[at] = tp_rng_below(&rng, 3) ? (uint8_t)(damaged[at] ^ 1u << tp_rng_below(&rng, 8)) : 0;
        }
        folder_write(&folder, "gallery", damaged, left);
        status = tp_rows_map(path, tp_rng_below(&rng, 2), &rows, mark, DIAG);
        assert_true(status == TP_OK || status == TP_E_FORMAT || status == TP_E_VERSION);
        refused += status != TP_OK;
        if (status == TP_OK) {
            use_all(rows);
            status = tp_rows_remove(rows, "person 5", DIAG);
            assert_true(status == TP_OK || status == TP_E_DENIED || status == TP_E_NOT_FOUND);
            status = tp_rows_compact(rows, DIAG);
            assert_true(status == TP_OK || status == TP_E_DENIED || status == TP_E_CHECKSUM);
        }
        tp_rows_free(&rows);
    }
    printf("# %u of %u damaged files refused\n", refused, rounds);
    assert_true(refused > rounds / 4);
    free(data);
    free(damaged);
    end(&crowd);
}

/* ---- several processes ------------------------------------------------------------------------------------------- */

/* Runs WORK in a child process and waits for it. */
static int in_child(int (*work)(void))
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(work());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int map_to_write(void)
{
    return -try_map(false);
}
static int map_to_read(void)
{
    return -try_map(true);
}
static int save_another(void)
{
    struct tp_rows *rows;

    if (tp_rows_new(&rows, NULL) != TP_OK)
        return 100;
    return -tp_rows_save(rows, path, some_mark, NULL);
}

static void one_process_writes(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 10);

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(in_child(map_to_write), -TP_E_BUSY);
        assert_int_equal(in_child(map_to_read), 0);
        assert_int_equal(in_child(save_another), -TP_E_BUSY);
        assert_int_equal(try_map(false), TP_E_BUSY); /* nor twice in one process */
        crowd_add(&crowd, rows, "somebody", 800 + 10u * turn, 3);
        assert_ok(tp_rows_save(rows, path, some_mark, DIAG)); /* the lock goes on with the new file */
    }
    check_crowd(rows, &crowd);
    tp_rows_free(&rows);
    assert_int_equal(in_child(map_to_write), 0);
    assert_int_equal(in_child(save_another), 0);
    assert_ok(try_map(false));
    end(&crowd);
}

/* A reader of another process sees what is removed leave. */
static void a_removal_is_seen_by_others(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 40), *other;
    uint8_t mark[TP_ROWS_MARK_BYTES];
    int to_child[2], from_child[2], status;
    char byte = 0;
    pid_t pid;

    (void)state;
    assert_int_equal(pipe(to_child) | pipe(from_child), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        uint32_t count;
        if (tp_rows_map(path, true, &other, mark, NULL) != TP_OK || !tp_rows_contains(other, "person 7", &count))
            _exit(1);
        if (write(from_child[1], &byte, 1) != 1 || read(to_child[0], &byte, 1) != 1)
            _exit(2);
        _exit(tp_rows_contains(other, "person 7", &count) || !tp_rows_contains(other, "person 8", &count) ||
                      use_all(other) == 0
                  ? 3
                  : 0);
    }
    assert_int_equal(read(from_child[0], &byte, 1), 1);
    assert_ok(tp_rows_remove(rows, "person 7", DIAG));
    assert_int_equal(write(to_child[1], &byte, 1), 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (int i = 0; i < 2; i++) {
        close(to_child[i]);
        close(from_child[i]);
    }
    tp_rows_free(&rows);
    end(&crowd);
}

/* A chain ends where another process zeroes it while it is followed, and does not go on from row 0 for ever. */
static void a_chain_that_is_zeroed_ends(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 40), *other;
    uint8_t mark[TP_ROWS_MARK_BYTES];
    struct tp_rows_pin pin;
    char name[TP_SUBJECT_ID_MAX];

    (void)state;
    assert_ok(tp_rows_map(path, true, &other, mark, DIAG)); /* as another process has it */
    tp_rows_pin(other, &pin);
    for (uint32_t row = 0, index; row < *pin.view->segments[0]->count; row++) {
        const struct tp_segment *segment = tp_view_find(pin.view, row, &index);
        if (!tp_row_alive(segment, index))
            continue;
        snprintf(name, sizeof name, "%s", tp_row_name(segment, index));
        assert_ok(tp_rows_remove(rows, name, DIAG));
        assert_int_equal(tp_row_next(segment, index), TP_ROW_NONE);
    }
    tp_rows_unpin(&pin);
    tp_rows_free(&other);
    tp_rows_free(&rows);
    end(&crowd);
}

/* What a first save left that did not end is gone as soon as somebody looks for the gallery to write; while it goes on
 * nobody may think that there is none. */
static void a_first_file_that_is_not_done_goes(void **state)
{
    char beside[160];
    int fd;

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/gallery", folder.path);
    snprintf(beside, sizeof beside, "%s.new", path);
    fd = open(beside, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(try_map(false), TP_E_BUSY);
    assert_int_equal(access(beside, F_OK), 0);
    close(fd);
    assert_int_equal(try_map(true), TP_E_NOT_FOUND);
    assert_int_equal(access(beside, F_OK), 0);
    assert_int_equal(try_map(false), TP_E_NOT_FOUND);
    assert_int_equal(access(beside, F_OK), -1);
    folder_remove(&folder);
}

/* Nobody else can prepare the file that people are written to, nor have a file of ours overwritten. */
static void a_prepared_file_is_not_written_to(void **state)
{
    char beside[160], bait[160];
    struct tp_rows *rows;
    struct stat info;

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/gallery", folder.path);
    snprintf(beside, sizeof beside, "%s.new", path);
    snprintf(bait, sizeof bait, "%s/bait", folder.path);
    folder_write(&folder, "bait", "precious", 8);
    assert_ok(tp_rows_new(&rows, DIAG));
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(turn ? symlink(bait, beside) : link(bait, beside), 0);
        assert_int_equal(tp_rows_save(rows, path, some_mark, DIAG), TP_E_IO);
        assert_int_equal(stat(bait, &info), 0);
        assert_int_equal(info.st_size, 8);
        assert_int_equal(access(path, F_OK), -1);
        unlink(beside);
    }
    assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
    tp_rows_free(&rows);
    folder_remove(&folder);
}

/* A new file takes the place of what a link names, so that nobody stays behind the link. */
static void what_a_link_names_is_replaced(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd, 20);
    char file[128];
    struct stat info;
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    snprintf(file, sizeof file, "%s/elsewhere", folder.path);
    tp_rows_free(&rows);
    assert_int_equal(rename(path, file), 0);
    assert_int_equal(symlink("elsewhere", path), 0);
    assert_ok(tp_rows_map(path, false, &rows, (uint8_t[TP_ROWS_MARK_BYTES]){0}, DIAG));
    for (int turn = 0; turn < 2; turn++) {
        assert_ok(tp_rows_save(rows, path, some_mark, DIAG));
        assert_int_equal(lstat(path, &info), 0);
        assert_true(S_ISLNK(info.st_mode));
        assert_ok(tp_file_read(file, 1u << 30, &data, &size_bytes, DIAG));
        assert_int_equal(memmem(data, size_bytes, "person 15", 9) == NULL, turn);
        free(data);
        if (turn == 0)
            assert_ok(tp_rows_remove(rows, "person 15", DIAG));
    }
    crowd_forget(&crowd, "person 15");
    check_crowd(rows, &crowd);
    tp_rows_free(&rows);
    end(&crowd);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_saved_gallery_is_mapped_as_it_was),
    cmocka_unit_test(a_reader_knows_that_its_file_was_replaced),
    cmocka_unit_test(what_is_removed_leaves_the_file),
    cmocka_unit_test(what_is_read_only_stays),
    cmocka_unit_test(what_is_no_gallery_is_refused),
    cmocka_unit_test(what_another_program_means_is_refused),
    cmocka_unit_test(counts_are_not_believed),
    cmocka_unit_test(a_damaged_file_is_no_danger),
    cmocka_unit_test(one_process_writes),
    cmocka_unit_test(a_removal_is_seen_by_others),
    cmocka_unit_test(a_chain_that_is_zeroed_ends),
    cmocka_unit_test(a_first_file_that_is_not_done_goes),
    cmocka_unit_test(a_prepared_file_is_not_written_to),
    cmocka_unit_test(what_a_link_names_is_replaced),
};

TP_TEST_MAIN(tests)
