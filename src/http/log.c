/* SPDX-License-Identifier: Apache-2.0 */
/* Events as lines of JSON. Each is written at once, whole; more than a set number in a second are counted only. */
#include "http/log.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES_PER_S = 200, TEXT_MAX = 512, LINE_MAX_BYTES = 4096 };

struct tp_log {
    struct tp_log_options options;
    pthread_mutex_t lock;
    int64_t second_ns; /* when it began */
    unsigned lines;    /* of it */
    uint64_t dropped;
};

static const char *const level_names[] = {"debug", "info", "warning", "error"};

tp_status tp_log_new(const struct tp_log_options *options, struct tp_log **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->options = *options;
    if (options->lines_per_s == 0)
        (*out)->options.lines_per_s = LINES_PER_S;
    pthread_mutex_init(&(*out)->lock, NULL);
    (*out)->second_ns = tp_clock_monotonic_ns();
    return TP_OK;
}

void tp_log_free(struct tp_log **log)
{
    if (!*log)
        return;
    pthread_mutex_destroy(&(*log)->lock);
    free(*log);
    *log = NULL;
}

bool tp_log_has_addresses(const struct tp_log *log)
{
    return log && log->options.addresses;
}

static void write_string(struct tp_buffer *line, const char *text)
{
    char clean[TEXT_MAX];

    snprintf(clean, sizeof clean, "%s", text);
    tp_text_make_printable(clean); /* a character that was cut in half as well */
    tp_write_u8(line, '"');
    for (const char *at = clean; *at; at++) {
        if (*at == '"' || *at == '\\')
            tp_write_u8(line, '\\');
        tp_write_u8(line, (uint8_t)*at);
    }
    tp_write_u8(line, '"');
}

static void write_field(struct tp_buffer *line, const struct tp_log_field *field)
{
    tp_write_u8(line, ',');
    write_string(line, field->name);
    tp_write_u8(line, ':');
    if (field->text)
        write_string(line, field->text);
    else if (isfinite(field->number))
        tp_write_text(line, "%.15g", field->number);
    else
        tp_write_text(line, "null");
}

static void write_line(int fd, enum tp_log_level level, const char *event, const struct tp_log_field *fields)
{
    char time[TP_TIME_TEXT_BYTES];
    struct tp_buffer line;

    tp_time_format(tp_clock_now_s(), time);
    tp_buffer_init(&line);
    tp_write_text(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":", time, level_names[level]);
    write_string(&line, event);
    for (; fields && fields->name && line.size_bytes < LINE_MAX_BYTES; fields++)
        write_field(&line, fields);
    tp_write_text(&line, "}\n");
    /* A log that cannot be written must not stop the work. */
    if (!line.bad && write(fd, line.data, line.size_bytes) < 0)
        (void)fd;
    tp_buffer_deinit(&line);
}

/* Whether there is room in this second; tells of those for whom there was none. */
static bool admit(struct tp_log *log)
{
    int64_t now_ns = tp_clock_monotonic_ns();
    uint64_t dropped = log->dropped;

    if (now_ns - log->second_ns >= 1000000000) {
        log->second_ns = now_ns;
        log->lines = 0;
        log->dropped = 0;
        if (dropped > 0)
            write_line(log->options.fd, TP_LOG_WARNING, "log.dropped",
                       (const struct tp_log_field[]){{"lines", NULL, (double)dropped}, {NULL, NULL, 0}});
    }
    if (log->lines < log->options.lines_per_s) {
        log->lines++;
        return true;
    }
    log->dropped++;
    return false;
}

void tp_log_write(struct tp_log *log, enum tp_log_level level, const char *event, const struct tp_log_field *fields)
{
    if (!log || level < log->options.level)
        return;
    pthread_mutex_lock(&log->lock);
    if (admit(log))
        write_line(log->options.fd, level, event, fields);
    pthread_mutex_unlock(&log->lock);
}

void tp_log_failure(struct tp_log *log, const char *event, const struct tp_diag *diag)
{
    tp_log_write(log, TP_LOG_ERROR, event,
                 (const struct tp_log_field[]){
                     {"status", tp_status_name(diag->status), 0}, {"field", diag->field, 0}, {NULL, NULL, 0}});
}
