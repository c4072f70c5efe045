/* SPDX-License-Identifier: Apache-2.0 */
/* The journal, a file of this program's own. Numbers are big-endian.
 *
 *   head      "TPJ1"  salt (4, random)  index of the first entry (8)  CRC-32 of salt and those 16 bytes (4)
 *   record    "TPJr"  index of its first entry (8)  count (4)  bytes of its entries (4)
 *             CRC-32 of salt, those 20 bytes and the entries (4)  entries, each a length (2) and its bytes
 *
 * A record is written and synced before the next one is begun. So what a crash leaves half written is the last, and a
 * good record behind a bad one is damage: cutting there would lose entries that were acknowledged. The salt keeps
 * entries from looking like records. */
#include "ledger/journal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME "journal"

static const char head_magic[4] = {'T', 'P', 'J', '1'}, record_magic[4] = {'T', 'P', 'J', 'r'};

void tp_run_init(struct tp_run *out)
{
    tp_buffer_init(&out->bytes);
    out->count = 0;
}

void tp_run_deinit(struct tp_run *run)
{
    tp_buffer_deinit(&run->bytes);
    run->count = 0;
}

void tp_run_clear(struct tp_run *run)
{
    run->bytes.size_bytes = 0;
    run->count = 0;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void write_u64be(struct tp_buffer *out, uint64_t value)
{
    tp_write_u32be(out, (uint32_t)(value >> 32));
    tp_write_u32be(out, (uint32_t)value);
}

static uint32_t salted_crc(uint32_t salt, const uint8_t *head, size_t head_bytes, const struct tp_span *entries)
{
    /* The CRC of two parts is made of theirs; the second is long and is not copied. */
    uint8_t parts[4 + TP_JOURNAL_RECORD_BYTES + 4];
    uint32_t crc = entries->size_bytes ? tp_crc32(entries->data, entries->size_bytes) : 0;
    size_t at = 0;

    for (unsigned i = 0; i < 4; i++)
        parts[at++] = (uint8_t)(salt >> 8 * i);
    memcpy(parts + at, head, head_bytes);
    at += head_bytes;
    for (unsigned i = 0; i < 4; i++)
        parts[at++] = (uint8_t)(crc >> 8 * i);
    return tp_crc32(parts, at);
}

static tp_status check_memory(const struct tp_buffer *buffer, struct tp_diag *diag)
{
    return buffer->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the journal") : TP_OK;
}

static void write_head(uint32_t salt, uint64_t first, struct tp_buffer *out)
{
    const struct tp_span nothing = {NULL, 0};

    tp_write_bytes(out, head_magic, sizeof head_magic);
    tp_write_u32be(out, salt);
    write_u64be(out, first);
    if (!out->bad)
        tp_write_u32be(out, salted_crc(salt, out->data, out->size_bytes, &nothing));
}

static void write_record(uint32_t salt, uint64_t first, const struct tp_run *entries, struct tp_buffer *out)
{
    const struct tp_span bytes = {entries->bytes.data, entries->bytes.size_bytes};
    size_t begin = out->size_bytes;

    tp_write_bytes(out, record_magic, sizeof record_magic);
    write_u64be(out, first);
    tp_write_u32be(out, (uint32_t)entries->count);
    tp_write_u32be(out, (uint32_t)bytes.size_bytes);
    if (!out->bad)
        tp_write_u32be(out, salted_crc(salt, out->data + begin, out->size_bytes - begin, &bytes));
    tp_write_bytes(out, bytes.data, bytes.size_bytes);
}

static tp_status check_length(uint64_t size_bytes, struct tp_diag *diag)
{
    if (size_bytes <= TP_JOURNAL_MAX)
        return TP_OK;
    return tp_fail(diag, TP_E_LIMIT, "journal", -1, "more than %d bytes wait to be published", TP_JOURNAL_MAX);
}

/* Puts CONTENT in the journal's place and opens it. */
static tp_status swap_file(struct tp_journal *journal, const struct tp_disk *disk, const struct tp_buffer *content,
                           struct tp_diag *diag)
{
    tp_status status = tp_disk_put(disk, TP_DISK_BESIDE, content->data, content->size_bytes, diag);

    if (status != TP_OK)
        return status;
    journal->is_broken = true; /* from here on it is not known which one is there */
    status = tp_disk_rename(disk, TP_DISK_BESIDE, NAME, diag);
    if (status == TP_OK)
        status = tp_disk_sync_folder(disk, "", diag);
    if (status != TP_OK)
        return status;
    tp_disk_close(&journal->file);
    status = tp_disk_open(disk, NAME, &journal->file, diag);
    journal->is_broken = status != TP_OK;
    return status;
}

tp_status tp_journal_replace(struct tp_journal *journal, const struct tp_disk *disk, uint64_t first,
                             const struct tp_run *entries, struct tp_diag *diag)
{
    struct tp_buffer content;
    uint8_t salt_bytes[4];
    uint32_t salt;
    tp_status status = tp_random_bytes(salt_bytes, sizeof salt_bytes, diag);

    if (status != TP_OK)
        return status;
    memcpy(&salt, salt_bytes, sizeof salt);
    tp_buffer_init(&content);
    write_head(salt, first, &content);
    if (entries->count > 0)
        write_record(salt, first, entries, &content);
    status = check_memory(&content, diag);
    if (status == TP_OK)
        status = check_length(content.size_bytes, diag);
    if (status == TP_OK)
        status = swap_file(journal, disk, &content, diag);
    if (status == TP_OK) {
        journal->first = first;
        journal->next = first + entries->count;
        journal->size_bytes = content.size_bytes;
        journal->salt = salt;
    }
    tp_buffer_deinit(&content);
    return status;
}

/* Takes back what may have been written behind the end. */
static void cut(struct tp_journal *journal)
{
    if (tp_disk_truncate(&journal->file, journal->size_bytes, NULL) != TP_OK)
        journal->is_broken = true;
}

tp_status tp_journal_append(struct tp_journal *journal, const struct tp_run *entries, struct tp_diag *diag)
{
    struct tp_buffer record;
    tp_status status;

    if (journal->is_broken)
        return tp_fail(diag, TP_E_IO, "journal", -1,
                       "it cannot be written since an error of the disk: the ledger has to be opened again");
    tp_buffer_init(&record);
    write_record(journal->salt, journal->next, entries, &record);
    status = check_memory(&record, diag);
    if (status == TP_OK)
        status = check_length(journal->size_bytes + record.size_bytes, diag);
    if (status != TP_OK)
        goto out;
    status = tp_disk_write(&journal->file, journal->size_bytes, record.data, record.size_bytes, diag);
    if (status != TP_OK) {
        cut(journal);
        goto out;
    }
    status = tp_disk_sync(&journal->file, diag);
    if (status != TP_OK) {
        journal->is_broken = true; /* the kernel may have let go of what it could not write */
        cut(journal);
        goto out;
    }
    journal->size_bytes += record.size_bytes;
    journal->next += entries->count;
out:
    tp_buffer_deinit(&record);
    return status;
}

void tp_journal_close(struct tp_journal *journal)
{
    tp_disk_close(&journal->file);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static uint64_t read_u64be(struct tp_cursor *cursor)
{
    uint64_t high = tp_read_u32be(cursor);

    return high << 32 | tp_read_u32be(cursor);
}

/* Whether the cursor begins with MAGIC, which is then consumed. */
static bool takes_magic(struct tp_cursor *cursor, const char *magic)
{
    const uint8_t *bytes = tp_read_bytes(cursor, 4);

    return bytes && memcmp(bytes, magic, 4) == 0;
}

static tp_status read_head(struct tp_journal *journal, struct tp_cursor *cursor, struct tp_diag *diag)
{
    const struct tp_span nothing = {NULL, 0};
    const uint8_t *begin = cursor->at;
    bool is_ours = takes_magic(cursor, head_magic);

    journal->salt = tp_read_u32be(cursor);
    journal->first = journal->next = read_u64be(cursor);
    if (!is_ours || cursor->bad || journal->first > INT64_MAX ||
        salted_crc(journal->salt, begin, TP_JOURNAL_HEAD_BYTES - 4, &nothing) != tp_read_u32be(cursor) || cursor->bad)
        return tp_fail(diag, TP_E_CHECKSUM, "head", 0, "it is not that of a journal");
    return TP_OK;
}

/* Whether COUNT entries fill BYTES exactly. */
static bool is_run(const struct tp_span *bytes, uint32_t count)
{
    struct tp_cursor cursor = tp_cursor_over(bytes->data, bytes->size_bytes);
    struct tp_span entry;

    for (uint32_t i = 0; i < count; i++)
        if (!tp_bundle_take(&cursor, &entry))
            return false;
    return tp_cursor_left(&cursor) == 0;
}

/* Takes a record whose checksum is right. */
static bool take_record(struct tp_cursor *cursor, uint32_t salt, uint64_t *first, uint32_t *count,
                        struct tp_span *entries)
{
    const uint8_t *begin = cursor->at;
    bool is_record = takes_magic(cursor, record_magic);
    uint32_t crc;

    *first = read_u64be(cursor);
    *count = tp_read_u32be(cursor);
    entries->size_bytes = tp_read_u32be(cursor);
    crc = tp_read_u32be(cursor);
    entries->data = tp_read_bytes(cursor, entries->size_bytes);
    return is_record && !cursor->bad && salted_crc(salt, begin, TP_JOURNAL_RECORD_BYTES - 4, entries) == crc;
}

/* Whether a good record begins anywhere behind AT. */
static bool has_record_behind(const struct tp_cursor *file, const uint8_t *at, uint32_t salt)
{
    const uint8_t *found = at;

    while ((found = memmem(found + 1, (size_t)(file->end - found) - 1, record_magic, sizeof record_magic)) != NULL) {
        struct tp_cursor cursor = tp_cursor_over(found, (size_t)(file->end - found));
        struct tp_span entries;
        uint64_t first;
        uint32_t count;
        if (take_record(&cursor, salt, &first, &count, &entries))
            return true;
    }
    return false;
}

/* Reads records up to the end or the first that is not good. */
static tp_status read_records(struct tp_journal *journal, struct tp_cursor *cursor, struct tp_run *entries,
                              struct tp_diag *diag)
{
    while (tp_cursor_left(cursor) > 0) {
        const uint8_t *begin = cursor->at;
        int64_t at = tp_cursor_offset(cursor);
        struct tp_span bytes;
        uint64_t first;
        uint32_t count;

        journal->size_bytes = (uint64_t)at;
        if (!take_record(cursor, journal->salt, &first, &count, &bytes)) {
            if (has_record_behind(cursor, begin, journal->salt))
                return tp_fail(diag, TP_E_CHECKSUM, "record", at, "it is damaged, and good ones follow");
            return TP_OK;
        }
        if (first != journal->next || !is_run(&bytes, count))
            return tp_fail(diag, TP_E_CHECKSUM, "record", at, "it does not follow the one before");
        tp_write_bytes(&entries->bytes, bytes.data, bytes.size_bytes);
        entries->count += count;
        journal->next += count;
        journal->size_bytes = (uint64_t)tp_cursor_offset(cursor);
    }
    return check_memory(&entries->bytes, diag);
}

/* What was read may be nowhere but in the machine's memory yet. */
static tp_status make_durable(const struct tp_journal *journal, size_t read_bytes, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (journal->size_bytes < read_bytes)
        status = tp_disk_truncate(&journal->file, journal->size_bytes, diag);
    if (status == TP_OK)
        status = tp_disk_sync(&journal->file, diag);
    return status == TP_OK ? tp_disk_sync_folder(journal->file.disk, "", diag) : status;
}

tp_status tp_journal_open(struct tp_journal *out, const struct tp_disk *disk, struct tp_run *entries,
                          struct tp_diag *diag)
{
    struct tp_cursor cursor;
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_disk_read(disk, NAME, TP_JOURNAL_MAX, &data, &size_bytes, diag);

    memset(out, 0, sizeof *out);
    out->file.fd = -1;
    if (status != TP_OK)
        return status;
    cursor = tp_cursor_over(data, size_bytes);
    status = read_head(out, &cursor, diag);
    out->size_bytes = (uint64_t)tp_cursor_offset(&cursor);
    if (status == TP_OK)
        status = read_records(out, &cursor, entries, diag);
    if (status == TP_OK)
        status = tp_disk_open(disk, NAME, &out->file, diag);
    if (status == TP_OK)
        status = make_durable(out, size_bytes, diag);
    if (status != TP_OK)
        tp_journal_close(out);
    free(data);
    return tp_diag_in_file(diag, status, NAME);
}
