/* SPDX-License-Identifier: Apache-2.0 */
/* Discretion reviews: what a decision must have, and what is on record of one. */
#include "bureau.h"

#define WHY                                                                                                            \
    "The person cares alone for two small children, has lived here for thirty years, was charged with a minor "        \
    "offence that was dropped, and nothing on record speaks for a danger to anybody in the county."

static tp_status check(const char *text, struct tp_discretion_input *out)
{
    struct tp_json_document *document;
    tp_status status;

    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    status = tp_discretion_check(tp_json_root(document), 3, out, NULL); /* caregiver, domestic-violence-victim */
    tp_json_document_free(&document);
    return status;
}

#define ANSWER "{\"answer\":\"yes\",\"note\":\"says the school\"}"
#define BOTH "\"circumstances\":{\"caregiver\":" ANSWER ",\"domestic-violence-victim\":" ANSWER "}"

static void each_circumstance_a_reason_and_a_decision(void **state)
{
    static const char *const refused[] = {
        "{}",
        "{" BOTH ",\"decision\":\"decline\"}",
        "{" BOTH ",\"reason\":\"" WHY "\"}",
        "{" BOTH ",\"reason\":\"no danger\",\"decision\":\"decline\"}",
        "{" BOTH ",\"reason\":\"" WHY "\",\"decision\":\"maybe\"}",
        "{" BOTH ",\"reason\":\"" WHY "\",\"decision\":\"decline\",\"all\":true}",
        "{\"circumstances\":{\"caregiver\":" ANSWER "},\"reason\":\"" WHY "\",\"decision\":\"decline\"}",
        "{\"circumstances\":[],\"reason\":\"" WHY "\",\"decision\":\"decline\"}",
        "{\"circumstances\":{\"caregiver\":" ANSWER ",\"domestic-violence-victim\":" ANSWER ",\"veteran\":" ANSWER
        "},\"reason\":\"" WHY "\",\"decision\":\"decline\"}",
        "{\"circumstances\":{\"caregiver\":" ANSWER
        ",\"domestic-violence-victim\":{\"answer\":\"yes\"}},\"reason\":\"" WHY "\",\"decision\":\"decline\"}",
        "{\"circumstances\":{\"caregiver\":" ANSWER
        ",\"domestic-violence-victim\":{\"answer\":\"perhaps\",\"note\":\"who knows\"}},\"reason\":\"" WHY
        "\",\"decision\":\"decline\"}",
        "{\"circumstances\":{\"caregiver\":" ANSWER ",\"domestic-violence-victim\":\"no\"},\"reason\":\"" WHY
        "\",\"decision\":\"decline\"}",
    };
    struct tp_discretion_input input;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(refused); i++)
        assert_int_equal(check(refused[i], &input), TP_E_FORMAT);
    assert_int_equal(check("{" BOTH ",\"reason\":\"" WHY "\",\"decision\":\"decline\"}", &input), TP_OK);
    assert_false(input.release);
    assert_int_equal(check("{" BOTH ",\"reason\":\"" WHY "\",\"decision\":\"release\"}", &input), TP_OK);
    assert_true(input.release);
}

static void open_review(struct bureau *bureau, char id[TP_EXCHANGE_ID_BYTES])
{
    struct tp_discretion_spec spec = {.owner = "request/r-1",
                                      .then = "test.settled",
                                      .about = "r-1",
                                      .agreement = BUREAU_AGREEMENT,
                                      .recipient = "ice",
                                      .jurisdiction = "US-NY-027",
                                      .level = "level-3",
                                      .circumstances = 3};
    struct tp_json *facts;

    assert_int_equal(tp_json_new(&facts, NULL), TP_OK);
    tp_json_text(facts, "offence", "level-3");
    spec.facts = facts;
    fixture_begin(&bureau->fixture);
    assert_int_equal(tp_discretion_open(bureau->exchange, &spec, id, NULL), TP_OK);
    fixture_end(&bureau->fixture);
    tp_json_free(&facts);
}

static void decided_once_as_a_leaf_and_a_job(void **state)
{
    struct tp_discretion_outcome outcome;
    struct tp_json_document *document;
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_entry entry;
    struct bureau bureau;
    static const char text[] = "{" BOTH ",\"reason\":\"" WHY "\",\"decision\":\"decline\"}";

    (void)state;
    bureau_open(&bureau);
    open_review(&bureau, id);
    assert_int_equal(tp_discretion_outcome(bureau.exchange, id, &outcome, NULL), TP_OK);
    assert_false(outcome.decided);
    assert_int_equal(outcome.decision, TP_DISCRETION_NOT_DECIDED);
    assert_int_equal(outcome.considered, 0);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    assert_int_equal(tp_entry_get(bureau.exchange, "discretion", id, &entry, NULL), TP_OK);
    assert_int_equal(tp_discretion_listed(&entry), 3);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_discretion_decide(bureau.exchange, &entry, "olga", tp_json_root(document), NULL), TP_OK);
    fixture_end(&bureau.fixture);
    tp_entry_deinit(&entry);
    tp_json_document_free(&document);
    assert_int_equal(tp_discretion_outcome(bureau.exchange, id, &outcome, NULL), TP_OK);
    assert_true(outcome.decided && outcome.reason_written);
    assert_int_equal(outcome.decision, TP_DISCRETION_DECLINE);
    assert_int_equal(outcome.considered, 3);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_DISCRETION, "decline", NULL), 1);
    fixture_work(&bureau.fixture, 10);
    assert_int_equal(*bureau_settled(), 1);
    assert_int_equal(tp_discretion_outcome(bureau.exchange, "none", &outcome, NULL), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_circumstance_a_reason_and_a_decision),
    cmocka_unit_test(decided_once_as_a_leaf_and_a_job),
};
TP_TEST_MAIN(tests)
