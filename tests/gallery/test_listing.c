/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <unistd.h>

#include "folder.h"
#include "people.h"

enum { PEOPLE = 40 };

/* How often each person was named. */
struct seen {
    unsigned times[PEOPLE], total, stop_after;
};

static tp_status note_subject(void *context, const char *subject, struct tp_diag *diag)
{
    struct seen *seen = context;
    unsigned long person = strtoul(subject + strlen("person-"), NULL, 10);

    assert_true(person < PEOPLE);
    seen->times[person]++;
    if (++seen->total == seen->stop_after)
        return tp_fail(diag, TP_E_CANCELLED, NULL, -1, "enough");
    return TP_OK;
}

static void add_person(struct tp_gallery *gallery, uint32_t person, unsigned finger)
{
    struct tp_template tmpl;
    char name[32];

    name_person(person, name, sizeof name);
    make_impression(person, finger, 0, (uint8_t)finger, &tmpl);
    assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
}

static void assert_seen(const struct tp_gallery *gallery)
{
    struct seen seen = {{0}, 0, 0};

    assert_int_equal(tp_gallery_each_subject(gallery, note_subject, &seen, NULL), TP_OK);
    for (unsigned person = 0; person < PEOPLE; person++)
        assert_int_equal(seen.times[person], person % 5 != 0);
}

/* People who are there, in memory, in a file, and in both, are each named once. */
static void names_everybody_once(void **state)
{
    const uint8_t mark[TP_GALLERY_MARK_BYTES] = {1};
    struct test_folder folder;
    struct tp_gallery *gallery;
    struct tp_gallery_counts counts;
    char name[32];

    (void)state;
    folder_make(&folder);
    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    assert_int_equal(tp_gallery_each_subject(gallery, note_subject, NULL, NULL), TP_OK);
    for (uint32_t person = 0; person < PEOPLE; person++)
        add_person(gallery, person, 1);
    for (uint32_t person = 0; person < PEOPLE; person += 5) {
        name_person(person, name, sizeof name);
        assert_int_equal(tp_gallery_remove(gallery, name, NULL), TP_OK);
    }
    assert_seen(gallery);
    tp_gallery_count(gallery, &counts);
    assert_int_equal(counts.subjects, PEOPLE * 4 / 5);
    assert_int_equal(counts.impressions, PEOPLE * 4 / 5);
    assert_int_equal(counts.dead, PEOPLE / 5);
    assert_int_equal(counts.size_bytes, tp_gallery_size_bytes(gallery));
    assert_int_equal(tp_gallery_save(gallery, folder_path(&folder, "g"), mark, NULL), TP_OK);
    tp_gallery_count(gallery, &counts);
    assert_int_equal(counts.dead, 0);
    add_person(gallery, 1, 2); /* goes on in memory */
    assert_seen(gallery);
    tp_gallery_free(&gallery);
    folder_remove(&folder);
}

static void stops_when_it_is_refused(void **state)
{
    struct seen seen = {{0}, 0, 3};
    struct tp_gallery *gallery;

    (void)state;
    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < 10; person++)
        add_person(gallery, person, 1);
    assert_int_equal(tp_gallery_each_subject(gallery, note_subject, &seen, NULL), TP_E_CANCELLED);
    assert_int_equal(seen.total, 3);
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_everybody_once),
    cmocka_unit_test(stops_when_it_is_refused),
};
TP_TEST_MAIN(tests)
