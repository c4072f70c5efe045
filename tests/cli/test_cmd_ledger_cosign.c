/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>

#include "cli/command.h"
#include "cli/org_folder.h"
#include "http/listen.h"

static struct test_folder folder;
static struct tp_signer *witness_key, *second_key, *stranger_key;
static struct tp_witness *witness, *stranger;
static uint16_t ports[2]; /* of nobody, until a process is started there */
static pid_t processes[2];

static struct tp_witness *open_witness(const char *name, struct tp_signer *key, const struct tp_verifier *log)
{
    const struct tp_witness_options options = {
        .folder = name, .name = name, .signer = key, .logs = log, .log_count = 1};
    struct tp_witness *out;

    assert_ok(tp_witness_open(&options, &out, DIAG));
    return out;
}

/* KEY as that of a witness at ports[PLACE], where nobody listens yet. Free the verifier. */
static void configure(const char *name, struct tp_signer *key, char url[64], unsigned place,
                      struct tp_config_witness *out)
{
    struct tp_verifier verifier;
    struct tp_buffer text;
    int fd;

    assert_ok(tp_verifier_make(name, TP_KEY_COSIGNATURE, tp_signer_public(key), &verifier, DIAG));
    tp_buffer_init(&text);
    tp_verifier_write(&verifier, &text);
    tp_write_u8(&text, '\0');
    assert_ok(tp_listen("127.0.0.1", 0, &fd, &ports[place], DIAG));
    close(fd);
    snprintf(url, 64, "http://127.0.0.1:%u/", ports[place]);
    *out = (struct tp_config_witness){.verifier = (char *)text.data, .url = url};
}

/* An organisation that is configured with two witnesses, and needs both; another one that it does not know. */
static int set_up(void **state)
{
    struct tp_config_witness known[2];
    struct tp_verifier log;
    char urls[2][64];
    uint8_t *key;
    size_t size_bytes;

    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    key_from(31, &witness_key);
    key_from(32, &stranger_key);
    key_from(33, &second_key);
    configure("witness", witness_key, urls[0], 0, &known[0]);
    configure("second", second_key, urls[1], 1, &known[1]);
    make_org(known, 2);
    free(known[0].verifier);
    free(known[1].verifier);
    assert_ok(tp_file_read("org/verifier", 1000, &key, &size_bytes, DIAG));
    key[size_bytes - 1] = '\0';
    assert_ok(tp_verifier_parse((const char *)key, &log, DIAG));
    free(key);
    witness = open_witness("witness", witness_key, &log);
    stranger = open_witness("stranger", stranger_key, &log);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) /* what a test that failed has left */
        if (processes[i] > 0)
            kill(processes[i], SIGKILL);
    memset(processes, 0, sizeof processes);
    tp_witness_close(&witness);
    tp_witness_close(&stranger);
    tp_signer_free(&witness_key);
    tp_signer_free(&second_key);
    tp_signer_free(&stranger_key);
    folder_remove(&folder);
    return chdir("/");
}

/* Hands REQUEST to WHO, and appends the answer to the file `lines`; the HTTP status. */
static int hand_over(struct tp_witness *who, const char *request)
{
    struct tp_witness_reply reply;
    FILE *lines = fopen("lines", "ab");

    assert_non_null(lines);
    assert_ok(tp_witness_add(who, request, strlen(request), tp_clock_now_s(), &reply, DIAG));
    fwrite(reply.content.data, 1, reply.content.size_bytes, lines);
    fclose(lines);
    tp_buffer_deinit(&reply.content);
    return reply.http;
}

static void cosignatures_are_asked_for_and_added(void **state)
{
    struct program_run run;
    char line[256];

    (void)state;
    run_program("ledger cosign org --ask 0", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(hand_over(stranger, run.out), 200);
    assert_int_equal(hand_over(witness, run.out), 200);
    run_program("ledger cosign --take lines --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "1 cosignature added to the checkpoint\n");
    snprintf(line, sizeof line,
             "grep -c '^\xE2\x80\x94 witness ' org/ledger/checkpoint >count && ! grep stranger "
             "org/ledger/checkpoint && grep -qx 1 count");
    assert_int_equal(system(line), 0);
    run_program("ledger cosign org --ask 3", &run); /* the same again */
    assert_int_equal(hand_over(witness, run.out), 200);
}

static void what_is_no_cosignature_of_a_known_witness_is_refused(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger cosign org --ask 0", &run);
    assert_int_equal(hand_over(stranger, run.out), 200);
    run_program("ledger cosign --take lines --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "no cosignature by a witness"));
    folder_write(&folder, "lines", "\xE2\x80\x94 witness AAAAAAA=\n", 20);
    run_program("ledger cosign --take lines --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_equal(system("! grep -q '^\xE2\x80\x94 witness ' org/ledger/checkpoint"), 0);
}

/* ---- witnesses as processes -------------------------------------------------------------------------------------- */

/* A witness for the organisation's ledger that listens at ports[PLACE] when this returns. */
static void start_witness(const char *name, struct tp_signer *key, unsigned place)
{
    char key_file[64], listen_at[32], said[4096] = "";
    pid_t pid;

    snprintf(key_file, sizeof key_file, "%s.pem", name);
    if (access(key_file, F_OK) != 0)
        assert_ok(tp_signer_save(key, key_file, ORG_SECRET, TP_GUARD_REHEARSAL, DIAG));
    snprintf(listen_at, sizeof listen_at, "127.0.0.1:%u", ports[place]);
    pid = fork();
    if (pid == 0) {
        const char *program = getenv("TP_PROGRAM");
        if (freopen("said", "w", stdout))
            execl(program, program, "ledger", "witness", "--state", key_file[0] == 'w' ? "state" : "state2", "--name",
                  name, "--key", key_file, "--passphrase-file", "secret", "--log", "@org/verifier", "--listen",
                  listen_at, NULL);
        _exit(9);
    }
    processes[place] = pid;
    for (int i = 0; i < 500 && !strstr(said, "listening"); i++) {
        const struct timespec pause = {.tv_nsec = 10000000};
        nanosleep(&pause, NULL);
        if (access("said", F_OK) == 0) {
            int fd = open("said", O_RDONLY | O_CLOEXEC);
            ssize_t got = read(fd, said, sizeof said - 1);
            said[got > 0 ? got : 0] = '\0';
            close(fd);
        }
    }
    assert_non_null(strstr(said, "listening"));
    unlink("said");
}

static void stop_witness(unsigned place)
{
    pid_t pid = processes[place];
    int status;

    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    processes[place] = 0;
}

#define COSIGN "ledger cosign --org org --passphrase-file secret"

/* Runs the command, which exits with EXIT and says all of WORDS. */
static void assert_cosign(const char *command, int exit, const char *words, const char *more)
{
    struct program_run run;

    run_program(command, &run);
    if (run.exit != exit || !strstr(run.out, words) || !strstr(run.out, more))
        print_error("%s%s", run.out, run.err);
    assert_int_equal(run.exit, exit);
    assert_non_null(strstr(run.out, words));
    assert_non_null(strstr(run.out, more));
}

/* One more leaf, published. */
static void grow(void)
{
    const struct tp_case about = {.county = "US-NY-027", .reference = "case 18"};
    struct tp_organisation *organisation;
    struct tp_leaf leaf;
    uint64_t index;

    assert_ok(tp_organisation_open("org", ORG_SECRET, &organisation, DIAG));
    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, ORG_NOW);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    assert_ok(tp_organisation_log(organisation, &leaf, &about, ORG_NOW, &index, DIAG));
    tp_organisation_close(&organisation);
}

static void witnesses_are_asked_over_http(void **state)
{
    (void)state;
    start_witness("witness", witness_key, 0);
    start_witness("second", second_key, 1);
    assert_cosign(COSIGN, TP_EXIT_OK, "cosigned       witness  3 entries at 20", "cosigned       second  3 entries");
    assert_int_equal(system("test $(grep -c -e ' witness ' -e ' second ' org/ledger/checkpoint) = 2"), 0);
    assert_cosign(COSIGN, TP_EXIT_OK, "cosigned       witness  3 entries", "cosigned       second  3 entries");
    grow(); /* and the known size is found in cosigned/ */
    assert_int_equal(access("org/ledger/cosigned/3", F_OK), 0);
    assert_cosign(COSIGN, TP_EXIT_OK, "cosigned       witness  4 entries", "cosigned       second  4 entries");
    stop_witness(0);
    stop_witness(1);
}

static void a_witness_that_knows_another_size_is_asked_again(void **state)
{
    (void)state;
    start_witness("witness", witness_key, 0);
    start_witness("second", second_key, 1);
    assert_cosign(COSIGN, TP_EXIT_OK, "cosigned       witness  3", "cosigned       second  3");
    grow();
    assert_int_equal(system("rm -r org/ledger/cosigned"), 0); /* so 0 is what the ledger thinks: 409 */
    assert_cosign(COSIGN, TP_EXIT_OK, "cosigned       witness  4", "cosigned       second  4");
    stop_witness(0);
    stop_witness(1);
}

static void a_ledger_that_went_back_is_refused(void **state)
{

    (void)state;
    start_witness("witness", witness_key, 0);
    assert_int_equal(system("cp -a org old"), 0);
    grow();
    assert_cosign(COSIGN " --json", TP_EXIT_NEGATIVE, "\"cosigned\": 1", "\"size\": 4");
    assert_int_equal(system("rm -r org && mv old org"), 0);
    assert_cosign(COSIGN, TP_EXIT_NEGATIVE, "refused        witness  409: it knows 4 entries", "not-reachable  second");
    stop_witness(0);
}

static void a_witness_that_is_away_is_named_and_the_other_one_counts(void **state)
{
    char url[64];

    (void)state;
    start_witness("witness", witness_key, 0);
    snprintf(url, sizeof url, "not-reachable  second  http://127.0.0.1:%u/add-checkpoint", ports[1]);
    assert_cosign(COSIGN, TP_EXIT_NEGATIVE, "cosigned       witness  3 entries", url);
    assert_int_equal(system("sed -i 's/^witnesses_needed: 2/witnesses_needed: 1/' org/organisation.yaml"), 0);
    assert_cosign(COSIGN, TP_EXIT_OK, "cosigned       witness  3 entries", url);
    stop_witness(0);
    assert_cosign(COSIGN, TP_EXIT_NEGATIVE, "not-reachable  witness", url);
}

static void json_has_each_witness(void **state)
{
    struct program_run run;
    json_t *root, *list;

    (void)state;
    start_witness("witness", witness_key, 0);
    run_program(COSIGN " --json", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    root = parse_json(run.out);
    list = json_object_get(root, "witnesses");
    assert_int_equal(json_integer_value(json_object_get(root, "cosigned")), 1);
    assert_int_equal(json_integer_value(json_object_get(root, "needed")), 2);
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "outcome")), "cosigned");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "status")), 200);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "name")), "second");
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "outcome")), "not-reachable");
    json_decref(root);
    stop_witness(0);
}

static void options_are_checked(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger cosign org", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign --ask 0", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign org --ask 0 --take lines", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign org --ask 0 --ca authorities.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--ca"));
    run_program("ledger cosign org --ask 0 --json", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger cosign org --ask 99", &run);
    assert_non_null(strstr(run.err, "--ask: the ledger has "));
    assert_int_not_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(cosignatures_are_asked_for_and_added),
    IN_FOLDER(what_is_no_cosignature_of_a_known_witness_is_refused),
    IN_FOLDER(witnesses_are_asked_over_http),
    IN_FOLDER(a_witness_that_knows_another_size_is_asked_again),
    IN_FOLDER(a_ledger_that_went_back_is_refused),
    IN_FOLDER(a_witness_that_is_away_is_named_and_the_other_one_counts),
    IN_FOLDER(json_has_each_witness),
    IN_FOLDER(options_are_checked),
};
LEDGER_TEST_MAIN(tests)
