/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "node/node.h"
#include "prints.h"

static tp_status extract(const struct test_folder *folder, const struct tp_evaluate_options *options,
                         struct tp_template *templates, struct tp_evaluated_impression *impressions)
{
    struct tp_imageset images;
    struct tp_pool *pool;
    tp_status status;

    assert_int_equal(tp_imageset_open(folder->path, &images, NULL), TP_OK);
    assert_int_equal(images.count, 4);
    assert_int_equal(tp_pool_new(3, &pool, NULL), TP_OK);
    status = tp_imageset_extract(&images, options, pool, templates, impressions, NULL);
    tp_pool_free(&pool);
    tp_imageset_deinit(&images);
    return status;
}

static void describes_what_it_extracts(void **state)
{
    struct tp_evaluated_impression impressions[4];
    struct tp_template templates[4];
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 2, 2);
    assert_int_equal(extract(&folder, &(struct tp_evaluate_options){.ppi = 500}, templates, impressions), TP_OK);
    for (int i = 0; i < 4; i++) {
        uint8_t *data;
        size_t size_bytes;
        assert_int_equal(impressions[i].quality, templates[i].quality);
        assert_int_equal(impressions[i].minutia_count, templates[i].minutia_count);
        assert_true(impressions[i].extract_ns > 0);
        assert_int_equal(tp_template_encode(&templates[i], TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
        assert_int_equal(impressions[i].template_bytes, size_bytes);
        free(data);
        tp_template_deinit(&templates[i]);
    }
    folder_remove(&folder);
}

static void a_format_takes_away_what_it_cannot_carry(void **state)
{
    const struct tp_evaluate_options options = {.through_format = true, .format = TP_FORMAT_ISO_2005};
    struct tp_evaluated_impression impressions[4];
    struct tp_template templates[4];
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 2, 2);
    assert_int_equal(extract(&folder, &options, templates, impressions), TP_OK);
    for (int i = 0; i < 4; i++) {
        assert_null(templates[i].field);
        assert_int_equal(templates[i].minutia_count, impressions[i].minutia_count);
        tp_template_deinit(&templates[i]);
    }
    folder_remove(&folder);
}

static void a_failure_leaves_nothing_to_leak(void **state)
{
    struct tp_evaluated_impression impressions[4];
    struct tp_template templates[4];
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 2, 2);
    folder_write(&folder, "2_1.pgm", "bad", 3);
    assert_int_not_equal(extract(&folder, &(struct tp_evaluate_options){0}, templates, impressions), TP_OK);
    for (int i = 0; i < 4; i++)
        tp_template_deinit(&templates[i]);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(describes_what_it_extracts),
    cmocka_unit_test(a_format_takes_away_what_it_cannot_carry),
    cmocka_unit_test(a_failure_leaves_nothing_to_leak),
};
TP_TEST_MAIN(tests)
