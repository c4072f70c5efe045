/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"

static void every_command_explains_itself(void **state)
{
    struct program_run run, again;

    (void)state;
    for (const struct tp_command *const *command = tp_commands; *command; command++) {
        char line[128];
        snprintf(line, sizeof line, "%s --help", (*command)->name);
        run_program(line, &run);
        assert_int_equal(run.exit, TP_EXIT_OK);
        assert_string_equal(run.err, "");
        assert_non_null(strstr(run.out, "usage: tenprint "));
        assert_non_null(strstr(run.out, "\nexample:\n  tenprint "));
        for (const struct tp_option *option = (*command)->options; option && option->name; option++)
            assert_non_null(strstr(run.out, option->name));
        snprintf(line, sizeof line, "help %s", (*command)->name);
        run_program(line, &again);
        assert_string_equal(again.out, run.out);
        snprintf(line, sizeof line, "%s --no-such-option", (*command)->name);
        run_program(line, &run);
        assert_int_equal(run.exit, TP_EXIT_USAGE);
        assert_non_null(strstr(run.err, "tenprint: --no-such-option: unknown option\nusage: tenprint "));
    }
}

/* Requests of the man macros that the page uses; anything else at the start of a line is a mistake. */
static void check_man_line(const char *line, size_t length)
{
    static const char *const requests[] = {".TH ", ".SH ", ".SS ", ".TP", ".PP", ".EX", ".EE", ".B ", ".I "};
    bool known = line[0] != '.' && line[0] != '\'';

    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        known = known || strncmp(line, requests[i], strlen(requests[i])) == 0;
    if (!known)
        fail_msg("'%.*s' is no request of a man page", (int)length, line);
}

static void the_man_page_is_well_formed(void **state)
{
    struct program_run run;

    (void)state;
    run_program("--man", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, ".TH TENPRINT 1 ", 15), 0);
    for (const char *line = run.out; *line; line += strcspn(line, "\n") + 1)
        check_man_line(line, strcspn(line, "\n"));
    if (system("command -v groff >/dev/null") == 0) {
        run_program("--man | groff -man -ww -z -Tutf8", &run);
        assert_string_equal(run.err, "");
    } else {
        print_message("groff is not installed, the page was only checked by its lines\n");
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_command_explains_itself),
    cmocka_unit_test(the_man_page_is_well_formed),
};
TP_TEST_MAIN(tests)
