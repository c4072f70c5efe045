/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>

#include "cards.h"
#include "exchange/fixture.h"

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static tp_status extract(unsigned prints, size_t *found)
{
    struct tp_transaction *card = card_make("EXAMPLE,PAT");
    struct tp_tenprint tenprint;
    tp_status status;

    for (unsigned position = 1; position <= prints; position++)
        card_add_print(card, position, 1);
    assert_int_equal(tp_tenprint_list(card, TP_TENPRINT_ENROL, &tenprint, NULL), TP_OK);
    status = tp_exchange_extract(fixture.exchange, &tenprint, NULL);
    *found = tp_tenprint_print_count(&tenprint);
    tp_tenprint_deinit(&tenprint);
    tp_transaction_free(&card);
    return status;
}

static void all_prints_of_a_card_are_extracted(void **state)
{
    size_t found;

    (void)state;
    assert_int_equal(extract(3, &found), TP_OK);
    assert_int_equal(found, 3);
    assert_int_equal(extract(1, &found), TP_OK); /* with the threads of before */
    assert_int_equal(found, 1);
}

static void an_image_that_is_none_is_named(void **state)
{
    struct tp_transaction *card = card_make("EXAMPLE,PAT");
    struct tp_tenprint tenprint;
    struct tp_diag diag;

    (void)state;
    card_set(card_add_print(card, 1, 1), 999, "not these pixels");
    assert_int_equal(tp_tenprint_list(card, TP_TENPRINT_ENROL, &tenprint, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_not_equal(tp_exchange_extract(fixture.exchange, &tenprint, &diag), TP_OK);
    assert_int_not_equal(diag.status, TP_OK);
    tp_tenprint_deinit(&tenprint);
    tp_transaction_free(&card);
}

static void *work(void *context)
{
    for (unsigned i = 0; i < 5; i++)
        if (extract(2, context) != TP_OK || *(size_t *)context != 2)
            return context;
    return NULL;
}

static void several_threads_may_ask(void **state)
{
    pthread_t threads[3];
    size_t found[3];
    void *failed;

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &found[i]), 0);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(all_prints_of_a_card_are_extracted),
                                          TEST(an_image_that_is_none_is_named), TEST(several_threads_may_ask)};
TP_TEST_MAIN(tests)
