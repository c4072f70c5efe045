/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "ledger/ledger.h"

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

static void the_example_of_the_specification_is_read_and_written(void **state)
{
    static const char text[] = "example.com/behind-the-sofa\n20852163\n" ROOT "\n";
    struct tp_checkpoint checkpoint;
    struct tp_buffer out;

    (void)state;
    assert_int_equal(tp_checkpoint_parse(text, &checkpoint, NULL), TP_OK);
    assert_string_equal(checkpoint.origin, "example.com/behind-the-sofa");
    assert_int_equal(checkpoint.size, 20852163);
    assert_int_equal(checkpoint.root.bytes[0], 0x0A);
    tp_buffer_init(&out);
    tp_checkpoint_write(&checkpoint, &out);
    assert_int_equal(out.size_bytes, strlen(text));
    assert_memory_equal(out.data, text, strlen(text));
    tp_buffer_deinit(&out);
}

static void extension_lines_are_skipped(void **state)
{
    struct tp_checkpoint checkpoint;

    (void)state;
    assert_int_equal(tp_checkpoint_parse("an origin\n0\n" ROOT "\nextension\nanother\n", &checkpoint, NULL), TP_OK);
    assert_string_equal(checkpoint.origin, "an origin");
    assert_int_equal(checkpoint.size, 0);
}

static void what_is_no_checkpoint_is_refused(void **state)
{
    static const struct {
        const char *text, *field;
        tp_status status;
    } bad[] = {
        {"", "checkpoint", TP_E_TRUNCATED},
        {"origin\n1\n", "checkpoint", TP_E_TRUNCATED},
        {"origin\n1\n" ROOT, "checkpoint", TP_E_TRUNCATED},
        {"\n1\n" ROOT "\n", "checkpoint: origin", TP_E_FORMAT},
        {"origin\n\n" ROOT "\n", "checkpoint: size", TP_E_FORMAT},
        {"origin\n01\n" ROOT "\n", "checkpoint: size", TP_E_FORMAT},
        {"origin\n-1\n" ROOT "\n", "checkpoint: size", TP_E_FORMAT},
        {"origin\n9223372036854775808\n" ROOT "\n", "checkpoint: size", TP_E_FORMAT},
        {"origin\n1\nCsUY\n", "checkpoint: root", TP_E_FORMAT},
        {"origin\n1\n" ROOT " \n", "checkpoint: root", TP_E_FORMAT},
        {"origin\n1\n" ROOT "\n\n", "checkpoint", TP_E_FORMAT},
        {"origin\n1\n" ROOT "\nextension", "checkpoint", TP_E_FORMAT},
    };
    struct tp_checkpoint checkpoint;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        assert_int_equal(tp_checkpoint_parse(bad[i].text, &checkpoint, &diag), bad[i].status);
        assert_string_equal(diag.field, bad[i].field);
        assert_int_equal(checkpoint.size, 0);
    }
}

static void origins_have_a_limit(void **state)
{
    struct tp_checkpoint checkpoint;
    char text[TP_LEDGER_NAME_MAX + 64];

    (void)state;
    memset(text, 'o', TP_LEDGER_NAME_MAX);
    memcpy(text + TP_LEDGER_NAME_MAX, "\n1\n" ROOT "\n", sizeof "\n1\n" ROOT "\n");
    assert_int_equal(tp_checkpoint_parse(text, &checkpoint, NULL), TP_E_FORMAT);
    assert_int_equal(tp_checkpoint_parse(text + 1, &checkpoint, NULL), TP_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_example_of_the_specification_is_read_and_written),
    cmocka_unit_test(extension_lines_are_skipped),
    cmocka_unit_test(what_is_no_checkpoint_is_refused),
    cmocka_unit_test(origins_have_a_limit),
};
TP_TEST_MAIN(tests)
