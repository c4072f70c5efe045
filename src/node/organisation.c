/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an organisation's folder. */
#include "node/organisation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "node/organisation_state.h"

char *tp_organisation_path(const char *folder, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

tp_status tp_organisation_usable(struct tp_organisation *organisation, struct tp_diag *diag)
{
    if (!organisation->broken)
        return tp_organisation_is_behind(organisation) ? tp_organisation_settle(organisation, diag) : TP_OK;
    return tp_diag_in_file(
        diag, tp_fail(diag, TP_E_STORE, NULL, -1, "a write failed before; nothing is done until it is opened anew"),
        organisation->folder);
}

static tp_status path_of(const struct tp_organisation *organisation, const char *name, char **out, struct tp_diag *diag)
{
    *out = tp_organisation_path(organisation->folder, name);
    return *out ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
}

/* ---- the parts of the folder ------------------------------------------------------------------------------------- */

static tp_status load_config(struct tp_organisation *organisation, struct tp_diag *diag)
{
    char *path;
    tp_status status = path_of(organisation, "organisation.yaml", &path, diag);

    if (status == TP_OK)
        status = tp_config_load(path, &organisation->config, diag);
    free(path);
    return status;
}

static tp_status take_lock(struct tp_organisation *organisation, struct tp_diag *diag)
{
    char *path;
    tp_status status = path_of(organisation, ".lock", &path, diag);

    if (status != TP_OK)
        return status;
    organisation->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (organisation->lock < 0)
        status = tp_fail(diag, TP_E_IO, NULL, -1, "%s", strerror(errno));
    else if (flock(organisation->lock, LOCK_EX | LOCK_NB) != 0)
        status = tp_fail(diag, TP_E_BUSY, NULL, -1, "another process works here");
    status = tp_diag_in_file(diag, status, path);
    free(path);
    return status;
}

static tp_status load_key(struct tp_organisation *organisation, const char *secret, struct tp_diag *diag)
{
    const struct tp_config *config = organisation->config;
    const struct tp_token token = {config->token_module, config->token_label, config->token_key, secret};
    char *path;
    tp_status status;

    if (!config->key_file)
        return tp_signer_open_token(&token, false, &organisation->signer, diag);
    if (config->key_file[0] == '/')
        return tp_signer_load(config->key_file, secret, &organisation->signer, diag);
    status = path_of(organisation, config->key_file, &path, diag);
    if (status == TP_OK)
        status = tp_signer_load(path, secret, &organisation->signer, diag);
    free(path);
    return status;
}

static tp_status read_witnesses(struct tp_organisation *organisation, struct tp_diag *diag)
{
    const struct tp_config *config = organisation->config;
    tp_status status = TP_OK;

    if (config->witness_count > TP_LEDGER_WITNESSES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "witnesses", -1, "more than %d witnesses", TP_LEDGER_WITNESSES_MAX);
    for (unsigned i = 0; status == TP_OK && i < config->witness_count; i++)
        status = tp_verifier_parse(config->witnesses[i].verifier, &organisation->witnesses[i], diag);
    return status;
}

tp_status tp_organisation_open_ledger(struct tp_organisation *organisation, struct tp_diag *diag)
{
    const char *origin = organisation->config->ledger_origin;
    char *path;
    tp_status status =
        tp_verifier_make(origin, TP_KEY_NOTE, tp_signer_public(organisation->signer), &organisation->verifier, diag);

    if (status == TP_OK)
        status = path_of(organisation, "ledger", &path, diag);
    if (status != TP_OK)
        return status;
    tp_ledger_close(&organisation->ledger);
    status = tp_ledger_open(path, origin, organisation->signer, &organisation->ledger, diag);
    free(path);
    return status;
}

/* Beside the saved gallery of a large repository the store is not read in full, which would take longer than all else:
 * damage shows where it is met. */
static tp_status open_store(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct tp_store_options options = {.create = false};
    char *path, *gallery = NULL;
    tp_status status = path_of(organisation, "store.db", &path, diag);

    if (status == TP_OK)
        status = path_of(organisation, "store.db.gallery", &gallery, diag);
    options.unchecked = gallery && access(gallery, F_OK) == 0;
    if (status == TP_OK)
        status = tp_store_open(path, &options, &organisation->store, diag);
    free(gallery);
    free(path);
    return status;
}

static tp_status open_parts(struct tp_organisation *organisation, const char *secret, struct tp_diag *diag)
{
    tp_status status = load_config(organisation, diag);

    if (status == TP_OK)
        status = take_lock(organisation, diag);
    if (status == TP_OK)
        status = read_witnesses(organisation, diag);
    if (status == TP_OK)
        status = load_key(organisation, secret, diag);
    if (status == TP_OK)
        status = open_store(organisation, diag);
    if (status == TP_OK)
        status = tp_organisation_open_ledger(organisation, diag);
    return status == TP_OK ? tp_organisation_recover(organisation, diag) : status;
}

tp_status tp_organisation_open(const char *folder, const char *secret, struct tp_organisation **out,
                               struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->lock = -1;
    (*out)->folder = strdup(folder);
    status = (*out)->folder ? open_parts(*out, secret, diag) : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status != TP_OK) {
        (*out)->broken = true;
        tp_organisation_close(out);
    }
    return status;
}

void tp_organisation_close(struct tp_organisation **slot)
{
    struct tp_organisation *organisation = *slot;

    if (!organisation)
        return;
    if (!organisation->broken)
        (void)!tp_organisation_flush(organisation, NULL);
    tp_waiting_drop(organisation);
    free(organisation->waiting);
    for (size_t i = 0; i < organisation->history_count; i++)
        tp_history_free(&organisation->histories[i]);
    free(organisation->histories);
    tp_ledger_close(&organisation->ledger);
    tp_store_close(&organisation->store);
    tp_signer_free(&organisation->signer);
    tp_organisation_drop_configs(organisation);
    if (organisation->lock >= 0)
        close(organisation->lock);
    free(organisation->folder);
    free(organisation);
    *slot = NULL;
}

const struct tp_config *tp_organisation_config(const struct tp_organisation *organisation)
{
    return organisation->config;
}

const struct tp_verifier *tp_organisation_verifier(const struct tp_organisation *organisation)
{
    return &organisation->verifier;
}

struct tp_signer *tp_organisation_signer(struct tp_organisation *organisation)
{
    return organisation->signer;
}

struct tp_ledger *tp_organisation_ledger(struct tp_organisation *organisation)
{
    return organisation->ledger;
}

tp_status tp_organisation_use_ledger(struct tp_organisation *organisation, struct tp_ledger **out, struct tp_diag *diag)
{
    tp_status status = tp_organisation_usable(organisation, diag);

    *out = status == TP_OK ? organisation->ledger : NULL;
    return status;
}

tp_status tp_organisation_each_published(struct tp_organisation *organisation, uint64_t first, uint64_t count,
                                         tp_entry_fn *visit, void *context, struct tp_diag *diag)
{
    char *path = tp_organisation_path(organisation->folder, "ledger");
    struct tp_reader *reader = NULL;
    tp_status status = path ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");

    if (status == TP_OK)
        status = tp_ledger_publish(organisation->ledger, diag);
    if (status == TP_OK)
        status = tp_reader_open(path, &organisation->verifier, &reader, diag);
    if (status == TP_OK)
        status = tp_reader_each(reader, first, count, visit, context, diag);
    tp_reader_close(&reader);
    free(path);
    return status;
}

struct tp_store *tp_organisation_store(struct tp_organisation *organisation)
{
    return organisation->store;
}
