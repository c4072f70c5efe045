/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static struct square square;

static int set_up(void **state)
{
    (void)state;
    square_open(&square);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    square_close(&square);
    return 0;
}

static tp_status add(struct tp_submission_ticket *ticket)
{
    const struct tp_submission submission = {.agreement = square.hash,
                                             .version = square.hash,
                                             .kind = TP_EVENT_COMMENT,
                                             .words = {"Title", "Text with a NEEDLE in it", ""}};
    tp_status status = tp_exchange_begin(square.desk.exchange, NULL);

    assert_int_equal(status, TP_OK);
    return tp_exchange_end(square.desk.exchange, tp_submission_add(square.desk.exchange, &submission, ticket, NULL),
                           NULL);
}

static uint64_t count(const char *state)
{
    uint64_t number;

    assert_int_equal(tp_submission_count(square.desk.exchange, square.hash, state, &number, NULL), TP_OK);
    return number;
}

static void there_are_only_so_many_places(void **state)
{
    struct tp_submission_ticket ticket;

    (void)state;
    for (int i = 0; i < TP_SUBMISSION_PLACES; i++)
        assert_int_equal(add(&ticket), TP_OK);
    assert_int_equal(add(&ticket), TP_E_BUSY);
    assert_int_equal(count(NULL), TP_SUBMISSION_PLACES);
    assert_int_equal(count("unconfirmed"), TP_SUBMISSION_PLACES);
    assert_int_equal(count("waiting"), 0);
}

static void decide(const char *id, const char *state, const char *reason)
{
    const struct tp_submission_decision decision = {.state = state, .account = "o", .reason = reason};
    struct tp_entry entry;

    assert_int_equal(tp_exchange_begin(square.desk.exchange, NULL), TP_OK);
    assert_int_equal(tp_submission_get(square.desk.exchange, id, NULL, &entry, NULL), TP_OK);
    assert_int_equal(tp_submission_confirm(square.desk.exchange, &entry, NULL), TP_OK);
    assert_string_equal(entry.state, "waiting");
    tp_entry_deinit(&entry);
    assert_int_equal(tp_submission_get(square.desk.exchange, id, "waiting", &entry, NULL), TP_OK);
    assert_int_equal(tp_submission_decide(square.desk.exchange, &entry, &decision, NULL), TP_OK);
    tp_entry_deinit(&entry);
    assert_int_equal(tp_exchange_end(square.desk.exchange, TP_OK, NULL), TP_OK);
}

static void its_words_go_when_it_is_decided(void **state)
{
    struct tp_submission_ticket ticket;
    struct tp_json_document *words;
    struct tp_entry entry;

    (void)state;
    assert_int_equal(add(&ticket), TP_OK);
    assert_int_equal(tp_submission_words(square.desk.exchange, ticket.id, &words, NULL), TP_OK);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_root(words), "title")), "Title");
    tp_json_document_free(&words);
    decide(ticket.id, "refused", "Not about this agreement.");
    assert_int_equal(tp_submission_words(square.desk.exchange, ticket.id, &words, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_submission_get(square.desk.exchange, ticket.id, NULL, &entry, NULL), TP_OK);
    assert_string_equal(entry.state, "refused");
    assert_string_equal(tp_entry_text(&entry, "reason"), "Not about this agreement.");
    tp_entry_deinit(&entry);
    assert_int_equal(tp_submission_get(square.desk.exchange, ticket.id, "waiting", &entry, NULL), TP_E_CONFLICT);
    assert_int_equal(tp_submission_get(square.desk.exchange, "none", NULL, &entry, NULL), TP_E_NOT_FOUND);
    assert_int_equal(count(NULL), 0);
}

static void what_is_open_for_names_keeps_its_words_and_cannot_be_taken_back(void **state)
{
    struct tp_submission_ticket ticket;
    struct tp_json_document *words;
    struct tp_entry entry;

    (void)state;
    assert_int_equal(add(&ticket), TP_OK);
    decide(ticket.id, "gathering", NULL);
    assert_int_equal(tp_submission_words(square.desk.exchange, ticket.id, &words, NULL), TP_OK);
    tp_json_document_free(&words);
    assert_int_equal(tp_submission_get(square.desk.exchange, ticket.id, "gathering", &entry, NULL), TP_OK);
    assert_int_equal(tp_exchange_begin(square.desk.exchange, NULL), TP_OK);
    assert_int_equal(tp_submission_withdraw(square.desk.exchange, &entry, NULL), TP_E_CONFLICT);
    assert_int_equal(tp_exchange_end(square.desk.exchange, TP_E_CONFLICT, NULL), TP_E_CONFLICT);
    tp_entry_deinit(&entry);
}

static void a_version_is_open_while_its_comment_period_lasts(void **state)
{
    const struct tp_history *history;

    (void)state;
    tp_exchange_lock(square.desk.exchange);
    history = tp_organisation_history(tp_exchange_organisation(square.desk.exchange), square.hash);
    assert_non_null(tp_submission_open_version(history, square.now_s));
    assert_non_null(tp_submission_open_version(history, square.now_s + 60 * SAMPLE_DAY_S - 1));
    assert_null(tp_submission_open_version(history, square.now_s + 60 * SAMPLE_DAY_S));
    assert_null(tp_submission_open_version(history, square.now_s - 1));
    tp_exchange_unlock(square.desk.exchange);
}

#define AT_SQUARE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_SQUARE(there_are_only_so_many_places),
    AT_SQUARE(its_words_go_when_it_is_decided),
    AT_SQUARE(what_is_open_for_names_keeps_its_words_and_cannot_be_taken_back),
    AT_SQUARE(a_version_is_open_while_its_comment_period_lasts),
};
TP_TEST_MAIN(tests)
