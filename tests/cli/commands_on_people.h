/* SPDX-License-Identifier: Apache-2.0 */
/* Running commands in a scratch folder with template files of people. */
#ifndef TP_TEST_COMMANDS_ON_PEOPLE_H
#define TP_TEST_COMMANDS_ON_PEOPLE_H

#include "node/population.h"
#include "program.h"

static struct test_folder folder;

/* Runs `tenprint COMMAND` in the folder and compares the exit status and what must occur in its output. */
static void assert_ran(const char *command, int status, const char *out, const char *err)
{
    static struct program_run run;

    assert_int_equal(chdir(folder.path), 0);
    run_program(command, &run);
    if (run.exit != status || !strstr(run.out, out) || !strstr(run.err, err))
        fail_msg("%s: exit %d, output '%s', errors '%s'", command, run.exit, run.out, run.err);
}

#endif
