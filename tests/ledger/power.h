/* SPDX-License-Identifier: Apache-2.0 */
/* A disk under a ledger's writing that forgets what was not synced: bytes of a file that was not, names in a folder
 * that was not. It watches the steps of disk.h as they are asked for, and refuses them from the CUT-th on. */
#ifndef TP_TEST_LEDGER_POWER_H
#define TP_TEST_LEDGER_POWER_H

#include <sys/stat.h>

#include "ledgers.h"

enum { POWER_NAMES = 512, POWER_FILES = 2048, POWER_SEEN = 64, POWER_FOLDER = -1, POWER_NONE = -2 };

/* A name, and the file that it stands for: in memory, and on the disk. */
struct power_name {
    char name[80];
    int live, durable;
};

struct power {
    const char *root;
    int steps, cut; /* asked for so far; from which on they are refused, 0 for never */
    struct power_name names[POWER_NAMES];
    size_t name_count;
    struct power_file {
        uint8_t *durable; /* what was synced */
        size_t size_bytes;
    } files[POWER_FILES];
    int file_count;
    struct {
        enum tp_disk_step step;
        char name[80], to[80];
        bool is_due;
    } last; /* the step that is done when the next is asked for */
    struct tp_checkpoint seen[POWER_SEEN];
    size_t seen_count;
};

static inline struct power_name *power_find(struct power *power, const char *name)
{
    for (size_t i = 0; i < power->name_count; i++)
        if (strcmp(power->names[i].name, name) == 0)
            return &power->names[i];
    assert_true(power->name_count < POWER_NAMES);
    power->names[power->name_count] = (struct power_name){.live = POWER_NONE, .durable = POWER_NONE};
    snprintf(power->names[power->name_count].name, sizeof power->names[0].name, "%s", name);
    return &power->names[power->name_count++];
}

static inline void power_read(const struct power *power, const char *name, uint8_t **data, size_t *size_bytes)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", power->root, name);
    assert_ok(tp_file_read(path, 1u << 26, data, size_bytes, DIAG));
}

/* Whoever reads the folder has it, synced or not. */
static inline void power_see_checkpoint(struct power *power)
{
    struct tp_note note;
    size_t size_bytes;
    uint8_t *data;

    assert_true(power->seen_count < POWER_SEEN);
    power_read(power, "checkpoint", &data, &size_bytes);
    assert_ok(tp_note_parse(data, size_bytes, &note, DIAG));
    assert_non_null(tp_note_signature_of(&note, &log_verifier));
    assert_ok(tp_checkpoint_parse(note.text, &power->seen[power->seen_count++], DIAG));
    if (power->seen_count > 1)
        assert_true(power->seen[power->seen_count - 1].size >= power->seen[power->seen_count - 2].size);
    tp_note_deinit(&note);
    free(data);
}

static inline void power_sync_file(struct power *power, const char *name)
{
    struct power_file *file = &power->files[power_find(power, name)->live];

    free(file->durable);
    power_read(power, name, &file->durable, &file->size_bytes);
}

/* The names right below FOLDER. */
static inline void power_sync_folder(struct power *power, const char *folder)
{
    size_t length = strlen(folder);

    for (size_t i = 0; i < power->name_count; i++) {
        struct power_name *name = &power->names[i];
        const char *rest = name->name + length + (length > 0);
        if (strncmp(name->name, folder, length) == 0 && (length == 0 || name->name[length] == '/') &&
            !strchr(rest, '/'))
            name->durable = name->live;
    }
}

static inline void power_settle(struct power *power)
{
    struct power_name *name = power_find(power, power->last.name);
    struct power_name *to = power->last.step == TP_DISK_RENAME ? power_find(power, power->last.to) : NULL;

    if (!power->last.is_due)
        return;
    power->last.is_due = false;
    if (power->last.step == TP_DISK_CREATE && name->live < 0) {
        assert_true(power->file_count < POWER_FILES);
        name->live = power->file_count++;
    } else if (power->last.step == TP_DISK_SYNC) {
        power_sync_file(power, power->last.name);
    } else if (power->last.step == TP_DISK_SYNC_FOLDER) {
        power_sync_folder(power, power->last.name);
    } else if (power->last.step == TP_DISK_REMOVE) {
        name->live = POWER_NONE;
    } else if (power->last.step == TP_DISK_MAKE_FOLDER) {
        name->live = POWER_FOLDER;
    } else if (to) {
        to->live = name->live;
        name->live = POWER_NONE;
        if (strcmp(power->last.to, "checkpoint") == 0)
            power_see_checkpoint(power);
    }
}

static inline bool power_allows(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    struct power *power = context;

    power_settle(power);
    power->steps++;
    if (power->cut > 0 && power->steps >= power->cut)
        return false;
    power->last.step = step;
    power->last.is_due = name[0] != '.' && !(step == TP_DISK_MAKE_FOLDER && name[0] == '\0');
    snprintf(power->last.name, sizeof power->last.name, "%s", name);
    snprintf(power->last.to, sizeof power->last.to, "%s", to ? to : "");
    return true;
}

/* A file as it may stand after the cut: what was synced, or, when RNG says so, all or half of what was written. */
static inline void power_write_file(struct power *power, const char *root, const struct power_name *name, int file,
                                    struct tp_rng *rng)
{
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    char path[512];
    FILE *out;

    if (rng && name->live == file && tp_rng_below(rng, 2) == 1) {
        power_read(power, name->name, &data, &size_bytes);
        size_bytes = tp_rng_below(rng, 2) == 1 ? size_bytes : TP_MAX(size_bytes / 2, power->files[file].size_bytes);
    }
    snprintf(path, sizeof path, "%s/%s", root, name->name);
    out = fopen(path, "wb");
    if (out) { /* else the folder is lost */
        const void *bytes = data ? data : power->files[file].durable;
        size_t count = data ? size_bytes : power->files[file].size_bytes;
        assert_true(count == 0 || fwrite(bytes, 1, count, out) == count);
        fclose(out);
    }
    free(data);
}

static inline int power_by_name(const void *a, const void *b)
{
    return strcmp(((const struct power_name *)a)->name, ((const struct power_name *)b)->name);
}

/* Makes in ROOT what the disk has after the cut. Without RNG nothing that was not synced is there. */
static inline void power_restore(struct power *power, const char *root, struct tp_rng *rng)
{
    assert_int_equal(mkdir(root, 0755), 0);
    qsort(power->names, power->name_count, sizeof power->names[0], power_by_name);
    for (size_t i = 0; i < power->name_count; i++) {
        const struct power_name *name = &power->names[i];
        int file = rng && tp_rng_below(rng, 2) == 1 ? name->live : name->durable;
        char path[512];
        snprintf(path, sizeof path, "%s/%s", root, name->name);
        if (file == POWER_FOLDER)
            (void)!mkdir(path, 0755);
        else if (file >= 0)
            power_write_file(power, root, name, file, rng);
    }
}

static inline void power_free(struct power *power)
{
    for (int i = 0; i < power->file_count; i++)
        free(power->files[i].durable);
    free(power);
}

#endif
