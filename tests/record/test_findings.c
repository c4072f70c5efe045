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

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(findings_keep_their_order_and_words),
    cmocka_unit_test(long_words_are_cut_and_no_list_takes_none),
};
TP_TEST_MAIN(tests)
