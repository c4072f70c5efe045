/* SPDX-License-Identifier: Apache-2.0 */
/* Processes of our own program. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "play/play.h"

enum { VARIABLES_MAX = 1024, PASSPHRASE_BYTES = 300 };

/* Our environment with the passphrase in place of ours. */
static void make_environment(const char *passphrase, char text[PASSPHRASE_BYTES], char *out[VARIABLES_MAX])
{
    static const char name[] = "TENPRINT_PASSPHRASE=";
    size_t count = 0;

    if (passphrase) {
        snprintf(text, PASSPHRASE_BYTES, "%s%s", name, passphrase);
        out[count++] = text;
    }
    for (char **at = environ; *at && count < VARIABLES_MAX - 1; at++)
        if (!passphrase || strncmp(*at, name, sizeof name - 1) != 0)
            out[count++] = *at;
    out[count] = NULL;
}

/* Its standard output is the pipe, its error the log; of ours it has nothing else. */
static int add_files(posix_spawn_file_actions_t *actions, const int ends[2], const char *log)
{
    int failed = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

    if (failed == 0)
        failed = posix_spawn_file_actions_adddup2(actions, ends[1], STDOUT_FILENO);
    if (failed == 0)
        failed = posix_spawn_file_actions_addopen(actions, STDERR_FILENO, log ? log : "/dev/null",
                                                  O_WRONLY | O_CREAT | O_APPEND, 0600);
    return failed;
}

static int spawn(const struct tp_play_command *command, const int ends[2], pid_t *pid)
{
    char passphrase[PASSPHRASE_BYTES], *environment[VARIABLES_MAX];
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);

    if (failed != 0)
        return failed;
    make_environment(command->passphrase, passphrase, environment);
    failed = add_files(&actions, ends, command->log);
    if (failed == 0)
        failed = posix_spawn(pid, command->arguments[0], &actions, NULL, (char *const *)(uintptr_t)command->arguments,
                             environment);
    posix_spawn_file_actions_destroy(&actions);
    tp_wipe(passphrase, sizeof passphrase);
    return failed;
}

/* Whether there was a whole line. */
static bool read_line(int descriptor, char *line, size_t line_bytes)
{
    size_t used = 0;
    char byte;

    while (used + 1 < line_bytes) {
        ssize_t got = read(descriptor, &byte, 1);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || byte == '\n') {
            line[used] = '\0';
            return got > 0;
        }
        line[used++] = byte;
    }
    line[used] = '\0';
    return true;
}

tp_status tp_play_process_start(const struct tp_play_command *command, struct tp_play_process *out, char *line,
                                size_t line_bytes, struct tp_diag *diag)
{
    int ends[2], failed;
    bool whole;

    out->pid = 0;
    line[0] = '\0';
    if (pipe2(ends, O_CLOEXEC) != 0)
        return tp_fail(diag, TP_E_IO, command->arguments[0], -1, "no pipe: %s", strerror(errno));
    failed = spawn(command, ends, &out->pid);
    close(ends[1]);
    if (failed != 0) {
        close(ends[0]);
        out->pid = 0;
        return tp_fail(diag, TP_E_IO, command->arguments[0], -1, "it cannot be started: %s", strerror(failed));
    }
    whole = read_line(ends[0], line, line_bytes);
    close(ends[0]);
    if (whole)
        return TP_OK;
    (void)tp_play_process_end(out, SIGKILL);
    return tp_fail(diag, TP_E_IO, command->arguments[0], -1, "it ended before it was ready; see %s",
                   command->log ? command->log : "what it says when it is run by hand");
}

int tp_play_process_end(struct tp_play_process *process, int signal)
{
    int status = 0;

    if (process->pid <= 0)
        return INT_MIN;
    (void)kill(process->pid, signal);
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    process->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
