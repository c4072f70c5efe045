/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"
#include "http/http.h"

static struct test_folder folder;
static pid_t node;
static char url[128];

/* Starts the program and waits until it says where it listens. */
static void start(const char *listen)
{
    char line[512] = "";
    FILE *said = NULL;

    node = fork();
    if (node == 0) {
        const char *program = getenv("TP_PROGRAM");
        if (!freopen("said", "w", stdout) || !freopen("log", "w", stderr))
            _exit(9);
        execl(program, program, "serve", "node", "--passphrase-file", "secret", "--listen", listen, NULL);
        _exit(9);
    }
    url[0] = '\0';
    for (int i = 0; i < 1000 && url[0] == '\0'; i++) {
        const struct timespec pause = {.tv_nsec = 10000000};
        nanosleep(&pause, NULL);
        said = fopen("said", "r");
        while (said && fgets(line, sizeof line, said))
            if (strncmp(line, "listening  ", 11) == 0 && strchr(line, '\n'))
                snprintf(url, sizeof url, "%.*s", (int)strcspn(line + 11, "\n"), line + 11);
        if (said)
            fclose(said);
    }
    assert_int_equal(strncmp(url, "http://127.0.0.1:", 17), 0);
}

static int stop(int signal_number)
{
    int status;

    assert_int_equal(kill(node, signal_number), 0);
    assert_int_equal(waitpid(node, &status, 0), node);
    unlink("said");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int ask(const char *path)
{
    char whole[256];
    const struct tp_http_question question = {.url = whole, .method = "GET", .reply_max_bytes = 1 << 20, .total_s = 10};
    struct tp_http_client *client;
    struct tp_http_answer answer;
    int status;

    snprintf(whole, sizeof whole, "%s%s", url, path);
    assert_int_equal(tp_http_client_new(NULL, &client, NULL), TP_OK);
    status = tp_http_ask(client, &question, &answer, NULL) == TP_OK ? answer.status : 0;
    tp_http_answer_deinit(&answer);
    tp_http_client_free(&client);
    return status;
}

static int set_up(void **state)
{
    struct program_run run;

    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    folder_write(&folder, "secret", "correct horse\n", 14);
    run_program("init node --id ny-dcjs --name DCJS --jurisdiction US-NY --rehearsal --passphrase-file secret", &run);
    return run.exit;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void it_answers_until_it_is_told_to_end(void **state)
{
    static const int ends[] = {SIGTERM, SIGINT};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(ends); i++) {
        start("127.0.0.1:0");
        assert_int_equal(ask("/health/ready"), 200);
        assert_int_equal(kill(node, SIGHUP), 0);
        assert_int_equal(ask("/health/live"), 200);
        assert_int_equal(stop(ends[i]), TP_EXIT_OK);
        assert_int_equal(ask("/health/live"), 0);
    }
}

static void a_bad_configuration_does_not_end_it(void **state)
{
    FILE *file;

    (void)state;
    start("127.0.0.1:0");
    file = fopen("node/organisation.yaml", "a");
    assert_non_null(file);
    assert_true(fputs("partner: none\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(kill(node, SIGHUP), 0);
    assert_int_equal(ask("/health/ready"), 200);
    assert_int_equal(stop(SIGTERM), TP_EXIT_OK);
}

static void what_cannot_be_served_is_said(void **state)
{
    struct program_run run;

    (void)state;
    run_program("serve node --passphrase-file secret --listen 0.0.0.0:0", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "beyond this machine"));
    run_program("serve nowhere --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    folder_write(&folder, "wrong", "wrong horse\n", 12);
    run_program("serve node --passphrase-file wrong", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("serve node --passphrase-file secret --now yesterday", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(it_answers_until_it_is_told_to_end, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_bad_configuration_does_not_end_it, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_cannot_be_served_is_said, set_up, tear_down),
};
TP_TEST_MAIN(tests)
