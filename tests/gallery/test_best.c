/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/best.h"
#include "people.h"

enum { PEOPLE = 60 };

/* Subjects whose names do not rise with their rows. */
static struct tp_rows *make_rows(void)
{
    static const struct tp_code code;
    static const struct tp_signature signature;
    const uint8_t packed[1] = {1};
    const struct tp_row_print print = {
        .position = 1, .code = &code, .signature = &signature, .packed = packed, .size_bytes = 1};
    struct tp_rows *rows;

    assert_int_equal(tp_rows_new(&rows, NULL), TP_OK);
    for (uint32_t i = 0; i < PEOPLE; i++) {
        char name[32];

        name_person(i * 37 % PEOPLE, name, sizeof name);
        assert_int_equal(tp_rows_add(rows, name, &print, 1, NULL), TP_OK);
    }
    return rows;
}

static uint32_t name_of(uint32_t row)
{
    return row * 37 % PEOPLE;
}

static void shuffle(struct tp_ranked *items, size_t count, struct tp_rng *rng)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = tp_rng_below(rng, (uint32_t)i);
        struct tp_ranked item = items[i - 1];

        items[i - 1] = items[other];
        items[other] = item;
    }
}

/* By score, ties by name, whatever the order of offers. */
static void keeps_the_best_in_order(void **state)
{
    struct tp_rows *rows = make_rows();
    struct tp_rng rng = tp_rng_seed(4, 4);
    struct tp_rows_pin pin;

    (void)state;
    tp_rows_pin(rows, &pin);
    for (size_t limit = 0; limit <= PEOPLE + 5; limit += 5) {
        struct tp_ranked items[PEOPLE];
        struct tp_best best;

        tp_best_init(&best, limit);
        for (uint32_t i = 0; i < PEOPLE; i++)
            items[i] = (struct tp_ranked){(int32_t)(name_of(i) / 4), i};
        shuffle(items, PEOPLE, &rng);
        for (uint32_t i = 0; i < PEOPLE; i++)
            assert_int_equal(tp_best_offer(&best, pin.view, items[i], NULL), TP_OK);
        tp_best_sort(&best, pin.view);
        assert_int_equal(best.count, TP_MIN(limit, (size_t)PEOPLE));
        for (size_t i = 0; i < best.count; i++) {
            assert_int_equal(best.items[i].score, PEOPLE / 4 - 1 - (int32_t)i / 4);
            if (i % 4)
                assert_true(name_of(best.items[i].head) > name_of(best.items[i - 1].head));
        }
        tp_best_deinit(&best);
    }
    tp_rows_unpin(&pin);
    tp_rows_free(&rows);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_the_best_in_order)};
TP_TEST_MAIN(tests)
