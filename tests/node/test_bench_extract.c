/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "figures.h"
#include "prints.h"

static void the_stages_add_up_to_the_image(void **state)
{
    struct figures figures = {0};
    struct test_folder folder;
    double sum_ms = 0, image_ms;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 2, 2);
    assert_int_equal(
        tp_bench_extract(&(struct tp_bench_options){.folder = folder.path, .rounds = 2}, figures_take, &figures, NULL),
        TP_OK);
    image_ms = figures_value(&figures, "image, median");
    assert_true(image_ms > 0);
    assert_true(figures_value(&figures, "image, 95th percentile") >= image_ms);
    assert_true(figures_value(&figures, "native template, median") > 8);
    for (size_t i = 0; i < figures.count; i++)
        if (strncmp(figures.items[i].name, "stage ", 6) == 0)
            sum_ms += figures.items[i].value;
    figures_value(&figures, "stage enhance, mean");
    if (sum_ms < image_ms / 4 || sum_ms > image_ms * 4) /* wide: other work may run beside the test */
        fail_msg("stages take %g ms, an image %g ms", sum_ms, image_ms);
    folder_remove(&folder);
}

static void a_missing_folder_is_named(void **state)
{
    struct figures figures = {0};
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_bench_extract(&(struct tp_bench_options){.folder = "/nowhere"}, figures_take, &figures, &diag),
                     TP_E_NOT_FOUND);
    assert_string_equal(diag.file, "/nowhere");
    assert_int_equal(figures.count, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_stages_add_up_to_the_image),
    cmocka_unit_test(a_missing_folder_is_named),
};
TP_TEST_MAIN(tests)
