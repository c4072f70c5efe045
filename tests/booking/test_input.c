/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "booking/bureau.h"

static struct tp_config config = {.jurisdiction = (char *)"US-NY"};
static struct tp_booking_input input;
static struct tp_diag diag;

static int tear_down(void **state)
{
    (void)state;
    tp_booking_input_deinit(&input);
    return 0;
}

static tp_status read_input(const void *bytes, size_t size_bytes)
{
    tear_down(NULL);
    tp_diag_init(&diag);
    return tp_booking_input_read(bytes, size_bytes, NULL, &input, &diag);
}

static tp_status judge(const char *text)
{
    tp_status status = read_input(text, strlen(text));

    return status == TP_OK ? tp_booking_input_judge(&input, &config, &diag) : status;
}

static void a_form_is_told_by_its_first_byte(void **state)
{
    (void)state;
    assert_int_equal(judge(bureau_form(1, 1, 2, "\"offence\":\"level-1\",")), TP_OK);
    assert_null(input.file);
    assert_int_equal(input.facts.offence, TP_SERIOUSNESS_LEVEL_1);
    assert_string_equal(input.facts.jurisdiction, "US-NY");
    assert_string_equal(input.facts.type, "");
}

static void what_is_neither_is_refused(void **state)
{
    (void)state;
    assert_int_equal(read_input("", 0), TP_E_FORMAT);
    assert_string_equal(diag.field, "body");
    assert_int_equal(read_input("hello", 5), TP_E_FORMAT);
    assert_int_equal(read_input(" \n{", 3), TP_E_FORMAT);
    assert_int_not_equal(judge("{\"prints\":[{\"position\":1,\"template\":\"AAEC\"}]}"), TP_OK);
    assert_string_equal(diag.field, "prints[0].template");
    assert_int_not_equal(judge("{\"prints\":[{\"position\":1,\"image\":\"AAEC\"}]}"), TP_OK);
    assert_string_equal(diag.field, "prints[0].image");
}

static void a_file_is_read_with_what_was_said_beside_it(void **state)
{
    const struct tp_booking_told told = {.jurisdiction = "US-NY-027", .offence = "level-3"};
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes);

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_booking_input_read(file, size_bytes, &told, &input, &diag), TP_OK);
    assert_int_equal(tp_booking_input_judge(&input, &config, &diag), TP_OK);
    assert_non_null(input.file);
    assert_string_equal(input.facts.ori, "ILTEST000");
    assert_string_equal(input.facts.jurisdiction, "US-NY-027");
    assert_int_equal(input.facts.offence, TP_SERIOUSNESS_LEVEL_3);
    free(file);
}

static void a_file_may_lie_in_a_form(void **state)
{
    struct tp_buffer text;
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes);

    (void)state;
    tp_buffer_init(&text);
    tp_write_text(&text, "{\"conviction\":\"none\",\"transaction\":\"");
    tp_base64_encode(file, size_bytes, &text);
    tp_write_text(&text, "\"}");
    assert_int_equal(read_input(text.data, text.size_bytes), TP_OK);
    assert_int_equal(tp_booking_input_judge(&input, &config, &diag), TP_OK);
    assert_non_null(input.file);
    assert_int_equal(input.facts.conviction, TP_SERIOUSNESS_NONE);
    assert_string_equal(input.facts.control_number, "TEST-0000001");
    tear_down(NULL);
    tp_buffer_deinit(&text);
    free(file);
}

/* No field that must be there may be missing. */
static void a_wrong_file_is_refused_with_its_place(void **state)
{
    size_t size_bytes, length;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes), *wrong;
    struct tp_transaction *changed;

    (void)state;
    assert_int_equal(tp_transaction_read(file, size_bytes, NULL, NULL, &changed, NULL), TP_OK);
    tp_record_unset(tp_transaction_at(changed, 1), 24);
    assert_int_equal(tp_transaction_write(changed, &wrong, &length, NULL), TP_OK);
    assert_int_equal(read_input(wrong, length), TP_OK);
    assert_int_equal(tp_booking_input_judge(&input, &config, &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.field, "record 2"));
    assert_non_null(strstr(diag.field, "2.024"));
    tp_transaction_free(&changed);
    free(wrong);
    free(file);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(a_form_is_told_by_its_first_byte, tear_down),
    cmocka_unit_test_teardown(what_is_neither_is_refused, tear_down),
    cmocka_unit_test_teardown(a_file_is_read_with_what_was_said_beside_it, tear_down),
    cmocka_unit_test_teardown(a_file_may_lie_in_a_form, tear_down),
    cmocka_unit_test_teardown(a_wrong_file_is_refused_with_its_place, tear_down),
};
TP_TEST_MAIN(tests)
