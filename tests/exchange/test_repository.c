/* SPDX-License-Identifier: Apache-2.0 */
/* The gallery follows the store, and is saved when there is enough in it. */
#include "fixture.h"

#include <stdatomic.h>
#include <unistd.h>

#include "exchange/state.h"

static bool is_saved(const struct fixture *fixture)
{
    char path[160];

    snprintf(path, sizeof path, "%s/store.db.gallery", fixture->folder);
    return access(path, F_OK) == 0;
}

static void a_small_repository_is_read_anew(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 5);
    fixture_work(&fixture, 10);
    assert_false(is_saved(&fixture));
    fixture_reopen(&fixture);
    assert_string_equal(fixture_find(&fixture, 4), "person-4");
    fixture_remove(&fixture);
}

static void a_large_one_is_saved(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 1100);
    fixture_work(&fixture, 10);
    assert_true(is_saved(&fixture));
    fixture_begin(&fixture);
    fixture_enrol(&fixture, 5000, (char[TP_EXCHANGE_NAME_BYTES]){"later"});
    assert_int_equal(tp_exchange_delete(fixture.exchange, "person-7", NULL), TP_OK);
    fixture_end(&fixture);
    for (unsigned i = 0; i < 2; i++) {
        assert_string_equal(fixture_find(&fixture, 5000), "later");
        assert_string_equal(fixture_find(&fixture, 7), "");
        assert_string_equal(fixture_find(&fixture, 8), "person-8");
        fixture_reopen(&fixture);
    }
    fixture_remove(&fixture);
}

static _Atomic bool saving;
static unsigned changes_while_saving;

static void *change_all_the_time(void *context)
{
    struct fixture *fixture = context;
    char subject[TP_EXCHANGE_NAME_BYTES];

    for (unsigned i = 0; atomic_load(&saving); i++) {
        snprintf(subject, sizeof subject, "meanwhile-%u", i);
        fixture_begin(fixture);
        fixture_enrol(fixture, 2000 + i, subject);
        fixture_end(fixture);
        changes_while_saving++;
    }
    return NULL;
}

/* Saving takes the lock only to begin and to end: changes go on, and all of them are there again. */
static void changes_go_on_while_it_is_saved(void **state)
{
    struct fixture fixture;
    pthread_t thread;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 1100);
    atomic_store(&saving, true);
    assert_int_equal(pthread_create(&thread, NULL, change_all_the_time, &fixture), 0);
    for (unsigned i = 0; i < 5; i++) {
        char path[160];

        assert_int_equal(tp_exchange_save_gallery(fixture.exchange, 1, NULL), TP_OK);
        snprintf(path, sizeof path, "%s/store.db.gallery", fixture.folder);
        assert_int_equal(access(path, F_OK), 0);
    }
    atomic_store(&saving, false);
    pthread_join(thread, NULL);
    assert_true(changes_while_saving > 0);
    fixture_reopen(&fixture);
    assert_int_equal(tp_gallery_subject_count(fixture.exchange->repository.gallery), 1100 + changes_while_saving);
    assert_int_equal(tp_gallery_impression_count(fixture.exchange->repository.gallery),
                     (1100 + changes_while_saving) * FIXTURE_FINGERS);
    fixture_remove(&fixture);
}

static void a_large_one_is_saved_at_the_end(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 1100);
    assert_false(is_saved(&fixture));
    fixture_reopen(&fixture);
    assert_true(is_saved(&fixture));
    assert_string_equal(fixture_find(&fixture, 1099), "person-1099");
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_small_repository_is_read_anew),
    cmocka_unit_test(a_large_one_is_saved),
    cmocka_unit_test(changes_go_on_while_it_is_saved),
    cmocka_unit_test(a_large_one_is_saved_at_the_end),
};
TP_TEST_MAIN(tests)
