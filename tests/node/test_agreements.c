/* SPDX-License-Identifier: Apache-2.0 */
/* Events in an organisation's folder: what is taken survives, what is refused is a leaf too, and a crash between store
 * and ledger is completed. */
#include "office.h"

#include "store/store.h"

static void assert_event_leaf(struct office *office, uint64_t index, const char *event, const char *signer,
                              const char *state)
{
    struct tp_leaf leaf = office_leaf(office, index);

    assert_int_equal(leaf.kind, TP_LEAF_EVENT);
    assert_string_equal(leaf.values[TP_LEAF_EVENT_MEMBER], event);
    assert_string_equal(leaf.values[TP_LEAF_SIGNER_MEMBER], signer);
    assert_string_equal(leaf.values[TP_LEAF_STATE_MEMBER], state);
}

static void each_event_is_kept_and_a_leaf(void **state)
{
    const struct tp_history *kept;
    struct tp_history *history;
    const struct tp_terms *version;
    struct office office;
    int64_t active_s;
    size_t count;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    history = sample_active(NULL, &active_s);
    version = tp_history_version(history, 0);
    assert_int_equal(sample_step(history, version, TP_EVENT_JOIN, SAMPLE_NY, active_s), TP_REFUSAL_NONE);
    assert_int_equal(sample_step(history, version, TP_EVENT_JOIN, SAMPLE_DUTCHESS, active_s), TP_REFUSAL_NONE);
    count = tp_history_count(history);
    office_follow(&office, history);
    assert_int_equal(office_leaves(&office), count);
    assert_event_leaf(&office, 0, "propose", "party", "US-NY");
    assert_event_leaf(&office, 3, "sign", "party", "US");
    assert_event_leaf(&office, count - 2, "join", "state", "US-NY");
    assert_event_leaf(&office, count - 1, "join", "county", "US-NY");

    tp_organisation_close(&office.organisation);
    office_open(&office);
    assert_int_equal(office_leaves(&office), count);
    kept = tp_organisation_history(office.organisation, tp_history_agreement(history));
    assert_non_null(kept);
    assert_int_equal(tp_history_count(kept), count);
    assert_true(tp_history_takes_part(kept, tp_history_version(kept, 0), SAMPLE_DUTCHESS, active_s));
    tp_history_free(&history);
    office_remove(&office);
}

static void the_beginning_of_a_name_is_enough(void **state)
{
    struct tp_history *history;
    struct office office;
    char name[TP_HASH_TEXT_BYTES];
    int64_t active_s;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    history = sample_active(NULL, &active_s);
    office_follow(&office, history);
    snprintf(name, sizeof name, "%.6s", tp_history_agreement(history));
    assert_ptr_equal(tp_organisation_history(office.organisation, name),
                     tp_organisation_history_at(office.organisation, 0));
    name[5] = '\0';
    assert_null(tp_organisation_history(office.organisation, name));
    assert_null(tp_organisation_history(office.organisation, "ffffffffff"));
    tp_history_free(&history);
    office_remove(&office);
}

static void a_refusal_is_a_leaf_with_its_reason(void **state)
{
    struct tp_history *history;
    const struct tp_terms *version;
    struct tp_leaf leaf;
    struct office office;
    int64_t active_s;
    uint64_t before;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    history = sample_active(NULL, &active_s);
    version = tp_history_version(history, 0);
    assert_int_equal(office_take(&office, sample_event(version, TP_EVENT_JOIN, SAMPLE_NY, 1, active_s), active_s),
                     TP_REFUSAL_UNKNOWN_AGREEMENT);
    assert_int_equal(tp_organisation_history_count(office.organisation), 0);
    office_follow(&office, history);
    before = office_leaves(&office);
    assert_int_equal(office_take(&office, sample_event(version, TP_EVENT_JOIN, "ny-dcjs", 5, active_s), active_s),
                     TP_REFUSAL_WRONG_SIGNER);
    leaf = office_leaf(&office, before);
    assert_int_equal(leaf.kind, TP_LEAF_REFUSED_EVENT);
    assert_string_equal(leaf.values[TP_LEAF_REASON_MEMBER], "wrong-signer");
    assert_string_equal(leaf.values[TP_LEAF_AGREEMENT_MEMBER], version->hash);
    leaf = office_leaf(&office, 0);
    assert_string_equal(leaf.values[TP_LEAF_REASON_MEMBER], "unknown-agreement");
    tp_history_free(&history);
    office_remove(&office);
}

static void a_party_under_another_key_is_refused(void **state)
{
    const char *changes[] = {"@ny-dcjs@", "@somebody@", NULL};
    char *document = sample_document(changes);
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "dhs-ident", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_OTHER_KEY);
    assert_int_equal(tp_organisation_history_count(office.organisation), 0);
    free(document);
    office_remove(&office);
}

/* As a process leaves it that dies between the store and the ledger: a leaf that is to come at INDEX. The folder is
 * closed. */
static void put_a_leaf(struct office *office, const struct tp_leaf *leaf, const char *name, uint64_t index)
{
    const struct tp_store_options options = {.create = false};
    struct tp_buffer entry;
    struct tp_store *store;
    char path[128];

    tp_organisation_close(&office->organisation);
    snprintf(path, sizeof path, "%s/store.db", office->folder);
    tp_buffer_init(&entry);
    assert_int_equal(tp_leaf_write(leaf, &entry, NULL), TP_OK);
    assert_int_equal(tp_store_open(path, &options, &store, NULL), TP_OK);
    assert_int_equal(
        tp_store_put(store, &(struct tp_store_document){"leaf", name, (int64_t)index, entry.data, entry.size_bytes}, 1,
                     NULL),
        TP_OK);
    tp_store_close(&store);
    tp_buffer_deinit(&entry);
}

static void leave_a_leaf(struct office *office, const struct tp_leaf *leaf, const char *name, uint64_t index)
{
    put_a_leaf(office, leaf, name, index);
    office_open(office);
}

/* An old copy of ledger/ beside a newer store.db. */
static void a_ledger_that_is_older_than_its_events_is_refused(void **state)
{
    char *document = sample_document(NULL);
    struct office office;
    struct tp_diag diag;
    struct tp_leaf leaf;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_NONE);
    leaf = office_leaf(&office, 0);
    put_a_leaf(&office, &leaf, "was lost", 2);
    tp_diag_init(&diag);
    assert_int_equal(tp_organisation_open(office.folder, OFFICE_PASSPHRASE, &office.organisation, &diag), TP_E_STORE);
    assert_non_null(strstr(diag.text, "old copy"));
    free(document);
    office_remove(&office);
}

static void a_crash_between_store_and_ledger_is_completed(void **state)
{
    char *document = sample_document(NULL);
    struct office office;
    struct tp_leaf leaf;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(office_take(&office, sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S), SAMPLE_FROM_S),
                     TP_REFUSAL_NONE);
    leaf = office_leaf(&office, 0);
    leave_a_leaf(&office, &leaf, "had arrived", 0);
    assert_int_equal(office_leaves(&office), 1);
    leave_a_leaf(&office, &leaf, "had not arrived", 1);
    assert_int_equal(office_leaves(&office), 2);
    assert_memory_equal(office_leaf(&office, 1).commitment, leaf.commitment, sizeof leaf.commitment);
    tp_organisation_close(&office.organisation);
    office_open(&office);
    assert_int_equal(office_leaves(&office), 2);
    free(document);
    office_remove(&office);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_event_is_kept_and_a_leaf),
    cmocka_unit_test(the_beginning_of_a_name_is_enough),
    cmocka_unit_test(a_refusal_is_a_leaf_with_its_reason),
    cmocka_unit_test(a_party_under_another_key_is_refused),
    cmocka_unit_test(a_ledger_that_is_older_than_its_events_is_refused),
    cmocka_unit_test(a_crash_between_store_and_ledger_is_completed),
};
TP_TEST_MAIN(tests)
