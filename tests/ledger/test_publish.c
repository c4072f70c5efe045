/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing: which files there are, and that no fault of the disk and no cut of the power at any step loses what was
 * acknowledged or takes back what was published. */
#include "test.h"

#include <unistd.h>

#include "power.h"

static struct test_folder folder;
static char path[512];

static int make(void **state)
{
    (void)state;
    memory_folder_make(&folder);
    snprintf(path, sizeof path, "%s/log", folder.path);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static void assert_files(const char *wanted)
{
    char command[700], line[256], list[4096] = "";
    FILE *pipe;

    snprintf(command, sizeof command, "cd '%s' && find tile cosigned -type f 2>/dev/null | LC_ALL=C sort", path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe))
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s", line);
    pclose(pipe);
    assert_string_equal(list, wanted);
}

static void keeps_the_partial_tiles_that_checkpoints_need(void **state)
{
    struct tp_ledger *ledger;

    (void)state;
    make_ledger(path, 3);
    assert_files("tile/0/000.p/3\ntile/entries/000.p/3\n");
    assert_ok(tp_ledger_open(path, ORIGIN, log_signer, &ledger, DIAG));
    assert_ok(append_entries(ledger, 3, 7, DIAG));
    assert_ok(tp_ledger_publish(ledger, DIAG));
    assert_ok(tp_ledger_publish(ledger, DIAG));
    assert_files("tile/0/000.p/10\ntile/0/000.p/3\ntile/entries/000.p/10\ntile/entries/000.p/3\n");
    assert_ok(append_entries(ledger, 10, 246, DIAG));
    assert_ok(tp_ledger_publish(ledger, DIAG));
    assert_files("tile/0/000\ntile/1/000.p/1\ntile/entries/000\n");
    assert_ok(append_entries(ledger, 256, 300, DIAG));
    tp_ledger_close(&ledger);
    assert_files("tile/0/000\ntile/0/001\ntile/0/002.p/44\ntile/1/000.p/1\ntile/1/000.p/2\ntile/entries/000\n"
                 "tile/entries/001\ntile/entries/002.p/44\n");
    assert_true(read_ledger(path) == 556);
}

/* What was written once is not touched again. */
static void full_tiles_are_written_once(void **state)
{
    struct tp_ledger *ledger;
    struct stat before, after;

    (void)state;
    make_ledger(path, 300);
    assert_int_equal(stat(folder_path(&folder, "log/tile/0/000"), &before), 0);
    assert_ok(tp_ledger_open(path, ORIGIN, log_signer, &ledger, DIAG));
    assert_ok(append_entries(ledger, 300, 300, DIAG));
    tp_ledger_close(&ledger);
    assert_int_equal(stat(folder_path(&folder, "log/tile/0/000"), &after), 0);
    assert_true(before.st_ino == after.st_ino);
    assert_true(read_ledger(path) == 600);
}

/* ---- a run of all that a ledger does ----------------------------------------------------------------------------- */

/* What the one who used the ledger knows. */
struct story {
    uint64_t acknowledged, tried;
    bool is_created;
};

static void append_story(struct tp_ledger *ledger, struct story *story, size_t count)
{
    if (tp_ledger_size(ledger) > story->acknowledged)
        story->acknowledged = tp_ledger_size(ledger); /* an append that failed and was there after opening again */
    story->tried = TP_MAX(story->tried, story->acknowledged + count);
    if (append_entries(ledger, story->acknowledged, count, NULL) == TP_OK)
        story->acknowledged += count;
}

static void cosign_story(struct tp_ledger *ledger)
{
    struct tp_signer *signer;
    struct tp_verifier witness;
    struct tp_buffer line;
    struct tp_note note;

    key_from(5, &signer);
    tp_buffer_init(&line);
    assert_ok(tp_verifier_make("witness", TP_KEY_COSIGNATURE, tp_signer_public(signer), &witness, DIAG));
    assert_ok(tp_note_parse(ledger->note.data, ledger->note.size_bytes, &note, DIAG));
    assert_ok(tp_note_sign(note.text, &witness, signer, 1000, &line, DIAG));
    tp_write_u8(&line, '\0');
    (void)!tp_ledger_cosign(ledger, &witness, (const char *)line.data, NULL);
    tp_note_deinit(&note);
    tp_buffer_deinit(&line);
    tp_signer_free(&signer);
}

/* Goes on after each failure as a node would: with the next thing to do. */
static void tell(const struct tp_disk *disk, struct story *story)
{
    struct tp_ledger *ledger = NULL;

    story->is_created |= tp_ledger_create_on(disk, ORIGIN, log_signer, NULL) == TP_OK;
    if (tp_ledger_open_on(disk, ORIGIN, log_signer, &ledger, NULL) != TP_OK)
        return;
    append_story(ledger, story, 5);
    (void)!tp_ledger_publish(ledger, NULL);
    cosign_story(ledger);
    append_story(ledger, story, 1);
    append_story(ledger, story, 245);
    (void)!tp_ledger_publish(ledger, NULL);
    append_story(ledger, story, 20);
    append_story(ledger, story, 2);
    tp_ledger_close(&ledger);
    if (tp_ledger_open_on(disk, ORIGIN, log_signer, &ledger, NULL) != TP_OK)
        return;
    append_story(ledger, story, 270);
    cosign_story(ledger);
    (void)!tp_ledger_publish(ledger, NULL);
    append_story(ledger, story, 3);
    tp_ledger_close(&ledger);
}

/* Opens what is left in FOLDER, without faults, and holds it against what is known. */
static void check_story(const char *folder_name, const struct story *story, const struct power *power)
{
    struct tp_ledger *ledger;
    struct tp_reader *reader;
    uint64_t size;

    if (!story->is_created) {
        tp_status status = tp_ledger_create(folder_name, ORIGIN, log_signer, NULL);
        assert_true(status == TP_OK || status == TP_E_EXISTS);
    }
    assert_ok(tp_ledger_open(folder_name, ORIGIN, log_signer, &ledger, DIAG));
    size = tp_ledger_size(ledger);
    assert_true(size >= story->acknowledged && size <= story->tried);
    assert_true(read_ledger(folder_name) == size);
    assert_ok(append_entries(ledger, size, 3, DIAG));
    tp_ledger_close(&ledger);
    assert_true(read_ledger(folder_name) == size + 3);
    assert_ok(tp_reader_open(folder_name, &log_verifier, &reader, DIAG));
    for (size_t i = 0; i < power->seen_count; i++) {
        struct tp_hash root;
        assert_true(power->seen[i].size <= size);
        assert_ok(tp_reader_root(reader, power->seen[i].size, &root, DIAG));
        assert_memory_equal(&root, &power->seen[i].root, sizeof root);
    }
    tp_reader_close(&reader);
}

static struct power *power_new(struct tp_disk *disk)
{
    struct power *power = calloc(1, sizeof *power);

    assert_non_null(power);
    power->root = path;
    assert_ok(tp_disk_init(disk, path, DIAG));
    disk->allows = power_allows;
    disk->context = power;
    return power;
}

static void tells_the_whole_story(void **state)
{
    struct story story = {0};
    struct tp_disk disk;
    struct power *power = power_new(&disk);

    (void)state;
    tell(&disk, &story);
    power_settle(power);
    assert_true(story.is_created && story.acknowledged == 546 && story.tried == 546);
    assert_int_equal(power->seen_count, 8);
    check_story(path, &story, power);
    power_free(power);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

/* Each step, or one of three. */
enum { STRIDE = TP_TEST_SOME(1, 3) };

/* Fails one step, or all from one on: a disk that is full for a moment, or gone. */
struct fault {
    struct power *power;
    int from, count, asked;
};

static bool fault_allows(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    struct fault *fault = context;

    power_settle(fault->power);
    fault->asked++;
    if (fault->asked >= fault->from && fault->asked < fault->from + fault->count)
        return false;
    return power_allows(fault->power, step, name, to);
}

static void no_fault_loses_anything(void **state)
{
    static const int counts[] = {1, 3, 100000};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(counts); i++)
        for (int from = 1;; from += STRIDE) {
            struct story story = {0};
            struct tp_disk disk;
            struct fault fault = {.power = power_new(&disk), .from = from, .count = counts[i]};
            bool is_reached;
            disk.allows = fault_allows;
            disk.context = &fault;
            tell(&disk, &story);
            power_settle(fault.power);
            check_story(path, &story, fault.power);
            power_free(fault.power);
            is_reached = fault.asked >= from;
            clear(NULL);
            make(NULL);
            if (!is_reached)
                break;
        }
}

/* One fault, and some steps later the process is killed. */
static void no_fault_before_a_kill_loses_anything(void **state)
{
    struct tp_rng rng = tp_rng_seed(3, 0);
    bool is_reached = true;

    (void)state;
    for (int from = 1; is_reached; from += STRIDE) {
        struct story story = {0};
        struct tp_disk disk;
        struct fault fault = {.power = power_new(&disk), .from = from, .count = 1};
        disk.allows = fault_allows;
        disk.context = &fault;
        fault.power->cut = from + (int)tp_rng_below(&rng, 40);
        tell(&disk, &story);
        power_settle(fault.power);
        check_story(path, &story, fault.power);
        power_free(fault.power);
        is_reached = fault.asked >= from;
        clear(NULL);
        make(NULL);
    }
}

/* ---- power cuts -------------------------------------------------------------------------------------------------- */

static void no_power_cut_loses_anything(void **state)
{
    struct tp_rng rng = tp_rng_seed(4, 0);
    bool is_reached = true;

    (void)state;
    for (int cut = 1; is_reached; cut += STRIDE) {
        struct story story = {0};
        struct tp_disk disk;
        struct power *power = power_new(&disk);

        power->cut = cut;
        tell(&disk, &story);
        is_reached = power->steps >= cut;
        power_settle(power);
        for (unsigned round = 0; round < 3; round++) {
            char after[600];
            snprintf(after, sizeof after, "%s/after%u", folder.path, round);
            power_restore(power, after, round == 0 ? NULL : &rng);
            check_story(after, &story, power);
        }
        power_free(power);
        clear(NULL);
        make(NULL);
    }
}

/* The process is killed, started again, and then the power goes: what the second found was in memory only. */
static void no_power_cut_after_a_kill_loses_anything(void **state)
{
    struct tp_rng rng = tp_rng_seed(5, 0);
    bool is_reached = true;

    (void)state;
    for (int cut = 1; is_reached; cut += STRIDE) {
        struct story story = {0};
        struct tp_disk disk;
        struct power *power = power_new(&disk);

        power->cut = cut;
        tell(&disk, &story);
        is_reached = power->steps >= cut;
        power_settle(power);
        power->cut = power->steps + 1 + (int)tp_rng_below(&rng, 30);
        tell(&disk, &story);
        power_settle(power);
        for (unsigned round = 0; round < 2; round++) {
            char after[600];
            snprintf(after, sizeof after, "%s/after%u", folder.path, round);
            power_restore(power, after, round == 0 ? NULL : &rng);
            check_story(after, &story, power);
        }
        power_free(power);
        clear(NULL);
        make(NULL);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(keeps_the_partial_tiles_that_checkpoints_need, make, clear),
    cmocka_unit_test_setup_teardown(full_tiles_are_written_once, make, clear),
    cmocka_unit_test_setup_teardown(tells_the_whole_story, make, clear),
    cmocka_unit_test_setup_teardown(no_fault_loses_anything, make, clear),
    cmocka_unit_test_setup_teardown(no_fault_before_a_kill_loses_anything, make, clear),
    cmocka_unit_test_setup_teardown(no_power_cut_loses_anything, make, clear),
    cmocka_unit_test_setup_teardown(no_power_cut_after_a_kill_loses_anything, make, clear),
};

LEDGER_TEST_MAIN(tests)
