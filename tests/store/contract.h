/* SPDX-License-Identifier: Apache-2.0 */
/* What every store backend must do. A backend's test gives STORE_CONTRACT_TESTS to cmocka and sets contract_location to
 * a function that names a place where no store is yet, the same until contract_discard is called. */
#ifndef TP_TEST_STORE_CONTRACT_H
#define TP_TEST_STORE_CONTRACT_H

#include "test.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "store/store.h"

static const char *contract_location(void);
static void contract_discard(void);

static struct tp_store *open_store(void)
{
    const struct tp_store_options options = {.create = true};
    struct tp_store *store;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_store_open(contract_location(), &options, &store, &diag) != TP_OK)
        fail_msg("%s", diag.text);
    return store;
}

/* Bytes that occur nowhere by chance and tell templates apart. */
static void fill_template(uint8_t *out, size_t size_bytes, uint64_t seed)
{
    struct tp_rng rng = tp_rng_seed(seed, 77);

    for (size_t i = 0; i < size_bytes; i++)
        out[i] = (uint8_t)tp_rng_below(&rng, 256);
}

enum { TEMPLATE_BYTES = 900 };

/* COUNT impressions of fingers 1, 2 ... with templates made from SEED, SEED + 1 ... */
static tp_status enrol(struct tp_store *store, const char *subject, unsigned count, uint64_t seed, struct tp_diag *diag)
{
    uint8_t data[16][TEMPLATE_BYTES];
    struct tp_store_impression impressions[16];

    for (unsigned i = 0; i < count; i++) {
        fill_template(data[i], TEMPLATE_BYTES, seed + i);
        impressions[i] = (struct tp_store_impression){(uint8_t)(i + 1), (uint8_t)(60 + i), data[i], TEMPLATE_BYTES};
    }
    return tp_store_enrol(store, subject, 1000 + (int64_t)seed, impressions, count, diag);
}

/* All rows as one text, "subject encounter created position/quality/crc" each. */
struct listing {
    char text[8192];
    size_t length;
    unsigned rows;
};

static tp_status list_row(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    struct listing *listing = context;

    (void)diag;
    listing->length += (size_t)snprintf(listing->text + listing->length, sizeof listing->text - listing->length,
                                        "%s %lld %u/%u/%zu/%08x\n", row->subject, (long long)row->created_s,
                                        row->impression.position, row->impression.quality, row->impression.size_bytes,
                                        tp_crc32(row->impression.data, row->impression.size_bytes));
    listing->rows++;
    assert_true(listing->length < sizeof listing->text);
    return TP_OK;
}

static struct listing list_store(struct tp_store *store, const char *subject)
{
    struct listing listing = {"", 0, 0};

    assert_int_equal(tp_store_each(store, subject, list_row, &listing, NULL), TP_OK);
    return listing;
}

static void assert_counts(struct tp_store *store, uint64_t subjects, uint64_t encounters, uint64_t impressions)
{
    struct tp_store_counts counts;

    assert_int_equal(tp_store_count(store, &counts, NULL), TP_OK);
    assert_int_equal(counts.subjects, subjects);
    assert_int_equal(counts.encounters, encounters);
    assert_int_equal(counts.impressions, impressions);
}

static void gives_back_what_was_enrolled(void **state)
{
    uint8_t data[2][TEMPLATE_BYTES];
    char expected[512];
    struct tp_store *store = open_store();
    struct listing listing;

    (void)state;
    assert_counts(store, 0, 0, 0);
    assert_int_equal(enrol(store, "Ärztin \"7\"", 2, 5, NULL), TP_OK);
    fill_template(data[0], TEMPLATE_BYTES, 5);
    fill_template(data[1], TEMPLATE_BYTES, 6);
    snprintf(expected, sizeof expected, "Ärztin \"7\" 1005 1/60/900/%08x\nÄrztin \"7\" 1005 2/61/900/%08x\n",
             tp_crc32(data[0], TEMPLATE_BYTES), tp_crc32(data[1], TEMPLATE_BYTES));
    listing = list_store(store, NULL);
    assert_string_equal(listing.text, expected);
    tp_store_close(&store);
    store = open_store();
    listing = list_store(store, NULL);
    assert_string_equal(listing.text, expected);
    tp_store_close(&store);
    contract_discard();
}

static void adds_encounters_to_a_subject(void **state)
{
    struct tp_store *store = open_store();
    struct listing all, one;

    (void)state;
    assert_int_equal(enrol(store, "b", 3, 10, NULL), TP_OK);
    assert_int_equal(enrol(store, "a", 1, 20, NULL), TP_OK);
    assert_int_equal(enrol(store, "b", 2, 30, NULL), TP_OK);
    assert_counts(store, 2, 3, 6);
    all = list_store(store, NULL);
    assert_int_equal(all.rows, 6);
    assert_memory_equal(all.text, "b 1010 1/", 9); /* the first enrolled first */
    one = list_store(store, "a");
    assert_memory_equal(one.text, "a 1020 1/", 9);
    assert_int_equal(one.rows, 1);
    assert_int_equal(list_store(store, "b").rows, 5);
    assert_int_equal(list_store(store, "nobody").rows, 0);
    tp_store_close(&store);
    contract_discard();
}

static void deletes_a_subject_and_nothing_else(void **state)
{
    struct tp_store *store = open_store();
    struct tp_diag diag;
    struct listing before, after;

    (void)state;
    assert_int_equal(enrol(store, "keep", 2, 1, NULL), TP_OK);
    before = list_store(store, NULL);
    assert_int_equal(enrol(store, "drop", 10, 2, NULL), TP_OK);
    assert_int_equal(enrol(store, "drop", 1, 3, NULL), TP_OK);
    assert_int_equal(tp_store_delete(store, "drop", NULL, NULL), TP_OK);
    assert_counts(store, 1, 1, 2);
    after = list_store(store, NULL);
    assert_string_equal(after.text, before.text);
    tp_diag_init(&diag);
    assert_int_equal(tp_store_delete(store, "drop", NULL, &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.text, "drop"));
    assert_int_equal(enrol(store, "drop", 1, 4, NULL), TP_OK);
    assert_int_equal(list_store(store, "drop").rows, 1);
    tp_store_close(&store);
    contract_discard();
}

static void refuses_half_an_enrolment(void **state)
{
    uint8_t byte = 1;
    const struct tp_store_impression impressions[] = {{1, 50, &byte, 1}, {11, 50, &byte, 1}};
    struct tp_store *store = open_store();
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_store_enrol(store, "x", 0, impressions, 2, &diag), TP_E_STORE); /* no finger 11 */
    assert_true(diag.text[0] != '\0');
    assert_counts(store, 0, 0, 0);
    assert_int_equal(tp_store_enrol(store, "x", 0, impressions, 0, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_store_enrol(store, "", 0, impressions, 1, NULL), TP_E_ARGUMENT);
    assert_counts(store, 0, 0, 0);
    assert_int_equal(tp_store_enrol(store, "x", 0, impressions, 1, NULL), TP_OK); /* usable after a refusal */
    tp_store_close(&store);
    contract_discard();
}

static tp_status stop_at_once(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    (void)row;
    ++*(int *)context;
    return tp_fail(diag, TP_E_CANCELLED, NULL, -1, "enough");
}

static void stops_a_walk_that_is_refused(void **state)
{
    struct tp_store *store = open_store();
    int visits = 0;

    (void)state;
    assert_int_equal(enrol(store, "x", 3, 1, NULL), TP_OK);
    assert_int_equal(tp_store_each(store, NULL, stop_at_once, &visits, NULL), TP_E_CANCELLED);
    assert_int_equal(visits, 1);
    assert_int_equal(enrol(store, "y", 1, 9, NULL), TP_OK); /* the walk holds nothing */
    tp_store_close(&store);
    contract_discard();
}

static void takes_large_and_empty_templates(void **state)
{
    static uint8_t large[1 << 20];
    const struct tp_store_impression impressions[] = {{1, 50, large, sizeof large}, {2, 255, large, 0}};
    struct tp_store *store = open_store();
    struct listing listing;

    (void)state;
    fill_template(large, sizeof large, 3);
    assert_int_equal(tp_store_enrol(store, "x", -5, impressions, 2, NULL), TP_OK);
    listing = list_store(store, NULL);
    assert_non_null(strstr(listing.text, "x -5 1/50/1048576/"));
    assert_non_null(strstr(listing.text, "x -5 2/255/0/"));
    tp_store_close(&store);
    contract_discard();
}

static void serves_several_users(void **state)
{
    struct tp_store *one = open_store(), *two = open_store();

    (void)state;
    assert_int_equal(enrol(one, "x", 1, 1, NULL), TP_OK);
    assert_counts(two, 1, 1, 1);
    assert_int_equal(enrol(two, "x", 1, 2, NULL), TP_OK);
    assert_counts(one, 1, 2, 2);
    assert_int_equal(tp_store_delete(one, "x", NULL, NULL), TP_OK);
    assert_counts(two, 0, 0, 0);
    tp_store_close(&one);
    tp_store_close(&two);
    contract_discard();
}

#define STORE_CONTRACT_TESTS                                                                                           \
    cmocka_unit_test(gives_back_what_was_enrolled), cmocka_unit_test(adds_encounters_to_a_subject),                    \
        cmocka_unit_test(deletes_a_subject_and_nothing_else), cmocka_unit_test(refuses_half_an_enrolment),             \
        cmocka_unit_test(stops_a_walk_that_is_refused), cmocka_unit_test(takes_large_and_empty_templates),             \
        cmocka_unit_test(serves_several_users)

#endif
