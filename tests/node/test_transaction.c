/* SPDX-License-Identifier: Apache-2.0 */
/* Changes with leaves: all or nothing, and after a crash at any point each leaf once. */
#include "office.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"

static void run(const char *format, const char *a, const char *b)
{
    char line[400];

    snprintf(line, sizeof line, format, a, b);
    assert_int_equal(system(line), 0);
}

static uint64_t log_leaf(struct office *office, int64_t time_s)
{
    const struct tp_case about = {.reference = "case 7"};
    struct tp_leaf leaf;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, time_s);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    assert_int_equal(tp_organisation_log(office->organisation, &leaf, &about, time_s, &index, NULL), TP_OK);
    return index;
}

static void put_record(struct office *office, const char *name)
{
    const struct tp_store_record record = {
        .kind = "booking", .name = name, .state = "", .link = "", .due_s = TP_STORE_NEVER, .data = "", .size_bytes = 0};

    assert_int_equal(tp_store_record_put(tp_organisation_store(office->organisation), &record, NULL), TP_OK);
}

static uint64_t records(struct office *office)
{
    const struct tp_store_query query = {.kind = "booking", .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_store_record_count(tp_organisation_store(office->organisation), &query, &count, NULL), TP_OK);
    return count;
}

static void begin(struct office *office)
{
    assert_int_equal(tp_organisation_begin(office->organisation, NULL), TP_OK);
}

static void end(struct office *office, tp_status status)
{
    assert_int_equal(tp_organisation_end(office->organisation, status, NULL), status);
}

static bool can_open(struct office *office, uint64_t index)
{
    struct tp_opening opening;
    tp_status status = tp_organisation_opening(office->organisation, index, &opening, NULL);

    if (status == TP_OK)
        tp_opening_deinit(&opening);
    else
        assert_int_equal(status, TP_E_NOT_FOUND);
    return status == TP_OK;
}

static void leaves_stand_with_the_changes(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 0);
    begin(&office);
    put_record(&office, "a");
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 1);
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 2);
    assert_int_equal(office_leaves(&office), 1);
    assert_true(can_open(&office, 0) && can_open(&office, 2));
    end(&office, TP_OK);
    assert_int_equal(office_leaves(&office), 3);
    assert_int_equal(records(&office), 1);
    tp_organisation_close(&office.organisation);
    office_open(&office);
    assert_int_equal(office_leaves(&office), 3);
    assert_true(can_open(&office, 1) && can_open(&office, 2));
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 3);
    office_remove(&office);
}

static void leaves_fall_with_the_changes(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    begin(&office);
    put_record(&office, "a");
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 0);
    end(&office, TP_E_CONFLICT);
    assert_int_equal(office_leaves(&office), 0);
    assert_int_equal(records(&office), 0);
    begin(&office);
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 0);
    tp_organisation_close(&office.organisation); /* in the middle */
    office_open(&office);
    assert_int_equal(office_leaves(&office), 0);
    assert_int_equal(log_leaf(&office, SAMPLE_FROM_S), 0);
    office_remove(&office);
}

static void an_opening_can_be_destroyed_in_one(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    log_leaf(&office, SAMPLE_FROM_S);
    begin(&office);
    assert_int_equal(tp_organisation_forget(office.organisation, 0, NULL), TP_OK);
    end(&office, TP_E_BUSY);
    assert_true(can_open(&office, 0));
    begin(&office);
    assert_int_equal(tp_organisation_forget(office.organisation, 0, NULL), TP_OK);
    end(&office, TP_OK);
    assert_false(can_open(&office, 0));
    office_remove(&office);
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

static void an_event_falls_with_the_changes(void **state)
{
    char *document = sample_document(NULL);
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    begin(&office);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_NONE);
    assert_int_equal(tp_organisation_history_count(office.organisation), 1);
    end(&office, TP_E_CONFLICT);
    assert_int_equal(tp_organisation_history_count(office.organisation), 0);
    assert_int_equal(office_leaves(&office), 0);

    begin(&office);
    log_leaf(&office, SAMPLE_FROM_S);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_NONE);
    end(&office, TP_OK);
    tp_organisation_close(&office.organisation);
    office_open(&office);
    assert_int_equal(tp_organisation_history_count(office.organisation), 1);
    assert_int_equal(office_leaves(&office), 2);
    assert_int_equal(office_leaf(&office, 1).kind, TP_LEAF_EVENT);
    free(document);
    office_remove(&office);
}

/* ---- crashes ----------------------------------------------------------------------------------------------------- */

/* What a process leaves that dies between the store and the ledger: the ledger as it was before. */
static void keep_ledger(struct office *office)
{
    tp_organisation_close(&office->organisation);
    run("cp -a '%s/ledger' '%s/kept'", office->folder, office->scratch.path);
    office_open(office);
}

static void bring_ledger_back(struct office *office)
{
    tp_organisation_close(&office->organisation);
    run("rm -rf '%s/ledger' && true '%s'", office->folder, "");
    run("cp -a '%s/kept' '%s/ledger'", office->scratch.path, office->folder);
}

static void a_crash_before_the_ledger_is_completed(void **state)
{
    char *document = sample_document(NULL);
    struct tp_leaf before, after;
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    log_leaf(&office, SAMPLE_FROM_S);
    keep_ledger(&office);
    begin(&office);
    log_leaf(&office, SAMPLE_FROM_S);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_NONE);
    end(&office, TP_OK);
    before = office_leaf(&office, 2);
    bring_ledger_back(&office);
    for (unsigned i = 0; i < 2; i++) { /* completed once */
        office_open(&office);
        assert_int_equal(office_leaves(&office), 3);
        after = office_leaf(&office, 2);
        assert_memory_equal(after.commitment, before.commitment, sizeof after.commitment);
        assert_true(can_open(&office, 1));
        tp_organisation_close(&office.organisation);
    }
    free(document);
    office_remove(&office);
}

/* A process that is killed in the middle, for real, many times. */
static void work_and_die(struct office *office, unsigned after)
{
    office_open(office);
    for (unsigned i = 0; i < 3; i++) {
        char name[16];

        snprintf(name, sizeof name, "%u-%u", after, i);
        begin(office);
        put_record(office, name);
        log_leaf(office, SAMPLE_FROM_S);
        if (after == i * 2)
            _exit(0);
        end(office, TP_OK);
        if (after == i * 2 + 1)
            _exit(0);
    }
    _exit(0);
}

static void killed_anywhere_each_record_has_its_leaf(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    for (unsigned after = 0; after < 6; after++) {
        pid_t child;
        int status;

        tp_organisation_close(&office.organisation);
        child = fork();
        if (child == 0)
            work_and_die(&office, after);
        assert_int_equal(waitpid(child, &status, 0), child);
        office_open(&office);
        assert_int_equal(records(&office), office_leaves(&office));
    }
    assert_int_equal(records(&office), 0 + 1 + 1 + 2 + 2 + 3);
    office_remove(&office);
}

/* ---- ledgers that do not fit ---------------------------------------------------------------------------------------
 */

static void assert_refused(struct office *office, const char *words)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_organisation_open(office->folder, OFFICE_PASSPHRASE, &office->organisation, &diag), TP_E_STORE);
    assert_non_null(strstr(diag.text, words));
    assert_null(office->organisation);
}

static void an_old_ledger_is_refused(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    keep_ledger(&office);
    log_leaf(&office, SAMPLE_FROM_S);
    begin(&office);
    log_leaf(&office, SAMPLE_FROM_S);
    end(&office, TP_OK);
    bring_ledger_back(&office);
    assert_refused(&office, "old copy");
    office_remove(&office);
}

static void a_ledger_that_went_another_way_is_refused(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    log_leaf(&office, SAMPLE_FROM_S);
    begin(&office);
    log_leaf(&office, SAMPLE_FROM_S);
    end(&office, TP_OK);
    tp_organisation_close(&office.organisation);
    run("cp -a '%s/store.db' '%s/kept.db'", office.folder, office.scratch.path);
    run("rm -rf '%s/ledger' '%s/store.db'", office.folder, office.folder);
    assert_int_equal(rename(folder_path(&office.scratch, "office"), folder_path(&office.scratch, "old")), 0);
    office.organisation = NULL;
    {
        struct office other;

        office_make(&other, "ny-dcjs", NULL);
        log_leaf(&other, SAMPLE_FROM_S + 1);
        log_leaf(&other, SAMPLE_FROM_S + 2);
        tp_organisation_close(&other.organisation);
        run("cp -a '%s' '%s/office'", other.folder, office.scratch.path);
        folder_remove(&other.scratch);
    }
    run("cp -a '%s/kept.db' '%s/store.db'", office.scratch.path, office.folder);
    assert_refused(&office, "not of this store");
    office_remove(&office);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(leaves_stand_with_the_changes),
    cmocka_unit_test(leaves_fall_with_the_changes),
    cmocka_unit_test(an_opening_can_be_destroyed_in_one),
    cmocka_unit_test(an_event_falls_with_the_changes),
    cmocka_unit_test(a_crash_before_the_ledger_is_completed),
    cmocka_unit_test(killed_anywhere_each_record_has_its_leaf),
    cmocka_unit_test(an_old_ledger_is_refused),
    cmocka_unit_test(a_ledger_that_went_another_way_is_refused),
};
TP_TEST_MAIN(tests)
