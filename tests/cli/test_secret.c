/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <pty.h>

#include "base/base.h"
#include "cli/secret.h"
#include "folder.h"

static char secret[TP_SECRET_MAX];
static struct tp_diag diag;

static tp_status read_secret(const char *file, const char *what, bool twice)
{
    const struct tp_secret_source source = {file, "--pin-file", "TENPRINT_TEST_SECRET", what, twice};

    return tp_secret_read(&source, secret, &diag);
}

static int set_up(void **state)
{
    (void)state;
    unsetenv("TENPRINT_TEST_SECRET");
    memset(secret, 'x', sizeof secret);
    tp_diag_init(&diag);
    return 0;
}

static tp_status read_from_file(const void *content, size_t size_bytes)
{
    struct test_folder folder;
    tp_status status;

    folder_make(&folder);
    folder_write(&folder, "secret", content, size_bytes);
    tp_diag_init(&diag);
    status = read_secret(folder_path(&folder, "secret"), "passphrase", true);
    folder_remove(&folder);
    return status;
}

static void a_file_gives_its_first_line(void **state)
{
    (void)state;
    setenv("TENPRINT_TEST_SECRET", "not this", 1);
    assert_int_equal(read_from_file("open sesame\nmore\n", 17), TP_OK);
    assert_string_equal(secret, "open sesame");
    assert_int_equal(read_from_file("two words\r\n", 11), TP_OK);
    assert_string_equal(secret, "two words");
    assert_int_equal(read_from_file(" blanks count ", 14), TP_OK);
    assert_string_equal(secret, " blanks count ");
}

static void what_is_no_secret_is_refused(void **state)
{
    static char many[2000];

    (void)state;
    memset(many, 'a', sizeof many);
    assert_int_equal(read_from_file("", 0), TP_E_ARGUMENT);
    assert_non_null(strstr(diag.text, "empty"));
    assert_non_null(strstr(diag.file, "/secret"));
    assert_string_equal(secret, "");
    assert_int_equal(read_from_file("\nsecond", 7), TP_E_ARGUMENT);
    assert_int_equal(read_from_file("a\0b", 3), TP_E_ARGUMENT);
    assert_int_equal(read_from_file(many, TP_SECRET_MAX - 1), TP_OK);
    assert_int_equal(strlen(secret), TP_SECRET_MAX - 1);
    assert_int_equal(read_from_file(many, TP_SECRET_MAX), TP_E_ARGUMENT);
    assert_int_equal(read_secret("/nowhere/secret", "PIN", false), TP_E_NOT_FOUND);
}

static void the_environment_comes_second(void **state)
{
    (void)state;
    setenv("TENPRINT_TEST_SECRET", "from outside", 1);
    assert_int_equal(read_secret(NULL, "passphrase", true), TP_OK);
    assert_string_equal(secret, "from outside");
    setenv("TENPRINT_TEST_SECRET", "", 1);
    assert_int_equal(read_secret(NULL, "passphrase", true), TP_E_ARGUMENT);
}

/* ---- on a terminal -----------------------------------------------------------------------------------------------
 */

/* A process that asks for a secret on a terminal of its own, whose other end is *TERMINAL: it prints what it got. */
static pid_t ask(bool twice, int *terminal)
{
    pid_t process = forkpty(terminal, NULL, NULL, NULL);
    char line[TP_SECRET_MAX + 16];
    tp_status status;

    assert_true(process >= 0);
    if (process > 0)
        return process;
    status = read_secret(NULL, "passphrase", twice);
    snprintf(line, sizeof line, "[%s %s]\n", tp_status_name(status), secret);
    _exit(write(STDOUT_FILENO, line, strlen(line)) < 0);
}

/* Everything that shows on TERMINAL until WORDS do. */
static void expect(int terminal, const char *words, char *seen, size_t size)
{
    size_t length = strlen(seen);

    while (!strstr(seen, words)) {
        ssize_t got = read(terminal, seen + length, size - 1 - length);
        assert_true(got > 0);
        length += (size_t)got;
        seen[length] = '\0';
    }
}

static void answer(int terminal, const char *text)
{
    assert_int_equal(write(terminal, text, strlen(text)), strlen(text));
}

static void converse(const char *first, const char *second, const char *result)
{
    char seen[4096] = "";
    int terminal, status;
    pid_t process = ask(second != NULL, &terminal);

    expect(terminal, "passphrase: ", seen, sizeof seen);
    answer(terminal, first);
    if (second) {
        expect(terminal, "passphrase, once more: ", seen, sizeof seen);
        answer(terminal, second);
    }
    expect(terminal, result, seen, sizeof seen);
    assert_int_equal(waitpid(process, &status, 0), process);
    close(terminal);
    /* It was typed twice and shown once: in the result. */
    if (strncmp(result, "[OK ", 4) == 0)
        assert_null(strstr(strstr(seen, "typed") + 1, "typed"));
}

static void the_terminal_is_asked_without_echo(void **state)
{
    (void)state;
    converse("typed text\n", NULL, "[OK typed text]");
    converse("typed text\r", "typed text\n", "[OK typed text]");
    converse("one\n", "two\n", "[E_ARGUMENT ]");
    converse("\n", NULL, "[E_ARGUMENT ]");
    converse("half\003", NULL, "[E_CANCELLED ]");
    converse("\004", NULL, "[E_CANCELLED ]");
}

static void without_a_terminal_there_is_advice(void **state)
{
    pid_t process;
    int status;

    (void)state;
    process = fork();
    if (process == 0) {
        bool fine = setsid() > 0 && read_secret(NULL, "PIN", false) == TP_E_ARGUMENT &&
                    strstr(diag.text, "--pin-file") && strstr(diag.text, "TENPRINT_TEST_SECRET");
        _exit(fine ? 0 : 1);
    }
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(a_file_gives_its_first_line, set_up),
    cmocka_unit_test_setup(what_is_no_secret_is_refused, set_up),
    cmocka_unit_test_setup(the_environment_comes_second, set_up),
    cmocka_unit_test_setup(the_terminal_is_asked_without_echo, set_up),
    cmocka_unit_test_setup(without_a_terminal_there_is_advice, set_up),
};
TP_TEST_MAIN(tests)
