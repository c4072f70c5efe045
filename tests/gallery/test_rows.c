/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>

#include "crowd.h"
#include "gallery/rows_parts.h"

static void an_empty_gallery_has_nothing(void **state)
{
    struct tp_rows *rows;
    struct tp_rows_pin pin;
    uint32_t count = 7;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    assert_false(tp_rows_contains(rows, "nobody", &count));
    assert_int_equal(count, 0);
    assert_int_equal(tp_rows_remove(rows, "nobody", DIAG), TP_E_NOT_FOUND);
    tp_rows_pin(rows, &pin);
    assert_int_equal(pin.view->segment_count, 0);
    assert_null(tp_view_find(pin.view, 0, &count));
    tp_rows_unpin(&pin);
    check_crowd(rows, &(struct crowd){0});
    tp_rows_free(&rows);
    assert_null(rows);
    tp_rows_free(&rows);
}

static void what_is_added_is_there_until_it_is_removed(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    crowd_add(&crowd, rows, "anna", 1, 10);
    crowd_add(&crowd, rows, "bert", 11, 40); /* several of each position */
    crowd_add(&crowd, rows, "anna", 51, 3);
    check_crowd(rows, &crowd);
    assert_ok(tp_rows_remove(rows, "anna", DIAG));
    crowd_forget(&crowd, "anna");
    check_crowd(rows, &crowd);
    crowd_add(&crowd, rows, "anna", 60, 2);
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void what_is_no_subject_is_refused(void **state)
{
    char name[TP_SUBJECT_ID_MAX + 1] = "";
    struct crowd_print print;
    struct tp_row_print row_print;
    struct tp_rows *rows;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    crowd_print_make(1, &print);
    row_print = crowd_row_print(&print);
    assert_int_equal(tp_rows_add(rows, "", &row_print, 1, DIAG), TP_E_ARGUMENT);
    memset(name, 'n', sizeof name - 1);
    assert_int_equal(tp_rows_add(rows, name, &row_print, 1, DIAG), TP_E_ARGUMENT);
    assert_int_equal(tp_rows_add(rows, "anna", &row_print, 0, DIAG), TP_E_ARGUMENT);
    row_print.position = TP_POSITION_COUNT;
    assert_int_equal(tp_rows_add(rows, "anna", &row_print, 1, DIAG), TP_E_ARGUMENT);
    row_print.position = 0;
    row_print.size_bytes = 0;
    assert_int_equal(tp_rows_add(rows, "anna", &row_print, 1, DIAG), TP_E_ARGUMENT);
    row_print.size_bytes = 1;
    name[TP_SUBJECT_ID_MAX - 1] = '\0';
    assert_ok(tp_rows_add(rows, name, &row_print, 1, DIAG));
    tp_rows_free(&rows);
}

static void one_subject_has_its_limit(void **state)
{
    enum { MOST = TP_SUBJECT_ROWS_MAX };
    struct tp_row_print *prints = calloc(MOST, sizeof *prints);
    struct crowd_print print;
    struct tp_rows *rows;
    uint32_t count;

    (void)state;
    assert_non_null(prints);
    crowd_print_make(1, &print);
    for (size_t i = 0; i < MOST; i++)
        prints[i] = crowd_row_print(&print);
    assert_ok(tp_rows_new(&rows, DIAG));
    for (size_t i = 0; i < 2000; i++) /* one by one: the chain is not walked each time */
        assert_ok(tp_rows_add(rows, "anna", prints, 1, DIAG));
    assert_ok(tp_rows_add(rows, "anna", prints, MOST - 2000, DIAG));
    assert_int_equal(tp_rows_add(rows, "anna", prints, 1, DIAG), TP_E_LIMIT);
    assert_true(tp_rows_contains(rows, "anna", &count));
    assert_int_equal(count, MOST);
    assert_ok(tp_rows_remove(rows, "anna", DIAG));
    assert_false(tp_rows_contains(rows, "anna", &count));
    tp_rows_free(&rows);
    free(prints);
}

/* Random additions and removals, now and then held against the model. */
static void rows_do_as_the_model_does(void **state)
{
    unsigned steps = 3000 * number_from("TP_SOAK", 1);
    struct tp_rng rng = tp_rng_seed(number_from("TP_SEED", 5), 0);
    struct crowd crowd = {0};
    struct tp_rows *rows;
    char name[32];

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    for (unsigned i = 0; i < steps; i++) {
        uint32_t who = tp_rng_below(&rng, 300);
        snprintf(name, sizeof name, "person %u", who);
        if (tp_rng_below(&rng, 3) > 0 || !crowd_find(&crowd, name)) {
            crowd_add(&crowd, rows, name, i * 16, 1 + tp_rng_below(&rng, 12));
        } else {
            assert_ok(tp_rows_remove(rows, name, DIAG));
            crowd_forget(&crowd, name);
        }
        if (i % 500 == 499)
            check_crowd(rows, &crowd);
    }
    check_crowd(rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void a_small_gallery_is_small(void **state)
{
    struct tp_rows_counts counts;
    struct tp_rows *rows;
    char name[32];

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    tp_rows_count(rows, &counts);
    assert_true(counts.size_bytes < 16 << 10);
    for (unsigned i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "person %u", i);
        assert_ok(crowd_add_to(rows, name, i * 16, 10, DIAG));
    }
    tp_rows_count(rows, &counts);
    assert_true(counts.size_bytes < 256 << 10);
    tp_rows_free(&rows);
}

/* ---- pins and removal -------------------------------------------------------------------------------------------- */

struct removal {
    struct tp_rows *rows;
    _Atomic bool is_done;
};

static void *remove_anna(void *context)
{
    struct removal *removal = context;

    if (tp_rows_remove(removal->rows, "anna", NULL) != TP_OK)
        abort();
    atomic_store(&removal->is_done, true);
    return NULL;
}

/* What was seen alive stays as it is until the pin is given back, and no longer. */
static void a_removal_waits_for_pins(void **state)
{
    struct removal removal = {.is_done = false};
    struct crowd crowd = {0};
    struct tp_rows_pin pin;
    pthread_t thread;

    (void)state;
    assert_ok(tp_rows_new(&removal.rows, DIAG));
    crowd_add(&crowd, removal.rows, "anna", 1, 30);
    tp_rows_pin(removal.rows, &pin);
    assert_int_equal(pthread_create(&thread, NULL, remove_anna, &removal), 0);
    while (tp_row_alive(pin.view->segments[0], 0))
        ;
    assert_true(tp_row_intact(pin.view->segments[0], 0));
    assert_int_equal(check_position(pin.view, 0, &crowd.people[0], 1),
                     check_position(pin.view, 0, &crowd.people[0], 1));
    assert_false(atomic_load(&removal.is_done));
    tp_rows_unpin(&pin);
    assert_int_equal(pthread_join(thread, NULL), 0);
    crowd_forget(&crowd, "anna");
    check_crowd(removal.rows, &crowd);
    crowd_deinit(&crowd);
    tp_rows_free(&removal.rows);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_gallery_has_nothing),  cmocka_unit_test(what_is_added_is_there_until_it_is_removed),
    cmocka_unit_test(what_is_no_subject_is_refused), cmocka_unit_test(one_subject_has_its_limit),
    cmocka_unit_test(rows_do_as_the_model_does),     cmocka_unit_test(a_small_gallery_is_small),
    cmocka_unit_test(a_removal_waits_for_pins),
};

TP_TEST_MAIN(tests)
