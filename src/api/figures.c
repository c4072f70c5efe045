/* SPDX-License-Identifier: Apache-2.0 */
/* Gauges: what waits and for what, how late the work is, how large things are. Anybody who reaches the node may ask, so
 * they are counted anew only now and then. */
#include "api/figures.h"

#include "review/review.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FRESH_NS INT64_C(5000000000)
#define PEOPLE_FRESH_NS INT64_C(60000000000) /* what looks at everybody */

struct tp_figures {
    pthread_mutex_t lock;
    struct tp_exchange *exchange;
    struct tp_log *log;                /* may be NULL */
    int64_t counted_ns, people_ns;     /* 0: never */
    struct tp_nobody_left nobody_left; /* when that was counted last */
    struct tp_metric *jobs, *records, *oldest, *nobody, *late, *healthy, *entries, *cosigned, *subjects;
};

/* Records that somebody or something still has to do with. */
static const struct {
    const char *kind, *state;
} open_records[] = {
    {"booking", "received"},  {"booking", "searching"}, {"booking", "reviewing"},  {"booking", "exchanging"},
    {"leg", "deciding"},      {"leg", "sending"},       {"leg", "sent"},           {"request", "received"},
    {"request", "searching"}, {"request", "reviewing"}, {"request", "answering"},  {"message", "queued"},
    {"task", "open"},         {"task", "claimed"},      {"task", "analysed"},      {"discretion", "open"},
    {"challenge", "open"},    {"notice", "open"},       {"erasure", "destroying"}, {"erasure", "waiting"},
};

static bool count_records(const struct tp_figures *figures, const char *kind, const char *state, uint64_t *out)
{
    const struct tp_store_query query = {.kind = kind, .state = state, .due_until_s = TP_STORE_NEVER};

    return tp_entry_count(figures->exchange, &query, out, NULL) == TP_OK;
}

/* ---- the oldest of each kind ------------------------------------------------------------------------------------- */

struct oldest {
    int64_t now_s, age_s;
};

/* When it began, by whichever member says so. */
static tp_status note_age(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    static const char *const members[] = {"submitted", "received", "since", "time", "started"};
    int64_t began_s = tp_entry_integer(entry, "opened", tp_entry_integer(entry, "received", 0));
    struct oldest *oldest = context;

    (void)diag;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members) && began_s == 0; i++)
        if (!tp_time_parse(tp_entry_text(entry, members[i]), &began_s))
            began_s = 0;
    if (began_s > 0)
        oldest->age_s = TP_MAX(oldest->age_s, oldest->now_s - began_s);
    return TP_OK;
}

/* Of the records of a kind, which stand together: the first of each state, in the order of their making. */
static void note_oldest(const struct tp_figures *figures)
{
    struct oldest oldest = {.now_s = tp_exchange_now(figures->exchange)};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(open_records); i++) {
        const char *kind = open_records[i].kind;
        const struct tp_store_query query = {
            .kind = kind, .state = open_records[i].state, .due_until_s = TP_STORE_NEVER, .limit = 1};

        if (tp_entry_each(figures->exchange, &query, note_age, &oldest, NULL) != TP_OK)
            return;
        if (i + 1 < TP_ARRAY_LENGTH(open_records) && strcmp(open_records[i + 1].kind, kind) == 0)
            continue;
        tp_metric_set(figures->oldest, (const char *const[]){kind}, (double)oldest.age_s);
        oldest.age_s = 0;
    }
}

static void count_all_records(struct tp_figures *figures)
{
    uint64_t count;

    if (count_records(figures, "job", "waiting", &count))
        tp_metric_set(figures->jobs, NULL, (double)count);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(open_records); i++)
        if (count_records(figures, open_records[i].kind, open_records[i].state, &count))
            tp_metric_set(figures->records, (const char *const[]){open_records[i].kind, open_records[i].state},
                          (double)count);
}

static void tell_nobody(const struct tp_figures *figures, const char *kind, uint64_t count, uint64_t before)
{
    const struct tp_log_field fields[] = {{"kind", kind, 0}, {"count", NULL, (double)count}, {NULL, NULL, 0}};

    tp_metric_set(figures->nobody, (const char *const[]){kind}, (double)count);
    if (count > before)
        tp_log_write(figures->log, TP_LOG_WARNING, "review.nobody_left", fields);
}

static void note_nobody_left(struct tp_figures *figures, int64_t now_ns)
{
    struct tp_nobody_left left;

    if (figures->people_ns != 0 && now_ns - figures->people_ns < PEOPLE_FRESH_NS)
        return;
    if (tp_review_nobody_left(figures->exchange, &left, NULL) != TP_OK)
        return;
    tell_nobody(figures, "task", left.tasks, figures->nobody_left.tasks);
    tell_nobody(figures, "discretion", left.discretions, figures->nobody_left.discretions);
    figures->nobody_left = left;
    figures->people_ns = now_ns;
}

static void note_lateness(struct tp_figures *figures)
{
    int64_t due_s = tp_exchange_next_due_s(figures->exchange), now_s = tp_exchange_now(figures->exchange);

    tp_metric_set(figures->late, NULL, due_s < now_s ? (double)(now_s - due_s) : 0);
}

static void note_sizes(struct tp_figures *figures)
{
    struct tp_organisation *organisation;
    struct tp_store_counts counts;
    struct tp_ledger *ledger;
    int64_t time_s;

    tp_exchange_lock(figures->exchange);
    organisation = tp_exchange_organisation(figures->exchange);
    ledger = tp_organisation_ledger(organisation);
    if (ledger)
        tp_metric_set(figures->entries, NULL, (double)tp_ledger_size(ledger));
    if (tp_exchange_config(figures->exchange)->witness_count > 0)
        tp_metric_set(figures->cosigned, NULL,
                      tp_organisation_cosigned_at(organisation, &time_s, NULL) == TP_OK ? (double)time_s : 0);
    if (tp_store_count(tp_organisation_store(organisation), &counts, NULL) == TP_OK)
        tp_metric_set(figures->subjects, NULL, (double)counts.subjects);
    tp_exchange_unlock(figures->exchange);
}

static void count(void *context)
{
    struct tp_figures *figures = context;
    int64_t now_ns = tp_clock_monotonic_ns();

    pthread_mutex_lock(&figures->lock);
    if (figures->counted_ns == 0 || now_ns - figures->counted_ns >= FRESH_NS) {
        count_all_records(figures);
        note_oldest(figures);
        note_nobody_left(figures, now_ns);
        note_lateness(figures);
        note_sizes(figures);
        tp_metric_set(figures->healthy, NULL, tp_exchange_health(figures->exchange, NULL) == TP_OK);
        figures->counted_ns = now_ns;
    }
    pthread_mutex_unlock(&figures->lock);
}

tp_status tp_figures_new(struct tp_exchange *exchange, struct tp_metrics *metrics, struct tp_log *log,
                         struct tp_figures **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    pthread_mutex_init(&(*out)->lock, NULL);
    (*out)->exchange = exchange;
    (*out)->log = log;
    (*out)->jobs = tp_metrics_gauge(metrics, "tenprint_jobs_waiting", "Jobs that are not done yet.", "");
    (*out)->records =
        tp_metrics_gauge(metrics, "tenprint_records_open", "Records by the state that they wait in.", "kind,state");
    (*out)->oldest = tp_metrics_gauge(metrics, "tenprint_records_oldest_seconds",
                                      "For how long the oldest of the open records of a kind has waited.", "kind");
    (*out)->nobody = tp_metrics_gauge(metrics, "tenprint_records_nobody_left",
                                      "Open records that nobody is left for who may examine or decide.", "kind");
    (*out)->late = tp_metrics_gauge(metrics, "tenprint_work_late_seconds", "How long the first job has been due.", "");
    (*out)->healthy = tp_metrics_gauge(metrics, "tenprint_healthy", "1 when the node can do its work.", "");
    (*out)->entries = tp_metrics_gauge(metrics, "tenprint_ledger_entries", "Entries of the node's ledger.", "");
    (*out)->cosigned = tp_metrics_gauge(metrics, "tenprint_ledger_cosigned_timestamp_seconds",
                                        "When enough witnesses cosigned the newest checkpoint; 0: none has been.", "");
    (*out)->subjects = tp_metrics_gauge(metrics, "tenprint_subjects", "Subjects in the repository.", "");
    status = tp_metrics_on_write(metrics, count, *out, diag);
    if (status != TP_OK)
        tp_figures_free(out);
    return status;
}

void tp_figures_free(struct tp_figures **figures)
{
    if (!*figures)
        return;
    pthread_mutex_destroy(&(*figures)->lock);
    free(*figures);
    *figures = NULL;
}
