/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "record/record.h"

static void findings_keep_their_order_and_words(void **state)
{
    struct tp_findings findings;

    (void)state;
    tp_findings_init(&findings);
    for (uint32_t i = 0; i < 100; i++) {
        const struct tp_finding where = {.severity = TP_SEVERITY_ERROR, .record = i, .type = 14, .rule = "rule"};
        tp_findings_add(&findings, &where, "finding %u", i);
    }
    assert_int_equal(findings.count, 100);
    assert_false(findings.bad);
    assert_int_equal(findings.items[99].record, 99);
    assert_int_equal(findings.items[99].type, 14);
    assert_string_equal(findings.items[99].text, "finding 99");
    tp_findings_deinit(&findings);
    assert_int_equal(findings.count, 0);
}

static void long_words_are_cut_and_no_list_takes_none(void **state)
{
    const struct tp_finding where = {.offset_bytes = -1};
    struct tp_findings findings;

    (void)state;
    tp_findings_add(NULL, &where, "nobody wants to know");
    tp_findings_init(&findings);
    tp_findings_add(&findings, &where, "%0500d", 1);
    assert_int_equal(strlen(findings.items[0].text), sizeof findings.items[0].text - 1);
    tp_findings_deinit(&findings);
}

static void sorted_by_place_errors_first(void **state)
{
    static const struct tp_finding places[] = {
        {.record = 9},
        {.record = 2, .field = 13},
        {.record = 2, .field = 4, .subfield = 2, .item = 1},
        {.record = 2, .field = 4, .subfield = 1, .item = 2},
        {.record = 2, .field = 4, .subfield = 1, .item = 2, .severity = TP_SEVERITY_ERROR},
        {.record = 0},
    };
    struct tp_findings findings;

    (void)state;
    tp_findings_init(&findings);
    tp_findings_sort(&findings, 0);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        tp_findings_add(&findings, &places[i], "%zu", i);
    tp_findings_sort(&findings, 1);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_int_equal(findings.items[i].text[0], "054321"[i]);
    tp_findings_deinit(&findings);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(findings_keep_their_order_and_words),
    cmocka_unit_test(long_words_are_cut_and_no_list_takes_none),
    cmocka_unit_test(sorted_by_place_errors_first),
};
TP_TEST_MAIN(tests)
