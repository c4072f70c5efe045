/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments are named by their content. */
#include "office.h"

static void an_attachment_comes_back(void **state)
{
    static const char text[] = "We ask that our county stay out.";
    char name[TP_HASH_TEXT_BYTES], again[TP_HASH_TEXT_BYTES];
    struct office office;
    uint8_t *data;
    size_t size;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(tp_organisation_attach(office.organisation, text, sizeof text - 1, 5, name, NULL), TP_OK);
    assert_int_equal(tp_organisation_attach(office.organisation, text, sizeof text - 1, 6, again, NULL), TP_OK);
    assert_string_equal(name, again);
    assert_int_equal(strlen(name), 64);
    assert_int_equal(tp_organisation_attachment(office.organisation, name, &data, &size, NULL), TP_OK);
    assert_string_equal((char *)data, text);
    free(data);
    name[0] = name[0] == '0' ? '1' : '0';
    assert_int_equal(tp_organisation_attachment(office.organisation, name, &data, &size, NULL), TP_E_NOT_FOUND);
    office_remove(&office);
}

static void too_large_a_one_is_refused(void **state)
{
    char name[TP_HASH_TEXT_BYTES];
    struct office office;
    size_t size = (16 << 20) + 1;
    char *large = calloc(size, 1);

    (void)state;
    assert_non_null(large);
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(tp_organisation_attach(office.organisation, large, size, 5, name, NULL), TP_E_LIMIT);
    free(large);
    office_remove(&office);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_attachment_comes_back),
    cmocka_unit_test(too_large_a_one_is_refused),
};
TP_TEST_MAIN(tests)
