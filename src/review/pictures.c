/* SPDX-License-Identifier: Apache-2.0 */
/* Prints of a task: images, views, minutiae, pairs. Each look is on record. */
#include <stdlib.h>
#include <string.h>

#include "review/tasks.h"

/* One print of a task: of the probe, or of one of its candidates. */
struct shown {
    struct tp_own_task own;
    struct tp_print_list list;
    const struct tp_print *print; /* in list */
    bool is_candidate;
};

static tp_status number_of(const char *text, int64_t *out, struct tp_diag *diag)
{
    size_t length = text ? strlen(text) : 0;

    if (length == 0 || length > 5 || strspn(text, "0123456789") != length)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "a print's number is expected");
    *out = strtol(text, NULL, 10);
    return TP_OK;
}

static tp_status find_print(struct tp_exchange *exchange, const char *owner, const char *number, struct shown *out,
                            struct tp_diag *diag)
{
    int64_t k = -1;
    tp_status status = number_of(number, &k, diag);

    if (status == TP_OK)
        status = tp_prints_read(exchange, owner, &out->list, NULL);
    if (status == TP_OK)
        out->print = tp_prints_find(&out->list, k);
    if (status == TP_OK && !out->print)
        status = TP_E_NOT_FOUND;
    return status == TP_OK ? TP_OK : tp_fail(diag, status, NULL, -1, "there is no print %.8s", number ? number : "");
}

/* The candidate CALL names as the second value, or the probe. */
static tp_status find_shown(struct tp_exchange *exchange, struct tp_call *call, bool is_candidate, struct shown *out,
                            struct tp_diag *diag)
{
    struct tp_task_candidate *candidate;
    char owner[TP_EXCHANGE_NAME_BYTES];
    enum tp_task_step step = is_candidate ? TP_STEP_SEE_CANDIDATE : TP_STEP_SEE_PROBE;
    tp_status status = tp_own_task_find(exchange, call, &out->own, diag);

    out->is_candidate = is_candidate;
    if (status != TP_OK)
        return status;
    memcpy(owner, out->own.about.entry.link, sizeof owner);
    status = tp_own_task_step(&out->own, step, false, NULL, diag);
    if (status == TP_OK && is_candidate) {
        status = tp_own_task_candidate(&out->own, call->values[1], &candidate, diag);
        if (status == TP_OK)
            tp_candidate_owner(&out->own.about, candidate->place, owner);
    }
    if (status == TP_OK)
        status = find_print(exchange, owner, call->values[is_candidate ? 2 : 1], out, diag);
    if (status != TP_OK)
        tp_own_task_deinit(&out->own);
    return status;
}

static tp_status note(struct tp_exchange *exchange, struct tp_call *call, const struct shown *shown, const char *what,
                      struct tp_diag *diag)
{
    return tp_access_note(exchange, call, shown->list.owner, what, diag);
}

/* ---- images and views -----------------------------------------------------------------------------------------------
 */

static tp_status give_image(struct tp_exchange *exchange, struct tp_call *call, bool is_candidate, struct tp_diag *diag)
{
    struct shown shown = {0};
    tp_status status = find_shown(exchange, call, is_candidate, &shown, diag);

    if (status != TP_OK)
        return status;
    status = note(exchange, call, &shown, is_candidate ? "candidate image" : "probe image", diag);
    if (status == TP_OK)
        status = tp_print_image(exchange, &shown.list, shown.print, &call->bytes, diag);
    call->bytes_type = "image/png";
    tp_own_task_deinit(&shown.own);
    return status;
}

static tp_status give_view(struct tp_exchange *exchange, struct tp_call *call, bool is_candidate, struct tp_diag *diag)
{
    struct shown shown = {0};
    tp_status status = find_shown(exchange, call, is_candidate, &shown, diag);

    if (status != TP_OK)
        return status;
    status = note(exchange, call, &shown, is_candidate ? "candidate view" : "probe view", diag);
    if (status == TP_OK)
        status =
            tp_print_view(exchange, &shown.list, shown.print, call->values[is_candidate ? 3 : 2], &call->bytes, diag);
    call->bytes_type = "image/png";
    tp_own_task_deinit(&shown.own);
    return status;
}

tp_status tp_get_probe_image(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return give_image(exchange, call, false, diag);
}

tp_status tp_get_candidate_image(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return give_image(exchange, call, true, diag);
}

tp_status tp_get_probe_view(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return give_view(exchange, call, false, diag);
}

tp_status tp_get_candidate_view(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return give_view(exchange, call, true, diag);
}

/* ---- minutiae -------------------------------------------------------------------------------------------------------
 */

/* What the program marks in an image would lead the eye of who is to mark it first. */
static tp_status check_unled(const struct shown *shown, struct tp_diag *diag)
{
    if (shown->is_candidate || !shown->print->has_image || shown->own.task.state != TP_TASK_CLAIMED)
        return TP_OK;
    return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "first put on record what the probe shows");
}

static tp_status give_minutiae(struct tp_exchange *exchange, struct tp_call *call, bool is_candidate,
                               struct tp_diag *diag)
{
    struct shown shown = {0};
    struct tp_template tmpl;
    tp_status status = find_shown(exchange, call, is_candidate, &shown, diag);

    tp_template_init(&tmpl);
    if (status != TP_OK)
        return status;
    status = check_unled(&shown, diag);
    if (status == TP_OK)
        status = note(exchange, call, &shown, is_candidate ? "candidate minutiae" : "probe minutiae", diag);
    if (status == TP_OK)
        status = tp_print_template(exchange, &shown.list, shown.print, &tmpl, diag);
    if (status == TP_OK)
        tp_minutiae_write(&tmpl, call->reply);
    tp_template_deinit(&tmpl);
    tp_own_task_deinit(&shown.own);
    return status;
}

tp_status tp_get_probe_minutiae(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return give_minutiae(exchange, call, false, diag);
}

tp_status tp_get_candidate_minutiae(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return give_minutiae(exchange, call, true, diag);
}

/* ---- pairs: they tell the score, so not before the case is settled
 * --------------------------------------------------- */

static tp_status pairs(struct tp_exchange *exchange, struct tp_call *call, struct shown *shown, struct tp_diag *diag)
{
    const char *number = call->query ? call->query(call, "probe") : NULL;
    struct shown probe = {0};
    struct tp_template a, b;
    tp_status status = find_print(exchange, shown->own.about.entry.link, number, &probe, diag);

    tp_template_init(&a);
    tp_template_init(&b);
    if (status == TP_OK)
        status = note(exchange, call, shown, "pairs of minutiae", diag);
    if (status == TP_OK)
        status = tp_print_template(exchange, &probe.list, probe.print, &a, diag);
    if (status == TP_OK)
        status = tp_print_template(exchange, &shown->list, shown->print, &b, diag);
    if (status == TP_OK)
        status = tp_pairs_write(&a, &b, call->reply, diag);
    tp_template_deinit(&a);
    tp_template_deinit(&b);
    return status;
}

tp_status tp_get_pairs(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct shown shown = {0};
    tp_status status = find_shown(exchange, call, true, &shown, diag);

    if (status != TP_OK)
        return status;
    status = tp_own_task_step(&shown.own, TP_STEP_SEE_REST, false, NULL, diag);
    if (status == TP_OK)
        status = pairs(exchange, call, &shown, diag);
    tp_own_task_deinit(&shown.own);
    return status;
}
