/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "agreement/agreement.h"

static const char *const no_codes[] = {
    NULL,
    "",
    "U",
    "us",
    "USA",
    "1S",
    "U1",
    "US-",
    "-NY",
    "US-NYXX",
    "US-ny",
    "US--027",
    "US-NY-",
    "US-NY-02 ",
    "US_NY",
    "US-NY-027-1",
    "US-N\xc3",
    "US NY",
    "US-NY-123456789",
    " US",
    "US-NY\n",
};

static void a_code_is_known_by_its_form(void **state)
{
    (void)state;
    assert_int_equal(tp_jurisdiction_level("US"), TP_LEVEL_COUNTRY);
    assert_int_equal(tp_jurisdiction_level("US-NY"), TP_LEVEL_STATE);
    assert_int_equal(tp_jurisdiction_level("MX-CMX"), TP_LEVEL_STATE);
    assert_int_equal(tp_jurisdiction_level("FR-2"), TP_LEVEL_STATE);
    assert_int_equal(tp_jurisdiction_level("US-NY-027"), TP_LEVEL_COUNTY);
    assert_true(tp_jurisdiction_is_code("DE-BY-09162000"));
    assert_true(strlen("DE-XXX-09162000") < TP_JURISDICTION_MAX);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(no_codes); i++) {
        assert_false(tp_jurisdiction_is_code(no_codes[i]));
        assert_int_equal(tp_jurisdiction_level(no_codes[i]), 0);
    }
}

static void the_one_above_is_the_code_without_its_last_part(void **state)
{
    char above[TP_JURISDICTION_MAX];

    (void)state;
    assert_true(tp_jurisdiction_parent("US-NY-027", above));
    assert_string_equal(above, "US-NY");
    assert_true(tp_jurisdiction_parent("US-NY", above));
    assert_string_equal(above, "US");
    assert_false(tp_jurisdiction_parent("US", above));
    assert_string_equal(above, "");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(no_codes); i++) {
        assert_false(tp_jurisdiction_parent(no_codes[i], above));
        assert_string_equal(above, "");
    }
}

static void covers_itself_and_all_below(void **state)
{
    static const char *const codes[] = {"US", "US-N", "US-NY", "US-NY-027", "US-NY-02", "US-NJ-027", "MX", "MX-CMX"};
    char above[TP_JURISDICTION_MAX];

    (void)state;
    assert_true(tp_jurisdiction_covers("US", "US-NY-027"));
    assert_true(tp_jurisdiction_covers("US-NY", "US-NY-027"));
    assert_false(tp_jurisdiction_covers("US-NY-027", "US-NY"));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(codes); i++) {
        for (size_t j = 0; j < TP_ARRAY_LENGTH(codes); j++) { /* the same as walking up from the inner one */
            bool covered = strcmp(codes[i], codes[j]) == 0;
            snprintf(above, sizeof above, "%s", codes[j]);
            while (!covered && tp_jurisdiction_parent(above, above))
                covered = strcmp(codes[i], above) == 0;
            assert_int_equal(tp_jurisdiction_covers(codes[i], codes[j]), covered);
        }
    }
}

static void what_is_no_code_covers_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(no_codes); i++) {
        assert_false(tp_jurisdiction_covers(no_codes[i], "US-NY"));
        assert_false(tp_jurisdiction_covers("US", no_codes[i]));
        assert_false(tp_jurisdiction_covers(no_codes[i], no_codes[i]));
    }
}

static void no_county_is_told(void **state)
{
    char coarse[TP_JURISDICTION_MAX];

    (void)state;
    tp_jurisdiction_coarse("US-NY-027", coarse);
    assert_string_equal(coarse, "US-NY");
    tp_jurisdiction_coarse("US-NY", coarse);
    assert_string_equal(coarse, "US-NY");
    tp_jurisdiction_coarse("US", coarse);
    assert_string_equal(coarse, "US");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(no_codes); i++) {
        tp_jurisdiction_coarse(no_codes[i], coarse);
        assert_string_equal(coarse, "");
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_code_is_known_by_its_form), cmocka_unit_test(the_one_above_is_the_code_without_its_last_part),
    cmocka_unit_test(covers_itself_and_all_below), cmocka_unit_test(what_is_no_code_covers_nothing),
    cmocka_unit_test(no_county_is_told),
};
TP_TEST_MAIN(tests)
