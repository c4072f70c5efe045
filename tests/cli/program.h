/* SPDX-License-Identifier: Apache-2.0 */
/* Running the built program from a test, and reading the JSON that it prints. */
#ifndef TP_TEST_PROGRAM_H
#define TP_TEST_PROGRAM_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a run left behind; texts are cut at their size. */
struct program_run {
    int exit;
    char out[262144], err[8192];
};

static inline void read_text(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "r");
    size_t got = file ? fread(out, 1, size - 1, file) : 0;

    out[got] = '\0';
    if (file)
        fclose(file);
    unlink(path);
}

/* Runs `tenprint ARGUMENTS` through the shell in the current folder. */
static inline void run_program(const char *arguments, struct program_run *run)
{
    char out[] = "/tmp/tenprint_out_XXXXXX", err[] = "/tmp/tenprint_err_XXXXXX", line[4096];
    int status;

    close(mkstemp(out));
    close(mkstemp(err));
    snprintf(line, sizeof line, "{ \"$TP_PROGRAM\" %s; } >%s 2>%s </dev/null", arguments, out, err);
    status = system(line);
    run->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    read_text(out, run->out, sizeof run->out);
    read_text(err, run->err, sizeof run->err);
}

static inline json_t *parse_json(const char *text)
{
    json_t *root = json_loads(text, 0, NULL);

    assert_non_null(root);
    return root;
}

#endif
