/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "people.h"

static struct tp_gallery *new_gallery(void)
{
    struct tp_gallery *gallery;

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    return gallery;
}

static void add(struct tp_gallery *gallery, uint32_t person, unsigned finger, uint32_t number)
{
    struct tp_template tmpl;
    char name[32];

    make_impression(person, finger, number, (uint8_t)finger, &tmpl);
    name_person(person, name, sizeof name);
    assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
}

static void counts_subjects_and_impressions(void **state)
{
    struct tp_gallery *gallery = new_gallery();
    size_t empty_size = tp_gallery_size_bytes(gallery);

    (void)state;
    assert_int_equal(tp_gallery_subject_count(gallery), 0);
    assert_int_equal(tp_gallery_impression_count(gallery), 0);
    add(gallery, 1, 1, 0);
    assert_true(tp_gallery_size_bytes(gallery) > empty_size);
    add(gallery, 2, 1, 0);
    add(gallery, 1, 1, 1);
    add(gallery, 1, 2, 0);
    assert_int_equal(tp_gallery_subject_count(gallery), 2);
    assert_int_equal(tp_gallery_impression_count(gallery), 4);
    assert_int_equal(tp_gallery_remove(gallery, "person-00002", NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(gallery), 1);
    assert_int_equal(tp_gallery_impression_count(gallery), 3);
    assert_int_equal(tp_gallery_remove(gallery, "person-00001", NULL), TP_OK);
    assert_int_equal(tp_gallery_impression_count(gallery), 0);
    tp_gallery_free(&gallery);
    assert_null(gallery);
    tp_gallery_free(&gallery);
}

static void says_who_is_not_there(void **state)
{
    struct tp_gallery *gallery = new_gallery();
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_gallery_remove(gallery, "nobody", &diag), TP_E_NOT_FOUND);
    assert_string_equal(diag.text, "there is no subject nobody");
    add(gallery, 1, 1, 0);
    assert_int_equal(tp_gallery_remove(gallery, "person-0000", NULL), TP_E_NOT_FOUND);
    tp_gallery_free(&gallery);
}

static void refuses_bad_arguments_unchanged(void **state)
{
    struct tp_gallery *gallery = new_gallery();
    struct tp_template good, bad;
    const struct tp_template *const both[] = {&good, &bad};
    char longest[TP_SUBJECT_ID_MAX + 1];

    (void)state;
    make_impression(1, 1, 0, 1, &good);
    bad = good;
    bad.position = 11;
    memset(longest, 'x', sizeof longest);
    longest[TP_SUBJECT_ID_MAX] = '\0';
    assert_int_equal(tp_gallery_add_all(gallery, "a", both, 2, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_gallery_add_all(gallery, "a", both, 0, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_gallery_add(gallery, "", &good, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_gallery_add(gallery, longest, &good, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_gallery_subject_count(gallery), 0);
    assert_int_equal(tp_gallery_impression_count(gallery), 0);
    longest[TP_SUBJECT_ID_MAX - 1] = '\0';
    assert_int_equal(tp_gallery_add(gallery, longest, &good, NULL), TP_OK);
    assert_int_equal(tp_gallery_remove(gallery, longest, NULL), TP_OK);
    tp_gallery_free(&gallery);
}

static void limits_the_impressions_of_a_finger(void **state)
{
    enum { LIMIT = 65535 };
    static const struct tp_template *many[LIMIT + 1];
    struct tp_gallery *gallery = new_gallery();
    struct tp_template empty;

    (void)state;
    tp_template_init(&empty);
    empty.width_px = empty.height_px = 1;
    for (unsigned i = 0; i <= LIMIT; i++)
        many[i] = &empty;
    assert_int_equal(tp_gallery_add_all(gallery, "a", many, LIMIT + 1, NULL), TP_E_LIMIT);
    assert_int_equal(tp_gallery_subject_count(gallery), 0);
    tp_gallery_free(&gallery);
}

/* A set of names beside the gallery says what must be in it. */
static void keeps_up_with_random_changes(void **state)
{
    enum { PEOPLE = 300, CHANGES = 4000 };
    struct tp_gallery *gallery = new_gallery();
    struct tp_rng rng = tp_rng_seed(3, 3);
    size_t impressions[PEOPLE] = {0}, people = 0, total = 0;
    struct tp_template tmpl;

    (void)state;
    tp_template_init(&tmpl);
    tmpl.width_px = tmpl.height_px = 10;
    for (unsigned i = 0; i < CHANGES; i++) {
        uint32_t person = tp_rng_below(&rng, PEOPLE);
        char name[32];

        name_person(person, name, sizeof name);
        if (tp_rng_below(&rng, 3)) {
            assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
            people += impressions[person]++ == 0;
            total++;
        } else {
            assert_int_equal(tp_gallery_remove(gallery, name, NULL), impressions[person] ? TP_OK : TP_E_NOT_FOUND);
            people -= impressions[person] != 0;
            total -= impressions[person];
            impressions[person] = 0;
        }
        assert_int_equal(tp_gallery_subject_count(gallery), people);
        assert_int_equal(tp_gallery_impression_count(gallery), total);
    }
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(counts_subjects_and_impressions), cmocka_unit_test(says_who_is_not_there),
    cmocka_unit_test(refuses_bad_arguments_unchanged), cmocka_unit_test(limits_the_impressions_of_a_finger),
    cmocka_unit_test(keeps_up_with_random_changes),
};
TP_TEST_MAIN(tests)
