/* SPDX-License-Identifier: Apache-2.0 */
/* What the node runs with, for who keeps it and who looks after it: thresholds, limits and terms as organisation.yaml
 * names them, and when certificates end. No keys, and no names of files. */
#include "api/front.h"
#include "api/operations.h"

enum { MINUTE_S = 60, HOUR_S = 3600 };

static void add_thresholds(struct tp_exchange *exchange, const struct tp_config *config, struct tp_json *json)
{
    uint64_t subjects;
    const int32_t score = tp_exchange_score_min(exchange, &subjects);

    tp_json_number(json, "search.fpir", config->search_fpir);
    tp_json_integer(json, "search.subjects", (int64_t)subjects);
    tp_json_integer(json, "search.score", score);
    tp_json_number(json, "review.seeded_of_thousand", config->review_seeded);
    tp_json_integer(json, "review.claim_hours", config->review_claim_hours);
    tp_json_integer(json, "review.claims", config->review_claims);
    tp_json_integer(json, "retention.bookings_days", config->retention_bookings_days);
    tp_json_integer(json, "retention.requests_days", config->retention_requests_days);
    tp_json_integer(json, "leaves.every_hours", config->leaves_every_hours);
    tp_json_integer(json, "leaves.least", config->leaves_least);
    tp_json_integer(json, "leaves.latest_days", config->leaves_latest_days);
    tp_json_number(json, "bookings.waiting", config->bookings_waiting);
    tp_json_number(json, "serve.requests_per_s", config->serve_requests_per_s);
    tp_json_number(json, "serve.receipts_per_s", config->serve_receipts_per_s);
    tp_json_integer(json, "sessions.idle_minutes", TP_SESSION_IDLE_S / MINUTE_S);
    tp_json_integer(json, "sessions.longest_hours", TP_SESSION_MAX_S / HOUR_S);
    tp_json_integer(json, "sessions.password_characters", TP_PASSWORD_CHARACTERS_MIN);
}

/* Those in the file at PATH, which may be NULL for none; PARTNER too. */
static void add_certificates(const char *of, const char *partner, const char *path, struct tp_json *json)
{
    char time[TP_TIME_TEXT_BYTES];
    struct tp_diag trouble;
    unsigned count;
    int64_t end_s;

    if (!path)
        return;
    tp_diag_init(&trouble);
    tp_json_object(json, NULL);
    tp_json_text(json, "of", of);
    if (partner)
        tp_json_text(json, "partner", partner);
    if (tp_http_certificates_end(path, &count, &end_s, &trouble) == TP_OK) {
        tp_time_format(end_s, time);
        tp_json_integer(json, "count", count);
        tp_json_text(json, "ends", time);
    } else {
        tp_json_text(json, "trouble", trouble.text);
    }
    tp_json_close(json);
}

tp_status tp_op_get_settings(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;
    const struct tp_config *config = tp_exchange_config(exchange);
    const char *given = front->api->options.certificate;

    (void)diag;
    add_thresholds(exchange, config, call->reply);
    tp_json_list(call->reply, "certificates");
    add_certificates("node", NULL, given ? given : config->serve_certificate, call->reply);
    add_certificates("messages", NULL, config->serve_client_certificate, call->reply);
    add_certificates("clients", NULL, config->serve_clients, call->reply);
    for (unsigned i = 0; i < config->partner_count; i++)
        add_certificates("partner", config->partners[i].id, config->partners[i].authority, call->reply);
    tp_json_close(call->reply);
    return TP_OK;
}
