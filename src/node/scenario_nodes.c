/* SPDX-License-Identifier: Apache-2.0 */
/* The organisations of a run: real rehearsal folders with real ledgers, a witness that cosigns them and a monitor that
 * looks at them from outside. */
#include <ftw.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/scenario_nodes.h"
#include "node/scenario_run.h"

enum { FOLDERS_OPEN_MAX = 16 };

static const char passphrase[] = "rehearsal";

void tp_scenario_failure(struct tp_scenario_run *run, const char *format, ...)
{
    va_list arguments;

    if (run->failure_count >= TP_SCENARIO_FAILURES_MAX)
        return;
    va_start(arguments, format);
    vsnprintf(run->failures[run->failure_count++], TP_SCENARIO_FAILURE_BYTES, format, arguments);
    va_end(arguments);
}

/* ---- folders ------------------------------------------------------------------------------------------------------
 */

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void remove_folder(const char *folder)
{
    if (folder[0])
        nftw(folder, remove_one, FOLDERS_OPEN_MAX, FTW_DEPTH | FTW_PHYS);
}

/* In memory where the system has such a place: a rehearsal that is thrown away need not wait for the disk. */
tp_status tp_scenario_make_folder(struct tp_scenario_run *run, const char *keep, struct tp_diag *diag)
{
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");

    if (keep) {
        snprintf(run->folder, sizeof run->folder, "%s", keep);
        if (strlen(keep) < sizeof run->folder - 1 && mkdir(keep, 0777) == 0)
            return TP_OK;
        if (access(keep, F_OK) == 0)
            return tp_fail(diag, TP_E_EXISTS, "--keep", -1, "there is something named %s, which is left alone", keep);
        return tp_fail(diag, TP_E_IO, "--keep", -1, "the folder %s cannot be made", keep);
    }
    snprintf(run->folder, sizeof run->folder, "%.300s/tenprint_scenario_XXXXXX", place ? place : "/tmp");
    if (!mkdtemp(run->folder)) {
        run->folder[0] = '\0';
        return tp_fail(diag, TP_E_IO, NULL, -1, "no temporary folder can be made");
    }
    run->is_temporary = true;
    return TP_OK;
}

/* ---- making and opening -------------------------------------------------------------------------------------------
 */

/* What everybody knows of everybody: names and keys, as if exchanged on paper. */
struct directory {
    struct tp_config_partner partners[TP_SCENARIO_ORGANISATIONS_MAX];
    struct tp_buffer keys[TP_SCENARIO_ORGANISATIONS_MAX];
    struct tp_buffer verifier; /* of the witness */
    size_t count;
};

static void directory_deinit(struct directory *directory)
{
    for (size_t i = 0; i < directory->count; i++)
        tp_buffer_deinit(&directory->keys[i]);
    tp_buffer_deinit(&directory->verifier);
}

static tp_status directory_add(const struct tp_scenario_organisation *organisation, struct tp_scenario_node *node,
                               struct directory *out, struct tp_diag *diag)
{
    size_t place = out->count;
    struct tp_signer *signer;
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status = tp_scenario_signer(organisation->id, &signer, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&out->keys[place]);
    tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &out->keys[place]);
    tp_write_u8(&out->keys[place], 0);
    status = tp_sha256(tp_signer_public(signer)->bytes, TP_KEY_BYTES, hash, diag);
    tp_hex_encode(hash, sizeof node->partner / 2, node->partner);
    tp_signer_free(&signer);
    out->partners[place] = (struct tp_config_partner){.id = (char *)(uintptr_t)organisation->id,
                                                      .name = (char *)(uintptr_t)organisation->name,
                                                      .key = (char *)out->keys[place].data};
    out->count++;
    if (status == TP_OK && out->keys[place].bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    return status;
}

static tp_status make_directory(struct tp_scenario_run *run, struct directory *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->verifier);
    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        status = directory_add(&run->scenario->organisations[i], &run->nodes[i], out, diag);
    if (run->witness_signer) {
        tp_verifier_write(&run->witness_verifier, &out->verifier);
        tp_write_u8(&out->verifier, 0);
    }
    return status;
}

static tp_status open_node(struct tp_scenario_run *run, size_t place, const struct directory *directory,
                           struct tp_diag *diag)
{
    const struct tp_scenario_organisation *organisation = &run->scenario->organisations[place];
    struct tp_scenario_node *node = &run->nodes[place];
    struct tp_config_partner others[TP_SCENARIO_ORGANISATIONS_MAX];
    const struct tp_config_witness witness = {.verifier = (char *)directory->verifier.data};
    uint8_t seed[TP_SEED_BYTES];
    char origin[TP_LEDGER_NAME_MAX];
    struct tp_organisation_init init = {.id = organisation->id,
                                        .name = organisation->name,
                                        .jurisdiction = organisation->jurisdiction,
                                        .ledger_origin = origin,
                                        .rehearsal = true,
                                        .passphrase = passphrase,
                                        .seed = seed,
                                        .partners = others,
                                        .partner_count = directory->count - 1,
                                        .witnesses = &witness,
                                        .witness_count = run->witness_signer ? 1 : 0,
                                        .witnesses_needed = run->witness_signer ? 1 : 0};
    tp_status status = tp_scenario_seed(organisation->id, seed, diag);

    memcpy(others, directory->partners, sizeof others);
    others[place] = others[directory->count - 1]; /* nobody is their own partner */
    snprintf(node->folder, sizeof node->folder, "%s/%s", run->folder, organisation->id);
    snprintf(origin, sizeof origin, "rehearsal.example/%s", organisation->id);
    if (status == TP_OK)
        status = tp_organisation_init(node->folder, &init, diag);
    if (status == TP_OK)
        status = tp_organisation_open(node->folder, passphrase, &node->organisation, diag);
    if (status == TP_OK)
        tp_organisation_gather(node->organisation);
    node->cosigned_s = -1;
    return status;
}

/* ---- the witness --------------------------------------------------------------------------------------------------
 */

static int overseer(const struct tp_scenario *scenario)
{
    for (size_t i = 0; i < scenario->organisation_count; i++) {
        if (scenario->organisations[i].part == TP_SCENARIO_OVERSIGHT)
            return (int)i;
    }
    return -1;
}

tp_status tp_scenario_prepare_witness(struct tp_scenario_run *run, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (overseer(run->scenario) < 0)
        return TP_OK;
    status = tp_scenario_signer("witness", &run->witness_signer, diag);
    if (status == TP_OK)
        status = tp_verifier_make("rehearsal.example/witness", TP_KEY_COSIGNATURE,
                                  tp_signer_public(run->witness_signer), &run->witness_verifier, diag);
    return status;
}

tp_status tp_scenario_open_witness(struct tp_scenario_run *run, const struct tp_verifier *verifiers,
                                   struct tp_diag *diag)
{
    char folder[512];
    const struct tp_witness_options options = {.folder = folder,
                                               .name = run->witness_verifier.name,
                                               .signer = run->witness_signer,
                                               .logs = verifiers,
                                               .log_count = run->scenario->organisation_count};

    if (!run->witness_signer)
        return TP_OK;
    snprintf(folder, sizeof folder, "%s/witness", run->folder);
    if (mkdir(folder, 0777) != 0)
        return tp_fail(diag, TP_E_IO, NULL, -1, "the folder %s cannot be made", folder);
    return tp_witness_open(&options, &run->witness, diag);
}

tp_status tp_scenario_nodes_open(struct tp_scenario_run *run, const char *keep, struct tp_diag *diag)
{
    struct tp_verifier verifiers[TP_SCENARIO_ORGANISATIONS_MAX];
    struct directory directory = {.count = 0};
    tp_status status = tp_scenario_make_folder(run, keep, diag);

    if (status == TP_OK)
        status = tp_scenario_prepare_witness(run, diag);
    if (status == TP_OK)
        status = make_directory(run, &directory, diag);
    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        status = open_node(run, i, &directory, diag);
    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        verifiers[i] = *tp_organisation_verifier(run->nodes[i].organisation);
    if (status == TP_OK)
        status = tp_scenario_open_witness(run, verifiers, diag);
    directory_deinit(&directory);
    return status;
}

void tp_scenario_nodes_close(struct tp_scenario_run *run)
{
    for (size_t i = 0; i < run->scenario->organisation_count; i++)
        tp_organisation_close(&run->nodes[i].organisation);
}

void tp_scenario_nodes_deinit(struct tp_scenario_run *run)
{
    tp_scenario_nodes_close(run);
    tp_witness_close(&run->witness);
    tp_signer_free(&run->witness_signer);
    for (size_t i = 0; i < run->scenario->organisation_count; i++)
        tp_scenario_tally_deinit(&run->nodes[i].leaves);
    if (run->is_temporary)
        remove_folder(run->folder);
}

/* ---- checkpoints --------------------------------------------------------------------------------------------------
 */

void tp_scenario_ledger_path(const struct tp_scenario_node *node, const char *name, char *out, size_t size)
{
    snprintf(out, size, "%s/ledger%s%s", node->folder, name[0] ? "/" : "", name);
}

/* The request of add-checkpoint: what the witness has seen, the proof that the new tree goes on from there, the note.
 */
static tp_status write_request(struct tp_reader *reader, const char *folder, uint64_t old_size, struct tp_buffer *out,
                               struct tp_diag *diag)
{
    uint8_t *note = NULL;
    size_t note_bytes = 0;
    char path[600];
    struct tp_proof proof = {.count = 0};
    tp_status status = TP_OK;

    if (old_size > 0 && old_size < tp_reader_checkpoint(reader)->size)
        status = tp_reader_consistency(reader, old_size, tp_reader_checkpoint(reader)->size, &proof, diag);
    snprintf(path, sizeof path, "%s/checkpoint", folder);
    if (status == TP_OK)
        status = tp_file_read(path, TP_NOTE_MAX, &note, &note_bytes, diag);
    if (status != TP_OK)
        return status;
    tp_witness_write_request(old_size, &proof, note, note_bytes, out);
    free(note);
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

tp_status tp_scenario_ask_witness(struct tp_scenario_run *run, const char *folder, const struct tp_verifier *verifier,
                                  uint64_t old_size, struct tp_scenario_cosignature *out, struct tp_diag *diag)
{
    struct tp_reader *reader = NULL;
    struct tp_buffer request;
    tp_status status = tp_reader_open(folder, verifier, &reader, diag);

    tp_buffer_init(&request);
    *out = (struct tp_scenario_cosignature){.size = 0};
    tp_buffer_init(&out->reply.content);
    if (status == TP_OK) {
        out->size = tp_reader_checkpoint(reader)->size;
        status = write_request(reader, folder, old_size, &request, diag);
    }
    if (status == TP_OK)
        status = tp_witness_add(run->witness, request.data, request.size_bytes, run->now_s, &out->reply, diag);
    tp_write_u8(&out->reply.content, 0);
    tp_reader_close(&reader);
    tp_buffer_deinit(&request);
    return status;
}

static tp_status cosign(struct tp_scenario_run *run, struct tp_scenario_node *node, struct tp_diag *diag)
{
    char folder[600];
    struct tp_scenario_cosignature got;
    tp_status status;

    tp_scenario_ledger_path(node, "", folder, sizeof folder);
    status = tp_scenario_ask_witness(run, folder, tp_organisation_verifier(node->organisation), node->cosigned_size,
                                     &got, diag);
    if (status == TP_OK && got.reply.http != 200)
        tp_scenario_failure(run, "the witness answers %d to an honest checkpoint in %s", got.reply.http, node->folder);
    else if (status == TP_OK)
        status = tp_ledger_cosign(tp_organisation_ledger(node->organisation), &run->witness_verifier,
                                  (const char *)got.reply.content.data, diag);
    if (status == TP_OK && got.reply.http == 200) {
        node->cosigned_s = run->now_s;
        node->cosigned_size = got.size;
    }
    tp_buffer_deinit(&got.reply.content);
    return status;
}

tp_status tp_scenario_checkpoint(struct tp_scenario_run *run, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++) {
        struct tp_scenario_node *node = &run->nodes[i];
        status = tp_organisation_flush(node->organisation, diag);
        if (status == TP_OK)
            status = tp_ledger_publish(tp_organisation_ledger(node->organisation), diag);
        if (status == TP_OK && run->witness && !run->witness_away &&
            tp_ledger_size(tp_organisation_ledger(node->organisation)) > 0)
            status = cosign(run, node, diag);
        tp_organisation_gather(node->organisation);
    }
    return status;
}

tp_status tp_scenario_monitor(struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                              struct tp_diag *diag)
{
    const struct tp_scenario_node *node = &run->nodes[place];
    const struct tp_monitor_options options = {
        .witnesses = &run->witness_verifier, .witness_count = run->witness ? 1 : 0, .now_s = run->now_s};
    struct tp_monitor_report report;
    char state[600], folder[600];

    snprintf(state, sizeof state, "%s/monitor-%s", run->folder, run->scenario->organisations[place].id);
    tp_scenario_ledger_path(node, "", folder, sizeof folder);
    return tp_monitor_visit(state, folder, verifier, &options, &report, diag);
}
