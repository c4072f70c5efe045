/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/http.h"

static struct tp_metrics *metrics;
static struct tp_buffer text;

static int set_up(void **state)
{
    (void)state;
    tp_buffer_init(&text);
    return tp_metrics_new(&metrics, NULL) == TP_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    tp_buffer_deinit(&text);
    tp_metrics_free(&metrics);
    return metrics == NULL ? 0 : -1;
}

static const char *write_all(void)
{
    tp_buffer_deinit(&text);
    tp_metrics_write(metrics, &text);
    tp_write_u8(&text, 0);
    assert_false(text.bad);
    return (const char *)text.data;
}

static void counters_and_gauges_are_written(void **state)
{
    struct tp_metric *requests = tp_metrics_counter(metrics, "tenprint_x_total", "What \\ was\nasked.", "what,how");
    struct tp_metric *size = tp_metrics_gauge(metrics, "tenprint_size_bytes", "Size.", "");

    (void)state;
    tp_metric_add(requests, (const char *const[]){"a", "b"}, 1);
    tp_metric_add(requests, (const char *const[]){"a", "b"}, 2.5);
    tp_metric_add(requests, (const char *const[]){"\"q\"\\", NULL}, 1);
    tp_metric_set(size, NULL, 7);
    tp_metric_set(size, NULL, 123456789012);
    assert_string_equal(write_all(), "# HELP tenprint_x_total What \\\\ was\\nasked.\n"
                                     "# TYPE tenprint_x_total counter\n"
                                     "tenprint_x_total{what=\"a\",how=\"b\"} 3.5\n"
                                     "tenprint_x_total{what=\"\\\"q\\\"\\\\\",how=\"\"} 1\n"
                                     "# HELP tenprint_size_bytes Size.\n"
                                     "# TYPE tenprint_size_bytes gauge\n"
                                     "tenprint_size_bytes 123456789012\n");
    assert_ptr_equal(tp_metrics_gauge(metrics, "tenprint_size_bytes", "Size.", ""), size);
}

static void a_histogram_counts_up_to_its_bounds(void **state)
{
    struct tp_metric *seconds = tp_metrics_histogram(metrics, "tenprint_seconds", "Time.", "what");

    (void)state;
    tp_metric_observe(seconds, (const char *const[]){"a"}, 0.001);
    tp_metric_observe(seconds, (const char *const[]){"a"}, 0.3);
    tp_metric_observe(seconds, (const char *const[]){"a"}, 99);
    write_all();
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_bucket{what=\"a\",le=\"0.001\"} 1\n"));
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_bucket{what=\"a\",le=\"0.25\"} 1\n"));
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_bucket{what=\"a\",le=\"0.5\"} 2\n"));
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_bucket{what=\"a\",le=\"10\"} 2\n"));
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_bucket{what=\"a\",le=\"+Inf\"} 3\n"));
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_sum{what=\"a\"} 99.301\n"));
    assert_non_null(strstr((char *)text.data, "tenprint_seconds_count{what=\"a\"} 3\n"));
}

static void numbers_that_are_none_have_their_names(void **state)
{
    struct tp_metric *gauge = tp_metrics_gauge(metrics, "g", "G.", "v");

    (void)state;
    tp_metric_set(gauge, (const char *const[]){"n"}, (double)NAN);
    tp_metric_set(gauge, (const char *const[]){"i"}, (double)INFINITY);
    tp_metric_set(gauge, (const char *const[]){"m"}, -(double)INFINITY);
    write_all();
    assert_non_null(strstr((char *)text.data, "g{v=\"n\"} NaN\ng{v=\"i\"} +Inf\ng{v=\"m\"} -Inf\n"));
}

static void combinations_have_a_limit(void **state)
{
    struct tp_metric *metric = tp_metrics_counter(metrics, "c_total", "C.", "v");
    char value[300];

    (void)state;
    for (int i = 0; i < 1500; i++) {
        snprintf(value, sizeof value, "%d", i);
        tp_metric_add(metric, (const char *const[]){value}, 1);
    }
    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    tp_metric_add(metric, (const char *const[]){value}, 1);
    assert_non_null(strstr(write_all(), "c_total{v=\"other\"} 501\n"));
    assert_non_null(strstr((char *)text.data, "c_total{v=\"999\"} 1\n"));
    assert_null(strstr((char *)text.data, "c_total{v=\"1000\"}"));
}

static void set_gauge(void *context)
{
    tp_metric_set(tp_metrics_gauge(metrics, "asked", "Asked.", ""), NULL, ++*(int *)context);
}

static void who_knows_is_asked_at_each_writing(void **state)
{
    int times = 0;

    (void)state;
    assert_int_equal(tp_metrics_on_write(metrics, set_gauge, &times, NULL), TP_OK);
    assert_non_null(strstr(write_all(), "asked 1\n"));
    assert_non_null(strstr(write_all(), "asked 2\n"));
    for (int i = 0; i < 31; i++)
        assert_int_equal(tp_metrics_on_write(metrics, set_gauge, &times, NULL), TP_OK);
    assert_int_equal(tp_metrics_on_write(metrics, set_gauge, &times, NULL), TP_E_LIMIT);
}

static void nothing_is_counted_for_nobody(void **state)
{
    struct tp_metrics *none = NULL;

    (void)state;
    assert_null(tp_metrics_counter(NULL, "c", "C.", ""));
    tp_metric_add(NULL, NULL, 1);
    tp_metric_set(NULL, NULL, 1);
    tp_metric_observe(NULL, NULL, 1);
    tp_metrics_free(&none);
}

static void *count(void *argument)
{
    for (int i = 0; i < 10000; i++)
        tp_metric_add(argument, NULL, 1);
    return NULL;
}

static void threads_count_together(void **state)
{
    struct tp_metric *metric = tp_metrics_counter(metrics, "c_total", "C.", "");
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count, metric), 0);
    for (int i = 0; i < 10; i++)
        write_all();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++)
        pthread_join(threads[i], NULL);
    assert_non_null(strstr(write_all(), "c_total 40000\n"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(counters_and_gauges_are_written, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_histogram_counts_up_to_its_bounds, set_up, tear_down),
    cmocka_unit_test_setup_teardown(numbers_that_are_none_have_their_names, set_up, tear_down),
    cmocka_unit_test_setup_teardown(combinations_have_a_limit, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_knows_is_asked_at_each_writing, set_up, tear_down),
    cmocka_unit_test_setup_teardown(nothing_is_counted_for_nobody, set_up, tear_down),
    cmocka_unit_test_setup_teardown(threads_count_together, set_up, tear_down),
};
TP_TEST_MAIN(tests)
