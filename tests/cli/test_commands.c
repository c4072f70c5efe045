/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "cli/command.h"

static void every_command_is_fully_described(void **state)
{
    (void)state;
    for (const struct tp_command *const *at = tp_commands; *at; at++) {
        const struct tp_command *command = *at;
        int options = 0;
        assert_true(tp_command_find(command->name) == command);
        assert_true(command->summary[0] && command->description[0] && command->run);
        assert_true(command->positional_min <= command->positional_max);
        assert_int_equal(strncmp(command->example, "tenprint ", 9), 0);
        assert_int_equal(command->example[strlen(command->example) - 1], '\n');
        for (const struct tp_option *option = command->options; option && option->name; option++, options++) {
            assert_non_null(option->help);
            assert_int_equal(option->argument == NULL, option->kind == TP_OPTION_FLAG);
            if (option->kind == TP_OPTION_INTEGER || option->kind == TP_OPTION_NUMBER)
                assert_true(option->min < option->max);
        }
        assert_true(options <= TP_OPTIONS_MAX);
    }
}

static void names_are_unique(void **state)
{
    (void)state;
    for (const struct tp_command *const *a = tp_commands; *a; a++)
        for (const struct tp_command *const *b = a + 1; *b; b++)
            assert_string_not_equal((*a)->name, (*b)->name);
    assert_null(tp_command_find("no-such-command"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_command_is_fully_described),
    cmocka_unit_test(names_are_unique),
};
TP_TEST_MAIN(tests)
