/* SPDX-License-Identifier: Apache-2.0 */
/* Partners added to and removed from a configuration: comments stay, and what would not be read as meant is refused. */
#include "test.h"

#include <string.h>

#include "cli/partner_file.h"

#define START "id: ny-dcjs\nname: DCJS\njurisdiction: US-NY\nledger_origin: a.example/l\nkey_file: key.pem\n"
#define KEY_A "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define KEY_B "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
#define A "  - id: \"a\"\n    name: \"A\"\n    key: \"" KEY_A "\"\n"
#define B "  - id: \"b\"\n    name: \"B\"\n    key: \"" KEY_B "\"\n    url: \"https://b.example\"\n"

static const struct tp_config_partner a = {"a", "A", KEY_A, NULL, NULL, NULL},
                                      b = {"b", "B", KEY_B, "https://b.example", NULL, NULL};

static void adds(const char *before, const struct tp_config_partner *partner, const char *after)
{
    struct tp_buffer out;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_buffer_init(&out);
    if (tp_partner_file_add(before, partner, &out, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    tp_write_u8(&out, 0);
    assert_string_equal((const char *)out.data, after);
    tp_buffer_deinit(&out);
}

static void removes(const char *before, const char *id, const char *after)
{
    struct tp_buffer out;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_buffer_init(&out);
    if (tp_partner_file_remove(before, id, &out, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    tp_write_u8(&out, 0);
    assert_string_equal((const char *)out.data, after);
    tp_buffer_deinit(&out);
}

static void there_and_back(void **state)
{
    (void)state;
    adds(START "# ours\npartners: []\n# end\n", &a, START "# ours\npartners:\n" A "# end\n");
    adds(START, &a, START "partners:\n" A);
    adds(START "partners:\n" A "witnesses: []\n", &b, START "partners:\n" B A "witnesses: []\n");
    removes(START "partners:\n" B A "witnesses: []\n", "b", START "partners:\n" A "witnesses: []\n");
    removes(START "partners:\n" B "# x\n" A "witnesses: []\n", "a", START "partners:\n" B "# x\nwitnesses: []\n");
    removes(START "partners:\n" A "witnesses: []\n", "a", START "partners: []\nwitnesses: []\n");
}

static void refused(void **state)
{
    static const char flow[] = START "partners: [{id: a, name: A, key: " KEY_A "}]\n";
    struct tp_config_partner same = b;
    struct tp_buffer out;

    (void)state;
    tp_buffer_init(&out);
    assert_int_equal(tp_partner_file_add(START "partners:\n" A, &a, &out, NULL), TP_E_EXISTS);
    assert_int_equal(tp_partner_file_remove(START "partners:\n" A, "b", &out, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_partner_file_remove(flow, "a", &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_partner_file_add(flow, &b, &out, NULL), TP_E_FORMAT); /* a would be lost */
    out.size_bytes = 0;
    same.key = (char *)(uintptr_t)KEY_A;
    assert_int_equal(tp_partner_file_add(START "partners:\n" A, &same, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_partner_file_add("rubbish", &a, &out, NULL), TP_E_FORMAT);
    tp_buffer_deinit(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(there_and_back),
    cmocka_unit_test(refused),
};
TP_TEST_MAIN(tests)
