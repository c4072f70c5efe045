/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "cards.h"
#include "node/bench_identify.h"
#include "prints.h"

enum { FINGERS, PEOPLE, CARDS };

static void deinit_all(struct tp_bench_real real[TP_BENCH_REAL_KINDS])
{
    for (int k = 0; k < TP_BENCH_REAL_KINDS; k++)
        tp_bench_real_deinit(&real[k]);
}

static void ten_fingers_of_a_folder_are_a_person(void **state)
{
    struct tp_bench_real real[TP_BENCH_REAL_KINDS];
    struct test_folder folder;
    const char *path = folder.path;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 11, 3);
    assert_int_equal(tp_bench_real_load(&path, 1, 2, real, NULL), TP_OK);
    assert_int_equal(real[FINGERS].trials.count, 22);
    assert_false(real[FINGERS].whole);
    for (size_t i = 0; i < 22; i++) {
        const struct tp_bench_trial *trial = &real[FINGERS].trials.items[i];
        assert_int_equal(trial->probe_count, 1);
        assert_int_equal(trial->print_count, 1);
        assert_int_equal(trial->probes[0].position, trial->prints[0].position);
        assert_int_equal(strcmp(trial->mate, real[FINGERS].trials.items[0].mate) == 0, i < 2);
    }
    assert_int_equal(real[PEOPLE].trials.count, 20); /* one person, drawn anew each time */
    assert_true(real[PEOPLE].whole);
    for (size_t i = 0; i < 20; i++) {
        const struct tp_bench_trial *trial = &real[PEOPLE].trials.items[i];
        assert_string_equal(trial->mate, real[PEOPLE].trials.items[0].mate);
        assert_int_equal(trial->probe_count, 10);
        for (unsigned k = 0; k < 10; k++) {
            assert_int_equal(trial->probes[k].position, tp_bench_fingers[k]);
            assert_int_equal(trial->prints[k].position, tp_bench_fingers[k]);
        }
    }
    assert_int_equal(real[CARDS].trials.count, 0);
    deinit_all(real);
    folder_remove(&folder);
}

static void write_card(const struct test_folder *folder, const char *name, unsigned plain_from)
{
    struct tp_transaction *card = card_make("A");
    size_t size_bytes;
    uint8_t *data;

    for (unsigned position = 1; position <= 5; position++)
        card_add_print(card, position, TP_IMPRESSION_LIVE_ROLLED);
    for (unsigned position = plain_from; position < plain_from + 3; position++)
        card_add_print(card, position, TP_IMPRESSION_LIVE_PLAIN);
    assert_int_equal(tp_transaction_write(card, &data, &size_bytes, NULL), TP_OK);
    folder_write(folder, name, data, size_bytes);
    free(data);
    tp_transaction_free(&card);
}

static void a_card_is_searched_by_its_plain_prints(void **state)
{
    struct tp_bench_real real[TP_BENCH_REAL_KINDS];
    struct test_folder folder;
    char path[1200];
    const char *const paths[] = {path};
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    write_card(&folder, "card.an2", 2);
    snprintf(path, sizeof path, "%s/card.an2", folder.path);
    assert_int_equal(tp_bench_real_load(paths, 1, 1, real, NULL), TP_OK);
    assert_int_equal(real[CARDS].trials.count, 1);
    assert_string_equal(real[CARDS].trials.items[0].mate, "card.an2");
    assert_int_equal(real[CARDS].trials.items[0].probe_count, 3);
    assert_int_equal(real[CARDS].trials.items[0].probes[0].position, 2);
    assert_int_equal(real[CARDS].trials.items[0].probes[0].impression, TP_IMPRESSION_LIVE_PLAIN);
    assert_int_equal(real[CARDS].trials.items[0].prints[0].impression, TP_IMPRESSION_LIVE_ROLLED);
    deinit_all(real);

    tp_diag_init(&diag);
    write_card(&folder, "card.an2", 6); /* plain prints of other fingers */
    assert_int_equal(tp_bench_real_load(paths, 1, 1, real, &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.text, "both rolled and plain"));
    assert_string_equal(diag.file, path);
    deinit_all(real);
    folder_remove(&folder);
}

static void what_is_neither_is_refused(void **state)
{
    struct tp_bench_real real[TP_BENCH_REAL_KINDS];
    struct test_folder folder;
    char text[1200], resolution[1200];
    const char *const paths[] = {text, resolution, "/nowhere"};
    static const tp_status expected[] = {TP_E_FORMAT, TP_E_ARGUMENT, TP_E_NOT_FOUND};

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "text", "text", 4);
    snprintf(text, sizeof text, "%s/text", folder.path);
    snprintf(resolution, sizeof resolution, "%s@x", folder.path);
    for (size_t i = 0; i < 3; i++) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        assert_int_equal(tp_bench_real_load(&paths[i], 1, 1, real, &diag), expected[i]);
        assert_true(diag.text[0] != 0);
        deinit_all(real);
    }
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(ten_fingers_of_a_folder_are_a_person),
    cmocka_unit_test(a_card_is_searched_by_its_plain_prints),
    cmocka_unit_test(what_is_neither_is_refused),
};
TP_TEST_MAIN(tests)
