/* SPDX-License-Identifier: Apache-2.0 */
/* Another configuration in place of the one that is in use: what may differ, and what becomes of the old one. */
#include <stdlib.h>
#include <string.h>

#include "node/organisation.h"
#include "node/organisation_state.h"

/* Longer than anything that looks something up in a configuration keeps what it found. */
#define KEPT_NS ((int64_t)600 * 1000000000)

struct member {
    const char *name;
    size_t offset;
};
#define CONFIG(member) offsetof(struct tp_config, member)

/* What is looked at when the node starts, and never again. */
static const struct member texts[] = {
    {"id", CONFIG(id)},
    {"jurisdiction", CONFIG(jurisdiction)},
    {"key_file", CONFIG(key_file)},
    {"token_module", CONFIG(token_module)},
    {"token_label", CONFIG(token_label)},
    {"token_key", CONFIG(token_key)},
    {"ledger_origin", CONFIG(ledger_origin)},
    {"drop.folder", CONFIG(drop_folder)},
    {"drop.account", CONFIG(drop_account)},
    {"drop.purpose", CONFIG(drop_purpose)},
    {"drop.offence", CONFIG(drop_offence)},
    {"drop.case", CONFIG(drop_case)},
    {"serve.listen", CONFIG(serve_listen)},
    {"serve.certificate", CONFIG(serve_certificate)},
    {"serve.key", CONFIG(serve_key)},
    {"serve.clients", CONFIG(serve_clients)},
    {"serve.client_certificate", CONFIG(serve_client_certificate)},
    {"serve.client_key", CONFIG(serve_client_key)},
    {"serve.proxy", CONFIG(serve_proxy)},
    {"serve.proxy_listen", CONFIG(serve_proxy_listen)},
    {"oidc.issuer", CONFIG(oidc_issuer)},
    {"oidc.audience", CONFIG(oidc_audience)},
    {"oidc.keys", CONFIG(oidc_keys)},
    {"oidc.claim", CONFIG(oidc_claim)},
};
static const struct member numbers[] = {
    {"serve.requests_per_s", CONFIG(serve_requests_per_s)},
    {"serve.receipts_per_s", CONFIG(serve_receipts_per_s)},
};
static const struct member flags[] = {
    {"rehearsal", CONFIG(rehearsal)},
    {"serve.log_addresses", CONFIG(serve_log_addresses)},
};

static const void *at(const struct tp_config *config, const struct member *member)
{
    return (const char *)config + member->offset;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool are_roles_same(const struct tp_config *a, const struct tp_config *b)
{
    bool same = a->oidc_role_count == b->oidc_role_count;

    for (unsigned i = 0; same && i < a->oidc_role_count; i++)
        same = is_same_text(a->oidc_roles[i].value, b->oidc_roles[i].value) &&
               is_same_text(a->oidc_roles[i].duty, b->oidc_roles[i].duty);
    return same;
}

static bool are_witnesses_same(const struct tp_config *a, const struct tp_config *b)
{
    bool same = a->witness_count == b->witness_count && a->witnesses_needed == b->witnesses_needed;

    for (unsigned i = 0; same && i < a->witness_count; i++)
        same = is_same_text(a->witnesses[i].verifier, b->witnesses[i].verifier);
    return same;
}

/* The name of the first that differs; NULL for none. */
static const char *find_difference(const struct tp_config *a, const struct tp_config *b)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++)
        if (!is_same_text(*(char *const *)at(a, &texts[i]), *(char *const *)at(b, &texts[i])))
            return texts[i].name;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(numbers); i++)
        if (memcmp(at(a, &numbers[i]), at(b, &numbers[i]), sizeof(double)) != 0)
            return numbers[i].name;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(flags); i++)
        if (*(const bool *)at(a, &flags[i]) != *(const bool *)at(b, &flags[i]))
            return flags[i].name;
    return !are_roles_same(a, b) ? "oidc.roles" : !are_witnesses_same(a, b) ? "witnesses" : NULL;
}

tp_status tp_config_check_change(const struct tp_config *old, const struct tp_config *fresh, struct tp_diag *diag)
{
    const char *name = find_difference(old, fresh);

    if (!name)
        return TP_OK;
    return tp_fail(diag, TP_E_CONFLICT, name, -1, "is read only when a node starts: start it again, or put it back");
}

/* A place for one that is not used any more. The one that the folder was opened with stays as long as the folder is
 * open: what is read only then points into it. */
static tp_status find_room(struct tp_organisation *organisation, struct tp_retired_config **out, struct tp_diag *diag)
{
    const int64_t now_ns = tp_clock_monotonic_ns();
    struct tp_retired_config *retired = organisation->retired;
    size_t place = 0;

    for (size_t i = 1; i < TP_RETIRED_CONFIGS; i++)
        if (retired[i].config && now_ns - retired[i].since_ns > KEPT_NS)
            tp_config_free(&retired[i].config);
    while (place < TP_RETIRED_CONFIGS && retired[place].config)
        place++;
    *out = place < TP_RETIRED_CONFIGS ? &retired[place] : NULL;
    if (*out)
        return TP_OK;
    return tp_fail(diag, TP_E_BUSY, NULL, -1, "the configuration was read %zu times within minutes: wait some", place);
}

tp_status tp_organisation_has_room(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct tp_retired_config *room;

    return find_room(organisation, &room, diag);
}

tp_status tp_organisation_take_config(struct tp_organisation *organisation, struct tp_config **config,
                                      struct tp_diag *diag)
{
    struct tp_retired_config *room;
    tp_status status = find_room(organisation, &room, diag);

    if (status != TP_OK)
        return status;
    *room = (struct tp_retired_config){organisation->config, tp_clock_monotonic_ns()};
    organisation->config = *config;
    *config = NULL;
    return TP_OK;
}

void tp_organisation_drop_configs(struct tp_organisation *organisation)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(organisation->retired); i++)
        tp_config_free(&organisation->retired[i].config);
    tp_config_free(&organisation->config);
}
