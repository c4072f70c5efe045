/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an organisation's folder for a command. */
#include "cli/org.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A document, its signature, and what JSON needs besides. */
enum { EVENT_MAX_BYTES = TP_AGREEMENT_DOCUMENT_MAX + (1 << 18) };

tp_status tp_org_read_time(const char *text, const char *field, int64_t *out_s, struct tp_diag *diag)
{
    if (tp_time_parse(text, out_s))
        return TP_OK;
    return tp_fail(diag, TP_E_ARGUMENT, field, -1, "must be a time such as 2011-06-01T00:00:00Z, not %s", text);
}

static tp_status set_clock(const struct tp_arguments *arguments, struct tp_org *org, struct tp_diag *diag)
{
    const char *wanted = tp_option_text(arguments, "now");

    org->now_s = tp_clock_now_s();
    if (!wanted)
        return TP_OK;
    if (!tp_organisation_config(org->organisation)->rehearsal)
        return tp_fail(diag, TP_E_ARGUMENT, "--now", -1, "the clock can be set in a rehearsal only");
    return tp_org_read_time(wanted, "--now", &org->now_s, diag);
}

tp_status tp_org_folder(const struct tp_arguments *arguments, const char **out, struct tp_diag *diag)
{
    const char *folder = tp_option_text(arguments, "org");

    if (!folder)
        folder = getenv("TENPRINT_ORG");
    *out = folder ? folder : "";
    if (**out == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--org is needed, or the environment variable TENPRINT_ORG");
    return TP_OK;
}

tp_status tp_org_open(const struct tp_arguments *arguments, struct tp_org *out, struct tp_diag *diag)
{
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    char secret[TP_SECRET_MAX];
    const char *folder;
    tp_status status = tp_org_folder(arguments, &folder, diag);

    *out = (struct tp_org){0};
    if (status != TP_OK)
        return status;
    status = tp_secret_read(&source, secret, diag);
    if (status == TP_OK)
        status = tp_organisation_open(folder, secret, &out->organisation, diag);
    tp_wipe(secret, sizeof secret);
    if (status == TP_OK)
        status = set_clock(arguments, out, diag);
    if (status != TP_OK)
        tp_org_close(out);
    return tp_diag_in_file(diag, status, folder);
}

void tp_org_close(struct tp_org *org)
{
    tp_organisation_close(&org->organisation);
    tp_history_free(&org->events);
    if (org->node)
        tp_remote_close(org->node);
    free(org->node);
    org->node = NULL;
}

tp_status tp_org_open_any(const struct tp_arguments *arguments, const char *agreement, struct tp_org *out,
                          struct tp_diag *diag)
{
    const char *events = tp_option_known(arguments, "events") ? tp_option_text(arguments, "events") : NULL;
    bool now = tp_option_given(arguments, "now"), at_node;
    tp_status status = tp_remote_is_meant(arguments, &at_node, diag);

    *out = (struct tp_org){0};
    if (status != TP_OK)
        return status;
    if (events && (now || tp_option_given(arguments, "org") || tp_option_given(arguments, "node") ||
                   tp_option_given(arguments, "token")))
        return tp_fail(diag, TP_E_ARGUMENT, "--events", -1,
                       "goes with neither --org nor --now, nor with a node's options");
    if (events)
        return tp_org_open_events(events, out, diag);
    if (at_node && now)
        return tp_fail(diag, TP_E_ARGUMENT, "--now", -1, "a running node has a clock of its own");
    return at_node ? tp_org_open_node(arguments, agreement, out, diag) : tp_org_open(arguments, out, diag);
}

/* ---- agreements --------------------------------------------------------------------------------------------------
 */

const struct tp_history *tp_org_history(const struct tp_org *org, const char *agreement)
{
    const char *known = org->events ? tp_history_agreement(org->events) : "";

    if (org->organisation)
        return tp_organisation_history(org->organisation, agreement);
    return strlen(agreement) >= 6 && strncmp(known, agreement, strlen(agreement)) == 0 ? org->events : NULL;
}

tp_status tp_org_find(const struct tp_org *org, const char *id, const struct tp_history **out, struct tp_diag *diag)
{
    *out = tp_org_history(org, id);
    if (*out)
        return TP_OK;
    return tp_fail(diag, TP_E_NOT_FOUND, id, -1,
                   "there is no agreement whose hash begins so (six digits at least), or there are several");
}

/* What the events in memory do not refuse, the node may. */
static tp_status accept_at_node(struct tp_org *org, const struct tp_event *event, enum tp_refusal *refusal,
                                struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_buffer text;
    tp_status status = tp_history_offer(org->events, event, org->now_s, refusal, diag);

    tp_buffer_init(&text);
    if (status == TP_OK)
        status = tp_event_write(event, &text, diag);
    if (status == TP_OK)
        status = tp_org_hand_in(org->node, text.data, text.size_bytes, &answer, refusal, diag);
    tp_remote_answer_deinit(&answer);
    tp_buffer_deinit(&text);
    return status;
}

tp_status tp_org_accept(struct tp_org *org, const struct tp_event *event, enum tp_refusal *refusal,
                        struct tp_diag *diag)
{
    if (org->organisation)
        return tp_organisation_accept(org->organisation, event, org->now_s, refusal, diag);
    if (org->node)
        return accept_at_node(org, event, refusal, diag);
    return tp_history_offer(org->events, event, org->now_s, refusal, diag);
}

/* ---- events in files ---------------------------------------------------------------------------------------------
 */

tp_status tp_org_read_event(const char *path, struct tp_event **out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(path, EVENT_MAX_BYTES, &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_event_parse(data, size_bytes, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

/* What the history refuses, the party that handed the events out would not have taken; the others stand. */
static tp_status add_file(const char *folder, const char *name, struct tp_history *history, struct tp_diag *diag)
{
    char path[4096];
    struct tp_event *event;
    enum tp_refusal refusal;
    struct tp_diag refused;
    tp_status status;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    status = tp_org_read_event(path, &event, diag);
    if (!event)
        return status;
    tp_diag_init(&refused);
    status = tp_history_offer(history, event, event->time_s, &refusal, &refused);
    tp_event_free(&event);
    if (status == TP_E_DENIED || status == TP_OK)
        return TP_OK;
    return tp_diag_in_file(diag, tp_diag_pass(diag, status, &refused), path);
}

tp_status tp_org_open_events(const char *folder, struct tp_org *out, struct tp_diag *diag)
{
    struct dirent **names;
    int count = scandir(folder, &names, is_json, alphasort);
    tp_status status;

    *out = (struct tp_org){.now_s = tp_clock_now_s()};
    if (count < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "cannot list it: %s", strerror(errno)),
                               folder);
    status = tp_history_new(&out->events, diag);
    for (int i = 0; i < count; i++) {
        if (status == TP_OK)
            status = add_file(folder, names[i]->d_name, out->events, diag);
        free(names[i]);
    }
    free(names);
    if (status != TP_OK)
        tp_org_close(out);
    return status;
}
