/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions become leaves; the age of the cosigned checkpoint is measured, not believed. */
#include "office.h"

static struct tp_request probe(const struct tp_terms *version)
{
    return (struct tp_request){.stage = TP_STAGE_SEND,
                               .version = version->hash,
                               .sender = "ny-dcjs",
                               .repository = "dhs-ident",
                               .jurisdiction = SAMPLE_DUTCHESS,
                               .purpose = tp_vocabulary_find(&tp_purposes, "criminal-identification"),
                               .material = TP_MATERIAL_TEMPLATES,
                               .offence = TP_SERIOUSNESS_LEVEL_2,
                               .conviction = TP_SERIOUSNESS_NONE,
                               .categories_known = true,
                               .checkpoint_age_minutes = 0};
}

/* An office in which the sample, changed, is in force and Dutchess County takes part. */
static const struct tp_terms *make_active(struct office *office, const char *const *changes,
                                          const struct tp_config_witness *witness, int64_t *active_s)
{
    struct tp_history *history = sample_active(changes, active_s);
    const struct tp_terms *version = tp_history_version(history, 0);
    const struct tp_history *kept;

    office_make(office, "ny-dcjs", witness);
    assert_int_equal(sample_step(history, version, TP_EVENT_JOIN, SAMPLE_NY, *active_s), TP_REFUSAL_NONE);
    assert_int_equal(sample_step(history, version, TP_EVENT_JOIN, SAMPLE_DUTCHESS, *active_s), TP_REFUSAL_NONE);
    office_follow(office, history);
    tp_history_free(&history);
    kept = tp_organisation_history_at(office->organisation, 0);
    return tp_history_version(kept, 0);
}

static enum tp_effect decide(struct office *office, const struct tp_terms *version, const struct tp_request *request,
                             int64_t now_s, uint64_t *index)
{
    const struct tp_case about = {.county = SAMPLE_DUTCHESS, .reference = "B-1", .actor = "clerk"};
    const struct tp_inquiry inquiry = {version->agreement, request, &about, now_s};
    struct tp_decision decision;
    struct tp_logged logged;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_organisation_decide(office->organisation, &inquiry, &decision, &logged, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    *index = logged.index;
    return decision.effect;
}

static const char *const without_witness[] = {"\"required\":true,\"max_age_minutes\":60",
                                              "\"required\":false,\"max_age_minutes\":0", NULL};

static void a_decision_is_a_leaf(void **state)
{
    const struct tp_terms *version;
    struct tp_request request;
    struct tp_leaf leaf;
    struct office office;
    int64_t active_s;
    uint64_t index;

    (void)state;
    version = make_active(&office, without_witness, NULL, &active_s);
    request = probe(version);
    assert_int_equal(decide(&office, version, &request, active_s + 60, &index), TP_EFFECT_ALLOWED);
    assert_int_equal(index, office_leaves(&office) - 1);
    leaf = office_leaf(&office, index);
    assert_int_equal(leaf.kind, TP_LEAF_DECISION);
    assert_string_equal(leaf.values[TP_LEAF_STAGE_MEMBER], "send");
    assert_string_equal(leaf.values[TP_LEAF_EFFECT_MEMBER], "allowed");
    assert_string_equal(leaf.values[TP_LEAF_CLAUSES_MEMBER], "");
    assert_string_equal(leaf.values[TP_LEAF_STATE_MEMBER], "US-NY");
    assert_string_equal(leaf.values[TP_LEAF_LEVEL_MEMBER], "none");
    assert_string_equal(leaf.values[TP_LEAF_AGREEMENT_MEMBER], version->hash);

    request.jurisdiction = "US-NY-059";
    request.purpose = -1;
    assert_int_equal(decide(&office, version, &request, active_s + 60, &index), TP_EFFECT_DENIED);
    leaf = office_leaf(&office, index);
    assert_string_equal(leaf.values[TP_LEAF_CLAUSES_MEMBER], "participation purpose");
    office_remove(&office);
}

/* Setting the clock back does not bring back the time before a county left. */
static void a_clock_that_is_set_back_undoes_no_stop(void **state)
{
    const struct tp_terms *version;
    struct tp_request request;
    struct office office;
    int64_t active_s;
    uint64_t index;

    (void)state;
    version = make_active(&office, without_witness, NULL, &active_s);
    request = probe(version);
    assert_int_equal(decide(&office, version, &request, active_s + 50, &index), TP_EFFECT_ALLOWED);
    assert_int_equal(office_take(&office, sample_event(version, TP_EVENT_LEAVE, SAMPLE_DUTCHESS, 2, active_s + 1000),
                                 active_s + 1000),
                     TP_REFUSAL_NONE);
    assert_int_equal(decide(&office, version, &request, active_s + 1000, &index), TP_EFFECT_DENIED);
    assert_int_equal(decide(&office, version, &request, active_s + 50, &index), TP_EFFECT_DENIED);
    tp_organisation_close(&office.organisation);
    office_open(&office);
    version = tp_history_version(tp_organisation_history_at(office.organisation, 0), 0);
    request = probe(version);
    assert_int_equal(decide(&office, version, &request, active_s + 50, &index), TP_EFFECT_DENIED);
    office_remove(&office);
}

static void nothing_is_agreed_with_strangers(void **state)
{
    const struct tp_request request = {
        .stage = TP_STAGE_SEND, .jurisdiction = "no code", .purpose = 99, .conviction = -7};
    const struct tp_inquiry inquiry = {.agreement = "", .request = &request, .now_s = SAMPLE_FROM_S};
    struct tp_decision decision;
    struct tp_leaf leaf;
    struct office office;
    struct tp_logged logged;
    char commitment[TP_HASH_TEXT_BYTES];

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(tp_organisation_decide(office.organisation, &inquiry, &decision, &logged, NULL), TP_OK);
    assert_int_equal(decision.effect, TP_EFFECT_DENIED);
    leaf = office_leaf(&office, logged.index);
    tp_hex_encode(leaf.commitment, sizeof leaf.commitment, commitment);
    assert_string_equal(logged.commitment, commitment);
    assert_string_equal(leaf.values[TP_LEAF_AGREEMENT_MEMBER], "");
    assert_string_equal(leaf.values[TP_LEAF_STATE_MEMBER], "");
    assert_string_equal(leaf.values[TP_LEAF_LEVEL_MEMBER], "unknown");
    office_remove(&office);
}

/* Has "witness" sign the published checkpoint. */
static void cosign(struct office *office, const struct tp_verifier *witness, int64_t time_s)
{
    struct tp_ledger *ledger = tp_organisation_ledger(office->organisation);
    char path[128];
    struct tp_reader *reader;
    struct tp_buffer line;

    snprintf(path, sizeof path, "%s/ledger", office->folder);
    tp_buffer_init(&line);
    assert_int_equal(tp_ledger_publish(ledger, NULL), TP_OK);
    assert_int_equal(tp_reader_open(path, tp_organisation_verifier(office->organisation), &reader, NULL), TP_OK);
    assert_int_equal(
        tp_note_sign(tp_reader_note(reader)->text, witness, sample_signer("witness"), (uint64_t)time_s, &line, NULL),
        TP_OK);
    tp_write_u8(&line, 0);
    assert_int_equal(tp_ledger_cosign(ledger, witness, (const char *)line.data, NULL), TP_OK);
    tp_reader_close(&reader);
    tp_buffer_deinit(&line);
}

static void an_old_cosignature_closes_the_node(void **state)
{
    char text[256];
    struct tp_config_witness known = {.verifier = text};
    struct tp_verifier witness;
    const struct tp_terms *version;
    struct tp_request request;
    struct tp_buffer verifier;
    struct office office;
    int64_t active_s;
    uint64_t index;

    (void)state;
    tp_buffer_init(&verifier);
    assert_int_equal(tp_verifier_make("witness.example", TP_KEY_COSIGNATURE, sample_key("witness"), &witness, NULL),
                     TP_OK);
    tp_verifier_write(&witness, &verifier);
    snprintf(text, sizeof text, "%.*s", (int)verifier.size_bytes, (const char *)verifier.data);
    tp_buffer_deinit(&verifier);
    version = make_active(&office, NULL, &known, &active_s);
    request = probe(version);
    assert_int_equal(decide(&office, version, &request, active_s, &index), TP_EFFECT_DENIED);
    assert_string_equal(office_leaf(&office, index).values[TP_LEAF_CLAUSES_MEMBER], "witness");
    cosign(&office, &witness, active_s + 60);
    assert_int_equal(decide(&office, version, &request, active_s + 60, &index), TP_EFFECT_ALLOWED);
    assert_int_equal(decide(&office, version, &request, active_s + 3660, &index), TP_EFFECT_ALLOWED);
    assert_int_equal(decide(&office, version, &request, active_s + 3720, &index), TP_EFFECT_DENIED);
    cosign(&office, &witness, active_s + 3720);
    assert_int_equal(decide(&office, version, &request, active_s + 3720, &index), TP_EFFECT_ALLOWED);
    assert_int_equal(decide(&office, version, &request, active_s, &index), TP_EFFECT_DENIED); /* from the future */
    office_remove(&office);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_decision_is_a_leaf),
    cmocka_unit_test(a_clock_that_is_set_back_undoes_no_stop),
    cmocka_unit_test(nothing_is_agreed_with_strangers),
    cmocka_unit_test(an_old_cosignature_closes_the_node),
};
TP_TEST_MAIN(tests)
