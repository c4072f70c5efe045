/* SPDX-License-Identifier: Apache-2.0 */
/* What administrators and auditors are shown, and that nothing personal is in it. */
#define TP_TEST_PLAYED
#include "nodes.h"

static tp_status ask(struct node *node, const char *id, uint32_t duties, const char *value, const char *const *pairs,
                     struct tp_buffer *out)
{
    return node_ask(node, id, &(struct node_call){NULL, duties, value, pairs, NULL, NULL}, out);
}

#define AUDITOR TP_DUTY_BIT(AUDITOR)
#define ADMINISTRATOR TP_DUTY_BIT(ADMINISTRATOR)

static void lists(void **state)
{
    struct two *two = two_make(NULL);
    const char *const of[] = {"of", two->booking, NULL}, *const bad[] = {"before", "x", NULL},
                      *const other[] = {"partner", "us-fbi", NULL};
    struct tp_buffer text;

    (void)state;
    (void)two_book(two);
    assert_int_equal(ask(two->sender, "listLegs", AUDITOR, NULL, of, &text), TP_OK);
    assert_non_null(strstr((const char *)text.data, "\"state\":\"match\""));
    assert_null(strstr((const char *)text.data, "person-1"));
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "listLegs", AUDITOR, NULL, bad, &text), TP_E_ARGUMENT);
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "listLegs", ADMINISTRATOR, NULL, NULL, &text), TP_E_DENIED);
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "listMessages", ADMINISTRATOR, NULL, NULL, &text), TP_OK);
    assert_non_null(strstr((const char *)text.data, "\"direction\":\"in\""));
    assert_non_null(strstr((const char *)text.data, "\"direction\":\"out\""));
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "listMessages", AUDITOR, NULL, other, &text), TP_OK);
    assert_string_equal((const char *)text.data, "{\"messages\":[]}");
    tp_buffer_deinit(&text);
    two_remove(two);
}

/* Like all that may be about a person's case. */
static void a_message_is_asked_for_with_a_case(void **state)
{
    struct two *two = two_make(NULL);
    const struct tp_operation *operation = tp_operation_find(two->sender->fixture.exchange, "getMessage");
    struct tp_call call = {.actor = {.account = "a", .duties = TP_DUTY_BIT(AUDITOR), .purpose = "", .reference = ""},
                           .values = {"0123456789abcdef0123456789abcdef"}};

    (void)state;
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    assert_int_equal(tp_operation_run(two->sender->fixture.exchange, operation, &call, NULL), TP_E_DENIED);
    tp_json_free(&call.reply);
    two_remove(two);
}

static void one_message(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_buffer text;
    char id[TP_EXCHANGE_ID_BYTES];

    (void)state;
    (void)two_book(two);
    snprintf(id, sizeof id, "%.32s", node_find(two->sender, "leg", two->booking).name);
    assert_int_equal(ask(two->sender, "getMessage", AUDITOR, id, NULL, &text), TP_OK);
    assert_non_null(strstr((const char *)text.data, "\"signature-input\""));
    assert_non_null(strstr((const char *)text.data, "\"acknowledgement\""));
    assert_null(strstr((const char *)text.data, "template"));
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "getMessage", AUDITOR, "x", NULL, &text), TP_E_NOT_FOUND);
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "getMessage", AUDITOR, "0123456789abcdef0123456789abcdef", NULL, &text),
                     TP_E_NOT_FOUND);
    tp_buffer_deinit(&text);
    two_remove(two);
}

static void checking_a_partner(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_buffer text;
    char id[TP_EXCHANGE_ID_BYTES];

    (void)state;
    assert_int_equal(ask(two->sender, "checkPartner", ADMINISTRATOR, "us-fbi", NULL, &text), TP_E_NOT_FOUND);
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->sender, "checkPartner", ADMINISTRATOR, "dhs-ident", NULL, &text), TP_OK);
    snprintf(id, sizeof id, "%.32s", (const char *)text.data + strlen("{\"message\":\""));
    tp_buffer_deinit(&text);
    net_work(&two->net);
    assert_int_equal(ask(two->sender, "getMessage", ADMINISTRATOR, id, NULL, &text), TP_OK);
    assert_non_null(strstr((const char *)text.data, "\"state\":\"delivered\""));
    tp_buffer_deinit(&text);
    two->net.away = "dhs-ident";
    assert_int_equal(ask(two->sender, "checkPartner", ADMINISTRATOR, "dhs-ident", NULL, &text), TP_OK);
    tp_buffer_deinit(&text);
    net_work(&two->net);
    assert_int_equal(ask(two->sender, "listPartners", ADMINISTRATOR, NULL, NULL, &text), TP_OK);
    assert_non_null(strstr((const char *)text.data, "\"queued\":1"));
    assert_non_null(strstr((const char *)text.data, "there is no answer"));
    tp_buffer_deinit(&text);
    two_remove(two);
}

/* Auditors see what was released, by which review, and what was passed on. */
static void releases(void **state)
{
    static const char *const ids[] = {"ny-dcjs", "US-NY", "dhs-ident", "US", "ice-ero", "US", NULL};
    const char *const onward[] = {"kind", "onward", NULL}, *const bad[] = {"kind", "leg", NULL};
    struct two *two = calloc(1, sizeof *two);
    struct tp_buffer text;

    (void)state;
    assert_non_null(two);
    net_make(&two->net, ids);
    two->sender = &two->net.nodes[0];
    two->repository = &two->net.nodes[1];
    two->version = net_agree_sample(&two->net, NULL, &two->history);
    fixture_populate(&two->repository->fixture, 3);
    played.match = true;
    played.examiners = 2;
    (void)two_book(two);
    assert_int_equal(ask(two->repository, "listReleases", AUDITOR, NULL, NULL, &text), TP_OK);
    assert_non_null(strstr((const char *)text.data, "\"state\":\"considering\""));
    assert_non_null(strstr((const char *)text.data, "\"recipient\":\"ice-ero\""));
    assert_non_null(strstr((const char *)text.data, "\"discretion\":"));
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->repository, "listReleases", AUDITOR, NULL, onward, &text), TP_OK);
    assert_string_equal((const char *)text.data, "{\"releases\":[]}");
    tp_buffer_deinit(&text);
    assert_int_equal(ask(two->repository, "listReleases", AUDITOR, NULL, bad, &text), TP_E_ARGUMENT);
    tp_buffer_deinit(&text);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lists),       cmocka_unit_test(a_message_is_asked_for_with_a_case),
    cmocka_unit_test(one_message), cmocka_unit_test(checking_a_partner),
    cmocka_unit_test(releases),
};
TP_TEST_MAIN(tests)
