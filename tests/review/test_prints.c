/* SPDX-License-Identifier: Apache-2.0 */
/* Prints as examiners are shown them: what there is, pictures without a past, templates. */
#include "bureau.h"

static void blobs_and_stored_templates_are_lists(void **state)
{
    struct tp_print_list list;
    struct tp_template tmpl;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 1, 1);
    assert_int_equal(tp_prints_read(bureau.exchange, "booking/p-1-0", &list, NULL), TP_OK);
    assert_int_equal(list.count, 2);
    assert_true(list.prints[0].has_image && !list.prints[1].has_image);
    assert_int_equal(list.prints[1].height_px, 360);
    assert_ptr_equal(tp_prints_find(&list, 1), &list.prints[1]);
    assert_null(tp_prints_find(&list, 2));
    assert_int_equal(tp_prints_read(bureau.exchange, "subject/person-1", &list, NULL), TP_OK);
    assert_int_equal(list.count, FIXTURE_FINGERS);
    assert_false(list.prints[0].has_image);
    assert_int_equal(tp_print_template(bureau.exchange, &list, &list.prints[1], &tmpl, NULL), TP_OK);
    assert_int_equal(tmpl.position, 2);
    tp_template_deinit(&tmpl);
    assert_int_equal(tp_prints_read(bureau.exchange, "subject/nobody", &list, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_prints_read(bureau.exchange, "booking/none", &list, NULL), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

/* The same pixels in files that say different things give the same bytes. */
static void a_picture_says_nothing_of_its_file(void **state)
{
    static const char comment[] = "P5\n# person-1, booked in Dutchess County\n4 2\n255\nabcdefgh";
    static const char plain[] = "P5 4 2 255\nabcdefgh";
    struct tp_print_list list = {.owner = "request/r-1", .count = 1, .prints = {{.has_image = true, .ppi = 500}}};
    struct tp_buffer first, second;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    tp_buffer_init(&first);
    tp_buffer_init(&second);
    fixture_begin(&bureau.fixture);
    bureau_blob(&bureau, list.owner, "print/0/image", comment, sizeof comment - 1);
    fixture_end(&bureau.fixture);
    assert_int_equal(tp_print_image(bureau.exchange, &list, list.prints, &first, NULL), TP_OK);
    fixture_begin(&bureau.fixture);
    bureau_blob(&bureau, list.owner, "print/0/image", plain, sizeof plain - 1);
    fixture_end(&bureau.fixture);
    assert_int_equal(tp_print_image(bureau.exchange, &list, list.prints, &second, NULL), TP_OK);
    assert_int_equal(first.size_bytes, second.size_bytes);
    assert_memory_equal(first.data, second.data, first.size_bytes);
    tp_buffer_deinit(&first);
    tp_buffer_deinit(&second);
    bureau_close(&bureau);
}

static void each_stage_has_a_view(void **state)
{
    static const char *const stages[] = {"normalise", "orientation", "frequency", "segment", "ridgeness",
                                         "enhance",   "quality",     "binarise",  "thin"};
    struct tp_print_list list;
    struct tp_buffer out;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 1, 1);
    assert_int_equal(tp_prints_read(bureau.exchange, "booking/p-1-0", &list, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(stages); i++) {
        tp_buffer_init(&out);
        assert_int_equal(tp_print_view(bureau.exchange, &list, &list.prints[0], stages[i], &out, NULL), TP_OK);
        assert_true(out.size_bytes > 100);
        tp_buffer_deinit(&out);
    }
    tp_buffer_init(&out);
    assert_int_equal(tp_print_view(bureau.exchange, &list, &list.prints[0], "minutiae", &out, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_print_view(bureau.exchange, &list, &list.prints[1], "thin", &out, NULL), TP_E_NOT_FOUND);
    tp_buffer_deinit(&out);
    bureau_close(&bureau);
}

static void damaged_prints_are_errors(void **state)
{
    struct tp_print_list list = {.owner = "request/r-1", .count = 1, .prints = {{.has_image = true}}};
    struct tp_template tmpl;
    struct tp_buffer out;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    tp_buffer_init(&out);
    fixture_begin(&bureau.fixture);
    bureau_blob(&bureau, list.owner, "print/0/image", "nothing", 7);
    bureau_blob(&bureau, list.owner, "print/0/template", "nothing", 7);
    bureau_blob(&bureau, list.owner, "prints", "[", 1);
    fixture_end(&bureau.fixture);
    assert_int_not_equal(tp_print_image(bureau.exchange, &list, list.prints, &out, NULL), TP_OK);
    assert_int_not_equal(tp_print_template(bureau.exchange, &list, list.prints, &tmpl, NULL), TP_OK);
    tp_template_deinit(&tmpl);
    assert_int_equal(tp_prints_read(bureau.exchange, "request/r-1", &list, NULL), TP_E_FORMAT);
    tp_buffer_deinit(&out);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(blobs_and_stored_templates_are_lists),
    cmocka_unit_test(a_picture_says_nothing_of_its_file),
    cmocka_unit_test(each_stage_has_a_view),
    cmocka_unit_test(damaged_prints_are_errors),
};
TP_TEST_MAIN(tests)
