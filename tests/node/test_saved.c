/* SPDX-License-Identifier: Apache-2.0 */
/* A saved gallery never says anything that its store does not, and holds nothing of who is deleted. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gallery/rows_file.h"
#include "node/saved.h"
#include "saved_fixture.h"

enum { PEOPLE = 30 };

static const char gallery_file[] = "people.db.gallery";

static int set_up(void **state)
{
    struct tp_repository repository;

    (void)state;
    folder_make(&folder);
    repository = open_people(true, true);
    enrol_people(repository.store, 0, PEOPLE);
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    assert_int_equal(tp_repository_save(&repository, NULL), TP_OK);
    assert_true(repository.mapped);
    tp_repository_close(&repository);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

/* Opens for searching; the gallery must be the saved one. */
static struct tp_repository open_saved(void)
{
    struct tp_repository repository = open_people(true, false);

    if (!repository.mapped || repository.note.status != TP_OK)
        fail_msg("not used: %s", repository.note.text);
    return repository;
}

static struct tp_saved_gallery describe(void)
{
    struct tp_saved_gallery saved;

    assert_int_equal(tp_saved_gallery_describe(folder_path(&folder, "people.db"), &saved, NULL), TP_OK);
    return saved;
}

/* What a gallery that was loaded from the store answers. */
static void assert_like_the_store(const struct tp_repository *repository, uint32_t people)
{
    struct tp_gallery *truth;

    assert_int_equal(tp_gallery_new(&truth, NULL), TP_OK);
    assert_int_equal(tp_gallery_load(truth, repository->store, 2, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(repository->gallery), tp_gallery_subject_count(truth));
    assert_int_equal(tp_gallery_impression_count(repository->gallery), tp_gallery_impression_count(truth));
    for (uint32_t person = 0; person < people; person++) {
        char expected[TP_SUBJECT_ID_MAX];

        snprintf(expected, sizeof expected, "%s", find_person(truth, person));
        assert_string_equal(find_person(repository->gallery, person), expected);
    }
    tp_gallery_free(&truth);
}

static void a_mark_comes_back_and_damage_shows(void **state)
{
    const struct tp_store_moment moment = {{1, 2, 3, 255}, 77, -5, INT64_MAX};
    struct tp_store_moment read;
    uint8_t mark[TP_GALLERY_MARK_BYTES];

    (void)state;
    assert_int_equal(tp_saved_mark(&moment, mark, NULL), TP_OK);
    assert_int_equal(tp_saved_mark_read(mark, &read, NULL), TP_OK);
    assert_memory_equal(&read, &moment, sizeof read);
    for (size_t i = 0; i < sizeof mark; i++) {
        mark[i] ^= 0x10;
        assert_int_equal(tp_saved_mark_read(mark, &read, NULL), TP_E_FORMAT);
        mark[i] ^= 0x10;
    }
    mark[44] ^= 1; /* other forms of a print */
    for (unsigned i = 0; i < 4; i++)
        mark[60 + i] = (uint8_t)(tp_crc32(mark, 60) >> (24 - 8 * i));
    assert_int_equal(tp_saved_mark_read(mark, &read, NULL), TP_E_VERSION);
    memset(mark, 0, sizeof mark);
    assert_int_equal(tp_saved_mark_read(mark, &read, NULL), TP_E_FORMAT);
}

static void a_saved_gallery_is_mapped_and_answers_the_same(void **state)
{
    struct tp_repository repository = open_saved();
    struct tp_saved_gallery saved = describe();
    struct stat info;

    (void)state;
    assert_like_the_store(&repository, PEOPLE + 3);
    assert_string_equal(find_person(repository.gallery, 7), "person-00007");
    tp_repository_close(&repository);
    assert_true(saved.known);
    assert_int_equal(saved.enrolments + saved.deletions, 0);
    assert_int_equal(saved.counts.subjects, PEOPLE);
    assert_int_equal(saved.counts.impressions, SAVED_FINGERS * PEOPLE);
    assert_string_equal(saved.path, folder_path(&folder, gallery_file));
    assert_int_equal(stat(folder_path(&folder, gallery_file), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void what_was_enrolled_since_is_added(void **state)
{
    struct tp_repository repository = open_people(false, false);

    (void)state;
    enrol_people(repository.store, PEOPLE, 5);
    enrol_as(repository.store, "person-00003", 3, 1); /* a second encounter */
    tp_repository_close(&repository);
    assert_int_equal(describe().enrolments, 6);
    repository = open_saved();
    assert_int_equal(tp_gallery_subject_count(repository.gallery), PEOPLE + 5);
    assert_like_the_store(&repository, PEOPLE + 8);
    enrol_people(repository.store, PEOPLE + 5, 1); /* and while it is open */
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    assert_like_the_store(&repository, PEOPLE + 8);
    tp_repository_close(&repository);
    repository = open_people(true, true);
    assert_int_equal(tp_repository_save(&repository, NULL), TP_OK);
    tp_repository_close(&repository);
    assert_int_equal(describe().enrolments, 0);
    assert_int_equal(describe().counts.subjects, PEOPLE + 6);
    repository = open_saved();
    assert_like_the_store(&repository, PEOPLE + 8);
    tp_repository_close(&repository);
}

/* A file with more in it than its mark says would be given the same once more when it is opened. */
static void nobody_is_in_the_file_before_the_mark_says_so(void **state)
{
    struct tp_repository repository = open_people(true, true);

    (void)state;
    enrol_people(repository.store, PEOPLE, 5);
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    assert_int_equal(tp_gallery_compact(repository.gallery, NULL), TP_E_CONFLICT);
    tp_repository_close(&repository);
    repository = open_saved();
    assert_like_the_store(&repository, PEOPLE + 5);
    tp_repository_close(&repository);
}

/* By a process that has not even loaded it. */
static void who_is_deleted_leaves_the_file_at_once(void **state)
{
    struct tp_repository repository = open_people(false, false), reader = open_saved();

    (void)state;
    assert_true(file_holds_person(gallery_file, "person-00007", 7, 0));
    assert_int_equal(tp_repository_delete(&repository, "person-00007", NULL), TP_OK);
    assert_false(file_holds_person(gallery_file, "person-00007", 7, 0));
    assert_true(file_holds_person(gallery_file, "person-00008", 8, 0));
    assert_string_equal(find_person(reader.gallery, 7), ""); /* the memory is shared */
    assert_string_equal(find_person(reader.gallery, 8), "person-00008");
    tp_repository_close(&reader);
    assert_int_equal(describe().deletions, 1);
    assert_int_equal(describe().counts.subjects, PEOPLE - 1);
    assert_int_equal(tp_repository_delete(&repository, "person-00007", NULL), TP_E_NOT_FOUND);
    enrol_as(repository.store, "late", 90, 0);
    assert_int_equal(tp_repository_delete(&repository, "late", NULL), TP_OK); /* never was in the file */
    tp_repository_close(&repository);
    reader = open_saved();
    assert_like_the_store(&reader, PEOPLE);
    tp_repository_close(&reader);
}

/* The first save was killed: there is no gallery, but its bytes are there. */
static void who_is_deleted_leaves_what_a_save_left(void **state)
{
    char left[300];
    struct tp_repository repository;

    (void)state;
    snprintf(left, sizeof left, "%s.new", folder_path(&folder, gallery_file));
    assert_int_equal(rename(folder_path(&folder, gallery_file), left), 0);
    repository = open_people(false, false);
    assert_int_equal(tp_repository_delete(&repository, "person-00007", NULL), TP_OK);
    assert_int_equal(access(left, F_OK), -1);
    tp_repository_close(&repository);
}

/* Asking again completes what a program that died between the store and the file began. */
static void a_deletion_can_be_completed(void **state)
{
    struct tp_repository repository = open_people(false, false);

    (void)state;
    assert_int_equal(tp_store_delete(repository.store, "person-00002", NULL, NULL), TP_OK);
    assert_true(file_holds_person(gallery_file, "person-00002", 2, 0));
    assert_int_equal(tp_repository_delete(&repository, "person-00002", NULL), TP_E_NOT_FOUND);
    assert_false(file_holds_person(gallery_file, "person-00002", 2, 0));
    tp_repository_close(&repository);
}

/* Whoever was enrolled again and saved between a deletion from the store and that from the file. */
static void who_is_back_stays_in_the_file(void **state)
{
    struct tp_repository repository = open_people(false, false);

    (void)state;
    assert_int_equal(tp_saved_remove(&repository, "person-00003", NULL), TP_OK);
    assert_true(file_holds_person(gallery_file, "person-00003", 3, 0));
    tp_repository_close(&repository);
    repository = open_saved();
    assert_string_equal(find_person(repository.gallery, 3), "person-00003");
    tp_repository_close(&repository);
}

static void a_writer_deletes_in_what_it_has_mapped(void **state)
{
    struct tp_repository repository = open_people(true, true);

    (void)state;
    assert_true(repository.mapped);
    assert_int_equal(tp_repository_delete(&repository, "person-00011", NULL), TP_OK);
    assert_false(file_holds_person(gallery_file, "person-00011", 11, 0));
    assert_string_equal(find_person(repository.gallery, 11), "");
    assert_like_the_store(&repository, PEOPLE);
    tp_repository_close(&repository);
    repository = open_saved();
    assert_int_equal(tp_repository_delete(&repository, "person-00012", NULL), TP_E_DENIED);
    assert_string_equal(find_person(repository.gallery, 12), "person-00012");
    assert_like_the_store(&repository, PEOPLE);
    tp_repository_close(&repository);
}

static void one_process_writes(void **state)
{
    struct tp_repository writer = open_people(true, true), other = open_people(false, false);
    const struct tp_repository_options options = {.searchable = true, .writer = true, .busy_timeout_ms = 60};
    struct tp_repository second;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_repository_open(folder_path(&folder, "people.db"), &options, &second, &diag), TP_E_BUSY);
    assert_non_null(strstr(diag.file, gallery_file));
    tp_diag_init(&diag);
    assert_int_equal(tp_repository_delete(&other, "person-00001", &diag), TP_E_BUSY);
    assert_non_null(strstr(diag.text, "person-00001 is deleted, but its bytes may stay"));
    assert_non_null(strstr(diag.file, gallery_file));
    assert_int_equal(tp_repository_delete(&other, "person-00001", NULL), TP_E_NOT_FOUND);
    assert_true(file_holds_person(gallery_file, "person-00001", 1, 0));
    assert_int_equal(tp_repository_update(&writer, NULL), TP_OK); /* the one who can does */
    assert_false(file_holds_person(gallery_file, "person-00001", 1, 0));
    tp_repository_close(&writer);
    tp_repository_close(&other);
}

/* As when a program dies between the store and the file. */
static void leftovers_are_swept_by_whoever_comes_next(void **state)
{
    struct tp_repository repository = open_people(false, false);

    (void)state;
    assert_int_equal(tp_store_delete(repository.store, "person-00002", NULL, NULL), TP_OK);
    assert_int_equal(tp_store_delete(repository.store, "person-00005", NULL, NULL), TP_OK);
    enrol_as(repository.store, "person-00005", 55, 0); /* another person of that name */
    tp_repository_close(&repository);
    assert_true(file_holds_person(gallery_file, "person-00002", 2, 0));
    repository = open_saved();
    assert_false(file_holds_person(gallery_file, "person-00002", 2, 0));
    assert_false(file_holds_person(gallery_file, "person-00005", 5, 0));
    assert_string_equal(find_person(repository.gallery, 2), "");
    assert_string_equal(find_person(repository.gallery, 5), "");
    assert_string_equal(find_person(repository.gallery, 55), "person-00005");
    assert_like_the_store(&repository, PEOPLE);
    tp_repository_close(&repository);
}

/* While a writer keeps others from sweeping, the store is asked instead. */
static void leftovers_that_stay_are_not_found(void **state)
{
    struct tp_repository writer = open_people(true, true), other;

    (void)state;
    assert_int_equal(tp_store_delete(writer.store, "person-00002", NULL, NULL), TP_OK);
    other = open_people(true, false);
    assert_false(other.mapped);
    assert_int_not_equal(other.note.status, TP_OK);
    assert_string_equal(find_person(other.gallery, 2), "");
    assert_like_the_store(&other, PEOPLE);
    tp_repository_close(&other);
    tp_repository_close(&writer);
}

static void assert_not_used(const char *words)
{
    struct tp_repository repository = open_people(true, false);

    assert_false(repository.mapped);
    if (!strstr(repository.note.text, words) || !strstr(repository.note.file, gallery_file))
        fail_msg("'%s' is not in '%s: %s'", words, repository.note.file, repository.note.text);
    assert_like_the_store(&repository, PEOPLE);
    tp_repository_close(&repository);
}

static void copy_file(const char *from, const char *to)
{
    uint8_t *data;
    size_t size;

    assert_int_equal(tp_file_read(folder_path(&folder, from), 1 << 30, &data, &size, NULL), TP_OK);
    assert_int_equal(tp_file_write(folder_path(&folder, to), data, size, NULL), TP_OK);
    free(data);
}

static void a_file_of_another_repository_is_not_used(void **state)
{
    struct tp_repository repository;

    (void)state;
    copy_file(gallery_file, "kept");
    assert_int_equal(unlink(folder_path(&folder, "people.db")), 0);
    copy_file("kept", gallery_file);
    repository = open_people(false, false);
    enrol_people(repository.store, 10, 4);
    assert_int_equal(tp_repository_delete(&repository, "person-00012", NULL), TP_OK);
    tp_repository_close(&repository);
    assert_not_used("another repository");
    assert_false(describe().known);
    assert_true(file_holds_person(gallery_file, "person-00012", 12, 0)); /* that of others is left alone */
}

static void a_store_from_a_backup_makes_the_file_void(void **state)
{
    struct tp_repository repository;

    (void)state;
    copy_file("people.db", "backup");
    repository = open_people(true, true);
    enrol_people(repository.store, PEOPLE, 2);
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    assert_int_equal(tp_repository_save(&repository, NULL), TP_OK);
    tp_repository_close(&repository);
    copy_file("backup", "people.db");
    assert_not_used("backup");
    repository = open_people(false, false);
    enrol_people(repository.store, PEOPLE + 2, 2);
    tp_repository_close(&repository);
    assert_not_used("backup");
    repository = open_people(true, true);
    assert_int_equal(tp_repository_save(&repository, NULL), TP_OK);
    tp_repository_close(&repository);
    repository = open_saved();
    assert_like_the_store(&repository, PEOPLE + 4);
    tp_repository_close(&repository);
}

static void flip(long place)
{
    int fd = open(folder_path(&folder, gallery_file), O_RDWR);
    uint8_t byte;

    assert_int_equal(pread(fd, &byte, 1, place), 1);
    byte ^= 0xFF;
    assert_int_equal(pwrite(fd, &byte, 1, place), 1);
    close(fd);
}

static void a_damaged_file_is_not_used_and_goes_with_a_deletion(void **state)
{
    struct tp_repository repository;
    struct tp_saved_gallery saved;

    (void)state;
    flip(0);
    assert_not_used("");
    assert_int_not_equal(tp_saved_gallery_describe(folder_path(&folder, "people.db"), &saved, NULL), TP_OK);
    flip(0);
    repository = open_saved();
    tp_repository_close(&repository);
    assert_int_equal(truncate(folder_path(&folder, gallery_file), 5000), 0);
    assert_not_used("");
    folder_write(&folder, gallery_file, "no gallery", 10);
    assert_not_used("");
    folder_write(&folder, gallery_file, "", 0);
    assert_not_used("");
    assert_int_equal(rename(folder_path(&folder, gallery_file), folder_path(&folder, "elsewhere")), 0);
    assert_int_equal(symlink("elsewhere", folder_path(&folder, gallery_file)), 0);
    repository = open_people(false, false);
    assert_int_equal(tp_repository_delete(&repository, "person-00001", NULL), TP_OK);
    tp_repository_close(&repository);
    assert_int_not_equal(access(folder_path(&folder, gallery_file), F_OK), 0);
    assert_int_not_equal(access(folder_path(&folder, "elsewhere"), F_OK), 0);
}

/* A lock that others use as soon as it is let go. */
struct letting_go {
    struct tp_repository *repository;
    unsigned let_go, taken;
};

static void change_meanwhile(void *context)
{
    struct letting_go *letting_go = context;
    struct tp_repository *repository = letting_go->repository;

    letting_go->let_go++;
    assert_int_equal(letting_go->taken, 0);
    enrol_people(repository->store, PEOPLE, 3);
    enrol_as(repository->store, "person-00003", 3, 1); /* a second encounter */
    assert_int_equal(tp_repository_update(repository, NULL), TP_OK);
    assert_int_equal(tp_repository_delete(repository, "person-00005", NULL), TP_OK);
    assert_int_equal(tp_repository_delete(repository, "person-00031", NULL), TP_OK); /* of those that came just now */
    assert_string_equal(find_person(repository->gallery, PEOPLE + 2), "person-00032");
}

static void take_again(void *context)
{
    struct letting_go *letting_go = context;

    letting_go->taken++;
}

/* What changes while the file is written is in it, or is added when it is opened, but not both. */
static void a_gallery_is_saved_beside_changes(void **state)
{
    struct tp_repository repository;
    struct letting_go letting_go = {.repository = &repository};
    const struct tp_repository_lock lock = {change_meanwhile, take_again, &letting_go};

    (void)state;
    for (unsigned turn = 0; turn < 2; turn++) { /* in memory first, then mapped */
        if (turn == 0)
            assert_int_equal(unlink(folder_path(&folder, gallery_file)), 0);
        repository = open_people(true, true);
        assert_true(repository.mapped == (turn > 0));
        if (turn == 0) {
            assert_int_equal(tp_repository_save_beside(&repository, &lock, NULL), TP_OK);
            assert_int_equal(letting_go.let_go, 1);
            assert_int_equal(letting_go.taken, 1);
        }
        assert_true(repository.mapped);
        assert_like_the_store(&repository, PEOPLE + 2);
        assert_string_equal(find_person(repository.gallery, 5), "");
        assert_string_equal(find_person(repository.gallery, PEOPLE + 2), "person-00032");
        assert_false(file_holds_person(gallery_file, "person-00005", 5, 0));
        tp_repository_close(&repository);
    }
}

static bool allow_all_but_the_folder(enum tp_rows_step step)
{
    return step != TP_ROWS_STEP_SYNC_FOLDER;
}

/* The file is in its place, whatever the disk says of its name: deletions reach it there. */
static void a_file_whose_name_is_not_synced_is_mapped(void **state)
{
    struct tp_repository repository;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(unlink(folder_path(&folder, gallery_file)), 0);
    repository = open_people(true, true);
    tp_diag_init(&diag);
    tp_rows_file_allow = allow_all_but_the_folder;
    assert_int_equal(tp_repository_save(&repository, &diag), TP_E_IO);
    tp_rows_file_allow = NULL;
    assert_true(repository.mapped);
    assert_int_equal(tp_repository_delete(&repository, "person-00005", NULL), TP_OK);
    assert_false(file_holds_person(gallery_file, "person-00005", 5, 0));
    tp_repository_close(&repository);
}

static void a_save_that_fails_takes_the_lock_again(void **state)
{
    struct tp_repository repository = open_people(true, true), other;
    struct letting_go letting_go = {.repository = &repository};
    const struct tp_repository_lock lock = {take_again, take_again, &letting_go};

    (void)state;
    tp_repository_close(&repository);
    other = open_people(true, true);
    assert_true(other.mapped);
    assert_int_equal(rename(folder_path(&folder, gallery_file), folder_path(&folder, "moved")), 0);
    repository = open_people(true, true);
    assert_false(repository.mapped);
    assert_int_equal(mkdir(folder_path(&folder, gallery_file), 0700), 0);
    assert_int_not_equal(tp_repository_save_beside(&repository, &lock, NULL), TP_OK);
    assert_int_equal(letting_go.taken, 2);
    assert_false(repository.mapped);
    tp_repository_close(&repository);
    tp_repository_close(&other);
}

static void without_a_file_nothing_is_said(void **state)
{
    struct tp_repository repository;
    struct tp_saved_gallery saved;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(unlink(folder_path(&folder, gallery_file)), 0);
    repository = open_people(true, false);
    assert_false(repository.mapped);
    assert_int_equal(repository.note.status, TP_OK);
    assert_int_equal(tp_repository_delete(&repository, "person-00001", NULL), TP_OK); /* in memory, it may */
    assert_like_the_store(&repository, PEOPLE);
    tp_repository_close(&repository);
    tp_diag_init(&diag);
    assert_int_equal(tp_saved_gallery_describe(folder_path(&folder, "people.db"), &saved, &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.file, gallery_file));
    assert_int_equal(tp_saved_gallery_describe(folder_path(&folder, "none.db"), &saved, &diag), TP_E_STORE);
}

#define SAVED_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_mark_comes_back_and_damage_shows),
    SAVED_TEST(a_saved_gallery_is_mapped_and_answers_the_same),
    SAVED_TEST(what_was_enrolled_since_is_added),
    SAVED_TEST(nobody_is_in_the_file_before_the_mark_says_so),
    SAVED_TEST(who_is_deleted_leaves_the_file_at_once),
    SAVED_TEST(who_is_deleted_leaves_what_a_save_left),
    SAVED_TEST(a_deletion_can_be_completed),
    SAVED_TEST(who_is_back_stays_in_the_file),
    SAVED_TEST(a_writer_deletes_in_what_it_has_mapped),
    SAVED_TEST(one_process_writes),
    SAVED_TEST(leftovers_are_swept_by_whoever_comes_next),
    SAVED_TEST(leftovers_that_stay_are_not_found),
    SAVED_TEST(a_file_of_another_repository_is_not_used),
    SAVED_TEST(a_store_from_a_backup_makes_the_file_void),
    SAVED_TEST(a_damaged_file_is_not_used_and_goes_with_a_deletion),
    SAVED_TEST(a_gallery_is_saved_beside_changes),
    SAVED_TEST(a_file_whose_name_is_not_synced_is_mapped),
    SAVED_TEST(a_save_that_fails_takes_the_lock_again),
    SAVED_TEST(without_a_file_nothing_is_said),
};
TP_TEST_MAIN(tests)
