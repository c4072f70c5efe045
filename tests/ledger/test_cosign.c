/* SPDX-License-Identifier: Apache-2.0 */
/* Cosignatures on the published checkpoint, and how fresh they are. */
#include "test.h"

#include <dirent.h>

#include "ledgers.h"

enum { WITNESSES = 3 };

static struct test_folder folder;
static char path[512];
static struct tp_ledger *ledger;
static struct tp_signer *signers[WITNESSES];
static struct tp_verifier witnesses[WITNESSES];

static void open_ledger(void)
{
    assert_ok(tp_ledger_open(path, ORIGIN, log_signer, &ledger, DIAG));
}

static int make(void **state)
{
    (void)state;
    memory_folder_make(&folder);
    snprintf(path, sizeof path, "%s/log", folder.path);
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    open_ledger();
    for (unsigned i = 0; i < WITNESSES; i++) {
        char name[32];
        snprintf(name, sizeof name, "witness%u.example", i);
        key_from((uint8_t)(10 + i), &signers[i]);
        assert_ok(tp_verifier_make(name, TP_KEY_COSIGNATURE, tp_signer_public(signers[i]), &witnesses[i], DIAG));
    }
    return 0;
}

static int clear(void **state)
{
    (void)state;
    tp_ledger_close(&ledger);
    for (unsigned i = 0; i < WITNESSES; i++)
        tp_signer_free(&signers[i]);
    folder_remove(&folder);
    return 0;
}

/* The note as it lies in the file. */
static struct tp_note read_note(void)
{
    struct tp_note note;
    size_t size_bytes;
    uint8_t *data;

    assert_ok(tp_file_read(folder_path(&folder, "log/checkpoint"), TP_NOTE_MAX, &data, &size_bytes, DIAG));
    assert_ok(tp_note_parse(data, size_bytes, &note, DIAG));
    free(data);
    return note;
}

/* The line with which a witness signs what is published. */
static char *sign_line(unsigned witness, uint64_t time_s)
{
    struct tp_note note = read_note();
    struct tp_buffer line;

    tp_buffer_init(&line);
    assert_ok(tp_note_sign(note.text, &witnesses[witness], signers[witness], time_s, &line, DIAG));
    tp_write_u8(&line, '\0');
    assert_false(line.bad);
    tp_note_deinit(&note);
    return (char *)line.data;
}

static tp_status cosign(unsigned witness, uint64_t time_s)
{
    char *line = sign_line(witness, time_s);
    tp_status status = tp_ledger_cosign(ledger, &witnesses[witness], line, NULL);

    free(line);
    return status;
}

static void publish_one(void)
{
    assert_ok(append_entries(ledger, tp_ledger_size(ledger), 1, DIAG));
    assert_ok(tp_ledger_publish(ledger, DIAG));
}

/* -1 when there is none. */
static int64_t cosigned_at(size_t needed)
{
    int64_t time_s;
    tp_status status = tp_ledger_cosigned_at(ledger, witnesses, WITNESSES, needed, &time_s, NULL);

    assert_true(status == TP_OK || (status == TP_E_NOT_FOUND && time_s == 0));
    return status == TP_OK ? time_s : -1;
}

/* ---- adding ------------------------------------------------------------------------------------------------------ */

static void lines_are_added_and_replaced(void **state)
{
    struct tp_note note;
    struct tp_verifier own = log_verifier;

    (void)state;
    publish_one();
    assert_int_equal(cosign(0, 100), TP_OK);
    assert_int_equal(cosign(2, 101), TP_OK);
    assert_int_equal(cosign(0, 102), TP_OK);
    note = read_note();
    assert_int_equal(note.signature_count, 3);
    assert_non_null(tp_note_signature_of(&note, &own));
    assert_int_equal(tp_note_signature_of(&note, &witnesses[0])->time_s, 102);
    assert_int_equal(tp_note_signature_of(&note, &witnesses[2])->time_s, 101);
    assert_null(tp_note_signature_of(&note, &witnesses[1]));
    tp_note_deinit(&note);
    assert_ok(tp_ledger_publish(ledger, DIAG)); /* nothing new: they stay */
    tp_ledger_close(&ledger);
    open_ledger();
    assert_int_equal(cosign(1, 103), TP_OK);
    note = read_note();
    assert_int_equal(note.signature_count, 4);
    tp_note_deinit(&note);
    publish_one();
    note = read_note();
    assert_int_equal(note.signature_count, 1);
    tp_note_deinit(&note);
    assert_true(read_ledger(path) == 2);
}

static void takes_a_line_with_and_without_its_end(void **state)
{
    char *line = sign_line(0, 5);

    (void)state;
    assert_int_equal(line[strlen(line) - 1], '\n');
    line[strlen(line) - 1] = '\0';
    assert_ok(tp_ledger_cosign(ledger, &witnesses[0], line, DIAG));
    assert_true(cosigned_at(1) == 5);
    free(line);
}

static void assert_denied(const struct tp_verifier *verifier, const char *line)
{
    assert_int_equal(tp_ledger_cosign(ledger, verifier, line, NULL), TP_E_DENIED);
}

static void refuses_all_but_the_witness_signature(void **state)
{
    char *line = sign_line(0, 5), *changed = strdup(line), two[1000], *own;
    struct tp_note note = read_note();
    struct tp_buffer log_line;

    (void)state;
    assert_denied(&witnesses[1], line);
    assert_denied(&witnesses[0], "");
    assert_denied(&witnesses[0], "\n");
    assert_denied(&witnesses[0], "nonsense");
    snprintf(two, sizeof two, "%s%s", line, line);
    assert_denied(&witnesses[0], two);
    snprintf(two, sizeof two, "\n%s", line);
    assert_denied(&witnesses[0], two);
    changed[strlen(line) / 2 + 10] ^= 1;
    assert_denied(&witnesses[0], changed);
    tp_buffer_init(&log_line);
    assert_ok(tp_note_sign(note.text, &log_verifier, log_signer, 0, &log_line, DIAG));
    tp_write_u8(&log_line, '\0');
    own = (char *)log_line.data;
    assert_denied(&log_verifier, own); /* the log is no witness of itself */
    publish_one();
    assert_denied(&witnesses[0], line); /* over the checkpoint before */
    tp_note_deinit(&note);
    note = read_note();
    assert_int_equal(note.signature_count, 1);
    tp_note_deinit(&note);
    tp_buffer_deinit(&log_line);
    free(line);
    free(changed);
}

static void has_room_for_some_witnesses(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= TP_LEDGER_WITNESSES_MAX; i++) {
        struct tp_note note = read_note();
        struct tp_verifier witness;
        struct tp_buffer line;
        char name[32];

        snprintf(name, sizeof name, "w%u", i);
        assert_ok(tp_verifier_make(name, TP_KEY_COSIGNATURE, tp_signer_public(signers[0]), &witness, DIAG));
        tp_buffer_init(&line);
        assert_ok(tp_note_sign(note.text, &witness, signers[0], 7, &line, DIAG));
        tp_write_u8(&line, '\0');
        assert_int_equal(tp_ledger_cosign(ledger, &witness, (const char *)line.data, NULL),
                         i < TP_LEDGER_WITNESSES_MAX ? TP_OK : TP_E_LIMIT);
        tp_buffer_deinit(&line);
        tp_note_deinit(&note);
    }
}

/* ---- freshness --------------------------------------------------------------------------------------------------- */

static void counts_the_oldest_of_the_newest(void **state)
{
    int64_t time_s;

    (void)state;
    assert_true(cosigned_at(1) == -1);
    assert_int_equal(cosign(0, 100), TP_OK);
    assert_true(cosigned_at(1) == 100 && cosigned_at(2) == -1);
    assert_int_equal(cosign(1, 300), TP_OK);
    assert_int_equal(cosign(2, 200), TP_OK);
    assert_true(cosigned_at(1) == 300 && cosigned_at(2) == 200 && cosigned_at(3) == 100);
    assert_int_equal(tp_ledger_cosigned_at(ledger, witnesses, WITNESSES, 0, &time_s, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_ledger_cosigned_at(ledger, witnesses, WITNESSES, 4, &time_s, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_ledger_cosigned_at(ledger, witnesses, 17, 1, &time_s, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_ledger_cosigned_at(ledger, witnesses + 1, 1, 1, &time_s, NULL), TP_OK);
    assert_true(time_s == 300);
}

/* Each new checkpoint starts without any; those before still count, also after opening again. */
static void remembers_checkpoints_before(void **state)
{
    (void)state;
    assert_int_equal(cosign(0, 100), TP_OK);
    assert_int_equal(cosign(1, 101), TP_OK);
    publish_one();
    assert_true(cosigned_at(2) == 100);
    assert_int_equal(cosign(2, 200), TP_OK);
    assert_true(cosigned_at(1) == 200 && cosigned_at(2) == 100);
    publish_one();
    publish_one();
    assert_true(cosigned_at(1) == 200 && cosigned_at(2) == 100);
    tp_ledger_close(&ledger);
    open_ledger();
    assert_true(cosigned_at(1) == 200 && cosigned_at(2) == 100 && cosigned_at(3) == -1);
    assert_int_equal(cosign(1, 300), TP_OK);
    assert_true(cosigned_at(1) == 300 && cosigned_at(2) == 100);
    assert_int_equal(cosign(0, 301), TP_OK);
    assert_true(cosigned_at(2) == 300);
}

static void keeps_only_some(void **state)
{
    unsigned count = 0;
    DIR *names;

    (void)state;
    assert_int_equal(cosign(0, 50), TP_OK);
    assert_int_equal(cosign(1, 51), TP_OK);
    for (unsigned i = 1; i <= 15; i++) {
        publish_one();
        assert_int_equal(cosign(2, 100 + i), TP_OK);
    }
    assert_true(cosigned_at(2) == 50);
    publish_one();
    assert_true(cosigned_at(2) == 50);
    assert_int_equal(cosign(2, 200), TP_OK);
    publish_one();
    assert_true(cosigned_at(2) == -1 && cosigned_at(1) == 200);
    names = opendir(folder_path(&folder, "log/cosigned"));
    assert_non_null(names);
    for (const struct dirent *entry = readdir(names); entry; entry = readdir(names))
        count += entry->d_name[0] != '.';
    closedir(names);
    assert_int_equal(count, 16);
}

static void what_is_no_note_does_not_count(void **state)
{
    (void)state;
    assert_int_equal(cosign(0, 100), TP_OK);
    publish_one();
    assert_true(cosigned_at(1) == 100);
    folder_write(&folder, "log/cosigned/0", "nonsense", 8);
    folder_write(&folder, "log/cosigned/x", "nonsense", 8);
    assert_true(cosigned_at(1) == -1);
}

/* A ledger that is kept from the witnesses borrows the freshness of another. */
static void the_checkpoint_of_another_log_does_not_count(void **state)
{
    static const char text[] = "other.example/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    struct tp_verifier other;
    struct tp_signer *signer;
    struct tp_buffer note;

    (void)state;
    publish_one();
    assert_int_equal(cosign(0, 100), TP_OK);
    publish_one();
    key_from(77, &signer);
    assert_ok(tp_verifier_make("other.example/log", TP_KEY_NOTE, tp_signer_public(signer), &other, DIAG));
    tp_buffer_init(&note);
    tp_write_text(&note, "%s\n", text);
    assert_ok(tp_note_sign(text, &other, signer, 0, &note, DIAG));
    assert_ok(tp_note_sign(text, &witnesses[0], signers[0], 5000, &note, DIAG));
    folder_write(&folder, "log/cosigned/99", note.data, note.size_bytes);
    assert_int_equal(cosigned_at(1), 100);
    tp_buffer_deinit(&note);
    tp_signer_free(&signer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(lines_are_added_and_replaced, make, clear),
    cmocka_unit_test_setup_teardown(takes_a_line_with_and_without_its_end, make, clear),
    cmocka_unit_test_setup_teardown(refuses_all_but_the_witness_signature, make, clear),
    cmocka_unit_test_setup_teardown(has_room_for_some_witnesses, make, clear),
    cmocka_unit_test_setup_teardown(counts_the_oldest_of_the_newest, make, clear),
    cmocka_unit_test_setup_teardown(remembers_checkpoints_before, make, clear),
    cmocka_unit_test_setup_teardown(keeps_only_some, make, clear),
    cmocka_unit_test_setup_teardown(the_checkpoint_of_another_log_does_not_count, make, clear),
    cmocka_unit_test_setup_teardown(what_is_no_note_does_not_count, make, clear),
};

LEDGER_TEST_MAIN(tests)
