/* SPDX-License-Identifier: Apache-2.0 */
/* Counters, gauges and histograms, written in the text exposition format 0.0.4 of Prometheus. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/http.h"

enum { LABELS_MAX = 4, SERIES_MAX = 1000, ASKERS_MAX = 32, LABEL_BYTES = 96, SLOTS = 64 };

static const double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
enum { BOUNDS = TP_ARRAY_LENGTH(bounds) };

enum kind { COUNTER, GAUGE, HISTOGRAM };
static const char *const kind_names[] = {"counter", "gauge", "histogram"};

/* One combination of labels. */
struct series {
    struct series *next, *next_in_slot;
    char values[LABELS_MAX][LABEL_BYTES];
    double value;                /* of a histogram the sum */
    uint64_t counts[BOUNDS + 1]; /* of a histogram: up to each bound and not to the one before */
};

struct tp_metric {
    struct tp_metrics *all;
    struct tp_metric *next;
    enum kind kind;
    const char *name, *help;
    char labels[LABELS_MAX][32];
    size_t label_count, series_count;
    struct series *first, **last;
    struct series *slots[SLOTS]; /* by hash */
};

struct tp_metrics {
    pthread_mutex_t lock;
    struct tp_metric *first, **last;
    struct {
        tp_metrics_ask_fn *ask;
        void *context;
    } askers[ASKERS_MAX];
    size_t asker_count;
};

/* ---- making ------------------------------------------------------------------------------------------------------ */

tp_status tp_metrics_new(struct tp_metrics **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    pthread_mutex_init(&(*out)->lock, NULL);
    (*out)->last = &(*out)->first;
    return TP_OK;
}

static void free_metric(struct tp_metric *metric)
{
    struct series *next;

    for (struct series *series = metric->first; series; series = next) {
        next = series->next;
        free(series);
    }
    free(metric);
}

void tp_metrics_free(struct tp_metrics **metrics)
{
    struct tp_metric *next;

    if (!*metrics)
        return;
    for (struct tp_metric *metric = (*metrics)->first; metric; metric = next) {
        next = metric->next;
        free_metric(metric);
    }
    pthread_mutex_destroy(&(*metrics)->lock);
    free(*metrics);
    *metrics = NULL;
}

static void split_labels(struct tp_metric *metric, const char *labels)
{
    while (*labels && metric->label_count < LABELS_MAX) {
        size_t length = strcspn(labels, ",");
        snprintf(metric->labels[metric->label_count++], sizeof metric->labels[0], "%.*s", (int)length, labels);
        labels += length;
        labels += *labels == ',';
    }
}

static struct tp_metric *find_metric(const struct tp_metrics *metrics, const char *name)
{
    struct tp_metric *metric = metrics->first;

    while (metric && strcmp(metric->name, name) != 0)
        metric = metric->next;
    return metric;
}

/* EMPTY has all but labels and place. */
static struct tp_metric *add_metric(struct tp_metrics *metrics, const struct tp_metric *empty, const char *labels)
{
    struct tp_metric *metric;

    if (!metrics)
        return NULL;
    pthread_mutex_lock(&metrics->lock);
    metric = find_metric(metrics, empty->name);
    if (!metric && (metric = malloc(sizeof *metric))) {
        *metric = *empty;
        metric->all = metrics;
        metric->last = &metric->first;
        split_labels(metric, labels);
        *metrics->last = metric;
        metrics->last = &metric->next;
    }
    pthread_mutex_unlock(&metrics->lock);
    return metric;
}

struct tp_metric *tp_metrics_counter(struct tp_metrics *metrics, const char *name, const char *help, const char *labels)
{
    return add_metric(metrics, &(struct tp_metric){.kind = COUNTER, .name = name, .help = help}, labels);
}

struct tp_metric *tp_metrics_gauge(struct tp_metrics *metrics, const char *name, const char *help, const char *labels)
{
    return add_metric(metrics, &(struct tp_metric){.kind = GAUGE, .name = name, .help = help}, labels);
}

struct tp_metric *tp_metrics_histogram(struct tp_metrics *metrics, const char *name, const char *help,
                                       const char *labels)
{
    return add_metric(metrics, &(struct tp_metric){.kind = HISTOGRAM, .name = name, .help = help}, labels);
}

tp_status tp_metrics_on_write(struct tp_metrics *metrics, tp_metrics_ask_fn *ask, void *context, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    pthread_mutex_lock(&metrics->lock);
    if (metrics->asker_count < ASKERS_MAX) {
        metrics->askers[metrics->asker_count].ask = ask;
        metrics->askers[metrics->asker_count++].context = context;
    } else {
        status = tp_fail(diag, TP_E_LIMIT, "metrics", -1, "there are more than %d who are asked", ASKERS_MAX);
    }
    pthread_mutex_unlock(&metrics->lock);
    return status;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

static bool is_of(const struct tp_metric *metric, const struct series *series, const char *const *values)
{
    for (size_t i = 0; i < metric->label_count; i++)
        if (strncmp(series->values[i], values && values[i] ? values[i] : "", LABEL_BYTES - 1) != 0)
            return false;
    return true;
}

static struct series **slot_of(struct tp_metric *metric, const char *const *values)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < metric->label_count; i++)
        if (values && values[i])
            hash = tp_hash64(values[i], strnlen(values[i], LABEL_BYTES - 1), hash);
    return &metric->slots[hash % SLOTS];
}

static struct series *add_series(struct tp_metric *metric, struct series **slot, const char *const *values)
{
    struct series *series = calloc(1, sizeof *series);

    if (!series)
        return NULL;
    for (size_t i = 0; i < metric->label_count; i++)
        snprintf(series->values[i], LABEL_BYTES, "%s", values && values[i] ? values[i] : "");
    series->next_in_slot = *slot;
    *slot = series;
    *metric->last = series;
    metric->last = &series->next;
    metric->series_count++;
    return series;
}

/* NULL without memory. */
static struct series *find_series(struct tp_metric *metric, const char *const *values)
{
    static const char *const others[LABELS_MAX] = {"other", "other", "other", "other"};
    struct series **slot = slot_of(metric, values), *series = *slot;

    while (series && !is_of(metric, series, values))
        series = series->next_in_slot;
    if (series)
        return series;
    if (metric->series_count >= SERIES_MAX && values != others)
        return find_series(metric, others);
    return add_series(metric, slot, values);
}

static void note(struct tp_metric *metric, const char *const *values, double value, bool replace)
{
    struct series *series;

    if (!metric)
        return;
    pthread_mutex_lock(&metric->all->lock);
    series = find_series(metric, values);
    if (series)
        series->value = replace ? value : series->value + value;
    if (series && metric->kind == HISTOGRAM) {
        size_t place = 0;
        while (place < BOUNDS && !(value <= bounds[place]))
            place++;
        series->counts[place]++;
    }
    pthread_mutex_unlock(&metric->all->lock);
}

void tp_metric_add(struct tp_metric *metric, const char *const *values, double by)
{
    TP_ASSERT(!metric || metric->kind != HISTOGRAM);
    note(metric, values, by, false);
}

void tp_metric_set(struct tp_metric *metric, const char *const *values, double value)
{
    TP_ASSERT(!metric || metric->kind == GAUGE);
    note(metric, values, value, true);
}

void tp_metric_observe(struct tp_metric *metric, const char *const *values, double value)
{
    TP_ASSERT(!metric || metric->kind == HISTOGRAM);
    note(metric, values, value, false);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void write_escaped(struct tp_buffer *out, const char *text, bool quotes)
{
    for (; *text; text++) {
        if (*text == '\n')
            tp_write_text(out, "\\n");
        else if (*text == '\\' || (quotes && *text == '"'))
            tp_write_text(out, "\\%c", *text);
        else
            tp_write_u8(out, (uint8_t)*text);
    }
}

/* {a="b",le="c"} */
static void write_labels(struct tp_buffer *out, const struct tp_metric *metric, const struct series *series,
                         const char *bound)
{
    const char *mark = "{";
    char value[LABEL_BYTES];

    for (size_t i = 0; i < metric->label_count; i++, mark = ",") {
        tp_write_text(out, "%s%s=\"", mark, metric->labels[i]);
        snprintf(value, sizeof value, "%s", series->values[i]);
        tp_text_make_printable(value);
        write_escaped(out, value, true);
        tp_write_text(out, "\"");
    }
    if (bound)
        tp_write_text(out, "%sle=\"%s\"", mark, bound);
    if (bound || metric->label_count > 0)
        tp_write_text(out, "}");
}

static void write_number(struct tp_buffer *out, double value)
{
    if (isfinite(value))
        tp_write_text(out, " %.15g\n", value);
    else
        tp_write_text(out, isnan(value) ? " NaN\n" : value > 0 ? " +Inf\n" : " -Inf\n");
}

static void write_histogram(struct tp_buffer *out, const struct tp_metric *metric, const struct series *series)
{
    uint64_t count = 0;
    char bound[32];

    for (size_t i = 0; i <= BOUNDS; i++) {
        count += series->counts[i];
        snprintf(bound, sizeof bound, "%g", i < BOUNDS ? bounds[i] : 0);
        tp_write_text(out, "%s_bucket", metric->name);
        write_labels(out, metric, series, i < BOUNDS ? bound : "+Inf");
        write_number(out, (double)count);
    }
    tp_write_text(out, "%s_sum", metric->name);
    write_labels(out, metric, series, NULL);
    write_number(out, series->value);
    tp_write_text(out, "%s_count", metric->name);
    write_labels(out, metric, series, NULL);
    write_number(out, (double)count);
}

static void write_metric(struct tp_buffer *out, const struct tp_metric *metric)
{
    tp_write_text(out, "# HELP %s ", metric->name);
    write_escaped(out, metric->help, false);
    tp_write_text(out, "\n# TYPE %s %s\n", metric->name, kind_names[metric->kind]);
    for (const struct series *series = metric->first; series; series = series->next) {
        if (metric->kind == HISTOGRAM) {
            write_histogram(out, metric, series);
            continue;
        }
        tp_write_text(out, "%s", metric->name);
        write_labels(out, metric, series, NULL);
        write_number(out, series->value);
    }
}

void tp_metrics_write(struct tp_metrics *metrics, struct tp_buffer *out)
{
    size_t count;

    pthread_mutex_lock(&metrics->lock);
    count = metrics->asker_count;
    pthread_mutex_unlock(&metrics->lock);
    /* Those that are there stay. They set gauges, so without the lock. */
    for (size_t i = 0; i < count; i++)
        metrics->askers[i].ask(metrics->askers[i].context);
    pthread_mutex_lock(&metrics->lock);
    for (const struct tp_metric *metric = metrics->first; metric; metric = metric->next)
        write_metric(out, metric);
    pthread_mutex_unlock(&metrics->lock);
}
