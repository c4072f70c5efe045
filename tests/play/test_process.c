/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <limits.h>
#include <signal.h>
#include <string.h>

#include "../folder.h"
#include "play/play.h"

static tp_status start(const char *script, const char *passphrase, struct tp_play_process *process, char line[64])
{
    const char *const arguments[] = {"/bin/sh", "-c", script, NULL};
    const struct tp_play_command command = {arguments, passphrase, NULL};

    return tp_play_process_start(&command, process, line, 64, NULL);
}

static void the_first_line_says_that_it_is_ready(void **state)
{
    struct tp_play_process process;
    char line[64];

    (void)state;
    assert_int_equal(start("echo ready; exec sleep 60", NULL, &process, line), TP_OK);
    assert_string_equal(line, "ready");
    assert_true(process.pid > 0);
    assert_int_equal(tp_play_process_end(&process, SIGTERM), -SIGTERM);
    assert_int_equal(process.pid, 0);
    assert_int_equal(tp_play_process_end(&process, SIGTERM), INT_MIN); /* there is none */
}

static void its_end_has_a_status(void **state)
{
    struct tp_play_process process;
    char line[64];

    (void)state;
    assert_int_equal(start("trap 'exit 7' TERM; echo x; while :; do sleep 0.05; done", NULL, &process, line), TP_OK);
    assert_int_equal(tp_play_process_end(&process, SIGTERM), 7);
}

static void the_passphrase_is_in_its_environment_and_nothing_else_of_it(void **state)
{
    struct tp_play_process process;
    char line[64];

    (void)state;
    assert_int_equal(start("echo $TENPRINT_PASSPHRASE; exec sleep 60", "open sesame", &process, line), TP_OK);
    assert_string_equal(line, "open sesame");
    (void)tp_play_process_end(&process, SIGKILL);
}

static void what_ends_before_it_is_ready_is_no_process(void **state)
{
    const char *const arguments[] = {"/no/such/program", NULL};
    const struct tp_play_command command = {arguments, NULL, NULL};
    struct tp_play_process process;
    char line[64];

    (void)state;
    assert_int_equal(start("exit 3", NULL, &process, line), TP_E_IO);
    assert_int_equal(process.pid, 0);
    assert_int_equal(tp_play_process_start(&command, &process, line, sizeof line, NULL), TP_E_IO);
    assert_int_equal(process.pid, 0);
}

static void its_errors_are_in_the_log(void **state)
{
    const char *const arguments[] = {"/bin/sh", "-c", "echo trouble >&2; echo x; exec sleep 60", NULL};
    struct tp_play_process process;
    struct test_folder folder;
    struct tp_play_command command = {arguments, NULL, NULL};
    char line[64];
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    folder_make(&folder);
    command.log = folder_path(&folder, "log");
    assert_int_equal(tp_play_process_start(&command, &process, line, sizeof line, NULL), TP_OK);
    (void)tp_play_process_end(&process, SIGKILL);
    assert_int_equal(tp_file_read(command.log, 100, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, 8);
    assert_memory_equal(data, "trouble\n", 8);
    free(data);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_line_says_that_it_is_ready),
    cmocka_unit_test(its_end_has_a_status),
    cmocka_unit_test(the_passphrase_is_in_its_environment_and_nothing_else_of_it),
    cmocka_unit_test(what_ends_before_it_is_ready_is_no_process),
    cmocka_unit_test(its_errors_are_in_the_log),
};
TP_TEST_MAIN(tests)
