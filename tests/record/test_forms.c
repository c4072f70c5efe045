/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "record/record.h"

static void check(const struct tp_form *form, const char *good, const char *bad)
{
    const char *lists[] = {good, bad};

    for (int i = 0; i < 2; i++) {
        for (const char *word = lists[i]; *word; word += strcspn(word, " "), word += *word == ' ') {
            struct tp_bytes value = {(const uint8_t *)word, strcspn(word, " ")};
            if (form->valid(value) != (i == 0))
                fail_msg("%.*s: %s", (int)value.size_bytes, word, form->name);
        }
    }
    assert_false(form->valid((struct tp_bytes){(const uint8_t *)"", 0}));
}

static void dates_are_those_of_the_calendar(void **state)
{
    (void)state;
    check(
        &tp_form_date, "20120726 20000229 20240229 19991231",
        "20120732 20121301 20120026 20120700 20120431 19000229 20230229 00000726 2012072 201207266 July2012 2012072z");
    check(&tp_form_gmt, "20120726111545Z 20120726000000Z 20120726235959Z",
          "20120726111545z 20120726241545Z 20120726116045Z 20120726111560Z 0000726111545Z 20120726111545 "
          "20120230111545Z");
    check(&tp_form_date_or_gmt, "20120726 20120726111545Z", "2012 20120726111545");
    check(&tp_form_time_index, "01:02:03.456 010203456", "01:62:03.456 01:02:63.456 0102034 01-02-03.456 016203456");
}

static void numbers_have_their_forms(void **state)
{
    (void)state;
    check(&tp_form_whole, "0 007 12345678901234567890", "-1 +1 1.0 1a");
    check(&tp_form_integer, "0 -7 +7 007", "- + 1.5 --1 1-");
    check(&tp_form_decimal, "0 -7 45.8394 .5 5.", ". - 1.2.3 1e5 abc");
    check(&tp_form_no_zeros, "0 10", "00 01 -1");
    check(&tp_form_resolution, "00.00 19.69", "19.6 9.690 19,69 19.690 1a.69");
    check(&tp_form_device, "M213456789012 P1", "X213456789012 m1");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(dates_are_those_of_the_calendar),
    cmocka_unit_test(numbers_have_their_forms),
};
TP_TEST_MAIN(tests)
