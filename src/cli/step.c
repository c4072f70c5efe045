/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a step in an agreement's life. */
#include "cli/step.h"

#include <stdlib.h>
#include <string.h>

#include "cli/agreement_file.h"
#include "json/json.h"

enum tp_event_kind tp_step_kind(const struct tp_arguments *arguments)
{
    int place = tp_vocabulary_find(&tp_events, strchr(arguments->command->name, ' ') + 1);

    TP_ASSERT(place >= 0);
    return (enum tp_event_kind)place;
}

/* ---- making an event ---------------------------------------------------------------------------------------------
 */

tp_status tp_step_text(const char *text, char **out, struct tp_diag *diag)
{
    *out = strdup(text);
    return *out ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the event");
}

tp_status tp_step_new(const struct tp_org *org, const struct tp_history *history, const struct tp_terms *version,
                      enum tp_event_kind kind, struct tp_event **out, struct tp_diag *diag)
{
    const char *agreement = history ? tp_history_agreement(history) : version->hash;
    struct tp_event *event;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *event, diag);

    *out = event = memory;
    if (status != TP_OK)
        return status;
    snprintf(event->agreement, sizeof event->agreement, "%s", agreement);
    snprintf(event->version, sizeof event->version, "%s", version->hash);
    if (org->organisation)
        snprintf(event->by, sizeof event->by, "%s", tp_organisation_config(org->organisation)->id);
    event->kind = kind;
    event->time_s = org->now_s;
    return TP_OK;
}

/* ---- what became of it -------------------------------------------------------------------------------------------
 */

static const char *code_of(const struct tp_event *event)
{
    return tp_events.items[event->kind].code;
}

/* The version to tell the state of, and that; NULL and NONE when it is not known here. After a stop, which names any
 * version and holds for all, it is the one in force or suspended, if there is one. */
static const struct tp_terms *version_of(const struct tp_org *org, const struct tp_event *event, enum tp_life *life)
{
    const struct tp_history *history = tp_org_history(org, event->agreement);
    const struct tp_terms *version = history ? tp_history_find_version(history, event->version) : NULL;

    for (size_t i = 0; version && tp_event_is_stop(event->kind) && i < tp_history_version_count(history); i++)
        if (tp_version_is_current(history, tp_history_version(history, i), org->now_s))
            version = tp_history_version(history, i);
    *life = version ? tp_history_life(history, version, org->now_s) : TP_LIFE_NONE;
    return version;
}

static void print_taken(const struct tp_org *org, const struct tp_event *event, const char *file)
{
    enum tp_life life;
    const struct tp_terms *version = version_of(org, event, &life);

    printf("taken      %s by %s, its event %u\n", code_of(event), event->by, event->sequence);
    printf("agreement  %s\n", event->agreement);
    if (version)
        printf("version    %u (%s), now %s: %s\n", version->version, version->hash, tp_life_code(life),
               tp_life_words(life));
    printf("event      %s\n", event->hash);
    if (file)
        printf("file       %s, for the other parties to accept\n", file);
}

static tp_status print_json(const struct tp_org *org, const struct tp_event *event, const char *file,
                            enum tp_refusal refusal, struct tp_diag *diag)
{
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *json;
    enum tp_life life;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(event->time_s, time);
    tp_json_flag(json, "taken", refusal == TP_REFUSAL_NONE);
    if (refusal != TP_REFUSAL_NONE)
        tp_json_text(json, "refusal", tp_refusal_code(refusal));
    tp_json_text(json, "kind", code_of(event));
    tp_json_text(json, "agreement", event->agreement);
    tp_json_text(json, "version", event->version);
    tp_json_text(json, "by", event->by);
    tp_json_integer(json, "sequence", event->sequence);
    tp_json_text(json, "time", time);
    tp_json_text(json, "event", event->hash);
    if (version_of(org, event, &life))
        tp_json_text(json, "life", tp_life_code(life));
    if (file)
        tp_json_text(json, "file", file);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int report_refusal(const struct tp_arguments *arguments, const struct tp_org *org, const struct tp_event *event,
                          enum tp_refusal refusal, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (tp_option_given(arguments, "json"))
        status = print_json(org, event, NULL, refusal, diag);
    else
        printf("refused    %s by %s: %s: %s\n", code_of(event), event->by, tp_refusal_code(refusal),
               tp_refusal_words(refusal));
    return status == TP_OK ? TP_EXIT_NEGATIVE : status;
}

/* ---- the step ----------------------------------------------------------------------------------------------------
 */

/* Agreement, signer, number and kind: no other event has the same name, and `ls` puts them in order. */
static void name_file(const struct tp_event *event, char *out, size_t size)
{
    snprintf(out, size, "%.8s-%s-%04u-%s.json", event->agreement, event->by, event->sequence, code_of(event));
}

static tp_status number_and_sign(const struct tp_org *org, struct tp_event *event, struct tp_signer *signer,
                                 struct tp_diag *diag)
{
    const struct tp_history *history = tp_org_history(org, event->agreement);

    event->sequence = history ? tp_history_next_sequence(history, event->by, tp_signer_public(signer)) : 1;
    return tp_event_sign(event, signer, diag);
}

int tp_step_take(const struct tp_arguments *arguments, struct tp_org *org, struct tp_event *event,
                 struct tp_signer *signer, struct tp_diag *diag)
{
    const char *file = tp_option_text(arguments, "to");
    const char *reason = tp_option_given(arguments, "reason") ? tp_option_text(arguments, "reason") : NULL;
    char name[256];
    enum tp_refusal refusal;
    tp_status status = reason ? tp_step_text(reason, &event->reason, diag) : TP_OK;

    if (status == TP_OK)
        status = number_and_sign(org, event, signer, diag);
    if (status != TP_OK)
        return status;
    status = tp_org_accept(org, event, &refusal, diag);
    if (status == TP_E_DENIED && refusal != TP_REFUSAL_NONE)
        return report_refusal(arguments, org, event, refusal, diag);
    name_file(event, name, sizeof name);
    if (!file && !org->node) /* which passes it on */
        file = name;
    if (status == TP_OK && file)
        status = tp_agreement_file_write(event, file, diag);
    if (status != TP_OK)
        return status;
    if (tp_option_given(arguments, "json"))
        return print_json(org, event, file, refusal, diag);
    print_taken(org, event, file);
    return TP_OK;
}
