/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/trace.h"
#include "people.h"

/* What is said of a candidate: its name, the score of each finger and which probe gave it. */
static void describes_each_finger(void **state)
{
    struct tp_template templates[2];
    const struct tp_template *pointers[] = {&templates[1], &templates[0]};
    struct tp_search_trace trace = {.subject = "person-00003"};
    struct tp_candidates found;
    struct tp_gallery *gallery;

    (void)state;
    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < 5; person++) {
        char name[32];

        name_person(person, name, sizeof name);
        make_impression(person, 2, 0, 2, &templates[0]);
        make_impression(person, 5, 0, 5, &templates[1]);
        assert_int_equal(tp_gallery_add_all(gallery, name, pointers, 2, NULL), TP_OK);
    }
    make_impression(3, 2, 9, 2, &templates[0]);
    make_impression(3, 8, 9, 8, &templates[1]);
    assert_int_equal(
        tp_gallery_identify_traced(gallery, &(struct tp_probe_set){pointers, 2}, NULL, &trace, &found, NULL), TP_OK);
    assert_int_equal(found.count, 5);
    assert_int_equal(found.subjects, 5);
    assert_int_equal(found.compared, 5);
    assert_int_equal(trace.comparison_rank, 0);
    assert_string_equal(found.items[0].subject, "person-00003");
    for (unsigned p = 0; p <= 10; p++)
        assert_int_equal(found.items[0].finger_scores[p], p == 2 ? found.items[0].score : -1);
    assert_int_equal(found.items[0].finger_probes[2], 1);
    tp_candidates_deinit(&found);
    assert_null(found.items);
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(describes_each_finger)};
TP_TEST_MAIN(tests)
