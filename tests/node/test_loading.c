/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/node.h"
#include "population.h"
#include "store/store.h"

/* A store of PEOPLE people with one impression each, but ten more for every hundredth. */
static void fill_store(struct tp_store *store, uint32_t people)
{
    for (uint32_t person = 0; person < people; person++) {
        struct tp_store_impression impressions[11];
        size_t count = person % 100 == 0 ? 11 : 1;
        char name[32];

        name_person(person, name, sizeof name);
        for (size_t i = 0; i < count; i++) {
            struct tp_template tmpl;
            uint8_t *data;

            make_impression(person, 2, (uint32_t)i, 2, &tmpl);
            assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data, &impressions[i].size_bytes, NULL),
                             TP_OK);
            impressions[i].data = data;
            impressions[i].position = 2;
            impressions[i].quality = 80;
        }
        assert_int_equal(tp_store_enrol(store, name, 0, impressions, count, NULL), TP_OK);
        for (size_t i = 0; i < count; i++) {
            uint8_t *data = (uint8_t *)(uintptr_t)impressions[i].data;
            free(data);
        }
    }
}

static struct tp_store *make_store(const struct test_folder *folder)
{
    const struct tp_store_options options = {.create = true};
    struct tp_store *store;

    assert_int_equal(tp_store_open(folder_path(folder, "people.db"), &options, &store, NULL), TP_OK);
    return store;
}

static struct tp_candidates search(const struct tp_gallery *gallery, uint32_t person)
{
    const struct tp_identify_options options = {.top = 2000};
    struct tp_template probe;
    const struct tp_template *const probes[] = {&probe};
    struct tp_candidates found;

    make_impression(person, 2, 99, 2, &probe);
    assert_int_equal(tp_gallery_identify(gallery, probes, 1, &options, &found, NULL), TP_OK);
    return found;
}

/* More than a batch, on one thread and on several: the same gallery. */
static void loads_everything_with_any_number_of_threads(void **state)
{
    enum { PEOPLE = 1150, IMPRESSIONS = PEOPLE + 12 * 10 };
    struct test_folder folder;
    struct tp_store *store;
    struct tp_candidates reference = {0};

    (void)state;
    folder_make(&folder);
    store = make_store(&folder);
    fill_store(store, PEOPLE);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        struct tp_gallery *gallery;
        struct tp_candidates found;

        assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
        assert_int_equal(tp_gallery_load(gallery, store, threads, NULL), TP_OK);
        assert_int_equal(tp_gallery_subject_count(gallery), PEOPLE);
        assert_int_equal(tp_gallery_impression_count(gallery), IMPRESSIONS);
        found = search(gallery, 200);
        assert_string_equal(found.items[0].subject, "person-00200");
        if (reference.items) {
            assert_int_equal(found.count, reference.count);
            assert_memory_equal(found.items, reference.items, found.count * sizeof *found.items);
            tp_candidates_deinit(&found);
        } else {
            reference = found;
        }
        tp_gallery_free(&gallery);
    }
    tp_candidates_deinit(&reference);
    tp_store_close(&store);
    folder_remove(&folder);
}

static void loads_an_empty_store(void **state)
{
    struct test_folder folder;
    struct tp_gallery *gallery;
    struct tp_store *store;

    (void)state;
    folder_make(&folder);
    store = make_store(&folder);
    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    assert_int_equal(tp_gallery_load(gallery, store, 2, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(gallery), 0);
    tp_gallery_free(&gallery);
    tp_store_close(&store);
    folder_remove(&folder);
}

static void says_whose_template_is_damaged(void **state)
{
    const struct tp_store_impression noise = {1, 50, (const uint8_t *)"no template", 11};
    struct test_folder folder;
    struct tp_gallery *gallery;
    struct tp_store *store;
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    store = make_store(&folder);
    fill_store(store, 3);
    assert_int_equal(tp_store_enrol(store, "odd one", 0, &noise, 1, NULL), TP_OK);
    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_equal(tp_gallery_load(gallery, store, 2, &diag), TP_E_STORE);
    assert_string_equal(diag.text, "a template of subject odd one is damaged");
    tp_gallery_free(&gallery);
    tp_store_close(&store);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(loads_everything_with_any_number_of_threads),
    cmocka_unit_test(loads_an_empty_store),
    cmocka_unit_test(says_whose_template_is_damaged),
};
TP_TEST_MAIN(tests)
