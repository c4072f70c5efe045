/* SPDX-License-Identifier: Apache-2.0 */
/* What releasing officers see of what partners told: a list that names nobody, one with its fields and on record. */
#define TP_TEST_PLAYED
#include "nodes.h"

#define OFFICER TP_DUTY_BIT(RELEASING_OFFICER)

static tp_status ask(struct two *two, const char *id, const char *account, uint32_t duties, const char *leg,
                     char text[4096])
{
    struct tp_buffer reply;
    tp_status status = node_ask(two->sender, id, &(struct node_call){account, duties, leg, NULL, NULL, NULL}, &reply);

    snprintf(text, 4096, "%s", (const char *)reply.data);
    tp_buffer_deinit(&reply);
    return status;
}

static void list(void **state)
{
    struct two *two = two_make(NULL);
    char text[4096];

    (void)state;
    assert_string_equal(two_book(two), "match");
    assert_int_equal(ask(two, "listReceived", "o", TP_DUTY_BIT(EXAMINER), NULL, text), TP_E_DENIED);
    assert_int_equal(ask(two, "listReceived", "o", OFFICER, NULL, text), TP_OK);
    assert_non_null(strstr(text, node_find(two->sender, "leg", two->booking).name));
    assert_non_null(strstr(text, "\"known\":["));
    assert_null(strstr(text, "person-1"));
    snprintf(played.had_part, sizeof played.had_part, "o");
    assert_int_equal(ask(two, "listReceived", "o", OFFICER, NULL, text), TP_OK);
    assert_string_equal(text, "{\"received\":[]}");
    two_remove(two);
}

static void one(void **state)
{
    struct two *two = two_make(NULL);
    struct net_first leg;
    char text[4096], owner[TP_OWNER_BYTES];
    const struct node_call other_purpose = {
        .account = "o", .duties = OFFICER, .value = leg.name, .purpose = "missing-person"};
    struct tp_buffer out;

    (void)state;
    assert_string_equal(two_book(two), "match");
    leg = node_find(two->sender, "leg", two->booking);
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    assert_int_equal(node_find(two->sender, "access", owner).count, 0);
    assert_int_equal(ask(two, "getReceived", "o", OFFICER, leg.name, text), TP_OK);
    assert_non_null(strstr(text, "\"name\":\"person-1\""));
    assert_non_null(strstr(text, "\"onward\":[]"));
    assert_int_equal(node_find(two->sender, "access", owner).count, 1);
    assert_int_equal(node_ask(two->sender, "getReceived", &other_purpose, &out), TP_E_DENIED);
    assert_null(strstr((const char *)out.data, "person-1"));
    tp_buffer_deinit(&out);
    assert_int_equal(node_find(two->sender, "access", owner).count, 1);
    snprintf(played.had_part, sizeof played.had_part, "o");
    assert_int_equal(ask(two, "getReceived", "o", OFFICER, leg.name, text), TP_E_DENIED);
    assert_null(strstr(text, "person-1"));
    assert_int_equal(ask(two, "getReceived", "p", OFFICER, "0123456789abcdef0123456789abcdef", text), TP_E_NOT_FOUND);
    two_remove(two);
}

/* Where nothing was told there is nothing to see. */
static void no_match(void **state)
{
    struct two *two = two_make(NULL);
    char text[4096];

    (void)state;
    played.match = false;
    assert_string_equal(two_book(two), "no-match");
    assert_int_equal(ask(two, "listReceived", "o", OFFICER, NULL, text), TP_OK);
    assert_string_equal(text, "{\"received\":[]}");
    assert_int_equal(ask(two, "getReceived", "o", OFFICER, node_find(two->sender, "leg", two->booking).name, text),
                     TP_E_NOT_FOUND);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(list),
    cmocka_unit_test(one),
    cmocka_unit_test(no_match),
};
TP_TEST_MAIN(tests)
