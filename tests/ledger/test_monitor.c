/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <dirent.h>
#include <unistd.h>

#include "ledgers.h"

enum { NOW = 1700000000, WITNESSES = 3 };

static struct test_folder folder;
static struct tp_ledger *ledger;
static struct tp_signer *keys[WITNESSES];
static struct tp_verifier witnesses[WITNESSES];

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    assert_ok(tp_ledger_create(folder_path(&folder, "log"), ORIGIN, log_signer, DIAG));
    assert_ok(tp_ledger_open(folder_path(&folder, "log"), ORIGIN, log_signer, &ledger, DIAG));
    for (unsigned i = 0; i < WITNESSES; i++) {
        char name[32];

        snprintf(name, sizeof name, "witness.example/%u", i);
        key_from((uint8_t)(10 + i), &keys[i]);
        assert_ok(tp_verifier_make(name, TP_KEY_COSIGNATURE, tp_signer_public(keys[i]), &witnesses[i], DIAG));
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_ledger_close(&ledger);
    for (unsigned i = 0; i < WITNESSES; i++)
        tp_signer_free(&keys[i]);
    folder_remove(&folder);
    return 0;
}

static void grow(uint64_t size)
{
    uint64_t old = tp_ledger_size(ledger);

    assert_ok(append_entries(ledger, old, size - old, DIAG));
    assert_ok(tp_ledger_publish(ledger, DIAG));
}

static tp_status visit_with(const struct tp_monitor_options *options, struct tp_monitor_report *report)
{
    return tp_monitor_visit(folder_path(&folder, "state"), folder_path(&folder, "log"), &log_verifier, options, report,
                            NULL);
}

static tp_status visit(struct tp_monitor_report *report)
{
    const struct tp_monitor_options options = {.now_s = NOW};

    return visit_with(&options, report);
}

/* Adds the cosignature of witness NUMBER, of AGE seconds ago, to the published checkpoint. */
static void cosign(unsigned number, int64_t age_s)
{
    struct tp_reader *reader;
    struct tp_buffer line;

    assert_ok(tp_reader_open(folder_path(&folder, "log"), &log_verifier, &reader, DIAG));
    tp_buffer_init(&line);
    assert_ok(tp_note_sign(tp_reader_note(reader)->text, &witnesses[number], keys[number], (uint64_t)(NOW - age_s),
                           &line, DIAG));
    tp_write_u8(&line, '\0');
    assert_ok(tp_ledger_cosign(ledger, &witnesses[number], (const char *)line.data, DIAG));
    tp_buffer_deinit(&line);
    tp_reader_close(&reader);
}

static void shell(const char *command)
{
    char line[512];

    snprintf(line, sizeof line, "cd '%s' && %s", folder.path, command);
    assert_int_equal(system(line), 0);
}

static void a_growing_log_is_followed(void **state)
{
    static const uint64_t sizes[] = {0, 0, 1, 5, 255, 256, 300, 300, 1000};
    struct tp_monitor_report report;
    uint64_t before = 0;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        if (sizes[i] > before)
            grow(sizes[i]);
        assert_int_equal(visit(&report), TP_OK);
        assert_true(report.old_size == before && report.new_size == sizes[i]);
        assert_int_equal(report.cosignatures, 0);
        assert_int_equal(report.cosignature_age_s, -1);
        before = sizes[i];
    }
}

static unsigned count_evidence(void)
{
    DIR *names = opendir(folder.path);
    unsigned count = 0;

    assert_non_null(names);
    for (const struct dirent *entry = readdir(names); entry; entry = readdir(names))
        count += strncmp(entry->d_name, "state.conflict-", 15) == 0;
    closedir(names);
    return count;
}

static void going_back_is_found_and_kept_as_evidence(void **state)
{
    struct tp_monitor_report report;

    (void)state;
    grow(5);
    shell("cp -r log old");
    grow(9);
    assert_int_equal(visit(&report), TP_OK);
    shell("mv log new && cp -r old log");
    assert_int_equal(visit(&report), TP_E_CHECKSUM);
    assert_int_equal(count_evidence(), 2);
    shell("cmp state state.conflict-*.known && cmp old/checkpoint state.conflict-*.shown");
    assert_int_equal(visit(&report), TP_E_CHECKSUM);
    assert_int_equal(count_evidence(), 2);
    shell("rm -r log && mv new log");
    assert_int_equal(visit(&report), TP_OK); /* the state had not moved */
    assert_true(report.old_size == 9);
}

/* Another ledger by the same key, whose entries differ. */
static void make_fork(uint64_t size)
{
    struct tp_ledger *fork;

    assert_ok(tp_ledger_create(folder_path(&folder, "fork"), ORIGIN, log_signer, DIAG));
    assert_ok(tp_ledger_open(folder_path(&folder, "fork"), ORIGIN, log_signer, &fork, DIAG));
    for (uint64_t i = 0; i < size; i++) {
        char text[96];
        struct tp_span entry = entry_of(i + (i == 3 ? 1000 : 0), text);
        uint64_t index;
        assert_ok(tp_ledger_append(fork, &entry, 1, &index, DIAG));
    }
    tp_ledger_close(&fork);
}

static void another_history_is_found(void **state)
{
    static const uint64_t sizes[] = {9, 12, 300};
    struct tp_monitor_report report;

    (void)state;
    grow(9);
    assert_int_equal(visit(&report), TP_OK);
    shell("mv log good");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        make_fork(sizes[i]);
        shell("mv fork log");
        assert_int_equal(visit(&report), TP_E_CHECKSUM);
        assert_true(report.old_size == 9 && report.new_size == sizes[i]);
        assert_int_equal(count_evidence(), 2 * (i + 1));
        shell("rm -r log");
    }
    shell("mv good log");
    assert_int_equal(visit(&report), TP_OK);
}

static void new_entries_must_be_there(void **state)
{
    struct tp_monitor_report report;

    (void)state;
    grow(100);
    assert_int_equal(visit(&report), TP_OK);
    grow(200);
    shell("cp -r log kept && rm -r log/tile/entries");
    assert_int_equal(visit(&report), TP_E_NOT_FOUND);
    shell("rm -r log && mv kept log && sed -i 's/entry 150/entry 151/' log/tile/entries/000.p/200");
    assert_int_equal(visit(&report), TP_E_CHECKSUM);
    assert_int_equal(count_evidence(), 0);
}

static void a_state_of_another_log_is_refused(void **state)
{
    struct tp_monitor_report report;

    (void)state;
    grow(5);
    assert_int_equal(visit(&report), TP_OK);
    shell("cp state kept && sed -i 's/^5$/4/' state");
    assert_int_equal(visit(&report), TP_E_DENIED);
    shell("echo rubbish >state");
    assert_int_equal(visit(&report), TP_E_FORMAT);
    shell("mv kept state");
    assert_int_equal(visit(&report), TP_OK);
}

/* ---- witnesses --------------------------------------------------------------------------------------------------- */

static void the_needed_cosignatures_are_counted(void **state)
{
    struct tp_monitor_options options = {
        .witnesses = witnesses, .witness_count = WITNESSES, .witnesses_needed = 2, .now_s = NOW};
    struct tp_monitor_report report;

    (void)state;
    grow(5);
    assert_int_equal(visit_with(&options, &report), TP_E_DENIED);
    assert_int_equal(report.cosignatures, 0);
    cosign(2, 60);
    assert_int_equal(visit_with(&options, &report), TP_E_DENIED);
    assert_int_equal(report.cosignatures, 1);
    assert_int_equal(report.cosignature_age_s, -1);
    cosign(0, 90);
    assert_int_equal(visit_with(&options, &report), TP_OK);
    assert_int_equal(report.cosignatures, 2);
    assert_int_equal(report.cosignature_age_s, 90);
    cosign(1, 10);
    assert_int_equal(visit_with(&options, &report), TP_OK);
    assert_int_equal(report.cosignatures, 3);
    assert_int_equal(report.cosignature_age_s, 60); /* the newest two */
}

static void old_cosignatures_are_not_enough(void **state)
{
    struct tp_monitor_options options = {.witnesses = witnesses,
                                         .witness_count = WITNESSES,
                                         .witnesses_needed = 1,
                                         .now_s = NOW,
                                         .cosignature_max_age_s = 100};
    struct tp_monitor_report report;

    (void)state;
    grow(5);
    cosign(0, 101);
    assert_int_equal(visit_with(&options, &report), TP_E_DENIED);
    assert_int_equal(report.cosignature_age_s, 101);
    assert_int_not_equal(access(folder_path(&folder, "state"), F_OK), 0);
    options.cosignature_max_age_s = 101;
    assert_int_equal(visit_with(&options, &report), TP_OK);
}

static void cosignatures_from_the_future_count_for_nothing(void **state)
{
    struct tp_monitor_options options = {
        .witnesses = witnesses, .witness_count = WITNESSES, .witnesses_needed = 1, .now_s = NOW};
    struct tp_monitor_report report;

    (void)state;
    grow(5);
    cosign(0, -301);
    assert_int_equal(visit_with(&options, &report), TP_E_DENIED);
    assert_int_equal(report.cosignatures, 0);
    cosign(1, -300); /* clocks differ */
    assert_int_equal(visit_with(&options, &report), TP_OK);
    assert_int_equal(report.cosignature_age_s, 0);
}

static void a_forged_cosignature_spoils_the_checkpoint(void **state)
{
    struct tp_monitor_options options = {.witnesses = witnesses, .witness_count = 1, .now_s = NOW};
    struct tp_monitor_report report;

    (void)state;
    grow(5);
    shell("cp log/checkpoint kept");
    cosign(0, 10);
    shell("tail -n 1 log/checkpoint >line && cp kept log/checkpoint");
    grow(6);
    shell("cat line >>log/checkpoint"); /* the cosignature of another checkpoint */
    assert_int_equal(visit_with(&options, &report), TP_E_DENIED);
    options.witness_count = 0;
    assert_int_equal(visit_with(&options, &report), TP_OK); /* of nobody that this monitor knows */
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_growing_log_is_followed),
    IN_FOLDER(going_back_is_found_and_kept_as_evidence),
    IN_FOLDER(another_history_is_found),
    IN_FOLDER(new_entries_must_be_there),
    IN_FOLDER(a_state_of_another_log_is_refused),
    IN_FOLDER(the_needed_cosignatures_are_counted),
    IN_FOLDER(old_cosignatures_are_not_enough),
    IN_FOLDER(cosignatures_from_the_future_count_for_nothing),
    IN_FOLDER(a_forged_cosignature_spoils_the_checkpoint),
};
LEDGER_TEST_MAIN(tests)
