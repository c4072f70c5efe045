/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/captured.h"
#include "cli/commands.h"
#include "cli/done.h"

static const char *print(bool as_json)
{
    char *words[] = {(char *)"dhs", (char *)"--json"};
    struct tp_arguments arguments;
    const char *printed;

    assert_int_equal(tp_arguments_parse(&tp_command_partner_remove, as_json ? 2 : 1, words, &arguments, NULL), TP_OK);
    capture_begin();
    assert_int_equal(tp_done_print(&arguments, "removed", "dhs", "removed dhs; so it is", NULL), TP_OK);
    printed = capture_end();
    tp_arguments_deinit(&arguments);
    return printed;
}

static void it_is_said_either_way(void **state)
{
    (void)state;
    assert_string_equal(print(false), "removed dhs; so it is\n");
    assert_string_equal(print(true), "{\"removed\":\"dhs\"}\n");
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(it_is_said_either_way)};
TP_TEST_MAIN(tests)
