/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "exchange/exchange.h"

static void each_duty_is_found_by_its_code(void **state)
{
    (void)state;
    for (int i = 0; i < TP_DUTIES; i++)
        assert_int_equal(tp_duty_find(tp_duty_code((enum tp_duty)i)), i);
    assert_int_equal(tp_duty_find("king"), -1);
    assert_int_equal(tp_duty_find(""), -1);
}

static void who_watches_does_nothing_else(void **state)
{
    (void)state;
    for (uint32_t duties = 0; duties < 1u << (TP_DUTIES + 1); duties++) {
        bool alone = duties == TP_DUTY_BIT(AUDITOR) || duties == TP_DUTY_BIT(ADMINISTRATOR);
        bool others =
            duties != 0 && duties < 1u << TP_DUTIES && !(duties & (TP_DUTY_BIT(AUDITOR) | TP_DUTY_BIT(ADMINISTRATOR)));
        assert_int_equal(tp_duties_check(duties, NULL), alone || others ? TP_OK : TP_E_ARGUMENT);
    }
}

static tp_status read_duties(const char *text, uint32_t *out)
{
    struct tp_json_document *document;
    tp_status status;

    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    status = tp_duties_read(tp_json_member(tp_json_root(document), "duties"), "duties", out, NULL);
    tp_json_document_free(&document);
    return status;
}

static void duties_in_json(void **state)
{
    uint32_t duties;

    (void)state;
    assert_int_equal(read_duties("{\"duties\":[\"examiner\",\"contributor\",\"examiner\"]}", &duties), TP_OK);
    assert_int_equal(duties, TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(CONTRIBUTOR));
    assert_int_equal(read_duties("{\"duties\":[]}", &duties), TP_OK);
    assert_int_equal(duties, 0);
    assert_int_equal(read_duties("{\"duties\":[\"king\"]}", &duties), TP_E_ARGUMENT);
    assert_int_equal(read_duties("{\"duties\":[3]}", &duties), TP_E_ARGUMENT);
    assert_int_equal(read_duties("{\"duties\":\"examiner\"}", &duties), TP_E_ARGUMENT);
    assert_int_equal(read_duties("{}", &duties), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_duty_is_found_by_its_code),
    cmocka_unit_test(who_watches_does_nothing_else),
    cmocka_unit_test(duties_in_json),
};
TP_TEST_MAIN(tests)
