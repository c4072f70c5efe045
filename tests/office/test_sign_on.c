/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static struct square square;
static char code[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES];

static int set_up(void **state)
{
    struct asked *asked;

    (void)state;
    square_open(&square);
    square_hand_in(&square, "\"kind\":\"petition\",\"title\":\"Leave\",\"text\":\"Do not sign it.\"", code, id);
    asked = square_decide(&square, id, "{\"decision\":\"open\"}");
    square_must(asked);
    asked_free(&asked);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    square_close(&square);
    return 0;
}

static tp_status add(const char *name, const char *place, struct tp_submission_ticket *ticket)
{
    struct tp_exchange *exchange = square.desk.exchange;
    struct tp_entry petition;
    tp_status status;

    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    assert_int_equal(tp_submission_get(exchange, id, "gathering", &petition, NULL), TP_OK);
    status = tp_exchange_end(exchange, tp_sign_on_add(exchange, &petition, name, place, ticket, NULL), NULL);
    tp_entry_deinit(&petition);
    return status;
}

static void confirm(const struct tp_submission_ticket *ticket)
{
    struct asked *asked = square_code(&square, "confirmSubmission", ticket->code);

    square_must(asked);
    asked_free(&asked);
}

static int64_t names(void)
{
    struct tp_entry petition;
    int64_t count;

    assert_int_equal(tp_submission_get(square.desk.exchange, id, "gathering", &petition, NULL), TP_OK);
    count = tp_entry_integer(&petition, "sign_ons", -1);
    tp_entry_deinit(&petition);
    return count;
}

static void a_name_counts_once_it_is_confirmed_and_only_once(void **state)
{
    struct tp_submission_ticket one, same, other;

    (void)state;
    assert_int_equal(add("Ana Lee", "Ithaca", &one), TP_OK);
    assert_int_equal(add("\tANA  lee", "ithaca ", &same), TP_OK);
    assert_int_equal(add("Ana", "Lee Ithaca", &other), TP_OK);
    assert_int_equal(names(), 0);
    confirm(&one);
    assert_int_equal(names(), 1);
    confirm(&same);
    assert_int_equal(names(), 1);
    confirm(&other);
    assert_int_equal(names(), 2);
}

static tp_status look(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_buffer text;

    (void)context;
    (void)diag;
    tp_buffer_init(&text);
    assert_int_equal(tp_json_value_canonical(tp_json_root(entry->content), &text, NULL), TP_OK);
    tp_write_u8(&text, 0);
    assert_null(strstr((const char *)text.data, "Zerubbabel"));
    assert_null(strstr((const char *)text.data, "zerubbabel"));
    assert_null(strstr(entry->name, "erubbabel"));
    tp_buffer_deinit(&text);
    return TP_OK;
}

/* Nobody has a list of names to be asked for: no record, no file of the folder has one. */
static void no_name_is_kept(void **state)
{
    static const char *const kinds[] = {"sign-on", "signed", "submission", "blob"};
    struct tp_submission_ticket ticket, pending;
    char command[512];

    (void)state;
    assert_int_equal(add("Zerubbabel", "Ithaca", &ticket), TP_OK);
    assert_int_equal(add("Zerubbabel", "Albany", &pending), TP_OK);
    confirm(&ticket);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kinds) - 1; i++) {
        const struct tp_store_query query = {.kind = kinds[i], .due_until_s = TP_STORE_NEVER};

        assert_int_equal(tp_entry_each(square.desk.exchange, &query, look, NULL, NULL), TP_OK);
    }
    snprintf(command, sizeof command, "grep -rqia zerubbabel %s", square.desk.folder);
    assert_int_not_equal(system(command), 0);
}

static void so_many_unconfirmed_ones_and_no_more(void **state)
{
    struct tp_exchange *exchange = square.desk.exchange;
    struct tp_submission_ticket ticket;
    struct tp_entry petition;
    char name[32];
    bool left = false;

    (void)state;
    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    assert_int_equal(tp_submission_get(exchange, id, "gathering", &petition, NULL), TP_OK);
    for (unsigned i = 0; i < TP_SUBMISSION_UNCONFIRMED; i++) {
        snprintf(name, sizeof name, "Somebody %u", i);
        assert_int_equal(tp_sign_on_add(exchange, &petition, name, "x", &ticket, NULL), TP_OK);
    }
    assert_int_equal(tp_sign_on_add(exchange, &petition, "One more", "x", &ticket, NULL), TP_E_BUSY);
    assert_int_equal(tp_sign_on_drop(exchange, id, 1500, &left, NULL), TP_OK);
    assert_true(left);
    assert_int_equal(tp_sign_on_drop(exchange, id, 1500, &left, NULL), TP_OK);
    assert_false(left);
    assert_int_equal(tp_sign_on_add(exchange, &petition, "One more", "x", &ticket, NULL), TP_OK);
    tp_entry_deinit(&petition);
    assert_int_equal(tp_exchange_end(exchange, TP_OK, NULL), TP_OK);
}

#define AT_SQUARE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_SQUARE(a_name_counts_once_it_is_confirmed_and_only_once),
    AT_SQUARE(no_name_is_kept),
    AT_SQUARE(so_many_unconfirmed_ones_and_no_more),
};
TP_TEST_MAIN(tests)
