/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include <sys/stat.h>

static struct desk desk;

static int set_up(void **state)
{
    (void)state;
    desk_make(&desk, "ny-dcjs", SAMPLE_FROM_S, NULL, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    desk_remove(&desk);
    return 0;
}

static void the_matrix_has_every_operation_with_its_duties(void **state)
{
    const struct question question = {.operation = "listOperations", .duties = TP_DUTY_BIT(AUDITOR)};
    struct asked *asked = desk_ask(&desk, &question);
    const struct tp_json_value *operations = asked_member(asked, "operations");
    size_t publics = 0;

    (void)state;
    assert_int_equal(asked->status, TP_OK);
    for (size_t i = 0; i < tp_json_count(operations); i++) {
        const struct tp_json_value *operation = tp_json_element(operations, i);
        bool is_public;

        assert_non_null(tp_operation_find(desk.exchange, tp_json_to_text(tp_json_member(operation, "operation"))));
        assert_true(tp_json_to_flag(tp_json_member(operation, "public"), &is_public));
        assert_true(is_public == (tp_json_count(tp_json_member(operation, "duties")) == 0));
        publics += is_public;
    }
    assert_null(tp_operation_at(desk.exchange, tp_json_count(operations)));
    assert_true(publics > 10 && publics < tp_json_count(operations));
    asked_free(&asked);
}

/* Two disclosures to the partner, of which the partner's ledger has one. */
static void disclose(struct desk *from, const char *to, const char *side, const char *const *ids)
{
    uint8_t digest[TP_SHA256_BYTES];
    char partner[17], agreement[TP_HASH_TEXT_BYTES];
    uint64_t index;

    assert_int_equal(tp_sha256(sample_key(to)->bytes, TP_KEY_BYTES, digest, NULL), TP_OK);
    tp_hex_encode(digest, 8, partner);
    tp_hex_encode(digest, 32, agreement);
    for (; *ids; ids++) {
        struct tp_leaf leaf;

        tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, SAMPLE_FROM_S);
        tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, "search");
        tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, side);
        tp_leaf_set(&leaf, TP_LEAF_PARTNER_MEMBER, partner);
        tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, *ids);
        tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER,
                    "00000000000000000000000000000000"
                    "00000000000000000000000000000000");
        assert_int_equal(tp_exchange_begin(from->exchange, NULL), TP_OK);
        assert_int_equal(
            tp_organisation_log(tp_exchange_organisation(from->exchange), &leaf, NULL, SAMPLE_FROM_S, &index, NULL),
            TP_OK);
        assert_int_equal(tp_exchange_end(from->exchange, TP_OK, NULL), TP_OK);
    }
    desk_publish(from);
}

static void mirror(const struct desk *from, const char *name)
{
    char line[512];

    snprintf(line, sizeof line,
             "mkdir -p %s/mirrors && cp -r %s/ledger %s/mirrors/%s && cp %s/verifier %s/mirrors/%s.verifier",
             desk.folder, from->folder, desk.folder, name, from->folder, desk.folder, name);
    assert_int_equal(system(line), 0);
}

static void what_one_side_logged_and_the_other_did_not_is_found(void **state)
{
    static const char *const both[] = {"11111111111111111111111111111111", "22222222222222222222222222222222", NULL},
                             *const one[] = {"11111111111111111111111111111111", NULL};
    const struct question question = {
        .operation = "getPairing", .duties = TP_DUTY_BIT(AUDITOR), .values = {"dhs-ident"}};
    struct asked *asked;
    struct desk other;

    (void)state;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_E_NOT_FOUND);
    assert_non_null(strstr(asked->diag.text, "mirrors/dhs-ident"));
    asked_free(&asked);
    disclose(&desk, "dhs-ident", "out", both);
    desk_make(&other, "dhs-ident", SAMPLE_FROM_S, NULL, NULL);
    disclose(&other, "ny-dcjs", "in", one);
    mirror(&other, "dhs-ident");
    desk_remove(&other);
    asked = desk_ask(&desk, &question);
    if (asked->status != TP_OK)
        fail_msg("%s: %s", asked->diag.field, asked->diag.text);
    assert_int_equal(asked_integer(asked, "pairs"), 1);
    assert_int_equal(tp_json_count(asked_member(asked, "unpaired")), 1);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(asked_member(asked, "unpaired"), 0), "trouble")),
                        "has no twin");
    asked_free(&asked);
}

static void a_name_leads_nowhere_else(void **state)
{
    static const char *const names[] = {"../store.db", "", "a/b", "UPPER"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        const struct question question = {
            .operation = "getPairing", .duties = TP_DUTY_BIT(AUDITOR), .values = {names[i]}};
        struct asked *asked = desk_ask(&desk, &question);

        assert_int_equal(asked->status, TP_E_NOT_FOUND);
        asked_free(&asked);
    }
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_DESK(the_matrix_has_every_operation_with_its_duties),
    AT_DESK(what_one_side_logged_and_the_other_did_not_is_found),
    AT_DESK(a_name_leads_nowhere_else),
};
TP_TEST_MAIN(tests)
