/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: bodies of add-checkpoint, to a witness that knows one log. Every body gets an answer; a cosignature is
 * one over the checkpoint that was sent. The corpus has bodies that are signed with the log's key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

enum { NOW = 1679315147 };

static char folder[] = "/tmp/tenprint_fuzz_witness_XXXXXX";
static struct tp_signer *signer;
static struct tp_witness *witness;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void clean(void)
{
    char line[sizeof folder + 16];

    tp_witness_close(&witness);
    tp_signer_free(&signer);
    snprintf(line, sizeof line, "rm -rf %s", folder);
    TP_ASSERT(system(line) == 0);
}

/* A witness that has seen nothing yet. */
static void start(void)
{
    uint8_t seed[TP_SEED_BYTES] = {1};
    char state[sizeof folder + 8];
    struct tp_witness_options options = {.folder = state, .name = "witness.example", .log_count = 1};
    struct tp_verifier log;
    char line[2 * sizeof folder];

    if (!signer) {
        TP_ASSERT(mkdtemp(folder) != NULL && atexit(clean) == 0);
        TP_ASSERT(tp_signer_from_seed(seed, &signer, NULL) == TP_OK);
    }
    TP_ASSERT(tp_verifier_make("log.example", TP_KEY_NOTE, tp_signer_public(signer), &log, NULL) == TP_OK);
    snprintf(state, sizeof state, "%s/state", folder);
    snprintf(line, sizeof line, "rm -rf %s", state);
    TP_ASSERT(system(line) == 0);
    options.signer = signer;
    options.logs = &log;
    TP_ASSERT(tp_witness_open(&options, &witness, NULL) == TP_OK);
}

/* The cosignature put under the note that was sent, which stands behind the first blank line. */
static void check_cosignature(const uint8_t *data, size_t size_bytes, const struct tp_buffer *line)
{
    const uint8_t *blank = memmem(data, size_bytes, "\n\n", 2);
    struct tp_buffer whole;
    struct tp_note note;

    TP_ASSERT(blank != NULL);
    tp_buffer_init(&whole);
    tp_write_bytes(&whole, blank + 2, (size_t)(data + size_bytes - blank - 2));
    tp_write_bytes(&whole, line->data, line->size_bytes);
    if (whole.size_bytes <= TP_NOTE_MAX && tp_note_parse(whole.data, whole.size_bytes, &note, NULL) == TP_OK) {
        TP_ASSERT(tp_note_signature_of(&note, tp_witness_verifier(witness)) != NULL);
        tp_note_deinit(&note);
    }
    tp_buffer_deinit(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_witness_reply reply;

    if (!witness)
        start();
    TP_ASSERT(tp_witness_add(witness, data, size_bytes, NOW, &reply, NULL) == TP_OK);
    TP_ASSERT(reply.http == 200 || (reply.http >= 400 && reply.http <= 422));
    TP_ASSERT(reply.content.size_bytes > 0 && reply.content.data[reply.content.size_bytes - 1] == '\n');
    if (reply.http == 200) {
        check_cosignature(data, size_bytes, &reply.content);
        tp_witness_close(&witness);
    }
    tp_buffer_deinit(&reply.content);
    return 0;
}
