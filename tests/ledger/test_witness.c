/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "folder.h"
#include "ledger/toy.h"

enum { NOW = 1679315147 };

static struct test_folder folder;
static struct toy toy;
static struct tp_signer *witness_key;
static struct tp_witness *witness;

static tp_status open_with(const struct tp_verifier *logs, size_t count)
{
    const struct tp_witness_options options = {.folder = folder_path(&folder, "state"),
                                               .name = "witness.example",
                                               .signer = witness_key,
                                               .logs = logs,
                                               .log_count = count};

    return tp_witness_open(&options, &witness, NULL);
}

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    toy_open(&toy, "log.example", 1);
    witness_key = toy_signer(9);
    return open_with(&toy.verifier, 1) == TP_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    tp_witness_close(&witness);
    tp_signer_free(&witness_key);
    toy_close(&toy);
    folder_remove(&folder);
    return 0;
}

/* The status of the witness' answer to BODY, and its content. */
static int send_body(const struct tp_buffer *body, char *content, size_t size_bytes)
{
    struct tp_witness_reply reply;

    assert_int_equal(tp_witness_add(witness, body->data, body->size_bytes, NOW, &reply, NULL), TP_OK);
    snprintf(content, size_bytes, "%.*s", (int)reply.content.size_bytes, (const char *)reply.content.data);
    tp_buffer_deinit(&reply.content);
    return reply.http;
}

static int ask_for(const struct toy *log, size_t old, size_t size, char *content, size_t size_bytes)
{
    struct tp_buffer body;
    int http;

    tp_buffer_init(&body);
    toy_request(log, old, size, &body);
    http = send_body(&body, content, size_bytes);
    tp_buffer_deinit(&body);
    return http;
}

static int ask(size_t old, size_t size)
{
    char content[512];

    return ask_for(&toy, old, size, content, sizeof content);
}

static void a_cosignature_is_valid_and_of_now(void **state)
{
    struct tp_buffer data;
    struct tp_note note;
    char line[512];

    (void)state;
    assert_int_equal(ask_for(&toy, 0, 7, line, sizeof line), 200);
    tp_buffer_init(&data);
    toy_note(&toy, 7, &data);
    tp_write_text(&data, "%s", line);
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_OK);
    assert_int_equal(note.signature_count, 2);
    assert_non_null(tp_note_signature_of(&note, tp_witness_verifier(witness)));
    assert_int_equal(note.signatures[1].time_s, NOW);
    tp_note_deinit(&note);
    tp_buffer_deinit(&data);
}

static void a_log_is_followed_from_size_to_size(void **state)
{
    (void)state;
    assert_int_equal(ask(0, 0), 200);
    assert_int_equal(ask(0, 1), 200);
    for (size_t size = 1; size < TOY_LEAVES; size++)
        assert_int_equal(ask(size, size + 1), 200);
    assert_int_equal(ask(TOY_LEAVES, TOY_LEAVES), 200); /* the same again, with a new time */
}

static void another_old_size_is_told_the_known_one(void **state)
{
    char content[64];

    (void)state;
    assert_int_equal(ask(0, 7), 200);
    assert_int_equal(ask_for(&toy, 0, 9, content, sizeof content), 409);
    assert_string_equal(content, "7\n");
    assert_int_equal(ask_for(&toy, 5, 9, content, sizeof content), 409);
    assert_string_equal(content, "7\n");
    assert_int_equal(ask(7, 9), 200);
    assert_int_equal(ask_for(&toy, 0, 7, content, sizeof content), 409); /* an old checkpoint again */
    assert_string_equal(content, "9\n");
}

static void unknown_origins_and_keys_are_told_apart(void **state)
{
    struct toy stranger, impostor;
    char content[128];

    (void)state;
    toy_open(&stranger, "other.example", 1);
    toy_open(&impostor, "log.example", 2);
    assert_int_equal(ask_for(&stranger, 0, 3, content, sizeof content), 404);
    assert_int_equal(ask_for(&impostor, 0, 3, content, sizeof content), 403);
    toy_close(&stranger);
    toy_close(&impostor);
}

static void bad_requests_are_refused(void **state)
{
    static const char text[] = "old 3\n\nrubbish";
    char content[128];
    struct tp_buffer body;

    (void)state;
    tp_buffer_init(&body);
    tp_write_bytes(&body, text, sizeof text - 1);
    assert_int_equal(send_body(&body, content, sizeof content), 400);
    body.size_bytes = 0;
    assert_int_equal(ask(0, 9), 200);
    toy_request(&toy, 5, 5, &body);
    body.data[4] = '9'; /* old 9, of a checkpoint of size 5 */
    assert_int_equal(send_body(&body, content, sizeof content), 400);
    tp_buffer_deinit(&body);
}

static void a_proof_that_proves_nothing_is_refused(void **state)
{
    struct tp_proof proof = {.count = 1};
    struct tp_buffer body, note;
    char content[128];

    (void)state;
    tp_buffer_init(&body);
    tp_buffer_init(&note);
    toy_note(&toy, 8, &note);
    tp_witness_write_request(0, &proof, note.data, note.size_bytes, &body);
    assert_int_equal(send_body(&body, content, sizeof content), 422); /* none is needed from nothing */
    assert_int_equal(ask(0, 4), 200);
    body.size_bytes = 0;
    tp_witness_write_request(4, &proof, note.data, note.size_bytes, &body);
    assert_int_equal(send_body(&body, content, sizeof content), 422);
    proof.count = 0;
    body.size_bytes = 0;
    tp_witness_write_request(4, &proof, note.data, note.size_bytes, &body);
    assert_int_equal(send_body(&body, content, sizeof content), 422);
    assert_int_equal(ask(4, 8), 200);
    tp_buffer_deinit(&note);
    tp_buffer_deinit(&body);
}

/* How many files in the witness' folder end with SUFFIX. */
static unsigned count_files(const char *suffix)
{
    DIR *names = opendir(folder_path(&folder, "state"));
    unsigned count = 0;

    assert_non_null(names);
    for (const struct dirent *entry = readdir(names); entry; entry = readdir(names)) {
        size_t length = strlen(entry->d_name), end = strlen(suffix);
        count += length > end && strcmp(entry->d_name + length - end, suffix) == 0;
    }
    closedir(names);
    return count;
}

static void a_fork_is_never_cosigned(void **state)
{
    struct toy fork = toy;
    char content[128];

    (void)state;
    fork.leaves[2].bytes[0] ^= 1;
    assert_int_equal(ask(0, 7), 200);
    assert_int_equal(ask_for(&fork, 7, 9, content, sizeof content), 422);
    assert_int_equal(count_files(".fork"), 0);
    assert_int_equal(ask_for(&fork, 7, 7, content, sizeof content), 409); /* as C2SP has it */
    assert_string_equal(content, "7\n");
    assert_int_equal(count_files(".fork"), 1);
    assert_int_equal(ask(7, 9), 200);
}

static void the_empty_tree_has_one_root(void **state)
{
    static const char text[] = "log.example\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    struct tp_buffer body;
    char content[128];

    (void)state;
    tp_buffer_init(&body);
    tp_write_text(&body, "old 0\n\n%s\n", text);
    assert_int_equal(tp_note_sign(text, &toy.verifier, toy.signer, 0, &body, NULL), TP_OK);
    assert_int_equal(send_body(&body, content, sizeof content), 409);
    tp_buffer_deinit(&body);
}

static void the_state_outlives_the_witness(void **state)
{
    (void)state;
    assert_int_equal(ask(0, 7), 200);
    tp_witness_close(&witness);
    assert_null(witness);
    assert_int_equal(open_with(&toy.verifier, 1), TP_OK);
    assert_int_equal(ask(0, 9), 409);
    assert_int_equal(ask(7, 9), 200);
}

static void a_second_witness_may_not_work_in_the_folder(void **state)
{
    struct tp_witness *first = witness;

    (void)state;
    assert_int_equal(open_with(&toy.verifier, 1), TP_E_BUSY);
    assert_null(witness);
    witness = first;
}

/* Opens again after a change to the state file by CHANGE. */
static tp_status reopen_after(const char *change)
{
    char line[256];

    tp_witness_close(&witness);
    snprintf(line, sizeof line, "cd '%s/state' && %s", folder.path, change);
    assert_int_equal(system(line), 0);
    return open_with(&toy.verifier, 1);
}

static void a_state_that_was_changed_is_refused(void **state)
{
    (void)state;
    assert_int_equal(ask(0, 7), 200);
    assert_int_equal(reopen_after("cp *.state good && sed -i 's/^7$/6/' *.state"), TP_E_CHECKSUM);
    assert_int_equal(reopen_after("head -n 5 good >$(ls *.state)"), TP_E_CHECKSUM);
    assert_int_equal(reopen_after("echo rubbish >$(ls *.state)"), TP_E_FORMAT);
    assert_int_equal(reopen_after("cp good $(ls *.state)"), TP_OK);
    assert_int_equal(ask(7, 8), 200);
}

static void several_logs_and_keys_are_kept_apart(void **state)
{
    struct tp_verifier logs[3];
    struct toy next, other;
    char content[512];

    (void)state;
    tp_witness_close(&witness);
    toy_open(&next, "log.example", 3); /* the same log with its next key */
    toy_open(&other, "other.example", 4);
    logs[0] = toy.verifier;
    logs[1] = other.verifier;
    logs[2] = next.verifier;
    assert_int_equal(open_with(logs, 3), TP_OK);
    assert_int_equal(ask(0, 7), 200);
    assert_int_equal(ask_for(&other, 0, 5, content, sizeof content), 200);
    assert_int_equal(ask_for(&next, 0, 8, content, sizeof content), 409);
    assert_int_equal(ask_for(&next, 7, 8, content, sizeof content), 200);
    assert_int_equal(ask_for(&other, 5, 6, content, sizeof content), 200);
    assert_int_equal(count_files(".state"), 2);
    toy_close(&next);
    toy_close(&other);
}

static void a_disk_that_fails_gives_no_cosignature(void **state)
{
    struct tp_witness_reply reply;
    struct tp_buffer body;
    char line[160];

    (void)state;
    assert_int_equal(ask(0, 7), 200);
    snprintf(line, sizeof line, "rm -r '%s/state'", folder.path); /* root may write anywhere, but not into nothing */
    assert_int_equal(system(line), 0);
    tp_buffer_init(&body);
    toy_request(&toy, 7, 9, &body);
    assert_int_not_equal(tp_witness_add(witness, body.data, body.size_bytes, NOW, &reply, NULL), TP_OK);
    assert_int_equal(reply.content.size_bytes, 0);
    tp_buffer_deinit(&body);
    assert_int_equal(mkdir(folder_path(&folder, "state"), 0700), 0);
    assert_int_equal(ask(7, 9), 200); /* it had not moved on */
}

/* ---- all at once ------------------------------------------------------------------------------------------------- */

static atomic_uint taken;

static void *race(void *argument)
{
    struct tp_witness_reply reply;
    const struct tp_buffer *body = argument;

    if (tp_witness_add(witness, body->data, body->size_bytes, NOW, &reply, NULL) == TP_OK && reply.http == 200)
        atomic_fetch_add(&taken, 1);
    tp_buffer_deinit(&reply.content);
    return NULL;
}

/* Each asks to go on from 7: one may. */
static void one_of_many_at_once_is_taken(void **state)
{
    struct tp_buffer bodies[8];
    pthread_t threads[8];

    (void)state;
    assert_int_equal(ask(0, 7), 200);
    atomic_store(&taken, 0);
    for (size_t i = 0; i < 8; i++) {
        tp_buffer_init(&bodies[i]);
        toy_request(&toy, 7, 8 + i, &bodies[i]);
    }
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &bodies[i]), 0);
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        tp_buffer_deinit(&bodies[i]);
    }
    assert_int_equal(atomic_load(&taken), 1);
}

#define WITH_WITNESS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    WITH_WITNESS(a_cosignature_is_valid_and_of_now),
    WITH_WITNESS(a_log_is_followed_from_size_to_size),
    WITH_WITNESS(another_old_size_is_told_the_known_one),
    WITH_WITNESS(unknown_origins_and_keys_are_told_apart),
    WITH_WITNESS(bad_requests_are_refused),
    WITH_WITNESS(a_proof_that_proves_nothing_is_refused),
    WITH_WITNESS(a_fork_is_never_cosigned),
    WITH_WITNESS(the_empty_tree_has_one_root),
    WITH_WITNESS(the_state_outlives_the_witness),
    WITH_WITNESS(a_second_witness_may_not_work_in_the_folder),
    WITH_WITNESS(a_state_that_was_changed_is_refused),
    WITH_WITNESS(several_logs_and_keys_are_kept_apart),
    WITH_WITNESS(a_disk_that_fails_gives_no_cosignature),
    WITH_WITNESS(one_of_many_at_once_is_taken),
};
TP_TEST_MAIN(tests)
