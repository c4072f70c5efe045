/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include "statistics/statistics.h"

enum { SUBMISSIONS = 12, SUBMISSIONS_LATER = 7 };

static struct desk desk;

static void submit(unsigned count, int64_t time_s)
{
    for (unsigned i = 0; i < count; i++) {
        struct tp_leaf leaf;
        uint64_t index;

        tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, time_s);
        tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
        tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
        assert_int_equal(tp_exchange_begin(desk.exchange, NULL), TP_OK);
        assert_int_equal(
            tp_organisation_log(tp_exchange_organisation(desk.exchange), &leaf, NULL, time_s, &index, NULL), TP_OK);
        assert_int_equal(tp_exchange_end(desk.exchange, TP_OK, NULL), TP_OK);
    }
    desk_publish(&desk); /* one month after the other */
}

static int set_up(void **state)
{
    (void)state;
    desk_make(&desk, "ny-dcjs", SAMPLE_FROM_S + 70 * SAMPLE_DAY_S, NULL, NULL);
    submit(SUBMISSIONS, SAMPLE_FROM_S);                           /* January */
    submit(SUBMISSIONS_LATER, SAMPLE_FROM_S + 30 * SAMPLE_DAY_S); /* February */
    submit(1, SAMPLE_FROM_S + 60 * SAMPLE_DAY_S);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    desk_remove(&desk);
    return 0;
}

static struct asked *report(const char *const *query)
{
    const struct question question = {.operation = "getStatistics", .query = query};

    return desk_ask(&desk, &question);
}

/* What anybody computes from the files. */
static void compute(enum tp_statistics_format format, struct tp_buffer *out)
{
    struct tp_statistics_form form = {.format = format};
    struct tp_definitions *definitions;
    struct tp_statistics *statistics;
    struct tp_reader *reader;
    struct tp_verifier verifier;
    char path[160];

    snprintf(path, sizeof path, "%s/ledger", desk.folder);
    tp_exchange_lock(desk.exchange);
    verifier = *tp_organisation_verifier(tp_exchange_organisation(desk.exchange));
    tp_exchange_unlock(desk.exchange);
    assert_int_equal(tp_definitions_standard(0, &definitions, NULL), TP_OK);
    form.threshold = tp_definitions_threshold(definitions);
    assert_int_equal(tp_reader_open(path, &verifier, &reader, NULL), TP_OK);
    assert_int_equal(tp_statistics_new(definitions, &statistics, NULL), TP_OK);
    assert_int_equal(tp_statistics_count(statistics, reader, tp_reader_checkpoint(reader)->size, NULL), TP_OK);
    tp_buffer_init(out);
    assert_int_equal(tp_statistics_write(statistics, &form, out, NULL), TP_OK);
    tp_statistics_free(&statistics);
    tp_reader_close(&reader);
    tp_definitions_free(&definitions);
}

static void a_report_is_what_anybody_computes_byte_for_byte(void **state)
{
    static const char *const csv[] = {"format", "csv", NULL};
    struct tp_buffer expected;

    (void)state;
    for (int times = 0; times < 2; times++) /* the second time from what is kept */
        for (int format = 0; format < 2; format++) {
            struct asked *asked = report(format ? csv : NULL);

            assert_int_equal(asked->status, TP_OK);
            compute(format ? TP_STATISTICS_CSV : TP_STATISTICS_JSON, &expected);
            assert_int_equal(asked->text_bytes, expected.size_bytes);
            assert_memory_equal(asked->text, expected.data, expected.size_bytes);
            tp_buffer_deinit(&expected);
            asked_free(&asked);
        }
}

static void a_time_and_a_table_can_be_asked_for(void **state)
{
    static const char *const february[] = {"format", "csv",     "threshold", "0",       "table", "searches",
                                           "from",   "2011-02", "until",     "2011-02", NULL};
    static const char *const as_json[] = {"threshold", "0", "table", "searches", "from", "2011-02", NULL};
    struct asked *asked = report(february);
    struct tp_json_document *document;
    int64_t count;

    (void)state;
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "table,period,"));
    assert_non_null(strstr(asked->text, "searches,2011-02,none,US-NY,,submitted,,7\n"));
    assert_null(strstr(asked->text, "2011-01,none"));
    assert_null(strstr(asked->text, "\nmatches"));
    asked_free(&asked);
    asked = report(as_json);
    assert_int_equal(tp_json_parse(asked->text, asked->text_bytes, &document, NULL), TP_OK);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(document), "rows")), 2); /* February and March */
    assert_true(tp_json_to_integer(tp_json_member(tp_json_root(document), "threshold"), &count) && count == 0);
    tp_json_document_free(&document);
    asked_free(&asked);
}

static void an_earlier_report_can_be_had_again(void **state)
{
    static const char *const query[] = {"at", "13", "threshold", "0", "format", "csv", NULL};
    struct asked *asked = report(query);

    (void)state;
    assert_int_equal(asked->status, TP_OK);
    assert_non_null(strstr(asked->text, "searches,2011-02,none,US-NY,,submitted,,1\n"));
    asked_free(&asked);
}

static void what_protects_nobody_or_is_no_month_is_refused(void **state)
{
    static const char *const bad[][3] = {
        {"threshold", "2", NULL},    {"from", "June", NULL}, {"until", "2011", NULL},
        {"format", "xml", NULL},     {"at", "99999", NULL},  {"definitions", "99", NULL},
        {"threshold", "1001", NULL}, {"table", "a+b", NULL}, {"table", "search", NULL}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        struct asked *asked = report(bad[i]);

        assert_true(asked->status == TP_E_ARGUMENT || asked->status == TP_E_NOT_FOUND);
        asked_free(&asked);
    }
}

static void the_definitions_are_data(void **state)
{
    struct asked *asked = desk_get(&desk, "listDefinitions", NULL, NULL), *one;
    struct tp_json_document *document;
    char number[32];

    (void)state;
    snprintf(number, sizeof number, "%d", (int)asked_integer(asked, "newest"));
    one = desk_get(&desk, "getDefinitions", number, NULL);
    assert_int_equal(tp_json_parse(one->text, one->text_bytes, &document, NULL), TP_OK);
    assert_non_null(tp_json_member(tp_json_root(document), "tables"));
    tp_json_document_free(&document);
    asked_free(&one);
    asked_free(&asked);
    asked = desk_ask(&desk, &(struct question){.operation = "getDefinitions", .values = {"77"}});
    assert_int_equal(asked->status, TP_E_NOT_FOUND);
    asked_free(&asked);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_DESK(a_report_is_what_anybody_computes_byte_for_byte),
    AT_DESK(a_time_and_a_table_can_be_asked_for),
    AT_DESK(an_earlier_report_can_be_had_again),
    AT_DESK(what_protects_nobody_or_is_no_month_is_refused),
    AT_DESK(the_definitions_are_data),
};
TP_TEST_MAIN(tests)
