/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <unistd.h>

#include "node/node.h"
#include "population.h"
#include "store/store.h"

static struct test_folder folder;

static void write_text(const char *name, const char *text)
{
    folder_write(&folder, name, text, strlen(text));
}

static void open_repository(struct tp_repository *out, bool searchable)
{
    const struct tp_repository_options options = {.create = true, .searchable = searchable, .thread_count = 2};

    assert_int_equal(tp_repository_open(folder_path(&folder, "people.db"), &options, out, NULL), TP_OK);
}

static void assert_stored(struct tp_repository *repository, uint64_t subjects, uint64_t encounters,
                          uint64_t impressions)
{
    struct tp_store_counts counts;

    assert_int_equal(tp_store_count(repository->store, &counts, NULL), TP_OK);
    assert_int_equal(counts.subjects, subjects);
    assert_int_equal(counts.encounters, encounters);
    assert_int_equal(counts.impressions, impressions);
}

/* What was acknowledged, and that it was in the store by then. */
struct acknowledged {
    struct tp_repository *repository;
    char subjects[1024];
    size_t subject_count, impression_count, empty_count;
};

static void acknowledge(void *context, const struct tp_enrolled *enrolled)
{
    struct acknowledged *a = context;
    struct tp_store_counts counts;
    size_t length = strlen(a->subjects);

    snprintf(a->subjects + length, sizeof a->subjects - length, "%s ", enrolled->subject);
    a->subject_count++;
    a->impression_count += enrolled->impression_count;
    a->empty_count += enrolled->empty_count;
    assert_int_equal(tp_store_count(a->repository->store, &counts, NULL), TP_OK);
    assert_int_equal(counts.impressions, a->impression_count);
}

static tp_status enrol_manifest(struct tp_repository *repository, const char *name, struct acknowledged *a,
                                struct tp_diag *diag)
{
    char file[128];
    struct tp_manifest manifest;
    tp_status status;

    snprintf(file, sizeof file, "%s/%s", folder.path, name);
    assert_int_equal(tp_manifest_read(file, &manifest, NULL), TP_OK);
    a->repository = repository;
    tp_diag_init(diag);
    status = tp_repository_enrol(repository, &manifest, acknowledge, a, diag);
    tp_manifest_deinit(&manifest);
    return status;
}

static struct tp_candidates search(const struct tp_repository *repository, uint32_t person, unsigned finger)
{
    struct tp_template probe;
    const struct tp_template *const probes[] = {&probe};
    struct tp_candidates found;

    make_impression(person, finger, 9, (uint8_t)finger, &probe);
    assert_int_equal(tp_gallery_identify(repository->gallery, probes, 1, NULL, &found, NULL), TP_OK);
    return found;
}

static void assert_first(const struct tp_repository *repository, uint32_t person, unsigned finger, const char *subject)
{
    struct tp_candidates found = search(repository, person, finger);

    assert_true(found.count > 0);
    assert_string_equal(found.items[0].subject, subject);
    tp_candidates_deinit(&found);
}

static void enrols_finds_again_and_deletes(void **state)
{
    struct tp_repository repository;
    struct acknowledged a = {0};
    struct tp_candidates found;
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 20, 3);
    open_repository(&repository, true);
    assert_int_equal(enrol_manifest(&repository, "m.csv", &a, &diag), TP_OK);
    assert_int_equal(a.subject_count, 20);
    assert_int_equal(a.impression_count, 60);
    assert_stored(&repository, 20, 20, 60);
    assert_first(&repository, 7, 2, "person-00007");
    tp_repository_close(&repository);

    open_repository(&repository, true);
    assert_int_equal(tp_gallery_subject_count(repository.gallery), 20);
    assert_int_equal(tp_gallery_impression_count(repository.gallery), 60);
    assert_first(&repository, 7, 2, "person-00007");
    assert_int_equal(tp_repository_delete(&repository, "person-00007", NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(repository.gallery), 19);
    found = search(&repository, 7, 2);
    for (uint32_t i = 0; i < found.count; i++)
        assert_string_not_equal(found.items[i].subject, "person-00007");
    tp_candidates_deinit(&found);
    tp_diag_init(&diag);
    assert_int_equal(tp_repository_delete(&repository, "person-00007", &diag), TP_E_NOT_FOUND);
    assert_stored(&repository, 19, 19, 57);
    tp_repository_close(&repository);
    folder_remove(&folder);
}

static void adds_an_encounter_to_a_subject(void **state)
{
    struct tp_repository repository;
    struct acknowledged a = {0};
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 1, 2);
    write_print(&folder, "again.tpt", 0, 1, 1, 0);
    write_text("n.csv", "person-00000,1,again.tpt\n");
    open_repository(&repository, false);
    assert_null(repository.gallery);
    assert_int_equal(enrol_manifest(&repository, "m.csv", &a, &diag), TP_OK);
    assert_int_equal(enrol_manifest(&repository, "n.csv", &a, &diag), TP_OK);
    assert_stored(&repository, 1, 2, 3);
    tp_repository_close(&repository);
    open_repository(&repository, true);
    assert_int_equal(tp_gallery_subject_count(repository.gallery), 1);
    assert_int_equal(tp_gallery_impression_count(repository.gallery), 3);
    tp_repository_close(&repository);
    folder_remove(&folder);
}

static void changes_nothing_for_a_bad_row(void **state)
{
    static const struct {
        const char *manifest, *field, *words;
        tp_status status;
    } bad[] = {
        {"a,1,good.tpt\nb,1,missing.tpt\n", "line 2, path", "missing.tpt", TP_E_NOT_FOUND},
        {"a,1,good.tpt\nb,1,damaged.tpt\na,2,noise.bin\n", "line 2, path", "damaged.tpt", TP_E_CHECKSUM},
        {"a,1,good.tpt\nb,2,finger1.tpt\n", "line 2, path", "is of finger 1, not 2", TP_E_FORMAT},
        {"a,1,noise.bin\n", "line 1, path", "noise.bin", TP_E_FORMAT},
    };
    struct tp_repository repository;

    (void)state;
    folder_make(&folder);
    write_print(&folder, "good.tpt", 0, 1, 0, 0);
    write_print(&folder, "finger1.tpt", 0, 1, 0, 1);
    write_print(&folder, "damaged.tpt", 0, 1, 0, 1);
    assert_int_equal(truncate(folder_path(&folder, "damaged.tpt"), 40), 0);
    write_text("noise.bin", "neither image nor template");
    open_repository(&repository, true);
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        struct acknowledged a = {0};
        struct tp_diag diag;
        tp_status status;

        write_text("m.csv", bad[i].manifest);
        status = enrol_manifest(&repository, "m.csv", &a, &diag);
        assert_int_not_equal(status, TP_OK);
        assert_int_equal(a.subject_count, 0);
        assert_stored(&repository, 0, 0, 0);
        assert_int_equal(tp_gallery_subject_count(repository.gallery), 0);
        assert_string_equal(diag.field, bad[i].field);
        assert_non_null(strstr(diag.file, "m.csv"));
        if (!strstr(diag.text, bad[i].words))
            fail_msg("'%s' is not in '%s'", bad[i].words, diag.text);
    }
    tp_repository_close(&repository);
    folder_remove(&folder);
}

static void counts_impressions_without_minutiae(void **state)
{
    struct tp_repository repository;
    struct acknowledged a = {0};
    struct tp_template empty;
    struct tp_diag diag;
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    folder_make(&folder);
    tp_template_init(&empty);
    empty.width_px = empty.height_px = 100;
    assert_int_equal(tp_template_encode(&empty, TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
    folder_write(&folder, "empty.tpt", data, size_bytes);
    free(data);
    write_print(&folder, "good.tpt", 0, 1, 0, 0);
    write_text("m.csv", "a,1,good.tpt\na,2,empty.tpt\n");
    open_repository(&repository, true);
    assert_int_equal(enrol_manifest(&repository, "m.csv", &a, &diag), TP_OK);
    assert_int_equal(a.impression_count, 2);
    assert_int_equal(a.empty_count, 1);
    assert_first(&repository, 0, 1, "a");
    tp_repository_close(&repository);
    folder_remove(&folder);
}

static void opens_only_what_is_there(void **state)
{
    const struct tp_repository_options options = {.searchable = true, .thread_count = 1};
    struct tp_repository repository;
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    tp_diag_init(&diag);
    assert_int_equal(tp_repository_open(folder_path(&folder, "none.db"), &options, &repository, &diag), TP_E_STORE);
    assert_non_null(strstr(diag.file, "none.db"));
    assert_null(repository.gallery);
    assert_int_not_equal(access(folder_path(&folder, "none.db"), F_OK), 0);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(enrols_finds_again_and_deletes), cmocka_unit_test(adds_an_encounter_to_a_subject),
    cmocka_unit_test(changes_nothing_for_a_bad_row),  cmocka_unit_test(counts_impressions_without_minutiae),
    cmocka_unit_test(opens_only_what_is_there),
};
TP_TEST_MAIN(tests)
