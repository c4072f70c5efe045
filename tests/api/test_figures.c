/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

#include <stdlib.h>
#include <unistd.h>

static struct front front;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

/* The answer's body is a text then. */
static const char *read_metrics(struct front_answer *out)
{
    *out = front_do(&front, "GET", "/metrics", NULL, NULL);
    assert_int_equal(out->status, 200);
    tp_write_u8(&out->http.body, 0);
    return (const char *)out->http.body.data;
}

static void a_node_tells_what_waits_and_how_large_it_is(void **state)
{
    static const char *const lines[] = {"\ntenprint_records_open{kind=\"booking\",state=\"searching\"} 0\n",
                                        "\ntenprint_records_open{kind=\"task\",state=\"open\"} 0\n",
                                        "\ntenprint_records_oldest_seconds{kind=\"task\"} 0\n",
                                        "\ntenprint_records_nobody_left{kind=\"task\"} 0\n",
                                        "\ntenprint_records_nobody_left{kind=\"discretion\"} 0\n",
                                        "\ntenprint_jobs_waiting ",
                                        "\ntenprint_work_late_seconds 0\n",
                                        "\ntenprint_healthy 1\n",
                                        "\ntenprint_ledger_entries ",
                                        "\ntenprint_subjects 0\n"};
    struct front_answer answer;
    const char *text = read_metrics(&answer);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(lines); i++)
        if (!strstr(text, lines[i]))
            fail_msg("no %s in %s", lines[i], text);
    front_answer_deinit(&answer);
}

/* Whoever asks all the time makes no work. */
static void figures_are_counted_now_and_then(void **state)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct tp_entry entry = {.name = "c0ffee", .state = "open", .due_s = TP_STORE_NEVER};
    struct front_answer answer;
    struct tp_json *content;
    tp_status status;

    (void)state;
    read_metrics(&answer);
    front_answer_deinit(&answer);
    assert_int_equal(tp_json_new(&content, NULL), TP_OK);
    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    status = tp_entry_add(exchange, "challenge", &entry, content, NULL);
    assert_int_equal(tp_exchange_end(exchange, status, NULL), TP_OK);
    tp_json_free(&content);
    assert_non_null(strstr(read_metrics(&answer), "{kind=\"challenge\",state=\"open\"} 0\n"));
    front_answer_deinit(&answer);
    sleep(6);
    assert_non_null(strstr(read_metrics(&answer), "{kind=\"challenge\",state=\"open\"} 1\n"));
    front_answer_deinit(&answer);
}

static void add_waiting(struct tp_exchange *exchange, const char *kind, const char *name, const char *state,
                        int64_t ago_s)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *content;
    tp_status status;

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.state, sizeof entry.state, "%s", state);
    tp_time_format(tp_exchange_now(exchange) - ago_s, time);
    assert_int_equal(tp_json_new(&content, NULL), TP_OK);
    if (strcmp(kind, "task") == 0)
        tp_json_integer(content, "opened", tp_exchange_now(exchange) - ago_s);
    else
        tp_json_text(content, "since", time);
    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    status = tp_entry_add(exchange, kind, &entry, content, NULL);
    assert_int_equal(tp_exchange_end(exchange, status, NULL), TP_OK);
    tp_json_free(&content);
}

static void the_oldest_of_a_kind_is_told(void **state)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct front_answer answer;
    const char *text;

    (void)state;
    add_waiting(exchange, "task", "1", "claimed", 500);
    add_waiting(exchange, "task", "2", "open", 1000);
    add_waiting(exchange, "task", "3", "open", 900);
    add_waiting(exchange, "task", "4", "settled", 90000);
    add_waiting(exchange, "notice", "5", "open", 77);
    text = read_metrics(&answer);
    assert_non_null(strstr(text, "\ntenprint_records_oldest_seconds{kind=\"task\"} 1000\n"));
    assert_non_null(strstr(text, "\ntenprint_records_oldest_seconds{kind=\"notice\"} 77\n"));
    assert_non_null(strstr(text, "\ntenprint_records_oldest_seconds{kind=\"discretion\"} 0\n"));
    assert_null(strstr(text, "\ntenprint_ledger_cosigned_timestamp_seconds ")); /* there are no witnesses */
    front_answer_deinit(&answer);
}

static void promtool_finds_nothing(void **state)
{
    char name[] = "/tmp/tp_figures_XXXXXX", command[256];
    struct front_answer answer;
    const char *text;
    int file, result;

    (void)state;
    if (system("command -v promtool >/dev/null") != 0)
        skip();
    text = read_metrics(&answer);
    file = mkstemp(name);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    snprintf(command, sizeof command, "promtool check metrics <%s 1>&2", name);
    result = system(command);
    unlink(name);
    front_answer_deinit(&answer);
    assert_int_equal(result, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_node_tells_what_waits_and_how_large_it_is, set_up, tear_down),
    cmocka_unit_test_setup_teardown(figures_are_counted_now_and_then, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_oldest_of_a_kind_is_told, set_up, tear_down),
    cmocka_unit_test_setup_teardown(promtool_finds_nothing, set_up, tear_down),
};
TP_TEST_MAIN(tests)
