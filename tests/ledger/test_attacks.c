/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks by a log on those who rely on it, each done, and each found by the check that is meant for it. The log has
 * its key, so it can sign whatever it likes: what it makes is whole in itself, and `verify` has nothing against it.
 * What it cannot do is to bring two of its signed statements into agreement (monitor), to get both cosigned (witness),
 * or to change what a signature is over (verify). */
#include "test.h"

#include <unistd.h>

#include "ledgers.h"

enum { NOW = 1700000000, ENTRIES_MAX = 64, MAX_AGE_S = 3600 };

static struct test_folder folder;
static struct tp_signer *witness_signer;
static struct tp_witness *witness;

/* The entries of a history, by their numbers in entry_of. */
struct history {
    uint64_t entries[ENTRIES_MAX];
    size_t count;
};

static struct history honest(size_t count)
{
    struct history history = {.count = count};

    for (size_t i = 0; i < count; i++)
        history.entries[i] = i;
    return history;
}

/* Publishes HISTORY as the ledger NAME, signed by SIGNER in the log's name. */
static void publish_by(struct tp_signer *signer, const char *name, const struct history *history)
{
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_create(folder_path(&folder, name), ORIGIN, signer, DIAG));
    assert_ok(tp_ledger_open(folder_path(&folder, name), ORIGIN, signer, &ledger, DIAG));
    for (size_t i = 0; i < history->count; i++) {
        char text[96];
        struct tp_span entry = entry_of(history->entries[i], text);
        uint64_t index;
        assert_ok(tp_ledger_append(ledger, &entry, 1, &index, DIAG));
    }
    tp_ledger_close(&ledger);
}

static void publish(const char *name, const struct history *history)
{
    publish_by(log_signer, name, history);
}

static int set_up(void **state)
{
    struct tp_witness_options options = {.name = "witness.example", .logs = &log_verifier, .log_count = 1};
    struct history history = honest(20);

    (void)state;
    folder_make(&folder);
    key_from(9, &witness_signer);
    options.folder = folder_path(&folder, "witness");
    options.signer = witness_signer;
    assert_ok(tp_witness_open(&options, &witness, DIAG));
    publish("log", &history);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_witness_close(&witness);
    tp_signer_free(&witness_signer);
    folder_remove(&folder);
    return 0;
}

static void shell(const char *command)
{
    char line[512];

    snprintf(line, sizeof line, "cd '%s' && %s", folder.path, command);
    assert_int_equal(system(line), 0);
}

/* ---- the checks ---------------------------------------------------------------------------------------------------
 */

static tp_status verify(const char *name)
{
    uint64_t size;

    return tp_ledger_verify(folder_path(&folder, name), &log_verifier, NULL, &size, NULL);
}

/* The monitor that remembers in STATE visits the ledger NAME. */
static tp_status visit(const char *state, const char *name)
{
    const struct tp_monitor_options options = {.now_s = NOW};
    struct tp_monitor_report report;

    return tp_monitor_visit(folder_path(&folder, state), folder_path(&folder, name), &log_verifier, &options, &report,
                            NULL);
}

/* The same for one that asks for a cosignature of the last hour. */
static tp_status visit_with_witness(const char *state, const char *name)
{
    const struct tp_monitor_options options = {.witnesses = tp_witness_verifier(witness),
                                               .witness_count = 1,
                                               .witnesses_needed = 1,
                                               .now_s = NOW,
                                               .cosignature_max_age_s = MAX_AGE_S};
    struct tp_monitor_report report;

    return tp_monitor_visit(folder_path(&folder, state), folder_path(&folder, name), &log_verifier, &options, &report,
                            NULL);
}

static void append_line(const char *name, const struct tp_buffer *line)
{
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "%s/checkpoint", name);
    file = fopen(folder_path(&folder, path), "ab");
    assert_non_null(file);
    assert_int_equal(fwrite(line->data, 1, line->size_bytes, file), line->size_bytes);
    fclose(file);
}

/* The log asks the witness at TIME to go on from OLD_SIZE to the ledger NAME, and publishes what it gets. */
static int ask_witness(const char *name, uint64_t old_size, int64_t time_s)
{
    struct tp_witness_reply reply;
    struct tp_proof proof;
    struct tp_reader *reader;
    struct tp_buffer body;
    char path[64];
    uint8_t *note;
    size_t size_bytes;

    snprintf(path, sizeof path, "%s/checkpoint", name);
    assert_ok(tp_reader_open(folder_path(&folder, name), &log_verifier, &reader, DIAG));
    assert_ok(tp_reader_consistency(reader, old_size, tp_reader_checkpoint(reader)->size, &proof, DIAG));
    assert_ok(tp_file_read(folder_path(&folder, path), TP_NOTE_MAX, &note, &size_bytes, DIAG));
    tp_buffer_init(&body);
    tp_witness_write_request(old_size, &proof, note, size_bytes, &body);
    assert_ok(tp_witness_add(witness, body.data, body.size_bytes, time_s, &reply, DIAG));
    if (reply.http == 200)
        append_line(name, &reply.content);
    tp_buffer_deinit(&reply.content);
    tp_buffer_deinit(&body);
    tp_reader_close(&reader);
    free(note);
    return reply.http;
}

/* ---- another history, well signed -----------------------------------------------------------------------------------
 */

/* Whoever knew the honest log of 20 entries does not take EVIL for it; whoever did not has nothing against it. */
static void assert_found_by_monitor(const struct history *evil)
{
    assert_int_equal(visit("knows", "log"), TP_OK);
    publish("evil", evil);
    assert_int_equal(verify("evil"), TP_OK);
    assert_int_equal(visit("is-new", "evil"), TP_OK);
    assert_int_equal(visit("knows", "evil"), TP_E_CHECKSUM);
    shell("ls knows.conflict-*.known knows.conflict-*.shown >list");
    assert_int_equal(visit("knows", "log"), TP_OK);
}

static void a_rewritten_entry(void **state)
{
    struct history evil = honest(20);

    (void)state;
    evil.entries[7] = 1007;
    assert_found_by_monitor(&evil);
}

static void a_rewritten_entry_under_new_ones(void **state)
{
    struct history evil = honest(30);

    (void)state;
    evil.entries[7] = 1007;
    assert_found_by_monitor(&evil);
}

static void a_dropped_entry(void **state)
{
    struct history evil = honest(30);

    (void)state;
    for (size_t i = 7; i + 1 < evil.count; i++)
        evil.entries[i] = evil.entries[i + 1];
    evil.count--;
    assert_found_by_monitor(&evil);
}

static void entries_in_another_order(void **state)
{
    struct history evil = honest(20);

    (void)state;
    evil.entries[7] = 8;
    evil.entries[8] = 7;
    assert_found_by_monitor(&evil);
}

static void a_rollback(void **state)
{
    struct history evil = honest(15);

    (void)state;
    assert_found_by_monitor(&evil);
}

/* Two monitors that never meet see nothing wrong. One witness that both ask for is enough: it signs one history. */
static void a_fork_between_two_monitors(void **state)
{
    struct history evil = honest(20), longer = honest(25);

    (void)state;
    evil.entries[19] = longer.entries[19] = 1019;
    publish("evil", &evil);
    publish("longer", &longer);
    assert_int_equal(visit("a", "log"), TP_OK);
    assert_int_equal(visit("b", "evil"), TP_OK);

    assert_int_equal(ask_witness("log", 0, NOW), 200);
    assert_int_equal(ask_witness("evil", 20, NOW), 409);
    assert_int_equal(ask_witness("longer", 20, NOW), 422);
    shell("ls witness/*.fork >list");
    assert_int_equal(visit_with_witness("c", "log"), TP_OK);
    assert_int_equal(visit_with_witness("d", "evil"), TP_E_DENIED);
    assert_int_equal(visit_with_witness("d", "longer"), TP_E_DENIED);

    assert_int_equal(visit("a", "evil"), TP_E_CHECKSUM); /* when they meet */
    assert_int_equal(visit("b", "log"), TP_E_CHECKSUM);
}

/* ---- files that do not belong together --------------------------------------------------------------------------- */

/* Appends ten entries to the ledger NAME. */
static void grow(const char *name)
{
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_open(folder_path(&folder, name), ORIGIN, log_signer, &ledger, DIAG));
    assert_ok(append_entries(ledger, tp_ledger_size(ledger), 10, DIAG));
    tp_ledger_close(&ledger);
}

static void a_replayed_checkpoint(void **state)
{
    (void)state;
    assert_int_equal(ask_witness("log", 0, NOW), 200);
    shell("cp log/checkpoint old");
    grow("log");
    assert_int_equal(ask_witness("log", 20, NOW), 200);
    assert_int_equal(visit_with_witness("state", "log"), TP_OK);
    shell("cp old log/checkpoint"); /* with a good and fresh cosignature */
    assert_int_equal(verify("log"), TP_OK);
    assert_int_equal(visit_with_witness("state", "log"), TP_E_CHECKSUM);
    assert_int_equal(ask_witness("log", 0, NOW), 409);
}

static void a_cut_tile(void **state)
{
    (void)state;
    assert_int_equal(visit("state", "log"), TP_OK);
    shell("truncate -s -32 log/tile/0/000.p/20");
    assert_int_equal(verify("log"), TP_E_CHECKSUM);
    assert_int_equal(visit("state", "log"), TP_E_CHECKSUM);
}

static void a_changed_bundle(void **state)
{
    (void)state;
    shell("sed -i 's/entry 13/entry 31/' log/tile/entries/000.p/20");
    assert_int_equal(verify("log"), TP_E_CHECKSUM);
    assert_int_equal(visit("state", "log"), TP_E_CHECKSUM);
}

static void another_size_under_the_signature(void **state)
{
    (void)state;
    shell("sed -i 's/^20$/19/' log/checkpoint");
    assert_int_equal(verify("log"), TP_E_DENIED);
    assert_int_equal(visit("state", "log"), TP_E_DENIED);
}

/* ---- keys and witnesses ------------------------------------------------------------------------------------------ */

static void another_key_in_the_logs_name(void **state)
{
    struct history history = honest(20);
    struct tp_witness_reply reply;
    struct tp_proof none = {.count = 0};
    struct tp_signer *thief;
    struct tp_buffer body;
    uint8_t *note;
    size_t size_bytes;

    (void)state;
    key_from(66, &thief);
    publish_by(thief, "stolen", &history);
    tp_signer_free(&thief);
    assert_int_equal(verify("stolen"), TP_E_DENIED);
    assert_int_equal(visit("state", "stolen"), TP_E_DENIED);
    assert_ok(tp_file_read(folder_path(&folder, "stolen/checkpoint"), TP_NOTE_MAX, &note, &size_bytes, DIAG));
    tp_buffer_init(&body);
    tp_witness_write_request(0, &none, note, size_bytes, &body);
    assert_ok(tp_witness_add(witness, body.data, body.size_bytes, NOW, &reply, DIAG));
    assert_int_equal(reply.http, 403);
    tp_buffer_deinit(&reply.content);
    tp_buffer_deinit(&body);
    free(note);
}

static void a_stale_witness(void **state)
{
    (void)state;
    assert_int_equal(ask_witness("log", 0, NOW - MAX_AGE_S - 1), 200);
    assert_int_equal(visit_with_witness("state", "log"), TP_E_DENIED);
    assert_int_equal(ask_witness("log", 20, NOW - 1), 200); /* the same checkpoint again */
    assert_int_equal(visit_with_witness("state", "log"), TP_OK);
}

/* Replaces the last line of the log's checkpoint by one whose time is later by SECONDS. */
static void shift_time(unsigned seconds)
{
    struct tp_reader *reader;
    struct tp_buffer line;
    const struct tp_note *note;
    uint8_t material[4 + 8 + TP_SIGNATURE_BYTES];

    assert_ok(tp_reader_open(folder_path(&folder, "log"), &log_verifier, &reader, DIAG));
    note = tp_reader_note(reader);
    for (unsigned i = 0; i < 4; i++)
        material[i] = (uint8_t)(note->signatures[1].id >> (24 - 8 * i));
    memcpy(material + 4, note->signatures[1].bytes, sizeof material - 4);
    material[11] = (uint8_t)(material[11] + seconds);
    tp_buffer_init(&line);
    tp_write_text(&line, "\xE2\x80\x94 witness.example ");
    tp_base64_encode(material, sizeof material, &line);
    tp_write_text(&line, "\n");
    shell("sed -i '$d' log/checkpoint");
    append_line("log", &line);
    tp_buffer_deinit(&line);
    tp_reader_close(&reader);
}

static void a_cosignature_with_another_time(void **state)
{
    (void)state;
    assert_int_equal(ask_witness("log", 0, NOW - MAX_AGE_S - 5), 200);
    shift_time(0);
    assert_int_equal(visit_with_witness("state", "log"), TP_E_DENIED); /* too old, but a good one */
    shift_time(10);
    assert_int_equal(visit_with_witness("state", "log"), TP_E_DENIED);
}

static void a_cosignature_of_another_checkpoint(void **state)
{
    struct history grown = honest(21);

    (void)state;
    assert_int_equal(ask_witness("log", 0, NOW), 200);
    publish("grown", &grown);
    shell("tail -n 1 log/checkpoint >>grown/checkpoint");
    assert_int_equal(verify("grown"), TP_OK);
    assert_int_equal(visit_with_witness("state", "grown"), TP_E_DENIED);
}

#define ATTACK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    ATTACK(a_rewritten_entry),
    ATTACK(a_rewritten_entry_under_new_ones),
    ATTACK(a_dropped_entry),
    ATTACK(entries_in_another_order),
    ATTACK(a_rollback),
    ATTACK(a_fork_between_two_monitors),
    ATTACK(a_replayed_checkpoint),
    ATTACK(a_cut_tile),
    ATTACK(a_changed_bundle),
    ATTACK(another_size_under_the_signature),
    ATTACK(another_key_in_the_logs_name),
    ATTACK(a_stale_witness),
    ATTACK(a_cosignature_with_another_time),
    ATTACK(a_cosignature_of_another_checkpoint),
};
LEDGER_TEST_MAIN(tests)
