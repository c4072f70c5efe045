/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "http/log.h"

static int ends[2];
static char text[65536];

static struct tp_log *make_log(enum tp_log_level level, unsigned lines_per_s)
{
    const struct tp_log_options options = {.level = level, .lines_per_s = lines_per_s};
    struct tp_log_options to_pipe = options;
    struct tp_log *log;

    assert_int_equal(pipe(ends), 0);
    to_pipe.fd = ends[1];
    assert_int_equal(tp_log_new(&to_pipe, &log, NULL), TP_OK);
    return log;
}

/* All that was written; ends the log. */
static const char *take_text(struct tp_log *log)
{
    size_t have = 0;
    ssize_t got;

    tp_log_free(&log);
    assert_null(log);
    close(ends[1]);
    while ((got = read(ends[0], text + have, sizeof text - 1 - have)) > 0)
        have += (size_t)got;
    close(ends[0]);
    text[have] = '\0';
    return text;
}

static void an_event_is_a_line_of_json(void **state)
{
    struct tp_log *log = make_log(TP_LOG_INFO, 0);
    const struct tp_log_field fields[] = {{"operation", "a \"b\" \\ c", 0},
                                          {"line", "x\ny\x1b\xff", 0},
                                          {"count", NULL, 3},
                                          {"part", NULL, 0.25},
                                          {"none", NULL, (double)NAN},
                                          {NULL, NULL, 0}};

    (void)state;
    tp_log_write(log, TP_LOG_INFO, "thing.done", fields);
    tp_log_write(log, TP_LOG_DEBUG, "thing.hidden", NULL);
    take_text(log);
    assert_memory_equal(text, "{\"time\":\"20", 11);
    assert_string_equal(text + strlen("{\"time\":\"2026-01-01T00:00:00Z\","),
                        "\"level\":\"info\",\"event\":\"thing.done\",\"operation\":\"a \\\"b\\\" \\\\ c\","
                        "\"line\":\"x?y??\",\"count\":3,\"part\":0.25,\"none\":null}\n");
}

static void a_failure_is_logged_without_its_words(void **state)
{
    struct tp_log *log = make_log(TP_LOG_INFO, 0);
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_fail(&diag, TP_E_FORMAT, "person.name", -1, "John Doe is no name"), TP_E_FORMAT);
    tp_log_failure(log, "job.failed", &diag);
    take_text(log);
    assert_non_null(strstr(text, "\"level\":\"error\",\"event\":\"job.failed\",\"status\":\"E_FORMAT\","
                                 "\"field\":\"person.name\"}"));
    assert_null(strstr(text, "Doe"));
}

static void a_flood_is_counted(void **state)
{
    struct tp_log *log = make_log(TP_LOG_INFO, 10);
    const struct timespec pause = {.tv_sec = 1, .tv_nsec = 100000000};
    size_t lines = 0;

    (void)state;
    for (int i = 0; i < 1000; i++)
        tp_log_write(log, TP_LOG_INFO, "flood", NULL);
    nanosleep(&pause, NULL);
    tp_log_write(log, TP_LOG_INFO, "later", NULL);
    take_text(log);
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        lines++;
    assert_int_equal(lines, 12);
    assert_non_null(strstr(text, "\"log.dropped\",\"lines\":990}"));
    assert_non_null(strstr(text, "\"later\"}"));
}

static void nobody_logs_nothing(void **state)
{
    struct tp_log *log = NULL;

    (void)state;
    tp_log_write(NULL, TP_LOG_ERROR, "x", NULL);
    assert_false(tp_log_has_addresses(NULL));
    tp_log_free(&log);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_event_is_a_line_of_json),
    cmocka_unit_test(a_failure_is_logged_without_its_words),
    cmocka_unit_test(a_flood_is_counted),
    cmocka_unit_test(nobody_logs_nothing),
};
TP_TEST_MAIN(tests)
