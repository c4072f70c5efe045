/* SPDX-License-Identifier: Apache-2.0 */
/* What a party can do that runs another program than ours: to bookings as they come, and to its ledger behind
 * everybody's back. */
#include <ftw.h>
#include <stdlib.h>
#include <string.h>

#include "node/scenario_nodes.h"

enum { FOLDERS_OPEN_MAX = 16, FILE_MAX_BYTES = 1 << 26, ROLLED_BACK = 5, PATH_BYTES = 600 };

void tp_scenario_begin_cheat(struct tp_scenario_run *run, size_t number)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    struct tp_scenario_node *node = &run->nodes[step->organisation];

    node->cheating[step->cheat] = step->count;
    node->cheating_agreement[step->cheat] = step->agreement;
}

bool tp_scenario_cheats(struct tp_scenario_run *run, size_t organisation, enum tp_scenario_cheat cheat,
                        size_t agreement)
{
    struct tp_scenario_node *node = &run->nodes[organisation];

    if (node->cheating[cheat] == 0 || node->cheating_agreement[cheat] != agreement)
        return false;
    node->cheating[cheat]--;
    return true;
}

/* ---- a changed file -----------------------------------------------------------------------------------------------
 */

/* nftw knows no context; one scenario plays in one thread. */
static _Thread_local char found[PATH_BYTES];
static _Thread_local off_t found_bytes;

static int find_file(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)where;
    if (kind != FTW_F || info->st_size <= found_bytes)
        return 0;
    snprintf(found, sizeof found, "%s", path);
    found_bytes = info->st_size;
    return 0;
}

/* Changes one digit in the largest published file of entries: of those that fill up it is the newest. */
static tp_status rewrite_entry(const struct tp_scenario_node *node, struct tp_diag *diag)
{
    static const char before[] = "\"month\":\"20";
    char path[PATH_BYTES];
    uint8_t *data = NULL;
    size_t size = 0;
    tp_status status;

    tp_scenario_ledger_path(node, "tile/entries", path, sizeof path);
    found_bytes = 0;
    if (nftw(path, find_file, FOLDERS_OPEN_MAX, FTW_PHYS) != 0 || found_bytes == 0)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "%s holds no entries", path);
    status = tp_file_read(found, FILE_MAX_BYTES, &data, &size, diag);
    for (size_t at = 0; status == TP_OK && at + sizeof before < size; at++) {
        if (memcmp(data + at, before, sizeof before - 1) != 0)
            continue;
        data[at + sizeof before]++; /* the year */
        break;
    }
    if (status == TP_OK)
        status = tp_file_write(found, data, size, diag);
    free(data);
    return status;
}

/* ---- another ledger in its place ----------------------------------------------------------------------------------
 */

struct copy {
    struct tp_ledger *to;
    uint64_t changed; /* this entry is replaced by the one before it */
    struct tp_buffer last;
};

static tp_status copy_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct copy *copy = context;
    struct tp_span entry = {data, size_bytes};
    uint64_t first;

    if (index == copy->changed)
        entry = (struct tp_span){copy->last.data, copy->last.size_bytes};
    copy->last.size_bytes = 0;
    tp_write_bytes(&copy->last, data, size_bytes);
    return tp_ledger_append(copy->to, &entry, 1, &first, diag);
}

/* Puts a ledger of the first COUNT entries in the place of the published one, entry CHANGED replaced, and signs it. */
static tp_status forge(const char *from, const char *to, const struct tp_verifier *verifier, struct tp_signer *signer,
                       bool roll_back, struct tp_diag *diag)
{
    struct tp_reader *reader = NULL;
    struct copy copy = {.changed = UINT64_MAX};
    tp_status status = tp_reader_open(from, verifier, &reader, diag);
    uint64_t count = status == TP_OK ? tp_reader_checkpoint(reader)->size : 0;

    tp_buffer_init(&copy.last);
    if (status == TP_OK && count <= ROLLED_BACK)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "%s holds too few entries to change any", from);
    if (!roll_back)
        copy.changed = count / 2;
    else
        count -= ROLLED_BACK;
    if (status == TP_OK)
        status = tp_ledger_create(to, verifier->name, signer, diag);
    if (status == TP_OK)
        status = tp_ledger_open(to, verifier->name, signer, &copy.to, diag);
    if (status == TP_OK)
        status = tp_reader_each(reader, 0, count, copy_entry, &copy, diag);
    if (status == TP_OK)
        status = tp_ledger_publish(copy.to, diag);
    tp_ledger_close(&copy.to);
    tp_reader_close(&reader);
    tp_buffer_deinit(&copy.last);
    return status;
}

static tp_status rebuild(const struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                         bool roll_back, struct tp_diag *diag)
{
    const struct tp_scenario_node *node = &run->nodes[place];
    char from[PATH_BYTES], to[PATH_BYTES], kept[PATH_BYTES];
    struct tp_signer *signer;
    tp_status status = tp_scenario_signer(run->scenario->organisations[place].id, &signer, diag);

    tp_scenario_ledger_path(node, "", from, sizeof from);
    snprintf(to, sizeof to, "%s/ledger-forged", node->folder);
    snprintf(kept, sizeof kept, "%s/ledger-true", node->folder);
    if (status == TP_OK)
        status = forge(from, to, verifier, signer, roll_back, diag);
    if (status == TP_OK && (rename(from, kept) != 0 || rename(to, from) != 0))
        status = tp_fail(diag, TP_E_IO, NULL, -1, "%s cannot be put in the place of %s", to, from);
    tp_signer_free(&signer);
    return status;
}

tp_status tp_scenario_tamper(struct tp_scenario_run *run, const struct tp_verifier *verifiers, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++) {
        const struct tp_scenario_node *node = &run->nodes[i];
        if (node->cheating[TP_SCENARIO_CHEAT_REWRITE_ENTRY])
            status = rewrite_entry(node, diag);
        else if (node->cheating[TP_SCENARIO_CHEAT_REWRITE_LEDGER])
            status = rebuild(run, i, &verifiers[i], false, diag);
        else if (node->cheating[TP_SCENARIO_CHEAT_ROLL_BACK])
            status = rebuild(run, i, &verifiers[i], true, diag);
    }
    return status;
}
