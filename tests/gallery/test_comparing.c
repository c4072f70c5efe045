/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "people.h"

enum { PEOPLE = 5000 };

static struct tp_gallery *make_gallery(void)
{
    struct tp_gallery *gallery;

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < PEOPLE; person++) {
        struct tp_template tmpl;
        char name[32];

        name_person(person, name, sizeof name);
        make_impression(person, 1, 0, 1, &tmpl);
        tmpl.minutia_count = 12; /* quickly compared */
        assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
    }
    return gallery;
}

struct told {
    unsigned calls, stop_at;
    double last;
    bool fell;
};

static bool listen(void *context, double share)
{
    struct told *told = context;

    told->fell |= share < told->last || share > 1;
    told->last = share;
    return ++told->calls != told->stop_at;
}

/* More than one filling of the list: everybody is compared once. */
static void compares_everybody_and_tells(void **state)
{
    struct tp_gallery *gallery = make_gallery();
    struct told told = {0}, stopped = {.stop_at = 3};
    struct tp_identify_options options = {
        .top = PEOPLE, .mode = TP_SEARCH_EXHAUSTIVE, .progress = listen, .context = &told};
    struct tp_candidates found, all[3];
    struct tp_template probe;
    const struct tp_template *pointer = &probe;
    const struct tp_probe_set set = {&pointer, 1}, sets[3] = {set, set, set};

    (void)state;
    make_impression(7, 1, 9, 1, &probe);
    assert_int_equal(tp_gallery_identify(gallery, &pointer, 1, &options, &found, NULL), TP_OK);
    assert_int_equal(found.count, PEOPLE);
    assert_int_equal(found.compared, PEOPLE);
    assert_true(told.calls > 10);
    assert_false(told.fell);
    assert_true(told.last == 1);
    tp_candidates_deinit(&found);
    options.context = &stopped;
    assert_int_equal(tp_gallery_identify(gallery, &pointer, 1, &options, &found, NULL), TP_E_CANCELLED);
    assert_int_equal(stopped.calls, 3);
    assert_int_equal(found.count, 0);
    assert_null(found.items);
    stopped = (struct told){.stop_at = 2};
    options.mode = TP_SEARCH_FAST;
    assert_int_equal(tp_gallery_identify_all(gallery, sets, 3, &options, all, NULL), TP_E_CANCELLED);
    for (unsigned i = 0; i < 3; i++)
        assert_null(all[i].items);
    assert_int_equal(tp_gallery_identify(gallery, &pointer, 1, NULL, &found, NULL), TP_OK); /* and the next one works */
    assert_string_equal(found.items[0].subject, "person-00007");
    tp_candidates_deinit(&found);
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(compares_everybody_and_tells)};
TP_TEST_MAIN(tests)
