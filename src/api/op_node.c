/* SPDX-License-Identifier: Apache-2.0 */
/* The node itself: whether it lives and is ready, its figures, its version, its description, its clock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/embedded.h"
#include "api/front.h"
#include "api/input.h"
#include "api/operations.h"

tp_status tp_op_live(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    tp_json_flag(call->reply, "live", true);
    return TP_OK;
}

/* ---- readiness --------------------------------------------------------------------------------------------------- */

/* What is in the way, as a list of words in REASONS; those of the disk are in the log, not here. */
static void check_store(struct tp_exchange *exchange, struct tp_json *reasons, bool *ready)
{
    const struct tp_store_query query = {.kind = "account", .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    if (tp_entry_count(exchange, &query, &count, NULL) == TP_OK)
        return;
    tp_json_text(reasons, NULL, "the store cannot be read");
    *ready = false;
}

static void check_ledger(struct tp_exchange *exchange, struct tp_json *reasons, bool *ready)
{
    char path[1024];
    uint8_t *data = NULL;
    size_t size_bytes;

    snprintf(path, sizeof path, "%s/ledger/checkpoint", tp_exchange_folder(exchange));
    if (tp_file_read(path, 1 << 16, &data, &size_bytes, NULL) == TP_OK) {
        free(data);
        return;
    }
    tp_json_text(reasons, NULL, "the ledger cannot be read");
    *ready = false;
}

/* Writing, the disk, the clock, the gallery, work that is late: by name, the words may be of the disk. */
static void check_health(struct tp_exchange *exchange, struct tp_json *reasons, bool *ready)
{
    struct tp_diag what;
    char words[96];
    tp_status status;

    tp_diag_init(&what);
    status = tp_exchange_health_lately(exchange, &what);
    if (status == TP_OK)
        return;
    if (status == TP_E_BUSY && tp_exchange_config(exchange)->rehearsal)
        return; /* work is late where the clock jumps */
    snprintf(words, sizeof words, "not in order: %s", what.field[0] ? what.field : "store");
    tp_json_text(reasons, NULL, words);
    *ready = false;
}

tp_status tp_op_ready(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;
    bool ready = true;

    (void)diag;
    tp_json_list(call->reply, "reasons");
    check_store(exchange, call->reply, &ready);
    check_ledger(exchange, call->reply, &ready);
    check_health(exchange, call->reply, &ready);
    if (atomic_load(&front->api->draining)) {
        tp_json_text(call->reply, NULL, "the node is stopping");
        ready = false;
    }
    tp_json_close(call->reply);
    tp_json_flag(call->reply, "ready", ready);
    call->status = ready ? 200 : 503;
    return TP_OK;
}

/* ---- figures, version, description ------------------------------------------------------------------------------- */

/* Figures that change with what is asked and answered say something to who asks at the right time. */
static bool may_see_metrics(const struct tp_exchange *exchange, const char *remote)
{
    const char *named = tp_exchange_config(exchange)->serve_metrics;

    return strncmp(remote, "127.", 4) == 0 || strcmp(remote, "::1") == 0 || (named && strcmp(remote, named) == 0);
}

tp_status tp_op_metrics(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;

    if (!may_see_metrics(exchange, front->request->remote))
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is nothing of this path");
    tp_write_text(&call->bytes, "# Tenprint " TP_VERSION "\n");
    if (front->api->options.metrics)
        tp_metrics_write(front->api->options.metrics, &call->bytes);
    call->bytes_type = TP_METRICS_TYPE;
    return TP_OK;
}

tp_status tp_op_version(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);

    (void)diag;
    tp_json_text(call->reply, "program", "tenprint");
    tp_json_text(call->reply, "version", TP_VERSION);
    tp_json_text(call->reply, "organisation", config->id);
    tp_json_text(call->reply, "name", config->name);
    tp_json_text(call->reply, "jurisdiction", config->jurisdiction);
    tp_json_text(call->reply, "ledger", config->ledger_origin);
    tp_json_flag(call->reply, "rehearsal", config->rehearsal);
    return TP_OK;
}

tp_status tp_op_openapi(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    (void)exchange;
    (void)diag;
    tp_write_bytes(&call->bytes, tp_api_files[0].data, tp_api_files[0].size_bytes);
    call->bytes_type = "application/yaml";
    return TP_OK;
}

/* ---- the clock --------------------------------------------------------------------------------------------------- */

tp_status tp_op_get_clock(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const int64_t due_s = tp_exchange_config(exchange)->rehearsal ? tp_exchange_next_due_s(exchange) : TP_STORE_NEVER;
    char time[TP_TIME_TEXT_BYTES];

    (void)diag;
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(call->reply, "now", time);
    if (due_s < TP_STORE_NEVER) {
        tp_time_format(due_s, time);
        tp_json_text(call->reply, "due", time);
    }
    return TP_OK;
}

tp_status tp_op_set_clock(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *text = NULL;
    int64_t now_s = 0;
    tp_status status = tp_json_only(call->input, "now", diag);

    if (status == TP_OK)
        status = tp_input_text(call->input, "now", TP_TIME_TEXT_BYTES - 1, true, &text, diag);
    if (status == TP_OK && !tp_time_parse(text, &now_s))
        status = tp_fail(diag, TP_E_FORMAT, "now", -1, "must be a time such as 2011-06-01T00:00:00Z");
    if (status == TP_OK)
        status = tp_exchange_set_now(exchange, now_s, diag);
    return status == TP_OK ? tp_op_get_clock(exchange, call, diag) : status;
}
