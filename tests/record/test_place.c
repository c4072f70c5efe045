/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "record/record.h"

static struct tp_transaction *transaction_with_a_print(const char *version)
{
    struct tp_transaction *transaction;
    struct tp_record *record;

    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(tp_transaction_at(transaction, 0), 2, NULL, "%s", version), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 14, 2, &record, NULL), TP_OK);
    return transaction;
}

static void a_place_names_record_field_subfield_and_item(void **state)
{
    struct tp_transaction *transaction = transaction_with_a_print("0500");
    struct tp_finding finding = {.record = 1, .type = 14, .field = 13, .subfield = 1, .item = 2};
    char place[128];

    (void)state;
    tp_finding_place(&finding, transaction, place, sizeof place);
    assert_string_equal(place, "record 2 (type 14, IDC 2), field 14.013 FGP, subfield 1, item 2");
    finding.item = finding.subfield = 0;
    tp_finding_place(&finding, NULL, place, sizeof place);
    assert_string_equal(place, "record 2 (type 14), field 14.013 FGP");
    finding.field = 0;
    tp_finding_place(&finding, transaction, place, sizeof place);
    assert_string_equal(place, "record 2 (type 14, IDC 2)");
    finding.field = 150;
    tp_finding_place(&finding, transaction, place, sizeof place);
    assert_string_equal(place, "record 2 (type 14, IDC 2), field 14.150");
    finding = (struct tp_finding){.type = 0};
    tp_finding_place(&finding, transaction, place, sizeof place);
    assert_string_equal(place, "file");
    finding = (struct tp_finding){.type = 14, .record = 77, .field = 13};
    tp_finding_place(&finding, transaction, place, 12);
    assert_string_equal(place, "record 78 (");
    tp_transaction_free(&transaction);
}

static void the_version_is_that_of_the_first_record(void **state)
{
    static const char *versions[] = {"0500", "0201", "garbage", "99999", "-1"};
    static const unsigned numbers[] = {500, 201, 0, 0, 0};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct tp_transaction *transaction = transaction_with_a_print(versions[i]);
        assert_int_equal(tp_transaction_version(transaction), numbers[i]);
        tp_transaction_free(&transaction);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_place_names_record_field_subfield_and_item),
    cmocka_unit_test(the_version_is_that_of_the_first_record),
};
TP_TEST_MAIN(tests)
