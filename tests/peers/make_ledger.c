/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a ledger for programs that are not ours to check.
 *
 *   make_ledger FOLDER COUNT [FILE]...
 *
 * FOLDER/ledger gets COUNT entries and then the bytes of each FILE; it is published, and its checkpoint kept as
 * FOLDER/old-SIZE, whenever its size is below 8 or next to a multiple of 64. The last checkpoint has a
 * cosignature. Prints the log's key and the witness'. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/ledger.h"

enum { NOW = 1700000000, PATH_BYTES = 1024 };

static struct tp_diag diag;

static void must(tp_status status)
{
    char words[512];

    if (status == TP_OK)
        return;
    tp_diag_format(&diag, words, sizeof words);
    fprintf(stderr, "make_ledger: %s\n", words);
    exit(1);
}

static void copy(const char *folder, uint64_t size)
{
    char from[PATH_BYTES], to[PATH_BYTES];
    uint8_t *data;
    size_t size_bytes;

    snprintf(from, sizeof from, "%s/ledger/checkpoint", folder);
    snprintf(to, sizeof to, "%s/old-%llu", folder, (unsigned long long)size);
    must(tp_file_read(from, TP_NOTE_MAX, &data, &size_bytes, &diag));
    must(tp_file_write(to, data, size_bytes, &diag));
    free(data);
}

static void append(const char *folder, struct tp_ledger *ledger, const void *data, size_t size_bytes)
{
    const struct tp_span entry = {data, size_bytes};
    uint64_t index, size;

    must(tp_ledger_append(ledger, &entry, 1, &index, &diag));
    size = index + 1;
    if (size < 8 || (size + 1) % 64 <= 2) {
        must(tp_ledger_publish(ledger, &diag));
        copy(folder, size);
    }
}

static void append_file(const char *folder, struct tp_ledger *ledger, const char *path)
{
    uint8_t *data;
    size_t size_bytes;

    must(tp_file_read(path, TP_LEDGER_ENTRY_MAX, &data, &size_bytes, &diag));
    append(folder, ledger, data, size_bytes);
    free(data);
}

static struct tp_signer *make_signer(uint8_t byte, const char *name, enum tp_key_type type, struct tp_verifier *out)
{
    uint8_t seed[TP_SEED_BYTES];
    struct tp_signer *signer;
    struct tp_buffer text;

    memset(seed, byte, sizeof seed);
    must(tp_signer_from_seed(seed, &signer, &diag));
    must(tp_verifier_make(name, type, tp_signer_public(signer), out, &diag));
    tp_buffer_init(&text);
    tp_verifier_write(out, &text);
    printf("%.*s\n", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    return signer;
}

/* Lets a witness cosign the published checkpoint. */
static void cosign(const char *folder, struct tp_ledger *ledger)
{
    struct tp_verifier verifier;
    struct tp_signer *witness = make_signer(2, "witness.example", TP_KEY_COSIGNATURE, &verifier);
    struct tp_buffer line;
    struct tp_note note;
    char path[PATH_BYTES];
    uint8_t *data;
    size_t size_bytes;

    snprintf(path, sizeof path, "%s/ledger/checkpoint", folder);
    must(tp_file_read(path, TP_NOTE_MAX, &data, &size_bytes, &diag));
    must(tp_note_parse(data, size_bytes, &note, &diag));
    tp_buffer_init(&line);
    must(tp_note_sign(note.text, &verifier, witness, NOW, &line, &diag));
    tp_write_u8(&line, '\0');
    must(tp_ledger_cosign(ledger, &verifier, (const char *)line.data, &diag));
    tp_buffer_deinit(&line);
    tp_note_deinit(&note);
    free(data);
    tp_signer_free(&witness);
}

int main(int argc, char **argv)
{
    struct tp_verifier verifier;
    struct tp_ledger *ledger;
    struct tp_signer *signer;
    char path[PATH_BYTES];

    tp_diag_init(&diag);
    if (argc < 3)
        return 2;
    signer = make_signer(1, "log.example/ledger", TP_KEY_NOTE, &verifier);
    snprintf(path, sizeof path, "%s/ledger", argv[1]);
    must(tp_ledger_create(path, verifier.name, signer, &diag));
    must(tp_ledger_open(path, verifier.name, signer, &ledger, &diag));
    copy(argv[1], 0);
    for (long i = 0; i < strtol(argv[2], NULL, 10); i++) {
        char entry[64];
        append(argv[1], ledger, entry, (size_t)snprintf(entry, sizeof entry, "{\"entry\":%ld}", i));
    }
    for (int i = 3; i < argc; i++)
        append_file(argv[1], ledger, argv[i]);
    must(tp_ledger_publish(ledger, &diag));
    cosign(argv[1], ledger);
    tp_ledger_close(&ledger);
    tp_signer_free(&signer);
    return 0;
}
