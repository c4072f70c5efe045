/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <signal.h>
#include <time.h>

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"
#include "http/client.h"
#include "ledger/toy.h"

static struct test_folder folder;
static struct toy toy;
static pid_t witness;
static uint16_t port;
static struct tp_verifier witness_key;

static void write_log_key(void)
{
    struct tp_buffer key;

    tp_buffer_init(&key);
    tp_verifier_write(&toy.verifier, &key);
    folder_write(&folder, "log.key", key.data, key.size_bytes);
    tp_buffer_deinit(&key);
}

/* Starts the program and waits until it says where it listens. */
static void start(void)
{
    char line[512] = "", address[64];
    FILE *said = NULL;

    witness = fork();
    if (witness == 0) {
        const char *program = getenv("TP_PROGRAM");
        if (!freopen("said", "w", stdout))
            _exit(9);
        execl(program, program, "ledger", "witness", "--state", "state", "--name", "witness.example", "--key",
              "key.pem", "--passphrase-file", "secret", "--log", "@log.key", "--listen", "127.0.0.1:0", NULL);
        _exit(9);
    }
    for (int i = 0; i < 500 && strncmp(line, "listening", 9) != 0; i++) {
        const struct timespec pause = {.tv_nsec = 10000000};
        nanosleep(&pause, NULL);
        said = fopen("said", "r");
        while (said && fgets(line, sizeof line, said))
            if (strncmp(line, "key        ", 11) == 0) {
                line[strcspn(line, "\n")] = '\0';
                assert_int_equal(tp_verifier_parse(line + 11, &witness_key, NULL), TP_OK);
            }
        if (said)
            fclose(said);
    }
    snprintf(address, sizeof address, "listening  127.0.0.1 port ");
    assert_int_equal(strncmp(line, address, strlen(address)), 0);
    port = (uint16_t)strtoul(line + strlen(address), NULL, 10);
}

static int stop(int signal_number)
{
    int status;

    assert_int_equal(kill(witness, signal_number), 0);
    assert_int_equal(waitpid(witness, &status, 0), witness);
    unlink("said");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int set_up(void **state)
{
    struct program_run run;

    (void)state;
    folder_make(&folder);
    toy_open(&toy, "log.example", 1);
    if (chdir(folder.path) != 0)
        return -1;
    write_log_key();
    folder_write(&folder, "secret", "correct horse\n", 14);
    run_program("key make key.pem --passphrase-file secret", &run);
    return run.exit;
}

static int tear_down(void **state)
{
    (void)state;
    toy_close(&toy);
    folder_remove(&folder);
    return chdir("/");
}

static void ask(size_t old, size_t size, struct http_answer *answer)
{
    struct tp_buffer body;

    tp_buffer_init(&body);
    toy_request(&toy, old, size, &body);
    http_post(port, "/add-checkpoint", body.data, body.size_bytes, answer);
    tp_buffer_deinit(&body);
}

/* Whether CONTENT is a cosignature over the checkpoint of SIZE. */
static bool is_cosigned(size_t size, const char *content)
{
    struct tp_buffer data;
    struct tp_note note;
    bool cosigned;

    tp_buffer_init(&data);
    toy_note(&toy, size, &data);
    tp_write_text(&data, "%s", content);
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_OK);
    cosigned = tp_note_signature_of(&note, &witness_key) != NULL;
    tp_note_deinit(&note);
    tp_buffer_deinit(&data);
    return cosigned;
}

static void a_log_is_cosigned_over_http(void **state)
{
    static struct http_answer answer;

    (void)state;
    start();
    ask(0, 7, &answer);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.text, "Content-Type: text/plain"));
    assert_true(is_cosigned(7, answer.content));
    ask(0, 9, &answer);
    assert_int_equal(answer.status, 409);
    assert_non_null(strstr(answer.text, "Content-Type: text/x.tlog.size\r\n"));
    assert_string_equal(answer.content, "7\n");
    assert_int_equal(stop(SIGTERM), TP_EXIT_OK);
    start();
    ask(7, 9, &answer);
    assert_int_equal(answer.status, 200);
    assert_true(is_cosigned(9, answer.content));
    assert_int_equal(stop(SIGINT), TP_EXIT_OK);
}

static void other_requests_are_refused(void **state)
{
    static struct http_answer answer;

    (void)state;
    start();
    http_ask(port, "GET /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n", &answer);
    assert_int_equal(answer.status, 405);
    http_post(port, "/other", "x", 1, &answer);
    assert_int_equal(answer.status, 404);
    http_post(port, "/add-checkpoint", "rubbish", 7, &answer);
    assert_int_equal(answer.status, 400);
    http_ask(port, "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 9999999\r\n\r\n", &answer);
    assert_int_equal(answer.status, 413);
    assert_int_equal(stop(SIGTERM), TP_EXIT_OK);
}

static void what_is_needed_is_asked_for(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger witness --name n --key key.pem --log @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--state: is missing"));
    run_program(
        "ledger witness --state s --name n --key key.pem --passphrase-file secret --log @log.key --listen nowhere",
        &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger witness --state s --name n --key log.key --passphrase-file secret --log @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("ledger witness --state s --name 'a b' --key key.pem --passphrase-file secret --log @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_log_is_cosigned_over_http),
    IN_FOLDER(other_requests_are_refused),
    IN_FOLDER(what_is_needed_is_asked_for),
};
TP_TEST_MAIN(tests)
