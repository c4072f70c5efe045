/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that ask a node for one thing: what is asked for by a line, and what is printed of the answer. */
#ifndef TP_TEST_COMMANDS_THAT_ASK_H
#define TP_TEST_COMMANDS_THAT_ASK_H

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"

struct command_that_asks {
    const char *line, *answer;   /* "" for no answer */
    const char *method, *target; /* of what was asked */
    const char *body;            /* NULL: any */
    const char *out;             /* a part of what is printed */
};

static inline void run_command_that_asks(const struct command_that_asks *at)
{
    const struct fake_answer answer = {at->answer[0] ? 200 : 204, at->answer[0] ? NULL : "text/plain", at->answer};
    struct program_run run;

    fake_node_answers(&answer, 1);
    run_program(at->line, &run);
    if (run.exit != TP_EXIT_OK || !strstr(run.out, at->out))
        fail_msg("%s\nexit %d, without \"%s\"\n%s%s", at->line, run.exit, at->out, run.out, run.err);
    assert_string_equal(node.requests[0].method, at->method);
    assert_string_equal(node.requests[0].target, at->target);
    if (at->body)
        assert_string_equal(node.requests[0].body, at->body);
}

#endif
